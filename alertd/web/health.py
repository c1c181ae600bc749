"""Alive, ready, measured: what operations ask, and the status as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from aiohttp import web
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from alertd.web.console.facts import source_rows
from alertd.web.site import site

if TYPE_CHECKING:
    from alertd.ports.store import Store
    from alertd.web.site import Site

LATE: Final = timedelta(seconds=60)


def add_routes(app: web.Application) -> None:
    """Serve the checks."""
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)
    app.router.add_get("/api/v1/status", status)


async def alive(_: web.Request) -> web.Response:
    """The process answers."""
    return web.json_response({"alive": True})


async def ready(request: web.Request) -> web.Response:
    """Each source and stage with its age; 503 when one is too old."""
    here = site(request)
    now = here.now()
    async with here.store.reading() as tx:
        sources = source_rows(here, await tx.sources.all(), now)
    stages = [
        {
            "stage": name,
            "age_s": round((now - seen).total_seconds(), 1),
            "stale": now - seen > LATE,
        }
        for name, seen in sorted(here.stages.items())
    ]
    good = not any(row["stale"] for row in (*sources, *stages))
    facts = [
        {key: row[key] for key in ("id", "age_s", "stale", "reason")} for row in sources
    ]
    return web.json_response(
        {"ready": good, "sources": facts, "stages": stages}, status=200 if good else 503
    )


async def metrics(request: web.Request) -> web.Response:
    """Figures for Prometheus."""
    here = site(request)
    registry = CollectorRegistry()
    now = here.now()
    async with here.store.reading() as tx:
        sources = source_rows(here, await tx.sources.all(), now)
        depths = await tx.deliveries.depths()
        worlds = await tx.exercises.worlds()
        levels = await tx.events.levels(None)
        ladders = await tx.ladders.counts(None)
    age = Gauge(
        "alertd_source_age_seconds",
        "since the last answer",
        ["source"],
        registry=registry,
    )
    for row in sources:
        age.labels(row["id"]).set(-1 if row["age_s"] is None else row["age_s"])
    waiting = Gauge(
        "alertd_deliveries",
        "deliveries under way",
        ["channel", "state"],
        registry=registry,
    )
    for depth in depths:
        waiting.labels(depth["channel"], depth["state"]).set(depth["number"])
    villages = Gauge(
        "alertd_villages",
        "villages by state of their ladder",
        ["state"],
        registry=registry,
    )
    for village in ladders:
        villages.labels(village["state"]).inc(village["number"])
    level = Gauge(
        "alertd_level",
        "response level by the rules, 1 worst",
        ["response", "hazard", "area"],
        registry=registry,
    )
    for held in levels:
        level.labels(held["response"], held["hazard"], held["area"]).set(held["level"])
    Gauge("alertd_exercises", "exercises running", registry=registry).set(
        len(worlds) - 1
    )
    stage = Gauge(
        "alertd_stage_age_seconds", "since it came round", ["stage"], registry=registry
    )
    for name, seen in here.stages.items():
        stage.labels(name).set((now - seen).total_seconds())
    return web.Response(
        body=generate_latest(registry),
        headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
    )


async def status(request: web.Request) -> web.Response:
    """Counts only, no person."""
    return web.json_response(await status_of(site(request)))


async def status_of(here: Site) -> dict[str, Any]:
    """Gather the status of every open world."""
    now = here.now()
    async with here.store.reading() as tx:
        sources = source_rows(here, await tx.sources.all(), now)
    return {
        "alerts": await alerts_of(here.store),
        "sources": [
            {"id": row["id"], "age_s": row["age_s"], "stale": row["stale"]}
            for row in sources
        ],
        "levels": await levels_of(here.store),
    }


async def alerts_of(store: Store) -> list[dict[str, Any]]:
    """Return the newest alerts of every open world with their counts."""
    result = []
    async with store.reading() as tx:
        for world in await tx.exercises.worlds():
            for row in await tx.alerts.counts(world.exercise_id, 500):
                result.append(
                    {
                        "identifier": row["identifier"],
                        "status": row["status"],
                        "level": row["level"],
                        "deliveries": {
                            key: row[key]
                            for key in (
                                "queued",
                                "sent",
                                "delivered",
                                "failed",
                                "expired",
                                "unclear",
                            )
                        },
                        "people": row["people"],
                        "acknowledged": row["acknowledged"],
                        "unanswered": row["unanswered"],
                        "lost_contact": row["lost_contact"],
                    }
                )
    return result


async def levels_of(store: Store) -> list[dict[str, Any]]:
    """Return the levels that hold, live first, then of exercises."""
    result = []
    async with store.reading() as tx:
        for world in await tx.exercises.worlds():
            for row in await tx.events.levels(world.exercise_id):
                result.append(
                    {
                        "response": row["response"],
                        "area": row["area"],
                        "hazard": row["hazard"],
                        "level": row["level"],
                        "status": "Actual" if world.live else "Exercise",
                    }
                )
    return result
