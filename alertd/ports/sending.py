"""What sending and answering ask of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from alertd.core.acknowledgement import Reply
    from alertd.core.delivery import Key
    from alertd.core.records import (
        Claimed,
        Climbed,
        LadderRow,
        NewDelivery,
        NewLadder,
        OpenMessage,
        Person,
        RosterCounts,
        RosterEntry,
        SandboxMessage,
        ScriptedAnswer,
        Settled,
        StepTaken,
    )


class People(Protocol):
    """The roster within one transaction."""

    async def in_areas(
        self, areas: Sequence[str], *, enrolled_only: bool
    ) -> list[Person]:
        """Return the roster of these areas; in an exercise enrolled people only."""

    async def of_ids(self, ids: Sequence[int]) -> list[Person]:
        """Return these people."""

    async def merge(
        self, entries: Iterable[RosterEntry], *, country: str
    ) -> Counter[str]:
        """Import rows; counts what was 'added', 'changed' and left the 'same'.

        `country` is the dialling prefix for numbers of the roster's own country;
        others are taken from the number.
        """

    async def counts(self) -> RosterCounts:
        """Return how large the roster is."""

    async def number_by_district(self, *, enrolled_only: bool) -> dict[str, int]:
        """Return how many people each district (six digits) has."""

    async def by_phone(self, phone: str) -> list[Mapping[str, Any]]:
        """Return everybody on the roster with this E.164 number."""

    async def flag(self, person_ids: Sequence[int]) -> None:
        """Mark numbers as wrong; the people stay."""


class Deliveries(Protocol):
    """Deliveries within one transaction; all times are the wall's."""

    async def queue(
        self, exercise_id: int | None, rows: Sequence[NewDelivery], *, due: datetime
    ) -> None:
        """Write deliveries down, set-wise; one that exists already stays as it is."""

    async def claim(
        self, channel: str, *, now: datetime, limit: int, lease_until: datetime
    ) -> tuple[int, list[Claimed]]:
        """Take the next window of a channel, most urgent first; returns the lease too."""

    async def unclear(
        self, channel: str, *, now: datetime, limit: int, ask_again: datetime
    ) -> tuple[int, list[Claimed]]:
        """Take deliveries nobody knows the fate of, to ask their carrier."""

    async def settle(
        self, channel: str, lease: int, results: Sequence[Settled], *, now: datetime
    ) -> int:
        """Bring results home under a lease; returns how many were still under it."""

    async def take_over(self, now: datetime) -> list[Key]:
        """Mark what expired leases held as unclear; returns their keys."""

    async def receive(
        self,
        channel: str,
        provider_id: str,
        *,
        state: str,
        status: str,
        reason: str | None,
        now: datetime,
        forward_from: Sequence[str],
    ) -> bool:
        """Apply a receipt if it moves the delivery forward; keep it either way."""

    async def confirm(
        self, channel: str, provider_ids: Sequence[str], *, now: datetime
    ) -> None:
        """Note that handsets have these messages, set-wise."""

    async def log_receipt(
        self,
        channel: str,
        provider_id: str,
        status: str,
        reason: str | None,
        *,
        now: datetime,
        applied: bool,
    ) -> None:
        """Keep what a carrier said, also where it moves nothing."""

    async def withdraw_alert(self, alert_id: int, reason: str) -> None:
        """What has not left for this alert does not leave."""

    async def withdraw_ladder(self, ladder_id: int) -> None:
        """A village has answered: nobody else of it is called."""

    async def expire_alerts(self, alert_ids: Sequence[int]) -> None:
        """What has not left for expired alerts is shown as expired."""

    async def reached(self, chain: str) -> list[int]:
        """Return who has, or may have, got any alert of a conversation."""

    async def open_to(self, phone_hash: bytes) -> list[OpenMessage]:
        """Return what one number could be answering, newest first."""

    async def depths(self) -> list[Mapping[str, Any]]:
        """Return how long each channel's queue is."""


class Ladders(Protocol):
    """Ladders within one transaction; times are the world's."""

    async def begin(
        self,
        exercise_id: int | None,
        event_id: int,
        *,
        alert_id: int,
        kind: str,
        level: int,
        plan: Mapping[str, object],
        started_at: datetime,
        ladders: Sequence[NewLadder],
    ) -> dict[str, tuple[int, int]]:
        """Begin or restart ladders; returns (id, round) by village.

        A village whose ladder already asks for the same or a worse matter is left
        out: a lesser warning never calls an answered person again.
        """

    async def standing(
        self, exercise_id: int | None, event_id: int
    ) -> dict[str, Mapping[str, Any]]:
        """Return how each village of an event stands."""

    async def due(
        self, exercise_id: int | None, *, now: datetime, limit: int
    ) -> list[LadderRow]:
        """Return ladders whose next step has come, locked for this transaction."""

    async def next_due(self, exercise_id: int | None) -> datetime | None:
        """Return when a world's ladders want to be looked at next."""

    async def climb(self, rows: Sequence[Climbed]) -> None:
        """Write down where each ladder stands after its due steps."""

    async def steps(self, rows: Sequence[StepTaken], *, at: datetime) -> None:
        """Keep every step that was taken."""

    async def answer(
        self, ladder_id: int, alert_id: int, *, state: str, person_id: int, at: datetime
    ) -> bool:
        """Close a ladder by a person's answer to this version; False: nothing open."""

    async def take_in_hand(self, alert_id: int, area: str) -> int:
        """A desk has taken the village up; the clock runs on."""

    async def stop(self, alert_ids: Sequence[int]) -> None:
        """End the calls of cancelled alerts; unreached villages stay on the board."""

    async def follow(self, earlier: int, later: int) -> None:
        """Let unanswered ladders of an alert go on under its correction or repeat."""

    async def open(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the villages that have not answered, longest first."""

    async def counts(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return how villages stand, by district (six digits) and state."""


class Acknowledgements(Protocol):
    """Answers within one transaction."""

    async def known(self, channel: str, provider_id: str) -> bool:
        """Whether the carrier has told us of this message before."""

    async def record(
        self,
        exercise_id: int | None,
        *,
        channel: str,
        provider_id: str,
        reply: Reply,
        person_id: int | None = None,
        alert_id: int | None = None,
        ladder_id: int | None = None,
        at: datetime,
        wall: datetime,
    ) -> bool:
        """Keep one answer; False when it was kept before."""

    async def recent(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the newest answers of a world."""

    async def totals(self, exercise_id: int | None) -> Mapping[str, int]:
        """Return people moved, calls for help and reports of danger."""


class Sandbox(Protocol):
    """Sandbox phones within one transaction."""

    async def put(
        self,
        delivery: str,
        *,
        exercise_id: int | None,
        person_id: int,
        media: str,
        text: str,
        now: datetime,
    ) -> bool:
        """Show a message on a phone; False when this delivery is shown already."""

    async def find(self, delivery: str) -> bool:
        """Whether a delivery has arrived."""

    async def hear(self, exercise_id: int, limit: int) -> list[SandboxMessage]:
        """Return messages the scripted phones have not acted on, and mark them so."""

    async def plan_answers(self, answers: Sequence[ScriptedAnswer]) -> None:
        """Write down when the owners of scripted phones will answer."""

    async def answers(
        self, exercise_id: int, *, now: datetime, limit: int
    ) -> list[SandboxMessage]:
        """Return scripted answers whose time has come, and take them off the list."""

    async def phone(self, person_id: int) -> bytes | None:
        """Return the number hash of a made-up phone; None for a real person's."""

    async def phones(self, limit: int) -> list[Mapping[str, Any]]:
        """Return the phones with the newest messages."""

    async def screen(self, person_id: int, limit: int) -> list[Mapping[str, Any]]:
        """Return what one person's phone has on its screen, newest first."""
