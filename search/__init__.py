"""Full-text search over Chinese documents, paragraph by paragraph, with their footnotes.

`search.open_index(path)` gives an `Index`; `index.search("核裁军 谈判")` gives an `Answer`, and
each `Hit` in it has an id, a snippet with highlights, and the footnotes linked to the paragraph.
"""

from indexer.errors import (
    DuansouError,
    IndexDamaged,
    IndexNotFound,
    NotFound,
    QueryTooLong,
    SynonymsUnreadable,
)
from search.answers import Answer, Hit, Snippet, Stream
from search.follow.linked import Chain, CitedBy, Cites
from search.searcher import Index, open_index

__all__ = [
    "Answer",
    "Chain",
    "CitedBy",
    "Cites",
    "DuansouError",
    "Hit",
    "Index",
    "IndexDamaged",
    "IndexNotFound",
    "NotFound",
    "QueryTooLong",
    "Snippet",
    "Stream",
    "SynonymsUnreadable",
    "open_index",
]
