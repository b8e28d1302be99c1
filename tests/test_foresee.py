"""A dry run says what a build would do, and does nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from search.cli import duansou


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    for name in "abcd":
        (root / f"{name}.txt").write_text(f"{name} 的一段。\n", encoding="utf-8")
    return root


def index(tmp_path: Path, *words: object) -> Result:
    where = ["index", "--index", str(tmp_path / "index")]
    return CliRunner().invoke(duansou, [*where, *map(str, words)])


def all_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return every file of an index, with what would show that it was touched."""
    return {
        str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in [folder, *folder.rglob("*")]
    }


def test_what_is_new_changed_renamed_and_deleted_is_told(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, documents)
    (documents / "a.txt").write_text("又一段。", encoding="utf-8")
    (documents / "b.txt").rename(documents / "f.txt")
    (documents / "c.txt").unlink()
    (documents / "e.txt").write_text("新的。", encoding="utf-8")
    before = all_files(tmp_path / "index")
    told = index(tmp_path, "--dry-run", "-v", documents)
    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "new: e.txt",
        "changed: a.txt",
        "renamed: b.txt to f.txt",
        "deleted: c.txt",
        "To be built: 1 new, 1 changed, 1 renamed, 1 deleted, 1 unchanged",
    ]
    assert index(tmp_path, "--dry-run", documents).stdout.splitlines() == [
        told.stdout.splitlines()[-1]
    ]
    assert all_files(tmp_path / "index") == before


def test_where_nothing_has_changed_there_is_nothing_to_do(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, documents)
    before = all_files(tmp_path / "index")
    assert index(tmp_path, "--dry-run", documents).stdout == "Nothing to do: 4 unchanged\n"
    assert all_files(tmp_path / "index") == before


def test_what_could_not_be_read_is_to_be_tried_again(tmp_path: Path, documents: Path) -> None:
    (documents / "x.txt").symlink_to("nowhere.txt")
    index(tmp_path, documents)
    assert index(tmp_path, "--dry-run", "-v", documents).stdout.splitlines() == [
        "to be tried again: x.txt",
        "To be built: 1 to be tried again, 4 unchanged",
    ]


def test_without_an_index_all_is_new_and_none_is_made(tmp_path: Path, documents: Path) -> None:
    told = index(tmp_path, "--dry-run", documents)
    assert told.stdout == "To be built: 4 new, 0 unchanged\n"
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize("words", [["--rebuild"], ["--dictionary", "words"]])
def test_what_is_to_be_built_anew_is_new(tmp_path: Path, documents: Path, words: list[str]) -> None:
    (tmp_path / "words").write_text("核武库\n", encoding="utf-8")
    index(tmp_path, documents)
    told = index(
        tmp_path,
        "--dry-run",
        *(word.replace("words", f"{tmp_path}/words") for word in words),
        documents,
    )
    reason = "" if words == ["--rebuild"] else " anew (other words in the dictionary)"
    assert told.stdout == f"To be built{reason}: 4 new, 0 unchanged\n"


def test_no_lock_is_waited_for(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, documents)
    with FileLock(tmp_path / "index" / "lock"):
        assert index(tmp_path, "--dry-run", documents).stdout == "Nothing to do: 4 unchanged\n"


def test_no_line_is_added_to_a_log(tmp_path: Path, documents: Path) -> None:
    index(tmp_path, "--dry-run", "--log-file", tmp_path / "log", documents)
    assert not (tmp_path / "log").exists()


def test_a_path_that_is_not_there_is_named(tmp_path: Path, documents: Path) -> None:
    told = index(tmp_path, "--dry-run", documents, tmp_path / "nowhere")
    assert told.exit_code == 3
    assert told.stderr == f"duansou: {tmp_path / 'nowhere'}: no such file or directory\n"
    assert told.stdout == "To be built: 4 new, 0 unchanged\n"


def test_a_folder_without_documents_is_2(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    told = index(tmp_path, "--dry-run", tmp_path / "empty")
    assert (told.exit_code, told.stdout) == (2, "")


def test_a_name_is_shown_and_not_obeyed(tmp_path: Path, documents: Path) -> None:
    (documents / "x\x1b[31m\n\u202e.txt").write_text("一段。", encoding="utf-8")
    told = index(tmp_path, "--dry-run", "-v", documents)
    assert r"new: x\x1b[31m\n\u202e.txt" in told.stdout.splitlines()
