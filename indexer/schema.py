"""The index contract: what a paragraph becomes in the index, as one list of fields.

The words of a paragraph, those of its notes and those of its document's title are fields that score;
the grams of its text and of its notes make every phrase certain; what is shown of it is stored once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
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
    "renamed",
]

SCHEMA_VERSION = 3
"""Raised whenever a field is added, dropped or filled otherwise; older indexes are then rebuilt."""

MAX_ORDINAL = 0xFFFFFFFF
"""The greatest place in a document that the index can hold."""

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
    """A paragraph as the index takes it: its place in its document, the values of each field, and
    what is stored of it.
    """

    ordinal: int
    values: dict[str, Values]
    stored: str

    @property
    def key(self) -> str:
        """Return the key of its document."""
        return self.values["key"][0]

    def to_json(self) -> str:
        """Return it as two lines of JSON."""
        given = [self.ordinal, *self.values.values()]
        line = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        return f"{line}\n{self.stored}"

    @classmethod
    def from_json(cls, text: str) -> Prepared:
        """Return what `to_json` wrote. Errors: `ValueError` for anything else."""
        line, _, stored = text.partition("\n")
        given = json.loads(line)
        if not (isinstance(given, list) and given and _is_ordinal(given[0])):
            raise ValueError("no ordinal")
        ordinal, *given = given
        if not all(map(_are_values, given)):
            raise ValueError("no values")
        names = (field.name for field in _FILLED)
        values = dict(zip(names, given, strict=True))
        if not (len(values["id"]) == len(values["key"]) == 1) or "\n" in stored:
            raise ValueError("no paragraph")
        return cls(ordinal, values, stored)


def prepare(record: Record) -> Prepared:
    """Return a record as the index takes it."""
    values = {field.name: field.values(record) for field in _FILLED if field.values}
    return Prepared(record.paragraph.ordinal, values, record_to_json(record))


def renamed(prepared: Prepared, key: str) -> Prepared:
    """Return the paragraph as one of the document of that key."""
    stored: dict[str, Any] = json.loads(prepared.stored)
    stored["document"]["key"] = key
    own = {"id": (f"{key}#{prepared.values['anchor'][0]}",), "key": (key,)}
    text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
    return Prepared(prepared.ordinal, {**prepared.values, **own}, text)


def _is_ordinal(given: Any) -> bool:
    return type(given) is int and 0 <= given <= MAX_ORDINAL


def _are_values(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(value, str) for value in given)
