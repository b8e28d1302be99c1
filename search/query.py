"""Query text → query tree. Whatever is typed or pasted is a query; only its length is limited.

    核裁军 谈判             both, in any order             AND is implied between words
    "核武器的合法性"         exactly these characters       also “…” 「…」 『…』 ＂…＂
    -遗憾  NOT 遗憾         not this                       binds closest
    A OR B, ( … )           any of them                    binds least
    63/49  A/RES/63/49#op2  a document, one of its paragraphs
    第一条  art12.2          an article of any document, and what names it

An operator is one only where it can be nothing else: AND at the start of a query, a minus on its
own and a bracket without its partner are text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.errors import QueryTooLong
from search.tree import Leaf, Node, describe
from search.typed import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PIECES,
    MAX_TERMS,
    OPERATORS,
    all_of,
    article_of,
    may_name_document,
    phrase_of,
    word_of,
)

__all__ = ["MAX_CHARACTERS", "MAX_DEPTH", "MAX_PIECES", "MAX_TERMS", "Query", "parse"]

# 核裁军   -遗憾   "a b"   “核裁军”   「核裁軍」   “never closed   (   ）
LEAF = re.compile(
    '(?P<word>[^\\s"“「『＂()（）]+)'
    '|(?P<quoted>"[^"]*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?|＂[^＂]*＂?)'
    "|(?P<bracket>[()（）])"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A query as understood. `tree` is None where it holds nothing that can be searched."""

    tree: Node | None
    interpreted: str
    notices: tuple[str, ...]


def parse(text: str) -> Query:
    """Return the tree of a query, its readable form, and what was not taken as typed.

    The only error is `QueryTooLong`, over `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise QueryTooLong(
            f"the query has {len(text):,} characters; {MAX_CHARACTERS:,} is the most that is taken"
        )
    if tree := article_of(text.strip()) or all_of(_side_by_side(text)):
        return Query(tree, describe(tree), ())
    # Few queries have operators or names of documents: a command without them loads no grammar.
    from search.grammar import tree_of

    tree, notices = tree_of(text)
    return Query(tree, describe(tree) if tree else "", notices)


def _side_by_side(text: str) -> list[Leaf]:
    """Return what is asked for where nothing in a query may be more than a word or a phrase.

    It may be where there are brackets, a minus before a word, an operator, or the signs of an
    identifier. Of such a query, and of one that could have too many words, nothing is returned.
    """
    leaves: list[Leaf] = []
    if len(text) > MAX_TERMS:
        return leaves
    for word, quoted, bracket in LEAF.findall(text):
        if bracket or word[:1] == "-" or word in OPERATORS:
            return []
        leaf = word_of(word) if word else phrase_of(quoted)
        if leaf is None:
            continue
        if word and may_name_document(leaf.folded):
            return []
        leaves.append(leaf)
    return leaves
