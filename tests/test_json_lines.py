"""JSON Lines are read a line at a time; a line that is no paragraph is named, the others go on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from indexer import ingest as ingest_step
from indexer.build import build_index
from indexer.build_report import BuildReport
from indexer.compiled import COMPILED
from indexer.document import Diagnostic, Mark, Span
from indexer.errors import LineUnusable, SourceEmpty, SourceTooLarge, SourceUndecodable
from indexer.find import find_sources
from indexer.generations import open_generation, sources_of
from indexer.ingest import Beside, Part, ingest, ingest_in_rows, ingest_prepared
from indexer.readers import json_lines
from indexer.record import Record
from indexer.schema import PlainRows, Prepared, prepare
from indexer.tally import Tally

LINES = [
    "第三条 国际法院",
    "1. 重申《不扩散核武器条约》第六条；",
    "不扩散核武器条约。",
    "（以下简称《公约》） 大会第62/39号决议",
    'a "quoted" \\ line\u2028\ud800\x00',
]


def parts(path: Path, *lines: object) -> list[Part]:
    """Return what is made of lines: JSON of what is no string."""
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(written), encoding="utf-8", errors="surrogatepass")
    return list(ingest(path, path.name))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "laws.jsonl"


def record(file: Path, line: object) -> Record:
    found, tally = parts(file, line)
    assert isinstance(found, Record)
    assert isinstance(tally, Tally)
    return found


def test_a_line_is_a_paragraph_of_its_file(file: Path) -> None:
    found = record(file, {"id": "p1", "text": "第一条 为了规范口岸开放，制定本条例。"})
    assert found.id == "laws.jsonl#p1"
    assert found.document == {
        "key": "laws.jsonl",
        "symbol": None,
        "title": None,
        "date": None,
        "meeting": None,
        "source": "laws.jsonl",
    }
    assert (found.paragraph.label, found.paragraph.kind) == ("p1", "article")
    assert found.paragraph.text == "第一条 为了规范口岸开放，制定本条例。"
    assert found.footnotes == ()


def test_all_members_are_taken(file: Path) -> None:
    found = record(
        file,
        {
            "document": "A/RES/63/49",
            "title": "国际法院",
            "date": "2008-12-02",
            "id": "op2",
            "label": "第2段",
            "number": 2,
            "kind": "operative",
            "text": "2. 再次吁请所有国家执行第62/39号决议；",
            "marks": [[3, "11"]],
            "footnotes": [
                {"number": 11, "text": "同上。", "resolved": "《年鉴》。"},
                {"number": "12", "text": "A/63/135。", "offset": 0},
            ],
        },
    )
    assert found.id == "A/RES/63/49#op2"
    assert (found.document["symbol"], found.document["title"]) == ("A/RES/63/49", "国际法院")
    assert found.document["date"] == "2008-12-02"
    paragraph = found.paragraph
    assert (paragraph.label, paragraph.kind, paragraph.number) == ("第2段", "operative", "2")
    assert paragraph.cited_keys == ("A/RES/62/39",)
    assert paragraph.marks == (Mark(0, "12", Span(0, 0)), Mark(3, "11", Span(0, 0)))
    assert [(note.anchor, note.text, note.resolved) for note in found.footnotes] == [
        ("op2.fn11", "同上。", "《年鉴》。"),
        ("op2.fn12", "A/63/135。", None),
    ]


TEXT = {"id": "p1", "text": "文字。"}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("文字。", "no JSON: Expecting value at character 1"),
        ("{", "no JSON: Expecting property name enclosed in double quotes at character 2"),
        ("[]", "no JSON object"),
        ("null", "no JSON object"),
        ('"text"', "no JSON object"),
        ("1" * 5000, "no JSON: "),
        ({"text": "文字。"}, 'has no "id"'),
        (TEXT | {"id": None}, 'has no "id"'),
        (TEXT | {"id": 1.5}, '"id" is neither a string nor a whole number'),
        (TEXT | {"id": True}, '"id" is neither a string nor a whole number'),
        (TEXT | {"id": ["p1"]}, '"id" is neither a string nor a whole number'),
        (TEXT | {"id": " "}, '"id" is blank or longer than 200 characters'),
        (TEXT | {"id": "p" * 201}, '"id" is blank or longer than 200 characters'),
        (TEXT | {"id": 10**300}, '"id" is blank or longer than 200 characters'),
        (TEXT | {"id": "a#b"}, '"id" holds #, which divides documents from paragraphs'),
        (TEXT | {"id": "a\nb"}, '"id" holds what is no character, or controls'),
        (TEXT | {"id": "\x1b[31m"}, '"id" holds what is no character, or controls'),
        (TEXT | {"id": "\ud800"}, '"id" holds what is no character, or controls'),
        (TEXT | {"document": "a\x00b"}, '"document" holds what is no character, or controls'),
        ({"id": "p1"}, 'has no "text"'),
        (TEXT | {"text": None}, 'has no "text"'),
        (TEXT | {"text": ""}, 'has no "text"'),
        (TEXT | {"text": " \u3000"}, 'has no "text"'),
        (TEXT | {"text": 7}, '"text" is not a string'),
        (TEXT | {"title": ["a"]}, '"title" is not a string'),
        (TEXT | {"date": "昨天"}, '"date" is no date such as 2008, 2008-12 or 2008-12-02'),
        (TEXT | {"kind": "poem"}, '"kind" is none of article, body, '),
        (TEXT | {"kind": "footnote"}, '"kind" is none of article, body, '),
        (TEXT | {"marks": {}}, '"marks" is not a list'),
        (TEXT | {"marks": [1]}, '"marks" holds what is no [offset, number]'),
        (TEXT | {"marks": [[None, "1"]]}, '"marks" holds what is no [offset, number]'),
        (TEXT | {"marks": [[4, "1"]]}, "a mark's offset is not within the text"),
        (TEXT | {"marks": [[-1, "1"]]}, "a mark's offset is not within the text"),
        (TEXT | {"footnotes": "1"}, '"footnotes" is not a list'),
        (TEXT | {"footnotes": ["1"]}, '"footnotes" holds what is no object'),
        (TEXT | {"footnotes": [{"number": "1"}]}, 'a footnote has no "number" or no "text"'),
        (TEXT | {"footnotes": [{"number": "1", "text": "注", "offset": "0"}]}, '"offset" is no whole number'),
        (TEXT | {"x": json.loads("[" * 40 + "]" * 40)}, "nested deeper than 32"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_paragraph_is_named_and_left_out(
    file: Path, line: object, reason: str
) -> None:
    first, left_out, last, tally = parts(file, TEXT, line, TEXT | {"id": "p2"})
    assert isinstance(left_out, LineUnusable)
    assert str(left_out).startswith(f"laws.jsonl:2: {reason}")
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (first.id, last.id) == ("laws.jsonl#p1", "laws.jsonl#p2")
    assert tally == Tally(documents=1, paragraphs=2, footnotes=0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("\ufeff" + json.dumps(TEXT), "文字。"),
        (json.dumps(TEXT) + "\r", "文字。"),
        ('{"id":"p1","text":"\\ud800\\u4e00"}', "\ud800一"),
        (TEXT | {"text": "[" * 100 + '"\\' + "]"}, "[" * 100 + '"\\' + "]"),
        (TEXT | {"id": 12, "label": None, "date": "", "footnotes": None}, "文字。"),
        (TEXT | {"text": "\x00"}, "\x00"),
    ],
)
def test_an_odd_line_is_a_paragraph_all_the_same(file: Path, line: object, text: str) -> None:
    assert record(file, line).paragraph.text == text


def test_lines_of_white_space_count_and_are_no_paragraphs(file: Path) -> None:
    _, left_out, _ = parts(file, TEXT, "", " \t", "x")
    assert str(left_out) == "laws.jsonl:4: no JSON: Expecting value at character 1"


def test_a_file_of_nothing_is_empty(file: Path) -> None:
    with pytest.raises(SourceEmpty):
        parts(file, "", "")


def test_equal_ids_are_told_apart_within_their_document(file: Path) -> None:
    other = TEXT | {"document": "另"}
    found = parts(file, TEXT, TEXT, TEXT | {"id": "p1~2"}, TEXT, other)
    assert [part.id for part in found if isinstance(part, Record)] == [
        "laws.jsonl#p1",
        "laws.jsonl#p1~2",
        "laws.jsonl#p1~2~2",
        "laws.jsonl#p1~3",
        "另#p1",
    ]
    assert next(part for part in found if isinstance(part, Diagnostic)) == Diagnostic(
        2, "equal-anchor", "p1 is listed again; its anchor is p1~2"
    )


def test_a_short_name_belongs_to_the_document_that_is_named(file: Path) -> None:
    defined = {"id": "p1", "text": "《儿童权利公约》（下称《公约》）"}
    used = {"id": "p2", "text": "《公约》第41条"}
    lines = [defined, used, *(line | {"document": "甲"} for line in (defined, used))]
    found = parts(file, *lines, used | {"document": "乙"})
    assert [part.paragraph.cited_keys for part in found if isinstance(part, Record)] == [
        ("《儿童权利公约》",),
        ("《公约》#art41",),  # of the file, which names no document
        ("《儿童权利公约》",),
        ("《儿童权利公约》#art41",),
        ("《公约》#art41",),
    ]


@given(st.lists(st.text("ab~2", min_size=1, max_size=4), max_size=60))
def test_no_two_paragraphs_have_one_id(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    file = tmp_path_factory.mktemp("ids") / "a.jsonl"
    found = parts(file, TEXT, *({"id": name, "text": "文"} for name in ids))
    made = [part.id for part in found if isinstance(part, Record)]
    assert len(made) == len(set(made)) == len(ids) + 1


def test_thousands_of_ids_are_kept_apart(file: Path) -> None:
    found = parts(file, *({"id": f"p{at % 3000}", "text": "文"} for at in range(6000)))
    ids = [part.id for part in found if isinstance(part, Record)]
    assert ids[2999:3001] == ["laws.jsonl#p2999", "laws.jsonl#p0~2"]
    assert len(set(ids)) == 6000


def test_of_many_bad_lines_the_first_are_named_and_the_rest_counted(file: Path) -> None:
    found = parts(file, TEXT, *["x"] * 25, *[TEXT] * 1002)
    lines = [str(part) for part in found if isinstance(part, LineUnusable)]
    assert len(lines) == 21
    assert lines[-1] == "laws.jsonl: 5 more lines were left out"
    diagnostics = [part.message for part in found if isinstance(part, Diagnostic)]
    assert len(diagnostics) == 1001
    assert diagnostics[-1] == "2 more diagnostics"


def test_a_mark_without_its_note_is_noticed(file: Path) -> None:
    noticed, _, _ = parts(file, TEXT | {"marks": [[0, "3"]]})
    assert noticed == Diagnostic(1, "orphan-mark", "mark 3 has no note")


def test_a_line_that_is_too_long_is_left_out_and_the_next_is_found(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "LONGEST_LINE", 100)
    monkeypatch.setattr(json_lines, "SKIPPED_AT_ONCE", 7)
    _, left_out, last, _ = parts(file, TEXT, TEXT | {"text": "x" * 500}, TEXT | {"id": "p2"})
    assert str(left_out) == "laws.jsonl:2: longer than 100 bytes"
    assert isinstance(last, Record)
    assert last.paragraph.ordinal == 3


def test_a_paragraph_that_is_too_long_is_left_out(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_step, "LONGEST_PARAGRAPH", 5)
    notes = [{"number": "1", "text": "注。", "resolved": "注。"}]
    left_out, *_ = parts(file, TEXT | {"footnotes": notes})
    assert str(left_out) == (
        "laws.jsonl:1: a paragraph of 7 characters with its notes; the limit is 5"
    )


def test_a_paragraph_that_is_too_long_when_it_is_folded_is_left_out(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_step, "LONGEST_FOLDED", 40)
    kept, left_out, *_ = parts(file, TEXT | {"text": "ﷺ" * 2}, TEXT | {"text": "ﷺ" * 3})
    assert isinstance(kept, Record)
    assert str(left_out) == (
        "laws.jsonl:2: a paragraph that folds to 54 characters; the limit is 40"
    )


def test_too_many_documents_are_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest_step, "MOST_DOCUMENTS", 2)
    with pytest.raises(SourceTooLarge, match=r"laws\.jsonl:3: lists over 2 documents"):
        parts(file, *(TEXT | {"document": key} for key in "abc"))


def test_a_compressed_file_is_the_same(tmp_path: Path) -> None:
    path = tmp_path / "laws.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(TEXT).encode()))
    assert [part.id for part in ingest(path, "laws.jsonl.gz") if isinstance(part, Record)] == [
        "laws.jsonl.gz#p1"
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"no gzip",
        lambda data: data[:-9],
        lambda data: data[:40] + b"\xff" * 9 + data[49:],
        lambda data: data[:-8] + b"\0" * 8,
    ],
)
def test_a_damaged_compressed_file_is_useless_as_a_whole(tmp_path: Path, damage: Any) -> None:
    path = tmp_path / "laws.jsonl.gz"
    lines = "".join(f"{json.dumps({'id': at, 'text': chr(at)})}\n" for at in range(20_000, 20_900))
    path.write_bytes(damage(gzip.compress(lines.encode())))
    with pytest.raises(SourceUndecodable, match="damaged gzip data"):
        list(ingest(path, "laws.jsonl.gz"))


def test_what_comes_to_too_much_when_decompressed_is_useless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "MAX_BYTES", 1000)
    path = tmp_path / "laws.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n" * 2000))
    with pytest.raises(
        SourceTooLarge, match=r"laws\.jsonl\.gz:1001: comes to more than 1000 bytes"
    ):
        list(ingest(path, "laws.jsonl.gz"))


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "a.jsonl"
    path.write_bytes(json.dumps(TEXT).encode() + b"\n" + data)
    assert isinstance(list(ingest(path, "a.jsonl"))[-1], Tally)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
MEMBERS = (
    "id", "text", "document", "title", "date", "label", "number", "kind", "marks", "footnotes",
    "offset", "resolved",
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(MEMBERS), JSON))
def test_no_type_makes_the_reader_fail(
    tmp_path_factory: pytest.TempPathFactory, line: dict[str, Any]
) -> None:
    file = tmp_path_factory.mktemp("types") / "a.jsonl"
    assert isinstance(parts(file, TEXT, line, TEXT | {"footnotes": [line]})[-1], Tally)


def build(index: Path, root: Path) -> BuildReport:
    return build_index(index, find_sources([root]))


def test_documents_of_a_file_are_found_and_shown(file: Path, tmp_path: Path) -> None:
    lines = [
        {"document": "民法典", "id": "art1", "label": "第一条", "text": "第一条 为了保护民事主体。"},
        {"document": "刑法", "id": "art1", "label": "第一条", "text": "第一条 为了惩罚犯罪。",
         "footnotes": [{"number": 1, "text": "见宪法。", "offset": 4}]},
        {"document": "民法典", "id": "art2", "text": "\ud800 第二条 民法调整平等主体。"},
    ]  # fmt: skip
    parts(file, *lines)
    report = build(tmp_path / "index", file)
    assert (report.documents, report.paragraphs, report.footnotes) == (2, 3, 1)
    with search.open_index(tmp_path / "index") as index:
        assert [hit.id for hit in index.search("宪法")] == ["刑法#art1"]
        document = index.document("民法典")
        assert [paragraph.anchor for paragraph in document.paragraphs] == ["art1", "art2"]
        assert index.paragraph("民法典#art2").text.startswith("\ud800 第二条")


def test_a_line_left_out_is_named_again_while_nothing_changes(file: Path, tmp_path: Path) -> None:
    parts(file, TEXT, "x")
    for changed in (True, False):
        report = build(tmp_path / "index", file)
        assert (report.changed, report.paragraphs) == (changed, 1)
        assert [str(error)[:21] for error in report.errors] == ["laws.jsonl:2: no JSON"]


def test_a_document_that_two_files_list_has_two_keys(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        parts(tmp_path / "in" / name, TEXT | {"document": "法"}, TEXT | {"document": name})
    report = build(tmp_path / "index", tmp_path / "in")
    assert report.documents == 4
    assert [(name, item.message) for name, item in report.diagnostics] == [
        ("b.jsonl", "an earlier source is 法 too; this one is 法~2")
    ]
    assert [entry["key"] for entry in sources_of(open_generation(tmp_path / "index"))] == [
        None,
        None,
    ]


def test_a_large_collection_is_read_whole(collections: Path) -> None:
    path = collections / "laws.jsonl.gz"
    found = ingest(path, path.name)
    first = [next(found) for _ in range(500)]
    found.close()  # type: ignore[attr-defined]
    assert all(isinstance(part, Record) for part in first)


ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(["p1", "p2", "第3条", 'a"\\b']), "text": st.sampled_from(LINES)},
        optional={
            "document": st.sampled_from(["甲", "A/RES/63/49", "乙\ud800"]),
            "title": st.sampled_from(["国际法院规约", "條約", ""]),
            "date": st.sampled_from(["2008-12-02", "1994"]),
            "label": st.sampled_from(["第三條", "p1"]),
            "kind": st.sampled_from(["operative", "body", "heading"]),
            "number": st.sampled_from(["3", "三"]),
            "marks": st.just([[1, "1"]]),
            "footnotes": st.just([{"number": "1", "text": "见《联合国宪章》。", "offset": 1}]),
        },
    ),
    max_size=6,
)


@settings(max_examples=200)
@given(ENTRIES)
def test_what_is_made_without_a_record_is_what_is_made_of_it(lines: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "laws.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
        if not lines:
            return
        made = [
            prepare(part) if isinstance(part, Record) else part for part in ingest(path, path.name)
        ]
        assert list(map(repr, ingest_prepared(path, path.name))) == list(map(repr, made))


def rows_of(path: Path) -> list[Prepared | Beside]:
    """Return the parts of a source one by one that come in rows."""
    found: list[Prepared | Beside] = []
    for part in ingest_in_rows(path, path.name):
        if not isinstance(part, PlainRows):
            found.append(part)
            continue
        assert part.texts
        stored = [each.decode(errors="surrogatepass") for each in part.stored]
        columns = (*part.columns(0, len(stored)), stored)
        found += [Prepared(*row) for row in zip(*columns, strict=True)]
    return found


PLAIN_TEXTS = st.text(
    st.sampled_from("第三条 核《》法章则号决/。约定书际法院汇编RepTre\u3000a"), max_size=9
)
PLAIN_ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.text("pP1.第#\u200b ", max_size=3), "text": PLAIN_TEXTS},
        optional={
            "document": st.sampled_from(["甲", "laws.jsonl", "A/RES/63/49"]),
            "title": st.sampled_from(["条约", "", "\ud800"]),
            "date": st.just("2008"),
            "label": st.sampled_from(["第三條", "P1", "p1", " "]),
        },
    ),
    max_size=9,
)
WRITTEN = st.sampled_from(
    [
        lambda entry: json.dumps(entry, ensure_ascii=False),
        json.dumps,
        lambda entry: json.dumps(entry, ensure_ascii=False, separators=(" ,\t", "\t: ")) + " \r",
        lambda entry: json.dumps(entry, ensure_ascii=False)[:-1],
        lambda entry: json.dumps(entry, ensure_ascii=False)[:-1] + ', "id": "p9"}',
        lambda entry: json.dumps(entry, ensure_ascii=False).replace("第", "\x1f"),
        lambda _: "",
    ]
)


@settings(max_examples=500)
@given(ENTRIES | PLAIN_ENTRIES, st.data())
def test_lines_in_rows_are_what_they_are_one_by_one(
    entries: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Half characters in what is written make lines that are no UTF-8."""
    lines = [data.draw(WRITTEN)(entry) for entry in entries]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "laws.jsonl"
        path.write_bytes("\n".join(lines).encode(errors="surrogatepass"))
        if "".join(lines).strip():
            assert list(map(repr, rows_of(path))) == list(
                map(repr, ingest_prepared(path, path.name))
            )


@pytest.mark.parametrize(
    "more",
    [
        {"text": "第一条 总则"},
        {"id": "第1条"},
        {"text": "x" * 99_999},
        {"text": "x" * 100_001},
        {"id": "p" * 200},
        {"id": "p" * 201},
        {"id": "核" * 200},
        {"text": "\u3000"},
    ],
)
def test_lines_at_the_bounds_are_the_same_in_rows(tmp_path: Path, more: dict[str, str]) -> None:
    path = tmp_path / "laws.jsonl"
    lines = [TEXT, TEXT | {"id": "p2"} | more, TEXT | {"id": "p3"}]
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines))
    assert list(map(repr, rows_of(path))) == list(map(repr, ingest_prepared(path, path.name)))


@pytest.mark.skipif(not COMPILED, reason="built without a compiler")
def test_paragraphs_that_have_their_text_alone_come_in_rows(tmp_path: Path) -> None:
    path = tmp_path / "laws.jsonl"
    path.write_text("\n".join(f'{{"id": "p{at}", "text": "核武器"}}' for at in range(1, 4)))
    rows, _ = ingest_in_rows(path, path.name)
    assert isinstance(rows, PlainRows)
    assert (rows.first, rows.anchors) == (1, ["p1", "p2", "p3"])
