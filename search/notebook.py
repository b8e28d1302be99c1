"""Answers, explanations and references → HTML, as a notebook shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from indexer.notebook import card, faint, folded, head, inert, marked_text, more, note_line
from indexer.typeset import counted
from search.wanted import MAX_VALUES

if TYPE_CHECKING:
    from search.answers import Answer, Counts, Hit, LinkedFootnote, Snippet
    from search.explained import Branch, Explanation, Scoring, Verdict, Why
    from search.follow.linked import Chain, CitedBy, Cites

__all__ = [
    "answer_html",
    "chain_html",
    "cited_by_html",
    "cites_html",
    "explanation_html",
    "hit_html",
    "why_html",
]

BAR = "background:rgba(128,128,128,.35);height:.55em;border-radius:2px"
CELL = "padding:0 .8em 0 0;border:0;background:none;text-align:left"
NUMBER = "padding:0 .8em 0 0;border:0;background:none;text-align:right"


def answer_html(answer: Answer) -> str:
    """Return an answer: what was asked, the hits, the facets, how many there are."""
    hits = [_hit(hit) for hit in answer]
    facets = [_facet(name, counts) for name, counts in answer.facets.items() if counts]
    told = [f"<p>{faint(line)}</p>" for line in _told(answer)]
    return card(head(answer.interpreted or answer.query, _summary(answer)), *told, *hits, *facets)


def hit_html(hit: Hit) -> str:
    """Return one hit."""
    return card(_hit(hit))


def _summary(answer: Answer) -> str:
    if not answer.total:
        return "nothing found"
    documents = "" if answer.documents is None else f"{counted(answer.documents, 'document')} with "
    return f"{documents}{counted(answer.total, 'paragraph')}, {answer.took_ms:.1f} ms"


def _told(answer: Answer) -> Iterator[str]:
    yield from answer.notices
    if answer.relaxed:
        yield "No paragraph holds all of it; any of it was searched instead."
    if answer.suggestions:
        yield f"Did you mean: {', '.join(answer.suggestions)}?"


def _hit(hit: Hit) -> str:
    place = f"<b>{inert(hit.document.key)}</b> &ensp;{inert(hit.paragraph.paged_label)}"
    title = f" &ensp;{faint(hit.document.title)}" if hit.document.title else ""
    body = "".join(f"<div>{_snippet(snippet)}</div>" for snippet in hit.snippets)
    notes = [_note(note) for note in hit.footnotes]
    others = more(hit.others, "paragraph", " of this document") if hit.others else ""
    return (
        f'<div style="margin:1em 0"><div>{place}{title}</div>{body}'
        f"{folded(counted(len(notes), 'note'), notes)}{others}</div>"
    )


def _snippet(snippet: Snippet) -> str:
    text = marked_text(snippet.text, snippet.highlights, snippet.marks)
    return f"{'…' if snippet.before else ''}{text}{'…' if snippet.after else ''}"


def _note(note: LinkedFootnote) -> str:
    return note_line(
        note.number,
        marked_text(note.text, note.highlights),
        marked_text(note.resolved or "", note.resolved_highlights),
    )


def _facet(name: str, counts: Counts) -> str:
    """Return what a facet counted, with a bar for each value."""
    most = max((number for _, number in counts), default=1)
    rows = [
        f'<tr style="background:none"><td style="{CELL}">{inert(value)}</td>'
        f'<td style="{NUMBER}">{number:,}</td>'
        f'<td style="{CELL}"><div style="{BAR};width:{12 * number / most:.2f}em"></div></td></tr>'
        for value, number in counts[:MAX_VALUES]
    ]
    left = len(counts) - MAX_VALUES
    return (
        f'<div style="margin:1em 0 .2em"><b>{inert(name)}</b></div>'
        f'<table style="border-collapse:collapse">{"".join(rows)}</table>'
        f"{more(left, 'value') if left > 0 else ''}"
    )


# ---- references


def cited_by_html(cited_by: CitedBy) -> str:
    """Return the paragraphs that cite something, and how many there are."""
    of_all = f"cited by {counted(cited_by.total, 'paragraph')}"
    return card(head(cited_by.key, of_all), *map(_hit, cited_by))


def cites_html(cites: Cites) -> str:
    """Return what a document cites, a row each."""
    rows = [_row(each.date, each.key, each.indexed, None) for each in cites]
    return card(head(cites.key, f"cites {counted(len(rows), 'text')}"), _table(rows))


def chain_html(chain: Chain) -> str:
    """Return the resolutions of a series, a row each."""
    rows = [_row(link.date or link.year, link.key, link.indexed, link.title) for link in chain]
    return card(head(chain.key, counted(len(rows), "resolution")), _table(rows))


def _row(date: str | None, key: str, indexed: str | None, title: str | None) -> str:
    name = faint(key) if indexed is None else f"<b>{inert(key)}</b>"
    had = faint("not in the index") if indexed is None else inert(title or indexed)
    cells = (faint(date or ""), name, had)
    row = "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells)
    return f'<tr style="background:none">{row}</tr>'


def _table(rows: Sequence[str]) -> str:
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


# ---- explanations


def explanation_html(explained: Explanation) -> str:
    """Return how a query was understood, and below it the scores."""
    tree = _drawn(explained.tree, _branch) if explained.tree else ""
    title = head(explained.interpreted or explained.query, counted(explained.total, "paragraph"))
    return card(title, _listed([tree] if tree else []), *map(_scoring, explained.hits))


def why_html(explained: Why) -> str:
    """Return why a paragraph is found, or why not."""
    of_all = counted(explained.total, "paragraph")
    place = (
        f"not among {of_all} found" if explained.rank is None else f"{explained.rank:,} of {of_all}"
    )
    tree = _drawn(explained.verdict, _verdict) if explained.verdict else ""
    scoring = _scoring(explained.scoring) if explained.scoring else ""
    return card(head(explained.id, place), _listed([tree] if tree else []), scoring)


AnyNode = TypeVar("AnyNode", "Branch", "Verdict")


def _drawn(node: AnyNode, line_of: Callable[[AnyNode], str]) -> str:
    """Return a node as an item of a list, its children as a list within."""
    return f"<li>{line_of(node)}{_listed([_drawn(each, line_of) for each in node.children])}</li>"


def _listed(items: Sequence[str]) -> str:
    if not items:
        return ""
    return f'<ul style="margin:.2em 0;padding-left:1.4em">{"".join(items)}</ul>'


def _branch(branch: Branch) -> str:
    words = "".join(
        f"<div>{inert(word.word)} {faint(_counts(word.paragraphs))}</div>" for word in branch.words
    )
    return f"{_named(branch)} {faint(counted(branch.found, 'paragraph'))}{words}"


def _counts(paragraphs: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in paragraphs.items())


def _verdict(verdict: Verdict) -> str:
    because = "".join(f"<div>{faint(reason)}</div>" for reason in verdict.because)
    return f"{'✓' if verdict.matched else '✗'} {_named(verdict)}{because}"


def _named(node: Branch | Verdict) -> str:
    """Return what a node is, and, unless that is told by its children, what it asks for."""
    return faint(node.kind) if node.children else f"{faint(node.kind)} <b>{inert(node.text)}</b>"


def _scoring(scoring: Scoring) -> str:
    rows = "".join(
        f'<tr style="background:none"><td style="{NUMBER}">{part.score:.6f}</td>'
        f'<td style="{CELL}">{faint(part.kind)}</td><td style="{CELL}">{inert(part.text)}</td>'
        f'<td style="{CELL}">{faint(part.field)}</td></tr>'
        for part in scoring.parts
    )
    return (
        f'<div style="margin:1em 0 0"><b>{inert(scoring.id)}</b> &ensp;{inert(scoring.label)} '
        f'&ensp;{scoring.score:.6f}</div><table style="border-collapse:collapse">{rows}</table>'
    )
