"""A stored paragraph, or one of its notes → where it cites what.

The numbers of a stored citation are believed only where they lie in the text: what is highlighted
takes memory by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from indexer.citations import find_citations
from indexer.document import Citation, Footnote, Paragraph
from indexer.errors import IndexDamaged
from search.answers import LinkedFootnote
from search.windows import Spans

__all__ = ["citations_of", "citations_of_note", "notes_naming", "spans_naming"]


def citations_of(paragraph: Paragraph) -> tuple[Citation, ...]:
    """Return what a paragraph cites itself. Errors: `IndexDamaged`."""
    if paragraph.kind == "footnote":
        return find_citations(paragraph.text)
    end = len(paragraph.text)
    for each in paragraph.citations:
        is_named = isinstance(each.key, str) and isinstance(each.date, str | None)
        if not is_named or not 0 <= each.start < each.end <= end:
            raise IndexDamaged("a stored citation is not what it must be")
    return paragraph.citations


def citations_of_note(note: Footnote) -> tuple[Citation, ...]:
    """Return what a note cites: as it is printed and, where it says 同上, as it is spelt out."""
    return (*find_citations(note.text), *find_citations(note.resolved or ""))


def notes_naming(notes: Iterable[Footnote], wanted: Collection[str]) -> Iterator[LinkedFootnote]:
    """Yield the notes that cite what has one of the names, with the places highlighted."""
    for note in notes:
        spans = spans_naming(find_citations(note.text), wanted)
        spelt_out = spans_naming(find_citations(note.resolved or ""), wanted)
        if spans or spelt_out:
            yield LinkedFootnote(
                note.anchor, note.number, note.text, note.resolved, spans, spelt_out
            )


def _is_of(key: str, name: str) -> bool:
    """Return whether a citation of `key` is one of `name`: what is cited is it, or part of it.

    An article is a part of its whole, and 第十二条第二款, #art12.2, of 第十二条, #art12.
    """
    if not key.startswith(name):
        return False
    behind = key[len(name) :][:1]
    return behind in ("", "#") or (behind == "." and "#" in name)


def spans_naming(citations: Iterable[Citation], wanted: Collection[str]) -> Spans:
    """Return where a text cites what has one of the names: sorted, those that overlap as one."""
    found = (
        (each.start, each.end)
        for each in citations
        if any(_is_of(each.key, name) for name in wanted)
    )
    return tuple(_united(sorted(found)))


def _united(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = 0, 0
    for first, last in spans:
        if first >= end and end > start:
            yield start, end
        if first >= end:
            start = first
        end = max(end, last)
    if end > start:
        yield start, end
