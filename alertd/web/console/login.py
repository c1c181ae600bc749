"""Log in, log out, and the one-time link that makes the first account."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from alertd.stages import accounts
from alertd.web.security import COOKIE, Attempts, set_cookie
from alertd.web.site import public_url, site

ATTEMPTS: Final[web.AppKey[Attempts]] = web.AppKey("attempts", Attempts)


def add_routes(app: web.Application) -> None:
    """Serve the pages of this file."""
    app[ATTEMPTS] = Attempts()
    app.router.add_get("/login", show)
    app.router.add_post("/login", enter)
    app.router.add_post("/logout", leave)
    app.router.add_get("/welcome/{token}", welcome)
    app.router.add_post("/welcome/{token}", first_account)


def _page(
    request: web.Request, name: str, status: int = 200, **facts: object
) -> web.Response:
    text = site(request).templates.get_template(name).render(**facts)
    return web.Response(text=text, content_type="text/html", status=status)


async def show(request: web.Request) -> web.Response:
    """Show the form."""
    return _page(request, "login.html", error=None)


async def enter(request: web.Request) -> web.StreamResponse:
    """Check name and password."""
    here = site(request)
    now = here.now()
    attempts = request.app[ATTEMPTS]
    address = request.remote or ""
    if not attempts.allowed(address, now):
        return _page(
            request,
            "login.html",
            429,
            error="错误次数过多，请五分钟后再试 Too many wrong tries: wait five minutes",
        )
    form = await request.post()
    account = await accounts.verify(
        here.store, str(form.get("name", "")), str(form.get("password", ""))
    )
    if account is None:
        attempts.failed(address, now)
        return _page(
            request,
            "login.html",
            403,
            error="用户名或密码不对 Name or password is wrong",
        )
    return await _begin(request, account.id, account.name)


async def _begin(request: web.Request, account_id: int, name: str) -> web.Response:
    here = site(request)
    token = await accounts.begin_session(here.store, account_id, name, wall=here.now())
    response = web.HTTPSeeOther("/")
    set_cookie(response, token, secure=public_url(request).startswith("https"))
    raise response


async def leave(request: web.Request) -> web.StreamResponse:
    """End the session."""
    here = site(request)
    token = request.cookies.get(COOKIE, "")
    await accounts.end_session(here.store, token, wall=here.now())
    response = web.HTTPSeeOther("/login")
    response.del_cookie(COOKIE)
    raise response


async def welcome(request: web.Request) -> web.Response:
    """Show the form for the first account; looking does not use the link up."""
    here = site(request)
    hashed = accounts.token_hash(request.match_info["token"])
    async with here.store.reading() as tx:
        opens = await tx.accounts.link_opens(hashed, now=here.now())
    if not opens:
        return _page(
            request,
            "login.html",
            410,
            error="链接已用过或已过期，请登录 The link is used up: log in instead",
        )
    return _page(request, "welcome.html", error=None)


async def first_account(request: web.Request) -> web.StreamResponse:
    """Make the first account and use the link up."""
    here = site(request)
    now = here.now()
    form = await request.post()
    hashed = accounts.token_hash(request.match_info["token"])
    async with here.store.reading() as tx:
        if not await tx.accounts.link_opens(hashed, now=now):
            raise web.HTTPSeeOther("/login")
    name = str(form.get("name", "")).strip()
    try:
        account_id = await accounts.add(
            here.store,
            name=name,
            full_name=str(form.get("full_name", "")).strip(),
            role="leader",
            password=str(form.get("password", "")),
            phone=None,
            actor="one-time link",
            wall=now,
        )
    except accounts.AccountError as error:
        return _page(request, "welcome.html", 400, error=str(error))
    async with here.store.transaction(actor=name, now=now) as tx:
        await tx.accounts.use_link(hashed, now=now)
    return await _begin(request, account_id, name)
