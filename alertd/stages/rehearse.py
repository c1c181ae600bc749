"""Rehearse: play a scenario into its own world, with scripted officers and phones."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from alertd.core.records import ScriptedAnswer
from alertd.core.scenario import Clock, Document, Scenario
from alertd.ports.source import Received
from alertd.stages import acknowledge, approve, poll

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from alertd.core.records import SandboxMessage
    from alertd.core.world import World
    from alertd.ports.source import Read
    from alertd.ports.store import Store

logger = logging.getLogger(__name__)

SOURCE: Final = "scenario"
OFFICER: Final = "scenario officer"
_HEARD_AT_ONCE: Final = 2000
_ANSWERS_AT_ONCE: Final = 200
_IN_PARALLEL: Final = 6


async def start(
    store: Store, scenario: Scenario, *, speed: float, actor: str, wall: datetime
) -> int:
    """Begin an exercise of a scenario; the daemon plays it from the committed row."""
    async with store.transaction(actor=actor, now=wall) as tx:
        return await tx.exercises.start(
            scenario=scenario.id,
            title=scenario.title,
            wall=wall,
            at=scenario.starts,
            speed=speed,
            started_by=actor,
        )


async def play_due(
    store: Store,
    read: Read,
    scenarios: Mapping[str, Scenario],
    *,
    world: World,
    wall: datetime,
) -> int:
    """Play what a world's script holds up to now; returns how many entries."""
    scenario = scenarios.get(world.scenario or "")
    if world.exercise_id is None or scenario is None:
        return 0
    async with store.reading() as tx:
        position = (await tx.exercises.positions()).get(world.exercise_id, 0)
    now = world.now(wall)
    played = 0
    for number, entry in enumerate(scenario.entries[position:], start=position):
        if entry.at > now:
            break
        if isinstance(entry, Document):
            await poll.receive(
                store,
                read,
                Received(name=entry.name, body=entry.body),
                world=world,
                source_id=SOURCE,
                wall=wall,
            )
        async with store.transaction(actor=OFFICER, now=wall) as tx:
            if not await tx.exercises.step(world.exercise_id, number):
                return played
            if isinstance(entry, Clock):
                at = entry.to or now
                speed = entry.speed or world.speed
                await tx.exercises.set_clock(
                    world.exercise_id, wall=wall, at=at, speed=speed
                )
                await tx.alerts.move_clock(
                    world.exercise_id, wall=wall, at=at, speed=speed
                )
        played += 1
        if isinstance(entry, Clock):
            return played  # the world's time is another one now
    if now >= scenario.ends:
        async with store.transaction(actor=OFFICER, now=wall) as tx:
            await tx.exercises.finish(world.exercise_id)
        logger.info("exercise.ended", extra={"exercise": world.exercise_id})
    return played


async def decide_due(
    store: Store, scenario: Scenario, *, world: World, wall: datetime
) -> int:
    """Let the scripted officers decide what the scenario says; returns how many."""
    now = world.now(wall)
    async with store.reading() as tx:
        waiting = await tx.proposals.waiting(world.exercise_id)
    decided = 0
    for proposal in waiting:
        rule = scenario.decision_for(
            level=proposal["level"], area=proposal["area"], hazard=proposal["hazard"]
        )
        if rule is None or now < max(rule.at, proposal["created_at"] + rule.after):
            continue
        for number in range(len(proposal["approved_by"]), proposal["persons"]):
            await approve.decide_by_script(
                store,
                proposal["id"],
                actor=f"{OFFICER} {number + 1}",
                verdict=approve.APPROVE,
                wall=wall,
                document_number=rule.document_number,
            )
        decided += 1
    return decided


async def phones_due(
    store: Store, scenario: Scenario, *, world: World, wall: datetime
) -> int:
    """Let the scripted phones receive and their owners answer; returns how many."""
    assert world.exercise_id is not None
    now = world.now(wall)
    async with store.transaction(actor="scripted phones", now=wall) as tx:
        heard = await tx.sandbox.hear(world.exercise_id, _HEARD_AT_ONCE)
        if heard:
            people = {
                person.id: person
                for person in await tx.people.of_ids(
                    sorted({message.person_id for message in heard})
                )
            }
            arrived: dict[str, list[str]] = {}
            answers = []
            for message in heard:
                person = people[message.person_id]
                plan = scenario.phones.plan(
                    phone=message.phone_hash,
                    alert=message.delivery.split(".", 1)[0],
                    area=person.area,
                    media=message.media,
                    text=message.text,
                    at=now,
                )
                if plan.arrives:
                    arrived.setdefault(_channel(message), []).append(message.delivery)
                if plan.answer is not None:
                    answers.append(
                        ScriptedAnswer(message.id, now + plan.delay, plan.answer)
                    )
            for channel, numbers in arrived.items():
                await tx.deliveries.confirm(channel, numbers, now=wall)
            await tx.sandbox.plan_answers(answers)
    async with store.transaction(actor="scripted phones", now=wall) as tx:
        due = await tx.sandbox.answers(
            world.exercise_id, now=now, limit=_ANSWERS_AT_ONCE
        )
    gate = asyncio.Semaphore(_IN_PARALLEL)

    async def answer(message: SandboxMessage) -> None:
        async with gate:
            await acknowledge.receive(
                store,
                acknowledge.Said(
                    channel=_channel(message),
                    provider_id=f"answer {message.delivery}",
                    phone_hash=message.phone_hash,
                    text=message.text,
                    # 1 ms: an answer is later than the receipt it follows
                    wall=wall + timedelta(milliseconds=1),
                ),
            )

    async with asyncio.TaskGroup() as group:
        for message in due:
            group.create_task(answer(message))
    return len(heard) + len(due)


def _channel(message: SandboxMessage) -> str:
    """The delivery's key names its channel: alert.person.channel.step.attempt."""
    return message.delivery.split(".")[2]
