"""Puts the pages, feeds and hooks together and serves them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from alertd.web import broadcast, health, security, webhooks
from alertd.web.console import board, county_map, login, phones
from alertd.web.site import SITE, Site

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

LARGEST_REQUEST = 1_000_000


def make_app(here: Site) -> web.Application:
    """Return the whole web application."""
    app = web.Application(
        middlewares=[security.headers, security.login], client_max_size=LARGEST_REQUEST
    )
    app[SITE] = here
    app[board.MAP] = county_map.draw(here.region)
    app[board.CLOSING] = asyncio.Event()
    for part in (login, board, phones, broadcast, webhooks, health):
        part.add_routes(app)
    app.router.add_static("/static/", Path(__file__).parent / "static")
    return app


@asynccontextmanager
async def serve(here: Site, *, host: str, port: int) -> AsyncIterator[int]:
    """Serve until the context ends; yields the port."""
    app = make_app(here)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    address = web.TCPSite(runner, host, port)
    await address.start()
    try:
        yield int(runner.addresses[0][1])
    finally:
        app[board.CLOSING].set()
        await runner.cleanup()
