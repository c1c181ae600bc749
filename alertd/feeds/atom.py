"""An Atom feed of CAP alerts in force (RFC 4287)."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final, Protocol

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ATOM: Final = "http://www.w3.org/2005/Atom"


class Entry(Protocol):
    """What a feed lists of an alert."""

    @property
    def identifier(self) -> str:
        """CAP identifier."""

    @property
    def headline(self) -> str:
        """CAP headline."""

    @property
    def sent(self) -> datetime:
        """CAP sent."""


def render(
    entries: Sequence[Entry], *, title: str, public_url: str, path: str, began: datetime
) -> bytes:
    """Render entries, newest first; `updated` is the newest's, or `began` if none.

    The same alerts give the same bytes, so that ETags hold.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(feed, "id", f"{public_url}{path}")
    _add(feed, "title", title)
    newest = max((entry.sent for entry in entries), default=began)
    _add(feed, "updated", _time(newest))
    _add(_add(feed, "author"), "name", "alertd")
    link = _add(feed, "link")
    link.set("rel", "self")
    link.set("href", f"{public_url}{path}")
    for entry in entries:
        item = _add(feed, "entry")
        _add(item, "id", f"{public_url}/cap/{entry.identifier}.xml")
        _add(item, "title", entry.headline)
        _add(item, "updated", _time(entry.sent))
        target = _add(item, "link")
        target.set("href", f"{public_url}/cap/{entry.identifier}.xml")
        target.set("type", "application/cap+xml")
    body: bytes = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return body


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    child = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    child.text = text
    return child


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
