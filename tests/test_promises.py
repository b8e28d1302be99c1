"""What is promised of every search on the real resolution, held exhaustively or by chance."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from indexer.build import build_index
from indexer.errors import QueryError
from indexer.find import find_sources
from indexer.folding import fold
from indexer.parse import parse_file
from indexer.segmenter import Segmenter
from search.query import parse
from search.tree import Leaf, positive_leaves

SAMPLE = Path(__file__).parent / "data" / "a-res-63-49.txt"
DOCUMENT = parse_file(SAMPLE, SAMPLE.name)
KEY = "A/RES/63/49"
FOLDED = {
    f"{KEY}#{paragraph.anchor}": (
        fold(paragraph.text),
        [
            fold(text)
            for note in DOCUMENT.notes_of(paragraph)
            for text in (note.text, note.resolved)
            if text
        ],
    )
    for paragraph in DOCUMENT.paragraphs
}
TEXTS = [paragraph.text for paragraph in DOCUMENT.paragraphs]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    path = tmp_path_factory.mktemp("promises")
    build_index(path, find_sources([SAMPLE]))
    with search.open_index(path) as opened:
        yield opened


def holding(folded: str) -> set[str]:
    """Return the paragraphs that hold the string in their text or in one of their notes."""
    return {
        name
        for name, (text, notes) in FOLDED.items()
        if folded in text or any(folded in note for note in notes)
    }


def found(index: search.Index, query: str) -> set[str]:
    return {hit.id for hit in index.search(query, limit=100)}


def quoted(text: str) -> str:
    """Return the text in quotes that it does not hold itself."""
    return f"「{text}」"


def parts_of(text: str, longest: int) -> Iterator[str]:
    for start in range(len(text)):
        for end in range(start + 1, min(start + longest, len(text)) + 1):
            yield text[start:end]


def test_every_phrase_of_one_to_four_characters_is_found_just_where_it_is(
    index: search.Index,
) -> None:
    phrases = {fold(part): part for text in TEXTS for part in parts_of(text, 4)}
    phrases.pop("", None)
    assert len(phrases) > 2900
    for folded, part in phrases.items():
        assert found(index, quoted(part)) == holding(folded), part


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(min_value=0), st.integers(min_value=1, max_value=40))
def test_every_phrase_up_to_forty_characters_is_found_just_where_it_is(
    index: search.Index, text: str, place: int, length: int
) -> None:
    start = place % len(text)
    part = text[start : start + length]
    if fold(part):
        assert found(index, quoted(part)) == holding(fold(part))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from(sorted(set("".join(TEXTS)))), min_size=1, max_size=5))
def test_a_phrase_that_may_be_nowhere_is_found_just_where_it_is(
    index: search.Index, part: str
) -> None:
    if fold(part) and "」" not in part:
        assert found(index, quoted(part)) == holding(fold(part))


@pytest.mark.parametrize(
    "query",
    [
        '"核武器"',
        '"不扩散核武器条约"',
        "核",
        "1",
        "同上",
        "國際法院",
        "６１",
        "1996年7月8日",
        "49/75",
    ],
)
def test_a_query_finds_first_what_holds_it_verbatim(index: search.Index, query: str) -> None:
    verbatim = holding(fold(query.strip('"')))
    assert verbatim
    hits = [hit.id for hit in index.search(query, limit=100)]
    assert set(hits[: len(verbatim)]) == verbatim


@pytest.mark.parametrize(
    "query", ["核", "1", "49/75", "６１", '"同上"', '"1996年7月8日"', '"國際法院"']
)
def test_a_query_of_one_character_or_in_quotes_finds_nothing_else(
    index: search.Index, query: str
) -> None:
    assert found(index, query) == holding(fold(query.strip('"')))


# ---- highlights


def allowed(leaves: tuple[Leaf, ...]) -> set[str]:
    """Return all that a highlight may fold to: the leaves of the query, and their words."""
    folded = {fold(leaf.text) for leaf in leaves}
    return folded | {token.text for text in folded for token in Segmenter().tokens(text)}


WORDS = st.lists(
    st.sampled_from(
        [
            "核武器",
            "核裁军",
            '"裁军谈"',
            "第",
            "同上",
            "条约汇编",
            "634",
            "國際法院",
            "-遗憾",
            "OR",
            "1995",
            "62/39",
            '"Part I"',
            "審議",
        ]
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=50, deadline=None)
@given(WORDS)
def test_each_highlight_is_exact_sorted_disjoint_and_of_the_query(
    index: search.Index, words: list[str]
) -> None:
    query = " ".join(words)
    terms = allowed(positive_leaves(parse(query).tree))
    for hit in index.search(query, limit=100):
        texts = [(hit.snippet.text, hit.snippet.highlights)]
        for note in hit.footnotes:
            texts += [(note.text, note.highlights), (note.resolved or "", note.resolved_highlights)]
        for text, highlights in texts:
            assert all(fold(text[start:end]) in terms for start, end in highlights)
            ends = [place for span in highlights for place in span]
            assert ends == sorted(ends)
            assert all(start < end <= len(text) for start, end in highlights)
        whole = index.paragraph(hit.id).text
        assert hit.snippet.text in whole


# ---- any text at all

SPICES = ("AND", "OR", "NOT", "-", '"', "“", "”", "「", "(", ")", "（", "）", "#", "/", "~", "*", ":", "\\", "😀", "\u202e", "\x1b[31m", "\x00", "\ud800", "核", "裁军", "63/49", "第2段", " ", "\u3000", "\n")  # fmt: skip


def test_ten_thousand_strings_of_any_kind_are_answered(index: search.Index) -> None:
    random_ = random.Random(63_49)
    for _ in range(10_000):
        query = "".join(random_.choices(SPICES, k=random_.randint(0, 12)))
        answer = index.search(query, limit=3)
        assert len(answer) == min(3, answer.total)


@pytest.mark.parametrize(
    "query",
    ["(" * 3_000, ")" * 3_000, "NOT " * 2_000 + "核", "-" * 5_000, '"' * 4_001, "核 " * 20_000, " ".join(f"词{n}" for n in range(20_000)), "63/49 " * 5_000, "(核 OR " * 2_000],
    ids=["open brackets", "closed brackets", "NOT", "minus", "quotes", "one word", "20,000 words", "identifiers", "nested"],
)  # fmt: skip
def test_a_monstrous_query_is_answered_or_refused_in_words(index: search.Index, query: str) -> None:
    try:
        answer = index.search(query)
    except QueryError as error:
        assert "the most that is taken" in str(error)
    else:
        assert len(answer) == min(10, answer.total)
