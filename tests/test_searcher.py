"""An index answers any query, exactly for phrases, from any thread, and says when it is damaged."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from handmade import document, write_index
from hypothesis import assume, given
from hypothesis import strategies as st

import search
from indexer.document import Diagnostic, Document
from indexer.errors import NotFound
from indexer.folding import fold
from indexer.parse import parse_file
from search.query import MAX_CHARACTERS
from search.searcher import MAX_LIMIT
from search.tree import Article, Term

HERE = Path(__file__).parent
SEARCHES = json.loads((HERE / "searches.json").read_text(encoding="utf-8"))
SAMPLE = parse_file(HERE / "data" / "a-res-63-49.txt", "sample.txt")
MORE = [document(**made) for made in SEARCHES["documents"] if made["key"] != SAMPLE.key]
DOCUMENTS = [SAMPLE, *MORE]

QUOTES = [('"', '"'), ("“", "”"), ("「", "」"), ("『", "』")]


def matched_texts(made: Document) -> dict[str, list[str]]:
    """Return every text that a phrase may be found in, folded, by paragraph id."""
    return {
        f"{made.key}#{part.anchor}": [
            fold(part.text),
            *(
                fold(text)
                for note in made.notes_of(part)
                for text in (note.text, note.resolved)
                if text
            ),
        ]
        for part in made.units()
    }


TEXTS = {key: texts for made in DOCUMENTS for key, texts in matched_texts(made).items()}
ORIGINALS = [
    text
    for made in DOCUMENTS
    for part in (*made.paragraphs, *made.footnotes)
    for text in (part.text, getattr(part, "resolved", None))
    if text
]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_index(tmp_path_factory.mktemp("searcher") / "index", DOCUMENTS)


@pytest.fixture(scope="module")
def index(path: Path) -> Iterator[search.Index]:
    with search.open_index(path) as opened:
        yield opened


def quoted(text: str) -> str:
    pairs = [(opens, closes) for opens, closes in QUOTES if closes not in text]
    assume(pairs)
    return text.join(pairs[0])


STRETCHES = st.sampled_from(ORIGINALS).flatmap(
    lambda text: st.integers(0, len(text) - 1).flatmap(
        lambda start: st.integers(1, 40).map(lambda length: text[start : start + length])
    )
)
ANY_TEXT = st.one_of(
    st.text(max_size=40),
    st.text(st.sampled_from(list("核裁军谈判条约第一二12/() ")), max_size=6),
)


@given(st.one_of(STRETCHES, ANY_TEXT))
def test_a_phrase_finds_the_paragraphs_that_hold_it_and_no_others(
    index: search.Index, text: str
) -> None:
    folded = fold(text)
    answer = index.search(quoted(text), limit=1000)
    expected = {key for key, texts in TEXTS.items() if folded and any(folded in t for t in texts)}
    assert {hit.id for hit in answer} == expected
    assert answer.total == len(expected)


@given(st.one_of(STRETCHES, ANY_TEXT, st.lists(STRETCHES, max_size=4).map(" -".join)))
def test_every_highlight_is_exact_and_folds_to_something_asked_for(
    index: search.Index, text: str
) -> None:
    """That is a part of what was typed, or the whole of another way to write a word of it."""
    answer = index.search(text, limit=5)
    leaves = index._asking._understanding.of(text).words  # type: ignore[union-attr]
    others = {other for leaf in leaves if isinstance(leaf, Term | Article) for other in leaf.others}
    for hit in answer:
        shown = [(hit.snippet.text, hit.snippet.highlights)]
        for note in hit.footnotes:
            shown += [(note.text, note.highlights), (note.resolved or "", note.resolved_highlights)]
        assert hit.snippet.text in index.paragraph(hit.id).text
        for held, highlights in shown:
            ends = [0, *(end for _, end in highlights)]
            for (start, end), before in zip(highlights, ends, strict=False):
                assert before <= start < end <= len(held)
                found = fold(held[start:end])
                cited = not found or (found not in fold(text) and found not in others)
                assert not cited or hit.citations, (held[start:end], text)


@given(st.text())
def test_any_text_is_answered(index: search.Index, text: str) -> None:
    answer = index.search(text)
    assert answer.query == text
    assert len(answer) == min(answer.total, 10)
    json.dumps(answer.to_dict())


@pytest.mark.parametrize(
    "text",
    [
        "词 " * 20_000,
        "(" * 3_000,
        "(核 " * 3_000 + ")" * 3_000,
        "NOT " * 2_000 + "核",
        "-" * 100_000,
        "😀" * 50_000,
        "\x00\x1b\u202e\u2066" * 20_000,
        "核裁军谈判" * 20_000,
        '"' * 100_000,
        f'"{"核" * (MAX_CHARACTERS - 2)}"',
        "63/49 " * 16_000,
        "\ud800 \udfff",
    ],
    ids=range(12),
)
def test_no_query_is_too_odd(index: search.Index, text: str) -> None:
    answer = index.search(text[:MAX_CHARACTERS])
    assert len(answer) == min(10, answer.total)


def test_a_query_over_the_limit_is_refused(index: search.Index) -> None:
    with pytest.raises(search.QueryTooLong):
        index.search("核" * 100_001)


@pytest.mark.parametrize(("limit", "offset"), [(-1, 0), (MAX_LIMIT + 1, 0), (10, -1)])
def test_a_page_out_of_bounds_is_refused(index: search.Index, limit: int, offset: int) -> None:
    with pytest.raises(ValueError, match=r"limit|offset"):
        index.search("核", limit=limit, offset=offset)


@pytest.mark.parametrize(
    ("limit", "offset", "shown"),
    [(0, 0, 0), (3, 0, 3), (3, 14, 2), (3, 10**9, 0), (MAX_LIMIT, 0, 16)],
)
def test_a_page_has_what_is_left_of_all_that_was_found(
    index: search.Index, limit: int, offset: int, shown: int
) -> None:
    answer = index.search('"核武器"', limit=limit, offset=offset)
    assert (answer.total, len(answer), answer.offset) == (16, shown, offset)


def test_a_hit_is_the_json_contract(index: search.Index) -> None:
    [hit] = index.search('"10485"').to_dict()["hits"]
    score, snippets = hit.pop("score"), hit.pop("snippets")
    assert score > 0
    assert snippets == [hit["snippet"]]
    assert hit == {
        "id": "A/RES/63/49#pp4",
        "document": {
            "key": "A/RES/63/49",
            "symbol": "A/RES/63/49",
            "title": SAMPLE.title,
            "date": SAMPLE.date,
            "source": "sample.txt",
        },
        "paragraph": {
            "anchor": "pp4",
            "number": None,
            "label": "序言部分第4段",
            "kind": "preambular",
            "ordinal": 6,
            "page": SAMPLE.paragraphs[5].page,
        },
        "snippet": {
            "text": SAMPLE.paragraphs[5].text,
            "highlights": [],
            "marks": [[13, "1"]],
            "before": False,
            "after": False,
        },
        "footnotes": [
            {
                "anchor": "fn1",
                "number": "1",
                "text": "联合国，《条约汇编》，第 729 卷，第 10485 号。",
                "resolved": None,
                "highlights": [[21, 26]],
                "resolved_highlights": [],
            }
        ],
        "citations": ["《不扩散核武器条约》#art6"],
        "others": None,
    }


def test_an_answer_says_how_it_was_understood(index: search.Index) -> None:
    answer = index.search("遗憾　苹果")
    whole = answer.to_dict()
    del whole["hits"], whole["took_ms"]
    assert whole == {
        "schema": 1,
        "query": "遗憾　苹果",
        "interpreted": "遗憾 OR 苹果",
        "total": 3,
        "relaxed": True,
        "offset": 0,
        "notices": [],
        "documents": None,
        "facets": {},
        "suggestions": [],
    }
    assert [hit.id for hit in answer] == [hit.id for hit in answer.hits]


def test_a_place_that_is_not_there_is_said_to_be_searched_as_text(index: search.Index) -> None:
    answer = index.search("63/49 第99段")
    assert answer.notices == (
        "A/RES/63/49 has no paragraph 第99段 in this index; "
        "63/49 第99段 was searched as plain text.",
    )


def test_a_document_comes_back_as_it_was_indexed(index: search.Index) -> None:
    again = index.document(SAMPLE.key)
    assert again.to_dict() == SAMPLE.to_dict()
    assert index.paragraphs_of(SAMPLE.key) == SAMPLE.paragraphs
    assert index.paragraph("A/RES/63/49#op2") == next(
        part for part in SAMPLE.paragraphs if part.anchor == "op2"
    )


def test_a_note_that_nothing_cites_is_found_and_comes_back_as_a_note(tmp_path: Path) -> None:
    made = document("a", ["正文。"], {"7": "无人引用的注。"})
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        assert [hit.id for hit in index.search("引用")] == ["a#fn7"]
        again = index.document("a")
    assert [part.anchor for part in again.paragraphs] == ["p1"]
    assert [(note.anchor, note.number, note.text, note.cited_by) for note in again.footnotes] == [
        ("fn7", "7", "无人引用的注。", ())
    ]


def test_diagnostics_of_the_source_come_back_with_the_document(tmp_path: Path) -> None:
    from dataclasses import replace

    noticed = Diagnostic(3, "equal-anchor", "第1段 is printed again")
    made = replace(document("a", ["正文。"]), diagnostics=(noticed,))
    with search.open_index(write_index(tmp_path / "index", [made])) as index:
        assert index.document("a").diagnostics == (noticed,)


@pytest.mark.parametrize("name", ["A/RES/63/50", "", "\ud800", "A/RES/63/49#op2"])
def test_a_document_that_is_not_there_is_not_found(index: search.Index, name: str) -> None:
    with pytest.raises(NotFound, match="no document"):
        index.document(name)
    with pytest.raises(NotFound, match="no paragraph"):
        index.paragraph(f"{name}#p99")


def test_an_index_knows_what_it_holds(index: search.Index) -> None:
    assert index.document_count == len(DOCUMENTS)
    assert index.paragraph_count == len(TEXTS)
    assert index.generation == "gen-000001"


def test_a_closed_index_says_so(path: Path) -> None:
    index = search.open_index(str(path))
    index.close()
    index.close()
    with pytest.raises(ValueError, match="closed"):
        index.search("核")


def test_eight_threads_get_what_one_gets(path: Path) -> None:
    queries = ["核裁军", "谈判 -条约", '"核武器"', "63/49", "遗憾 OR 师父", "第", "同上", "-核"] * 8
    with search.open_index(path) as alone:
        expected = [[hit.to_dict() for hit in alone.search(query)] for query in queries]
    with search.open_index(path) as shared, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(shared.search, queries))
    assert [[hit.to_dict() for hit in answer] for answer in answers] == expected


def test_a_rebuild_does_not_disturb_who_reads(tmp_path: Path) -> None:
    where = write_index(tmp_path / "index", [document("a", ["核裁军。"])])
    with search.open_index(where) as before:
        write_index(where, [document("b", ["谈判。"])])
        assert before.search("核裁军").total == 1
        with search.open_index(where) as after:
            assert (after.generation, after.search("核裁军").total) == ("gen-000002", 0)


def test_no_index_and_a_damaged_index_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(search.IndexNotFound):
        search.open_index(tmp_path / "nothing")
    where = write_index(tmp_path / "index", [document("a", ["核裁军。"])])
    (where / "CURRENT").write_text("nonsense")
    with pytest.raises(search.IndexDamaged):
        search.open_index(where)


# Whoosh leaves a damaged file open when it gives up on it; Python closes it with a warning.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("filler", [b"\x00", b"\xff", b"{"])
def test_files_of_another_content_are_damage_and_nothing_worse(
    tmp_path: Path, filler: bytes
) -> None:
    where = write_index(tmp_path / "index", [document("a", ["核裁军。{1}"], {"1": "注。"})])
    damaged = 0
    for file in sorted((where / "gen-000001").iterdir()):
        content = file.read_bytes()
        file.write_bytes(filler * len(content))
        try:
            with search.open_index(where) as index:
                index.search("核裁军 -谈判 OR 注")
                index.document("a")
        except search.IndexDamaged:
            damaged += 1
        except search.DuansouError as error:
            assert "no document" in str(error)
        file.write_bytes(content)
    assert damaged


def test_a_closed_index_lets_go_of_its_files(path: Path) -> None:
    def mapped() -> int:
        return Path("/proc/self/maps").read_text(encoding="utf-8").count(".segment")

    gc.collect()
    before = mapped()
    index = search.open_index(path)
    index.search("裁军")
    assert mapped() > before
    index.close()
    gc.collect()
    assert mapped() == before
