"""verify names each fault of an index: the file, the array and the place in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from damage import accept_files, accept_manifest, live, parts_of, rewrite, with_directory
from handmade import document
from hypothesis import given, settings
from hypothesis import strategies as st
from library import PARAGRAPHS, build, write_sources

from indexer.errors import IndexNotFound
from indexer.fingerprint import fingerprint
from indexer.parse import parse_file
from indexer.publish import building, publish, write_dictionary
from indexer.record import records_of
from indexer.retokenise import retokenise
from indexer.schema import Prepared, prepare
from indexer.segment_file import Array, SegmentFile
from indexer.segmenter import Segmenter
from indexer.verify import MOST_NAMED, verify
from indexer.writer import write_segment


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    place = tmp_path_factory.mktemp("library")
    return build(place / "index", write_sources(place / "sources", sample_path))


@pytest.fixture
def index(sound: Path, tmp_path: Path) -> Path:
    """A copy that may be damaged."""
    return Path(shutil.copytree(sound, tmp_path / "index"))


def segment_of(index: Path) -> Path:
    (segment,) = live(index).glob("*.segment")
    return segment


def faults_of(index: Path, *, full: bool = False) -> list[str]:
    return list(map(str, verify(index, full=full).faults))


def test_a_sound_index_has_no_fault(sound: Path) -> None:
    found = verify(sound)
    assert found.is_sound
    assert (found.generation, found.segments, found.paragraphs) == ("gen-000001", 1, 32)
    assert found.retokenised == 32


@pytest.mark.parametrize(
    ("sample", "retokenised"), [(1_000, 32), (32, 32), (31, 32), (16, 16), (10, 11), (1, 1)]
)
def test_every_so_many_th_paragraph_is_segmented_again(
    sound: Path, sample: int, retokenised: int
) -> None:
    assert verify(sound, sample=sample).retokenised == retokenised
    assert verify(sound, sample=sample, full=True).retokenised == 32


def test_where_there_is_no_index_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound):
        verify(tmp_path)


def test_what_is_left_after_changes_and_what_was_named_anew_is_sound(
    tmp_path: Path, sample_path: Path
) -> None:
    folder = write_sources(tmp_path / "sources", sample_path)
    index = build(tmp_path / "index", folder)
    shutil.copy(sample_path, folder / "once more.txt")
    assert verify(build(index, folder), full=True).is_sound
    lines = (folder / "laws.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "laws.jsonl").write_text("".join(lines[1:]), encoding="utf-8")
    (folder / "resolution.txt").unlink()
    found = verify(build(index, folder), full=True)
    assert found.is_sound
    assert (found.generation, found.paragraphs) == ("gen-000003", 31)


# ---- arrays: each is changed, and the segment sealed as if it had been written so


def characters(one: str, other: str) -> Callable[[Array], Array]:
    return lambda array: np.where(array == ord(one), ord(other), array)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("text/terms", lambda terms: terms[::-1], "text/terms: is not UTF-8 within"),
        ("anchor/terms", lambda terms: terms[::-1], "anchor/terms: are not in order at"),
        ("anchor/terms", lambda terms: terms[1:], "anchor/ends: does not lead from 0 to"),
        ("text/ends", lambda ends: ends[::-1], "text/ends: does not ascend at"),
        ("text/ends", lambda ends: ends[1:], "text/starts: has"),
        ("text/starts", lambda starts: starts + 1, "text/starts: does not lead from 0 to"),
        ("text/starts", lambda starts: np.where(starts == starts[2], starts[1], starts), "text/starts: does not ascend at 2"),
        ("text/docs", lambda docs: docs * 0, "text/docs: does not ascend at"),
        ("text/docs", lambda docs: docs + 32, "text/docs: is not below 32 at 0 and"),
        ("text/codes", lambda codes: codes ^ 1, "text/codes: is no occurrence in that length at 0"),
        ("footnotes/codes", lambda codes: codes & 0xFF, "footnotes/codes: is no occurrence in that length"),
        ("text/codes", lambda codes: np.where(codes >> 8 == 1, codes + 256, codes), "text/lengths: is not how many"),
        ("text/lengths", lambda lengths: lengths + 1, "text/codes: is no occurrence in that length"),
        ("text/frequent", lambda frequent: frequent[:0], "text/frequent: does not tell of just the postings"),
        ("text/frequent", lambda frequent: frequent[1:], "text/frequent: is no pairs"),
        ("text/frequent", lambda frequent: frequent + 1, "text/frequent: does not tell of just the postings"),
        ("text/frequent", lambda frequent: frequent | 1 << 63, "text/frequent: is not below"),
        ("text/frequent", lambda frequent: frequent + [0, 1] * (len(frequent) // 2), "facts: text/total is"),
        ("key/numbers", lambda numbers: numbers[::-1], "key/numbers: is not the name whose list"),
        ("key/numbers", lambda numbers: numbers[1:], "key/numbers: has 31 numbers, not 32"),
        ("key/docs", lambda docs: docs[1:], "key/starts: does not lead from 0 to"),
        ("cites/docs", lambda docs: docs + 32, "cites/docs: is not below"),
        ("text_grams/places", lambda places: places + 1, "text_grams/places: does not lead from 0 to"),
        ("text_grams/places", lambda places: places[::-1], "text_grams/places: does not ascend"),
        ("text_grams/places", lambda places: np.where(places == places[1], places + 1, places), "text_grams/pairs/positions: are in other paragraphs from 0 on"),
        ("text_grams/codes", lambda codes: codes[:-1], "text_grams/codes: has"),
        ("text_grams/codes", lambda codes: codes | 1 << 15, "text_grams/codes: is a character that the lists have not"),
        ("text_grams/codes", lambda codes: np.where(codes == ord("条"), ord("约"), codes), "text_grams/codes: is not the pair that the lists say"),
        ("text_grams/codes", lambda codes: np.where(codes == 0xFDD0, ord("条"), codes), "text_grams/places: is not where a text ends"),
        ("text_grams/singles/keys", lambda keys: keys + 0x110000, "text_grams/singles/keys: is no gram at 0"),
        ("text_grams/singles/keys", lambda keys: keys | 1 << 40, "text_grams/singles/keys: is no gram at 0"),
        ("text_grams/pairs/keys", lambda keys: keys[::-1], "text_grams/pairs/keys: does not ascend at"),
        ("text_grams/pairs/docs", lambda docs: docs * 0, "text_grams/pairs/docs: does not ascend"),
        ("text_grams/singles/docs", lambda docs: docs + 32, "text_grams/singles/docs: is not below 32"),
        ("text_grams/singles/counts", lambda counts: counts * 0, "text_grams/singles/counts: is none at 0"),
        ("text_grams/pairs/counts", lambda counts: counts | 2, "text_grams/pairs/counts: is not how often"),
        ("text_grams/pairs/positions", lambda places: places[::-1], "text_grams/pairs/positions: does not ascend"),
        ("text_grams/pairs/positions", lambda places: places + 1_000_000, "text_grams/pairs/positions: is not below"),
        ("text_grams/pairs/position_starts", lambda starts: starts + 1, "position_starts: does not lead from 0"),
        ("ordinals", lambda ordinals: ordinals + 1, "stored/data: paragraph 0: its place in the document is another"),
        ("ordinals", lambda ordinals: ordinals[1:], "ordinals: has 31 numbers, not 32"),
        ("id/terms", characters("#", "$"), "which is not its id"),
        ("stored/firsts", lambda firsts: firsts + 1, "stored/firsts: does not begin with the first"),
        ("stored/firsts", lambda firsts: firsts + 32, "stored/firsts: is not below 32 at 0"),
        ("stored/ends", lambda ends: ends - 1, "stored/ends: does not lead from 0 to"),
        ("stored/data", lambda data: data ^ 1, "stored/data: block 0:"),
        ("stored/data", lambda data: data[:-1], "stored/ends: does not lead from 0 to"),
    ],
)  # fmt: skip
def test_an_array_that_is_wrong_is_named(
    index: Path, name: str, change: Callable[[Array], Array], said: str
) -> None:
    rewrite(segment_of(index), {name: lambda array: change(array).astype(array.dtype)})
    accept_files(index)
    faults = faults_of(index)
    assert any(said in fault for fault in faults), faults
    assert all(fault.startswith("000001.segment: ") for fault in faults)


def facts(**changes: object) -> Callable[[Any], object]:
    return lambda told: told["facts"].update(changes)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told["arrays"].pop("text/docs"), "text/docs: is missing"),
        (lambda told: told["arrays"].update({"text/dogs": [64, "<u4", 1]}), "text/dogs: is no array of a segment"),
        (lambda told: told["arrays"].update({"ordinals": [64, "<u8", 32]}), "ordinals: is of the type <u8, not <u4"),
        (facts(paragraphs=33), "ordinals: has 32 numbers, not 33"),
        (facts(paragraphs="32"), "facts: paragraphs is '32'"),
        (facts(paragraphs=-1), "facts: paragraphs is '-1'"),
        (facts(paragraphs=10**20), "facts: paragraphs is '100000000000000000000'"),
        (facts(x=1), "facts: 1 others than are told"),
        (lambda told: told["facts"].pop("text/total"), "facts: text/total is 'None'"),
    ],
)  # fmt: skip
def test_a_directory_that_is_wrong_is_named(
    index: Path, change: Callable[[Any], object], said: str
) -> None:
    segment = segment_of(index)
    told = json.loads(parts_of(segment.read_bytes())[2])
    change(told)
    segment.write_bytes(with_directory(segment.read_bytes(), told))
    accept_files(index)
    assert any(said in fault for fault in faults_of(index)), faults_of(index)


def test_a_page_that_was_changed_is_named_with_the_arrays_that_lie_there(index: Path) -> None:
    segment = segment_of(index)
    data = bytearray(segment.read_bytes())
    data[100] ^= 1
    segment.write_bytes(data)
    whole, page = faults_of(index)
    assert whole == "000001.segment: has not the SHA-256 that the manifest tells"
    assert page.startswith("000001.segment: stored/data to ")
    assert page.endswith(": bytes 0 to 16,384 of the file are not as they were written")


def test_of_many_faults_of_a_file_the_first_are_named_and_the_others_counted(index: Path) -> None:
    rewrite(segment_of(index), {"ordinals": lambda ordinals: ordinals + 1})
    accept_files(index)
    found = verify(index)
    assert len(found.faults) == MOST_NAMED
    assert found.unnamed == {"000001.segment": 32 - MOST_NAMED}
    assert not found.is_sound


# ---- what is collected again


def prepared(*texts: str) -> list[Prepared]:
    notes = {"1": "见宪法。"}
    made = document("甲", [f"{text}{{1}}" for text in texts], notes, title="题目", date="2020")
    return [prepare(record) for record in records_of(made)]


@pytest.mark.parametrize(
    ("member", "value", "said"),
    [
        ("text", "核裁军谈判", "text/docs: lacks 1 that the texts give, the first of paragraph 1"),
        ("text", "条约，条约", "text/codes: is not as collected"),
        ("text", "约条", "text_grams/pairs/docs: lacks"),
        ("notes", ["见宪法，见"], "footnotes/codes: is not as collected"),
        ("notes", [], "footnotes/docs: lacks"),
        ("title", "题", "title/docs: "),
        ("label", "第九段", "label/numbers: is not what the record says at 1"),
        ("kind", "title", "kind/numbers: is not what the record says at 1"),
        ("date", "", "date/numbers: is not what the record says at 1"),
        ("cites", ["A/RES/63/49"], "cites/docs: has 1 more than the texts of its paragraphs give"),
        ("text", "条约法国", "text/docs: has"),
    ],
)
@pytest.mark.parametrize("step", [1, 2], ids=["all", "some"])
def test_what_was_indexed_otherwise_than_stored_is_named(
    tmp_path: Path, member: str, value: object, said: str, step: int
) -> None:
    made = prepared("核军备", "条约", "法国", "裁军")
    made[1] = made[1]._replace(**{member: value})
    segment = SegmentFile(tmp_path / write_segment(tmp_path, made, Segmenter()))
    numbers = range(step - 1, 4, step)
    found = [f"{place}: {message}" for place, message in retokenise(segment, numbers, Segmenter())]
    assert any(said in fault for fault in found), found
    assert list(retokenise(segment, range(1), Segmenter())) == []


def test_words_are_those_of_the_dictionary_of_the_index(tmp_path: Path) -> None:
    made = prepared("裁谈会议题")
    segment = SegmentFile(tmp_path / write_segment(tmp_path, made, Segmenter(("裁谈会",))))
    assert not list(retokenise(segment, range(1), Segmenter(("裁谈会",))))
    assert list(retokenise(segment, range(1), Segmenter()))


TEXTS = st.text(st.sampled_from("核裁军谈判条约的ab1 2，㈠ﬁ\ud83d\U00020000"), max_size=12)


@settings(max_examples=60)
@given(st.lists(TEXTS, min_size=1, max_size=12), st.data())
def test_what_is_written_is_sound_whatever_the_texts(
    tmp_path_factory: pytest.TempPathFactory, texts: Sequence[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("segment")
    segment = SegmentFile(folder / write_segment(folder, prepared(*texts), Segmenter()))
    numbers = range(0, len(texts), data.draw(st.integers(1, len(texts))))
    assert list(retokenise(segment, numbers, Segmenter())) == []


# ---- files, and what is told of them


def edit(index: Path, file: str, change: Callable[[object], object]) -> None:
    path = live(index) / file
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    (accept_manifest if file == "manifest.json" else accept_files)(index)


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("manifest.json", lambda made: made | {"format": 1}, "CURRENT: "),
        ("manifest.json", lambda made: made | {"counts": {"documents": 5}}, "sources.json: counts otherwise"),
        ("manifest.json", lambda made: made | {"fingerprint": made["fingerprint"] | {"folding": "0"}}, "manifest.json: fingerprint: folding is 0, and here"),
        ("manifest.json", lambda made: made | {"segments": []}, "manifest.json: segments: does not name 000001.segment"),
        ("manifest.json", lambda made: made | {"files": {name: made["files"][name] for name in ("000001.segment",)}}, "dictionary: is not named in the manifest"),
        ("sources.json", lambda _: {}, "sources.json: not a list of sources"),
        ("sources.json", lambda _: [{}], "sources.json: no entry"),
        ("sources.json", lambda made: made[1:], "sources.json: counts otherwise than the manifest"),
        ("sources.json", lambda made: made[1:], "000001.segment: paragraph 0 is of no source"),
        ("sources.json", lambda made: made[:-1], "000001.segment: has 32 paragraphs, and sources have"),
    ],
)  # fmt: skip
def test_what_is_told_of_an_index_must_be_true(
    index: Path, file: str, change: Callable[[object], object], said: str
) -> None:
    edit(index, file, change)
    assert any(said in fault for fault in faults_of(index)), faults_of(index)


def test_a_file_that_does_not_belong_there_is_named(index: Path) -> None:
    (live(index) / "000002.segment").write_text("")
    assert faults_of(index) == ["000002.segment: is not named in the manifest"]


def test_a_link_or_a_folder_in_place_of_a_file_is_named(index: Path, tmp_path: Path) -> None:
    path = live(index) / "dictionary"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert any(fault.startswith("dictionary: ") for fault in faults_of(index))
    path.unlink()
    path.mkdir()
    assert any(fault.startswith("dictionary: ") for fault in faults_of(index))


def test_an_id_that_two_segments_have_is_named(tmp_path: Path, sample_path: Path) -> None:
    made = list(map(prepare, records_of(parse_file(sample_path, "sample.txt"))))
    names = []
    with building(tmp_path / "index") as workspace:
        for number, part in enumerate([made, made[:1]], 1):
            written = write_segment(workspace.directory, part, Segmenter())
            names.append((f"part-{number}.segment", len(part)))
            (workspace.directory / written).rename(workspace.directory / names[-1][0])
        write_dictionary(workspace, ())
        publish(
            workspace,
            fingerprint=fingerprint(Segmenter()),
            counts={"documents": 0, "paragraphs": 0, "footnotes": 0},
            sources=[],
            segments=names,
        )
    said = f"part-2.segment: id: {made[0].id} is the id of a paragraph of another segment"
    assert said in faults_of(tmp_path / "index")


def test_what_is_found_is_told_as_json(index: Path) -> None:
    (live(index) / "x").write_text("")
    assert verify(index).to_dict() == {
        "generation": "gen-000001",
        "sound": False,
        "segments": 1,
        "paragraphs": 32,
        "retokenised": 32,
        "faults": [{"file": "x", "place": "", "message": "is not named in the manifest"}],
        "unnamed": {},
    }


def test_the_sample_has_all_that_a_paragraph_may_have() -> None:
    assert {"title", "date", "footnotes"} <= {name for each in PARAGRAPHS for name in each}
