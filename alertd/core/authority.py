"""Who may decide which level where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alertd.core.area import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A body that decides, and the roles of accounts that act for it."""

    id: str
    name: str  # as orders print it; {area} stands for the area's short name
    roles: frozenset[str]
    areas: tuple[str, ...]
    levels: frozenset[int]


def may_decide(
    authorities: Sequence[Authority], role: str, area: str, level: int, region: Region
) -> bool:
    """Whether an account of this role may decide this level in this area."""
    return any(
        role in authority.roles
        and level in authority.levels
        and _covers(authority, area, region)
        for authority in authorities
    )


def body(
    authorities: Sequence[Authority], area: str, level: int, region: Region
) -> str:
    """Name the body that decides there, for the order's text."""
    for authority in authorities:
        if level in authority.levels and _covers(authority, area, region):
            return authority.name.replace("{area}", region.short_name(area))
    return region.get(area).name


def _covers(authority: Authority, area: str, region: Region) -> bool:
    return any(area in region.resolve(code) or area == code for code in authority.areas)
