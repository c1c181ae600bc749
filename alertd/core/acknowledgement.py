"""What a person answered: the reply grammar of the villages."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from alertd.core.plan import Kind


class Meaning(StrEnum):
    """What a reply says."""

    RECEIVED = "received"  # 1
    MOVED = "moved"  # 2 n: people moved so far, a running total
    DANGER = "danger"  # 3 text
    NOTHING = "nothing"  # 0: nothing to report; never an answer to an order
    HELP = "help"  # 9
    ASKED = "asked"  # could mean two things: one clarifying question
    UNKNOWN = "unknown"  # not in the grammar; kept and shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A reply as read; `number` is people moved, `words` the text after the digit."""

    meaning: Meaning
    number: int | None = None
    words: str = ""

    def answers(self, kind: Kind) -> bool:
        """Whether it counts as a person's answer to a message of this kind."""
        if self.meaning is Meaning.NOTHING:
            return kind is Kind.RELAY
        return self.meaning in _ANSWERS


_ANSWERS: Final = frozenset(
    {Meaning.RECEIVED, Meaning.MOVED, Meaning.DANGER, Meaning.HELP}
)
_EDGES: Final = " \t\r\n.,;:!?。，；：！？、\"'“”‘’()[]【】<>《》-—_~`#*+"
_WORDS: Final = (
    (Meaning.RECEIVED, re.compile(r"(收到|已收|知道了|明白|received|ok|yes)", re.I)),
    (Meaning.HELP, re.compile(r"(求助|救命|求救|help|sos)", re.I)),
)
_MOVED: Final = re.compile(r"(?:已)?(?:转移|撤离|转移了)\s*(\d{1,6})\s*人?")
_TWO: Final = re.compile(r"2[\s,，.、:：+]+(\d{1,6})\s*人?")
_THREE: Final = re.compile(r"3[\s,，.、:：]*(.+)", re.S)
_NOT: Final = re.compile(r"(没|未|不|无)")


def read_reply(text: str) -> Reply:
    """Read one SMS, key press or tap.

    Full-width digits, spaces and punctuation around it do not matter. "235" could be
    "2 35" and is asked about; a bare "2" too, for how many.
    """
    plain = unicodedata.normalize("NFKC", text).strip(_EDGES)
    if not plain:
        return Reply(meaning=Meaning.UNKNOWN, words=text)
    return _digits(plain) or _words(plain) or Reply(meaning=Meaning.UNKNOWN, words=text)


def _digits(plain: str) -> Reply | None:
    whole = {"1": Meaning.RECEIVED, "0": Meaning.NOTHING, "9": Meaning.HELP}.get(plain)
    if whole is not None:
        return Reply(meaning=whole)
    if moved := _TWO.fullmatch(plain) or _MOVED.fullmatch(plain):
        return Reply(meaning=Meaning.MOVED, number=int(moved.group(1)))
    if plain[0] == "3" and not plain.isdigit() and (danger := _THREE.fullmatch(plain)):
        return Reply(meaning=Meaning.DANGER, words=danger.group(1).strip())
    if plain[0] in "19" and len(plain) > 1 and not plain[1].isdigit():
        # "1收到", "9 快来": the digit leads, the rest is kept.
        meaning = Meaning.RECEIVED if plain[0] == "1" else Meaning.HELP
        return Reply(meaning=meaning, words=plain[1:].strip(_EDGES))
    if plain.isdigit():
        return Reply(meaning=Meaning.ASKED, words=plain)
    return None


def _words(plain: str) -> Reply | None:
    if _NOT.search(plain):
        return None  # "没收到" is no receipt; a person reads it
    for meaning, pattern in _WORDS:
        if pattern.search(plain) and len(plain) <= 20:
            return Reply(meaning=meaning, words=plain)
    return None
