"""Reads groups.toml, ladders.toml, authority.toml and actions/: who is told what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.authority import Authority
from alertd.core.grading import Level
from alertd.core.hazard import Hazard
from alertd.core.plan import Action, Group, LadderPlan, Media, Role, Step

if TYPE_CHECKING:
    from alertd.plans.toml import Document, Table

ACCOUNT_ROLES: Final = ("viewer", "officer", "leader", "administrator")
_HOURS: Final = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


def read_groups(document: Document) -> tuple[Group, ...]:
    """Read every [[group]], in order: the first that fits a person counts."""
    document.only(("group",))
    groups: list[Group] = []
    for table in document.tables("group"):
        table.only(
            ("id", "name", "name_en", "roles", "members", "hazards", "coastal_only")
        )
        group = Group(
            id=table.text("id"),
            name=table.text("name"),
            name_en=table.text("name_en"),
            roles=frozenset(table.kinds("roles", Role)),
            members=frozenset(table.words("members")),
            hazards=frozenset(table.kinds("hazards", Hazard)),
            coastal_only=table.flag("coastal_only", default=False),
        )
        if any(other.id == group.id for other in groups):
            table.wrong("id", f"{group.id!r} is there twice: give one another name")
        if not group.roles and not group.members:
            table.wrong("id", "nobody is in this group: write roles or members")
        groups.append(group)
    return tuple(groups)


def read_ladders(document: Document, groups: set[str]) -> tuple[LadderPlan, ...]:
    """Read every [[ladder]], in order: the first that fits an alert counts."""
    document.only(("ladder",))
    return tuple(_ladder(table, groups) for table in document.tables("ladder"))


def _ladder(table: Table, groups: set[str]) -> LadderPlan:
    table.only(
        (
            "id",
            "levels",
            "hazards",
            "groups",
            "hours",
            "per",
            "outdoor_until",
            "remind_after",
            "breach",
            "step",
        )
    )
    if table.text("per", "village") != "village":
        table.wrong("per", 'must be "village": one ladder for each village and event')
    for group in table.words("groups"):
        if group not in groups:
            table.wrong(
                "groups", f"groups.toml has no {group!r}: one of {sorted(groups)}"
            )
    steps = tuple(_step(table, row) for row in table.data.get("step", []))
    if not steps:
        table.wrong("id", "a ladder needs steps: write [[ladder.step]]")
    return LadderPlan(
        id=table.text("id"),
        levels=frozenset(table.numbers("levels")),
        hazards=frozenset(table.kinds("hazards", Hazard)),
        groups=frozenset(table.words("groups")),
        hours=_hours(table),
        outdoor_until=table.number("outdoor_until", 10),
        remind_after=table.duration("remind_after", "20m"),
        breach=table.duration("breach"),
        steps=steps,
    )


def _step(ladder: Table, row: object) -> Step:
    from alertd.plans.toml import Table as TomlTable

    if not isinstance(row, dict):
        ladder.wrong("step", "write [[ladder.step]] with double brackets")
        row = {}
    table = TomlTable(ladder.document, row, ladder.line, "[[ladder.step]]")
    table.only(("after", "to", "media", "tries", "every"))
    step = Step(
        after=table.duration("after"),
        to=table.kinds("to", Role),
        media=table.kinds("media", Media),
        tries=table.number("tries", 1),
        every=table.duration("every", "0s"),
    )
    if not step.to or not step.media:
        table.wrong("after", "a step needs to = [...] and media = [...]")
    if step.tries > 1 and not step.every:
        table.wrong("tries", 'several tries need every = such as "90s"')
    return step


def _hours(table: Table) -> tuple[int, int]:
    value = table.text("hours", "00:00-24:00")
    match = _HOURS.fullmatch(value)
    if match is None:
        table.wrong("hours", f'{value!r} is no span: write "22:00-06:00"')
        return 0, 1440
    a, b, c, d = (int(part) for part in match.groups())
    return a * 60 + b, c * 60 + d


def read_authorities(document: Document) -> tuple[Authority, ...]:
    """Read every [[authority]]."""
    document.only(("authority",))
    authorities = []
    for table in document.tables("authority"):
        table.only(("id", "name", "roles", "areas", "levels"))
        roles = table.words("roles")
        for role in roles:
            if role not in ACCOUNT_ROLES:
                table.wrong("roles", f"{role!r} is unknown: one of {ACCOUNT_ROLES}")
        authorities.append(
            Authority(
                id=table.text("id"),
                name=table.text("name"),
                roles=frozenset(roles),
                areas=table.words("areas"),
                levels=frozenset(table.numbers("levels")),
            )
        )
    if not authorities:
        document.find(0, "nobody may decide anything: write an [[authority]]")
    return tuple(authorities)


def read_actions(document: Document, groups: set[str]) -> tuple[Action, ...]:
    """Read every [[action]] of a hazard's file; `any.toml` serves all hazards."""
    document.only(("hazard", "action"))
    hazard = document.root().text("hazard")
    if hazard != "any" and hazard not in {one.value for one in Hazard}:
        document.find(document.line_of("hazard"), f"{hazard!r} is no hazard, nor any")
    actions = []
    for table in document.tables("action"):
        table.only(("levels", "group", "zh", "en"))
        group = table.text("group")
        if group not in groups:
            table.wrong(
                "group", f"groups.toml has no {group!r}: one of {sorted(groups)}"
            )
        texts = (("zh-CN", table.text("zh")), ("en", table.text("en")))
        for level in table.numbers("levels"):
            if level not in (1, 2, 3, 4):
                table.wrong("levels", "must be 1 (worst) to 4")
                continue
            actions.append(
                Action(hazard=hazard, level=Level(level), group=group, texts=texts)
            )
    return tuple(actions)
