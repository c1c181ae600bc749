"""JSON from strangers: bare, or wrapped in the call of a function (JSONP)."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from alertd.core.bulletin import UnreadableError
from alertd.core.markup import LARGEST, decode

_CALL: Final = re.compile(r"\s*[\w.$]{1,200}\s*\(")


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON or JSONP does."""
    return text.lstrip()[:1] in ("{", "[") or _CALL.match(text) is not None


def read_json(body: bytes) -> tuple[Any, tuple[str, ...]]:
    """Return the value and notes on its encoding; raises UnreadableError.

    Of JSONP, once or twice in parentheses, what is between the first brace and the
    last is read.
    """
    if len(body) > LARGEST:
        raise UnreadableError(f"larger than {LARGEST // 1024 // 1024} MiB")
    text, notes = decode(body)
    if _CALL.match(text):
        text = text[text.find("{") : text.rfind("}") + 1]
    try:
        return json.loads(text), notes
    except RecursionError as error:
        raise UnreadableError("JSON nested too deeply") from error
    except ValueError as error:
        raise UnreadableError(f"broken JSON: {error}") from error


def number(value: object) -> float | None:
    """Return a finite number, also from a string; None for anything else.

    9999 stands for "missing" in Chinese track data.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and abs(found) < 9999 else None
