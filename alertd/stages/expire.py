"""Expire: the end of validity; what has not left for an ended alert does not leave."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.ports.store import Store

logger = logging.getLogger(__name__)


async def expire_due(store: Store, *, wall: datetime) -> int:
    """End alerts whose validity is over; returns how many.

    Their ladders call nobody any more; an unreached village stays on the board.
    """
    async with store.transaction(actor="expire", now=wall) as tx:
        ended = await tx.alerts.expire(wall)
        if ended:
            await tx.deliveries.expire_alerts(ended)
            await tx.ladders.stop(ended)
    if ended:
        logger.info("alert.expired", extra={"number": len(ended)})
    return len(ended)
