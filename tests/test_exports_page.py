"""What docs/exports.md shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from search.cli import duansou
from search.written import FORMATS
from search.written.cite import REFERENCES

PAGE = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
TOOK = re.compile(r'[0-9.]+ ms|"took_ms": [0-9.]+')


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


STEPS = [
    (command, output.strip("\n"))
    for block in blocks("console")
    for step in block.removeprefix("$ ").split("\n$ ")
    for command, _, output in [step.partition("\n")]
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    path = tmp_path_factory.mktemp("exports") / "index"
    assert printed(path, f"duansou index {sample_path}") == ""
    return path


def printed(index: Path, command: str) -> str:
    words = shlex.split(command)[1:]
    done = CliRunner(env={"DUANSOU_INDEX": str(index)}).invoke(duansou, words)
    assert done.exit_code == 0, done.stderr
    return done.stdout


def masked(text: str) -> str:
    return TOOK.sub("…", text.replace("\r\n", "\n")).strip("\n")


@pytest.mark.parametrize(("command", "output"), STEPS, ids=[command for command, _ in STEPS])
def test_each_step_prints_what_it_is_said_to_print(index: Path, command: str, output: str) -> None:
    assert masked(printed(index, command)) == masked(output)


def test_the_snippet_reads_a_file_with_a_byte_order_mark(
    index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = printed(index, "duansou search 62/39 --format csv --bom")
    Path("hits.csv").write_text(text, encoding="utf-8", newline="")
    known: dict[str, list[dict[str, str]]] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(blocks("python")[0], "exports.md", "exec"), known)  # noqa: S102 - our own page
    assert {row["id"] for row in known["rows"]} == {"A/RES/63/49#pp1", "A/RES/63/49#pp17"}


def first_cells(heading: str) -> list[str]:
    """Return what the first cell of each row of a table names."""
    table = PAGE[PAGE.index(heading) :].split("\n\n")[0]
    return re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)


def test_each_format_and_style_has_its_row() -> None:
    assert first_cells("| format |") == list(FORMATS)
    assert first_cells("| style |") == list(REFERENCES)
