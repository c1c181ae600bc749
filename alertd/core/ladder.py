"""A running ladder: whom to call next for one village, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from alertd.core.plan import DESK_ROLES, LadderPlan, Media, Role, Step

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class State(StrEnum):
    """Where a village stands; only a person's answer or report moves it to the good."""

    RUNNING = "running"
    IN_HAND = "in_hand"  # a desk has taken it up; the clock runs on
    ACKNOWLEDGED = "acknowledged"  # a person of the village has answered
    ACTING = "acting"  # and has reported people moved
    UNREACHED = "unreached"  # the ladder is at its end; the village stays on the board
    LOST_CONTACT = "lost_contact"  # unreached where nobody may be sent out: 失联待核
    FOUND = "found"  # heard from again


ANSWERED = frozenset({State.ACKNOWLEDGED, State.ACTING, State.FOUND})
OPEN = frozenset({State.RUNNING, State.IN_HAND, State.UNREACHED, State.LOST_CONTACT})


class Rung(NamedTuple):
    """One try of one step; the schedule of a ladder is its rungs in order of time."""

    after: timedelta
    step: int
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """One village's ladder in its present round. `plan` was copied when it began."""

    id: int
    area: str
    alert_id: int
    plan: LadderPlan
    state: State
    started_at: datetime
    next_rung: int | None  # index in `schedule(plan)`; None: only the end is left
    ahead: timedelta = timedelta(0)  # how far missing roles have pulled the steps on


def schedule(plan: LadderPlan) -> tuple[Rung, ...]:
    """Return every try of every step, in order of time."""
    rungs = [
        Rung(step.after + step.every * attempt, index, attempt)
        for index, step in enumerate(plan.steps)
        for attempt in range(step.tries)
    ]
    return tuple(sorted(rungs))


def due_at(ladder: Ladder) -> datetime | None:
    """When the ladder wants to be looked at next; None when its time has run out."""
    if ladder.next_rung is None:
        return ladder.started_at + ladder.plan.breach
    rung = schedule(ladder.plan)[ladder.next_rung]
    moment = ladder.started_at + rung.after - ladder.ahead
    step = ladder.plan.steps[rung.step]
    if DESK_ROLES.issuperset(step.to):
        # A desk gets one call a minute that lists its villages, not one for each.
        return _next_minute(ladder.started_at, moment)
    return moment


def _next_minute(start: datetime, moment: datetime) -> datetime:
    minutes = -((start - moment) // timedelta(minutes=1))
    return start + timedelta(minutes=minutes)


def to_document(plan: LadderPlan) -> dict[str, object]:
    """Return the copy of a plan that a ladder keeps from its start."""
    return {
        "id": plan.id,
        "outdoor_until": plan.outdoor_until,
        "remind_after_s": plan.remind_after.total_seconds(),
        "breach_s": plan.breach.total_seconds(),
        "steps": [
            {
                "after_s": step.after.total_seconds(),
                "to": [role.value for role in step.to],
                "media": [media.value for media in step.media],
                "tries": step.tries,
                "every_s": step.every.total_seconds(),
            }
            for step in plan.steps
        ],
    }


def from_document(document: Mapping[str, Any]) -> LadderPlan:
    """Read the copy back; what chose the plan is not part of it."""
    return LadderPlan(
        id=document["id"],
        levels=frozenset(),
        hazards=frozenset(),
        groups=frozenset(),
        hours=(0, 1440),
        outdoor_until=document["outdoor_until"],
        remind_after=timedelta(seconds=document["remind_after_s"]),
        breach=timedelta(seconds=document["breach_s"]),
        steps=tuple(
            Step(
                after=timedelta(seconds=step["after_s"]),
                to=tuple(Role(role) for role in step["to"]),
                media=tuple(Media(media) for media in step["media"]),
                tries=step["tries"],
                every=timedelta(seconds=step["every_s"]),
            )
            for step in document["steps"]
        ),
    )


class Call(NamedTuple):
    """A rung that is due and the people it calls (none: the role is missing)."""

    rung: Rung
    step: Step
    people: tuple[int, ...]


class Climb(NamedTuple):
    """What a look at the ladder decided: calls to make, and where it stands then."""

    calls: tuple[Call, ...]
    state: State
    next_rung: int | None
    ahead: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Callee:
    """A person a ladder may call; `phone` is a hash, equal for the same number."""

    id: int
    role: Role
    phone: bytes


def climb(
    ladder: Ladder,
    people: Mapping[Role, Sequence[Callee]],
    *,
    now: datetime,
    wind_force: int | None,
) -> Climb:
    """Take every rung that is due at `now`.

    From `outdoor_until` on, nothing more is asked of anybody: the village is lost
    contact, to be found. A step whose role is missing, or is held by somebody an
    earlier step has called already, lets the next step fire at once.
    """
    if wind_force is not None and wind_force >= ladder.plan.outdoor_until:
        return Climb((), State.LOST_CONTACT, None, ladder.ahead)
    rungs = schedule(ladder.plan)
    calls: list[Call] = []
    at = ladder.next_rung
    ahead = ladder.ahead
    while at is not None:
        rung = rungs[at]
        looked = Ladder(
            id=ladder.id,
            area=ladder.area,
            alert_id=ladder.alert_id,
            plan=ladder.plan,
            state=ladder.state,
            started_at=ladder.started_at,
            next_rung=at,
            ahead=ahead,
        )
        moment = due_at(looked)
        if moment is None or moment > now:
            break
        step = ladder.plan.steps[rung.step]
        chosen = callees(ladder.plan, rung.step, people)
        calls.append(Call(rung, step, chosen))
        following = at + 1 if at + 1 < len(rungs) else None
        if not chosen:
            following = _after_step(rungs, at)
            if following is not None:
                gap = rungs[following].after - ahead - (now - ladder.started_at)
                ahead += max(gap, timedelta(0))
        at = following
    state = ladder.state
    if at is None and now >= ladder.started_at + ladder.plan.breach:
        state = State.UNREACHED
    return Climb(tuple(calls), state, at, ahead)


def _after_step(rungs: Sequence[Rung], at: int) -> int | None:
    """Index of the first later rung of another step: further tries of nobody are idle."""
    for index in range(at + 1, len(rungs)):
        if rungs[index].step != rungs[at].step:
            return index
    return None


def callees(
    plan: LadderPlan, step: int, people: Mapping[Role, Sequence[Callee]]
) -> tuple[int, ...]:
    """Return whom a step calls: its roles' people, less those an earlier role called."""
    roles = plan.steps[step].to
    called = {
        callee.phone
        for earlier in plan.steps[:step]
        for role in earlier.to
        if role not in roles
        for callee in people.get(role, ())
    }
    chosen: dict[bytes, int] = {}
    for role in roles:
        for callee in people.get(role, ()):
            if callee.phone not in called:
                chosen.setdefault(callee.phone, callee.id)
    return tuple(chosen.values())


def choose(
    plans: Sequence[LadderPlan],
    *,
    level: int,
    hazard: str,
    group: str,
    minute_of_day: int,
) -> LadderPlan | None:
    """Return the first ladder for this level, hazard, group and local time of day."""
    for plan in plans:
        if level not in plan.levels:
            continue
        if plan.hazards and hazard not in {h.value for h in plan.hazards}:
            continue
        if plan.groups and group not in plan.groups:
            continue
        start, end = plan.hours
        inside = (
            start <= minute_of_day < end
            if start <= end
            else minute_of_day >= start or minute_of_day < end
        )
        if inside:
            return plan
    return None
