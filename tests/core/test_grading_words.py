"""What grading a title states: the target of a change, never a response level."""

from __future__ import annotations

import pytest

from alertd.core.grading import (
    Colour,
    Grading,
    Scale,
    from_nmc_picture,
    graded,
    lifts,
    read_colour,
    read_grading,
    signal,
)

RED, ORANGE, YELLOW, BLUE = (signal(colour) for colour in Colour)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("浙江省气象局发布台风蓝色预警", BLUE),
        ("文昌市气象台发布台风橙色预警信号", ORANGE),
        ("海浪橙色警报", ORANGE),
        ("地质灾害气象风险红色预警", RED),
        ("暴雨预警级别：红色", RED),
        ("文昌市气象台发布暴雨预警[III/较重]", YELLOW),
        ("文昌市气象台发布暴雨黄色预警信号［Ⅲ/较重］", YELLOW),
        ("Typhoon Orange Warning", ORANGE),
        ("Haikou issued a red rainstorm warning signal", RED),
        ("阵风12级大风蓝色预警信号", BLUE),
        ("橙色", ORANGE),
        ("省气象局发布台风二级预警", graded(2)),
        ("暴雨Ⅱ级预警", graded(2)),
        ("暴雨IV级预警", graded(4)),
        ("海南省气象局发布台风四级预警（海上）", graded(4)),
        ("省政府发布台风一级预警", graded(1)),
        ("Typhoon Level II Warning", graded(2)),
    ],
)
def test_a_title_states_its_grading(title: str, expected: Grading) -> None:
    assert read_grading(title) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("变更暴雨橙色预警信号为暴雨红色", RED),
        ("14时15分变更暴雨橙色预警信号为暴雨红色预警信号", RED),
        ("海口市气象台将台风预警信号由橙色升级为红色", RED),
        ("将暴雨红色预警信号降级为暴雨橙色预警信号", ORANGE),
        ("由台风四级预警提升至三级", graded(3)),
        ("台风一级预警降为二级预警", graded(2)),
        ("海口市气象台升级发布暴雨红色预警信号", RED),
        ("海口市气象台解除暴雨红色预警信号，同时发布雷电黄色预警信号", YELLOW),
        ("Upgrade rainstorm orange warning to red", RED),
        ("强降雨持续，发布暴雨橙色预警信号", ORANGE),
    ],
)
def test_of_a_change_the_target_counts(title: str, expected: Grading) -> None:
    assert read_grading(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "省防指启动防汛防风Ⅱ级应急响应",
        "启动海上防台风四级应急响应",
        "防汛防风二级响应",
        "预计3小时降雨量将达100毫米",
        "阵风可达四级",
        "12级大风",
        "Red Flag Warning",
        "AMBER ALERT",
        "红色旅游区发布大风预警",
        "Typhoon",
        "Extreme",
        "251 140 0",
        "",
        None,
    ],
)
def test_what_is_no_grading_is_none(title: str | None) -> None:
    assert read_grading(title) is None


def test_the_first_telling_text_counts() -> None:
    assert read_grading(None, "台风", "台风四级预警", "blue") == graded(4)


def test_a_lifted_warning_keeps_its_grading_and_is_told_apart() -> None:
    title = "海南省气象台解除台风红色预警"
    assert read_grading(title) == RED
    assert lifts(title)
    assert lifts("Typhoon blue warning signal lifted")
    assert not lifts("解除暴雨红色预警信号，同时发布雷电黄色预警信号")
    assert not lifts("发布台风红色预警")


def test_colour_fields_and_pictures() -> None:
    assert [read_colour(word) for word in ("Red", "Orange", "YELLOW", " blue ")] == [
        RED,
        ORANGE,
        YELLOW,
        BLUE,
    ]
    assert read_colour("3; orange; Severe") == ORANGE
    assert read_colour("Unknown") is None
    assert from_nmc_picture("http://image.example/p0007004.png") == BLUE
    assert from_nmc_picture("p0000001") == Grading(scale=Scale.SIGNAL, grade=1)
    assert from_nmc_picture("x.png") is None
