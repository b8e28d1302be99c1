"""Paragraphs that are notes → notes, and the signs that refer to them → marks.

Notes stand at the end of a document or of a chapter, below 注释 or below nothing, and a note *
wherever its page ended. What begins with a number may as well be a paragraph of a report: only
where the text before has marks for the notes are they taken for notes.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from indexer.document import Diagnostic, Span
from indexer.draft import Composed, Draft, MarkPiece, PrintedNote, TextPiece, glue
from indexer.lift import Candidate, bare_marks, divided, lift, pieces_of, signed_marks
from indexer.marks import SIGNED, Entry, Form, entry_of, next_number, value_of
from indexer.shapes import ANNEX, CHAPTER, NOTES_HEADING, OPENING, ends_unit
from indexer.source import Line, Source

__all__ = ["take_endnotes"]

LONGEST_CONTINUATION = 2
"""So many paragraphs between two notes can be the rest of the first."""

LONGEST_HEADING = 40
"""A longer line is no heading that ends the notes above it."""

FEWEST_BARE = 2
"""Of notes without a heading whose marks are bare numbers there are at least so many."""

# 《…》    同上    第3页    pp. 3    https://…    (what the words of a source have)
SOURCE_WORDS = re.compile(
    r"[《/]|同[上前]|[见見]|第[^。，]{1,9}[页頁号號卷]|[A-Za-z]{3}|出版|[编編著]"
)

# What a mark stands behind where no heading says that notes follow.
MARK_BEHIND = re.compile(r"[\u3400-\u9fffA-Za-z0-9》”’」』）)〉】\]。！？!?.…%％]")

# Punctuation, on at least one side of a bare number that is a mark.
PUNCTUATION = re.compile(r"[》”’」』）)〉】，。；：、！？]")


class _Note(NamedTuple):
    """A note still among the paragraphs: its sign, and by index the paragraphs it is made of."""

    entry: Entry
    parts: tuple[int, ...]


class _Run(NamedTuple):
    """Notes that count up, one below the other, and the heading above them, if there is one."""

    notes: tuple[_Note, ...]
    heading: str | None

    @property
    def start(self) -> int:
        return self.notes[0].parts[0]

    @property
    def end(self) -> int:
        return self.notes[-1].parts[-1] + 1

    @property
    def form(self) -> Form:
        return self.notes[0].entry.form


class _Marks(NamedTuple):
    """The signs of one form that refer to the notes of a run."""

    form: Form
    found: tuple[Candidate, ...]


@dataclass(frozen=True)
class _Text:
    """The paragraphs of a source, what each begins with, and all signs among their words."""

    composed: Composed

    @property
    def drafts(self) -> tuple[Draft, ...]:
        return self.composed.drafts

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(draft.text for draft in self.drafts)

    @cached_property
    def entries(self) -> tuple[Entry | None, ...]:
        return tuple(
            entry_of(text) if draft.role in (None, "plain") and _begins_with_text(draft) else None
            for draft, text in zip(self.drafts, self.texts, strict=True)
        )

    @cached_property
    def signs(self) -> dict[Form, list[Candidate]]:
        """Return by form all that can be a mark, in order of place."""
        forms: tuple[Form, ...] = (*SIGNED, "round", "star")
        found: dict[Form, list[Candidate]] = {form: [] for form in (*forms, "bare")}
        for piece, before in pieces_of(self.drafts):
            found["bare"] += bare_marks(piece)
            for form in forms:
                found[form] += signed_marks(piece, form, before)
        return found

    @cached_property
    def signs_of(self) -> dict[tuple[Form, int], list[Candidate]]:
        """Return by form and value all that can be a mark, in order of place."""
        found: dict[tuple[Form, int], list[Candidate]] = {}
        for form, signs in self.signs.items():
            for sign in signs:
                found.setdefault((form, sign.value), []).append(sign)
        return found

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Return where each paragraph begins in the source."""
        return tuple(draft.pieces[0].start if draft.pieces else 0 for draft in self.drafts)

    def place(self, at: int) -> int:
        """Return where paragraph `at` begins, or the end of the source."""
        return self.starts[at] if at < len(self.starts) else len(self.composed.text)

    def is_heading(self, at: int) -> bool:
        """Say whether the paragraph can be a heading: what ends the notes above it."""
        text = self.texts[at]
        if self.drafts[at].role in ("title", "heading") or ANNEX.match(text) or CHAPTER.match(text):
            return True
        return len(text) <= LONGEST_HEADING and not ends_unit(text) and self.entries[at] is None

    @cached_property
    def opens_as_resolutions_do(self) -> bool:
        """Whether numbered paragraphs are the decisions of a resolution."""
        return any(map(OPENING.match, self.texts))

    def is_notes_heading(self, at: int) -> bool:
        return bool(NOTES_HEADING.match(self.texts[at].strip()))


def take_endnotes(composed: Composed) -> Composed:
    """Return the source with its paragraphs that are notes made notes, their marks lifted out.

    What is not certain stays a paragraph. The heading above the notes stays one.
    """
    text = _Text(composed)
    taker = _Taker(text)
    for run in _runs(text):
        taker.take(run)
    return taker.taken() if taker.changed else composed


class _Taker:
    """Decides of each run in order whether it is one of notes, and keeps what was decided."""

    def __init__(self, text: _Text) -> None:
        self._text = text
        self._notes: list[PrintedNote] = []
        self._bare: list[PrintedNote] = []
        self._marks: dict[tuple[int, int, str], Candidate] = {}
        self._places: set[tuple[int, int]] = set()
        self._forms: dict[Form, int] = {}
        self._dropped: set[int] = set()
        self._diagnostics: list[Diagnostic] = []
        self._scope = 0
        self._printed_numbers = frozenset(note.number for note in text.composed.notes)
        self._last: dict[str, int] = {}  # by number, where the last note of it begins
        self._region = max((note.region for note in text.composed.notes), default=-1)

    @property
    def changed(self) -> bool:
        return bool(self._notes or self._diagnostics)

    def take(self, run: _Run) -> None:
        """Take a run for notes if the text has marks for them."""
        scope = self._scope if run.form != "star" else 0
        marks = self._marks_of(run, scope)
        if marks is None and scope and run.heading is not None:
            scope, marks = 0, self._marks_of(run, 0)
        if marks is None:
            if run.heading is not None:
                self._diagnostics.append(_doubt(self._text, run))
            return
        numbers = self._numbers(run, scope)
        self._region += 1
        notes = [
            _printed(self._text, note, numbers[value_of(note.entry.number)], self._region)
            for note in run.notes
        ]
        self._notes += notes
        self._last.update((note.number, note.number_span.start) for note in notes)
        self._dropped.update(part for note in run.notes for part in note.parts)
        self._keep(marks, numbers, notes)
        if run.form != "star":
            self._scope = run.end

    def _keep(self, marks: _Marks, numbers: dict[int, str], notes: Sequence[PrintedNote]) -> None:
        self._forms[marks.form] = notes[0].number_span.start
        if marks.form == "bare":
            self._bare += notes
            return
        for sign in marks.found:
            number = numbers[value_of(sign.number)]
            self._marks[sign.place, sign.end, number] = sign._replace(number=number)
            self._places.add((sign.place, sign.end))

    def _numbers(self, run: _Run, scope: int) -> dict[int, str]:
        """Return the numbers of the notes by value: with their brackets where others have them."""
        plain = {value_of(note.entry.number): note.entry.number for note in run.notes}
        start = self._text.place(scope)
        known = any(
            number in self._printed_numbers or self._last.get(number, -1) >= start
            for number in plain.values()
        )
        if not known:
            return plain
        return {
            value_of(note.entry.number): self._text.texts[note.parts[0]][: note.entry.end].strip()
            for note in run.notes
        }

    def _marks_of(self, run: _Run, scope: int) -> _Marks | None:
        """Return the marks between a paragraph and the run, in the first form that has them."""
        forms: tuple[Form, ...] = (run.form,)
        if run.form != "star":
            forms = (run.form, *(form for form in SIGNED if form != run.form), "bare")
        stretch = self._text.place(scope), self._text.place(run.start)
        for form in forms:
            if form == "round" and run.heading is None:
                continue
            marks = _within(self._text, stretch, run, form)
            taken = any((mark.place, mark.end) in self._places for mark in marks.found)
            if not taken and _are_marks(marks, run):
                return marks
        return None

    def taken(self) -> Composed:
        """Return the source with all that was taken for notes and marks."""
        composed = self._text.composed
        kept = [draft for at, draft in enumerate(composed.drafts) if at not in self._dropped]
        lifted = lift(list(divided(kept, list(self._marks.values()))), self._bare)
        diagnostics = [*composed.diagnostics, *self._diagnostics, *self._orphans()]
        return replace(
            composed,
            drafts=lifted.drafts,
            notes=_in_regions([*composed.notes, *self._notes]),
            diagnostics=(*_still_true(diagnostics, composed, lifted.drafts), *lifted.diagnostics),
        )

    def _orphans(self) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each sign without a note, of the forms that marks have here."""
        for form, end in self._forms.items():
            if form not in ("bare", "star", "round"):
                for sign in self._text.signs[form]:
                    if sign.place < end and (sign.place, sign.end) not in self._places:
                        yield _orphan(self._text, sign)


# ---- runs


def _runs(text: _Text) -> Iterator[_Run]:
    """Yield what could be the notes of a document, in order."""
    stars = sum(entry is not None and entry.form == "star" for entry in text.entries)
    at = 0
    while at < len(text.drafts):
        heading = text.texts[at] if text.is_notes_heading(at) else None
        run = _run_from(text, at + 1 if heading else at, heading)
        if run is None:
            at += 1
            continue
        if heading or _reads_as_notes(text, run, stars):
            yield run
        at = run.end


def _reads_as_notes(text: _Text, run: _Run, stars: int) -> bool:
    """Say whether notes without a heading can be notes: of numbered paragraphs only sources can.

    A * stands before one note of a document, or its lines are those of a list.
    """
    if run.form == "star":
        return len(run.notes) == stars
    if run.form not in ("bare", "round"):
        return True
    words = (text.texts[note.parts[0]] for note in run.notes)
    return not text.opens_as_resolutions_do and all(map(SOURCE_WORDS.search, words))


def _run_from(text: _Text, at: int, heading: str | None) -> _Run | None:
    """Return the notes that begin with paragraph `at` and count from one, if there are such."""
    entry = text.entries[at] if at < len(text.entries) else None
    if entry is None or value_of(entry.number) != 1:
        return None
    notes: list[_Note] = []
    while entry is not None:
        end = _end_of_note(text, at, entry) if heading is not None else at + 1
        notes.append(_Note(entry, tuple(range(at, end))))
        at = end
        after = text.entries[at] if at < len(text.entries) else None
        entry = after if after is not None and _follows(after, entry) else None
    run = _Run(tuple(notes), heading)
    ends = at == len(text.drafts) or text.is_heading(at) or text.is_notes_heading(at)
    return run if heading is not None or ends or run.form == "star" else None


def _end_of_note(text: _Text, at: int, entry: Entry) -> int:
    """Return where a note ends: right above the next one, if that is near."""
    for end in range(at + 1, min(at + 2 + LONGEST_CONTINUATION, len(text.drafts))):
        following = text.entries[end]
        if following is not None and _follows(following, entry):
            return end
        if text.is_heading(end) or following is not None:
            break
    return at + 1


def _follows(entry: Entry, before: Entry) -> bool:
    return entry.form == before.form and entry.number == next_number(before.number)


# ---- marks


def _within(text: _Text, stretch: tuple[int, int], run: _Run, form: Form) -> _Marks:
    """Return the signs of a stretch that have the number of one of the notes."""
    found: list[Candidate] = []
    for note in run.notes:
        signs = text.signs_of.get((form, value_of(note.entry.number)), [])
        low, high = (bisect_left(signs, place, key=lambda sign: sign.place) for place in stretch)
        found += [sign for sign in signs[low:high] if _may_refer(sign, form, run)]
    return _Marks(form, tuple(found))


def _may_refer(sign: Candidate, form: Form, run: _Run) -> bool:
    """Say whether the words around a sign let it be a mark; more is asked where no heading is."""
    if run.heading is not None or form == "square":
        return True
    if form == "star":
        return not sign.behind.isdigit()
    if form == "bare":
        after = sign.cut[1]
        ahead = sign.piece.text[after : after + 1]
        return bool(not ahead or PUNCTUATION.match(sign.behind) or PUNCTUATION.match(ahead))
    return bool(MARK_BEHIND.match(sign.behind))


def _are_marks(marks: _Marks, run: _Run) -> bool:
    """Say whether the signs are the marks of these notes.

    Below a heading, marks for half of the notes are enough. Without one each note has its mark, and
    they stand in the order of the notes.
    """
    first: dict[int, int] = {}
    for sign in marks.found:
        first.setdefault(value_of(sign.number), sign.place)
    if not first:
        return False
    if run.form == "star":
        return len(first) == len(run.notes) == len(marks.found)
    if len(first) < len(run.notes) and run.heading is None:
        return False
    wanted = [first[value] for value in sorted(first)]
    in_order = all(one <= other for one, other in pairwise(wanted))
    if run.heading is not None:
        return len(first) * 2 >= len(run.notes) and (in_order or marks.form == "square")
    enough = marks.form != "bare" or len(run.notes) >= FEWEST_BARE
    once = marks.form != "bare" or len(marks.found) == len(first)
    return in_order and enough and once


# ---- notes


def _begins_with_text(draft: Draft) -> bool:
    return bool(draft.pieces) and isinstance(draft.pieces[0], TextPiece)


def _printed(text: _Text, note: _Note, number: str, region: int) -> PrintedNote:
    """Return the note as read: its sign aside, the pieces of its paragraphs."""
    source = text.composed.text
    spans = [
        Span(piece.start, piece.start + len(piece.text))
        if isinstance(piece, TextPiece)
        else Span(piece.start, piece.end)
        for part in note.parts
        for piece in text.drafts[part].pieces
    ]
    sign = source[spans[0].start : spans[0].end][: note.entry.end]
    words = Span(spans[0].start + len(sign), spans[0].end)
    spans = [span for span in (words, *spans[1:]) if span.start < span.end]
    parts: list[str] = []
    for span in spans:
        words_of_span = source[span.start : span.end]
        parts += [glue(parts[-1] if parts else "", words_of_span), words_of_span]
    first = text.starts[note.parts[0]]
    number_span = Span(first, first + len(sign.rstrip()))
    line = text.drafts[note.parts[0]].line
    return PrintedNote(number, "".join(parts), region, line, number_span, tuple(spans))


def _in_regions(notes: Sequence[PrintedNote]) -> tuple[PrintedNote, ...]:
    """Return the notes in order of place, their regions counted anew.

    A note * belongs to the notes of its page: to those that follow it.
    """
    in_order = sorted(notes, key=lambda note: note.number_span.start)
    following: int | None = None
    shared: list[int] = []
    for note in reversed(in_order):
        is_star = not note.number[0].isalnum() and not note.number.startswith("[")
        region = following if is_star and following is not None else note.region
        following = following if is_star else note.region
        shared.append(region)
    regions: dict[int, int] = {}
    return tuple(
        replace(note, region=regions.setdefault(region, len(regions)))
        for note, region in zip(in_order, reversed(shared), strict=True)
    )


def _still_true(
    diagnostics: Sequence[Diagnostic], composed: Composed, drafts: Sequence[Draft]
) -> Iterator[Diagnostic]:
    """Yield the diagnostics without those of marks that have their notes now."""
    if not any(noted.code == "orphan-mark" for noted in diagnostics):
        yield from diagnostics
        return
    places = _Places(composed)
    marked = {
        (place, f"no note {piece.number} was found; kept as text")
        for draft in drafts
        for piece in draft.pieces
        if isinstance(piece, MarkPiece)
        for place in places.of(piece.start)
    }
    for noted in diagnostics:
        if noted.code != "orphan-mark" or ((noted.page, noted.line), noted.message) not in marked:
            yield noted


class _Places:
    """Says where diagnostics place what stands somewhere in the text of a source."""

    def __init__(self, composed: Composed) -> None:
        self._lines = Source.from_text(composed.name, composed.text).lines
        self._starts = [line.start for line in self._lines]
        self._first: dict[int | None, int] = {}
        for line in self._lines:
            self._first.setdefault(line.page, line.number)
        # Form feeds count the pages that have text, which are not all.
        self._pages = {
            self._line(draft.pieces[0].start).page: draft.page for draft in composed.drafts
        }

    def of(self, start: int) -> tuple[tuple[int | None, int], ...]:
        """Return the page and the line of a place: of a text, and of a source of pages."""
        line = self._line(start)
        on_page = line.number - self._first[line.page] + 1
        return (None, line.number), (self._pages.get(line.page), on_page)

    def _line(self, start: int) -> Line:
        return self._lines[bisect_right(self._starts, start) - 1]


def _doubt(text: _Text, run: _Run) -> Diagnostic:
    message = f"kept as paragraphs below {run.heading}: the text has no marks for them"
    return Diagnostic(text.drafts[run.start].line, "doubtful-notes", message)


def _orphan(text: _Text, sign: Candidate) -> Diagnostic:
    at = bisect_left(text.starts, sign.place + 1) - 1
    message = f"no note {sign.number} was found; kept as text"
    return Diagnostic(text.drafts[at].line, "orphan-mark", message)
