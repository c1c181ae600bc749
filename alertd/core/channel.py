"""A way to people, as channels.toml describes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alertd.core.plan import Media


class ChannelKind(StrEnum):
    """Who carries the messages."""

    TWILIO = "twilio"
    SANDBOX = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """One `[[channel]]`. `rate` is segments (or calls) a second."""

    id: str
    kind: ChannelKind
    media: Media
    rate: float
    priority: int = 1
    prefixes: tuple[str, ...] = ()
    base_url: str = ""
    account_sid: str = ""
    auth_token: str = field(default="", repr=False)  # never in a log
    sender: str = ""

    def reaches(self, country: str, *, demonstration: bool) -> bool:
        """Whether it serves numbers of this prefix; made-up ones only the sandbox."""
        if demonstration:
            return self.kind is ChannelKind.SANDBOX
        return not self.prefixes or any(
            country.startswith(prefix) or prefix.startswith(country)
            for prefix in self.prefixes
        )
