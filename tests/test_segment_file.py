"""Named arrays come back as they were; a file that is not whole is told, and leads nowhere else."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from damage import joined, parts_of
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.errors import IndexDamaged
from indexer.segment_file import (
    ALIGNMENT,
    LARGEST_DIRECTORY,
    PAGE,
    SIGNATURE,
    TYPES,
    Array,
    SegmentFile,
    SegmentFileWriter,
    type_of,
)


@st.composite
def arrays(draw: st.DrawFn) -> Array:
    type_ = draw(st.sampled_from(TYPES))
    most = (1 << 8 * int(type_[2:])) - 1
    return np.array(draw(st.lists(st.integers(0, most), max_size=30)), dtype=type_)


FACTS = st.dictionaries(st.text(), st.integers() | st.text(), max_size=3)


def write(path: Path, arrays: dict[str, Array], facts: dict[str, Any]) -> None:
    with SegmentFileWriter(path) as file:
        for name, array in arrays.items():
            file.add(name, array)
        file.finish(facts)


@given(st.dictionaries(st.text(), arrays(), max_size=8), FACTS)
def test_arrays_and_facts_come_back(made: dict[str, Array], facts: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        write(path, made, facts)
        segment = SegmentFile(path)
        assert segment.facts == facts
        for name, array in made.items():
            assert name in segment
            assert segment.array(name).dtype == array.dtype
            assert segment.array(name).tolist() == array.tolist()
            assert not segment.array(name).flags.writeable
            assert segment.array(name).ctypes.data % ALIGNMENT == 0


@given(arrays(), st.lists(st.integers(0, 30)))
def test_an_array_may_be_written_in_pieces(array: Array, cuts: list[int]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        with SegmentFileWriter(path) as file:
            before = file.reserve("before", "<u2", 1)
            region = file.reserve("array", type_of(array), len(array))
            for piece in np.split(array, sorted(min(cut, len(array)) for cut in cuts)):
                region.append(piece)
            before.append(np.array([7]))
            file.finish({})
        assert SegmentFile(path).array("array").tolist() == array.tolist()
        assert SegmentFile(path).array("before").tolist() == [7]


def test_an_array_stays_when_its_file_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    write(path, {"a": np.arange(5, dtype="<u4")}, {})
    array = SegmentFile(path).array("a")
    path.unlink()
    assert array.tolist() == [0, 1, 2, 3, 4]


@given(arrays(), st.integers(-2, 32), st.integers(-2, 32))
def test_a_piece_of_an_array_is_that_of_the_whole(array: Array, start: int, stop: int) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder) / "segment", {"before": np.arange(3, dtype="<u1"), "a": array}, {})
        pieces = SegmentFile(Path(folder) / "segment").pieces("a")
        assert len(pieces) == len(array)
        assert pieces[start:stop].tolist() == array[start:stop].tolist()
        assert [pieces.number(at) for at in range(len(array))] == array.tolist()
        with pytest.raises(IndexError):
            pieces.number(len(array))


def test_a_file_is_never_written_over(tmp_path: Path) -> None:
    write(tmp_path / "segment", {}, {})
    with pytest.raises(FileExistsError):
        SegmentFileWriter(tmp_path / "segment")


@pytest.mark.parametrize("counts", [(3, 2), (3, 4)])
def test_an_array_is_as_long_as_it_was_to_be(tmp_path: Path, counts: tuple[int, int]) -> None:
    reserved, written = counts
    with SegmentFileWriter(tmp_path / "segment") as file:
        region = file.reserve("a", "<u4", reserved)
        with pytest.raises(ValueError, match="numbers than there is room for"):
            region.append(np.arange(written))
            file.finish({})


@given(st.lists(st.integers(0, 3 * PAGE), max_size=6))
def test_every_page_has_the_checksum_of_what_it_holds(sizes: list[int]) -> None:
    """Arrays end within pages, at their ends, or have several."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        with SegmentFileWriter(path) as file:
            for number, size in enumerate(sizes):
                file.add(f"{number}", np.arange(size, dtype="<u4").astype("<u1"))
            file.finish({})
        assert not list(SegmentFile(path).damaged_pages())


def test_what_is_not_finished_is_no_segment(tmp_path: Path) -> None:
    with SegmentFileWriter(tmp_path / "segment") as file:
        file.add("a", np.arange(100, dtype="<u4"))
    with pytest.raises(IndexDamaged, match="signature"):
        SegmentFile(tmp_path / "segment")


def read_all(path: Path) -> dict[str, list[int]]:
    segment = SegmentFile(path)
    return {name: segment.array(name).tolist() for name in segment.names}


WHOLE = {"text/docs": np.arange(40, dtype="<u4"), "text/codes": np.arange(9, dtype="<u2")}


def whole() -> bytes:
    with TemporaryDirectory() as folder:
        write(Path(folder) / "segment", WHOLE, {"paragraphs": 40})
        return (Path(folder) / "segment").read_bytes()


@settings(max_examples=500)
@given(st.data())
def test_a_changed_byte_is_told(data: st.DataObject) -> None:
    made = bytearray(whole())
    at = data.draw(st.integers(0, len(made) - 1))
    made[at] ^= data.draw(st.integers(1, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        path.write_bytes(made)
        with pytest.raises(IndexDamaged, match="segment: "):
            read_all(path)


PAGES = {"a": np.arange(2 * PAGE, dtype="<u1"), "b": np.arange(PAGE, dtype="<u4")}
A, B = 64, 64 + 2 * PAGE


@pytest.mark.parametrize(
    ("byte", "name", "start", "stop", "is_told"),
    [
        (A, "a", 0, 1, True),
        (A, "a", PAGE - A - 1, PAGE - A, True),
        (A, "a", PAGE - A, 2 * PAGE, False),
        (A, "b", 0, PAGE, False),
        (A + PAGE, "a", 0, PAGE - A, False),
        (A + PAGE, "a", 0, PAGE - A + 1, True),
        (A + 2 * PAGE - 1, "b", 0, 1, True),
        (B + 4 * PAGE - 1, "b", 0, PAGE - 64, False),
        (B + 4 * PAGE - 1, "b", 0, PAGE, True),
        (20, "a", 0, 1, True),
    ],
)
def test_a_page_is_checked_when_something_of_it_is_read(
    tmp_path: Path, byte: int, name: str, start: int, stop: int, is_told: bool
) -> None:
    path = tmp_path / "segment"
    write(path, PAGES, {})
    made = bytearray(path.read_bytes())
    made[byte] ^= 1
    path.write_bytes(made)
    pieces = SegmentFile(path).pieces(name)
    for _ in range(2):
        with (
            pytest.raises(IndexDamaged, match="not as it was written") if is_told else nullcontext()
        ):
            assert pieces[start:stop].tolist() == PAGES[name][start:stop].tolist()


def test_a_number_of_a_damaged_page_is_not_given(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    write(path, PAGES, {})
    made = bytearray(path.read_bytes())
    made[A + PAGE] ^= 1
    path.write_bytes(made)
    segment = SegmentFile(path)
    assert segment.pieces("a").number(5) == 5
    for at in (PAGE, 2 * PAGE - 65):
        with pytest.raises(IndexDamaged, match="from byte 16,384 on it is not as it was written"):
            segment.pieces("a").number(at)
    assert list(segment.damaged_pages()) == [(PAGE, 2 * PAGE)]


def test_segments_of_other_content_have_other_seals(tmp_path: Path) -> None:
    seals = set()
    for number, last in enumerate([8, 9]):
        path = tmp_path / str(number)
        write(path, {"a": np.array([*range(5_000), last], dtype="<u8")}, {})
        seals.add(SegmentFile(path).seal)
    assert len(seals) == 2


@given(st.integers(0, len(whole()) - 1))
def test_a_file_cut_short_is_told(length: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        path.write_bytes(whole()[:length])
        with pytest.raises(IndexDamaged, match="segment: no segment"):
            SegmentFile(path)


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_segment_or_told(made: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "segment"
        for content in (made, joined(SIGNATURE, bytes(4), made), joined(made, b"", made)):
            path.write_bytes(content)
            with contextlib.suppress(IndexDamaged):
                read_all(path)


@pytest.mark.parametrize(
    "directory",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 100_000,
        b'{"facts": {}}',
        b'{"arrays": {}}',
        b'{"facts": 1, "arrays": {}}',
        b'{"facts": {}, "arrays": []}',
        b'{"facts": {}, "arrays": {"a": 1}}',
        b'{"facts": {}, "arrays": {"a": [8, "<u1"]}}',
        b'{"facts": {}, "arrays": {"a": [8, "<f4", 1]}}',
        b'{"facts": {}, "arrays": {"a": [8, "O", 1]}}',
        b'{"facts": {}, "arrays": {"a": [8, [], 1]}}',
        b'{"facts": {}, "arrays": {"a": [-1, "<u1", 1]}}',
        b'{"facts": {}, "arrays": {"a": [8, "<u1", -1]}}',
        b'{"facts": {}, "arrays": {"a": [8.0, "<u1", 1]}}',
        b'{"facts": {}, "arrays": {"a": [8, "<u1", true]}}',
        b'{"facts": {}, "arrays": {"a": [8, "<u1", 57]}}',
        b'{"facts": {}, "arrays": {"a": [56, "<u8", 2]}}',
        b'{"facts": {}, "arrays": {"a": [8, "<u8", 2305843009213693952]}}',
        b'{"facts": {}, "arrays": {"a": [1e400, "<u8", 1]}}',
        b'\xff{"facts": {}, "arrays": {}}',
        b" " * (LARGEST_DIRECTORY + 1),
    ],
)
def test_a_directory_that_leads_astray_is_refused(tmp_path: Path, directory: bytes) -> None:
    path = tmp_path / "segment"
    pages = SIGNATURE + b"\0" * 56
    path.write_bytes(joined(pages, zlib.crc32(pages).to_bytes(4, "little"), directory))
    with pytest.raises(IndexDamaged, match="segment: no segment"):
        SegmentFile(path)


@pytest.mark.parametrize(
    "make",
    [
        lambda _: None,
        lambda path: path.mkdir(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(SIGNATURE),
        lambda path: path.write_bytes(SIGNATURE * 2),
        lambda path: path.symlink_to(path),
    ],
    ids=["nothing", "a folder", "an empty file", "a beginning", "no middle", "a circle"],
)
def test_what_is_no_segment_is_told(tmp_path: Path, make: Callable[[Path], Any]) -> None:
    make(tmp_path / "segment")
    with pytest.raises(IndexDamaged, match="/segment: "):
        SegmentFile(tmp_path / "segment")


def test_an_array_that_is_not_there_is_told(tmp_path: Path) -> None:
    write(tmp_path / "segment", WHOLE, {})
    with pytest.raises(IndexDamaged, match="has no title/docs"):
        SegmentFile(tmp_path / "segment").array("title/docs")


def test_a_directory_is_written_as_json(tmp_path: Path) -> None:
    write(tmp_path / "segment", WHOLE, {"paragraphs": 40})
    pages, checksums, directory = parts_of((tmp_path / "segment").read_bytes())
    assert json.loads(directory) == {
        "facts": {"paragraphs": 40},
        "arrays": {"text/docs": [64, "<u4", 40], "text/codes": [256, "<u2", 9]},
    }
    assert len(pages) == 256 + 18
    assert checksums == zlib.crc32(pages).to_bytes(4, "little")


def test_a_tail_that_was_changed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "segment"
    write(path, WHOLE, {"paragraphs": 40})
    path.write_bytes(path.read_bytes().replace(b'"paragraphs": 40', b'"paragraphs": 41'))
    with pytest.raises(IndexDamaged, match="its directory is not as it was written"):
        SegmentFile(path)
