"""Acknowledge: what a person answered, bound only to what had reached that person."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from alertd.core.acknowledgement import Meaning, Reply, read_reply
from alertd.core.delivery import had_reached
from alertd.core.ladder import State
from alertd.core.plan import DESK_ROLES, Kind, Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from alertd.core.records import OpenMessage
    from alertd.core.world import World
    from alertd.ports.store import Store, Transaction

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One reply as a carrier handed it in. `provider_id` names it for good."""

    channel: str
    provider_id: str
    phone_hash: bytes
    text: str
    wall: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What became of a reply: ladders it stopped, and whether it meant anything."""

    reply: Reply
    answered: int = 0
    known: bool = False


async def receive(store: Store, said: Said) -> Heard:
    """Read a reply, bind it, stop its ladders and withdraw what is pending: at once.

    A reply told twice counts once. One that fits nothing is kept and shown.
    """
    reply = read_reply(said.text)
    async with store.transaction(actor=f"reply {said.channel}", now=said.wall) as tx:
        if await tx.acknowledgements.known(said.channel, said.provider_id):
            return Heard(reply=reply, known=True)
        bound = bind(await tx.deliveries.open_to(said.phone_hash), said.wall)
        worlds = {world.exercise_id: world for world in await tx.exercises.worlds()}
        if not bound:
            await _keep(tx, said, reply, None, worlds)
        answered = 0
        for message in bound:
            await _keep(tx, said, reply, message, worlds)
            answered += await _close(tx, reply, message, worlds, said.wall)
    logger.info(
        "acknowledgement.received",
        extra={"channel": said.channel, "answered": answered},
    )
    return Heard(reply=reply, answered=answered)


def bind(messages: Sequence[OpenMessage], wall: datetime) -> tuple[OpenMessage, ...]:
    """Return what a reply answers: per village the newest message that had reached.

    Delivered before the reply; or, where no receipt has come, handed over at least
    10 s earlier. With only one thing open to that person there is no doubt.
    """
    # A call and an SMS of one alert about one village are one thing that is open.
    newest: dict[tuple[int | None, int], OpenMessage] = {}
    for message in messages:
        newest.setdefault((message.ladder_id, message.alert_id), message)
    if len(newest) == 1:
        (only,) = newest.values()
        return (only,)
    chosen: dict[tuple[int | None, str], OpenMessage] = {}
    for message in messages:
        if had_reached(
            sent=message.sent_wall, delivered=message.delivered_wall, reply=wall
        ):
            chosen.setdefault((message.ladder_id, message.area), message)
    with_ladder = {m.area for m in chosen.values() if m.ladder_id is not None}
    return tuple(
        m
        for m in chosen.values()
        if m.ladder_id is not None or m.area not in with_ladder
    )


async def _keep(
    tx: Transaction,
    said: Said,
    reply: Reply,
    message: OpenMessage | None,
    worlds: dict[int | None, World],
) -> None:
    exercise_id = message.exercise_id if message else None
    world = worlds.get(exercise_id)
    await tx.acknowledgements.record(
        exercise_id,
        channel=said.channel,
        provider_id=said.provider_id,
        reply=reply,
        person_id=message.person_id if message else None,
        alert_id=message.alert_id if message else None,
        ladder_id=message.ladder_id if message else None,
        at=world.now(said.wall) if world else said.wall,
        wall=said.wall,
    )


async def _close(
    tx: Transaction,
    reply: Reply,
    message: OpenMessage,
    worlds: dict[int | None, World],
    wall: datetime,
) -> bool:
    """Stop the ladder a person of the village has answered; a desk takes it in hand."""
    if not reply.answers(Kind(message.kind)):
        return False
    if Role(message.role) in DESK_ROLES:
        # A desk's 1 does not close twenty villages: the clock runs on.
        await tx.ladders.take_in_hand(message.alert_id, message.area)
        return False
    if message.ladder_id is None or message.ladder_alert != message.alert_id:
        return False  # an answer to version 1 never closes version 2
    world = worlds.get(message.exercise_id)
    if message.ladder_state == State.LOST_CONTACT.value:
        state = State.FOUND
    elif reply.meaning is Meaning.MOVED:
        state = State.ACTING
    else:
        state = State.ACKNOWLEDGED
    closed = await tx.ladders.answer(
        message.ladder_id,
        message.alert_id,
        state=state.value,
        person_id=message.person_id,
        at=world.now(wall) if world else wall,
    )
    if closed:
        await tx.deliveries.withdraw_ladder(message.ladder_id)
    return closed
