"""CAP 1.2's own rules, those that its schema cannot say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.cap import MsgType, Scope
from alertd.core.outline import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from alertd.core.cap import Alert, Area, Info, Named

_FORBIDDEN: Final = re.compile(r"[\s,<&]")
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_DIGEST: Final = re.compile(r"[0-9a-fA-F]{40}")
_WITHOUT_INFO: Final = frozenset({MsgType.CANCEL, MsgType.ACK, MsgType.ERROR})


def check(alert: Alert) -> tuple[str, ...]:
    """Return every rule the message breaks, each with its clause; none: it may go."""
    found = [*_alert(alert)]
    for number, info in enumerate(alert.infos, start=1):
        found.extend(f"{fault} (info {number})" for fault in _info(info, alert.sent))
    return tuple(found)


def _alert(alert: Alert) -> Iterator[str]:
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if not value:
            yield f"CAP 1.2 s3.2.1: {name} is required"
        elif _FORBIDDEN.search(value):
            yield f"CAP 1.2 s3.2.1: {name} has no spaces, commas, < or &"
    if alert.sent.tzinfo is None:
        yield "CAP 1.2 s3.3.2: sent has an offset"
    if alert.scope is Scope.RESTRICTED and not alert.restriction:
        yield "CAP 1.2 s3.2.1: restriction is required when scope is Restricted"
    if alert.scope is not Scope.RESTRICTED and alert.restriction:
        yield "CAP 1.2 s3.2.1: restriction is for scope Restricted only"
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        yield "CAP 1.2 s3.2.1: addresses is required when scope is Private"
    if any('"' in item for item in (*alert.addresses, *alert.incidents)):
        yield "CAP 1.2 s3.2.1: a quotation mark ends a name in a list"
    yield from _references(alert)
    if not alert.infos and alert.msg_type not in _WITHOUT_INFO:
        yield f"CAP 1.2 s3.2: an {alert.msg_type.value} has at least one info"


def _references(alert: Alert) -> Iterator[str]:
    if alert.msg_type is not MsgType.ALERT and not alert.references:
        yield f"CAP 1.2 s3.2.1: references is required for {alert.msg_type.value}"
    for reference in alert.references:
        parts = (reference.sender or "", reference.identifier)
        if not all(parts) or reference.sent is None:
            yield "CAP 1.2 s3.2.1: a reference is sender, identifier and sent"
        elif any(_FORBIDDEN.search(part) for part in parts):
            yield "CAP 1.2 s3.2.1: a reference has no spaces or commas in its parts"
        elif reference.sent > alert.sent:
            yield "CAP 1.2 s3.2.1: a reference is to an earlier message"
    if alert.reference in alert.references:
        yield "CAP 1.2 s3.2.1: a message does not refer to itself"


def _info(info: Info, sent: datetime) -> Iterator[str]:
    if not info.event:
        yield "CAP 1.2 s3.2.2: event is required"
    if not info.categories:
        yield "CAP 1.2 s3.2.2: category is required"
    if not _LANGUAGE.fullmatch(info.language):
        yield "CAP 1.2 s3.2.2: language is an RFC 3066 code such as zh-CN"
    yield from _times(info, sent)
    yield from _names("eventCode", info.event_codes)
    yield from _names("parameter", info.parameters)
    for resource in info.resources:
        if not resource.description or not resource.mime_type:
            yield "CAP 1.2 s3.2.3: resourceDesc and mimeType are required"
        if resource.digest and not _DIGEST.fullmatch(resource.digest):
            yield "CAP 1.2 s3.2.3: digest is a SHA-1 in hexadecimal"
    for area in info.areas:
        yield from _area(area)


def _times(info: Info, sent: datetime) -> Iterator[str]:
    stated = (sent, info.effective, info.onset, info.expires)
    if any(moment and moment.tzinfo is None for moment in stated):
        yield "CAP 1.2 s3.3.2: a time has an offset"
    elif info.expires and info.expires <= max(sent, info.effective or sent):
        # Before onset it may lie: an update is then due before the event begins.
        yield "CAP 1.2 s3.2.2: expires comes after sent and effective"


def _names(element: str, pairs: tuple[Named, ...]) -> Iterator[str]:
    if any(not pair.name or not pair.value for pair in pairs):
        yield f"CAP 1.2 s3.2: {element} has a valueName and a value"


def _area(area: Area) -> Iterator[str]:
    if not area.description:
        yield "CAP 1.2 s3.2.4: areaDesc is required"
    for polygon in area.polygons:
        if fault := fault_of(polygon):
            yield f"CAP 1.2 s3.2.4: a polygon {fault}"
    for circle in area.circles:
        if abs(circle.lat) > 90 or abs(circle.lon) > 180 or circle.radius_km < 0:
            yield "CAP 1.2 s3.2.4: a circle leaves the range"
    yield from _names("geocode", area.geocodes)
    if area.ceiling_ft is not None and area.altitude_ft is None:
        yield "CAP 1.2 s3.2.4: ceiling needs an altitude"
    elif (
        area.ceiling_ft is not None
        and area.altitude_ft is not None
        and area.ceiling_ft < area.altitude_ft
    ):
        yield "CAP 1.2 s3.2.4: ceiling is not below altitude"
