"""The made-up phones of demonstrations and exercises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.records import SandboxMessage, ScriptedAnswer
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import asyncpg

_sql = load("sandbox")


class Sandbox:
    """Sandbox phones within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

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
        shown = await self._connection.fetchval(
            _sql.put, delivery, exercise_id, person_id, media, text, now
        )
        return shown is not None

    async def find(self, delivery: str) -> bool:
        """Whether a delivery has arrived."""
        return await self._connection.fetchval(_sql.find, delivery) is not None

    async def hear(self, exercise_id: int, limit: int) -> list[SandboxMessage]:
        """Return messages the scripted phones have not acted on, and mark them so."""
        rows = await self._connection.fetch(_sql.hear, exercise_id, limit)
        return [SandboxMessage(*row) for row in rows]

    async def plan_answers(self, answers: Sequence[ScriptedAnswer]) -> None:
        """Write down when the owners of scripted phones will answer."""
        if answers:
            columns = [list(column) for column in zip(*answers, strict=True)]
            await self._connection.execute(_sql.plan_answers, *columns)

    async def answers(
        self, exercise_id: int, *, now: datetime, limit: int
    ) -> list[SandboxMessage]:
        """Return scripted answers whose time has come, and take them off the list."""
        rows = await self._connection.fetch(_sql.answer, exercise_id, now, limit)
        return [SandboxMessage(*row) for row in rows]

    async def phone(self, person_id: int) -> bytes | None:
        """Return the number hash of a made-up phone; None for a real person's."""
        found: bytes | None = await self._connection.fetchval(_sql.phone, person_id)
        return found

    async def phones(self, limit: int) -> list[Mapping[str, Any]]:
        """Return the phones with the newest messages."""
        rows = await self._connection.fetch(_sql.phones, limit)
        return [dict(row) for row in rows]

    async def screen(self, person_id: int, limit: int) -> list[Mapping[str, Any]]:
        """Return what one person's phone has on its screen, newest first."""
        rows = await self._connection.fetch(_sql.screen, person_id, limit)
        return [dict(row) for row in rows]
