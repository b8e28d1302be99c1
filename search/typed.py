"""A word, a phrase or a name as typed → a leaf of the query tree; how much of a query is taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from indexer.folding import fold
from search.tree import And, Article, Node, Or, Phrase, Term, joined

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_PIECES",
    "MAX_SHAPES",
    "MAX_TERMS",
    "NEAR",
    "OPERATORS",
    "all_of",
    "any_of",
    "article_of",
    "may_have_sign",
    "may_name_document",
    "phrase_of",
    "term_of",
    "unquoted",
    "word_of",
]

MAX_CHARACTERS = 50_000
"""A longer query is refused with `QueryTooLong`."""

MAX_DEPTH = 32
"""Brackets nested deeper than this are left out; what they hold is searched."""

MAX_TERMS = 256
"""So many words, phrases and identifiers of one query are searched, the first of them."""

MAX_SHAPES = 16
"""So many words with wildcards, slips and pairs by NEAR are searched: texts are read for them."""

MAX_PIECES = 16_384
"""So many words, blanks and brackets of a query are read; the rest is counted as not searched."""

OPERATORS: dict[str, Literal["and", "or", "not"]] = {"AND": "and", "OR": "or", "NOT": "not"}

NEAR = "NEAR"
"""The operator between two words that stand near each other, perhaps with a number."""

_SIGNS = frozenset(":：*?~")

_CLOSING_QUOTE = {'"': '"', "“": "”", "「": "」", "『": "』", "＂": "＂"}


def may_name_document(folded: str) -> bool:
    """Say whether a folded text, or a part of it, has the sign that every name of a document has.

    That is the slash of 63/49, or the bracket of 408(1977).
    """
    return "/" in folded or "(" in folded


def may_have_sign(word: str) -> bool:
    """Say whether a word as typed has what may be more than text: a field, a wildcard, a tilde."""
    return not _SIGNS.isdisjoint(word.rstrip("?")) or word.startswith(NEAR)


def article_of(typed: str) -> Article | None:
    """Return the article, or the part of one, that the whole of a text names: 第一条, art12.2."""
    if not typed.startswith("第") and typed[:3].lower() != "art":
        return None
    # The patterns of names are large, and most queries have none.
    from search.identify import article_in

    return article_in(typed)


def word_of(typed: str) -> Term | Article | None:
    """Return the word or the article that was typed, None where it folds to nothing."""
    return article_of(typed) or term_of(typed)


def term_of(typed: str, field: str | None = None) -> Term | None:
    """Return the word that was typed, whatever it names; None where it folds to nothing."""
    folded = fold(typed)
    return Term(typed, folded, field) if folded else None


def phrase_of(typed: str, field: str | None = None) -> Phrase | None:
    """Return the phrase between quotes, of which the second may lack; None as for words."""
    text = unquoted(typed)
    folded = fold(text)
    return Phrase(text, folded, field) if folded else None


def unquoted(typed: str) -> str:
    """Return what stands between quotes, of which the second may lack."""
    text = typed[1:]
    if text and text[-1] == _CLOSING_QUOTE[typed[0]]:
        text = text[:-1]
    return text


def all_of(nodes: Sequence[Node]) -> Node | None:
    """Return one node over all that is asked for; punctuation beside words is not."""
    if len(nodes) == 1:
        return nodes[0]
    return joined(And, [node for node in nodes if not _is_punctuation(node)] or nodes)


def any_of(nodes: Iterable[Node | None]) -> Node | None:
    """Return one node over all of which any is asked for, where there is one."""
    return joined(Or, [node for node in nodes if node is not None])


def _is_punctuation(node: Node) -> bool:
    """Return whether a node is a bare word of punctuation alone; beside words it asks nothing."""
    if not isinstance(node, Term) or node.folded.isalnum():
        return False
    return not any(map(str.isalnum, node.folded))
