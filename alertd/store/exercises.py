"""Exercises: worlds with a clock of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.world import LIVE, World
from alertd.store.queries import load

if TYPE_CHECKING:
    from datetime import datetime

    import asyncpg

_sql = load("exercise")


class Exercises:
    """Exercises within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def worlds(self) -> tuple[World, ...]:
        """Return the live world and then every running exercise."""
        rows = await self._connection.fetch(_sql.running)
        return LIVE, *(_world(row) for row in rows)

    async def positions(self) -> dict[int, int]:
        """Return how far the script of each running exercise has been played."""
        rows = await self._connection.fetch(_sql.running)
        return {row["id"]: row["position"] for row in rows}

    async def start(
        self,
        *,
        scenario: str,
        title: str,
        wall: datetime,
        at: datetime,
        speed: float,
        started_by: str,
    ) -> int:
        """Begin an exercise whose clock shows `at` now and runs `speed` times as fast."""
        number: int = await self._connection.fetchval(
            _sql.start, scenario, title, wall, at, speed, started_by
        )
        return number

    async def step(self, exercise_id: int, position: int) -> bool:
        """Move the script on from `position`; False when another has done so."""
        done = await self._connection.fetchval(_sql.step, exercise_id, position)
        return done is not None

    async def set_clock(
        self, exercise_id: int, *, wall: datetime, at: datetime, speed: float
    ) -> None:
        """Let the exercise's clock show `at` at wall time `wall`, and run so fast."""
        await self._connection.execute(_sql.set_clock, exercise_id, wall, at, speed)

    async def finish(self, exercise_id: int) -> bool:
        """End an exercise; False when it had ended."""
        return await self._connection.fetchval(_sql.finish, exercise_id) is not None


def _world(row: asyncpg.Record) -> World:
    return World(
        exercise_id=row["id"],
        scenario=row["scenario"],
        title=row["title"],
        wall_anchor=row["wall_anchor"],
        anchor=row["scenario_anchor"],
        speed=row["speed"],
    )
