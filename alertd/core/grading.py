"""How bad: colour signals, graded warnings and response levels, each its own scale."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Scale(StrEnum):
    """Which of Hainan's two parallel scales a warning is on (never compared raw)."""

    SIGNAL = "signal"  # 预警信号: blue, yellow, orange, red; by any observatory
    GRADED = "graded"  # 四/三/二/一级预警: by the province


class Colour(StrEnum):
    """Colour of a warning signal (CMA order 16)."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    BLUE = "blue"


class Level(IntEnum):
    """Response level 应急响应; I is the worst, so smaller is worse."""

    I = 1  # noqa: E741 -- the roman numeral is the word
    II = 2
    III = 3
    IV = 4

    @property
    def roman(self) -> str:
        """The numeral as notices print it: Ⅰ, Ⅱ, Ⅲ, Ⅳ."""
        return "ⅠⅡⅢⅣ"[self - 1]


GRADE_OF_COLOUR: Final = {
    Colour.RED: 1,
    Colour.ORANGE: 2,
    Colour.YELLOW: 3,
    Colour.BLUE: 4,
}
COLOUR_OF_GRADE: Final = {grade: colour for colour, grade in GRADE_OF_COLOUR.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Grading:
    """Place of a warning on its scale; `grade` 1 (worst) to 4."""

    scale: Scale
    grade: int

    @property
    def colour(self) -> Colour | None:
        """The signal's colour; None on the graded scale, which has numbers only."""
        return COLOUR_OF_GRADE[self.grade] if self.scale is Scale.SIGNAL else None


def signal(colour: Colour) -> Grading:
    """Return the grading of a colour signal."""
    return Grading(scale=Scale.SIGNAL, grade=GRADE_OF_COLOUR[colour])


def graded(grade: int) -> Grading:
    """Return the grading of a numbered warning, 1 (一级) to 4 (四级)."""
    return Grading(scale=Scale.GRADED, grade=grade)
