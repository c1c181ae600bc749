"""How bad: colour signals, graded warnings and response levels, each its own scale."""

from __future__ import annotations

import re
import unicodedata
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


_COLOUR_WORDS: Final = {
    "红": Colour.RED,
    "橙": Colour.ORANGE,
    "黄": Colour.YELLOW,
    "蓝": Colour.BLUE,
    **{colour.value: colour for colour in Colour},
}
_NUMBERS: Final = {
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_WARNING: Final = r"(?:预警|信号|警报|警示|告警)"
_NUMBER: Final = r"(?P<number>[一二三四]|iv|i{1,3}|[1-4])"
_ENGLISH_COLOUR: Final = r"\b(?P<colour>red|orange|yellow|blue)\b(?!\s+flag)"
# The colour stands by the word for warning: "红色旅游区" is not a red warning.
_COLOUR_SIGNALS: Final = (
    re.compile(
        rf"(?P<colour>[红橙黄蓝])色(?:(?!发布|旅游)[^。；，,;]){{0,8}}?{_WARNING}"
    ),
    re.compile(rf"{_WARNING}[^。；，,;]{{0,6}}?(?P<colour>[红橙黄蓝])色"),
    re.compile(rf"{_ENGLISH_COLOUR}[^.;,]{{0,40}}?\b(?:warning|alert|signal)"),
    re.compile(rf"\b(?:warning|alert|signal|level)\b[^.;,]{{0,12}}?{_ENGLISH_COLOUR}"),
)
_BARE_COLOURS: Final = (
    re.compile(r"(?P<colour>[红橙黄蓝])色"),
    re.compile(_ENGLISH_COLOUR),
)
# 级 of a wind force ("12级", "六级以上") or of a response is not a grade of warning.
_GRADES: Final = (
    re.compile(
        rf"(?<![\d十百a-z第]){_NUMBER}级(?!以上)(?!应急)"
        rf"(?:(?!响应|风力|阵风|以上|应急)[^。；，,;]){{0,6}}?预警(?!响应)"
    ),
    re.compile(rf"预警(?:级别|等级)?[为:：(（\s]*{_NUMBER}级(?!应急|响应)"),
    re.compile(
        r"\b(?:level|grade|class|category)[\s-]+(?P<number>iv|i{1,3}|[1-4])\b"
        r"(?![^.;,]{0,20}response)[^.;,]{0,30}?\bwarning"
    ),
    re.compile(
        r"\bwarning\b[^.;,]{0,12}?\b(?:level|grade)[\s-]+(?P<number>iv|i{1,3}|[1-4])\b"
    ),
)
# "[III/较重]" after a title, as resellers of CMA signals append it.
_SUFFIX: Final = re.compile(
    r"[\[【](?P<number>iv|i{1,3})\s*级?\s*/\s*(?:特别|严重|重大|较|一般)"
)
_BARE_NUMBER: Final = re.compile(rf"(?<![\d十a-z]){_NUMBER}级(?!以上|应急|响应|大?风)")
_CHANGE: Final = re.compile(
    r"(?:变更|升(?!温)|降(?![雨水温雪])|提高|上调|下调|调整|更改|更新|转换|改)"
    r"[^。；;]{0,60}?(?:(?<![因作认较])为|至|(?<![达受])到|(?<!造)成)"
    r"(?P<target>[^。；;]*)"
)
_ENGLISH_CHANGE: Final = re.compile(
    r"\b(?:upgrad|downgrad|chang|rais|lower|replac)\w*\b[^.;]{0,120}?"
    r"\b(?:to|by|with)\b(?P<target>[^.;]*)"
)
_LIFT_THEN_ISSUE: Final = re.compile(
    r"解除.{2,40}?[，,、；;并同].{0,4}发布(?P<target>.*)"
)
_LIFTS: Final = re.compile(
    r"解除|撤销|取消|\b(?:lift|cancel|terminat)(?:s|ed|led|ing|ling|lation)?\b"
)
_MAX_TITLE: Final = 2000  # longer is no title; keeps the patterns cheap


def _fold(text: str | None) -> str:
    """Full-width digits, Ⅱ and capitals become one spelling: Ⅱ is "ii"."""
    return unicodedata.normalize("NFKC", text or "")[:_MAX_TITLE].lower()


def target_clause(text: str) -> str | None:
    """Return what a change changes *to*, or None where the text tells of no change.

    "变更暴雨橙色预警信号为暴雨红色" names the old colour first.
    """
    for pattern in (_LIFT_THEN_ISSUE, _CHANGE, _ENGLISH_CHANGE):
        if found := pattern.search(text):
            return found["target"]
    return None


def read_grading(*texts: str | None) -> Grading | None:
    """Return the grading the first telling text states; None where none does.

    Meant for titles, events and parameter values, never for descriptions. A colour
    beside 预警 is a signal, a number before 预警 is graded; of a change the target
    counts, of a lift what was lifted. Response levels (应急响应), wind forces and
    CAP's own severity are no gradings.
    """
    for text in texts:
        folded = _fold(text)
        target = target_clause(folded)
        found = (target is not None and _bare(target)) or _stated(folded)
        if found:
            return found
    return None


def _stated(text: str) -> Grading | None:
    """A grading by the word for warning, or one that is the whole text."""
    for pattern in _COLOUR_SIGNALS:
        if found := pattern.search(text):
            return signal(_COLOUR_WORDS[found["colour"]])
    for pattern in _GRADES:
        if found := pattern.search(text):
            return graded(_NUMBERS[found["number"]])
    if found := _SUFFIX.search(text):
        return Grading(scale=Scale.SIGNAL, grade=_NUMBERS[found["number"]])
    return read_colour(text)


def _bare(text: str) -> Grading | None:
    """A grading in the target of a change, where 预警 is often left out."""
    for pattern in _BARE_COLOURS:
        if found := pattern.search(text):
            return signal(_COLOUR_WORDS[found["colour"]])
    for pattern in (*_GRADES, _BARE_NUMBER):
        if found := pattern.search(text):
            return graded(_NUMBERS[found["number"]])
    return None


def read_colour(word: str | None) -> Grading | None:
    """Return the signal of a field that holds a colour: "Red", "3; orange; x"."""
    for part in re.split(r"[;,/|]", _fold(word)[:64]):
        name = part.strip().removesuffix("预警").removesuffix("色")
        if name in _COLOUR_WORDS:
            return signal(_COLOUR_WORDS[name])
    return None


def from_nmc_picture(name: str) -> Grading | None:
    """Return the signal of an NMC picture name: last digit 1 red to 4 blue."""
    found = re.search(r"p\d{4}00([1-4])", name)
    return Grading(scale=Scale.SIGNAL, grade=int(found[1])) if found else None


def lifts(text: str | None) -> bool:
    """Whether a title ends a warning (解除) and does not issue another in its place."""
    folded = _fold(text)
    target = target_clause(folded)
    return bool(_LIFTS.search(folded)) and (target is None or _bare(target) is None)
