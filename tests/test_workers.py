"""Each source is read in a process of its own, which may be lost; what it read is whole or not used."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.confine import Limits
from indexer.document import Diagnostic
from indexer.errors import ReaderFailed, SourceError, SourceMissing, SourceTooHungry, SourceTooSlow
from indexer.messages import END, Enclosed, Errand, Message, frame, messages_in
from indexer.report import ReportStyle
from indexer.tally import Tally
from indexer.workers import Workers

SLOW = "第一条，核武器公约。\n\n"
"""What takes a second and much memory to read when it is repeated a few hundred thousand times."""

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="processes are looked at in /proc"
)

COMMAND = [sys.executable, "-I", "-c", "from search.cli import main; main()"]


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slow") / "slow.txt"
    path.write_text(SLOW * 300_000, encoding="utf-8")
    return path


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "short.txt"
    path.write_text("一段。\n", encoding="utf-8")
    return path


def read(workers: Workers, *paths: Path) -> list[list[Message] | SourceError]:
    """Return what each source consists of, or its error."""
    readings = workers.run(Errand(path, path.name) for path in paths)
    return [reading.error or list(reading.messages) for reading in readings]


def children() -> set[int]:
    """Return the processes that this one started."""
    task = Path("/proc/self/task")
    return {
        int(number)
        for thread in task.iterdir()
        for number in (thread / "children").read_text().split()
    }


def test_a_source_comes_part_by_part_and_its_tally_last(sample_path: Path) -> None:
    with Workers(Limits()) as workers:
        ((*parts, tally),) = read(workers, sample_path)  # type: ignore[misc]
    assert tally == Tally(documents=1, paragraphs=24, footnotes=12, marks=12, linked=12)
    (enclosed,) = parts
    assert isinstance(enclosed, Enclosed)
    assert (enclosed.key, enclosed.count) == ("A/RES/63/49", 24)
    columns = json.loads(enclosed.values)
    assert columns[0] == {"all": "A/RES/63/49"}
    assert columns[1][:2] == ["title", "opening"]


def test_sources_come_in_their_order_however_many_processes_read(
    tmp_path: Path, slow: Path, sample_path: Path
) -> None:
    paths = [sample_path, slow, tmp_path / "nowhere.txt", *[sample_path] * 9]
    limits = Limits(seconds=0.3)
    made = []
    for jobs in (1, 3):
        with Workers(limits, jobs) as workers:
            made.append([str(outcome) for outcome in read(workers, *paths)])
    assert made[0] == made[1]
    assert made[0][1:3] == ["slow.txt: took over 0.3 s", "nowhere.txt: no such file"]


def test_a_process_that_was_lost_is_replaced(slow: Path, short: Path) -> None:
    with Workers(Limits(seconds=0.2), 1) as workers:
        first, second, third, fourth = read(workers, short, slow, short, short.parent / "none.txt")
    assert isinstance(second, SourceTooSlow)
    assert isinstance(fourth, SourceMissing)
    assert first == third


def test_a_process_reads_one_source_after_the_other(short: Path) -> None:
    with Workers(Limits(), 1) as workers:
        seen: set[int] = set()
        before = children()
        for _ in workers.run([Errand(short, "a.txt")] * 20):
            seen |= children() - before
    assert len(seen) == 1
    assert not seen & children()


def test_a_source_that_needs_too_much_memory_is_named_with_the_limit(
    slow: Path, short: Path
) -> None:
    with Workers(Limits(megabytes=96), 1) as workers:
        before, hungry, after = read(workers, short, slow, short)
    assert isinstance(hungry, SourceTooHungry)
    assert str(hungry) == "slow.txt: needed over 96 MB"
    assert before == after


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL])
def test_a_reader_that_crashes_is_named_with_its_signal(
    slow: Path, short: Path, number: signal.Signals
) -> None:
    before = children()
    killer = threading.Thread(target=lambda: os.kill(first_of(lambda: children() - before), number))
    with Workers(Limits(), 1) as workers:
        killer.start()
        crashed, after = read(workers, slow, short)
    killer.join()
    assert isinstance(crashed, ReaderFailed)
    assert str(crashed) == f"slow.txt: its reader crashed (signal {int(number)})"
    assert isinstance(after, list)


def first_of(found: Callable[[], set[int]]) -> int:
    """Wait until one is found."""
    while not (numbers := found()):
        time.sleep(0.01)
    return numbers.pop()


def test_what_a_reader_was_not_made_for_is_one_line(short: Path) -> None:
    style = ReportStyle(width="wide")  # type: ignore[arg-type]
    with Workers(Limits(), 1) as workers:
        (error,) = [reading.error for reading in workers.run([Errand(short, "a.txt", style)])]
    assert isinstance(error, ReaderFailed)
    assert str(error).startswith("a.txt: its reader failed: TypeError: ")
    assert "\n" not in str(error)


def test_modules_of_the_folder_at_hand_are_not_imported(
    tmp_path: Path, short: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("resource", "ctypes", "indexer", "socket"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the folder')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend("")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with Workers(Limits(), 1) as workers:
        assert isinstance(read(workers, short)[0], list)


def test_a_report_is_text_in_pieces(sample_path: Path) -> None:
    with Workers(Limits(), 1) as workers:
        errand = Errand(sample_path, "a.txt", ReportStyle(is_json=True))
        (text,) = ["".join(reading.messages) for reading in workers.run([errand])]  # type: ignore[arg-type]
    assert json.loads(text)["document"]["key"] == "A/RES/63/49"


@pytest.mark.parametrize(
    "message",
    [
        Diagnostic(3, "equal-anchor", "\ud83d\ude00 \udce9 一"),
        Tally(1, 2, 3),
        SourceTooSlow("a\udce9", "\ud83d\ude00", 7),
        ReaderFailed("a", "b"),
        "\ud83d\ude00\n\x00",
    ],
)
def test_a_message_survives_half_characters(tmp_path: Path, message: Message) -> None:
    path = tmp_path / "messages"
    path.write_bytes(frame(message, "a") * 2 + END + b"of an earlier source")
    with path.open("rb") as file:
        first, second = messages_in(file, "a")
    assert repr(first) == repr(second) == repr(message)
    assert type(first) is type(message)


@pytest.mark.parametrize(
    "data",
    [
        b"\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x09Rshort",
        b"",
        b"\0\0\0\1R",
        b"\0\0\0\3R{}",
        b"\0\0\0\3T{}",
        b"\0\0\0\3E{}",
        b"\0\0\0\3D[]",
        b"\0\0\0\3X{}",
        b"\0\0\0\2S\xff",
    ],
)
def test_what_is_no_message_is_the_readers_failure(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "messages"
    path.write_bytes(data)
    with path.open("rb") as file, pytest.raises(ReaderFailed, match="sent what is no message"):
        list(messages_in(file, "a"))


def test_a_process_stays_below_its_memory_limit(slow: Path) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from indexer.confine import Limits\n"
        "from indexer.messages import Errand\n"
        "from indexer.workers import Workers\n"
        "with Workers(Limits(megabytes=96), 1) as workers:\n"
        "    list(workers.run([Errand(Path(sys.argv[1]), 'a.txt')]))\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program, str(slow)], capture_output=True, check=True
    )
    # What is mapped from the interpreter's own files comes on top, a few megabytes.
    assert 48 * 1024 < int(done.stdout) < 128 * 1024


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -9)]
)
def test_nothing_of_a_command_that_is_ended_lives_on(
    slow: Path, tmp_path: Path, number: signal.Signals, code: int
) -> None:
    words = [*COMMAND, "index", "--index", str(tmp_path / "index"), str(slow)]
    with subprocess.Popen(words) as command:
        reader = first_of(lambda: children_of(command.pid))
        command.send_signal(number)
        assert command.wait() == code
    while Path(f"/proc/{reader}").exists():
        time.sleep(0.01)
    if number != signal.SIGKILL:
        assert [path.name for path in (tmp_path / "index").iterdir()] == ["lock"]


def children_of(number: int) -> set[int]:
    listed = Path(f"/proc/{number}/task/{number}/children")
    return {int(child) for child in listed.read_text().split()} if listed.exists() else set()


@pytest.mark.parametrize("closed", ["", "<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_it_works_without_environment_and_standard_streams(
    short: Path, tmp_path: Path, closed: str
) -> None:
    script = f'exec "$@" {closed}'
    words = [*COMMAND, "index", "--index", str(tmp_path / "index"), str(short)]
    done = subprocess.run(
        ["/bin/sh", "-c", script, "sh", *words], env={}, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, b"")
