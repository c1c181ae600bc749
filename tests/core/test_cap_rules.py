"""A message can be valid by the schema and wrong: each rule has a breach here."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from alertd.core.cap import (
    Alert,
    Area,
    Circle,
    Info,
    MsgType,
    Named,
    Reference,
    Resource,
    Scope,
    Status,
)
from alertd.core.cap_rules import check

SENT = datetime(2024, 9, 5, 8, tzinfo=UTC)
EARLIER = Reference(identifier="a", sender="b@c", sent=SENT - timedelta(hours=1))
SQUARE = ((19.0, 110.0), (20.0, 110.0), (20.0, 111.0), (19.0, 111.0), (19.0, 110.0))
INFO = Info(
    event="台风",
    language="zh-CN",
    expires=SENT + timedelta(hours=6),
    areas=(
        Area(
            description="文昌市",
            polygons=(SQUARE,),
            geocodes=(Named(name="adcode", value="469005"),),
        ),
    ),
)
ALERT = Alert(
    identifier="x.1",
    sender="x@example.org",
    sent=SENT,
    status=Status.ACTUAL,
    msg_type=MsgType.ALERT,
    scope=Scope.PUBLIC,
    infos=(INFO,),
)


def area(**changes: Any) -> dict[str, Any]:
    return {"infos": (replace(INFO, areas=(replace(INFO.areas[0], **changes),)),)}


def info(**changes: Any) -> dict[str, Any]:
    return {"infos": (replace(INFO, **changes),)}


def test_a_sound_message_breaks_no_rule() -> None:
    assert check(ALERT) == ()
    assert check(replace(ALERT, msg_type=MsgType.UPDATE, references=(EARLIER,))) == ()
    cancel = replace(ALERT, msg_type=MsgType.CANCEL, references=(EARLIER,), infos=())
    assert check(cancel) == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"identifier": ""}, "identifier is required"),
        ({"identifier": "a b"}, "no spaces, commas"),
        ({"identifier": "a,b"}, "no spaces, commas"),
        ({"sender": "a&b"}, "sender has no spaces"),
        ({"sender": "a<b"}, "sender has no spaces"),
        ({"sent": SENT.replace(tzinfo=None), "infos": ()}, "sent has an offset"),
        ({"scope": Scope.RESTRICTED}, "restriction is required"),
        ({"restriction": "officials"}, "Restricted only"),
        ({"scope": Scope.PRIVATE}, "addresses is required"),
        ({"addresses": ('a"b',)}, "quotation mark"),
        ({"msg_type": MsgType.UPDATE}, "references is required for Update"),
        ({"msg_type": MsgType.CANCEL}, "references is required for Cancel"),
        ({"msg_type": MsgType.ACK}, "references is required for Ack"),
        ({"msg_type": MsgType.ERROR}, "references is required for Error"),
        ({"references": (Reference(identifier="a"),)}, "sender, identifier and sent"),
        ({"references": (replace(EARLIER, sender="a b"),)}, "in its parts"),
        (
            {"references": (replace(EARLIER, sent=SENT + timedelta(1)),)},
            "an earlier message",
        ),
        ({"references": (ALERT.reference,)}, "refer to itself"),
        ({"infos": ()}, "at least one info"),
        (info(event=""), "event is required"),
        (info(categories=()), "category is required"),
        (info(language="中文"), "RFC 3066"),
        (info(expires=SENT), "expires comes after"),
        (info(effective=SENT + timedelta(hours=7)), "expires comes after"),
        (info(onset=SENT.replace(tzinfo=None)), "a time has an offset"),
        (info(parameters=(Named(name="", value="1"),)), "parameter has a valueName"),
        (info(resources=(Resource(description="", mime_type="a/b"),)), "resourceDesc"),
        (
            info(resources=(Resource(description="a", mime_type="a/b", digest="z"),)),
            "SHA-1",
        ),
        (area(description=""), "areaDesc is required"),
        (area(polygons=(SQUARE[:-1],)), "is not closed"),
        (area(polygons=(SQUARE[:2] + SQUARE[:1],)), "fewer than 4 points"),
        (
            area(polygons=((SQUARE[0], SQUARE[2], SQUARE[1], *SQUARE[3:]),)),
            "crosses itself",
        ),
        (
            area(polygons=(((95.0, 110.0), *SQUARE[1:-1], (95.0, 110.0)),)),
            "leaves the range",
        ),
        (area(circles=(Circle(lat=91, lon=0, radius_km=1),)), "a circle leaves"),
        (area(circles=(Circle(lat=1, lon=0, radius_km=-1),)), "a circle leaves"),
        (area(geocodes=(Named(name="a", value=""),)), "geocode has a valueName"),
        (area(ceiling_ft=10), "ceiling needs an altitude"),
        (area(ceiling_ft=10, altitude_ft=20), "ceiling is not below"),
    ],
)
def test_each_breach_is_named_with_its_clause(
    changes: dict[str, Any], words: str
) -> None:
    found = check(replace(ALERT, **changes))
    assert any(words in fault for fault in found), found
    assert all(fault.startswith("CAP 1.2 s3.") for fault in found)
