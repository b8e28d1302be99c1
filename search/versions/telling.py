"""What was compared → lines for a terminal, JSON, or JSON Lines.

A terminal that has colours shows what was taken away struck out and red, what was added green; else
it stands in [-…-] and {+…+}. Long stretches that are the same are shown by their ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.typeset import (
    DELETED,
    INDENT,
    INSERTED,
    Typesetter,
    counted,
    json_text,
    superscript,
    visible,
)
from search.answers import DocumentFacts
from search.versions.outcomes import (
    Alike,
    Difference,
    NotePair,
    Pair,
    Quoted,
    Quotes,
    Run,
    Side,
    Similar,
)

__all__ = ["LONGEST_SAME", "render_difference", "render_quotes", "render_similar"]

LONGEST_SAME = 80
"""A longer stretch that is the same is shown by its ends, of half as many characters each."""

LONGEST_QUOTATION = 160
"""A longer quotation that is right, or was not found, is shown by its ends."""

PARAGRAPH_END = " ¶ "
"""What is shown between paragraphs that were split or merged."""

KINDS = {
    "same": "renumbered",
    "reworded": "reworded",
    "moved": "moved",
    "moved_reworded": "moved and reworded",
    "split": "split",
    "merged": "merged",
    "only_first": "deleted",
    "only_second": "added",
}
"""What is said of a pair; of one that is the same only if its number is another."""

VERDICTS = {
    "verbatim": "verbatim",
    "nearly": "nearly",
    "not_found": "not found",
    "too_long": "too long",
}


class _Page:
    """Sets what was compared in lines."""

    def __init__(self, width: int | None, colour: bool) -> None:
        self._typesetter = Typesetter(width, colour)
        self._colour = colour

    def lines(self, text: str) -> Iterator[str]:
        return self._typesetter.lines(text)

    def strong(self, text: str) -> str:
        return self._typesetter.strong(visible(text))

    def faint(self, text: str) -> str:
        return self._typesetter.faint(visible(text))

    def document(self, sign: str, document: DocumentFacts) -> str:
        facts = (document.key, document.title, document.date)
        return self.strong(f"{sign} {'  '.join(fact for fact in facts if fact)}")

    def place(self, *words: str, title: str | None = None) -> str:
        beside = f"{'  '.join(map(visible, words))}  "
        fitted = self._typesetter.fitted(visible(title or ""), beside)
        return self._typesetter.strong(beside.rstrip()) + (f"  {fitted}" if fitted else "")

    def runs(
        self, runs: Sequence[Run], *, first: str = INDENT, line_end: str = " "
    ) -> Iterator[str]:
        """Yield the lines of a text with what was taken away from it and added."""
        text, highlights = "", []
        for at, run in enumerate(runs):
            shown, tone = self._run(run, is_first=at == 0, is_last=at == len(runs) - 1)
            shown = shown.replace("\n", line_end)
            if tone:
                highlights.append((len(text), len(text) + len(shown), tone))
            text += shown
        hanging = " " * len(first)
        return self._typesetter.lines(text, highlights, first=first, hanging=hanging)

    def _run(self, run: Run, *, is_first: bool, is_last: bool) -> tuple[str, int]:
        """Return how a run is shown, and its tone: 0 where it is the same."""
        if run.kind == "same":
            return _ends_of(run.new, is_first=is_first, is_last=is_last), 0
        text = run.old or run.new
        opened, closed, tone = (
            ("[-", "-]", DELETED) if run.kind == "deleted" else ("{+", "+}", INSERTED)
        )
        return (text if self._colour else f"{opened}{text}{closed}"), tone


def _ends_of(text: str, *, is_first: bool, is_last: bool) -> str:
    """Return a text that is the same, its middle left out where it is long.

    Of the first of all runs only the end is near a change, of the last only the beginning.
    """
    half = LONGEST_SAME // 2
    if len(text) <= LONGEST_SAME or (is_first and is_last):
        return text
    before = "" if is_first else text[:half]
    behind = "" if is_last else text[-half:]
    return f"{before}…{behind}"


# ---- what became of documents


def render_difference(
    difference: Difference, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield what became of two documents line by line, as `text` or `json`."""
    if form == "json":
        return iter([json_text(difference.to_dict())])
    if form == "text":
        return _difference(difference, _Page(width, colour))
    raise ValueError(f"unknown format {form!r}")


def _difference(difference: Difference, page: _Page) -> Iterator[str]:
    yield page.document("---", difference.first)
    yield page.document("+++", difference.second)
    yield ""
    for pair in difference:
        if pair.is_changed:
            yield from _pair(pair, page)
            yield ""
    for notice in difference.notices:
        yield from page.lines(notice)
    yield _closing_line(difference)


def _pair(pair: Pair, page: _Page) -> Iterator[str]:
    places = " → ".join(filter(None, (_cited(pair.first), _cited(pair.second))))
    yield page.place(KINDS[pair.kind], places)
    if any(run.kind != "same" for run in pair.runs) or pair.kind in ("split", "merged"):
        yield from page.runs(pair.runs, line_end=PARAGRAPH_END)
    for note in pair.notes:
        if note.kind != "same":
            yield from _note(note, page)


def _cited(sides: Sequence[Side]) -> str:
    return " + ".join(f"{side.label} #{side.id.rpartition('#')[2]}" for side in sides)


def _note(note: NotePair, page: _Page) -> Iterator[str]:
    numbers = [superscript(side.label) for side in (note.first, note.second) if side]
    first = f"{INDENT}{' → '.join(dict.fromkeys(numbers))} "
    return page.runs(note.runs, first=first)


def _closing_line(difference: Difference) -> str:
    counts = {KINDS[kind]: count for kind, count in difference.counts.items()}
    counts["the same"] = counts.pop("renumbered")
    told = ", ".join(f"{count:,} {kind}" for kind, count in counts.items() if count)
    return told or "Neither document has a paragraph."


# ---- what is alike


def render_similar(
    similar: Similar, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield what is like a paragraph line by line, as `text`, `json` or `jsonl`."""
    if form == "json":
        return iter([json_text(similar.to_dict())])
    if form == "jsonl":
        return (json_text(alike.to_dict()) for alike in similar)
    if form == "text":
        return _similar(similar, _Page(width, colour))
    raise ValueError(f"unknown format {form!r}")


def _similar(similar: Similar, page: _Page) -> Iterator[str]:
    for alike in similar:
        yield from _alike(alike, page)
        yield ""
    for notice in similar.notices:
        yield from page.lines(notice)
    if not similar.total:
        yield "Nothing found."
    elif len(similar) < similar.total:
        yield f"{len(similar):,} of {counted(similar.total, 'paragraph')}"
    else:
        yield counted(similar.total, "paragraph")


def _alike(alike: Alike, page: _Page) -> Iterator[str]:
    share = f"{alike.similarity:.4f}"
    yield page.place(share, alike.id, alike.label, title=alike.document.title)
    yield from page.runs(alike.runs)


# ---- what is quoted


def render_quotes(
    quotes: Quotes, form: str, *, width: int | None = None, colour: bool = False
) -> Iterator[str]:
    """Yield whether quotations are right line by line, as `text`, `json` or `jsonl`."""
    if form == "json":
        return iter([json_text(quotes.to_dict())])
    if form == "jsonl":
        return (json_text(quoted.to_dict()) for quoted in quotes)
    if form == "text":
        return _quotes(quotes, _Page(width, colour))
    raise ValueError(f"unknown format {form!r}")


def _quotes(quotes: Quotes, page: _Page) -> Iterator[str]:
    for quoted in quotes:
        yield from _quoted(quoted, page)
        yield ""
    for notice in quotes.notices:
        yield from page.lines(notice)
    told = [f"{count:,} {VERDICTS[verdict]}" for verdict, count in quotes.counts.items() if count]
    total = counted(len(quotes), "quotation")
    yield f"{total}: {', '.join(told)}" if told else "There is no quotation."


def _quoted(quoted: Quoted, page: _Page) -> Iterator[str]:
    quotation = quoted.quotation
    where = f"{quotation.line}:{quotation.column}"
    share = f"{quoted.similarity:.4f}" if quoted.verdict == "nearly" else ""
    yield page.place(*filter(None, (where, VERDICTS[quoted.verdict], share)))
    yield from page.runs(quoted.runs or (_shortened(quotation.text),))
    for place in quoted.places:
        ids = zip(place.ids, place.labels, strict=True)
        told = " + ".join(f"{id_}  {label}" for id_, label in ids)
        yield page.faint(f"{INDENT}{told}{'  in a note' if place.in_note else ''}")
    if quoted.total > len(quoted.places):
        more = counted(quoted.total - len(quoted.places), "more paragraph")
        yield page.faint(f"{INDENT}and {more}")


def _shortened(text: str) -> Run:
    half = LONGEST_QUOTATION // 2
    shown = text if len(text) <= LONGEST_QUOTATION else f"{text[:half]}…{text[-half:]}"
    return Run("same", shown, shown)
