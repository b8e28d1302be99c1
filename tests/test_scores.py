"""What words add to our scores is what they add to Whoosh's, and the best are the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from handmade import document
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index, query
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from indexer.codec import write_toc
from indexer.collect import Columns
from indexer.generations import Generation
from indexer.record import records_of
from indexer.schema import Prepared, prepare
from indexer.segmenter import Segmenter
from indexer.writer import SEGMENT_SUFFIX, write_runs
from search.bm25f import FIELD_WEIGHTS, K1, B, Scored, Scores, Word, Words
from search.maxscore import leaders
from search.paragraphs import Paragraphs
from search.postings import Postings

SEGMENTER = Segmenter()

PIECES = ["核裁军", "谈判", "国际法院", "条约", "的", "test", "A/RES/63/49", "，", "人民共和国"]
WORDS = [
    "核裁军",
    "裁军",
    "谈判",
    "国际",
    "国际法院",
    "法院",
    "条约",
    "的",
    "test",
    "res",
    "人民",
    "无",
]

TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Prepared]]:
    """Draw a corpus in one to three segments."""
    parts = []
    for number in range(draw(st.integers(1, 3))):
        texts = draw(st.lists(TEXTS, min_size=1, max_size=9))
        made = document(
            f"甲{number}",
            [f"{text}{{1}}" if at % 2 else text for at, text in enumerate(texts)],
            {"1": draw(TEXTS)},
            title=draw(st.none() | TEXTS),
        )
        parts.append([prepare(record) for record in records_of(made)])
    return parts


@contextmanager
def both(parts: Sequence[Sequence[Prepared]]) -> Iterator[tuple[Words, Postings, Searcher]]:
    """Yield our words and Whoosh's searcher, both of one generation of several segments."""
    with TemporaryDirectory() as folder:
        names = []
        for number, part in enumerate(parts, 1):
            columns = [Columns.of_prepared(part)]
            (run,) = write_runs(Path(folder), "run-", columns, SEGMENTER)
            names.append(f"{number:06}{SEGMENT_SUFFIX}")
            (Path(folder) / run).rename(Path(folder) / names[-1])
        write_toc(Path(folder), names)
        generation = Generation("gen-000001", Path(folder), {}, {}, {}, tuple(names))
        postings = Postings(generation)
        opened = index.open_dir(str(generation.directory))
        with opened.searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
            yield Words(postings), postings, searcher


def asked(word: str) -> query.Query:
    """Return what asks Whoosh for a word in all fields, each with its weight."""
    return query.Or(
        [query.Term(field, word, boost=weight) for field, weight in FIELD_WEIGHTS.items()]
    )


def scores(searcher: Searcher, wanted: query.Query, count: int) -> list[float]:
    """Return the best of all scores: told to stop at some, Whoosh now and then misses better ones."""
    return [hit.score for hit in searcher.search(wanted, limit=None)][:count]


def lists_of(words: Words, some: Sequence[str]) -> list[Scored]:
    """Return all lists of some words."""
    found = map(words.word, some)
    return [scored for word in found for scored in (*word.body, *word.title)]


def having(word: Word, postings: Postings) -> Paragraphs:
    """Return the paragraphs that have a word in any field."""
    return postings.space.any_of([scored.found for scored in (*word.body, *word.title)])


def best(ours: Scores, count: int) -> list[float]:
    return sorted(ours.tolist(), reverse=True)[:count]


@settings(max_examples=60)
@given(corpora())
def test_a_word_scores_in_every_paragraph_as_whoosh_scores_it(parts: list[list[Prepared]]) -> None:
    with both(parts) as (words, postings, searcher):
        for word in WORDS:
            found = words.word(word)
            sums = np.zeros(postings.count)
            for scored in (*found.body, *found.title):
                sums[scored.numbers] += scored.scores
            hits = searcher.search(asked(word), limit=None)
            assert {doc: sums[doc] for doc in sums.nonzero()[0].tolist()} == pytest.approx(
                {hit.docnum: hit.score for hit in hits}, abs=1e-4
            )
            assert all(sums <= found.most)


@settings(max_examples=100)
@given(
    corpora(),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True),
    st.integers(1, 6),
)
def test_the_best_of_any_word_are_whooshs_best(
    parts: list[list[Prepared]], some: list[str], count: int
) -> None:
    with both(parts) as (words, postings, searcher):
        expected = scores(searcher, query.Or(list(map(asked, some))), count)
        lists = lists_of(words, some)
        assert bool(lists) == bool(expected)
        if expected:
            _, ours = leaders(postings.space, lists, [], len(expected), None)
            assert best(ours, len(expected)) == pytest.approx(expected, abs=1e-4)


@settings(max_examples=100)
@given(
    corpora(),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4, unique=True),
    st.integers(1, 6),
)
def test_the_best_of_all_words_are_whooshs_best(
    parts: list[list[Prepared]], some: list[str], count: int
) -> None:
    with both(parts) as (words, postings, searcher):
        tree = query.And(list(map(asked, some)))
        matched = postings.space.all_of([having(words.word(word), postings) for word in some])
        hits = searcher.search(tree, limit=None)
        assert set(matched.numbers.tolist()) == {hit.docnum for hit in hits}
        expected = scores(searcher, tree, count)
        if expected:
            _, ours = leaders(postings.space, lists_of(words, some), [], len(expected), matched)
            assert best(ours, len(expected)) == pytest.approx(expected, abs=1e-4)
