"""What the warnings in force mean for each area under the plans, and what follows."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alertd.core.cap import MsgType, Scope, Status
from alertd.core.grading import Level
from alertd.core.plan import Clause, Kind, Plan, Where

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from alertd.core.area import Region
    from alertd.core.bulletin import Bulletin
    from alertd.core.hazard import Hazard
    from alertd.core.lifecycle import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A response level that holds in one unit, with the clauses and the evidence."""

    response: str
    hazard: Hazard
    area: str
    level: Level
    clauses: tuple[str, ...]
    evidence: tuple[str, ...]  # identifiers of bulletins, the newest last
    persons: int  # who must approve the order


class Topic(NamedTuple):
    """What one conversation with an area is about."""

    kind: Kind
    hazard: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What should be in force towards one area on one topic."""

    topic: Topic
    level: Level
    places: tuple[str, ...]  # codes within the area; the area itself: all of it
    persons: int  # who must approve before it goes out
    clauses: tuple[str, ...]
    evidence: tuple[str, ...]
    content: str  # changes exactly when level, text or validity do
    headline: str
    basis: Standing | None = None  # whose words a relay passes on
    response: str = ""  # the plan of an order
    expires: datetime | None = None  # None: until ended by a decision


class Change(NamedTuple):
    """A message that has to follow: the new stand, or for a Cancel the one that ended."""

    msg_type: MsgType
    stand: Stand


class _Match(NamedTuple):
    plan: Plan
    clause: Clause
    standing: Standing
    unit: str


def _matches(
    standings: Iterable[Standing], plans: Sequence[Plan], region: Region
) -> list[_Match]:
    """Every clause that a warning in force fulfils, once for each unit."""
    result: list[_Match] = []
    for standing in standings:
        cap = standing.bulletin.cap
        if standing.ended or cap.status is not Status.ACTUAL:
            continue
        if cap.scope is not Scope.PUBLIC:
            continue
        warned = standing.warned
        for plan in plans:
            for clause in plan.clauses:
                when = clause.when
                if (when.warning, when.grading) != (warned.hazard, warned.grading):
                    continue
                result.extend(
                    _Match(plan, clause, standing, unit)
                    for unit in _units(clause, standing, region)
                )
    return result


def _units(clause: Clause, standing: Standing, region: Region) -> list[str]:
    if not standing.areas:
        return []  # a warning for elsewhere launches nothing here
    named = {u.code for c in standing.areas if (u := region.unit_of(c)) is not None}
    units = region.units()
    if clause.where is Where.NAMED:
        return [u.code for u in units if u.code in named]
    if clause.where is Where.COASTAL:
        return [u.code for u in units if u.code in named and u.coastal]
    return [u.code for u in units]


def levels(
    standings: Iterable[Standing], plans: Sequence[Plan], region: Region
) -> tuple[Held, ...]:
    """Return one row per response, hazard and unit: the worst level any clause gives."""
    groups: dict[tuple[str, Hazard, str], list[_Match]] = defaultdict(list)
    for match in _matches(standings, plans, region):
        key = (match.plan.response, match.clause.hazard, match.unit)
        groups[key].append(match)
    return tuple(
        _held(response, hazard, unit, matches)
        for (response, hazard, unit), matches in sorted(groups.items())
    )


def _held(response: str, hazard: Hazard, unit: str, matches: list[_Match]) -> Held:
    worst = min(match.clause.level for match in matches)
    winning = [match for match in matches if match.clause.level == worst]
    return Held(
        response=response,
        hazard=hazard,
        area=unit,
        level=worst,
        clauses=tuple(dict.fromkeys(m.clause.id for m in winning)),
        evidence=tuple(
            dict.fromkeys(m.standing.bulletin.cap.identifier for m in winning)
        ),
        persons=max(m.clause.launch.persons for m in winning),
    )


def stands(
    standings: Sequence[Standing],
    plans: Sequence[Plan],
    region: Region,
    *,
    relay_persons: Callable[[Bulletin], int],
) -> dict[Topic, Stand]:
    """Return what should be in force: a relay and an order per hazard and unit.

    `relay_persons` says how many must look at a relay of this bulletin first: none
    for a trusted source within its limits.
    """
    result: dict[Topic, Stand] = {}
    for match in _matches(standings, plans, region):
        if match.clause.relay:
            stand = _relay(match, region, relay_persons(match.standing.bulletin))
            held = result.get(stand.topic)
            # The worst warning is passed on; of two alike the newest.
            if held is None or stand.level <= held.level:
                result[stand.topic] = stand
    for held_level in levels(standings, plans, region):
        stand = _order(held_level, region)
        present = result.get(stand.topic)
        if present is None or stand.level < present.level:
            result[stand.topic] = stand
    return result


def _relay(match: _Match, region: Region, persons: int) -> Stand:
    standing = match.standing
    info = standing.warned.info
    places = _places(standing.areas, match.unit, region)
    headline = info.headline or info.event
    grading = standing.warned.grading
    level = Level(grading.grade) if grading else match.clause.level
    return Stand(
        topic=Topic(Kind.RELAY, match.clause.hazard.value, match.unit),
        level=level,
        places=places,
        persons=persons,
        clauses=(match.clause.id,),
        evidence=(standing.bulletin.cap.identifier,),
        content=_content(
            level, places, headline, info.description, standing.expires.isoformat()
        ),
        headline=headline,
        basis=standing,
        expires=standing.expires,
    )


def _places(areas: Iterable[str], unit: str, region: Region) -> tuple[str, ...]:
    """Codes of a warning that lie in the unit; a township's warning stays there."""
    inside = [
        code for code in areas if (own := region.unit_of(code)) and own.code == unit
    ]
    return (unit,) if not inside or unit in inside else tuple(sorted(inside))


def _order(held: Held, region: Region) -> Stand:
    unit = region.get(held.area)
    return Stand(
        topic=Topic(Kind.ORDER, held.hazard.value, held.area),
        level=held.level,
        places=(held.area,),
        persons=held.persons,
        clauses=held.clauses,
        evidence=held.evidence,
        content=_content(held.level, (held.area,), held.response),
        headline=f"{unit.name}启动{held.level.roman}级应急响应",
        response=held.response,
    )


def _content(*parts: object) -> str:
    joined = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()


def changes(
    before: Mapping[Topic, Stand], after: Mapping[Topic, Stand]
) -> tuple[Change, ...]:
    """Return the messages that lead from one set of stands to the other.

    Alert if new, Update if level, text or validity changed, Cancel if gone.
    """
    result = []
    for topic, stand in sorted(after.items()):
        was = before.get(topic)
        if was is None:
            result.append(Change(MsgType.ALERT, stand))
        elif was.content != stand.content:
            result.append(Change(MsgType.UPDATE, stand))
    result.extend(
        Change(MsgType.CANCEL, stand)
        for topic, stand in sorted(before.items())
        if topic not in after
    )
    return tuple(result)
