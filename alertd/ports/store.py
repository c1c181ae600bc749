"""The store as stages and console see it: one decision, one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime

    from alertd.ports.deciding import Accounts, Alerts, Journal, Proposals
    from alertd.ports.reading import Bulletins, Events, Exercises, SourceStates
    from alertd.ports.sending import (
        Acknowledgements,
        Deliveries,
        Ladders,
        People,
        Sandbox,
    )


class Transaction(Protocol):
    """Everything read or written here happens together or not at all."""

    @property
    def accounts(self) -> Accounts:
        """People who look and decide."""

    @property
    def acknowledgements(self) -> Acknowledgements:
        """Answers."""

    @property
    def alerts(self) -> Alerts:
        """Alerts of ours."""

    @property
    def bulletins(self) -> Bulletins:
        """Documents and bulletins."""

    @property
    def deliveries(self) -> Deliveries:
        """Messages on their way."""

    @property
    def events(self) -> Events:
        """Events and assessments."""

    @property
    def exercises(self) -> Exercises:
        """Worlds."""

    @property
    def journal(self) -> Journal:
        """Who changed what."""

    @property
    def ladders(self) -> Ladders:
        """Who is called next."""

    @property
    def people(self) -> People:
        """The roster."""

    @property
    def proposals(self) -> Proposals:
        """What waits for a decision."""

    @property
    def sandbox(self) -> Sandbox:
        """Made-up phones."""

    @property
    def sources(self) -> SourceStates:
        """How polling goes."""


class Store(Protocol):
    """Opens transactions. A network call inside one is a bug."""

    def transaction(
        self, *, actor: str, now: datetime
    ) -> AbstractAsyncContextManager[Transaction]:
        """Open a transaction; the journal names `actor` and the wall time `now`."""

    def reading(self) -> AbstractAsyncContextManager[Transaction]:
        """Open one consistent view to read from."""
