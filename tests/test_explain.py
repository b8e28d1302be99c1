"""An explanation tells how a query was understood, and its scores are the sums of their parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from handmade import document, write_index
from hypothesis import given
from hypothesis import strategies as st

import search
from search.drawing import render_explanation
from search.explained import Explanation, Verdict, Why

WORDS = [
    "核裁军",
    "谈判",
    "裁军谈判会议",
    "国际法院",
    "条约",
    '"裁军谈"',
    "-遗憾",
    "63/49",
    "OR",
    "火星",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    made = [
        document("A/RES/63/49", ["核裁军谈判{1}", "裁军谈判的进展", "国际法院"], {"1": "见条约。"}),
        document("A/RES/62/39", ["回顾第63/49号决议", "表示遗憾，核裁军"], title="裁军谈判会议"),
        document("甲", ["条约", "谈判谈判谈判，核裁军的谈判会议"], title="国际法院的咨询意见"),
    ]
    path = write_index(tmp_path_factory.mktemp("explain") / "index", made)
    with search.open_index(path) as opened:
        yield opened


def printed(explained: Explanation | Why) -> str:
    return "\n".join(render_explanation(explained, "text"))


def test_a_query_is_drawn_as_a_tree_with_its_words(index: search.Index) -> None:
    assert printed(index.explain("核裁军 (条约 OR -遗憾)", limit=0)) == (
        "all of  3 paragraphs\n"
        "├─ word 核裁军  4 paragraphs\n"
        "│     核裁军  in 3 texts, 0 notes, 0 titles\n"
        "│     裁军    in 4 texts, 0 notes, 2 titles\n"
        "└─ any of  6 paragraphs\n"
        "   ├─ word 条约  2 paragraphs\n"
        "   │     条约  in 1 text, 1 note, 0 titles\n"
        "   └─ not  6 paragraphs\n"
        "      └─ word 遗憾  1 paragraph"
    )


def test_a_score_is_shown_as_the_sum_that_it_is(index: search.Index) -> None:
    explained = index.explain('条约 "核裁军"', limit=1)
    [hit] = explained.hits
    assert [(part.kind, part.text, part.field) for part in hit.parts] == [
        ("word", "条约", "footnotes"),
        ("verbatim", "条约", "footnotes"),
        ("word", "核裁军", "text"),
        ("word", "裁军", "text"),
        ("verbatim", '"核裁军"', "text"),
    ]
    assert printed(explained).splitlines()[-6].startswith("A/RES/63/49#p1  第1段  ")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))
def test_the_parts_of_every_score_sum_to_it_exactly(index: search.Index, text: str) -> None:
    explained = index.explain(text, limit=100)
    found = index.rank(text, limit=100)
    assert (explained.total, explained.interpreted) == (found.total, found.interpreted)
    assert [hit.id for hit in explained.hits] == list(found.ids)
    for hit, score in zip(explained.hits, found.scores, strict=True):
        assert sum(part.score for part in hit.parts) == hit.score
        assert round(hit.score, 6) == score


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join))
def test_why_agrees_with_the_search(index: search.Index, text: str) -> None:
    found = index.rank(text, limit=100)
    for id_ in ("A/RES/63/49#p1", "A/RES/62/39#p2", "甲#p2"):
        why = index.why(text, id_)
        assert why.found is (id_ in found.ids)
        assert why.rank == (found.ids.index(id_) + 1 if why.found else None)
        assert why.verdict is None or why.verdict.matched is why.found
        assert (why.scoring is not None) is why.found


def reasons(verdict: Verdict) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    if not verdict.children:
        yield verdict.text, verdict.matched, verdict.because
    for child in verdict.children:
        yield from reasons(child)


@pytest.mark.parametrize(
    ("text", "id_", "leaves"),
    [
        (
            "核裁军 条约",
            "A/RES/63/49#p1",
            [
                ("核裁军", True, ("stands as it is in the text",)),
                ("条约", True, ("stands as it is in a note",)),
            ],
        ),
        (
            "核裁军的谈判会议",
            "A/RES/63/49#p2",
            [
                (
                    "核裁军的谈判会议",
                    True,
                    ("裁军 is in the text", "谈判 is in the text", "has nowhere 核裁军, 会议"),
                )
            ],
        ),
        (
            "裁军谈判会议 遗憾",
            "A/RES/62/39#p2",
            [
                (
                    "裁军谈判会议 (= 裁谈会)",
                    True,
                    (
                        "裁军 is in the text and in its document's title",
                        "裁军谈判 is in its document's title",
                        "谈判 is in its document's title",
                        "会议 is in its document's title",
                    ),
                ),
                ("遗憾", True, ("stands as it is in the text",)),
            ],
        ),
        (
            '"核裁军的谈判"',
            "A/RES/63/49#p1",
            [('"核裁军的谈判"', False, ("of it the text has no more than 核裁军",))],
        ),
        (
            "核裁军 -遗憾",
            "A/RES/62/39#p2",
            [
                ("核裁军", True, ("stands as it is in the text",)),
                ("遗憾", True, ("stands as it is in the text",)),
            ],
        ),
        (
            "63/49",
            "A/RES/62/39#p1",
            [("A/RES/63/49", True, ("cites the document", "names the document"))],
        ),
        (
            "63/49",
            "A/RES/63/49#p3",
            [
                (
                    "A/RES/63/49",
                    False,
                    (
                        "is of the document",
                        "a name that stands alone finds where its document begins",
                    ),
                )
            ],
        ),
    ],
)
def test_each_part_of_a_query_says_how_it_is_found_or_why_not(
    index: search.Index, text: str, id_: str, leaves: list[tuple[str, bool, tuple[str, ...]]]
) -> None:
    why = index.why(text, id_)
    assert why.verdict is not None
    assert list(reasons(why.verdict)) == leaves


def test_a_title_alone_is_said_to_find_no_paragraph(index: search.Index) -> None:
    why = index.why("咨询意见", "甲#p1")
    assert not why.found
    assert printed(why) == (
        "甲#p1 is not among 0 paragraphs found\n"
        "✗ word 咨询意见\n"
        "   only the title of its document has what is asked for, and that finds no paragraph"
    )


def test_what_is_found_is_said_with_its_rank_and_its_score(index: search.Index) -> None:
    lines = printed(index.why("谈判", "63/49#p1")).splitlines()
    assert lines[:3] == [
        "A/RES/63/49#p1 is found: 2 of 3 paragraphs",
        "✓ word 谈判",
        "   stands as it is in the text",
    ]
    assert lines[4].startswith("A/RES/63/49#p1  第1段  ")


def test_an_explanation_is_json_too(index: search.Index) -> None:
    for explained in (index.explain("核裁军 火星"), index.why("核裁军 火星", "甲#p1")):
        [line] = render_explanation(explained, "json")
        assert json.loads(line) == explained.to_dict()
        assert "schema" in explained.to_dict()
        with pytest.raises(ValueError, match="csv"):
            render_explanation(explained, "csv")


def test_a_query_without_anything_to_search_is_explained(index: search.Index) -> None:
    assert printed(index.explain(" ")) == "Nothing in the query can be searched."
    assert printed(index.why(" ", "甲#p1")) == "甲#p1 is not among 0 paragraphs found"


@pytest.mark.parametrize(
    "id_", ["甲#p9", "甲", "", "#", "\x1b[31m#p1", "甲#" + "9" * 5000, "\ud800"]
)
def test_a_paragraph_that_there_is_not_is_said_not_to_be_found(
    index: search.Index, id_: str
) -> None:
    with pytest.raises(search.NotFound):
        index.why("核裁军", id_)


def test_a_long_phrase_is_not_compared_piece_by_piece(index: search.Index) -> None:
    why = index.why(f'"{"核裁军" * 5000}"', "甲#p2")
    assert why.verdict is not None
    assert (why.verdict.matched, why.verdict.because) == (False, ())


def test_an_explanation_shows_hostile_text_and_does_not_obey_it(tmp_path: Path) -> None:
    made = document("甲\x1b[31m\u202e", [{"text": "核裁军", "label": "\x1b]0;x\x07"}])
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        [hit] = index.search("核裁军")
        explained = index.explain("核裁军 OR \x1b[0m\u202e")
        why = index.why("核裁军 \x1b[0m", hit.id)
    for form in ("text", "json"):
        for given_ in (explained, why):
            shown = "".join(render_explanation(given_, form))
            assert not set(shown) & set("\x1b\u202e\x07")
