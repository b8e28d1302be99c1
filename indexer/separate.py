"""Lines → the body, the notes at the feet of pages, and what is only furniture of the page."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain

from indexer.document import Diagnostic, Span
from indexer.shapes import OPENER, ends_sentence, ends_unit, starts_unit
from indexer.source import Line, Source

__all__ = [
    "UNIT_AHEAD",
    "UNIT_BEHIND",
    "NoteBlock",
    "NoteLines",
    "Row",
    "Separated",
    "plain_number",
    "separate",
]

RULE_COLUMNS = 20
"""A line of at least so many spaces is the rule above the notes of a page, as PDF text shows it."""

EDGE_LINES = 2
"""How many lines at the head and the foot of a page can be a running head or foot."""

RUNNING_HEAD_LENGTH = 60
"""A longer line is no running head, however often it recurs."""

# 1    12    (a number alone on its line: a raised mark, or the number of a note)
BARE_NUMBER = re.compile(r"\s*(?P<number>[0-9]{1,3})\s*\Z")

# 3 联合国，《条约汇编》…    ¹ 同上。    (a note whose number stands on its first line)
NOTE_ENTRY = re.compile(
    r"\s*(?P<number>[0-9]{1,3}|[¹²³⁰⁴-⁹]{1,3})"
    r"(?:(?P<stop>[.．])[ \t\u3000\u00a0]{0,3}|[ \t\u3000\u00a0]{1,3})(?=\S)"
)

# ――――    ______
VISIBLE_RULE = re.compile(r"\s*(?:_{5,}|[-‐–—―─━]{5,})\s*\Z")

# 08-47325 (C)    *0847325*
JOB_NUMBER = re.compile(r"\s*(?:[0-9]{2}-[0-9]{5}(?: {0,3}\([A-Z]\))?|\*[0-9]{7}\*)\s*\Z")

# - 3 -    3/7    第 3 页
PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—] {0,3}[0-9]{1,4} {0,3}[-–—]|[0-9]{1,4}/[0-9]{1,4}"
    r"|第 {0,3}[0-9]{1,4} {0,3}[页頁])\s*\Z"
)

# What follows a number that is no mark: 年 in 1996 年, 段 in 第 8 段; 日本 and 条约 are words.
UNIT_AHEAD = re.compile(
    r"[ \t\u3000\u00a0]{0,3}"
    r"(?:年|月|日(?!本|内瓦)|[号號卷段届屆页頁%％]|[条條款](?![约約件项項])|次(?!要)|章(?!程))"
)

# What stands before a number that is no mark: 第 8, 1,000, 63/49
UNIT_BEHIND = re.compile(r"(?:第|/|[0-9][.:：,，\-–]?)[ \t\u3000\u00a0]{0,3}\Z")

MOST_MARKS_TOGETHER = 3
"""How many marks may stand one below the other at one place."""

LEAVING_A_NOTE = 3
"""How much evidence it takes that a line after a page's last note belongs to the body again."""

NEW_PAGE, FULL_STOP, DEEPER_INDENT = 3, 2, 2
OPENS_A_PARAGRAPH, OPENS_INDENTED, BODY_LEFT_OPEN = 1, 2, 1
NO_FULL_STOP, NOTES_TO_COME = -2, -2
"""What each piece of that evidence weighs, and what weighs against."""

# 63, 49 and 2 of a running head A/RES/63/49 - 2
DIGITS = re.compile(r"[0-9]{1,9}")

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class Row:
    """A line with something in it, and what stands between it and the line before.

    `mark` is the number of a note where the line is nothing but its raised mark; `region` counts
    the note blocks before it.
    """

    line: Line
    blanks: int
    after_rule: bool
    new_page: bool
    region: int = 0
    mark: str | None = None

    @property
    def text(self) -> str:
        """Return what can be seen of the line."""
        return self.line.text.strip()

    @property
    def number(self) -> str | None:
        """Return the number where the line is nothing but a number."""
        bare = BARE_NUMBER.match(self.line.text)
        return bare["number"] if bare else None


@dataclass(frozen=True, slots=True)
class NoteLines:
    """One note as printed: its number and the places of its number and its lines."""

    number: str
    number_span: Span
    line: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """The notes at the foot of one page."""

    notes: tuple[NoteLines, ...]

    @property
    def numbers(self) -> frozenset[str]:
        """Return the numbers of the notes in the block."""
        return frozenset(note.number for note in self.notes)


@dataclass(frozen=True, slots=True)
class Separated:
    """A source taken apart: nothing of it is in two of these, and nothing is in none."""

    body: tuple[Row, ...]
    blocks: tuple[NoteBlock, ...]
    furniture: tuple[Span, ...]
    diagnostics: tuple[Diagnostic, ...]


def separate(source: Source) -> Separated:
    """Return the body, the note blocks and the furniture of a source."""
    furniture = _find_furniture(source.lines)
    rows = _rows(source.lines, furniture)
    body, blocks = _NoteBlocks(rows).split()
    marked = _find_marks(body, blocks)
    diagnostics = [
        Diagnostic(line.number, "furniture", f"taken for page furniture: {line.text.strip()}")
        for line in furniture
    ]
    diagnostics += [
        Diagnostic(row.line.number, "orphan-mark", f"no note {row.number} was found; kept as text")
        for index, row in enumerate(marked)
        if row.number and not row.mark and _touches(marked, index) and _reads_as_mark(marked, index)
    ]
    return Separated(
        tuple(marked),
        tuple(blocks),
        tuple(line.span for line in furniture),
        tuple(diagnostics),
    )


def _find_furniture(lines: tuple[Line, ...]) -> list[Line]:
    """Return the lines that belong to the page and not to the text, in order."""
    running = _running_lines(lines)
    return [
        line
        for line in lines
        if not line.is_blank
        and (line in running or VISIBLE_RULE.match(line.text) or JOB_NUMBER.match(line.text))
    ]


def _running_lines(lines: tuple[Line, ...]) -> frozenset[Line]:
    """Return the heads, feet and page numbers: what recurs, digits aside, at the edges of pages."""
    edges = [_edge_lines(page) for page in _pages(lines)]
    recurring = _recurring(edges) | _recurring(edges[::2]) | _recurring(edges[1::2])
    return frozenset(
        line
        for line in chain.from_iterable(edges)
        if PAGE_NUMBER.match(line.text) or not recurring.isdisjoint(_recurring_parts(line))
    )


def _recurring(edges: list[list[Line]]) -> frozenset[str]:
    """Return what recurs at the edges of at least half of the pages, and of at least two."""
    needed = max(2, (len(edges) + 1) // 2)
    times = Counter(part for page in edges for part in {*chain(*map(_recurring_parts, page))})
    return frozenset(part for part, count in times.items() if count >= needed)


def _pages(lines: tuple[Line, ...]) -> list[list[Line]]:
    """Return the visible lines page by page; none where the source has no pages."""
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if line.page is not None and not line.is_blank:
            pages.setdefault(line.page, []).append(line)
    return list(pages.values()) if len(pages) > 1 else []


def _edge_lines(page: list[Line]) -> list[Line]:
    """Return the lines at the head and the foot of a page that may be no part of its text.

    A foot stands apart: what follows on the line above is text, or a note. Of numbers only the
    first and the last line count: one line in, they are more likely the numbers of notes.
    """
    head = [
        line
        for at, line in enumerate(page[:EDGE_LINES])
        if at == 0 or not BARE_NUMBER.match(line.text)
    ]
    run = [page[-1]]
    for line in reversed(page[:-1]):
        if line.number != run[-1].number - 1:
            break
        run.append(line)
    is_note = any(BARE_NUMBER.match(line.text) or NOTE_ENTRY.match(line.text) for line in run[1:])
    foot = run if len(run) <= EDGE_LINES and not is_note else []
    if not foot and (BARE_NUMBER.match(page[-1].text) or PAGE_NUMBER.match(page[-1].text)):
        foot = [page[-1]]
    return list(dict.fromkeys((*head, *foot)))


def _recurring_parts(line: Line) -> set[str]:
    """Return what may recur of a running head: all of it, or all but a number that counts pages.

    Text that ends in punctuation or begins something is never one, however often it recurs, nor is
    what begins with a number, like a note, unless that number counts pages.
    """
    text = line.text.strip()
    bare = BARE_NUMBER.match(text)
    if not bare and (len(text) > RUNNING_HEAD_LENGTH or _is_of_the_text(text)):
        return set()
    counted = {
        f"{text[: number.start()]}{int(number.group()) - (line.page or 0):+}{text[number.end() :]}"
        for number in DIGITS.finditer(text)
    }
    return counted if bare or NOTE_ENTRY.match(text) else {text, *counted}


def _is_of_the_text(text: str) -> bool:
    return ends_unit(text) or starts_unit(text, "。") or text.startswith("同上")


def _rows(lines: tuple[Line, ...], furniture: list[Line]) -> list[Row]:
    """Return the lines that are neither blank nor furniture, with what stands before each."""
    aside = frozenset(furniture)
    rows: list[Row] = []
    blanks, after_rule, page = 0, False, None
    for line in lines:
        if line.is_blank or line in aside:
            blanks += 1
            after_rule = after_rule or _is_rule(line)
            continue
        rows.append(Row(line, blanks, after_rule, bool(rows) and line.page != page))
        blanks, after_rule, page = 0, False, line.page
    return rows


def _is_rule(line: Line) -> bool:
    return len(line.text) >= RULE_COLUMNS if line.is_blank else bool(VISIBLE_RULE.match(line.text))


@dataclass
class _OpenNote:
    """A note while its lines are still being gathered."""

    number: str
    number_span: Span
    line: int
    rows: list[tuple[Row, Span]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Say whether its last line so far ends in a full stop."""
        return bool(self.rows) and ends_sentence(self.rows[-1][0].text)

    def close(self) -> NoteLines:
        return NoteLines(
            self.number, self.number_span, self.line, tuple(span for _, span in self.rows)
        )


class _NoteBlocks:
    """Finds the note blocks in one walk over the rows.

    A block begins under a rule, or where a number that stood alone as a mark stands alone again
    before a line of text. It ends where the evidence says that the body goes on. Text under a
    rule, after a note that ended without a full stop, is the rest of that note.
    """

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._body: list[Row] = []
        self._blocks: list[list[_OpenNote]] = []
        self._notes: list[_OpenNote] = []
        self._rest_of: _OpenNote | None = None
        self._pending: dict[str, None] = {}  # an ordered set
        self._note_indent: int | None = None
        self._entry_stop: str | None = None

    def split(self) -> tuple[list[Row], list[NoteBlock]]:
        """Return the rows of the body and the blocks, both in order."""
        for index, row in enumerate(self._rows):
            if self._notes and self._take_into_block(index, row):
                continue
            if not self._open_block(index, row) and not self._take_into_rest(row):
                self._take_into_body(index, row)
        self._close_block()
        blocks = [NoteBlock(tuple(note.close() for note in notes)) for notes in self._blocks]
        return self._body, blocks

    def _open_block(self, index: int, row: Row) -> bool:
        """Begin a block at the row if one begins there."""
        if row.number is not None and self._text_follows(index):
            expected = row.number == next(iter(self._pending), None)
            if row.after_rule or expected:
                self._begin_note(row.number, row.line.span, row)
                return True
        elif entry := _note_entry(row):
            number = plain_number(entry["number"])
            # Without a rule above, 1. is how a numbered paragraph begins; a note is 1 and a space.
            expected = entry["stop"] is None and number == next(iter(self._pending), None)
            if row.after_rule or expected:
                self._entry_stop = entry["stop"]
                self._begin_entry(entry, row)
                return True
        return False

    def _take_into_block(self, index: int, row: Row) -> bool:
        """Add the row to the open block, or close the block and return False."""
        if row.number is not None and self._is_next(row.number) and self._text_follows(index):
            self._begin_note(row.number, row.line.span, row)
            return True
        entry = _note_entry(row)
        if entry and self._is_next_entry(entry, row):
            self._begin_entry(entry, row)
            return True
        if self._leaves(row):
            self._close_block()
            return False
        if self._notes[-1].rows:
            known = self._note_indent
            self._note_indent = row.line.indent if known is None else min(known, row.line.indent)
        self._notes[-1].rows.append((row, row.line.span))
        return True

    def _take_into_rest(self, row: Row) -> bool:
        """Add the row to a note left open on an earlier page, if it stands where its rest does."""
        if row.after_rule and row.number is None and self._blocks:
            last = self._blocks[-1][-1]
            self._rest_of = None if last.is_whole else last
        elif self._rest_of and (self._rest_of.is_whole or row.new_page):
            self._rest_of = None
        if self._rest_of:
            self._rest_of.rows.append((row, row.line.span))
        return self._rest_of is not None

    def _take_into_body(self, index: int, row: Row) -> None:
        """Add the row to the body; a number alone may be the mark of a note to come."""
        if row.number is not None and _touches(self._rows, index):
            self._pending[row.number] = None
        self._body.append(replace(row, region=len(self._blocks)))

    def _begin_note(self, number: str, span: Span, row: Row) -> None:
        self._notes.append(_OpenNote(number, span, row.line.number))
        self._pending.pop(number, None)

    def _begin_entry(self, entry: re.Match[str], row: Row) -> None:
        """Begin a note whose number and first words share a line."""
        printed = entry.group()
        start = row.line.start + entry.start("number")
        number = Span(start, row.line.start + len(printed.rstrip()))
        self._begin_note(plain_number(entry["number"]), number, row)
        rest = Span(row.line.start + entry.end(), row.line.span.end)
        self._notes[-1].rows.append((row, rest))

    def _is_next(self, number: str) -> bool:
        return int(number) == int(self._notes[-1].number) + 1 or number in self._pending

    def _is_next_entry(self, entry: re.Match[str], row: Row) -> bool:
        """Say whether a number and words on one line are the next note, printed as the first was.

        Else they are a numbered paragraph: the body goes on.
        """
        return (
            entry["stop"] == self._entry_stop
            and not row.new_page
            and self._is_next(plain_number(entry["number"]))
            and self._notes[-1].is_whole
        )

    def _text_follows(self, index: int) -> bool:
        """Say whether the next row is text right below, as the words of a note are."""
        if index + 1 == len(self._rows):
            return False
        following = self._rows[index + 1]
        return following.blanks == 0 and following.number is None

    def _leaves(self, row: Row) -> bool:
        """Say whether the row, after the last words of a note, belongs to the body again."""
        note = self._notes[-1]
        if not note.rows:
            return False
        opens = OPENER.match(row.text) or starts_unit(row.text, "。")
        indented = row.line.indent > self._indent_of_notes()
        left_open = self._body and not ends_unit(self._body[-1].text)
        evidence = (
            FULL_STOP if self._notes[-1].is_whole else NO_FULL_STOP,
            NEW_PAGE if row.new_page else 0,
            DEEPER_INDENT if indented else 0,
            OPENS_A_PARAGRAPH if opens else 0,
            OPENS_INDENTED if opens and indented else 0,
            BODY_LEFT_OPEN if left_open else 0,
            NOTES_TO_COME if self._pending else 0,
        )
        return sum(evidence) >= LEAVING_A_NOTE

    def _indent_of_notes(self) -> int:
        """Return how far the lines of notes, their first ones aside, are indented."""
        if self._note_indent is not None:
            return self._note_indent
        return self._notes[-1].rows[0][0].line.indent

    def _close_block(self) -> None:
        if self._notes:
            self._blocks.append(self._notes)
            self._notes = []
            self._rest_of = None
            self._pending = {}
            self._note_indent = None
            self._entry_stop = None


def _note_entry(row: Row) -> re.Match[str] | None:
    """Return the number with which a note begins on this row, unless it is that of a date."""
    entry = NOTE_ENTRY.match(row.line.text)
    return None if entry and UNIT_AHEAD.match(row.line.text, entry.end()) else entry


def plain_number(number: str) -> str:
    """Return a number in ordinary digits: ¹² → 12."""
    return number.translate(SUPERSCRIPTS)


def _touches(rows: list[Row], index: int) -> bool:
    """Say whether the row, its fellows aside, stands right above or below text, as marks do."""
    first, last = _run_of_numbers(rows, index)
    above = first > 0 and rows[first].blanks == 0
    below = last + 1 < len(rows) and rows[last + 1].blanks == 0
    return above or below


def _run_of_numbers(rows: list[Row], index: int) -> tuple[int, int]:
    """Return the first and the last of the numbers alone on lines around a row, at most a few."""
    first = last = index
    while first > 0 and index - first < MOST_MARKS_TOGETHER and rows[first - 1].number:
        first -= 1
    while last + 1 < len(rows) and last - index < MOST_MARKS_TOGETHER and rows[last + 1].number:
        last += 1
    return first, last


def _find_marks(body: list[Row], blocks: list[NoteBlock]) -> list[Row]:
    """Return the body with every row marked that is nothing but the mark of a note.

    A number counts where a note of its page has it, or where just one note anywhere has it.
    """
    times = Counter(number for block in blocks for number in block.numbers)
    marked: list[Row] = []
    for index, row in enumerate(body):
        number = row.number
        is_mark = (
            number is not None
            and _touches(body, index)
            and _reads_as_mark(body, index)
            and (_stands_in_region(number, row.region, blocks) or times[number] == 1)
        )
        marked.append(replace(row, mark=number) if is_mark else row)
    return marked


def _stands_in_region(number: str, region: int, blocks: list[NoteBlock]) -> bool:
    return region < len(blocks) and number in blocks[region].numbers


def _reads_as_mark(body: list[Row], index: int) -> bool:
    """Say whether the words around a number let it be a mark, and not a date or a count."""
    first, last = _run_of_numbers(body, index)
    behind = body[first - 1].text if first else ""
    ahead = body[last + 1].text if last + 1 < len(body) else ""
    return bool(behind) and not UNIT_BEHIND.search(behind) and not UNIT_AHEAD.match(ahead)
