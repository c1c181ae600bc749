"""What every page and hook is given: the store, the time, the configuration."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from jinja2 import Environment

    from alertd.core.area import Region
    from alertd.core.authority import Authority
    from alertd.core.channel import ChannelSettings
    from alertd.core.source import Source
    from alertd.ports.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Everything the web part may touch."""

    store: Store
    now: Callable[[], datetime]
    region: Region
    zone: tzinfo
    sources: tuple[Source, ...]
    channels: tuple[ChannelSettings, ...]
    authorities: tuple[Authority, ...]
    templates: Environment
    public_url: str | None
    signatures: Mapping[str, Callable[[str, Mapping[str, str], str], bool]]
    """Checks a carrier's signature over (url, parameters, signature), by channel."""
    receipt_states: Mapping[str, Mapping[str, str | None]]
    phone_hash: Callable[[str], bytes]
    stages: Mapping[str, datetime] = field(default_factory=dict)
    """When each stage last came round."""


SITE: web.AppKey[Site] = web.AppKey("site", Any)  # type: ignore[arg-type]

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def site(request: web.Request) -> Site:
    """Return the site of a request."""
    return request.app[SITE]


def public_url(request: web.Request) -> str:
    """Return the address others know us by: the setting, or this request's own."""
    known = site(request).public_url
    return known.rstrip("/") if known else f"{request.scheme}://{request.host}"
