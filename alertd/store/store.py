"""The store: one transaction, one decision; the nouns hang from it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from alertd.store.accounts import Accounts
from alertd.store.acknowledgements import Acknowledgements
from alertd.store.alerts import Alerts
from alertd.store.bulletins import Bulletins
from alertd.store.deliveries import Deliveries
from alertd.store.events import Events
from alertd.store.exercises import Exercises
from alertd.store.journal import Journal
from alertd.store.ladders import Ladders
from alertd.store.people import People
from alertd.store.proposals import Proposals
from alertd.store.sandbox import Sandbox
from alertd.store.sources import SourceStates

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    import asyncpg

    from alertd.store.seal import Seal


class Transaction:
    """Everything that is read or written here happens together or not at all."""

    def __init__(self, connection: asyncpg.Connection, seal: Seal) -> None:
        """Hang every noun from one connection."""
        self.accounts = Accounts(connection, seal)
        self.acknowledgements = Acknowledgements(connection)
        self.alerts = Alerts(connection)
        self.bulletins = Bulletins(connection)
        self.deliveries = Deliveries(connection, seal)
        self.events = Events(connection)
        self.exercises = Exercises(connection)
        self.journal = Journal(connection)
        self.ladders = Ladders(connection)
        self.people = People(connection, seal)
        self.proposals = Proposals(connection)
        self.sandbox = Sandbox(connection)
        self.sources = SourceStates(connection)


class PostgresStore:
    """PostgreSQL behind the ports. A network call inside a transaction is a bug."""

    def __init__(self, pool: asyncpg.Pool, seal: Seal) -> None:
        """Use an open pool; `seal` keeps phone numbers."""
        self._pool = pool
        self._seal = seal

    @asynccontextmanager
    async def transaction(
        self, *, actor: str, now: datetime
    ) -> AsyncIterator[Transaction]:
        """Open a transaction; the journal will name `actor` and the wall time `now`."""
        async with self._pool.acquire() as connection, connection.transaction():
            transaction = Transaction(connection, self._seal)
            await transaction.journal.stamp(actor, now)
            yield transaction

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Open one consistent view to read from."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Transaction(connection, self._seal)
