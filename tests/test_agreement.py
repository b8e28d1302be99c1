"""The fast search finds what the slow and obvious one finds: the same paragraphs, order and scores."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from handmade import document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_search import PlainSearch

from indexer.document import Document
from indexer.record import Record, records_of
from indexer.schema import prepare
from indexer.seal import seal_of
from indexer.segmenter import Segmenter
from indexer.writer import write_segment
from search import bm25f, maxscore, paragraphs, postings, ranking, sums, verified
from search.leaves import Cutting, Lexicon
from search.otherwise import with_others
from search.postings import Postings
from search.query import parse
from search.ranking import rank
from search.synonyms import Synonyms
from search.tree import positive_leaves, relax

SEGMENTER = Segmenter()
SYNONYMS = Synonyms({"核武器": ("裁军谈判",), "国际": ("a/res",), "同上": ("12", "条约")})

WORDS = [
    "核武器",
    "核",
    "裁军",
    "谈判",
    "国际法院",
    "国际",
    "法院",
    "条约",
    "的",
    "同上",
    "，",
    "12",
    "a/res/1/2",
]
KEYS = ["A/RES/1/2", "A/RES/1/12", "甲", "乙"]

STRINGS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map("".join)
STRETCHES = STRINGS.flatmap(
    lambda text: st.tuples(st.integers(0, len(text) - 1), st.integers(1, 7)).map(
        lambda span: text[span[0] : span[0] + span[1]]
    )
)
NOTES = st.dictionaries(st.sampled_from("123"), STRINGS | st.tuples(STRINGS, STRINGS), max_size=2)


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    made = []
    for key in draw(st.permutations(KEYS)):
        notes = draw(NOTES)
        texts: list[Any] = draw(st.lists(STRINGS, min_size=1, max_size=5))
        marks = "".join(f"{{{number}}}" for number in notes)
        texts[0] += marks if draw(st.booleans()) else ""
        labels = draw(st.sampled_from(["第{}段", "第{}条"]))
        kinds = st.sampled_from(["title", "body", "body"])
        given = [
            {
                "text": text,
                "anchor": f"art{at}",
                "label": labels.format(at),
                "ordinal": at,
                "kind": draw(kinds),
            }
            for at, text in enumerate(texts, 1)
        ]
        made.append(document(key, given, notes, title=draw(st.none() | STRINGS)))
    return made


SIDES = st.one_of(STRETCHES, STRETCHES.map(lambda text: f'"{text}"'))
WORDS_OF_FIELDS = st.tuples(st.sampled_from(["title", "脚注", "正文"]), SIDES).map(":".join)
PATTERNS = st.tuples(STRETCHES, st.sampled_from("?*"), st.integers(0, 6)).map(
    lambda drawn: drawn[0][: drawn[2]] + drawn[1] + drawn[0][drawn[2] + 1 :]
)
SLIPS = STRETCHES.map(lambda text: f"{text}~") | SIDES.map(lambda text: f"{text}~")
NEAR = st.tuples(SIDES | PATTERNS | SLIPS, st.integers(0, 9), SIDES | PATTERNS | SLIPS).map(
    lambda drawn: f"{drawn[0]} NEAR/{drawn[1]} {drawn[2]}"
)

LEAVES = st.one_of(
    STRETCHES,
    STRETCHES.map(lambda text: f'"{text}"'),
    WORDS_OF_FIELDS,
    PATTERNS,
    SLIPS,
    NEAR,
    st.tuples(st.sampled_from(["title", "text", "footnote"]), NEAR).map(
        lambda both: f"{both[0]}:({both[1]})"
    ),
    st.sampled_from(
        [
            *("1/2", "A/RES/1/2", "1/2 art1", "A/RES/1/12#art2", "1/2 第2段", "第1条", "art2"),
            *("第一条", "第二段", "kind:title", "脚注:同上", "title:(核 -条约)", "text:国际法院~"),
        ]
    ),
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(" ".join),
        st.lists(inner, min_size=2, max_size=4).map(" OR ".join),
        inner.map(lambda query: f"({query})"),
        inner.map(lambda query: f"NOT ({query})"),
        st.tuples(inner, LEAVES).map(lambda both: f"{both[0]} -{both[1]}"),
    ),
    max_leaves=6,
)


def opened(parts: Sequence[Sequence[Record]], directory: Path) -> Postings:
    """Return the records as an index of so many segments."""
    names = []
    for number, part in enumerate(parts):
        made = write_segment(directory, map(prepare, part), SEGMENTER)
        names.append(f"part-{number}.segment")
        (directory / made).rename(directory / names[-1])
    seals = {name: seal_of(directory / name) for name in names}
    files: Any = SimpleNamespace(directory=directory, segments=names, seal_of=seals.get)
    return Postings(files)


@pytest.fixture(params=["as it is", "small"])
def sizes(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the ways of many paragraphs be taken for few."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "small":
            patch.setattr(maxscore, "FEW", 1)
            patch.setattr(maxscore, "BATCH", 2)
            patch.setattr(maxscore, "LONG", 1)
            patch.setattr(maxscore, "TRIED", 1)
            patch.setattr(maxscore, "FEW_LEFT", 0)
            patch.setattr(bm25f, "HEAD", 2)
            patch.setattr(bm25f, "MANY_DOCS", 0)
            patch.setattr(paragraphs, "FEW", 1)
            patch.setattr(paragraphs, "SPARSE", 4)
            patch.setattr(postings, "MAX_PLACES_RANKED", 2)
            patch.setattr(ranking, "POOL", 3)
            patch.setattr(ranking, "MOST_COMPARED", 1)
            patch.setattr(sums, "LOOKUP_COST", 1)
            patch.setattr(verified, "BATCH", 8)
            patch.setattr(verified, "DENSE", 0)
        yield


@pytest.mark.usefixtures("sizes")
@given(
    documents(),
    st.lists(QUERIES, min_size=1, max_size=12),
    st.lists(st.integers(0, 20), max_size=2),
    st.integers(0, 5),
    st.integers(1, 4),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_is_found_in_the_same_order_with_the_same_scores(
    made: list[Document],
    queries: list[str],
    cuts: list[int],
    offset: int,
    limit: int,
) -> None:
    records = list(chain.from_iterable(map(records_of, made)))
    bounds = sorted({0, *(min(cut, len(records)) for cut in cuts), len(records)})
    parts = [records[start:end] for start, end in pairwise(bounds)]
    plain = PlainSearch(records, SEGMENTER)
    with tempfile.TemporaryDirectory() as directory:
        index = opened(parts, Path(directory))
        lexicon = Lexicon(index)
        trees = (parse(query).tree for query in queries)
        for tree in (tree and with_others(tree, SYNONYMS) for tree in trees):
            for asked in filter(None, (tree, tree and relax(tree))):
                words, _ = Cutting(SEGMENTER).words_of(positive_leaves(asked))
                expected = plain.ranking(asked, words)
                for start, count in ((0, 10), (offset, limit), (0, 1000)):
                    page = rank(asked, lexicon, words, start, count)
                    assert page.total == len(expected)
                    found = [
                        (index.id(doc), score)
                        for doc, score in zip(page.docs, page.scores, strict=True)
                    ]
                    assert found == expected[start : start + count], asked
