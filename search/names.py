"""A field of names, such as the dates of an index → its names in order, and who has which.

The names of all segments are one row, and what is asked of names is asked of each once, not of
each paragraph. A paragraph has one name of a field at most, or, as for citations, any number.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.errors import IndexDamaged
from indexer.folding import fold
from search.paragraphs import Numbers, Paragraphs, Space
from search.segment import Segment

__all__ = ["WILDCARD", "Names", "read_names"]

# what stands for any characters, and for one
WILDCARD = re.compile(r"[*?]")


class Names:
    """The names of a field, and which paragraphs have them. Safe to share between threads."""

    def __init__(
        self,
        space: Space,
        terms: Sequence[bytes],
        numbers: NDArray[Any],
        docs: Numbers | None = None,
    ) -> None:
        """Take the names in order, and the number of each paragraph's; as many as names if none.

        With `docs`, the numbers are of names that these paragraphs have, some perhaps several.
        """
        self.texts = [term.decode("utf-8", errors="surrogatepass") for term in terms]
        self.numbers = numbers
        self._docs = docs
        self._space = space

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def totals(self) -> NDArray[np.intp]:
        """How many paragraphs have each name; behind the last, how many have none."""
        return np.bincount(self.numbers, minlength=len(self) + 1)

    def which(self, is_meant: Callable[[str], bool]) -> list[int]:
        """Return the numbers of the names that are meant."""
        return [number for number, name in enumerate(self.texts) if is_meant(name)]

    def like(self, pattern: str) -> list[int]:
        """Return the numbers of the names that a pattern fits, case and the like aside.

        Only names that begin as the pattern does are looked at.
        """
        forms, order = self._folded
        wanted = fold(pattern)
        pieces = WILDCARD.split(wanted)
        start = bisect_left(forms, pieces[0])
        stop = bisect_left(
            range(len(forms)), True, start, key=lambda at: not forms[at].startswith(pieces[0])
        )
        fits, longest = _fitting(wanted), max(pieces, key=len)
        begun = range(start, stop)
        return [order[at] for at in begun if longest in forms[at] and fits(forms[at])]

    def having(self, names: Sequence[int] | Numbers) -> Paragraphs:
        """Return the paragraphs that have one of the names with these numbers."""
        if not len(names):
            return self._space.none
        is_meant = np.zeros(len(self) + 1, dtype=np.bool_)
        is_meant[names] = True
        found = is_meant.take(self.numbers).nonzero()[0]
        if self._docs is not None:
            return Paragraphs(self._space, bits=self._space.bits_of([self._docs[found]]))
        return self._space.of(found)

    @cached_property
    def _folded(self) -> tuple[list[str], list[int]]:
        """The names as they are matched, in the order of that, and the number of each."""
        forms = list(map(fold, self.texts))
        order = sorted(range(len(forms)), key=forms.__getitem__)
        return [forms[number] for number in order], order


def _fitting(wanted: str) -> Callable[[str], object]:
    """Return what says whether a folded name is as wanted: a star is any characters, a ? is one.

    It takes linear time: what stands before a star is not looked for again behind where it was
    first found.
    """
    first, *others = (re.escape(piece).replace(r"\?", ".") for piece in wanted.split("*"))
    between = "".join(f"(?>.*?{piece})" for piece in others[:-1])
    return re.compile(f"{first}{between}{f'.*{others[-1]}' if others else ''}", re.DOTALL).fullmatch


def read_names(space: Space, segments: Sequence[Segment], field: str, *, several: bool) -> Names:
    """Return the names of a field that paragraphs have, one or several. Errors: `IndexDamaged`."""
    own_terms = [segment.terms(field).all() for segment in segments]
    terms = sorted(set().union(*own_terms))
    number_of = {term: number for number, term in enumerate(terms)}
    numbers, docs = [np.empty(0, dtype=np.intp)], [np.empty(0, dtype=np.intp)]
    for segment, own in zip(segments, own_terms, strict=True):
        in_all = np.array([*map(number_of.__getitem__, own), len(terms)], dtype=np.intp)
        had, owners = (segment.names_of_postings if several else segment.names_of_all)(field)
        if len(had) != len(owners) or had.max(initial=0) > len(own):
            raise IndexDamaged(f"{field}: a paragraph has a name that is not there")
        numbers.append(in_all.take(had))
        docs.append(owners)
    whole = np.concatenate(numbers).astype(np.min_scalar_type(len(terms)))
    return Names(space, terms, whole, np.concatenate(docs) if several else None)
