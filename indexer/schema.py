"""The index contract: what a paragraph becomes in the index, as one list of fields.

The words of a paragraph, those of its notes and those of its document's title are fields that
score; the grams of its text and of its notes make every phrase certain; what is shown of it is
stored once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, Literal, NamedTuple

from indexer.numerals import alike_label
from indexer.record import Record, record_to_json

__all__ = [
    "FIELDS",
    "GRAM_FIELDS",
    "NAME_FIELDS",
    "SCHEMA_VERSION",
    "WORD_FIELDS",
    "Field",
    "Prepared",
    "prepare",
]

SCHEMA_VERSION = 3
"""Raised whenever a field is added, dropped or filled otherwise; older indexes are then rebuilt."""

Values = Sequence[str]
"""What a field holds of a paragraph: names, or texts whose words, or grams, it has."""


class Field(NamedTuple):
    """A field of the index: its name, its form, and what of a record fills it.

    A `name` is one exact value, `names` are several; `words` are those of texts, and score; `grams`
    are those of the texts of the field `of`.
    """

    name: str
    form: Literal["name", "names", "words", "grams"]
    values: Callable[[Record], Values] | None = None
    of: str = ""


def _text(record: Record) -> Values:
    return (record.paragraph.text,)


def _title(record: Record) -> Values:
    return (record.document["title"] or "",)


FIELDS: tuple[Field, ...] = (
    Field("id", "name", lambda record: (record.id,)),
    Field("key", "name", lambda record: (record.document["key"],)),
    Field("anchor", "name", lambda record: (record.paragraph.anchor,)),
    Field("label", "name", lambda record: (alike_label(record.paragraph.label),)),
    Field("kind", "name", lambda record: (record.paragraph.kind,)),
    Field("date", "name", lambda record: (record.document["date"] or "",)),
    Field("cites", "names", lambda record: record.cited_keys),
    Field("text", "words", _text),
    Field("footnotes", "words", lambda record: record.note_texts),
    Field("title", "words", _title),
    Field("text_grams", "grams", of="text"),
    Field("footnote_grams", "grams", of="footnotes"),
)
"""Every field, in the order in which it is written. Beside them the record is stored."""

NAME_FIELDS = tuple(field.name for field in FIELDS if field.form in ("name", "names"))
WORD_FIELDS = tuple(field.name for field in FIELDS if field.form == "words")
GRAM_FIELDS = {field.name: field.of for field in FIELDS if field.form == "grams"}

_FILLED = tuple(field for field in FIELDS if field.values)


class Prepared(NamedTuple):
    """A paragraph as the index takes it: the values of each field, and what is stored of it."""

    values: dict[str, Values]
    stored: str

    @property
    def key(self) -> str:
        """Return the key of its document."""
        return self.values["key"][0]

    def to_lines(self) -> str:
        """Return it as two lines of JSON."""
        values = json.dumps(list(self.values.values()), ensure_ascii=False, separators=(",", ":"))
        return f"{values}\n{self.stored}"

    @classmethod
    def from_lines(cls, lines: str) -> Prepared:
        """Return what `to_lines` wrote. Errors: `ValueError` for anything else."""
        line, _, stored = lines.partition("\n")
        given = json.loads(line)
        if type(given) is not list or set(map(type, given)) != {list}:
            raise ValueError("no values of fields")
        if set(map(type, chain.from_iterable(given))) != {str}:
            raise ValueError("values of fields that are no strings")
        values = dict(zip(_FILLED_NAMES, given, strict=True))
        if not (len(values["id"]) == len(values["key"]) == len(values["anchor"]) == 1):
            raise ValueError("a paragraph without a name")
        if "\n" in stored:
            raise ValueError("more than two lines")
        return cls(values, stored)

    def under(self, key: str) -> Prepared:
        """Return the paragraph as one of the document of that key."""
        if key == self.key:
            return self
        stored: dict[str, Any] = json.loads(self.stored)
        stored["document"]["key"] = key
        own = {"id": (f"{key}#{self.values['anchor'][0]}",), "key": (key,)}
        text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        return Prepared({**self.values, **own}, text)


_FILLED_NAMES = tuple(field.name for field in _FILLED)


def prepare(record: Record) -> Prepared:
    """Return a record as the index takes it."""
    values = {field.name: field.values(record) for field in _FILLED if field.values}
    return Prepared(values, record_to_json(record))
