"""Tells what bytes are by their content, and hands them to the reader of that format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alertd.core import cap_xml
from alertd.core.bulletin import UnreadableError
from alertd.core.markup import LARGEST, decode, local_name, namespace, parse_text
from alertd.sources import cma12379, nmc_typhoon
from alertd.sources.json_document import looks_like_json, read_json

if TYPE_CHECKING:
    from alertd.core.bulletin import Bulletin
    from alertd.core.markup import Element

_SIGNATURES: Final = (
    (b"PK\x03\x04", "a ZIP archive or an Office file: unpack it"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
)
_INDEXES: Final = {"feed": "Atom", "rss": "RSS", "RDF": "RSS"}
_LONGEST_PREAMBLE: Final = 4096  # characters of transmission headers before XML


def read(body: bytes) -> tuple[Bulletin, ...]:
    """Return the bulletins in a document of any supported format, in its order.

    Raises UnreadableError with a reason a duty officer can act on; it is never
    empty, and the name of the file plays no part.
    """
    if not body.strip():
        raise UnreadableError("an empty file")
    if len(body) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MiB")
    for signature, kind in _SIGNATURES:
        if body.startswith(signature):
            raise UnreadableError(f"{kind}, not a bulletin")
    text, notes = decode(body)
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return _read_markup(text, body, notes)
    if looks_like_json(text):
        value, notes = read_json(body)
        return _read_json(value, notes)
    return _read_other(text, body, notes)


def _read_markup(
    text: str, body: bytes, notes: tuple[str, ...]
) -> tuple[Bulletin, ...]:
    if is_html(text):
        raise UnreadableError("an HTML page, not a bulletin")
    root = parse_text(text)
    platform, cap = cma12379.alerts_in(root), cap_xml.alerts_in(root)
    if platform or cap:
        return (
            *(cma12379.read_alerts(platform, notes) if platform else ()),
            *(cap_xml.read_alerts(cap, body, notes) if cap else ()),
        )
    raise UnreadableError(_about_markup(root))


def is_html(text: str) -> bool:
    """Whether a document that begins with "<" is a web page."""
    start = text[:1024].lower()
    return "<!doctype html" in start or "<html" in start


def _about_markup(root: Element) -> str:
    name = local_name(root)
    if kind := _INDEXES.get(name):
        entries = sum(1 for e in root.iter() if local_name(e) in ("entry", "item"))
        if entries == 0:
            return f"an empty {kind} index: it lists no warnings"
        return (
            f"an {kind} index of {entries} entries, with no CAP inside: "
            "give the files it links to"
        )
    if name == "schema":
        return "an XML schema, not a bulletin"
    return f"XML of an unknown kind: its root is {name} ({namespace(root)[:80]})"


def _read_json(value: Any, notes: tuple[str, ...]) -> tuple[Bulletin, ...]:
    if isinstance(value, dict):
        if "typhoon" in value or "typhoonList" in value:
            return nmc_typhoon.read_value(value, notes)
        if value.get("type") in ("FeatureCollection", "Feature"):
            raise UnreadableError("a GeoJSON file, not a bulletin")
        keys = ", ".join(str(key)[:30] for key in list(value)[:6]) or "none"
        raise UnreadableError(f"JSON of an unknown kind, with the keys {keys}")
    kind = "a list" if isinstance(value, list) else "a single value"
    raise UnreadableError(f"JSON of an unknown kind: {kind}")


def _read_other(text: str, body: bytes, notes: tuple[str, ...]) -> tuple[Bulletin, ...]:
    """Read XML behind transmission headers, as weather circuits put them; else refuse."""
    head = text[:_LONGEST_PREAMBLE]
    starts = [
        at for mark in ("<?xml", "<alert", "<cap:alert") if (at := head.find(mark)) > 0
    ]
    if starts:
        note = f"begins with {min(starts)} characters that are not XML: left out"
        return _read_markup(text[min(starts) :], body, (*notes, note))
    if "\x00" in head or "\ufffd" in head:
        raise UnreadableError("binary data, not a bulletin")
    first = " ".join(head.split())[:40]
    raise UnreadableError(f"plain text, not a bulletin: {first!r}")
