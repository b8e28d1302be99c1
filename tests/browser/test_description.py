"""All that the description of the API allows is asked, and each answer held against it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Site

pytestmark = pytest.mark.browser


def test_no_request_that_is_described_is_answered_otherwise(site: Site) -> None:
    schemathesis = Path(sys.executable).parent / "schemathesis"
    described = site.at("/api/openapi.json")
    options = ["--max-examples", "100", "--seed", "6349", "--no-color"]
    asked = subprocess.run(
        [str(schemathesis), "run", described, *options], capture_output=True, text=True, check=False
    )
    assert asked.returncode == 0, asked.stdout
