"""What threatens: one list of hazards and the codes and words that name them."""

from __future__ import annotations

from enum import StrEnum


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
