"""What the tests of several sources share: the collected samples, if they are here."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real inputs beside the repository; skips where it is absent."""
    folder = Path(__file__).resolve().parents[2].parent / "shared/corpora"
    if not folder.is_dir():
        pytest.skip("the collected samples (shared/corpora) are not here")
    return folder
