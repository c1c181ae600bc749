"""A tropical cyclone: where it was, how strong, and where an agency expects it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class CycloneGrade(StrEnum):
    """Grade by GB/T 19201-2006, from the 2-minute mean wind near the centre."""

    TD = "TD"  # 热带低压 10.8-17.1 m/s
    TS = "TS"  # 热带风暴 17.2-24.4
    STS = "STS"  # 强热带风暴 24.5-32.6
    TY = "TY"  # 台风 32.7-41.4
    STY = "STY"  # 强台风 41.5-50.9
    SUPER_TY = "SuperTY"  # 超强台风 51.0 and more


@dataclass(frozen=True, slots=True, kw_only=True)
class WindRadii:
    """How far wind of one force reaches, kilometres by quadrant of the compass."""

    force: int  # Beaufort number of GB/T 28591: 7, 10 or 12
    ne: float
    se: float
    sw: float
    nw: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastPoint:
    """Where one agency expects the centre at `at`."""

    agency: str  # WMO centre: BABJ, RJTD, PGTW, VHHH, RKSL
    issued: datetime
    at: datetime
    lat: float
    lon: float
    pressure_hpa: float | None = None
    wind_ms: float | None = None
    grade: CycloneGrade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """An analysed position of the centre, and what was forecast from it."""

    at: datetime
    lat: float
    lon: float
    pressure_hpa: float | None = None
    wind_ms: float | None = None
    grade: CycloneGrade | None = None
    direction: str | None = None  # 16-point, towards which it moves
    speed_kmh: float | None = None
    radii: tuple[WindRadii, ...] = ()
    forecasts: tuple[ForecastPoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cyclone:
    """One storm as one agency tracks it; `fixes` are in the order of time."""

    id: str  # the year's number, "2411"; a depression has the agency's own
    name: str | None  # 摩羯
    name_en: str | None  # YAGI
    agency: str
    wind_averaging_minutes: int  # CMA 2, JMA and HKO 10, JTWC and NHC 1
    fixes: tuple[Fix, ...]
    dissipated: bool = False

    def as_of(self, at: datetime) -> Cyclone | None:
        """Return what was known at `at`: later fixes dropped; None before the first."""
        known = tuple(fix for fix in self.fixes if fix.at <= at)
        if not known:
            return None
        if len(known) == len(self.fixes):
            return self
        return replace(self, fixes=known, dissipated=False)

    @property
    def last(self) -> Fix:
        """The newest fix."""
        return self.fixes[-1]
