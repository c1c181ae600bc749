"""Reads sources.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alertd.core.source import Source, SourceKind

if TYPE_CHECKING:
    from alertd.plans.toml import Document, Table

KEYS = (
    "id",
    "kind",
    "url",
    "every",
    "stale_after",
    "valid_for",
    "trusted",
    "senders",
    "areas",
    "max_auto_recipients",
    "enabled",
)


def read_sources(document: Document) -> tuple[Source, ...]:
    """Read every [[source]]; ids are unique."""
    document.only(("source",))
    seen: set[str] = set()
    sources = []
    for table in document.tables("source"):
        table.only(KEYS)
        source = Source(
            id=table.text("id"),
            kind=table.word("kind", SourceKind),
            url=table.text("url"),
            every=table.duration("every", "60s"),
            stale_after=table.duration("stale_after", "3h"),
            valid_for=table.duration("valid_for", "24h"),
            trusted=table.flag("trusted", default=False),
            senders=table.words("senders"),
            areas=table.words("areas"),
            max_auto_recipients=table.number("max_auto_recipients", 5000),
            enabled=table.flag("enabled", default=True),
        )
        if source.id in seen:
            table.wrong("id", f"{source.id!r} is there twice: give one another name")
        seen.add(source.id)
        if source.every.total_seconds() < 5:
            table.wrong("every", "is too often: write 5s or more")
        _check_trust(source, table)
        sources.append(source)
    return tuple(sources)


def _check_trust(source: Source, table: Table) -> None:
    """A page anybody can write, or that anybody can stand in for, is not trusted."""
    if not source.trusted or not source.enabled:
        return
    if source.kind is SourceKind.FOLDER:
        folder = Path(source.url)
        if not folder.is_dir():
            table.wrong("url", f"{folder} is no folder: make it, or disable the source")
        elif folder.stat().st_mode & 0o022:
            table.wrong(
                "trusted",
                f"{folder} may be written by others: chmod go-w {folder}, or write "
                "trusted = false",
            )
        return
    authenticated = source.kind is SourceKind.CMA12379 and source.senders
    if not (authenticated and source.url.startswith("https://")):
        table.wrong(
            "trusted",
            "a fetched page cannot be trusted: write trusted = false, or use a folder "
            "only the daemon's user may write, or cma12379 over https with senders",
        )
