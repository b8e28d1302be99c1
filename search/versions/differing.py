"""Two documents → what became of each paragraph and its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from indexer.document import Document, Footnote
from indexer.errors import TooLargeToCompare
from search.answers import DocumentFacts
from search.versions.align import Alignment, Match, aligned
from search.versions.edits import similarity
from search.versions.outcomes import Difference, NotePair, Pair, PairKind, Side
from search.versions.runs import Change, Wording, change, replacement

__all__ = [
    "MOST_CHARACTERS",
    "MOST_NOTE_CELLS",
    "MOST_PARAGRAPHS",
    "check_size",
    "difference",
    "part_of",
]

MOST_PARAGRAPHS = 100_000
"""A document of more paragraphs is not compared."""

MOST_CHARACTERS = 2_000_000
"""So many characters of paragraphs and notes that were reworded are compared one by one."""

MOST_NOTE_CELLS = 4 * 10**9
"""So many pairs of characters of notes are compared to see which became which; then only notes that
are the same are paired."""

LONGEST_NOTE = 4_096
"""So many characters of a note are looked at for that, the first of them."""

LEAST_OF_NOTES = 0.3
"""So alike are the only note of a paragraph and that of its other version, to be one reworded."""

COARSE = "The documents are so large that not all paragraphs were held against all others."
WHOLE = "So much was reworded that the last of it is shown as replaced as a whole."


Alone = Literal["only_first", "only_second"]
"""Which of the documents has something that the other has not."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A paragraph of a document, or several that were split or merged, as they are compared."""

    sides: tuple[Side, ...]
    wording: Wording
    notes: tuple[Footnote, ...]
    key: str


def difference(first: Document, second: Document) -> Difference:
    """Return what became of each paragraph of the first document in the second.

    The paragraphs of two documents that have one each are paired, however unlike they are.
    """
    return _Comparing(first, second).difference()


def check_size(key: str, paragraphs: int) -> None:
    """Refuse a document of more paragraphs than are compared. Errors: `TooLargeToCompare`."""
    if paragraphs > MOST_PARAGRAPHS:
        raise TooLargeToCompare(
            f"{key} has {paragraphs:,} paragraphs; {MOST_PARAGRAPHS:,} is the most that is compared"
        )


def part_of(document: Document, anchor: str | None) -> Document:
    """Return a document with nothing but the paragraph, or the note, of an anchor."""
    if anchor is None:
        return document
    own = tuple(each for each in document.paragraphs if each.anchor == anchor)
    noted = (note for note in document.footnotes if note.anchor == anchor)
    notes = tuple(note for note in document.footnotes if anchor in note.cited_by)
    units = own or tuple(note.as_paragraph(1) for note in noted)
    return replace(document, paragraphs=units, footnotes=notes)


class _Comparing:
    def __init__(self, first: Document, second: Document) -> None:
        self._documents = first, second
        self._first = _parts(first)
        self._second = _parts(second)
        self._left = MOST_CHARACTERS
        self._note_cells = MOST_NOTE_CELLS

    def difference(self) -> Difference:
        """Return the whole of it."""
        if len(self._first) == len(self._second) == 1:
            alignment = Alignment((Match((0,), (0,), moved=False),), is_coarse=False)
        else:
            alignment = aligned(_bodies(self._first), _bodies(self._second))
        pairs = tuple(self._pairs(alignment.matches))
        notices = [COARSE] * alignment.is_coarse + [WHOLE] * (self._left < 0)
        first, second = map(_facts, self._documents)
        return Difference(first, second, pairs, tuple(notices))

    def _pairs(self, matches: Sequence[Match]) -> Iterator[Pair]:
        """Yield all pairs in the order of the second document, what only the first has between."""
        matched = set(chain.from_iterable(match.first for match in matches))
        paired = set(chain.from_iterable(match.second for match in matches))
        of_second = {match.second[0]: match for match in matches}
        in_order = {match.first[0] for match in matches if not match.moved}
        yield from self._only_first(0, in_order, matched)
        for number, part in enumerate(self._second):
            match = of_second.get(number)
            if match:
                yield self._paired(match)
            elif number not in paired:
                yield self._alone(part, "only_second")
            if match and not match.moved:
                yield from self._only_first(match.first[-1] + 1, in_order, matched)

    def _only_first(self, start: int, in_order: set[int], matched: set[int]) -> Iterator[Pair]:
        """Yield what only the first document has before the next paragraph that stayed in order."""
        for number in range(start, len(self._first)):
            if number in in_order:
                return
            if number not in matched:
                yield self._alone(self._first[number], "only_first")

    def _paired(self, match: Match) -> Pair:
        first = _united([self._first[number] for number in match.first])
        second = _united([self._second[number] for number in match.second])
        notes = tuple(self._note_pairs(first, second))
        is_same = first.wording.body == second.wording.body
        is_same = is_same and all(note.kind == "same" for note in notes)
        changed = self._change(first.wording, second.wording)
        kind = _kind(match, is_same=is_same)
        return Pair(kind, first.sides, second.sides, changed.similarity, changed.runs, notes)

    def _alone(self, part: _Part, kind: Alone) -> Pair:
        notes = tuple(_note_alone(part, note, kind) for note in part.notes)
        runs = _change_alone(part.wording.text, kind).runs
        first, second = (part.sides, ()) if kind == "only_first" else ((), part.sides)
        return Pair(kind, first, second, 0.0, runs, notes)

    def _change(self, first: Wording, second: Wording) -> Change:
        """Return what became of a text: all of it where too much was compared already."""
        if first.body != second.body:
            self._left -= len(first.text) + len(second.text)
            if self._left < 0:
                return replacement(first.text, second.text)
        return change(first, second)

    def _note_pairs(self, first: _Part, second: _Part) -> Iterator[NotePair]:
        """Yield what became of the notes of a paragraph: their numbers do not count."""
        ours = [Wording(_note_text(note)) for note in first.notes]
        theirs = [Wording(_note_text(note)) for note in second.notes]
        pairs = self._notes_paired(_bodies_of_notes(ours), _bodies_of_notes(theirs))
        taken = set(pairs.values())
        for number, note in enumerate(first.notes):
            if number not in pairs:
                yield _note_alone(first, note, "only_first")
                continue
            other = pairs[number]
            changed = self._change(ours[number], theirs[other])
            is_same = ours[number].body == theirs[other].body
            yield NotePair(
                "same" if is_same else "reworded",
                _note_side(first, note),
                _note_side(second, second.notes[other]),
                changed.runs,
            )
        for number, note in enumerate(second.notes):
            if number not in taken:
                yield _note_alone(second, note, "only_second")

    def _notes_paired(self, ours: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
        """Return which notes became which: the same, the most alike, then those at one place."""
        self._note_cells -= sum(map(len, ours)) * sum(map(len, theirs))
        if self._note_cells < 0:
            of_text = {text: number for number, text in enumerate(theirs)}
            return {
                number: of_text.pop(text) for number, text in enumerate(ours) if text in of_text
            }
        if len(ours) == len(theirs) == 1:
            return {0: 0} if similarity(ours[0], theirs[0]) >= LEAST_OF_NOTES else {}
        found = aligned(ours, theirs)
        return {match.first[0]: match.second[0] for match in found.matches}


def _kind(match: Match, *, is_same: bool) -> PairKind:
    if len(match.second) > 1:
        return "split"
    if len(match.first) > 1:
        return "merged"
    if is_same:
        return "moved" if match.moved else "same"
    return "moved_reworded" if match.moved else "reworded"


# ---- what is compared


def _parts(document: Document) -> list[_Part]:
    """Return the paragraphs of a document, and the notes that none of them cites."""
    notes: dict[str, list[Footnote]] = {}
    for note in document.footnotes:
        for anchor in note.cited_by:
            notes.setdefault(anchor, []).append(note)
    return [
        _Part(
            (Side(f"{document.key}#{unit.anchor}", unit.paged_label, unit.text),),
            Wording(unit.text),
            tuple(notes.get(unit.anchor, ())),
            document.key,
        )
        for unit in document.units()
    ]


def _united(parts: Sequence[_Part]) -> _Part:
    """Return neighbours as one, a line end between their texts, each of their notes once."""
    if len(parts) == 1:
        return parts[0]
    sides = tuple(chain.from_iterable(part.sides for part in parts))
    notes = {note.anchor: note for part in parts for note in part.notes}
    text = "\n".join(side.text for side in sides)
    return _Part(sides, Wording(text), tuple(notes.values()), parts[0].key)


def _bodies(parts: Sequence[_Part]) -> list[str]:
    return [part.wording.body for part in parts]


def _bodies_of_notes(wordings: Sequence[Wording]) -> list[str]:
    return [wording.body[:LONGEST_NOTE] for wording in wordings]


def _note_text(note: Footnote) -> str:
    """Return a note with what it stands for: a 同上 may mean another source than it did."""
    return f"{note.text} = {note.resolved}" if note.resolved else note.text


def _note_side(part: _Part, note: Footnote) -> Side:
    return Side(f"{part.key}#{note.anchor}", note.number, _note_text(note))


def _note_alone(part: _Part, note: Footnote, kind: Alone) -> NotePair:
    side = _note_side(part, note)
    runs = _change_alone(side.text, kind).runs
    first, second = (side, None) if kind == "only_first" else (None, side)
    return NotePair(kind, first, second, runs)


def _change_alone(text: str, kind: Alone) -> Change:
    return replacement(text, "") if kind == "only_first" else replacement("", text)


def _facts(document: Document) -> DocumentFacts:
    return DocumentFacts(
        document.key, document.symbol, document.title, document.date, document.source
    )
