"""The index contract: what a paragraph becomes in the index, as one list of fields.

A paragraph is one Whoosh document. Its words, those of its notes and those of its document's
title are fields that score; the grams of its text and of its notes make every phrase certain;
what is shown of it is stored once, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from whoosh import fields, formats
from whoosh.analysis import Token as WhooshToken

from indexer.citations import find_citations
from indexer.document import Citation, Document, Footnote, Mark, Paragraph, Span
from indexer.errors import IndexDamaged
from indexer.folding import fold
from indexer.segmenter import Segmenter, grams

__all__ = [
    "FIELDS",
    "SCHEMA_VERSION",
    "Field",
    "GramAnalyzer",
    "Record",
    "WordAnalyzer",
    "fields_of",
    "record_from_json",
    "record_to_json",
    "whoosh_schema",
]

SCHEMA_VERSION = 1
"""Raised whenever a field is added, dropped or filled otherwise; older indexes are then rebuilt."""

BETWEEN_NOTES = "\ufdd0"
"""What divides the notes of one field: a code that is no character, nor of any folded text."""

NOTE_GAP = 100
"""Positions left free between two notes, so that no phrase of words spans them."""


class Record(NamedTuple):
    """What is stored of a paragraph: its document's facts, itself, and the notes it refers to."""

    document: dict[str, Any]
    paragraph: Paragraph
    footnotes: tuple[Footnote, ...]


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
        self.__init__(state["dictionary"])  # type: ignore[misc]

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


def _id(record: Record) -> str:
    return f"{record.document['key']}#{record.paragraph.anchor}"


def _cites(record: Record) -> str:
    """Return the keys of all documents that the paragraph or one of its notes cites, one a line."""
    in_notes = (citation for note in record.footnotes for citation in find_citations(note.text))
    keys = (citation.key for citation in (*record.paragraph.citations, *in_notes))
    return "\n".join(dict.fromkeys(keys))


def _text(record: Record) -> str:
    return _undivided(record.paragraph.text)


def _undivided(text: str) -> str:
    """Return the text with what divides notes made what it folds to."""
    return text.replace(BETWEEN_NOTES, "\ufffd")


def _note_texts(record: Record) -> str:
    """Return the notes as printed and, where a note points to another, as spelt out."""
    texts = [text for note in record.footnotes for text in (note.text, note.resolved) if text]
    return BETWEEN_NOTES.join(map(_undivided, texts))


FIELDS: tuple[Field, ...] = (
    Field("id", _unique, _id),
    Field("key", _name, lambda record: record.document["key"]),
    Field("label", _name, lambda record: fold(record.paragraph.label)),
    Field("kind", _name, lambda record: record.paragraph.kind),
    Field("date", _name, lambda record: record.document["date"]),
    Field("cites", _names, _cites),
    Field("text", _words, _text),
    Field("footnotes", _words, _note_texts),
    Field("title", _words, lambda record: _undivided(record.document["title"] or "")),
    Field("text_grams", _grams, _text),
    Field("footnote_grams", _grams, _note_texts),
    Field("record", _stored, lambda record: record_to_json(record)),
)
"""Every field, in the order in which it is written."""


def whoosh_schema(dictionary: tuple[str, ...] = ()) -> fields.Schema:
    """Return the Whoosh schema; words of the `dictionary` are kept whole by its analyzers."""
    return fields.Schema(**{field.name: field.kind(dictionary) for field in FIELDS})


def fields_of(document: Document, paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph's fields as a Whoosh writer takes them; what is empty is left out."""
    record = Record(document.facts(), paragraph, document.notes_of(paragraph))
    values = {field.name: field.value(record) for field in FIELDS}
    return {name: value for name, value in values.items() if value}


def record_to_json(record: Record) -> str:
    """Return a record as JSON that any text survives.

    Half characters are kept as they are, not escaped: two escapes beside each other would be read
    as one character. So the string is for a store that keeps such halves, as Whoosh's does.
    """
    return json.dumps(
        {
            "document": record.document,
            "paragraph": asdict(record.paragraph),
            "footnotes": [asdict(note) for note in record.footnotes],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def record_from_json(text: str) -> Record:
    """Return the record that `record_to_json` wrote; anything else is `IndexDamaged`."""
    try:
        stored = json.loads(text)
        return Record(
            dict(stored["document"]),
            _paragraph(stored["paragraph"]),
            tuple(_footnote(note) for note in stored["footnotes"]),
        )
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"a stored paragraph cannot be read: {error}") from None


def _paragraph(stored: dict[str, Any]) -> Paragraph:
    marks = tuple(Mark(m["offset"], m["number"], _span(m["span"])) for m in stored.pop("marks"))
    citations = tuple(Citation(**citation) for citation in stored.pop("citations"))
    spans = tuple(map(_span, stored.pop("spans")))
    return Paragraph(marks=marks, citations=citations, spans=spans, **stored)


def _footnote(stored: dict[str, Any]) -> Footnote:
    spans = tuple(map(_span, stored.pop("spans")))
    cited_by = tuple(stored.pop("cited_by"))
    number_span = _span(stored.pop("number_span"))
    return Footnote(cited_by=cited_by, number_span=number_span, spans=spans, **stored)


def _span(stored: dict[str, int]) -> Span:
    return Span(stored["start"], stored["end"])
