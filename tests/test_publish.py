"""A build is whole and on disk before it is live; its rights are those of the index directory."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from indexer import publish as publishing
from indexer.adopt import adopt
from indexer.errors import DuansouError, IndexDamaged, IndexNotFound, IndexNotWritable
from indexer.generations import open_generation
from indexer.publish import Workspace, building, confirm, publish
from tests.test_generations import make, names

GROUP = 47_111


def put(workspace: Workspace, **more: object) -> str:
    """Publish what is in the workspace."""
    return publish(
        workspace, fingerprint={}, counts={}, sources=[], segments=[], **more  # type: ignore[arg-type]
    ).name  # fmt: skip


def test_all_is_on_disk_and_read_again_before_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    make(index)
    steps: list[str] = []

    def called(path: object) -> str:
        name = Path(str(path)).name
        return "workspace" if name.startswith("tmp-") else name

    def noting(module: object, name: str) -> None:
        real = getattr(module, name)

        def noted(path: Path, *rest: Path, **more: object) -> object:
            if name != "stamp" or more:
                steps.append(" ".join([name, *map(called, (path, *rest))]))
            return real(path, *rest, **more)

        monkeypatch.setattr(module, name, noted)

    for module, name in (
        (publishing, "sync"), (publishing, "stamp"), (Path, "rename"), (Path, "replace"), (publishing, "sweep"),
    ):  # fmt: skip
        noting(module, name)
    make(index)
    files = ["dictionary", "manifest.json", "segment", "sources.json"]
    at = steps.index("sync workspace")
    assert steps[0] == "sweep index"
    assert sorted(steps[1:at]) == [f"sync {name}" for name in files]
    assert steps[at + 1 :] == [
        "stamp dictionary",
        "stamp segment",
        "stamp sources.json",
        "rename workspace gen-000002",
        "sync index",
        "sync CURRENT.new",
        "replace CURRENT.new CURRENT",
        "sync index",
        "sweep index",
        "sweep index",
    ]


def test_a_disk_that_gives_back_other_bytes_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    make(index, "old")

    def spoil(path: Path) -> None:
        if path.name == "segment":
            path.write_text("bits rot")

    monkeypatch.setattr(publishing, "sync", spoil)
    with pytest.raises(IndexNotWritable, match="segment: the disk gives back other bytes"):
        make(index, "new words")
    assert (open_generation(index).directory / "segment").read_text() == "old"
    assert names(index) == ["CURRENT", "gen-000001", "lock"]


def test_what_fails_after_the_swap_does_not_undo_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    make(index)
    real = publishing.sync

    def fail(path: Path) -> None:
        if (index / "CURRENT").read_text().startswith("gen-000002 "):
            raise OSError(5, "Input/output error")
        real(path)

    monkeypatch.setattr(publishing, "sync", fail)
    assert make(index).name == "gen-000002"
    assert open_generation(index).name == "gen-000002"


# ---- rights and owners


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077, 0o277])
@pytest.mark.parametrize(
    ("mode", "directories", "files"),
    [
        (None, 0o700, 0o600),
        (0o700, 0o700, 0o600),
        (0o750, 0o750, 0o640),
        (0o755, 0o755, 0o644),
        (0o2770, 0o2770, 0o660),
        (0o711, 0o711, 0o600),
    ],
)
def test_a_generation_has_the_rights_of_its_directory_whatever_the_umask(
    tmp_path: Path, mask: int, mode: int | None, directories: int, files: int
) -> None:
    index = tmp_path / "index"
    if mode is not None:
        make(index)
        index.chmod(mode)
    with umask(mask):
        made = make(index)
    assert rights(index) == rights(made.directory) == directories
    assert {rights(file) for file in made.directory.iterdir()} == {files}
    assert rights(index / "CURRENT") == files


def test_directories_above_a_new_index_have_the_usual_rights(tmp_path: Path) -> None:
    with umask(0o022):
        make(tmp_path / "a" / "b" / "index")
    assert [rights(tmp_path / path) for path in ("a", "a/b", "a/b/index")] == [0o755, 0o755, 0o700]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_root_builds_for_the_owner_and_the_group_of_the_directory(tmp_path: Path) -> None:
    index = tmp_path / "index"
    index.mkdir(mode=0o750)
    (index / "lock").touch()
    os.chown(index, GROUP, GROUP)
    with building(index, trust=True) as workspace:
        (workspace.directory / "segment").write_text("postings")
        put(workspace)
    made = index / "gen-000001"
    ours = [made, *made.iterdir(), index / "CURRENT", index / "lock"]
    assert {(file.stat().st_uid, file.stat().st_gid) for file in ours} == {(GROUP, GROUP)}


# ---- places that are not as they should be


def current_is_a_folder(index: Path) -> None:
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


def current_is_a_pipe(index: Path) -> None:
    (index / "CURRENT").unlink()
    os.mkfifo(index / "CURRENT")


def current_is_a_link(index: Path) -> None:
    (index / "CURRENT").rename(index / "OTHER")
    (index / "CURRENT").symlink_to("OTHER")


def the_generation_is_a_file(index: Path) -> None:
    shutil.rmtree(index / "gen-000001")
    (index / "gen-000001").write_text("file")


def the_generation_is_a_link(index: Path) -> None:
    (index / "gen-000001").rename(index.parent / "elsewhere")
    (index / "gen-000001").symlink_to(index.parent / "elsewhere")


def the_next_name_is_taken(index: Path) -> None:
    (index / "gen-000002").write_text("file")


def what_is_to_become_current_is_a_pipe(index: Path) -> None:
    os.mkfifo(index / "CURRENT.new")


@pytest.mark.parametrize(
    ("disturb", "read", "built"),
    [
        (current_is_a_folder, IndexDamaged, IndexNotWritable),
        (current_is_a_pipe, IndexDamaged, None),
        (current_is_a_link, IndexDamaged, None),
        (the_generation_is_a_file, IndexDamaged, None),
        (the_generation_is_a_link, IndexDamaged, None),
        (the_next_name_is_taken, None, None),
        (what_is_to_become_current_is_a_pipe, None, None),
        (shutil.rmtree, IndexNotFound, None),
    ],
    ids=lambda each: getattr(each, "__name__", None),
)
def test_whatever_is_in_the_place_of_ours_is_named_or_replaced(
    tmp_path: Path,
    disturb: Callable[[Path], None],
    read: type[DuansouError] | None,
    built: type[DuansouError] | None,
) -> None:
    index = tmp_path / "index"
    make(index)
    disturb(index)
    if read is None:
        assert open_generation(index).name == "gen-000001"
    else:
        with pytest.raises(read) as raised:
            open_generation(index)
        assert "\n" not in str(raised.value)
    if built is None:
        assert make(index) == open_generation(index)
    else:
        with pytest.raises(built, match="index: could not be written: "):
            make(index)


def is_removed(index: Path) -> None:
    shutil.rmtree(index)


def is_moved(index: Path) -> None:
    index.rename(index.parent / "moved")


def is_replaced(index: Path) -> None:
    """Put another in its place that holds the same, and one more build on its way."""
    index.rename(index.parent / "moved")
    shutil.copytree(index.parent / "moved", index)
    (index / "tmp-1-0000dead").mkdir()


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (is_removed, "could not be written: No such file or directory"),
        (is_moved, "could not be written: No such file or directory"),
        (is_replaced, "was replaced while it was built"),
    ],
)
def test_a_directory_that_goes_while_it_is_built_is_an_error_of_one_line(
    tmp_path: Path, happens: Callable[[Path], None], said: str
) -> None:
    index = tmp_path / "index"
    make(index, "old")
    with pytest.raises(IndexNotWritable, match=said), building(index) as workspace:
        (workspace.directory / "segment").write_text("new")
        happens(index)
        put(workspace)
    if happens is is_replaced:
        assert (open_generation(index).directory / "segment").read_text() == "old"
        assert (index / "tmp-1-0000dead").is_dir()


@pytest.mark.parametrize(
    ("name", "said"),
    [("circle", "Too many levels of symbolic links"), ("x" * 300, "File name too long")],
)
def test_a_name_that_leads_nowhere_is_an_error_of_one_line(
    tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(IndexDamaged, match=said):
        open_generation(tmp_path / name)
    with pytest.raises(IndexNotWritable, match="could not be written: "):
        make(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do anything")
def test_an_index_where_one_may_not_look_is_an_error_of_one_line(tmp_path: Path) -> None:
    make(tmp_path / "private" / "index")
    (tmp_path / "private").chmod(0o000)
    try:
        with pytest.raises(IndexDamaged, match="index: Permission denied"):
            open_generation(tmp_path / "private" / "index")
        with pytest.raises(IndexNotWritable, match="could not be written: Permission denied"):
            make(tmp_path / "private" / "index")
    finally:
        (tmp_path / "private").chmod(0o700)


def test_an_index_may_be_named_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "index")
    make(tmp_path / "link", "old")
    assert make(tmp_path / "link", "new").directory == tmp_path / "index" / "gen-000002"
    assert open_generation(tmp_path / "link").name == "gen-000002"
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "index") == ["CURRENT", "gen-000002", "lock"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do anything")
@pytest.mark.parametrize(
    ("place", "mode", "said"),
    [
        ("", 0o600, "CURRENT: Permission denied"),
        ("CURRENT", 0o000, "CURRENT: Permission denied"),
        ("gen-000001", 0o000, "manifest.json: Permission denied"),
        ("gen-000001/manifest.json", 0o000, "manifest.json: Permission denied"),
    ],
)
def test_what_may_not_be_read_is_named(tmp_path: Path, place: str, mode: int, said: str) -> None:
    index = tmp_path / "index"
    make(index)
    before = rights(index / place)
    (index / place).chmod(mode)
    try:
        with pytest.raises(IndexDamaged, match=said):
            open_generation(index)
    finally:
        (index / place).chmod(before)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may do anything")
@pytest.mark.parametrize("mode", [0o000, 0o500, 0o600])
def test_a_directory_that_may_not_be_written_is_named(tmp_path: Path, mode: int) -> None:
    index = tmp_path / "index"
    make(index)
    index.chmod(mode)
    try:
        with pytest.raises(
            IndexNotWritable, match="index: could not be written: Permission denied"
        ):
            make(index)
    finally:
        index.chmod(0o700)
    assert open_generation(index).name == "gen-000001"


# ---- what the next generation takes over


@pytest.mark.parametrize("number", [None, 1, 18, 31, 95])
def test_a_file_is_taken_over_by_a_link_or_where_there_is_none_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int | None
) -> None:
    index = tmp_path / "index"
    make(index)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number or 0))

    if number is not None:
        monkeypatch.setattr(os, "link", refuse)
    old = open_generation(index)
    with building(index) as workspace:
        known = {"segment": adopt(workspace, old, "segment")}
        old.let_go()
        put(workspace, known=known)
    new = open_generation(index)
    assert (new.directory / "segment").read_text() == "postings"
    assert new.manifest["files"]["segment"] == old.manifest["files"]["segment"]
    assert names(index) == ["CURRENT", "gen-000002", "lock"]


def rot(path: Path) -> None:
    path.write_text("POSTINGS")


@pytest.mark.parametrize(
    ("damage", "said"), [(rot, "not the bytes that were written"), (Path.unlink, "segment: ")]
)
def test_what_is_not_sound_is_not_taken_over(
    tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    index = tmp_path / "index"
    make(index)
    old = open_generation(index)
    damage(old.directory / "segment")
    with building(index) as workspace, pytest.raises(IndexDamaged, match=said):
        adopt(workspace, old, "segment")


def test_a_generation_that_was_held_goes_when_it_is_confirmed_that_nothing_changed(
    tmp_path: Path,
) -> None:
    index = tmp_path / "index"
    make(index)
    reader = open_generation(index)
    make(index)
    confirm(index)
    assert names(index) == ["CURRENT", "gen-000001", "gen-000002", "lock"]
    reader.let_go()
    with building(index):
        confirm(index)
        assert "gen-000001" not in names(index)
    make(index)
    confirm(index)
    assert names(index) == ["CURRENT", "gen-000003", "lock"]


LEFT = pytest.mark.parametrize("left", ["tmp-1-0000dead/segment", "CURRENT.new", "lock.holder"])


@LEFT
def test_whatever_is_left_of_a_first_build_that_was_cut_off_the_next_builds(
    tmp_path: Path, left: str
) -> None:
    (tmp_path / "index" / left).parent.mkdir(parents=True)
    (tmp_path / "index" / left).write_text("half")
    make(tmp_path / "index")
    assert names(tmp_path / "index") == ["CURRENT", "gen-000001", "lock"]


@LEFT
def test_what_a_killed_build_left_goes_when_it_is_confirmed_that_nothing_changed(
    tmp_path: Path, left: str
) -> None:
    make(tmp_path / "index")
    (tmp_path / "index" / left).parent.mkdir(exist_ok=True)
    (tmp_path / "index" / left).write_text("half")
    confirm(tmp_path / "index")
    assert names(tmp_path / "index") == ["CURRENT", "gen-000001", "lock"]


def test_a_file_system_that_cannot_sync_directories_can_be_built_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fsync

    def refuse(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", refuse)
    assert make(tmp_path / "index") == open_generation(tmp_path / "index")


def test_that_nothing_has_changed_is_noted_down_as_the_time_of_current(tmp_path: Path) -> None:
    made = make(tmp_path / "index")
    os.utime(tmp_path / "index" / "CURRENT", (1, 1))
    confirm(tmp_path / "index")
    assert (tmp_path / "index" / "CURRENT").stat().st_mtime > 1
    assert open_generation(tmp_path / "index") == made
