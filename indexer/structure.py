"""Whole paragraphs → paragraphs with a kind, a printed number, a label and an anchor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.citations import find_citations
from indexer.document import Diagnostic, Paragraph
from indexer.facts import Facts, facts_of
from indexer.join import Draft
from indexer.numbering import Numbering, Place
from indexer.shapes import ANNEX, ARTICLE, CHAPTER, NUMBERED, is_bare_article

__all__ = ["Structured", "structure"]


@dataclass(frozen=True, slots=True)
class Structured:
    """The numbered paragraphs of a document, and what it says of itself."""

    facts: Facts
    paragraphs: tuple[Paragraph, ...]
    diagnostics: tuple[Diagnostic, ...]


def structure(drafts: Sequence[Draft]) -> Structured:
    """Return the paragraphs in order, numbered as printed; none is dropped or merged away."""
    drafts = _with_article_heads(drafts)
    texts = [draft.text for draft in drafts]
    facts = facts_of(texts)
    places = Numbering(texts, facts.title).places()
    anchors, diagnostics = _unique(places, drafts)
    paragraphs = tuple(
        _paragraph(draft, place, anchor, ordinal)
        for ordinal, (draft, place, anchor) in enumerate(
            zip(drafts, places, anchors, strict=True), 1
        )
    )
    return Structured(facts, paragraphs, tuple(diagnostics))


def _paragraph(draft: Draft, place: Place, anchor: str, ordinal: int) -> Paragraph:
    text = draft.text
    return Paragraph(
        anchor=anchor,
        kind=place.kind,
        number=place.number,
        label=place.label,
        text=text,
        marks=draft.marks,
        citations=find_citations(text),
        ordinal=ordinal,
        page=draft.page,
        spans=draft.spans,
    )


def _with_article_heads(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts with each 第十二条 that stands alone joined to the text below it."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and is_bare_article(joined[-1].text) and not _is_head(draft.text):
            head = joined.pop()
            draft = replace(head, pieces=head.pieces + draft.pieces)
        joined.append(draft)
    return joined


def _is_head(text: str) -> bool:
    """Say whether the text has a name of its own, so that no article above can claim it."""
    return any(shape.match(text) for shape in (ARTICLE, CHAPTER, ANNEX, NUMBERED))


def _unique(places: Sequence[Place], drafts: Sequence[Draft]) -> tuple[list[str], list[Diagnostic]]:
    """Return the anchors, ~2 and so on behind those that recur, and a diagnostic for each such."""
    times: Counter[str] = Counter()
    anchors: list[str] = []
    diagnostics: list[Diagnostic] = []
    for place, draft in zip(places, drafts, strict=True):
        times[place.anchor] += 1
        count = times[place.anchor]
        anchors.append(place.anchor if count == 1 else f"{place.anchor}~{count}")
        if count > 1:
            message = f"{place.label} is printed again; its anchor is {anchors[-1]}"
            diagnostics.append(Diagnostic(draft.line, "equal-anchor", message))
    return anchors, diagnostics
