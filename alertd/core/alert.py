"""An alert of ours: a CAP message drafted from a decision, frozen once issued."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from alertd.core import cap
from alertd.core.grading import Level
from alertd.core.hazard import Hazard
from alertd.core.plan import Kind

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from alertd.core.area import Region
    from alertd.core.lifecycle import Standing


class State(StrEnum):
    """Whether an issued alert still holds."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"  # by an Update of ours
    CANCELLED = "cancelled"  # by a Cancel of ours
    EXPIRED = "expired"
    ENDED = "ended"  # the Cancel itself, once out: nothing to show as in force


SEVERITY: Final = {
    Level.I: cap.Severity.EXTREME,
    Level.II: cap.Severity.SEVERE,
    Level.III: cap.Severity.MODERATE,
    Level.IV: cap.Severity.MINOR,
}
CATEGORY: Final = {
    Hazard.GEOLOGICAL: cap.Category.GEO,
    Hazard.EARTHQUAKE: cap.Category.GEO,
    Hazard.FOREST_FIRE: cap.Category.FIRE,
    Hazard.PUBLIC_HEALTH: cap.Category.HEALTH,
}
GEOCODE: Final = "行政区划代码"
RESTRICTION: Final = "灾害信息员和责任人 officers and duty holders"
RELAY_NOTE: Final = "预警转发（不是指令） Relay of an official warning, not an order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided and is to be said: the matter of one alert."""

    proposal_id: int
    kind: Kind
    msg_type: cap.MsgType
    hazard: Hazard
    area: str
    places: tuple[str, ...]
    level: Level
    authority: str  # deciding body of an order
    action: str  # the words of an order; '' for a relay
    basis: Standing | None  # the warning a relay passes on
    references: tuple[cap.Reference, ...]
    exercise: bool


def identifier(decided: Decided, sent: datetime) -> str:
    """Name an alert: no two are alike, as no two share a proposal."""
    stamp = sent.strftime("%Y%m%dT%H%M%S")
    return f"alertd.{decided.area}.{decided.kind}.{stamp}.{decided.proposal_id}"


def draft(
    decided: Decided, region: Region, *, sender: str, sent: datetime, zone: tzinfo
) -> cap.Alert:
    """Draft the CAP message; `zone` is the region's, for the times it prints.

    A relay keeps the official headline and description unchanged and names the
    issuer and the original; an order is Restricted, with its authority.
    """
    local = sent.astimezone(zone).replace(microsecond=0)
    relay = decided.kind is Kind.RELAY
    original = decided.basis.bulletin.cap if decided.basis and relay else None
    return cap.Alert(
        identifier=identifier(decided, local),
        sender=sender,
        sent=local,
        status=cap.Status.EXERCISE if decided.exercise else cap.Status.ACTUAL,
        msg_type=decided.msg_type,
        scope=cap.Scope.PUBLIC if relay else cap.Scope.RESTRICTED,
        source=original.identifier if original else None,
        restriction=None if relay else RESTRICTION,
        note=RELAY_NOTE if relay else None,
        references=decided.references,
        infos=(_info(decided, region, local),),
    )


def _info(decided: Decided, region: Region, local: datetime) -> cap.Info:
    places = tuple(_area(code, region) for code in decided.places)
    if decided.basis is not None and decided.kind is Kind.RELAY:
        standing = decided.basis
        info = standing.warned.info
        cancelled = decided.msg_type is cap.MsgType.CANCEL
        return replace(
            info,
            sender_name=info.sender_name or standing.bulletin.cap.sender,
            effective=_local(info.effective, local),
            onset=_local(info.onset, local),
            expires=None if cancelled else _local(standing.expires, local),
            resources=(),
            areas=places,
        )
    words = f"{_unit_name(decided, region)}{decided.level.roman}级应急响应"
    ended = decided.msg_type is cap.MsgType.CANCEL
    return cap.Info(
        language="zh-CN",
        event=words,
        categories=(CATEGORY.get(decided.hazard, cap.Category.MET),),
        response_types=(cap.ResponseType.NONE if ended else cap.ResponseType.EXECUTE,),
        urgency=cap.Urgency.PAST if ended else cap.Urgency.IMMEDIATE,
        severity=SEVERITY[decided.level],
        certainty=cap.Certainty.LIKELY,
        sender_name=decided.authority,
        headline=f"{decided.authority}{'终止' if ended else '启动'}{words}",
        description=decided.action or None,
        areas=places,
    )


def _local(moment: datetime | None, like: datetime) -> datetime | None:
    return moment.astimezone(like.tzinfo).replace(microsecond=0) if moment else None


def _unit_name(decided: Decided, region: Region) -> str:
    return region.get(decided.area).name


def _area(code: str, region: Region) -> cap.Area:
    return cap.Area(
        description=region.get(code).name,
        geocodes=(cap.Named(name=GEOCODE, value=code),),
    )
