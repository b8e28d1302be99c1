"""What docs/versions.md shows is what happens."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.build import build_index
from indexer.find import find_sources
from search.cli import duansou
from search.versions import align, alike, differing, nearly, quoting
from search.versions.commands import MOST_BYTES

PAGE = (Path(__file__).parent.parent / "docs" / "versions.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the file of the page, and an index of its paragraphs."""
    path = tmp_path_factory.mktemp("page")
    (path / "laws.jsonl").write_text(blocks("jsonl")[0], encoding="utf-8")
    (path / "article.txt").write_text(blocks("text")[0], encoding="utf-8")
    build_index(path / "index", find_sources([path / "laws.jsonl"]))
    return path


@pytest.mark.parametrize("block", blocks("console"))
def test_each_command_prints_what_follows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, block: str
) -> None:
    monkeypatch.chdir(folder)
    command, _, expected = block.removeprefix("$ ").partition("\n")
    done = CliRunner().invoke(duansou, [*shlex.split(command)[1:], "--index", "index"])
    assert done.output == expected


def test_the_python_snippet_prints_what_follows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("python")[0], "versions.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == blocks("text")[-1]


def test_all_of_the_page_is_read() -> None:
    assert (len(blocks("console")), len(blocks("text")), len(blocks("jsonl"))) == (3, 2, 1)


@pytest.mark.parametrize(
    "said",
    [
        f"{align.MOST_CELLS:,} pairs of paragraphs",
        f"{differing.MOST_CHARACTERS:,}\ncharacters of reworded paragraphs",
        f"more than {differing.MOST_PARAGRAPHS:,} paragraphs",
        f"All paragraphs of\n{alike.LEAST} and more",
        f"the first {alike.LONGEST:,} characters",
        f"with {alike.MOST_COMPARED:,} others",
        f"more than {quoting.LONGEST:,} characters",
        f"more than {quoting.MOST_QUOTATIONS:,}; 3",
        f"has more than {MOST_BYTES // 2**20} MiB",
    ],
)
def test_each_limit_is_the_one_that_holds(said: str) -> None:
    assert said in PAGE


@pytest.mark.parametrize(
    ("length", "edits"), [(5, 0), (6, 1), (8, 3), (16, 6), (512, 192), (9_999, 192)]
)
def test_three_of_eight_characters_may_be_edited_while_five_stand_there(
    length: int, edits: int
) -> None:
    assert nearly.most_edits(length) == edits
