"""Whom we believe: which source's warnings may be relayed without a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alertd.core.bulletin import Bulletin
    from alertd.core.source import Source


def counts(source: Source, bulletin: Bulletin) -> bool:
    """Whether a source's bulletin counts at all: `senders` names whom we hear."""
    return not source.senders or bulletin.cap.sender in source.senders


def relay_persons(source: Source | None, recipients: int) -> int:
    """Return how many people must look at a relay before it goes out.

    None for a trusted source within its limit; a source nobody configured is not
    trusted.
    """
    if source is None or not source.trusted:
        return 1
    return 0 if recipients <= source.max_auto_recipients else 1
