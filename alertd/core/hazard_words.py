"""The codes and words by which others name a hazard, and what each means to us."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from alertd.core.grading import target_clause
from alertd.core.hazard import Hazard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

EVENT_TYPES: Final[Mapping[str, Hazard]] = {
    "11B01": Hazard.TYPHOON,
    "11B03": Hazard.RAINSTORM,
    "11B04": Hazard.SNOWSTORM,
    "11B05": Hazard.COLD_WAVE,
    "11B06": Hazard.GALE,
    "11B07": Hazard.SANDSTORM,
    "11B09": Hazard.HEAT,
    "11B14": Hazard.LIGHTNING,
    "11B15": Hazard.HAIL,
    "11B16": Hazard.FROST,
    "11B17": Hazard.FOG,
    "11B19": Hazard.HAZE,
    "11B20": Hazard.THUNDER_GALE,
    "11B21": Hazard.ICING,
    "11B22": Hazard.DROUGHT,
}
"""12379 `eventType` codes seen in running systems (GB/T 35561)."""

UNCONFIRMED_EVENT_TYPES: Final[Mapping[str, Hazard]] = {
    "11A01": Hazard.FLOOD,
    "11A02": Hazard.WATERLOGGING,
    "11A03": Hazard.RESERVOIR,
    "11B02": Hazard.TORNADO,
    "11B08": Hazard.FROST,
    "11B25": Hazard.FOREST_FIRE,
    "11D01": Hazard.GEOLOGICAL,
    "11D02": Hazard.GEOLOGICAL,
    "11D03": Hazard.GEOLOGICAL,
    "11E01": Hazard.TSUNAMI,
    "11E02": Hazard.STORM_SURGE,
    "11E06": Hazard.WAVES,
}
"""Codes not checked against the standard: believed only where words are silent."""

NMC_PICTURES: Final[Mapping[str, Hazard]] = {
    "0001": Hazard.TYPHOON,
    "0002": Hazard.RAINSTORM,
    "0003": Hazard.HEAT,
    "0004": Hazard.COLD_WAVE,
    "0005": Hazard.FOG,
    "0006": Hazard.SNOWSTORM,
    "0007": Hazard.GALE,
    "0008": Hazard.SANDSTORM,
    "0009": Hazard.HAIL,
    "0010": Hazard.DROUGHT,
    "0011": Hazard.ICING,
    "0012": Hazard.LIGHTNING,
    "0013": Hazard.FROST,
    "0014": Hazard.HAZE,
    "0015": Hazard.THUNDER_GALE,
    "0020": Hazard.WATERLOGGING,
    "0021": Hazard.GEOLOGICAL,
    "0024": Hazard.FLASH_FLOOD,
    "0026": Hazard.SEVERE_CONVECTION,
    "0033": Hazard.SEA_FOG,
    "0034": Hazard.SEA_GALE,
    "0042": Hazard.THUNDER_GALE,
}
"""First four digits of an NMC picture name (`p0007004.png`)."""

CHINESE_WORDS: Final[Mapping[Hazard, str]] = {
    Hazard.TYPHOON: "台风 热带风暴 热带气旋 热带低压 飓风",
    Hazard.RAINSTORM: "暴雨 强降雨 强降水",
    Hazard.GALE: "大风 强风",
    Hazard.SEA_GALE: "海上大风 海区大风 近海大风 海洋大风",
    Hazard.THUNDER_GALE: "雷雨大风 雷暴大风 雷雨强风",
    Hazard.SEA_THUNDER_GALE: "海上雷雨大风 海上雷暴大风",
    Hazard.SEVERE_CONVECTION: "强对流 强雷电 雷暴",
    Hazard.LIGHTNING: "雷电",
    Hazard.HAIL: "冰雹",
    Hazard.TORNADO: "龙卷",
    Hazard.FOG: "大雾 浓雾",
    Hazard.SEA_FOG: "海上大雾 海上浓雾 海雾",
    Hazard.HAZE: "霾",
    Hazard.HEAT: "高温",
    Hazard.COLD_WAVE: "寒潮 寒冷 低温",
    Hazard.FROST: "霜冻 低温冻害 冰冻",
    Hazard.SNOWSTORM: "暴雪 大雪",
    Hazard.ICING: "道路结冰",
    Hazard.SANDSTORM: "沙尘",
    Hazard.DROUGHT: "干旱 枯水",
    Hazard.FLOOD: "洪水 洪涝 水情",
    Hazard.WATERLOGGING: "内涝 渍涝 积涝",
    Hazard.FLASH_FLOOD: "山洪",
    Hazard.GEOLOGICAL: "地质灾害 滑坡 泥石流 崩塌",
    Hazard.RESERVOIR: "水库 溃坝 堤防",
    Hazard.STORM_SURGE: "风暴潮 风暴增水",
    Hazard.WAVES: "海浪 巨浪 灾害性海浪",
    Hazard.TSUNAMI: "海啸",
    Hazard.EARTHQUAKE: "地震",
    Hazard.FOREST_FIRE: "森林火险 森林火灾 草原火险 林火",
    Hazard.PUBLIC_HEALTH: "公共卫生 传染病 疫情",
}

ENGLISH_WORDS: Final[Mapping[Hazard, str]] = {
    Hazard.TYPHOON: "typhoon|tropical storm|tropical cyclone|tropical depression|"
    "hurricane|cyclone",
    Hazard.RAINSTORM: "rainstorm|heavy rain|heavy rainfall|torrential rain|rain storm",
    Hazard.GALE: "high wind|strong wind|gale|wind advisory|extreme wind|wind warning",
    Hazard.SEA_GALE: "gale at sea|gale over the sea|marine gale|small craft|sea gale",
    Hazard.THUNDER_GALE: "thunderstorm gale|thunderstorm and gale|thunder gale|"
    "thunderstorm wind",
    Hazard.SEVERE_CONVECTION: "severe convection|severe convective|thunderstorm|"
    "severe thunderstorm|strong convection",
    Hazard.LIGHTNING: "lightning",
    Hazard.HAIL: "hail",
    Hazard.TORNADO: "tornado|waterspout",
    Hazard.FOG: "fog|dense fog|heavy fog",
    Hazard.SEA_FOG: "sea fog|marine fog",
    Hazard.HAZE: "haze",
    Hazard.HEAT: "heat|high temperature|hot weather",
    Hazard.COLD_WAVE: "cold wave|cold weather|extreme cold|wind chill",
    Hazard.FROST: "frost|freeze",
    Hazard.SNOWSTORM: "snowstorm|snow storm|snow|blizzard|winter storm",
    Hazard.ICING: "road icing|icy road|ice storm|icing|ice",
    Hazard.SANDSTORM: "sandstorm|sand storm|dust storm|sand and dust",
    Hazard.DROUGHT: "drought",
    Hazard.FLOOD: "flood|flooding|river flood|areal flood",
    Hazard.WATERLOGGING: "waterlogging|urban flood|urban flooding",
    Hazard.FLASH_FLOOD: "flash flood|flash flooding|mountain torrent|mountain flood",
    Hazard.GEOLOGICAL: "geological|landslide|mudslide|debris flow|rockfall",
    Hazard.RESERVOIR: "dam break|dam failure|dam burst|reservoir",
    Hazard.STORM_SURGE: "storm surge|storm tide|coastal flood|coastal flooding",
    Hazard.WAVES: "high surf|high wave|sea wave|ocean wave|big wave|huge wave|"
    "hazardous seas",
    Hazard.TSUNAMI: "tsunami",
    Hazard.EARTHQUAKE: "earthquake",
    Hazard.FOREST_FIRE: "forest fire|wildfire|red flag|fire weather|bushfire",
    Hazard.PUBLIC_HEALTH: "public health|epidemic|infectious disease",
}

FINER: Final[Mapping[Hazard, frozenset[Hazard]]] = {
    Hazard.GALE: frozenset(
        {Hazard.SEA_GALE, Hazard.THUNDER_GALE, Hazard.SEA_THUNDER_GALE}
    ),
    Hazard.THUNDER_GALE: frozenset({Hazard.SEA_THUNDER_GALE}),
    Hazard.FOG: frozenset({Hazard.SEA_FOG}),
    Hazard.FLOOD: frozenset(
        {Hazard.FLASH_FLOOD, Hazard.RESERVOIR, Hazard.WATERLOGGING}
    ),
}
"""What words may make of a code: 12379 has one code for all gales."""


def _longest_first() -> re.Pattern[str]:
    """One pattern of all words: "大风" never wins inside "海上雷雨大风"."""
    chinese = [w for words in CHINESE_WORDS.values() for w in words.split()]
    english = [w for words in ENGLISH_WORDS.values() for w in words.split("|")]
    by_length = sorted(chinese, key=len, reverse=True)
    english_by_length = sorted(english, key=len, reverse=True)
    return re.compile(
        "|".join(by_length)
        + r"|\b(?:"
        + "|".join(word.replace(" ", r"[\s-]+") for word in english_by_length)
        + r")s?\b"
    )


LONGEST_TITLE: Final = 2000  # characters; what is longer is no title
_HAZARD_OF_WORD: Final[Mapping[str, Hazard]] = {
    word: hazard
    for table, separator in ((CHINESE_WORDS, None), (ENGLISH_WORDS, "|"))
    for hazard, words in table.items()
    for word in words.split(separator)
}
_WORD: Final = _longest_first()
_WARNING_FOLLOWS: Final = re.compile(
    r"[灾害气象风险强]*[红橙黄蓝一二三四iv1-4]+[色级]|[灾害气象风险]*(?:预警|警报|信号)"
    r"|[\w\s-]{0,24}\b(?:warning|signal|alert)"
)


def from_event_type(code: str) -> Hazard:
    """Return the hazard of a 12379 `eventType`; OTHER where the code is not sure."""
    return EVENT_TYPES.get(code.strip().upper(), Hazard.OTHER)


def from_nmc_picture(name: str) -> Hazard:
    """Return the hazard of an NMC picture name (`p0007004.png`).

    The short names (`p0000001`) carry the colour only: OTHER.
    """
    found = re.search(r"p(\d{4})\d{3}", name)
    return NMC_PICTURES.get(found[1], Hazard.OTHER) if found else Hazard.OTHER


def from_words(text: str) -> Hazard:
    """Return the hazard a title is about, by the longest keyword.

    Of several hazards the one that is warned of counts ("受台风影响，发布暴雨橙色预警"
    is about rain), and of a change its target ("变更大风蓝色预警信号为雷雨大风黄色").
    """
    folded = unicodedata.normalize("NFKC", text[:LONGEST_TITLE]).lower()
    target = target_clause(folded)
    for part in (folded, *([target] if target else []))[::-1]:
        mentioned = list(_mentions(part))
        for hazard, end in mentioned:
            if _WARNING_FOLLOWS.match(part, end):
                return hazard
        if mentioned:
            return mentioned[0][0]
    return Hazard.OTHER


def _mentions(text: str) -> Iterator[tuple[Hazard, int]]:
    """Yield each hazard named, with the index where its word ends."""
    for match in _WORD.finditer(text):
        word = re.sub(r"[\s-]+", " ", match[0])
        if word not in _HAZARD_OF_WORD:
            word = word.removesuffix("s")
        yield _HAZARD_OF_WORD[word], match.end()


def read_hazard(codes: Iterable[str], texts: Iterable[str | None]) -> Hazard:
    """Return what a warning is about, from its codes, then from its titles in order.

    A sure code wins, and a title may only make it finer (11B06 with "海上大风").
    Descriptions are not titles: they mention anything.
    """
    listed = tuple(codes)
    coded = next(
        (h for c in listed if (h := from_event_type(c)) is not Hazard.OTHER),
        Hazard.OTHER,
    )
    worded = Hazard.OTHER
    for text in texts:
        found = from_words(text or "")
        if found in FINER.get(worded, frozenset()) or worded is Hazard.OTHER:
            worded = found
    if coded is not Hazard.OTHER:
        return worded if worded in FINER.get(coded, frozenset()) else coded
    if worded is not Hazard.OTHER:
        return worded
    unsure = (UNCONFIRMED_EVENT_TYPES.get(c.strip().upper()) for c in listed)
    return next((h for h in unsure if h), Hazard.OTHER)
