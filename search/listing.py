"""What was found, and what is wanted of it → the paragraphs to be shown, in order."""

from __future__ import annotations

from typing import NamedTuple

from search.finding import Finding
from search.ranking import ranked
from search.wanted import Wanted

__all__ = ["NOTHING", "Listing", "all_of", "page_of"]


class Listing(NamedTuple):
    """Some of the paragraphs found, each with its score: 0 where the order needs none.

    Where they are the first of their documents, `others` says how many more each has, and
    `documents` how many there are in all; else it is empty and None.
    """

    docs: tuple[int, ...]
    scores: tuple[float, ...]
    others: tuple[int, ...] = ()
    documents: int | None = None


NOTHING = Listing((), ())


def page_of(finding: Finding, wanted: Wanted) -> Listing:
    """Return the page that is wanted of what was found."""
    if wanted.group:
        return _grouped(finding, wanted, wanted.offset, wanted.offset + wanted.limit)
    return _ordered(finding, wanted, wanted.offset, wanted.limit)


def all_of(finding: Finding, wanted: Wanted) -> Listing:
    """Return all that was found, in the order that is wanted."""
    if wanted.group:
        return _grouped(finding, wanted, 0, finding.total)
    return _ordered(finding, wanted, 0, finding.total)


def _ordered(finding: Finding, wanted: Wanted, offset: int, limit: int) -> Listing:
    if wanted.by_relevance:
        page = ranked(finding.matcher, finding.leaves, finding.total, offset, limit)
        return Listing(page.docs, page.scores)
    # Few searches are sorted otherwise.
    from search.arrange import arranged

    found = finding.matcher.paragraphs
    docs = arranged(finding.postings, found, wanted.sort, offset, limit)
    return Listing(docs, (0.0,) * len(docs))


def _grouped(finding: Finding, wanted: Wanted, start: int, end: int) -> Listing:
    """Return the first paragraphs of the documents from one place on to another."""
    from search.group import grouped

    whole = _ordered(finding, wanted, 0, finding.total)
    groups = grouped(finding.postings, whole.docs)
    firsts = groups.firsts[start:end]
    return Listing(
        tuple([whole.docs[at] for at in firsts]),
        tuple([whole.scores[at] for at in firsts]),
        groups.others[start:end],
        len(groups),
    )
