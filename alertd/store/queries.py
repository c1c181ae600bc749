"""Loads `sql/<noun>.sql`: every query named, explained and one statement."""

from __future__ import annotations

import difflib
import re
from functools import cache
from importlib.resources import files
from typing import Final

_NAME: Final = re.compile(r"^-- name: *([a-z_]+)\s*$")


class Queries:
    """The queries of one noun, by name."""

    def __init__(self, noun: str, statements: dict[str, str]) -> None:
        """Hold the statements of a noun."""
        self._noun = noun
        self._statements = statements

    def __getattr__(self, name: str) -> str:
        """Return a query's SQL; an unknown name tells the nearest right one."""
        try:
            return self._statements[name]
        except KeyError:
            near = difflib.get_close_matches(name, self._statements, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            raise AttributeError(f"sql/{self._noun}.sql has no {name}{hint}") from None

    def names(self) -> tuple[str, ...]:
        """Return every query's name."""
        return tuple(self._statements)


def nouns() -> tuple[str, ...]:
    """Return every noun that has queries."""
    folder = files("alertd.store") / "sql"
    return tuple(
        sorted(
            entry.name.removesuffix(".sql")
            for entry in folder.iterdir()
            if entry.name.endswith(".sql")
        )
    )


@cache
def load(noun: str) -> Queries:
    """Load a noun's queries from the package."""
    source = files("alertd.store") / "sql" / f"{noun}.sql"
    return parse(noun, source.read_text(encoding="utf-8"))


def parse(noun: str, text: str) -> Queries:
    """Split a file into its queries; raises ValueError naming the line."""
    statements: dict[str, str] = {}
    name, explained, lines = "", False, list[str]()
    rows = text.splitlines()
    for number, line in enumerate([*rows, ""], start=1):
        last = number == len(rows) + 1
        started = _NAME.match(line)
        if (started or last) and name:
            statements[name] = "\n".join(lines).strip()
            if not explained or not statements[name]:
                raise ValueError(
                    f"sql/{noun}.sql:{number}: {name} needs a sentence of "
                    "explanation and a statement"
                )
        if started:
            name, explained, lines = started.group(1), False, []
            if name in statements:
                raise ValueError(f"sql/{noun}.sql:{number}: {name} is there twice")
        elif line.startswith("--"):
            explained = True
        else:
            lines.append(line)
    return Queries(noun, statements)
