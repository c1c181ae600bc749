"""CAP 1.0, 1.1 and 1.2 as XML, in whatever envelope, read into bulletins."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.cap import Alert, Info, MsgType, Scope, Status
from alertd.core.cap_info import read_info
from alertd.core.cap_meaning import bulletin_of
from alertd.core.cap_references import read_references
from alertd.core.cap_words import read_list, read_word
from alertd.core.markup import (
    Element,
    children,
    first_text,
    local_name,
    namespace,
    parse_text,
    read_tree,
    texts,
)
from alertd.core.stated_time import read_time

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAMESPACES: Final = (
    "urn:oasis:names:tc:emergency:cap:",
    "http://www.incident.com/cap",  # CAP 1.0
)
# A status or scope nobody can read must not go out to the public by itself.
_STATUS: Final = (Status.ACTUAL, Status.DRAFT)
_SCOPE: Final = (Scope.PUBLIC, Scope.RESTRICTED)
_MSG_TYPE: Final = (MsgType.ALERT, MsgType.ALERT)


def read(body: bytes) -> tuple[Bulletin, ...]:
    """Return every CAP message in the document, in its order.

    Raises UnreadableError when there is none, or none that can be read. Of several
    where some cannot be read, the others come, with a note on each.
    """
    root, notes = read_tree(body)
    alerts = alerts_in(root)
    if not alerts:
        raise UnreadableError(
            f"XML without a CAP alert: its root is {local_name(root)}"
        )
    return read_alerts(alerts, body, notes)


def alerts_in(root: Element) -> list[Element]:
    """Return the elements that look like CAP messages: `alert` with CAP's children.

    A message may stand alone, in an envelope, or as escaped text within one.
    """
    found = [element for element in root.iter() if _looks_like_cap(element)]
    if found:
        return found
    for element in root.iter():
        text = (element.text or "").lstrip() if local_name(element) else ""
        if text.startswith("<") and "alert" in text:
            try:
                inner = parse_text(text)
            except UnreadableError:
                continue
            found.extend(e for e in inner.iter() if _looks_like_cap(e))
    return found


def _looks_like_cap(element: Element) -> bool:
    if local_name(element) != "alert":
        return False
    if namespace(element).startswith(_NAMESPACES):
        return True
    names = {local_name(child) for child in element}
    # sendTime and senderCode are the 12379 platform's, which is another format.
    return not names & {"sendTime", "senderCode"} and (
        "sent" in names or {"identifier", "info"} <= names
    )


def read_alerts(
    alerts: Iterable[Element], body: bytes, notes: tuple[str, ...]
) -> tuple[Bulletin, ...]:
    """Return the bulletins of `alerts`; `body` gives a name to one that has none."""
    found: list[Bulletin] = []
    faults: list[str] = []
    for number, element in enumerate(alerts, start=1):
        own = f"sha256:{hashlib.sha256(body).hexdigest()[:32]}:{number}"
        try:
            found.append(_read_alert(element, own, [*notes]))
        except UnreadableError as error:
            faults.append(f"alert {number} of this file cannot be read: {error}")
    if not found:
        raise UnreadableError("; ".join(faults))
    if not faults:
        return tuple(found)
    return tuple(replace(one, notes=(*one.notes, *faults)) for one in found)


def _read_alert(element: Element, own: str, notes: list[str]) -> Bulletin:
    infos = tuple(read_info(child, notes) for child in children(element, "info"))
    identifier = first_text(element, "identifier", notes)
    if identifier is None:
        identifier = own
        notes.append(f"has no identifier: named {own}")
    sender = first_text(element, "sender", notes)
    if sender is None:
        notes.append("has no sender")
    cap = Alert(
        identifier=identifier,
        sender=sender or "",
        sent=_read_sent(element, infos, notes),
        status=read_word(element, "status", Status, _STATUS, notes),
        msg_type=read_word(element, "msgType", MsgType, _MSG_TYPE, notes),
        scope=read_word(element, "scope", Scope, _SCOPE, notes),
        source=first_text(element, "source", notes),
        restriction=first_text(element, "restriction", notes),
        addresses=read_list(element, "addresses"),
        codes=tuple(texts(element, "code")),
        note=first_text(element, "note", notes),
        references=read_references(" ".join(texts(element, "references")), notes),
        incidents=read_list(element, "incidents"),
        infos=infos,
    )
    return bulletin_of(Format.CAP, cap, notes)


def _read_sent(element: Element, infos: tuple[Info, ...], notes: list[str]) -> datetime:
    stated = first_text(element, "sent", notes)
    if stated and (sent := read_time(stated, "sent", notes)):
        return sent
    for name in ("effective", "onset"):
        for info in infos:
            moment = getattr(info, name)
            if isinstance(moment, datetime):
                notes.append(f"has no sent that can be read: {name} is taken")
                return moment
    raise UnreadableError("no sent, and no other time it could have been sent at")
