"""Documents as received, and the index of the bulletins in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.records import BulletinRow, IndexRow
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

_sql = load("document")


class Bulletins:
    """Documents and bulletins within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def known(
        self, exercise_id: int | None, source_id: str, sha256: bytes
    ) -> bool:
        """Whether these bytes have come from this source before, in this world."""
        found = await self._connection.fetchval(
            _sql.known, exercise_id, source_id, sha256
        )
        return found is not None

    async def record(
        self,
        exercise_id: int | None,
        source_id: str,
        *,
        name: str,
        sha256: bytes,
        body: bytes,
        received_at: datetime,
        bulletins: Sequence[IndexRow] = (),
        reason: str | None = None,
    ) -> int:
        """Keep a document and index its bulletins; with a `reason` it is quarantined.

        Returns how many bulletins are new: the same document, or the same message
        by another way, adds nothing.
        """
        state = "read" if reason is None else "quarantined"
        document_id = await self._connection.fetchval(
            _sql.record,
            exercise_id,
            source_id,
            name,
            sha256,
            body,
            received_at,
            state,
            reason,
        )
        if document_id is None:
            return 0
        new = 0
        for row in bulletins:
            added = await self._connection.fetchval(
                _sql.index,
                exercise_id,
                document_id,
                row.ordinal,
                source_id,
                row.format,
                row.identifier,
                row.sender,
                row.sent_at,
                received_at,
            )
            new += added is not None
        return new

    async def recent(
        self, exercise_id: int | None, *, since: datetime, until: datetime
    ) -> list[BulletinRow]:
        """Return bulletins sent after `since` and received by `until`, oldest first."""
        rows = await self._connection.fetch(_sql.recent, exercise_id, since, until)
        return [BulletinRow(*row) for row in rows]

    async def body(self, document_id: int) -> bytes:
        """Return a document's bytes."""
        body: bytes = await self._connection.fetchval(_sql.body, document_id)
        return body

    async def join_event(self, bulletin_ids: Sequence[int], event_id: int) -> None:
        """Put bulletins into the event they belong to."""
        await self._connection.execute(_sql.join_event, bulletin_ids, event_id)

    async def quarantined(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return what could not be read, newest first."""
        rows = await self._connection.fetch(_sql.quarantined, exercise_id, limit)
        return [dict(row) for row in rows]
