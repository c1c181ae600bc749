"""Proposals, the decisions people take on them, and the levels then in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.assessment import Topic
from alertd.core.plan import Kind
from alertd.core.records import ApprovedRow, ProposalRow
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import asyncpg

    from alertd.core.assessment import Change

_sql = load("proposal")


class Proposals:
    """Proposals within one transaction."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        """Use the transaction's connection."""
        self._connection = connection

    async def latest(
        self, exercise_id: int | None, event_id: int
    ) -> dict[Topic, ProposalRow]:
        """Return the newest proposal of each topic of an event."""
        rows = await self._connection.fetch(_sql.latest, exercise_id, event_id)
        return {
            Topic(Kind(row["kind"]), row["hazard"], row["area"]): ProposalRow(**row)
            for row in rows
        }

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
        stand = change.stand
        number: int = await self._connection.fetchval(
            _sql.propose,
            exercise_id,
            event_id,
            stand.topic.kind.value,
            change.msg_type.value,
            stand.response,
            stand.topic.hazard,
            stand.topic.area,
            list(stand.places),
            int(stand.level),
            list(stand.clauses),
            list(stand.evidence),
            stand.content,
            basis_id,
            stand.persons > 0,
            stand.persons,
            submitted_by,
            now,
        )
        return number

    async def supersede(self, proposal_id: int) -> bool:
        """Take a waiting proposal back: newer bulletins have overtaken it."""
        return await self._connection.fetchval(_sql.supersede, proposal_id) is not None

    async def get(self, proposal_id: int) -> Mapping[str, Any] | None:
        """Return one proposal with the name of its event."""
        row = await self._connection.fetchrow(_sql.get, proposal_id)
        return dict(row) if row else None

    async def lock(self, proposal_id: int) -> Mapping[str, Any] | None:
        """Hold one proposal while a decision on it is written."""
        row = await self._connection.fetchrow(_sql.lock, proposal_id)
        return dict(row) if row else None

    async def waiting(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return what waits for people, worst and oldest first."""
        rows = await self._connection.fetch(_sql.waiting, exercise_id)
        return [dict(row) for row in rows]

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
        written = await self._connection.fetchval(
            _sql.decide, exercise_id, proposal_id, account_id, actor, verdict, note, now
        )
        return written is not None

    async def deciders(self, proposal_id: int) -> list[Mapping[str, Any]]:
        """Return who has approved, with the hash of their phone."""
        rows = await self._connection.fetch(_sql.deciders, proposal_id)
        return [dict(row) for row in rows]

    async def close(
        self,
        proposal_id: int,
        state: str,
        *,
        now: datetime,
        document_number: str | None = None,
    ) -> bool:
        """The decision is made; False when somebody was first."""
        done = await self._connection.fetchval(
            _sql.close, proposal_id, state, now, document_number
        )
        return done is not None

    async def take_approved(self, limit: int) -> list[ApprovedRow]:
        """Return the next decided proposals, urgent first, locked for this issue."""
        rows = await self._connection.fetch(_sql.take_approved, limit)
        return [_approved(row) for row in rows]

    async def issued(self, proposal_id: int) -> None:
        """Its alert is written in this transaction."""
        await self._connection.execute(_sql.issued, proposal_id)

    async def quarantine(self, proposal_id: int, reason: str) -> None:
        """It cannot be issued; the reason is for a person."""
        await self._connection.execute(_sql.quarantine, proposal_id, reason)

    async def activate(self, row: ApprovedRow, at: datetime) -> None:
        """Put the order's level in force in its area, or end it with a Cancel."""
        ended = row.msg_type == "Cancel"
        await self._connection.execute(
            _sql.deactivate,
            row.exercise_id,
            row.response,
            row.hazard,
            row.area,
            "ended" if ended else "adjusted",
            at,
        )
        if not ended:
            await self._connection.execute(
                _sql.activate,
                row.exercise_id,
                row.event_id,
                row.response,
                row.hazard,
                row.area,
                row.level,
                row.id,
                at,
            )

    async def activations(self, exercise_id: int | None) -> list[Mapping[str, Any]]:
        """Return the response levels in force, as people decided them."""
        rows = await self._connection.fetch(_sql.activations, exercise_id)
        return [dict(row) for row in rows]


def _approved(row: asyncpg.Record) -> ApprovedRow:
    values: dict[str, Any] = dict(row)
    for name in ("places", "clauses", "evidence"):
        values[name] = tuple(values[name])
    return ApprovedRow(**values)
