"""Issue: one decision becomes one alert with its messages, deliveries and ladders."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alertd.core import alert as drafting
from alertd.core import audience, cap_rules
from alertd.core.cap import MsgType, Reference
from alertd.core.cap_write import write
from alertd.core.grading import Level
from alertd.core.hazard import Hazard
from alertd.core.ladder import (
    Ladder,
    State,
    choose,
    due_at,
    schedule,
    to_document,
)
from alertd.core.plan import Kind, Media, Role
from alertd.core.records import IssuedAlert, NewDelivery, NewLadder
from alertd.stages import compose
from alertd.stages.assess import outlook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alertd.core.audience import Listener
    from alertd.core.cap import Alert
    from alertd.core.lifecycle import Standing
    from alertd.core.plan import LadderPlan
    from alertd.core.records import AlertRow, ApprovedRow
    from alertd.core.world import World
    from alertd.ports.store import Store, Transaction
    from alertd.stages.assess import Rules
    from alertd.stages.compose import Speech
    from alertd.stages.history import History

logger = logging.getLogger(__name__)

EXERCISE_URGENCY: Final = 10
"""Added to the level: a live alert goes before any exercise's."""
OFFICERS: Final = "village_officers"


class CannotIssueError(Exception):
    """A decided proposal cannot become an alert; the text is for a person."""


async def issue_due(
    store: Store,
    history: History,
    rules: Rules,
    speech: Speech,
    *,
    wall: datetime,
    limit: int = 4,
) -> int:
    """Issue what is decided, most urgent first; returns how many were looked at.

    One that cannot be issued is quarantined with its reason; its neighbours go out.
    """
    done = 0
    while done < limit:
        async with store.transaction(actor="issue", now=wall) as tx:
            rows = await tx.proposals.take_approved(1)
            if not rows:
                break
            done += 1
            worlds = {w.exercise_id: w for w in await tx.exercises.worlds()}
            world = worlds.get(rows[0].exercise_id)
            try:
                if world is None:
                    raise CannotIssueError("the exercise has ended")
                issue = _Issue(tx, history, rules, speech, world, wall)
                await issue.run(rows[0])
            except CannotIssueError as error:
                await tx.proposals.quarantine(rows[0].id, str(error))
                logger.warning("proposal.quarantined", extra={"proposal": rows[0].id})
    return done


class _Issue:
    """Everything one alert's transaction needs."""

    def __init__(
        self,
        tx: Transaction,
        history: History,
        rules: Rules,
        speech: Speech,
        world: World,
        wall: datetime,
    ) -> None:
        self.tx = tx
        self.history = history
        self.rules = rules
        self.speech = speech
        self.world = world
        self.wall = wall
        self.now = world.now(wall)

    async def run(self, row: ApprovedRow) -> None:
        present = await self._present(row)
        row = _fitting(row, present)
        basis = await self._basis(row)
        references = await self._references(present)
        decided = self._decided(row, basis, references)
        message = drafting.draft(
            decided,
            self.rules.region,
            sender=self.speech.sender,
            sent=self.now,
            zone=self.speech.zone,
        )
        faults = cap_rules.check(message)
        if faults:
            raise CannotIssueError("; ".join(faults))
        alert_id = await self.tx.alerts.issue(self._row(row, message, basis, present))
        await self._end(present, row, alert_id)
        await self._tell(row, message, alert_id, present)
        await self.tx.proposals.issued(row.id)
        if row.kind == Kind.ORDER.value:
            await self.tx.proposals.activate(row, self.now)
        logger.info("alert.issued", extra={"alert": alert_id, "level": row.level})

    async def _present(self, row: ApprovedRow) -> AlertRow | None:
        topic = (row.kind, row.hazard, row.area)
        return next(
            (
                alert
                for alert in await self.tx.alerts.in_force(row.exercise_id)
                if (alert.kind, alert.hazard, alert.area) == topic
            ),
            None,
        )

    async def _basis(self, row: ApprovedRow) -> Standing | None:
        """Find the warning a relay passes on, as it stands now."""
        if row.kind == Kind.ORDER.value or row.basis_id is None:
            return None
        told = await self.history.told(self.tx, self.world, self.now)
        bulletin = next((b for r, b in told if r.id == row.basis_id), None)
        seen = outlook(told, self.rules, self.now)
        standing = next(
            (
                s
                for s in seen.standings
                if s.bulletin is bulletin and s.warned.hazard.value == row.hazard
            ),
            None,
        )
        if standing is None:
            raise CannotIssueError("its bulletin is no longer to be found")
        if standing.ended and row.msg_type != MsgType.CANCEL.value:
            raise CannotIssueError(f"its warning is {standing.ended} meanwhile")
        return standing

    async def _references(self, present: AlertRow | None) -> tuple[Reference, ...]:
        """Name every earlier message of the conversation (CAP 1.2 s3.2.1)."""
        if present is None:
            return ()
        return tuple(
            Reference(
                identifier=one.identifier,
                sender=one.sender,
                sent=one.sent_at.astimezone(self.speech.zone),
            )
            for one in await self.tx.alerts.chain(present.chain)
        )

    def _decided(
        self,
        row: ApprovedRow,
        basis: Standing | None,
        references: tuple[Reference, ...],
    ) -> drafting.Decided:
        kind = Kind(row.kind)
        order = kind is Kind.ORDER
        return drafting.Decided(
            proposal_id=row.id,
            kind=kind,
            msg_type=MsgType(row.msg_type),
            hazard=Hazard(row.hazard),
            area=row.area,
            places=row.places,
            level=Level(row.level),
            authority=self.speech.body(row.area, row.level) if order else "",
            action=(
                self.speech.action(row.hazard, row.level, OFFICERS, "zh-CN")
                if order
                else ""
            ),
            basis=basis,
            references=references,
            exercise=not self.world.live,
        )

    def _row(
        self,
        row: ApprovedRow,
        message: Alert,
        basis: Standing | None,
        present: AlertRow | None,
    ) -> IssuedAlert:
        cancel = row.msg_type == MsgType.CANCEL.value
        expires = None if basis is None or cancel else basis.expires
        info = message.infos[0]
        words = compose.words_of(
            self.speech,
            kind=Kind(row.kind),
            hazard=row.hazard,
            area=row.area,
            level=row.level,
            info=info,
            sent=basis.bulletin.cap.sent if basis else self.now,
        )
        return IssuedAlert(
            exercise_id=row.exercise_id,
            event_id=row.event_id,
            proposal_id=row.id,
            identifier=message.identifier,
            kind=row.kind,
            msg_type=row.msg_type,
            status=message.status.value,
            scope=message.scope.value,
            hazard=row.hazard,
            area=row.area,
            places=row.places,
            level=row.level,
            headline=info.headline or info.event,
            sender=message.sender,
            sent_at=message.sent,
            expires_at=expires,
            expires_wall=self.world.wall(expires) if expires else None,
            basis_id=row.basis_id,
            content=row.content,
            chain=present.chain if present else message.identifier,
            cap=write(message),
            words=compose.frozen(words),
            issued_wall=self.wall,
        )

    async def _end(
        self, present: AlertRow | None, row: ApprovedRow, alert_id: int
    ) -> None:
        """End what the new alert replaces: what has not left does not leave."""
        if present is None:
            return
        cancel = row.msg_type == MsgType.CANCEL.value
        state = "cancelled" if cancel else "superseded"
        await self.tx.alerts.end(present.id, state)
        await self.tx.deliveries.withdraw_alert(present.id, state)
        if cancel:
            await self.tx.ladders.stop([present.id])

    async def _tell(
        self,
        row: ApprovedRow,
        message: Alert,
        alert_id: int,
        present: AlertRow | None,
    ) -> None:
        """Write the messages, the deliveries and the ladders."""
        listeners = await self._listeners(row, present)
        speaking = (await self.tx.alerts.speaking([alert_id]))[alert_id]
        words = compose.thawed(speaking.words)
        matter = compose.Matter(
            kind=Kind(row.kind),
            hazard=row.hazard,
            level=row.level,
            exercise=not self.world.live,
        )
        cancel = row.msg_type == MsgType.CANCEL.value
        section = f"{row.kind}.cancel" if cancel else row.kind
        texts = {}
        names = []
        for person, group in listeners:
            place = person.area if group == OFFICERS else None
            name = compose.variant(group, person.language, place)
            names.append(name)
            if name not in texts:
                composed = compose.compose(
                    self.speech,
                    matter,
                    words,
                    section=section,
                    group=group,
                    language=person.language,
                    place=place,
                )
                texts[name] = compose.text_of(name, Media.SMS, composed)
        ids = await self.tx.alerts.write_messages(alert_id, list(texts.values()))
        ladders = {} if cancel else await self._ladders(row, alert_id, listeners)
        if present is not None and not cancel:
            await self.tx.ladders.follow(present.id, alert_id)
        await self.tx.deliveries.queue(
            row.exercise_id,
            [
                self._delivery(
                    row, alert_id, listener, ids[(name, Media.SMS.value)], ladders
                )
                for listener, name in zip(listeners, names, strict=True)
            ],
            due=self.wall,
        )

    async def _listeners(
        self, row: ApprovedRow, present: AlertRow | None
    ) -> tuple[Listener, ...]:
        """Choose the audience; a Cancel goes to exactly those who got the alert."""
        if row.msg_type == MsgType.CANCEL.value:
            reached = await self.tx.deliveries.reached(present.chain if present else "")
            people = await self.tx.people.of_ids(reached)
        else:
            areas = audience.areas_of(row.places, self.rules.region)
            people = await self.tx.people.in_areas(
                areas, enrolled_only=not self.world.live
            )
        return audience.select(
            people,
            self.speech.groups,
            hazard=row.hazard,
            exercise=not self.world.live,
            region=self.rules.region,
        )

    def _delivery(
        self,
        row: ApprovedRow,
        alert_id: int,
        listener: Listener,
        message_id: int,
        ladders: dict[str, int],
    ) -> NewDelivery:
        person, group = listener
        channel = audience.route(
            self.speech.channels,
            Media.SMS,
            country=person.country,
            demonstration=person.demonstration,
        )
        return NewDelivery(
            alert_id=alert_id,
            person_id=person.id,
            channel=channel.id if channel else "",
            step=0,
            attempt=0,
            message_id=message_id,
            ladder_id=ladders.get(person.area) if group == OFFICERS else None,
            urgency=row.level + (0 if self.world.live else EXERCISE_URGENCY),
            reason=None if channel else "no channel reaches this number",
        )

    async def _ladders(
        self, row: ApprovedRow, alert_id: int, listeners: Sequence[Listener]
    ) -> dict[str, int]:
        """Begin the ladders of the villages; returns their ids by village."""
        local = self.now.astimezone(self.speech.zone)
        plan = choose(
            self.speech.ladders,
            level=row.level,
            hazard=row.hazard,
            group=OFFICERS,
            minute_of_day=local.hour * 60 + local.minute,
        )
        if plan is None:
            return {}
        told = {
            person.area
            for person, group in listeners
            if group == OFFICERS and person.role == Role.OFFICER_A.value
        }
        villages = sorted(
            {
                village.code
                for place in row.places
                for village in self.rules.region.villages_in(place)
            }
        )
        begun = await self.tx.ladders.begin(
            row.exercise_id,
            row.event_id,
            alert_id=alert_id,
            kind=row.kind,
            level=row.level,
            plan=to_document(plan),
            started_at=self.now,
            ladders=[
                _first_rung(plan, code, told=code in told, now=self.now)
                for code in villages
            ],
        )
        return {area: ladder_id for area, (ladder_id, _) in begun.items()}


def _fitting(row: ApprovedRow, present: AlertRow | None) -> ApprovedRow:
    """Match the message type to what is in force at this moment."""
    if row.msg_type == MsgType.CANCEL.value:
        if present is None:
            raise CannotIssueError("what it would cancel is no longer in force")
        return row
    msg_type = MsgType.ALERT if present is None else MsgType.UPDATE
    return replace(row, msg_type=msg_type.value)


def _first_rung(
    plan: LadderPlan, village: str, *, told: bool, now: datetime
) -> NewLadder:
    """The step at 0 s is the audience's message; a village without an officer A is
    looked at at once, so that the next step fires."""
    rungs = schedule(plan)
    begin = 0
    if told:
        while begin < len(rungs) and rungs[begin].after == timedelta(0):
            begin += 1
    next_rung = begin if begin < len(rungs) else None
    ladder = Ladder(
        id=0,
        area=village,
        alert_id=0,
        plan=plan,
        state=State.RUNNING,
        started_at=now,
        next_rung=next_rung,
    )
    return NewLadder(village, next_rung, due_at(ladder), 0.0)
