"""The disk of the power cuts keeps what was synced, and of the rest anything that a disk may keep."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pytest
from disk import Disk
from intercept import Call, Kind

ROOT = "/root"
NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def make(name: str, data: bytes) -> list[Call]:
    path = f"{ROOT}/{name}"
    return [Call(Kind.OPEN, path, "", NEW_FILE, b""), Call(Kind.WRITE, path, "", 0, data)]


def sync(name: str = "") -> Call:
    return Call(Kind.SYNC, f"{ROOT}/{name}".rstrip("/"), "", 0, b"")


def rename(old: str, new: str) -> Call:
    return Call(Kind.RENAME, f"{ROOT}/{old}", f"{ROOT}/{new}", 0, b"")


def unlink(name: str) -> Call:
    return Call(Kind.UNLINK, f"{ROOT}/{name}", "", 0, b"")


GONE = None


@pytest.mark.parametrize(
    ("calls", "possible"),
    [
        (make("f", b"new"), {GONE, b"", b"n", b"ne", b"new", b"\0", b"\0\0", b"\0\0\0", b"n\0", b"n\0\0", b"ne\0"}),
        ([*make("f", b"new"), sync("f")], {GONE, b"new"}),
        ([*make("f", b"new"), sync()], {b"", b"n", b"ne", b"new", b"\0", b"\0\0", b"\0\0\0", b"n\0", b"n\0\0", b"ne\0"}),
        ([*make("f", b"new"), sync("f"), sync()], {b"new"}),
        ([*make("g", b"new"), sync("g"), rename("g", "f")], {GONE, b"new"}),
        ([*make("f", b"old"), sync("f"), sync(), *make("g", b"new"), sync("g"), rename("g", "f")], {b"old", b"new"}),
        ([*make("f", b"old"), sync("f"), sync(), unlink("f")], {GONE, b"old"}),
        ([*make("f", b"old"), sync("f"), sync(), unlink("f"), sync()], {GONE}),
    ],
)  # fmt: skip
def test_a_file_is_after_a_power_cut_what_it_may_be(
    tmp_path: Path, calls: list[Call], possible: set[bytes | None]
) -> None:
    found = set()
    for number in range(400):
        disk = Disk(Path(ROOT), tmp_path / "nothing")
        for call in calls:
            disk.do(call)
        disk.after_a_cut(Random(number), tmp_path / str(number))
        file = tmp_path / str(number) / "f"
        found.add(file.read_bytes() if file.exists() else GONE)
    assert found == possible
