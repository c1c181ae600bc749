"""Answers of people, each kept once and whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import asyncpg

    from alertd.core.acknowledgement import Reply

_sql = load("acknowledgement")


class Acknowledgements:
    """Answers within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def known(self, channel: str, provider_id: str) -> bool:
        """Whether the carrier has told us of this message before."""
        found = await self._connection.fetchval(_sql.known, channel, provider_id)
        return found is not None

    async def record(
        self,
        exercise_id: int | None,
        *,
        channel: str,
        provider_id: str,
        reply: Reply,
        person_id: int | None = None,
        alert_id: int | None = None,
        ladder_id: int | None = None,
        at: datetime,
        wall: datetime,
    ) -> bool:
        """Keep one answer; False when it was kept before."""
        written = await self._connection.fetchval(
            _sql.record,
            exercise_id,
            channel,
            provider_id,
            person_id,
            alert_id,
            ladder_id,
            reply.meaning.value,
            reply.number,
            reply.words,
            at,
            wall,
        )
        return written is not None

    async def recent(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the newest answers of a world."""
        rows = await self._connection.fetch(_sql.recent, exercise_id, limit)
        return [dict(row) for row in rows]

    async def totals(self, exercise_id: int | None) -> Mapping[str, int]:
        """Return people moved, calls for help and reports of danger."""
        return dict(await self._connection.fetchrow(_sql.totals, exercise_id))
