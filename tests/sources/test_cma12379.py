"""The 12379 platform's XML: what differs from CAP, and what the samples show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.cap import Category, MsgType, Scope, Status
from alertd.core.grading import Colour, graded, signal
from alertd.core.hazard import Hazard
from alertd.sources.cma12379 import parse

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = """<alert xmlns="http://com.icss.amp">
<identifier>46900541600000_20240905201000</identifier><sender>文昌市气象台</sender>
<senderCode>46900541600000</senderCode><sendTime>2024-09-05 20:10:00+08:00</sendTime>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<references></references><info><eventType>11B01</eventType><severity>Orange</severity>
<expires>2024-09-06 20:10:00+08:00</expires>
<headline>文昌市气象台发布台风橙色预警</headline>
<area><areaDesc>文昌市</areaDesc><circle></circle><geocode>469005</geocode></area>
</info></alert>"""


def parse_one(text: str) -> Bulletin:
    (bulletin,) = parse(text.encode())
    return bulletin


def test_a_plain_message_has_no_notes() -> None:
    bulletin = parse_one(MESSAGE)
    assert bulletin.format is Format.CMA12379
    assert bulletin.notes == ()
    assert bulletin.cap.sender == "文昌市气象台"
    assert bulletin.cap.sent == datetime(2024, 9, 5, 12, 10, tzinfo=UTC)
    (warned,) = bulletin.warnings
    assert (warned.hazard, warned.grading) == (Hazard.TYPHOON, signal(Colour.ORANGE))
    assert warned.info.categories == (Category.MET,)


@pytest.mark.parametrize(
    "time",
    [
        "2024-09-05 20:10:00",
        "2024-09-05T20:10:00",
        "2024/09/05 20:10",
        "2024-9-5 20:10",
    ],
)
def test_a_time_without_a_zone_is_beijing_time(time: str) -> None:
    bulletin = parse_one(MESSAGE.replace("2024-09-05 20:10:00+08:00", time))
    assert bulletin.cap.sent == datetime(2024, 9, 5, 12, 10, tzinfo=UTC)
    assert "sendTime has no zone: read as +08:00" in bulletin.notes


def test_an_expiry_that_is_not_after_the_sending_is_none() -> None:
    text = MESSAGE.replace("2024-09-06 20:10:00", "2024-09-05 20:10:00")
    bulletin = parse_one(text)
    assert bulletin.warnings[0].info.expires is None
    assert any("no expiry that can be used" in note for note in bulletin.notes)


def test_the_severity_is_a_colour_and_the_title_goes_before_it() -> None:
    title = "文昌市气象台发布台风橙色预警"
    silent = parse_one(MESSAGE.replace(title, "文昌市气象台发布台风预警"))
    assert silent.warnings[0].grading == signal(Colour.ORANGE)
    number = parse_one(MESSAGE.replace(title, "省气象局发布台风二级预警"))
    assert number.warnings[0].grading == graded(2)


def test_references_name_the_first_message_of_the_event() -> None:
    first = "46900541600000_20240904080000_1"
    text = MESSAGE.replace("<references>", f"<references>{first}")
    assert [r.identifier for r in parse_one(text).cap.references] == [first]
    own = MESSAGE.replace("<references>", "<references>46900541600000_20240905201000")
    bulletin = parse_one(own)
    assert bulletin.cap.references == ()
    assert any("refers to itself" in note for note in bulletin.notes)


def test_the_radius_is_in_metres_and_either_order_is_understood() -> None:
    for written in ("19.6,110.8 3500", "110.8,19.6 3500"):
        text = MESSAGE.replace("<circle>", f"<circle>{written}")
        (circle,) = parse_one(text).cap.infos[0].areas[0].circles
        assert (circle.lat, circle.lon, circle.radius_km) == (19.6, 110.8, 3.5)


def test_an_internal_message_is_not_public() -> None:
    text = MESSAGE.replace(
        "<references>", "<secClassification>Inner</secClassification><references>"
    )
    assert parse_one(text).cap.scope is Scope.RESTRICTED


def test_a_lift_sent_as_alert_keeps_its_type_and_is_noted() -> None:
    text = MESSAGE.replace("发布台风橙色预警", "解除台风橙色预警")
    bulletin = parse_one(text)
    assert bulletin.cap.msg_type is MsgType.ALERT
    assert any("解除" in note for note in bulletin.notes)


@pytest.mark.parametrize(
    "text",
    [
        "<alert/>",
        MESSAGE.replace("<sendTime>2024-09-05 20:10:00+08:00</sendTime>", ""),
        MESSAGE.replace("20:10:00+08:00</sendTime>", "later</sendTime>"),
        MESSAGE.replace("46900541600000_20240905201000</i", "</i"),
        "",
        "<html/>",
    ],
)
def test_what_cannot_be_a_message_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError, match=r".{5}"):
        parse(text.encode())


def test_one_broken_message_does_not_stop_the_next() -> None:
    broken = MESSAGE.replace("2024-09-05 20:10:00+08:00</s", "soon</s")
    bulletin = parse_one(f"<all>{broken}{MESSAGE}</all>")
    assert any("alert 1 of this file" in note for note in bulletin.notes)


def test_the_platform_sample(corpora: Path) -> None:
    path = corpora / "china-alerts/cma12379-alert.xml"
    (bulletin,) = parse(path.read_bytes())
    cap = bulletin.cap
    assert cap.identifier == "33000041600000_20121025091026"
    assert cap.sender == "浙江省气象局"
    assert cap.sent.isoformat() == "2012-10-25T09:15:58+08:00"
    assert (cap.status, cap.msg_type) == (Status.ACTUAL, MsgType.ALERT)
    (warned,) = bulletin.warnings
    assert (warned.hazard, warned.grading) == (Hazard.TYPHOON, signal(Colour.BLUE))
    assert warned.info.expires is None
    (area,) = warned.info.areas
    assert [code.value for code in area.geocodes] == [
        f"33020500400{n}" for n in range(1, 8)
    ]
