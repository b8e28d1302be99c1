"""Whole paragraphs → paragraphs with a kind, a printed number, a label and an anchor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from indexer.citations import Finder
from indexer.document import Citation, Diagnostic, Paragraph, told_apart
from indexer.draft import Draft
from indexer.facts import Facts, facts_of
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
    set_title = next((draft.text for draft in drafts if draft.role == "title"), None)
    facts = facts_of(texts, set_title)
    places = Numbering(texts, facts.title, [draft.role for draft in drafts]).places()
    anchors = told_apart(place.anchor for place in places)
    finder = Finder()
    paragraphs = tuple(
        _paragraph(draft, place, anchor, ordinal, _of_others(finder.find(draft.text), place, facts))
        for ordinal, (draft, place, anchor) in enumerate(
            zip(drafts, places, anchors, strict=True), 1
        )
    )
    return Structured(facts, paragraphs, tuple(_repeated(places, anchors, drafts)))


def _of_others(citations: tuple[Citation, ...], place: Place, facts: Facts) -> tuple[Citation, ...]:
    """Return the citations but those by which a document's title names the document itself."""
    if place.kind not in ("title", "heading"):
        return citations
    return tuple(citation for citation in citations if citation.key != facts.symbol)


def _paragraph(
    draft: Draft, place: Place, anchor: str, ordinal: int, citations: tuple[Citation, ...]
) -> Paragraph:
    return Paragraph(
        anchor=anchor,
        kind=place.kind,
        number=place.number,
        label=place.label,
        text=draft.text,
        marks=draft.marks,
        citations=citations,
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


def _repeated(
    places: Sequence[Place], anchors: Sequence[str], drafts: Sequence[Draft]
) -> list[Diagnostic]:
    """Return a diagnostic for each paragraph whose printed number stood before."""
    return [
        Diagnostic(
            draft.line, "equal-anchor", f"{place.label} is printed again; its anchor is {anchor}"
        )
        for place, anchor, draft in zip(places, anchors, drafts, strict=True)
        if anchor != place.anchor
    ]
