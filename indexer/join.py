"""Lines of the body → whole paragraphs, each still a list of pieces with their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from indexer.document import Diagnostic
from indexer.draft import Draft, MarkPiece, TextPiece
from indexer.marks import CIRCLED, entry_of, next_number
from indexer.rows import Row
from indexer.shapes import (
    DATE_LINE,
    MEETING_LINE,
    OPENER,
    RESOLUTION_TITLE,
    SECURITY_TITLE,
    ends_sentence,
    ends_unit,
    is_bare_article,
    stands_alone,
    starts_unit,
)
from indexer.source import width_of

__all__ = ["Joined", "join"]

SHORT_OF_FULL = 0.85
"""A line under this share of the widest common line was not broken for want of room."""

NARROWEST_PAGE = 30
WIDEST_PAGE = 160
"""The columns between which lines can be taken to be broken at the edge of a page."""

FEWEST_BROKEN_LINES = 6
FEWEST_CLOSE_LINES = 2
"""So many full lines must end without punctuation before they are taken to be broken.

The smaller number is for lines without a blank one between, which are seldom paragraphs.
"""

LONGEST_MASTHEAD = 40
"""Within so many lines from the top stands the title of a resolution."""

# [12]   ①   ¹²   ^3
_MARK = rf"(?:[\[［〔【][0-9]{{1,3}}[\]］〕】]|[{CIRCLED}]|[¹²³⁰⁴-⁹]{{1,3}}|\^[0-9]{{1,3}})"

# 。[12]   。①②: where they end a line, they do not hide the stop before
MARKS_AT_THE_END = re.compile(rf"{_MARK}{{1,3}}[ \u3000]{{0,3}}\Z")

CLEAR_MAJORITY = 0.75
WRAPPED_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Joined:
    """The paragraphs of a body, and the joins that could have been otherwise."""

    drafts: tuple[Draft, ...]
    diagnostics: tuple[Diagnostic, ...]


class Layout(Enum):
    """How a document shows where its paragraphs begin."""

    INDENTED = auto()  # their first lines are indented, the others are not
    WRAPPED = auto()  # nothing but the ends of the lines before tells
    BLANK = auto()  # a blank line stands before each; lines without one between belong together
    LINES = auto()  # every line is one


@dataclass(frozen=True, slots=True)
class _Gap:
    """What can be seen between two neighbouring lines of text, the marks between them aside.

    `at` is the place among the rows of the line after the gap.
    """

    at: int
    before: Row
    after: Row
    blanks: int
    across_pages: bool
    around_mark: bool

    @property
    def is_hard(self) -> bool:
        return starts_unit(self.after.text, self.words_before) or self._begins_a_note

    @property
    def _begins_a_note(self) -> bool:
        """Whether a note printed like [1] begins: behind a stop, or right behind the one before."""
        entry = entry_of(self.after.text)
        if entry is None or entry.form in ("bare", "raised", "round"):
            return False
        above = entry_of(self.before.text)
        return self.stopped or (
            above is not None
            and above.form == entry.form
            and entry.number == next_number(above.number)
        )

    @property
    def is_below_a_head(self) -> bool:
        return stands_alone(self.before.text) or is_bare_article(self.before.text)

    @property
    def is_within_a_line_or_page(self) -> bool:
        """Whether a mark or the end of a page stands between, as they do in mid-sentence."""
        return self.across_pages or self.around_mark

    @property
    def indented(self) -> bool:
        return self.after.line.indent > 0

    @property
    def stopped(self) -> bool:
        return ends_unit(self.words_before)

    @property
    def words_before(self) -> str:
        """The line before without the marks of notes at its end."""
        return MARKS_AT_THE_END.sub("", self.before.text)


def join(rows: Sequence[Row]) -> Joined:
    """Return the paragraphs of a body; no line is left out."""
    full = _full_width(rows)
    gaps = {gap.at: gap for gap in _gaps(rows)}
    layout = _layout_of(list(gaps.values()), rows, full)
    masthead = _masthead_length(rows)
    parts: list[list[Row]] = []
    diagnostics: list[Diagnostic] = []
    for at, row in enumerate(rows):
        gap = gaps.get(at)
        if not parts or (gap and _begins(gap, layout, full, in_masthead=at <= masthead)):
            parts.append([])
        elif gap and _is_doubtful(gap, layout, full):
            diagnostics.append(_doubt(row))
        parts[-1].append(row)
    return Joined(tuple(map(_draft, parts)), tuple(diagnostics))


def _layout_of(all_gaps: Sequence[_Gap], rows: Sequence[Row], full: float) -> Layout:
    """Return how the document as a whole shows its paragraphs, from all its lines at once."""
    gaps = [gap for gap in all_gaps if not gap.is_hard and not gap.is_below_a_head]
    # A short line without a stop before an indented one is a heading, and tells nothing.
    indented = [
        gap for gap in gaps if gap.indented and (gap.stopped or not _is_short(gap.before, full))
    ]
    flush = [gap for gap in gaps if not gap.indented]
    if _mostly_stopped(indented) and flush and not _mostly_stopped(flush, 1 - WRAPPED_SHARE):
        return Layout.INDENTED
    if (
        gaps
        and _share_stopped(gaps) <= 1 - WRAPPED_SHARE
        and _is_full_of_full_lines(gaps, rows, full)
    ):
        return Layout.WRAPPED
    close = [gap for gap in gaps if gap.blanks == 0]
    if close and _mostly_stopped(close):
        return Layout.LINES
    return Layout.BLANK


def _gaps(rows: Sequence[Row]) -> list[_Gap]:
    """Return what stands between every two neighbouring lines of text."""
    text = [(index, row) for index, row in enumerate(rows) if row.mark is None]
    return [
        _Gap(
            end,
            before,
            after,
            max(row.blanks for row in rows[start + 1 : end + 1]),
            any(row.new_page for row in rows[start + 1 : end + 1]) or after.region != before.region,
            end > start + 1,
        )
        for (start, before), (end, after) in pairwise(text)
    ]


def _share_stopped(gaps: Sequence[_Gap]) -> float:
    return sum(gap.stopped for gap in gaps) / len(gaps)


def _mostly_stopped(gaps: Sequence[_Gap], share: float = CLEAR_MAJORITY) -> bool:
    """Say whether at least `share` of the lines before these gaps end in punctuation."""
    return bool(gaps) and _share_stopped(gaps) >= share


def _is_full_of_full_lines(gaps: Sequence[_Gap], rows: Sequence[Row], full: float) -> bool:
    """Say whether most lines that end without punctuation were broken for want of room.

    Such lines are all about as wide as the page; headings and cells of tables are of any width, and
    a page is neither as narrow as a cell nor as wide as a whole paragraph on one line.
    """
    widest = max(width_of(row.text) for row in rows)
    if not NARROWEST_PAGE <= full <= widest <= WIDEST_PAGE:
        return False
    broken = [gap for gap in gaps if not gap.stopped]
    filled = [gap for gap in broken if not _is_short(gap.before, full)]
    close = sum(gap.blanks == 0 for gap in filled)
    enough = close >= FEWEST_CLOSE_LINES or len(filled) >= FEWEST_BROKEN_LINES
    return enough and len(filled) * 2 >= len(broken)


def _masthead_length(rows: Sequence[Row]) -> int:
    """Return how many rows stand above the title line of a resolution: lines each by itself."""
    return next(
        (
            at
            for at, row in enumerate(rows[:LONGEST_MASTHEAD])
            if RESOLUTION_TITLE.match(row.text) or SECURITY_TITLE.match(row.text)
        ),
        0,
    )


def _full_width(rows: Sequence[Row]) -> float:
    """Return the columns of a full line: those of the widest tenth of the lines."""
    widths = sorted(width_of(row.text) for row in rows if row.mark is None)
    return widths[(len(widths) - 1) * 9 // 10] if widths else 0


def _begins(gap: _Gap, layout: Layout, full: float, *, in_masthead: bool) -> bool:
    """Say whether a paragraph begins with the line after the gap."""
    if in_masthead and (gap.blanks > 0 or _is_short(gap.before, full)):
        return True
    if DATE_LINE.match(gap.before.text) and MEETING_LINE.match(gap.after.text):
        return False
    if gap.is_hard or stands_alone(gap.before.text):
        return True
    if gap.before.text.endswith("、") or (gap.is_within_a_line_or_page and not gap.stopped):
        return False
    if layout is Layout.INDENTED:
        return gap.indented and (gap.stopped or _is_short(gap.before, full))
    if layout is Layout.WRAPPED:
        return _begins_by_words(gap, full)
    return layout is Layout.LINES or gap.blanks > 0


def _begins_by_words(gap: _Gap, full: float) -> bool:
    """Say whether a paragraph begins, where only the words and the ends of lines tell."""
    if gap.stopped and OPENER.match(gap.after.text):
        return True
    return ends_sentence(gap.words_before) and (gap.indented or _is_short(gap.before, full))


def _is_short(row: Row, full: float) -> bool:
    return width_of(row.text) < SHORT_OF_FULL * full


def _is_doubtful(gap: _Gap, layout: Layout, full: float) -> bool:
    """Say whether the line was joined to the one before against some evidence."""
    if layout is Layout.INDENTED:
        return gap.indented or (ends_sentence(gap.words_before) and _is_short(gap.before, full))
    return layout is Layout.WRAPPED and gap.stopped and _is_short(gap.before, full)


def _doubt(row: Row) -> Diagnostic:
    message = f"joined to the line before, though it may begin a paragraph: {row.text[:20]}"
    return Diagnostic(row.line.number, "doubtful-join", message)


def _draft(rows: Sequence[Row]) -> Draft:
    pieces = tuple(_piece(row) for row in rows)
    return Draft(pieces, rows[0].line.number, rows[0].line.page)


def _piece(row: Row) -> TextPiece | MarkPiece:
    span = row.line.span
    if row.mark is not None:
        return MarkPiece(span.start, span.end, row.mark)
    return TextPiece(span.start, row.text)
