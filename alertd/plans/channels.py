"""Reads channels.toml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.channel import ChannelKind, ChannelSettings
from alertd.core.plan import Media

if TYPE_CHECKING:
    from alertd.plans.toml import Document

KEYS = ("id", "kind", "media", "rate", "priority", "prefixes")
TWILIO_KEYS = ("base_url", "account_sid", "auth_token", "from")


def read_channels(document: Document) -> tuple[ChannelSettings, ...]:
    """Read every [[channel]]; ids are unique."""
    document.only(("channel",))
    seen: set[str] = set()
    channels = []
    for table in document.tables("channel"):
        kind = table.word("kind", ChannelKind)
        twilio = kind is ChannelKind.TWILIO
        table.only((*KEYS, *TWILIO_KEYS) if twilio else KEYS)
        channel = ChannelSettings(
            id=table.text("id"),
            kind=kind,
            media=table.word("media", Media),
            rate=table.number("rate"),
            priority=table.number("priority", 1),
            prefixes=table.words("prefixes"),
            base_url=table.text("base_url", "https://api.twilio.com") if twilio else "",
            account_sid=table.text("account_sid") if twilio else "",
            auth_token=table.text("auth_token") if twilio else "",
            sender=table.text("from") if twilio else "",
        )
        if channel.id in seen:
            table.wrong("id", f"{channel.id!r} is there twice: give one another name")
        seen.add(channel.id)
        if channel.rate < 1:
            table.wrong("rate", "must be 1 or more: segments (or calls) a second")
        if twilio and channel.media is not Media.SMS:
            table.wrong("media", 'twilio sends SMS: write media = "sms"')
        channels.append(channel)
    if not channels:
        document.find(0, "there is no way to people: write a [[channel]]")
    return tuple(channels)
