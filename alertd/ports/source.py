"""A source of bulletins, as the poll stage sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from alertd.core.bulletin import Bulletin

if TYPE_CHECKING:
    from datetime import timedelta

    from alertd.core.records import SourceRow
    from alertd.core.source import Source

Read: TypeAlias = Callable[[bytes], tuple[Bulletin, ...]]
"""Bytes to bulletins, by content; raises UnreadableError with a reason for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A document as it came; `name` is its file name or address, for a person."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A poll that answered. `documents` may be empty: nothing new.

    `faults` are documents an index names and that could not be had.
    """

    documents: tuple[Received, ...] = ()
    faults: tuple[str, ...] = ()
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A poll that did not answer, and what to tell the operator."""

    reason: str
    retry_after: timedelta | None = None


class Collector(Protocol):
    """Polls one source."""

    async def collect(
        self, source: Source, state: SourceRow | None
    ) -> Collected | Failed:
        """Fetch what is there; never raises for the world's faults."""
