"""Files are found whatever lies between them, and known again without being read where that is safe."""

from __future__ import annotations

import hashlib
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from indexer import find
from indexer.find import Found, SourceFile, find_sources, stamp_of
from indexer.readers.text import MAX_BYTES

SECOND = 1_000_000_000
OTHER = "0" * 64
"""A digest that no file of these tests has: where it comes back, the file was not read."""


def place(root: Path, *names: str) -> Path:
    """Make files, each holding its own name; one that ends in / is a folder."""
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith("/"):
            path.mkdir(exist_ok=True)
        else:
            path.write_text(name, encoding="utf-8")
    return root


def told(found: Found) -> tuple[list[str], list[str], int]:
    return [source.name for source in found.sources], list(map(str, found.errors)), found.ignored


@pytest.mark.parametrize(
    ("files", "names", "ignored"),
    [
        (["b.txt", "a.txt"], ["a.txt", "b.txt"], 0),
        (["a/b.txt", "a.txt", "a/a/c.txt", "b/"], ["a.txt", "a/a/c.txt", "a/b.txt"], 0),
        (["a.TXT", "a.jsonl.gz", "a.gz", "a.txt~", "txt"], ["a.TXT", "a.jsonl.gz"], 3),
        ([".a.txt", ".b/a.txt", "c/.d.txt", "c/e.txt"], ["c/e.txt"], 0),
        (["第一.txt", "a b.txt", "a\nb.txt"], ["a\nb.txt", "a b.txt", "第一.txt"], 0),
        (["a/CURRENT", "a/b.txt"], ["a/b.txt"], 1),
        (["a/CURRENT", "a/gen-000001/b.txt", "a/c.txt", "d.txt"], ["d.txt"], 0),
        (["CURRENT", "gen-000001/b.txt", "c.txt"], [], 0),
    ],
)
def test_a_folder_gives_the_files_that_have_a_reader(
    tmp_path: Path, files: list[str], names: list[str], ignored: int
) -> None:
    assert told(find_sources([place(tmp_path, *files)])) == (names, [], ignored)


@pytest.mark.parametrize("root", [".", "./", "a/..", "sub/.."])
def test_a_folder_at_hand_is_named_in_any_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: str
) -> None:
    monkeypatch.chdir(place(tmp_path, "a/", "sub/b.txt"))
    (source,) = find_sources([Path(root)]).sources
    assert (source.name, source.path) == ("sub/b.txt", Path(root) / "sub" / "b.txt")


def test_a_file_that_is_found_twice_is_one_source(tmp_path: Path) -> None:
    place(tmp_path, "a/b.txt", "c.txt")
    found = find_sources([tmp_path / "a", tmp_path, tmp_path / "c.txt", tmp_path / "a" / "b.txt"])
    assert told(found) == (["b.txt", "c.txt"], [], 0)


LINKS = [
    ("to.txt", "a.txt", None),
    ("to.txt", "sub/../a.txt", None),
    ("to.txt", "nowhere.txt", None),
    ("to.txt", "to.txt", "to.txt: a link that leads in a circle"),
    ("to.txt", "../outside.txt", "to.txt: a link that leads out of its folder"),
    ("to.txt", "/dev/zero", "to.txt: a link that leads out of its folder"),
    ("to", "/etc", "to: a link that leads out of its folder"),
    (".to.txt", "/dev/zero", None),
]


@pytest.mark.parametrize(("link", "target", "fault"), LINKS)
def test_a_link_may_not_lead_out_of_its_folder(
    tmp_path: Path, link: str, target: str, fault: str | None
) -> None:
    root = place(tmp_path, "outside.txt", "root/a.txt", "root/sub/") / "root"
    (root / link).symlink_to(target)
    names, errors, _ = told(find_sources([root]))
    is_source = fault is None and not link.startswith(".")
    assert names == (["a.txt", link] if is_source else ["a.txt"])
    assert errors == ([fault] if fault else [])


def test_a_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (place(tmp_path, "sub/a.txt") / "link").symlink_to("sub")
    assert told(find_sources([tmp_path])) == (["sub/a.txt"], [], 0)


def test_a_folder_given_by_a_link_is_looked_through(tmp_path: Path) -> None:
    (place(tmp_path, "sub/a.txt") / "link").symlink_to("sub")
    assert told(find_sources([tmp_path / "link"])) == (["a.txt"], [], 0)


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_is_found(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root can read everything")
    place(tmp_path, "a/a.txt", "b/b.txt", "c/c.txt")
    (tmp_path / "a").chmod(0o400)
    (tmp_path / "b").chmod(0)
    try:
        names, errors, _ = told(find_sources([tmp_path]))
    finally:
        (tmp_path / "a").chmod(0o700)
        (tmp_path / "b").chmod(0o700)
    assert names == ["c/c.txt"]
    assert errors == [f"{tmp_path}/a: Permission denied", f"{tmp_path}/b: Permission denied"]


@pytest.fixture
def source(tmp_path: Path) -> SourceFile:
    place(tmp_path, "a.txt")
    # What changes it comes in a later tick of the clock by which the system dates files.
    time.sleep(0.02)
    return SourceFile(str(tmp_path / "a.txt"), "a.txt")


def stamped(source: SourceFile, monkeypatch: pytest.MonkeyPatch, later: float = 10) -> Any:
    """Return the stamp of a source `later` seconds from now, with a digest that is not its own."""
    monkeypatch.setattr(find, "time_ns", lambda: time.time_ns() + int(later * SECOND))
    return {**stamp_of(source), "sha256": OTHER}


def write_as_much(path: Path) -> None:
    """Write as many other bytes, and put back the time of the last change."""
    status = path.stat()
    path.write_bytes(bytes(status.st_size))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def exchange(path: Path) -> None:
    """Put another file of the same size and time in its place."""
    status = path.stat()
    aside = path.with_suffix(".new")
    aside.write_bytes(bytes(status.st_size))
    os.utime(aside, ns=(status.st_atime_ns, status.st_mtime_ns))
    aside.replace(path)


def keep(_: Path) -> None:
    """Do nothing."""


CHANGES: list[tuple[Callable[[Path], object], bool]] = [
    (keep, False),
    (Path.read_bytes, False),
    (lambda path: path.write_text("other"), True),
    (lambda path: path.write_text(path.read_text()), True),
    (write_as_much, True),
    (exchange, True),
    (lambda path: os.utime(path), True),
    (lambda path: path.chmod(0o600), True),
]


@pytest.mark.parametrize(("change", "is_read"), CHANGES)
def test_a_file_is_read_again_where_anything_about_it_is_another(
    source: SourceFile,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Path], object],
    is_read: bool,
) -> None:
    known = stamped(source, monkeypatch)
    change(source.path)
    again = stamp_of(source, known)
    assert (again["sha256"] != OTHER) is is_read
    assert again == stamp_of(source) | ({} if is_read else {"sha256": OTHER})


@pytest.mark.parametrize(
    ("later", "is_hinted"), [(-10, False), (0, False), (1.5, False), (3, True)]
)
def test_a_file_that_changed_lately_has_no_hint(
    source: SourceFile, monkeypatch: pytest.MonkeyPatch, later: float, is_hinted: bool
) -> None:
    known = stamped(source, monkeypatch, later)
    assert (known["hint"] is not None) is is_hinted
    assert (stamp_of(source, known)["sha256"] == OTHER) is is_hinted


def test_a_file_from_the_future_has_no_hint(
    source: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(source.path, (2**33, 2**33))
    assert stamped(source, monkeypatch)["hint"] is None


def test_a_hint_is_size_times_inode_and_device(
    source: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = source.path.stat()
    assert stamped(source, monkeypatch)["hint"] == [
        5,
        status.st_mtime_ns,
        status.st_ctime_ns,
        status.st_ino,
        status.st_dev,
    ]


def test_a_file_that_changes_while_it_is_read_has_no_hint(
    source: SourceFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.file_digest

    def slow(file: Any, name: str) -> Any:
        made = digest(file, name)
        write_as_much(source.path)
        return made

    monkeypatch.setattr(hashlib, "file_digest", slow)
    stamp = stamped(source, monkeypatch)
    assert (stamp["size"], stamp["hint"]) == (5, None)


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"hint": None, "sha256": OTHER},
        {"hint": [5], "sha256": OTHER},
        {"hint": "x", "sha256": OTHER},
        {"hint": ..., "sha256": None},
        {"hint": ..., "sha256": 7},
        {"hint": ..., "sha256": "short"},
    ],
)
def test_an_entry_that_is_none_is_not_believed(
    source: SourceFile, monkeypatch: pytest.MonkeyPatch, known: dict[str, Any]
) -> None:
    hint = stamped(source, monkeypatch)["hint"]
    entry = {name: hint if value is ... else value for name, value in known.items()}
    assert stamp_of(source, entry)["sha256"] == hashlib.sha256(b"a.txt").hexdigest()


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(path))


def make_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)


MADE: list[Callable[[Path], object]] = [
    keep,
    Path.mkdir,
    os.mkfifo,
    make_socket,
    lambda path: path.symlink_to("/dev/zero"),
    lambda path: path.symlink_to(path.name),
    make_large,
]


@pytest.mark.parametrize("make", MADE)
def test_what_will_not_be_read_has_no_digest_and_no_hint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[[Path], object]
) -> None:
    monkeypatch.chdir(tmp_path)
    make(Path("a.txt"))
    source = SourceFile("a.txt", "a.txt")
    expected = {
        "name": "a.txt",
        "path": "a.txt",
        "size": None,
        "mtime_ns": None,
        "hint": None,
        "sha256": None,
    }
    assert stamp_of(source) == stamp_of(source, {"hint": None, "sha256": OTHER}) == expected
