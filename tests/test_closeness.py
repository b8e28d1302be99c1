"""What nearly quotes a text comes before what has its words elsewhere, and after what quotes it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from handmade import document, write_index

import search
from search import ranking
from search.closeness import LONGEST, SLACK, Closeness

CLAUSE = "当事人对仲裁协议的效力有异议"
TEXTS = [
    "当事人有异议的，对仲裁协议，协议的效力，效力有关的当事人，仲裁、仲裁、异议、异议。",
    "第二十条　当事人对仲裁协议的效力有异议的，可以请求仲裁委员会作出决定。",
    "仲裁协议应当采用书面形式。",
    "国际法院认定，使用核武器的威胁是非法的。",
    "见有关规定{1}，此外不予规定，本条例自公布之日起施行。",
]
NOTES = {"1": CLAUSE + "的解释。"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    path = write_index(tmp_path_factory.mktemp("index"), [document("甲", TEXTS, NOTES)])
    with search.open_index(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("当事人对仲裁协议的效力有异议", "甲#p2"),
        ("当事人对仲载协议的效力有异议", "甲#p2"),
        ("当事人对仲裁协议效力的有异议", "甲#p2"),
        ("当事人对于仲裁协议的效力有异议", "甲#p2"),
        ("使用威胁核武器的是非法的", "甲#p4"),
    ],
)
def test_what_nearly_quotes_the_query_is_first(index: search.Index, query: str, first: str) -> None:
    assert index.search(query).hits[0].id == first


def test_text_comes_before_note_and_note_before_what_is_near(index: search.Index) -> None:
    assert index.rank(CLAUSE).ids[:3] == ("甲#p2", "甲#p5", "甲#p1")


@pytest.mark.parametrize(
    ("folded", "share"),
    [
        ("仲裁协议应当采用书面形式", 1.0),
        ("仲裁协议,应当采用书面形式", 1.0),
        ("书面仲裁协议应当", 1.0),
        ("应当仲裁", 1.0),
        ("鲲鹏", 0.0),
        ("", 0.0),
    ],
)
def test_the_share_is_of_what_the_index_has(index: search.Index, folded: str, share: float) -> None:
    near = Closeness(index._asking.postings).compare(folded, np.array([2]))  # type: ignore[union-attr]
    assert near.share.tolist() == [pytest.approx(share)]


def test_pairs_that_stand_further_apart_than_the_slack_are_not_of_one_stretch(
    tmp_path: Path,
) -> None:
    texts = [f"核武{'。' * gap}裁军" for gap in range(10)]
    with search.open_index(write_index(tmp_path / "index", [document("甲", texts)])) as opened:
        near = Closeness(opened._asking.postings).compare("核武裁军", np.arange(10))  # type: ignore[union-attr]
    whole, *others = near.share.tolist()
    together, apart = others[:SLACK], others[SLACK:]
    assert whole > max(together)
    assert min(together) > max(apart)


def test_of_a_very_long_leaf_the_first_characters_are_compared(index: search.Index) -> None:
    closeness = Closeness(index._asking.postings)  # type: ignore[union-attr]
    long = closeness.compare("仲裁" * LONGEST, np.array([0, 1]))
    cut = closeness.compare(("仲裁" * LONGEST)[:LONGEST], np.array([0, 1]))
    assert long.share.tolist() == cut.share.tolist()
    assert long.most == cut.most


def test_very_long_texts_are_compared_as_far_as_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first is compared however long it is; what has no room keeps what its words score."""
    texts = [f"核武器裁军谈判会议{'。' * 90}" for _ in range(4)]
    path = write_index(tmp_path / "index", [document("甲", texts)])
    compared = []
    gains = Closeness.gains
    monkeypatch.setattr(
        Closeness, "gains", lambda self, folded, docs, *rest: compared.append(len(docs))
        or gains(self, folded, docs, *rest),
    )  # fmt: skip
    for room in (1, 250, 10_000):
        monkeypatch.setattr(ranking, "POOL_CHARACTERS", room)
        with search.open_index(path) as opened:
            assert opened.rank("裁军谈判会议核武器").total == 4
    assert compared == [1, 2, 4]
