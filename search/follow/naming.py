"""A name as typed → what it names, and under which names an index has it cited.

62/39   第62/39号决议   a/res/62/39     A/RES/62/39
不擴散核武器條約   NPT                《不扩散核武器条约》
NPT 第六条                            《不扩散核武器条约》#art6
63/49#op2   63/49 第2段               A/RES/63/49#op2
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.citations import find_citations, key_of
from indexer.errors import NotFound
from indexer.folding import fold
from search.identify import PLACE_AT_END, lookup_in
from search.leaves import place_of
from search.paragraphs import Paragraphs
from search.postings import Postings
from search.synonyms import Synonyms

__all__ = ["LONGEST_NAME", "MAX_PARTS", "Named", "indexed_under", "named", "named_as"]

LONGEST_NAME = 400
"""A longer text names nothing: a key and an anchor have 200 characters each."""

MAX_PARTS = 1_000
"""So many parts of an article are looked at that are cited by themselves: #art12.2 of #art12."""

BRACKETS = "《》〈〉<> "


@dataclass(frozen=True, slots=True)
class Named:
    """What was named: its canonical key, the names under which it is cited, and where it is had.

    `indexed` is the key of the document, or the id of the paragraph, that the index has of it.
    """

    key: str
    names: tuple[str, ...]
    indexed: str | None

    def citing(self, postings: Postings) -> Paragraphs:
        """Return the paragraphs that cite it. Errors: `IndexDamaged`."""
        with postings.telling_damage:
            return postings.space.any_of([postings.posting("cites", name) for name in self.names])


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
    key = next((key for key in readings if key != text and not key.startswith("《")), text)
    return Named(key, (key,), None)


def named_as(postings: Postings, key: str, indexed: str | None) -> Named:
    """Return what has a canonical key, with all names under which it is cited.

    A document of the index is cited by its key and its symbol; one without a symbol, as a law, by
    its title.
    """
    # An index that has the whole of an article may not have the article.
    is_had = indexed is not None and ("#" in key) == ("#" in indexed)
    others = _other_names(postings, indexed) if indexed is not None and is_had else ()
    names = dict.fromkeys((key, *others))
    parts = (
        part
        for name in names
        if "#" in name
        for part in postings.names_beginning("cites", f"{name}.", MAX_PARTS)
    )
    return Named(key, tuple({**names, **dict.fromkeys(parts)}), indexed)


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
    """Yield the names of a document of the index, or of a part of one."""
    yield indexed
    is_part = not len(postings.posting("key", indexed))
    found = postings.posting("id" if is_part else "key", indexed)
    facts = postings.record(int(found.numbers[0])).document
    part = indexed.removeprefix(facts["key"]) if is_part else ""
    if facts["symbol"]:
        yield facts["symbol"] + part
    elif facts["title"]:
        yield f"《{fold(facts['title']).strip(BRACKETS)}》{part}"


def _readings(postings: Postings, synonyms: Synonyms, typed: str) -> Iterator[str]:
    """Yield the keys that a text may be, the likeliest first."""
    yield typed
    yield from _whole(typed)
    if lookup := lookup_in(typed):
        if lookup.place is None:
            yield lookup.key
        else:
            places = place_of(lookup, postings).numbers[:1].tolist()
            yield from map(postings.id, places)
            yield f"{lookup.key}#{lookup.place}"
    if "/" not in typed and not key_of(typed):
        yield from _titles(synonyms, typed)


def _titles(synonyms: Synonyms, typed: str) -> Iterator[str]:
    """Yield the keys of the instruments, or articles of them, whose title was typed."""
    name, hash_sign, anchor = typed.partition("#")
    ending = None if hash_sign else PLACE_AT_END.search(name)
    place = ending.group() if ending else ""
    title = fold(name[: ending.start()] if ending else name).strip(BRACKETS)
    for each in (title, *synonyms.of(title)) if title else ():
        if place:
            yield from _whole(f"《{each}》{place}")
        yield f"《{each}》{hash_sign}{anchor}"


def _whole(text: str) -> Iterator[str]:
    """Yield the keys of the citations that a text is, from its beginning to its end."""
    for citation in find_citations(text):
        if (citation.start, citation.end) == (0, len(text)):
            yield citation.key
