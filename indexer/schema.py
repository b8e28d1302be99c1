"""The index contract: what a paragraph becomes in the index, as one list of fields.

A paragraph is one Whoosh document. Its words, those of its notes and those of its document's
title are fields that score; the grams of its text and of its notes make every phrase certain;
what is shown of it is stored once, as JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import whoosh
from whoosh import fields, formats
from whoosh.analysis import Token as WhooshToken

from indexer.folding import fold
from indexer.numerals import alike_label
from indexer.record import Record, record_to_json
from indexer.segmenter import Segmenter, grams

__all__ = [
    "FIELDS",
    "SCHEMA_VERSION",
    "WHOOSH_VERSION",
    "Field",
    "GramAnalyzer",
    "LineAnalyzer",
    "WordAnalyzer",
    "fields_of",
    "whoosh_schema",
]

SCHEMA_VERSION = 2
"""Raised whenever a field is added, dropped or filled otherwise; older indexes are then rebuilt."""

WHOOSH_VERSION = ".".join(map(str, whoosh.__version__))
"""The version of the library that writes the segments: another one may write them otherwise."""

BETWEEN_NOTES = "\ufdd0"
"""What divides the notes of one field: a code that is no character, nor of any folded text."""

NOTE_GAP = 100
"""Positions left free between two notes, so that no phrase of words spans them."""


class Field(NamedTuple):
    """A field of the index: its name, how it is indexed, and what of a record fills it."""

    name: str
    kind: Callable[[tuple[str, ...]], fields.FieldType]
    value: Callable[[Record], Any]


class WordAnalyzer:
    """A Whoosh analyzer: text is folded and segmented, and positions count tokens.

    Notes in one field are cut each by itself, with a gap between them.
    """

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary
        self._segmenter = Segmenter(dictionary)

    def __getstate__(self) -> dict[str, Any]:
        return {"dictionary": self.dictionary}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(state["dictionary"])  # type: ignore[misc]  # no subclass changes it

    def __eq__(self, other: object) -> bool:
        return isinstance(other, WordAnalyzer) and other.dictionary == self.dictionary

    def __hash__(self) -> int:
        return hash(self.dictionary)

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[WhooshToken]:
        """Yield the tokens; each is read before the next is made."""
        token = WhooshToken(positions=True, chars=True, removestops=True, mode=mode)
        token.stopped, token.boost = False, 1.0
        position = 0
        for text in value.split(BETWEEN_NOTES):
            for word in self._segmenter.tokens(fold(text)):
                token.text = token.original = word.text
                token.pos, token.startchar, token.endchar = position, word.start, word.end
                position += 1
                yield token
            position += NOTE_GAP


class GramAnalyzer:
    """A Whoosh analyzer: every folded character and every adjacent pair, none of two notes."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GramAnalyzer)

    def __hash__(self) -> int:
        return hash(GramAnalyzer)

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[WhooshToken]:
        """Yield the grams."""
        token = WhooshToken(removestops=True, mode=mode)
        token.stopped, token.boost = False, 1.0
        for text in value.split(BETWEEN_NOTES):
            for gram in grams(fold(text)):
                token.text = token.original = gram
                yield token


def _words(dictionary: tuple[str, ...]) -> fields.FieldType:
    """Return a field of words that scores, with positions for phrases of words."""
    return fields.TEXT(analyzer=WordAnalyzer(dictionary), phrase=True, spelling=False)


def _grams(_: tuple[str, ...]) -> fields.FieldType:
    """Return a field of grams: in which paragraphs, and how often."""
    field = fields.TEXT(analyzer=GramAnalyzer(), phrase=False, spelling=False)
    field.format = formats.Frequency()
    return field


def _name(_: tuple[str, ...]) -> fields.FieldType:
    """Return a field of one exact value."""
    return fields.ID()


def _unique(_: tuple[str, ...]) -> fields.FieldType:
    """Return a field of one exact value, stored, that no two paragraphs share."""
    return fields.ID(stored=True, unique=True)


def _names(_: tuple[str, ...]) -> fields.FieldType:
    """Return a field of exact values, one a line: none of them holds a line end."""
    return fields.KEYWORD(commas=False, scorable=False, analyzer=LineAnalyzer())


def _stored(_: tuple[str, ...]) -> fields.FieldType:
    return fields.STORED()


class LineAnalyzer:
    """A Whoosh analyzer: every line is a token."""

    def __call__(self, value: str, mode: str = "", **_: Any) -> Iterator[WhooshToken]:
        """Yield the lines."""
        token = WhooshToken(removestops=True, mode=mode)
        token.stopped, token.boost = False, 1.0
        for line in value.splitlines():
            token.text = token.original = line
            yield token


def _text(record: Record) -> str:
    return _undivided(record.paragraph.text)


def _undivided(text: str) -> str:
    """Return the text with what divides notes made what it folds to."""
    return text.replace(BETWEEN_NOTES, "\ufffd")


def _notes(record: Record) -> str:
    return BETWEEN_NOTES.join(map(_undivided, record.note_texts))


FIELDS: tuple[Field, ...] = (
    Field("id", _unique, lambda record: record.id),
    Field("key", _name, lambda record: record.document["key"]),
    Field("anchor", _name, lambda record: record.paragraph.anchor),
    Field("label", _name, lambda record: alike_label(record.paragraph.label)),
    Field("kind", _name, lambda record: record.paragraph.kind),
    Field("date", _name, lambda record: record.document["date"]),
    Field("cites", _names, lambda record: "\n".join(record.cited_keys)),
    Field("text", _words, _text),
    Field("footnotes", _words, _notes),
    Field("title", _words, lambda record: _undivided(record.document["title"] or "")),
    Field("text_grams", _grams, _text),
    Field("footnote_grams", _grams, _notes),
    Field("record", _stored, record_to_json),
)
"""Every field, in the order in which it is written."""


def whoosh_schema(dictionary: tuple[str, ...] = ()) -> fields.Schema:
    """Return the Whoosh schema; words of the `dictionary` are kept whole by its analyzers."""
    return fields.Schema(**{field.name: field.kind(dictionary) for field in FIELDS})


def fields_of(record: Record) -> dict[str, Any]:
    """Return a record's fields as a Whoosh writer takes them; what is empty is left out."""
    values = {field.name: field.value(record) for field in FIELDS}
    return {name: value for name, value in values.items() if value}
