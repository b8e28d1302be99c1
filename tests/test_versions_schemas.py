"""What diff, similar and quote print as JSON is what their schemas say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from versioned import NEW_LAW, OLD_LAW, build

from search.cli import duansou

DOCS = Path(__file__).parent.parent / "docs"

QUOTING = "“违反本”“处五十元以上罚款”“鲲鹏展翅”“适用本办法。\n国家机关应当”“"


def schema_of(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((DOCS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return schema


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("schemas"), {"旧法": OLD_LAW, "新法": NEW_LAW})


ROWS = [
    ("diff", ["diff", "旧法", "新法"]),
    ("diff", ["diff", "旧法", "旧法"]),
    ("diff", ["diff", "旧法#p1", "新法#p2"]),
    ("similar", ["similar", "旧法#p2"]),
    ("similar", ["similar", "旧法#p3"]),
    ("quote", ["quote", "-"]),
]
"""Each schema with command lines that print what it describes."""


@pytest.mark.parametrize(("name", "words"), ROWS)
def test_what_is_printed_is_what_the_schema_says(index: Path, name: str, words: list[str]) -> None:
    line = [*words, "--format", "json", "--index", str(index)]
    printed = json.loads(CliRunner().invoke(duansou, line, input=QUOTING).stdout)
    Draft202012Validator(schema_of(name)).validate(printed)


@pytest.mark.parametrize(
    ("name", "lines", "words"),
    [("similar", "alike", ["similar", "旧法#p2"]), ("quote", "quotation", ["quote", "-"])],
)
def test_each_of_json_lines_is_what_its_schema_says(
    index: Path, name: str, lines: str, words: list[str]
) -> None:
    line = [*words, "--format", "jsonl", "--index", str(index)]
    printed = CliRunner().invoke(duansou, line, input=QUOTING).stdout.splitlines()
    schema = schema_of(name)
    one = Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{lines}"})
    assert printed
    for each in printed:
        one.validate(json.loads(each))


@pytest.mark.parametrize("name", ["diff", "similar", "quote"])
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("name", ["diff", "similar", "quote"])
def test_a_schema_lets_nothing_else_pass(name: str) -> None:
    validator = Draft202012Validator(schema_of(name))
    for wrong in ({}, {"schema": 1}, [], "核裁军"):
        assert not validator.is_valid(wrong)
