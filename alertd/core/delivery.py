"""A delivery: one message to one person by one channel, and what the world says of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from alertd.core.plan import Media


class State(StrEnum):
    """What is known of a delivery."""

    QUEUED = "queued"  # written down, nobody has it yet
    SENDING = "sending"  # a dispatcher holds it; it may be on the wire
    SENT = "sent"  # the carrier took it
    DELIVERED = "delivered"  # the handset took it; not an answer
    UNCLEAR = "unclear"  # it may or may not have gone; never guessed
    FAILED = "failed"  # refused for good
    EXPIRED = "expired"  # its alert ended first; not sent
    WITHDRAWN = "withdrawn"  # answered or cancelled first; not sent


class Event(StrEnum):
    """What happens to a delivery."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    LEFT_UNCLEAR = "left_unclear"
    CONFIRMED = "confirmed"  # a receipt: the handset has it
    LOST = "lost"  # a receipt: it will not arrive
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final = {
    (State.QUEUED, Event.CLAIMED): State.SENDING,
    (State.QUEUED, Event.EXPIRED): State.EXPIRED,
    (State.QUEUED, Event.WITHDRAWN): State.WITHDRAWN,
    (State.SENDING, Event.ACCEPTED): State.SENT,
    (State.SENDING, Event.DEFERRED): State.QUEUED,
    (State.SENDING, Event.REFUSED): State.FAILED,
    (State.SENDING, Event.LEFT_UNCLEAR): State.UNCLEAR,
    (State.SENDING, Event.EXPIRED): State.EXPIRED,
    (State.SENDING, Event.WITHDRAWN): State.WITHDRAWN,
    # a receipt may overtake the answer to the submission
    (State.SENDING, Event.CONFIRMED): State.DELIVERED,
    (State.SENT, Event.CONFIRMED): State.DELIVERED,
    (State.SENT, Event.LOST): State.FAILED,
    (State.UNCLEAR, Event.ACCEPTED): State.SENT,
    (State.UNCLEAR, Event.CONFIRMED): State.DELIVERED,
    (State.UNCLEAR, Event.LOST): State.FAILED,
    (State.UNCLEAR, Event.DEFERRED): State.QUEUED,
}


def advance(state: State, event: Event) -> State | None:
    """Return the next state, or None where the event says nothing new.

    Receipts come late, twice and out of order; a state never moves backwards.
    """
    return TRANSITIONS.get((state, event))


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The carrier took it; `delivered` when the handset has it already."""

    provider_id: str
    delivered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred:
    """Not now; the same message may be tried again."""

    reason: str
    retry_after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Never by this channel; `number_wrong` flags the number, the person stays."""

    reason: str
    number_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """It may have gone: ask the carrier before sending again, never guess."""

    reason: str


Outcome: TypeAlias = Accepted | Deferred | Refused | Unclear


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """Names one delivery: the step at 0 is the audience's own message."""

    alert_id: int
    person_id: int
    channel: str
    step: int
    attempt: int

    def __str__(self) -> str:
        """The key as carriers and journals see it."""
        return f"{self.alert_id}.{self.person_id}.{self.channel}.{self.step}.{self.attempt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbound:
    """Everything a channel needs to send one delivery."""

    key: Key
    phone: str  # E.164
    text: str
    media: Media
    segments: int
    exercise_id: int | None
    enrolled: bool  # in exercises
    demonstration: bool  # no real person


FIRST_RETRY: Final = timedelta(seconds=2)
LONGEST_RETRY: Final = timedelta(minutes=5)


def retry_after(tries: int, *, luck: float, asked: timedelta | None) -> timedelta:
    """Return how long to wait before the next try.

    Doubles from 2 s to 5 min, spread by `luck` (0 to 1) so that a thousand
    deferred messages do not come back as one; never sooner than the carrier asked.
    """
    doubled = FIRST_RETRY * float(2 ** min(max(tries - 1, 0), 10))
    wait = min(doubled, LONGEST_RETRY) * (0.5 + luck / 2)
    return max(wait, asked or timedelta(0))


REACHED_WITHOUT_RECEIPT: Final = timedelta(seconds=10)


def had_reached(
    *, sent: datetime | None, delivered: datetime | None, reply: datetime
) -> bool:
    """Whether a message can have been read when a reply was written (product.md).

    Delivered before it; or, where no receipt came, handed over at least 10 s earlier.
    """
    if delivered is not None:
        return delivered <= reply
    return sent is not None and sent + REACHED_WITHOUT_RECEIPT <= reply
