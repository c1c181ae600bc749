"""One `info` of a CAP message, with its areas and resources, read from XML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.cap import (
    Area,
    Category,
    Certainty,
    Info,
    Resource,
    ResponseType,
    Severity,
    Urgency,
)
from alertd.core.cap_words import read_named, read_word, read_words
from alertd.core.markup import children, first_text, texts
from alertd.core.outline import read_circle, read_polygon
from alertd.core.stated_time import read_time

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.core.markup import Element

_CHINESE_TEXT: Final = re.compile("[\u4e00-\u9fff]")
_URGENCY: Final = (Urgency.UNKNOWN, Urgency.UNKNOWN)
_SEVERITY: Final = (Severity.UNKNOWN, Severity.UNKNOWN)
_CERTAINTY: Final = (Certainty.UNKNOWN, Certainty.UNKNOWN)


def read_info(element: Element, notes: list[str]) -> Info:
    """Return an info with every element it repeats; liberties go to `notes`."""

    def time(name: str) -> datetime | None:
        stated = first_text(element, name, notes)
        return read_time(stated, name, notes) if stated else None

    def text(name: str) -> str | None:
        return first_text(element, name, notes)

    event, headline = text("event"), text("headline")
    if event is None:
        notes.append("an info has no event")
    return Info(
        event=event or headline or "",
        language=_language(element, event, headline, notes),
        categories=tuple(read_words(element, "category", Category, notes))
        or (Category.OTHER,),
        response_types=tuple(read_words(element, "responseType", ResponseType, notes)),
        urgency=read_word(element, "urgency", Urgency, _URGENCY, notes),
        severity=read_word(element, "severity", Severity, _SEVERITY, notes),
        certainty=read_word(element, "certainty", Certainty, _CERTAINTY, notes),
        audience=text("audience"),
        event_codes=read_named(element, "eventCode"),
        effective=time("effective"),
        onset=time("onset"),
        expires=time("expires"),
        sender_name=text("senderName"),
        headline=headline,
        description=text("description"),
        instruction=text("instruction"),
        web=text("web"),
        contact=text("contact"),
        parameters=read_named(element, "parameter"),
        resources=tuple(
            _read_resource(child, notes) for child in children(element, "resource")
        ),
        areas=tuple(_read_area(child, notes) for child in children(element, "area")),
    )


def _language(
    element: Element, event: str | None, headline: str | None, notes: list[str]
) -> str:
    if stated := first_text(element, "language", notes):
        return stated
    if _CHINESE_TEXT.search(f"{event} {headline}"):
        notes.append("has no language: its words are Chinese, read as zh-CN")
        return "zh-CN"
    return "en-US"  # CAP 1.2 s3.2.2: the default


def _read_resource(element: Element, notes: list[str]) -> Resource:
    size = first_text(element, "size", notes)
    if children(element, "derefUri"):
        notes.append("a resource carries its own bytes: they stay in the document")
    if size and not size.isdecimal():
        notes.append(f"a resource has the size {size[:20]!r}: left out")
    return Resource(
        description=first_text(element, "resourceDesc", notes) or "",
        mime_type=first_text(element, "mimeType", notes) or "application/octet-stream",
        uri=first_text(element, "uri", notes),
        size=int(size) if size and size.isdecimal() and len(size) < 16 else None,
        digest=first_text(element, "digest", notes),
    )


def _read_area(element: Element, notes: list[str]) -> Area:
    rings = [read_polygon(text, notes) for text in texts(element, "polygon")]
    circles = [read_circle(text, notes) for text in texts(element, "circle")]
    return Area(
        description=first_text(element, "areaDesc", notes) or "",
        polygons=tuple(ring for ring in rings if ring),
        circles=tuple(circle for circle in circles if circle),
        geocodes=read_named(element, "geocode"),
        altitude_ft=_feet(element, "altitude", notes),
        ceiling_ft=_feet(element, "ceiling", notes),
    )


def _feet(element: Element, name: str, notes: list[str]) -> float | None:
    stated = first_text(element, name, notes)
    if stated is None:
        return None
    if re.fullmatch(r"[+-]?\d{1,7}(\.\d{1,9})?", stated, re.ASCII):
        return float(stated)
    notes.append(f"{name} cannot be read: {stated[:20]!r}")
    return None
