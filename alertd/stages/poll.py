"""Poll: fetch what sources say and keep it, byte for byte, before anything else."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from typing import TYPE_CHECKING

from alertd.core.bulletin import UnreadableError
from alertd.core.polling import next_poll
from alertd.core.records import IndexRow
from alertd.ports.source import Collected, Failed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime, timedelta

    from alertd.core.source import Source
    from alertd.core.world import World
    from alertd.ports.source import Collector, Read, Received
    from alertd.ports.store import Store

logger = logging.getLogger(__name__)


async def receive(
    store: Store,
    read: Read,
    document: Received,
    *,
    world: World,
    source_id: str,
    wall: datetime,
) -> int:
    """Keep one document and index its bulletins; returns how many are new.

    The same bytes twice are a no-op and are not parsed. What cannot be read is
    quarantined with its reason. Parsing runs off the event loop.
    """
    sha256 = hashlib.sha256(document.body).digest()
    async with store.reading() as tx:
        if await tx.bulletins.known(world.exercise_id, source_id, sha256):
            return 0
    rows: tuple[IndexRow, ...] = ()
    reason = None
    try:
        found = await asyncio.to_thread(read, document.body)
    except UnreadableError as error:
        reason = str(error)
        logger.warning("document.quarantined", extra={"source": source_id})
    else:
        rows = tuple(
            IndexRow(number, b.format.value, b.cap.identifier, b.cap.sender, b.cap.sent)
            for number, b in enumerate(found)
        )
    async with store.transaction(actor=f"source {source_id}", now=wall) as tx:
        new = await tx.bulletins.record(
            world.exercise_id,
            source_id,
            name=document.name,
            sha256=sha256,
            body=document.body,
            received_at=world.now(wall),
            bulletins=rows,
            reason=reason,
        )
    if new:
        logger.info("bulletin.received", extra={"source": source_id, "number": new})
    return new


async def poll_due(
    store: Store,
    sources: Iterable[Source],
    collector: Collector,
    read: Read,
    *,
    world: World,
    wall: datetime,
    luck: Callable[[], float],
    lease: timedelta,
) -> int:
    """Poll every source whose time has come; returns how many bulletins are new.

    A source that fails is put off, with its reason, and never stops its neighbour.
    """
    async with store.reading() as tx:
        states = await tx.sources.all()
    new = 0
    for source in sources:
        state = states.get(source.id)
        if not source.enabled or (state and state.next_poll_at > wall):
            continue
        async with store.transaction(actor="poll", now=wall) as tx:
            if not await tx.sources.begin(source.id, now=wall, lease=wall + lease):
                continue
        match await collector.collect(source, state):
            case Collected() as collected:
                brought = 0
                for document in collected.documents:
                    brought += await receive(
                        store,
                        read,
                        document,
                        world=world,
                        source_id=source.id,
                        wall=wall,
                    )
                async with store.transaction(actor="poll", now=wall) as tx:
                    await tx.sources.succeeded(
                        source.id,
                        now=wall,
                        next_poll=next_poll(
                            source.every, failures=0, asked=None, now=wall, luck=luck()
                        ),
                        new=brought > 0,
                        etag=collected.etag,
                        last_modified=collected.last_modified,
                    )
                new += brought
            case Failed(reason=reason, retry_after=asked):
                failures = (state.failures if state else 0) + 1
                logger.warning("source.failed", extra={"source": source.id})
                async with store.transaction(actor="poll", now=wall) as tx:
                    await tx.sources.failed(
                        source.id,
                        next_poll=next_poll(
                            source.every,
                            failures=failures,
                            asked=asked,
                            now=wall,
                            luck=luck(),
                        ),
                        reason=reason,
                    )
    return new
