"""A paragraph becomes fields that Whoosh itself can search, and comes back as it was."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from whoosh import index, query

from indexer.document import Document
from indexer.errors import IndexDamaged
from indexer.parse import parse_file
from indexer.record import Record, record_from_json, record_to_json, records_of
from indexer.schema import FIELDS, WordAnalyzer, fields_of
from indexer.writer import write_segment


@pytest.fixture(scope="module")
def document(sample_path: Path) -> Document:
    return parse_file(sample_path, sample_path.name)


@pytest.fixture(scope="module")
def whoosh_index(document: Document, tmp_path_factory: pytest.TempPathFactory) -> index.Index:
    folder = tmp_path_factory.mktemp("whoosh")
    write_segment(folder, records_of(document))
    return index.open_dir(str(folder))


def test_the_contract_is_this_list_of_fields() -> None:
    assert [field.name for field in FIELDS] == [
        "id",
        "key",
        "anchor",
        "label",
        "kind",
        "date",
        "cites",
        "text",
        "footnotes",
        "title",
        "text_grams",
        "footnote_grams",
        "record",
    ]


def test_a_paragraph_fills_its_fields(document: Document) -> None:
    pp8 = document.paragraphs[9]
    fields = fields_of(Record(document.facts(), pp8, document.notes_of(pp8)))
    assert fields["id"] == "A/RES/63/49#pp8"
    assert fields["label"] == "序言部分第8段"
    assert fields["cites"] == "A/50/426"
    assert fields["date"] == "2008-12-02"


@pytest.mark.parametrize(
    ("field", "term", "anchors"),
    [
        ("text", "裁军", ["pp4", "pp5", "pp6", "pp9", "pp11", "pp12", "op1", "op3"]),
        ("text", "1996年7月8日", ["pp16"]),
        ("footnotes", "5778", ["pp8"]),
        ("text_grams", "武器", None),
        ("footnote_grams", "汇编", ["pp4", "pp8", "pp16"]),
        ("cites", "A/RES/62/39", ["pp1", "pp17"]),
        ("cites", "A/63/135", ["pp17"]),
        ("kind", "operative", ["op1", "op2", "op3", "op4"]),
        ("label", "第2段", ["op2"]),
        ("anchor", "op2", ["op2"]),
    ],
)
def test_whoosh_itself_finds_a_term(
    whoosh_index: index.Index, document: Document, field: str, term: str, anchors: list[str] | None
) -> None:
    if anchors is None:
        anchors = [paragraph.anchor for paragraph in document.paragraphs if term in paragraph.text]
    with whoosh_index.searcher() as searcher:
        hits = searcher.search(query.Term(field, term), limit=None)
        found = {hit["id"].partition("#")[2] for hit in hits}
    assert found == set(anchors)


def test_whoosh_itself_finds_a_phrase_of_words(whoosh_index: index.Index) -> None:
    with whoosh_index.searcher() as searcher:
        hits = searcher.search(query.Phrase("text", ["各国", "有", "义务"]))
        assert [hit["id"] for hit in hits] == ["A/RES/63/49#op1"]


def test_no_phrase_of_words_spans_two_notes(whoosh_index: index.Index) -> None:
    with whoosh_index.searcher() as searcher:
        assert not searcher.search(query.Phrase("footnotes", ["5778", "号", "同", "上"]))


def test_an_analyzer_keeps_only_its_words_when_stored() -> None:
    analyzer = WordAnalyzer(("塞米巴拉金斯克",))
    list(analyzer("先用一次"))
    restored = pickle.loads(pickle.dumps(analyzer))  # noqa: S301 - our own bytes
    assert restored == analyzer
    assert "塞米巴拉金斯克" in [token.text for token in restored("塞米巴拉金斯克条约")]


def test_a_record_comes_back_as_it_was(document: Document) -> None:
    for record in records_of(document):
        assert record_from_json(record_to_json(record)) == record


def test_a_record_survives_half_characters_and_controls(document: Document) -> None:
    strange = replace(document.paragraphs[0], text="\ud800\x00\u202e\ufdd0核\ud83d\ude00")
    record = Record(document.facts(), strange, ())
    assert record_from_json(record_to_json(record)) == record
    assert fields_of(record)["text"] == "\ud800\x00\u202e\ufffd核\ud83d\ude00"


def test_half_characters_come_back_out_of_whoosh(document: Document, tmp_path: Path) -> None:
    strange = replace(document.paragraphs[0], text="核\ud83d\ude00")
    write_segment(tmp_path, [Record(document.facts(), strange, ())])
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        (hit,) = searcher.search(query.Term("text", "核"))
        assert record_from_json(hit["record"]).paragraph == strange


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"document": 1}', "[" * 100_000])
def test_a_record_that_cannot_be_read_is_damage(text: str) -> None:
    with pytest.raises(IndexDamaged):
        record_from_json(text)


def test_a_note_that_no_paragraph_cites_is_searched_by_itself(document: Document) -> None:
    lonely = replace(document.footnotes[0], cited_by=())
    units = replace(document, footnotes=(lonely, *document.footnotes[1:])).units()
    assert [(unit.anchor, unit.kind, unit.label, unit.text) for unit in units[24:]] == [
        ("fn1", "footnote", "脚注1", "联合国，《条约汇编》，第 729 卷，第 10485 号。")
    ]
