"""Times as bulletins write them: without an offset, with a space, with slashes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

BEIJING: Final = timezone(timedelta(hours=8), "+08:00")
_TIME: Final = re.compile(
    r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt]|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"
    r"\s*([Zz]|[+-]\d{2}:?\d{2}|[+-]\d{2})?",
    re.ASCII,
)


def read_time(text: str, name: str, notes: list[str]) -> datetime | None:
    """Return an aware time with the offset it was written with; None if unreadable.

    Liberties are added to `notes` under the element's `name`: no zone means Beijing
    time; "-00:00" is CAP's spelling of UTC (CAP 1.2 s3.3.2), "Z" one it forbids.
    """
    found = _TIME.fullmatch(text.strip())
    if found is None:
        notes.append(f"{name} cannot be read: {text.strip()[:40]!r}")
        return None
    *digits, zone = found.groups()
    year, month, day, hour, minute, second = (int(part or 0) for part in digits)
    try:
        offset = _offset(zone)
        # A leap second is no time of its own here.
        moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        notes.append(f"{name} cannot be read: {text.strip()[:40]!r}")
        return None
    if not 1970 <= year < 2200:
        notes.append(f"{name} is in the year {year}: not believed")
        return None
    if offset is None:
        notes.append(f"{name} has no zone: read as +08:00")
        offset = BEIJING
    elif zone in ("Z", "z"):
        notes.append(f"{name} ends in Z, which CAP does not allow: read as UTC")
    return moment.replace(tzinfo=offset)


def _offset(zone: str | None) -> timezone | None:
    if zone is None:
        return None
    if zone in ("Z", "z"):
        return UTC
    sign = -1 if zone[0] == "-" else 1
    hours, minutes = int(zone[1:3]), int(zone[-2:]) if len(zone) > 3 else 0
    if hours > 14 or minutes > 59:
        raise ValueError(zone)
    shift = sign * timedelta(hours=hours, minutes=minutes)
    return timezone(shift) if shift else UTC
