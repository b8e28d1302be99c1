"""What the tests share: the sample document, and the larger collections where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed. Continuous integration tries the same examples each time; a person tries new ones.
settings.register_profile("untimed", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("untimed")

SAMPLE = Path(__file__).parent / "data" / "a-res-63-49.txt"


@pytest.fixture(scope="session")
def sample_path() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def sample_text() -> str:
    return SAMPLE.read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def collections() -> Path:
    """Return the folder of real documents; the test is skipped where there is none."""
    folder = os.environ.get("DUANSOU_DATA")
    if not folder:
        pytest.skip("DUANSOU_DATA is not set: the collections of real documents are not at hand")
    return Path(folder).resolve()
