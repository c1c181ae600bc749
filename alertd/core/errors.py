"""Findings: what is wrong with a document, where, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, and its remedy. `line` counts from 1; 0: the file."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        """The finding as editors and people read it."""
        return f"{self.path}:{self.line}: {self.text}"


class ConfigurationError(Exception):
    """A document cannot be used; carries every finding at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings in order of place."""
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
