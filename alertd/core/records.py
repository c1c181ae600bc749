"""What the store hands back: rows as nouns, each with just what its reader needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from alertd.core.cap import MsgType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alertd.core.delivery import Outbound


class BulletinRow(NamedTuple):
    """Where a bulletin's bytes are; the bytes say the rest."""

    id: int
    document_id: int
    ordinal: int
    source_id: str
    identifier: str
    sender: str
    sent_at: datetime
    received_at: datetime
    event_id: int | None


class IndexRow(NamedTuple):
    """One bulletin of a document that is being recorded."""

    ordinal: int
    format: str
    identifier: str
    sender: str
    sent_at: datetime


class SourceRow(NamedTuple):
    """What is known of a source's polling; wall times."""

    source_id: str
    next_poll_at: datetime
    last_poll_at: datetime | None
    last_success_at: datetime | None
    last_new_at: datetime | None
    failures: int
    reason: str | None
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A proposal as the assess stage compares it."""

    id: int
    kind: str
    hazard: str
    area: str
    msg_type: str
    level: int
    content: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedRow:
    """A decided proposal, ready to issue."""

    id: int
    exercise_id: int | None
    event_id: int
    kind: str
    msg_type: str
    response: str
    hazard: str
    area: str
    places: tuple[str, ...]
    level: int
    clauses: tuple[str, ...]
    evidence: tuple[str, ...]
    content: str
    basis_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """An alert of ours in force."""

    id: int
    identifier: str
    kind: str
    msg_type: str
    hazard: str
    area: str
    level: int
    headline: str
    content: str
    chain: str
    sender: str
    sent_at: datetime
    expires_at: datetime | None
    issued_wall: datetime
    basis_id: int | None
    event_id: int
    places: tuple[str, ...]
    response: str


class ChainRow(NamedTuple):
    """One alert of a conversation, to be referred to."""

    id: int
    identifier: str
    sender: str
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedAlert:
    """An alert about to be frozen, with everything its row holds."""

    exercise_id: int | None
    event_id: int
    proposal_id: int
    identifier: str
    kind: str
    msg_type: str
    status: str
    scope: str
    hazard: str
    area: str
    places: tuple[str, ...]
    level: int
    headline: str
    sender: str
    sent_at: datetime
    expires_at: datetime | None
    expires_wall: datetime | None
    basis_id: int | None
    content: str
    chain: str
    cap: bytes
    words: Mapping[str, str]
    issued_wall: datetime

    @property
    def state(self) -> str:
        """A Cancel has nothing left to hold; all else is in force."""
        return "ended" if self.msg_type == MsgType.CANCEL.value else "in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaking:
    """What the later steps of a ladder need of its alert."""

    id: int
    identifier: str
    kind: str
    hazard: str
    area: str
    level: int
    words: Mapping[str, str]
    sent_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody on the roster, as audiences and ladders see them: no number."""

    id: int
    name: str
    phone_hash: bytes
    country: str
    area: str
    role: str
    groups: tuple[str, ...]
    language: str
    exercise: bool
    demonstration: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """One row of a roster file, checked; `phone` is E.164."""

    name: str
    phone: str
    area: str
    role: str
    groups: tuple[str, ...] = ()
    language: str = "zh-CN"
    vessel: str | None = None
    sea_area: str | None = None
    carrier: str | None = None
    terminal: str | None = None
    satphone: str | None = None
    lat: float | None = None
    lon: float | None = None
    exercise: bool = False
    demonstration: bool = False
    note: str | None = None


class RosterCounts(NamedTuple):
    """How large the roster is; `real` leaves the demonstration out."""

    people: int
    real: int
    areas: int
    enrolled: int


class MessageText(NamedTuple):
    """Words to be written down for one variant of an audience."""

    variant: str
    media: str
    language: str
    text: str
    segments: int


class NewDelivery(NamedTuple):
    """A delivery to be queued; with a `reason` it is written down as failed at once."""

    alert_id: int
    person_id: int
    channel: str
    step: int
    attempt: int
    message_id: int
    ladder_id: int | None
    urgency: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery under our lease, and what a last look needs."""

    outbound: Outbound
    tries: int
    alert_state: str
    expires_wall: datetime | None


class Settled(NamedTuple):
    """A result to bring home: the state the delivery goes to."""

    alert_id: int
    person_id: int
    step: int
    attempt: int
    state: str
    provider_id: str | None = None
    reason: str | None = None
    due_wall: datetime | None = None


class OpenMessage(NamedTuple):
    """One thing a number was sent and could be answering."""

    alert_id: int
    person_id: int
    ladder_id: int | None
    sent_wall: datetime | None
    delivered_wall: datetime | None
    state: str
    kind: str
    exercise_id: int | None
    role: str
    area: str
    ladder_state: str | None
    ladder_alert: int | None


class NewLadder(NamedTuple):
    """A ladder to begin: where it stands after the step at 0 s."""

    area: str
    next_rung: int | None
    next_due_at: datetime | None
    ahead_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderRow:
    """A ladder whose time has come; `plan` as it was copied."""

    id: int
    exercise_id: int | None
    event_id: int
    area: str
    alert_id: int
    round: int
    kind: str
    level: int
    plan: Mapping[str, object]
    state: str
    started_at: datetime
    next_rung: int | None
    ahead_s: float


class Climbed(NamedTuple):
    """Where a ladder stands after its due steps."""

    id: int
    state: str
    next_rung: int | None
    next_due_at: datetime | None
    ahead_s: float


class StepTaken(NamedTuple):
    """One step of one ladder, and how many people it found."""

    ladder_id: int
    round: int
    step: int
    attempt: int
    roles: str  # comma-joined
    media: str
    people: int
    note: str | None


class Account(NamedTuple):
    """Somebody who may look or decide."""

    id: int
    name: str
    full_name: str
    role: str
    phone_hash: bytes | None


class Session(NamedTuple):
    """A login; `csrf` goes into every form."""

    account: Account
    csrf: str
    expires_at: datetime


class ScriptedAnswer(NamedTuple):
    """When and what the owner of a made-up phone answers."""

    message_id: int
    at: datetime
    text: str


class SandboxMessage(NamedTuple):
    """What came up on the screen of a made-up phone."""

    id: int
    delivery: str
    person_id: int
    phone_hash: bytes
    media: str
    text: str
    received_wall: datetime
