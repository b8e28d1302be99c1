"""A name as typed → what it names in an index.

62/39   第62/39号决议   a/res/62/39     A/RES/62/39
不擴散核武器條約   NPT                《不扩散核武器条约》
NPT 第六条                            《不扩散核武器条约》#art6
63/49#op2   63/49 第2段               A/RES/63/49#op2
"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.citations import document_key_of, find_citations, key_of
from indexer.errors import NotFound
from indexer.folding import fold
from search.follow.naming import BRACKETS, Named, indexed_under, named_as
from search.identify import PLACE_AT_END, lookup_in
from search.leaves import place_of
from search.postings import Postings
from search.synonyms import Synonyms

__all__ = ["LONGEST_NAME", "named"]

LONGEST_NAME = 400
"""A longer text names nothing: a key and an anchor have 200 characters each."""


def named(postings: Postings, synonyms: Synonyms, typed: str) -> Named:
    """Return what was typed: the first way to read it that the index has or cites, else the first.

    Errors: `NotFound` where it is no name at all; `IndexDamaged`.
    """
    text = typed.strip()
    if not text or len(text) > LONGEST_NAME:
        raise NotFound(
            f"a name has 1 to {LONGEST_NAME} characters; what was given has {len(text):,}"
        )
    with postings.telling_damage:
        readings = dict.fromkeys(_readings(postings, synonyms, text))
        known = (named_as(postings, key, indexed_under(postings, key)) for key in readings)
        for each in known:
            if each.indexed or len(each.citing(postings)):
                return each
    # Any text may be a title: what is nowhere is told as one only where an article of it was typed.
    keys = (key for key in readings if key != text and (not key.startswith("《") or "#" in key))
    key = next(keys, text)
    return Named(key, (key,))


def _readings(postings: Postings, synonyms: Synonyms, typed: str) -> Iterator[str]:
    """Yield the keys that a text may be, the likeliest first."""
    yield typed
    if key := key_of(typed):
        yield key
    if (lookup := lookup_in(typed)) and lookup.place:
        places = place_of(lookup, postings).numbers[:1].tolist()
        yield from map(postings.id, places)
        yield f"{lookup.key}#{lookup.place}"
    if "/" not in typed and not document_key_of(typed):
        yield from _titles(synonyms, typed)
    cited = dict.fromkeys(citation.key for citation in find_citations(typed))
    if len(cited) == 1:
        yield from cited


def _titles(synonyms: Synonyms, typed: str) -> Iterator[str]:
    """Yield the keys of the instruments, or articles of them, whose title was typed."""
    name, hash_sign, anchor = typed.partition("#")
    ending = None if hash_sign else PLACE_AT_END.search(name)
    place = ending.group() if ending else f"{hash_sign}{anchor}"
    title = fold(name[: ending.start()] if ending else name).strip(BRACKETS)
    for each in (title, *synonyms.of(title)) if title else ():
        whole = f"《{each}》{place}"
        yield key_of(whole) or whole
