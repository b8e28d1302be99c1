"""What docs/following.md shows is what happens, and what JSON it speaks of has its schema."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import search
from indexer.build import build_index
from indexer.citations import find_citations
from indexer.find import find_sources
from search.cli import duansou
from search.follow.beside import PLACES_TOLD
from search.follow.citing import MAX_KEYS
from search.follow.recalled import recalled_in
from search.follow.series import MAX_READ
from search.follow.typed_name import LONGEST_NAME
from search.wanted import MAX_WINDOWS

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "following.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    path = tmp_path_factory.mktemp("page")
    shutil.copy(sample_path, path)
    build_index(path / "index", find_sources([sample_path]))
    return path


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def rows(heading: str) -> list[list[str]]:
    [table] = [part for part in PAGE.split("\n\n") if part.startswith(heading)]
    lines = table.splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("block", blocks("console"))
def test_each_transcript_is_true(folder: Path, block: str) -> None:
    command, _, expected = block.removeprefix("$ duansou ").partition("\n")
    name, *words = shlex.split(command)
    done = CliRunner().invoke(duansou, [name, "--index", str(folder / "index"), *words])
    assert done.output == expected


FORMS = [
    (form, key.strip("`"))
    for one, others, key in rows("| you type | or | it is |")
    for form in re.findall("`(.*?)`", one + others)
]


@pytest.mark.parametrize(("form", "key"), FORMS)
def test_each_form_is_read_as_is_said(folder: Path, form: str, key: str) -> None:
    with search.open_index(folder / "index") as index:
        found = index.cited_by(form)
    assert found.key == key
    assert found.total or found.indexed


@pytest.mark.parametrize(("text", "recalled"), rows("| a paragraph of the General Assembly |"))
def test_each_paragraph_recalls_what_is_said(text: str, recalled: str) -> None:
    plain = text.strip("`")
    found = recalled_in(plain, find_citations(plain), "A/RES/")
    named = " ".join(each.key.removeprefix("A/RES/") for each in found)
    assert (named or "nothing") == recalled


def test_the_python_snippet_prints_what_follows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("python")[0], "following.md", "exec"), {})  # noqa: S102 - our own page
    assert printed.getvalue() == blocks("text")[0]


def test_the_numbers_of_the_page_are_those_that_hold() -> None:
    for sentence in (
        f"each place ({MAX_WINDOWS} at most)",
        f"at most {LONGEST_NAME} characters",
        f"text the first {PLACES_TOLD}.",
        f"the first {MAX_KEYS} of them",
        f"No more than {MAX_READ:,} paragraphs",
    ):
        assert sentence in PAGE


# ---- JSON


def printed(folder: Path, *words: str) -> Any:
    name, *others = words
    given = [name, "--index", str(folder / "index"), "--format", "json", *others]
    return json.loads(CliRunner().invoke(duansou, given).output)


@pytest.mark.parametrize(
    "words",
    [
        ("cites", "62/39"), ("cites", "A/63/135"), ("cites", "62/40"), ("cites", "62/39", "--limit", "0"),
        ("chain", "63/49"), ("chain", "62/40"),
    ],
)  # fmt: skip
def test_json_is_as_its_schema_says(folder: Path, words: tuple[str, ...]) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((DOCS / f"{words[0]}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(printed(folder, *words))


@pytest.mark.parametrize(
    ("words", "change"),
    [
        (("cites", "62/39"), {"total": -1}),
        (("cites", "62/39"), {"more": 1}),
        (("cites", "62/39"), {"hits": [{}]}),
        (("chain", "63/49"), {"complete": None}),
        (("chain", "63/49"), {"links": [{"key": "A/RES/62/39"}]}),
    ],
)
def test_a_schema_refuses_what_is_not_so(
    folder: Path, words: tuple[str, ...], change: dict[str, Any]
) -> None:
    from jsonschema import Draft202012Validator

    schema = json.loads((DOCS / f"{words[0]}.schema.json").read_text(encoding="utf-8"))
    assert not Draft202012Validator(schema).is_valid(printed(folder, *words) | change)
