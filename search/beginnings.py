"""The beginning of a name as typed → the documents and paragraphs of an index that go on so.

A shell asks for them while somebody types: nothing is read of the index but a few of its names.
"""

from __future__ import annotations

from pathlib import Path

from indexer.citations import key_of
from indexer.errors import DuansouError
from indexer.generations import open_generation
from search.postings import Postings

__all__ = ["MAX_NAMES", "names_beginning"]

MAX_NAMES = 100
"""No more names than this are offered."""


def names_beginning(typed: str, index: Path, *, trust: bool = False) -> tuple[str, ...]:
    """Return the keys that begin with what was typed; behind a #, the ids of paragraphs.

    63/4 is taken for the beginning of A/RES/63/4 where no key begins with it. What cannot be shown
    on a line is not offered, and where there is no index, or a damaged one, nothing is.
    """
    try:
        postings = Postings(open_generation(index, trust=trust))
        field = "id" if "#" in typed else "key"
        names = _beginning(postings, field, typed) or _beginning(postings, field, _as_key(typed))
    except (DuansouError, OSError):
        return ()
    return tuple(filter(str.isprintable, names))


def _as_key(typed: str) -> str:
    """Return what was typed with its document's name as its key is: A/RES/63/49#op for 63/49#op."""
    name, hash_sign, anchor = typed.partition("#")
    return f"{key_of(name) or name}{hash_sign}{anchor}"


def _beginning(postings: Postings, field: str, typed: str) -> list[str]:
    """Return the names that begin so: keys as they are sorted, paragraphs as they stand."""
    names = postings.names_beginning(field, typed, MAX_NAMES)[:MAX_NAMES]
    if field == "key":
        return names
    return sorted(names, key=lambda name: postings.named(field, name))
