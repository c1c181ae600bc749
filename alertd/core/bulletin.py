"""A bulletin: one thing a source said, in CAP's words whatever its format was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alertd.core.cap import Alert, Info
    from alertd.core.cyclone import Cyclone
    from alertd.core.grading import Grading
    from alertd.core.hazard import Hazard


class Format(StrEnum):
    """What the bytes were, told by their content and never by a file's name."""

    CAP = "cap"
    CMA12379 = "cma12379"
    NMC_TYPHOON = "nmc_typhoon"


class UnreadableError(Exception):
    """These bytes hold no bulletin alertd can read; the text says why, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """One warning in a bulletin: an info, and what it means on our scales.

    `grading` is None where the text gives neither a colour nor a number.
    An info that only repeats another in a further language is not a warning
    of its own: it stays in `Bulletin.cap.infos`.
    """

    hazard: Hazard
    grading: Grading | None
    info: Info


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What one message said. Nothing of the official text is changed.

    `notes` are the liberties a reader took, for a person to see ("sent has no
    zone: read as +08:00"). Track formats have a `cyclone` and no warnings.
    """

    format: Format
    cap: Alert
    warnings: tuple[Warned, ...] = ()
    cyclone: Cyclone | None = None
    notes: tuple[str, ...] = ()
