"""Atom and RSS indexes of CAP: which messages they link to, which they carry."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import feedparser

from alertd.core import cap_xml
from alertd.core.bulletin import UnreadableError
from alertd.core.markup import LARGEST, decode, parse_text
from alertd.sources.recognise import is_html

if TYPE_CHECKING:
    from alertd.core.bulletin import Bulletin

_CAP_TYPES: Final = ("application/cap+xml", "application/common-alerting-protocol+xml")
_LONGEST_ADDRESS: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """One entry: the address of its CAP message, and what tells that it changed."""

    link: str
    id: str
    updated: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedIndex:
    """What an index lists. Absence from it ends nothing: it may be half a list.

    `embedded` are messages the index carries in full; `notes` are for a person.
    """

    entries: tuple[IndexEntry, ...] = ()
    embedded: tuple[Bulletin, ...] = ()
    notes: tuple[str, ...] = ()


def read_index(body: bytes, *, base: str = "") -> FeedIndex:
    """Return what the index links to and carries; `base` is its own address.

    Raises UnreadableError for what is no index; a CAP message in its place is read,
    never lost. feedparser may take 0.7 ms an entry: call it in a worker.
    """
    text = _text_of_index(body)
    embedded, notes = _embedded(text, body)
    parsed = _parse(body)
    if not parsed.version:
        if embedded:
            note = "not an index: CAP itself, read as such"
            return FeedIndex(embedded=embedded, notes=(*notes, note))
        raise UnreadableError("neither an Atom nor an RSS index")
    if parsed.bozo:
        fault = str(parsed.get("bozo_exception", ""))[:100]
        notes = (*notes, f"the index is damaged, perhaps cut off: {fault}")
    entries: dict[str, IndexEntry] = {}
    without = 0
    for entry in parsed.entries:
        # Beside a message carried in full, an id is a name and no address.
        if link := _link(entry, base, by_id=not embedded):
            entries.setdefault(link, _entry(entry, link))
        else:
            without += 1
    if without and not embedded:
        notes = (*notes, f"{without} entries link to nothing that can be fetched")
    return FeedIndex(entries=tuple(entries.values()), embedded=embedded, notes=notes)


def _text_of_index(body: bytes) -> str:
    """Return the text of what may be an index; raises UnreadableError otherwise."""
    if not body.strip():
        raise UnreadableError("an empty answer where an index was expected")
    if len(body) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MiB")
    text = decode(body)[0].lstrip("\ufeff \t\r\n")
    if is_html(text):
        raise UnreadableError("an HTML page where an index was expected")
    if "<!ENTITY" in text:
        raise UnreadableError("an index that declares entities, which none needs")
    return text


def _parse(body: bytes) -> Any:
    # A stream, always: of text and of bytes feedparser opens the file or URL so named.
    return feedparser.parse(  # noqa: TID251 -- the one place, and it is a stream
        BytesIO(body), sanitize_html=False, resolve_relative_uris=False
    )


def _embedded(text: str, body: bytes) -> tuple[tuple[Bulletin, ...], tuple[str, ...]]:
    """Return the CAP messages within; an index too broken for XML gives a note."""
    try:
        alerts = cap_xml.alerts_in(parse_text(text))
        return (cap_xml.read_alerts(alerts, body, ()) if alerts else ()), ()
    except UnreadableError as error:
        return (), (f"nothing can be read from within the index: {error}",)


def _entry(entry: Any, link: str) -> IndexEntry:
    return IndexEntry(
        link=link,
        id=str(entry.get("id", "") or link),
        # Past feedparser's own look-up, which takes one for the other and warns.
        updated=str(dict.get(entry, "updated") or dict.get(entry, "published") or ""),
        title=" ".join(str(entry.get("title", "")).split()),
    )


def _link(entry: Any, base: str, *, by_id: bool) -> str | None:
    """Return the address of an entry's CAP: a link that says so, else any http link."""
    links = [*entry.get("links", ()), *entry.get("enclosures", ())]
    marked = [link for link in links if link.get("type") in _CAP_TYPES]
    addresses = [link.get("href") for link in marked]
    addresses += [entry.get("link"), entry.get("id") if by_id else None]
    for address in addresses:
        if found := _http(str(address or "").strip(), base):
            return found
    return None


def _http(address: str, base: str) -> str | None:
    if not address or len(address) > _LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(base, address) if base else address
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None
