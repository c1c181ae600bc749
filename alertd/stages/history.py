"""What a world has been told: its bulletins, read again from the bytes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.core.bulletin import Bulletin
    from alertd.core.records import BulletinRow
    from alertd.core.world import World
    from alertd.ports.source import Read
    from alertd.ports.store import Transaction

HORIZON: Final = timedelta(days=10)
"""Older bulletins cannot be in force: no warning is valid for longer."""

_KEPT_DOCUMENTS: Final = 2000


class Told(NamedTuple):
    """A bulletin and the row that says where it came from."""

    row: BulletinRow
    bulletin: Bulletin


class History:
    """Reads bulletins of a world; parsed documents are kept, the bytes never change."""

    def __init__(self, read: Read) -> None:
        """Use the reader that first read the bytes."""
        self._read = read
        self._documents: dict[int, tuple[Bulletin, ...]] = {}

    async def told(
        self, tx: Transaction, world: World, now: datetime
    ) -> tuple[Told, ...]:
        """Return the world's bulletins of the last ten days, oldest first."""
        rows = await tx.bulletins.recent(
            world.exercise_id, since=now - HORIZON, until=now
        )
        return tuple([Told(row, await self._bulletin(tx, row)) for row in rows])

    async def _bulletin(self, tx: Transaction, row: BulletinRow) -> Bulletin:
        known = self._documents.get(row.document_id)
        if known is None:
            if len(self._documents) >= _KEPT_DOCUMENTS:
                self._documents.clear()
            known = self._read(await tx.bulletins.body(row.document_id))
            self._documents[row.document_id] = known
        return known[row.ordinal]
