"""The life of a bulletin: which warnings hold at a moment, and why the others don't."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alertd.core.bulletin import Bulletin, Format, Warned
from alertd.core.cap import MsgType, Reference, Status
from alertd.core.locate import covers, locate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime, timedelta

    from alertd.core.area import Region

ValidFor = "Callable[[Bulletin], timedelta]"

_CHANGED: Final = re.compile(r"变更|升级|降级|调整|更新|继续发布")
_LIFTED: Final = re.compile(r"解除")
# 12379 and CMA identifiers begin with the issuing unit's code (GB/T 35965.1).
_UNIT: Final = re.compile(r"^(\d{6}[0-9A-Z]{8})_\d{14}")


class Ended(StrEnum):
    """Why something is not in force."""

    NOT_YET = "not sent yet"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"
    LIFTS = "a lift, not a warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One warning of one bulletin and how it stands at the moment asked about.

    `areas` are the region's codes it still holds for; `ended` is None while in force.
    """

    bulletin: Bulletin
    warned: Warned
    areas: tuple[str, ...]
    expires: datetime
    ended: Ended | None = None


def lifts(bulletin: Bulletin) -> bool:
    """Whether the message ends warnings: a Cancel, or a title that says 解除."""
    if bulletin.cap.msg_type is MsgType.CANCEL:
        return True
    headlines = [info.headline or "" for info in bulletin.cap.infos]
    return any(_LIFTED.search(line) and not _CHANGED.search(line) for line in headlines)


def same_agency(one: Bulletin, other: Bulletin) -> bool:
    """Whether two messages come from one issuer, who alone may end its warnings."""
    units = [_UNIT.match(b.cap.identifier) for b in (one, other)]
    if units[0] and units[1]:
        return units[0].group(1) == units[1].group(1)
    return one.cap.sender == other.cap.sender


def standings(
    bulletins: Iterable[Bulletin],
    region: Region,
    *,
    at: datetime,
    valid_for: Callable[[Bulletin], timedelta],
) -> tuple[Standing, ...]:
    """Return every warning of the bulletins with its state at `at`, oldest first.

    The order of arrival does not matter: `sent` decides. Only the same issuer's
    messages of the same status act on one another.
    """
    known = sorted(
        (b for b in bulletins if b.cyclone is None),
        key=lambda b: (b.cap.sent, b.cap.msg_type is not MsgType.ALERT),
    )
    future = [b for b in known if b.cap.sent > at]
    past = [b for b in known if b.cap.sent <= at]
    ends = _ended_by_reference(past)
    result = [
        _stand(b, w, region, ends.get(id(b)), at=at, valid_for=valid_for)
        for b in past
        for w in b.warnings
    ]
    result = _replaced_by_same_issuer(result, region)
    result.extend(
        _stand(b, w, region, Ended.NOT_YET, at=at, valid_for=valid_for)
        for b in future
        for w in b.warnings
    )
    return tuple(result)


def _stand(
    bulletin: Bulletin,
    warned: Warned,
    region: Region,
    ended: Ended | None,
    *,
    at: datetime,
    valid_for: Callable[[Bulletin], timedelta],
) -> Standing:
    expires = warned.info.expires or bulletin.cap.sent + valid_for(bulletin)
    if ended is None and lifts(bulletin):
        ended = Ended.LIFTS
    if ended is None and expires <= at:
        ended = Ended.EXPIRED
    return Standing(
        bulletin=bulletin,
        warned=warned,
        areas=locate(warned.info, region),
        expires=expires,
        ended=ended,
    )


def _ended_by_reference(past: Sequence[Bulletin]) -> dict[int, Ended]:
    """Follow `references`: what an Update or a Cancel ended, by object identity.

    Messages that name one another, directly or through a common first message,
    are one conversation (an Update may name the first only, or all before it).
    """
    conversations = _conversations(past)
    ends: dict[int, Ended] = {}
    for members in conversations.values():
        for index, later in enumerate(members):
            if later.cap.msg_type is MsgType.ALERT and not lifts(later):
                continue
            if not later.cap.references:
                continue
            how = Ended.CANCELLED if lifts(later) else Ended.SUPERSEDED
            for earlier in members[:index]:
                if same_agency(earlier, later) and _same_world(earlier, later):
                    ends.setdefault(id(earlier), how)
    return ends


def _same_world(one: Bulletin, other: Bulletin) -> bool:
    return one.cap.status is other.cap.status


def _conversations(past: Sequence[Bulletin]) -> dict[str, list[Bulletin]]:
    """Group messages by the references that join them, each group in order of time."""
    joined: dict[str, str] = {}

    def root(name: str) -> str:
        while joined.setdefault(name, name) != name:
            name = joined[name]
        return name

    for bulletin in past:
        own = root(bulletin.cap.identifier)
        for reference in bulletin.cap.references:
            joined[root(reference.identifier)] = own
    groups: dict[str, list[Bulletin]] = defaultdict(list)
    for bulletin in past:
        groups[root(bulletin.cap.identifier)].append(bulletin)
    return groups


def _replaced_by_same_issuer(rows: list[Standing], region: Region) -> list[Standing]:
    """Let an issuer's newer words on one hazard replace its older ones there.

    Observatories change a signal by a new message without references. A worse or
    equal one replaces; a milder one only when its title says that it changes the
    former (变更, 降级), else both hold and the worse counts: nobody is stood down
    by a guess. 解除 without references ends the issuer's own in the same way for
    12379; a CAP Cancel must name what it cancels (CAP 1.2 s3.2.1).
    """
    result = list(rows)
    for index, later in enumerate(rows):
        if later.ended not in (None, Ended.LIFTS, Ended.EXPIRED):
            continue
        if not _may_replace(later):
            continue
        taken = frozenset(later.areas)
        for earlier_index in range(index):
            earlier = result[earlier_index]
            if earlier.ended is not None or not _replaces(later, earlier):
                continue
            left = tuple(c for c in earlier.areas if not covers(taken, c, region))
            if left == earlier.areas:
                continue
            how = Ended.CANCELLED if lifts(later.bulletin) else Ended.SUPERSEDED
            result[earlier_index] = replace(
                earlier, areas=left or earlier.areas, ended=None if left else how
            )
    return result


def _may_replace(later: Standing) -> bool:
    if not lifts(later.bulletin):
        return later.warned.grading is not None
    return later.bulletin.format is not Format.CAP and not later.bulletin.cap.references


def _replaces(later: Standing, earlier: Standing) -> bool:
    if (
        earlier.bulletin is later.bulletin
        or earlier.warned.hazard is not later.warned.hazard
        or not same_agency(earlier.bulletin, later.bulletin)
        or not _same_world(earlier.bulletin, later.bulletin)
    ):
        return False
    if lifts(later.bulletin):
        return True
    new, old = later.warned.grading, earlier.warned.grading
    if new is None or old is None or new.scale is not old.scale:
        return False
    return new.grade <= old.grade or bool(
        _CHANGED.search(later.warned.info.headline or "")
    )


def cyclones_in_force(
    bulletins: Iterable[Bulletin],
    *,
    at: datetime,
    valid_for: Callable[[Bulletin], timedelta],
) -> tuple[Bulletin, ...]:
    """Return the newest track of each storm by each agency, as known at `at`.

    A track ends when its storm has dissipated or its last fix is too old.
    """
    newest: dict[tuple[str, str], Bulletin] = {}
    for bulletin in sorted(bulletins, key=lambda b: b.cap.sent):
        if bulletin.cyclone is None or bulletin.cap.status is not Status.ACTUAL:
            continue
        known = bulletin.cyclone.as_of(at)
        if known is not None:
            key = (known.agency, known.id)
            held = newest.get(key)
            if (
                held is None
                or held.cyclone is None
                or (known.last.at >= held.cyclone.last.at)
            ):
                newest[key] = replace(bulletin, cyclone=known)
    return tuple(
        b
        for b in newest.values()
        if b.cyclone is not None
        and not b.cyclone.dissipated
        and b.cyclone.last.at + valid_for(b) > at
    )


def names(reference: Reference, bulletin: Bulletin) -> bool:
    """Whether a reference means this bulletin."""
    return reference.identifier == bulletin.cap.identifier and reference.sender in (
        None,
        bulletin.cap.sender,
    )
