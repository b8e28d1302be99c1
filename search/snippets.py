"""Paragraph + query → the excerpt to show, with exact highlights and the marks of its notes.

Highlights are found in the folded text and carried back to the displayed one, so each of them folds
to a phrase, a term, or a word of a term. Where a document is looked up, its number is highlighted
in what cites it, however the rest of the citation is put.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from indexer.document import Footnote, Paragraph
from indexer.folding import Folded, fold, fold_with_offsets
from indexer.segmenter import Segmenter
from search.answers import LinkedFootnote, Snippet
from search.phrases import identifier_places
from search.tree import Article, Fuzzy, Leaf, Lookup, Near, Pattern, Term

__all__ = [
    "REACH",
    "WHOLE",
    "WINDOW",
    "Needles",
    "excerpt",
    "footnotes_shown",
    "highlights_in",
    "needles_of",
]

WHOLE = 200
"""A paragraph of at most so many characters is shown whole."""

WINDOW = 160
"""Of a longer one about so many characters are shown; more where one phrase is longer."""

REACH = 24
"""How far the ends of an excerpt move to fall behind punctuation, or to keep a highlight whole."""

# 62/39   49/75k   408(1977)   npt/conf.2000/28: the number of a document
NUMBER = re.compile(r"[0-9][/(]|/[0-9]")

# 各国应当恪守条约 of 各国应当恪守条约, once it is folded: no token goes on behind it
CLAUSE = re.compile(r"[^,;。、]+")

_PAUSES = frozenset("。；，：！？、.;,:!?）》」』”’")

Spans = tuple[tuple[int, int], ...]


Shape = Pattern | Fuzzy | Near
"""What is found by more than its own characters."""


@dataclass(frozen=True, slots=True)
class Needles:
    """What is highlighted: folded phrases and terms, folded identifiers, words, and shapes.

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
    in_text, in_notes = (
        _needles({leaf: words[leaf] for leaf in words if _field(leaf) in (None, field)})
        for field in ("text", "footnote")
    )
    return in_text if in_text == in_notes else replace(in_text, in_notes=in_notes)


def _needles(words: Mapping[Leaf, Sequence[str]]) -> Needles:
    lookups = [leaf for leaf in words if isinstance(leaf, Lookup) and leaf.place is None]
    others = (other for leaf in words if isinstance(leaf, Term | Article) for other in leaf.others)
    shapes = tuple(leaf for leaf in words if isinstance(leaf, Shape))
    strings = (leaf.folded for leaf in words if not isinstance(leaf, Lookup | Shape))
    identifiers = (*(fold(lookup.text) for lookup in lookups), *others)
    return Needles(
        tuple(dict.fromkeys(strings)),
        tuple(dict.fromkeys(filter(None, identifiers))),
        frozenset(word for leaf in words if isinstance(leaf, Term) for word in words[leaf]),
        frozenset(lookup.key for lookup in lookups),
        frozenset(word for lookup in lookups for word in words[lookup] if NUMBER.search(word)),
        shapes,
    )


def _field(leaf: Leaf) -> str | None:
    """Return where alone a leaf is found, if it is told."""
    return None if isinstance(leaf, Lookup | Article) else leaf.field


def excerpt(
    paragraph: Paragraph, notes: Sequence[LinkedFootnote], needles: Needles, segmenter: Segmenter
) -> Snippet:
    """Return the part of the paragraph that shows best why it was found.

    Where nothing in it was, the excerpt surrounds the mark of the note that something was found in.
    """
    spans = highlights_in(paragraph.text, needles, segmenter)
    start, end = _window(paragraph.text, spans, _mark_of_found_note(paragraph, notes))
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
    folded = fold(text)
    places = {*_verbatim(folded, needles), *_tokens_of(folded, needles.words, segmenter)}
    numbers = _tokens_of(folded, needles.numbers, segmenter) if needles.keys else []
    if not (places or numbers):
        return ()
    folding = fold_with_offsets(text)
    whole = (place for place in places if _whole_characters(folding, *place))
    found = {folding.span(*place) for place in whole}
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
        from search.spans import codes_of, spans_of

        for shape in needles.shapes:
            spans = spans_of(shape, codes_of(folded))
            yield from zip(spans.starts.tolist(), spans.ends.tolist(), strict=True)


def _tokens_of(folded: str, words: Iterable[str], segmenter: Segmenter) -> list[tuple[int, int]]:
    """Return the folded spans of the tokens that are one of the words.

    Only clauses that hold one are segmented; what stands elsewhere has no part in how they are.
    """
    held = frozenset(word for word in words if word in folded)
    if not held:
        return []
    return [
        (clause.start() + token.start, clause.start() + token.end)
        for clause in CLAUSE.finditer(folded)
        if any(word in clause.group() for word in held)
        for token in segmenter.tokens(clause.group())
        if token.text in held
    ]


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


def _whole_characters(folding: Folded, start: int, end: int) -> bool:
    """Return whether a folded span begins and ends where characters do: not inside of ㈠."""
    starts, ends = folding.starts, folding.ends
    begins = start == 0 or ends[start - 1] <= starts[start]
    return begins and (end == len(folding.text) or ends[end - 1] <= starts[end])


def _disjoint(spans: Iterable[tuple[int, int]], length: int) -> Spans:
    """Return the spans without those that overlap a longer one, or an earlier one as long."""
    taken = bytearray(length)
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if start < end and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            kept.append((start, end))
    return tuple(sorted(kept))


def _mark_of_found_note(paragraph: Paragraph, notes: Sequence[LinkedFootnote]) -> int:
    """Return the offset of the first mark whose note has highlights; 0 where there is none."""
    found = {note.number for note in notes if note.highlights or note.resolved_highlights}
    return next((mark.offset for mark in paragraph.marks if mark.number in found), 0)


def _window(text: str, spans: Spans, centre: int) -> tuple[int, int]:
    """Return start and end of the excerpt: around the densest highlights, else around `centre`."""
    if len(text) <= WHOLE:
        return 0, len(text)
    first, last = _densest(spans) if spans else (min(centre, len(text)),) * 2
    size = max(WINDOW, last - first)
    start = min(max(0, first - (size - (last - first)) // 2), len(text) - size)
    end = start + size
    start, end = _start_at_pause(text, start, first), _end_at_pause(text, end, last)
    for span_start, span_end in spans:
        if span_start < start < span_end <= start + REACH:
            start = span_start
        if end - REACH <= span_start < end < span_end <= end + REACH:
            end = span_end
    return start, end


def _densest(spans: Spans) -> tuple[int, int]:
    """Return start and end of the highlights within one window that cover most characters."""
    starts = [start for start, _ in spans]
    sums = [0]
    for start, end in spans:
        sums.append(sums[-1] + end - start)
    best, most = (0, 0), -1
    for at, (start, end) in enumerate(spans):
        last = max(bisect_left(starts, start + WINDOW) - 1, at)
        if last > at and spans[last][1] > start + WINDOW:
            last -= 1
        if sums[last + 1] - sums[at] > most:
            best, most = (start, max(end, spans[last][1])), sums[last + 1] - sums[at]
    return best


def _start_at_pause(text: str, start: int, first: int) -> int:
    """Return the nearest place to begin that is behind a pause, not after `first`."""
    if start <= REACH // 2:
        return 0
    places = range(max(1, start - REACH), min(first, start + REACH) + 1)
    pauses = [place for place in places if _is_pause(text, place)]
    return min(pauses, key=lambda place: abs(place - start), default=_between_words(text, start))


def _end_at_pause(text: str, end: int, last: int) -> int:
    """Return the nearest place to end that is behind a pause, not before `last`."""
    if len(text) - end <= REACH // 2:
        return len(text)
    places = range(max(last, end - REACH), min(len(text), end + REACH) + 1)
    pauses = [place for place in places if _is_pause(text, place)]
    if pauses:
        return min(pauses, key=lambda place: abs(place - end))
    return max(last, _between_words(text, end))


def _is_pause(text: str, place: int) -> bool:
    """Return whether the text pauses between `place` - 1 and `place`."""
    if not 0 < place < len(text):
        return place == len(text)
    return text[place - 1] in _PAUSES and text[place] not in _PAUSES and not text[place].isdigit()


def _between_words(text: str, place: int) -> int:
    """Return `place`, moved back to part no Latin word, number, or accent from its letter."""
    for back in range(place, max(0, place - REACH), -1):
        joined = text[back - 1 : back + 1]
        if not (
            joined.isascii() and joined.isprintable() and " " not in joined
        ) and not unicodedata.combining(text[back]):
            return back
    return place
