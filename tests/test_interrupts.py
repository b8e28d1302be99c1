"""A signal ends a command quietly, at any moment, and costs nothing but what was being built."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

import search
from indexer.build import build_index
from indexer.find import find_sources

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/environ").exists(), reason="processes are looked at in /proc"
)

COMMAND = [sys.executable, "-m", "duansou"]
ROOT = Path(__file__).parent.parent
ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

MOMENTS = [5, pytest.param(100, marks=pytest.mark.reliability)]
"""How many moments of a build are tried for each signal."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("documents")
    for number in range(30):
        text = "".join(f"第{line}段话，关于核武器的谈判{number}。\n\n" for line in range(50))
        (root / f"{number}.txt").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def index(documents: Path, tmp_path: Path) -> Path:
    build_index(tmp_path / "index", find_sources([documents]))
    return tmp_path / "index"


@contextmanager
def started(*words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a command, the leader of its group, as a shell in a terminal starts it."""
    with subprocess.Popen(
        [*COMMAND, *words],
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as command:
        try:
            yield command
        finally:
            command.kill()


def wait_until_it_heeds_signals(command: subprocess.Popen[bytes]) -> None:
    """Wait until the process has handlers of its own: before, Python itself is being loaded."""
    while not _catches(command.pid, signal.SIGHUP) and command.poll() is None:
        time.sleep(0.001)


def _catches(number: int, signal_: signal.Signals) -> bool:
    status = Path(f"/proc/{number}/status").read_text()
    caught = int(status.split("SigCgt:")[1].split()[0], 16)
    return bool(caught >> (signal_ - 1) & 1)


def processes_with(mark: str) -> list[str]:
    """Return the commands of the processes in whose environment the mark stands."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_text())
            except OSError:
                continue
    return found


def left_after_a_second(mark: str) -> list[str]:
    until = time.monotonic() + 1
    while (left := processes_with(mark)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def duration(*words: str) -> float:
    """Return how long the command takes once it heeds signals."""
    with started(*words) as command:
        wait_until_it_heeds_signals(command)
        start = time.monotonic()
        assert command.wait() == 0
        return time.monotonic() - start


@pytest.mark.parametrize("moments", MOMENTS)
@pytest.mark.parametrize("number", ENDING)
def test_a_signal_at_any_moment_of_a_build_leaves_a_whole_index_and_no_process(
    documents: Path, index: Path, number: signal.Signals, moments: int
) -> None:
    words = ["index", "-q", "--rebuild", "--jobs", "2", "--index", str(index), str(documents)]
    longest = duration(*words)
    chance = random.Random(int(number))
    codes = set()
    for _ in range(moments):
        delay, mark = chance.uniform(0, longest), str(uuid4())
        with started(*words, DUANSOU_TEST=mark) as command:
            wait_until_it_heeds_signals(command)
            time.sleep(delay)
            os.killpg(command.pid, number)
            output, errors = command.communicate()
        codes.add(command.returncode)
        assert (output, errors) == (b"", b""), delay
        assert left_after_a_second(mark) == [], delay
        with search.open_index(index) as opened:
            assert opened.search("核武器", limit=0).total == 1_500, delay
    # A build may be done before the signal comes, or Python be ending already.
    assert codes - {0, -number} == {128 + number}
    build_index(index, find_sources([documents]), rebuild=True)
    assert not [path.name for path in index.iterdir() if path.name.startswith("tmp-")]


def test_a_signal_is_quiet_while_the_command_is_being_loaded(tmp_path: Path) -> None:
    stand_in = "import os, signal\nos.kill(os.getpid(), int(os.environ['SIGNAL']))\n"
    for module in ("click", "platformdirs"):
        (tmp_path / f"{module}.py").write_text(stand_in)
        for number in ENDING:
            environment = {"PYTHONPATH": f"{tmp_path}:{ROOT}", "SIGNAL": str(int(number))}
            with started("search", "核", **environment) as command:
                output, errors = command.communicate()
            assert (command.returncode, output, errors) == (128 + number, b"", b""), module
        (tmp_path / f"{module}.py").unlink()


@pytest.mark.parametrize("number", ENDING)
def test_a_signal_that_is_ignored_stays_ignored(
    documents: Path, tmp_path: Path, number: signal.Signals
) -> None:
    words = ["index", "-q", "--index", str(tmp_path / "index"), str(documents)]
    before = signal.signal(number, signal.SIG_IGN)
    try:
        command = subprocess.Popen([*COMMAND, *words], start_new_session=True)
    finally:
        signal.signal(number, before)
    while command.poll() is None:
        command.send_signal(number)
        time.sleep(0.01)
    assert command.returncode == 0


TWICE = """
import os, signal, sys, time
from indexer.interrupts import clearing_up
with clearing_up():
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    finally:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
"""


def test_a_second_signal_does_not_wait_for_what_is_cleared_up() -> None:
    done = subprocess.run([sys.executable, "-c", TWICE], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
