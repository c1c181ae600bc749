"""Reads `regions/<name>/`: areas, outlines, sea areas and what else is known."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, Final

from alertd.core.area import Area, AreaKind, Region, RegionFacts, SeaArea
from alertd.core.errors import ConfigurationError, Finding
from alertd.plans.toml import Document

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

COLUMNS: Final = ("code", "name", "parent", "kind", "coastal", "lat", "lon")


def load_region(folder: Path, *, root: Path | None = None) -> Region:
    """Read a region; raises ConfigurationError with every finding."""
    base = root or folder.parent
    findings: list[Finding] = []
    facts = _facts(folder, base, findings)
    areas = list(_areas(folder / "areas.csv", base, findings))
    _check_parents(areas, folder / "areas.csv", base, findings)
    outlines = _outlines(folder / "outlines.geojson", base, findings)
    sea_areas = _sea_areas(folder, base, findings)
    if findings:
        raise ConfigurationError(findings)
    return Region(
        facts, (area for _, area in areas), outlines=outlines, sea_areas=sea_areas
    )


def _facts(folder: Path, base: Path, findings: list[Finding]) -> RegionFacts:
    document = Document(folder / "region.toml", base, {})
    table = document.root()
    names = ("id", "name", "name_en", "province", "language", "time_zone", "country")
    values = {name: table.text(name) for name in (*names, "duty_phone")}
    table.only((*values, "short", "aliases"))
    facts = RegionFacts(
        **values,
        short=dict(table.table("short").data),
        aliases=dict(table.table("aliases").data),
    )
    findings.extend(document.findings)
    return facts


def _areas(
    path: Path, base: Path, findings: list[Finding]
) -> Iterable[tuple[int, Area]]:
    name = str(path.relative_to(base))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        findings.append(Finding(name, 0, f"cannot be read as UTF-8 text: {error}"))
        return
    reader = csv.reader(text.splitlines())
    if tuple(next(reader, ())) != COLUMNS:
        findings.append(Finding(name, 1, f"the header must be {','.join(COLUMNS)}"))
        return
    seen: set[str] = set()
    for line, row in enumerate(reader, start=2):
        try:
            code, title, parent, kind, coastal, lat, lon = row
            area = Area(
                code=code,
                name=title,
                parent=parent or None,
                kind=AreaKind(kind),
                coastal=coastal == "1",
                lat=float(lat) if lat else None,
                lon=float(lon) if lon else None,
            )
        except ValueError as error:
            findings.append(Finding(name, line, f"is no area: {error}"))
            continue
        if code in seen:
            findings.append(Finding(name, line, f"{code} is there twice: leave one"))
        seen.add(code)
        yield line, area


def _check_parents(
    areas: list[tuple[int, Area]], path: Path, base: Path, findings: list[Finding]
) -> None:
    name = str(path.relative_to(base))
    codes = {area.code: area for _, area in areas}
    order = list(AreaKind)
    for line, area in areas:
        parent = codes.get(area.parent or "")
        if area.kind is AreaKind.PROVINCE:
            continue
        if parent is None:
            findings.append(
                Finding(
                    name,
                    line,
                    f"{area.code} has the parent {area.parent!r}, which is not in the "
                    "file: add it or name another",
                )
            )
        elif order.index(parent.kind) >= order.index(area.kind):
            findings.append(
                Finding(
                    name,
                    line,
                    f"{area.code} is a {area.kind} inside a {parent.kind}: name the "
                    "area it lies in",
                )
            )


def _outlines(path: Path, base: Path, findings: list[Finding]) -> dict[str, Any]:
    name = str(path.relative_to(base))
    try:
        collection = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(feature["properties"]["code"]): feature["geometry"]
            for feature in collection["features"]
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        findings.append(
            Finding(
                name,
                0,
                f"is no GeoJSON FeatureCollection whose features have a code: {error}",
            )
        )
        return {}


def _sea_areas(folder: Path, base: Path, findings: list[Finding]) -> list[SeaArea]:
    document = Document(folder / "sea_areas.toml", base, {})
    document.only(("sea_area",))
    result = []
    for table in document.tables("sea_area"):
        table.only(("id", "names", "name_en", "box"))
        box = table.data.get("box", ())
        if len(box) != 4:
            table.wrong("box", "must be [south, west, north, east]")
            continue
        south, west, north, east = (float(edge) for edge in box)
        result.append(
            SeaArea(
                id=table.text("id"),
                names=table.words("names"),
                name_en=table.text("name_en"),
                box=(south, west, north, east),
            )
        )
    findings.extend(document.findings)
    return result
