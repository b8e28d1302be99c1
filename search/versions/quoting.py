"""Quotations → whether each is right, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from indexer.errors import TooLargeToCompare
from indexer.folding import fold, fold_with_offsets
from indexer.record import Record
from search.postings import Postings
from search.versions.nearly import Stretch, nearest
from search.versions.outcomes import Place, Quotation, Quoted, Quotes
from search.versions.quotations import quotations_in
from search.versions.runs import Wording, change
from search.versions.standing import (
    FIELDS,
    MOST_SPLITS,
    NOTES,
    Standing,
    over_paragraphs,
    within_paragraphs,
)

__all__ = ["LONGEST", "MOST_PLACES", "MOST_QUOTATIONS", "quotes_of", "quotes_of_text"]

LONGEST = 16_384
"""A quotation of more characters is not looked for."""

MOST_PLACES = 10
"""So many of the places at which a quotation stands are told."""

MOST_QUOTATIONS = 100_000
"""So many quotations are looked for at once."""

UNCLOSED = "In line {line} a quotation begins that never ends; it was not looked for."
MORE_UNCLOSED = (
    "In line {line} and {more} more a quotation begins that never ends; they were not looked for."
)


def quotes_of_text(postings: Postings, text: str) -> Quotes:
    """Return what a text quotes, each checked. Errors: `TooLargeToCompare`, `IndexDamaged`."""
    quoting = quotations_in(text)
    return _checked(postings, quoting.quotations, _notices(quoting.unclosed))


def quotes_of(postings: Postings, texts: Iterable[str]) -> Quotes:
    """Return quotations, each of them checked. Errors: as above."""
    return _checked(postings, [Quotation(text, 0, 0) for text in texts], ())


def _notices(unclosed: Sequence[int]) -> tuple[str, ...]:
    if not unclosed:
        return ()
    sentence = UNCLOSED if len(unclosed) == 1 else MORE_UNCLOSED
    return (sentence.format(line=unclosed[0], more=len(unclosed) - 1),)


def _checked(
    postings: Postings, quotations: Sequence[Quotation], notices: tuple[str, ...]
) -> Quotes:
    if len(quotations) > MOST_QUOTATIONS:
        raise TooLargeToCompare(
            f"there are {len(quotations):,} quotations; {MOST_QUOTATIONS:,} is the most that is "
            "looked for at once"
        )
    known: dict[str, Quoted] = {}
    with postings.telling_damage:
        for each in quotations:
            if each.text not in known:
                known[each.text] = _Checking(postings, each).quoted()
    return Quotes(tuple(known[each.text].of(each) for each in quotations), notices)


class _Checking:
    """Looks for one quotation in an index."""

    def __init__(self, postings: Postings, quotation: Quotation) -> None:
        self._postings = postings
        self._quotation = quotation
        self._folded = fold(quotation.text)

    def quoted(self) -> Quoted:
        """Return whether it is right, and where it stands."""
        if len(self._folded) > LONGEST:
            return Quoted(self._quotation, "too_long", 0, (), 0.0)
        total, standings = within_paragraphs(self._postings, self._folded)
        if not total and self._folded:
            over = over_paragraphs(self._postings, self._folded, self._line_ends())
            total, standings = len(over), iter(over)
        if total:
            places = tuple(map(self._place, islice(standings, MOST_PLACES)))
            return Quoted(self._quotation, "verbatim", total, places, 1.0)
        return self._nearly()

    def _line_ends(self) -> Sequence[int]:
        """Return where in the folded quotation its lines end, but for the last."""
        text = self._quotation.text
        return [len(fold(text[:at])) for at in islice(_ends_of_lines(text), MOST_SPLITS)]

    def _nearly(self) -> Quoted:
        stretches = self._nearest()
        if not stretches:
            return Quoted(self._quotation, "not_found", 0, (), 0.0)
        standings = (Standing((each.doc,), each.field == NOTES) for each in stretches)
        places = tuple(map(self._place, islice(standings, MOST_PLACES)))
        shown = _as_shown(self._postings.record(stretches[0].doc), stretches[0])
        quoted = Wording(self._quotation.text, is_whole=True)
        changed = change(quoted, Wording(shown, is_whole=True))
        return Quoted(
            self._quotation, "nearly", len(stretches), places, changed.similarity, changed.runs
        )

    def _nearest(self) -> list[Stretch]:
        """Return the stretches that take fewest edits, one a paragraph, by document and place."""
        found = [each for field in FIELDS for each in nearest(self._postings, field, self._folded)]
        least = min((each.edits for each in found), default=0)
        best = {each.doc: each for each in reversed(found) if each.edits == least}
        docs = np.array(list(best), dtype=np.intp)
        order = np.lexsort(self._postings.ranks(docs)) if best else docs
        return [best[int(doc)] for doc in docs[order]]

    def _place(self, standing: Standing) -> Place:
        records = [self._postings.record(doc) for doc in standing.docs]
        ids = tuple(record.id for record in records)
        labels = tuple(record.paragraph.paged_label for record in records)
        return Place(ids, labels, standing.in_note)


def _ends_of_lines(text: str) -> Iterator[int]:
    """Yield where the lines of a text end that are not blank, but for the last."""
    end = 0
    for line in text.rstrip().split("\n")[:-1]:
        end += len(line)
        if not line.isspace() and line:
            yield end
        end += 1


def _as_shown(record: Record, stretch: Stretch) -> str:
    """Return what folds to a stretch as it is shown in a paragraph, or in a note of it."""
    texts = record.note_texts if stretch.field == NOTES else (record.paragraph.text,)
    for text in texts:
        folded = fold_with_offsets(text)
        at = folded.text.find(stretch.text)
        if at >= 0:
            start, end = folded.span(at, at + len(stretch.text))
            return text[start:end]
    return stretch.text
