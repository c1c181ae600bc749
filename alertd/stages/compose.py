"""The words of an alert: what its texts say, for its audience and for later steps."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from alertd.core import authority
from alertd.core.grading import Level
from alertd.core.hazard import NAMES, Hazard
from alertd.core.message import Composed, Words, short_place
from alertd.core.plan import Kind, Media
from alertd.core.records import MessageText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from alertd.core.area import Region
    from alertd.core.authority import Authority
    from alertd.core.cap import Info
    from alertd.core.channel import ChannelSettings
    from alertd.core.message import Templates
    from alertd.core.plan import Action, Group, LadderPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """What composing and addressing go by."""

    region: Region
    zone: tzinfo
    templates: Templates
    groups: Sequence[Group]
    actions: Sequence[Action]
    ladders: Sequence[LadderPlan]
    channels: Sequence[ChannelSettings]
    authorities: Sequence[Authority]
    limit: Callable[[str], int]
    sender: str

    def action(self, hazard: str, level: int, group: str, language: str) -> str:
        """Return what a group does at a level: the hazard's own words before any's."""
        for danger in (hazard, "any"):
            for action in self.actions:
                if (action.hazard, action.level, action.group) == (
                    danger,
                    level,
                    group,
                ):
                    texts = dict(action.texts)
                    return texts.get(language) or texts["zh-CN"]
        return ""

    def body(self, area: str, level: int) -> str:
        """Name the body that decides a level in an area."""
        return authority.body(self.authorities, area, level, self.region)

    def local(self, moment: datetime) -> str:
        """Say a moment as people do: 9月5日20时10分."""
        there = moment.astimezone(self.zone)
        return f"{there.month}月{there.day}日{there.hour}时{there.minute:02}分"

    def place(self, code: str) -> tuple[str, str]:
        """Return a place as people call it, with its township, and its bare name."""
        area = self.region.get(code)
        village = short_place(area.name)
        township = self.region.township_of(code)
        if township is None or township.code == code or "直辖" in township.name:
            return village, village
        return f"{township.name}{village}", village


def words_of(
    speech: Speech,
    *,
    kind: Kind,
    hazard: str,
    area: str,
    level: int,
    info: Info,
    sent: datetime,
) -> Words:
    """Gather what every text of an alert says; the place is filled in for each."""
    return Words(
        signature=f"{speech.region.short_name(area)}三防",
        headline=info.headline or info.event,
        issuer=info.sender_name or "",
        sent=speech.local(info.effective or sent),
        hazard=NAMES[Hazard(hazard)],
        level=Level(level).roman,
        authority=speech.body(area, level) if kind is Kind.ORDER else "",
        phone=speech.region.facts.duty_phone,
    )


def frozen(words: Words) -> dict[str, str]:
    """Return words as the alert's row keeps them."""
    return words.mapping()


def thawed(document: Mapping[str, str]) -> Words:
    """Read an alert's words back."""
    known = {field.name for field in fields(Words)}
    return Words(**{k: v for k, v in document.items() if k in known})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a text is about, beside its words."""

    kind: Kind
    hazard: str
    level: int
    exercise: bool


def compose(
    speech: Speech,
    matter: Matter,
    words: Words,
    *,
    section: str,
    group: str,
    language: str,
    place: str | None,
) -> Composed:
    """Compose one variant: the place's name and the group's action are filled in."""
    whole, village = speech.place(place) if place else ("", "")
    action = ""
    if matter.kind is Kind.ORDER:
        acting = "village_officers" if group == "officer_b" else group
        action = speech.action(matter.hazard, matter.level, acting, language)
    return speech.templates.compose(
        replace(
            words,
            place=whole or words.place,
            village=village or words.village,
            action=action,
        ),
        hazard=matter.hazard,
        group=group,
        language=language,
        section=section,
        exercise=matter.exercise,
        limit=speech.limit(language),
    )


def variant(group: str, language: str, place: str | None) -> str:
    """Name a variant: the same for everybody who reads the same words."""
    return f"{group}|{language}|{place or ''}"


def text_of(name: str, media: Media, composed: Composed) -> MessageText:
    """Make the row of a composed text."""
    return MessageText(
        variant=name,
        media=media.value,
        language=composed.language,
        text=composed.text,
        segments=composed.segments,
    )
