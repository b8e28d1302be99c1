"""Sources become one generation, whole or not at all; what cannot be read is named, the rest goes on."""

from __future__ import annotations

import json
import mmap
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import accept_files, accept_manifest

import search
from indexer.build import build_index
from indexer.build_report import BuildReport
from indexer.errors import (
    FormatUnknown,
    IndexDamaged,
    IndexLocked,
    IndexNotFound,
    IndexNotWritable,
    NothingToIndex,
    SourceError,
    SourceMissing,
    SourceUnreadable,
)
from indexer.find import find_sources
from indexer.generations import dictionary_of, open_generation, sources_of
from indexer.publish import building


def build(index: Path, *paths: Path, **options: object) -> BuildReport:
    return build_index(index, find_sources(paths), **options)  # type: ignore[arg-type]


def generations(index: Path) -> list[str]:
    return sorted(path.name for path in index.iterdir() if path.is_dir())


@pytest.fixture
def folder(tmp_path: Path, sample_path: Path) -> Path:
    root = tmp_path / "documents"
    (root / "sub").mkdir(parents=True)
    shutil.copy(sample_path, root / "sub" / "sample.txt")
    (root / "plain.txt").write_text("第一段话在这里。\n\n第二段话在这里。\n", encoding="utf-8")
    return root


def test_a_build_tells_what_it_did(folder: Path, tmp_path: Path) -> None:
    report = build(tmp_path / "index", folder)
    assert (report.generation, report.changed) == ("gen-000001", True)
    assert (report.documents, report.paragraphs, report.footnotes) == (2, 26, 12)
    assert (report.errors, report.ignored) == ((), 0)


def test_a_generation_says_what_it_is_made_of(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", folder)
    generation = open_generation(tmp_path / "index")
    assert generation.manifest["counts"] == {"documents": 2, "paragraphs": 26, "footnotes": 12}
    assert set(generation.manifest["fingerprint"]) == {
        "dictionary", "folding", "opencc", "pandoc", "parser", "pdfium", "schema", "segmenter", "unicode", "words",
    }  # fmt: skip
    assert all(
        {"size", "sha256", "seal"} == set(stamp) for stamp in generation.manifest["files"].values()
    )
    assert [(source["name"], source["key"]) for source in sources_of(generation)] == [
        ("plain.txt", "plain.txt"),
        ("sub/sample.txt", "A/RES/63/49"),
    ]


def test_nothing_changed_means_nothing_is_built(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", folder)
    os.utime(folder / "plain.txt", (1, 1))
    report = build(tmp_path / "index", folder)
    assert (report.generation, report.changed) == ("gen-000001", False)
    assert (report.documents, report.paragraphs, report.footnotes) == (2, 26, 12)
    assert generations(tmp_path / "index") == ["gen-000001"]


@pytest.mark.parametrize(
    "change", ["content", "name", "removal", "addition", "dictionary", "order to rebuild"]
)
def test_any_change_makes_a_new_generation(folder: Path, tmp_path: Path, change: str) -> None:
    build(tmp_path / "index", folder)
    options: dict[str, object] = {}
    match change:
        case "content":
            (folder / "plain.txt").write_text("第一段话在那里。\n", encoding="utf-8")
        case "name":
            (folder / "plain.txt").rename(folder / "other.txt")
        case "removal":
            (folder / "plain.txt").unlink()
        case "addition":
            (folder / "new.txt").write_text("新的一段。\n", encoding="utf-8")
        case "dictionary":
            options["dictionary"] = ("塞米巴拉金斯克",)
        case "order to rebuild":
            options["rebuild"] = True
    report = build(tmp_path / "index", folder, **options)
    assert (report.generation, report.changed) == ("gen-000002", True)
    assert open_generation(tmp_path / "index").name == "gen-000002"


def test_no_generation_is_kept_that_is_neither_live_nor_open(folder: Path, tmp_path: Path) -> None:
    for _ in range(4):
        build(tmp_path / "index", folder, rebuild=True)
    assert generations(tmp_path / "index") == ["gen-000004"]


def test_a_reader_keeps_the_generation_it_opened(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", folder)
    with search.open_index(tmp_path / "index") as index:
        for _ in range(4):
            (folder / "plain.txt").write_text("全都变了。\n", encoding="utf-8")
            build(tmp_path / "index", folder, rebuild=True)
        assert index.generation == "gen-000001"
        assert index.search('"第一段话"').total == 1
    with search.open_index(tmp_path / "index") as index:
        assert index.search('"第一段话"').total == 0
        assert index.search('"全都变了"').total == 1


def test_one_bad_source_is_named_and_the_rest_is_indexed(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_text(" \n")
    (folder / "binary.txt").write_bytes(b"\0\1")
    os.mkfifo(folder / "pipe.txt")
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("隐藏。")
    outside = tmp_path / "outside.txt"
    outside.write_text("外面。", encoding="utf-8")
    (folder / "link.txt").symlink_to(outside)
    report = build(tmp_path / "index", folder)
    assert [str(error) for error in report.errors] == [
        "link.txt: a link that leads out of its folder",
        "binary.txt:1: holds NUL bytes: not text",
        "empty.txt: the file is empty or only white space",
        "pipe.txt: not a regular file",
    ]
    assert (report.documents, report.ignored) == (2, 1)


def test_an_index_below_its_own_root_is_no_source(folder: Path) -> None:
    for _ in range(2):
        report = build(folder / "index", folder)
        assert (report.documents, report.errors) == (2, ())
    assert not report.changed


def test_what_could_not_be_read_is_named_again_while_nothing_changes(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "empty.txt").write_text(" \n")
    build(tmp_path / "index", folder)
    report = build(tmp_path / "index", folder)
    assert (report.changed, [str(error) for error in report.errors]) == (
        False,
        ["empty.txt: the file is empty or only white space"],
    )


def test_what_could_not_be_read_is_named_once_when_another_fails_otherwise(
    folder: Path, tmp_path: Path
) -> None:
    (folder / "empty.txt").write_text(" \n")
    (folder / "zz.txt").symlink_to("nowhere.txt")
    build(tmp_path / "index", folder)
    (folder / "zz.txt").unlink()
    os.mkfifo(folder / "zz.txt")
    report = build(tmp_path / "index", folder)
    assert report.changed
    assert [str(error) for error in report.errors] == [
        "empty.txt: the file is empty or only white space",
        "zz.txt: not a regular file",
    ]


def test_where_no_source_can_be_read_the_old_index_stays(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", folder)
    report = build(tmp_path / "index", tmp_path / "nowhere")
    assert [str(error) for error in report.errors] == [
        f"{tmp_path / 'nowhere'}: no such file or directory"
    ]
    assert (report.generation, report.changed) == ("gen-000001", False)
    assert open_generation(tmp_path / "index").name == "gen-000001"


def test_a_folder_without_documents_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToIndex, match=r"^no documents to index \(.*\.text, \.txt.*\)$"):
        build(tmp_path / "index", tmp_path / "empty")
    assert not (tmp_path / "index").exists()


def test_two_sources_of_one_symbol_have_keys_of_their_own(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / "sub" / "sample.txt", folder / "copy.txt")
    report = build(tmp_path / "index", folder)
    assert [source["key"] for source in sources_of(open_generation(tmp_path / "index"))] == [
        "A/RES/63/49",
        "plain.txt",
        "A/RES/63/49~2",
    ]
    assert ("sub/sample.txt", "equal-key") in [
        (name, item.code) for name, item in report.diagnostics
    ]
    with search.open_index(tmp_path / "index") as index:
        assert index.paragraph("A/RES/63/49~2#op2").text == index.paragraph("A/RES/63/49#op2").text


def test_a_key_made_for_one_source_is_not_given_to_another(tmp_path: Path) -> None:
    for name, key in (("a", "x"), ("b", "x"), ("c", "x"), ("d", "x~2")):
        line = json.dumps({"document": key, "id": "p1", "text": "一段。"})
        (tmp_path / f"{name}.jsonl").write_text(line)
    build(tmp_path / "index", tmp_path)
    keys = [source["key"] for source in sources_of(open_generation(tmp_path / "index"))]
    assert keys == ["x", "x~2", "x~3", "x~2~2"]


def test_a_linked_folder_that_leads_out_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("外面。", encoding="utf-8")
    (folder / "out").symlink_to(tmp_path / "elsewhere")
    (folder / "in").symlink_to(folder / "sub")
    found = find_sources([folder])
    assert [source.name for source in found.sources] == ["plain.txt", "sub/sample.txt"]
    assert [str(error) for error in found.errors] == ["out: a link that leads out of its folder"]


def test_a_link_that_leads_in_a_circle_stops_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "circle.txt").symlink_to("circle.txt")
    report = build(tmp_path / "index", folder)
    assert [(type(error), error.place) for error in report.errors] == [
        (SourceUnreadable, "circle.txt")
    ]
    assert report.documents == 2


@pytest.mark.parametrize(
    ("path", "kind"),
    [("nowhere", SourceMissing), ("a\0b", SourceMissing), ("a" * 5000, SourceUnreadable)],
)
def test_a_path_that_cannot_be_looked_at_is_named(path: str, kind: type[SourceError]) -> None:
    found = find_sources([Path(path)])
    assert [(type(error), error.place) for error in found.errors] == [(kind, path)]
    assert found.sources == ()


def test_a_file_given_by_name_needs_a_reader(folder: Path, tmp_path: Path) -> None:
    (folder / "picture.png").write_bytes(b"\x89PNG")
    report = build(tmp_path / "index", folder / "plain.txt", folder / "picture.png")
    assert [type(error) for error in report.errors] == [FormatUnknown]
    assert (report.documents, report.ignored) == (1, 0)


def test_a_name_that_is_no_text_is_shown_as_its_bytes(tmp_path: Path) -> None:
    root = tmp_path / "documents"
    root.mkdir()
    Path(os.fsdecode(os.fsencode(root) + b"/caf\xe9.txt")).write_text("一段。\n", encoding="utf-8")
    build(tmp_path / "index", root)
    with search.open_index(tmp_path / "index") as index:
        assert [hit.id for hit in index.search("一段")] == ["caf\\xe9.txt#p1"]


def test_words_of_the_user_travel_with_the_generation(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", folder, dictionary=("无核武器地位", "塞米巴拉金斯克"))
    generation = open_generation(tmp_path / "index")
    assert dictionary_of(generation) == ("无核武器地位", "塞米巴拉金斯克")


def test_words_of_the_user_are_folded_before_they_are_kept(folder: Path, tmp_path: Path) -> None:
    words = ("國際\n法院", "国际法院", "\ud800", " ")
    assert build(tmp_path / "index", folder, dictionary=words).changed
    assert dictionary_of(open_generation(tmp_path / "index")) == ("国际法院", "\ufffd")
    assert not build(tmp_path / "index", folder, dictionary=("国际法院", "\ufffd")).changed


HOLDER = """
import sys, time
from pathlib import Path
from indexer.publish import building
with building(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_builder_is_told_who_holds_the_lock(folder: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(index)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(IndexLocked) as raised:
            build(index, folder)
        assert f"process {holder.pid} on {socket.gethostname()} since " in str(raised.value)
        holder.kill()
    assert build(index, folder).changed
    assert generations(index) == ["gen-000001"]


def test_a_workspace_is_gone_when_the_build_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), building(tmp_path / "index") as workspace:
        assert workspace.directory.stat().st_mode & 0o777 == 0o700
        raise RuntimeError
    assert generations(tmp_path / "index") == []


def test_a_folder_of_other_things_is_neither_built_in_nor_emptied(folder: Path) -> None:
    precious = folder / "tmp-1-0000dead"
    precious.mkdir()
    (precious / "thesis.txt").write_text("多年心血。", encoding="utf-8")
    with pytest.raises(IndexNotWritable, match="holds other files and no index; name a folder"):
        build(folder, folder)
    assert (precious / "thesis.txt").exists()


def test_a_folder_in_an_index_that_only_looks_like_a_build_is_left_alone(
    folder: Path, tmp_path: Path
) -> None:
    build(tmp_path / "index", folder)
    (tmp_path / "index" / "tmp-precious").mkdir()
    build(tmp_path / "index", folder, rebuild=True)
    assert (tmp_path / "index" / "tmp-precious").exists()


def test_a_place_that_cannot_be_written_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    with pytest.raises(IndexNotWritable, match="file/index: could not be written: Not a directory"):
        build(tmp_path / "file" / "index", folder)


def test_damage_that_is_met_while_sources_are_read_makes_a_build_begin_anew(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise IndexDamaged("no key")

    lines = [json.dumps({"document": key, "id": "p1", "text": "一段。"}) for key in "xy"]
    (folder / "m.jsonl").write_text("\n".join(lines))
    build(tmp_path / "index", folder)
    for name in ("a.txt", "plain.txt"):
        (folder / name).write_text("变了的一段。\n", encoding="utf-8")
    monkeypatch.setattr("indexer.keys.KeysThere.__call__", fail)
    report = build(tmp_path / "index", folder, jobs=1)
    assert (report.documents, report.reason) == (5, "no key")


def test_what_was_written_and_cannot_be_read_again_is_named(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(mmap, "mmap", fail)
    with pytest.raises(IndexNotWritable, match=r"cannot be read: .*segment.*Input/output error"):
        build(tmp_path / "index", folder)
    assert generations(tmp_path / "index") == []


def test_no_index_is_said_to_be_none(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexNotFound, match="no index at"):
            search.open_index(place)


def lose_current(index: Path, _: Path) -> None:
    (index / "CURRENT").write_text("../../etc")


def link_current(index: Path, _: Path) -> None:
    (index / "CURRENT").rename(index / "OTHER")
    (index / "CURRENT").symlink_to("OTHER")


def put_a_folder_in_place_of_current(index: Path, _: Path) -> None:
    (index / "CURRENT").unlink()
    (index / "CURRENT").mkdir()


def lose_the_counts(_: Path, generation: Path) -> None:
    edit_manifest(generation, counts=None)


def lose_the_generation(_: Path, generation: Path) -> None:
    shutil.rmtree(generation)


def spoil_the_manifest(_: Path, generation: Path) -> None:
    (generation / "manifest.json").write_text("{")


def edit_manifest(generation: Path, **changes: object) -> None:
    path = generation / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))
    accept_manifest(generation.parent)


def come_from_another_version(_: Path, generation: Path) -> None:
    edit_manifest(generation, format=99)


def be_folded_by_another_version(_: Path, generation: Path) -> None:
    edit_manifest(generation, fingerprint={"folding": "0"})


def name_a_file_outside(_: Path, generation: Path) -> None:
    edit_manifest(generation, files={"../CURRENT": {"size": 11}})


def largest(generation: Path) -> Path:
    return max(generation.iterdir(), key=lambda path: path.stat().st_size)


def lose_a_segment(_: Path, generation: Path) -> None:
    largest(generation).unlink()


def cut_a_segment_short(_: Path, generation: Path) -> None:
    os.truncate(largest(generation), 100)


def overwrite_a_segment(_: Path, generation: Path) -> None:
    largest(generation).write_bytes(b"\xff" * largest(generation).stat().st_size)


def spoil_the_dictionary(_: Path, generation: Path) -> None:
    (generation / "dictionary").write_bytes(b"\xff")
    accept_files(generation.parent)


@pytest.mark.parametrize(
    "damage",
    [
        lose_current,
        link_current,
        put_a_folder_in_place_of_current,
        lose_the_counts,
        lose_the_generation,
        spoil_the_manifest,
        come_from_another_version,
        be_folded_by_another_version,
        name_a_file_outside,
        lose_a_segment,
        cut_a_segment_short,
        overwrite_a_segment,
        spoil_the_dictionary,
    ],
    ids=lambda damage: damage.__name__,
)
def test_a_damaged_index_is_said_to_be_damaged_and_can_be_rebuilt(
    folder: Path, tmp_path: Path, damage: Callable[[Path, Path], None]
) -> None:
    index = tmp_path / "index"
    build(index, folder)
    damage(index, index / "gen-000001")
    with pytest.raises(IndexDamaged), search.open_index(index) as opened:
        opened.search("核武器")
    if (index / "CURRENT").is_dir():
        (index / "CURRENT").rmdir()  # not ours to remove
    assert build(index, folder, rebuild=True).changed
    with search.open_index(index) as opened:
        assert opened.search("核武器").total
