"""A query that finds nothing is answered with queries like it that find something."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st
from pinyin_homophones import homophones
from pypinyin import __version__

import search
from indexer.folding import fold
from indexer.generations import open_generation
from indexer.segmenter import Segmenter
from search import suggest
from search.homophones import PYPINYIN_VERSION, SYLLABLES
from search.leaves import Cutting, Leaves, Lexicon
from search.postings import Postings
from search.query import parse
from search.suggest import LONGEST, MAX_SUGGESTED, MAX_TRIED, Suggester
from search.tree import positive_leaves

TEXTS = [
    "再次吁请所有国家立即履行核裁军义务，开展多边谈判。",
    "核裁军谈判会议审议了裁军问题，也审议了财产问题。",
    "国际法院认定存在一项义务。",
    "国际法院的咨询意见。",
    "南极条约和曼谷条约。",
    "The treaty and the protocol of 1996.",
]

Suggestions = Callable[[str], tuple[str, ...]]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = [
        {"text": text, "anchor": f"art{at}", "label": f"第{at}段", "ordinal": at, "kind": "body"}
        for at, text in enumerate(TEXTS, 1)
    ]
    made = document("甲", given, {"1": "联合国《条约汇编》。"})
    return write_index(tmp_path_factory.mktemp("suggest") / "index", [made])


@pytest.fixture(scope="module")
def finds(path: Path) -> Iterator[Callable[[str], bool]]:
    with search.open_index(path) as index:

        def found(query: str) -> bool:
            ranking = index.rank(query, limit=0)
            return ranking.total > 0 and not ranking.relaxed

        yield found


@pytest.fixture(scope="module")
def suggestions(path: Path, finds: Callable[[str], bool]) -> Suggestions:
    lexicon, cutting = Lexicon(Postings(open_generation(path))), Cutting(Segmenter())
    suggester = Suggester(lexicon.postings)

    def suggested(query: str) -> tuple[str, ...]:
        tree = parse(query).tree
        if tree is None:
            return ()
        words, _ = cutting.words_of(positive_leaves(tree))
        return suggester.suggestions(query, tree, Leaves(lexicon, words), finds)

    return suggested


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("财军", "裁军"),  # sounds the same
        ("彩君", "裁军"),  # both characters do
        ('"国际发院"', '"国际法院"'),
        ('"国际去院"', '"国际法院"'),  # one changed
        ('"国法院"', '"国际法院"'),  # one left out
        ('"国际法律院"', '"国际法院"'),  # one added
        ('"国法际院"', '"国际法院"'),  # two swapped
        ("teraty", "treaty"),
        ("protocl", "protocol"),
        ('"条约会编"', '"条约汇编"'),  # in a note
        ("『国际发院』", "『国际法院』"),
        ("审议 -财军 财君", "审议 -财军 裁军"),  # what is excluded may well be nowhere
        ('"所有国家立即屡行"', '"所有国家立即履行"'),  # a part of a phrase
        ('"国际发院" OR "曼古条约"', '"国际法院" OR "曼谷条约"'),
    ],
)
def test_a_near_word_is_meant(suggestions: Suggestions, typed: str, first: str) -> None:
    assert suggestions(typed)[:1] == (first,)


@pytest.mark.parametrize(
    "typed",
    [
        "核裁军",  # it is found
        "南极 国际法院",  # each is found
        "1997",  # a number is not misspelt
        "鱻",
        "",
        "63/50",
        "鱻麤 犇猋 骉羴",  # more words are nowhere than MAX_UNKNOWN
        '"' + "鱻" * (LONGEST + 1) + '"',
    ],
)
def test_nothing_is_suggested(suggestions: Suggestions, typed: str) -> None:
    assert suggestions(typed) == ()


def test_what_sounds_the_same_comes_before_what_is_more_frequent(suggestions: Suggestions) -> None:
    assert suggestions("财军") == ("裁军", "财产")


def test_a_word_that_occurs_twice_is_replaced_wherever_it_stands(suggestions: Suggestions) -> None:
    assert suggestions('"国际发院" OR "国际发院意见"')[:1] == ()
    assert suggestions('"国际发院" OR ("国际发院" 南极)')[0].count("国际法院") == 2


def test_so_many_queries_are_tried_at_most(path: Path) -> None:
    asked: list[str] = []
    postings = Postings(open_generation(path))
    tree = parse("财军").tree
    assert tree is not None
    leaves = Leaves(Lexicon(postings), dict.fromkeys(positive_leaves(tree), ()))
    found = Suggester(postings).suggestions(
        "财军", tree, leaves, lambda query: bool(asked.append(query))
    )
    assert found == ()
    assert 0 < len(asked) <= MAX_TRIED


def test_a_vocabulary_that_is_too_large_is_not_looked_through(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggest, "MAX_WORDS", 1)
    assert list(Suggester(Postings(open_generation(path)))._like("财军")) == []


@given(st.text(alphabet='核裁军财谈判国际法发院AB" ()-1\ud800\u202e', max_size=12))
def test_what_is_suggested_finds_something_where_what_was_typed_does_not(
    suggestions: Suggestions, finds: Callable[[str], bool], typed: str
) -> None:
    found = suggestions(typed)
    assert len(set(found)) == len(found) <= MAX_SUGGESTED
    assert all(map(finds, found))
    assert not (found and finds(typed))


def test_the_syllables_are_those_of_pypinyin() -> None:
    assert __version__ == PYPINYIN_VERSION
    rows = SYLLABLES.strip().replace("\n ", "").split("\n")
    assert dict(row.split(" ") for row in rows) == homophones()


@pytest.mark.parametrize(
    ("first", "second"), [("财", "裁"), ("行", "杭"), ("行", "形"), ("法", "发")]
)
def test_these_sound_the_same(first: str, second: str) -> None:
    assert fold(second) in suggest.alike(first).tobytes().decode("utf-32-le")
