"""Whoosh's way to read our segments: `whoosh.index.open_dir` opens a generation as it does others.

Only Whoosh comes this way; our own search reads the arrays itself, so that each is a test of the
other. Nothing can be written through it: a Whoosh writer is refused when it commits, before it
changes any file of the index.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any, NoReturn

from whoosh.codec import base
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Existence, Format
from whoosh.index import TOC
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound
from whoosh.system import pack_uint

from indexer.codes import LENGTHS, NONE
from indexer.errors import IndexDamaged, IndexNotWritable
from indexer.lexicon import Lexicon, Postings, open_lexicon, paragraphs_of
from indexer.schema import FIELDS, WORD_FIELDS
from indexer.segment_file import Array, SegmentFile
from indexer.stored import StoredTexts
from indexer.whoosh_schema import whoosh_fields

__all__ = ["BLOCK", "ArrayMatcher", "ReadCodec", "ReadSegment", "SealedSchema", "write_toc"]

BLOCK = 128
"""So many postings are judged at once when Whoosh asks whether any of them is worth a look."""

INDEX_NAME = "MAIN"
"""The name of an index that Whoosh looks for when told none."""

SCORED = frozenset(field.name for field in WORD_FIELDS)
"""The fields that have a length."""

FIELD_NAMES = sorted(field.name for field in FIELDS)
"""The fields that have terms, in the order in which Whoosh goes through them."""


def write_toc(directory: Path, names: Sequence[str], dictionary: tuple[str, ...] = ()) -> None:
    """Write the table of contents by which Whoosh finds the segments of these names, in order.

    It is pickled, as Whoosh would have it, and holds names, counts and the user's own words alone.
    """
    segments = [ReadSegment(name, paragraphs_of(SegmentFile(directory / name))) for name in names]
    TOC(_UnsealedSchema(dictionary), segments, 1).write(FileStorage(str(directory)), INDEX_NAME)


class SealedSchema(Schema):
    """The schema of an index that is whole: who would write its table of contents is refused."""

    def __init__(self, dictionary: tuple[str, ...]) -> None:
        self._dictionary = dictionary
        super().__init__(**whoosh_fields(dictionary))

    def __reduce__(self) -> tuple[type[SealedSchema], tuple[tuple[str, ...]]]:
        return SealedSchema, (self._dictionary,)

    def clean(self) -> None:
        """Refuse: Whoosh asks this first of all when it commits."""
        _refuse()


class _UnsealedSchema(SealedSchema):
    """What can be written once; read again it is sealed."""

    def clean(self) -> None:
        """Forget what fields remember of a search: ours remember nothing."""


class ReadSegment(base.Segment):
    """A segment of ours as Whoosh's table of contents names it."""

    def __init__(self, name: str, count: int) -> None:
        super().__init__(INDEX_NAME)
        self._name, self._count = name, count

    def __reduce__(self) -> tuple[type[ReadSegment], tuple[str, int]]:
        return ReadSegment, (self._name, self._count)

    def open(self, storage: FileStorage) -> SegmentFile:
        """Open its file, which must have as many paragraphs. Errors: `IndexDamaged`."""
        file = SegmentFile(Path(storage.folder) / self._name)
        if paragraphs_of(file) != self._count:
            raise IndexDamaged(f"{file.path}: has other paragraphs than _{INDEX_NAME}_1.toc says")
        return file

    def codec(self) -> ReadCodec:
        return ReadCodec()

    def segment_id(self) -> str:
        return self._name

    def doc_count_all(self) -> int:
        return self._count

    def deleted_count(self) -> int:
        return 0

    def deleted_docs(self) -> tuple[int, ...]:
        return ()

    def is_deleted(self, _docnum: int) -> bool:
        return False

    def delete_document(self, _docnum: int, **_: bool) -> NoReturn:
        _refuse()

    def set_doc_count(self, _count: int) -> NoReturn:
        _refuse()


class ReadCodec(base.Codec):
    """Reads our segments and writes none."""

    def terms_reader(self, storage: FileStorage, segment: ReadSegment) -> _TermsReader:
        return _TermsReader(segment.open(storage))

    def per_document_reader(self, storage: FileStorage, segment: ReadSegment) -> _ParagraphReader:
        return _ParagraphReader(segment.open(storage))

    def new_segment(self, _storage: FileStorage, _name: str) -> NoReturn:
        _refuse()

    def per_document_writer(self, _storage: FileStorage, _segment: base.Segment) -> NoReturn:
        _refuse()

    def field_writer(self, _storage: FileStorage, _segment: base.Segment) -> NoReturn:
        _refuse()


class _TermsReader(base.TermsReader):
    """The terms of all fields of a segment."""

    def __init__(self, segment: SegmentFile) -> None:
        self._segment = segment
        self._lexicons: dict[str, Lexicon] = {}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        field, text = term
        return field in FIELD_NAMES and self._lexicon(field).number(text) is not None

    def indexed_field_names(self) -> list[str]:
        return list(FIELD_NAMES)

    def cursor(self, field: str, fieldobj: Any) -> _Cursor:
        return _Cursor(self._lexicon(field), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return self.terms_from(FIELD_NAMES[0], b"")

    def terms_from(self, field: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        return ((name, text) for name, _, text in self._numbered(field, prefix))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return self.items_from(FIELD_NAMES[0], b"")

    def items_from(self, field: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        for name, number, text in self._numbered(field, prefix):
            yield (name, text), _term_info(self._lexicon(name).postings(number))

    def term_info(self, field: str, text: bytes) -> TermInfo:
        return _term_info(self._postings(field, text))

    def matcher(self, field: str, text: bytes, format_: Format, scorer: Any = None) -> ArrayMatcher:
        try:
            postings = self._postings(field, text)
        except KeyError:
            raise TermNotFound(f"no term {field}:{text!r}") from None
        return ArrayMatcher((field, text), postings, format_, scorer)

    def _lexicon(self, field: str) -> Lexicon:
        if field not in self._lexicons:
            self._lexicons[field] = open_lexicon(self._segment, field)
        return self._lexicons[field]

    def _postings(self, field: str, text: bytes) -> Postings:
        """Return where a term is; one that is nowhere is the KeyError that Whoosh looks for."""
        number = self._lexicon(field).number(text) if field in FIELD_NAMES else None
        if number is None:
            raise KeyError(field, text)
        return self._lexicon(field).postings(number)

    def _numbered(self, field: str, prefix: bytes) -> Iterator[tuple[str, int, bytes]]:
        """Yield all terms of a field from one on, with their numbers, then of those behind it."""
        for name in FIELD_NAMES[FIELD_NAMES.index(field) :]:
            start = prefix if name == field else b""
            for number, text in self._lexicon(name).terms_from(start):
                yield name, number, text


class _Cursor(base.FieldCursor):
    """Walks through the terms of a field; behind the last it has no text."""

    def __init__(self, lexicon: Lexicon, field: Any) -> None:
        self._lexicon = lexicon
        self._field = field
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._lexicon)

    def text(self) -> str | None:
        return self._field.from_bytes(self._lexicon[self._at]) if self.is_valid() else None

    term = text

    def first(self) -> str | None:
        self._at = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        self._at = self._lexicon.first_from(self._field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._at = min(self._at + 1, len(self._lexicon))
        return self.text()

    def term_info(self) -> TermInfo | None:
        return _term_info(self._lexicon.postings(self._at)) if self.is_valid() else None


class ArrayMatcher(LeafMatcher):
    """Walks through the postings of a term, in blocks of BLOCK.

    Whoosh goes on asking one that is behind the last posting: it is then told of the last.
    """

    def __init__(
        self, term: tuple[str, bytes], postings: Postings, format_: Format, scorer: Any = None
    ) -> None:
        self._term = term
        self._postings = postings
        # Whoosh asks for one number at a time, which an array is slow to give.
        self._docs: list[int] = postings.docs.tolist()
        self._end = len(self._docs)
        self.format = format_
        self.scorer = scorer
        self._go(0)

    def _go(self, at: int) -> None:
        self._at = at
        self._here = min(at, self._end - 1)

    def copy(self) -> ArrayMatcher:
        return copy(self)

    def reset(self) -> None:
        self._go(0)

    def is_active(self) -> bool:
        return self._at < self._end

    def id(self) -> int:
        return self._docs[self._here]

    def weight(self) -> float:
        return float(self._postings.counts[self._here])

    def value(self) -> bytes:
        if isinstance(self.format, Existence):
            return b""
        packed: bytes = pack_uint(int(self._postings.counts[self._here]))
        return packed

    def next(self) -> bool:
        """Go to the next posting, and say whether another block begins there."""
        if not self.is_active():
            raise ReadTooFar
        self._go(self._at + 1)
        return self._at % BLOCK == 0 or not self.is_active()

    def skip_to(self, target: int) -> None:
        """Go to the first posting of that paragraph or one behind it."""
        if not self.is_active():
            raise ReadTooFar
        self._go(bisect_left(self._docs, target, self._at))

    def skip_to_quality(self, least: float) -> int:
        """Go to the next block that may have a better score, and say how many were skipped."""
        skipped = 0
        while self.is_active() and self.block_quality() <= least:
            self._go(self._block().stop)
            skipped += 1
        return skipped

    def block_max_weight(self) -> float:
        return float(self._postings.counts[self._block()].max())

    def block_min_length(self) -> int:
        return int(self._postings.lengths[self._block()].min())

    def _block(self) -> slice:
        start = self._here // BLOCK * BLOCK
        return slice(start, min(start + BLOCK, self._end))


class _ParagraphReader(base.PerDocumentReader):
    """What a segment has of each paragraph, other than its terms."""

    def __init__(self, segment: SegmentFile) -> None:
        self._segment = segment
        self._count = paragraphs_of(segment)
        self._stored = StoredTexts(segment)
        self._ids = open_lexicon(segment, "id")
        self._id_numbers = self._array("id/numbers")
        self._lengths: dict[str, Array] = {}

    def doc_count(self) -> int:
        return self._count

    def doc_count_all(self) -> int:
        return self._count

    def has_deletions(self) -> bool:
        return False

    def is_deleted(self, _docnum: int) -> bool:
        return False

    def deleted_docs(self) -> tuple[int, ...]:
        return ()

    def all_doc_ids(self) -> Iterator[int]:
        return iter(range(self._count))

    def stored_fields(self, docnum: int) -> dict[str, str]:
        number = int(self._id_numbers[docnum])
        if number == NONE or number >= len(self._ids):
            raise IndexDamaged(f"{self._segment.path}: paragraph {docnum} has no id")
        shown = {"id": self._ids[number], "record": self._stored.text(docnum)}
        try:
            return {name: text.decode("utf-8", "surrogatepass") for name, text in shown.items()}
        except UnicodeDecodeError as error:
            raise IndexDamaged(f"{self._segment.path}: paragraph {docnum}: {error}") from None

    def doc_field_length(self, docnum: int, field: str, default: int = 0) -> int:
        if field not in SCORED:
            return default
        return int(LENGTHS[self._codes(field)[docnum]]) or default

    def field_length(self, field: str) -> int:
        total = self._segment.facts.get(f"{field}/total", 0)
        if type(total) is not int or total < 0:
            raise IndexDamaged(f"{self._segment.path}: does not say how long {field} is")
        return total

    def min_field_length(self, field: str) -> int:
        return int(LENGTHS[self._codes(field).min(initial=255)]) if field in SCORED else 0

    def max_field_length(self, field: str) -> int:
        return int(LENGTHS[self._codes(field).max(initial=0)]) if field in SCORED else 0

    def _codes(self, field: str) -> Array:
        """Return the codes of how long a field is in each paragraph."""
        if field not in self._lengths:
            codes = self._array(f"{field}/lengths")
            if codes.max(initial=0) >= len(LENGTHS):
                raise IndexDamaged(f"{self._segment.path}: {field}/lengths has a code of no length")
            self._lengths[field] = codes
        return self._lengths[field]

    def _array(self, name: str) -> Array:
        """Return an array that has a number for each paragraph."""
        array = self._segment.array(name)
        if len(array) != self._count:
            raise IndexDamaged(f"{self._segment.path}: {name} has not one for each paragraph")
        return array


def _term_info(postings: Postings) -> TermInfo:
    return TermInfo(
        weight=float(postings.counts.sum()),
        df=len(postings.docs),
        minlength=int(postings.lengths.min()),
        maxlength=int(postings.lengths.max()),
        maxweight=float(postings.counts.max()),
        minid=int(postings.docs[0]),
        maxid=int(postings.docs[-1]),
    )


def _refuse() -> NoReturn:
    raise IndexNotWritable("Whoosh cannot write this index, only read it; use `duansou index PATH`")
