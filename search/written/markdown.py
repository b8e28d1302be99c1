"""An answer, or a document → Markdown (CommonMark) whose notes are footnotes as GitHub has them.

Nothing that a document holds becomes markup: every sign that Markdown, its tables, its footnotes
or the HTML in it act upon is escaped, and what a reader might make a link of by itself is broken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from indexer.document import Document
from indexer.typeset import counted, superscript, visible
from search.answers import Answer, Counts, Hit, LinkedFootnote, Snippet, Stream
from search.wanted import MAX_VALUES
from search.written.one_line import in_one_line
from search.written.passages import passages_of
from search.written.told import (
    closing_line,
    did_you_mean,
    more_of_document,
    not_as_typed,
    notes_beside,
    with_counts,
)

__all__ = ["answer_lines", "definition", "document_lines", "escaped", "quoted"]

# * _ ` [ ] < > & | # ~ \ and the like, :sign: : what Markdown, or what is often added to it, acts
# upon; @ // un.org : by which some readers know an address and make a link of it
MARKUP = re.compile(r"[\\`*_{}\[\]<>&|#~!$^@]|:(?=\S)|/(?=/)|(?<=\w)\.(?=[^\W\d_])")

# 1.   2)   -   +   :   at the start of a line: a list; === or --- below one: a heading
LIST = re.compile(r"[0-9]{0,9}(?P<sign>[.)+=:-])")

Labels = Mapping[str, str]
"""Under which label the note of each number is defined."""


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield each hit as a quotation in a numbered list, its notes defined behind it."""
    rank = answer.offset
    for rank, hit in enumerate(answer, answer.offset + 1):
        yield from _hit(rank, hit)
    yield from _facets(answer.facets)
    for line in not_as_typed(answer):
        yield from (escaped(line), "")
    yield closing_line(answer, rank - answer.offset)
    for line in did_you_mean(answer):
        yield from ("", escaped(line))


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield the document, each paragraph below its label; the notes are defined at the end."""
    yield f"# {escaped(document.title or document.key)}"
    facts = (document.key, document.date, document.source)
    yield from ("", ", ".join(escaped(fact) for fact in facts if fact))
    labels = {note.anchor: str(at) for at, note in enumerate(document.footnotes, 1)}
    defined: dict[str, LinkedFootnote] = {}
    for found in passages_of(document, anchor):
        notes = notes_beside(found)
        place = f"{found.paragraph.paged_label} #{found.paragraph.anchor}"
        yield from ("", f"**{escaped(place)}**", "")
        yield quoted(found, notes, [labels[note.anchor] for note in notes])
        defined |= {labels[note.anchor]: note for note in notes}
    for label, note in defined.items():
        yield from ("", definition(label, note))


def _hit(rank: int, hit: Hit) -> Iterator[str]:
    document, notes = hit.document, notes_beside(hit)
    labels = [f"{rank}-{at}" for at in range(1, len(notes) + 1)]
    place = f"{escaped(document.key)} {escaped(hit.paragraph.paged_label)}"
    title = f" — {escaped(document.title)}" if document.title else ""
    facts = (document.date, hit.id, document.source)
    yield f"{rank}. **{place}**{title}"
    within = " " * len(f"{rank}. ")
    yield f"{within}({', '.join(escaped(fact) for fact in facts if fact)})"
    yield from ("", f"{within}> {quoted(hit, notes, labels)}")
    if hit.others:
        yield from ("", f"{within}{more_of_document(hit.others)}")
    for label, note in zip(labels, notes, strict=True):
        yield from ("", definition(label, note))
    yield ""


def quoted(hit: Hit, notes: Sequence[LinkedFootnote], labels: Sequence[str]) -> str:
    """Return the excerpts with their marks; notes whose marks are not in them are named behind."""
    known: dict[str, str] = {}
    for note, label in zip(notes, labels, strict=True):
        known.setdefault(note.number, label)
    text = " ".join(_excerpt(snippet, known) for snippet in hit.snippets)
    shown = {known.get(number) for snippet in hit.snippets for _, number in snippet.marks}
    return text + "".join(f"[^{label}]" for label in labels if label not in shown)


def _excerpt(snippet: Snippet, labels: Labels) -> str:
    text = _marked(snippet.text, snippet.highlights, snippet.marks, labels)
    return f"{'…' if snippet.before else ''}{text}{'…' if snippet.after else ''}"


def definition(label: str, note: LinkedFootnote) -> str:
    """Return a note, its number as printed before it, what it stands for behind a =."""
    text = _marked(note.text, note.highlights)
    spelt_out = _marked(note.resolved or "", note.resolved_highlights)
    number = escaped(superscript(note.number))
    return f"[^{label}]: {number} {text}" + (f" = {spelt_out}" if spelt_out else "")


def _facets(facets: Mapping[str, Counts]) -> Iterator[str]:
    """Yield a table for each facet."""
    for name, counts in with_counts(facets):
        yield from (f"| {name} | paragraphs |", "| --- | ---: |")
        for value, number in counts[:MAX_VALUES]:
            yield f"| {escaped(value)} | {number:,} |"
        if len(counts) > MAX_VALUES:
            yield f"| {counted(len(counts) - MAX_VALUES, 'more value')} | |"
        yield ""


# ---- text


def _marked(
    text: str,
    highlights: Sequence[tuple[int, int]],
    marks: Sequence[tuple[int, str]] = (),
    labels: Labels | None = None,
) -> str:
    """Return escaped text with highlights in bold, and marks that refer to their notes.

    A mark whose note has no label is raised.
    """
    raised: dict[int, str] = {}
    for offset, number in marks:
        label = (labels or {}).get(number)
        sign = f"[^{label}]" if label else escaped(superscript(number))
        raised[offset] = raised.get(offset, "") + sign
    strong = _emphasised(text, highlights)
    opening, closing = {start for start, _ in strong}, {end for _, end in strong}
    stops = sorted({0, *opening, *closing, *raised, len(text)})
    parts: list[str] = []
    for start, end in zip(stops, [*stops[1:], len(text)], strict=True):
        parts.append("**" if start in closing else "")
        parts.append(raised.get(start, ""))
        parts.append("**" if start in opening else "")
        parts.append(_piece(text[start:end], begins=not start, follows=start in raised))
    return "".join(parts)


def _piece(text: str, *, begins: bool, follows: bool) -> str:
    """Return a stretch of text escaped, as the beginning of a block, or behind a reference."""
    if begins:
        text = in_one_line(text).lstrip(" ")
        if listed := LIST.match(text):
            at = listed.start("sign")
            return f"{escaped(text[:at])}\\{text[at]}{escaped(text[at + 1 :])}"
    if follows and text.startswith(("(", ": ")):
        # It would make a link, or a definition, of the reference.
        return f"\\{escaped(text)}"
    return escaped(text)


def _emphasised(text: str, highlights: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the highlights as Markdown can set them: those that touch as one, and none with
    punctuation at its ends, which would leave the asterisks as they are.
    """
    spans: list[tuple[int, int]] = []
    for start, end in highlights:
        while start < end and not text[start].isalnum():
            start += 1
        while start < end and not text[end - 1].isalnum():
            end -= 1
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], end)
        elif start < end:
            spans.append((start, end))
    return spans


def escaped(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return MARKUP.sub(lambda match: f"\\{match.group()}", visible(in_one_line(text)))
