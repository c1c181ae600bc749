"""The map of the region as SVG paths, projected once."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alertd.core.area import Region

WIDTH: Final = 420.0
SMALLEST: Final = 0.004
"""Rings smaller than this (degrees across) are left out: they would be dots."""


class Shape(NamedTuple):
    """One unit on the map; `path` in the map's own units."""

    code: str
    name: str
    short: str
    path: str
    x: float
    y: float


class Map(NamedTuple):
    """Every unit with an outline near the main island, and those far off."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    elsewhere: tuple[tuple[str, str], ...]  # code and short name, shown beside it


def draw(region: Region) -> Map:
    """Project outlines on a plane; a unit far from the others is listed beside it."""
    points = {u.code: (u.lat or 0.0, u.lon or 0.0) for u in region.units()}
    middle = sorted(lat for lat, _ in points.values())[len(points) // 2]
    near = [unit for unit in region.units() if abs(points[unit.code][0] - middle) < 1.5]
    outlines = {
        unit.code: rings
        for unit in near
        if (geometry := region.outline(unit.code))
        and (rings := list(_rings(dict(geometry))))
    }
    every = [point for rings in outlines.values() for ring in rings for point in ring]
    if not every:
        return Map(WIDTH, WIDTH, (), tuple((u.code, u.name) for u in region.units()))
    west, east = min(p[0] for p in every), max(p[0] for p in every)
    south, north = min(p[1] for p in every), max(p[1] for p in every)
    narrow = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / ((east - west) * narrow)

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((lon - west) * narrow * scale, 1), round((north - lat) * scale, 1)

    shapes = []
    for unit in near:
        if unit.code not in outlines:
            continue
        path = "".join(
            "M" + "L".join(f"{x},{y}" for x, y in (place(*p) for p in ring)) + "Z"
            for ring in outlines[unit.code]
        )
        x, y = place(unit.lon or west, unit.lat or north)
        short = region.short_name(unit.code)
        shapes.append(Shape(unit.code, unit.name, short, path, x, y))
    shown = {shape.code for shape in shapes}
    rest = tuple(
        (unit.code, region.short_name(unit.code))
        for unit in region.units()
        if unit.code not in shown
    )
    return Map(WIDTH, round((north - south) * scale, 1), tuple(shapes), rest)


def _rings(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        ring = [(float(p[0]), float(p[1])) for p in polygon[0]]
        across = max(p[0] for p in ring) - min(p[0] for p in ring)
        if across >= SMALLEST:
            yield ring
