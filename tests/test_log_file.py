"""A build leaves one line in the log, however it ends; the line can be searched and believed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from indexer.errors import LogNotWritable, NothingToIndex
from indexer.log_file import LONGEST_VALUE, logged
from search.cli import duansou

COMMAND = [sys.executable, "-m", "duansou"]

LINE = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00)"
    r"(?P<pairs>(?: [a-z]+=(?:[^\s\"=\\]+|\"(?:[^\"\\]|\\.)*\"))+)\n"
)
PAIR = re.compile(r" ([a-z]+)=([^\s\"]+|\"(?:[^\"\\]|\\.)*\")")


def read(log: Path) -> list[dict[str, str]]:
    """Return the values of each line, all of which must be whole."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    return [values_of(line) for line in lines]


def values_of(line: str) -> dict[str, str]:
    match = LINE.fullmatch(line)
    assert match, line
    return {
        name: json.loads(value) if value.startswith('"') else value
        for name, value in PAIR.findall(match["pairs"])
    }


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "a.txt").write_text("第一段。\n\n第二段。\n", encoding="utf-8")
    (root / "b.txt").write_text("正文。\n", encoding="utf-8")
    return root


def index(tmp_path: Path, *words: object) -> Result:
    where = ["--index", str(tmp_path / "index"), "--log-file", str(tmp_path / "log")]
    return CliRunner().invoke(duansou, ["index", *where, *map(str, words)])


def test_each_build_adds_a_line(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, documents)
    index(tmp_path, documents)
    (documents / "a.txt").write_text("另一段。\n", encoding="utf-8")
    (documents / "b.txt").rename(documents / "c.txt")
    (documents / "d.txt").write_text(" ", encoding="utf-8")
    index(tmp_path, documents)
    (documents / "c.txt").unlink()
    index(tmp_path, documents)
    names = ("outcome", "exit", "generation", "documents", "paragraphs", "footnotes", "new")
    more = ("changed", "renamed", "deleted", "unchanged", "ignored", "errors")
    assert [
        " ".join(line[name] for name in (*names, *more)) for line in read(tmp_path / "log")
    ] == [
        "built 0 gen-000001 2 3 0 2 0 0 0 0 0 0",
        "unchanged 0 gen-000001 2 3 0 0 0 0 0 2 0 0",
        "built 3 gen-000002 2 2 0 1 1 1 0 0 0 1",
        "built 3 gen-000003 1 1 0 0 0 0 1 2 0 1",
    ]
    assert read(tmp_path / "log")[2]["message"] == "d.txt: the file is empty or only white space"
    assert read(tmp_path / "log")[0]["index"] == str(tmp_path / "index")


def test_the_line_in_the_readme_is_such_a_line(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, documents)
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall("^```log\n(.*?)^```", readme, re.DOTALL | re.MULTILINE)
    assert list(values_of(shown)) == list(read(tmp_path / "log")[0])


def test_where_no_source_can_be_read_the_index_is_said_to_be_kept(
    tmp_path: Path, documents: Path
) -> None:
    index(tmp_path, documents)
    index(tmp_path, tmp_path / "nowhere")
    last = read(tmp_path / "log")[-1]
    assert (last["outcome"], last["exit"], last["generation"]) == ("kept", "3", "gen-000001")


def test_a_build_that_fails_leaves_its_exit_code_and_its_message(
    tmp_path: Path, documents: Path
) -> None:
    (tmp_path / "empty").mkdir()
    results = [index(tmp_path, tmp_path / "empty")]
    (tmp_path / "index").mkdir()
    with FileLock(tmp_path / "index" / "lock"):
        results.append(index(tmp_path, documents))
    (tmp_path / "words").write_bytes(b"\xff")
    results.append(index(tmp_path, documents, "--dictionary", tmp_path / "words"))
    lines = read(tmp_path / "log")
    assert [line["exit"] for line in lines] == ["2", "11", "3"]
    assert [str(result.exit_code) for result in results] == ["2", "11", "3"]
    for line, result in zip(lines, results, strict=True):
        assert (line["outcome"], result.stderr) == ("failed", f"duansou: {line['message']}\n")


def test_a_build_that_is_interrupted_leaves_a_line(tmp_path: Path, documents: Path) -> None:
    (tmp_path / "index").mkdir()
    where = ["--index", str(tmp_path / "index"), "--log-file", str(tmp_path / "log")]
    with FileLock(tmp_path / "index" / "lock"):
        command = subprocess.Popen([*COMMAND, "index", *where, "--lock-wait", "60", str(documents)])
        while not (tmp_path / "log").exists():
            time.sleep(0.01)
        # It has the log; then it waits for the lock.
        time.sleep(0.5)
        command.send_signal(signal.SIGTERM)
        assert command.wait() == 143
    (line,) = read(tmp_path / "log")
    assert (line["outcome"], line["exit"]) == ("interrupted", "143")


def test_an_error_nobody_thought_of_leaves_a_line(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), logged(tmp_path / "log", tmp_path):
        raise ZeroDivisionError("by\nzero")
    (line,) = read(tmp_path / "log")
    assert (line["outcome"], line["message"]) == ("failed", "ZeroDivisionError: by\nzero")


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("plain", "plain"),
        ("第一段", "第一段"),
        ("two words", '"two words"'),
        ('a"b', r'"a\"b"'),
        ("a=b", '"a=b"'),
        ("a\\b", r'"a\\b"'),
        ("a\nb outcome=built", r'"a\nb outcome=built"'),
        ("\x1b]0;x\x07\x9b", r'"\u001b]0;x\u0007\u009b"'),
        ("\u202etxt\u2028\u200b", r'"\u202etxt\u2028\u200b"'),
        ("\udce9", r'"\udce9"'),
        ("", '""'),
        ("一" * (LONGEST_VALUE + 1), "一" * LONGEST_VALUE),
    ],
)
def test_a_value_is_a_plain_word_or_json(tmp_path: Path, message: str, written: str) -> None:
    with pytest.raises(NothingToIndex), logged(tmp_path / "log", Path("index")):
        raise NothingToIndex(message)
    line = (tmp_path / "log").read_text(encoding="utf-8")
    assert line.endswith(f" message={written}\n")
    assert "\udce9" in message or values_of(line)["message"] == message[:LONGEST_VALUE]


def test_a_name_cannot_write_a_line_of_its_own(tmp_path: Path, documents: Path) -> None:
    name = "x\n2026-11-25T00:00:00+00:00 outcome=built\x1b[31m\u202e.txt"
    (documents / name).write_text("", encoding="utf-8")
    index(tmp_path, documents)
    (line,) = read(tmp_path / "log")
    assert line["outcome"] == "built"
    assert not set((tmp_path / "log").read_text(encoding="utf-8")) & set("\x1b\u202e")


@pytest.mark.parametrize(
    ("log", "reason"),
    [
        ("folder", "Is a directory"),
        ("nowhere/log", "No such file or directory"),
        ("file/log", "Not a directory"),
        ("pipe", "No such device or address"),
        ("x" * 300, "File name too long"),
    ],
)
def test_a_log_that_cannot_be_written_stops_the_build_before_it_begins(
    tmp_path: Path, documents: Path, log: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    result = index(tmp_path, documents, "--log-file", tmp_path / log)
    assert result.exit_code == 13
    assert re.fullmatch(rf"duansou: log file .*: {reason}\n", result.stderr)
    assert not (tmp_path / "index").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_a_log_without_room_is_told_when_the_index_is_built(
    tmp_path: Path, documents: Path
) -> None:
    result = index(tmp_path, documents, "--log-file", "/dev/full")
    assert result.exit_code == 13
    assert result.stderr == "duansou: log file /dev/full: No space left on device\n"
    assert (tmp_path / "index" / "CURRENT").exists()


def test_what_went_wrong_first_is_told_when_the_log_has_no_room() -> None:
    with pytest.raises(NothingToIndex), logged(Path("/dev/full"), Path("index")):
        raise NothingToIndex("none")
    with pytest.raises(LogNotWritable), logged(Path("/"), Path("index")):
        pass


WRITER = """
import sys
from pathlib import Path
from indexer.log_file import logged
for _ in range(200):
    try:
        with logged(Path(sys.argv[1]), Path("index")):
            raise ValueError("x" * 400)
    except ValueError:
        pass
"""


def test_many_processes_add_whole_lines(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WRITER, str(tmp_path / "log")]
    for process in [subprocess.Popen(words) for _ in range(4)]:
        assert process.wait() == 0
    assert len(read(tmp_path / "log")) == 800
