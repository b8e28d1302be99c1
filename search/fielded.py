"""A word or phrase as typed, and the field before it → what of the tree it is.

    title:核裁军   标题："核裁军"   year:2005..2008   届:63

A colon is the sign of a field only directly behind the name of one, and only where something
follows that the field can take.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.folding import fold
from search.restrict import FIELD_NAMES, restriction_of
from search.tree import Fuzzy, Node, Pattern, Phrase, Term
from search.typed import all_of, phrase_of, term_of, unquoted, word_of
from search.wildcards import fuzzy_of, pattern_of

__all__ = ["TEXT_FIELDS", "Prefix", "named_by", "node_of", "prefix_of", "side_of", "slip_of_phrase"]

TEXT_FIELDS = ("text", "footnote", "title")
"""The fields in which words and phrases are found; the others restrict to some paragraphs."""

QUOTES = '"“「『＂'

# title:   标题：   at the beginning of a word
PREFIX = re.compile(r"(?P<name>[^\W\d_]{1,16})[:：]")


@dataclass(frozen=True, slots=True)
class Prefix:
    """The name of a field, in English, and how it was typed, its colon included."""

    field: str
    typed: str

    @property
    def is_of_text(self) -> bool:
        """Whether words are found in the field, instead of paragraphs being restricted."""
        return self.field in TEXT_FIELDS

    def takes(self, value: str) -> bool:
        """Return whether a word is something that the field can have."""
        if self.is_of_text:
            return any(map(str.isalnum, fold(value)))
        return restriction_of(self.field, value, self.typed + value) is not None


def prefix_of(word: str) -> Prefix | None:
    """Return the name of a field that a word begins with."""
    found = PREFIX.match(word)
    field = FIELD_NAMES.get(fold(found["name"])) if found else None
    return Prefix(field, found.group()) if found and field else None


def node_of(typed: str, prefix: Prefix | None) -> Node | None:
    """Return what a word or a phrase in quotes asks for; None where it folds to nothing."""
    is_quoted = typed[0] in QUOTES
    if prefix is None or prefix.is_of_text:
        found = side_of(typed, prefix.field if prefix else None)
        return word_of(typed) if prefix is None and isinstance(found, Term) else found
    value = unquoted(typed) if is_quoted else typed
    restriction = restriction_of(prefix.field, value, prefix.typed + typed)
    if restriction is None and is_quoted:
        parts = (word_of(prefix.typed), phrase_of(typed))
        return all_of([part for part in parts if part is not None])
    return restriction or word_of(typed)


def named_by(typed: str, prefix: Prefix) -> Node | None:
    """Return what the name of a document, perhaps with a place in it, asks for in a field."""
    if not prefix.is_of_text:
        return node_of(typed, prefix)
    terms = (term_of(word, prefix.field) for word in typed.split())
    return all_of([term for term in terms if term is not None])


def side_of(typed: str, field: str | None) -> Term | Phrase | Pattern | Fuzzy | None:
    """Return what is found of a word or phrase by its characters; None where it has none."""
    if typed[0] in QUOTES:
        return slip_of_phrase(typed, field) or phrase_of(typed, field)
    slip = fuzzy_of(typed[:-1], field) if typed[-1] == "~" else None
    return slip or pattern_of(typed, field) or term_of(typed, field)


def slip_of_phrase(typed: str, field: str | None = None) -> Fuzzy | None:
    """Return a phrase in both its quotes with a tilde behind; None where it has none, or is not."""
    text = unquoted(typed[:-1])
    is_closed = typed[-1] == "~" and len(text) == len(typed) - 3
    return fuzzy_of(text, field) if is_closed else None
