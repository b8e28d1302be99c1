"""An answer, or a document → a page of HTML that needs nothing else, online or not.

There is no script, and nothing is loaded: the page says so itself, by its policy. All text is
inert: markup is escaped, controls and bidirectional characters are shown as what they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from indexer.document import Document
from indexer.notebook import inert as inert_line
from indexer.notebook import marked_text
from indexer.typeset import counted
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

__all__ = ["answer_lines", "document_lines"]

# U+FDD0, U+FFFE, U+1FFFF: what Unicode keeps free of characters
_LAST = "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
NO_CHARACTER = re.compile(f"[\ufdd0-\ufdef{_LAST}]")

POLICY = "default-src 'none'; style-src 'unsafe-inline'"

UNTITLED = "段搜"

STYLE = """\
:root { color-scheme: light dark; --ink: #1d1c1a; --faint: #6b675f; --paper: #fdfcf9;
  --rule: #dcd8ce; --found: #ffe08a; --link: #7a2e1d }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e1da; --faint: #9d988d; --paper: #191816; --rule: #3a3833; --found: #6b5312;
    --link: #e9a590 }
}
* { box-sizing: border-box }
body { background: var(--paper); color: var(--ink); line-height: 1.8; margin: 0 auto;
  max-width: 44rem; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere;
  font-family: 'Noto Serif CJK SC', 'Source Han Serif SC', 'Songti SC', SimSun, serif }
header, footer, .place, .facts, .notes, table { font-family: 'Noto Sans CJK SC',
  'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif }
h1 { font-size: 1.35rem; line-height: 1.4; margin: 0 }
h2 { font-size: 1rem; margin: 0 }
h2 small { color: var(--faint); font-weight: normal }
header { border-bottom: 2px solid var(--ink); padding-bottom: .6rem }
.facts, footer { color: var(--faint); font-size: .85rem; margin: .2rem 0 0 }
.facts span { display: inline-block }
.facts span:not(:last-child)::after { content: " ·"; white-space: pre }
article { border-bottom: 1px solid var(--rule); padding: 1.3rem 0 1.1rem }
.document article { border: 0; padding: 1rem 0 0 }
blockquote, article > p { font-size: 1.06rem; margin: .55rem 0 }
mark { background: var(--found); border-radius: 2px; color: inherit; padding: 0 .08em }
sup { font-size: .7em; line-height: 0 }
a { color: var(--link); text-decoration: none }
a:hover, a:focus { text-decoration: underline }
:target { outline: 2px solid var(--found); outline-offset: 2px }
.notes { color: var(--faint); font-size: .85rem; line-height: 1.65; list-style: none;
  margin: .6rem 0 0; padding: 0 }
.notes li { padding-left: 1.9em; text-indent: -1.9em }
.notes .number { display: inline-block; min-width: 1.9em; text-indent: 0 }
.notes .meant { display: block; text-indent: 0 }
table { border-collapse: collapse; font-size: .85rem; margin: 1.3rem 0 }
caption { font-weight: bold; text-align: left }
td { padding: 0 1rem 0 0 }
td + td { text-align: right }
footer { padding-top: 1rem }
@media print { body { max-width: none; padding: 0 } article { break-inside: avoid } }
"""


def answer_lines(answer: Answer | Stream) -> Iterator[str]:
    """Yield the page: what was asked, each hit with its notes, the facets, how many there are."""
    yield from _beginning(answer.interpreted or answer.query)
    yield "<main>"
    rank = answer.offset
    for rank, hit in enumerate(answer, answer.offset + 1):
        yield from _hit(rank, hit)
    yield "</main>"
    for name, counts in with_counts(answer.facets):
        yield from _facet(name, counts)
    yield '<footer lang="en">'
    ending = (*not_as_typed(answer), closing_line(answer, rank - answer.offset))
    for line in (*ending, *did_you_mean(answer)):
        yield f"<p>{inert(line)}</p>"
    yield from ("</footer>", "</body>", "</html>")


def document_lines(document: Document, anchor: str | None) -> Iterator[str]:
    """Yield the page: the document, each paragraph with its notes."""
    yield from _beginning(document.title or document.key, document.key, document.date)
    yield '<main class="document">'
    for at, found in enumerate(passages_of(document, anchor), 1):
        paragraph = found.paragraph
        yield f'<article id="p{at}">'
        yield (
            f'<h2 class="place">{inert(paragraph.paged_label)} '
            f"<small>{inert(found.id)}</small></h2>"
        )
        yield from _passage(f"p{at}", found, "p")
        yield "</article>"
    yield "</main>"
    yield f"<footer><p>{inert(document.source)}</p></footer>"
    yield from ("</body>", "</html>")


def inert(text: str) -> str:
    """Return text of any origin that a browser shows and does not act upon."""
    return inert_line(_characters(text))


def _characters(text: str) -> str:
    """Return the text without what is no character in HTML, each other one at its place."""
    return NO_CHARACTER.sub("\ufffd", in_one_line(text))


def _beginning(title: str, *facts: str | None) -> Iterator[str]:
    """Yield the head of a page, and its heading; a page must have a title to be seen."""
    title = title if title.strip() else UNTITLED
    below = _spans(facts)
    yield from ("<!DOCTYPE html>", '<html lang="zh">', "<head>", '<meta charset="utf-8">')
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{inert(title)}</title>"
    yield f"<style>\n{STYLE}</style>"
    yield from ("</head>", "<body>")
    heading = f"<h1>{inert(title)}</h1>" + (f'<p class="facts">{below}</p>' if below else "")
    yield f"<header>{heading}</header>"


def _spans(facts: Sequence[str | None]) -> str:
    return " ".join(f"<span>{inert(fact)}</span>" for fact in facts if fact)


def _hit(rank: int, hit: Hit) -> Iterator[str]:
    document, own = hit.document, f"h{rank}"
    facts = (document.title, document.date, hit.id, document.source)
    yield f'<article id="{own}">'
    yield (
        f'<h2 class="place"><small>{rank}</small> {inert(document.key)} '
        f"{inert(hit.paragraph.paged_label)}</h2>"
    )
    yield f'<p class="facts">{_spans(facts)}</p>'
    yield from _passage(own, hit, "blockquote")
    if hit.others:
        yield f'<p class="facts" lang="en">{more_of_document(hit.others)}</p>'
    yield "</article>"


def _passage(own: str, hit: Hit, element: str) -> Iterator[str]:
    """Yield the excerpts of a hit, and the notes to which their marks lead."""
    notes = notes_beside(hit)
    raised = _Raised(own, notes)
    for snippet in hit.snippets:
        yield f"<{element}>{_excerpt(snippet, raised)}</{element}>"
    if notes:
        yield '<ol class="notes">'
        for at, note in enumerate(notes, 1):
            yield f'<li id="{own}n{at}">{_note(note, raised.back(at))}</li>'
        yield "</ol>"


def _excerpt(snippet: Snippet, raised: Callable[[str], str]) -> str:
    text = marked_text(
        _characters(snippet.text), snippet.highlights, snippet.marks, mark="<mark>", raised=raised
    )
    return f"{'…' if snippet.before else ''}{text}{'…' if snippet.after else ''}"


class _Raised:
    """The marks of a passage, each a link to its note; the first of a note is led back to."""

    def __init__(self, own: str, notes: Sequence[LinkedFootnote]) -> None:
        self._own = own
        self._places: dict[str, int] = {}
        self._linked: set[int] = set()
        for at, note in enumerate(notes, 1):
            self._places.setdefault(note.number, at)

    def __call__(self, number: str) -> str:
        """Return a mark as HTML."""
        at = self._places.get(number)
        if at is None:
            return f"<sup>{inert(number)}</sup>"
        own = "" if at in self._linked else f' id="{self._own}m{at}"'
        self._linked.add(at)
        return f'<sup><a{own} href="#{self._own}n{at}">{inert(number)}</a></sup>'

    def back(self, at: int) -> str | None:
        """Return where the first mark of a note is, once all were written; None without one."""
        return f"#{self._own}m{at}" if at in self._linked else None


def _note(note: LinkedFootnote, back: str | None) -> str:
    number = inert(note.number)
    sign = f'<a href="{back}">{number}</a>' if back else number
    text = _set(note.text, note.highlights)
    meant = _set(note.resolved or "", note.resolved_highlights)
    spelt_out = f'<span class="meant">= {meant}</span>' if meant else ""
    return f'<span class="number">{sign}</span>{text}{spelt_out}'


def _set(text: str, highlights: Sequence[tuple[int, int]]) -> str:
    return marked_text(_characters(text), highlights, mark="<mark>")


def _facet(name: str, counts: Counts) -> Iterator[str]:
    yield f'<table lang="en"><caption>{inert(name)}</caption><tbody>'
    for value, number in counts[:MAX_VALUES]:
        yield f'<tr><td lang="zh">{inert(value)}</td><td>{number:,}</td></tr>'
    yield "</tbody></table>"
    if len(counts) > MAX_VALUES:
        left = counted(len(counts) - MAX_VALUES, "more value")
        yield f'<p class="facts" lang="en">and {left}</p>'
