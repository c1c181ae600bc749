"""Dispatch: send what is queued, most urgent first, and write down what became of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, assert_never

from alertd.core.delivery import (
    Accepted,
    Deferred,
    Event,
    Refused,
    State,
    Unclear,
    advance,
    retry_after,
)
from alertd.core.records import Claimed, Settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from alertd.core.delivery import Outbound, Outcome
    from alertd.core.throttle import Throttle
    from alertd.ports.channel import Channel
    from alertd.ports.store import Store

logger = logging.getLogger(__name__)

LEASE: Final = timedelta(seconds=15)
"""Longer than any channel's time-out: a live dispatcher settles before it ends."""
WINDOW: Final = 100
"""At most this many are on the wire at once; so many can be unclear after a crash."""
ASK_AGAIN: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Post:
    """A channel at work: its rate cap, and the clock and luck it is given."""

    channel: Channel
    throttle: Throttle
    now: Callable[[], datetime]
    luck: Callable[[], float]


async def dispatch_due(store: Store, post: Post) -> int:
    """Send one window of a channel; returns how many were looked at.

    A claim, the sends, one settlement. A process killed in between leaves rows that
    are unclear, never lost; they are asked about before a second try.
    """
    now = post.now()
    available = int(post.throttle.available(now))
    if available < 1:
        return 0
    channel_id = post.channel.settings.id
    async with store.transaction(actor="dispatch", now=now) as tx:
        lease, claimed = await tx.deliveries.claim(
            channel_id,
            now=now,
            limit=min(WINDOW, available),
            lease_until=now + LEASE,
        )
    if not claimed:
        return 0
    results = await _send_all(post, claimed)
    # The write that records what was sent must survive a shutdown.
    await asyncio.shield(_settle(store, post, lease, results))
    return len(claimed)


async def _send_all(post: Post, claimed: Sequence[Claimed]) -> list[Settled]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_send(post, one)) for one in claimed]
    return [task.result() for task in tasks]


async def _send(post: Post, claimed: Claimed) -> Settled:
    stopped = last_look(claimed, post.channel, post.now())
    if stopped is not None:
        return stopped
    post.throttle.spend(claimed.outbound.segments)
    outcome = await post.channel.send(claimed.outbound)
    return settled(claimed, outcome, now=post.now(), luck=post.luck())


def last_look(claimed: Claimed, channel: Channel, now: datetime) -> Settled | None:
    """Return why a message must not leave after all, or None when it may.

    The second guard of exercises, and of the demonstration, stands here.
    """
    if claimed.expires_wall is not None and claimed.expires_wall <= now:
        return _result(claimed.outbound, Event.EXPIRED)
    if claimed.alert_state in ("superseded", "cancelled", "expired"):
        event = Event.EXPIRED if claimed.alert_state == "expired" else Event.WITHDRAWN
        return _result(claimed.outbound, event, reason=claimed.alert_state)
    outbound = claimed.outbound
    if outbound.exercise_id is not None and not outbound.enrolled:
        return _result(outbound, Event.REFUSED, reason="not enrolled in exercises")
    if outbound.demonstration and channel.settings.kind != "sandbox":
        return _result(
            outbound, Event.REFUSED, reason="a demonstration number: nobody's phone"
        )
    return None


def settled(
    claimed: Claimed, outcome: Outcome, *, now: datetime, luck: float
) -> Settled:
    """Turn the carrier's answer into the row to write."""
    outbound = claimed.outbound
    match outcome:
        case Accepted(provider_id=provider_id, delivered=delivered):
            event = Event.CONFIRMED if delivered else Event.ACCEPTED
            return _result(outbound, event, provider_id=provider_id)
        case Deferred(reason=reason, retry_after=asked):
            wait = retry_after(claimed.tries, luck=luck, asked=asked)
            return _result(outbound, Event.DEFERRED, reason=reason, due=now + wait)
        case Refused(reason=reason):
            return _result(outbound, Event.REFUSED, reason=reason)
        case Unclear(reason=reason):
            return _result(
                outbound, Event.LEFT_UNCLEAR, reason=reason, due=now + ASK_AGAIN
            )
        case _:
            assert_never(outcome)


def _result(
    outbound: Outbound,
    event: Event,
    *,
    provider_id: str | None = None,
    reason: str | None = None,
    due: datetime | None = None,
) -> Settled:
    state = advance(State.SENDING, event)
    assert state is not None, event
    key = outbound.key
    return Settled(
        alert_id=key.alert_id,
        person_id=key.person_id,
        step=key.step,
        attempt=key.attempt,
        state=state.value,
        provider_id=provider_id,
        reason=reason,
        due_wall=due,
    )


async def _settle(
    store: Store, post: Post, lease: int, results: Sequence[Settled]
) -> None:
    now = post.now()
    async with store.transaction(actor="dispatch", now=now) as tx:
        kept = await tx.deliveries.settle(
            post.channel.settings.id, lease, results, now=now
        )
    logger.info(
        "delivery.settled",
        extra={"channel": post.channel.settings.id, "number": kept},
    )


async def take_over(store: Store, *, wall: datetime) -> int:
    """Take over what dead dispatchers held; nobody knows yet whether it went."""
    async with store.transaction(actor="dispatch", now=wall) as tx:
        keys = await tx.deliveries.take_over(wall)
    if keys:
        logger.warning("delivery.unclear", extra={"number": len(keys)})
    return len(keys)


async def ask_unclear(store: Store, post: Post) -> int:
    """Ask the carrier about deliveries whose fate is unclear; returns how many."""
    now = post.now()
    channel_id = post.channel.settings.id
    async with store.transaction(actor="dispatch", now=now) as tx:
        lease, unclear = await tx.deliveries.unclear(
            channel_id, now=now, limit=WINDOW, ask_again=now + ASK_AGAIN
        )
    if not unclear:
        return 0
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(post.channel.ask(claimed.outbound)) for claimed in unclear
        ]
    results = []
    for claimed, task in zip(unclear, tasks, strict=True):
        stopped = None
        answer = task.result()
        if isinstance(answer, Deferred):
            stopped = last_look(claimed, post.channel, now)
        results.append(stopped or settled(claimed, answer, now=now, luck=post.luck()))
    await asyncio.shield(_settle(store, post, lease, results))
    return len(unclear)
