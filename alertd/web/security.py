"""Who is asking: sessions, one-time links, forgery checks and headers."""

from __future__ import annotations

import hmac
from collections import defaultdict, deque
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from aiohttp import web

from alertd.stages import accounts
from alertd.web.site import Handler, site

if TYPE_CHECKING:
    from alertd.core.records import Session

COOKIE: Final = "alertd_session"
SESSION: Final = web.RequestKey("session", object)
HEADERS: Final = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self'; "
    "script-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
PUBLIC: Final = (
    "/feeds/",
    "/cap/",
    "/hooks/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/static/",
)
OPEN: Final = ("/login", "/welcome/")
WRONG_LOGINS: Final = 10  # in five minutes, from one address


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Add the security headers to every answer."""
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(HEADERS)
        raise
    if not response.prepared:
        response.headers.update(HEADERS)
    return response


def from_loopback(request: web.Request) -> bool:
    """Whether the connection comes from this machine."""
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False


@web.middleware
async def login(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let officers in; until the first account exists only loopback is served."""
    path = request.path
    if path.startswith(PUBLIC):
        return await handler(request)
    here = site(request)
    if path.startswith("/api/v1/status") and from_loopback(request):
        return await handler(request)
    async with here.store.reading() as tx:
        somebody = await tx.accounts.count() > 0
    if not somebody and not from_loopback(request):
        raise web.HTTPForbidden(
            text="还没有用户，只能从本机打开 No account yet: open the console on the "
            "machine itself"
        )
    if path.startswith(OPEN):
        return await handler(request)
    token = request.cookies.get(COOKIE)
    found = (
        await accounts.session(here.store, token, wall=here.now()) if token else None
    )
    if found is None:
        raise web.HTTPSeeOther("/login")
    request[SESSION] = found
    if request.method == "POST":
        await _check_csrf(request, found)
    return await handler(request)


async def _check_csrf(request: web.Request, found: Session) -> None:
    form = await request.post()
    sent = str(form.get("csrf", ""))
    if not hmac.compare_digest(sent, found.csrf):
        raise web.HTTPForbidden(
            text="页面已过期，请刷新 The page is out of date: reload it and try again"
        )


def session(request: web.Request) -> Session:
    """Return the login of a request the middleware has let in."""
    found: Session = request[SESSION]  # type: ignore[assignment]
    return found


class Attempts:
    """Counts wrong logins by address: ten in five minutes, then wait."""

    def __init__(self) -> None:
        """Start empty; a restart forgives."""
        self._wrong: dict[str, deque[datetime]] = defaultdict(deque)

    def allowed(self, address: str, now: datetime) -> bool:
        """Whether this address may try."""
        wrong = self._wrong[address]
        while wrong and now - wrong[0] > timedelta(minutes=5):
            wrong.popleft()
        return len(wrong) < WRONG_LOGINS

    def failed(self, address: str, now: datetime) -> None:
        """Count a wrong login."""
        self._wrong[address].append(now)


def set_cookie(response: web.StreamResponse, token: str, *, secure: bool) -> None:
    """Give the session's cookie to the browser."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(accounts.SESSION.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=secure,
    )
