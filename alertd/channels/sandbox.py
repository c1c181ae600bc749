"""The sandbox: made-up phones one can look at and answer from in the console."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alertd.core.delivery import Accepted, Deferred, Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from alertd.core.channel import ChannelSettings
    from alertd.core.delivery import Outbound, Outcome, Unclear
    from alertd.ports.store import Store


class SandboxChannel:
    """Shows every message on a made-up phone; a voice call as its words.

    In an exercise the scripted phones say what arrives; else it has arrived at once.
    """

    def __init__(
        self, settings: ChannelSettings, store: Store, now: Callable[[], datetime]
    ) -> None:
        """Keep phones in the store."""
        self.settings = settings
        self._store = store
        self._now = now

    async def send(self, outbound: Outbound) -> Outcome:
        """Put a message on its phone; refuses a person who is real."""
        if not outbound.demonstration:
            return Refused(reason="a real number: the sandbox has made-up phones only")
        key = str(outbound.key)
        async with self._store.transaction(actor="sandbox", now=self._now()) as tx:
            await tx.sandbox.put(
                key,
                exercise_id=outbound.exercise_id,
                person_id=outbound.key.person_id,
                media=outbound.media.value,
                text=outbound.text,
                now=self._now(),
            )
        return Accepted(provider_id=key, delivered=outbound.exercise_id is None)

    async def ask(self, outbound: Outbound) -> Accepted | Deferred | Unclear:
        """Look whether the phone has the message."""
        key = str(outbound.key)
        async with self._store.reading() as tx:
            if await tx.sandbox.find(key):
                return Accepted(provider_id=key, delivered=outbound.exercise_id is None)
        return Deferred(reason="the phone never got it")
