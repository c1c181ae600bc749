"""Hooks for carriers: the signature first, then the message."""

from __future__ import annotations

import logging

from aiohttp import web

from alertd.core.delivery import State
from alertd.stages import acknowledge
from alertd.web.site import public_url, site

logger = logging.getLogger(__name__)

EMPTY_REPLY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


def add_routes(app: web.Application) -> None:
    """Serve the hooks."""
    app.router.add_post("/hooks/twilio/status", twilio_status)
    app.router.add_post("/hooks/twilio/sms", twilio_sms)


async def _signed(request: web.Request) -> tuple[str, dict[str, str]]:
    """Return the channel and the parameters, or refuse: nothing unsigned is read on.

    The signature is over our public address with its query, not over what a proxy
    made of it.
    """
    here = site(request)
    form = {key: str(value) for key, value in (await request.post()).items()}
    url = f"{public_url(request)}{request.path_qs}"
    given = request.headers.get("X-Twilio-Signature", "")
    for channel_id, check in here.signatures.items():
        if check(url, form, given):
            return channel_id, form
    logger.warning("hook.refused", extra={"path": request.path})
    raise web.HTTPForbidden(text="the signature does not fit")


async def twilio_status(request: web.Request) -> web.Response:
    """A receipt: moves a delivery forward, never back; kept whatever it says."""
    channel_id, form = await _signed(request)
    here = site(request)
    now = here.now()
    status = form.get("MessageStatus") or form.get("SmsStatus") or ""
    state = here.receipt_states[channel_id].get(status)
    code = form.get("ErrorCode")
    reason = f"Twilio {code}" if code else None
    provider_id = form.get("MessageSid") or form.get("SmsSid") or ""
    async with here.store.transaction(actor=f"receipt {channel_id}", now=now) as tx:
        if state is None or not provider_id:
            await tx.deliveries.log_receipt(
                channel_id, provider_id, status, reason, now=now, applied=False
            )
        else:
            await tx.deliveries.receive(
                channel_id,
                provider_id,
                state=state,
                status=status,
                reason=reason,
                now=now,
                forward_from=_FORWARD[state],
            )
    return web.Response(status=204)


_FORWARD = {
    "sent": (State.SENDING.value, State.UNCLEAR.value),
    "delivered": (State.SENDING.value, State.SENT.value, State.UNCLEAR.value),
    "failed": (State.SENT.value, State.UNCLEAR.value),
}


async def twilio_sms(request: web.Request) -> web.Response:
    """A reply: bound, recorded and acted on before it is answered."""
    channel_id, form = await _signed(request)
    here = site(request)
    await acknowledge.receive(
        here.store,
        acknowledge.Said(
            channel=channel_id,
            provider_id=form.get("MessageSid", ""),
            phone_hash=here.phone_hash(form.get("From", "")),
            text=form.get("Body", ""),
            wall=here.now(),
        ),
    )
    return web.Response(text=EMPTY_REPLY, content_type="text/xml")
