"""A document → the records that are searched, each a paragraph with all that a hit shows of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from json.encoder import encode_basestring as _string
from operator import itemgetter
from typing import Any, TypeVar

from indexer.document import Citation, Document, Footnote, Mark, Paragraph, Span
from indexer.errors import IndexDamaged

__all__ = [
    "Record",
    "facts_to_json",
    "plain_record_frame",
    "plain_record_to_json",
    "record_from_json",
    "record_to_json",
    "records_of",
]

_Item = TypeVar("_Item")

_PARAGRAPH = tuple(field.name for field in fields(Paragraph))
_FOOTNOTE = tuple(field.name for field in fields(Footnote))

# What of an object is read, in the order of its members
_members_of_paragraph = itemgetter(*_PARAGRAPH)
_members_of_footnote = itemgetter(*_FOOTNOTE)


@dataclass(frozen=True, slots=True)
class Record:
    """What is stored of a paragraph: its document's facts, itself, and the notes it refers to.

    A note that no paragraph refers to is a paragraph of its own, and its own note.
    """

    document: dict[str, Any]
    paragraph: Paragraph
    footnotes: tuple[Footnote, ...]

    @property
    def id(self) -> str:
        """Return the paragraph's id, unique in the index."""
        return f"{self.document['key']}#{self.paragraph.anchor}"

    @property
    def note_texts(self) -> tuple[str, ...]:
        """Return the notes as they are matched: as printed and, after a 同上, as spelt out too."""
        return tuple(text for note in self.footnotes for text in (note.text, note.resolved) if text)

    @property
    def cited_keys(self) -> tuple[str, ...]:
        """Return the keys of all that the paragraph or its notes cite, each once.

        What cites an article cites its whole, too. A note that says 同上 cites what it means.
        """
        citations = self.paragraph.citations
        if not (citations or self.footnotes):
            return ()
        # A search reads records, but never looks for citations in them.
        from indexer.citations import find_citations, whole_of

        in_notes = (citation for text in self.note_texts for citation in find_citations(text))
        keys = (citation.key for citation in (*citations, *in_notes))
        return tuple(dict.fromkeys(name for key in keys for name in (key, whole_of(key))))


def records_of(document: Document) -> Iterator[Record]:
    """Yield the records of a document, its paragraphs in order."""
    facts = document.facts()
    notes: dict[str, list[Footnote]] = {}
    for note in document.footnotes:
        for anchor in note.cited_by or (note.anchor,):
            notes.setdefault(anchor, []).append(note)
    for unit in document.units():
        yield Record(facts, unit, tuple(notes.get(unit.anchor, ())))


def record_to_json(record: Record) -> str:
    """Return a record as JSON that any text survives.

    Half characters are kept as they are, not escaped: two escapes beside each other would be read
    as one character. So the string is for a store that keeps such halves, as ours does.
    """
    footnotes = _listed(_footnote_to_json, record.footnotes)
    return (
        f'{{"document":{_facts_to_json(tuple(record.document.items()))},'
        f'"paragraph":{_paragraph_to_json(record.paragraph)},"footnotes":{footnotes}}}'
    )


def facts_to_json(facts: dict[str, Any]) -> str:
    """Return the facts of a document as they stand in each of its records."""
    return _facts_to_json(tuple(facts.items()))


def plain_record_to_json(
    facts: str, anchor: str, kind: str, number: str | None, label: str, text: str, ordinal: int
) -> str:
    """Return what `record_to_json` does of a record that has neither marks, citations, notes, a
    page nor places, whose document's facts are given as JSON.
    """
    name = _string(anchor)
    return (
        f'{{"document":{facts},"paragraph":{{"anchor":{name},"kind":"{kind}",'
        f'"number":{_or_null(number)},"label":{name if label == anchor else _string(label)},'
        f'"text":{_string(text)},"marks":[],"citations":[],"ordinal":{ordinal},"page":null,'
        f'"spans":[]}},"footnotes":[]}}'
    )


def plain_record_frame(facts: str) -> tuple[str, ...]:
    """Return what stands in `plain_record_to_json` before anchor, kind, label, text and ordinal,
    and behind these, where there is no number.
    """
    return (
        f'{{"document":{facts},"paragraph":{{"anchor":"',
        '","kind":"',
        '","number":null,"label":"',
        '","text":"',
        '","marks":[],"citations":[],"ordinal":',
        ',"page":null,"spans":[]},"footnotes":[]}',
    )


def record_from_json(text: str) -> Record:
    """Return the record that `record_to_json` wrote; anything else is `IndexDamaged`."""
    try:
        stored = json.loads(text)
        footnotes = tuple([_footnote(note) for note in stored["footnotes"]])
        return Record(dict(stored["document"]), _paragraph(stored["paragraph"]), footnotes)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise IndexDamaged(f"a stored paragraph cannot be read: {error}") from None


# ---- writing: each object by itself, since that takes a quarter of the time of an encoder that
# walks through any objects


@lru_cache(maxsize=64)
def _facts_to_json(facts: tuple[tuple[str, str | None], ...]) -> str:
    """Return the facts of a document, which its paragraphs share."""
    members = [f"{_string(name)}:{_or_null(fact)}" for name, fact in facts]
    return f"{{{','.join(members)}}}"


def _paragraph_to_json(paragraph: Paragraph) -> str:
    page = "null" if paragraph.page is None else paragraph.page
    return (
        f'{{"anchor":{_string(paragraph.anchor)},"kind":{_string(paragraph.kind)},'
        f'"number":{_or_null(paragraph.number)},"label":{_string(paragraph.label)},'
        f'"text":{_string(paragraph.text)},"marks":{_listed(_mark_to_json, paragraph.marks)},'
        f'"citations":{_listed(_citation_to_json, paragraph.citations)},'
        f'"ordinal":{paragraph.ordinal},"page":{page},'
        f'"spans":{_listed(_span_to_json, paragraph.spans)}}}'
    )


def _footnote_to_json(note: Footnote) -> str:
    return (
        f'{{"anchor":{_string(note.anchor)},"number":{_string(note.number)},'
        f'"text":{_string(note.text)},"resolved":{_or_null(note.resolved)},'
        f'"cited_by":{_listed(_string, note.cited_by)},'
        f'"number_span":{_span_to_json(note.number_span)},'
        f'"spans":{_listed(_span_to_json, note.spans)}}}'
    )


def _mark_to_json(mark: Mark) -> str:
    number, span = _string(mark.number), _span_to_json(mark.span)
    return f'{{"offset":{mark.offset},"number":{number},"span":{span}}}'


def _citation_to_json(citation: Citation) -> str:
    date = "" if citation.date is None else f',"date":{_string(citation.date)}'
    return f'{{"key":{_string(citation.key)},"start":{citation.start},"end":{citation.end}{date}}}'


def _span_to_json(span: Span) -> str:
    return f'{{"start":{span.start},"end":{span.end}}}'


def _listed(to_json: Callable[[_Item], str], items: Sequence[_Item]) -> str:
    return f"[{','.join(map(to_json, items))}]" if items else "[]"


def _or_null(text: str | None) -> str:
    return "null" if text is None else _string(text)


# ---- reading


def _paragraph(stored: dict[str, Any]) -> Paragraph:
    """Return a stored paragraph; it has all of the members, and no others."""
    _refuse_others(stored, _PARAGRAPH)
    anchor, kind, number, label, text, marks, citations, ordinal, page, spans = (
        _members_of_paragraph(stored)
    )
    return Paragraph(
        anchor,
        kind,
        number,
        label,
        text,
        tuple([Mark(mark["offset"], mark["number"], _span(mark["span"])) for mark in marks]),
        tuple([Citation(**citation) for citation in citations]),
        ordinal,
        page,
        tuple([_span(span) for span in spans]),
    )


def _footnote(stored: dict[str, Any]) -> Footnote:
    """Return a stored note; it has all of the members, and no others."""
    _refuse_others(stored, _FOOTNOTE)
    anchor, number, text, resolved, cited_by, number_span, spans = _members_of_footnote(stored)
    places = tuple([_span(span) for span in spans])
    return Footnote(anchor, number, text, resolved, tuple(cited_by), _span(number_span), places)


def _refuse_others(stored: dict[str, Any], members: tuple[str, ...]) -> None:
    if len(stored) > len(members):
        raise ValueError(f"it has other members than {', '.join(members)}")


def _span(stored: dict[str, int]) -> Span:
    return Span(stored["start"], stored["end"])
