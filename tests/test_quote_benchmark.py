"""The quotations that the benchmark draws are what it says, and told as it says."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from versioned import build

import search
from benchmarks.corpus import Paragraph
from benchmarks.quotations import LENGTHS, Texts, items_of, scored
from indexer.folding import fold

chance = random.Random(7)
WORDS = "国家机关应当按照规定公布职责范围并且接受群众监督违反本法的依法给予处分，。；"
LAW = {f"p{at}": "".join(chance.choices(WORDS, k=90)) for at in range(1, 61)}
PARAGRAPHS = [Paragraph(id_, text) for id_, text in LAW.items()]


def test_a_third_each_stands_in_a_paragraph_was_edited_and_is_invented() -> None:
    items = items_of(PARAGRAPHS, 60)
    assert Counter(item.kind for item in items) == {"verbatim": 20, "nearly": 20, "invented": 20}
    for item in items:
        is_there = any(fold(item.asked) in fold(text) for text in LAW.values())
        assert is_there == (item.kind == "verbatim")
        assert any(fold(item.cut) in fold(text) for text in LAW.values())
        assert LENGTHS[0] <= len(item.cut) <= LENGTHS[1]


def test_the_same_seed_draws_the_same() -> None:
    assert items_of(PARAGRAPHS, 30) == items_of(PARAGRAPHS, 30)
    assert items_of(PARAGRAPHS, 30) != items_of(PARAGRAPHS, 30, seed=1)


def test_all_of_them_are_told_right(tmp_path: Path) -> None:
    items = items_of(PARAGRAPHS, 60)
    with search.open_index(build(tmp_path, {"法": list(LAW.values())})) as index:
        quotes = index.quote([item.asked for item in items])
    for score in scored(items, quotes, Texts(PARAGRAPHS)):
        assert (score.right, score.claimed) == (20, 20 if score.kind == "verbatim" else 0)


def test_what_is_told_wrong_is_not_counted_right(tmp_path: Path) -> None:
    items = items_of(PARAGRAPHS, 60)
    with search.open_index(build(tmp_path, {"法": ["没有一句是对的。"]})) as index:
        quotes = index.quote([item.asked for item in items])
    right = {score.kind: score.right for score in scored(items, quotes, Texts(PARAGRAPHS))}
    assert right == {"verbatim": 0, "nearly": 0, "invented": 20}
