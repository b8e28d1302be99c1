"""Query text → query tree. Whatever is typed or pasted is a query; only its length is limited.

    核裁军 谈判             both, in any order             AND is implied between words
    "核武器的合法性"         exactly these characters       also “…” 「…」 『…』 ＂…＂
    -遗憾  NOT 遗憾         not this                       binds closest
    A OR B, ( … )           any of them                    binds least
    title:核裁军  脚注:"…"  in titles, notes or text alone  also before ( … )
    year:2005..2008  届:63  of these years, that session    whatever search/restrict.py knows
    裁?谈判  裁军*  核裁军~   wildcards, one slip             nothing else: see search/wildcards.py
    核裁军 NEAR/10 谈判      at most 10 characters apart    in one text or note, either first
    63/49  A/RES/63/49#op2  a document, one of its paragraphs
    第一条  art12.2          an article of any document, and what names it

An operator is one only where it can be nothing else: AND at the start of a query, a minus on its
own, a bracket without its partner, and a colon behind what is no field are text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from indexer.errors import QueryTooLong
from search.tree import Node, describe
from search.typed import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PIECES,
    MAX_SHAPES,
    MAX_TERMS,
    OPERATORS,
    all_of,
    any_of,
    article_of,
    may_have_sign,
    may_name_document,
    phrase_of,
    word_of,
)

__all__ = [
    "MAX_CHARACTERS",
    "MAX_DEPTH",
    "MAX_PIECES",
    "MAX_SHAPES",
    "MAX_TERMS",
    "Query",
    "parse",
]

# 核裁军   -遗憾   "a b"   “核裁军”   「核裁軍」   “never closed   (   ）
LEAF = re.compile(
    '(?P<word>[^\\s"“「『＂()（）]+)'
    '|(?P<quoted>"[^"]*"?|“[^”]*”?|「[^」]*」?|『[^』]*』?|＂[^＂]*＂?)'
    "|(?P<bracket>[()（）])"
)

# 核裁军 谈判   核裁军，为何？: no operator or sign can be in it, and no document
_HAN = "\u4e00-\u9fff"
HAN_WORDS = re.compile(f"[{_HAN}][{_HAN} ，。、；？！]*")

# "核武器的合法性": nor in this
HAN_PHRASE = re.compile(f'"[{_HAN}]+"')

_JOINING = ("AND", "OR")


class Query(NamedTuple):
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
    if tree := article_of(text.strip()) or _plain(text):
        return Query(tree, describe(tree), ())
    # Few queries have brackets or names of documents: a command without them loads no grammar.
    from search.grammar import tree_of

    tree, notices = tree_of(text)
    return Query(tree, describe(tree) if tree else "", notices)


def _words_of(row: str) -> list[Node]:
    return [leaf for word in row.split() if (leaf := word_of(word))]


def _plain(text: str) -> Node | None:
    """Return the tree of a query that is words and phrases, perhaps with AND and OR between them.

    None where there may be more to it: brackets, a minus before a word, NOT, NEAR, an operator that
    lacks a side, the signs of an identifier, a field or a wildcard, or too many words; and where
    nothing can be searched.
    """
    if HAN_PHRASE.fullmatch(text):
        return phrase_of(text)
    if len(text) > MAX_TERMS:
        return None
    parts = text.split(" OR ")
    if all(map(HAN_WORDS.fullmatch, parts)):
        return any_of([all_of(_words_of(part)) for part in parts])
    rows: list[list[Node]] = [[]]
    operand_before = False
    for word, quoted, bracket in LEAF.findall(text):
        if word in _JOINING and operand_before:
            operand_before = False
            if word == "OR":
                rows.append([])
            continue
        if bracket or word[:1] == "-" or word in OPERATORS or may_have_sign(word):
            return None
        operand_before = True
        leaf = word_of(word) if word else phrase_of(quoted)
        if leaf is not None:
            if word and may_name_document(leaf.folded):
                return None
            rows[-1].append(leaf)
    return any_of(map(all_of, rows)) if operand_before else None
