"""The index contract: what a paragraph becomes in the index, as one list of fields.

The words of a paragraph, those of its notes and those of its document's title are fields that
score; the grams of its text and of its notes make every phrase certain; what is shown of it is
stored once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from indexer.folding import fold
from indexer.numerals import alike_label
from indexer.record import Record, record_to_json

__all__ = [
    "FIELDS",
    "GRAM_FIELDS",
    "NAME_FIELDS",
    "SCHEMA_VERSION",
    "WORD_FIELDS",
    "Field",
    "PlainRows",
    "Prepared",
    "prepare",
    "renamed",
    "values_of_document",
]

SCHEMA_VERSION = 5
"""Raised whenever a field is added, dropped or filled otherwise; older indexes are then rebuilt."""


class Field(NamedTuple):
    """A field of the index: its name, its form, and what of a prepared paragraph fills it.

    A `name` is one exact value, `names` are several; `words` are those of a text, or of texts, and
    score; `grams` are the characters and pairs of the same.
    """

    name: str
    form: Literal["name", "names", "words", "grams"]
    of: str


FIELDS: tuple[Field, ...] = (
    Field("id", "name", "id"),
    Field("key", "name", "key"),
    Field("anchor", "name", "anchor"),
    Field("label", "name", "label"),
    Field("kind", "name", "kind"),
    Field("verb", "name", "verb"),
    Field("symbol", "name", "symbol"),
    Field("body", "name", "body"),
    Field("session", "name", "session"),
    Field("date", "name", "date"),
    Field("year", "name", "year"),
    Field("titled", "name", "titled"),
    Field("cites", "names", "cites"),
    Field("text", "words", "text"),
    Field("footnotes", "words", "notes"),
    Field("title", "words", "title"),
    Field("text_grams", "grams", "text"),
    Field("footnote_grams", "grams", "notes"),
)
"""Every field, in the order in which it is written. Beside them the record is stored."""

NAME_FIELDS = tuple(field for field in FIELDS if field.form in ("name", "names"))
WORD_FIELDS = tuple(field for field in FIELDS if field.form == "words")
GRAM_FIELDS = tuple(field for field in FIELDS if field.form == "grams")


class Prepared(NamedTuple):
    """A paragraph as the index takes it: what fills the fields, its place, and what is stored.

    What it has not is empty. `ordinal` is its place in its document, `titled` the title, folded.
    """

    key: str
    anchor: str
    label: str
    kind: str
    verb: str
    symbol: str
    body: str
    session: str
    date: str
    year: str
    title: str
    titled: str
    text: str
    cites: Sequence[str]
    notes: Sequence[str]
    ordinal: int
    stored: str

    @property
    def id(self) -> str:
        """The paragraph's id, unique in the index."""
        return f"{self.key}#{self.anchor}"


class PlainRows(NamedTuple):
    """Paragraphs of one document in a row that have their text alone: no verb, nothing cited, no
    notes. `shared` is what `values_of_document` gives of it, `first` the place of the first of
    them, behind which the others follow; `stored` is coded.
    """

    key: str
    shared: tuple[str, ...]
    first: int
    anchors: list[str]
    labels: list[str]
    kinds: list[str]
    texts: list[str]
    stored: list[bytes]

    def columns(self, start: int, stop: int) -> tuple[Sequence[Any], ...]:
        """Return the columns of some of them, as `Prepared` has these, without what is stored."""
        count = stop - start
        return (
            [self.key] * count,
            self.anchors[start:stop],
            self.labels[start:stop],
            self.kinds[start:stop],
            [""] * count,
            *([value] * count for value in self.shared),
            self.texts[start:stop],
            [()] * count,
            [()] * count,
            range(self.first + start, self.first + stop),
        )


def prepare(record: Record) -> Prepared:
    """Return a record as the index takes it."""
    # A search looks at the version of the schema, but never prepares a paragraph.
    from indexer.verbs import verb_of

    paragraph = record.paragraph
    # By position: names take half as long again, of what is done for each paragraph.
    return Prepared(
        record.document["key"],
        paragraph.anchor,
        alike_label(paragraph.label),
        paragraph.kind,
        verb_of(paragraph.kind, paragraph.text),
        *values_of_document(record.document),
        paragraph.text,
        record.cited_keys,
        record.note_texts if record.footnotes else (),
        paragraph.ordinal,
        record_to_json(record),
    )


def values_of_document(facts: Mapping[str, Any]) -> tuple[str, str, str, str, str, str, str]:
    """Return what fills the fields, from `symbol` to `titled`, of all paragraphs of a document."""
    from indexer.origin import origin_of

    title, date, symbol = facts["title"] or "", facts["date"] or "", facts["symbol"] or ""
    body, session, year = origin_of(symbol, date)
    return symbol, body, session, date, year, title, _folded(title)


@lru_cache(maxsize=64)
def _folded(title: str) -> str:
    """Return a title as it is matched: the paragraphs of one document share it."""
    return fold(title)


def renamed(stored: str, key: str) -> str:
    """Return what is stored of a paragraph, as one of the document of that key."""
    record: dict[str, Any] = json.loads(stored)
    record["document"]["key"] = key
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
