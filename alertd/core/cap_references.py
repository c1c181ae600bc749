"""References between messages: CAP's triples, and the odd ways they are written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.cap import Reference
from alertd.core.stated_time import read_time

if TYPE_CHECKING:
    from datetime import datetime

# The time ends a triple; identifiers and senders may hold commas or spaces.
_SENT: Final = re.compile(
    r",\s*(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?"
    r"\s?(?:[Zz]|[+-]\d\d:?\d\d)?)(?=[\s,;]|$)"
)


def read_references(text: str, notes: list[str]) -> tuple[Reference, ...]:
    """Return what "sender,identifier,sent sender,identifier,sent ..." names.

    Also read: identifiers alone, and pairs of sender and identifier (with a note).
    """
    found: dict[Reference, None] = {}
    end = 0
    for match in _SENT.finditer(text):
        sent = read_time(match[1], "a reference's sent", notes)
        found[_triple(text[end : match.start()], sent, notes)] = None
        end = match.end()
    for token in text[end:].split():
        if parts := [part for part in token.split(",") if part]:
            found[_without_time(parts, notes)] = None
    return tuple(found)


def _triple(text: str, sent: datetime | None, notes: list[str]) -> Reference:
    sender, comma, identifier = text.strip(" \t\r\n,;").partition(",")
    if not comma:
        notes.append(f"a reference names no sender: {sender[:60]!r}")
        return Reference(identifier=sender, sent=sent)
    return Reference(identifier=identifier.strip(), sender=sender.strip(), sent=sent)


def _without_time(parts: list[str], notes: list[str]) -> Reference:
    if len(parts) == 1:
        notes.append(f"a reference is an identifier only: {parts[0][:60]!r}")
        return Reference(identifier=parts[0])
    notes.append(f"a reference has no time: {parts[1][:60]!r}")
    return Reference(identifier=parts[1], sender=parts[0])


def drop_own(
    references: tuple[Reference, ...], own: Reference, notes: list[str]
) -> tuple[Reference, ...]:
    """Return the references without those a message makes to itself."""
    others = tuple(
        reference
        for reference in references
        if reference.identifier != own.identifier
        or reference.sender not in (None, own.sender)
        or reference.sent not in (None, own.sent)
    )
    if len(others) != len(references):
        notes.append("refers to itself: that reference is left out")
    return others
