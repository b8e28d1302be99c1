"""What can be seen of a text, and of the files that hold one, each read without this project."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

__all__ = ["MATH", "bare", "visible", "visible_docx", "visible_html", "visible_pdf"]

MATH = "\ufffc"
"""Stands for mathematics, whose characters differ from format to format."""

# Quotation marks, dashes and dots that pandoc sets typographically; accents of one origin.
_PLAIN = str.maketrans({
    "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": ".", "⋯": ".", "\u00ad": None,
    "\u200b": None, "\u200d": None, "\ufeff": None, "\ufe0e": None, "\ufe0f": None,
})  # fmt: skip

_NOT_SHOWN = frozenset(("script", "style", "title", "template"))
_VOID = frozenset(("br", "hr", "img", "input", "meta", "link", "col", "wbr", "source"))


def visible(text: str) -> str:
    """Return the characters that can be seen, typographic variants made alike."""
    plain = text.replace("---", "-").replace("--", "-").replace("...", ".")
    return "".join(plain.translate(_PLAIN).split())


def bare(text: str) -> str:
    """Return the characters that can be seen, as they are."""
    return "".join(text.split())


def visible_html(html: str) -> str:
    """Return what a page shows, `MATH` for what is set as mathematics."""
    page = _Page()
    page.feed(html)
    page.close()
    return visible("".join(page.parts))


def visible_docx(path: Path) -> str:
    """Return the text of a Word file's body and then of its notes, `MATH` for mathematics."""
    with zipfile.ZipFile(path) as package:
        names = [
            name
            for name in ("document", "footnotes", "endnotes")
            if f"word/{name}.xml" in package.namelist()
        ]
        roots = [ElementTree.fromstring(package.read(f"word/{name}.xml")) for name in names]  # noqa: S314
    return visible("".join(part for root in roots for part in _runs(root)))


def visible_pdf(path: Path) -> str:
    """Return all characters of a PDF file that were not made up between its text's pieces."""
    import pypdfium2.raw as pdfium
    from pypdfium2 import PdfDocument

    parts: list[str] = []
    document = PdfDocument(path)
    for page in document:
        text = page.get_textpage()
        parts += [
            _character(pdfium.FPDFText_GetUnicode(text, index))
            for index in range(text.count_chars())
            if not pdfium.FPDFText_IsGenerated(text, index)
        ]
        text.close()
        page.close()
    document.close()
    # Characters beyond the first plane come in two halves.
    whole = "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return bare(whole)


def _character(code: int) -> str:
    """Return a character; pdfium has 2 for a hyphen at a line's end, 0 for one without a name."""
    return {0: "\ufffd", 2: "-"}.get(code) or chr(code)


def _runs(element: ElementTree.Element) -> Iterator[str]:
    """Yield the text below an element of a Word file; what was deleted is none."""
    name = element.tag.rpartition("}")[2]
    if name == "oMath":
        yield MATH
    elif name == "t":
        yield element.text or ""
    elif name not in ("del", "delText", "Fallback"):
        for child in element:
            yield from _runs(child)


class _Page(HTMLParser):
    """Collects the text nodes of a page that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._skipped: list[str] = []
        self._math: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        classes = (dict(attrs).get("class") or "").split()
        if self._skipped or tag in _NOT_SHOWN:
            self._skipped.append(tag)
        elif self._math or tag == "math" or "math" in classes:
            if not self._math:
                self.parts.append(MATH)
            self._math.append(tag)

    def handle_endtag(self, tag: str) -> None:
        for stack in (self._skipped, self._math):
            if stack and tag in stack:
                while stack.pop() != tag:
                    pass
                return

    def handle_data(self, data: str) -> None:
        if not self._skipped and not self._math:
            self.parts.append(data)
