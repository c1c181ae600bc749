"""What deciding and issuing ask of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alertd.core.assessment import Change, Topic
    from alertd.core.records import (
        Account,
        AlertRow,
        ApprovedRow,
        ChainRow,
        IssuedAlert,
        MessageText,
        ProposalRow,
        Session,
        Speaking,
    )


class Proposals(Protocol):
    """Proposals within one transaction."""

    async def latest(
        self, exercise_id: int | None, event_id: int
    ) -> dict[Topic, ProposalRow]:
        """Return the newest proposal of each topic of an event."""

    async def propose(
        self,
        exercise_id: int | None,
        event_id: int,
        change: Change,
        *,
        basis_id: int | None,
        now: datetime,
        submitted_by: int | None = None,
    ) -> int:
        """Write a proposal down; one that needs nobody is approved by rule at once."""

    async def supersede(self, proposal_id: int) -> bool:
        """Take a waiting proposal back: newer bulletins have overtaken it."""

    async def get(self, proposal_id: int) -> Mapping[str, Any] | None:
        """Return one proposal with the name of its event."""

    async def lock(self, proposal_id: int) -> Mapping[str, Any] | None:
        """Hold one proposal while a decision on it is written."""

    async def waiting(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return what waits for people, worst and oldest first."""

    async def decide(
        self,
        exercise_id: int | None,
        proposal_id: int,
        *,
        account_id: int | None,
        actor: str,
        verdict: str,
        note: str,
        now: datetime,
    ) -> bool:
        """Write one person's word down; False when that person has spoken already."""

    async def deciders(self, proposal_id: int) -> list[Mapping[str, Any]]:
        """Return who has approved, with the hash of their phone."""

    async def close(
        self,
        proposal_id: int,
        state: str,
        *,
        now: datetime,
        document_number: str | None = None,
    ) -> bool:
        """The decision is made; False when somebody was first."""

    async def take_approved(self, limit: int) -> list[ApprovedRow]:
        """Return the next decided proposals, urgent first, locked for this issue."""

    async def issued(self, proposal_id: int) -> None:
        """Its alert is written in this transaction."""

    async def quarantine(self, proposal_id: int, reason: str) -> None:
        """It cannot be issued; the reason is for a person."""

    async def activate(self, row: ApprovedRow, at: datetime) -> None:
        """Put the order's level in force in its area, or end it with a Cancel."""

    async def activations(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return the response levels in force, as people decided them."""


class Alerts(Protocol):
    """Alerts within one transaction."""

    async def in_force(self, exercise_id: int | None) -> list[AlertRow]:
        """Return our alerts that hold in a world, worst first."""

    async def issue(self, alert: IssuedAlert) -> int:
        """Freeze an alert and return its id."""

    async def end(self, alert_id: int, state: str) -> bool:
        """Mark an alert superseded, cancelled or expired; False when it had ended."""

    async def expire(self, wall: datetime) -> list[int]:
        """End every alert whose own validity is over; returns their ids."""

    async def chain(self, first: str) -> list[ChainRow]:
        """Return the alerts of one conversation, oldest first."""

    async def public(self, *, exercise: bool) -> list[Mapping[str, Any]]:
        """Return the relays in force, newest first; orders are never among them."""

    async def cap(self, identifier: str) -> Mapping[str, Any] | None:
        """Return one public alert's frozen CAP message."""

    async def counts(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return, per alert, what its deliveries and its people have come to."""

    async def speaking(self, alert_ids: Sequence[int]) -> dict[int, Speaking]:
        """Return what the later steps of ladders need of their alerts."""

    async def move_clock(
        self, exercise_id: int, *, wall: datetime, at: datetime, speed: float
    ) -> None:
        """Let expiry follow an exercise's clock that shows `at` at wall time `wall`."""

    async def write_messages(
        self, alert_id: int, texts: Sequence[MessageText]
    ) -> dict[tuple[str, str], int]:
        """Write the words of each variant once; returns ids by (variant, media)."""


class Accounts(Protocol):
    """Accounts within one transaction; times are the wall's."""

    async def add(
        self,
        name: str,
        *,
        full_name: str,
        role: str,
        password_hash: str,
        phone: str | None,
        now: datetime,
    ) -> int | None:
        """Make an account; None when the name is taken."""

    async def find(self, name: str) -> tuple[Account, str] | None:
        """Return the active account of a name and its password hash."""

    async def get(self, account_id: int) -> Account | None:
        """Return one active account."""

    async def all(self) -> list[Mapping[str, Any]]:
        """Return every account, closed ones too."""

    async def count(self) -> int:
        """Return how many active accounts there are."""

    async def set_password(self, name: str, password_hash: str) -> bool:
        """Change a password and end the account's sessions; False: no such account."""

    async def begin_session(
        self,
        token_hash: bytes,
        account_id: int,
        *,
        csrf: str,
        now: datetime,
        expires: datetime,
    ) -> None:
        """Write a login down."""

    async def session(self, token_hash: bytes, *, now: datetime) -> Session | None:
        """Return the login behind a cookie while it lasts."""

    async def end_session(self, token_hash: bytes) -> None:
        """Log out."""

    async def make_link(
        self, token_hash: bytes, *, now: datetime, expires: datetime
    ) -> None:
        """Make a one-time link for the first account."""

    async def link_opens(self, token_hash: bytes, *, now: datetime) -> bool:
        """Whether a one-time link still opens."""

    async def use_link(self, token_hash: bytes, *, now: datetime) -> bool:
        """Use a one-time link up; False: used or too old."""


class Journal(Protocol):
    """The journal within one transaction."""

    async def stamp(self, actor: str, now: datetime) -> None:
        """Name the actor and the wall time of every change to come."""

    async def write(
        self,
        noun: str,
        noun_id: int,
        verb: str,
        *,
        actor: str,
        at: datetime,
        exercise_id: int | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> None:
        """Note something that is no change of state."""

    async def recent(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return the newest entries of a world."""
