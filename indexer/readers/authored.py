"""Pandoc's tree → the manuscript: paragraphs, marks and notes as the author set them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.document import Diagnostic
from indexer.errors import SourceDamaged, SourceEmpty
from indexer.readers.blocks import paragraphs_of
from indexer.readers.front import front_of
from indexer.readers.inlines import Mark, Piece, tidied
from indexer.readers.pandoc import Element, Tree
from indexer.source import AuthoredNote, Block, Manuscript, NoteMark, Role

__all__ = ["Authored", "manuscript"]


@dataclass(frozen=True, slots=True)
class Authored:
    """A tree, and what is known of its document beside it.

    `notes` may be cited nowhere in the tree; `furniture` was taken out of it.
    `shows_alternatives` says whether what describes an image is text of the document.
    """

    tree: Tree
    notes: tuple[Element, ...] = ()
    furniture: tuple[str, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    shows_alternatives: bool = False


def manuscript(name: str, authored: Authored) -> Manuscript:
    """Return the document's paragraphs and notes; one without either is a `SourceError`."""
    try:
        return _manuscript(name, authored)
    except RecursionError:
        raise SourceDamaged(name, "nested too deeply") from None


def _manuscript(name: str, authored: Authored) -> Manuscript:
    front = front_of(authored.tree.meta)
    writing = _Writing(shows_alternatives=authored.shows_alternatives)
    for blocks, role in front.printed:
        writing.add(blocks, role)
    writing.add(authored.tree.blocks)
    for note in authored.notes:
        writing.number_of(Mark(note["c"], note.get("key"), note.get("number")))
    notes = writing.notes()
    if not writing.blocks and not notes:
        raise SourceEmpty(name, "the file holds no text")
    return Manuscript(
        name,
        tuple(writing.blocks),
        notes,
        authored.diagnostics,
        authored.furniture + front.furniture,
        front.date,
    )


class _Writing:
    """Blocks and notes as they are written down; notes are numbered by their first marks."""

    def __init__(self, *, shows_alternatives: bool) -> None:
        self.blocks: list[Block] = []
        self._shows_alternatives = shows_alternatives
        self._numbers: dict[object, str] = {}
        # A note is written after the text that cites it: notes may cite notes without end.
        self._waiting: deque[tuple[str, list[Element]]] = deque()

    def notes(self) -> tuple[AuthoredNote, ...]:
        """Return the notes cited so far, and those they cite, in the order of their first marks."""
        texts: dict[str, str] = {}
        while self._waiting:
            number, blocks = self._waiting.popleft()
            texts[number] = self._text(blocks)
        return tuple(AuthoredNote(number, text) for number, text in texts.items())

    def add(self, blocks: Iterable[Element], role: Role | None = None) -> None:
        """Write paragraphs down; `role` is what those of no role of their own are."""
        for pieces, own in paragraphs_of(blocks):
            content = tuple(tidied(self._resolved(pieces)))
            if content:
                self.blocks.append(Block(content, len(self.blocks) + 1, own or role))

    def number_of(self, mark: Mark) -> str:
        """Return the number of the note a mark means, which is written down in its turn."""
        key = id(mark.blocks) if mark.key is None else mark.key
        if key not in self._numbers:
            self._numbers[key] = number = mark.number or str(len(self._numbers) + 1)
            self._waiting.append((number, mark.blocks))
        return self._numbers[key]

    def _resolved(self, pieces: Iterable[Piece]) -> Iterator[str | NoteMark]:
        """Yield the pieces, each mark with the number of its note."""
        for piece in pieces:
            if isinstance(piece, Mark):
                yield NoteMark(self.number_of(piece))
            elif isinstance(piece, str):
                yield piece
            elif self._shows_alternatives:
                yield from self._resolved(piece.pieces)

    def _text(self, blocks: list[Element]) -> str:
        """Return a note's text, its paragraphs a space apart; a mark within it is its number."""
        texts = (
            "".join(
                item.number if isinstance(item, NoteMark) else item
                for item in tidied(self._resolved(pieces))
            )
            for pieces, _ in paragraphs_of(blocks)
        )
        return " ".join(filter(None, texts))
