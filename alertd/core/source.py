"""A source of bulletins, as sources.toml describes it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import timedelta


class SourceKind(StrEnum):
    """How a source is fetched and what its documents are."""

    CAP_FEED = "cap_feed"  # Atom or RSS index of CAP
    CAP = "cap"
    CMA12379 = "cma12379"
    NMC_TYPHOON = "nmc_typhoon"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One `[[source]]`. `senders` and `areas` empty: any."""

    id: str
    kind: SourceKind
    url: str
    every: timedelta
    stale_after: timedelta
    valid_for: timedelta
    trusted: bool
    senders: tuple[str, ...]
    areas: tuple[str, ...]
    max_auto_recipients: int
    enabled: bool
