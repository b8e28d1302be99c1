"""Each JSON that a command prints, and each that a page shows, is as its published schema says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from search.cli import duansou

ROOT = Path(__file__).parent.parent
SCHEMAS = sorted((ROOT / "docs").glob("*.schema.json"))
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]

ROWS = [
    ("answer.schema.json", "search 核裁军 --format json"),
    ("answer.schema.json", "search 核裁军 --snippets 3 --width 30 --format json"),
    ("answer.schema.json", "search 核裁军 火星 --format json"),
    ("answer.schema.json", "search 火星 --format json"),
    ("answer.schema.json", "search 核器 --format json"),
    ("answer.schema.json", "search 核武器 --group --sort date --format json"),
    (
        "answer.schema.json",
        "search 核 --facets year,session,body,kind,verb --limit 0 --format json",
    ),
    ("answer.schema.json", "search 第634卷 --format json"),
    ("answer.schema.json#/$defs/hit", "search 核裁军 --all --format jsonl"),
    ("document.schema.json", "show 63/49 --format json"),
    ("document.schema.json", "show 63/49#pp8 --format json"),
    ("document.schema.json", "show 63/49#fn5 --format json"),
    ("document.schema.json", "show notes.txt --format json"),
    ("document.schema.json#/$defs/entry", "show 63/49 --format jsonl"),
    ("document.schema.json#/$defs/entry", "show notes.txt --format jsonl"),
    ("explanation.schema.json", "search 核裁军 谈判 --explain --format json"),
    ("explanation.schema.json", "search , --explain --format json"),
    ("explanation.schema.json", "search 核裁军 --why 63/49#pp11 --format json"),
    ("explanation.schema.json", "search 核裁军 --where year:2008 --why 63/49#op2 --format json"),
    ("cites.schema.json", "cites 62/39 --format json"),
    ("cites.schema.json#/$defs/hit", "cites 62/39 --format jsonl"),
    ("chain.schema.json", "chain 63/49 --format json"),
    ("chain.schema.json#/$defs/link", "chain 63/49 --format jsonl"),
    ("diff.schema.json", "diff 63/49#pp5 63/49#pp13 --format json"),
    ("similar.schema.json", "similar 63/49#op2 --format json"),
    ("quote.schema.json", "quote - --format json"),
    ("quote.schema.json#/$defs/quotation", "quote - --format jsonl"),
    ("citation.schema.json", "show 63/49 --cite un --format json"),
    ("citation.schema.json", "show 63/49#pp8 --cite markdown --format json"),
    ("citation.schema.json", "search 核裁军 --cite gbt7714 --format jsonl"),
]
"""What is to be valid by which schema: a command line, which prints one object or one a line."""


QUOTING = "他说“裁军谈判会议”，又说“立即开展多边谈判”和“不存在的话”。"
"""What is on standard input."""


def schema_of(name: str) -> dict[str, Any]:
    """Return the schema of that name, or of the part of one that is named behind a #."""
    file, _, part = name.partition("#")
    whole: dict[str, Any] = json.loads((ROOT / "docs" / file).read_text(encoding="utf-8"))
    if not part:
        return whole
    return {"$schema": whole["$schema"], "$ref": f"#{part}", "$defs": whole["$defs"]}


def faults(name: str, value: Any) -> list[str]:
    """Return what is wrong with a value by a schema."""
    found = Draft202012Validator(schema_of(name)).iter_errors(value)
    return [f"{error.json_path}: {error.message}" for error in found]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    notes = (
        "大会，\n\n念及条约，\n\n"
        + " " * 40
        + "\n1\n 联合国，《条约汇编》。\n\n2\n 同上，第634卷。\n"
    )
    (folder / "notes.txt").write_text(notes, encoding="utf-8")
    words = ["index", str(sample_path), str(folder / "notes.txt")]
    done = CliRunner(env={"DUANSOU_INDEX": str(folder / "index")}).invoke(duansou, words)
    assert done.exit_code == 0, done.stderr
    return folder / "index"


def printed(index: Path, line: str) -> str:
    runner = CliRunner(env={"DUANSOU_INDEX": str(index)})
    return runner.invoke(duansou, shlex.split(line), input=QUOTING).stdout


@pytest.mark.parametrize(("name", "line"), ROWS)
def test_what_is_printed_is_valid(index: Path, name: str, line: str) -> None:
    values = [json.loads(each) for each in printed(index, line).splitlines()]
    assert values
    for value in values:
        assert faults(name, value) == []


@pytest.mark.parametrize("path", SCHEMAS, ids=[path.name for path in SCHEMAS])
def test_each_schema_is_one_and_has_its_row(path: Path) -> None:
    Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))
    assert [name for name, _ in ROWS if name.partition("#")[0] == path.name]


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema within it."""
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts(value)


@pytest.mark.parametrize("path", SCHEMAS, ids=[path.name for path in SCHEMAS])
def test_each_schema_is_strict_and_says_what_each_member_is(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    objects = [part for part in parts(whole) if part.get("type") == "object"]
    assert objects
    for part in objects:
        assert "additionalProperties" in part, part.get("description")
        for member, described in part.get("properties", {}).items():
            assert "description" in described or "$ref" in described or "const" in described, member


def test_what_is_not_as_it_should_be_is_told(index: Path) -> None:
    answer = json.loads(printed(index, "search 核裁军 --format json"))
    assert faults("answer.schema.json", answer | {"more": 1})
    assert faults("answer.schema.json", answer | {"total": "3"})
    del answer["hits"][0]["snippet"]["text"]
    assert faults("answer.schema.json", answer)


# {"schema": 1, …} on a line of its own
OBJECT = re.compile(r"^\{.*\}$", re.MULTILINE)

SHAPES = {
    "tree": "explanation.schema.json",
    "hits": "answer.schema.json",
    "paragraph": "answer.schema.json#/$defs/hit",
    "style": "citation.schema.json",
    "verdict": "explanation.schema.json",
    "paragraphs": "document.schema.json",
    "source": "document.schema.json#/$defs/entry",
}
"""By which member an object that a page shows is told."""

EXAMPLES = [
    pytest.param(value, id=f"{page.name}: {text[:40]}")
    for page in PAGES
    for text in OBJECT.findall(page.read_text(encoding="utf-8"))
    for value in [json.loads(text)]
    if "document" not in value or "source" in value or "paragraph" in value
]


def test_the_pages_show_some() -> None:
    assert len(EXAMPLES) >= 3


@pytest.mark.parametrize("value", EXAMPLES)
def test_each_object_that_a_page_shows_is_valid(value: dict[str, Any]) -> None:
    name = next(schema for member, schema in SHAPES.items() if member in value)
    assert faults(name, value) == []
