"""Segments merge into what their paragraphs would have become together."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from handmade import as_prepared
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import merge as merging
from indexer.collect import Collector, Columns
from indexer.errors import IndexNotWritable
from indexer.merge import Part, merge
from indexer.schema import Prepared
from indexer.segment_file import SegmentFile, SegmentFileWriter
from indexer.segmenter import Segmenter
from indexer.stored import StoredTexts
from indexer.writer import write_segment

SEGMENTER = Segmenter()

TEXTS = st.text(st.sampled_from("核武器裁军谈判，。A1 \ud800𠀀ﷺ"), max_size=12)

NAMES = st.sampled_from(["", "a", "b", "甲", "\udce9"])

PARAGRAPHS = st.builds(
    Prepared,
    key=st.sampled_from(["k", "甲", "\udce9"]),
    anchor=st.sampled_from(["p1", "p2", "~"]),
    label=NAMES,
    **dict.fromkeys(("kind", "verb", "symbol", "body", "session", "date", "year"), NAMES),
    title=TEXTS,
    titled=TEXTS,
    text=TEXTS,
    cites=st.lists(NAMES.filter(bool), max_size=3, unique=True),
    notes=st.lists(TEXTS, max_size=3),
    ordinal=st.integers(0, 0xFFFFFFFF),
    stored=st.text(st.characters(blacklist_characters="\n"), max_size=9),
)


def collected(path: Path, paragraphs: Sequence[Prepared]) -> SegmentFile:
    """Return the segment of the paragraphs, collected at once."""
    collector = Collector(SEGMENTER, 512)
    if paragraphs:
        collector.add(Columns.of_prepared(paragraphs))
    arrays, facts = collector.arrays()
    with SegmentFileWriter(path) as file:
        for name, array in arrays.items():
            file.add(name, array)
        file.finish(facts)
    return SegmentFile(path)


def content(segment: SegmentFile) -> dict[str, list[int]]:
    """Return all arrays but those of stored blocks, which may be divided otherwise."""
    names = (name for name in segment.names if not name.startswith("stored/"))
    return {name: segment.array(name).tolist() for name in names}


def stored(segment: SegmentFile) -> list[bytes]:
    texts = StoredTexts(segment)
    return [texts.text(number) for number in range(segment.facts["paragraphs"])]


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(PARAGRAPHS, st.booleans()), max_size=6), min_size=1, max_size=4))
def test_parts_merge_into_what_their_kept_paragraphs_are_together(
    drawn: list[list[tuple[Prepared, bool]]],
) -> None:
    with folder() as place:
        parts, kept = [], []
        for number, rows in enumerate(drawn):
            segment = collected(place / str(number), [row for row, _ in rows])
            is_kept = np.array([keep for _, keep in rows], dtype=np.bool_)
            parts.append(Part(segment, None if is_kept.all() else is_kept))
            kept += [row for row, keep in rows if keep]
        merge(parts, place / "merged")
        merged, expected = SegmentFile(place / "merged"), collected(place / "whole", kept)
        assert merged.facts == expected.facts
        assert content(merged) == content(expected)
        assert stored(merged) == stored(expected)


def test_lists_longer_than_are_moved_at_once_are_moved_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "NUMBERS_AT_ONCE", 3)
    rows = [made(f"p{number}", "裁军谈判会议") for number in range(20)]
    halves = [collected(tmp_path / "a", rows[:9]), collected(tmp_path / "b", rows[9:])]
    merge(list(map(Part, halves)), tmp_path / "merged")
    assert content(SegmentFile(tmp_path / "merged")) == content(collected(tmp_path / "c", rows))


def test_more_occurrences_than_a_code_can_say_stay_with_their_paragraph(tmp_path: Path) -> None:
    rows = [made("p1", "法，" * 300), made("p2", "法，"), made("p3", "法，" * 999)]
    parts = [collected(tmp_path / row.anchor, [row]) for row in rows]
    dropped = Part(parts[1], np.array([False]))
    merge([Part(parts[0]), dropped, Part(parts[2])], tmp_path / "merged")
    merged = SegmentFile(tmp_path / "merged")
    assert merged.array("text/frequent").tolist() == [0, 300, 1, 999]
    assert merged.facts["text/total"] == 1299


def test_more_characters_than_can_be_numbered_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MOST_CHARACTERS", 20)
    parts = [Part(collected(tmp_path / name, [made(name, "裁军谈判会议" * 2)])) for name in "ab"]
    with pytest.raises(IndexNotWritable, match="text_grams: over 20 characters in one index"):
        merge(parts, tmp_path / "merged")


def test_however_many_runs_there_are_one_segment_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.collect.MOST_CHARACTERS", 50)
    monkeypatch.setattr("indexer.writer.PARAGRAPHS_AT_ONCE", 3)
    rows = [made(f"p{number}", "裁军谈判会议" * 3) for number in range(20)]
    name = write_segment(tmp_path, rows, SEGMENTER)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert content(SegmentFile(tmp_path / name)) == content(collected(tmp_path / "c", rows))


def made(anchor: str, text: str) -> Prepared:
    return as_prepared(anchor, text, stored=f'{{"{anchor}":1}}')
