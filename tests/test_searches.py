"""Whole searches as data: searches.json holds documents, queries, and what must be found in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from handmade import document, write_index

import search

SEARCHES = json.loads(Path(__file__).with_name("searches.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    documents = [document(**made) for made in SEARCHES["documents"]]
    path = write_index(tmp_path_factory.mktemp("searches") / "index", documents)
    with search.open_index(path) as opened:
        yield opened


@pytest.mark.parametrize("case", SEARCHES["cases"], ids=lambda case: case["what"])
def test_the_search_finds_these_paragraphs_in_this_order(
    index: search.Index, case: dict[str, Any]
) -> None:
    answer = index.search(case["query"])
    assert [hit.id for hit in answer] == case["ids"]
    assert answer.total == case["total"]
    assert answer.relaxed == case.get("relaxed", False)
