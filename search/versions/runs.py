"""Two texts as they are shown → runs that both have, that only the old or only the new one has."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.folding import Folded, fold_with_offsets
from indexer.segmenter import Segmenter
from search.versions.edits import Edit, edits
from search.versions.leading import number_length
from search.versions.outcomes import Run
from search.versions.readable import Inner, readable

__all__ = ["Wording", "changed_runs", "replaced_runs"]


class Wording:
    """A text with its folded form, its number told apart, and the places within its words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._folded = fold_with_offsets(text)
        self.number = number_length(self._folded.text)

    @property
    def body(self) -> str:
        """The folded text without the number it begins with."""
        return self._folded.text[self.number :]

    @property
    def folded(self) -> Folded:
        """The folded text, with the way back to every character."""
        return self._folded


def changed_runs(old: Wording, new: Wording, segmenter: Segmenter) -> tuple[Run, ...]:
    """Return the runs of two texts, in order: those of the old one end to end are the old text,
    those of the new one the new text. What folds to the same is the same.
    """
    found = edits(old.body, new.body)
    if found:
        inner = _inner_places(old.body, segmenter), _inner_places(new.body, segmenter)
        found = readable(found, old.body, new.body, inner)
    shifted = [edit.shifted(old.number, new.number) for edit in found]
    return tuple(_runs([*_of_numbers(old, new), *shifted], old, new))


def replaced_runs(old: str, new: str) -> tuple[Run, ...]:
    """Return the runs of two texts of which one as a whole takes the place of the other."""
    runs = (Run("deleted", old, ""), Run("inserted", "", new))
    return tuple(run for run in runs if run.old or run.new)


def _of_numbers(old: Wording, new: Wording) -> list[Edit]:
    """Return what became of the number that a text begins with."""
    one, other = old.folded.text[: old.number], new.folded.text[: new.number]
    return [] if one == other else [Edit(0, old.number, 0, new.number)]


def _inner_places(folded: str, segmenter: Segmenter) -> Inner:
    inner = bytearray(len(folded) + 1)
    for _, start, end in segmenter.tokens(folded):
        inner[start + 1 : end] = b"\x01" * (end - start - 1)
    return lambda at: bool(inner[at])


def _runs(found: list[Edit], old: Wording, new: Wording) -> Iterator[Run]:
    """Yield the runs that edits leave and make, as the texts are shown."""
    start = into = 0
    for edit in found:
        here = _shown(old, edit.start, edit.end, start)
        there = _shown(new, edit.into, edit.until, into)
        yield from _same(old.text[start : here[0]], new.text[into : there[0]])
        yield from replaced_runs(old.text[slice(*here)], new.text[slice(*there)])
        start, into = here[1], there[1]
    yield from _same(old.text[start:], new.text[into:])


def _same(old: str, new: str) -> Iterator[Run]:
    if old or new:
        yield Run("same", old, new)


def _shown(wording: Wording, start: int, end: int, least: int) -> tuple[int, int]:
    """Return where in the text as it is shown a stretch of the folded one is, from `least` on."""
    low, high = wording.folded.span(start, end)
    return max(low, least), max(high, least)
