"""What threatens: one list of hazards and the codes and words that name them."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Hazard(StrEnum):
    """A kind of danger, named as in docs/glossary.md."""

    TYPHOON = "typhoon"
    RAINSTORM = "rainstorm"
    GALE = "gale"
    SEA_GALE = "sea_gale"
    THUNDER_GALE = "thunder_gale"
    SEA_THUNDER_GALE = "sea_thunder_gale"
    SEVERE_CONVECTION = "severe_convection"
    LIGHTNING = "lightning"
    HAIL = "hail"
    TORNADO = "tornado"
    FOG = "fog"
    SEA_FOG = "sea_fog"
    HAZE = "haze"
    HEAT = "heat"
    COLD_WAVE = "cold_wave"
    FROST = "frost"
    SNOWSTORM = "snowstorm"
    ICING = "icing"
    SANDSTORM = "sandstorm"
    DROUGHT = "drought"
    FLOOD = "flood"
    WATERLOGGING = "waterlogging"
    FLASH_FLOOD = "flash_flood"
    GEOLOGICAL = "geological"
    RESERVOIR = "reservoir"
    STORM_SURGE = "storm_surge"
    WAVES = "waves"
    TSUNAMI = "tsunami"
    EARTHQUAKE = "earthquake"
    FOREST_FIRE = "forest_fire"
    PUBLIC_HEALTH = "public_health"
    OTHER = "other"


NAMES: Final = {
    Hazard.TYPHOON: "台风",
    Hazard.RAINSTORM: "暴雨",
    Hazard.GALE: "大风",
    Hazard.SEA_GALE: "海上大风",
    Hazard.THUNDER_GALE: "雷雨大风",
    Hazard.SEA_THUNDER_GALE: "海上雷雨大风",
    Hazard.SEVERE_CONVECTION: "强对流",
    Hazard.LIGHTNING: "雷电",
    Hazard.HAIL: "冰雹",
    Hazard.TORNADO: "龙卷风",
    Hazard.FOG: "大雾",
    Hazard.SEA_FOG: "海上大雾",
    Hazard.HAZE: "霾",
    Hazard.HEAT: "高温",
    Hazard.COLD_WAVE: "寒潮",
    Hazard.FROST: "霜冻",
    Hazard.SNOWSTORM: "暴雪",
    Hazard.ICING: "道路结冰",
    Hazard.SANDSTORM: "沙尘暴",
    Hazard.DROUGHT: "干旱",
    Hazard.FLOOD: "洪水",
    Hazard.WATERLOGGING: "内涝",
    Hazard.FLASH_FLOOD: "山洪",
    Hazard.GEOLOGICAL: "地质灾害",
    Hazard.RESERVOIR: "水库险情",
    Hazard.STORM_SURGE: "风暴潮",
    Hazard.WAVES: "海浪",
    Hazard.TSUNAMI: "海啸",
    Hazard.EARTHQUAKE: "地震",
    Hazard.FOREST_FIRE: "森林火险",
    Hazard.PUBLIC_HEALTH: "公共卫生",
    Hazard.OTHER: "其他",
}
"""What each hazard is called in messages and on the board."""
