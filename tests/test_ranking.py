"""Words score as Whoosh scores them; what is held verbatim comes first."""

from __future__ import annotations

import json
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
from search.answers import told_score
from search.bm25f import FIELD_WEIGHTS, K1, QUANTUM, B
from search.leaves import MAX_SEGMENTED, Cutting, Leaves, Lexicon
from search.matching import Matcher
from search.phrases import identifier_places
from search.postings import Postings
from search.query import parse
from search.ranking import rank
from search.tree import Node, Phrase, positive_leaves

HERE = Path(__file__).parent
SEARCHES = json.loads((HERE / "searches.json").read_text(encoding="utf-8"))
DOCUMENTS = [document(**made) for made in SEARCHES["documents"]]
SAMPLE = parse_file(HERE / "data" / "a-res-63-49.txt", "sample.txt")
CUTTING = Cutting(Segmenter())
TEXTS = [part.text for made in (SAMPLE, *DOCUMENTS) for part in made.units()]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    others = [made for made in DOCUMENTS if made.key != SAMPLE.key]
    return write_index(tmp_path_factory.mktemp("ranking") / "index", [SAMPLE, *others])


@pytest.fixture(scope="module")
def lexicon(path: Path) -> Lexicon:
    return Lexicon(Postings(open_generation(path)))


def tree_of(text: str) -> Node:
    tree = parse(text).tree
    assert tree is not None
    return tree


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
    assert CUTTING.words_of([leaf])[0][leaf] == words


@pytest.mark.parametrize("field", FIELD_WEIGHTS)
def test_every_word_scores_in_every_paragraph_as_whoosh_scores_it(
    path: Path, lexicon: Lexicon, field: str
) -> None:
    opened = whoosh_index.open_dir(str(open_generation(path).directory))
    with opened.searcher(weighting=BM25F(B=B, K1=K1)) as searcher:
        words = [word.decode() for word in searcher.reader().lexicon(field)]
        assert words
        for word in words:
            results = searcher.search(whoosh_query.Term(field, word), limit=None)
            expected = {hit.docnum: hit.score * FIELD_WEIGHTS[field] for hit in results}
            known = lexicon.word(word)
            found = [
                dict(zip(each.numbers.tolist(), each.scores.tolist(), strict=True))
                for each in (*known.body, *known.title)
            ]
            assert any(scores == pytest.approx(expected, abs=1e-4) for scores in found)


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
    lexicon: Lexicon, term: str
) -> None:
    tree = tree_of(term)
    words, _ = CUTTING.words_of(positive_leaves(tree))
    page = rank(tree, lexicon, words, 0, 10_000)
    folded = fold(term)
    least: dict[int, float] = {}
    for doc, score in zip(page.docs, page.scores, strict=True):
        record = lexicon.postings.record(doc)
        in_note = any(folded in fold(note) for note in record.note_texts)
        group = 0 if folded in fold(record.paragraph.text) else 1 if in_note else 2
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
    lexicon: Lexicon, terms: list[str], either: bool
) -> None:
    tree = tree_of((" OR " if either else " ").join(terms))
    words, _ = CUTTING.words_of(positive_leaves(tree))
    whole = rank(tree, lexicon, words, 0, 1000)
    parts = [rank(tree, lexicon, words, offset, 3) for offset in range(0, whole.total + 3, 3)]
    assert [doc for part in parts for doc in part.docs] == list(whole.docs)
    assert list(whole.scores) == sorted(whole.scores, reverse=True)


def test_words_are_looked_for_up_to_a_length_and_that_is_said() -> None:
    def cut(text: str) -> bool:
        return CUTTING.words_of(positive_leaves(parse(text).tree))[1]

    assert not cut("核" * MAX_SEGMENTED)
    assert cut("核" * (MAX_SEGMENTED + 1))
    assert not cut(f'"{"核" * (MAX_SEGMENTED + 1)}"')


def test_a_very_long_phrase_is_still_exact(tmp_path: Path) -> None:
    long = "".join(chr(0x4E00 + number) for number in range(512))
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


def test_a_term_that_is_excluded_is_excluded_as_it_stands(lexicon: Lexicon) -> None:
    leaves = Leaves(lexicon, {})
    found = set(Matcher(tree_of("-核裁军"), leaves).paragraphs.numbers.tolist())
    held = set(leaves[Phrase("核裁军", "核裁军")].body.numbers.tolist())
    assert found | held == set(range(lexicon.postings.count))
    assert held
    assert not found & held


def test_a_document_that_is_cited_a_thousand_times_comes_before_all_that_cite_it(
    tmp_path: Path,
) -> None:
    citing = document("甲", ["又提到第63/49号决议"] * 1_000)
    named = document("A/RES/63/49", ["后续行动", "后续行动"])
    with search.open_index(write_index(tmp_path / "index", [citing, named])) as index:
        ranking = index.rank("63/49", limit=2)
    assert (ranking.total, ranking.ids) == (1_001, ("A/RES/63/49#p1", "甲#p1"))


def test_a_ranking_is_the_answer_without_what_is_shown(tmp_path: Path) -> None:
    made = [document("甲", ["核裁军谈判", "谈判"]), document("乙", ["裁军"])]
    with search.open_index(write_index(tmp_path / "index", made)) as index:
        answer, ranking = index.search("裁军 谈判"), index.rank("裁军 谈判")
        page = index.rank("裁军 OR 谈判", limit=1, offset=1)
    assert ranking.ids == tuple(hit.id for hit in answer) == ("甲#p1",)
    assert ranking.scores == tuple(hit.score for hit in answer)
    assert len(page.ids) == 1
    whole = ranking.to_dict()
    assert whole.pop("took_ms") >= 0
    assert whole == {
        "schema": 1,
        "query": "裁军 谈判",
        "interpreted": "裁军 AND 谈判",
        "total": 1,
        "relaxed": False,
        "offset": 0,
        "notices": [],
        "ids": ["甲#p1"],
        "scores": [answer.hits[0].score],
    }


@given(st.integers(0, 500_000 * 2**20))
def test_scores_are_told_with_six_decimals(quanta: int) -> None:
    score = quanta * QUANTUM
    assert told_score(score) == round(score, 6)
