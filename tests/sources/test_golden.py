"""Each case reads as the values beside it (golden.py rewrites them)."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

_SPEC = importlib.util.spec_from_file_location(
    "golden", Path(__file__).with_name("golden.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
golden = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(golden)


@pytest.mark.parametrize("case", golden.inputs(), ids=lambda path: path.stem)
def test_the_case_reads_as_expected(case: Path) -> None:
    assert golden.rendered(case) == golden.expected_path(case).read_text("utf-8")


def test_there_are_cases_of_every_agency() -> None:
    assert {path.parent.name for path in golden.inputs()} == {"cap", "cma12379", "nmc"}
