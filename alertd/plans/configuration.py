"""The whole configuration folder as one frozen value, or every finding in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from alertd.core.errors import ConfigurationError, Finding
from alertd.plans.channels import read_channels
from alertd.plans.people import (
    read_actions,
    read_authorities,
    read_groups,
    read_ladders,
)
from alertd.plans.region import load_region
from alertd.plans.responses import read_plan
from alertd.plans.sources import read_sources
from alertd.plans.templates import check_texts, read_templates
from alertd.plans.toml import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import timedelta, tzinfo
    from pathlib import Path

    from alertd.core.area import Region
    from alertd.core.authority import Authority
    from alertd.core.channel import ChannelSettings
    from alertd.core.message import Templates
    from alertd.core.plan import Action, Group, LadderPlan, Plan
    from alertd.core.source import Source

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class General:
    """What alertd.toml says."""

    region: str
    sender: str  # CAP sender of our alerts
    segments: int  # at most so many in one text of the region's language
    segments_foreign: int  # and in one of another
    valid_for: timedelta  # of a bulletin whose format and source name no expiry


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything config/ and templates/ say."""

    general: General
    region: Region
    zone: tzinfo
    sources: tuple[Source, ...]
    channels: tuple[ChannelSettings, ...]
    groups: tuple[Group, ...]
    ladders: tuple[LadderPlan, ...]
    authorities: tuple[Authority, ...]
    plans: tuple[Plan, ...]
    actions: tuple[Action, ...]
    templates: Templates
    folder: Path

    def limit(self, language: str) -> int:
        """Return how many segments a text in this language may take."""
        own = language == self.region.facts.language
        return self.general.segments if own else self.general.segments_foreign


def load(folder: Path, templates: Path, *, environ: Mapping[str, str]) -> Configuration:
    """Read a configuration; raises ConfigurationError with every finding at once."""
    reader = _Reader(folder, environ)
    general = reader.read("alertd.toml", _general)
    region: Region | None = None
    if general.region:
        try:
            region = load_region(folder / "regions" / general.region, root=folder)
        except ConfigurationError as error:
            reader.findings.extend(error.findings)
    groups = reader.read("groups.toml", read_groups)
    found = Configuration(
        general=general,
        # without a region there are findings, and nobody sees this value
        region=region,  # type: ignore[arg-type]
        zone=ZoneInfo(region.facts.time_zone) if region else ZoneInfo("UTC"),
        sources=reader.read("sources.toml", read_sources),
        channels=reader.read("channels.toml", read_channels),
        groups=groups,
        ladders=reader.read(
            "ladders.toml", lambda d: read_ladders(d, {g.id for g in groups})
        ),
        authorities=reader.read("authority.toml", read_authorities),
        plans=reader.read_all("plans", read_plan),
        actions=tuple(
            action
            for actions in reader.read_all(
                "actions", lambda d: read_actions(d, {g.id for g in groups})
            )
            for action in actions
        ),
        templates=read_templates(templates, reader.findings),
        folder=folder,
    )
    if region is not None:
        reader.findings.extend(
            check_texts(found.templates, groups, region, found.limit)
        )
    if reader.findings:
        raise ConfigurationError(reader.findings)
    return found


def _general(document: Document) -> General:
    table = document.root()
    table.only(("region", "sender", "segments", "segments_foreign", "valid_for"))
    return General(
        region=table.text("region"),
        sender=table.text("sender"),
        segments=table.number("segments"),
        segments_foreign=table.number("segments_foreign"),
        valid_for=table.duration("valid_for"),
    )


class _Reader:
    """Reads files of one folder and gathers their findings."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        self.findings: list[Finding] = []

    def read(self, name: str, how: Callable[[Document], Value]) -> Value:
        document = Document(self.folder / name, self.folder, self.environ)
        value = how(document)
        self.findings.extend(document.findings)
        return value

    def read_all(
        self, name: str, how: Callable[[Document], Value]
    ) -> tuple[Value, ...]:
        files = sorted((self.folder / name).glob("*.toml"))
        if not files:
            self.findings.append(Finding(name, 0, "the folder has no .toml file"))
        return tuple(
            self.read(str(file.relative_to(self.folder)), how) for file in files
        )
