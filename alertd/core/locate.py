"""Where a warning applies: a bulletin's areas as codes of our region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from alertd.core.area import Region
    from alertd.core.cap import Area, Info

FOREIGN_GEOCODES: Final = frozenset(
    {"SAME", "FIPS6", "UGC", "EMMA_ID", "NUTS2", "NUTS3", "WARNCELLID", "CAP-CP"}
)
"""Code systems whose six digits could be taken for ours and are not."""


def locate(info: Info, region: Region) -> tuple[str, ...]:
    """Return the region's codes an info names, as specific as it names them.

    Within one CAP area, codes count before outlines, and outlines before names:
    a code is exact, an outline may graze a neighbour, and a name may be part of
    another. An area elsewhere gives nothing. The province stands for its units.
    """
    found: dict[str, None] = {}
    for area in info.areas:
        for code in (
            _by_geocode(area, region)
            or _by_outline(area, region)
            or region.find_by_name(area.description)
        ):
            found[code] = None
    return tuple(sorted(found))


def _by_geocode(area: Area, region: Region) -> tuple[str, ...]:
    return tuple(
        code
        for geocode in area.geocodes
        if geocode.name.upper() not in FOREIGN_GEOCODES
        for code in region.resolve(geocode.value)
    )


def _by_outline(area: Area, region: Region) -> tuple[str, ...]:
    return tuple(
        code for polygon in area.polygons for code in region.units_intersecting(polygon)
    ) + tuple(
        code
        for circle in area.circles
        for code in region.units_within(circle.lat, circle.lon, circle.radius_km)
    )


def covers(codes: frozenset[str], code: str, region: Region) -> bool:
    """Whether `code` or a place above it is among `codes`."""
    return code in codes or any(area.code in codes for area in region.ancestors(code))
