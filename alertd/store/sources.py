"""What is known of each source's polling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.records import SourceRow
from alertd.store.queries import load

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

_sql = load("source")


class SourceStates:
    """Polling states within one transaction; all times are the wall's."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def all(self) -> dict[str, SourceRow]:
        """Return the state of every source that was ever polled."""
        rows = await self._connection.fetch(_sql.all)
        return {row["source_id"]: SourceRow(*row) for row in rows}

    async def begin(self, source_id: str, *, now: datetime, lease: datetime) -> bool:
        """Claim a poll until `lease`; False while it is not due or another polls."""
        taken = await self._connection.fetchval(_sql.begin, source_id, now, lease)
        return taken is not None

    async def succeeded(
        self,
        source_id: str,
        *,
        now: datetime,
        next_poll: datetime,
        new: bool,
        etag: str | None,
        last_modified: str | None,
    ) -> None:
        """Note a poll that answered."""
        await self._connection.execute(
            _sql.succeeded, source_id, now, next_poll, new, etag, last_modified
        )

    async def failed(self, source_id: str, *, next_poll: datetime, reason: str) -> None:
        """Note a poll that did not answer, and why."""
        await self._connection.execute(_sql.failed, source_id, next_poll, reason)
