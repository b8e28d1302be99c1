"""However often an index is built and opened, it takes no more files, memory or disk."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from corpora import NEW, OLD, lay

MANY, SOME = 1_000, 50

WARM = 0.2
"""The share of all rebuilds after which everything that is kept for good has been met."""

FLAT = 1.05


@pytest.mark.skipif(sys.platform != "linux", reason="what a process holds is looked up in /proc")
@pytest.mark.parametrize("count", [pytest.param(MANY, marks=pytest.mark.reliability), SOME])
def test_nothing_grows_with_rebuilds(tmp_path: Path, count: int) -> None:
    folders = lay(tmp_path / "a", OLD), lay(tmp_path / "b", NEW)
    script = Path(__file__).with_name("rebuild.py")
    done = subprocess.run(
        [sys.executable, script, tmp_path / "index", str(count), *folders],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    held = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(held) == count
    some = count // 10
    first = int(count * WARM)
    for what in ("files", "memory", "disk"):
        before = max(each[what] for each in held[first : first + some])
        after = max(each[what] for each in held[-some:])
        assert after <= before * FLAT, what
