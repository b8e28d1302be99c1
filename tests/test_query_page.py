"""What docs/queries.md says that queries find, they find."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import search
from indexer.build import build_index
from indexer.find import find_sources
from search.query import parse
from search.tree import Not, Or, Term, positive_leaves

PAGE = Path(__file__).parent.parent / "docs" / "queries.md"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Iterator[search.Index]:
    path = tmp_path_factory.mktemp("queries") / "index"
    build_index(path, find_sources([sample_path]))
    with search.open_index(path) as opened:
        yield opened


def rows(heading: str) -> list[list[str]]:
    """Return the cells of each row of all tables that begin with a heading."""
    page = PAGE.read_text(encoding="utf-8")
    tables = [part for part in page.split("\n\n") if part.startswith(heading)]
    lines = [line for table in tables for line in table.splitlines()[2:]]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def typed(cell: str) -> list[str]:
    return re.findall("`(.*?)`", cell)


EXAMPLES = [
    (query, found)
    for one, other, _, found in rows("| you type | or |")
    for query in typed(one) + typed(other)
]


def test_all_of_the_page_is_read() -> None:
    assert len(EXAMPLES) >= 70


@pytest.mark.parametrize(("query", "found"), EXAMPLES)
def test_each_example_finds_what_is_said(index: search.Index, query: str, found: str) -> None:
    answer = index.search(query, limit=100)
    assert not (answer.relaxed or answer.notices)
    if found.isdigit():
        assert answer.total == int(found)
    else:
        anchors = [hit.id.partition("#")[2] for hit in answer]
        assert sorted(anchors) == sorted(found.split()), anchors


@pytest.mark.parametrize(
    "query", [query for cell, _ in rows("| you type | why") for query in typed(cell)]
)
def test_each_text_is_plain_words(query: str) -> None:
    tree = parse(query).tree
    assert tree is not None
    assert not isinstance(tree, Not | Or)
    assert all(isinstance(leaf, Term) for leaf in positive_leaves(tree))


def test_the_form_that_is_said_to_be_shown_is_shown(index: search.Index) -> None:
    [said] = re.findall("besides a word: `(.*?)`", PAGE.read_text(encoding="utf-8"))
    assert index.search("NPT").interpreted == said
