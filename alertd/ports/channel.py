"""A channel: a way to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from alertd.core.channel import ChannelSettings
    from alertd.core.delivery import Accepted, Deferred, Outbound, Outcome, Unclear


class Channel(Protocol):
    """Sends one message and says what the carrier made of it; never raises for that."""

    @property
    def settings(self) -> ChannelSettings:
        """What channels.toml says of it."""

    async def send(self, outbound: Outbound) -> Outcome:
        """Hand one message to the carrier."""

    async def ask(self, outbound: Outbound) -> Accepted | Deferred | Unclear:
        """Ask the carrier what became of a message whose fate is unclear.

        Deferred: it never got there and may be sent again.
        """
