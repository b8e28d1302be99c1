"""What a build takes over and what it reads: an index that grew is the one that is built at once."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
from exports import export_of
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

import search
from indexer.build import build_index
from indexer.build_report import BuildReport
from indexer.errors import SourceError
from indexer.find import find_sources
from indexer.generations import open_generation, sources_of
from indexer.ingest import Part, ingest
from indexer.messages import Errand, Message, enclose
from indexer.record import Record
from indexer.schema import prepare
from indexer.workers import Reading

QUERIES = ("裁军", "核武器 谈判", '"器谈"', "条约 OR 会议", "a.txt", "甲", '"同上"', "第一条")


class ReadingHere:
    """Reads sources in this process, which is quicker to begin than another one."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def run(self, errands: Iterable[Errand]) -> Iterator[Reading]:
        return (_read(errand) for errand in errands)


def _read(errand: Errand) -> Reading:
    try:
        parts = list(ingest(errand.path, errand.name))
    except SourceError as error:
        return Reading(iter(()), error)
    return Reading(iter([_sent(part) for part in parts]), None)


def _sent(part: Part) -> Message:
    return enclose([prepare(part)]) if isinstance(part, Record) else part


def build(index: Path, *roots: Path, **options: Any) -> BuildReport:
    return build_index(index, find_sources(roots), **options)


def segments(index: Path) -> dict[str, int]:
    """Return the names of the segments, and by what the system knows their files."""
    live = open_generation(index)
    return {name: (live.directory / name).stat().st_ino for name in live.segments}


def anew(index: Path, root: Path) -> str:
    """Return the export of an index that is built of the sources at once."""
    shutil.rmtree(index, ignore_errors=True)
    build(index, root)
    return export_of(index, *QUERIES)


@pytest.fixture(autouse=True)
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.workers.Workers", ReadingHere)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let segments grow in tiers from the first paragraphs on."""
    monkeypatch.setattr("indexer.compact.SMALL", 2)
    monkeypatch.setattr("indexer.compact.FAR_LARGER", 2)


@pytest.fixture
def root(tmp_path: Path, sample_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(sample_path, folder / "m.txt")
    write(folder / "b.txt", "裁军谈判会议的报告。", "第二段。")
    return folder


def write(path: Path, *paragraphs: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def listed(path: Path, *paragraphs: tuple[str, str]) -> None:
    """Write a file that lists paragraphs, each with the key of its document."""
    lines = (
        json.dumps({"document": key, "id": f"p{at}", "text": text})
        for at, (key, text) in enumerate(paragraphs)
    )
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.usefixtures("small_steps")
def test_a_new_source_is_read_alone_and_the_others_stay_where_they_are(
    root: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(index, root)
    before = segments(index)
    write(root / "a.txt", "新的一段。")
    report = build(index, root)
    assert [name for name, _ in report.tallies] == ["a.txt"]
    assert (report.changes.new, report.changes.unchanged) == (("a.txt",), 2)
    assert list(segments(index)) == ["000001.segment", "000002.segment"]
    assert before.items() < segments(index).items()
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


@pytest.mark.usefixtures("small_steps")
def test_what_is_gone_leaves_its_segment_and_the_others_stay(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, root)
    write(root / "a.txt", "新的一段。", "又一段。")
    build(index, root)
    before = segments(index)
    (root / "b.txt").unlink()
    report = build(index, root)
    assert (report.tallies, report.changes.deleted) == ((), ("b.txt",))
    assert list(segments(index)) == ["000002.segment", "000003.segment"]
    assert segments(index)["000002.segment"] == before["000002.segment"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def test_small_segments_become_one(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    for name in "acdefg":
        write(root / f"{name}.txt", f"{name}的一段。")
        build(index, root)
    assert list(segments(index)) == ["000011.segment"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def test_a_source_that_changed_has_only_what_it_has_now(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, root)
    write(root / "b.txt", "谈判破裂。")
    report = build(index, root)
    assert report.changes.changed == ("b.txt",)
    with search.open_index(index) as opened:
        assert [hit.id for hit in opened.search("破裂")] == ["b.txt#p1"]
        assert opened.search('"裁军谈判会议的报告"').total == 0
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def test_a_renamed_source_is_told_from_a_new_one(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, root)
    (root / "b.txt").rename(root / "z.txt")
    changes = build(index, root).changes
    assert (changes.renamed, changes.new, changes.deleted) == ((("b.txt", "z.txt"),), (), ())
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def test_a_document_whose_key_is_taken_by_a_new_one_is_read_again(
    root: Path, tmp_path: Path
) -> None:
    index = tmp_path / "index"
    build(index, root)
    shutil.copy(root / "m.txt", root / "a.txt")
    report = build(index, root)
    assert [name for name, _ in report.tallies] == ["a.txt", "m.txt"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)
    (root / "a.txt").unlink()
    report = build(index, root)
    assert [name for name, _ in report.tallies] == ["m.txt"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def test_the_keys_of_many_documents_in_a_file_are_known_again(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    listed(root / "x.jsonl", ("乙", "一"), ("甲", "二"), ("乙", "三"))
    listed(root / "y.jsonl", ("甲", "四"), ("丙", "五"))
    build(index, root)
    listed(root / "a.jsonl", ("丙", "六"), ("丁", "七"))
    assert [name for name, _ in build(index, root).tallies] == ["a.jsonl", "y.jsonl"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)
    write(root / "b.txt", "又变了。")
    assert [name for name, _ in build(index, root).tallies] == ["b.txt"]
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"dictionary": "0"}, "other words in the dictionary"),
        ({"folding": "0"}, "folding 0 instead of 1"),
        ({"parser": None}, "parser unknown instead of"),
    ],
)
def test_a_build_that_cannot_build_upon_the_index_says_why(
    root: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    index = tmp_path / "index"
    build(index, root)
    manifest = open_generation(index).directory / "manifest.json"
    told = json.loads(manifest.read_text())
    changed = {name: value for name, value in (told["fingerprint"] | change).items() if value}
    manifest.write_text(json.dumps(told | {"fingerprint": changed}))
    report = build(index, root)
    assert said in str(report.reason)
    assert len(report.tallies) == 2
    assert build(index, root).reason is None


def test_a_damaged_segment_is_not_built_upon(root: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, root)
    segment = open_generation(index).directory / "000001.segment"
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    write(root / "a.txt", "新的一段。")
    report = build(index, root)
    assert "000001.segment" in str(report.reason)
    assert len(report.tallies) == 3
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


@pytest.mark.parametrize(
    "place",
    [
        ["000001.segment", 0, 999],
        ["000001.segment", 999, 1],
        ["000002.segment", 0, 1],
        ["../CURRENT", 0, 1],
        ["000001.segment", -1, 1],
        ["000001.segment", 0, 0],
        ["000001.segment", 0, "1"],
        ["000001.segment"],
        7,
    ],
)
def test_an_entry_that_leads_nowhere_is_not_built_upon(
    root: Path, tmp_path: Path, place: object
) -> None:
    index = tmp_path / "index"
    build(index, root)
    live = open_generation(index)
    entries = sources_of(live)
    entries[1]["place"] = place
    forge(live.directory, "sources.json", json.dumps(entries))
    write(root / "a.txt", "新的一段。")
    report = build(index, root)
    assert report.reason
    assert len(report.tallies) == 3
    assert export_of(index, *QUERIES) == anew(tmp_path / "other", root)


def forge(generation: Path, name: str, text: str) -> None:
    """Write other text into a file, and let the manifest say that it is what was written."""
    (generation / name).write_text(text)
    manifest = json.loads((generation / "manifest.json").read_text())
    digest = hashlib.sha256(text.encode()).hexdigest()
    manifest["files"][name] = {"size": len(text.encode()), "sha256": digest}
    (generation / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("environment", "jobs", "reversed_order"),
    [
        ({"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Asia/Tokyo"}, "3", False),
        ({"PYTHONHASHSEED": "2", "LC_ALL": "zh_CN.GB18030", "TZ": "America/Lima"}, "2", True),
        ({"PYTHONUTF8": "0", "LC_ALL": "tr_TR.UTF-8", "PYTHONOPTIMIZE": "2"}, "1", True),
    ],
)
def test_neither_the_place_nor_the_order_nor_the_number_of_jobs_shows_in_an_index(
    root: Path, tmp_path: Path, environment: dict[str, str], jobs: str, reversed_order: bool
) -> None:
    other = tmp_path / "ordner"
    other.mkdir()
    write(other / "İı.txt", "第一条 核武器。", "第二条 谈判。")
    listed(other / "x.jsonl", ("甲", "一"), ("A/RES/63/49", "二"))
    index = tmp_path / "index"
    build(index, root, other)
    folders = [str(folder) for folder in (root, other)]
    command = [sys.executable, "-m", "search", "index", "--jobs", jobs, "--index", f"{index}2"]
    folders = folders[::-1] if reversed_order else folders
    subprocess.run([*command, *folders], env=os.environ | environment, check=True)
    assert export_of(index, *QUERIES) == export_of(Path(f"{index}2"), *QUERIES)


# ---- any number of builds, of any sources


NAMES = st.sampled_from(["a.txt", "b.txt", "c.jsonl", "d.jsonl", "e.txt", "sub/f.jsonl"])
TEXTS = st.lists(
    st.sampled_from(
        ["裁军谈判。", "核武器条约", "第一条 核武器谈判会议。", "同上。", "\ud800又", " "]
    ),
    max_size=4,
)
KEYS = st.sampled_from(["甲", "甲~2", "乙", "a.txt"])


class Growing(RuleBasedStateMachine):
    """Sources come, change and go; whatever was built before, the index is that of the sources."""

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        self.root = self.place / "documents"
        self.root.mkdir()
        self.index = self.place / "index"
        write(self.root / "z.txt", "至少有一段。")

    def teardown(self) -> None:
        shutil.rmtree(self.place)

    @rule(name=NAMES, texts=TEXTS, keys=st.lists(KEYS, min_size=4, max_size=4))
    def add_or_change(self, name: str, texts: list[str], keys: list[str]) -> None:
        path = self.root / name
        if path.suffix == ".jsonl":
            listed(path, *zip(keys, texts, strict=False))
        else:
            path.write_bytes("\n\n".join(texts).encode(errors="surrogatepass"))

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        if (self.root / name).exists():
            (self.root / other).parent.mkdir(exist_ok=True)
            (self.root / name).rename(self.root / other)

    @rule(name=NAMES)
    def touch(self, name: str) -> None:
        if (self.root / name).exists():
            os.utime(self.root / name, (1, 1))

    @rule(rebuild=st.booleans(), words=st.booleans())
    def build(self, rebuild: bool, words: bool) -> None:
        dictionary = ("谈判会议",) if words else ()
        build(self.index, self.root, rebuild=rebuild, dictionary=dictionary)
        build(self.place / "anew", self.root, rebuild=True, dictionary=dictionary)
        assert export_of(self.index, *QUERIES) == export_of(self.place / "anew", *QUERIES)
        assert not build(self.index, self.root, dictionary=dictionary).changed

    @rule(calls=st.integers(1, 40))
    def crash(self, calls: int) -> None:
        """Build in a process that is gone after so many calls that change the disk."""
        child = os.fork()
        if not child:
            _die_after(calls)
            build(self.index, self.root)
            os._exit(0)
        os.waitpid(child, 0)


def _die_after(calls: int) -> None:
    """Let this process end, as if it were killed, instead of making one more such call."""
    left = iter(range(calls))

    def counted(call: Any) -> Any:
        def calling(*given: Any, **named: Any) -> Any:
            if next(left, None) is None:
                os._exit(9)
            return call(*given, **named)

        return calling

    for name in ("fsync", "link", "mkdir", "pwrite", "rename", "replace", "rmdir", "unlink"):
        setattr(os, name, counted(getattr(os, name)))


def grow(examples: int, steps: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.compact.SMALL", 2)
        patch.setattr("indexer.compact.FAR_LARGER", 2)
        run_state_machine_as_test(
            Growing,
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                suppress_health_check=list(HealthCheck),
            ),
        )


def test_an_index_that_grew_is_the_one_that_is_built_at_once() -> None:
    grow(12, 12)


@pytest.mark.reliability
def test_an_index_that_grew_in_any_way_is_the_one_that_is_built_at_once() -> None:
    grow(500, 20)
