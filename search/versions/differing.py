"""Two documents → what became of each paragraph and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from indexer.document import Document, Footnote, Paragraph
from indexer.segmenter import Segmenter
from search.answers import DocumentFacts
from search.versions.align import Match, aligned
from search.versions.edits import similarity
from search.versions.outcomes import Difference, NotePair, Pair, PairKind, Run, Side
from search.versions.runs import Wording, changed_runs, replaced_runs

__all__ = ["MOST_CHARACTERS", "MOST_PARAGRAPHS", "difference", "part_of", "share_of"]

MOST_PARAGRAPHS = 100_000
"""A document of more paragraphs is not compared."""

MOST_CHARACTERS = 4_000_000
"""So many characters of paragraphs and notes that were reworded are compared one by one."""

COARSE = "The documents are so large that not all paragraphs were held against all others."
WHOLE = "So much was reworded that the last of it is shown as replaced as a whole."


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph of a document with its notes, as they are compared."""

    paragraph: Paragraph
    side: Side
    wording: Wording
    notes: tuple[Footnote, ...]


def difference(first: Document, second: Document, segmenter: Segmenter) -> Difference:
    """Return what became of each paragraph of the first document in the second.

    Two documents of one paragraph each are paired, however unlike these are.
    """
    return _Comparing(first, second, segmenter).difference()


def part_of(document: Document, anchor: str | None) -> Document:
    """Return a document with nothing but the paragraph, or the note, of an anchor."""
    from dataclasses import replace

    if anchor is None:
        return document
    own = tuple(each for each in document.paragraphs if each.anchor == anchor)
    noted = (note for note in document.footnotes if note.anchor == anchor)
    notes = tuple(note for note in document.footnotes if anchor in note.cited_by)
    units = own or tuple(note.as_paragraph(1) for note in noted)
    return replace(document, paragraphs=units, footnotes=notes)


def share_of(runs: Sequence[Run]) -> float:
    """Return which share of the characters of both texts is the same: 1 only if all are."""
    kept = sum(len(run.old) + len(run.new) for run in runs if run.kind == "same")
    total = sum(len(run.old) + len(run.new) for run in runs)
    return floor(10_000 * kept / total) / 10_000 if total else 1.0


class _Comparing:
    def __init__(self, first: Document, second: Document, segmenter: Segmenter) -> None:
        self._documents = first, second
        self._first = _parts(first)
        self._second = _parts(second)
        self._segmenter = segmenter
        self._left = MOST_CHARACTERS

    def difference(self) -> Difference:
        """Return the whole of it."""
        if len(self._first) == len(self._second) == 1:
            matches, is_coarse = (Match(0, 0, moved=False),), False
        else:
            alignment = aligned(_bodies(self._first), _bodies(self._second))
            matches, is_coarse = alignment.matches, alignment.is_coarse
        pairs = tuple(self._pairs(matches))
        notices = [COARSE] * is_coarse + [WHOLE] * (self._left < 0)
        return Difference(*map(_facts, self._documents), pairs, tuple(notices))

    def _pairs(self, matches: Sequence[Match]) -> Iterator[Pair]:
        """Yield all pairs in the order of the second document, what only the first has between."""
        matched = {match.first for match in matches}
        of_second = {match.second: match for match in matches}
        left = 0
        for number, part in enumerate(self._second):
            match = of_second.get(number)
            if match and not match.moved:
                yield from self._only_first(left, match.first, matched)
                left = match.first + 1
            yield self._paired(self._first[match.first], part, match) if match else self._alone(
                part, "only_second"
            )
        yield from self._only_first(left, len(self._first), matched)

    def _only_first(self, start: int, end: int, matched: set[int]) -> Iterator[Pair]:
        for number in range(start, end):
            if number not in matched:
                yield self._alone(self._first[number], "only_first")

    def _paired(self, first: _Part, second: _Part, match: Match) -> Pair:
        notes = tuple(self._note_pairs(first, second))
        is_same = first.wording.body == second.wording.body
        is_same = is_same and all(note.kind in ("same", "moved") for note in notes)
        kind: PairKind = "moved" if match.moved else "same"
        if not is_same:
            kind = "moved_reworded" if match.moved else "reworded"
        runs = self._runs(first.wording, second.wording)
        return Pair(kind, first.side, second.side, runs, share_of(runs), notes)

    def _alone(self, part: _Part, kind: PairKind) -> Pair:
        notes = tuple(self._note_alone(part, note, kind) for note in part.notes)
        runs = _runs_alone(part.side.text, kind)
        return Pair(*_sides(part.side, kind), runs, 0.0, notes)

    def _runs(self, first: Wording, second: Wording) -> tuple[Run, ...]:
        """Return the runs of two texts, or both as a whole where too much was compared already."""
        if first.body != second.body:
            self._left -= len(first.text) + len(second.text)
            if self._left < 0:
                return replaced_runs(first.text, second.text)
        return changed_runs(first, second, self._segmenter)

    # ---- notes

    def _note_pairs(self, first: _Part, second: _Part) -> Iterator[NotePair]:
        """Yield what became of the notes of a paragraph: their numbers do not count."""
        ours = [Wording(_note_text(note)) for note in first.notes]
        theirs = [Wording(_note_text(note)) for note in second.notes]
        pairs = dict(_notes_paired(ours, theirs))
        taken = set(pairs.values())
        for number, note in enumerate(first.notes):
            if number not in pairs:
                yield self._note_alone(first, note, "only_first")
                continue
            other = pairs[number]
            one_side = _note_side(first, note)
            other_side = _note_side(second, second.notes[other])
            is_same = ours[number].body == theirs[other].body
            runs = self._runs(ours[number], theirs[other])
            yield NotePair("same" if is_same else "reworded", one_side, other_side, runs)
        for number, note in enumerate(second.notes):
            if number not in taken:
                yield self._note_alone(second, note, "only_second")

    def _note_alone(self, part: _Part, note: Footnote, kind: PairKind) -> NotePair:
        side = _note_side(part, note)
        return NotePair(*_sides(side, kind), _runs_alone(side.text, kind))


# ---- what is compared


def _parts(document: Document) -> list[_Part]:
    notes: dict[str, list[Footnote]] = {}
    for note in document.footnotes:
        for anchor in note.cited_by:
            notes.setdefault(anchor, []).append(note)
    return [
        _Part(
            unit,
            Side(f"{document.key}#{unit.anchor}", unit.paged_label, unit.text),
            Wording(unit.text),
            tuple(notes.get(unit.anchor, ())),
        )
        for unit in document.units()
    ]


def _bodies(parts: Sequence[_Part]) -> list[str]:
    return [part.wording.body for part in parts]


def _note_text(note: Footnote) -> str:
    """Return a note with what it stands for: a 同上 may mean another source than it did."""
    return f"{note.text} = {note.resolved}" if note.resolved else note.text


def _note_side(part: _Part, note: Footnote) -> Side:
    key = part.side.id.rpartition("#")[0]
    return Side(f"{key}#{note.anchor}", note.number, _note_text(note))


def _notes_paired(ours: Sequence[Wording], theirs: Sequence[Wording]) -> list[tuple[int, int]]:
    """Return which notes became which: the same, the most alike, then those at one place."""
    if len(ours) == len(theirs) == 1:
        return [(0, 0)] if similarity(ours[0].body, theirs[0].body) >= LEAST_OF_NOTES else []
    found = aligned([each.body for each in ours], [each.body for each in theirs])
    return [(match.first, match.second) for match in found.matches]


LEAST_OF_NOTES = 0.3
"""So alike are the only note of a paragraph and that of its other version, to be one reworded."""


def _sides(side: Side, kind: PairKind) -> tuple[PairKind, Side | None, Side | None]:
    return (kind, side, None) if kind == "only_first" else (kind, None, side)


def _runs_alone(text: str, kind: PairKind) -> tuple[Run, ...]:
    return replaced_runs(text, "") if kind == "only_first" else replaced_runs("", text)


def _facts(document: Document) -> DocumentFacts:
    return DocumentFacts(
        document.key, document.symbol, document.title, document.date, document.source
    )
