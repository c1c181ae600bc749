"""The duty board: one page, live without reload."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Final

from aiohttp import web

from alertd.stages import approve
from alertd.web.console import county_map, facts
from alertd.web.security import session
from alertd.web.site import site

EVERY: Final = 1.0  # seconds between two looks
MAP: Final[web.AppKey[county_map.Map]] = web.AppKey("map", county_map.Map)


def add_routes(app: web.Application) -> None:
    """Serve the pages of this file."""
    app.router.add_get("/", show)
    app.router.add_get("/events", events)
    app.router.add_post("/proposals/{id}", decide)


async def _render(request: web.Request, name: str) -> str:
    here = site(request)
    found = await facts.gather(here, request.query.get("world"))
    login = session(request)
    return here.templates.get_template(name).render(
        **found, account=login.account, csrf=login.csrf, map=request.app[MAP]
    )


async def show(request: web.Request) -> web.Response:
    """Show the whole page."""
    return web.Response(
        text=await _render(request, "board.html"), content_type="text/html"
    )


async def events(request: web.Request) -> web.StreamResponse:
    """Stream the board's inside whenever it has changed (server-sent events)."""
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
    )
    await response.prepare(request)
    before = b""
    closing: asyncio.Event = request.app[CLOSING]
    while not closing.is_set():
        text = await _render(request, "board_inside.html")
        now = hashlib.sha256(text.encode()).digest()
        if now != before:
            before = now
            data = f"data: {json.dumps(text, ensure_ascii=False)}\n\n"
            try:
                await response.write(data.encode())
            except (ConnectionResetError, asyncio.CancelledError):
                break
        try:
            await asyncio.wait_for(closing.wait(), EVERY)
        except TimeoutError:
            continue
    return response


CLOSING: Final[web.AppKey[asyncio.Event]] = web.AppKey("closing", asyncio.Event)


async def decide(request: web.Request) -> web.StreamResponse:
    """Approve or reject a proposal, and show the board again."""
    here = site(request)
    form = await request.post()
    verdict = str(form.get("verdict", ""))
    if verdict not in (approve.APPROVE, approve.REJECT):
        raise web.HTTPBadRequest(text="verdict must be approve or reject")
    try:
        await approve.decide(
            here.store,
            int(request.match_info["id"]),
            account=session(request).account,
            verdict=verdict,
            authorities=here.authorities,
            region=here.region,
            wall=here.now(),
            note=str(form.get("note", "")),
            document_number=str(form.get("document_number", "")) or None,
        )
    except approve.NotAllowedError as error:
        raise web.HTTPConflict(text=str(error)) from None
    world = str(form.get("world", "live"))
    raise web.HTTPSeeOther(f"/?world={world}" if world.isalnum() else "/")
