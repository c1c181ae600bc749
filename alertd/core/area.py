"""The region: its areas by code, what lies in what, and what a name or outline means."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from shapely import prepare
from shapely.geometry import Point, Polygon, shape
from shapely.validation import make_valid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

KM_PER_DEGREE: Final = 111.195
_CODE: Final = re.compile(r"\d{2}(?:\d{4}(?:\d{3}(?:\d{3})?)?)?")


class AreaKind(StrEnum):
    """The levels of areas.csv."""

    PROVINCE = "province"
    UNIT = "unit"  # one of the cities and counties levels are decided for
    DISTRICT = "district"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """One row of areas.csv; degrees WGS-84 where a point is known."""

    code: str
    name: str
    parent: str | None
    kind: AreaKind
    coastal: bool = False
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeaArea:
    """A sea area as forecasts name it; `box` is south, west, north, east."""

    id: str
    names: tuple[str, ...]
    name_en: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionFacts:
    """What region.toml says."""

    id: str
    name: str
    name_en: str
    province: str
    language: str
    time_zone: str
    country: str
    duty_phone: str
    short: Mapping[str, str]
    aliases: Mapping[str, str]


class Region:
    """An immutable index of areas, built once: every lookup is a dictionary's."""

    def __init__(
        self,
        facts: RegionFacts,
        areas: Iterable[Area],
        *,
        outlines: Mapping[str, Any] | None = None,
        sea_areas: Sequence[SeaArea] = (),
    ) -> None:
        """Index areas by code and parent; `outlines` are GeoJSON geometries by unit."""
        self.facts = facts
        self.sea_areas = tuple(sea_areas)
        self._outlines = dict(outlines or {})
        self._areas = {area.code: area for area in areas}
        self._children: dict[str, list[Area]] = defaultdict(list)
        for area in self._areas.values():
            if area.parent:
                self._children[area.parent].append(area)
        self._units = tuple(
            sorted(
                (a for a in self._areas.values() if a.kind is AreaKind.UNIT),
                key=lambda area: area.code,
            )
        )
        self._ancestors: dict[str, tuple[Area, ...]] = {}
        self._villages: dict[str, list[Area]] = defaultdict(list)
        for area in self._areas.values():
            above = self._climb(area)
            self._ancestors[area.code] = above
            if area.kind is AreaKind.VILLAGE:
                for place in (area, *above):
                    self._villages[place.code].append(area)

    def _climb(self, area: Area) -> tuple[Area, ...]:
        result = []
        while area.parent:
            area = self._areas[area.parent]
            result.append(area)
        return tuple(result)

    def __len__(self) -> int:
        """How many areas there are."""
        return len(self._areas)

    def get(self, code: str) -> Area:
        """Return the area of a known code; raises KeyError."""
        return self._areas[code]

    def find(self, code: str) -> Area | None:
        """Return the area of a code, or None."""
        return self._areas.get(code)

    def children(self, code: str) -> tuple[Area, ...]:
        """Return the areas right below one, in order of code."""
        return tuple(self._children.get(code, ()))

    def ancestors(self, code: str) -> tuple[Area, ...]:
        """Return what an area lies in, nearest first; () for a code elsewhere."""
        return self._ancestors.get(code, ())

    def units(self) -> tuple[Area, ...]:
        """Return the units levels are decided for, in order of code."""
        return self._units

    def unit_of(self, code: str) -> Area | None:
        """Return the unit an area is or lies in; None for the province and elsewhere."""
        area = self._areas.get(code)
        if area is None:
            return None
        return next(
            (a for a in (area, *self._ancestors[code]) if a.kind is AreaKind.UNIT), None
        )

    def township_of(self, code: str) -> Area | None:
        """Return the township an area is or lies in."""
        area = self._areas.get(code)
        if area is None:
            return None
        above = (area, *self._ancestors[code])
        return next((a for a in above if a.kind is AreaKind.TOWNSHIP), None)

    def villages_in(self, code: str) -> Sequence[Area]:
        """Return the villages an area holds, whatever its kind; itself if it is one."""
        return self._villages.get(code, ())

    def below(self, code: str) -> tuple[str, ...]:
        """Return an area's code and those of everything in it."""
        result = [code]
        for child in self._children.get(code, ()):
            result.extend(self.below(child.code))
        return tuple(result)

    def point_of(self, code: str) -> tuple[float, float] | None:
        """Return (lat, lon) of an area, or of the nearest place above that has one."""
        for area in (self._areas[code], *self._ancestors[code]):
            if area.lat is not None and area.lon is not None:
                return area.lat, area.lon
        return None

    def short_name(self, code: str) -> str:
        """Return how a signature calls a unit: 文昌 for 文昌市."""
        return self.facts.short.get(code, self._areas[code].name)

    def resolve(self, code: str) -> tuple[str, ...]:
        """Return known codes for one as bulletins write it.

        Trailing zeros of a 9- or 12-digit code are dropped, aliases followed, and
        the province stands for its units. A code elsewhere or unknown gives (): a
        village we do not know must not warn its whole county.
        """
        code = code.strip()
        if not _CODE.fullmatch(code):
            return ()
        while len(code) > 6 and code.endswith("000"):
            code = code[:-3]
        if len(code) in (2, 4):
            code = code.ljust(6, "0")
        code = self.facts.aliases.get(code, code)
        if code == self.facts.province:
            return tuple(unit.code for unit in self._units)
        return (code,) if code in self._areas else ()

    def find_by_name(self, text: str) -> tuple[str, ...]:
        """Return the areas a free text names: "海南省文昌市翁田镇" is the township.

        Units by full or short name; within a unit that is named, its districts and
        townships by full name. The province alone stands for its units.
        """
        named = [
            unit
            for unit in self._units
            if unit.name in text or self._short_named(unit, text)
        ]
        if not named:
            districts = [
                area.code
                for unit in self._units
                for area in self._children[unit.code]
                if area.kind is AreaKind.DISTRICT and area.name in text
            ]
            if districts:
                return tuple(districts)
            whole = self.facts.name in text or self.facts.name.rstrip("省") == text
            return tuple(u.code for u in self._units) if whole else ()
        return tuple(code for unit in named for code in self._inside(unit, text))

    def _short_named(self, unit: Area, text: str) -> bool:
        short = self.short_name(unit.code)
        at = text.find(short)
        # "东方" is a city and a common word: a short name must stand by itself.
        return at >= 0 and (
            text[at + len(short) :][:1] in ("", "、", "，", ",", " ", ";", "；", "和")
        )

    def _inside(self, unit: Area, text: str) -> tuple[str, ...]:
        places = [
            area
            for area in self._areas.values()
            if area.kind in (AreaKind.DISTRICT, AreaKind.TOWNSHIP)
            and len(area.name) > 2
            and area.name in text
            and unit in self._ancestors[area.code]
        ]
        lower = {a.code for place in places for a in self._ancestors[place.code]}
        found = tuple(place.code for place in places if place.code not in lower)
        return found or (unit.code,)

    @cached_property
    def outline_shapes(self) -> dict[str, Any]:
        """Prepared outlines of the units, x = lon and y = lat."""
        shapes = {}
        for code, geometry in self._outlines.items():
            outline = make_valid(shape(geometry))
            prepare(outline)
            shapes[code] = outline
        return shapes

    def outline(self, code: str) -> Mapping[str, Any] | None:
        """Return a unit's outline as GeoJSON, for the board's map."""
        return self._outlines.get(code)

    def units_intersecting(
        self, polygon: Sequence[tuple[float, float]]
    ) -> tuple[str, ...]:
        """Return units whose outline a ring of (lat, lon) pairs touches."""
        if len(polygon) < 4:
            return ()
        ring = make_valid(Polygon([(lon, lat) for lat, lon in polygon]))
        return self._touching(ring)

    def units_within(self, lat: float, lon: float, radius_km: float) -> tuple[str, ...]:
        """Return units that a circle touches; a radius of 0 is a point."""
        if radius_km <= 0:
            return self._touching(Point(lon, lat))
        up = radius_km / KM_PER_DEGREE
        across = up / max(math.cos(math.radians(lat)), 0.01)
        turn = [2 * math.pi * step / 64 for step in range(64)]
        ring = [
            (lon + across * math.cos(angle), lat + up * math.sin(angle))
            for angle in turn
        ]
        return self._touching(Polygon(ring))

    def _touching(self, geometry: Any) -> tuple[str, ...]:
        return tuple(
            code
            for code, outline in sorted(self.outline_shapes.items())
            if outline.intersects(geometry)
        )
