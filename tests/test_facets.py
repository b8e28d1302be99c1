"""What was found is counted by year, session, body, kind and verb."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_agreement import opened
from test_restrict import DOCUMENTS

from indexer.record import records_of
from indexer.schema import prepare
from search.facets import FACETS, count
from search.postings import Postings

RECORDS = [list(records_of(made)) for made in DOCUMENTS]
PREPARED = [prepare(record) for records in RECORDS for record in records]


@pytest.fixture(scope="module", params=["one segment", "one for each document"])
def postings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    """Return an index of the documents, whose paragraphs have the same numbers either way."""
    whole = [[record for records in RECORDS for record in records]]
    parts = whole if request.param == "one segment" else RECORDS
    return opened(parts, tmp_path_factory.mktemp("segments"))


def test_the_most_frequent_value_is_first_then_the_smaller(postings: Postings) -> None:
    assert count(postings, postings.space.all(), FACETS) == {
        "year": (("2008", 3), ("1977", 1), ("1978", 1), ("2020", 1)),
        "session": (("63", 3), ("28", 1), ("S-10", 1)),
        "body": (("GA", 4), ("HRC", 1), ("SC", 1)),
        "kind": (("operative", 5), ("article", 1), ("preambular", 1)),
        "verb": (("重申", 2), ("决定", 1), ("回顾", 1), ("指出", 1), ("请", 1)),
    }


def test_only_what_was_asked_for_is_counted(postings: Postings) -> None:
    assert list(count(postings, postings.space.all(), ["body"])) == ["body"]
    assert count(postings, postings.space.all(), []) == {}


def test_of_nothing_there_is_nothing_to_count(postings: Postings) -> None:
    assert count(postings, postings.space.none, FACETS) == dict.fromkeys(FACETS, ())


def test_an_empty_index_has_nothing_to_count(tmp_path: Path) -> None:
    empty = opened([], tmp_path)
    assert count(empty, empty.space.all(), FACETS) == dict.fromkeys(FACETS, ())


def test_what_is_no_facet_is_said(postings: Postings) -> None:
    with pytest.raises(ValueError, match="a facet is one of year, session, body, kind, verb"):
        count(postings, postings.space.all(), ["year", "label"])


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(range(len(PREPARED)))))
def test_any_paragraphs_are_counted_as_one_by_one(postings: Postings, docs: set[int]) -> None:
    found = postings.space.of(np.array(sorted(docs), dtype=np.intp))
    for facet, counted in count(postings, found, FACETS).items():
        values = Counter(getattr(PREPARED[doc], facet) for doc in docs)
        del values[""]
        assert counted == tuple(sorted(values.items(), key=lambda item: (-item[1], item[0])))
