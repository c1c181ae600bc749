"""Deliveries: queued by the thousand, claimed under a lease, settled in one stroke."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.delivery import Key, Outbound
from alertd.core.plan import Media
from alertd.core.records import Claimed, OpenMessage
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

    from alertd.core.records import NewDelivery, Settled
    from alertd.store.seal import Seal

_sql = load("delivery")


class Deliveries:
    """Deliveries within one transaction; all times are the wall's."""

    def __init__(self, connection: asyncpg.Connection, seal: Seal) -> None:
        """Use the transaction's connection; `seal` opens the numbers to send to."""
        self._connection = connection
        self._seal = seal

    async def queue(
        self, exercise_id: int | None, rows: Sequence[NewDelivery], *, due: datetime
    ) -> None:
        """Write deliveries down, set-wise; one that exists already stays as it is."""
        if not rows:
            return
        columns = list(zip(*rows, strict=True))
        await self._connection.execute(
            _sql.queue, exercise_id, due, *(list(column) for column in columns)
        )

    async def claim(
        self, channel: str, *, now: datetime, limit: int, lease_until: datetime
    ) -> tuple[int, list[Claimed]]:
        """Take the next window of a channel, most urgent first; returns the lease too."""
        lease = await self._connection.fetchval(_sql.lease)
        rows = await self._connection.fetch(
            _sql.claim, channel, now, limit, lease, lease_until
        )
        return lease, [self._claimed(row) for row in rows]

    async def unclear(
        self, channel: str, *, now: datetime, limit: int, ask_again: datetime
    ) -> tuple[int, list[Claimed]]:
        """Take deliveries nobody knows the fate of, to ask their carrier."""
        lease = await self._connection.fetchval(_sql.lease)
        rows = await self._connection.fetch(
            _sql.unclear, channel, now, limit, lease, ask_again
        )
        return lease, [self._claimed(row) for row in rows]

    def _claimed(self, row: asyncpg.Record) -> Claimed:
        return Claimed(
            outbound=Outbound(
                key=Key(
                    alert_id=row["alert_id"],
                    person_id=row["person_id"],
                    channel=row["channel"],
                    step=row["step"],
                    attempt=row["attempt"],
                ),
                phone=self._seal.open(row["phone_sealed"]),
                text=row["text"],
                media=Media(row["media"]),
                segments=row["segments"],
                exercise_id=row["exercise_id"],
                enrolled=row["exercise"],
                demonstration=row["demonstration"],
            ),
            tries=row["tries"],
            alert_state=row["alert_state"],
            expires_wall=row["expires_wall"],
        )

    async def settle(
        self, channel: str, lease: int, results: Sequence[Settled], *, now: datetime
    ) -> int:
        """Bring results home under a lease; returns how many were still under it."""
        if not results:
            return 0
        columns = [list(column) for column in zip(*results, strict=True)]
        rows = await self._connection.fetch(_sql.settle, channel, lease, *columns, now)
        return len(rows)

    async def take_over(self, now: datetime) -> list[Key]:
        """Mark what expired leases held as unclear; returns their keys."""
        rows = await self._connection.fetch(_sql.take_over, now)
        return [Key(**row) for row in rows]

    async def receive(
        self,
        channel: str,
        provider_id: str,
        *,
        state: str,
        status: str,
        reason: str | None,
        now: datetime,
        forward_from: Sequence[str],
    ) -> bool:
        """Apply a receipt if it moves the delivery forward; keep it either way."""
        moved = await self._connection.fetchrow(
            _sql.receive, channel, provider_id, state, reason, now, list(forward_from)
        )
        await self.log_receipt(
            channel, provider_id, status, reason, now=now, applied=moved is not None
        )
        return moved is not None

    async def confirm(
        self, channel: str, provider_ids: Sequence[str], *, now: datetime
    ) -> None:
        """Note that handsets have these messages, set-wise."""
        await self._connection.execute(_sql.confirm, channel, provider_ids, now)

    async def log_receipt(
        self,
        channel: str,
        provider_id: str,
        status: str,
        reason: str | None,
        *,
        now: datetime,
        applied: bool,
    ) -> None:
        """Keep what a carrier said, also where it moves nothing."""
        await self._connection.execute(
            _sql.log_receipt, channel, provider_id, status, reason, now, applied
        )

    async def withdraw_alert(self, alert_id: int, reason: str) -> None:
        """What has not left for this alert does not leave."""
        await self._connection.execute(_sql.withdraw_alert, alert_id, reason)

    async def withdraw_ladder(self, ladder_id: int) -> None:
        """A village has answered: nobody else of it is called."""
        await self._connection.execute(_sql.withdraw_ladder, ladder_id)

    async def expire_alerts(self, alert_ids: Sequence[int]) -> None:
        """What has not left for expired alerts is shown as expired."""
        await self._connection.execute(_sql.expire_alert, alert_ids)

    async def reached(self, chain: str) -> list[int]:
        """Return who has, or may have, got any alert of a conversation."""
        rows = await self._connection.fetch(_sql.reached, chain)
        return [row["person_id"] for row in rows]

    async def open_to(self, phone_hash: bytes) -> list[OpenMessage]:
        """Return what one number could be answering, newest first."""
        rows = await self._connection.fetch(_sql.open_to, phone_hash)
        return [OpenMessage(*row) for row in rows]

    async def depths(self) -> list[Mapping[str, Any]]:
        """Return how long each channel's queue is."""
        return [dict(row) for row in await self._connection.fetch(_sql.depths)]
