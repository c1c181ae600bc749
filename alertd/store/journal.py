"""Who changed what, when: written by triggers, stamped and read here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import asyncpg

_sql = load("journal")


class Journal:
    """The journal within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def stamp(self, actor: str, now: datetime) -> None:
        """Name the actor and the wall time of every change to come."""
        await self._connection.execute(_sql.stamp, actor, now.isoformat())

    async def write(
        self,
        noun: str,
        noun_id: int,
        verb: str,
        *,
        actor: str,
        at: datetime,
        exercise_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Note something that is no change of state."""
        await self._connection.execute(
            _sql.write, at, exercise_id, noun, noun_id, verb, actor, detail or {}
        )

    async def recent(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the newest entries of a world."""
        rows = await self._connection.fetch(_sql.recent, exercise_id, limit)
        return [dict(row) for row in rows]
