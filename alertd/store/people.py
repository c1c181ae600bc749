"""The roster: people, found by place and by the keyed hash of their number."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from alertd.core.records import Person, RosterCounts
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import asyncpg

    from alertd.core.records import RosterEntry
    from alertd.store.seal import Seal

_sql = load("person")
_LONGEST_PREFIX = 4


class People:
    """The roster within one transaction."""

    def __init__(self, connection: asyncpg.Connection, seal: Seal) -> None:
        """Use the transaction's connection; `seal` keeps the numbers."""
        self._connection = connection
        self._seal = seal

    async def in_areas(
        self, areas: Sequence[str], *, enrolled_only: bool
    ) -> list[Person]:
        """Return the roster of these areas; in an exercise enrolled people only."""
        rows = await self._connection.fetch(_sql.in_areas, areas, enrolled_only)
        return [_person(row) for row in rows]

    async def of_ids(self, ids: Sequence[int]) -> list[Person]:
        """Return these people."""
        rows = await self._connection.fetch(_sql.of_ids, ids)
        return [_person(row) for row in rows]

    async def merge(
        self, entries: Iterable[RosterEntry], *, country: str
    ) -> Counter[str]:
        """Import rows; counts what was 'added', 'changed' and left the 'same'.

        `country` is the dialling prefix for numbers of the roster's own country;
        others are taken from the number.
        """
        statement = await self._connection.prepare(_sql.merge)
        result: Counter[str] = Counter()
        for entry in entries:
            prefix = (
                country
                if entry.phone.startswith(country)
                else entry.phone[
                    : 2 if entry.phone.startswith("+1") else _LONGEST_PREFIX
                ]
            )
            outcome = await statement.fetchval(
                entry.name,
                self._seal.seal(entry.phone),
                self._seal.find(entry.phone),
                prefix,
                entry.area,
                entry.role,
                list(entry.groups),
                entry.language,
                entry.vessel,
                entry.sea_area,
                entry.carrier,
                entry.terminal,
                entry.satphone,
                entry.lat,
                entry.lon,
                entry.exercise,
                entry.demonstration,
                entry.note,
            )
            result[outcome] += 1
        return result

    async def counts(self) -> RosterCounts:
        """Return how large the roster is."""
        return RosterCounts(*await self._connection.fetchrow(_sql.counts))

    async def number_by_district(self, *, enrolled_only: bool) -> dict[str, int]:
        """Return how many people each district (six digits) has."""
        rows = await self._connection.fetch(_sql.number_by_district, enrolled_only)
        return {row["district"]: row["number"] for row in rows}

    async def by_phone(self, phone: str) -> list[Mapping[str, Any]]:
        """Return everybody on the roster with this E.164 number."""
        rows = await self._connection.fetch(_sql.by_phone, self._seal.find(phone))
        return [dict(row) for row in rows]

    async def flag(self, person_ids: Sequence[int]) -> None:
        """Mark numbers as wrong; the people stay."""
        await self._connection.execute(_sql.flag, person_ids)


def _person(row: asyncpg.Record) -> Person:
    return Person(**{**row, "groups": tuple(row["groups"])})
