"""Printed pages → whole paragraphs and notes: every step in its order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from indexer.document import Diagnostic, Span
from indexer.draft import Composed, Draft, MarkPiece, PrintedNote, TextPiece
from indexer.lift import lift
from indexer.printed.baselines import levels_of
from indexer.printed.columns import Gap, regions_of
from indexer.printed.edges import edges_of
from indexer.printed.feet import FootNote, feet_of
from indexer.printed.lines import lines_of
from indexer.printed.page import Page, Printed, PrintLine, Rule, is_han, is_unnamed
from indexer.printed.raised import find_marks
from indexer.printed.right_edges import BULLETS
from indexer.printed.sheet import SetLine, Sheet, sheet_of
from indexer.printed.unwrap import unwrap
from indexer.shapes import ends_unit
from indexer.source import Role

__all__ = ["reset"]

LARGER_TYPE = 1.08
"""A heading is set in type over this share of the usual size, or in bold."""

LONGEST_HEADING = 60

BROKEN_WORD = -1
"""What stands behind a line that ends in the hyphen of a broken word: one character too many."""


def reset(printed: Printed) -> Composed:
    """Return the paragraphs and notes of printed pages, each with its page."""
    sheet, unread = _read(printed)
    furniture = edges_of(sheet)
    kept = [line for line in sheet.lines if line.line not in furniture]
    feet = feet_of(sheet, kept)
    marks = find_marks(feet)
    unwrapped = unwrap(feet.body, sheet.measures)
    drafts = [_draft(lines, marks.by_line, sheet) for lines in unwrapped.paragraphs]
    notes = tuple(_notes(feet.notes, sheet))
    lifted = lift(drafts, notes)
    aside = [line for line in sheet.lines if line.line in furniture]
    in_notes = (note.lines for on_page in feet.notes.values() for note in on_page)
    broken = list(_broken_words((*unwrapped.paragraphs, *in_notes)))
    return Composed(
        printed.name,
        sheet.text,
        lifted.drafts,
        notes,
        (*(line.line.span for line in aside), *map(_hyphen, broken)),
        (
            *printed.diagnostics,
            *unread,
            *map(_furniture, aside),
            *marks.diagnostics,
            *map(_doubtful, unwrapped.doubtful),
            *map(_broken_word, broken),
            *lifted.diagnostics,
        ),
    )


def _read(printed: Printed) -> tuple[Sheet, list[Diagnostic]]:
    """Return the lines of all pages, and what of them cannot be read."""
    lines: list[PrintLine] = []
    rules: dict[int, tuple[Rule, ...]] = {}
    unread: list[Diagnostic] = []
    gap: Gap | None = None
    width = 0.0
    for page in printed.pages:
        regions, gap = regions_of(list(levels_of(page.glyphs)), gap)
        lines += lines_of(page.number, regions)
        width = max(width, page.width)
        rules[page.number] = rules.get(page.number, ()) + page.rules
        unread += _unread(page)
    return sheet_of(lines, rules, width), unread


def _unread(page: Page) -> Iterator[Diagnostic]:
    """Yield what a page shows and does not tell: pictures of text, characters without names."""
    if page.pictured and not page.glyphs:
        yield Diagnostic(1, "no-text", "a picture without a text layer", page.number)
    unnamed = sum(is_unnamed(glyph.text) for glyph in page.glyphs)
    if unnamed:
        characters = "character" if unnamed == 1 else "characters"
        message = f"{unnamed} {characters} that the fonts do not name"
        yield Diagnostic(1, "unnamed-characters", message, page.number)


def _draft(
    lines: Sequence[SetLine], marks: dict[int, tuple[MarkPiece, ...]], sheet: Sheet
) -> Draft:
    pieces = tuple(
        piece
        for at, line in enumerate(lines)
        for piece in _pieces(line, marks.get(line.line.start, ()), lines[at + 1 : at + 2], sheet)
    )
    first = lines[0]
    return Draft(pieces, first.line.number, first.printed.page, _role(lines))


def _pieces(
    line: SetLine, marks: Sequence[MarkPiece], following: Sequence[SetLine], sheet: Sheet
) -> Iterator[TextPiece | MarkPiece]:
    """Yield the text of a line and the marks within it, with what divides it from the next."""
    joint = _joint(line, following[0]) if following else 0
    start, end = line.line.start, line.line.start + len(line.text) + joint
    for mark in marks:
        if start < mark.start:
            yield TextPiece(start, sheet.text[start : mark.start])
        yield mark
        start = mark.end
    if start < end:
        yield TextPiece(start, sheet.text[start:end], breaks_off=joint == BROKEN_WORD)


def _joint(line: SetLine, following: SetLine) -> int:
    """Return how much of what stands behind a line is shown: a space, a line end, or nothing."""
    if line.printed.fixed_pitch and following.printed.fixed_pitch:
        return 1 if is_han(line.text[-1]) else 2
    if line.printed.hyphen:
        return BROKEN_WORD
    return 0 if is_han(line.text[-1]) or is_han(following.text[0]) else 1


def _broken_words(texts: Iterable[Sequence[SetLine]]) -> Iterator[SetLine]:
    """Yield the lines whose hyphen was taken to break a word that goes on in the next line."""
    for lines in texts:
        yield from (
            line for line, following in pairwise(lines) if _joint(line, following) == BROKEN_WORD
        )


def _hyphen(line: SetLine) -> Span:
    end = line.line.start + len(line.text)
    return Span(end - 1, end)


def _role(lines: Sequence[SetLine]) -> Role | None:
    """Return what the type of a paragraph says of it."""
    text = "".join(line.text for line in lines)
    if all(line.printed.fixed_pitch for line in lines) and any(map(str.isascii, text)):
        return "plain"
    if text[0] in BULLETS:
        return "plain"
    larger = all(line.scale > LARGER_TYPE for line in lines)
    bold = all(line.printed.bold for line in lines) and not ends_unit(text)
    return "heading" if (larger or bold) and len(text) <= LONGEST_HEADING else None


def _notes(notes: dict[int, tuple[FootNote, ...]], sheet: Sheet) -> Iterator[PrintedNote]:
    for region, on_page in enumerate(notes.values()):
        for note in on_page:
            yield _note(note, region, sheet)


def _note(note: FootNote, region: int, sheet: Sheet) -> PrintedNote:
    """Return a note with its lines joined as those of a paragraph are."""
    spans: list[Span] = []
    texts: list[str] = []
    for at, line in enumerate(note.lines):
        start = line.line.start + (note.begins if at == 0 else 0)
        end = line.line.start + len(line.text)
        if at + 1 < len(note.lines):
            end += _joint(line, note.lines[at + 1])
        if start < end:
            spans.append(Span(start, end))
            texts.append(sheet.text[start:end])
    first = note.lines[0].line
    return PrintedNote(
        note.number, "".join(texts).strip(), region, first.number, note.number_span, tuple(spans)
    )


def _furniture(line: SetLine) -> Diagnostic:
    message = f"taken for page furniture: {line.text}"
    return Diagnostic(line.line.number, "furniture", message, line.printed.page)


def _doubtful(line: SetLine) -> Diagnostic:
    message = f"joined to the page before, though it may begin a paragraph: {line.text[:20]}"
    return Diagnostic(line.line.number, "doubtful-join", message, line.printed.page)


def _broken_word(line: SetLine) -> Diagnostic:
    message = f"the hyphen was taken to break a word: {line.text[-20:]}"
    return Diagnostic(line.line.number, "broken-word", message, line.printed.page)
