"""Connections: a pool that speaks UTC and JSON."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def open_pool(dsn: str, *, size: int = 10) -> AsyncIterator[asyncpg.Pool]:
    """Open up to `size` connections; statements that take a minute are given up."""
    async with asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_init,
        command_timeout=60,
        server_settings={"application_name": "alertd", "timezone": "UTC"},
    ) as pool:
        yield pool


async def _init(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        encoder=lambda value: json.dumps(value, ensure_ascii=False),
        decoder=json.loads,
        schema="pg_catalog",
    )
