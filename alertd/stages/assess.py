"""Assess: what the bulletins in force mean, and which messages must follow."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alertd.core import trust
from alertd.core.assessment import Change, Stand, Topic, levels, stands
from alertd.core.cap import MsgType
from alertd.core.grading import Level
from alertd.core.hazard import NAMES, Hazard
from alertd.core.lifecycle import (
    Standing,
    cyclones_in_force,
    lifts,
    same_agency,
    standings,
)
from alertd.core.locate import covers
from alertd.core.plan import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from alertd.core.area import Region
    from alertd.core.bulletin import Bulletin
    from alertd.core.plan import Plan
    from alertd.core.records import AlertRow, ProposalRow
    from alertd.core.source import Source
    from alertd.core.world import World
    from alertd.ports.store import Store, Transaction
    from alertd.stages.history import History, Told

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What assessing goes by."""

    region: Region
    plans: Sequence[Plan]
    sources: Mapping[str, Source]
    valid_for: timedelta  # for a source that does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is in force in a world at a moment."""

    standings: tuple[Standing, ...]
    cyclones: tuple[Bulletin, ...]
    rows: Mapping[str, int]  # bulletin id by identifier
    heard: tuple[Told, ...]  # everything from senders that count


def outlook(told: Sequence[Told], rules: Rules, now: datetime) -> Outlook:
    """Judge a world's bulletins; those of senders that do not count are left out."""
    heard = [
        one
        for one in told
        if (source := rules.sources.get(one.row.source_id)) is None
        or trust.counts(source, one.bulletin)
    ]
    origin = {id(bulletin): row.source_id for row, bulletin in heard}

    def valid_for(bulletin: Bulletin) -> timedelta:
        source = rules.sources.get(origin.get(id(bulletin), ""))
        return source.valid_for if source else rules.valid_for

    bulletins = [bulletin for _, bulletin in heard]
    limited = [
        _within(standing, rules, origin.get(id(standing.bulletin)))
        for standing in standings(bulletins, rules.region, at=now, valid_for=valid_for)
    ]
    return Outlook(
        standings=tuple(limited),
        cyclones=cyclones_in_force(bulletins, at=now, valid_for=valid_for),
        rows={bulletin.cap.identifier: row.id for row, bulletin in heard},
        heard=tuple(heard),
    )


def _within(standing: Standing, rules: Rules, source_id: str | None) -> Standing:
    """Keep only the areas the source may speak for."""
    source = rules.sources.get(source_id or "")
    if source is None or not source.areas:
        return standing
    allowed = frozenset(
        code for named in source.areas for code in rules.region.resolve(named)
    )
    return replace(
        standing,
        areas=tuple(c for c in standing.areas if covers(allowed, c, rules.region)),
    )


async def assess_world(
    store: Store, history: History, rules: Rules, *, world: World, wall: datetime
) -> int:
    """Bring a world's levels and proposals up to date; returns proposals raised."""
    now = world.now(wall)
    async with store.reading() as tx:
        told = await history.told(tx, world, now)
        sizes = await tx.people.number_by_district(enrolled_only=not world.live)
    seen = outlook(told, rules, now)
    trusted = _trust(told, seen, rules, sizes, world)
    desired = stands(seen.standings, rules.plans, rules.region, relay_persons=trusted)
    held = levels(seen.standings, rules.plans, rules.region)
    async with store.transaction(actor="rules", now=wall) as tx:
        event_id = await _event(tx, world, seen, desired, now)
        await tx.events.assess(world.exercise_id, event_id, held, now)
        if event_id is None:
            return 0
        await tx.bulletins.join_event(
            [row.id for row, _ in told if row.event_id is None], event_id
        )
        return await _propose(
            tx, rules, event_id, desired, Present(world=world, seen=seen, now=now)
        )


def _trust(
    told: Sequence[Told],
    seen: Outlook,
    rules: Rules,
    sizes: Mapping[str, int],
    world: World,
) -> Callable[[Bulletin], int]:
    """Return how many persons a relay of a bulletin needs; a script needs nobody."""
    rows = {bulletin.cap.identifier: row for row, bulletin in told}

    def persons(bulletin: Bulletin) -> int:
        if not world.live:
            return 0
        units = {
            unit.code
            for standing in seen.standings
            if standing.bulletin is bulletin
            for code in standing.areas
            if (unit := rules.region.unit_of(code)) is not None
        }
        source = rules.sources.get(rows[bulletin.cap.identifier].source_id)
        recipients = sum(
            number
            for district, number in sizes.items()
            if (unit := rules.region.unit_of(district)) and unit.code in units
        )
        return trust.relay_persons(source, recipients)

    return persons


async def _event(
    tx: Transaction,
    world: World,
    seen: Outlook,
    desired: Mapping[Topic, Stand],
    now: datetime,
) -> int | None:
    """Return the world's event: opened when something follows, closed when all is over."""
    current = await tx.events.current(world.exercise_id)
    if not desired and not await tx.alerts.in_force(world.exercise_id):
        if current and not seen.cyclones:
            await tx.events.close(current["id"], now)
        return None if not current or not seen.cyclones else int(current["id"])
    name = event_name(seen, desired)
    event_id = await tx.events.open(world.exercise_id, name, now)
    if seen.cyclones:
        await tx.events.rename(event_id, name)
    return event_id


def event_name(seen: Outlook, desired: Mapping[Topic, Stand]) -> str:
    """Name an event after its storm, else after its worst hazard."""
    for bulletin in seen.cyclones:
        if bulletin.cyclone and bulletin.cyclone.name:
            return f"台风“{bulletin.cyclone.name}”"
    worst = min(desired.values(), key=lambda stand: stand.level, default=None)
    return NAMES[Hazard(worst.topic.hazard)] if worst else NAMES[Hazard.OTHER]


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """The moment a comparison is made at."""

    world: World
    seen: Outlook
    now: datetime


async def _propose(
    tx: Transaction,
    rules: Rules,
    event_id: int,
    desired: Mapping[Topic, Stand],
    present: Present,
) -> int:
    """Compare what should be in force with what is, and propose the difference."""
    exercise_id = present.world.exercise_id
    alerts = {
        Topic(Kind(row.kind), row.hazard, row.area): row
        for row in await tx.alerts.in_force(exercise_id)
    }
    latest = await tx.proposals.latest(exercise_id, event_id)
    raised = 0
    for topic in sorted({*desired, *alerts, *latest}):
        want, have, last = desired.get(topic), alerts.get(topic), latest.get(topic)
        change = (
            due_change(want, have, last)
            if want is not None
            else due_cancel(topic, have, last, rules, present)
        )
        if (
            last
            and last.state == "waiting"
            and (change or _overtaken(last, want, have))
        ):
            await tx.proposals.supersede(last.id)
        if change is None:
            continue
        basis = change.stand.basis
        await tx.proposals.propose(
            exercise_id,
            event_id,
            change,
            basis_id=(
                present.seen.rows.get(basis.bulletin.cap.identifier)
                if basis
                else have.basis_id
                if have
                else None
            ),
            now=present.now,
        )
        raised += 1
    if raised:
        logger.info("proposal.raised", extra={"number": raised})
    return raised


def due_change(
    want: Stand, have: AlertRow | None, last: ProposalRow | None
) -> Change | None:
    """Return the Alert or Update that has to be proposed, if any.

    Nothing while the same content waits, has been issued or was turned down by a
    person; nothing either while a decided proposal is being issued.
    """
    if last and last.state == "approved":
        return None
    if have is not None and have.content == want.content:
        return None
    if (
        last
        and last.content == want.content
        and last.msg_type != MsgType.CANCEL.value
        and last.state in ("waiting", "rejected", "quarantined")
    ):
        return None
    return Change(MsgType.UPDATE if have is not None else MsgType.ALERT, want)


def _overtaken(last: ProposalRow, want: Stand | None, have: AlertRow | None) -> bool:
    """Whether a waiting proposal says what is no longer true."""
    if last.msg_type == MsgType.CANCEL.value:
        return want is not None or have is None
    return want is None or want.content != last.content


def due_cancel(
    topic: Topic,
    have: AlertRow | None,
    last: ProposalRow | None,
    rules: Rules,
    present: Present,
) -> Change | None:
    """Return the Cancel an alert of ours needs: its warning was lifted.

    An alert whose own validity is over expires by itself. An order ends only with
    the persons its launch took; a relay with none when a trusted source lifted it.
    """
    if have is None or (have.expires_at and have.expires_at <= present.now):
        return None
    if last and (
        last.state == "approved"
        or (last.msg_type == MsgType.CANCEL.value and last.state != "superseded")
    ):
        return None
    level = Level(have.level)
    if topic.kind is Kind.ORDER:
        persons = _launch(topic.hazard, level, rules.plans)
    else:
        persons = _lift_persons(have, rules, present)
    return Change(
        MsgType.CANCEL,
        Stand(
            topic=topic,
            level=level,
            places=have.places,
            persons=persons,
            clauses=(),
            evidence=(),
            content=have.content,
            headline=have.headline,
            response=have.response,
        ),
    )


def _launch(hazard: str, level: Level, plans: Sequence[Plan]) -> int:
    """As many persons end a level as launch it."""
    return max(
        (
            clause.launch.persons
            for plan in plans
            for clause in plan.clauses
            if clause.hazard.value == hazard and clause.level is level
        ),
        default=2,
    )


def _lift_persons(have: AlertRow, rules: Rules, present: Present) -> int:
    """Nobody needs to look at a lift that a trusted source brought."""
    if not present.world.live:
        return 0
    basis = next(
        (
            s
            for s in present.seen.standings
            if present.seen.rows.get(s.bulletin.cap.identifier) == have.basis_id
        ),
        None,
    )
    if basis is None:
        return 1
    lifted_by_trusted = any(
        lifts(bulletin)
        and same_agency(bulletin, basis.bulletin)
        and bulletin.cap.sent > basis.bulletin.cap.sent
        and (source := rules.sources.get(row.source_id)) is not None
        and source.trusted
        for row, bulletin in present.seen.heard
    )
    return 0 if lifted_by_trusted else 1
