"""A rate cap: so many segments a second, and a burst of at most one second's worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class Throttle:
    """A token bucket in segments; its owner tells it the time.

    A message longer than the whole bucket leaves when the bucket is full and puts
    it in debt: nothing waits for ever.
    """

    rate: float  # segments a second
    tokens: float
    at: datetime

    def available(self, now: datetime) -> float:
        """Refill and return the segments that may leave now."""
        grown = self.tokens + (now - self.at).total_seconds() * self.rate
        self.tokens = min(grown, max(self.rate, 1.0))
        self.at = now
        return self.tokens

    def spend(self, segments: int) -> None:
        """Take segments out."""
        self.tokens -= segments

    def wait(self, segments: int) -> float:
        """Seconds until so many segments (or a full bucket) may leave."""
        missing = min(float(segments), max(self.rate, 1.0)) - self.tokens
        return max(missing, 0.0) / self.rate
