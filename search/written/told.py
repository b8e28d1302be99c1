"""What is told of an answer beside its hits, whatever it is written as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.typeset import counted
from search.answers import Answer, Counts, Hit, LinkedFootnote, Stream

__all__ = [
    "closing_line",
    "did_you_mean",
    "more_of_document",
    "not_as_typed",
    "notes_beside",
    "with_counts",
]


def notes_beside(hit: Hit) -> tuple[LinkedFootnote, ...]:
    """Return the notes to show below a paragraph; one that is the paragraph says nothing new."""
    return tuple(
        note for note in hit.footnotes if note.resolved or note.anchor != hit.paragraph.anchor
    )


def more_of_document(others: int) -> str:
    """Return how many of the document are not shown."""
    return f"and {counted(others, 'more paragraph')} of this document"


def with_counts(facets: Mapping[str, Counts]) -> Iterator[tuple[str, Counts]]:
    """Yield the facets by which anything was counted."""
    return ((name, counts) for name, counts in facets.items() if counts)


def not_as_typed(answer: Answer | Stream) -> Iterator[str]:
    """Yield a line for each thing that was not searched as it was typed."""
    yield from answer.notices
    if answer.relaxed:
        yield f"No paragraph holds all of it; searched instead: {answer.interpreted}"


def closing_line(answer: Answer | Stream, shown: int) -> str:
    """Return how many of how many are shown: of documents, where these are grouped."""
    if not answer.total:
        return "Nothing found."
    of_all, took = counted(answer.total, "paragraph"), f"{answer.took_ms:.1f} ms"
    total = answer.total if answer.documents is None else answer.documents
    if answer.documents is not None:
        of_all = f"{counted(answer.documents, 'document')} with {of_all}"
    if shown == total:
        return f"{of_all}, {took}"
    if not shown:
        return f"None shown of {of_all}, {took}"
    return f"{answer.offset + 1:,} to {answer.offset + shown:,} of {of_all}, {took}"


def did_you_mean(answer: Answer | Stream) -> Iterator[str]:
    """Yield a line with what was perhaps meant, where nothing was found."""
    if answer.suggestions:
        yield f"Did you mean: {', '.join(answer.suggestions)}?"
