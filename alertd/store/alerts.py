"""Alerts of ours and their messages: written once, then frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.records import AlertRow, ChainRow, Speaking
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

    from alertd.core.records import IssuedAlert, MessageText

_sql = load("alert")
_messages = load("message")


class Alerts:
    """Alerts within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def in_force(self, exercise_id: int | None) -> list[AlertRow]:
        """Return our alerts that hold in a world, worst first."""
        rows = await self._connection.fetch(_sql.in_force, exercise_id)
        return [AlertRow(**{**row, "places": tuple(row["places"])}) for row in rows]

    async def issue(self, alert: IssuedAlert) -> int:
        """Freeze an alert and return its id."""
        number: int = await self._connection.fetchval(
            _sql.issue,
            alert.exercise_id,
            alert.event_id,
            alert.proposal_id,
            alert.identifier,
            alert.kind,
            alert.msg_type,
            alert.status,
            alert.scope,
            alert.hazard,
            alert.area,
            list(alert.places),
            alert.level,
            alert.headline,
            alert.sender,
            alert.sent_at,
            alert.expires_at,
            alert.expires_wall,
            alert.basis_id,
            alert.content,
            alert.chain,
            alert.cap,
            alert.words,
            alert.state,
            alert.issued_wall,
        )
        return number

    async def end(self, alert_id: int, state: str) -> bool:
        """Mark an alert superseded, cancelled or expired; False when it had ended."""
        return await self._connection.fetchval(_sql.end, alert_id, state) is not None

    async def expire(self, wall: datetime) -> list[int]:
        """End every alert whose own validity is over; returns their ids."""
        rows = await self._connection.fetch(_sql.expired, wall)
        return [row["id"] for row in rows]

    async def chain(self, first: str) -> list[ChainRow]:
        """Return the alerts of one conversation, oldest first."""
        rows = await self._connection.fetch(_sql.chain, first)
        return [ChainRow(*row) for row in rows]

    async def public(self, *, exercise: bool) -> list[Mapping[str, Any]]:
        """Return the relays in force, newest first; orders are never among them."""
        rows = await self._connection.fetch(_sql.public, exercise)
        return [dict(row) for row in rows]

    async def cap(self, identifier: str) -> Mapping[str, Any] | None:
        """Return one public alert's frozen CAP message."""
        row = await self._connection.fetchrow(_sql.cap, identifier)
        return dict(row) if row else None

    async def counts(
        self, exercise_id: int | None, limit: int
    ) -> list[Mapping[str, Any]]:
        """Return, per alert, what its deliveries and its people have come to."""
        rows = await self._connection.fetch(_sql.counts, exercise_id, limit)
        return [dict(row) for row in rows]

    async def speaking(self, alert_ids: Sequence[int]) -> dict[int, Speaking]:
        """Return what the later steps of ladders need of their alerts."""
        rows = await self._connection.fetch(_sql.speaking, alert_ids)
        return {row["id"]: Speaking(**row) for row in rows}

    async def move_clock(
        self, exercise_id: int, *, wall: datetime, at: datetime, speed: float
    ) -> None:
        """Let expiry follow an exercise's clock that shows `at` at wall time `wall`."""
        await self._connection.execute(_sql.move_clock, exercise_id, wall, at, speed)

    async def write_messages(
        self, alert_id: int, texts: Sequence[MessageText]
    ) -> dict[tuple[str, str], int]:
        """Write the words of each variant once; returns ids by (variant, media)."""
        rows = await self._connection.fetch(
            _messages.add,
            alert_id,
            [text.variant for text in texts],
            [text.media for text in texts],
            [text.language for text in texts],
            [text.text for text in texts],
            [text.segments for text in texts],
        )
        return {(row["variant"], row["media"]): row["id"] for row in rows}
