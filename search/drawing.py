"""An explanation → lines to be read: the query as a tree, scores as sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from indexer.typeset import INDENT, Typesetter, columns_of, counted, json_text, visible
from search.explained import Branch, Explanation, Scoring, Verdict, Why, WordFacts

__all__ = ["render_explanation"]

FIELDS = {"text": "text", "footnotes": "note", "title": "title"}
"""How the fields of words are called."""


AnyNode = TypeVar("AnyNode", Branch, Verdict)


def render_explanation(
    explained: Explanation | Why, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield an explanation line by line, as text or as one JSON object."""
    if form == "json":
        return iter([json_text(explained.to_dict())])
    if form != "text":
        raise ValueError(f"unknown format {form!r}")
    typesetter = Typesetter(width, colour)
    if isinstance(explained, Why):
        return _why(explained, typesetter)
    return _explanation(explained, typesetter)


def _explanation(explained: Explanation, typesetter: Typesetter) -> Iterator[str]:
    if explained.tree is None:
        yield "Nothing in the query can be searched."
        return
    yield from _drawn(explained.tree, _branch_lines(typesetter))
    yield from _told(explained, typesetter)
    for hit in explained.hits:
        yield ""
        yield from _scoring(hit, typesetter)


def _why(explained: Why, typesetter: Typesetter) -> Iterator[str]:
    of_all = counted(explained.total, "paragraph")
    name = typesetter.strong(visible(explained.id))
    if explained.rank is None:
        yield f"{name} is not among {of_all} found"
    else:
        yield f"{name} is found: {explained.rank:,} of {of_all}"
    if explained.verdict is not None:
        yield from _drawn(explained.verdict, _verdict_lines(typesetter))
    yield from _told(explained, typesetter)
    if explained.scoring is not None:
        yield ""
        yield from _scoring(explained.scoring, typesetter)


def _told(explained: Explanation | Why, typesetter: Typesetter) -> Iterator[str]:
    """Yield what was not searched as typed."""
    for notice in explained.notices:
        yield from typesetter.lines(notice)
    if explained.relaxed:
        yield "No paragraph holds all of it; any of it was searched instead."


# ---- trees


def _drawn(node: AnyNode, lines_of: Callable[[AnyNode], Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a node, and below them those of its children, joined by strokes."""
    first, *others = lines_of(node)
    yield first
    stroke = "│  " if node.children else "   "
    for line in others:
        yield f"{stroke}{line}"
    for child in node.children:
        is_last = child is node.children[-1]
        branch, below = ("└─ ", "   ") if is_last else ("├─ ", "│  ")
        for at, line in enumerate(_drawn(child, lines_of)):
            yield f"{below if at else branch}{line}"


def _branch_lines(typesetter: Typesetter) -> Callable[[Branch], Sequence[str]]:
    def lines_of(branch: Branch) -> Sequence[str]:
        words = [typesetter.faint(line) for line in _word_lines(branch.words)]
        found = typesetter.faint(f"  {counted(branch.found, 'paragraph')}")
        return [f"{_named(branch, typesetter)}{found}", *words]

    return lines_of


def _verdict_lines(typesetter: Typesetter) -> Callable[[Verdict], Sequence[str]]:
    def lines_of(verdict: Verdict) -> Sequence[str]:
        sign = "✓" if verdict.matched else "✗"
        reasons = [typesetter.faint(visible(reason)) for reason in verdict.because]
        return [f"{sign} {_named(verdict, typesetter)}", *reasons]

    return lines_of


def _named(node: Branch | Verdict, typesetter: Typesetter) -> str:
    """Return what a node is, and, unless that is told by its children, what it asks for."""
    if node.children:
        return node.kind
    return f"{node.kind} {typesetter.strong(visible(node.text))}"


def _word_lines(words: Sequence[WordFacts]) -> Iterator[str]:
    shown = [visible(word.word) for word in words]
    for text, word in zip(_padded(shown), words, strict=True):
        counts = (counted(number, FIELDS[field]) for field, number in word.paragraphs.items())
        yield f"{text}  in {', '.join(counts)}"


# ---- sums


def _scoring(scoring: Scoring, typesetter: Typesetter) -> Iterator[str]:
    """Yield the score of a paragraph, and below it what it is the sum of."""
    name = f"{visible(scoring.id)}  {visible(scoring.label)}"
    yield f"{typesetter.strong(name)}  {scoring.score:.6f}"
    kinds = _padded([part.kind for part in scoring.parts])
    texts = _padded([visible(part.text) for part in scoring.parts])
    wide = max((len(f"{part.score:.6f}") for part in scoring.parts), default=0)
    for part, kind, text in zip(scoring.parts, kinds, texts, strict=True):
        yield f"{INDENT}{part.score:>{wide}.6f}  {kind}  {text}  {typesetter.faint(part.field)}"


def _padded(texts: Sequence[str]) -> list[str]:
    """Return texts as wide as the widest of them."""
    wide = max(map(columns_of, texts), default=0)
    return [text + " " * (wide - columns_of(text)) for text in texts]
