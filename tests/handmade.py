"""Documents made by hand from a few strings, and an index of them, for tests of searching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from indexer.citations import find_citations
from indexer.document import Document, Footnote, Mark, Paragraph, Span
from indexer.folding import fold
from indexer.schema import Field, Prepared
from indexer.segmenter import Segmenter, grams

NOWHERE = Span(0, 0)

# {12} in a handmade text: a footnote's mark
MARK = re.compile(r"\{([^{}]+)\}")


def paragraph(
    text: str,
    anchor: str = "p1",
    *,
    kind: Any = "body",
    label: str = "第1段",
    number: str | None = None,
    ordinal: int = 1,
) -> Paragraph:
    """Return a paragraph; `{1}` in the text is the mark of note 1."""
    marks: list[Mark] = []
    for at, match in enumerate(MARK.finditer(text)):
        before = sum(len(mark.number) + 2 for mark in marks[:at])
        marks.append(Mark(match.start() - before, match.group(1), NOWHERE))
    plain = MARK.sub("", text)
    citations = find_citations(plain)
    return Paragraph(
        anchor, kind, number, label, plain, tuple(marks), citations, ordinal, None, (NOWHERE,)
    )


def note(number: str, text: str, resolved: str | None = None, *cited_by: str) -> Footnote:
    return Footnote(f"fn{number}", number, text, resolved, cited_by, NOWHERE, (NOWHERE,))


def document(
    key: str,
    texts: Sequence[str | Mapping[str, Any]],
    notes: Mapping[str, str | Sequence[str]] | None = None,
    *,
    title: str | None = None,
    date: str | None = None,
) -> Document:
    """Return a document: its paragraphs are p1, p2 … unless a mapping says otherwise.

    `notes` are texts by number, or pairs of a text and what it resolves to.
    """
    paragraphs = [
        paragraph(
            **{"anchor": f"p{place}", "label": f"第{place}段", "ordinal": place} | _given(text)
        )
        for place, text in enumerate(texts, 1)
    ]
    footnotes = [
        note(
            number,
            *((text, None) if isinstance(text, str) else (text[0], text[1])),
            *(
                found.anchor
                for found in paragraphs
                if number in [mark.number for mark in found.marks]
            ),
        )
        for number, text in (notes or {}).items()
    ]
    symbol = key if "/RES/" in key else None
    return Document(
        key=key,
        source=f"{key.replace('/', '_')}.txt",
        symbol=symbol,
        title=title,
        date=date,
        meeting=None,
        paragraphs=tuple(paragraphs),
        footnotes=tuple(footnotes),
        diagnostics=(),
        furniture=(),
    )


def _given(text: str | Mapping[str, Any]) -> dict[str, Any]:
    return {"text": text} if isinstance(text, str) else dict(text)


def write_index(path: Path, documents: Iterable[Document]) -> Path:
    """Put a generation that holds the documents in place, and return the index's path."""
    from indexer.codec import write_toc
    from indexer.fingerprint import fingerprint
    from indexer.publish import building, publish, write_dictionary
    from indexer.record import records_of
    from indexer.schema import prepare
    from indexer.writer import write_segment

    made = list(documents)
    sources = [
        {
            "name": part.source,
            "key": part.key,
            "diagnostics": [diagnostic.to_dict() for diagnostic in part.diagnostics],
        }
        for part in made
    ]
    segmenter = Segmenter()
    with building(path) as workspace:
        paragraphs = [prepare(record) for part in made for record in records_of(part)]
        segment = write_segment(workspace.directory, paragraphs, segmenter)
        write_toc(workspace.directory, [segment])
        write_dictionary(workspace, ())
        publish(
            workspace,
            fingerprint=fingerprint(segmenter),
            counts={},
            sources=sources,
            segments=[(segment, len(paragraphs))],
        )
    return path


def as_prepared(anchor: str, text: str, **members: Any) -> Prepared:
    """Return a paragraph as the index takes it; what is not given of it is empty."""
    made = dict.fromkeys(Prepared._fields, "") | {"cites": [], "notes": [], "ordinal": 1}
    return Prepared(
        **{**made, "key": "k", "anchor": anchor, "kind": "body", "text": text, "stored": "{}"}
        | members
    )


def terms_in(field: Field, paragraph: Prepared, segmenter: Segmenter) -> list[str]:
    """Return every occurrence of a term in a field, found one text at a time."""
    value = getattr(paragraph, field.of)
    texts = [value] if isinstance(value, str) else value
    if field.form == "words":
        return [word.text for text in texts for word in segmenter.tokens(fold(text))]
    if field.form == "grams":
        return [gram for text in texts for gram in grams(fold(text))]
    return list(filter(None, texts))
