"""Whatever is typed is answered: a short version of `make fuzz-queries`, which asks a million."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import search
from benchmarks.fuzzed_queries import (
    PIECES,
    command_fault,
    faults,
    fuzzed,
    narrowed_faults,
    sample_index,
)
from search.answers import Answer
from search.query import MAX_CHARACTERS

SOME = 3_000


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_index(tmp_path_factory.mktemp("fuzzed"))


@pytest.fixture(scope="module")
def index(directory: Path) -> Iterator[search.Index]:
    with search.open_index(directory) as opened:
        yield opened


def test_every_query_is_answered_and_its_answer_agrees_with_itself(index: search.Index) -> None:
    for query in fuzzed(SOME):
        assert list(faults(index, query)) == [], repr(query)


def test_every_query_can_be_narrowed_sorted_grouped_streamed_and_explained(
    index: search.Index,
) -> None:
    for query in fuzzed(SOME // 3):
        assert list(narrowed_faults(index, query)) == [], repr(query)


def test_each_piece_is_a_query(index: search.Index) -> None:
    for query in (piece for row in PIECES for piece in row):
        assert list(faults(index, query)) == [], repr(query)


def test_the_command_answers_or_says_in_a_line_why_not(directory: Path) -> None:
    for query in (*fuzzed(60), "核" * (MAX_CHARACTERS + 1)):
        assert command_fault(directory, query) is None, repr(query)


def test_a_query_is_the_same_whenever_it_is_drawn() -> None:
    assert list(fuzzed(5, first=10)) == list(fuzzed(15))[10:]


class Faulty:
    """An index that answers otherwise than it should."""

    def __init__(self, index: search.Index, **changes: Any) -> None:
        self._index = index
        self._changes = changes

    def search(self, text: str, **wanted: Any) -> Answer:
        return replace(self._index.search(text, **wanted), **self._changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._index, name)


def test_what_does_not_hold_is_told(index: search.Index) -> None:
    answer = index.search("条约", limit=5)
    [hit, *others] = answer.hits
    crossed = replace(hit, snippet=replace(hit.snippet, highlights=((0, 2), (1, 3))))
    outside = replace(hit, snippet=replace(hit.snippet, highlights=((0, 10_000),)))
    for changes in (
        {"total": answer.total + 1},
        {"interpreted": "南极"},
        {"hits": (crossed, *others)},
        {"hits": (outside, *others)},
        {"hits": (hit, hit, *others[1:])},
        {"hits": tuple(others)},
        {"query": {"of": "no JSON", "but": {1, 2}}},
    ):
        faulty: Any = Faulty(index, **changes)
        assert list(faults(faulty, "条约")), changes
    assert list(faults(index, "条约")) == []


def test_what_does_not_hold_of_a_narrowed_query_is_told(index: search.Index) -> None:
    answer = index.search("条约", limit=5)
    for changes in (
        {"total": answer.total + 1},
        {"hits": (answer.hits[0], answer.hits[0], *answer.hits[2:])},
        {"hits": answer.hits[:1]},
        {"facets": {"kind": (("operative", 10_000),)}},
        {"suggestions": ("鲲鹏",)},
    ):
        faulty: Any = Faulty(index, **changes)
        assert list(narrowed_faults(faulty, "条约")), changes
    assert list(narrowed_faults(index, "条约")) == []
