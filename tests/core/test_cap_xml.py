"""CAP as strangers write it: what is kept, what is noted, what is refused."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core import cap_xml
from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.cap import (
    Category,
    Circle,
    MsgType,
    Named,
    Reference,
    Scope,
    Status,
    Urgency,
)
from alertd.core.grading import Colour, graded, signal
from alertd.core.hazard import Hazard
from alertd.core.markup import LARGEST

if TYPE_CHECKING:
    from pathlib import Path

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
HEAD = """<identifier>46000041600000_20240905160000</identifier>
<sender>46000041600000</sender><sent>2024-09-05T16:00:00+08:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"""
INFO = """<info><language>zh-CN</language><category>Met</category><event>台风</event>
<urgency>Unknown</urgency><severity>Severe</severity><certainty>Likely</certainty>
<expires>2024-09-06T16:00:00+08:00</expires>
<headline>海南省气象台发布台风橙色预警信号</headline>
<area><areaDesc>文昌市</areaDesc><geocode><valueName>adcode</valueName>
<value>469005</value></geocode></area></info>"""


def document(head: str = HEAD, info: str = INFO, namespace: str = CAP) -> str:
    return f'<alert xmlns="{namespace}">{head}{info}</alert>'


def read_one(text: str | bytes) -> Bulletin:
    (bulletin,) = cap_xml.read(text if isinstance(text, bytes) else text.encode())
    return bulletin


def test_a_plain_message_is_read_without_a_note() -> None:
    bulletin = read_one(document())
    assert bulletin.format is Format.CAP
    assert bulletin.notes == ()
    assert bulletin.cap.identifier == "46000041600000_20240905160000"
    assert bulletin.cap.sent == datetime(2024, 9, 5, 8, tzinfo=UTC)
    assert bulletin.cap.sent.isoformat() == "2024-09-05T16:00:00+08:00"
    (warned,) = bulletin.warnings
    assert (warned.hazard, warned.grading) == (Hazard.TYPHOON, signal(Colour.ORANGE))
    assert warned.info.areas[0].geocodes == (Named(name="adcode", value="469005"),)


@pytest.mark.parametrize(
    "text",
    [
        document(namespace="urn:oasis:names:tc:emergency:cap:1.1"),
        document(namespace="http://www.incident.com/cap/1.0"),
        f"<alert>{HEAD}{INFO}</alert>",
        f"\n  <?xml version='1.0'?>{document()}",
        f'<a:feed xmlns:a="x"><a:entry><a:content>{document()}</a:content></a:entry>'
        "</a:feed>",
        f'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0">'
        f"<contentObject><xmlContent><embeddedXMLContent>{document()}"
        "</embeddedXMLContent></xmlContent></contentObject></EDXLDistribution>",
        f"<Soap><Body><![CDATA[<?xml version='1.0'?>{document()}]]></Body></Soap>",
    ],
    ids=["1.1", "1.0", "bare", "space", "atom", "edxl-de", "cdata"],
)
def test_every_envelope_gives_the_same_message(text: str) -> None:
    assert read_one(text).cap == read_one(document()).cap


def test_a_prefix_changes_nothing() -> None:
    text = document().replace("<", "<cap:").replace("<cap:/", "</cap:")
    prefixed = text.replace("xmlns=", "xmlns:cap=")
    assert read_one(prefixed).cap == read_one(document()).cap


def test_several_messages_in_one_file_and_a_broken_one_among_them() -> None:
    other = HEAD.replace("160000<", "160001<")
    broken = HEAD.replace("<sent>2024-09-05T16:00:00+08:00</sent>", "")
    text = f"<all>{document()}{document(other)}{document(broken, '')}</all>"
    first, second = cap_xml.read(text.encode())
    assert first.cap.identifier != second.cap.identifier
    assert any("alert 3 of this file" in note for note in first.notes)


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("gb18030", "GB2312"),
        ("gb18030", "GBK"),
        ("gb18030", "GB18030"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-8", "UTF-8"),
    ],
)
def test_chinese_arrives_in_every_encoding(encoding: str, declared: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{document()}'
    bulletin = read_one(text.encode(encoding))
    assert bulletin.cap.infos[0].headline == "海南省气象台发布台风橙色预警信号"
    assert bulletin.notes == ()


@pytest.mark.parametrize(
    ("encoding", "declared", "note"),
    [
        ("utf-8", "GB2312", "declares gb18030 and is UTF-8"),
        ("utf-8", "ISO-8859-1", "declares iso8859-1 and is UTF-8"),
        ("gb18030", "UTF-8", "declares UTF-8 and is GB18030"),
    ],
)
def test_a_false_declaration_is_noted(encoding: str, declared: str, note: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>{document()}'
    bulletin = read_one(text.encode(encoding))
    assert bulletin.cap.infos[0].event == "台风"
    assert any(note in one for one in bulletin.notes)


def test_one_broken_byte_does_not_lose_a_warning() -> None:
    body = document().encode().replace("橙".encode(), "橙".encode()[:2], 1)
    bulletin = read_one(body)
    assert bulletin.warnings[0].hazard is Hazard.TYPHOON
    assert any("not UTF-8" in note for note in bulletin.notes)


@pytest.mark.parametrize(
    ("written", "utc", "note"),
    [
        ("2024-09-05T16:00:00-00:00", 16, None),
        ("2024-09-05T16:00:00", 8, "sent has no zone: read as +08:00"),
        ("2024-09-05 16:00:00+08:00", 8, None),
        ("2024-09-05T16:00:00Z", 16, "Z, which CAP does not allow"),
        ("2024-09-05T16:00:00.123+0800", 8, None),
    ],
)
def test_times(written: str, utc: int, note: str | None) -> None:
    bulletin = read_one(document(HEAD.replace("2024-09-05T16:00:00+08:00", written)))
    assert bulletin.cap.sent == datetime(2024, 9, 5, utc, tzinfo=UTC)
    assert (note is None) == (bulletin.notes == ())
    assert note is None or note in bulletin.notes[0]


def test_without_sent_another_time_is_taken_and_without_any_it_is_refused() -> None:
    head = HEAD.replace("<sent>2024-09-05T16:00:00+08:00</sent>", "")
    info = INFO.replace(
        "<expires>", "<effective>2024-09-05T16:05:00+08:00</effective><expires>"
    )
    bulletin = read_one(document(head, info))
    assert bulletin.cap.sent == datetime(2024, 9, 5, 8, 5, tzinfo=UTC)
    assert "has no sent that can be read: effective is taken" in bulletin.notes
    with pytest.raises(UnreadableError, match="no sent"):
        read_one(document(head))


def test_missing_words_are_taken_for_actual_and_public_and_unknown_are_not() -> None:
    head = HEAD[: HEAD.index("<status>")]
    bulletin = read_one(document(head))
    assert (bulletin.cap.status, bulletin.cap.scope) == (Status.ACTUAL, Scope.PUBLIC)
    assert bulletin.cap.msg_type is MsgType.ALERT
    assert len(bulletin.notes) == 3
    odd = HEAD.replace(">Actual<", ">Rehearsal<").replace(">Public<", ">public<")
    bulletin = read_one(document(odd))
    assert (bulletin.cap.status, bulletin.cap.scope) == (Status.DRAFT, Scope.PUBLIC)
    assert len(bulletin.notes) == 2


def test_a_missing_identifier_is_made_of_the_bytes() -> None:
    head = HEAD[HEAD.index("<sender>") :]
    bulletin = read_one(document(head))
    assert bulletin.cap.identifier.startswith("sha256:")
    assert bulletin.cap == read_one(document(head)).cap
    assert any("no identifier" in note for note in bulletin.notes)


def test_every_repeated_element_is_kept() -> None:
    info = INFO.replace(
        "<category>Met</category>", "<category>Met</category><category>Geo</category>"
    ).replace(
        "<areaDesc>文昌市</areaDesc>",
        "<areaDesc>文昌市</areaDesc>"
        "<polygon>19,110 20,110 20,111 19,110</polygon>"
        "<polygon>18,109 19,109 19,110 18,109</polygon>"
        "<circle>19.5,110.8 25</circle><circle>18.2,109.5 0</circle>"
        "<geocode><valueName>a</valueName><value>1</value></geocode>",
    )
    info = info.replace(
        "</info>", "<area><areaDesc>海口市</areaDesc></area></info>"
    ).replace(
        "<area><areaDesc>文",
        "<parameter><valueName>p</valueName><value>1</value></parameter>"
        "<parameter><valueName>p</valueName><value>2</value></parameter>"
        "<area><areaDesc>文",
    )
    found = read_one(document(info=info + INFO)).cap.infos
    assert len(found) == 2
    assert found[0].categories == (Category.MET, Category.GEO)
    assert [parameter.value for parameter in found[0].parameters] == ["1", "2"]
    area, other = found[0].areas
    assert other.description == "海口市"
    assert len(area.polygons) == len(area.circles) == len(area.geocodes) == 2
    assert area.circles[0] == Circle(lat=19.5, lon=110.8, radius_km=25)


@pytest.mark.parametrize(
    ("polygon", "kept", "note"),
    [
        ("19,110 20,110 20,111", True, "not closed"),
        ("19,110 20,110 20,111, 19,110", True, None),
        ("19,110 20,111 20,110 19,111 19,110", False, "crosses itself"),
        ("19,110 120,110 20,111 19,110", False, "leaves the range"),
        ("19,110 20,110 19,110", False, "fewer than 4"),
        ("19,110 20,x 20,111 19,110", False, "cannot be read"),
        ("19,nan 20,110 20,111 19,nan", False, "cannot be read"),
    ],
)
def test_polygons(polygon: str, kept: bool, note: str | None) -> None:
    text = f"<polygon>{polygon}</polygon><geocode>"
    bulletin = read_one(document(info=INFO.replace("<geocode>", text)))
    (area,) = bulletin.cap.infos[0].areas
    assert len(area.polygons) == kept
    if kept:
        assert area.polygons[0][0] == area.polygons[0][-1] == (19, 110)
    assert area.geocodes  # the rest of the area stands
    assert (note is None) == (bulletin.notes == ())
    assert note is None or note in bulletin.notes[0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a@b,one,2024-09-05T15:00:00+08:00", [("one", "a@b", 7)]),
        (
            "a@b,one,2024-09-05T15:00:00+08:00\n a@b,two,2024-09-05T15:30:00+08:00",
            [("one", "a@b", 7), ("two", "a@b", 7)],
        ),
        ("a@b,o,n,e,2024-09-05T15:00:00+08:00", [("o,n,e", "a@b", 7)]),
        ("A Bureau,one x,2024-09-05T15:00:00+08:00", [("one x", "A Bureau", 7)]),
        ("one two", [("one", None, None), ("two", None, None)]),
        ("a@b,one", [("one", "a@b", None)]),
        ("", []),
    ],
)
def test_references(written: str, expected: list[tuple[str, str, int]]) -> None:
    head = f"{HEAD}<references>{written}</references>"
    found = read_one(document(head)).cap.references
    assert [
        (r.identifier, r.sender, r.sent and r.sent.astimezone(UTC).hour) for r in found
    ] == expected


def test_a_message_that_refers_to_itself_refers_to_nothing() -> None:
    head = f"{HEAD}<references>46000041600000_20240905160000</references>"
    bulletin = read_one(document(head))
    assert bulletin.cap.references == ()
    assert any("refers to itself" in note for note in bulletin.notes)
    earlier = "46000041600000,46000041600000_20240905160000,2024-09-05T10:00:00+08:00"
    bulletin = read_one(document(f"{HEAD}<references>{earlier}</references>"))
    assert bulletin.cap.references == (
        Reference(
            identifier="46000041600000_20240905160000",
            sender="46000041600000",
            sent=datetime(2024, 9, 5, 2, tzinfo=UTC),
        ),
    )


def test_a_cancel_without_references_is_kept_and_said_to_cancel_nothing() -> None:
    bulletin = read_one(document(HEAD.replace(">Alert<", ">Cancel<")))
    assert bulletin.cap.msg_type is MsgType.CANCEL
    assert any("cancels nothing" in note for note in bulletin.notes)


def test_a_translation_is_no_warning_of_its_own() -> None:
    english = (
        INFO.replace("zh-CN", "en-US")
        .replace("台风", "Typhoon", 1)
        .replace("文昌市", "Wenchang")
    )
    bulletin = read_one(document(info=english + INFO))
    assert len(bulletin.cap.infos) == 2
    assert [w.info.language for w in bulletin.warnings] == ["zh-CN"]
    elsewhere = english.replace("469005", "460100")
    assert len(read_one(document(info=elsewhere + INFO)).warnings) == 2


def test_two_hazards_in_one_message_are_two_warnings() -> None:
    rain = INFO.replace("台风", "暴雨").replace("橙色预警信号", "二级预警")
    rain = rain.replace("<expires>2024-09-06T16", "<expires>2024-09-06T20")
    first, second = read_one(document(info=INFO + rain)).warnings
    assert (first.hazard, second.hazard) == (Hazard.TYPHOON, Hazard.RAINSTORM)
    assert second.grading == graded(2)


def test_an_info_without_areas_is_still_a_warning() -> None:
    info = INFO[: INFO.index("<area>")] + "</info>"
    assert read_one(document(info=info)).warnings[0].info.areas == ()


def test_the_severity_of_cap_is_no_grading_and_parameters_are() -> None:
    plain = INFO.replace("海南省气象台发布台风橙色预警信号", "台风")
    assert read_one(document(info=plain)).warnings[0].grading is None
    parameter = (
        "<parameter><valueName>预警级别</valueName><value>红色</value></parameter>"
    )
    info = plain.replace("<area>", f"{parameter}<area>")
    assert read_one(document(info=info)).warnings[0].grading == signal(Colour.RED)


def test_unknown_words_are_noted_and_read_as_unknown() -> None:
    info = INFO.replace("<urgency>Unknown", "<urgency>Soonish").replace(
        "<certainty>Likely", "<certainty>Very Likely"
    )
    bulletin = read_one(document(info=info))
    assert bulletin.cap.infos[0].urgency is Urgency.UNKNOWN
    assert bulletin.cap.infos[0].certainty.value == "Likely"
    assert len(bulletin.notes) == 2


def test_duplicate_elements_are_noted() -> None:
    head = HEAD.replace("<status>", "<sender>another</sender><status>")
    bulletin = read_one(document(head))
    assert bulletin.cap.sender == "46000041600000"
    assert "has 2 different sender: the first is used" in bulletin.notes


def read_or_reason(body: bytes) -> tuple[Bulletin, ...] | str:
    try:
        return cap_xml.read(body)
    except UnreadableError as error:
        return str(error)


def hostile(folder: Path) -> dict[str, bytes]:
    secret = folder / "secret.txt"
    secret.write_text("do not read me")
    doctype = f'<!DOCTYPE alert [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    laughs = "".join(
        f'<!ENTITY l{i} "{"".join(f"&l{i - 1};" for _ in range(10))}">'
        for i in range(1, 10)
    )
    include = (
        f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" '
        f'href="{secret.as_uri()}" parse="text"/>'
    )
    good = document().encode()
    return {
        "xxe": (doctype + document(HEAD + "<note>&x;</note>")).encode(),
        "undeclared entity": document(HEAD + "<note>&x;</note>").encode(),
        "billion laughs": (
            f'<!DOCTYPE alert [<!ENTITY l0 "ha">{laughs}]>'
            + document(HEAD + "<note>&l9;</note>")
        ).encode(),
        "utf-16 doctype": (doctype + document()).encode("utf-16"),
        "external dtd": b'<!DOCTYPE alert SYSTEM "http://127.0.0.1:9/x.dtd">' + good,
        "prolog": b"<??>" * 20_000 + b"<!DOCTYPE",
        "xinclude": document(HEAD + f"<note>{include}</note>").encode(),
        "deep": b"<a>" * 5000 + b"</a>" * 5000,
        "deep json": b"[" * 100_000,
        "huge attribute": b'<alert a="' + b"x" * (LARGEST - 100) + b'"/>',
        "too large": b"<alert>" + b" " * LARGEST + b"</alert>",
        "many references": document(
            f"{HEAD}<references>{'a,' * 500_000}</references>"
        ).encode(),
        "long polygon": document(
            info=INFO.replace(
                "<geocode>", f"<polygon>{' ,' * 500_000}</polygon><geocode>"
            )
        ).encode(),
        "nul": good[:200] + b"\x00" + good[200:],
        "truncated": good[:-40],
        "empty": b"",
        "blank": b" \n",
        "binary": bytes(range(256)) * 50,
        "encoding hex": b'<?xml version="1.0" encoding="hex"?><alert/>',
        "encoding idna": '<?xml version="1.0" encoding="idna"?><alert>橙'.encode(
            "gb18030"
        ),
        "comment": b"<!-- -->",
    }


def test_hostile_input_opens_nothing_and_raises_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for name, body in hostile(tmp_path).items():
        found = read_or_reason(body)
        assert found, name
        assert "do not read me" not in str(found), name
        harmless = {"xinclude", "many references", "long polygon"}
        assert isinstance(found, str) or name in harmless, name


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_mutated_messages_are_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(document(f"{HEAD}<references>a,b,c</references>").encode())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(body) - 1))
        match data.draw(st.integers(0, 3)):
            case 0:
                body[at] = data.draw(st.integers(0, 255))
            case 1:
                del body[at : at + data.draw(st.integers(1, 40))]
            case 2:
                body[at:at] = data.draw(st.binary(max_size=8))
            case _:
                body[at:at] = body[at : at + 60]
    found = read_or_reason(bytes(body))
    assert found
    assert isinstance(found, str) or all(one.cap.sent.tzinfo for one in found)


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_in_a_time_or_a_list_is_read_or_noted(one: str, other: str) -> None:
    clean = "".join(c for c in one + other if c.isalnum() or c in " ,-:.+")
    info = INFO.replace("2024-09-06T16:00:00+08:00", clean)
    bulletin = read_one(document(f"{HEAD}<references>{clean}</references>", info))
    assert bulletin.cap.infos[0].expires is None or clean.strip()[0].isdigit()


def test_an_offset_is_kept_as_written() -> None:
    bulletin = read_one(document(HEAD.replace("16:00:00+08:00", "03:30:00-04:30")))
    assert bulletin.cap.sent.utcoffset() == -timedelta(hours=4, minutes=30)
    assert bulletin.cap.sent.tzinfo != timezone(timedelta(hours=8))
