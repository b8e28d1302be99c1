"""Paragraphs are segmented in batches, by any number of processes, into the same index."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from handmade import as_prepared

from indexer.batches import write_batches
from indexer.build import build_index
from indexer.confine import Limits
from indexer.errors import IndexNotWritable, ReaderFailed
from indexer.find import find_sources
from indexer.messages import Enclosed, enclose
from indexer.schema import Prepared
from indexer.segment_batch import segments_of
from indexer.segment_file import SegmentFile
from indexer.stored import StoredTexts
from indexer.workers import Workers


def made(anchor: str, text: str, key: str = "甲") -> Prepared:
    stored = json.dumps({"document": {"key": key}, "text": text}, ensure_ascii=False)
    return as_prepared(anchor, text, key=key, stored=stored)


def columns_with(**members: object) -> bytes:
    """Return the columns of a paragraph as they are enclosed, some of them otherwise; one too many
    where none is.
    """
    made = as_prepared("p1", "核", key="甲")._asdict()
    del made["stored"]
    columns = {name: {"all": value} for name, value in made.items()}
    return json.dumps(
        list(((columns | members) if members else columns | {"more": []}).values())
    ).encode()


def lines_of(path: Path) -> list[str]:
    """Return the names and all that is stored of a segment's paragraphs."""
    segment = SegmentFile(path)
    texts = StoredTexts(segment)
    count = segment.facts["paragraphs"]
    return [segment.array("id/terms").tobytes().decode()] + [
        texts.text(number).decode() for number in range(count)
    ]


@pytest.fixture
def dictionary(tmp_path: Path) -> Path:
    path = tmp_path / "dictionary"
    path.write_text("", encoding="utf-8")
    return path


def test_with_any_number_of_processes_the_same_index_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.batches.BATCH_BYTES", 2_000)
    monkeypatch.setattr("indexer.batches.SMALL_BATCH", 0)
    sources = tmp_path / "sources"
    sources.mkdir()
    for name in "abcde":
        text = "\n\n".join(f"{number}. 裁军谈判会议的报告{name}。" for number in range(1, 30))
        (sources / f"{name}.txt").write_text(text, encoding="utf-8")
    made = []
    for jobs in (1, 3):
        index = tmp_path / f"index{jobs}"
        build_index(index, find_sources([sources]), jobs=jobs)
        segment = SegmentFile(index / "gen-000001" / "000001.segment")
        made.append({name: segment.array(name).tobytes() for name in segment.names})
    assert made[0] == made[1]


def test_paragraphs_go_by_their_documents_own_key(tmp_path: Path, dictionary: Path) -> None:
    first = enclose([made("p1", "核"), made("p2", "裁")])
    second = enclose([made("p1", "军")])
    own = Enclosed("甲~2", second.count, second.values, second.stored)
    with Workers(Limits()) as workers:
        write_batches(tmp_path / "made", [first, own], dictionary, workers)
    assert lines_of(tmp_path / "made") == [
        "甲#p1甲#p2甲~2#p1",
        '{"document": {"key": "甲"}, "text": "核"}',
        '{"document": {"key": "甲"}, "text": "裁"}',
        '{"document":{"key":"甲~2"},"text":"军"}',
    ]


def test_no_paragraphs_make_no_segment(tmp_path: Path, dictionary: Path) -> None:
    with Workers(Limits()) as workers:
        write_batches(tmp_path / "made", [], dictionary, workers)
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    "values",
    [
        *(b"", b"{", b"[]", b"1", b'["a"],["b"]', b"[" * 9_999),
        columns_with(),
        columns_with(key=["乙"], ordinal={"all": 1}, symbol={}),
        columns_with(ordinal=[-1]),
        columns_with(ordinal=[4294967296]),
        columns_with(ordinal={"all": True}),
        columns_with(notes=[[1]]),
        columns_with(cites={"all": "同"}),
        columns_with(label=["p1", "p2"]),
        columns_with(label=[]),
        columns_with(label={"each": "p1"}),
    ],
)
def test_what_a_reader_sends_that_is_no_paragraph_is_told_in_a_line(
    tmp_path: Path, dictionary: Path, values: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = [enclose([made("p1", "核")]), Enclosed("甲", 1, values, b"{}")]
    with Workers(Limits()) as workers:
        with pytest.raises(ReaderFailed, match="its reader sent what is no paragraph"):
            write_batches(tmp_path / "made", sent, dictionary, workers)
        monkeypatch.setattr("indexer.batches.SMALL_BATCH", 0)
        with pytest.raises(IndexNotWritable, match="its reader sent what is no paragraph"):
            write_batches(tmp_path / "made", sent, dictionary, workers)


def test_a_batch_that_needs_too_much_memory_is_told_in_a_line(
    tmp_path: Path, dictionary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.batches.SMALL_BATCH", 0)
    with Workers(Limits(megabytes=64)) as workers:
        sent = [enclose([made("p1", "核武器" * 300_000)])]
        with pytest.raises(IndexNotWritable, match="could not segment"):
            write_batches(tmp_path / "made", sent, dictionary, workers)


def test_the_words_of_the_user_are_those_of_the_dictionarys_file(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("塞米巴拉金斯克\n", encoding="utf-8")
    batch = tmp_path / "batch"
    sent = enclose([made("p1", "塞米巴拉金斯克条约")])
    batch.write_bytes(b'[["\\u7532",1]]\n[' + sent.values + b"]\n" + sent.stored)
    (run,) = segments_of(batch, "r-", words, 512)
    assert "塞米巴拉金斯克".encode() in SegmentFile(tmp_path / run).array("text/terms").tobytes()
