"""Migrations: forward only, checked by sum, one process at a time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from alertd.store.errors import DatabaseError, NewerDatabaseError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    import asyncpg

_LOCK: Final = 0x616C6572  # "aler": one migration at a time on one server
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS migration (
    version integer PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now())
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One file of migrations/; `applied_at` is None while it is to come."""

    version: int
    name: str
    checksum: str
    statements: str
    applied_at: datetime | None = None


def shipped(folder: Path | None = None) -> tuple[Migration, ...]:
    """Return the migrations of a folder (default: the package's), in order."""
    source = folder or files("alertd.store") / "migrations"
    found = []
    for entry in sorted(source.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".sql"):
            statements = entry.read_text(encoding="utf-8")
            number, _, name = entry.name.removesuffix(".sql").partition("_")
            found.append(
                Migration(
                    version=int(number),
                    name=name,
                    checksum=hashlib.sha256(statements.encode()).hexdigest(),
                    statements=statements,
                )
            )
    return tuple(found)


async def migrate(
    connection: asyncpg.Connection, folder: Path | None = None
) -> tuple[str, ...]:
    """Bring the schema up to date; returns the names of what was applied."""
    await connection.execute("SELECT pg_advisory_lock($1)", _LOCK)
    try:
        pending = [m for m in await status(connection, folder) if not m.applied_at]
        for migration in pending:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '5s'")
                await connection.execute(migration.statements)
                await connection.execute(
                    "INSERT INTO migration (version, name, checksum) "
                    "VALUES ($1, $2, $3)",
                    migration.version,
                    migration.name,
                    migration.checksum,
                )
    finally:
        await connection.execute("SELECT pg_advisory_unlock($1)", _LOCK)
    return tuple(f"{m.version:04}_{m.name}" for m in pending)


async def status(
    connection: asyncpg.Connection, folder: Path | None = None
) -> tuple[Migration, ...]:
    """Return every migration and when it was applied.

    Raises NewerDatabaseError when the database knows one we do not, and
    DatabaseError when one was edited after it was applied.
    """
    await connection.execute(_TABLE)
    rows = await connection.fetch(
        "SELECT version, name, checksum, applied_at FROM migration ORDER BY version"
    )
    applied = {row["version"]: row for row in rows}
    ours = shipped(folder)
    unknown = sorted(set(applied) - {m.version for m in ours})
    if unknown:
        raise NewerDatabaseError(
            f"the database has migration {unknown[-1]:04}, this alertd ends at "
            f"{max((m.version for m in ours), default=0):04}: install the newer alertd"
        )
    result = []
    for migration in ours:
        row = applied.get(migration.version)
        if row is not None and row["checksum"] != migration.checksum:
            raise DatabaseError(
                f"migrations/{migration.version:04}_{migration.name}.sql was changed "
                "after it was applied: restore the file and write a new migration"
            )
        result.append(
            Migration(
                version=migration.version,
                name=migration.name,
                checksum=migration.checksum,
                statements=migration.statements,
                applied_at=row["applied_at"] if row else None,
            )
        )
    return tuple(result)
