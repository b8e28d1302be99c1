"""What something is named → the paragraphs that cite it, a page of them, and how many there are."""

from __future__ import annotations

import numpy as np

from indexer.record import Record
from search.answers import Hit
from search.follow.linked import CitedBy
from search.follow.named_in import citations_of, notes_naming, spans_naming
from search.follow.naming import Named
from search.paragraphs import Numbers
from search.postings import Postings
from search.showing import hit_of
from search.snippets import excerpts_around
from search.wanted import MAX_WINDOWS
from search.windows import Frame

__all__ = ["MAX_KEYS", "citing"]

MAX_KEYS = 100
"""So many documents that cite something are named where they are counted."""

ALL_PLACES = Frame(windows=MAX_WINDOWS)
"""An excerpt is shown around each citation, as long as there are no more of them than this."""


def citing(postings: Postings, named: Named, limit: int, offset: int) -> CitedBy:
    """Return `limit` of the paragraphs that cite it, after `offset` others, each once.

    They are in the order of their documents' keys, then of their places. Only those that are shown
    are read. Errors: `IndexDamaged`.
    """
    found = named.citing(postings).numbers
    with postings.telling_damage:
        ordered = found[np.lexsort(postings.ranks(found))] if limit else found[:0]
        keys, documents = _keys(postings, found)
        hits = [
            _hit(postings.record(doc), named.names)
            for doc in ordered[offset : offset + limit].tolist()
        ]
    return CitedBy(named.key, named.indexed, len(found), documents, keys, offset, tuple(hits))


def _keys(postings: Postings, found: Numbers) -> tuple[tuple[tuple[str, int], ...], int]:
    """Return the first of the documents, each with how many of its paragraphs were found."""
    numbers, firsts, counts = np.unique(
        postings.documents_of(found), return_index=True, return_counts=True
    )
    ids = map(postings.id, found[firsts[:MAX_KEYS]].tolist())
    keys = (id_.rpartition("#")[0] for id_ in ids)
    return tuple(zip(keys, counts.tolist(), strict=False)), len(numbers)


def _hit(record: Record, names: tuple[str, ...]) -> Hit:
    """Return what is shown of a paragraph: the citations highlighted, the notes that have some."""
    paragraph = record.paragraph
    spans = spans_naming(citations_of(paragraph), names)
    notes = tuple(notes_naming(record.footnotes, names))
    return hit_of(record, excerpts_around(paragraph, notes, spans, ALL_PLACES), notes)
