"""What a text cites, or is called → where the index has it, and under which names it is cited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from indexer.folding import fold
from search.paragraphs import Paragraphs
from search.postings import Postings

__all__ = ["BRACKETS", "MAX_PARTS", "Named", "indexed_under", "named_as"]

MAX_PARTS = 1_000
"""So many parts of an article are looked at that are cited by themselves: #art12.2 of #art12."""

BRACKETS = "《》〈〉<> "
"""What may stand around a title, folded or not."""


@dataclass(frozen=True, slots=True)
class Named:
    """What was named: its canonical key, the names under which it is cited, and where it is had.

    `parts` are those of an article that are cited by themselves. `indexed` is the key of the
    document, or the id of the paragraph, that the index has of it.
    """

    key: str
    names: tuple[str, ...]
    parts: tuple[str, ...] = ()
    indexed: str | None = None

    def citing(self, postings: Postings) -> Paragraphs:
        """Return the paragraphs that cite it. Errors: `IndexDamaged`."""
        with postings.telling_damage:
            names = (*self.names, *self.parts)
            return postings.space.any_of([postings.posting("cites", name) for name in names])


def named_as(postings: Postings, key: str, indexed: str | None) -> Named:
    """Return what has a canonical key, with all names under which it is cited.

    A document of the index is cited by its key and its symbol; one without a symbol, as a law, by
    its title.
    """
    # An index that has the whole of an article may not have the article.
    is_had = indexed is not None and ("#" in key) == ("#" in indexed)
    others = _other_names(postings, indexed) if indexed is not None and is_had else ()
    names = tuple(dict.fromkeys((key, *others)))
    parts = (
        postings.names_beginning("cites", f"{name}.", MAX_PARTS) for name in names if "#" in name
    )
    return Named(key, names, tuple(chain.from_iterable(parts)), indexed)


def indexed_under(postings: Postings, key: str) -> str | None:
    """Return the key or id under which the index has what is cited by that key, or None.

    Where it has the whole of an article and not the article, it is the key of the whole.
    """
    if found := _own_name(postings, "key", key) or _own_name(postings, "id", key):
        return found
    whole, hash_sign, anchor = key.rpartition("#")
    if not hash_sign:
        return _by_symbol_or_title(postings, key)
    document = _by_symbol_or_title(postings, whole)
    return document and (_own_name(postings, "id", f"{document}#{anchor}") or document)


def _own_name(postings: Postings, field: str, name: str) -> str | None:
    return name if len(postings.posting(field, name)) else None


def _by_symbol_or_title(postings: Postings, name: str) -> str | None:
    """Return the key of the first document of that symbol, or of that title between brackets."""
    is_title = name.startswith("《") and name.endswith("》") and name == fold(name)
    found = (
        postings.posting("titled", fold(name[1:-1]))
        if is_title
        else postings.posting("symbol", name)
    )
    if not len(found):
        return None
    ids = postings.documents_of(found.numbers)
    return postings.id(int(found.numbers[ids.argmin()])).rpartition("#")[0]


def _other_names(postings: Postings, indexed: str) -> Iterator[str]:
    """Yield the names of a document of the index, or of a paragraph or note of one."""
    yield indexed
    document = _own_name(postings, "key", indexed) or indexed.rpartition("#")[0]
    first = postings.posting("key", document).numbers[:1].tolist()
    for facts in (postings.record(doc).document for doc in first):
        part = indexed.removeprefix(document)
        if facts["symbol"]:
            yield facts["symbol"] + part
        elif facts["title"]:
            yield f"《{fold(facts['title']).strip(BRACKETS)}》{part}"
