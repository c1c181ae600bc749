"""What we write is valid CAP 1.2, and reads back as what was written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from alertd.core import cap_xml
from alertd.core.cap import (
    Alert,
    Area,
    Category,
    Certainty,
    Circle,
    Info,
    MsgType,
    Named,
    Reference,
    Resource,
    ResponseType,
    Scope,
    Severity,
    Status,
    Urgency,
)
from alertd.core.cap_rules import check
from alertd.core.cap_write import time_text, write

SCHEMA = (
    Path(__file__).resolve().parents[2].parent
    / "shared/corpora/cap/schemas/govuk/CAP-v1.2.xsd"
)


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    if not SCHEMA.exists():
        pytest.skip("the OASIS schema CAP-v1.2.xsd is not here")
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


words = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Cn"), max_codepoint=0x2FFFF),
    min_size=1,
    max_size=20,
).map(lambda text: " ".join(text.split()) or "词")
names = st.from_regex(r"[A-Za-z0-9_.@:-]{1,20}", fullmatch=True)
offsets = st.integers(-56, 56).map(lambda n: timezone(timedelta(minutes=15 * n)))
times = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, zone),
    st.integers(10**9, 4 * 10**9),
    offsets,
)
degrees = st.integers(-17_000_000, 17_000_000).map(lambda n: n / 1_000_000)
corners = st.tuples(
    st.integers(-80, 79), st.integers(-170, 169), st.integers(1, 900_000)
).map(
    lambda c: (
        (c[0], c[1]),
        (c[0] + c[2] / 1e6, c[1]),
        (c[0] + c[2] / 1e6, c[1] + c[2] / 1e6),
        (c[0], c[1]),
    )
)
named = st.lists(st.builds(Named, name=names, value=words), max_size=3).map(tuple)
areas = st.builds(
    Area,
    description=words,
    polygons=st.lists(corners, max_size=3).map(tuple),
    circles=st.lists(
        st.builds(
            Circle,
            lat=degrees,
            lon=degrees,
            radius_km=st.integers(0, 5000).map(lambda n: n / 4),
        ),
        max_size=2,
    ).map(tuple),
    geocodes=named,
    altitude_ft=st.none() | st.integers(0, 9000).map(float),
)
infos = st.builds(
    Info,
    event=words,
    language=st.sampled_from(["zh-CN", "en-US", "lic"]),
    categories=st.lists(st.sampled_from(Category), min_size=1, unique=True).map(tuple),
    response_types=st.lists(st.sampled_from(ResponseType), unique=True).map(tuple),
    urgency=st.sampled_from(Urgency),
    severity=st.sampled_from(Severity),
    certainty=st.sampled_from(Certainty),
    audience=st.none() | words,
    event_codes=named,
    effective=st.none() | times,
    onset=st.none() | times,
    expires=st.none() | times,
    headline=st.none() | words,
    description=st.none() | words,
    instruction=st.none() | words,
    web=st.none() | st.just("https://example.org/a"),
    parameters=named,
    resources=st.lists(
        st.builds(
            Resource,
            description=words,
            mime_type=st.just("image/png"),
            size=st.none() | st.integers(0, 10**9),
            uri=st.none() | st.just("https://example.org/map.png"),
        ),
        max_size=2,
    ).map(tuple),
    areas=st.lists(areas, max_size=2).map(tuple),
)
references = st.builds(Reference, identifier=names, sender=names, sent=times)
alerts = st.builds(
    Alert,
    identifier=names.map(lambda name: f"own-{name}"),
    sender=names,
    sent=times,
    status=st.sampled_from(Status),
    msg_type=st.sampled_from(MsgType),
    scope=st.sampled_from(Scope),
    source=st.none() | words,
    restriction=st.none() | words,
    addresses=st.lists(words.filter(lambda w: '"' not in w), max_size=2).map(tuple),
    codes=st.lists(words, max_size=2).map(tuple),
    note=st.none() | words,
    references=st.lists(references, max_size=3, unique=True).map(tuple),
    infos=st.lists(infos, max_size=2).map(tuple),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(alert=alerts)
def test_what_is_written_reads_back(alert: Alert) -> None:
    (bulletin,) = cap_xml.read(write(alert))
    assert bulletin.cap == alert


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(alert=alerts)
def test_what_is_written_is_valid(alert: Alert, schema: etree.XMLSchema) -> None:
    tree = etree.fromstring(write(alert))
    assert schema.validate(tree), schema.error_log


def sample() -> Alert:
    sent = datetime(2024, 9, 5, 8, tzinfo=UTC)
    return Alert(
        identifier="alertd.1",
        sender="alertd@example.org",
        sent=sent,
        status=Status.ACTUAL,
        msg_type=MsgType.ALERT,
        scope=Scope.PUBLIC,
        infos=(
            Info(
                event="台风",
                language="zh-CN",
                expires=sent + timedelta(hours=24),
                areas=(Area(description="文昌市"),),
            ),
        ),
    )


def test_the_sample_is_valid_and_keeps_the_rules(schema: etree.XMLSchema) -> None:
    body = write(sample())
    assert body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert schema.validate(etree.fromstring(body)), schema.error_log
    assert check(sample()) == ()


def test_times_are_cap_times() -> None:
    beijing = datetime(2024, 9, 5, 16, 0, 0, 7, tzinfo=timezone(timedelta(hours=8)))
    assert time_text(beijing) == "2024-09-05T16:00:00+08:00"
    assert time_text(beijing.astimezone(UTC)) == "2024-09-05T08:00:00-00:00"
    odd = beijing.astimezone(timezone(timedelta(seconds=29143)))
    assert time_text(odd) == "2024-09-05T08:00:00-00:00"


def test_what_xml_cannot_carry_does_not_break_the_message() -> None:
    alert = sample()
    body = write(
        Alert(
            **{
                **{n: getattr(alert, n) for n in Alert.__dataclass_fields__},
                "note": "a\x00b\ud800c\x0b",
            }
        )
    )
    assert "a\ufffdb\ufffdc\ufffd".encode() in body
