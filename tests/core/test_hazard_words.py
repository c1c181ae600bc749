"""What a code or a title is about, the longest keyword first."""

from __future__ import annotations

import pytest

from alertd.core.hazard import Hazard
from alertd.core.hazard_words import (
    CHINESE_WORDS,
    ENGLISH_WORDS,
    from_event_type,
    from_nmc_picture,
    from_words,
    read_hazard,
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("浙江省气象局发布台风蓝色预警", Hazard.TYPHOON),
        ("大风蓝色预警信号", Hazard.GALE),
        ("海上大风黄色预警信号", Hazard.SEA_GALE),
        ("雷暴大风黄色预警信号", Hazard.THUNDER_GALE),
        ("雷雨大风黄色预警信号", Hazard.THUNDER_GALE),
        ("海上雷雨大风黄色预警信号", Hazard.SEA_THUNDER_GALE),
        ("风暴潮橙色警报", Hazard.STORM_SURGE),
        ("山洪灾害风险橙色预警", Hazard.FLASH_FLOOD),
        ("受台风影响，发布暴雨橙色预警", Hazard.RAINSTORM),
        ("变更大风蓝色预警信号为雷雨大风黄色", Hazard.THUNDER_GALE),
        ("将台风预警信号由橙色升级为红色", Hazard.TYPHOON),
        ("Typhoon Warning", Hazard.TYPHOON),
        ("Tropical Storm Warning", Hazard.TYPHOON),
        ("Tropical Cyclone Signal No. 8", Hazard.TYPHOON),
        ("Flood Warning", Hazard.FLOOD),
        ("Flash Flood Watch", Hazard.FLASH_FLOOD),
        ("Heavy Rain", Hazard.RAINSTORM),
        ("High Winds", Hazard.GALE),
        ("SEVERE THUNDERSTORM", Hazard.SEVERE_CONVECTION),
        ("Storm Surge Warning", Hazard.STORM_SURGE),
        ("Child Abduction", Hazard.OTHER),
        ("police notice", Hazard.OTHER),
        ("", Hazard.OTHER),
    ],
)
def test_a_title_names_its_hazard(title: str, expected: Hazard) -> None:
    assert from_words(title) is expected


def test_every_keyword_of_the_tables_means_what_the_table_says() -> None:
    for table, separator in ((CHINESE_WORDS, None), (ENGLISH_WORDS, "|")):
        for hazard, words in table.items():
            for word in words.split(separator):
                assert from_words(word) is hazard, word


def test_codes_and_pictures() -> None:
    assert from_event_type("11b01") is Hazard.TYPHOON
    assert from_event_type("11B73") is Hazard.OTHER  # a private invention
    assert from_nmc_picture("p0034003.png") is Hazard.SEA_GALE
    assert from_nmc_picture("p0000001") is Hazard.OTHER


def test_a_sure_code_wins_and_a_title_makes_it_finer() -> None:
    assert read_hazard(["11B06"], ["海上大风"]) is Hazard.SEA_GALE
    assert read_hazard(["11B03"], ["台风蓝色预警"]) is Hazard.RAINSTORM


def test_an_unsure_code_counts_only_where_words_are_silent() -> None:
    assert read_hazard(["11E02"], ["发布海浪橙色警报"]) is Hazard.WAVES
    assert read_hazard(["11E02"], ["发布警报"]) is Hazard.STORM_SURGE
    assert read_hazard(["TOE"], [None]) is Hazard.OTHER
