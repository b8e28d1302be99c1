"""Files made to hurt are each named in one line; the rest is indexed, and nothing of them remains."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import search
from indexer import ingest as ingest_step
from indexer.build import build_index
from indexer.build_report import BuildReport
from indexer.confine import Limits
from indexer.errors import SourceError, SourceTooLarge, SourceUnreadable
from indexer.find import find_sources
from indexer.readers import SUFFIXES, open_regular
from indexer.readers.text import MAX_BYTES
from search.cli import duansou

MIB = 1024 * 1024
LIMITS = Limits(seconds=2, megabytes=128)


def build(index: Path, root: Path, limits: Limits = LIMITS) -> BuildReport:
    return build_index(index, find_sources([root]), limits=limits)


def one_long_line() -> bytes:
    return "核武器".encode() * (30 * MIB // 9)


def many_short_lines() -> bytes:
    return "核武器公约。\n\n".encode() * 600_000


def deep_json() -> bytes:
    return b'{"id": 1, "text": "a", "x": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}"


def compressed(chunk: bytes, times: int) -> bytes:
    data = io.BytesIO()
    with gzip.GzipFile(fileobj=data, mode="wb") as file:
        for _ in range(times):
            file.write(chunk)
    return data.getvalue()


def line_of_blanks() -> bytes:
    return compressed(b" " * MIB, 64)


def lines_of_nothing() -> bytes:
    return compressed(b"\n" * MIB, 20)


def sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


HOSTILE: list[tuple[str, Callable[[], bytes], str]] = [
    ("nul.txt", lambda: "第一条 文\0字".encode(), "nul.txt:1: holds NUL bytes: not text"),
    ("half.txt", lambda: b"\xed\xa0\x80" * 9, "half.txt:1: neither UTF-8 nor GB18030"),
    ("line.txt", one_long_line, "line.txt"),
    ("short.txt", many_short_lines, "short.txt: "),
    ("deep.jsonl", deep_json, "deep.jsonl:1: nested deeper than 32"),
    ("half.jsonl", lambda: b'{"id": "\\ud800", "text": "a"}', 'half.jsonl:1: "id" holds what is no'),
    ("blank.jsonl.gz", line_of_blanks, "blank.jsonl.gz:1: longer than 8388608 bytes"),
    ("empty.jsonl.gz", lines_of_nothing, "empty.jsonl.gz: "),
    ("cut.jsonl.gz", lambda: compressed(b'{"id": 1, "text": "a"}\n', 9)[:-4], "cut.jsonl.gz: damaged gzip"),
    ("wrong.jsonl.gz", lambda: b"PK\3\4", "wrong.jsonl.gz: damaged gzip data: Not a gzipped file"),
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of hostile files, and one that is none."""
    root = tmp_path_factory.mktemp("hostile")
    for name, make, _ in HOSTILE:
        (root / name).write_bytes(make())
    sparse(root / "huge.txt", 100 * MIB)
    os.mkfifo(root / "pipe.txt")
    (root / "zero.txt").symlink_to("/dev/zero")
    (root / "password.txt").symlink_to("/etc/passwd")
    (root / "circle.txt").symlink_to("circle.txt")
    (root / "good.txt").write_text("一切都好。\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BuildReport]:
    index = tmp_path_factory.mktemp("built") / "index"
    return index, build(index, folder)


EXPECTED = [
    "circle.txt: a link that leads in a circle",
    "password.txt: a link that leads out of its folder",
    "zero.txt: a link that leads out of its folder",
    *sorted(
        [
            *(message for _, _, message in HOSTILE),
            f"huge.txt: {100 * MIB} bytes; the limit is {MAX_BYTES}",
            "pipe.txt: not a regular file",
        ]
    ),
]


def test_each_is_named_in_one_line(built: tuple[Path, BuildReport]) -> None:
    _, report = built
    found = [str(error) for error in report.errors]
    assert [
        message[: len(start)] for message, start in zip(found, EXPECTED, strict=True)
    ] == EXPECTED
    assert not any("\n" in message for message in found)


def test_the_rest_is_indexed_and_nothing_of_them_is(built: tuple[Path, BuildReport]) -> None:
    path, report = built
    assert (report.documents, report.paragraphs) == (1, 1)
    with search.open_index(path) as index:
        assert [hit.id for hit in index.search("一切")] == ["good.txt#p1"]
        assert index.search("核武器").total == 0


def test_no_file_is_left_behind(built: tuple[Path, BuildReport]) -> None:
    path, _ = built
    assert sorted(entry.name for entry in path.iterdir()) == ["CURRENT", "gen-000001", "lock"]


def test_they_are_named_again_but_not_read_again(
    built: tuple[Path, BuildReport], folder: Path
) -> None:
    path, report = built
    again = build(path, folder)
    assert not again.changed
    assert list(map(str, again.errors)) == list(map(str, report.errors))


def test_what_took_too_long_is_read_again_within_other_limits(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("好。", encoding="utf-8")
    (tmp_path / "in" / "slow.txt").write_text("条约。\n\n" * 300, encoding="utf-8")
    assert build(tmp_path / "index", tmp_path / "in", Limits(seconds=0.001)).errors
    report = build(tmp_path / "index", tmp_path / "in")
    assert (report.changed, report.errors, report.documents) == (True, (), 2)


def test_the_command_says_3_and_prints_no_control(tmp_path: Path) -> None:
    from click.testing import CliRunner

    (tmp_path / "in").mkdir()
    for name in ("a\nb.txt", "\x1b[31mred.txt", "\u202ecod.txt"):
        (tmp_path / "in" / name).write_bytes(b"\0")
    (tmp_path / "in" / "good.txt").write_text("好。", encoding="utf-8")
    words = ["index", "--index", str(tmp_path / "index"), str(tmp_path / "in")]
    result = CliRunner().invoke(duansou, words)
    assert result.exit_code == 3
    assert result.stderr.splitlines()[:3] == [
        "duansou: \\x1b[31mred.txt:1: holds NUL bytes: not text",
        "duansou: a\\nb.txt:1: holds NUL bytes: not text",
        "duansou: \\u202ecod.txt:1: holds NUL bytes: not text",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 1_000_000,
        "《" * 100_000 + "》" * 100_000,
        "[" * 100_000 + "1" * 100_000,
        "1. 段。\n1\n2\n" + " " * 40 + "\n1\n 见上文注2。\n2\n 见上文注1。\n",
        " " * 40 + "\n1\n 同上。\n2\n 同上。\n",
        "\ufffe" + "\u202e" * 1000 + "文",
    ],
    ids=["brackets", "titles", "marks", "notes in a circle", "同上 of nothing", "bidi"],
)  # fmt: skip
def test_odd_text_is_a_document_all_the_same(tmp_path: Path, text: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "odd.txt").write_text(text, encoding="utf-8")
    report = build(tmp_path / "index", tmp_path / "in", Limits(seconds=10))
    assert (report.documents, report.errors) == (1, ())


def test_notes_are_not_repeated_without_end(
    sample_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ingest_step, "MOST_REPEATED", 300)
    with pytest.raises(SourceTooLarge) as raised:
        list(ingest_step.ingest(sample_path, "a.txt"))
    assert str(raised.value) == (
        "a.txt: its paragraphs, each with its notes, have over 300 characters"
    )


def test_a_file_exchanged_for_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("文字")
    opened = os.open

    def exchange(*arguments: int) -> int:
        path.unlink()
        os.mkfifo(path)
        return opened(*arguments)

    monkeypatch.setattr(os, "open", exchange)
    with pytest.raises(SourceUnreadable, match="not a regular file"), open_regular(path, "a", 9):
        pass


def zipped(members: Iterable[tuple[str, bytes, int]]) -> bytes:
    """Return a zip archive; each member is a text, repeated some times."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content, times in members:
            with archive.open(name, "w", force_zip64=True) as file:
                for _ in range(times):
                    file.write(content)
    return data.getvalue()


ENTITIES = (
    '<!DOCTYPE html [<!ENTITY a0 "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    + "]>"
)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MIMETYPE = b"application/vnd.oasis.opendocument.text"


def word(body: bytes, times: int = 1) -> bytes:
    frame = [("[Content_Types].xml", TYPES, 1), ("_rels/.rels", RELATIONS, 1)]
    return zipped([*frame, ("word/document.xml", body, times)])


FORMATS: list[tuple[str, Callable[[], bytes]]] = [
    ("bomb.docx", lambda: word(b" " * MIB, 400)),
    ("entities.docx", lambda: word(f'{ENTITIES}<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&a11;</w:t></w:r></w:p></w:body></w:document>'.encode())),
    ("broken.docx", lambda: word(b"<w:document")),
    ("nothing.docx", lambda: b"PK\5\6" + b"\0" * 18),
    ("bomb.odt", lambda: zipped([("mimetype", MIMETYPE, 1), ("content.xml", b" " * MIB, 400)])),
    ("bomb.epub", lambda: zipped([("META-INF/container.xml", b" " * MIB, 400)])),
    ("wrong.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 1000),
    ("long.pdf", lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 2147483647>>endobj trailer<</Root 1 0 R>>"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make"), FORMATS, ids=[name for name, _ in FORMATS])
def test_a_bomb_of_any_format_is_named_and_the_rest_indexed(
    tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    if Path(name).suffix not in SUFFIXES:
        pytest.skip(f"{Path(name).suffix} is not read yet")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(make())
    (tmp_path / "in" / "good.txt").write_text("好。", encoding="utf-8")
    report = build(tmp_path / "index", tmp_path / "in")
    assert [error.place.split("#")[0] for error in report.errors] == [name]
    assert report.documents == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("entities.html", f"{ENTITIES}<p>&a11;</p>"),
        ("deep.html", "<div>" * 100_000),
        ("brackets.md", "[" * 100_000),
        ("quotes.md", "> " * 20_000 + "文"),
        ("notes.md", "[^1]\n\n[^1]: [^2]\n\n[^2]: [^1]\n"),
    ],
)
def test_hostile_markup_is_read_or_named(tmp_path: Path, name: str, text: str) -> None:
    if Path(name).suffix not in SUFFIXES:
        pytest.skip(f"{Path(name).suffix} is not read yet")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_text(text, encoding="utf-8")
    (tmp_path / "in" / "good.txt").write_text("好。", encoding="utf-8")
    report = build(tmp_path / "index", tmp_path / "in")
    assert report.documents + len(report.errors) == 2
    assert all(isinstance(error, SourceError) for error in report.errors)
