"""The folded text of any paragraph is what its text, or its notes, fold to."""

from __future__ import annotations

import numpy as np
import pytest
from handmade import document
from test_agreement import opened

from indexer.folding import fold
from indexer.record import records_of
from search.forward import texts_of
from search.postings import Postings

TEXTS = ["核武器{1}", "", "㈠ Test Ban{2}{3}", "𠀀核", "ﷺ", "条約"]
NOTES = {"1": "见上文。", "2": "A/RES/62/39", "3": ("同上。", "A/RES/62/39，序言。")}
FOLDED_NOTES = ["见上文。", "", "a/res/62/39\ufdd0同上。\ufdd0a/res/62/39,序言。", "", "", ""]


@pytest.fixture(scope="module", params=[[6], [3, 6], [1, 2, 3, 4, 5, 6]])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Postings:
    records = list(records_of(document("甲", TEXTS, NOTES)))
    bounds = zip([0, *request.param], request.param, strict=False)
    parts = [records[start:end] for start, end in bounds]
    return opened(parts, tmp_path_factory.mktemp("forward"))


def test_texts_are_folded(index: Postings) -> None:
    plain = ["核武器", "", "㈠ Test Ban", "𠀀核", "ﷺ", "条約"]
    assert texts_of(index, "text_grams", np.arange(6)) == list(map(fold, plain))


def test_notes_of_a_paragraph_are_told_apart(index: Postings) -> None:
    assert texts_of(index, "footnote_grams", np.arange(6)) == FOLDED_NOTES


def test_some_are_read_without_the_others(index: Postings) -> None:
    assert texts_of(index, "text_grams", np.array([0, 3])) == ["核武器", "𠀀核"]
