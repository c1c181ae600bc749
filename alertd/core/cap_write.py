"""A CAP message as CAP 1.2 XML, every element where the schema wants it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterable

    from alertd.core.cap import Alert, Area, Circle, Info, Named, Polygon, Reference
    from alertd.core.markup import Element

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
# What XML 1.0 cannot carry at all, not even escaped.
_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(alert: Alert) -> bytes:
    """Return the message as UTF-8 XML with a declaration, schema-ordered.

    Whether it keeps CAP's rules is for `cap_rules.check` to say.
    """
    root = etree.Element(f"{{{NAMESPACE}}}alert", nsmap={None: NAMESPACE})
    _add(root, "identifier", alert.identifier)
    _add(root, "sender", alert.sender)
    _add(root, "sent", time_text(alert.sent))
    _add(root, "status", alert.status.value)
    _add(root, "msgType", alert.msg_type.value)
    _add(root, "source", alert.source)
    _add(root, "scope", alert.scope.value)
    _add(root, "restriction", alert.restriction)
    _add(root, "addresses", _listed(alert.addresses))
    for code in alert.codes:
        _add(root, "code", code)
    _add(root, "note", alert.note)
    references = " ".join(reference_text(one) for one in alert.references)
    _add(root, "references", references or None)
    _add(root, "incidents", _listed(alert.incidents))
    for info in alert.infos:
        _add_info(root, info)
    body: bytes = etree.tostring(
        root, encoding="UTF-8", xml_declaration=True, pretty_print=True
    )
    return body


def time_text(moment: datetime) -> str:
    """Return a time as CAP wants it: seconds, its own offset, UTC as "-00:00"."""
    offset = moment.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1):  # an offset with seconds has no spelling
        moment = moment.astimezone(UTC)
    text = moment.isoformat(timespec="seconds")
    return f"{text[:19]}-00:00" if text.endswith("+00:00") else text


def reference_text(reference: Reference) -> str:
    """Return "sender,identifier,sent", without the parts that are not known."""
    sent = time_text(reference.sent) if reference.sent else None
    parts = (reference.sender, reference.identifier, sent)
    return ",".join(part for part in parts if part)


def _add(parent: Element, name: str, text: str | None) -> None:
    """Append an element; None leaves it out, an empty text does not."""
    if text is not None:
        element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        element.text = _NO_XML.sub("\ufffd", text)


def _listed(items: Iterable[str]) -> str | None:
    """Join with spaces; what holds a space goes into quotes (CAP 1.2 s3.2.1)."""
    texts = [f'"{item}"' if re.search(r"\s", item) else item for item in items]
    return " ".join(texts) or None


def _add_info(root: Element, info: Info) -> None:
    element = etree.SubElement(root, f"{{{NAMESPACE}}}info")
    _add(element, "language", info.language)
    for category in info.categories:
        _add(element, "category", category.value)
    _add(element, "event", info.event)
    for response_type in info.response_types:
        _add(element, "responseType", response_type.value)
    _add(element, "urgency", info.urgency.value)
    _add(element, "severity", info.severity.value)
    _add(element, "certainty", info.certainty.value)
    _add(element, "audience", info.audience)
    _add_named(element, "eventCode", info.event_codes)
    for name, moment in (
        ("effective", info.effective),
        ("onset", info.onset),
        ("expires", info.expires),
    ):
        _add(element, name, time_text(moment) if moment else None)
    _add(element, "senderName", info.sender_name)
    _add(element, "headline", info.headline)
    _add(element, "description", info.description)
    _add(element, "instruction", info.instruction)
    _add(element, "web", info.web)
    _add(element, "contact", info.contact)
    _add_named(element, "parameter", info.parameters)
    for resource in info.resources:
        child = etree.SubElement(element, f"{{{NAMESPACE}}}resource")
        _add(child, "resourceDesc", resource.description)
        _add(child, "mimeType", resource.mime_type)
        _add(child, "size", None if resource.size is None else str(resource.size))
        _add(child, "uri", resource.uri)
        _add(child, "digest", resource.digest)
    for area in info.areas:
        _add_area(element, area)


def _add_named(parent: Element, name: str, pairs: Iterable[Named]) -> None:
    for pair in pairs:
        element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        _add(element, "valueName", pair.name)
        _add(element, "value", pair.value)


def _add_area(parent: Element, area: Area) -> None:
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}area")
    _add(element, "areaDesc", area.description)
    for polygon in area.polygons:
        _add(element, "polygon", polygon_text(polygon))
    for circle in area.circles:
        _add(element, "circle", circle_text(circle))
    _add_named(element, "geocode", area.geocodes)
    for name, feet in (("altitude", area.altitude_ft), ("ceiling", area.ceiling_ft)):
        _add(element, name, None if feet is None else _number(feet))


def polygon_text(polygon: Polygon) -> str:
    """Return "lat,lon lat,lon ...", to a tenth of a metre."""
    return " ".join(f"{_number(lat)},{_number(lon)}" for lat, lon in polygon)


def circle_text(circle: Circle) -> str:
    """Return "lat,lon radius", the radius in kilometres."""
    return f"{_number(circle.lat)},{_number(circle.lon)} {_number(circle.radius_km)}"


def _number(value: float) -> str:
    """Six decimals, no exponent, no idle zeros: "-0" is 0."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
