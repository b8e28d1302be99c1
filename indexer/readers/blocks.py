"""Pandoc's blocks → paragraphs, each stretches of text with the marks between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from indexer.readers.inlines import Described, Piece, joined, pieces_of
from indexer.readers.list_numbers import printed_number
from indexer.readers.markup import text_of_markup
from indexer.readers.pandoc import Element
from indexer.source import Role

__all__ = ["Paragraph", "paragraphs_of"]

CELL_GAP = "  "
"""Stands between two cells of a table's row."""

Paragraph = tuple[list[Piece], Role | None]


def paragraphs_of(blocks: Iterable[Element]) -> Iterator[Paragraph]:
    """Yield the paragraphs in reading order; a role is what the author made of one."""
    for block in blocks:
        yield from _BLOCKS[block["t"]](block.get("c"))


def _paragraph(inlines: list[Element]) -> Iterator[Paragraph]:
    yield pieces_of(inlines), None


def _line_block(lines: list[list[Element]]) -> Iterator[Paragraph]:
    yield joined([pieces_of(line) for line in lines], " "), None


def _header(content: list[Any]) -> Iterator[Paragraph]:
    yield pieces_of(content[2]), "heading"


def _code(content: list[Any]) -> Iterator[Paragraph]:
    yield [content[1].strip("\n")], "plain"


def _raw(content: list[str]) -> Iterator[Paragraph]:
    """Yield the text in what is markup to pandoc; markup of an unknown language is text."""
    language, text = content
    yield [text_of_markup(text) if language.startswith("html") else text], "plain"


def _ordered(content: list[Any]) -> Iterator[Paragraph]:
    """Yield the items, the first paragraph of each with its number in front."""
    attributes, items = content
    for index, item in enumerate(items):
        number = printed_number(attributes, index)
        paragraphs = list(paragraphs_of(item))
        # An item that begins with a list, a table or nothing has its number on a line of its own.
        if item and item[0]["t"] in ("Para", "Plain"):
            pieces, role = paragraphs[0]
            paragraphs[0] = [f"{number} ", *pieces], role
        else:
            paragraphs.insert(0, ([number], "plain"))
        yield from paragraphs


def _bulleted(items: list[list[Element]]) -> Iterator[Paragraph]:
    for item in items:
        for pieces, role in paragraphs_of(item):
            yield pieces, role or "plain"


def _definitions(entries: list[Any]) -> Iterator[Paragraph]:
    for term, definitions in entries:
        yield pieces_of(term), "plain"
        for definition in definitions:
            yield from paragraphs_of(definition)


def _quoted(blocks: list[Element]) -> Iterator[Paragraph]:
    yield from paragraphs_of(blocks)


def _division(content: list[Any]) -> Iterator[Paragraph]:
    yield from paragraphs_of(content[1])


def _figure(content: list[Any]) -> Iterator[Paragraph]:
    """Yield what a figure shows and its caption; where both are the same words, once."""
    _, caption, blocks = content
    captions = list(_caption(caption))
    for paragraph in paragraphs_of(blocks):
        if not any(_alike(paragraph, other) for other in captions):
            yield paragraph
    yield from captions


def _alike(image: Paragraph, caption: Paragraph) -> bool:
    """Say whether a paragraph is one image whose description is the caption."""
    pieces = image[0]
    image_only = pieces[0] if len(pieces) == 1 else None
    return isinstance(image_only, Described) and image_only.pieces == caption[0]


def _caption(caption: list[Any]) -> Iterator[Paragraph]:
    for pieces, role in paragraphs_of(caption[1]):
        yield pieces, role or "plain"


def _table(content: list[Any]) -> Iterator[Paragraph]:
    """Yield the caption, then each row as a paragraph."""
    _, caption, _, (_, head), bodies, (_, foot) = content
    yield from _caption(caption)
    rows = [*head, *(row for body in bodies for part in body[2:] for row in part), *foot]
    for _, cells in rows:
        yield _row(cells), "plain"


def _row(cells: Sequence[Any]) -> list[Piece]:
    contents = [
        joined([pieces for pieces, _ in paragraphs_of(cell[4]) if pieces], " ") for cell in cells
    ]
    return joined([pieces for pieces in contents if pieces], CELL_GAP)


def _nothing(_: object) -> Iterator[Paragraph]:
    return iter(())


_BLOCKS: dict[str, Callable[[Any], Iterator[Paragraph]]] = {
    "BlockQuote": _quoted,
    "BulletList": _bulleted,
    "CodeBlock": _code,
    "DefinitionList": _definitions,
    "Div": _division,
    "Figure": _figure,
    "Header": _header,
    "HorizontalRule": _nothing,
    "LineBlock": _line_block,
    "OrderedList": _ordered,
    "Para": _paragraph,
    "Plain": _paragraph,
    "RawBlock": _raw,
    "Table": _table,
}
"""How each kind of block is written down; there are no others in pandoc's tree."""
