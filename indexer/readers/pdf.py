"""PDF → pages of characters, each with its place, size and font; the text is never guessed.

What is read is the text layer, through pdfium. Pages without one are pictures and are named.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indexer.errors import ExtraMissing, SourceEmpty, SourceTooLarge, SourceUnreadable
from indexer.printed.page import Font, Glyph, Page, Printed, Rule
from indexer.readers.regular import read_bytes

if TYPE_CHECKING:
    import pypdfium2

__all__ = ["MAX_BYTES", "MAX_PAGES", "read"]

MAX_BYTES = 256 * 1024 * 1024
"""A larger file is not read."""

MAX_PAGES = 20_000
"""A file of more pages is not read."""

THINNEST_RULE, THICKEST_RULE = 20.0, 2.5
"""The points a stroke is at least long and at most thick to be a rule."""

DEEPEST_FORM = 4
"""How deep drawings may be nested for their strokes to be seen."""

MAX_STROKES = 20_000
"""So many objects of a page are looked at for rules."""

SAMPLED_PAGES = 3_000

_PASSWORD_NEEDED = 4
_UNMAPPED = "\ufffd"
_HYPHENS = frozenset("\x02\xad\ufffe")
_FIXED_PITCH_FLAG = 1
_BOLD_FLAG = 1 << 18
_BOLD_WEIGHT = 600


def read(path: Path, name: str) -> Printed:
    """Return the PDF at `path`, its pages still to be read; every failure is a `SourceError`.

    The pages come one after the other, so that a long book never sits in memory whole.
    """
    document = _opened(read_bytes(path, name, MAX_BYTES), name)
    if len(document) > MAX_PAGES:
        raise SourceTooLarge(name, f"{len(document)} pages; the limit is {MAX_PAGES}")
    return Printed(name, _pages(document, name))


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        import pypdfium2
    except ImportError:
        raise ExtraMissing(name, "PDF needs the extra: pip install 'duansou[formats]'") from None
    if not data.strip():
        raise SourceEmpty(name, "the file is empty")
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            raise SourceUnreadable(
                name, "encrypted: it cannot be read without its password"
            ) from None
        raise SourceUnreadable(name, "damaged, or not a PDF file") from None


def _pages(document: pypdfium2.PdfDocument, name: str) -> Iterator[Page]:
    """Yield the pages that have text; a source of pictures alone is an error."""
    empty = True
    for at in range(len(document)):
        for page in _page(document, at, name):
            empty = empty and not page.glyphs
            yield page
    if empty:
        raise SourceEmpty(name, "no text layer: its pages are pictures of text, or blank")


def _page(document: pypdfium2.PdfDocument, at: int, name: str) -> list[Page]:
    """Return a page as read upright and, behind it, what is printed on it in other directions."""
    import pypdfium2

    try:
        page = document[at]
        width, height = page.get_size()
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise SourceUnreadable(name, f"page {at + 1} is damaged") from None
    turned = _Characters(text.raw).by_direction()
    rules = _rules(page)
    text.close()
    page.close()
    directions = sorted(turned, key=lambda direction: -len(turned[direction])) or [0]
    return [
        Page(at + 1, width, height, tuple(turned.get(direction, ())), rules if first else ())
        for direction, first in zip(directions, (True, False, False, False), strict=False)
    ]


class _Characters:
    """The characters of one page, as pdfium tells of them."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._page = page
        self._pdfium = pdfium
        self._fonts: dict[int | None, Font] = {}
        self._matrix = pdfium.FS_MATRIX()
        self._box = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def by_direction(self) -> dict[int, list[Glyph]]:
        """Return the visible characters by the quarter turns of their lines, in file order."""
        turned: dict[int, list[Glyph]] = {}
        spaced, half = True, ""
        for at in range(self._pdfium.FPDFText_CountChars(self._page)):
            code = self._pdfium.FPDFText_GetUnicode(self._page, at)
            if 0xD800 <= code < 0xDC00:
                half = chr(code)
                continue
            character, half = _whole(half, code), ""
            hyphen = bool(self._pdfium.FPDFText_IsHyphen(self._page, at) == 1)
            if self._pdfium.FPDFText_IsGenerated(self._page, at) == 1 or character.isspace():
                spaced = True
                continue
            direction, glyph = self._glyph(at, "-" if hyphen else character, spaced, hyphen)
            turned.setdefault(direction, []).append(glyph)
            spaced = False
        return turned

    def _glyph(self, at: int, character: str, spaced: bool, hyphen: bool) -> tuple[int, Glyph]:
        pdfium, page = self._pdfium, self._page
        pdfium.FPDFText_GetMatrix(page, at, self._matrix)
        pdfium.FPDFText_GetCharOrigin(page, at, self._x, self._y)
        pdfium.FPDFText_GetLooseCharBox(page, at, self._box)
        matrix, box = self._matrix, self._box
        direction = _quarter_turns(matrix.a, matrix.b)
        scale = float((matrix.c**2 + matrix.d**2) ** 0.5)
        size = float(pdfium.FPDFText_GetFontSize(page, at)) * scale
        (left, _), (right, _) = (
            _turned(box.left, box.bottom, direction),
            _turned(box.right, box.top, direction),
        )
        _, baseline = _turned(self._x.value, self._y.value, direction)
        edges = min(left, right), max(left, right)
        font = self._font(at)
        return direction, Glyph(character, *edges, baseline, size, font, spaced, hyphen)

    def _font(self, at: int) -> Font:
        drawn = self._pdfium.FPDFText_GetTextObject(self._page, at)
        key = ctypes.cast(drawn, ctypes.c_void_p).value
        if key not in self._fonts:
            self._fonts[key] = self._read_font(at)
        return self._fonts[key]

    def _read_font(self, at: int) -> Font:
        flags = ctypes.c_int()
        buffer = ctypes.create_string_buffer(128)
        self._pdfium.FPDFText_GetFontInfo(self._page, at, buffer, len(buffer), flags)
        weight = self._pdfium.FPDFText_GetFontWeight(self._page, at)
        name = buffer.value.decode("utf-8", errors="replace")
        bold = bool(flags.value & _BOLD_FLAG) or weight > _BOLD_WEIGHT or "bold" in name.lower()
        fixed = bool(flags.value & _FIXED_PITCH_FLAG) or "mono" in name.lower()
        return _shared(Font(name, bold, fixed))


@lru_cache(maxsize=256)
def _shared(font: Font) -> Font:
    """Return the one record of equal fonts: each character holds one."""
    return font


def _whole(half: str, code: int) -> str:
    """Return a character from its code, or from the two halves of it that a file may hold."""
    if half and 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((ord(half) - 0xD800) << 10) + (code - 0xDC00))
    return chr(code) if 0 < code <= 0x10FFFF else _UNMAPPED


def _quarter_turns(a: float, b: float) -> int:
    """Return by how many quarter turns to the left a line runs, from its matrix."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _turned(x: float, y: float, direction: int) -> tuple[float, float]:
    """Return a point of a page turned so that lines of that direction run to the right."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[direction]


def _rules(page: pypdfium2.PdfPage) -> tuple[Rule, ...]:
    """Return the thin horizontal strokes of a page."""
    import pypdfium2.raw as pdfium

    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    rules: list[Rule] = []
    for _, drawn in zip(
        range(MAX_STROKES), page.get_objects(filter=kinds, max_depth=DEEPEST_FORM), strict=False
    ):
        left, bottom, right, top = drawn.get_bounds()
        if right - left >= THINNEST_RULE and top - bottom <= THICKEST_RULE:
            rules.append(Rule(left, right, (top + bottom) / 2))
    return tuple(rules)
