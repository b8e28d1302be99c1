"""Documents and paragraphs → HTML, as a notebook shows them.

All text is inert: markup is escaped, and controls and bidirectional characters are shown as what
they are. There is no style sheet and no script; what is faint or bordered is so on light and dark
pages alike, since it takes its colour from the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from indexer.typeset import counted, superscript, visible

if TYPE_CHECKING:
    from indexer.document import Document, Footnote, Paragraph

__all__ = [
    "FAINT",
    "MAX_SHOWN",
    "card",
    "document_html",
    "faint",
    "folded",
    "head",
    "inert",
    "marked_text",
    "more",
    "note_line",
    "paragraph_html",
]

MAX_SHOWN = 200
"""So many paragraphs of a document are shown; the others are counted."""

FAINT = "opacity:.6"
LINE = "1px solid rgba(128,128,128,.3)"
CARD = (
    "font-family:'Noto Serif CJK SC','Source Han Serif SC','Songti SC',SimSun,serif;"
    "line-height:1.7;max-width:46em;text-align:left"
)
MARK = "background:rgba(255,196,0,.38);color:inherit;border-radius:2px;padding:0 1px"

Spans = Iterable[tuple[int, int]]


def document_html(document: Document) -> str:
    """Return a document: its title, its paragraphs in order, its notes folded."""
    shown = document.paragraphs[:MAX_SHOWN]
    parts = [_place(paragraph) + _body(paragraph) for paragraph in shown]
    left = len(document.paragraphs) - len(shown)
    if left:
        parts.append(more(left, "paragraph"))
    notes = [_note(note) for note in document.footnotes]
    title = head(document.key, document.title or "", document.date or "")
    return card(title, *parts, folded(counted(len(notes), "note"), notes))


def paragraph_html(paragraph: Paragraph) -> str:
    """Return a paragraph, its marks raised."""
    return card(_place(paragraph), _body(paragraph))


def _place(paragraph: Paragraph) -> str:
    place = f"{paragraph.paged_label} #{paragraph.anchor}"
    return f'<div style="margin-top:.8em">{faint(place)}</div>'


def _body(paragraph: Paragraph) -> str:
    marks = [(mark.offset, mark.number) for mark in paragraph.marks]
    return f"<div>{marked_text(paragraph.text, (), marks)}</div>"


def _note(note: Footnote) -> str:
    return note_line(note.number, marked_text(note.text), marked_text(note.resolved or ""))


# ---- the pieces


def card(*parts: str) -> str:
    """Return parts one below the other."""
    return f'<div lang="zh" style="{CARD}">{"".join(parts)}</div>'


def head(name: str, *facts: str) -> str:
    """Return a line that begins with a name."""
    rest = "".join(f" &ensp;{faint(fact)}" for fact in facts if fact)
    return f'<div style="border-bottom:{LINE}"><b>{inert(name)}</b>{rest}</div>'


def folded(summary: str, lines: Sequence[str]) -> str:
    """Return lines that are seen when their summary is clicked; nothing where there are none."""
    if not lines:
        return ""
    return (
        f'<details style="font-size:.88em;margin:.3em 0 0"><summary>{faint(summary)}</summary>'
        f"{''.join(lines)}</details>"
    )


def note_line(number: str, text: str, resolved: str) -> str:
    """Return a note, of which text and what it stands for are HTML already."""
    spelt_out = f'<div style="margin-left:1.5em">= {resolved}</div>' if resolved else ""
    return f"<div>{inert(superscript(number))} {text}{spelt_out}</div>"


def faint(text: str) -> str:
    """Return text to be less seen."""
    return f'<span style="{FAINT}">{inert(text)}</span>'


def more(number: int, thing: str, rest: str = "") -> str:
    """Return a line that says how many there are beside those that are shown."""
    left = counted(number, f"more {thing}")
    return f"<div>{faint(f'and {left}{rest}')}</div>"


def inert(text: str) -> str:
    """Return text of any origin that a browser shows and does not act upon."""
    return escape(visible(text))


def _raised(number: str) -> str:
    return f'<sup style="line-height:0;{FAINT}">{inert(number)}</sup>'


def marked_text(
    text: str,
    highlights: Spans = (),
    marks: Iterable[tuple[int, str]] = (),
    *,
    mark: str = f'<mark style="{MARK}">',
    raised: Callable[[str], str] = _raised,
) -> str:
    """Return text with what is highlighted marked, and the marks of notes raised between."""
    opening = dict(highlights)
    signs: dict[int, str] = {}
    for offset, number in marks:
        signs[offset] = signs.get(offset, "") + raised(number)
    stops = sorted({0, len(text), *opening, *opening.values(), *signs})
    parts: list[str] = []
    end = -1
    for start, stop in zip(stops, [*stops[1:], len(text)], strict=True):
        if start == end:
            parts.append("</mark>")
        parts.append(signs.get(start, ""))
        if start in opening:
            parts.append(mark)
            end = opening[start]
        parts.append(inert(text[start:stop]))
    return "".join(parts)
