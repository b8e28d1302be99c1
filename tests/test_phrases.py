"""A string is found just where `str.find` finds it."""

from __future__ import annotations

import pytest
from handmade import document
from hypothesis import given
from hypothesis import strategies as st
from test_agreement import opened

from indexer.record import records_of
from search import phrases
from search.phrases import holding, holding_apart, identifier_places
from search.postings import Postings

TEXTS = [
    "核核核武核核",
    "武核武核武核武核",
    "63/49、163/49和63/495",
    "a63/49b，63/49",
    "核武器",
    "器核",
    "",
    "核武核武核武核武核武核武核武核武器",
]
CHARACTERS = st.sampled_from("核武器/63495a、")


@pytest.fixture(scope="module", params=[[8], [3, 8]])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    """Return an index of the texts, the notes being the same texts backwards."""
    made = document("甲", [f"{text}{{1}}" for text in TEXTS])
    records = list(records_of(made))
    parts = [
        records[start:end] for start, end in zip([0, *request.param], request.param, strict=False)
    ]
    return opened(parts, tmp_path_factory.mktemp("phrases"))


@given(st.text(CHARACTERS, min_size=1, max_size=12))
@pytest.mark.parametrize("many", [0, phrases.MANY])
def test_a_string_is_found_where_it_stands(index: Postings, many: int, text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(phrases, "MANY", many)
        found = holding(index, "text_grams", text).numbers.tolist()
    assert found == [at for at, held in enumerate(TEXTS) if text in held]


@given(st.text(CHARACTERS, min_size=2, max_size=8))
def test_an_identifier_is_found_where_it_stands_by_itself(index: Postings, text: str) -> None:
    found = holding_apart(index, "text_grams", text).numbers.tolist()
    places = [next(identifier_places(held, text), None) for held in TEXTS]
    expected = [at for at, place in enumerate(places) if place is not None]
    assert found == expected


def test_no_string_spans_two_texts(index: Postings) -> None:
    assert not len(holding(index, "text_grams", "核武器器核"))
