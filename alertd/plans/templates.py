"""Reads templates/messages/<hazard>/<group>.<language>.txt and tries them out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from alertd.core.errors import Finding
from alertd.core.message import Template, Templates, Words, short_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from alertd.core.area import Region
    from alertd.core.plan import Group

SECTIONS: Final = (
    "relay",
    "relay.cancel",
    "order",
    "order.cancel",
    "voice",
    "desk",
    "desk.voice",
)
_HEADER: Final = re.compile(r"^\[([a-z.]+)\]\s*$", re.M)


def read_templates(folder: Path, findings: list[Finding]) -> Templates:
    """Read every message template; findings name file and line."""
    sections: dict[tuple[str, str, str, str], Template] = {}
    files = sorted((folder / "messages").glob("*/*.txt"))
    if not files:
        findings.append(Finding(str(folder / "messages"), 0, "there are no templates"))
    for path in files:
        name = f"templates/messages/{path.parent.name}/{path.name}"
        group, _, language = path.name.removesuffix(".txt").partition(".")
        text = path.read_text(encoding="utf-8")
        heads = list(_HEADER.finditer(text))
        if not heads or not language:
            findings.append(
                Finding(name, 1, "write <group>.<language>.txt with [relay]")
            )
        for head, following in zip(heads, [*heads[1:], None], strict=True):
            line = text.count("\n", 0, head.start()) + 1
            body = text[head.end() : following.start() if following else len(text)]
            section = head.group(1)
            if section not in SECTIONS:
                findings.append(Finding(name, line, f"[{section}]: one of {SECTIONS}"))
                continue
            try:
                template = Template.parse(body)
            except ValueError as error:
                findings.append(Finding(name, line, f"[{section}]: {error}"))
                continue
            sections[(path.parent.name, group, language, section)] = template
    return Templates(sections)


def check_texts(
    templates: Templates,
    groups: Sequence[Group],
    region: Region,
    limit: Callable[[str], int],
) -> Iterable[Finding]:
    """Compose every text with the longest words of the region; name what is too long."""
    for group in groups:
        for section in ("relay", "relay.cancel", "order", "order.cancel"):
            if templates.find("any", group.id, region.facts.language, section) is None:
                yield Finding(
                    "templates/messages/any",
                    0,
                    f"no [{section}] for {group.id}: write {group.id}."
                    f"{region.facts.language}.txt, or general.{region.facts.language}.txt",
                )
    longest = _longest(region)
    for hazard, group_id, language, section in templates.names():
        composed = templates.compose(
            longest,
            hazard=hazard,
            group=group_id,
            language=language,
            section=section,
            exercise=True,
            limit=limit(language),
        )
        if composed.over:
            yield Finding(
                f"templates/messages/{hazard}/{group_id}.{language}.txt",
                0,
                f"[{section}] takes {composed.segments} segments, {limit(language)} are allowed "
                '(alertd.toml): mark sentences that may give way with "?"',
            )


def _longest(region: Region) -> Words:
    village = max(
        (short_place(v.name) for v in region.villages_in(region.facts.province)),
        key=len,
    )
    unit = max((region.short_name(unit.code) for unit in region.units()), key=len)
    return Words(
        signature=f"{unit}三防",
        place=village,
        headline="海南省气象局发布台风二级预警",
        issuer="海南省气象局",
        sent="12月25日20时10分",
        hazard="台风",
        level="Ⅱ",
        action="全员上岸",
        authority=f"{unit}三防指挥部",
        phone=region.facts.duty_phone,
        villages="、".join([village] * 2),
        count="20",
    )
