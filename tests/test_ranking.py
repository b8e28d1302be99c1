"""Words score as Whoosh scores them; what is held verbatim comes first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as whoosh_query
from whoosh.scoring import BM25F

import search
from indexer.folding import fold
from indexer.generations import open_generation
from indexer.parse import parse_file
from indexer.segmenter import Segmenter
from search.matching import MAX_GRAMS, MAX_SEGMENTED, Matcher, identifier_places, words_of
from search.postings import Postings
from search.query import parse
from search.ranking import FIELD_WEIGHTS, K1, B, bm25f, rank
from search.tree import Phrase, positive_leaves

HERE = Path(__file__).parent
SEARCHES = json.loads((HERE / "searches.json").read_text(encoding="utf-8"))
DOCUMENTS = [document(**made) for made in SEARCHES["documents"]]
SAMPLE = parse_file(HERE / "data" / "a-res-63-49.txt", "sample.txt")
TEXTS = [part.text for made in (SAMPLE, *DOCUMENTS) for part in made.units()]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    others = [made for made in DOCUMENTS if made.key != SAMPLE.key]
    return write_index(tmp_path_factory.mktemp("ranking") / "index", [SAMPLE, *others])


@pytest.fixture(scope="module")
def postings(path: Path) -> Iterator[Postings]:
    opened = Postings(open_generation(path))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("第634卷", ("634", "卷")),
        ("国际法院的", ("国际", "国际法", "国际法院", "法院")),
        ("同上", ("同", "上")),
        ("的", ("的",)),
        ("，", ()),
    ],
)
def test_particles_are_no_words_of_a_term_that_has_others(
    term: str, words: tuple[str, ...]
) -> None:
    (leaf,) = positive_leaves(parse(term).tree)
    assert words_of([leaf], Segmenter())[0][leaf] == words


@pytest.mark.parametrize("field", FIELD_WEIGHTS)
def test_every_word_scores_in_every_paragraph_as_whoosh_scores_it(
    path: Path, postings: Postings, field: str
) -> None:
    opened = whoosh_index.open_dir(str(open_generation(path).directory))
    with opened.searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        words = [word.decode() for word in searcher.reader().lexicon(field)]
        assert words
        for word in words:
            results = searcher.search(whoosh_query.Term(field, word), limit=None)
            expected = {hit.docnum: hit.score for hit in results}
            docs = postings.posting(field, word).docs.tolist()
            scores = dict(zip(docs, bm25f(postings, field, word).tolist(), strict=True))
            assert scores == pytest.approx(expected, abs=1e-4)


def stretches(most: int) -> st.SearchStrategy[str]:
    """Draw short stretches of the texts."""
    return st.sampled_from(TEXTS).flatmap(
        lambda text: st.integers(0, max(0, len(text) - 1)).flatmap(
            lambda start: st.integers(1, most).map(lambda length: text[start : start + length])
        )
    )


def han(text: str) -> str:
    return "".join(character for character in text if "\u4e00" <= character <= "\u9fff")


@given(stretches(8).map(han).filter(bool))
def test_a_term_in_the_text_beats_one_in_a_note_beats_one_of_its_words(
    postings: Postings, term: str
) -> None:
    tree = parse(term).tree
    assert tree is not None
    words, _ = words_of(positive_leaves(tree), Segmenter())
    page = rank(tree, postings, words, 0, 10_000)
    folded = fold(term)
    least: dict[int, float] = {}
    for doc, score in zip(page.docs, page.scores, strict=True):
        held = postings.folded(doc)
        in_note = any(folded in note for note in held.notes)
        group = 0 if folded in held.text else 1 if in_note else 2
        assert all(score < least[better] for better in least if better < group)
        assert all(worse <= group for worse in least)
        least[group] = score


def test_equal_scores_are_ordered_by_document_and_place(tmp_path: Path) -> None:
    keys = ["丙", "甲", "乙"]
    made = [document(key, ["核裁军谈判", "核裁军谈判"]) for key in keys]
    with search.open_index(write_index(tmp_path / "index", made)) as index:
        answer = index.search("裁军")
    expected = [f"{key}#p{place}" for key in sorted(keys) for place in (1, 2)]
    assert [hit.id for hit in answer] == expected
    assert len({hit.score for hit in answer}) == 1


def test_many_equal_scores_are_ordered_alike(tmp_path: Path) -> None:
    keys = [f"{number * 7 % 20:02}" for number in range(20)]
    made = [document(key, ["核裁军谈判"] * 30) for key in keys]
    with search.open_index(write_index(tmp_path / "index", made)) as index:
        answer = index.search("裁军", limit=600)
    expected = [f"{key}#p{place}" for key in sorted(keys) for place in range(1, 31)]
    assert [hit.id for hit in answer] == expected


@given(st.lists(stretches(3).map(han).filter(bool), min_size=1, max_size=3), st.booleans())
def test_pages_joined_are_the_whole_ranking(
    postings: Postings, terms: list[str], either: bool
) -> None:
    tree = parse((" OR " if either else " ").join(terms)).tree
    assert tree is not None
    words, _ = words_of(positive_leaves(tree), Segmenter())
    whole = rank(tree, postings, words, 0, 1000)
    parts = [rank(tree, postings, words, offset, 3) for offset in range(0, whole.total + 3, 3)]
    assert [doc for part in parts for doc in part.docs] == list(whole.docs)
    assert list(whole.scores) == sorted(whole.scores, reverse=True)


def test_words_are_looked_for_up_to_a_length_and_that_is_said() -> None:
    def cut(text: str) -> bool:
        return words_of(positive_leaves(parse(text).tree), Segmenter())[1]

    assert not cut("核" * MAX_SEGMENTED)
    assert cut("核" * (MAX_SEGMENTED + 1))
    assert not cut(f'"{"核" * (MAX_SEGMENTED + 1)}"')


def test_a_phrase_longer_than_its_grams_taken_is_still_exact(tmp_path: Path) -> None:
    long = "".join(chr(0x4E00 + number) for number in range(MAX_GRAMS * 8))
    other = long[:99] + "错" + long[100:]
    with search.open_index(
        write_index(tmp_path / "index", [document("a", [other, long])])
    ) as index:
        assert [hit.id for hit in index.search(f'"{long}"')] == ["a#p2"]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("63/49", [0]),
        ("第63/49号", [1]),
        ("a/res/63/49", [6]),
        ("163/49", []),
        ("63/490", []),
        ("63/490和63/49", [7]),
    ],
)
def test_an_identifier_stands_by_itself(text: str, places: list[int]) -> None:
    assert list(identifier_places(text, "63/49")) == places


def test_a_term_that_is_excluded_is_excluded_as_it_stands(postings: Postings) -> None:
    tree = parse("-核裁军").tree
    assert tree is not None
    found = Matcher(postings, {}).paragraphs(tree).tolist()
    held = Matcher(postings, {}).leaf(Phrase("核裁军", "核裁军"))
    assert sorted({*found, *held.text.tolist(), *held.notes.tolist()}) == list(
        range(postings.count)
    )
    assert not {*found} & {*held.text.tolist(), *held.notes.tolist()}
