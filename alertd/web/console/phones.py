"""The sandbox's made-up phones: look at one, and answer from it."""

from __future__ import annotations

import secrets

from aiohttp import web

from alertd.core.message import short_place
from alertd.stages import acknowledge
from alertd.web.security import session
from alertd.web.site import site

SHOWN = 100


def add_routes(app: web.Application) -> None:
    """Serve the pages of this file."""
    app.router.add_get("/phones", show)
    app.router.add_get("/phones/{id}", screen)
    app.router.add_post("/phones/{id}", answer)


def _render(request: web.Request, name: str, **facts: object) -> web.Response:
    login = session(request)
    text = site(request).templates.get_template(name)
    return web.Response(
        text=text.render(account=login.account, csrf=login.csrf, **facts),
        content_type="text/html",
    )


async def show(request: web.Request) -> web.Response:
    """List the phones with the newest messages."""
    here = site(request)
    async with here.store.reading() as tx:
        rows = await tx.sandbox.phones(SHOWN)
    rows.sort(key=lambda row: -row["id"])
    phones = [
        {
            **row,
            "place": short_place(here.region.get(row["area"]).name),
            "time": row["received_wall"].astimezone(here.zone).strftime("%H:%M:%S"),
        }
        for row in rows[:SHOWN]
    ]
    return _render(request, "phones.html", phones=phones)


async def screen(request: web.Request) -> web.Response:
    """Show one phone's screen."""
    here = site(request)
    person_id = int(request.match_info["id"])
    async with here.store.reading() as tx:
        rows = await tx.sandbox.screen(person_id, 50)
    messages = [
        {
            **row,
            "time": row["received_wall"].astimezone(here.zone).strftime("%H:%M:%S"),
        }
        for row in rows
    ]
    place = short_place(here.region.get(rows[0]["area"]).name) if rows else ""
    return _render(
        request, "phone.html", messages=messages, person_id=person_id, place=place
    )


async def answer(request: web.Request) -> web.StreamResponse:
    """Answer from a made-up phone, by the same door as every carrier's replies."""
    here = site(request)
    person_id = int(request.match_info["id"])
    form = await request.post()
    async with here.store.reading() as tx:
        phone = await tx.sandbox.phone(person_id)
    if phone is None:
        raise web.HTTPForbidden(text="a real person's phone is not in the sandbox")
    await acknowledge.receive(
        here.store,
        acknowledge.Said(
            channel="sandbox",
            provider_id=f"console {secrets.token_hex(8)}",
            phone_hash=phone,
            text=str(form.get("text", ""))[:200],
            wall=here.now(),
        ),
    )
    raise web.HTTPSeeOther(f"/phones/{person_id}")
