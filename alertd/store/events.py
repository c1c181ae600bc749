"""Events (过程) and the levels that hold in them by the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.grading import Level
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

    from alertd.core.assessment import Held

_events = load("event")
_assessments = load("assessment")


class Events:
    """Events and assessments within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def open(self, exercise_id: int | None, name: str, at: datetime) -> int:
        """Return the world's open event, made with `name` when there is none."""
        number: int = await self._connection.fetchval(
            _events.open, exercise_id, name, at
        )
        return number

    async def rename(self, event_id: int, name: str) -> None:
        """Give an event the name of its storm."""
        await self._connection.execute(_events.rename, event_id, name)

    async def current(self, exercise_id: int | None) -> Mapping[str, Any] | None:
        """Return the world's open event."""
        row = await self._connection.fetchrow(_events.current, exercise_id)
        return dict(row) if row else None

    async def close(self, event_id: int, at: datetime) -> bool:
        """Close an event in which nothing is in force any more."""
        return await self._connection.fetchval(_events.close, event_id, at) is not None

    async def assess(
        self,
        exercise_id: int | None,
        event_id: int | None,
        held: Sequence[Held],
        at: datetime,
    ) -> None:
        """Record the levels that hold now; what held before and does not is 'none'."""
        now_held = {(row.response, row.hazard.value, row.area): row for row in held}
        before = await self.levels(exercise_id)
        gone = [
            (row["response"], row["hazard"], row["area"])
            for row in before
            if (row["response"], row["hazard"], row["area"]) not in now_held
        ]
        values: list[tuple[object, ...]] = [
            (
                exercise_id,
                event_id,
                *key,
                Level(row.level).name,
                int(row.level),
                list(row.clauses),
                list(row.evidence),
                at,
            )
            for key, row in now_held.items()
        ]
        values += [
            (exercise_id, event_id, *key, "none", None, [], [], at) for key in gone
        ]
        await self._connection.executemany(_assessments.set, values)

    async def levels(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return the levels that hold by the rules, worst first."""
        rows = await self._connection.fetch(_assessments.current, exercise_id)
        return [dict(row) for row in rows]
