"""Full-text search over Chinese documents, paragraph by paragraph, with their footnotes.

`search.open_index(path)` gives an `Index`; `index.search("核裁军 谈判")` gives an `Answer`, and
each `Hit` in it has an id, a snippet with highlights, and the footnotes linked to the paragraph.
"""

from typing import TYPE_CHECKING, Any

from indexer.errors import (
    DuansouError,
    IndexDamaged,
    IndexNotFound,
    NotFound,
    QueryTooLong,
    SynonymsUnreadable,
    TooLargeToCompare,
)
from search.answers import Answer, Hit, Snippet, Stream
from search.follow.linked import Chain, CitedBy, Cites
from search.searcher import Index, open_index

if TYPE_CHECKING:
    from search.versions.outcomes import Difference, Quotes, Similar

__all__ = [
    "Answer",
    "Chain",
    "CitedBy",
    "Cites",
    "Difference",
    "DuansouError",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexNotFound",
    "NotFound",
    "QueryTooLong",
    "Quotes",
    "Similar",
    "Snippet",
    "Stream",
    "SynonymsUnreadable",
    "TooLargeToCompare",
    "open_index",
]

_OF_VERSIONS = ("Difference", "Quotes", "Similar")


def __getattr__(name: str) -> Any:
    """Return a result of comparing: a search does not wait for their classes to be made."""
    if name not in _OF_VERSIONS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from search.versions import outcomes

    return getattr(outcomes, name)
