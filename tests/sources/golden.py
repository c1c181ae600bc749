"""Bulletins as plain values, for golden files; run it to rewrite them."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from alertd.sources import recognise

CASES = Path(__file__).parent / "cases"


def plain(value: Any) -> Any:
    """Turn nouns into JSON values; what is empty or None is left out."""
    if dataclasses.is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {name: plain(v) for name, v in pairs if v is not None and v != ()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def inputs() -> list[Path]:
    """Every case but the expected values beside it."""
    return sorted(
        path
        for path in CASES.rglob("*.*")
        if path.is_file() and not path.name.endswith(".expected.json")
    )


def expected_path(path: Path) -> Path:
    """Where the expected values of a case are."""
    return path.with_name(path.stem + ".expected.json")


def rendered(path: Path) -> str:
    """What the case reads as, in the form of its golden file."""
    found = plain(recognise.read(path.read_bytes()))
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for case in inputs():
        expected_path(case).write_text(rendered(case), encoding="utf-8")
