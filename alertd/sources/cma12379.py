"""The national 12379 platform's XML (GB/T 35965.1): like CAP, and not CAP."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.cap import (
    Alert,
    Area,
    Category,
    Info,
    MsgType,
    Named,
    Reference,
    Resource,
    Scope,
    Severity,
    Status,
)
from alertd.core.cap_meaning import bulletin_of
from alertd.core.cap_words import read_word
from alertd.core.grading import Colour, lifts, read_colour
from alertd.core.hazard import NAMES, Hazard
from alertd.core.hazard_words import read_hazard
from alertd.core.markup import children, first_text, local_name, read_tree, texts
from alertd.core.outline import points, read_circle, sound
from alertd.core.stated_time import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from alertd.core.cap import Circle, Polygon
    from alertd.core.markup import Element

_IDENTIFIER: Final = re.compile(r"\d{6}[0-9A-Z]{8}_\d{14}(_\d)?")
_SEPARATORS: Final = re.compile(r"[\s,，;；、]+")
# The first letters of an eventType: GB/T 35561.
_CATEGORIES: Final = (
    ("11C", Category.GEO),
    ("11D", Category.GEO),
    ("11G", Category.FIRE),
    ("11", Category.MET),
    ("12", Category.SAFETY),
    ("13", Category.HEALTH),
    ("14", Category.SECURITY),
)
# The platform's severity is a colour; CAP's words beside it are ours.
_SEVERITIES: Final = {
    Colour.RED: Severity.EXTREME,
    Colour.ORANGE: Severity.SEVERE,
    Colour.YELLOW: Severity.MODERATE,
    Colour.BLUE: Severity.MINOR,
}
_STATUS: Final = (Status.ACTUAL, Status.DRAFT)
_SCOPE: Final = (Scope.PUBLIC, Scope.RESTRICTED)
_MSG_TYPE: Final = (MsgType.ALERT, MsgType.ALERT)
# China and its seas: the standard does not say which of the two comes first.
_LATITUDES: Final = (3.0, 54.0)
_LONGITUDES: Final = (73.0, 136.0)


def parse(body: bytes) -> tuple[Bulletin, ...]:
    """Return every 12379 message in the document; raises UnreadableError."""
    root, notes = read_tree(body)
    alerts = alerts_in(root)
    if not alerts:
        raise UnreadableError(
            f"XML without a 12379 message: its root is {local_name(root)}"
        )
    return read_alerts(alerts, notes)


def alerts_in(root: Element) -> list[Element]:
    """Return the elements that are 12379 messages, whatever their namespace."""
    return [element for element in root.iter() if _looks_like_12379(element)]


def _looks_like_12379(element: Element) -> bool:
    if local_name(element) != "alert":
        return False
    names = {local_name(child) for child in element}
    if names & {"sendTime", "senderCode"}:
        return True
    return "sent" not in names and any(
        children(info, "eventType") for info in children(element, "info")
    )


def read_alerts(
    alerts: Iterable[Element], notes: tuple[str, ...]
) -> tuple[Bulletin, ...]:
    """Return the bulletins of the elements; one that is broken does not stop others."""
    found: list[Bulletin] = []
    faults: list[str] = []
    for number, element in enumerate(alerts, start=1):
        try:
            found.append(_read_alert(element, [*notes, *faults]))
        except UnreadableError as error:
            faults.append(f"alert {number} of this file cannot be read: {error}")
    if not found:
        raise UnreadableError("; ".join(faults))
    return tuple(found)


def _read_alert(element: Element, notes: list[str]) -> Bulletin:
    identifier = first_text(element, "identifier", notes)
    stated = first_text(element, "sendTime", notes)
    sent = read_time(stated, "sendTime", notes) if stated else None
    if identifier is None or sent is None:
        raise UnreadableError("a 12379 message without identifier or sendTime")
    if not _IDENTIFIER.fullmatch(identifier):
        notes.append(f"identifier {identifier[:40]!r} is not of the 12379 form")
    sender = first_text(element, "sender", notes)
    code = first_text(element, "senderCode", notes)
    if first_text(element, "secClassification", notes) == "Inner":
        notes.append("secClassification is Inner: taken as Restricted")
        scope = Scope.RESTRICTED
    else:
        scope = read_word(element, "scope", Scope, _SCOPE, notes)
    infos = tuple(
        _read_info(info, sender, code, sent, notes)
        for info in children(element, "info")
    )
    msg_type = read_word(element, "msgType", MsgType, _MSG_TYPE, notes)
    if msg_type is not MsgType.CANCEL and any(lifts(i.headline) for i in infos):
        notes.append(
            f"its title lifts a warning (解除) and msgType is {msg_type.value}"
        )
    # `references` is the first message of the event, by its identifier alone.
    earlier = _SEPARATORS.split(" ".join(texts(element, "references")))
    cap = Alert(
        identifier=identifier,
        sender=sender or code or "",
        sent=sent,
        status=read_word(element, "status", Status, _STATUS, notes),
        msg_type=msg_type,
        scope=scope,
        restriction="Inner" if scope is Scope.RESTRICTED else None,
        note=first_text(element, "note", notes),
        references=tuple(
            Reference(identifier=name) for name in dict.fromkeys(earlier) if name
        ),
        infos=infos,
    )
    return bulletin_of(Format.CMA12379, cap, notes)


def _read_info(
    element: Element,
    sender: str | None,
    code: str | None,
    sent: datetime,
    notes: list[str],
) -> Info:
    def time(name: str) -> datetime | None:
        stated = first_text(element, name, notes)
        return read_time(stated, name, notes) if stated else None

    event_type = first_text(element, "eventType", notes) or ""
    headline = first_text(element, "headline", notes)
    colour_word = first_text(element, "severity", notes) or ""
    graded = read_colour(colour_word)
    hazard = read_hazard([event_type], [headline])
    expires = time("expires")
    if expires is not None and expires <= sent:
        notes.append("expires is not after sendTime: no expiry that can be used")
        expires = None
    pairs = (("senderCode", code), ("severity", colour_word))
    return Info(
        event=NAMES[hazard] if hazard is not Hazard.OTHER else headline or event_type,
        language=first_text(element, "language", notes) or "zh-CN",
        categories=(_category(event_type),),
        severity=_SEVERITIES[graded.colour]
        if graded and graded.colour
        else Severity.UNKNOWN,
        event_codes=(Named(name="eventType", value=event_type),) if event_type else (),
        effective=time("effective"),
        onset=time("onset"),
        expires=expires,
        # The platform's own senderName is the officer who signed, not the issuer.
        sender_name=sender,
        headline=headline,
        description=first_text(element, "description", notes),
        instruction=first_text(element, "instruction", notes),
        web=first_text(element, "web", notes),
        parameters=tuple(
            Named(name=name, value=value) for name, value in pairs if value
        ),
        resources=tuple(
            Resource(description=name, mime_type="application/octet-stream")
            for resource in children(element, "resource")
            for name in texts(resource, "resourceDesc")
        ),
        areas=tuple(_read_area(area, notes) for area in children(element, "area")),
    )


def _category(event_type: str) -> Category:
    return next(
        (word for start, word in _CATEGORIES if event_type.startswith(start)),
        Category.OTHER,
    )


def _read_area(element: Element, notes: list[str]) -> Area:
    rings = [_read_polygon(text, notes) for text in texts(element, "polygon")]
    circles = [_read_circle(text, notes) for text in texts(element, "circle")]
    codes = _SEPARATORS.split(" ".join(texts(element, "geocode")))
    return Area(
        description=first_text(element, "areaDesc", notes) or "",
        polygons=tuple(ring for ring in rings if ring),
        circles=tuple(circle for circle in circles if circle),
        geocodes=tuple(
            Named(name="12379", value=code) for code in dict.fromkeys(codes) if code
        ),
    )


def _in_china(pairs: Iterable[tuple[float, float]]) -> bool:
    (south, north), (west, east) = _LATITUDES, _LONGITUDES
    return all(south <= lat <= north and west <= lon <= east for lat, lon in pairs)


def _read_polygon(text: str, notes: list[str]) -> Polygon | None:
    pairs = points(text) or ()
    swapped = tuple((lat, lon) for lon, lat in pairs)
    if pairs and _in_china(pairs):
        notes.append("the order of a polygon is not stated: read as lat,lon")
        return sound(pairs, notes)
    if swapped and _in_china(swapped):
        notes.append("the order of a polygon is not stated: read as lon,lat")
        return sound(swapped, notes)
    notes.append(f"a polygon cannot be read as points in China: {text[:40]!r}")
    return None


def _read_circle(text: str, notes: list[str]) -> Circle | None:
    """Return a circle; the radius is in metres here, and in kilometres in CAP."""
    numbers = text.replace(",", " ").split()
    if len(numbers) == 3:
        pair = points(" ".join(numbers[:2])) or ()
        if pair and _in_china((lat, lon) for lon, lat in pair):
            numbers[:2] = numbers[1::-1]
        text = f"{numbers[0]},{numbers[1]} {numbers[2]}"
    return read_circle(text, notes, per_km=1000)
