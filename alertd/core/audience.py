"""The audience: the people one alert is for, each in the group whose words they get."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from alertd.core.plan import DESK_ROLES, Group, Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alertd.core.area import Region
    from alertd.core.channel import ChannelSettings
    from alertd.core.plan import Media
    from alertd.core.records import Person


class Listener(NamedTuple):
    """One person of an audience."""

    person: Person
    group: str


def areas_of(places: Iterable[str], region: Region) -> tuple[str, ...]:
    """Return every code people of these places may be registered under."""
    found: set[str] = set()
    left = list(places)
    while left:
        code = left.pop()
        if code not in found:
            found.add(code)
            left.extend(child.code for child in region.children(code))
    return tuple(sorted(found))


def select(
    people: Iterable[Person],
    groups: Sequence[Group],
    *,
    hazard: str,
    exercise: bool,
    region: Region,
) -> tuple[Listener, ...]:
    """Choose who is told, in order of village.

    The first guard of exercises stands here: only enrolled people. One number gets
    the words of one group; an officer of two villages gets one message for each.
    """
    chosen: list[Listener] = []
    group_of_phone: dict[bytes, str] = {}
    told: set[tuple[bytes, str]] = set()
    ranked = sorted(
        (
            (rank, person)
            for person in people
            if person.exercise or not exercise
            if (rank := _rank(person, groups, hazard, region)) is not None
        ),
        key=lambda pair: (pair[0], pair[1].area, pair[1].id),
    )
    for rank, person in ranked:
        group = groups[rank].id
        if group_of_phone.setdefault(person.phone_hash, group) != group:
            continue
        key = (person.phone_hash, person.area)
        if key in told:
            continue
        told.add(key)
        chosen.append(Listener(person, group))
    chosen.sort(key=lambda listener: (listener.person.area, listener.person.id))
    return tuple(chosen)


def _rank(
    person: Person, groups: Sequence[Group], hazard: str, region: Region
) -> int | None:
    if Role(person.role) in DESK_ROLES:
        return None  # desks hear of a village when it does not answer
    for rank, group in enumerate(groups):
        if Role(person.role) not in group.roles and not group.members.intersection(
            person.groups
        ):
            continue
        if group.hazards and hazard not in {one.value for one in group.hazards}:
            continue
        if group.coastal_only:
            unit = region.unit_of(person.area)
            if unit is None or not unit.coastal:
                continue
        return rank
    return None


def route(
    channels: Sequence[ChannelSettings],
    media: Media,
    *,
    country: str,
    demonstration: bool,
) -> ChannelSettings | None:
    """Return the way to a number: the first by priority that serves it, or None."""
    ways = [
        channel
        for channel in channels
        if channel.media is media
        and channel.reaches(country, demonstration=demonstration)
    ]
    return min(ways, key=lambda channel: (channel.priority, channel.id), default=None)
