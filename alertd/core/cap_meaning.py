"""What a CAP message means to us: which infos are warnings, of what, how bad."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alertd.core.bulletin import Bulletin, Format, Warned
from alertd.core.cap import MsgType
from alertd.core.cap_references import drop_own
from alertd.core.grading import read_grading
from alertd.core.hazard_words import read_hazard

if TYPE_CHECKING:
    from collections.abc import Hashable

    from alertd.core.cap import Alert, Info

_GRADING_FIELD: Final = re.compile(
    r"colou?r|level|grade|severity|颜色|级别|等级|预警", re.IGNORECASE
)


def bulletin_of(format_: Format, cap: Alert, notes: list[str]) -> Bulletin:
    """Return the bulletin of a message, its references cleaned and warnings found."""
    kept = drop_own(cap.references, cap.reference, notes)
    if cap.msg_type is MsgType.CANCEL and not kept:
        notes.append("a Cancel that refers to nothing: it cancels nothing")
    return Bulletin(
        format=format_,
        cap=replace(cap, references=kept),
        warnings=tuple(warned(info) for info in _originals(cap.infos)),
        notes=tuple(dict.fromkeys(notes)),
    )


def warned(info: Info) -> Warned:
    """Return what an info means on our scales: by its codes, its title, its event."""
    codes = [code.value for code in info.event_codes]
    fields = [
        field
        for field in (*info.event_codes, *info.parameters)
        if _GRADING_FIELD.search(field.name)
    ]
    return Warned(
        hazard=read_hazard(codes, (info.event, info.headline)),
        grading=read_grading(
            info.headline, info.event, *(field.value for field in fields)
        ),
        info=info,
    )


def _originals(infos: tuple[Info, ...]) -> tuple[Info, ...]:
    """Return the infos without those that repeat another in a further language.

    The same places, times, codes and words of CAP in another language are a
    translation: Chinese is kept, else the language that came first.
    """
    groups: dict[Hashable, list[Info]] = defaultdict(list)
    for info in infos:
        groups[_key(info)].append(info)
    kept: set[int] = set()
    for group in groups.values():
        languages = list(dict.fromkeys(info.language.lower() for info in group))
        chosen = min(
            languages, key=lambda tag: (tag != "zh-cn", not tag.startswith("zh"))
        )
        kept |= {id(info) for info in group if info.language.lower() == chosen}
    return tuple(info for info in infos if id(info) in kept)


def _key(info: Info) -> Hashable:
    places = frozenset(
        place
        for area in info.areas
        for place in (*area.polygons, *area.circles, *area.geocodes)
    )
    words = (info.urgency, info.severity, info.certainty, *sorted(info.categories))
    codes = sorted(f"{code.name}={code.value}" for code in info.event_codes)
    return places, (info.effective, info.onset, info.expires), (*words, *codes)
