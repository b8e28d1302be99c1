"""Text that anyone may have written → lines that are safe and good to read in a terminal."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

__all__ = [
    "DELETED",
    "HIGHLIGHTED",
    "INDENT",
    "INSERTED",
    "LEAST_WIDTH",
    "Typesetter",
    "columns_of",
    "counted",
    "json_text",
    "superscript",
    "visible",
]

LEAST_WIDTH = 20
"""A narrower terminal is written to as if it had so many columns."""

INDENT = "  "

# What is printed holds nothing that holds itself, and to look for that takes a sixth of the time.
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode

_FAINT, _PLAIN = "\x1b[2m", "\x1b[0m"
HIGHLIGHTED, DELETED, INSERTED = 1, 2, 3
"""How a stretch of a text is set off: a highlight is only a start and an end, or has one behind."""

_TONES = {HIGHLIGHTED: "\x1b[1;31m", DELETED: "\x1b[9;31m", INSERTED: "\x1b[1;32m"}
_NEVER_FIRST = frozenset("，。；：、！？）》」』】〕〉”’,.;:!?)]}%…—％")
_NEVER_LAST = frozenset("（《「『【〔〈“‘([{")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NARROW = frozenset(" ⁰¹²³⁴⁵⁶⁷⁸⁹")
# What JSON may hold raw but a terminal or a reader may trip over: C1 controls, bidi and other
# invisible controls, line separators, lone surrogates
UNSAFE_IN_JSON = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def visible(text: str) -> str:
    r"""Return the text with whatever a terminal would act upon, or hide, shown as \x1b or \u202e.

    Controls (tabs and line ends among them), escapes, bidirectional and zero-width characters, line
    separators and halves of characters are of that kind; spaces, Han, symbols and accents are not.
    """
    if text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def json_text(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON, Han characters as they are, unsafe ones escaped as JSON has it."""
    in_a_line = indent is None
    text = _encode(value) if in_a_line else json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return UNSAFE_IN_JSON.sub(lambda match: json.dumps(match.group())[1:-1], text)


def _visible_character(character: str) -> str:
    if unicodedata.category(character) not in _HIDDEN:
        return character
    return character.encode("unicode_escape").decode("ascii")


class _Cell(NamedTuple):
    """One character as shown, or an escape for it: never parted.

    `columns` is its display width, where that matters; `tone` how it is set off, 0 if it is not.
    """

    text: str
    columns: int
    tone: int


class Typesetter:
    """Sets text in lines of at most `width` columns, or in one where it is None."""

    def __init__(self, width: int | None, colour: bool) -> None:
        self._width = None if width is None else max(width, LEAST_WIDTH)
        self._colour = colour

    def lines(
        self,
        text: str,
        highlights: Iterable[Sequence[int]] = (),
        marks: Iterable[tuple[int, str]] = (),
        *,
        first: str = "",
        hanging: str = "",
    ) -> Iterator[str]:
        """Yield the text in lines, `first` before the first of them and `hanging` before others."""
        if self._width is None:
            yield first + self._set(_cells(text, highlights, marks, len))
            return
        cells = _cells(text, highlights, marks, columns_of)
        prefix = first
        for line in _wrapped(
            cells, self._width - columns_of(first), self._width - columns_of(hanging)
        ):
            yield prefix + self._set(line)
            prefix = hanging

    def paragraph(
        self,
        text: str,
        marks: Iterable[tuple[int, str]] = (),
        highlights: Iterable[Sequence[int]] = (),
    ) -> Iterator[str]:
        """Yield a paragraph's lines, indented, its marks raised."""
        return self.lines(text, highlights, marks, first=INDENT, hanging=INDENT)

    def note(
        self,
        number: str,
        text: str,
        resolved: str | None,
        highlights: Iterable[Sequence[int]] = (),
        resolved_highlights: Iterable[Sequence[int]] = (),
    ) -> Iterator[str]:
        """Yield a note's lines behind its raised number, then what it stands for behind a =."""
        first = f"{INDENT}{superscript(number)} "
        hanging = " " * columns_of(first)
        yield from self.lines(text, highlights, first=first, hanging=hanging)
        if resolved:
            yield from self.lines(
                resolved, resolved_highlights, first=f"{hanging}= ", hanging=f"{hanging}  "
            )

    def fitted(self, text: str, beside: str) -> str:
        """Return the text as far as it fits on the line of `beside`, an ellipsis for the rest."""
        if self._width is None or columns_of(beside + text) <= self._width:
            return text
        ends = accumulate(map(columns_of, text), initial=columns_of(beside) + 1)
        kept = sum(end <= self._width for end in ends) - 1
        return f"{text[:kept]}…" if kept > 0 else ""

    def faint(self, text: str) -> str:
        """Return the text to be less seen."""
        return f"{_FAINT}{text}{_PLAIN}" if self._colour else text

    def strong(self, text: str) -> str:
        """Return the text to be more seen."""
        return f"\x1b[1m{text}{_PLAIN}" if self._colour else text

    def _set(self, cells: Sequence[_Cell]) -> str:
        parts: list[str] = []
        tone = 0
        for cell in cells:
            if self._colour and cell.tone != tone:
                parts.append(_PLAIN if tone and cell.tone else "")
                parts.append(_TONES.get(cell.tone, _PLAIN))
                tone = cell.tone
            parts.append(cell.text)
        return "".join(parts) + (_PLAIN if tone else "")


def superscript(number: str) -> str:
    """Return a note's number as it stands in a text: ¹² for 12, ① itself, [*] for *."""
    if number.isascii() and number.isdigit():
        return number.translate(_SUPERSCRIPTS)
    is_itself = number.isdigit() or number.startswith(("[", "［", "〔", "【"))
    return visible(number) if is_itself else f"[{visible(number)}]"


def _cells(
    text: str,
    highlights: Iterable[Sequence[int]],
    marks: Iterable[tuple[int, str]],
    measure: Callable[[str], int],
) -> list[_Cell]:
    """Return what is shown of a text, character by character, marks in between."""

    def cell(shown: str, tone: int) -> _Cell:
        return _Cell(shown, measure(shown), tone)

    tones = bytearray(len(text))
    for start, end, *tone in highlights:
        tones[start:end] = bytes(tone or (HIGHLIGHTED,)) * (end - start)
    marked: dict[int, str] = {}
    for offset, number in marks:
        marked[offset] = marked.get(offset, "") + superscript(number)
    cells: list[_Cell] = []
    for at, character in enumerate(text):
        if at in marked:
            cells.append(cell(marked[at], 0))
        cells.append(cell(visible(character), tones[at]))
    if len(text) in marked:
        cells.append(cell(marked[len(text)], 0))
    return cells


def columns_of(text: str) -> int:
    """Return how many columns a terminal gives a text without controls."""
    if text.isascii() or _NARROW.issuperset(text):
        return len(text)
    # Its tables are large; a command that prints no table of columns need not load them.
    from wcwidth import wcwidth

    return sum(max(0, wcwidth(character)) for character in text)


def _wrapped(cells: Sequence[_Cell], first: int, others: int) -> Iterator[list[_Cell]]:
    """Yield lines of cells; the first may have `first` columns, the others `others`."""
    room = max(first, 4)
    line: list[_Cell] = []
    used = 0
    for unit in _units(cells):
        columns = sum(cell.columns for cell in unit)
        if line and used + columns > room:
            yield _without_space_at_end(line)
            line, used, room = [], 0, max(others, 4)
            if unit[0].text == " ":
                unit, columns = unit[1:], columns - 1
        for cell in unit:
            if used + cell.columns > room and line:
                yield line
                line, used, room = [], 0, max(others, 4)
            line.append(cell)
            used += cell.columns
    yield _without_space_at_end(line)


def _without_space_at_end(line: list[_Cell]) -> list[_Cell]:
    return line[:-1] if line and line[-1].text == " " else line


def _units(cells: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """Yield runs of cells between which a line may end."""
    unit: list[_Cell] = []
    for cell in cells:
        if unit and _may_part(unit[-1], cell):
            yield unit
            unit = []
        unit.append(cell)
    if unit:
        yield unit


def _may_part(left: _Cell, right: _Cell) -> bool:
    """Return whether a line may end between two cells."""
    if right.columns == 0 or right.text[0] in _NEVER_FIRST or left.text[-1] in _NEVER_LAST:
        return False
    if _issuperscript(right.text) or right.text == " ":
        return False
    return left.text == " " or left.columns == 2 or right.columns == 2 or _issuperscript(left.text)


def _issuperscript(text: str) -> bool:
    return text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹" or (text[0] == "[" and len(text) > 1)


def counted(number: int, thing: str) -> str:
    """Return a count in words: 1 paragraph, 1,200 paragraphs."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
