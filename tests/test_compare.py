"""What became of the sources since the index was built is told before anything is read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.build import build_index
from indexer.compare import Changes, Comparison, compare
from indexer.confine import DEFAULT_LIMITS, Limits
from indexer.errors import IndexUntrusted
from indexer.find import find_sources
from indexer.fingerprint import fingerprint
from indexer.segmenter import Segmenter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"{name}的一段。", encoding="utf-8")
    build_index(tmp_path / "index", find_sources([folder]))
    return folder


def compared(*roots: Path, limits: Limits = DEFAULT_LIMITS, **options: bool) -> Comparison:
    index = roots[0].parent / "index"
    return compare(index, find_sources(roots), fingerprint(Segmenter()), limits, **options)


def test_nothing_changed(root: Path) -> None:
    assert compared(root).changes == Changes(unchanged=3)
    assert compared(root).is_settled


def test_each_change_is_told_by_its_kind(root: Path) -> None:
    (root / "a.txt").write_text("变了。", encoding="utf-8")
    (root / "b.txt").rename(root / "d.txt")
    (root / "c.txt").unlink()
    (root / "e.txt").write_text("新的。", encoding="utf-8")
    comparison = compared(root)
    assert comparison.changes == Changes(
        new=("e.txt",), changed=("a.txt",), renamed=(("b.txt", "d.txt"),), deleted=("c.txt",)
    )
    assert not comparison.is_settled


def test_what_is_written_again_with_the_same_bytes_is_unchanged(root: Path) -> None:
    text = (root / "a.txt").read_bytes()
    (root / "a.txt").unlink()
    (root / "a.txt").write_bytes(text)
    os.utime(root / "b.txt", (1, 1))
    assert compared(root).is_settled


def test_a_copy_is_new_and_what_was_copied_is_unchanged(root: Path) -> None:
    (root / "x.txt").write_bytes((root / "a.txt").read_bytes())
    assert compared(root).changes == Changes(new=("x.txt",), unchanged=3)


def test_sources_of_one_name_in_two_folders_are_two(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("另一份。", encoding="utf-8")
    assert compared(root, other).changes == Changes(new=("a.txt",), unchanged=3)
    build_index(tmp_path / "index", find_sources([root, other]))
    assert compared(root, other).is_settled
    assert compared(root).changes == Changes(deleted=("a.txt",), unchanged=3)


def test_what_could_not_be_read_for_a_reason_that_may_be_gone_is_tried_again(root: Path) -> None:
    os.mkfifo(root / "pipe.txt")
    (root / "empty.txt").write_text(" ")
    build_index(root.parent / "index", find_sources([root]))
    comparison = compared(root)
    assert comparison.changes == Changes(retried=("pipe.txt",), unchanged=5)
    assert not comparison.is_settled
    wider = compared(root, limits=Limits(megabytes=600))
    assert wider.changes.retried == ("empty.txt", "pipe.txt")


def test_with_the_order_to_rebuild_all_is_new(root: Path) -> None:
    comparison = compared(root, rebuild=True)
    assert (comparison.live, comparison.reason) == (None, None)
    assert comparison.changes == Changes(new=("a.txt", "b.txt", "c.txt"))


def test_an_index_that_others_can_write_is_not_compared_with(root: Path) -> None:
    (root.parent / "index").chmod(0o777)
    with pytest.raises(IndexUntrusted):
        compared(root)
    assert compared(root, trust=True).is_settled
