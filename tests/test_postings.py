"""What is read of an index while searching: bounded, in order, and damage is told as such."""

from __future__ import annotations

import contextlib
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np
import pytest
from damage import accept_files, rewrite
from handmade import document, write_index
from test_agreement import opened

import search
from indexer.generations import open_generation
from indexer.record import records_of
from indexer.segment_file import Array, SegmentFile
from search.arrange import ORDERS, arranged
from search.bm25f import Words
from search.caches import Cache
from search.facets import FACETS, count
from search.leaves import Lexicon
from search.postings import Postings
from search.restrict import restricted, restriction_of

DOCUMENTS = [
    document(
        "乙",
        ["核裁军谈判", "见第63/49号决议{1}"],
        {"1": "核武器条约"},
        title="谈判",
        date="2008-12",
    ),
    document("甲", ["裁军", "核裁军谈判会议", "条约" * 300]),
]
QUERIES = ["核裁军", "谈判 条约", '"裁军谈"', "裁军 OR 核武器", "63/49", "条约 -核", "甲#p1", "，"]

RESTRICTIONS = ["year:2000..", "date:..2008", "kind:正文", "doc:*", "symbol:*", "cites:*", "para:2"]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_index(tmp_path_factory.mktemp("postings") / "index", DOCUMENTS)


def segment_of(path: Path) -> Path:
    (segment,) = open_generation(path).directory.glob("*.segment")
    return segment


def ask_everything(path: Path) -> None:
    with search.open_index(path) as index:
        for query in QUERIES:
            for hit in index.search(query):
                index.paragraph(hit.id)
        index.rank("谈判", limit=1, offset=1)
        index.document("乙")
        assert index.paragraph_count >= 0
        assert index.document_count >= 0
    narrow_by_everything(path)


def narrow_by_everything(path: Path) -> None:
    postings = Postings(open_generation(path))
    for text in RESTRICTIONS:
        field, _, value = text.partition(":")
        restriction = restriction_of(field, value, text)
        assert restriction is not None
        found = restricted(postings, restriction)
        count(postings, found, FACETS)
        for order in ORDERS[1:]:
            arranged(postings, found, order, 0, 10)


def filled(array: Array, random: Random) -> Array:
    """Return an array of the same type and length, filled otherwise."""
    size = array.nbytes
    filling = random.choice([b"\xff" * size, b"\0" * size, random.randbytes(size)])
    return np.frombuffer(filling, dtype=array.dtype)


@pytest.mark.parametrize("seed", range(60))
def test_whatever_is_wrong_in_a_segment_is_damage(path: Path, tmp_path: Path, seed: int) -> None:
    copy = tmp_path / "index"
    shutil.copytree(path, copy)
    segment = segment_of(copy)
    random = Random(seed)
    names = random.sample(SegmentFile(segment).names, 3)
    rewrite(segment, dict.fromkeys(names, lambda array: filled(array, random)))
    accept_files(copy)
    with contextlib.suppress(search.IndexDamaged, search.NotFound):
        ask_everything(copy)


@pytest.mark.parametrize("field", ["cites", "date", "kind", "symbol", "year"])
@pytest.mark.parametrize("part", ["terms", "ends", "starts", "docs", "numbers"])
@pytest.mark.parametrize("byte", [0x00, 0x01, 0x7F, 0xFF])
def test_whatever_is_wrong_in_a_field_of_names_is_damage(
    path: Path, tmp_path: Path, field: str, part: str, byte: int
) -> None:
    copy = tmp_path / "index"
    shutil.copytree(path, copy)

    def overwritten(array: Array) -> Array:
        return np.frombuffer(bytes([byte]) * array.nbytes, dtype=array.dtype)

    arrays = SegmentFile(segment_of(copy)).names
    rewrite(segment_of(copy), {name: overwritten for name in arrays if name == f"{field}/{part}"})
    accept_files(copy)
    with contextlib.suppress(search.IndexDamaged, search.NotFound):
        narrow_by_everything(copy)


def test_postings_of_paragraphs_that_are_not_there_are_damage(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "index"
    shutil.copytree(path, copy)
    rewrite(segment_of(copy), {"text/docs": lambda docs: docs | np.uint32(0xFFFF)})
    accept_files(copy)
    with search.open_index(copy) as index, pytest.raises(search.IndexDamaged, match="not there"):
        index.rank("裁军")


def test_a_segment_that_ends_too_soon_is_damage(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "index"
    shutil.copytree(path, copy)
    segment = segment_of(copy)
    segment.write_bytes(b"\0" * segment.stat().st_size)
    accept_files(copy)
    with pytest.raises(search.IndexDamaged):
        search.open_index(copy)


def test_paragraphs_of_several_segments_are_counted_through(tmp_path: Path) -> None:
    parts = [list(records_of(made)) for made in DOCUMENTS]
    index = opened(parts, tmp_path)
    records = [record for part in parts for record in part]
    assert index.count == len(records)
    assert index.document_count == 2
    assert [index.id(doc) for doc in range(index.count)] == [record.id for record in records]
    assert [index.record(doc) for doc in range(index.count)] == records
    assert index.named("key", "甲") == [2, 3, 4]
    assert index.posting("text", "裁军").numbers.tolist() == [0, 2, 3]
    assert index.gram("text_grams", "核裁").numbers.tolist() == [0, 3]
    assert index.document_frequency("text", "裁军") == 3
    assert index.document_frequency("text", "没有") == 0


def test_a_word_of_many_occurrences_counts_them_all(path: Path) -> None:
    lexicon = Lexicon(Postings(open_generation(path)))
    (scored,) = lexicon.word("条约").body[:1]
    assert scored.numbers.tolist() == [4]
    postings = lexicon.postings
    occurrences, length, average = 300, 309, postings.average_length("text")
    saturated = occurrences * 2.2 / (occurrences + 1.2 * (0.25 + 0.75 * length / average))
    assert scored.scores.tolist() == pytest.approx([saturated * 1.916290731874155], rel=1e-2)


def test_what_was_used_last_is_kept_up_to_a_limit() -> None:
    cache: Cache[int] = Cache(100)
    for number in range(1_000):
        cache.put(number, number, 5)
        assert cache.get(0) == 0 or number == 0
        assert cache.get(number) == number
        assert cache.cost <= 100
    assert cache.get(500) is None
    cache.put("too much", 1, 51)
    assert cache.get("too much") is None


def test_words_take_no_more_memory_than_they_may(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.bm25f.MAX_CACHED_BYTES", 2_000)
    words = Words(Postings(open_generation(path)))
    for _ in range(2):
        for word in ("核", "裁军", "谈判", "条约", "会议", "没有"):
            assert words.word(word).most == words.word(word).most
            assert words._words.cost <= 2_000


def test_threads_get_the_same_answers(path: Path) -> None:
    with search.open_index(path) as index:
        expected = [index.rank(query).ids for query in QUERIES]

        def ask(_: int) -> list[tuple[str, ...]]:
            return [index.rank(query).ids for query in QUERIES]

        with ThreadPoolExecutor(8) as pool:
            assert all(found == expected for found in pool.map(ask, range(40)))
