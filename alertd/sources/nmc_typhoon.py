"""Typhoon tracks of the National Meteorological Centre (typhoon.nmc.cn), JSONP."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.cap import Alert, MsgType, Scope, Status
from alertd.core.cyclone import Cyclone, CycloneGrade, Fix, ForecastPoint, WindRadii
from alertd.sources.json_document import number, read_json

SENDER: Final = "typhoon.nmc.cn"
AVERAGING_MINUTES: Final = 2  # CMA's winds are 2-minute means
# The knots are a name: 30KTS is where force 7 blows, 50KTS 10, 64KTS 12.
_FORCES: Final = {"30KTS": 7, "50KTS": 10, "64KTS": 12}
_LONGEST_FORECAST_HOURS: Final = 240


def parse(body: bytes) -> tuple[Bulletin, ...]:
    """Return one bulletin with the track of a `view_*` document.

    Raises UnreadableError; a `list_*` document holds no track.
    """
    value, notes = read_json(body)
    return read_value(value, notes)


def read_value(value: object, notes: tuple[str, ...] = ()) -> tuple[Bulletin, ...]:
    """Return the bulletin of a JSON value that has been read; raises UnreadableError."""
    if isinstance(value, dict) and isinstance(value.get("typhoonList"), list):
        raise UnreadableError(_about_list(value["typhoonList"]))
    storm = value.get("typhoon") if isinstance(value, dict) else None
    if not isinstance(storm, list) or len(storm) < 9 or not isinstance(storm[8], list):
        raise UnreadableError("JSON without a track of typhoon.nmc.cn")
    faults: Counter[str] = Counter()
    fixes = _fixes(storm[8], faults)
    counted = tuple(
        fault if times == 1 else f"{fault}, {times} times"
        for fault, times in faults.items()
    )
    if not fixes:
        raise UnreadableError("; ".join(("a track without a usable point", *counted)))
    last = fixes[-1].at
    cyclone = Cyclone(
        id=_id(storm),
        name=_name(storm[2]),
        name_en=_name(storm[1]),
        agency="BABJ",
        wind_averaging_minutes=AVERAGING_MINUTES,
        fixes=fixes,
        dissipated=storm[7] == "stop",
    )
    # Each later fix makes a new message; the publication time in p[12] is of no use
    # as `sent`: it is Beijing time and up to six minutes before the fix it tells of.
    cap = Alert(
        identifier=f"nmc:{cyclone.id}:{last:%Y%m%dT%H%MZ}",
        sender=SENDER,
        sent=last,
        status=Status.ACTUAL,
        msg_type=MsgType.UPDATE if len(fixes) > 1 else MsgType.ALERT,
        scope=Scope.PUBLIC,
    )
    return (
        Bulletin(
            format=Format.NMC_TYPHOON,
            cap=cap,
            cyclone=cyclone,
            notes=(*notes, *counted),
        ),
    )


def active_storms(body: bytes) -> tuple[str, ...]:
    """Return the ids of a `list_*` document's storms that have not ended.

    `view_{id}` holds the track of each. Raises UnreadableError.
    """
    value, _ = read_json(body)
    rows = value.get("typhoonList") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        raise UnreadableError("JSON without a list of storms of typhoon.nmc.cn")
    return tuple(
        str(row[0])
        for row in rows
        if isinstance(row, list)
        and len(row) > 7
        and re.fullmatch(r"\d{1,12}", str(row[0]))
        and row[7] == "start"
    )


def _about_list(rows: list[Any]) -> str:
    names = [
        f"{_name(row[2]) or _name(row[1]) or '?'} {row[0]}"
        for row in rows
        if isinstance(row, list) and len(row) > 2
    ]
    named = f" ({', '.join(names[:6])})"[:200] if names else ""
    return f"a list of {len(rows)} storms without tracks{named}: give the view_ files"


def _id(storm: list[Any]) -> str:
    """Return the year's number "2411"; without one the site's own for the storm."""
    for value in (storm[3], storm[4], storm[0]):
        text = re.sub(r"\s", "", str(value)) if value is not None else ""
        if text and text != "0":
            return text[:40]
    return "unnumbered"


def _name(value: object) -> str | None:
    text = " ".join(value.split())[:40] if isinstance(value, str) else ""
    return None if text.lower() in ("", "nameless", "null") else text


def _fixes(rows: list[Any], faults: Counter[str]) -> tuple[Fix, ...]:
    found: dict[datetime, Fix] = {}
    previous: datetime | None = None
    for row in rows:
        if not isinstance(row, list) or len(row) < 6:
            faults["a point is not a list of at least 6: left out"] += 1
            continue
        at = _point_time(row, faults)
        position = _position(row[5], row[4])
        if at is None or position is None:
            faults["a point has no time or place that can be used: left out"] += 1
            continue
        if previous is not None and at < previous:
            faults["a point is out of the order of time: sorted"] += 1
        if at in found:
            faults["a time has two points: the later one is kept"] += 1
        previous = at
        found[at] = _fix(row, at, position, faults)
    return tuple(found[at] for at in sorted(found))


def _fix(
    row: list[Any], at: datetime, position: tuple[float, float], faults: Counter[str]
) -> Fix:
    padded = [*row, *[None] * (12 - len(row))]
    direction = padded[8] if isinstance(padded[8], str) else ""
    known = re.fullmatch(r"[NESW]{1,3}", direction)
    speed = number(padded[9])
    return Fix(
        at=at,
        lat=position[0],
        lon=position[1],
        pressure_hpa=_positive(padded[6]),
        wind_ms=_positive(padded[7]),
        grade=_grade(padded[3], faults),
        direction=direction if known else None,
        speed_kmh=speed if speed and speed > 0 else None,
        radii=_radii(padded[10], faults),
        forecasts=_forecasts(padded[11], at, faults),
    )


def _point_time(row: list[Any], faults: Counter[str]) -> datetime | None:
    """Return when a point was: p[2] is epoch ms; p[1] is UTC and not Beijing time."""
    written, stamp = _compact_time(row[1]), _epoch(row[2])
    if stamp is None:
        if written is not None:
            faults["a point has no epoch: its written time is read as UTC"] += 1
        return written
    if written is None or abs(written - stamp) >= timedelta(minutes=1):
        faults["the written time of a point is not its epoch in UTC: epoch used"] += 1
    return stamp


def _epoch(value: object) -> datetime | None:
    """Return the time of an epoch in milliseconds, None where it is not believable."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return _believable(datetime.fromtimestamp(float(value) / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _compact_time(value: object) -> datetime | None:
    """Return the UTC time of "202409060900"."""
    text = str(value)
    if not re.fullmatch(r"\d{12}", text, re.ASCII):
        return None
    try:
        return _believable(datetime.strptime(text + "+0000", "%Y%m%d%H%M%z"))
    except ValueError:
        return None


def _believable(at: datetime) -> datetime | None:
    return at.astimezone(UTC) if 1940 <= at.year < 2200 else None


def _position(lat: object, lon: object) -> tuple[float, float] | None:
    north, east = number(lat), number(lon)
    if north is None or east is None or (north == 0 and east == 0):
        return None
    if 180 < east <= 360:
        east -= 360  # beyond the date line some count on
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 else None


def _positive(value: object) -> float | None:
    """Return a measure; 0 stands for "missing"."""
    found = number(value)
    return found if found is not None and found > 0 else None


def _grade(value: object, faults: Counter[str]) -> CycloneGrade | None:
    if value is None or value == "":
        return None
    known = next((grade for grade in CycloneGrade if grade.value == value), None)
    if known is None:
        faults[f"the grade {str(value)[:12]!r} is unknown: left out"] += 1
    return known


def _radii(value: object, faults: Counter[str]) -> tuple[WindRadii, ...]:
    """Return wind circles; quadrants come as NE, SE, SW, NW in kilometres."""
    found: dict[int, WindRadii] = {}
    for row in value if isinstance(value, list) else ():
        force = _FORCES.get(str(row[0])) if isinstance(row, list) and row else None
        if force is None or len(row) < 5:
            faults["a wind circle cannot be read: left out"] += 1
            continue
        stated = [number(part) for part in row[1:5]]
        known = [part for part in stated if part is not None and part >= 0]
        if len(known) < len(stated):
            faults["a quadrant of a wind circle is missing: the widest is taken"] += 1
        # On the safe side: wind that is not measured is not wind that is not there.
        widest = max(known, default=0.0)
        ne, se, sw, nw = (
            part if part is not None and part >= 0 else widest for part in stated
        )
        if any((ne, se, sw, nw)):
            found[force] = WindRadii(force=force, ne=ne, se=se, sw=sw, nw=nw)
    return tuple(found[force] for force in sorted(found))


def _forecasts(
    value: object, fixed: datetime, faults: Counter[str]
) -> tuple[ForecastPoint, ...]:
    found: dict[tuple[str, datetime], ForecastPoint] = {}
    for agency, rows in value.items() if isinstance(value, dict) else ():
        for row in rows if isinstance(rows, list) else ():
            point = _forecast(str(agency), row, fixed, faults)
            if point is None:
                faults["a forecast point cannot be read: left out"] += 1
            else:
                found[point.agency, point.at] = point
    return tuple(found[key] for key in sorted(found))


def _forecast(
    agency: str, row: object, fixed: datetime, faults: Counter[str]
) -> ForecastPoint | None:
    """Return one point: its time is the base time, the same in every row, plus hours."""
    if not isinstance(row, list) or len(row) < 4:
        return None
    hours, base = number(row[0]), _compact_time(row[1])
    position = _position(row[3], row[2])
    if hours is None or not 0 < hours <= _LONGEST_FORECAST_HOURS or position is None:
        return None
    if base is None:
        faults["a forecast has no base time: that of its fix is taken"] += 1
        base = fixed
    padded = [*row, *[None] * (8 - len(row))]
    return ForecastPoint(
        agency=agency[:8],
        issued=base,
        at=base + timedelta(hours=hours),
        lat=position[0],
        lon=position[1],
        pressure_hpa=_positive(padded[4]),
        wind_ms=_positive(padded[5]),
        grade=_grade(padded[7], faults),
    )
