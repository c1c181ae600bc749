"""Reads scenarios/<name>/scenario.toml and the bulletins beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from alertd.core.errors import ConfigurationError
from alertd.core.scenario import Clock, CutOff, Decision, Document, Phones, Scenario
from alertd.plans.toml import Document as TomlDocument

if TYPE_CHECKING:
    from pathlib import Path

    from alertd.core.scenario import Entry
    from alertd.plans.toml import Table


def load_scenario(folder: Path) -> Scenario:
    """Read one scenario; raises ConfigurationError with every finding."""
    document = TomlDocument(folder / "scenario.toml", folder.parent, {})
    document.only(("scenario", "bulletin", "clock", "decision", "cut_off", "phones"))
    head = document.root().table("scenario")
    head.only(("id", "title", "title_en", "starts", "ends"))
    entries: list[Entry] = [
        _bulletin(table, folder) for table in document.tables("bulletin")
    ]
    entries += [_clock(table) for table in document.tables("clock")]
    entries.sort(key=lambda entry: entry.at)
    scenario = Scenario(
        id=head.text("id"),
        title=head.text("title"),
        title_en=head.text("title_en"),
        starts=_moment(head, "starts"),
        ends=_moment(head, "ends"),
        entries=tuple(entries),
        decisions=tuple(_decision(table) for table in document.tables("decision")),
        phones=_phones(document),
    )
    if document.findings:
        raise ConfigurationError(document.findings)
    return scenario


def load_scenarios(folder: Path) -> dict[str, Scenario]:
    """Read every scenario of a configuration."""
    found = [
        load_scenario(path.parent) for path in sorted(folder.glob("*/scenario.toml"))
    ]
    return {scenario.id: scenario for scenario in found}


def _moment(table: Table, key: str) -> datetime:
    value = table.data.get(key)
    if not isinstance(value, datetime) or value.tzinfo is None:
        table.wrong(key, "must be a time with its offset: 2024-09-05T10:43:00+08:00")
        return datetime.min.replace(tzinfo=UTC)
    return value.astimezone(UTC)


def _bulletin(table: Table, folder: Path) -> Document:
    table.only(("at", "file"))
    name = table.text("file")
    path = folder / name
    body = b""
    if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
        body = path.read_bytes()
    else:
        table.wrong("file", f"{name!r} is not in the scenario's folder")
    return Document(at=_moment(table, "at"), name=name, body=body)


def _clock(table: Table) -> Clock:
    table.only(("at", "to", "speed"))
    to = _moment(table, "to") if "to" in table.data else None
    speed = float(table.number("speed")) if "speed" in table.data else None
    if to is None and speed is None:
        table.wrong("at", "a clock needs to = a time, or speed = a number")
    return Clock(at=_moment(table, "at"), to=to, speed=speed)


def _decision(table: Table) -> Decision:
    table.only(("at", "after", "areas", "levels", "hazards", "document_number"))
    return Decision(
        at=_moment(table, "at"),
        after=table.duration("after", "0s"),
        areas=frozenset(table.words("areas")),
        levels=frozenset(table.numbers("levels")),
        hazards=frozenset(table.words("hazards")),
        document_number=table.text("document_number", "") or None,
    )


def _phones(document: TomlDocument) -> Phones:
    table = document.root().table("phones")
    table.only(("late_percent", "never_percent", "prompt", "late"))
    cuts = []
    for cut in document.tables("cut_off"):
        cut.only(("area", "since", "until"))
        cuts.append(
            CutOff(
                area=cut.text("area"),
                since=_moment(cut, "since"),
                until=_moment(cut, "until"),
            )
        )
    return Phones(
        late=table.number("late_percent") / 100,
        never=table.number("never_percent") / 100,
        prompt_s=_span(table, "prompt"),
        late_s=_span(table, "late"),
        cut_off=tuple(cuts),
    )


def _span(table: Table, key: str) -> tuple[int, int]:
    values = table.words(key)
    if len(values) != 2:
        table.wrong(key, 'must be two durations such as ["20s", "3m"]')
        return 0, 0
    low, high = (_seconds(value) for value in values)
    return low, high


def _seconds(text: str) -> int:
    unit = {"s": 1, "m": 60, "h": 3600}.get(text[-1:], 1)
    return int(timedelta(seconds=int(text[:-1] or 0) * unit).total_seconds())
