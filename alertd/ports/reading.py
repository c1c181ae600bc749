"""What the reading stages ask of the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alertd.core.assessment import Held
    from alertd.core.records import BulletinRow, IndexRow, SourceRow
    from alertd.core.world import World


class Exercises(Protocol):
    """Exercises within one transaction."""

    async def worlds(self) -> tuple[World, ...]:
        """Return the live world and then every running exercise."""

    async def positions(self) -> dict[int, int]:
        """Return how far the script of each running exercise has been played."""

    async def start(
        self,
        *,
        scenario: str,
        title: str,
        wall: datetime,
        at: datetime,
        speed: float,
        started_by: str,
    ) -> int:
        """Begin an exercise whose clock shows `at` now and runs `speed` times as fast."""

    async def step(self, exercise_id: int, position: int) -> bool:
        """Move the script on from `position`; False when another has done so."""

    async def set_clock(
        self, exercise_id: int, *, wall: datetime, at: datetime, speed: float
    ) -> None:
        """Let the exercise's clock show `at` at wall time `wall`, and run so fast."""

    async def finish(self, exercise_id: int) -> bool:
        """End an exercise; False when it had ended."""


class Bulletins(Protocol):
    """Documents and bulletins within one transaction."""

    async def known(
        self, exercise_id: int | None, source_id: str, sha256: bytes
    ) -> bool:
        """Whether these bytes have come from this source before, in this world."""

    async def record(
        self,
        exercise_id: int | None,
        source_id: str,
        *,
        name: str,
        sha256: bytes,
        body: bytes,
        received_at: datetime,
        bulletins: Sequence[IndexRow] = (),
        reason: str | None = None,
    ) -> int:
        """Keep a document and index its bulletins; with a `reason` it is quarantined.

        Returns how many bulletins are new: the same document, or the same message
        by another way, adds nothing.
        """

    async def recent(
        self, exercise_id: int | None, *, since: datetime, until: datetime
    ) -> list[BulletinRow]:
        """Return bulletins sent after `since` and received by `until`, oldest first."""

    async def body(self, document_id: int) -> bytes:
        """Return a document's bytes."""

    async def join_event(self, bulletin_ids: Sequence[int], event_id: int) -> None:
        """Put bulletins into the event they belong to."""

    async def quarantined(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return what could not be read, newest first."""


class SourceStates(Protocol):
    """Polling states within one transaction; all times are the wall's."""

    async def all(self) -> dict[str, SourceRow]:
        """Return the state of every source that was ever polled."""

    async def begin(self, source_id: str, *, now: datetime, lease: datetime) -> bool:
        """Claim a poll until `lease`; False while it is not due or another polls."""

    async def succeeded(
        self,
        source_id: str,
        *,
        now: datetime,
        next_poll: datetime,
        new: bool,
        etag: str | None,
        last_modified: str | None,
    ) -> None:
        """Note a poll that answered."""

    async def failed(self, source_id: str, *, next_poll: datetime, reason: str) -> None:
        """Note a poll that did not answer, and why."""


class Events(Protocol):
    """Events and assessments within one transaction."""

    async def open(self, exercise_id: int | None, name: str, at: datetime) -> int:
        """Return the world's open event, made with `name` when there is none."""

    async def rename(self, event_id: int, name: str) -> None:
        """Give an event the name of its storm."""

    async def current(self, exercise_id: int | None) -> Mapping[str, Any] | None:
        """Return the world's open event."""

    async def close(self, event_id: int, at: datetime) -> bool:
        """Close an event in which nothing is in force any more."""

    async def assess(
        self,
        exercise_id: int | None,
        event_id: int | None,
        held: Sequence[Held],
        at: datetime,
    ) -> None:
        """Record the levels that hold now; what held before and does not is 'none'."""

    async def levels(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return the levels that hold by the rules, worst first."""
