"""A world: the live one, or an exercise with a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

_START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Maps the wall clock to the world's own time; the live world's is the wall's.

    Expiry and ladders follow world time; rate caps, leases and receipts the wall.
    """

    exercise_id: int | None = None
    scenario: str | None = None
    title: str | None = None
    wall_anchor: datetime = _START
    anchor: datetime = _START
    speed: float = 1.0

    @property
    def live(self) -> bool:
        """True for the one world that is not an exercise."""
        return self.exercise_id is None

    def now(self, wall: datetime) -> datetime:
        """World time at a moment on the wall."""
        return self.anchor + (wall - self.wall_anchor) * self.speed

    def wall(self, at: datetime) -> datetime:
        """The moment on the wall at which this world's clock shows `at`."""
        return self.wall_anchor + (at - self.anchor) / self.speed


LIVE = World()
