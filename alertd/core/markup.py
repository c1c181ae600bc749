"""XML from strangers: bytes to a tree that opened no file, no socket and no entity."""

from __future__ import annotations

import codecs
import re
from typing import Any, Final, TypeAlias

from lxml import etree

from alertd.core.bulletin import UnreadableError

LARGEST: Final = 8 * 1024 * 1024  # bytes; the largest CAP seen is 0.2 MB
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Written without a mark, "<" tells how wide a character is.
_BARE_STARTS: Final = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARED: Final = re.compile(
    rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)"""
)
_DECLARATION: Final = re.compile(r"^\s*<\?xml\b[^>]*?\?>")
# Atomic, so that a hostile prolog costs no more than its length.
_DOCTYPE: Final = re.compile(
    r"(?:\s|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL
)
_CHINESE: Final = {"gb2312", "gb_2312-80", "gbk", "gb18030", "cp936", "x-gbk"}
# Python's codecs hold more than encodings of text ("hex", "idna", "unicode_escape").
_OF_TEXT: Final = re.compile(
    r"ascii|utf-(8|16|32)(-[lb]e)?|iso8859-\d+|cp125\d|big5|shift_jis|euc_(jp|kr)"
)

Element: TypeAlias = Any
"""An lxml element; lxml publishes no types."""


def decode(body: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text of a document and notes on what had to be guessed.

    A byte order mark beats the declaration; bytes that are plainly UTF-8 beat a
    declaration that says otherwise. One broken byte does not lose a warning.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return _replacing(body[len(mark) :], encoding)
    for start, encoding in _BARE_STARTS:
        if body.startswith(start):
            return _replacing(body, encoding)
    declared = _declared(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared)
    if declared != "utf-8" and not text.isascii():
        return text, (f"declares {declared} and is UTF-8: read as UTF-8",)
    return text, ()


def _declared(body: bytes) -> str:
    found = _DECLARED.match(body[:512])
    name = found[1].decode("ascii").lower() if found else "utf-8"
    if name in _CHINESE:
        return "gb18030"  # the superset of all of them
    try:
        known = codecs.lookup(name).name
    except LookupError:
        return "utf-8"
    return known if _OF_TEXT.fullmatch(known) else "utf-8"


def _not_utf8(body: bytes, declared: str) -> tuple[str, tuple[str, ...]]:
    if declared != "utf-8":
        return _replacing(body, declared)
    text = body.decode("utf-8", "replace")
    foreign = len(body.translate(None, bytes(range(0x80))))
    if text.count("\ufffd") * 10 > foreign:  # not a slip: another encoding
        try:
            return body.decode("gb18030"), ("declares UTF-8 and is GB18030: read so",)
        except UnicodeDecodeError:
            pass
    return text, ("has bytes that are not UTF-8: shown as \ufffd",)


def _replacing(body: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    try:
        return body.decode(encoding), ()
    except UnicodeError:
        note = f"has bytes that are not {encoding}: shown as \ufffd"
        return body.decode(encoding, "replace"), (note,)


def read_tree(body: bytes) -> tuple[Element, tuple[str, ...]]:
    """Return the root of an XML document and notes on its encoding.

    Raises UnreadableError; a document with a DOCTYPE is refused, for entities and
    outside files come by it and no bulletin needs one.
    """
    if not body.strip():
        raise UnreadableError("an empty file")
    if len(body) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MiB")
    text, notes = decode(body)
    return parse_text(text), notes


def parse_text(text: str) -> Element:
    """Return the root of XML that has been decoded; raises UnreadableError."""
    text = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"), count=1).lstrip()
    if _DOCTYPE.match(text):
        raise UnreadableError("XML with a DOCTYPE, which no bulletin needs")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableError(f"broken XML: {error.msg}") from error
    if root is None:
        raise UnreadableError("XML without a root")
    return root


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; "" for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def namespace(element: Element) -> str:
    """Return an element's namespace, "" where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if str(tag).startswith("{") else ""


def children(element: Element, name: str) -> list[Element]:
    """Return the direct children of that local name, whatever their namespace."""
    return [child for child in element if local_name(child) == name]


def text_of(element: Element) -> str:
    """Return all text inside an element, stripped at both ends."""
    if len(element) == 0:
        return (element.text or "").strip()
    return str(element.xpath("string()")).strip()  # leaves comments out


def texts(element: Element, name: str) -> list[str]:
    """Return the texts of the direct children of that name that are not empty."""
    return [text for child in children(element, name) if (text := text_of(child))]


def first_text(element: Element, name: str, notes: list[str]) -> str | None:
    """Return the only text of that name; of several the first, with a note."""
    found = texts(element, name)
    if len(found) > 1 and len(set(found)) > 1:
        notes.append(f"has {len(found)} different {name}: the first is used")
    return found[0] if found else None
