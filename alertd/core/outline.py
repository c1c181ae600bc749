"""Outlines of areas as bulletins write them: rings of points, and circles."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from shapely.geometry import Polygon as Shape
from shapely.validation import explain_validity

from alertd.core.cap import Circle

if TYPE_CHECKING:
    from alertd.core.cap import Polygon

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)
_CIRCLE: Final = re.compile(r"([^\s,]+)\s*,\s*([^\s,]+)\s+(\S+)")


def fault_of(polygon: Polygon) -> str | None:
    """Return what is wrong with a ring of (lat, lon), or None (CAP 1.2 s3.2.4)."""
    if len(polygon) < 4:
        return "has fewer than 4 points"
    if polygon[0] != polygon[-1]:
        return "is not closed"
    if any(abs(lat) > 90 or abs(lon) > 180 for lat, lon in polygon):
        return "leaves the range of latitude and longitude"
    reason = explain_validity(Shape([(lon, lat) for lat, lon in polygon]))
    # A ring that touches itself in a point ("Ring Self-intersection") has an inside.
    if reason.startswith(("Self-intersection", "Too few points")):
        return "crosses itself"
    return None


def points(text: str) -> Polygon | None:
    """Return the pairs of "lat,lon lat,lon ..." in the order written, None if broken.

    A comma left behind a pair and a space within one, as some write, do no harm.
    """
    tokens = text.split()
    pairs = [token.removesuffix(",").split(",") for token in tokens]
    if any(len(pair) != 2 for pair in pairs):
        numbers = text.replace(",", " ").split()
        if len(numbers) % 2:
            return None
        pairs = [numbers[i : i + 2] for i in range(0, len(numbers), 2)]
    if not all(_NUMBER.fullmatch(part) for pair in pairs for part in pair):
        return None
    return tuple((float(one), float(other)) for one, other in pairs)


def read_polygon(text: str, notes: list[str]) -> Polygon | None:
    """Return a closed, sound ring; else None with a note. An open ring is closed."""
    ring = points(text)
    if ring is None:
        notes.append(f"a polygon cannot be read: {text[:40]!r}")
        return None
    return sound(ring, notes)


def sound(ring: Polygon, notes: list[str]) -> Polygon | None:
    """Close a ring where needed; None with a note where it bounds nothing."""
    if ring and ring[0] != ring[-1]:
        notes.append("a polygon was not closed: closed")
        ring = (*ring, ring[0])
    if fault := fault_of(ring):
        notes.append(f"a polygon {fault}: not used")
        return None
    return ring


def read_circle(text: str, notes: list[str], *, per_km: float = 1) -> Circle | None:
    """Return the circle of "lat,lon radius"; else None with a note.

    `per_km` says how many of the format's units a kilometre has.
    """
    found = _CIRCLE.fullmatch(text.strip())
    if found and all(_NUMBER.fullmatch(part) for part in found.groups()):
        lat, lon, radius = (float(part) for part in found.groups())
        if abs(lat) <= 90 and abs(lon) <= 180 and radius >= 0 and math.isfinite(radius):
            return Circle(lat=lat, lon=lon, radius_km=radius / per_km)
    notes.append(f"a circle cannot be used: {text.strip()[:40]!r}")
    return None
