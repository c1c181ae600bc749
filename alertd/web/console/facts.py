"""What the duty board shows, gathered in one consistent view of the store."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from alertd.core.grading import Level
from alertd.core.hazard import NAMES, Hazard
from alertd.core.ladder import ANSWERED, State
from alertd.core.message import short_place
from alertd.core.polling import is_stale
from alertd.core.world import LIVE, World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alertd.ports.store import Transaction
    from alertd.web.site import Site

STATE_NAMES = {
    State.RUNNING: "呼叫中 calling",
    State.IN_HAND: "已接手 in hand",
    State.UNREACHED: "未叫应 unreached",
    State.LOST_CONTACT: "失联待核 lost contact",
}
SHOWN_ALERTS = 60
SHOWN_VILLAGES = 200


async def choose_world(
    tx: Transaction, wanted: str | None
) -> tuple[World, tuple[World, ...]]:
    """Return the world to show and every open one.

    Live unless another is asked for; while nothing at all is going on live, the
    newest running exercise, so that a rehearsal is seen without searching.
    """
    worlds = await tx.exercises.worlds()
    for world in worlds:
        if wanted and wanted == (world_name(world)):
            return world, worlds
    if wanted is None and len(worlds) > 1:
        busy = (
            await tx.alerts.in_force(None)
            or await tx.proposals.waiting(None)
            or await tx.events.levels(None)
        )
        if not busy:
            return worlds[-1], worlds
    return LIVE, worlds


def world_name(world: World) -> str:
    """Name a world in addresses."""
    return "live" if world.live else str(world.exercise_id)


async def gather(here: Site, wanted: str | None) -> dict[str, Any]:
    """Gather everything the board shows."""
    wall = here.now()
    async with here.store.reading() as tx:
        world, worlds = await choose_world(tx, wanted)
        number = world.exercise_id
        facts: dict[str, Any] = {
            "event": await tx.events.current(number),
            "levels": await tx.events.levels(number),
            "activations": await tx.proposals.activations(number),
            "proposals": await tx.proposals.waiting(number),
            "alerts": await tx.alerts.counts(number, SHOWN_ALERTS),
            "open": await tx.ladders.open(number, SHOWN_VILLAGES),
            "ladders": await tx.ladders.counts(number),
            "answers": await tx.acknowledgements.recent(number, 12),
            "totals": await tx.acknowledgements.totals(number),
            "quarantined": await tx.bulletins.quarantined(number, 10),
            "depths": await tx.deliveries.depths(),
            "roster": await tx.people.counts(),
            "sources": await tx.sources.all(),
        }
    now = world.now(wall)
    facts.update(
        world=world,
        world_name=world_name(world),
        worlds=[(world_name(w), w) for w in worlds],
        now=now.astimezone(here.zone),
        sources=source_rows(here, facts["sources"], wall),
        **_county(here, facts),
        **_villages(here, facts, now),
    )
    facts["proposals"] = [_proposal(here, row, now) for row in facts["proposals"]]
    facts["alerts"] = [_alert(here, row) for row in facts["alerts"]]
    facts["answers"] = [_answer(here, row) for row in facts["answers"]]
    facts["activations"] = [_activation(here, row) for row in facts["activations"]]
    facts["lines"] = _lines(facts, now)
    return facts


def source_rows(
    here: Site, states: Mapping[str, Any], wall: datetime
) -> list[dict[str, Any]]:
    """Return each source with the age of its last answer, and why it is silent."""
    rows = []
    for source in here.sources:
        if not source.enabled:
            continue
        state = states.get(source.id)
        last = state.last_success_at if state else None
        rows.append(
            {
                "id": source.id,
                "age_s": (wall - last).total_seconds() if last else None,
                "age": age(wall - last) if last else "尚无 never",
                "stale": is_stale(last, source.stale_after, now=wall),
                "reason": state.reason if state else None,
                "trusted": source.trusted,
            }
        )
    return rows


def age(span: timedelta) -> str:
    """Say an age in the largest fitting unit."""
    seconds = int(span.total_seconds())
    if seconds < 90:
        return f"{seconds} 秒 s"
    if seconds < 5400:
        return f"{seconds // 60} 分 min"
    return f"{seconds // 3600} 时 h"


def _county(here: Site, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Per county: the worst level by the rules, the level decided, the villages."""
    rules: dict[str, int] = {}
    for row in facts["levels"]:
        rules[row["area"]] = min(row["level"], rules.get(row["area"], 5))
    decided: dict[str, int] = {}
    for row in facts["activations"]:
        decided[row["area"]] = min(row["level"], decided.get(row["area"], 5))
    villages: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in facts["ladders"]:
        unit = here.region.unit_of(row["district"])
        if unit is not None:
            villages[unit.code][row["state"]] += row["number"]
    counties = []
    for unit in here.region.units():
        states = villages.get(unit.code, {})
        answered = sum(states.get(state.value, 0) for state in ANSWERED)
        counties.append(
            {
                "code": unit.code,
                "name": unit.name,
                "rule": Level(rules[unit.code]).roman if unit.code in rules else "",
                "rule_level": rules.get(unit.code, 0),
                "decided": (
                    Level(decided[unit.code]).roman if unit.code in decided else ""
                ),
                "decided_level": decided.get(unit.code, 0),
                "villages": sum(states.values()),
                "answered": answered,
                "lost": states.get(State.LOST_CONTACT.value, 0),
            }
        )
    counties.sort(
        key=lambda c: (c["decided_level"] or 9, c["rule_level"] or 9, c["code"])
    )
    return {"counties": counties, "rule_levels": rules, "decided_levels": decided}


def _villages(here: Site, facts: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """The villages that have not answered, longest first."""
    rows = []
    for row in facts["open"]:
        township = here.region.township_of(row["area"])
        unit = here.region.unit_of(row["area"])
        rows.append(
            {
                "place": f"{unit.name if unit else ''} {township.name if township else ''}"
                f" {short_place(here.region.get(row['area']).name)}",
                "state": STATE_NAMES[State(row["state"])],
                "lost": row["state"] == State.LOST_CONTACT.value,
                "level": Level(row["level"]).roman,
                "waiting": age(max(now - row["started_at"], timedelta(0))),
            }
        )
    return {"villages": rows}


def _proposal(here: Site, row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        **row,
        "area_name": here.region.get(row["area"]).name,
        "hazard_name": NAMES[Hazard(row["hazard"])],
        "roman": Level(row["level"]).roman,
        "age": age(max(now - row["created_at"], timedelta(0))),
        "kind_name": "响应指令 order" if row["kind"] == "order" else "预警转发 relay",
        "verb": {"Alert": "启动 launch", "Update": "调整 adjust", "Cancel": "终止 end"}[
            row["msg_type"]
        ],
    }


def _alert(here: Site, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "area_name": here.region.get(row["area"]).name,
        "roman": Level(row["level"]).roman,
        "time": row["sent_at"].astimezone(here.zone).strftime("%m-%d %H:%M"),
        "kind_name": "指令 order" if row["kind"] == "order" else "转发 relay",
    }


def _activation(here: Site, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "area_name": here.region.get(row["area"]).name,
        "roman": Level(row["level"]).roman,
        "time": row["effective_at"].astimezone(here.zone).strftime("%m-%d %H:%M"),
    }


def _answer(here: Site, row: Mapping[str, Any]) -> dict[str, Any]:
    place = here.region.find(row["area"] or "")
    meaning = {
        "received": "收到 received",
        "moved": f"已转移 {row['number']} 人 moved",
        "danger": f"险情 danger {row['words']}",
        "help": "求助 HELP",
        "nothing": "无情况 nothing",
        "asked": "待澄清 asked",
        "unknown": "未识别 unknown",
    }[row["meaning"]]
    return {
        "time": row["received_at"].astimezone(here.zone).strftime("%H:%M:%S"),
        "place": short_place(place.name) if place else "未登记号码 unknown number",
        "meaning": meaning,
        "alarm": row["meaning"] in ("help", "danger"),
    }


def _lines(facts: Mapping[str, Any], now: datetime) -> list[tuple[str, str, bool]]:
    """The lines on top of the board: label, words, whether it wants attention."""
    levels = facts["rule_levels"]
    worst = min(levels.values(), default=None)
    behind = sum(
        1
        for code, level in levels.items()
        if facts["decided_levels"].get(code, 5) > level
    )
    waiting = facts["proposals"]
    oldest = waiting and age(
        max(now - min(p["created_at"] for p in waiting), timedelta(0))
    )
    states: dict[str, int] = defaultdict(int)
    for row in facts["ladders"]:
        states[row["state"]] += row["number"]
    asked = sum(states.values())
    answered = sum(states[state.value] for state in ANSWERED)
    lost = states[State.LOST_CONTACT.value]
    quiet = asked - answered - lost
    totals = facts["totals"]
    stale = sum(1 for source in facts["sources"] if source["stale"])
    event = facts["event"]
    return [
        (
            "台风 storm",
            event["name"] if event else "无进行中的过程 no event",
            bool(event),
        ),
        (
            "响应 response",
            (
                f"最高 {Level(worst).roman} 级｜市县未跟进 {behind}｜待我办 {len(waiting)}"
                + (f"，最久 {oldest}" if oldest else "")
                if worst
                else "无 none"
            ),
            bool(waiting),
        ),
        (
            "未叫应 unanswered",
            f"{quiet} / {asked} 村｜求助 {totals['help']} 险情 {totals['danger']}",
            quiet > 0 or totals["help"] > 0,
        ),
        ("转移 moved", f"已报 {totals['moved']} 人（村报，未核 unverified）", False),
        ("失联村 lost", f"{lost}", lost > 0),
        (
            "值班 duty",
            f"信息源异常 {stale}｜未读通报 {len(facts['quarantined'])}｜"
            f"登记 {facts['roster'].people} 人"
            f"（真实 {facts['roster'].real}）",
            stale > 0 or bool(facts["quarantined"]),
        ),
    ]
