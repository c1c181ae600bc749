"""Where the shipped configuration and templates lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """Return the shipped `config` or `templates` folder: the wheel's or the clone's."""
    inside = _PACKAGE / "_defaults" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
