"""Text is read in its own encoding, or refused with the file and the line."""

from __future__ import annotations

import codecs
import os
import socket
from pathlib import Path

import pytest

from indexer.errors import (
    FormatUnknown,
    SourceEmpty,
    SourceError,
    SourceMissing,
    SourceTooLarge,
    SourceUndecodable,
    SourceUnreadable,
)
from indexer.readers import read
from indexer.readers.text import MAX_BYTES

TEXT = "第一段。\n\n第二段，國際法院。\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("gb18030"),
        TEXT.encode("utf-16"),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "GB18030", "UTF-16 with a mark"],
)
def test_every_encoding_gives_the_same_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    assert read(path, "a.txt").text == TEXT


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"", SourceEmpty, "a.txt: the file is empty or only white space"),
        (" \n\u3000\n".encode(), SourceEmpty, "a.txt: the file is empty or only white space"),
        (TEXT.encode() + b"\n\xff\xfe", SourceUndecodable, "a.txt:5: damaged UTF-8 at byte 43"),
        ("国际法院\n".encode()[:-2], SourceUndecodable, "a.txt:1: damaged UTF-8 at byte 9"),
        (b"\xff\xff\n", SourceUndecodable, "a.txt:1: neither UTF-8 nor GB18030 at byte 0"),
        (
            "國際".encode("gb18030") + b"\n\xaa\xa1",
            SourceUndecodable,
            "a.txt:2: neither UTF-8 nor GB18030: U+E000 is no text",
        ),
        (b"PK\x03\x04\0\0", SourceUndecodable, "a.txt:1: holds NUL bytes: not text"),
    ],
)
def test_what_cannot_be_decoded_is_named_with_its_line(
    tmp_path: Path, data: bytes, error: type[SourceError], message: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(error) as raised:
        read(path, "a.txt")
    assert str(raised.value) == message


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match=r"^b\.txt: no such file$"):
        read(tmp_path / "b.txt", "b.txt")


def test_a_file_of_another_kind_is_named_with_what_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(
        FormatUnknown, match=r"^a\.xyz: no reader for \.xyz \(read: .*\.text, \.txt.*\)$"
    ):
        read(tmp_path / "a.xyz", "a.xyz")


def test_a_folder_is_no_file_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match=r"^a: not a regular file$"):
        read(tmp_path, "a")


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(SourceTooLarge, match=rf"the limit is {MAX_BYTES}$"):
        read(path, "a.txt")


def test_a_pipe_a_socket_and_a_folder_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.txt"))
        for name in ("pipe.txt", "folder.txt", "s.txt"):
            with pytest.raises(SourceUnreadable, match="not a regular file"):
                read(tmp_path / name, name)


def test_pages_are_counted_only_where_form_feeds_divide_the_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("一\n二\f三\r\n四", encoding="utf-8")
    assert [(line.number, line.text, line.page) for line in read(path, "a.txt").lines] == [
        (1, "一", 1),
        (2, "二", 1),
        (3, "三", 2),
        (4, "四", 2),
    ]
    path.write_text("一\n二\n", encoding="utf-8")
    assert {line.page for line in read(path, "a.txt").lines} == {None}
