"""Accounts: who may log in; passwords with argon2id, sessions in the database."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

if TYPE_CHECKING:
    from datetime import datetime

    from alertd.core.records import Account, Session
    from alertd.ports.store import Store

ROLES: Final = ("viewer", "officer", "leader", "administrator")
SESSION: Final = timedelta(hours=12)  # a shift
LINK: Final = timedelta(hours=24)
SHORTEST_PASSWORD: Final = 10

_hasher: Final = PasswordHasher()
# Checked when a name is unknown, so that the answer takes as long as for a known one.
_nobody: Final = _hasher.hash(secrets.token_hex())


class AccountError(Exception):
    """An account cannot be made or changed; the text says why."""


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a token: never the token itself."""
    return hashlib.sha256(token.encode()).digest()


async def add(
    store: Store,
    *,
    name: str,
    full_name: str,
    role: str,
    password: str,
    phone: str | None,
    actor: str,
    wall: datetime,
) -> int:
    """Make an account; raises AccountError."""
    if role not in ROLES:
        raise AccountError(f"{role!r} 不是角色 is no role: one of {', '.join(ROLES)}")
    if not name or not name.isprintable() or " " in name:
        raise AccountError("用户名不能为空或含空格 a name without spaces is needed")
    _check(password)
    hashed = await asyncio.to_thread(_hasher.hash, password)
    async with store.transaction(actor=actor, now=wall) as tx:
        number = await tx.accounts.add(
            name,
            full_name=full_name or name,
            role=role,
            password_hash=hashed,
            phone=phone,
            now=wall,
        )
    if number is None:
        raise AccountError(f"用户名 {name} 已存在 the name is taken")
    return number


async def set_password(
    store: Store, *, name: str, password: str, actor: str, wall: datetime
) -> None:
    """Change a password; every session of the account ends."""
    _check(password)
    hashed = await asyncio.to_thread(_hasher.hash, password)
    async with store.transaction(actor=actor, now=wall) as tx:
        if not await tx.accounts.set_password(name, hashed):
            raise AccountError(f"没有用户 {name} there is no such account")


def _check(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise AccountError(
            f"密码至少 {SHORTEST_PASSWORD} 个字符 a password needs at least "
            f"{SHORTEST_PASSWORD} characters"
        )


async def verify(store: Store, name: str, password: str) -> Account | None:
    """Return the account of a name and its password, or None; takes as long either way."""
    async with store.reading() as tx:
        found = await tx.accounts.find(name)
    hashed = found[1] if found else _nobody
    try:
        await asyncio.to_thread(_hasher.verify, hashed, password)
    except VerifyMismatchError:
        return None
    return found[0] if found else None


async def begin_session(
    store: Store, account_id: int, actor: str, *, wall: datetime
) -> str:
    """Log in; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    async with store.transaction(actor=actor, now=wall) as tx:
        await tx.accounts.begin_session(
            token_hash(token),
            account_id,
            csrf=secrets.token_urlsafe(24),
            now=wall,
            expires=wall + SESSION,
        )
    return token


async def session(store: Store, token: str, *, wall: datetime) -> Session | None:
    """Return the login behind a cookie while it lasts."""
    async with store.reading() as tx:
        return await tx.accounts.session(token_hash(token), now=wall)


async def end_session(store: Store, token: str, *, wall: datetime) -> None:
    """Log out."""
    async with store.transaction(actor="logout", now=wall) as tx:
        await tx.accounts.end_session(token_hash(token))


async def make_link(store: Store, *, wall: datetime) -> str | None:
    """Make the one-time link's token while there is no account yet; else None."""
    token = secrets.token_urlsafe(24)
    async with store.transaction(actor="alertd", now=wall) as tx:
        if await tx.accounts.count():
            return None
        await tx.accounts.make_link(token_hash(token), now=wall, expires=wall + LINK)
    return token
