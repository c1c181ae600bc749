"""Publish: what the public feeds show, from what is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.ports.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One relay in force, as feeds list it. Orders never get here."""

    identifier: str
    headline: str
    area: str
    sent: datetime
    expires: datetime | None
    cap: bytes


async def in_force(
    store: Store, *, exercise: bool, now: datetime
) -> tuple[Published, ...]:
    """Return the public alerts in force, newest first; expired ones at no moment."""
    async with store.reading() as tx:
        rows = await tx.alerts.public(exercise=exercise)
    return tuple(
        Published(
            identifier=row["identifier"],
            headline=row["headline"],
            area=row["area"],
            sent=row["sent_at"],
            expires=row["expires_at"],
            cap=row["cap"],
        )
        for row in rows
        if exercise or row["expires_at"] is None or row["expires_at"] > now
    )
