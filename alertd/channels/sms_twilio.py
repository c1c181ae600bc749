"""Twilio SMS: its own async client, with our base URL and time-out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from aiohttp import BasicAuth, ClientError, ClientSession, ClientTimeout
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from alertd.core.delivery import Accepted, Deferred, Refused, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alertd.core.channel import ChannelSettings
    from alertd.core.delivery import Outbound, Outcome

TIMEOUT: Final = 10.0  # seconds, well inside a lease

# https://www.twilio.com/docs/api/errors: what a code means for the next step.
NUMBER_WRONG: Final = frozenset(
    {21211, 21214, 21217, 21401, 21407, 21421, 21614, 30005}
)
OPTED_OUT: Final = frozenset({21610})
NEVER: Final = frozenset({21408, 21606, 21612, 21617, 21619, 30004, 30007, 63038})
LATER: Final = frozenset({20429, 14107, 20500, 20503, 30001, 30002})

STATES: Final = {
    "queued": None,
    "accepted": None,
    "scheduled": None,
    "sending": None,
    "sent": "sent",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
"""Twilio's message states and ours; None says nothing new."""


class _HttpClient(AsyncTwilioHttpClient):
    """Twilio's client ignores its time-out and knows no base URL: both are ours.

    Retries belong to the outbox, never to the client: a POST is sent once.
    """

    def __init__(self, session: ClientSession, base_url: str) -> None:
        super().__init__(pool_connections=False, timeout=TIMEOUT)
        self._ours = session
        self._base = base_url.rstrip("/")

    async def request(
        self,
        method: str,
        url: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 -- twilio names it
        allow_redirects: bool = False,
    ) -> Response:
        """Send one request to our base URL within our time-out."""
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        async with self._ours.request(
            method.upper(),
            f"{self._base}{parts.path}{query}",
            params={k: str(v) for k, v in (params or {}).items()},
            data=data,
            headers=headers,
            auth=BasicAuth(*auth) if auth else None,
            timeout=ClientTimeout(total=TIMEOUT),
            allow_redirects=False,
        ) as response:
            return Response(response.status, await response.text(), response.headers)


class TwilioChannel:
    """Sends SMS through Twilio."""

    def __init__(
        self,
        settings: ChannelSettings,
        session: ClientSession,
        *,
        status_callback: str | None,
        now: Callable[[], datetime],
    ) -> None:
        """Use an open session; `status_callback` is our public address for receipts."""
        self.settings = settings
        self._status_callback = status_callback
        self._now = now
        self._client = Client(
            settings.account_sid,
            settings.auth_token,
            http_client=_HttpClient(session, settings.base_url),
        )

    async def send(self, outbound: Outbound) -> Outcome:
        """Hand one message over; a time-out is unclear, never a failure."""
        arguments: dict[str, Any] = {
            "to": outbound.phone,
            "from_": self.settings.sender,
            "body": outbound.text,
        }
        if self._status_callback:
            arguments["status_callback"] = self._status_callback
        try:
            message = await self._client.messages.create_async(**arguments)
        except TwilioRestException as error:
            return outcome_of(error.status, error.code)
        except (TimeoutError, ClientError) as error:
            return Unclear(reason=type(error).__name__)
        except TwilioException as error:
            return Unclear(reason=type(error).__name__)
        if message.sid is None:
            return Unclear(reason="an answer without a message id")
        return Accepted(provider_id=message.sid)

    async def ask(self, outbound: Outbound) -> Accepted | Deferred | Unclear:
        """Look for the message among those of today to that number with those words."""
        since = self._now() - timedelta(days=1)
        try:
            found = await self._client.messages.list_async(
                to=outbound.phone, date_sent_after=since, limit=50
            )
        except (TwilioException, TimeoutError, ClientError) as error:
            return Unclear(reason=type(error).__name__)
        for message in found:
            if message.body == outbound.text and message.sid:
                return Accepted(provider_id=message.sid)
        return Deferred(reason="Twilio has no such message")


def outcome_of(status: int, code: int | None) -> Deferred | Refused | Unclear:
    """Return what an HTTP status and one of Twilio's error codes mean."""
    reason = f"Twilio {code or status}"
    if code in NUMBER_WRONG:
        return Refused(reason=reason, number_wrong=True)
    if code in OPTED_OUT:
        return Refused(reason=f"{reason}: the person has opted out")
    if code in NEVER:
        return Refused(reason=reason)
    if code in LATER or status == 429 or status == 503:
        return Deferred(reason=reason)
    if status >= 500:
        return Unclear(reason=reason)
    if status in (401, 403, 404):
        # our account, not this message: keep it until somebody has put it right
        return Deferred(reason=reason, retry_after=timedelta(minutes=1))
    return Refused(reason=reason)
