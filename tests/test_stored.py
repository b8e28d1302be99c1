"""What is stored of paragraphs comes back, from blocks that are read one at a time."""

from __future__ import annotations

import contextlib
import random
import zlib
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer import stored
from indexer.errors import IndexDamaged
from indexer.segment_file import Array, SegmentFile, SegmentFileWriter
from indexer.stored import BLOCK_BYTES, StoredBlocks, StoredTexts, merged_blocks

TEXTS = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.integers(1, 3 * BLOCK_BYTES).map(lambda size: b"x" * size),
        st.just("\ud800核".encode(errors="surrogatepass")),
    ).map(lambda text: text.replace(b"\n", b" ")),
    max_size=12,
)


def blocks_of(texts: list[bytes]) -> dict[str, Array]:
    blocks = StoredBlocks()
    for text in texts:
        blocks.add(text)
    return dict(blocks.arrays())


def segment_of(folder: Path, arrays: dict[str, Array], count: int, name: str = "s") -> SegmentFile:
    with SegmentFileWriter(folder / name) as file:
        for part, array in arrays.items():
            file.add(part, array)
        file.finish({"paragraphs": count})
    return SegmentFile(folder / name)


@given(TEXTS, st.randoms(use_true_random=False))
def test_texts_come_back_in_any_order(texts: list[bytes], chance: random.Random) -> None:
    with TemporaryDirectory() as folder:
        read = StoredTexts(segment_of(Path(folder), blocks_of(texts), len(texts)))
        numbers = list(range(len(texts))) * 2
        chance.shuffle(numbers)
        assert [read.text(number) for number in numbers] == [texts[number] for number in numbers]


@given(TEXTS)
def test_a_block_is_closed_when_it_has_its_bytes(texts: list[bytes]) -> None:
    arrays = blocks_of(texts)
    bounds = [0, *arrays["stored/ends"].tolist()]
    data = arrays["stored/data"].tobytes()
    blocks = [zlib.decompress(data[low:high]) for low, high in pairwise(bounds)]
    assert b"".join(blocks) == b"".join(text + b"\n" for text in texts)
    firsts = [*arrays["stored/firsts"].tolist(), len(texts)]
    for block, (first, last) in zip(blocks, pairwise(firsts), strict=True):
        assert block == b"".join(text + b"\n" for text in texts[first:last])
        assert len(block) - len(texts[last - 1]) - 1 < BLOCK_BYTES
    assert all(len(block) >= BLOCK_BYTES for block in blocks[:-1])


@given(st.lists(st.tuples(TEXTS, st.none() | st.randoms(use_true_random=False)), min_size=1))
def test_parts_are_laid_behind_one_another(
    parts: list[tuple[list[bytes], random.Random | None]],
) -> None:
    with TemporaryDirectory() as folder:
        given_parts, expected = [], []
        for number, (texts, chance) in enumerate(parts):
            segment = segment_of(Path(folder), blocks_of(texts), len(texts), str(number))
            kept = chance and np.array([chance.random() < 0.5 for _ in texts], dtype=np.bool_)
            given_parts.append((segment, kept))
            expected += [text for at, text in enumerate(texts) if kept is None or kept[at]]
        arrays = merged_blocks(given_parts)
        read = StoredTexts(segment_of(Path(folder), arrays, len(expected)))
        assert [read.text(number) for number in range(len(expected))] == expected


WHOLE = [b"a" * 100, b"b" * BLOCK_BYTES, b"c", b"d" * 50]


@pytest.mark.parametrize("number", [4, 5, 1000, 0xFFFFFFFF])
def test_what_is_not_there_is_told(tmp_path: Path, number: int) -> None:
    read = StoredTexts(segment_of(tmp_path, blocks_of(WHOLE), 4))
    with pytest.raises(IndexDamaged, match=rf"stored paragraph {number}"):
        read.text(number)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("stored/firsts", [0, 3]),
        ("stored/firsts", [0]),
        ("stored/firsts", [1, 2]),
        ("stored/firsts", [0, 2, 3]),
        ("stored/firsts", [1000, 2000]),
        ("stored/firsts", []),
        ("stored/ends", []),
        ("stored/ends", [0, 0]),
        ("stored/ends", [1 << 63, (1 << 64) - 1]),
        ("stored/data", []),
        ("stored/data", [0] * 100),
    ],
)
def test_damage_is_told(tmp_path: Path, name: str, numbers: list[int]) -> None:
    arrays = blocks_of(WHOLE)
    arrays[name] = np.array(numbers, dtype=arrays[name].dtype)
    read = StoredTexts(segment_of(tmp_path, arrays, 4))
    with pytest.raises(IndexDamaged, match="stored paragraph"):
        for number in range(4):
            read.text(number)


@settings(max_examples=300)
@given(st.data())
def test_a_changed_byte_is_told_or_gives_other_bytes(data: st.DataObject) -> None:
    arrays = blocks_of(WHOLE)
    name = data.draw(st.sampled_from(sorted(arrays)))
    changed = bytearray(arrays[name].tobytes())
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    arrays[name] = np.frombuffer(bytes(changed), dtype=arrays[name].dtype)
    with TemporaryDirectory() as folder:
        read = StoredTexts(segment_of(Path(folder), arrays, 4))
        for number in data.draw(st.permutations(range(4))):
            with contextlib.suppress(IndexDamaged):
                assert isinstance(read.text(number), bytes)


def test_a_block_that_would_grow_beyond_bounds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = StoredTexts(segment_of(tmp_path, blocks_of([b"x" * 5000]), 1))
    monkeypatch.setattr(stored, "LARGEST_BLOCK", 4999)
    with pytest.raises(IndexDamaged, match="without an end"):
        read.text(0)
