"""A generation is put in place at once, whole or not at all; a reader never meets half of one."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import accept_manifest

from indexer.errors import IndexDamaged, IndexNotFound, IndexNotWritable, IndexUnreadable
from indexer.generations import Generation, dictionary_of, open_generation, sources_of
from indexer.publish import building, publish, write_dictionary

SOURCES = [{"name": "a.txt", "key": "A/RES/63/49"}]


def make(index: Path, content: str = "postings") -> Generation:
    with building(index) as workspace:
        (workspace.directory / "segment").write_text(content)
        write_dictionary(workspace, ("核裁军", "test ban"))
        return publish(
            workspace,
            fingerprint={"folding": "1"},
            counts={"documents": 1},
            sources=SOURCES,
            segments=[("segment", 3)],
        )


def names(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir())


def edit(path: Path, **changes: object) -> None:
    write(path, json.dumps(json.loads(path.read_text()) | changes))


def write(path: Path, content: str) -> None:
    path.write_text(content)
    accept_manifest(path.parent.parent)


def test_what_is_published_is_what_is_opened(tmp_path: Path) -> None:
    made = make(tmp_path / "index")
    assert open_generation(tmp_path / "index") == made
    assert made.name == "gen-000001"
    assert (made.directory / "segment").read_text() == "postings"
    assert made.manifest["counts"] == {"documents": 1}
    assert made.manifest["fingerprint"] == {"folding": "1"}


def test_sources_and_dictionary_come_back_as_they_were(tmp_path: Path) -> None:
    made = make(tmp_path / "index")
    assert sources_of(made) == SOURCES
    assert dictionary_of(made) == ("核裁军", "test ban")


def test_the_manifest_stamps_every_file_but_itself(tmp_path: Path) -> None:
    made = make(tmp_path / "index")
    assert sorted(made.manifest["files"]) == ["dictionary", "segment", "sources.json"]
    # SHA-256 of the eight bytes "postings"
    assert made.manifest["files"]["segment"] == {
        "size": 8,
        "sha256": "4d6282602ee9de17e825dc3d715dccf02997f03a44ca2b7b2da9312994fc641c",
        "seal": 0xD2BFC8D0,
    }


def test_a_new_index_is_for_its_owner_only(tmp_path: Path) -> None:
    made = make(tmp_path / "index")
    for directory in (tmp_path / "index", made.directory):
        assert directory.stat().st_mode & 0o777 == 0o700


def test_a_build_that_stops_leaves_the_live_generation_and_no_rest(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    with pytest.raises(KeyboardInterrupt), building(index) as workspace:
        (workspace.directory / "segment").write_text("half")
        raise KeyboardInterrupt
    assert names(index) == ["CURRENT", "gen-000001", "lock"]
    assert open_generation(index).name == "gen-000001"


def test_what_a_crashed_build_left_is_removed_by_the_next(tmp_path: Path) -> None:
    index = tmp_path / "index"
    (index / "tmp-1-0000dead").mkdir(parents=True)
    (index / "gen-000004").mkdir()
    make(index)
    assert names(index) == ["CURRENT", "gen-000005", "lock"]


def test_neither_the_generation_before_nor_one_that_never_went_live_is_kept(
    tmp_path: Path,
) -> None:
    index = tmp_path / "index"
    make(index)
    (index / "gen-000007").mkdir()
    make(index)
    assert names(index) == ["CURRENT", "gen-000002", "lock"]


def test_generations_count_on_past_six_digits(tmp_path: Path) -> None:
    index = tmp_path / "index"
    (index / "gen-999999").mkdir(parents=True)
    assert make(index).name == "gen-1000000"
    assert make(index).name == "gen-1000001"
    assert open_generation(index).name == "gen-1000001"


@pytest.mark.parametrize("call", ["fsync", "rename", "replace"])
def test_a_full_disk_at_any_step_leaves_the_old_generation_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    index = tmp_path / "index"
    make(index, "old")
    monkeypatch.setattr(os if call == "fsync" else Path, call, fail)
    with pytest.raises(IndexNotWritable, match="could not be written: No space left on device"):
        make(index, "new")
    monkeypatch.undo()
    assert names(index) == ["CURRENT", "gen-000001", "lock"]
    assert (open_generation(index).directory / "segment").read_text() == "old"
    assert (make(index, "newer").directory / "segment").read_text() == "newer"


def test_an_old_generation_that_cannot_be_removed_does_not_undo_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "index"
    make(index)
    make(index)

    def refuse(path: object, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "rmdir", refuse)
    assert make(index).name == "gen-000003"
    assert open_generation(index).name == "gen-000003"


@pytest.mark.parametrize("name", ["nowhere", "empty", "file"])
def test_where_no_generation_was_ever_published_there_is_no_index(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexNotFound, match="no index at"):
        open_generation(tmp_path / name)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "gen-1",
        "gen-00000a",
        "../gen-000001",
        "gen-000001/..",
        "gen-000001\ngen-000002",
        "gen-٠٠٠٠٠١",
    ],
)
def test_current_names_a_generation_and_nothing_else(tmp_path: Path, content: str) -> None:
    make(tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(IndexDamaged, match="does not name a generation"):
        open_generation(tmp_path / "index")


@pytest.mark.parametrize(
    "content",
    [
        "gen-000001",
        "gen-000001\n",
        "gen-000001 0000000",
        "gen-000001 0000000g\n",
        "gen-000001 00000000",
    ],
)
def test_current_seals_the_manifest(tmp_path: Path, content: str) -> None:
    make(tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text(content)
    with pytest.raises(IndexDamaged, match=r"does not (seal the manifest|name a generation)"):
        open_generation(tmp_path / "index")


@pytest.mark.parametrize("name", ["sources.json", "dictionary"])
def test_a_file_that_is_not_as_it_was_written_is_told_where_it_is_read(
    tmp_path: Path, name: str
) -> None:
    made = make(tmp_path / "index")
    data = (made.directory / name).read_bytes()
    (made.directory / name).write_bytes(data.replace(b"a", b"b"))
    with pytest.raises(IndexDamaged, match=f"{name}: not as it was written"):
        sources_of(made), dictionary_of(made)


def become_a_link_outside(generation: Path) -> None:
    outside = generation.parent.parent / "outside"
    generation.rename(outside)
    generation.symlink_to(outside)


def become_a_pipe(generation: Path) -> None:
    (generation / "manifest.json").unlink()
    os.mkfifo(generation / "manifest.json")


@pytest.mark.parametrize("name", ["sources.json", "dictionary"])
def test_of_what_is_too_large_nothing_is_read(tmp_path: Path, name: str) -> None:
    made = make(tmp_path / "index")
    os.truncate(made.directory / name, 1024**3 + 1)
    with pytest.raises(IndexDamaged, match=f"{name}: over 1073741824 bytes"):
        sources_of(made) if name == "sources.json" else dictionary_of(made)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (shutil.rmtree, "CURRENT names gen-000001, which is not there"),
        (become_a_link_outside, "CURRENT names gen-000001, which is not there"),
        (become_a_pipe, "manifest.json: not a regular file"),
        (lambda made: (made / "manifest.json").unlink(), "No such file"),
        (lambda made: write(made / "manifest.json", "[" * 100_000), "manifest.json"),
        (lambda made: write(made / "manifest.json", "[]"), "not a manifest"),
        (lambda made: (made / "manifest.json").write_text("{}"), "not the manifest that CURRENT names"),
        (lambda made: edit(made / "manifest.json", format=1), "format 1, this version reads 2"),
        (lambda made: edit(made / "manifest.json", segments=None), "not a manifest"),
        (lambda made: edit(made / "manifest.json", segments=["segment"]), "not a manifest"),
        (lambda made: edit(made / "manifest.json", segments=[{"name": "x", "paragraphs": 1}]), "not a manifest"),
        (lambda made: edit(made / "manifest.json", segments=[{"name": "segment"}]), "not a manifest"),
        (lambda made: edit(made / "manifest.json", schema=99), "schema 99, this version reads"),
        (lambda made: edit(made / "manifest.json", schema=None), "schema None, this version reads"),
        (lambda made: edit(made / "manifest.json", segments=[], files={"..": {"size": 1}}), "instead of 1"),
        (lambda made: edit(made / "manifest.json", segments=[], files={"../x": {}}), "outside the generation"),
        (lambda made: edit(made / "manifest.json", files={"segment": {"size": 8}}), "does not seal segment"),
        (lambda made: os.truncate(made / "manifest.json", 1024 * 1024 + 1), "manifest.json: over 1048576 bytes"),
        (lambda made: (made.parent / "CURRENT").write_text("gen-000001" + " " * 55), "CURRENT: over 64 bytes"),
        (lambda made: (made / "segment").unlink(), "segment: missing"),
        (lambda made: (made / "segment").write_text("posting"), "segment: 7 bytes instead of 8"),
    ],
)  # fmt: skip
def test_each_damage_is_named_in_one_line(
    tmp_path: Path, damage: Callable[[Path], object], said: str
) -> None:
    damage(make(tmp_path / "index").directory)
    with pytest.raises(IndexDamaged) as raised:
        open_generation(tmp_path / "index")
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("number", "kind", "advice"),
    [
        (errno.EACCES, IndexUnreadable, False),
        (errno.EMFILE, IndexUnreadable, False),
        (errno.EIO, IndexDamaged, True),
        (errno.ELOOP, IndexDamaged, True),
    ],
)
def test_what_the_system_refuses_is_not_called_damage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: type[IndexDamaged],
    advice: bool,
) -> None:
    index = tmp_path / "index"
    make(index)

    def refuse(path: object, *_: object) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr("indexer.generations.read_regular", refuse)
    with pytest.raises(IndexDamaged, match=f"CURRENT: {re.escape(os.strerror(number))}") as raised:
        open_generation(index)
    assert (raised.type, bool(raised.value.advice)) == (kind, advice)
