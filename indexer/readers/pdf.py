"""PDF → pages of characters, each with its place, size and font; the text is never guessed.

What is read is the text layer, through pdfium. Pages without one are pictures and are named.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from math import hypot, isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from indexer.errors import (
    ExtraMissing,
    SourceDamaged,
    SourceEmpty,
    SourceTooLarge,
    SourceUnreadable,
)
from indexer.printed.page import UNNAMED, Font, Glyph, Page, Printed, Rule, is_unnamed
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

MOST_UNNAMED = 0.5
"""A file in which a greater share of the characters has no name is not read."""

MOST_LOST = 0.02
"""A file is not read of which a greater share of the texts is in fonts that nothing is known of."""

MAX_TEXTS = 100_000
"""So many texts of a page are looked at for the fonts they are in."""

LONGEST_NAME = 128
"""A longer name of a font is not told."""

FARTHEST = 1e6
"""So many points from its page's corner something may stand, and so large may it be."""

# Courier-Bold    LMMono10    Consolas: what the fonts of listings are called
FIXED_PITCH_NAME = re.compile(r"mono|courier|consol|typewriter", re.IGNORECASE)

SMALLEST_TYPE = 0.1
"""Type of a size that can be reckoned with: it is what distances are measured by."""

_PASSWORD_NEEDED = 4
_HYPHENS = frozenset("\x02-\xad\u2010\u2011\ufffe\ufffd")
_SIGNS = frozenset(map(chr, range(0x30))) | _HYPHENS
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
        raise ExtraMissing(name, "is read by pypdfium2: pip install 'duansou[formats]'") from None
    if not data.strip():
        raise SourceEmpty(name, "the file is empty")
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _PASSWORD_NEEDED:
            raise SourceUnreadable(
                name, "encrypted: it cannot be read without its password"
            ) from None
        raise SourceDamaged(name, "damaged, or not a PDF file") from None


def _pages(document: pypdfium2.PdfDocument, name: str) -> Iterator[Page]:
    """Yield the pages; a source of pictures alone, or of characters without names, is an error."""
    printed = unnamed = 0
    fonts = _Fonts()
    for at in range(len(document)):
        for page in _page(document, at, name, fonts):
            printed += len(page.glyphs)
            unnamed += sum(is_unnamed(glyph.text) for glyph in page.glyphs)
            yield page
    if missing := fonts.missing():
        reason = (
            f"text is set in {missing}, a font that is neither in the file nor on this machine: "
            "install one for Chinese, as fonts-noto-cjk"
        )
        raise SourceUnreadable(name, reason)
    if not printed:
        raise SourceEmpty(name, "no text layer: its pages are pictures of text, or blank")
    if unnamed > MOST_UNNAMED * printed:
        reason = f"its fonts name no characters: {unnamed} of {printed} are unknown"
        raise SourceUnreadable(name, reason)


def _page(document: pypdfium2.PdfDocument, at: int, name: str, fonts: _Fonts) -> list[Page]:
    """Return a page as read upright and, behind it, what is printed on it in other directions."""
    import pypdfium2

    try:
        page = document[at]
        width, height = page.get_size()
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise SourceDamaged(name, f"page {at + 1} is damaged") from None
    turned = _Characters(text.raw).by_direction()
    strokes = _strokes(page)
    fonts.look_at(page, text)
    text.close()
    page.close()
    directions = sorted(turned, key=lambda direction: -len(turned[direction])) or [0]
    return [
        Page(
            at + 1,
            width,
            height,
            tuple(turned.get(direction, ())),
            strokes.rules if first else (),
            strokes.pictured and not turned,
        )
        for direction, first in zip(directions, (True, False, False, False), strict=False)
    ]


class _Fonts:
    """The fonts of a file that it does not bring along, and how many texts in them were read.

    Where the machine has no font either that a text in Han could be shown with, pdfium tells of
    none of its characters.
    """

    def __init__(self) -> None:
        self._texts = 0
        self._read: dict[str, int] = {}
        self._lost: dict[str, int] = {}

    def look_at(self, page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> None:
        """Count the texts of a page."""
        import pypdfium2.raw as pdfium

        drawn = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=DEEPEST_FORM)
        for each in islice(drawn, MAX_TEXTS):
            self._texts += 1
            font = pdfium.FPDFTextObj_GetFont(each.raw)
            if font and not pdfium.FPDFFont_GetIsEmbedded(font):
                # What has no character has two bytes, which end it.
                is_read = pdfium.FPDFTextObj_GetText(each.raw, text.raw, None, 0) > 2
                counts = self._read if is_read else self._lost
                called = _called(font)
                counts[called] = counts.get(called, 0) + 1

    def missing(self) -> str | None:
        """Return the name of a font of which nothing was read, if much is in such fonts.

        A text may be a blank, of which nothing is told either; hardly a font has nothing else.
        """
        lost = {name: count for name, count in self._lost.items() if name not in self._read}
        if sum(lost.values()) <= MOST_LOST * self._texts:
            return None
        return max(lost, key=lost.__getitem__) or "a font without a name"


def _called(font: Any) -> str:
    """Return what a font is called in the file, signs that cannot be shown left out."""
    import pypdfium2.raw as pdfium

    buffer = ctypes.create_string_buffer(LONGEST_NAME)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, LONGEST_NAME)
    return "".join(character for character in map(chr, buffer.value) if "!" <= character <= "~")


class _Setting(NamedTuple):
    """What the characters of one text object share: direction in quarter turns, size and font."""

    direction: int
    size: float
    font: Font


class _Characters:
    """The characters of one page, as pdfium tells of them."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as pdfium

        self._page = page
        self._pdfium = pdfium
        self._settings: dict[int, _Setting] = {}

    def by_direction(self) -> dict[int, list[Glyph]]:
        """Return the visible characters by the quarter turns of their lines, in file order."""
        turned: dict[int, list[Glyph]] = {}
        spaced = True
        placed = self._placer()
        is_generated, is_hyphen = self._pdfium.FPDFText_IsGenerated, self._pdfium.FPDFText_IsHyphen
        for at, character in self._texts():
            if character.isspace() or (character in _SIGNS and is_generated(self._page, at) == 1):
                spaced = True
                continue
            hyphen = character in _HYPHENS and is_hyphen(self._page, at) == 1
            setting = self._setting(at)
            edges = placed(at, setting.direction)
            text = "-" if hyphen else character
            glyph = Glyph(text, *edges, setting.size, setting.font, spaced, hyphen)
            turned.setdefault(setting.direction, []).append(glyph)
            spaced = False
        return turned

    def _texts(self) -> Iterator[tuple[int, str]]:
        """Yield each character with its place; one beyond the first plane comes in two halves."""
        page, code_of = self._page, self._pdfium.FPDFText_GetUnicode
        half: tuple[int, int] | None = None
        for at in range(self._pdfium.FPDFText_CountChars(page)):
            code = code_of(page, at)
            is_second = 0xDC00 <= code < 0xE000
            if half is not None and not is_second:
                yield half[0], UNNAMED
            if 0xD800 <= code < 0xDC00:
                half = at, code
                continue
            yield at, _whole(half[1] if half else 0, code)
            half = None
        if half is not None:
            yield half[0], UNNAMED

    def _placer(self) -> Callable[[int, int], tuple[float, float, float]]:
        """Return what tells left and right edge and baseline of a character; all are finite."""
        page = self._page
        origin_of, box_of = (
            self._pdfium.FPDFText_GetCharOrigin,
            self._pdfium.FPDFText_GetLooseCharBox,
        )
        x, y, box = ctypes.c_double(), ctypes.c_double(), self._pdfium.FS_RECTF()

        def placed(at: int, direction: int) -> tuple[float, float, float]:
            origin_of(page, at, x, y)
            box_of(page, at, box)
            left, right, baseline = box.left, box.right, y.value
            if direction:
                left, _ = _turned(box.left, box.bottom, direction)
                right, _ = _turned(box.right, box.top, direction)
                _, baseline = _turned(x.value, y.value, direction)
            if not isfinite(left + right + baseline):
                left, right, baseline = map(_bounded, (left, right, baseline))
            return min(left, right), max(left, right), baseline

        return placed

    def _setting(self, at: int) -> _Setting:
        drawn = self._pdfium.FPDFText_GetTextObject(self._page, at)
        key = ctypes.addressof(drawn.contents) if drawn else 0
        if key not in self._settings or not key:
            self._settings[key] = self._read_setting(at)
        return self._settings[key]

    def _read_setting(self, at: int) -> _Setting:
        matrix = self._pdfium.FS_MATRIX()
        self._pdfium.FPDFText_GetMatrix(self._page, at, matrix)
        scale = hypot(matrix.c, matrix.d)
        size = float(self._pdfium.FPDFText_GetFontSize(self._page, at)) * scale
        direction = _quarter_turns(matrix.a, matrix.b)
        size = max(SMALLEST_TYPE, abs(_bounded(size)))
        return _Setting(direction, size, self._read_font(at))

    def _read_font(self, at: int) -> Font:
        flags = ctypes.c_int()
        buffer = ctypes.create_string_buffer(128)
        self._pdfium.FPDFText_GetFontInfo(self._page, at, buffer, len(buffer), flags)
        weight = self._pdfium.FPDFText_GetFontWeight(self._page, at)
        name = buffer.value.decode("utf-8", errors="replace")
        bold = bool(flags.value & _BOLD_FLAG) or weight > _BOLD_WEIGHT or "bold" in name.lower()
        fixed = bool(flags.value & _FIXED_PITCH_FLAG) or bool(FIXED_PITCH_NAME.search(name))
        return _shared(Font(name, bold, fixed))


@lru_cache(maxsize=256)
def _shared(font: Font) -> Font:
    """Return the one record of equal fonts: each character holds one."""
    return font


def _whole(half: int, code: int) -> str:
    """Return a character from its code, or from the two halves of it that a file may hold."""
    if 0xDC00 <= code < 0xE000:
        return chr(0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00)) if half else UNNAMED
    return chr(code) if 0 < code <= 0x10FFFF else UNNAMED


def _bounded(number: float) -> float:
    """Return a number of points that can be reckoned with, whatever the file says."""
    return min(max(number, -FARTHEST), FARTHEST) if number == number else 0.0


def _quarter_turns(a: float, b: float) -> int:
    """Return by how many quarter turns to the left a line runs, from its matrix."""
    if abs(a) >= abs(b):
        return 0 if a >= 0 else 2
    return 1 if b > 0 else 3


def _turned(x: float, y: float, direction: int) -> tuple[float, float]:
    """Return a point of a page turned so that lines of that direction run to the right."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[direction]


class _Strokes(NamedTuple):
    """The thin horizontal strokes of a page, and whether it shows pictures."""

    rules: tuple[Rule, ...]
    pictured: bool


def _strokes(page: pypdfium2.PdfPage) -> _Strokes:
    import pypdfium2.raw as pdfium

    kinds = [pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE]
    rules: list[Rule] = []
    pictured = False
    for _, drawn in zip(
        range(MAX_STROKES), page.get_objects(filter=kinds, max_depth=DEEPEST_FORM), strict=False
    ):
        left, bottom, right, top = drawn.get_bounds()
        if right - left >= THINNEST_RULE and top - bottom <= THICKEST_RULE:
            rules.append(Rule(left, right, (top + bottom) / 2))
        elif drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictured = True
    return _Strokes(tuple(rules), pictured)
