"""Whoosh finds in our segments what it finds in its own, and scores it alike."""

from __future__ import annotations

import contextlib
import json
import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from damage import parts_of, rewrite, with_directory
from handmade import document, terms_in
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index, query
from whoosh.fields import ID
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Frequency
from whoosh.matching import ReadTooFar
from whoosh.qparser import QueryParser
from whoosh.reading import TermNotFound
from whoosh.scoring import BM25F, PL2, TF_IDF
from whoosh.scoring import Frequency as ScoreByCount
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, AsyncWriter, IndexingError

from indexer import codec
from indexer.codec import ReadCodec, write_toc
from indexer.collect import Columns
from indexer.document import Document
from indexer.errors import IndexDamaged, IndexNotWritable
from indexer.folding import fold
from indexer.parse import parse_file
from indexer.record import record_from_json, records_of
from indexer.schema import FIELDS, Prepared, prepare
from indexer.segment_file import Array, SegmentFile
from indexer.segmenter import Segmenter, grams
from indexer.whoosh_schema import whoosh_schema
from indexer.writer import write_runs

SEGMENTER = Segmenter()

SEGMENT = "0-000000.run"

PIECES = [
    "核裁军", "谈判", "国际法院", "條約", "条约", "的", "军", "A/RES/63/49", "1996年7月8日",
    "test", " ", "ban", "，", "\n", "𠀀", "㈠", "\ud83d", "ﬁ", "ー", "5%", "人民共和国",
]  # fmt: skip


def write_segments(folder: Path, parts: Sequence[Sequence[Prepared]], *words: str) -> None:
    """Write each part as a segment of its own, and what Whoosh needs to open them all."""
    segmenter = Segmenter(words)
    names = [
        name
        for number, part in enumerate(parts)
        for name in write_runs(folder, f"{number}-", [Columns.of_prepared(part)], segmenter)
    ]
    write_toc(folder, names, segmenter.dictionary)


def prepared(documents: Sequence[Document]) -> list[Prepared]:
    return [prepare(record) for made in documents for record in records_of(made)]


def stock_fields(paragraph: Prepared) -> dict[str, Any]:
    """Return what Whoosh's own writer takes: the terms of each field, found one text at a time."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        if terms := terms_in(field, paragraph, SEGMENTER):
            found[field.name] = terms
    return {**found, "_stored_id": found["id"][0], "record": paragraph.stored}


def stock_index(folder: str, parts: Sequence[Sequence[Prepared]]) -> index.Index:
    """Return an index of as many segments that Whoosh has written by itself."""
    made = index.create_in(folder, whoosh_schema())
    for part in parts:
        writer = made.writer()
        for paragraph in part:
            writer.add_document(**stock_fields(paragraph))
        writer.commit(merge=False)
    return made


@st.composite
def texts(draw: st.DrawFn) -> str:
    return "".join(draw(st.lists(st.sampled_from(PIECES), max_size=12)))


@st.composite
def corpora(draw: st.DrawFn) -> list[list[Prepared]]:
    """Draw a corpus in one to three parts."""
    parts = []
    for number in range(draw(st.integers(1, 3))):
        paragraphs = draw(st.lists(st.tuples(texts(), st.booleans()), min_size=1, max_size=8))
        made = document(
            f"甲/{number}",
            [f"{text}{{1}}" if noted else text for text, noted in paragraphs],
            {"1": draw(st.one_of(texts(), st.tuples(texts(), texts())))},
            title=draw(st.none() | texts()),
            date=draw(st.sampled_from([None, "2008-12-02"])),
        )
        parts.append(prepared([made]))
    return parts


@st.composite
def terms(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a field and what may be a term of it."""
    field = draw(st.sampled_from(FIELDS))
    if field.form == "words":
        words = [word.text for piece in PIECES for word in SEGMENTER.tokens(fold(piece))]
        return field.name, draw(st.sampled_from(words))
    if field.form == "grams":
        found = grams(fold(draw(st.lists(st.sampled_from(PIECES), min_size=1).map("".join))))
        return field.name, draw(st.sampled_from(found or ["军"]))
    names = ["甲/0#p1", "甲/1", "p1", "p2", "第1段", "body", "2008-12-02", "A/RES/63/49", "无"]
    return field.name, draw(st.sampled_from(names))


LEAVES = st.one_of(
    terms().map(lambda term: query.Term(*term)),
    terms().map(lambda term: query.Term(*term, boost=2.5)),
    terms().map(lambda term: query.Prefix(term[0], term[1][:1])),
    terms().map(lambda term: query.Wildcard(term[0], f"*{term[1][-1:]}")),
    terms().map(lambda term: query.Wildcard(term[0], f"{term[1][:1]}?")),
    terms().map(lambda term: query.TermRange(term[0], term[1], "\uffff")),
    terms().map(lambda term: query.FuzzyTerm(*term)),
    terms().map(lambda term: query.Every(term[0])),
    terms().map(lambda term: query.ConstantScoreQuery(query.Term(*term), 1.5)),
    st.just(query.Every()),
)


def larger(trees: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw trees of trees; of `Require` there are none, since Whoosh cannot skip through it."""
    several = st.lists(trees, min_size=1, max_size=4)
    two = st.tuples(trees, trees)
    return st.one_of(
        several.map(query.And),
        several.map(query.Or),
        several.map(query.DisjunctionMax),
        trees.map(query.Not),
        two.map(lambda pair: query.AndNot(*pair)),
        two.map(lambda pair: query.AndMaybe(*pair)),
        two.map(lambda pair: query.Otherwise(*pair)),
    )


TREES = st.recursive(LEAVES, larger, max_leaves=6)


def found(searcher: Searcher, tree: query.Query, limit: int | None) -> list[tuple[int, float]]:
    return [(hit.docnum, hit.score) for hit in searcher.search(tree, limit=limit)]


@contextlib.contextmanager
def both(parts: Sequence[Sequence[Prepared]]) -> Iterator[tuple[Searcher, Searcher]]:
    """Yield a searcher of our segments, and one of the same paragraphs in Whoosh's own."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as stock:
        write_segments(Path(folder), parts)
        with (
            index.open_dir(folder).searcher() as ours,
            stock_index(stock, parts).searcher() as theirs,
        ):
            yield ours, theirs


@settings(max_examples=125)
@given(corpora(), st.lists(TREES, min_size=8, max_size=8), st.sampled_from([1, 2, 128]))
def test_a_thousand_queries_find_and_score_the_same(
    parts: list[list[Prepared]], trees: list[query.Query], block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, both(parts) as (ours, theirs):
        patch.setattr(codec, "BLOCK", block)
        for tree in trees:
            expected = dict(found(theirs, tree, None))
            assert dict(found(ours, tree, None)) == pytest.approx(expected, abs=1e-4)
            best = found(ours, tree, 3)
            assert dict(best) == pytest.approx({doc: expected[doc] for doc, _ in best}, abs=1e-4)
            # What Whoosh skips, and sometimes should not, depends on where its blocks end.
            if block == 128:
                assert best == [
                    (doc, pytest.approx(score)) for doc, score in found(theirs, tree, 3)
                ]


def told(info: Any) -> tuple[Any, ...]:
    """Return what is told of a term."""
    return (
        info.weight(),
        info.doc_frequency(),
        info.max_weight(),
        info.min_length(),
        info.max_length(),
        info.min_id(),
        info.max_id(),
    )


@settings(max_examples=50)
@given(corpora(), terms())
def test_the_terms_are_the_same_in_the_same_order(
    parts: list[list[Prepared]], term: tuple[str, str]
) -> None:
    def of_field(terms: Iterator[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        # Behind a field that has no terms Whoosh goes on to no other.
        return [found for found in terms if found[0] == term[0]]

    with both(parts) as (ours, theirs):
        reader, stock = ours.reader(), theirs.reader()
        assert list(reader.all_terms()) == list(stock.all_terms())
        assert of_field(reader.terms_from(*term)) == of_field(stock.terms_from(*term))
        for (leaf, _), (other, _) in zip(reader.leaf_readers(), stock.leaf_readers(), strict=True):
            infos = {found: told(info) for found, info in leaf}
            assert infos == {found: told(info) for found, info in other}
            assert list(leaf.iter_postings()) == [
                (*found, value or b"") for *found, value in other.iter_postings()
            ]


@settings(max_examples=50)
@given(corpora(), terms())
def test_a_cursor_walks_through_the_terms_of_a_field(
    parts: list[list[Prepared]], term: tuple[str, str]
) -> None:
    field, start = term
    with both(parts[:1]) as (ours, _):
        reader = ours.reader()
        lexicon = list(reader.field_terms(field))
        cursor = reader.cursor(field)
        walked = []
        while cursor.is_valid():
            walked.append(cursor.text())
            assert told(cursor.term_info()) == told(reader.term_info(field, walked[-1]))
            cursor.next()
        assert walked == lexicon
        assert cursor.next() is cursor.term_info() is None
        behind = [found for found in lexicon if found >= start]
        assert cursor.find(start) == (behind[0] if behind else None)
        assert cursor.first() == (lexicon[0] if lexicon else None)


@settings(max_examples=50)
@given(corpora())
def test_the_lengths_and_what_is_stored_are_the_same(parts: list[list[Prepared]]) -> None:
    with both(parts) as (ours, theirs):
        reader, stock = ours.reader(), theirs.reader()
        assert reader.doc_count() == reader.doc_count_all() == stock.doc_count_all()
        assert list(reader.iter_docs()) == list(stock.iter_docs())
        assert list(reader.all_stored_fields()) == list(stock.all_stored_fields())
        for field in codec.SCORED:
            assert reader.field_length(field) == stock.field_length(field)
            for doc in range(reader.doc_count_all()):
                length = stock.doc_field_length(doc, field) or 0
                assert reader.doc_field_length(doc, field) == length
            lengths = [reader.doc_field_length(doc, field) for doc in range(reader.doc_count_all())]
            assert reader.min_field_length(field) == min(lengths)
            assert reader.max_field_length(field) == max(lengths)


@pytest.fixture(scope="module")
def sample(sample_path: Path) -> Document:
    return parse_file(sample_path, sample_path.name)


@pytest.fixture(scope="module")
def folder(sample: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("segments")
    write_segments(made, [prepared([sample])])
    return made


@pytest.mark.parametrize(
    ("field", "term", "anchors"),
    [
        ("text", "裁军", ["pp4", "pp5", "pp6", "pp9", "pp11", "pp12", "op1", "op3"]),
        ("text", "1996年7月8日", ["pp16"]),
        ("footnotes", "5778", ["pp8"]),
        ("text_grams", "无核", ["pp3", "pp8", "pp10"]),
        ("footnote_grams", "汇编", ["pp4", "pp8", "pp16"]),
        ("cites", "A/RES/62/39", ["pp1", "pp17"]),
        ("cites", "A/63/135", ["pp17"]),
        ("kind", "operative", ["op1", "op2", "op3", "op4"]),
        ("label", "第2段", ["op2"]),
        ("anchor", "op2", ["op2"]),
    ],
)
def test_whoosh_finds_a_term(folder: Path, field: str, term: str, anchors: list[str]) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        hits = searcher.search(query.Term(field, term), limit=None)
        assert {hit["id"].partition("#")[2] for hit in hits} == set(anchors)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("裁军談判", ["裁军", "谈判", "裁军谈判"]),
        ("62/39", ["62", "62/39", "39"]),
        ("國際法院", ["国际", "国际法", "国际法院", "法院"]),
    ],
)
def test_a_query_is_cut_as_the_text_is(folder: Path, text: str, words: list[str]) -> None:
    opened = index.open_dir(str(folder))
    asked = QueryParser("text", opened.schema).parse(text)
    assert {term for _, term in asked.iter_all_terms()} == set(words)
    with opened.searcher() as searcher:
        found = [record_from_json(hit["record"]) for hit in searcher.search(asked, limit=None)]
    assert found
    assert all(fold(text) in fold(record.paragraph.text) for record in found)


def test_whoosh_sorts_by_a_field(folder: Path) -> None:
    with index.open_dir(str(folder)).searcher() as searcher:
        hits = searcher.search(query.Term("kind", "operative"), sortedby="id", reverse=True)
        assert [hit["id"] for hit in hits] == [f"A/RES/63/49#op{number}" for number in (4, 3, 2, 1)]


WANTED = query.Or(
    [query.Term("text", "裁军"), query.Term("text", "谈判"), query.Term("footnotes", "联合国")]
)


def scored_by(weighting: Any) -> Callable[[Searcher], Any]:
    def ask(searcher: Searcher) -> Any:
        other = Searcher(searcher.reader(), weighting=weighting)
        return [(doc, round(score, 4)) for doc, score in found(other, WANTED, None)]

    return ask


@pytest.mark.parametrize(
    "ask",
    [
        lambda s: [sorted(hit.matched_terms()) for hit in s.search(WANTED, terms=True)],
        lambda s: list(s.documents(kind="operative")),
        lambda s: s.search(WANTED, groupedby="kind", limit=None).groups(),
        lambda s: found(s, query.NestedParent(query.Term("kind", "title"), WANTED), None),
        lambda s: [hit.docnum for hit in s.search(WANTED, collapse="kind")],
        lambda s: [hit.docnum for hit in s.search(WANTED, filter=query.Term("kind", "operative"))],
        lambda s: [hit.docnum for hit in s.search_page(WANTED, 2, pagelen=3)],
        lambda s: s.search(WANTED, limit=2).estimated_length(),
        lambda s: sorted(s.suggest("text", "国际法员")),
        lambda s: s.reader().most_frequent_terms("text", 7),
        lambda s: s.reader().most_distinctive_terms("text", 7),
        scored_by(TF_IDF()),
        scored_by(PL2()),
        scored_by(BM25F(B=0.3, K1=2.0)),
        scored_by(ScoreByCount()),
    ],
)
@pytest.mark.parametrize("cut", [0, 10])
def test_whatever_else_whoosh_does_it_does_alike(
    sample: Document, cut: int, ask: Callable[[Searcher], Any]
) -> None:
    paragraphs = prepared([sample])
    with both([part for part in (paragraphs[:cut], paragraphs[cut:]) if part]) as (ours, theirs):
        expected = ask(theirs)
        assert expected
        assert ask(ours) == expected


def test_the_words_of_the_user_are_known_to_the_query_parser(tmp_path: Path) -> None:
    made = document("甲", ["中亚塞米巴拉金斯克条约"])
    write_segments(tmp_path, [prepared([made])], "塞米巴拉金斯克")
    opened = index.open_dir(str(tmp_path))
    asked = QueryParser("text", opened.schema).parse("塞米巴拉金斯克條約")
    assert ("text", "塞米巴拉金斯克") in set(asked.iter_all_terms())
    with opened.searcher() as searcher:
        assert [hit["id"] for hit in searcher.search(asked)] == ["甲#p1"]


def test_a_word_is_counted_however_often_it_is_there(tmp_path: Path) -> None:
    made = [document("甲", ["test " * times for times in (254, 255, 256, 70_000, 1)])]
    write_segments(tmp_path, [prepared(made)])
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        matcher = searcher.postings("text", "test")
        counts = [(doc, matcher.weight()) for doc in iter_ids(matcher)]
        assert counts == [(0, 254), (1, 255), (2, 256), (3, 70_000), (4, 1)]
        assert searcher.term_info("text", "test").weight() == 70_766
        assert searcher.frequency("text_grams", "t") == 4 * 255 + 2


def iter_ids(matcher: Any) -> Iterator[int]:
    while matcher.is_active():
        yield matcher.id()
        matcher.next()


def test_an_index_without_paragraphs_is_empty(tmp_path: Path) -> None:
    write_segments(tmp_path, [])
    opened = index.open_dir(str(tmp_path))
    assert opened.is_empty()
    with opened.searcher() as searcher:
        assert not searcher.search(query.Every())


def test_what_no_field_has_is_not_found(folder: Path) -> None:
    with index.open_dir(str(folder)).reader() as reader:
        assert ("text", "無") not in reader
        assert ("record", "核") not in reader
        assert ("nowhere", "核") not in reader
        assert reader.doc_frequency("text", "無") == reader.frequency("text", "無") == 0
        for missing in (("text", "無"), ("nowhere", "核")):
            with pytest.raises(TermNotFound):
                reader.postings(*missing)
            with pytest.raises(TermNotFound):
                reader.term_info(*missing)


@given(st.sets(st.integers(0, 999), min_size=1), st.lists(st.integers(-1, 1001)))
def test_a_matcher_skips_to_a_paragraph_or_the_next(docs: set[int], targets: list[int]) -> None:
    ids = sorted(docs)
    postings = codec.Postings(*(np.array(part) for part in (ids, ids, ids)))
    matcher = codec.ArrayMatcher(("text", b"word"), postings, Frequency())
    at = 0
    for target in targets:
        if not matcher.is_active():
            with pytest.raises(ReadTooFar):
                matcher.skip_to(target)
            with pytest.raises(ReadTooFar):
                matcher.next()
            break
        copied = matcher.copy()
        matcher.skip_to(target)
        assert copied.id() == ids[at]
        at = next((at for at in range(at, len(ids)) if ids[at] >= target), len(ids))
        assert list(iter_ids(matcher.copy())) == ids[at:]
    matcher.reset()
    assert list(matcher.items_as("frequency")) == [(doc, doc) for doc in ids]


@pytest.mark.parametrize(
    "write",
    [
        lambda writer: writer.add_document(id="甲#p1", text="核裁军"),
        lambda writer: writer.update_document(id="A/RES/63/49#op1", text="核裁军"),
        lambda writer: writer.delete_by_term("kind", "operative"),
        lambda writer: writer.add_field("more", ID()),
        lambda writer: setattr(writer, "optimize", True),
        lambda writer: setattr(writer, "mergetype", CLEAR),
        lambda _: None,
    ],
    ids=["add", "update", "delete", "field", "optimize", "clear", "nothing"],
)
@pytest.mark.parametrize("opened", [index.FileIndex.writer, AsyncWriter])
def test_a_writer_of_whooshs_is_refused_and_damages_nothing(
    folder: Path, tmp_path: Path, opened: Callable[..., Any], write: Callable[[Any], None]
) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(folder, copied)
    before = {path.name: path.read_bytes() for path in copied.iterdir()}
    writer = opened(index.open_dir(str(copied)))
    with pytest.raises(IndexNotWritable):
        write(writer)
        writer.commit()
    with contextlib.suppress(IndexingError):
        writer.cancel()
    assert before == {name: (copied / name).read_bytes() for name in before}
    with index.open_dir(str(copied)).searcher() as searcher:
        assert len(searcher.search(query.Term("kind", "operative"))) == 4


def test_the_codec_writes_no_segment(folder: Path, tmp_path: Path) -> None:
    copied = tmp_path / "copy"
    shutil.copytree(folder, copied)
    with pytest.raises(IndexNotWritable):
        index.open_dir(str(copied)).writer(codec=ReadCodec())


def test_the_table_of_contents_names_nothing_of_whooshs(folder: Path) -> None:
    """So either of its versions opens what the other has written."""
    toc = index.TOC.read(FileStorage(str(folder)), "MAIN")
    pickled = pickle.dumps((toc.schema, toc.segments), 2)
    assert b"whoosh." not in pickled
    assert b"indexer.codec" in pickled


def test_a_field_keeps_only_its_words_when_stored() -> None:
    analyzer = whoosh_schema(("塞米巴拉金斯克",))["text"].analyzer
    list(analyzer("先用一次"))
    restored = pickle.loads(pickle.dumps(analyzer))  # noqa: S301 - our own bytes
    assert restored == analyzer
    assert "塞米巴拉金斯克" in [token.text for token in restored("塞米巴拉金斯克条约")]


def test_half_characters_come_back(tmp_path: Path) -> None:
    made = document("\udfff", ["核\ud83d\ude00"])
    write_segments(tmp_path, [prepared([made])])
    with index.open_dir(str(tmp_path)).searcher() as searcher:
        (hit,) = searcher.search(query.Term("text", "核"))
        assert hit["id"] == "\udfff#p1"
        assert record_from_json(hit["record"]).paragraph == made.paragraphs[0]
        assert list(searcher.reader().field_terms("key")) == ["\udfff"]
        (hit,) = searcher.search(query.Term("key", "\udfff"))
        assert hit["id"] == "\udfff#p1"


def read_all(folder: Path) -> None:
    """Read all there is of an index."""
    with index.open_dir(str(folder)).reader() as reader:
        for term, _ in list(reader):
            list(iter_ids(reader.postings(*term)))
        for doc in range(reader.doc_count_all()):
            reader.stored_fields(doc)
            for field in codec.SCORED:
                reader.doc_field_length(doc, field)
        for field in codec.SCORED:
            assert reader.field_length(field) >= 0
            assert reader.max_field_length(field) >= reader.min_field_length(field)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("small")
    texts = ["国际法院", f"{'test ' * 300}{{1}}", "test ban"]
    write_segments(made, [prepared([document("A/RES/1/1", texts, {"1": "同上"}, title="核")])])
    return made


@settings(max_examples=400)
@given(st.data())
def test_damage_is_told_or_harmless(small: Path, data: st.DataObject) -> None:
    whole = (small / SEGMENT).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    size = data.draw(st.sampled_from([1, 2, 4, 8]))
    change = data.draw(st.binary(min_size=size, max_size=size) | st.just(b"\xff" * size))
    with TemporaryDirectory() as folder:
        shutil.copytree(small, folder, dirs_exist_ok=True)
        damaged = whole[:at] + change + whole[at + size :]
        (Path(folder) / SEGMENT).write_bytes(damaged[: len(whole)])
        with contextlib.suppress(IndexDamaged):
            read_all(Path(folder))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("text/starts", lambda starts: starts[::-1]),
        ("text/starts", lambda starts: starts[:-1]),
        ("text/ends", lambda ends: ends + 1),
        ("text/docs", lambda docs: docs + 3),
        ("kind/docs", lambda docs: docs * 0),
        ("text/codes", lambda codes: codes[1:]),
        ("text/frequent", lambda frequent: frequent[:0]),
        ("text/frequent", lambda frequent: frequent[:1]),
        ("text/lengths", lambda lengths: lengths[1:]),
        ("text_grams/singles/keys", lambda keys: keys + 0x110000),
        ("text_grams/pairs/keys", lambda keys: keys + (1 << 60)),
        ("text_grams/pairs/counts", lambda counts: counts[1:]),
        ("text_grams/pairs/starts", lambda starts: starts + 1),
        ("id/numbers", lambda numbers: numbers + 3),
        ("id/numbers", lambda numbers: numbers[1:]),
        ("stored/firsts", lambda firsts: firsts + 1),
        ("stored/ends", lambda ends: ends - 1),
        ("stored/data", lambda data: data ^ 1),
    ],
)
def test_an_array_that_is_damaged_is_told(
    small: Path, tmp_path: Path, name: str, change: Callable[[Array], Array]
) -> None:
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    path = tmp_path / SEGMENT
    rewrite(path, {name: lambda array: change(array).astype(array.dtype)})
    with pytest.raises(IndexDamaged, match=SEGMENT):
        read_all(tmp_path)


@pytest.mark.parametrize(
    "facts",
    [{}, {"paragraphs": -1}, {"paragraphs": "3"}, {"paragraphs": 4}, {"text/total": None}],
)
def test_facts_that_are_wrong_are_told(small: Path, tmp_path: Path, facts: dict[str, Any]) -> None:
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    path = tmp_path / SEGMENT
    rewrite(path, {}, {**SegmentFile(path).facts, **facts} if facts else {})
    with pytest.raises(IndexDamaged, match=SEGMENT):
        read_all(tmp_path)


@pytest.mark.parametrize("type_", ["<u1", "<u2", "<u4", "<u8"])
def test_arrays_of_other_types_are_told_or_harmless(
    small: Path, tmp_path: Path, type_: str
) -> None:
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    written = (small / SEGMENT).read_bytes()
    told = json.loads(parts_of(written)[2])
    for name, (offset, own, count) in told["arrays"].items():
        for fewer in (count, count * int(own[2:]) // int(type_[2:])):
            places = {**told["arrays"], name: [offset, type_, fewer]}
            changed = with_directory(written, {**told, "arrays": places})
            (tmp_path / SEGMENT).write_bytes(changed)
            with contextlib.suppress(IndexDamaged):
                read_all(tmp_path)


def test_a_segment_that_is_gone_is_told(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path, dirs_exist_ok=True)
    (tmp_path / SEGMENT).unlink()
    with pytest.raises(IndexDamaged, match=SEGMENT):
        read_all(tmp_path)
