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
from search.searcher import Index, open_index

if TYPE_CHECKING:
    from search.follow.linked import Chain, CitedBy, Cites
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

_LATER = {
    **dict.fromkeys(("Chain", "CitedBy", "Cites"), "search.follow.linked"),
    **dict.fromkeys(("Difference", "Quotes", "Similar"), "search.versions.outcomes"),
}


def __getattr__(name: str) -> Any:
    """Return a result that few ask for: a search does not wait for its class to be made."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
