"""Which wind force a storm is known or expected to bring to a place."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.core.cyclone import Cyclone, WindRadii

EARTH_KM: Final = 6371.0088


class Centre(NamedTuple):
    """Where the centre is at a moment, and how far its winds reached last."""

    lat: float
    lon: float
    radii: tuple[WindRadii, ...]


def centre_at(cyclone: Cyclone, at: datetime) -> Centre | None:
    """Return the centre at `at` along fixes and then the tracking agency's forecast.

    Straight lines between points; the circles are the last known fix's. None
    before the first fix and beyond the last forecast: nothing is extrapolated.
    """
    points = [(fix.at, fix.lat, fix.lon) for fix in cyclone.fixes]
    points += [
        (point.at, point.lat, point.lon)
        for point in cyclone.last.forecasts
        if point.agency == cyclone.agency and point.at > cyclone.last.at
    ]
    radii = next(
        (f.radii for f in reversed(cyclone.fixes) if f.at <= at and f.radii),
        cyclone.last.radii,
    )
    for (t0, lat0, lon0), (t1, lat1, lon1) in itertools.pairwise(points):
        if t0 <= at <= t1:
            share = (at - t0) / (t1 - t0) if t1 > t0 else 0.0
            return Centre(
                lat0 + (lat1 - lat0) * share, lon0 + (lon1 - lon0) * share, radii
            )
    if points and points[-1][0] == at:
        return Centre(points[-1][1], points[-1][2], radii)
    return None


def distance_km(lat0: float, lon0: float, lat1: float, lon1: float) -> float:
    """Great-circle distance."""
    a, b = math.radians(lat0), math.radians(lat1)
    dlat, dlon = b - a, math.radians(lon1 - lon0)
    h = math.sin(dlat / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(dlon / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def force_at(cyclone: Cyclone, lat: float, lon: float, at: datetime) -> int | None:
    """Return the strongest wind circle (7, 10 or 12) that covers the place, else 0.

    None where the bulletin has no circles or no position for that time: not known
    is not calm.
    """
    centre = centre_at(cyclone, at)
    if centre is None or not centre.radii:
        return None
    distance = distance_km(centre.lat, centre.lon, lat, lon)
    north, east = lat >= centre.lat, lon >= centre.lon
    reached = [
        circle.force
        for circle in centre.radii
        if distance <= _radius(circle, north=north, east=east)
    ]
    return max(reached, default=0)


def _radius(circle: WindRadii, *, north: bool, east: bool) -> float:
    if north:
        return circle.ne if east else circle.nw
    return circle.se if east else circle.sw
