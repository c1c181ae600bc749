"""When to ask a source again, and when its silence has lasted too long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

LONGEST_WAIT: Final = timedelta(minutes=15)
SPREAD: Final = 0.1


def next_poll(
    every: timedelta,
    *,
    failures: int,
    asked: timedelta | None,
    now: datetime,
    luck: float,
) -> datetime:
    """Return when to poll next.

    After failures the interval doubles up to 15 min (or `every`, if longer); never
    sooner than the source `asked` (Retry-After). `luck` (0 to 1) spreads it by a tenth.
    """
    longest = max(every, LONGEST_WAIT)
    wait = min(every * float(2 ** min(failures, 10)), longest)
    wait = max(wait, asked or timedelta(0))
    return now + wait * (1 + SPREAD * luck)


def is_stale(
    last_success: datetime | None, tolerance: timedelta, *, now: datetime
) -> bool:
    """Whether a source has been silent beyond its own stated age."""
    return last_success is None or now - last_success > tolerance
