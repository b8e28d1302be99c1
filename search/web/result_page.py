"""An answer → what the page of results shows: hits, what narrows them, the chart, the next page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.answers import Answer, Counts, Hit, LinkedFootnote, Snippet
from search.wanted import FACETS, ORDERS
from search.web.asked import Asked
from search.web.chart import Chart, chart_of
from search.web.languages import Words
from search.web.links import Links
from search.web.runs import Run, runs_of
from search.web.settings import MAX_DEPTH, PAGE_HITS

__all__ = ["ResultPage", "result_page"]

VALUES_SHOWN = 6
"""So many values of a facet are seen at once; the others unfold."""

MOST_VALUES = 60
"""So many values of a facet can be unfolded, the most frequent."""


@dataclass(frozen=True, slots=True)
class Link:
    """What can be clicked: its words, its address, how many hits it leads to."""

    text: str
    address: str
    count: int | None = None
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note of a hit."""

    number: str
    text: tuple[Run, ...]
    resolved: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A snippet as runs, and whether the text goes on before and behind."""

    runs: tuple[Run, ...]
    before: bool
    after: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit."""

    id: str
    address: str
    key: str
    title: str
    date: str
    label: str
    excerpts: tuple[Excerpt, ...]
    notes: tuple[NoteView, ...]
    is_note_found: bool
    cites: tuple[Link, ...]
    others: Link | None


@dataclass(frozen=True, slots=True)
class FacetView:
    """A facet: its values that are seen, and those that unfold."""

    name: str
    shown: tuple[Link, ...]
    hidden: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """All that the page of results shows."""

    hits: tuple[HitView, ...]
    chart: Chart | None
    bars: tuple[str, ...]
    facets: tuple[FacetView, ...]
    chosen: tuple[Link, ...]
    orders: tuple[Link, ...]
    grouping: Link
    suggestions: tuple[Link, ...]
    pages: int
    previous: str | None
    next: str | None


def result_page(answer: Answer, asked: Asked, words: Words, links: Links) -> ResultPage:
    """Return what the page of an answer shows."""
    shown = answer.total if answer.documents is None else answer.documents
    pages = max(1, -(-min(shown, MAX_DEPTH) // PAGE_HITS))
    years = chart_of(answer.facets.get("year", ()))
    facets = [_facet(name, answer.facets.get(name, ()), asked, words, links) for name in FACETS]
    return ResultPage(
        hits=tuple(_hit(hit, asked, words, links) for hit in answer),
        chart=years,
        bars=_bars(years, asked, links),
        facets=tuple(each for each in facets if each.shown),
        chosen=tuple(_chosen(asked, words, links)),
        orders=tuple(_orders(asked, words, links)),
        grouping=_grouping(asked, words, links),
        suggestions=tuple(
            Link(text, links.search(replace(asked, text=text, page=1)))
            for text in answer.suggestions
        ),
        pages=pages,
        previous=_turned(asked, asked.page - 1, pages, links),
        next=_turned(asked, asked.page + 1, pages, links),
    )


def _hit(hit: Hit, asked: Asked, words: Words, links: Links) -> HitView:
    document, paragraph = hit.document, hit.paragraph
    return HitView(
        id=hit.id,
        address=links.document(document.key, paragraph.anchor, paragraph.ordinal),
        key=document.key,
        title=document.title or "",
        date=document.date or "",
        label=paragraph.paged_label,
        excerpts=tuple(map(_excerpt, hit.snippets)),
        notes=tuple(map(_note, hit.footnotes)),
        is_note_found=any(note.highlights or note.resolved_highlights for note in hit.footnotes),
        cites=tuple(Link(key, links.query(key)) for key in hit.citations),
        others=_others(hit.others, document.key, asked, words, links) if hit.others else None,
    )


def _others(count: int, key: str, asked: Asked, words: Words, links: Links) -> Link:
    """Return what leads to all that was found of a document."""
    address = links.search(replace(asked, group=False).narrowed("doc", key))
    return Link(words.filled("others", count=count), address)


def _excerpt(snippet: Snippet) -> Excerpt:
    runs = runs_of(snippet.text, snippet.highlights, snippet.marks)
    return Excerpt(runs, snippet.before, snippet.after)


def _note(note: LinkedFootnote) -> NoteView:
    resolved = runs_of(note.resolved, note.resolved_highlights) if note.resolved else ()
    return NoteView(note.number, runs_of(note.text, note.highlights), resolved)


def _facet(name: str, counts: Counts, asked: Asked, words: Words, links: Links) -> FacetView:
    values = [
        Link(
            words.value(name, value),
            links.search(asked.narrowed(name, value)),
            count,
            asked.value(name) == value,
        )
        for value, count in counts[:MOST_VALUES]
    ]
    return FacetView(name, tuple(values[:VALUES_SHOWN]), tuple(values[VALUES_SHOWN:]))


def _bars(chart: Chart | None, asked: Asked, links: Links) -> tuple[str, ...]:
    """Return the addresses that the bars of a chart lead to."""
    bars = chart.bars if chart else ()
    return tuple(links.search(asked.narrowed("year", bar.years)) for bar in bars)


def _chosen(asked: Asked, words: Words, links: Links) -> Iterator[Link]:
    for name, value in asked.filters:
        shown = f"{words[name]} {words.value(name, value)}"
        yield Link(shown, links.search(asked.widened(name)))


def _orders(asked: Asked, words: Words, links: Links) -> Iterator[Link]:
    for order in ORDERS:
        address = links.search(replace(asked, sort=order, page=1))
        yield Link(words[order], address, is_chosen=order == asked.sort)


def _grouping(asked: Asked, words: Words, links: Links) -> Link:
    address = links.search(replace(asked, group=not asked.group, page=1))
    return Link(words["ungroup" if asked.group else "group"], address)


def _turned(asked: Asked, page: int, pages: int, links: Links) -> str | None:
    """Return the address of another page of hits; None where there is none."""
    return links.search(replace(asked, page=page)) if 1 <= page <= pages else None
