"""What somebody else may have written is not opened, unless one says that this is well."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import search
from indexer.build import build_index
from indexer.errors import IndexDamaged, IndexUntrusted
from indexer.find import find_sources
from indexer.generations import open_generation
from indexer.trust import read_regular
from search.cli import duansou
from tests.handmade import document, write_index

STRANGER = 47_110


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return write_index(tmp_path / "index", [document("甲", ["核裁军谈判"])])


def directory(index: Path) -> Path:
    return index


def current(index: Path) -> Path:
    return index / "CURRENT"


def generation(index: Path) -> Path:
    return index / "gen-000001"


def manifest(index: Path) -> Path:
    return index / "gen-000001" / "manifest.json"


def segment(index: Path) -> Path:
    return index / "gen-000001" / "000001.segment"


PLACES = pytest.mark.parametrize(
    "place", [directory, current, generation, manifest, segment], ids=lambda place: place.__name__
)


def give_away(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file belong to somebody else: only root can, others become somebody else."""
    if os.geteuid() == 0:
        os.chown(path, STRANGER, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: STRANGER)


@PLACES
def test_what_everybody_may_write_is_refused(index: Path, place: Callable[[Path], Path]) -> None:
    path = place(index)
    path.chmod(path.stat().st_mode | 0o002)
    with pytest.raises(IndexUntrusted) as raised:
        search.open_index(index)
    assert str(raised.value) == (
        f"{path}: everybody may write there; take that right away (chmod o-w), "
        "or say --trust if you know who did"
    )


@PLACES
def test_what_belongs_to_somebody_else_is_refused(
    index: Path, place: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    give_away(place(index), monkeypatch)
    with pytest.raises(IndexUntrusted, match="neither to you nor to root; say --trust if you"):
        search.open_index(index)


@PLACES
def test_what_is_trusted_is_opened(
    index: Path, place: Callable[[Path], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place(index)
    path.chmod(path.stat().st_mode | 0o002)
    give_away(path, monkeypatch)
    with search.open_index(index, trust=True) as opened:
        assert opened.search("裁军").total == 1


@PLACES
def test_a_build_refuses_it_too(
    sample_path: Path, index: Path, place: Callable[[Path], Path]
) -> None:
    path = place(index)
    path.chmod(path.stat().st_mode | 0o002)
    found = find_sources([sample_path])
    with pytest.raises(IndexUntrusted):
        build_index(index, found)
    assert sorted(file.name for file in index.iterdir() if file.suffix != ".holder") == [
        "CURRENT", "gen-000001", "lock",
    ]  # fmt: skip
    assert build_index(index, found, trust=True).changed


def test_root_and_the_group_are_trusted(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index.chmod(0o770)
    if os.geteuid() == 0:
        monkeypatch.setattr(os, "geteuid", lambda: STRANGER)
    assert open_generation(index).name == "gen-000001"


@pytest.mark.parametrize(
    ("words", "environment", "code"),
    [
        (["search", "裁军"], {}, 12),
        (["show", "甲"], {}, 12),
        (["index", "SAMPLE"], {}, 12),
        (["search", "裁军", "--trust"], {}, 0),
        (["show", "甲", "--trust"], {}, 0),
        (["index", "SAMPLE", "--trust"], {}, 0),
        (["search", "裁军"], {"DUANSOU_TRUST": "1"}, 0),
        (["search", "裁军"], {"DUANSOU_TRUST": "0"}, 12),
    ],
)
def test_every_command_refuses_it_unless_told_otherwise(
    index: Path, sample_path: Path, words: list[str], environment: dict[str, str], code: int
) -> None:
    index.chmod(0o777)
    given = [str(sample_path) if word == "SAMPLE" else word for word in words]
    result = CliRunner(env=environment).invoke(duansou, [*given, "--index", str(index)])
    assert result.exit_code == code
    if code:
        assert result.stderr.startswith(f"duansou: {index}: everybody may write there")
        assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("trust", [False, True])
def test_a_link_in_place_of_current_is_refused_even_so(index: Path, trust: bool) -> None:
    current(index).rename(index / "OTHER")
    current(index).symlink_to("OTHER")
    with pytest.raises(IndexDamaged, match="CURRENT: Too many levels of symbolic links"):
        open_generation(index, trust=trust)


def test_a_pipe_is_not_waited_for_and_too_much_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_bytes(b"12345")
    with pytest.raises(IndexDamaged, match="pipe: not a regular file"):
        read_regular(tmp_path / "pipe", 4)
    with pytest.raises(IndexDamaged, match="long: over 4 bytes"):
        read_regular(tmp_path / "long", 4)
    assert read_regular(tmp_path / "long", 5) == b"12345"


def test_nothing_goes_to_the_shared_temporary_folder(
    tmp_path: Path, sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    monkeypatch.setattr(tempfile, "tempdir", None)
    (tmp_path / "note.md").write_text("核裁军[^1]\n\n[^1]: 见第63/49号决议。\n", encoding="utf-8")
    # The time of a folder changes with each file that is made in it, even if it is gone again.
    os.utime(shared, ns=(1, 1))
    build_index(tmp_path / "index", find_sources([sample_path, tmp_path / "note.md"]), jobs=2)
    with search.open_index(tmp_path / "index") as opened:
        assert opened.search("核裁军").total
    assert shared.stat().st_mtime_ns == 1
    assert tempfile.gettempdir() == str(shared)
