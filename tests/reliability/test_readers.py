"""Who searches never notices that the index is built anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from corpora import NEW, OLD, contents, lay
from reader import digest

from indexer.build import build_index
from indexer.find import find_sources
from indexer.generations import open_generation

READER = Path(__file__).with_name("reader.py")

SECONDS = int(os.environ.get("DUANSOU_READERS_SECONDS", "60"))
"""How long the index is built again and again; ten minutes are worth a night."""


@pytest.mark.reliability
def test_readers_never_notice_rebuilds(tmp_path: Path) -> None:
    assert read_while_building(tmp_path, SECONDS) >= SECONDS / 10


def test_readers_do_not_notice_a_few_rebuilds(tmp_path: Path) -> None:
    assert read_while_building(tmp_path, 2) >= 2


def read_while_building(folder: Path, seconds: float) -> int:
    """Have four processes open and ask, two more keep on asking; return how often was built."""
    index, corpora = folder / "index", (lay(folder / "a", OLD), lay(folder / "b", NEW))
    known = [digest(built(index, corpus)) for corpus in corpora]
    readers = [reader(index, mode, known) for mode in (*["reopen"] * 4, *["keep"] * 2)]
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end or count < 2:
        built(index, corpora[count % 2])
        count += 1
    met = [json.loads(process.communicate()[0]) for process in readers]
    assert [each["wrong"] for each in met] == [[]] * len(met)
    assert all(each["count"] for each in met)
    assert {each["seen"] for each in met[:4]} == {2}
    built(index, corpora[count % 2])
    assert [path.name for path in index.glob("gen-*")] == [open_generation(index).name]
    return count


def built(index: Path, sources: Path) -> str:
    """Build, and return what the index says."""
    build_index(index, find_sources([sources]))
    return contents(index)


def reader(index: Path, mode: str, known: list[str]) -> subprocess.Popen[str]:
    """Start a process that reads; return when it does."""
    process = subprocess.Popen(
        [sys.executable, str(READER), str(index), mode, *known],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "reading\n"
    return process
