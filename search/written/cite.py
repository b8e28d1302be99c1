"""A paragraph, or a document → a citation that is ready to be pasted, with what is quoted.

- `un`: as the United Nations' documents cite in Chinese. Resolutions and decisions are named by
  body and number (大会第63/49号决议，第2段), all other documents by their symbols
  (A/63/135，第3段), paragraphs by their labels: United Nations Editorial Manual Online, "Footnotes
  and other references", III.A and III.E, and "Resolutions and other formal decisions", I and II.E.
- `gbt7714`: an entry as GB/T 7714—2015 has it for monographs and reports (4.1.2, 8.2.4, appendix
  B): 主要责任者. 题名：其他题名信息[R]. 出版者, 出版年: 引文页码. The symbol is a report's
  number; what has none is of type Z. An author who is not known is left out (8.1.3), so are place
  and publisher, as of electronic resources (8.4.1.3, 8.4.2.3). The standard knows pages, not
  paragraphs: the label stands where a page would.
- `markdown`: a block quotation with its source below it, the notes as footnotes.

A note that says 同上 is cited by what it stands for, as the note above it is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from indexer.document import SCHEMA
from indexer.typeset import Typesetter, superscript, visible
from search.answers import DocumentFacts, Hit, LinkedFootnote, Snippet
from search.written.entry_keys import entry_key
from search.written.issued import issued, titled
from search.written.markdown import definition, escaped, quoted
from search.written.one_line import in_one_line
from search.written.told import notes_beside

__all__ = ["ReadyCitation", "cite_document", "cite_passage"]


@dataclass(frozen=True, slots=True)
class ReadyCitation:
    """A citation of a paragraph, or of a document, in one of the `STYLES`.

    `reference` names the source alone; `quotation` is the text of the paragraph with its marks
    raised, and `notes` are its notes, each behind its number: both are empty for a document.
    `text` is all of it, ready to be pasted. It is what `str` gives.
    """

    id: str
    style: str
    reference: str
    quotation: str
    notes: tuple[str, ...]
    text: str

    def __str__(self) -> str:
        return self.text

    def to_dict(self) -> dict[str, Any]:
        """Return the citation as JSON has it."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "style": self.style,
            "reference": self.reference,
            "quotation": self.quotation,
            "notes": list(self.notes),
            "text": self.text,
        }


def cite_passage(hit: Hit, style: str) -> ReadyCitation:
    """Return the citation of a paragraph. Errors: `ValueError` for a style that there is not."""
    reference = _reference(hit.document, hit.paragraph.paged_label, style)
    notes = tuple(map(_spelt_out, notes_beside(hit)))
    quotation, lines = _quotation(hit.snippet), tuple(map(_note, notes))
    if style == "markdown":
        text = _markdown(replace(hit, footnotes=notes), reference)
    elif style == "gbt7714":
        text = "\n".join((f"“{quotation}”", *lines, reference))
    else:
        text = "\n".join((f"{reference}：“{quotation}”", *lines))
    return ReadyCitation(hit.id, style, reference, quotation, lines, text)


def cite_document(document: DocumentFacts, style: str) -> ReadyCitation:
    """Return the citation of a whole document. Errors: as those of `cite_passage`."""
    reference = _reference(document, None, style)
    text = escaped(reference) if style == "markdown" else reference
    return ReadyCitation(document.key, style, reference, "", (), text)


def _reference(document: DocumentFacts, place: str | None, style: str) -> str:
    if style not in REFERENCES:
        known = ", ".join(REFERENCES)
        raise ValueError(f"there is no style {style!r} of citations; it can be {known}")
    return visible(in_one_line(REFERENCES[style](document, place)))


def _united_nations(document: DocumentFacts, place: str | None) -> str:
    return "，".join(filter(None, (issued(document).name, place)))


def _gbt7714(document: DocumentFacts, place: str | None) -> str:
    known = issued(document)
    names = dict.fromkeys((document.title or document.key, known.report))
    title = "：".join(filter(None, names)) + ("[R]" if known.report else "[Z]")
    year = document.date and document.date[:4]
    published = ", ".join(filter(None, (known.publisher, year)))
    ending = ": ".join(filter(None, (published, place)))
    return ". ".join(filter(None, (known.author, title, ending))) + "."


def _with_title(document: DocumentFacts, place: str | None) -> str:
    name = issued(document).name
    title = document.title and titled(document.title)
    return "，".join(filter(None, (name, place, title if title != name else None, document.date)))


REFERENCES = {"un": _united_nations, "gbt7714": _gbt7714, "markdown": _with_title}
"""How each style names a source."""


def _markdown(hit: Hit, reference: str) -> str:
    """Return the block quotation; its footnotes have labels that no other citation has."""
    key = entry_key(hit.document.key, hit.paragraph.anchor)
    labels = [f"{key}-{at}" for at in range(1, len(hit.footnotes) + 1)]
    lines = [f"> {quoted(hit, hit.footnotes, labels)}", ">", f"> — {escaped(reference)}"]
    for label, note in zip(labels, hit.footnotes, strict=True):
        lines += ["", definition(label, note)]
    return "\n".join(lines)


def _quotation(snippet: Snippet) -> str:
    """Return the text with its marks raised."""
    return "".join(Typesetter(None, False).lines(in_one_line(snippet.text), (), snippet.marks))


def _spelt_out(note: LinkedFootnote) -> LinkedFootnote:
    return replace(note, text=note.resolved or note.text, resolved=None)


def _note(note: LinkedFootnote) -> str:
    return f"{superscript(note.number)} {visible(in_one_line(note.text))}"
