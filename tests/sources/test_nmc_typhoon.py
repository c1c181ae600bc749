"""NMC tracks: UTC and not Beijing time, longitude first, quadrants from the north-east."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alertd.core.bulletin import Bulletin, UnreadableError
from alertd.core.cap import MsgType, Scope, Status
from alertd.core.cyclone import CycloneGrade, WindRadii
from alertd.sources.nmc_typhoon import active_storms, parse

if TYPE_CHECKING:
    from pathlib import Path

POINT = [
    1, "202409060900", 1725613200000, "SuperTY", 110.8, 19.8, 920, 60, "WNW", 20,
    [["30KTS", 300, 260, 240, 280, 1]],
    {"BABJ": [[12, "202409060900", 108.9, 20.4, 935, 52, "BABJ", "SuperTY"]]},
]  # fmt: skip


def document(*points: Any, status: str = "start", **extra: Any) -> bytes:
    storm = [900, "YAGI", "摩羯", 2411, 2411, None, "x", status, list(points), []]
    return json.dumps({"typhoon": storm, **extra}).encode()


def parse_one(body: bytes) -> Bulletin:
    (bulletin,) = parse(body)
    return bulletin


def test_a_point_is_read_lon_first_and_in_utc() -> None:
    bulletin = parse_one(document(POINT))
    assert bulletin.notes == ()
    assert bulletin.warnings == ()
    assert bulletin.cyclone is not None
    fix = bulletin.cyclone.last
    assert fix.at == datetime(2024, 9, 6, 9, tzinfo=UTC)
    assert (fix.lat, fix.lon, fix.wind_ms, fix.pressure_hpa) == (19.8, 110.8, 60, 920)
    assert fix.grade is CycloneGrade.SUPER_TY
    assert fix.radii == (WindRadii(force=7, ne=300, se=260, sw=240, nw=280),)
    (point,) = fix.forecasts
    assert point.at == datetime(2024, 9, 6, 21, tzinfo=UTC)
    assert (point.lat, point.lon, point.agency) == (20.4, 108.9, "BABJ")


@pytest.mark.parametrize("wrap", ["{}", "cb({})", "cb(({}))\n", "\ufeffa.b_1(({}));"])
def test_json_and_jsonp_read_the_same(wrap: str) -> None:
    body = wrap.replace("{}", document(POINT).decode()).encode()
    assert parse_one(body).cyclone == parse_one(document(POINT)).cyclone


def test_a_beijing_label_does_not_move_the_storm() -> None:
    wrong = [*POINT]
    wrong[1] = "202409061700"
    bulletin = parse_one(document(wrong))
    assert bulletin.cyclone is not None
    assert bulletin.cyclone.last.at == datetime(2024, 9, 6, 9, tzinfo=UTC)
    assert any("not its epoch" in note for note in bulletin.notes)


def test_the_message_of_a_track_is_named_after_its_newest_fix() -> None:
    later = [*POINT]
    later[1:3] = ["202409061200", 1725624000000]
    bulletin = parse_one(document(later, POINT))
    assert bulletin.cap.identifier == "nmc:2411:20240906T1200Z"
    assert bulletin.cap.sent == datetime(2024, 9, 6, 12, tzinfo=UTC)
    assert bulletin.cap.msg_type is MsgType.UPDATE
    assert (bulletin.cap.status, bulletin.cap.scope) == (Status.ACTUAL, Scope.PUBLIC)
    assert any("out of the order" in note for note in bulletin.notes)
    assert parse_one(document(POINT)).cap.msg_type is MsgType.ALERT


@pytest.mark.parametrize(
    ("index", "value"),
    [(2, "x"), (4, None), (4, 9999), (5, 91), (5, "north")],
)
def test_a_bad_point_is_left_out_with_a_note(index: int, value: object) -> None:
    bad = [*POINT]
    bad[1] = "?"
    bad[index] = value
    bulletin = parse_one(document(bad, POINT))
    assert bulletin.cyclone is not None
    assert len(bulletin.cyclone.fixes) == 1
    assert any("left out" in note for note in bulletin.notes)


def test_a_list_of_storms_says_what_to_give_instead() -> None:
    rows = [[1, "YAGI", "摩羯\n", "2411", "2411", None, "x", "start"],
            [2, "nameless", "热带低压", None, None, None, None, "stop"]]  # fmt: skip
    body = b"list((" + json.dumps({"typhoonList": rows}).encode() + b"))"
    with pytest.raises(UnreadableError, match=r"list of 2 storms.*摩羯 1.*view_"):
        parse(body)
    assert active_storms(body) == ("1",)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"typhoon":[]}',
        b'{"typhoon":null}',
        b'{"typhoon":[1,2,3,4,5,6,7,8,[]]}',
        b'{"typhoonList":7}',
        b"cb(",
        b"cb({)",
        b"[" * 100_000,
        b'{"typhoon":[1,2,3,4,5,6,7,8,[[1,2,3,4,5,600,7]]]}',
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_what_holds_no_track_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(UnreadableError, match=r".{5}"):
        parse(body)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_value_in_any_place_is_read_or_refused(data: st.DataObject) -> None:
    value: Any = json.loads(document(POINT, POINT))
    odd = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(max_size=14),
        st.just([]),
        st.just({}),
        st.lists(st.none() | st.integers() | st.text(max_size=5), max_size=9),
    )
    target: Any = value["typhoon"]
    while data.draw(st.booleans()):
        inner = [part for part in target if isinstance(part, list) and part]
        if not inner:
            break
        target = data.draw(st.sampled_from(inner))
    target[data.draw(st.integers(0, len(target) - 1))] = data.draw(odd)
    try:
        (bulletin,) = parse(json.dumps(value).encode())
    except UnreadableError as error:
        reason = str(error)
        assert reason
    else:
        assert bulletin.cyclone is not None
        assert bulletin.cyclone.fixes


def test_yagi(corpora: Path) -> None:
    path = corpora / "typhoon/nmc-yagi2024/yagi-2024-view.json"
    bulletin = parse_one(path.read_bytes())
    storm = bulletin.cyclone
    assert storm is not None
    assert (storm.id, storm.name, storm.name_en) == ("2411", "摩羯", "YAGI")
    assert (storm.agency, storm.wind_averaging_minutes) == ("BABJ", 2)
    assert len(storm.fixes) == 36
    assert storm.dissipated
    assert bulletin.notes == ()
    assert storm.fixes[0].at == datetime(2024, 9, 1, tzinfo=UTC)
    assert storm.last.at == datetime(2024, 9, 8, 12, tzinfo=UTC)
    landfall = storm.as_of(datetime(2024, 9, 6, 11, tzinfo=UTC))
    assert landfall is not None
    assert not landfall.dissipated
    fix = landfall.last
    assert (fix.lat, fix.lon, fix.wind_ms, fix.pressure_hpa) == (19.8, 110.8, 60, 920)
    assert max(one.wind_ms or 0 for one in storm.fixes) == 62
    assert bulletin.cap.identifier == "nmc:2411:20240908T1200Z"


def test_a_live_storm_has_circles_and_forecasts(corpora: Path) -> None:
    folder = corpora / "typhoon/nmc-jsonp"
    bulletin = parse_one((folder / "view_3346168.jsonp").read_bytes())
    storm = bulletin.cyclone
    assert storm is not None
    assert not storm.dissipated
    first, last = storm.fixes
    assert [radii.force for radii in first.radii] == [7, 10, 12]
    assert first.radii[0] == WindRadii(force=7, ne=500, se=450, sw=450, nw=500)
    assert len(last.forecasts) == 8
    assert last.forecasts[-1].at == datetime(2026, 10, 12, 6, tzinfo=UTC)
    assert active_storms((folder / "list_default.jsonp").read_bytes()) == (
        "3346033",
        "3346168",
        "3341981",
    )
