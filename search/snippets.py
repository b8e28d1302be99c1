"""Paragraph + query → the excerpt to show, with exact highlights and the marks of its notes.

Highlights are found in the folded text and carried back to the displayed one, so each of them folds
to a phrase, a term, or a word of a term. Where a document is looked up, its number is highlighted
in what cites it, however the rest of the citation is put.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from indexer.document import Footnote, Paragraph
from indexer.folding import fold, fold_with_offsets
from indexer.segmenter import Segmenter
from search.answers import LinkedFootnote, Snippet
from search.phrases import identifier_places
from search.tree import Article, Leaf, Lookup, Shape, Term
from search.windows import Frame, Spans, windows_of

__all__ = [
    "Needles",
    "excerpts",
    "excerpts_around",
    "footnotes_shown",
    "highlights_in",
    "needles_of",
]

# 62/39   49/75k   408(1977)   npt/conf.2000/28: the number of a document
NUMBER = re.compile(r"[0-9][/(]|/[0-9]")


@dataclass(frozen=True, slots=True)
class Needles:
    """What is highlighted: folded phrases and terms, folded identifiers, words, and shapes.

    Of the `words` those are left out that are highlighted as terms wherever they stand.
    Of a document looked up, one of the `numbers` is highlighted where a citation has one of `keys`.
    `in_notes` is what is highlighted in notes instead, where that is something else.
    """

    verbatim: tuple[str, ...]
    identifiers: tuple[str, ...]
    words: frozenset[str]
    keys: frozenset[str]
    numbers: frozenset[str]
    shapes: tuple[Shape, ...] = ()
    in_notes: Needles | None = None


def needles_of(words: Mapping[Leaf, Sequence[str]]) -> Needles:
    """Return what is highlighted for the positive leaves of a query, given the words of each."""
    if not any(map(_field, words)):
        return _needles(words)
    in_text, in_notes = (
        _needles({leaf: words[leaf] for leaf in words if _field(leaf) in (None, field)})
        for field in ("text", "footnote")
    )
    return in_text if in_text == in_notes else replace(in_text, in_notes=in_notes)


def _needles(words: Mapping[Leaf, Sequence[str]]) -> Needles:
    lookups = [leaf for leaf in words if isinstance(leaf, Lookup) and leaf.place is None]
    others = (other for leaf in words if isinstance(leaf, Term | Article) for other in leaf.others)
    shapes = tuple(leaf for leaf in words if isinstance(leaf, Shape))
    strings = [leaf.folded for leaf in words if not isinstance(leaf, Lookup | Shape)]
    found = frozenset(string for string in strings if not _overlaps_itself(string))
    identifiers = (*(fold(lookup.text) for lookup in lookups), *others)
    return Needles(
        tuple(dict.fromkeys(strings)),
        tuple(dict.fromkeys(filter(None, identifiers))),
        frozenset(word for leaf in words if isinstance(leaf, Term) for word in words[leaf]) - found,
        frozenset(lookup.key for lookup in lookups),
        frozenset(word for lookup in lookups for word in words[lookup] if NUMBER.search(word)),
        shapes,
    )


def _overlaps_itself(string: str) -> bool:
    """Return whether a string can begin before it has ended, as 人人 does in 人人人."""
    return any(string.startswith(string[place:]) for place in range(1, len(string)))


def _field(leaf: Leaf) -> str | None:
    """Return where alone a leaf is found, if it is told."""
    return None if isinstance(leaf, Lookup | Article) else leaf.field


def excerpts(
    paragraph: Paragraph,
    notes: Sequence[LinkedFootnote],
    needles: Needles,
    segmenter: Segmenter,
    frame: Frame,
) -> tuple[Snippet, ...]:
    """Return the parts of the paragraph that show best why it was found, in their order.

    There is one at least. Where nothing was found in the paragraph, it surrounds the mark of the
    note that something was found in.
    """
    spans = highlights_in(paragraph.text, needles, segmenter)
    return excerpts_around(paragraph, notes, spans, frame)


def excerpts_around(
    paragraph: Paragraph, notes: Sequence[LinkedFootnote], spans: Spans, frame: Frame
) -> tuple[Snippet, ...]:
    """Return the parts of the paragraph around what is highlighted in it, or in its notes."""
    centre = _mark_of_found_note(paragraph, notes)
    return tuple(
        _snippet(paragraph, spans, start, end)
        for start, end in windows_of(paragraph.text, spans, centre, frame)
    )


def _snippet(paragraph: Paragraph, spans: Spans, start: int, end: int) -> Snippet:
    return Snippet(
        text=paragraph.text[start:end],
        highlights=tuple((s - start, e - start) for s, e in spans if start <= s and e <= end),
        marks=tuple(
            (mark.offset - start, mark.number)
            for mark in paragraph.marks
            if start < mark.offset <= end or mark.offset == start == 0
        ),
        before=start > 0,
        after=end < len(paragraph.text),
    )


def footnotes_shown(
    notes: Iterable[Footnote], needles: Needles, segmenter: Segmenter
) -> tuple[LinkedFootnote, ...]:
    """Return the notes as a hit has them, with what was found in each highlighted."""
    needles = needles.in_notes or needles
    return tuple(
        LinkedFootnote(
            anchor=note.anchor,
            number=note.number,
            text=note.text,
            resolved=note.resolved,
            highlights=highlights_in(note.text, needles, segmenter),
            resolved_highlights=highlights_in(note.resolved or "", needles, segmenter),
        )
        for note in notes
    )


def highlights_in(text: str, needles: Needles, segmenter: Segmenter) -> Spans:
    """Return `[start, end)` of the highlights in `text`: sorted, disjoint, longest first taken."""
    folding = fold_with_offsets(text)
    folded = folding.text
    places = [*_verbatim(folded, needles), *_tokens_of(folded, needles.words, segmenter)]
    numbers = _tokens_of(folded, needles.numbers, segmenter) if needles.keys else []
    if not (places or numbers):
        return ()
    found = folding.whole_spans(places)
    found.update(_cited(text, [folding.span(*number) for number in numbers], needles.keys))
    return _disjoint(found, len(text))


def _verbatim(folded: str, needles: Needles) -> Iterator[tuple[int, int]]:
    """Yield the folded spans of phrases, terms, identifiers and shapes; they may overlap."""
    for needle in needles.verbatim:
        at = folded.find(needle)
        while at >= 0:
            yield at, at + len(needle)
            at = folded.find(needle, at + len(needle))
    for identifier in needles.identifiers:
        for at in identifier_places(folded, identifier):
            yield at, at + len(identifier)
    if needles.shapes:
        # Few queries have these.
        from indexer.fold_many import codes_of
        from search.spans import spans_of

        for shape in needles.shapes:
            spans = spans_of(shape, codes_of(folded))
            yield from zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)


def _tokens_of(folded: str, words: Iterable[str], segmenter: Segmenter) -> list[tuple[int, int]]:
    """Return the folded spans of the tokens that are one of the words."""
    held = frozenset(word for word in words if word in folded)
    return segmenter.places(folded, held) if held else []


def _cited(
    text: str, spans: Sequence[tuple[int, int]], keys: Collection[str]
) -> Iterator[tuple[int, int]]:
    """Yield those of the spans that are within a citation of one of the keys."""
    if not spans:
        return
    # Its patterns are large, and few queries name a document.
    from indexer.citations import find_citations

    cited = [citation for citation in find_citations(text) if citation.key in keys]
    starts = [citation.start for citation in cited]
    for start, end in spans:
        at = bisect_right(starts, start) - 1
        if at >= 0 and end <= cited[at].end:
            yield start, end


def _disjoint(spans: Iterable[tuple[int, int]], length: int) -> Spans:
    """Return the spans without those that overlap a longer one, or an earlier one as long."""
    ordered = sorted(spans)
    if all(start < end <= after for (start, end), (after, _) in pairwise((*ordered, (length, 0)))):
        return tuple(ordered)
    taken = bytearray(length)
    kept: list[tuple[int, int]] = []
    for start, end in sorted(ordered, key=lambda span: (span[0] - span[1], span[0])):
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end))
    return tuple(sorted(kept))


def _mark_of_found_note(paragraph: Paragraph, notes: Sequence[LinkedFootnote]) -> int:
    """Return the offset of the first mark whose note has highlights; 0 where there is none."""
    found = {note.number for note in notes if note.highlights or note.resolved_highlights}
    return next((mark.offset for mark in paragraph.marks if mark.number in found), 0)
