"""Two texts as they are shown → runs that both have, that only the old or only the new one has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import floor

from indexer.folding import Folded, fold, fold_with_offsets, is_letter
from search.versions.edits import Edit, edits
from search.versions.leading import number_length
from search.versions.outcomes import Run
from search.versions.readable import readable

__all__ = ["Change", "Wording", "change", "replacement", "rounded"]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a text, and how alike the words of both are: 1 only if they are the same."""

    runs: tuple[Run, ...]
    similarity: float


class Wording:
    """A text with its folded form, in which the number it begins with is told apart.

    `is_whole` where it is not: a quotation is held against all of its characters.
    """

    def __init__(self, text: str, *, is_whole: bool = False) -> None:
        self.text = text
        self._text = fold(text)
        number = 0 if is_whole else number_length(self._text)
        self.number = 0 if number and self._is_of_one_character(number) else number

    @cached_property
    def folded(self) -> Folded:
        """The folded text, with the way back to every character."""
        return fold_with_offsets(self.text)

    @property
    def body(self) -> str:
        """The folded text without the number it begins with."""
        return self._text[self.number :]

    @property
    def printed_number(self) -> str:
        """The number it begins with, folded."""
        return self._text[: self.number]

    def is_inner(self, at: int) -> bool:
        """Say whether a place of the body is within a number, a word or a character as shown."""
        folded, place = self._text, at + self.number
        if not self.number < place < len(folded):
            return False
        of_word = _is_apart(folded[place - 1]) and _is_apart(folded[place])
        return of_word or self._is_of_one_character(place)

    def _is_of_one_character(self, at: int) -> bool:
        """Say whether what is before a place came of the same character as what is behind: ㈠."""
        starts = self.folded.starts
        return 0 < at < len(starts) and starts[at] == starts[at - 1]


def _is_apart(character: str) -> bool:
    """Say whether a character is of a number, or of a word of letters."""
    return character.isdecimal() or is_letter(character)


def change(old: Wording, new: Wording) -> Change:
    """Return what became of a text. What folds to the same is the same.

    The runs of the old text end to end are the old text, those of the new one the new text.
    """
    found = edits(old.body, new.body)
    kept = len(old.body) - sum(edit.end - edit.start for edit in found)
    both = len(old.body) + len(new.body)
    if found:
        found = readable(found, old.body, new.body, (old.is_inner, new.is_inner))
    edited = [*_of_numbers(old, new), *(edit.shifted(old.number, new.number) for edit in found)]
    return Change(tuple(_runs(edited, old, new)), rounded(2 * kept / both if both else 1.0))


def replacement(old: str, new: str) -> Change:
    """Return that one text as a whole takes the place of the other."""
    return Change(tuple(_replaced(old, new)), 0.0)


def rounded(share: float) -> float:
    """Return a share to four places, rounded down: what is not all of it is less than 1."""
    return floor(share * 10_000) / 10_000


def _of_numbers(old: Wording, new: Wording) -> list[Edit]:
    """Return what became of the number that a text begins with."""
    is_same = old.printed_number == new.printed_number
    return [] if is_same else [Edit(0, old.number, 0, new.number)]


def _runs(found: Sequence[Edit], old: Wording, new: Wording) -> Iterator[Run]:
    """Yield the runs that edits leave and make, as the texts are shown."""
    start = into = 0
    for edit in found:
        here = _shown(old, edit.start, edit.end, start)
        there = _shown(new, edit.into, edit.until, into)
        yield from _same(old.text[start : here[0]], new.text[into : there[0]])
        yield from _replaced(old.text[slice(*here)], new.text[slice(*there)])
        start, into = here[1], there[1]
    yield from _same(old.text[start:], new.text[into:])


def _same(old: str, new: str) -> Iterator[Run]:
    if old or new:
        yield Run("same", old, new)


def _replaced(old: str, new: str) -> Iterator[Run]:
    if old:
        yield Run("deleted", old, "")
    if new:
        yield Run("inserted", "", new)


def _shown(wording: Wording, start: int, end: int, least: int) -> tuple[int, int]:
    """Return where in the text as it is shown a stretch of the folded one is, from `least` on."""
    low, high = wording.folded.span(start, end)
    return max(low, least), max(high, least)
