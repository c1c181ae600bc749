"""Escalate: whoever is next on a ladder is called, until a person has answered."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from alertd.core import audience
from alertd.core.ladder import (
    Call,
    Callee,
    Climb,
    Ladder,
    State,
    climb,
    due_at,
    from_document,
)
from alertd.core.lifecycle import cyclones_in_force
from alertd.core.plan import DESK_ROLES, Kind, Media, Role
from alertd.core.records import Climbed, NewDelivery, StepTaken
from alertd.core.wind import force_at
from alertd.stages import compose
from alertd.stages.issue import EXERCISE_URGENCY, OFFICERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alertd.core.cyclone import Cyclone
    from alertd.core.records import LadderRow, MessageText, Person, Speaking
    from alertd.core.world import World
    from alertd.ports.store import Store, Transaction
    from alertd.stages.compose import Speech
    from alertd.stages.history import History

logger = logging.getLogger(__name__)

BATCH = 500
_TRACK_HOLDS = timedelta(hours=24)


class _Climbing(NamedTuple):
    row: LadderRow
    ladder: Ladder
    result: Climb


class _Wanted(NamedTuple):
    """A call to be written down, before its words are."""

    alert_id: int
    person: Person
    ladder_id: int | None
    step: int
    attempt: int
    media: Media
    variant: str


async def escalate_due(
    store: Store, history: History, speech: Speech, *, world: World, wall: datetime
) -> int:
    """Take every step that is due in a world; returns how many ladders were looked at.

    Where force 10 blows, or whatever the ladder's `outdoor_until` says, nobody is
    asked for anything any more: the village becomes lost contact, to be found.
    """
    now = world.now(wall)
    async with store.transaction(actor="escalate", now=wall) as tx:
        due = await tx.ladders.due(world.exercise_id, now=now, limit=BATCH)
        if not due:
            return 0
        told = await history.told(tx, world, now)
        tracks = [
            bulletin.cyclone
            for bulletin in cyclones_in_force(
                (bulletin for _, bulletin in told),
                at=now,
                valid_for=lambda _: _TRACK_HOLDS,
            )
            if bulletin.cyclone is not None
        ]
        people = await _people(tx, due, speech, world)
        climbing = [_climb(row, people, speech, tracks, now=now) for row in due]
        await _write(tx, climbing, people, speech, world=world, wall=wall)
    logger.info("ladder.climbed", extra={"number": len(due)})
    return len(due)


async def _people(
    tx: Transaction, due: Sequence[LadderRow], speech: Speech, world: World
) -> dict[str, list[Person]]:
    """Return the roster of the villages and of everything above them, by area."""
    areas = {row.area for row in due}
    for row in due:
        areas.update(area.code for area in speech.region.ancestors(row.area))
    result: dict[str, list[Person]] = defaultdict(list)
    for person in await tx.people.in_areas(sorted(areas), enrolled_only=not world.live):
        result[person.area].append(person)
    return result


def _climb(
    row: LadderRow,
    people: Mapping[str, Sequence[Person]],
    speech: Speech,
    tracks: Sequence[Cyclone],
    *,
    now: datetime,
) -> _Climbing:
    ladder = Ladder(
        id=row.id,
        area=row.area,
        alert_id=row.alert_id,
        plan=from_document(row.plan),
        state=State(row.state),
        started_at=row.started_at,
        next_rung=row.next_rung,
        ahead=timedelta(seconds=row.ahead_s),
    )
    roles: dict[Role, list[Callee]] = defaultdict(list)
    above = [area.code for area in speech.region.ancestors(row.area)]
    for code in (row.area, *above):
        for person in people.get(code, ()):
            role = Role(person.role)
            if (code == row.area) is not (
                role in DESK_ROLES
            ) and role is not Role.MEMBER:
                roles[role].append(
                    Callee(id=person.id, role=role, phone=person.phone_hash)
                )
    force = wind_force(speech, tracks, row.area, now)
    return _Climbing(row, ladder, climb(ladder, roles, now=now, wind_force=force))


def wind_force(
    speech: Speech, tracks: Sequence[Cyclone], area: str, now: datetime
) -> int | None:
    """Return the force any storm brings to a place now; None: not known."""
    point = speech.region.point_of(area)
    if point is None:
        return None
    forces = [
        force for track in tracks if (force := force_at(track, *point, now)) is not None
    ]
    return max(forces, default=None)


async def _write(
    tx: Transaction,
    climbing: Sequence[_Climbing],
    people: Mapping[str, Sequence[Person]],
    speech: Speech,
    *,
    world: World,
    wall: datetime,
) -> None:
    """Write down the calls, the steps and where each ladder stands now."""
    now = world.now(wall)
    by_id = {person.id: person for group in people.values() for person in group}
    alerts = await tx.alerts.speaking(sorted({c.row.alert_id for c in climbing}))
    wanted, texts = _calls(climbing, by_id, alerts, speech, world=world, now=now)
    ids: dict[tuple[int, str, str], int] = {}
    for alert_id, rows in texts.items():
        written = await tx.alerts.write_messages(alert_id, list(rows.values()))
        ids.update({(alert_id, *key): number for key, number in written.items()})
    deliveries = [
        _delivery(call, ids, alerts[call.alert_id], speech, world) for call in wanted
    ]
    await tx.deliveries.queue(world.exercise_id, deliveries, due=wall)
    await tx.ladders.steps(_steps(climbing), at=now)
    await tx.ladders.climb([_climbed(one) for one in climbing])


def _climbed(one: _Climbing) -> Climbed:
    after = one.result
    still = Ladder(
        id=one.ladder.id,
        area=one.ladder.area,
        alert_id=one.ladder.alert_id,
        plan=one.ladder.plan,
        state=after.state,
        started_at=one.ladder.started_at,
        next_rung=after.next_rung,
        ahead=after.ahead,
    )
    over = after.state in (State.UNREACHED, State.LOST_CONTACT)
    return Climbed(
        one.row.id,
        after.state.value,
        after.next_rung,
        None if over else due_at(still),
        after.ahead.total_seconds(),
    )


def _steps(climbing: Sequence[_Climbing]) -> list[StepTaken]:
    taken = []
    for one in climbing:
        for call in one.result.calls:
            taken.append(
                StepTaken(
                    one.row.id,
                    one.row.round,
                    call.rung.step,
                    call.rung.attempt,
                    ",".join(role.value for role in call.step.to),
                    ",".join(media.value for media in call.step.media),
                    len(call.people),
                    None if call.people else "nobody holds the role: next step at once",
                )
            )
    return taken


def _calls(
    climbing: Sequence[_Climbing],
    by_id: Mapping[int, Person],
    alerts: Mapping[int, Speaking],
    speech: Speech,
    *,
    world: World,
    now: datetime,
) -> tuple[list[_Wanted], dict[int, dict[tuple[str, str], MessageText]]]:
    """Turn due steps into calls; desks get one that lists their villages."""
    wanted: list[_Wanted] = []
    texts: dict[int, dict[tuple[str, str], MessageText]] = defaultdict(dict)
    desks: dict[tuple[int, int, int, Media], list[_Climbing]] = defaultdict(list)
    for one in climbing:
        alert = alerts[one.row.alert_id]
        for call in one.result.calls:
            for person_id in call.people:
                person = by_id[person_id]
                for media in call.step.media:
                    if Role(person.role) in DESK_ROLES:
                        key = (alert.id, person_id, call.rung.step, media)
                        desks[key].append(one)
                        continue
                    wanted.append(
                        _village_call(
                            one, call, person, media, alert, speech, world, texts
                        )
                    )
    for (alert_id, person_id, step, media), rows in desks.items():
        wanted.append(
            _desk_call(
                rows,
                by_id[person_id],
                step,
                media,
                alerts[alert_id],
                speech,
                world,
                texts,
                now=now,
            )
        )
    return wanted, texts


def _matter(alert: Speaking, world: World) -> compose.Matter:
    return compose.Matter(
        kind=Kind(alert.kind),
        hazard=alert.hazard,
        level=alert.level,
        exercise=not world.live,
    )


def _village_call(
    one: _Climbing,
    call: Call,
    person: Person,
    media: Media,
    alert: Speaking,
    speech: Speech,
    world: World,
    texts: dict[int, dict[tuple[str, str], MessageText]],
) -> _Wanted:
    """Compose the words for one person of the village, once for each variant."""
    group = OFFICERS if person.role == Role.OFFICER_A.value else "officer_b"
    name = compose.variant(group, person.language, one.row.area)
    if (name, media.value) not in texts[alert.id]:
        composed = compose.compose(
            speech,
            _matter(alert, world),
            compose.thawed(alert.words),
            section="voice" if media is Media.VOICE else alert.kind,
            group=group,
            language=person.language,
            place=one.row.area,
        )
        texts[alert.id][(name, media.value)] = compose.text_of(name, media, composed)
    return _Wanted(
        alert.id, person, one.row.id, call.rung.step, call.rung.attempt, media, name
    )


def _desk_call(
    rows: Sequence[_Climbing],
    person: Person,
    step: int,
    media: Media,
    alert: Speaking,
    speech: Speech,
    world: World,
    texts: dict[int, dict[tuple[str, str], MessageText]],
    *,
    now: datetime,
) -> _Wanted:
    """Compose one message to a desk that lists the villages which have not answered."""
    minute = int((now - alert.sent_at) // timedelta(minutes=1))
    name = f"{person.role}|{person.id}|{step}|{minute}"
    villages = [speech.place(row.row.area)[1] for row in rows]
    composed = None
    for shown in range(len(villages), 0, -1):
        listed = "、".join(villages[:shown])
        more = "等" if shown < len(villages) else ""
        composed = compose.compose(
            speech,
            _matter(alert, world),
            compose.thawed(
                {
                    **alert.words,
                    "villages": f"{listed}{more}",
                    "count": str(len(villages)),
                }
            ),
            section="desk.voice" if media is Media.VOICE else "desk",
            group=person.role,
            language=person.language,
            place=None,
        )
        if not composed.over:
            break
    assert composed is not None, "a desk is called about at least one village"
    texts[alert.id][(name, media.value)] = compose.text_of(name, media, composed)
    return _Wanted(alert.id, person, None, step, minute, media, name)


def _delivery(
    call: _Wanted,
    ids: Mapping[tuple[int, str, str], int],
    alert: Speaking,
    speech: Speech,
    world: World,
) -> NewDelivery:
    channel = audience.route(
        speech.channels,
        call.media,
        country=call.person.country,
        demonstration=call.person.demonstration,
    )
    return NewDelivery(
        alert_id=call.alert_id,
        person_id=call.person.id,
        channel=channel.id if channel else "",
        step=call.step,
        attempt=call.attempt,
        message_id=ids[(call.alert_id, call.variant, call.media.value)],
        ladder_id=call.ladder_id,
        urgency=alert.level + (0 if world.live else EXERCISE_URGENCY),
        reason=None
        if channel
        else f"no {call.media.value} channel reaches this number",
    )
