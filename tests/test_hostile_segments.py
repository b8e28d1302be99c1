"""A segment that lies, or that was damaged, is told as damaged; it never harms who opens it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from damage import accept_files, rewrite
from handmade import write_index
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from indexer.errors import DuansouError, IndexDamaged
from indexer.parse import parse_file
from indexer.segment_file import SegmentFile

QUERIES = [
    "裁军 谈判",
    "核 OR 武器",
    '"武器国家在不扩"',
    "NOT 的",
    "63/49",
    "63/49 第2段",
    "第一条",
]

SEGMENT = Path("gen-000001") / "000001.segment"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    return write_index(
        tmp_path_factory.mktemp("sound") / "index", [parse_file(sample_path, "sample.txt")]
    )


def lying(sound: Path, index: Path, facts: Mapping[str, Any]) -> Path:
    """Return a copy of the index whose segment says other things of itself."""
    shutil.copytree(sound, index)
    rewrite(index / SEGMENT, {}, {**SegmentFile(sound / SEGMENT).facts, **facts})
    accept_files(index)
    return index


@pytest.mark.parametrize("count", [2**39, 2**32 - 1, 25, 23, 0, -1, "24", 24.0, None, True])
def test_a_segment_has_as_many_paragraphs_as_it_says(
    sound: Path, tmp_path: Path, count: object
) -> None:
    index = lying(sound, tmp_path / "index", {"paragraphs": count})
    with pytest.raises(IndexDamaged), search.open_index(index) as opened:
        opened.search("裁军")


@pytest.mark.parametrize("length", [0, -1, 2**70, "1", None])
def test_whatever_length_is_told_of_a_field_there_is_an_answer_or_damage(
    sound: Path, tmp_path: Path, length: object
) -> None:
    index = lying(sound, tmp_path / "index", {"text/total": length})
    try:
        with search.open_index(index) as opened:
            assert opened.search("裁军").total == 9
    except IndexDamaged:
        pass


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), count=st.sampled_from([1, 5, 100, 2_000]))
def test_bytes_that_were_changed_give_an_answer_or_are_damage(
    sound: Path, tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    index = tmp_path_factory.mktemp("damaged") / "index"
    shutil.copytree(sound, index)
    data = bytearray((index / SEGMENT).read_bytes())
    chance = random.Random(seed)
    for _ in range(count):
        data[chance.randrange(len(data))] = chance.choice([0, 255, chance.randrange(256)])
    (index / SEGMENT).write_bytes(data)
    for query in QUERIES:
        try:
            with search.open_index(index) as opened:
                opened.search(query).to_dict()
        except DuansouError:
            continue
