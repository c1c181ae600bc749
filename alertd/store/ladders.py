"""Ladders: one a village and event, taken when their time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.records import LadderRow
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

    from alertd.core.records import Climbed, NewLadder, StepTaken

_sql = load("ladder")


class Ladders:
    """Ladders within one transaction; times are the world's."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def begin(
        self,
        exercise_id: int | None,
        event_id: int,
        *,
        alert_id: int,
        kind: str,
        level: int,
        plan: Mapping[str, object],
        started_at: datetime,
        ladders: Sequence[NewLadder],
    ) -> dict[str, tuple[int, int]]:
        """Begin or restart ladders; returns (id, round) by village.

        A village whose ladder already asks for the same or a worse matter is left
        out: a lesser warning never calls an answered person again.
        """
        if not ladders:
            return {}
        columns = [list(column) for column in zip(*ladders, strict=True)]
        rows = await self._connection.fetch(
            _sql.begin,
            exercise_id,
            event_id,
            alert_id,
            kind,
            level,
            plan,
            started_at,
            *columns,
        )
        return {row["area"]: (row["id"], row["round"]) for row in rows}

    async def standing(
        self, exercise_id: int | None, event_id: int
    ) -> dict[str, Mapping[str, Any]]:
        """Return how each village of an event stands."""
        rows = await self._connection.fetch(_sql.standing, exercise_id, event_id)
        return {row["area"]: dict(row) for row in rows}

    async def due(
        self, exercise_id: int | None, *, now: datetime, limit: int
    ) -> list[LadderRow]:
        """Return ladders whose next step has come, locked for this transaction."""
        rows = await self._connection.fetch(_sql.due, exercise_id, now, limit)
        return [LadderRow(**row) for row in rows]

    async def next_due(self, exercise_id: int | None) -> datetime | None:
        """Return when a world's ladders want to be looked at next."""
        moment: datetime | None = await self._connection.fetchval(
            _sql.next_due, exercise_id
        )
        return moment

    async def climb(self, rows: Sequence[Climbed]) -> None:
        """Write down where each ladder stands after its due steps."""
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            await self._connection.execute(_sql.climb, *columns)

    async def steps(self, rows: Sequence[StepTaken], *, at: datetime) -> None:
        """Keep every step that was taken."""
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            await self._connection.execute(_sql.steps, at, *columns)

    async def answer(
        self,
        ladder_id: int,
        alert_id: int,
        *,
        state: str,
        person_id: int,
        at: datetime,
    ) -> bool:
        """Close a ladder by a person's answer to this version; False: nothing open."""
        row = await self._connection.fetchrow(
            _sql.answer, ladder_id, alert_id, state, person_id, at
        )
        return row is not None

    async def take_in_hand(self, alert_id: int, area: str) -> int:
        """A desk has taken its villages up; the clock runs on. Returns how many."""
        rows = await self._connection.fetch(_sql.take_in_hand, alert_id, area)
        return len(rows)

    async def stop(self, alert_ids: Sequence[int]) -> None:
        """End the calls of cancelled alerts; unreached villages stay on the board."""
        await self._connection.execute(_sql.stop, alert_ids)

    async def follow(self, earlier: int, later: int) -> None:
        """Let unanswered ladders of an alert go on under its correction or repeat."""
        await self._connection.execute(_sql.follow, earlier, later)

    async def open(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the villages that have not answered, longest first."""
        rows = await self._connection.fetch(_sql.open, exercise_id, limit)
        return [dict(row) for row in rows]

    async def counts(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return how villages stand, by district (six digits) and state."""
        rows = await self._connection.fetch(_sql.counts, exercise_id)
        return [dict(row) for row in rows]
