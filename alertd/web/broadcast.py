"""The public feeds and the alerts they point to: cacheable, and never an order."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

from aiohttp import web

from alertd.feeds import atom
from alertd.stages import publish
from alertd.web.site import public_url, site

BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""`updated` of a feed that never had an entry: any fixed moment keeps its ETag."""


def add_routes(app: web.Application) -> None:
    """Serve the feeds."""
    app.router.add_get("/feeds/cap.atom", live)
    app.router.add_get("/feeds/exercise/cap.atom", exercise)
    app.router.add_get("/cap/{identifier}.xml", cap)


async def live(request: web.Request) -> web.Response:
    """Actual, public alerts in force."""
    return await _feed(request, exercise_feed=False)


async def exercise(request: web.Request) -> web.Response:
    """Exercises, kept apart."""
    return await _feed(request, exercise_feed=True)


async def _feed(request: web.Request, *, exercise_feed: bool) -> web.Response:
    here = site(request)
    entries = await publish.in_force(here.store, exercise=exercise_feed, now=here.now())
    title = "alertd 演练 exercise (not real)" if exercise_feed else "alertd"
    body = atom.render(
        entries,
        title=title,
        public_url=public_url(request),
        path=request.path,
        began=BEGAN,
    )
    newest = max((entry.sent for entry in entries), default=BEGAN)
    return _cacheable(request, body, "application/atom+xml", newest)


async def cap(request: web.Request) -> web.Response:
    """One alert's frozen CAP message; an order does not exist out here."""
    here = site(request)
    async with here.store.reading() as tx:
        row = await tx.alerts.cap(request.match_info["identifier"])
    if row is None:
        raise web.HTTPNotFound(text="no such public alert")
    return _cacheable(request, bytes(row["cap"]), "application/cap+xml", row["sent_at"])


def _cacheable(
    request: web.Request, body: bytes, content_type: str, modified: datetime
) -> web.Response:
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {
        "ETag": f'"{tag}"',
        "Last-Modified": format_datetime(modified.astimezone(UTC), usegmt=True),
        "Cache-Control": "public, max-age=15",
    }
    asked = request.if_none_match or ()
    if any(one.value in (tag, "*") for one in asked):
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=body, content_type=content_type, charset="utf-8", headers=headers
    )
