"""The words for one audience: composed from a template, counted in segments."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GSM7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM7_EXTENSION: Final = frozenset("^{}\\[~]|€")

_BEGIN: Final = {"zh": "［演练］", "en": "[EXERCISE] "}
_END: Final = {"zh": "［以上为演练］", "en": " [END OF EXERCISE]"}
_SIGNATURE: Final = re.compile(r"^【[^】]*】")


def segments(text: str) -> int:
    """Count what a carrier bills: 160 or 153 a segment in GSM-7, 70 or 67 in UCS-2.

    UCS-2 counts UTF-16 units (an emoji is two), GSM-7 an extension character twice
    (3GPP TS 23.038).
    """
    if all(char in GSM7 or char in GSM7_EXTENSION for char in text):
        length = len(text) + sum(char in GSM7_EXTENSION for char in text)
        single, several = 160, 153
    else:
        length = len(text.encode("utf-16-le")) // 2
        single, several = 70, 67
    return 1 if length <= single else -(-length // several)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything a template may say; a template names them as {field}."""

    signature: str = ""  # 文昌三防
    place: str = ""  # 翁田镇博文村
    village: str = ""  # 博文村
    headline: str = ""  # official, word for word
    issuer: str = ""
    sent: str = ""  # local: 9月5日20时10分
    hazard: str = ""
    level: str = ""  # Ⅱ
    action: str = ""
    authority: str = ""
    phone: str = ""
    villages: str = ""  # for desks
    count: str = ""

    def mapping(self) -> dict[str, str]:
        """The words by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Sentences of one text; those marked `?` give way, the last first."""

    sentences: tuple[tuple[str, bool], ...]  # text, optional

    @classmethod
    def parse(cls, body: str) -> Template:
        """Read the lines of one section; raises ValueError naming an unknown word."""
        sentences = []
        known = set(Words().mapping())
        for line in body.strip().splitlines():
            optional = line.startswith("?")
            text = line.removeprefix("?").strip() if optional else line.rstrip()
            for _, name, _, _ in string.Formatter().parse(text):
                if name is not None and name not in known:
                    raise ValueError(
                        f"{{{name}}} is no word: use one of {sorted(known)}"
                    )
            sentences.append((text, optional))
        if not sentences:
            raise ValueError("the section is empty")
        return cls(sentences=tuple(sentences))

    def texts(self, words: Words) -> list[str]:
        """Every version, the fullest first: optional sentences go one by one."""
        values = words.mapping()
        filled = [
            (text.format_map(values), optional) for text, optional in self.sentences
        ]
        versions = ["".join(text for text, _ in filled)]
        for index in range(len(filled) - 1, -1, -1):
            if filled[index][1]:
                del filled[index]
                versions.append("".join(text for text, _ in filled))
        return versions


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A finished text. `over` tells that nothing shorter was to be had."""

    text: str
    segments: int
    language: str
    over: bool = False


def mark(text: str, language: str) -> str:
    """Mark an exercise right after the signature and again at the end."""
    script = "zh" if language.startswith("zh") else "en"
    signed = _SIGNATURE.match(text)
    cut = signed.end() if signed else 0
    return f"{text[:cut]}{_BEGIN[script]}{text[cut:].lstrip()}{_END[script]}"


class Templates:
    """Every template, by hazard, group, language and section."""

    def __init__(self, sections: Mapping[tuple[str, str, str, str], Template]) -> None:
        """Index (hazard, group, language, section) -> template."""
        self._sections = dict(sections)

    def find(
        self, hazard: str, group: str, language: str, section: str
    ) -> tuple[Template, str] | None:
        """Return the nearest template and its language.

        The hazard's own before `any`, the group's own before `general`, the
        person's language before Chinese: a warning in Chinese beats none.
        """
        for tongue in dict.fromkeys((language, language.split("-")[0], "zh-CN")):
            for party in (group, "general"):
                for danger in (hazard, "any"):
                    found = self._sections.get((danger, party, tongue, section))
                    if found is not None:
                        return found, tongue
        return None

    def compose(
        self,
        words: Words,
        *,
        hazard: str,
        group: str,
        language: str,
        section: str,
        exercise: bool,
        limit: int,
    ) -> Composed:
        """Compose one text of at most `limit` segments.

        Raises KeyError where no template serves; where even the shortest version is
        over the limit it is returned all the same: a long warning beats none.
        """
        found = self.find(hazard, group, language, section)
        if found is None:
            raise KeyError(f"no template [{section}] for {group} in {language}")
        template, tongue = found
        composed = None
        for words_now in (words, _shortened(words)):
            for text in template.texts(words_now):
                whole = mark(text, tongue) if exercise else text
                number = segments(whole)
                composed = Composed(
                    text=whole, segments=number, language=tongue, over=number > limit
                )
                if not composed.over:
                    return composed
        assert composed is not None, "a template has at least one sentence"
        return composed

    def names(self) -> tuple[tuple[str, str, str, str], ...]:
        """Every (hazard, group, language, section) there is."""
        return tuple(self._sections)


def short_place(name: str) -> str:
    """Return a village's name as people say it: 博文村, not 博文村村民委员会."""
    for tail in (
        "社区居民委员会",
        "居民委员会",
        "社区居委会",
        "村民委员会",
        "居委会",
        "村委会",
    ):
        if name.endswith(tail) and len(name) > len(tail):
            stem = name[: -len(tail)]
            if "社区" in tail:
                return f"{stem}社区"
            return stem if stem.endswith(("村", "居")) else f"{stem}{_KIND[tail]}"
    return name


_KIND: Final = {
    "居民委员会": "居委",
    "居委会": "居委",
    "村民委员会": "村",
    "村委会": "村",
}


def _shortened(words: Words) -> Words:
    """Drop the township before a village's name: its people know where they live."""
    return replace(words, place=words.village or words.place)
