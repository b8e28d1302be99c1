"""A small press: sets articles in pages, notes at their feet, for tests of what is read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT, MARGIN = 420, 595, 60
SIZE, LEADING, NOTE_SIZE, NOTE_LEADING = 12, 18, 9, 13
HAN, LATIN = "STSong-Light", "Helvetica"
CLOSING = "，。、；：！？）》」』”"

Content = tuple[str | int, ...]
"""The text of a paragraph with the numbers of its notes where their marks stand."""


@dataclass(frozen=True)
class Style:
    """How an article is set."""

    columns: int = 1
    indent: bool = True
    rule: bool = True
    head: str = ""
    numbered: bool = True


@cache
def _is_legible() -> bool:
    """Say whether there is a font for what is set here, which files do not bring along."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    file = BytesIO()
    pdfmetrics.registerFont(UnicodeCIDFont(HAN))
    canvas = Canvas(file)
    canvas.setFont(HAN, SIZE)
    canvas.drawString(MARGIN, MARGIN, "汉")
    canvas.save()
    page = pypdfium2.PdfDocument(file.getvalue())[0]
    return bool(page.get_textpage().count_chars())


@dataclass
class _Line:
    column_width: float
    items: list[tuple[float, str | int]] = field(default_factory=list)
    right: float = 0.0
    notes: list[int] = field(default_factory=list)
    gap: float = 0.0


class Press:
    """Draws on pages; `bytes` is the file so far. Places are points from the lower left corner."""

    def __init__(self) -> None:
        if not _is_legible():
            pytest.skip("the machine has no font for Chinese")
        pdfmetrics.registerFont(UnicodeCIDFont(HAN))
        self._file = BytesIO()
        self.canvas = Canvas(self._file, pagesize=(WIDTH, HEIGHT))

    def text(self, x: float, y: float, text: str, size: float = SIZE, font: str = HAN) -> float:
        """Draw a text, each Han character a square; return where it ends."""
        for character in text:
            face = LATIN if character.isascii() and font == HAN else font
            self.canvas.setFont(face, size)
            self.canvas.drawString(x, y, character)
            x += self.width(character, size)
        return x

    def mark(self, x: float, y: float, number: int | str, size: float = SIZE) -> float:
        """Draw a raised number; return where it ends."""
        return self.text(x, y + 0.35 * size, str(number), 0.6 * size, LATIN)

    def rule(self, x: float, y: float, length: float) -> None:
        """Draw a thin stroke."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x, y, x + length, y)

    def next_page(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()

    def bytes(self) -> bytes:
        """Return the file."""
        self.canvas.save()
        return self._file.getvalue()

    @staticmethod
    def width(character: str, size: float) -> float:
        """Return how wide a character is set."""
        return pdfmetrics.stringWidth(character, LATIN, size) if character.isascii() else size


def set_article(
    paragraphs: Sequence[Content], notes: dict[int, str], style: Style = Style()
) -> bytes:
    """Return a PDF of the paragraphs, the notes of each page at its foot."""
    press = Press()
    gutter = 24.0
    column = (WIDTH - 2 * MARGIN - gutter * (style.columns - 1)) / style.columns
    lines = [line for content in paragraphs for line in _broken(content, column, style)]
    page = 0
    while lines:
        page += 1
        _furnish(press, page, style)
        for at in range(style.columns):
            lines = _fill(press, MARGIN + at * (column + gutter), column, lines, notes, style)
        press.next_page()
    return press.bytes()


def _furnish(press: Press, page: int, style: Style) -> None:
    if style.head:
        press.text(MARGIN, HEIGHT - 30, style.head, 9)
    if style.numbered:
        press.text(WIDTH / 2, 25, str(page), 9, LATIN)


def _fill(
    press: Press,
    left: float,
    width: float,
    lines: list[_Line],
    notes: dict[int, str],
    style: Style,
    top: float = 0.0,
) -> list[_Line]:
    """Draw as many lines as a column holds below its top, and their notes; return the rest."""
    room = HEIGHT - 2 * MARGIN - top
    taken: list[_Line] = []
    below: list[str | tuple[int, str]] = []
    for line in lines:
        more = [part for note in line.notes for part in _note_lines(note, notes[note], width)]
        height = sum(LEADING + one.gap for one in [*taken, line])
        if taken and height + (len(below) + len(more) + 1) * NOTE_LEADING > room:
            break
        taken.append(line)
        below += more
    y = HEIGHT - MARGIN - top
    for at, line in enumerate(taken):
        y -= LEADING + (line.gap if at else 0)
        _draw(press, left, y, line)
    y = MARGIN + (len(below) - 1) * NOTE_LEADING
    if below and style.rule:
        press.rule(left, y + NOTE_LEADING, width / 3)
    for part in below:
        _draw_note(press, left, y, part)
        y -= NOTE_LEADING
    return lines[len(taken) :]


def _draw(press: Press, left: float, y: float, line: _Line) -> None:
    for x, item in line.items:
        if isinstance(item, int):
            press.mark(left + x, y, item)
        else:
            press.text(left + x, y, item)


def _draw_note(press: Press, left: float, y: float, part: str | tuple[int, str]) -> None:
    if isinstance(part, str):
        press.text(left, y, part, NOTE_SIZE)
    else:
        end = press.mark(left, y, part[0], NOTE_SIZE)
        press.text(end, y, part[1], NOTE_SIZE)


def _broken(content: Content, width: float, style: Style) -> Iterator[_Line]:
    """Yield the lines of a paragraph; closing punctuation hangs over the edge, marks stay behind."""
    first = 2.0 * SIZE if style.indent else 0.0
    line = _Line(width, right=first, gap=0.0 if style.indent else 10.0)
    for item in (
        part for piece in content for part in ([piece] if isinstance(piece, int) else piece)
    ):
        size = 0.6 * SIZE if isinstance(item, int) else SIZE
        wide = sum(Press.width(character, size) for character in str(item))
        hangs = isinstance(item, int) or item in CLOSING
        if line.right + wide > width and not hangs:
            yield line
            line = _Line(width)
        line.items.append((line.right, item))
        line.right += wide
        if isinstance(item, int):
            line.notes.append(item)
    yield line


def _note_lines(number: int, text: str, width: float) -> list[str | tuple[int, str]]:
    first = int((width - 15) // NOTE_SIZE)
    rest = [text[at : at + first] for at in range(first, len(text), first)]
    return [(number, text[:first]), *rest]


def set_resolution(paragraphs: Sequence[tuple[str, Content]], notes: dict[int, str]) -> bytes:
    """Return a PDF set as resolutions are: masthead, running heads, job number, notes at the foot.

    Each paragraph comes with its kind, `title` or `text`.
    """
    press = Press()
    width = WIDTH - 2 * MARGIN
    lines = [
        line for kind, content in paragraphs for line in _broken(content, width, _STYLES[kind])
    ]
    page = 0
    while lines:
        page += 1
        if page == 1:
            _set_masthead(press)
            press.text(MARGIN, 30, "08-47325 (C)", 8, LATIN)
            press.text(MARGIN, 18, "*0847325*", 8, LATIN)
        else:
            left = MARGIN if page % 2 == 0 else WIDTH - MARGIN - 60
            press.text(left, HEIGHT - 30, "A/RES/63/49", 9, LATIN)
            press.text(left, 25, str(page), 9, LATIN)
        top = 150.0 if page == 1 else 0.0
        lines = _fill(press, MARGIN, width, lines, notes, Style(), top)
        press.next_page()
    return press.bytes()


_STYLES = {"title": Style(indent=False), "text": Style()}


def _set_masthead(press: Press) -> None:
    press.text(MARGIN, HEIGHT - 50, "联合国", 12)
    press.text(WIDTH - MARGIN - 110, HEIGHT - 50, "A/RES/63/49", 18, LATIN)
    press.rule(MARGIN, HEIGHT - 56, WIDTH - 2 * MARGIN)
    press.text(MARGIN, HEIGHT - 80, "大会", 20)
    press.text(WIDTH - MARGIN - 110, HEIGHT - 80, "Distr.: General", 10, LATIN)
    press.text(WIDTH - MARGIN - 110, HEIGHT - 94, "12 January 2009", 10, LATIN)
    press.rule(MARGIN, HEIGHT - 100, WIDTH - 2 * MARGIN)
    press.text(MARGIN, HEIGHT - 130, "第六十三届会议", 12)
    press.text(MARGIN, HEIGHT - 148, "议程项目 89(w)", 12)
    press.text(MARGIN, HEIGHT - 178, "大会决议", 16)
