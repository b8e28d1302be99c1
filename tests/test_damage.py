"""Whatever byte of an index has changed, a search is right or says that it is damaged, and verify
names the file."""

from __future__ import annotations

import itertools
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from damage import changed, flipped, live
from library import QUERIES, answers_of, build, write_sources

import search
from indexer.verify import verify

FILES = ["CURRENT", "_MAIN_1.toc", "dictionary", "manifest.json", "segment", "sources.json"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    return write_sources(tmp_path_factory.mktemp("sources") / "sources", sample_path)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    return build(tmp_path_factory.mktemp("index") / "index", folder)


@pytest.fixture(scope="module")
def right(index: Path) -> list[Any]:
    return answers_of(index)


def path_of(index: Path, file: str) -> Path:
    if file == "CURRENT":
        return index / file
    (found,) = live(index).glob("*.segment" if file == "segment" else file)
    return found


def check(index: Path, right: list[Any], *damaged: Path) -> bool:
    """Check that answers are right or damage, and each file named; return whether all are right."""
    faults = [str(fault) for fault in verify(index).faults]
    for path in damaged:
        assert any(path.name in fault for fault in faults), (path, faults)
    try:
        found = answers_of(index)
    except search.IndexDamaged:
        return False
    wrong = [
        (now, before)
        for now, before in zip(found, right, strict=True)
        if now not in (before, search.IndexDamaged)
    ]
    assert not wrong
    return search.IndexDamaged not in found


def test_what_is_asked_finds_something_of_each_kind(index: Path, right: list[Any]) -> None:
    totals = {query: answer["total"] for query, answer in zip(QUERIES, right[::2], strict=False)}
    assert [query for query, total in totals.items() if not total] == ["鲲鹏"]
    assert any(answer["relaxed"] for answer in right[: 2 * len(QUERIES) : 2])
    assert answers_of(index) == right
    assert verify(index, full=True).is_sound


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("length", [None, 0, 0.5, -1], ids=["gone", "empty", "half", "a byte less"])
def test_a_file_that_is_gone_or_cut_short_is_named(
    index: Path, right: list[Any], file: str, length: float | None
) -> None:
    path = path_of(index, file)
    data = path.read_bytes()
    left = {None: None, 0: b"", 0.5: data[: len(data) // 2], -1: data[:-1]}[length]
    with changed(path, left):
        if file == "CURRENT" and left is None:
            with pytest.raises(search.IndexNotFound):
                verify(index)
        else:
            assert not check(index, right, path)


@pytest.mark.parametrize("pair", list(itertools.combinations(FILES, 2)), ids="-".join)
def test_two_files_that_were_exchanged_are_named(
    index: Path, right: list[Any], pair: tuple[str, str]
) -> None:
    one, other = (path_of(index, file) for file in pair)
    contents = one.read_bytes(), other.read_bytes()
    # Who cannot read one of these cannot tell what the others should be.
    leading = [path for path in (one, other) if path.name in ("CURRENT", "manifest.json")]
    with changed(one, contents[1]), changed(other, contents[0]):
        assert not check(index, right, *(leading[:1] or (one, other)))


@pytest.mark.parametrize("file", ["segment", "sources.json", "manifest.json"])
@pytest.mark.parametrize("words", ["财产权力", "权利"], ids=["as long", "shorter"])
def test_a_file_of_another_generation_is_named(
    index: Path, right: list[Any], tmp_path: Path, sample_path: Path, file: str, words: str
) -> None:
    other = build(tmp_path / "index", write_sources(tmp_path / "sources", sample_path, words=words))
    path, data = path_of(index, file), path_of(other, file).read_bytes()
    assert data != path.read_bytes()
    with changed(path, data):
        check(index, right, path)


def test_current_cannot_come_to_name_another_generation(
    index: Path, right: list[Any], tmp_path: Path, sample_path: Path
) -> None:
    other = build(
        tmp_path / "index", write_sources(tmp_path / "sources", sample_path, words="权力")
    )
    shutil.copytree(live(other), index / "gen-000003")
    try:
        with changed(index / "CURRENT", flipped(index / "CURRENT", 9, ord("1") ^ ord("3"))):
            assert live(index).name == "gen-000003"
            assert not check(index, right, index / "CURRENT")
    finally:
        shutil.rmtree(index / "gen-000003")


def flip(index: Path, right: list[Any], file: str, count: int, seed: str) -> int:
    """Change so many bytes of a file, one after the other; return how often all was right."""
    path, chance = path_of(index, file), random.Random(f"{seed} {file}")
    size, unharmed = path.stat().st_size, 0
    for at in sorted(chance.sample(range(size), min(count, size))):
        with changed(path, flipped(path, at, chance.randrange(1, 256))):
            unharmed += check(index, right, path)
    return unharmed


@pytest.mark.parametrize("file", FILES)
def test_a_byte_that_was_changed_is_named_and_no_answer_is_wrong(
    index: Path, right: list[Any], file: str
) -> None:
    flip(index, right, file, {"segment": 40}.get(file, 8), "short")


@pytest.mark.reliability
@pytest.mark.parametrize("part", range(10))
def test_of_two_thousand_bytes_that_were_changed_each_is_named_and_no_answer_is_wrong(
    index: Path, right: list[Any], part: int
) -> None:
    for file in FILES:
        flip(index, right, file, {"segment": 140}.get(file, 12), f"long {part}")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "search", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_commands_say_so_in_one_line(index: Path) -> None:
    path = path_of(index, "segment")
    with changed(path, flipped(path, path.stat().st_size // 2, 1)):
        verified = run("verify", "--index", index)
        assert verified.returncode == 12
        assert path.name in verified.stdout
        assert verified.stderr.count("\n") == 1
    with changed(path, flipped(path, path.stat().st_size - 1, 1)):
        for command in (("search", "条约"), ("show", "63/49")):
            ran = run(*command, "--index", index)
            assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (12, "", 1)
