"""The small parts of CAP's XML: words from a list, lists of names, named values."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from alertd.core.cap import Named
from alertd.core.markup import children, first_text, text_of, texts

if TYPE_CHECKING:
    from alertd.core.markup import Element

_QUOTED_OR_BARE: Final = re.compile(r'"([^"]*)"|(\S+)')
# CAP 1.1 s3.2.2: "Very Likely" of CAP 1.0 counts as Likely.
_FORMER_WORDS: Final = {"verylikely": "likely", "cancelled": "cancel", "new": "alert"}

Word = TypeVar("Word", bound=StrEnum)


def read_word(
    element: Element,
    name: str,
    words: type[Word],
    fallback: tuple[Word, Word],
    notes: list[str],
) -> Word:
    """Return an enumerated value; `fallback` is for a missing and an unknown one."""
    missing, unknown = fallback
    stated = first_text(element, name, notes)
    if stated is None:
        notes.append(f"has no {name}: taken as {missing.value}")
        return missing
    known = _known_word(stated, words)
    if known is None:
        notes.append(f"{name} {stated[:40]!r} is unknown: taken as {unknown.value}")
        return unknown
    if known.value != stated:
        notes.append(f"{name} is written {stated[:40]!r}: read as {known.value}")
    return known


def _known_word(stated: str, words: type[Word]) -> Word | None:
    folded = re.sub(r"[\s_-]", "", stated).lower()
    folded = _FORMER_WORDS.get(folded, folded)
    return next((word for word in words if word.value.lower() == folded), None)


def read_words(
    element: Element, name: str, words: type[Word], notes: list[str]
) -> list[Word]:
    """Return the enumerated values of a repeated element, each once, in order."""
    found: list[Word] = []
    for stated in texts(element, name):
        known = _known_word(stated, words)
        if known is None:
            notes.append(f"{name} {stated[:40]!r} is unknown: left out")
        elif known not in found:
            found.append(known)
    return found


def read_list(element: Element, name: str) -> tuple[str, ...]:
    """Return what a space-separated list names; a name with spaces is in quotes."""
    return tuple(
        item
        for text in texts(element, name)
        for quoted, bare in _QUOTED_OR_BARE.findall(text)
        if (item := quoted or bare)
    )


def read_named(element: Element, name: str) -> tuple[Named, ...]:
    """Return valueName and value pairs; CAP 1.0 wrote them as one "name=value"."""
    found: list[tuple[str, str]] = []
    for child in children(element, name):
        names, values = children(child, "valueName"), children(child, "value")
        if names or values:
            pairs = zip(names, values, strict=False)
            found.extend((text_of(one), text_of(other)) for one, other in pairs)
        else:
            head, separator, tail = text_of(child).partition("=")
            found.append((head.strip(), tail.strip()) if separator else ("", head))
    return tuple(Named(name=head, value=tail) for head, tail in found if tail)
