"""Approve: people with the authority decide; who submitted never approves."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from alertd.core.authority import may_decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from alertd.core.area import Region
    from alertd.core.authority import Authority
    from alertd.core.records import Account
    from alertd.ports.store import Store, Transaction

logger = logging.getLogger(__name__)

APPROVE = "approve"
REJECT = "reject"


class NotAllowedError(Exception):
    """This person may not decide this; the text says why and what to do."""


async def decide(
    store: Store,
    proposal_id: int,
    *,
    account: Account,
    verdict: str,
    authorities: Sequence[Authority],
    region: Region,
    wall: datetime,
    note: str = "",
    document_number: str | None = None,
) -> str:
    """Record one person's word; returns the proposal's state after it.

    One rejection rejects. Approvals count by person, not by account: a second
    account with the same phone is the same person. Raises NotAllowedError.
    """
    async with store.transaction(actor=account.name, now=wall) as tx:
        proposal = await _open(tx, proposal_id)
        _check_authority(proposal, account, authorities, region)
        await _check_submitter(tx, proposal, account)
        deciders = await tx.proposals.deciders(proposal_id)
        if any(_same_person(account, decider) for decider in deciders):
            raise NotAllowedError(
                "你已同意过，需要另一人同意 You have approved already: "
                "another person is needed"
            )
        return await _record(
            tx,
            proposal,
            account_id=account.id,
            actor=account.name,
            verdict=verdict,
            approvals=len(deciders) + 1,
            note=note,
            wall=wall,
            document_number=document_number,
        )


async def decide_by_script(
    store: Store,
    proposal_id: int,
    *,
    actor: str,
    verdict: str,
    wall: datetime,
    document_number: str | None = None,
) -> str:
    """Record a scripted officer's word: possible in an exercise only."""
    async with store.transaction(actor=actor, now=wall) as tx:
        proposal = await _open(tx, proposal_id)
        if proposal["exercise_id"] is None:
            raise NotAllowedError("a scripted officer decides in exercises only")
        deciders = await tx.proposals.deciders(proposal_id)
        return await _record(
            tx,
            proposal,
            account_id=None,
            actor=actor,
            verdict=verdict,
            approvals=len(deciders) + 1,
            note="",
            wall=wall,
            document_number=document_number,
        )


async def _open(tx: Transaction, proposal_id: int) -> Mapping[str, Any]:
    proposal = await tx.proposals.lock(proposal_id)
    if proposal is None:
        raise NotAllowedError(f"没有建议 {proposal_id} There is no such proposal")
    if proposal["state"] != "waiting":
        raise NotAllowedError(
            f"建议 {proposal_id} 已是 {proposal['state']} "
            "It has been decided already; reload to see by whom"
        )
    return proposal


def _check_authority(
    proposal: Mapping[str, Any],
    account: Account,
    authorities: Sequence[Authority],
    region: Region,
) -> None:
    if not may_decide(
        authorities, account.role, proposal["area"], proposal["level"], region
    ):
        raise NotAllowedError(
            f"{account.full_name} 无权决定该级别或该区域 authority.toml gives the role "
            f"{account.role!r} no authority over level {proposal['level']} in "
            f"{proposal['area']}"
        )


async def _check_submitter(
    tx: Transaction, proposal: Mapping[str, Any], account: Account
) -> None:
    submitter_id = proposal["submitted_by"]
    if submitter_id is None:
        return  # the rules submitted it
    submitter = await tx.accounts.get(submitter_id)
    same = submitter is not None and _same_person(
        account, {"account_id": submitter.id, "phone_hash": submitter.phone_hash}
    )
    if same or submitter_id == account.id:
        raise NotAllowedError(
            "提出人不能批准 Who submitted a proposal never approves it"
        )


def _same_person(account: Account, other: Mapping[str, Any]) -> bool:
    if other["account_id"] == account.id:
        return True
    return account.phone_hash is not None and account.phone_hash == other["phone_hash"]


async def _record(
    tx: Transaction,
    proposal: Mapping[str, Any],
    *,
    account_id: int | None,
    actor: str,
    verdict: str,
    approvals: int,
    note: str,
    wall: datetime,
    document_number: str | None,
) -> str:
    world = {w.exercise_id: w for w in await tx.exercises.worlds()}
    now = world[proposal["exercise_id"]].now(wall)
    written = await tx.proposals.decide(
        proposal["exercise_id"],
        proposal["id"],
        account_id=account_id,
        actor=actor,
        verdict=verdict,
        note=note,
        now=now,
    )
    if not written:
        raise NotAllowedError(
            "你已决定过 You have decided already: another person is needed"
        )
    state = "waiting"
    if verdict == REJECT:
        state = "rejected"
    elif approvals >= proposal["persons"]:
        state = "approved"
    if state != "waiting":
        await tx.proposals.close(
            proposal["id"], state, now=now, document_number=document_number
        )
    logger.info(
        "proposal.decided", extra={"proposal": proposal["id"], "verdict": verdict}
    )
    return state
