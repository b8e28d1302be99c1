"""Paragraphs that come whole and named → records, one by one, however many there are."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast

from indexer.citations import Finder, document_key_of
from indexer.compiled import COMPILED
from indexer.document import Citation, Diagnostic, Footnote, Kind, Mark, Paragraph, Span, told_apart
from indexer.numerals import alike_label
from indexer.record import Record, facts_to_json, plain_record_frame, plain_record_to_json
from indexer.schema import PlainRows, Prepared, prepare, values_of_document
from indexer.shapes import ARTICLE
from indexer.source import Entry
from indexer.verbs import verb_of

if COMPILED:
    from indexer.compiled import entries as compiled

__all__ = ["Digests", "Enlisting"]

LARGEST_DIGEST = (1 << 64) - 1

NOWHERE = Span(0, 0)
"""The place of what a list has no place for: no text runs through it."""


class Enlisting:
    """Makes a record of each entry of one source, its id one that no other entry has."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._anchors = _Anchors()
        self._facts = _facts(name, None, None, name)
        self._finder = Finder()
        self._shared_by: dict[str, Any] | None = None
        self._lines_of: dict[str, Any] | None = None

    def parts_of(self, entry: Entry) -> list[Record | Diagnostic]:
        """Return what is to be known of the entry, and its record."""
        anchor = self._anchors.own(entry.document, entry.anchor)
        return self._parts(entry, anchor, self._finder_of(entry).find(entry.text))

    def prepared_parts_of(self, entry: Entry) -> list[Prepared | Diagnostic]:
        """Return what is to be known of the entry, and its record as the index takes it."""
        anchor = self._anchors.own(entry.document, entry.anchor)
        citations = self._finder_of(entry).find(entry.text)
        # Most entries are so plain that no record need be made to tell what becomes of them.
        if anchor == entry.anchor and not (citations or entry.notes or entry.marks):
            return [self._plain(entry)]
        return [
            prepare(part) if isinstance(part, Record) else part
            for part in self._parts(entry, anchor, citations)
        ]

    def plain_rows(self, lines: bytes, at: int, number: int) -> tuple[PlainRows, int, int]:
        """Return what `prepared_parts_of` gives of the lines from a place on, how many these are,
        and where they end: before one of another document, or that has more than its text.

        `number` is that of the first line.
        """
        facts = self._facts
        if facts is not self._lines_of:
            self._lines_of, self._lines = facts, self._plain_lines(facts)
        # What names no document shares no short names with the paragraphs around it.
        finder = Finder() if facts["key"] == self._name else self._finder
        end, anchors, labels, kinds, texts, stored = self._lines.rows(
            lines, at, number, finder.heeded
        )
        shared = values_of_document(facts)
        rows = PlainRows(facts["key"], shared, number, anchors, labels, kinds, texts, stored)
        return rows, len(texts), end

    def _plain_lines(self, facts: dict[str, Any]) -> compiled.PlainLines:
        """Return what tells the lines of a document that have no more than their text."""
        document = None if facts["key"] == self._name else facts["key"]
        given = (document, facts["title"], facts["date"])
        # No such line has a backslash, so that none has what half a character becomes.
        members = [each and each.encode(errors="backslashreplace") for each in given]
        frame = plain_record_frame(facts_to_json(facts))
        return compiled.PlainLines(
            cast("compiled.Digests", self._anchors.digests),
            facts["key"],
            tuple(members),
            tuple([step.encode(errors="surrogatepass") for step in frame]),
            ARTICLE.match,
            alike_label,
        )

    def _parts(
        self, entry: Entry, anchor: str, citations: tuple[Citation, ...]
    ) -> list[Record | Diagnostic]:
        parts: list[Record | Diagnostic] = []
        if anchor != entry.anchor:
            message = f"{entry.anchor} is listed again; its anchor is {anchor}"
            parts.append(Diagnostic(entry.line, "equal-anchor", message))
        if entry.marks:
            parts += _orphans(entry)
        notes = tuple(_footnotes(entry, anchor)) if entry.notes else ()
        parts.append(Record(self._facts_of(entry), _paragraph(entry, anchor, citations), notes))
        return parts

    def _plain(self, entry: Entry) -> Prepared:
        """Return what `prepare` makes of the record of an entry that has its text alone."""
        facts = self._facts_of(entry)
        if facts is not self._shared_by:
            self._shared_by = facts
            self._shared = facts_to_json(facts), values_of_document(facts)
        facts_in_json, values = self._shared
        line, key, anchor, label, text, _, _, kind, number, _, _ = entry
        kind = kind or _kind_of(text)
        return Prepared(
            key,
            anchor,
            alike_label(label),
            kind,
            verb_of(kind, text),
            *values,
            text,
            (),
            (),
            line,
            plain_record_to_json(facts_in_json, anchor, kind, number, label, text, line),
        )

    def _finder_of(self, entry: Entry) -> Finder:
        """Return what finds the entry's citations: it knows the short names of one document.

        What names no document shares none with the paragraphs around it.
        """
        if entry.document == self._name or entry.document != self._facts["key"]:
            self._finder = Finder()
        return self._finder

    def _facts_of(self, entry: Entry) -> dict[str, Any]:
        """Return the facts of the entry's document: those of the entry before, if it is the same.

        Paragraphs of one document mostly stand one behind the other, and share their facts.
        """
        facts, title, date = self._facts, entry.title, entry.date
        if (facts["key"], facts["title"], facts["date"]) != (entry.document, title, date):
            facts = self._facts = _facts(entry.document, title, date, self._name)
        return facts


def _orphans(entry: Entry) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each mark without a note."""
    numbers = {note.number for note in entry.notes}
    for _, number in entry.marks:
        if number not in numbers:
            yield Diagnostic(entry.line, "orphan-mark", f"mark {number} has no note")


def _facts(key: str, title: str | None, date: str | None, name: str) -> dict[str, Any]:
    return {
        "key": key,
        "symbol": key if _is_symbol(key) else None,
        "title": title,
        "date": date,
        "meeting": None,
        "source": name,
    }


@lru_cache(maxsize=1024)
def _is_symbol(key: str) -> bool:
    """Say whether a document's key is the symbol by which it is cited."""
    return document_key_of(key) == key


def _paragraph(entry: Entry, anchor: str, citations: tuple[Citation, ...]) -> Paragraph:
    return Paragraph(
        anchor,
        entry.kind or _kind_of(entry.text),
        entry.number,
        entry.label,
        entry.text,
        tuple([Mark(offset, number, NOWHERE) for offset, number in entry.marks]),
        citations,
        entry.line,
        None,
        (),
    )


def _kind_of(text: str) -> Kind:
    return "article" if ARTICLE.match(text) else "body"


def _footnotes(entry: Entry, anchor: str) -> Iterator[Footnote]:
    """Yield the notes; another paragraph's note of the same number is another note."""
    anchors = told_apart(f"{anchor}.fn{note.number}" for note in entry.notes)
    for note, own in zip(entry.notes, anchors, strict=True):
        yield Footnote(own, note.number, note.text, note.resolved, (anchor,), NOWHERE, ())


class _Anchors:
    """The anchors given so far, by a digest of eight bytes each: millions must fit in memory.

    Should two names ever have one digest, the later gets ~2.
    """

    def __init__(self) -> None:
        self.digests = compiled.Digests() if COMPILED else Digests()
        self._times: dict[tuple[str, str], int] = {}

    def own(self, document: str, anchor: str) -> str:
        """Return the anchor, ~2 and so on behind it where it was given before."""
        own = anchor
        while not self.digests.add(hash(f"{document}#{own}")):
            times = self._times.get((document, anchor), 1) + 1
            self._times[document, anchor] = times
            own = f"{anchor}~{times}"
        return own


class Digests:
    """Digests in a table of which at least a third is free, each at the first free place from where
    its value points to; 0, which is a free place, is as if it were 1.
    """

    def __init__(self) -> None:
        self._table = array("Q", bytes(8 * 1024))
        self._used = 0

    def add(self, digest: int) -> bool:
        """Add a digest; return whether it is new."""
        if 3 * self._used >= 2 * len(self._table):
            self._grow()
        digest = digest & LARGEST_DIGEST or 1
        place = self._place(digest)
        if self._table[place]:
            return False
        self._table[place] = digest
        self._used += 1
        return True

    def _place(self, digest: int) -> int:
        """Return where the digest is, or is to be put."""
        table, last = self._table, len(self._table) - 1
        place = digest & last
        while (there := table[place]) and there != digest:
            place = (place + 1) & last
        return place

    def _grow(self) -> None:
        digests = self._table
        self._table = array("Q", bytes(8 * 2 * len(digests)))
        for digest in filter(None, digests):
            self._table[self._place(digest)] = digest
