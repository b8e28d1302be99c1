"""How far a build is, is seen on a terminal and nowhere else, and is gone when it ends."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "duansou", "index"]

# ESC [ … m with a colour in it
COLOUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-9]|4[0-9]|9[0-7])(?:;[0-9]+)*m")

# ESC [ … m
SGR = re.compile(r"\x1b\[[0-9;]*m")

SHOW_CURSOR = "\x1b[?25h"
ERASE_LINE = "\x1b[2K"


class Terminal:
    """A terminal of which all that is written to it is kept."""

    def __init__(self) -> None:
        self._master, self.slave = pty.openpty()
        self.written = bytearray()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        # Where nobody has it open any longer, Linux says so by an error.
        try:
            while data := os.read(self._master, 4096):
                self.written += data
        except OSError:
            pass

    def text(self) -> str:
        """Return all that was written, up to the end."""
        os.close(self.slave)
        self._thread.join()
        os.close(self._master)
        return self.written.decode()


@contextmanager
def on_terminal(
    terminal: Terminal, *words: object, **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a build whose standard error is a terminal."""
    own = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [*COMMAND, *map(str, words)],
        env={**own, "TERM": "xterm-256color", **environment},
        stdout=subprocess.DEVNULL,
        stderr=terminal.slave,
        start_new_session=True,
    ) as command:
        yield command


def seen(*words: object, **environment: str) -> str:
    """Return what a build writes to a terminal."""
    terminal = Terminal()
    with on_terminal(terminal, *words, **environment) as command:
        command.wait()
    return terminal.text()


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for number in range(3):
        (root / f"{number}.txt").write_text("第一段。\n\n第二段。\n", encoding="utf-8")
    return root


def test_sources_paragraphs_and_time_are_shown_and_taken_away(
    tmp_path: Path, documents: Path
) -> None:
    text = seen("--index", tmp_path / "index", documents)
    plain = SGR.sub("", text)
    assert re.search(r"(Reading|Writing) .*[123]/3 sources, [246] paragraphs \d:\d\d:\d\d", plain)
    assert COLOUR.search(text)
    after = text[text.rindex("sources,") :]
    assert SHOW_CURSOR in after
    assert ERASE_LINE in after
    assert after.endswith("Indexed 3 documents, 6 paragraphs, 0 footnotes into "
                          f"{tmp_path / 'index'}\r\n")  # fmt: skip


@pytest.mark.parametrize(
    ("words", "environment"),
    [(["-q"], {}), ([], {"TERM": "dumb"}), ([], {"TERM": "unknown"}), ([], {"TERM": ""})],
)
def test_nothing_is_shown_to_who_does_not_want_it_or_cannot_see_it(
    tmp_path: Path, documents: Path, words: list[str], environment: dict[str, str]
) -> None:
    text = seen("--index", tmp_path / "index", *words, documents, **environment)
    assert "\x1b" not in text
    assert "sources" not in text


def test_there_is_no_colour_for_who_wants_none(tmp_path: Path, documents: Path) -> None:
    text = seen("--index", tmp_path / "index", documents, NO_COLOR="1")
    assert "sources" in text
    assert not COLOUR.search(text)


def test_a_name_is_never_shown(tmp_path: Path, documents: Path) -> None:
    (documents / "[red]x[bold]\x1b]0;owned\x07\u202e.txt").write_text("一段。", encoding="utf-8")
    text = seen("--index", tmp_path / "index", documents)
    assert re.search("[1234]/4 sources", SGR.sub("", text))
    assert "owned" not in text


def test_nothing_is_shown_where_nothing_has_changed(tmp_path: Path, documents: Path) -> None:
    seen("--index", tmp_path / "index", documents)
    assert seen("--index", tmp_path / "index", documents) == ""


def test_nothing_is_shown_in_a_pipe_and_nothing_loaded_to_show_it(
    tmp_path: Path, documents: Path
) -> None:
    program = (
        "import sys\n"
        "from search.cli import duansou\n"
        "duansou(sys.argv[1:], standalone_mode=False)\n"
        "assert not any(name.partition('.')[0] == 'rich' for name in sys.modules)\n"
    )
    words = [sys.executable, "-c", program, "index", "--index", tmp_path / "index", documents]
    done = subprocess.run(
        [*map(str, words)],
        env={**os.environ, "TERM": "xterm", "FORCE_COLOR": "1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout == b""
    assert done.stderr.startswith(b"Indexed 3 documents")


def test_an_interrupt_takes_it_away_too(tmp_path: Path, documents: Path) -> None:
    for number in range(400):
        (documents / f"x{number}.txt").write_text("一段。\n" * 50, encoding="utf-8")
    terminal = Terminal()
    with on_terminal(terminal, "--index", tmp_path / "index", documents) as command:
        while b"sources," not in terminal.written and command.poll() is None:
            pass
        os.killpg(command.pid, signal.SIGINT)
    text = terminal.text()
    assert command.returncode == 130
    after = text[text.rindex("sources,") :]
    assert SHOW_CURSOR in after
    assert ERASE_LINE in after
    assert "Traceback" not in text
