"""A scenario: a recorded storm, the decisions taken, and how villages answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A bulletin that comes in at `at`."""

    at: datetime
    name: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """At `at` the clock jumps `to` a later time, or runs at another `speed`."""

    at: datetime
    to: datetime | None = None
    speed: float | None = None


Entry: TypeAlias = Document | Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the scripted officers decide: not before `at`, `after` the proposal.

    Empty `areas`, `levels` and `hazards`: any.
    """

    at: datetime
    after: timedelta
    areas: frozenset[str]
    levels: frozenset[int]
    hazards: frozenset[str]
    document_number: str | None


class PhonePlan(NamedTuple):
    """What becomes of one message: whether it arrives, and the answer and its delay."""

    arrives: bool
    answer: str | None
    delay: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOff:
    """An area whose network is down from a time on."""

    area: str  # a code; every place whose code begins so
    since: datetime
    until: datetime


NEVER: Final = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phones:
    """How the owners of scripted phones behave; shares are of 1.

    The same phone does the same for the same alert every time: no dice.
    """

    late: float
    never: float
    prompt_s: tuple[int, int]
    late_s: tuple[int, int]
    cut_off: tuple[CutOff, ...]

    def plan(
        self,
        *,
        phone: bytes,
        alert: str,
        area: str,
        media: str,
        text: str,
        at: datetime,
    ) -> PhonePlan:
        """Return what one phone does with one message."""
        for cut in self.cut_off:
            if area.startswith(cut.area) and cut.since <= at < cut.until:
                return PhonePlan(False, None, NEVER)
        # One draw a person and alert: who sleeps through the SMS sleeps through all.
        luck = _draw(phone, alert)
        if luck < self.never:
            return PhonePlan(True, None, NEVER)
        low, high = self.late_s if luck < self.never + self.late else self.prompt_s
        spread = _draw(phone, alert, media)
        delay = timedelta(seconds=low + (high - low) * spread)
        return PhonePlan(True, _answer(text, _draw(phone, alert, "words")), delay)


def _answer(text: str, luck: float) -> str:
    """Most press 1; of an order some report people moved; spellings differ."""
    if "回2" in text and luck < 0.3:
        return f"2 {1 + int(luck * 200)}"
    if luck > 0.995:
        return "9"
    return ("1", "收到", "１", " 1 ")[int(luck * 1000) % 4]


def _draw(*parts: object) -> float:
    """A number from 0 to 1 that depends on nothing but its parts."""
    joined = "|".join(p.hex() if isinstance(p, bytes) else str(p) for p in parts)
    return int.from_bytes(hashlib.sha256(joined.encode()).digest()[:6], "big") / 2**48


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A folder of scenarios/; `entries` in order of time."""

    id: str
    title: str
    title_en: str
    starts: datetime
    ends: datetime
    entries: tuple[Entry, ...]
    decisions: tuple[Decision, ...]
    phones: Phones

    def decision_for(self, *, level: int, area: str, hazard: str) -> Decision | None:
        """Return the first decision that fits a proposal; None: it waits for a person."""
        for decision in self.decisions:
            if (
                (not decision.levels or level in decision.levels)
                and (not decision.areas or area in decision.areas)
                and (not decision.hazards or hazard in decision.hazards)
            ):
                return decision
        return None
