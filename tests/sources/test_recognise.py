"""Bytes are told by their content; what is no bulletin is refused with a reason."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.bulletin import Bulletin, Format, UnreadableError
from alertd.core.markup import LARGEST
from alertd.sources.recognise import read

CASES = Path(__file__).parent / "cases"
BODIES = [
    path.read_bytes()
    for path in sorted(CASES.rglob("*.*"))
    if path.suffix in (".xml", ".jsonp") or path.name == "depression.json"
]


def read_or_reason(body: bytes) -> tuple[Bulletin, ...] | str:
    try:
        return read(body)
    except UnreadableError as error:
        return str(error)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "an empty file"),
        (b" \r\n\t", "an empty file"),
        (b"\xef\xbb\xbf", "plain text|an empty file"),
        (b"<!DOCTYPE html><html><body>maintenance</body></html>", "an HTML page"),
        (b"<html><head/></html>", "an HTML page"),
        (b'{"type":"FeatureCollection","features":[]}', "a GeoJSON file"),
        (b'{"code":"200","now":{}}', "unknown kind, with the keys code, now"),
        (b"{}", "keys none"),
        (b"[1]", "unknown kind: a list"),
        (b'{"typhoonList":[]}', "list of 0 storms"),
        (b"{broken", "broken JSON"),
        (b"<alert", "broken XML"),
        (b"<a/>", "its root is a"),
        (
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/><entry/></feed>',
            "an Atom index of 2 entries, with no CAP inside: give the files",
        ),
        (b"<rss><channel><item/></channel></rss>", "an RSS index of 1 entries"),
        (b"<rss><channel/></rss>", "an empty RSS index"),
        (b"<schema/>", "XML schema"),
        (b"name,phone\nsomebody,1", "plain text"),
        (b"\x00\x01\x02\x03" * 50, "binary data"),
        (b"PK\x03\x04....", "a ZIP archive"),
        (gzip.compress(b"<alert/>"), "gzip"),
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b" " * (LARGEST + 1) + b"x", "larger than 8 MiB"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><alert>&a;</alert>", "DOCTYPE"),
        (b"[" * 200_000, "nested too deeply"),
    ],
)
def test_what_is_no_bulletin_is_refused_with_its_reason(
    body: bytes, reason: str
) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(body)


def test_every_format_is_told_by_its_content() -> None:
    formats = [{one.format for one in read(body)} for body in BODIES]
    assert {Format.CAP} in formats
    assert {Format.CMA12379} in formats
    assert {Format.NMC_TYPHOON} in formats


def test_one_file_may_hold_two_formats() -> None:
    cap, platform = (
        (CASES / name).read_text("utf-8").partition("?>")[2]
        for name in ("cap/wenchang_signal.xml", "cma12379/lift_as_alert.xml")
    )
    found = read(f"<both>{cap}{platform}</both>".encode())
    assert {one.format for one in found} == {Format.CAP, Format.CMA12379}


def test_transmission_headers_before_the_xml_are_left_out() -> None:
    cap = (CASES / "cap/wenchang_signal.xml").read_bytes()
    (bulletin,) = read(b"ZCZC\nWTCI40 BABJ 051210\n" + cap)
    assert any("not XML: left out" in note for note in bulletin.notes)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_mutated_bulletins_are_read_or_refused(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from(BODIES)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(len(body) - 1, 0)))
        match data.draw(st.integers(0, 3)):
            case 0:
                body[at : at + 1] = data.draw(st.binary(min_size=1, max_size=1))
            case 1:
                del body[at : at + data.draw(st.integers(1, 60))]
            case 2:
                body[at:at] = data.draw(st.binary(max_size=12))
            case _:
                body = body[:at]
    assert read_or_reason(bytes(body))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert read_or_reason(body)


def test_every_collected_sample_is_read_or_refused(corpora: Path) -> None:
    read_files = set()
    for folder in ("cap", "china-alerts", "typhoon"):
        for path in sorted((corpora / folder).rglob("*")):
            if not path.is_file():
                continue
            found = read_or_reason(path.read_bytes())
            assert found, path
            if isinstance(found, tuple):
                read_files.add(str(path.relative_to(corpora)))
                assert all(one.cap.sent.tzinfo for one in found), path
    assert len([name for name in read_files if name.startswith("cap/")]) >= 60
    assert {name for name in read_files if not name.startswith("cap/")} == {
        "china-alerts/cma12379-alert.xml",
        "typhoon/nmc-yagi2024/yagi-2024-view.json",
        "typhoon/nmc-jsonp/view_3346168.jsonp",
    }


def test_the_examples_of_the_standard(corpora: Path) -> None:
    folder = corpora / "cap/oasiscap"
    shapes = {}
    for number in (1, 2, 3, 4):
        (bulletin,) = read((folder / f"v1dot2_appendix_adot{number}.xml").read_bytes())
        areas = [area for info in bulletin.cap.infos for area in info.areas]
        shapes[bulletin.cap.identifier] = (
            len(bulletin.cap.infos),
            len(bulletin.warnings),
            sum(len(area.polygons) for area in areas),
            sum(len(area.circles) for area in areas),
        )
        assert bulletin.notes == ()
    assert shapes == {
        "43b080713727": (1, 1, 0, 0),
        "KSTO1055887203": (1, 1, 1, 0),
        "TRI13970876.2": (1, 1, 0, 1),
        "KAR0-0306112239-SW": (2, 1, 0, 0),
    }


def test_repeated_polygons_are_all_kept(corpora: Path) -> None:
    path = corpora / "cap/govuk-alerts/windemere.xml"
    (bulletin,) = read(path.read_bytes())
    written = path.read_text("utf-8").count("<polygon>")
    assert written > 1
    assert len(bulletin.cap.infos[0].areas[0].polygons) == written
