"""An index made to harm who opens it: nothing of it is ever executed, nor any size of it believed."""

from __future__ import annotations

import marshal
import os
import pickle
import random
import shutil
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from damage import accept_files, accept_manifest, live, rewrite, with_directory
from hypothesis import given, settings
from hypothesis import strategies as st
from library import answers_of, build, write_sources

from indexer.errors import IndexDamaged
from indexer.segment_file import Array, SegmentFile
from indexer.stored import LARGEST_BLOCK
from indexer.verify import verify
from search.cli import duansou


class Payload:
    """What creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return open, (str(self._path), "w")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    return write_sources(tmp_path_factory.mktemp("sources") / "sources", sample_path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, folder: Path) -> Path:
    return build(tmp_path_factory.mktemp("sound") / "index", folder)


@pytest.fixture(scope="module")
def right(sound: Path) -> list[Any]:
    return answers_of(sound)


@pytest.fixture
def index(sound: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(sound, tmp_path / "index"))


def segment_of(index: Path) -> Path:
    (segment,) = live(index).glob("*.segment")
    return segment


def be_the_toc(index: Path, payload: bytes) -> None:
    (live(index) / "_MAIN_1.toc").write_bytes(payload)
    accept_files(index)


def be_the_dictionary(index: Path, payload: bytes) -> None:
    (live(index) / "dictionary").write_bytes(payload)
    accept_files(index)


def be_the_sources(index: Path, payload: bytes) -> None:
    (live(index) / "sources.json").write_bytes(payload)
    accept_files(index)


def be_the_manifest(index: Path, payload: bytes) -> None:
    (live(index) / "manifest.json").write_bytes(payload)
    accept_manifest(index)


def be_current(index: Path, payload: bytes) -> None:
    (index / "CURRENT").write_bytes(payload)


def be_the_segment(index: Path, payload: bytes) -> None:
    segment_of(index).write_bytes(payload)
    accept_files(index)


def be_the_directory(index: Path, payload: bytes) -> None:
    written = segment_of(index).read_bytes()
    told = {"facts": {}, "arrays": {payload.hex(): [0, payload.decode("latin-1"), 1]}}
    segment_of(index).write_bytes(with_directory(written, told))
    accept_files(index)


def be_a_stored_block(index: Path, payload: bytes) -> None:
    block = np.frombuffer(zlib.compress(payload.replace(b"\n", b" ") + b"\n"), dtype=np.uint8)
    changes = {
        "stored/data": lambda _: block,
        "stored/ends": lambda _: np.array([len(block)], dtype=np.uint64),
        "stored/firsts": lambda _: np.array([0], dtype=np.uint32),
    }
    rewrite(segment_of(index), changes)
    accept_files(index)


COMMANDS = [
    ("search", "条约"),
    ("show", "63/49"),
    ("status",),
    ("verify",),
    ("verify", "--full"),
    ("gc", "--dry-run"),
    ("index", "FOLDER"),
    ("index", "FOLDER", "--rebuild"),
]


@pytest.mark.parametrize(
    "be",
    [
        be_the_toc,
        be_the_dictionary,
        be_the_sources,
        be_the_manifest,
        be_current,
        be_the_segment,
        be_the_directory,
        be_a_stored_block,
    ],
    ids=lambda be: be.__name__,
)
def test_what_would_create_a_file_when_unpickled_is_not_unpickled(
    index: Path, folder: Path, tmp_path: Path, be: Callable[[Path, bytes], None]
) -> None:
    created = tmp_path / "created"
    payload = pickle.dumps(Payload(created), protocol=0)
    be(index, payload)
    shutil.copytree(index, tmp_path / "hostile")
    for command, *arguments in COMMANDS:
        given_ = [str(folder) if each == "FOLDER" else each for each in arguments]
        ran = CliRunner().invoke(duansou, [command, *given_, "--index", str(index)])
        assert isinstance(ran.exception, SystemExit | None), (command, ran.exception)
        # 3: of the sources, one is empty
        assert ran.exit_code in ({0, 3} if command == "index" else {0, 12}), (command, ran.output)
        assert not created.exists()
    assert verify(index, full=True).is_sound
    if be is not be_the_toc:
        assert not verify(tmp_path / "hostile").is_sound
    pickle.loads(payload).close()  # noqa: S301 - that is what must not have happened
    assert created.exists()


WORDS = "国际法院核裁军谈判会议"


def test_no_cache_in_the_shared_temporary_folder_is_read_or_written(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o777)
    # jieba would take this for its dictionary, in which 国际法院 is no word.
    poisoned = marshal.dumps(({"国": 1, "际": 1}, 2))
    (shared / "jieba.cache").write_bytes(poisoned)
    program = (
        "from indexer.segmenter import load_jieba, load_rjieba\n"
        f"print(sorted(load_jieba(()).words({WORDS!r})) == "
        f"sorted(load_rjieba(()).words({WORDS!r})), '国际法院' in load_jieba(()).words({WORDS!r}))"
    )
    environment = os.environ | {"TMPDIR": str(shared)}
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True, text=True
    )
    assert ran.stdout == "True True\n"
    assert [path.name for path in shared.iterdir()] == ["jieba.cache"]
    assert (shared / "jieba.cache").read_bytes() == poisoned


# ---- sizes and numbers that lie


def test_a_block_that_unpacks_to_more_than_a_block_may_have_is_told(index: Path) -> None:
    packer = zlib.compressobj(9)
    filling = b" " * (1 << 20)
    packed = b"".join(packer.compress(filling) for _ in range(LARGEST_BLOCK // len(filling) + 1))
    bomb = np.frombuffer(packed + packer.flush(), dtype=np.uint8)
    assert len(bomb) < 200_000
    changes = {
        "stored/data": lambda _: bomb,
        "stored/ends": lambda _: np.array([len(bomb)], dtype=np.uint64),
        "stored/firsts": lambda _: np.array([0], dtype=np.uint32),
    }
    rewrite(segment_of(index), changes)
    accept_files(index)
    assert ["a block without an end" in str(fault) for fault in verify(index).faults] == [True]


def test_a_segment_that_says_it_is_immense_is_told_and_nothing_is_made_so_large(
    index: Path,
) -> None:
    written = segment_of(index).read_bytes()
    for told in (
        {"facts": {"paragraphs": 1 << 39}, "arrays": {}},
        {"facts": {}, "arrays": {"text/docs": [0, "<u8", 1 << 60]}},
        {"facts": {"paragraphs": 32}, "arrays": {"ordinals": [64, "<u4", (1 << 32) + 32]}},
    ):
        segment_of(index).write_bytes(with_directory(written, told))
        accept_files(index)
        assert not verify(index).is_sound
        with pytest.raises(IndexDamaged):
            answers_of(index)


def filled(array: Array, chance: random.Random) -> Array:
    """Return an array of the same type, and mostly length, filled otherwise."""
    most = np.iinfo(array.dtype).max
    count = chance.choice([len(array), len(array), len(array) // 2, len(array) + 3, 0])
    fillings = (
        lambda: 0,
        lambda: most,
        lambda: chance.randint(0, most),
        lambda: chance.randint(0, 40),
        lambda: int(array[chance.randrange(len(array))]) if len(array) else 1,
    )
    filling = chance.choice(fillings)
    return np.array([filling() for _ in range(count)], dtype=array.dtype)


def try_all(index: Path, right: list[Any], seed: int) -> None:
    """Fill some arrays otherwise: verify says so, or all answers are right; nothing else happens."""
    chance = random.Random(seed)
    names = chance.sample(SegmentFile(segment_of(index)).names, chance.choice([1, 1, 2, 5]))
    rewrite(segment_of(index), dict.fromkeys(names, lambda array: filled(array, chance)))
    accept_files(index)
    faults = list(map(str, verify(index, full=True).faults))
    assert not any("\n" in fault for fault in faults)
    try:
        found = answers_of(index)
    except IndexDamaged:
        found = []
    assert faults or found == right


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_numbers_a_segment_holds_they_lead_to_an_answer_or_to_damage(
    sound: Path, right: list[Any], tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    place = tmp_path_factory.mktemp("hostile")
    try_all(Path(shutil.copytree(sound, place / "index")), right, seed)


@pytest.mark.reliability
def test_of_two_thousand_segments_of_any_numbers_each_leads_to_an_answer_or_to_damage(
    sound: Path, right: list[Any], tmp_path: Path
) -> None:
    for seed in range(2_000):
        index = Path(shutil.copytree(sound, tmp_path / "index"))
        try_all(index, right, seed)
        shutil.rmtree(index)
