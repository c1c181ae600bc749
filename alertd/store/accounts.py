"""Accounts of people who look and decide, their sessions, and the first login link."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alertd.core.records import Account, Session
from alertd.store.queries import load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import asyncpg

    from alertd.store.seal import Seal

_sql = load("account")


class Accounts:
    """Accounts within one transaction; times are the wall's."""

    def __init__(self, connection: asyncpg.Connection, seal: Seal) -> None:
        """Use the transaction's connection; `seal` hashes phone numbers."""
        self._connection = connection
        self._seal = seal

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
        number: int | None = await self._connection.fetchval(
            _sql.add,
            name,
            full_name,
            role,
            password_hash,
            self._seal.find(phone) if phone else None,
            now,
        )
        return number

    async def find(self, name: str) -> tuple[Account, str] | None:
        """Return the active account of a name and its password hash."""
        row = await self._connection.fetchrow(_sql.find, name)
        return (_account(row), row["password_hash"]) if row else None

    async def get(self, account_id: int) -> Account | None:
        """Return one active account."""
        row = await self._connection.fetchrow(_sql.get, account_id)
        return _account(row) if row else None

    async def all(self) -> list[Mapping[str, Any]]:
        """Return every account, closed ones too."""
        return [dict(row) for row in await self._connection.fetch(_sql.all)]

    async def count(self) -> int:
        """Return how many active accounts there are."""
        number: int = await self._connection.fetchval(_sql.count)
        return number

    async def set_password(self, name: str, password_hash: str) -> bool:
        """Change a password and end the account's sessions; False: no such account."""
        done = await self._connection.fetchval(_sql.set_password, name, password_hash)
        return done is not None

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
        await self._connection.execute(
            _sql.begin_session, token_hash, account_id, csrf, now, expires
        )

    async def session(self, token_hash: bytes, *, now: datetime) -> Session | None:
        """Return the login behind a cookie while it lasts."""
        row = await self._connection.fetchrow(_sql.session, token_hash, now)
        if row is None:
            return None
        account = Account(row["id"], row["name"], row["full_name"], row["role"], None)
        return Session(account, row["csrf"], row["expires_at"])

    async def end_session(self, token_hash: bytes) -> None:
        """Log out."""
        await self._connection.execute(_sql.end_session, token_hash)

    async def make_link(
        self, token_hash: bytes, *, now: datetime, expires: datetime
    ) -> None:
        """Make a one-time link for the first account."""
        await self._connection.execute(_sql.make_link, token_hash, now, expires)

    async def link_opens(self, token_hash: bytes, *, now: datetime) -> bool:
        """Whether a one-time link still opens."""
        return await self._connection.fetchval(_sql.link, token_hash, now) is not None

    async def use_link(self, token_hash: bytes, *, now: datetime) -> bool:
        """Use a one-time link up; False: used or too old."""
        used = await self._connection.fetchval(_sql.use_link, token_hash, now)
        return used is not None


def _account(row: asyncpg.Record) -> Account:
    return Account(
        row["id"], row["name"], row["full_name"], row["role"], row["phone_hash"]
    )
