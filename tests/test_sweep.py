"""What nobody needs any more is removed; what anyone may need, and what is not ours, never."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import search
from indexer import sweep as sweeping
from indexer.generations import open_generation
from indexer.publish import building
from indexer.sweep import Leftover, is_held, old_generations, sweep
from tests.handmade import document, write_index
from tests.test_generations import make, names


def test_a_generation_that_a_reader_holds_stays_until_it_lets_go(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    reader = open_generation(index)
    make(index)
    assert names(index) == ["CURRENT", "gen-000001", "gen-000002", "lock"]
    assert sweep(index).held == ("gen-000001",)
    reader.let_go()
    assert [each.name for each in sweep(index).removed] == ["gen-000001"]
    assert names(index) == ["CURRENT", "gen-000002", "lock"]


def test_a_generation_is_let_go_of_when_its_reader_is_forgotten(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    readers = [open_generation(index), open_generation(index)]
    make(index)
    assert is_held(index / "gen-000001")
    readers.pop()
    assert is_held(index / "gen-000001")
    readers.pop()
    assert not is_held(index / "gen-000001")


def rebuilt(index: Path) -> Path:
    return write_index(index, [document("甲", ["新的一段"])])


def test_an_index_that_is_closed_lets_go_of_its_generation(tmp_path: Path) -> None:
    index = write_index(tmp_path / "index", [document("甲", ["核裁军谈判"])])
    with search.open_index(index) as opened:
        rebuilt(index)
        assert opened.search("核裁军").total == 1
        assert opened.document("甲").key == "甲"
        assert sweep(index).held == ("gen-000001",)
    assert not is_held(index / "gen-000001")
    assert [each.name for each in sweep(index).removed] == ["gen-000001"]


def test_an_index_that_is_closed_while_a_thread_searches_lets_go_when_that_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = write_index(tmp_path / "index", [document("甲", ["核裁军谈判"])])
    opened = search.open_index(index)
    rebuilt(index)
    is_searching, may_end = threading.Event(), threading.Event()
    asking = type(opened._open())
    real = asking.ranking

    def slow(self: object, *rest: object) -> object:
        is_searching.set()
        may_end.wait(60)
        return real(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(asking, "ranking", slow)
    thread = threading.Thread(target=opened.rank, args=("核裁军",))
    thread.start()
    is_searching.wait(60)
    opened.close()
    assert is_held(index / "gen-000001")
    may_end.set()
    thread.join(60)
    assert not is_held(index / "gen-000001")


def test_a_reader_whose_generation_goes_before_it_holds_it_takes_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer import generations

    index = tmp_path / "index"
    make(index, "old")
    real = generations.current_name
    rebuilds = iter([None, None])

    def overtaken(root: Path) -> str:
        name = real(root)
        if next(rebuilds, "no more") is None:
            monkeypatch.setattr(generations, "current_name", real)
            make(index, "new")
            monkeypatch.setattr(generations, "current_name", overtaken)
        return name

    monkeypatch.setattr(generations, "current_name", overtaken)
    opened = open_generation(index)
    assert (opened.directory / "segment").read_text() == "new"
    assert is_held(opened.directory)


def leave_a_workspace(index: Path) -> None:
    (index / "tmp-1-0000dead").mkdir()


def leave_current_aside(index: Path) -> None:
    (index / "CURRENT.new").write_text("gen-000009\n")


def leave_a_link_aside(index: Path) -> None:
    (index / "CURRENT.new").symlink_to(index / "CURRENT")


def leave_a_generation(index: Path) -> None:
    shutil.copytree(index / "gen-000001", index / "gen-000009")


@pytest.mark.parametrize(
    "leave",
    [leave_a_workspace, leave_current_aside, leave_a_link_aside, leave_a_generation],
    ids=lambda leave: leave.__name__,
)
def test_what_a_killed_build_left_is_removed_by_the_next_that_starts(
    tmp_path: Path, leave: Callable[[Path], None]
) -> None:
    index = tmp_path / "index"
    make(index)
    leave(index)
    with building(index) as workspace:
        assert names(index) == [
            "CURRENT", "gen-000001", "lock", "lock.holder", workspace.directory.name,
        ]  # fmt: skip
    assert names(index) == ["CURRENT", "gen-000001", "lock"]


@pytest.mark.parametrize(
    "name",
    ["tmp-precious", "tmp-1-0000DEAD", "gen-1", "gen-000001.bak", "CURRENT.old", "my", "lock2"],
)
def test_what_bears_another_name_is_left_alone(tmp_path: Path, name: str) -> None:
    index = tmp_path / "index"
    make(index)
    (index / name).mkdir()
    make(index)
    assert (index / name).is_dir()


@pytest.mark.parametrize("name", ["tmp-1-0000dead", "gen-000007"])
def test_no_link_is_followed_or_removed(tmp_path: Path, name: str) -> None:
    index, outside = tmp_path / "index", tmp_path / "outside"
    make(index)
    outside.mkdir()
    (outside / "thesis.txt").write_text("多年心血。", encoding="utf-8")
    (index / name).symlink_to(outside)
    leave_a_workspace(index) if name.startswith("gen") else leave_a_generation(index)
    for inside in (path for path in index.iterdir() if path.is_dir() and not path.is_symlink()):
        (inside / "linked").symlink_to(outside)
    make(index)
    assert (index / name).is_symlink()
    assert (outside / "thesis.txt").exists()


@pytest.mark.parametrize("content", ["nonsense", "gen-000008"])
def test_where_it_is_not_known_what_is_live_all_generations_stay(
    tmp_path: Path, content: str
) -> None:
    index = tmp_path / "index"
    make(index)
    leave_a_generation(index)
    leave_a_workspace(index)
    (index / "CURRENT").write_text(content)
    assert old_generations(index) == []
    assert [each.name for each in sweep(index).removed] == ["tmp-1-0000dead"]
    assert names(index) == ["CURRENT", "gen-000001", "gen-000009", "lock"]


def test_bytes_that_another_generation_has_too_are_not_counted(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index, "x" * 1_000)
    for name in ("gen-000002", "gen-000003"):
        (index / name).mkdir()
        os.link(index / "gen-000001" / "segment", index / name / "segment")
        (index / name / "own").write_bytes(b"y" * 10)
    assert sweep(index, dry_run=True).removed == (
        Leftover("gen-000002", 10),
        Leftover("gen-000003", 10),
    )


def test_bytes_that_only_some_that_go_have_are_free_with_the_last_of_them(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    for name in ("gen-000005", "gen-000006"):
        (index / name).mkdir()
    (index / "gen-000005" / "segment").write_bytes(b"x" * 1_000)
    os.link(index / "gen-000005" / "segment", index / "gen-000006" / "segment")
    would = sweep(index, dry_run=True)
    assert would.removed == (Leftover("gen-000005", 0), Leftover("gen-000006", 1_000))
    assert sweep(index) == would


def test_a_dry_run_removes_nothing_and_says_what_would_be(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    leave_a_workspace(index)
    leave_a_generation(index)
    before = names(index)
    would = sweep(index, dry_run=True)
    assert [each.name for each in would.removed] == ["tmp-1-0000dead", "gen-000009"]
    assert names(index) == before
    assert sweep(index) == would
    assert names(index) == ["CURRENT", "gen-000001", "lock"]


def test_nothing_is_removed_before_it_is_on_disk_that_another_is_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    make(index)
    leave_a_generation(index)

    def fail(_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(sweeping, "sync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        sweep(index)
    assert (index / "gen-000009").is_dir()


def test_what_cannot_be_removed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = tmp_path / "index"
    make(index)
    leave_a_workspace(index)

    def refuse(path: object, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "rmdir", refuse)
    swept = sweep(index)
    assert (swept.removed, swept.stuck) == ((), (Leftover("tmp-1-0000dead", 0),))
