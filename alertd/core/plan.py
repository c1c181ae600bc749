"""Documents people write before the season: response plans, groups, ladders, actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alertd.core.grading import Grading, Level
    from alertd.core.hazard import Hazard


class Kind(StrEnum):
    """The two kinds of message, never mixed (docs/glossary.md)."""

    RELAY = "relay"  # 预警转发: an official warning passed on
    ORDER = "order"  # 响应行动指令: follows from a response level


class Where(StrEnum):
    """Which areas a clause speaks of."""

    NAMED = "named"  # those the evidence names
    COASTAL = "coastal"  # of those, the coastal ones
    PROVINCE = "province"  # every unit, whatever the evidence names


class Launch(StrEnum):
    """Who may let the order go."""

    RULE = "rule"
    ONE = "one"
    TWO = "two"

    @property
    def persons(self) -> int:
        """How many people must approve."""
        return {"rule": 0, "one": 1, "two": 2}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningCondition:
    """Holds where a warning of this hazard and exactly this grading is in force."""

    warning: Hazard
    grading: Grading


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One sentence of a plan: when it holds, the area is at `level`."""

    id: str
    level: Level
    text: str  # as the plan words it, shown to the officer
    hazard: Hazard
    when: WarningCondition
    where: Where
    relay: bool
    launch: Launch


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A response plan: `plans/<response>.toml`."""

    response: str
    authority: str
    effective_from: date
    clauses: tuple[Clause, ...]


class Role(StrEnum):
    """What a person on the roster is for."""

    OFFICER_A = "officer_a"
    OFFICER_B = "officer_b"
    SECRETARY = "secretary"
    TOWNSHIP_DESK = "township_desk"
    COUNTY_DESK = "county_desk"
    MEMBER = "member"


VILLAGE_ROLES = frozenset({Role.OFFICER_A, Role.OFFICER_B, Role.SECRETARY})
DESK_ROLES = frozenset({Role.TOWNSHIP_DESK, Role.COUNTY_DESK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A target group 目标群体: who is in it, and for which hazards it is told.

    A person belongs by `roles`, or by carrying one of `members` in the roster's
    groups column. `hazards` empty: all. Somebody in two groups gets the words of
    the one that stands first in groups.toml.
    """

    id: str
    name: str
    name_en: str
    roles: frozenset[Role] = frozenset()
    members: frozenset[str] = frozenset()
    hazards: frozenset[Hazard] = frozenset()
    coastal_only: bool = False  # only in coastal units


class Media(StrEnum):
    """How words reach a person."""

    SMS = "sms"
    VOICE = "voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rung: who is called `after` the first message of the ladder."""

    after: timedelta
    to: tuple[Role, ...]
    media: tuple[Media, ...]
    tries: int = 1
    every: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderPlan:
    """Who is called next, and when: a `[[ladder]]` of ladders.toml.

    `hazards` and `groups` empty: any. `hours` are (from, to) in minutes of the
    local day; from > to spans midnight.
    """

    id: str
    levels: frozenset[int]
    hazards: frozenset[Hazard]
    groups: frozenset[str]
    hours: tuple[int, int]
    outdoor_until: int  # wind force from which nobody is asked to go out
    remind_after: timedelta
    breach: timedelta
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What one group does at one level: a row of `actions/<hazard>.toml`.

    `texts` maps a language ("zh-CN", "en") to the words an order carries.
    """

    hazard: str  # a hazard's name, or "any"
    level: Level
    group: str
    texts: tuple[tuple[str, str], ...]
