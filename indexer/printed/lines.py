"""Rows of a page → lines of text, with the gaps, sizes and raised characters that were seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from indexer.printed.baselines import SAME_BASELINE, Stretch, stretches_of
from indexer.printed.columns import Region
from indexer.printed.page import Glyph, PrintLine, Raised, is_han

__all__ = ["lines_of"]

BESIDE = 0.4
"""Stretches side by side are of one line where their baselines differ by no more, in sizes."""

HAN_SPACE, LATIN_SPACE, CELL_SPACE = 0.6, 0.25, 2.0
"""The gaps, in sizes, that are a space between Han characters, between others, and two spaces."""

CELL_GAP = 1.1
"""A wider gap, in sizes, may divide two cells of a table."""

RUN_IN_GAP = 0.8
"""A heading that runs into its paragraph has a gap of this many sizes behind it."""

ALIGNED = 3.0
"""Cells of a column begin within so many points."""

ALL_BUT_A_FEW = 0.95
SPACED_HAN, EVEN, FEWEST_GAPS = 0.15, 0.06, 4
"""The share of Latin of fixed pitch, and the even gaps between Han characters, in a listing."""

RAISED_BY, RAISED_SIZE = 0.15, 0.93
"""A raised character stands so much of the line's size above its baseline, and is so small."""

MOST_OF = 0.6
"""A line is bold, or of fixed pitch, where this share of its characters are."""

# What may not begin a line, so that it stays with the character before it.
_NEVER_FIRST = frozenset("，。、；：？！）》」』”’〉】］〕…—·,.;:?!)]%")
_RAISED_SIGNS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class _Row:
    """The stretches side by side on one line of a column."""

    column: int
    stretches: tuple[Stretch, ...]


def lines_of(page: int, regions: Sequence[Region]) -> list[PrintLine]:
    """Return the lines of a page in the order in which they are read."""
    rows = [
        (row, sorted(chain(*(stretch.glyphs for stretch in row.stretches)), key=_left))
        for region in regions
        for row in _rows(region)
    ]
    cells = [[], *([glyphs[0].left, *_cells(glyphs)] for _, glyphs in rows), []]
    return [
        _line(page, row, part)
        for at, (row, glyphs) in enumerate(rows)
        for part in _parts(glyphs, [*cells[at], *cells[at + 2]])
    ]


def _rows(region: Region) -> list[_Row]:
    """Return the stretches side by side on one baseline, from the top of the region down."""
    rows: list[list[Stretch]] = []
    for stretch in sorted(stretches_of(region.levels), key=lambda stretch: -stretch.baseline):
        if rows and _is_beside(rows[-1], stretch):
            rows[-1].append(stretch)
        else:
            rows.append([stretch])
    return [_Row(region.column, tuple(row)) for row in rows]


def _is_beside(row: Sequence[Stretch], stretch: Stretch) -> bool:
    """Say whether a stretch is on the line of others; those beside it may stand a little higher."""
    lower = row[0].baseline - stretch.baseline
    if not SAME_BASELINE * stretch.size < lower <= BESIDE * stretch.size:
        return lower <= SAME_BASELINE * stretch.size
    return all(other.right < stretch.left or stretch.right < other.left for other in row)


def _left(glyph: Glyph) -> float:
    return glyph.left


def _parts(glyphs: Sequence[Glyph], cells: Sequence[float]) -> Iterator[Sequence[Glyph]]:
    """Yield a row in one part, or a heading that runs into its paragraph apart from it.

    A bold cell is none: `cells` are where those of the rows above and below begin.
    """
    heading = next((at for at, glyph in enumerate(glyphs) if not glyph.font.bold), len(glyphs))
    if 0 < heading < len(glyphs):
        before, after = glyphs[heading - 1], glyphs[heading]
        is_cell = any(abs(after.left - cell) < ALIGNED for cell in cells)
        if not is_cell and after.left - before.right > RUN_IN_GAP * after.size:
            yield glyphs[:heading]
            glyphs = glyphs[heading:]
    yield glyphs


def _line(page: int, row: _Row, glyphs: Sequence[Glyph]) -> PrintLine:
    main = max(row.stretches, key=lambda stretch: stretch.size)
    raised = [_is_raised(glyph, main) for glyph in glyphs]
    text, places = _text_of(glyphs, raised.index(False) if False in raised else 0)
    level = [glyph for glyph, up in zip(glyphs, raised, strict=True) if not up] or glyphs
    return PrintLine(
        page=page,
        column=row.column,
        text=text,
        left=glyphs[0].left,
        right=max(glyph.right for glyph in glyphs),
        baseline=main.baseline,
        han=_usual_size(glyph for glyph in level if is_han(glyph.text)),
        latin=_usual_size(glyph for glyph in level if not is_han(glyph.text)),
        word=_word_width(glyphs),
        raised=tuple(_runs(places, glyphs, raised)),
        bold=_mostly(glyph.font.bold for glyph in level),
        fixed_pitch=_is_fixed_pitch(level),
        cells=(glyphs[0].left, *_cells(glyphs)),
        hyphen=glyphs[-1].hyphen,
    )


def _text_of(glyphs: Sequence[Glyph], number: int) -> tuple[str, list[int]]:
    """Return the text of a line and the place in it of each character.

    So many raised characters at its beginning are the number of a note, and stand apart.
    """
    parts = [glyphs[0].text]
    places = [0]
    length = len(glyphs[0].text)
    for at, (before, after) in enumerate(pairwise(glyphs), start=1):
        space = _space(before, after) or (" " if at == number else "")
        places.append(length + len(space))
        parts += [space, after.text]
        length += len(space) + len(after.text)
    return "".join(parts), places


def _space(before: Glyph, after: Glyph) -> str:
    """Return the white space that a gap between two characters stands for."""
    gap = (after.left - before.right) / max(before.size, after.size, 1.0)
    if gap >= CELL_SPACE:
        return "  "
    if is_han(before.text) and is_han(after.text):
        return " " if gap >= HAN_SPACE else ""
    return " " if after.spaced or gap >= LATIN_SPACE else ""


def _is_raised(glyph: Glyph, line: Stretch) -> bool:
    above = glyph.baseline - line.baseline
    small = glyph.size <= RAISED_SIZE * line.size
    return glyph.text in _RAISED_SIGNS or (small and above >= RAISED_BY * line.size)


def _runs(
    places: Sequence[int], glyphs: Sequence[Glyph], raised: Sequence[bool]
) -> Iterator[Raised]:
    """Yield the stretches of neighbouring raised characters."""
    start: int | None = None
    for at, (glyph, up) in enumerate(zip(glyphs, raised, strict=True)):
        begins_anew = glyph.spaced and glyph.left - glyphs[at - 1].right > LATIN_SPACE * glyph.size
        if start is not None and (not up or begins_anew):
            yield Raised(start, places[at - 1] + len(glyphs[at - 1].text))
            start = None
        if up and start is None:
            start = places[at]
    if start is not None:
        yield Raised(start, places[-1] + len(glyphs[-1].text))


def _cells(glyphs: Sequence[Glyph]) -> Iterator[float]:
    """Yield where a character stands behind a wide gap."""
    for before, after in pairwise(glyphs):
        if after.left - before.right > CELL_GAP * max(before.size, after.size):
            yield after.left


def _usual_size(glyphs: Iterator[Glyph]) -> float:
    sizes = Counter(round(glyph.size, 1) for glyph in glyphs)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_fixed_pitch(glyphs: Sequence[Glyph]) -> bool | None:
    """Say whether a line is one of a listing: its Latin of fixed pitch, its Han spaced to fit.

    A few Han characters alone could be either.
    """
    latin = [glyph.font.fixed_pitch for glyph in glyphs if not is_han(glyph.text)]
    if latin and (not latin[0] or sum(latin) < ALL_BUT_A_FEW * len(latin)):
        return False
    if len(glyphs) <= 2 * len(latin):
        return True
    gaps = [
        (after.left - before.right) / before.size
        for before, after in pairwise(glyphs)
        if is_han(before.text) and is_han(after.text)
    ]
    if gaps and (min(gaps) < SPACED_HAN or max(gaps) - min(gaps) > EVEN):
        return None if latin else False
    return True if latin or len(gaps) >= FEWEST_GAPS else None


def _mostly(flags: Iterator[bool]) -> bool:
    seen = list(flags)
    return bool(seen) and sum(seen) >= MOST_OF * len(seen)


def _word_width(glyphs: Sequence[Glyph]) -> float:
    """Return the width of the word a line begins with: what would have had to fit above."""
    end = 1
    while end < len(glyphs) and not _may_break(glyphs[end - 1], glyphs[end]):
        end += 1
    return glyphs[end - 1].right - glyphs[0].left


def _may_break(before: Glyph, after: Glyph) -> bool:
    if after.text in _NEVER_FIRST or before.text in "（《「『“‘〈【［〔([":
        return False
    return after.spaced or is_han(before.text) or is_han(after.text)
