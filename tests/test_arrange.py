"""What was found is put in order by date, by symbol or by document, and cut into pages."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from handmade import document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_agreement import opened

from indexer.record import records_of
from search.arrange import ORDERS, arranged
from search.postings import Postings

DOCUMENTS = [
    document("A/RES/63/49", ["一", "二"], date="2008-12-02"),
    document("乙", ["三"], date="2008"),
    document("A/RES/63/9", ["四"], date="2008-12-02"),
    document("甲", ["五", "六"]),
    document("A/RES/7/10", ["七"], date="1999-01"),
    document("A/RES/63/009", ["八"]),
]
TEXTS = "一二三四五六七八"

EXPECTED = {
    "date": "七三一二四八五六",
    "-date": "一二四三七八五六",
    "symbol": "七八四一二三五六",
    "document": "八一二四七三五六",
}


@pytest.fixture(scope="module", params=[1, 3])
def postings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    """Return an index of so many segments."""
    size = len(DOCUMENTS) // request.param
    parts = [DOCUMENTS[at : at + size] for at in range(0, len(DOCUMENTS), size)]
    records = [[record for made in part for record in records_of(made)] for part in parts]
    return opened(records, tmp_path_factory.mktemp("segments"))


@pytest.mark.parametrize("order", ORDERS[1:])
def test_all_are_in_order(postings: Postings, order: str) -> None:
    found = arranged(postings, postings.space.all(), order, 0, 100)
    assert "".join(TEXTS[doc] for doc in found) == EXPECTED[order]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(ORDERS[1:]),
    st.sets(st.sampled_from(range(len(TEXTS)))),
    st.integers(0, 10),
    st.integers(0, 10),
)
def test_a_page_is_a_stretch_of_what_was_found_in_order(
    postings: Postings, order: str, docs: set[int], offset: int, limit: int
) -> None:
    found = postings.space.of(np.array(sorted(docs), dtype=np.intp))
    whole = [TEXTS.index(text) for text in EXPECTED[order] if TEXTS.index(text) in docs]
    assert arranged(postings, found, order, offset, limit) == tuple(whole[offset : offset + limit])


@pytest.mark.parametrize("order", ["relevance", "", "title"])
def test_what_is_no_order_is_said(postings: Postings, order: str) -> None:
    with pytest.raises(ValueError, match="an order is one of date, -date, symbol, document"):
        arranged(postings, postings.space.all(), order, 0, 10)


def test_an_empty_index_has_empty_pages(tmp_path: Path) -> None:
    empty = opened([], tmp_path)
    assert arranged(empty, empty.space.all(), "date", 0, 10) == ()
