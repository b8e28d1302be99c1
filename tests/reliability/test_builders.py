"""Of many builders at once one builds; the others say so, or wait and find nothing to do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from corpora import NEW, lay
from intercept import Action, Fault, Intercepted, Kind, intercepted

from indexer.errors import IndexLocked
from indexer.lock import holder_of

MANY, SOME = 20, 4

LONG = 60
"""Seconds after which what does not happen never will."""

SOON = 1.0
"""Seconds within which the next builder starts when the one that holds the lock is killed."""

TRIES = 3
"""Who has tried for the lock so often is waiting for it."""

BUILT = 3
"""One of the sources cannot be read."""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Intercepted]:
    with intercepted(tmp_path / "home", tmp_path / "scratch") as running:
        yield running


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    sources = lay(tmp_path / "sources", NEW)
    return ["index", "--index", str(tmp_path / "home" / "index"), str(sources)]


HOW_MANY = pytest.mark.parametrize(
    "count", [pytest.param(MANY, marks=pytest.mark.reliability), SOME]
)


@HOW_MANY
def test_while_one_builds_the_others_name_it(
    running: Intercepted, command: list[str], count: int
) -> None:
    holder = stopped_holder(running, command)
    others = [start(command) for _ in range(count - 1)]
    for other in others:
        said = other.communicate(timeout=LONG)[1]
        assert other.returncode == IndexLocked.exit_code
        assert f"another build is running: process {holder} on " in said
        assert said.count("\n") == 1
    os.kill(holder, signal.SIGCONT)
    assert running.end().code == BUILT


@HOW_MANY
def test_who_waits_for_a_build_finds_nothing_to_do(
    running: Intercepted, command: list[str], count: int
) -> None:
    holder = stopped_holder(running, command)
    others = [start([*command, "--lock-wait", str(LONG)]) for _ in range(count - 1)]
    os.kill(holder, signal.SIGCONT)
    assert "Indexed" in running.end().errors
    for other in others:
        assert "Indexed" not in other.communicate(timeout=LONG)[1]
        assert other.returncode == BUILT
    assert generations(running) == ["gen-000001"]


@HOW_MANY
def test_when_the_holder_is_killed_the_next_builds(
    running: Intercepted, command: list[str], tmp_path: Path, count: int
) -> None:
    index, waiting = Path(command[2]), [*command, "--lock-wait", str(LONG)]
    holder = stopped_holder(running, command)
    others = [start(waiting) for _ in range(count - 2)]
    with intercepted(running.folder, tmp_path / "another") as another:
        another.begin(*waiting, fault=Fault(kinds=Kind.OPEN))
        # It opens the lock again and again.
        wait_until(lambda: another.calls > TRIES)
        os.kill(holder, signal.SIGKILL)
        wait_until(lambda: holder_of(index) is not None, SOON if count == MANY else LONG)
        ended = [running.end(), another.end()]
    said = [ended[1].errors, *(other.communicate(timeout=LONG)[1] for other in others)]
    codes = [ended[1].code, *(other.returncode for other in others)]
    assert (ended[0].code, set(codes)) == (-signal.SIGKILL, {BUILT})
    assert sum("Indexed" in each for each in said) == 1
    assert generations(running) == ["gen-000001"]


def stopped_holder(running: Intercepted, command: list[str]) -> int:
    """Start a build that stops before it puts in place what it built; return its process."""
    running.begin(*command, fault=Fault(Action.STOP_BEFORE, 1, Kind.RENAME))
    wait_until(lambda: running.acted > 0)
    return running.builder


def start(words: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "search", *words], stderr=subprocess.PIPE, text=True
    )


def wait_until(happened: Callable[[], bool], seconds: float = LONG) -> None:
    """Wait until something has happened; that it does not is a failure."""
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.001)


def generations(running: Intercepted) -> list[str]:
    return sorted(path.name for path in (running.folder / "index").glob("gen-*"))
