"""An answer can be restricted, grouped by document, taken whole, and shown in several excerpts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from handmade import document, write_index

import search
from search.written import render

LONG = f"核裁军{'一' * 300}谈判{'一' * 300}核武器"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    made = [
        document("甲", ["核裁军谈判", "核裁军谈判会议", "南极条约"]),
        document("乙", ["裁军谈判的进展", "谈判"]),
        document("丙", ["关于裁军的谈判{1}", LONG], {"1": "见核裁军谈判会议。"}),
    ]
    path = write_index(tmp_path_factory.mktemp("narrowing") / "index", made)
    with search.open_index(path) as opened:
        yield opened


def ids(hits: Iterator[search.Hit] | search.Answer) -> list[str]:
    return [hit.id for hit in hits]


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        ("谈判", "", ["甲#p1", "甲#p2", "乙#p1", "乙#p2", "丙#p1", "丙#p2"]),
        ("谈判", "裁军", ["甲#p1", "甲#p2", "乙#p1", "丙#p1", "丙#p2"]),
        ("谈判", "裁军 -会议", ["甲#p1", "乙#p1", "丙#p2"]),
        ("谈判", '"裁军谈判"', ["甲#p1", "甲#p2", "乙#p1", "丙#p1"]),
        ("谈判 OR 南极", "条约 OR 进展", ["甲#p3", "乙#p1"]),
        ("谈判", "-裁军", ["乙#p2"]),
        ("谈判", "火星", []),
        ("", "南极", ["甲#p3"]),
        ("", "裁军 -会议", ["甲#p1", "乙#p1", "丙#p2"]),
        ("", "", []),
    ],
)
def test_only_what_the_restriction_finds_is_searched(
    index: search.Index, text: str, where: str, found: list[str]
) -> None:
    answer = index.search(text, where=where)
    assert sorted(ids(answer)) == sorted(found)
    assert answer.total == len(found)


def test_a_restriction_adds_nothing_to_scores(index: search.Index) -> None:
    plain = {hit.id: hit.score for hit in index.search("谈判")}
    narrowed = {hit.id: hit.score for hit in index.search("谈判", where="裁军 OR 会议")}
    assert narrowed.items() <= plain.items()
    assert {hit.score for hit in index.search("", where="谈判")} == {0.0}


def test_words_of_a_restriction_are_found_as_they_stand(index: search.Index) -> None:
    # As a query this finds what has any of its words; as a restriction, only the whole of it.
    assert index.search("核裁军谈判进展").total == 6
    assert index.search("谈判", where="核裁军谈判进展").total == 0


def test_a_relaxed_query_stays_within_its_restriction(index: search.Index) -> None:
    answer = index.search("谈判 火星", where="裁军 -会议")
    assert answer.relaxed
    assert sorted(ids(answer)) == ["丙#p2", "乙#p1", "甲#p1"]
    assert (
        answer.interpreted == "(谈判 OR 火星) AND 裁军 AND NOT 会议" or "裁军" in answer.interpreted
    )


def test_each_document_comes_once_with_its_best_paragraph(index: search.Index) -> None:
    answer = index.search("裁军谈判", group=True)
    best = {}
    for hit in index.search("裁军谈判"):
        best.setdefault(hit.document.key, hit.id)
    assert ids(answer) == list(best.values())
    assert [(hit.document.key, hit.others) for hit in answer] == [
        (hit.document.key, {"甲": 1, "乙": 1, "丙": 1}[hit.document.key]) for hit in answer
    ]
    assert (answer.documents, answer.total) == (3, 6)


def test_pages_of_documents_follow_one_another(index: search.Index) -> None:
    whole = ids(index.search("谈判", group=True))
    pages = [index.search("谈判", group=True, limit=1, offset=at) for at in range(4)]
    assert [hit.id for page in pages for hit in page] == whole
    assert {(page.documents, page.total) for page in pages} == {(3, 6)}


def test_a_stream_has_every_hit_of_the_ranking_in_order(index: search.Index) -> None:
    stream = index.stream("谈判")
    assert stream.total == 6
    assert ids(stream) == ids(index.search("谈判"))
    assert ids(index.stream("谈判", group=True)) == ids(index.search("谈判", group=True))
    assert ids(index.stream("谈判", where="火星")) == []


def test_a_stream_reads_a_paragraph_when_it_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search import showing
    from search.postings import Postings

    made = document("甲", ["谈判"] * 50)
    read: list[int] = []
    monkeypatch.setattr(showing, "AT_ONCE", 10)
    record = Postings.record
    monkeypatch.setattr(
        Postings, "record", lambda self, doc: (read.append(doc), record(self, doc))[1]
    )
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        stream = index.stream("谈判")
        assert (stream.total, len(read)) == (50, 0)
        assert len(list(islice(stream, 11))) == 11
        assert len(read) == 20
    # What is open stays readable until the last hit is taken.
    assert len(list(stream)) == 39


@pytest.mark.parametrize(
    ("windows", "shown"),
    [(1, ["核裁军"]), (2, ["核裁军", "核武器"]), (3, ["核裁军", "谈判", "核武器"])],
)
def test_a_long_paragraph_is_shown_in_several_excerpts(
    index: search.Index, windows: int, shown: list[str]
) -> None:
    [hit] = [
        hit
        for hit in index.search("核裁军 谈判 核武器", windows=windows, width=40)
        if hit.id == "丙#p2"
    ]
    found = [snippet.text.replace("一", "") for snippet in hit.snippets]
    assert found == shown
    assert hit.snippet == hit.snippets[0]
    assert hit.to_dict()["snippets"] == [snippet.to_dict() for snippet in hit.snippets]


DATED = [
    document(
        "A/RES/63/49",
        [{"text": "重申裁军", "kind": "operative"}, {"text": "强调裁军谈判", "kind": "operative"}],
        date="2008-12-02",
    ),
    document("A/RES/63/9", [{"text": "重申谈判裁军裁军", "kind": "operative"}], date="2008-11-05"),
    document("A/RES/50/70", ["裁军"], date="1995-12-12"),
    document("甲", ["关于裁军的书"]),
]


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Index]:
    path = write_index(tmp_path_factory.mktemp("dated") / "index", DATED)
    with search.open_index(path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("date", ["A/RES/50/70", "A/RES/63/9", "A/RES/63/49", "A/RES/63/49", "甲"]),
        ("-date", ["A/RES/63/49", "A/RES/63/49", "A/RES/63/9", "A/RES/50/70", "甲"]),
        ("symbol", ["A/RES/50/70", "A/RES/63/9", "A/RES/63/49", "A/RES/63/49", "甲"]),
        ("document", ["A/RES/50/70", "A/RES/63/49", "A/RES/63/49", "A/RES/63/9", "甲"]),
    ],
)
def test_hits_come_in_the_order_that_is_wanted(
    dated: search.Index, sort: str, found: list[str]
) -> None:
    answer = dated.search("裁军", sort=sort)
    assert [hit.document.key for hit in answer] == found
    assert {hit.score for hit in answer} == {0.0}
    assert ids(dated.stream("裁军", sort=sort)) == ids(answer)
    pages = [dated.rank("裁军", sort=sort, limit=2, offset=at).ids for at in (0, 2, 4, 6)]
    assert [id_ for page in pages for id_ in page] == ids(answer)


def test_a_document_that_comes_once_has_its_first_paragraph_in_that_order(
    dated: search.Index,
) -> None:
    answer = dated.search("裁军", sort="-date", group=True)
    assert [(hit.id, hit.others) for hit in answer] == [
        ("A/RES/63/49#p1", 1),
        ("A/RES/63/9#p1", 0),
        ("A/RES/50/70#p1", 0),
        ("甲#p1", 0),
    ]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("year:2008", ["A/RES/63/49#p1", "A/RES/63/49#p2", "A/RES/63/9#p1"]),
        ("year:..2000", ["A/RES/50/70#p1"]),
        ("session:60.. -verb:重申", ["A/RES/63/49#p2"]),
        ("symbol:63/9 OR doc:甲", ["A/RES/63/9#p1", "甲#p1"]),
        ("-(year:1900..2100)", ["甲#p1"]),
    ],
)
def test_a_restriction_may_name_fields(dated: search.Index, where: str, found: list[str]) -> None:
    assert sorted(ids(dated.search("裁军", where=where))) == found
    assert sorted(ids(dated.search("", where=where))) == found
    why = [dated.why("裁军", id_, where=where).found for id_ in found]
    assert all(why)


def test_facets_count_all_that_is_found_and_not_what_is_shown(dated: search.Index) -> None:
    answer = dated.search("裁军", where="year:2000..", facets=("year", "verb"), limit=1)
    assert dict(answer.facets) == {"year": (("2008", 3),), "verb": (("重申", 2), ("强调", 1))}
    assert answer.to_dict()["facets"]["year"] == [["2008", 3]]
    assert dated.stream("裁军", facets=("year",)).facets == {"year": (("2008", 3), ("1995", 1))}
    nothing = dated.search("火星", facets=("year",))
    assert nothing.facets == {"year": ()}
    assert "year" not in "".join(render(nothing, "text"))
    assert "year" not in "".join(render(nothing, "markdown"))
    assert list(dated.search("裁军", facets=("verb", "year")).facets) == ["verb", "year"]


def test_what_is_suggested_finds_something_within_the_restriction(dated: search.Index) -> None:
    assert dated.search("裁俊").suggestions == ("裁军",)
    assert dated.search("裁俊", where="year:1990").suggestions == ()
    assert dated.search("裁军").suggestions == ()


@pytest.mark.parametrize(
    "where",
    [
        "(" * 3000,
        '"',
        "-",
        "AND OR NOT",
        "\x00\x1b\u202e",
        "year:",
        "year:9999999999999999999999..",
        "kind:\ud800",
        "::::",
        "date:2005..2004..2003",
        "63/49#op2",
        "核" * 50_000,
        "年:二〇〇八",
    ],
    ids=range(13),
)
def test_any_text_is_a_restriction(index: search.Index, where: str) -> None:
    answer = index.search("谈判", where=where, facets=("year", "kind"), sort="date")
    assert answer.total <= 6
    index.explain("谈判", where=where)
    index.why("谈判", "甲#p1", where=where)


def test_a_restriction_over_the_limit_is_refused(index: search.Index) -> None:
    with pytest.raises(search.QueryTooLong):
        index.search("谈判", where="核" * 50_001)
