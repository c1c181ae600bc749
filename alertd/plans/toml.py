"""Reads one TOML file strictly: unknown keys, wrong types and lines are named."""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar

from alertd.core.errors import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

Word = TypeVar("Word", bound=StrEnum)
_DURATION: Final = re.compile(r"(\d+)(s|m|h|d)")
_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_VARIABLE: Final = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Document:
    """One file: its tables, and the findings made while reading it."""

    def __init__(self, path: Path, root: Path, environ: Mapping[str, str]) -> None:
        """Read a file; one that is missing or broken is empty, with a finding."""
        self.name = str(path.relative_to(root))
        self.findings: list[Finding] = []
        self.environ = environ
        self.lines: list[str] = []
        self.data: dict[str, Any] = {}
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            self.find(0, "the file is missing; the shipped configuration has one")
            return
        except (OSError, UnicodeDecodeError) as error:
            self.find(0, f"cannot be read as UTF-8 text: {error}")
            return
        self.lines = text.splitlines()
        try:
            self.data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            self.find(int(at.group(1)) if at else 0, f"is not TOML: {error}")

    def find(self, line: int, text: str) -> None:
        """Note a finding."""
        self.findings.append(Finding(self.name, line, text))

    def root(self) -> Table:
        """Return the file's own keys."""
        return Table(self, self.data, 1, "the file")

    def tables(self, key: str) -> list[Table]:
        """Return every [[key]], each with the line it begins at."""
        rows = self.data.get(key, [])
        if not isinstance(rows, list):
            self.find(self.line_of(key), f"write [[{key}]] with double brackets")
            return []
        headers = [
            number
            for number, line in enumerate(self.lines, start=1)
            if line.strip().replace(" ", "").startswith(f"[[{key}]]")
        ]
        return [
            Table(self, row, headers[i] if i < len(headers) else 0, f"[[{key}]]")
            for i, row in enumerate(rows)
        ]

    def only(self, keys: Iterable[str]) -> None:
        """Find top-level keys nobody reads."""
        self.root().only(keys)

    def line_of(self, key: str, start: int = 1) -> int:
        """Return the line of a key at or after `start`, else `start`."""
        pattern = re.compile(rf'\s*(?:\[+\s*)?"?{re.escape(key)}"?\s*[=\].]')
        for number in range(max(start, 1), len(self.lines) + 1):
            line = self.lines[number - 1]
            if pattern.match(line):
                return number
            if number > start and line.lstrip().startswith("[["):
                break
        return start


class Table:
    """One table of a document, read key by key; what is left over is a finding."""

    def __init__(
        self, document: Document, data: Mapping[str, Any], line: int, name: str
    ) -> None:
        """Read from `data`, which begins at `line`."""
        self.document = document
        self.data = data
        self.line = line
        self.name = name

    def at(self, key: str) -> int:
        """Return the line of a key."""
        return self.document.line_of(key, self.line)

    def wrong(self, key: str, text: str) -> None:
        """Note that a key's value is wrong."""
        self.document.find(self.at(key), f"{key}: {text}")

    def only(self, keys: Iterable[str]) -> None:
        """Find keys nobody reads, with the nearest right name."""
        known = list(keys)
        for key in self.data:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]!r}?" if near else "leave it out"
                self.document.find(
                    self.at(key), f"{self.name} has no key {key!r}: {hint}"
                )

    def _take(self, key: str, kind: type, what: str, default: Any) -> Any:
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.document.find(
                    self.line, f"{self.name} needs {key!r}: write {what}"
                )
            return default
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(key, f"must be {what}, not {value!r}")
            return default
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string, `${NAME}` read from the environment; '' when wrong."""
        value = self._take(key, str, 'text such as "…"', default)
        return self._expand(key, value) if value else ""

    def _expand(self, key: str, value: str) -> str:
        def replace(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in self.document.environ:
                self.wrong(key, f"the environment has no {name}: set it")
                return ""
            return self.document.environ[name]

        return _VARIABLE.sub(replace, value)

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number; 0 when wrong."""
        value = self._take(key, int, "a whole number", default)
        return int(value or 0)

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false."""
        return bool(self._take(key, bool, "true or false", default))

    def day(self, key: str) -> date:
        """Return a date."""
        value = self._take(key, date, "a date such as 2022-01-01", None)
        return value if isinstance(value, date) else date.min

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of strings; () when it is not there."""
        value = self._take(key, list, 'a list such as ["…"]', [])
        if not all(isinstance(item, str) for item in value):
            self.wrong(key, "must be a list of texts")
            return ()
        return tuple(self._expand(key, item) for item in value)

    def numbers(self, key: str) -> tuple[int, ...]:
        """Return a list of whole numbers."""
        value = self._take(key, list, "a list such as [1, 2]", [])
        if not all(isinstance(item, int) for item in value):
            self.wrong(key, "must be a list of whole numbers")
            return ()
        return tuple(value)

    def word(self, key: str, kind: type[Word], default: Word | None = None) -> Word:
        """Return a word of a fixed list."""
        value = self.text(key, default.value if default is not None else None)
        return self._one_of(key, kind, value)

    def kinds(self, key: str, kind: type[Word]) -> tuple[Word, ...]:
        """Return a list of words of a fixed list."""
        return tuple(self._one_of(key, kind, value) for value in self.words(key))

    def _one_of(self, key: str, kind: type[Word], value: str) -> Word:
        try:
            return kind(value)
        except ValueError:
            if value:
                right = [word.value for word in kind]
                near = difflib.get_close_matches(value, right, 1)
                hint = f"did you mean {near[0]!r}?" if near else f"one of {right}"
                self.wrong(key, f"{value!r} is unknown: {hint}")
            return next(iter(kind))

    def duration(self, key: str, default: str | None = None) -> timedelta:
        """Return a duration: "60s", "5m", "3h", "1d"."""
        value = self.text(key, default)
        match = _DURATION.fullmatch(value)
        if match is None:
            if value:
                self.wrong(key, f'{value!r} is no duration: write "60s", "5m" or "3h"')
            return timedelta(0)
        return timedelta(**{_UNITS[match.group(2)]: int(match.group(1))})

    def table(self, key: str) -> Table:
        """Return an inline table."""
        value = self._take(key, dict, "a table such as { … }", {})
        return Table(self.document, value, self.at(key), key)
