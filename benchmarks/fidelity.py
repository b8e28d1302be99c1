"""What becomes of articles whose notes are known: `python -m benchmarks.fidelity [FORMAT …]`.

The folder `footnoted` in the folder named by DUANSOU_DATA holds articles in Markdown, and the same
set in other formats. Their Markdown, read by markdown-it-py, says which marks, notes and bounds
of paragraphs there are. One table says of each format how many came out right, then each
miss is listed: file, place, expected, got.

A mark is right where it stands after the same character and means a note of the same text; a bound
where it stands between the same characters. Characters lost and invented are counted against the
file itself. White space and mathematics, which is set differently in each format, are not compared.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.alignment import gaps_between
from benchmarks.markdown_truth import Article, NoteMark, read_article
from benchmarks.visible import MATH, bare, visible, visible_docx, visible_html, visible_pdf
from indexer.document import Document
from indexer.errors import FormatUnknown, SourceError
from indexer.parse import complete, taken_apart
from indexer.readers import read

FORMATS = ("md", "docx", "html", "pdf")
CONTEXT = 12

UNNAMED = "\ufffd"
"""Stands in a PDF's text for a character that its font does not name."""

# What a list prints before its items, and what stands in no file: 1. (a) iv)
LIST_NUMBER = re.compile(r"[(]?(?:[0-9]{1,4}|[A-Za-z]|[ivxlc]{1,8})[.)]")


@dataclass(slots=True)
class Score:
    """What came out right of a format's files, and what did not."""

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    misses: list[str] = field(default_factory=list)

    def miss(self, file: str, place: str, expected: str, got: str) -> None:
        """Note that at a place something else came out than expected."""
        self.misses.append(f"{file}: {place}: expected {expected}, got {got}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What this project made of a file: its document, and the text of its furniture."""

    document: Document
    furniture: str


@dataclass(frozen=True, slots=True)
class Bound:
    """Where one paragraph ends and the next begins."""


Event = Bound | NoteMark
Placed = tuple[int, Event]


def main() -> None:
    """Print the table, then the misses."""
    folder = os.environ.get("DUANSOU_DATA")
    if not folder:
        sys.exit("DUANSOU_DATA is not set: the articles are not at hand")
    scores = {}
    for suffix in sys.argv[1:] or FORMATS:
        try:
            scores[suffix] = score_of(Path(folder) / "footnoted", suffix)
        except FormatUnknown as error:
            print(f"{suffix}: {error.reason}", file=sys.stderr)
    for line in table_of(scores):
        print(line)
    for suffix, score in scores.items():
        print(f"\n{suffix}: {len(score.misses)} misses")
        for miss in score.misses:
            print(f"  {miss}")


def score_of(folder: Path, suffix: str) -> Score:
    """Return the score of all articles there are in a format."""
    score = Score()
    for path in sorted((folder / suffix).iterdir()):
        markdown = (folder / "md" / f"{path.stem}.md").read_text(encoding="utf-8")
        article = read_article(markdown)
        try:
            outcome = _outcome(path)
        except FormatUnknown:
            raise
        except SourceError as error:
            score.misses.append(str(error))
            continue
        score.files += 1
        _compare_body(score, path.stem, article, _without_name(outcome.document, path.stem))
        _compare_notes(score, path.stem, article, outcome.document, with_uncited=suffix == "md")
        _compare_characters(score, path, outcome)
    return score


def table_of(scores: dict[str, Score]) -> Iterator[str]:
    """Yield the table, a format a line."""
    yield "format  files             marks             notes              bounds   lost  invented"
    for suffix, score in scores.items():
        shares = " ".join(
            f"{_share(score.counts[f'{what} right'], score.counts[what]):>17}"
            for what in ("marks", "notes", "bounds")
        )
        lost, invented = score.counts["lost"], score.counts["invented"]
        yield f"{suffix:<6} {score.files:>6} {shares} {lost:>6} {invented:>9}"


def _share(right: int, total: int) -> str:
    return f"{right}/{total} {100 * right / total:5.1f}%" if total else "-"


def _outcome(path: Path) -> Outcome:
    source = read(path, path.name)
    composed = taken_apart(source)
    furniture = "".join(composed.text[span.start : span.end] for span in composed.furniture)
    return Outcome(complete(composed), furniture)


def _without_name(document: Document, name: str) -> Document:
    """Return the document; the name of the article that is set above it is not in its Markdown."""
    paragraphs = document.paragraphs
    if paragraphs and visible(paragraphs[0].text) == visible(name):
        return replace(document, paragraphs=paragraphs[1:])
    return document


def _compare_body(score: Score, file: str, article: Article, document: Document) -> None:
    """Count the marks and bounds of the truth that were found, and those that were invented."""
    truth, expected = _flattened(article.paragraphs)
    text, got = _flattened(_paragraphs_of(document))
    expected_at, got_at = iter(expected), iter(got)
    pending, found = next(expected_at, None), next(got_at, None)
    for start, end, _, last in gaps_between(truth, text):
        # An event belongs to the gap before the next character that both texts have.
        here: list[Placed] = []
        while pending is not None and pending[0] <= end:
            here.append(pending)
            pending = next(expected_at, None)
        there: list[Placed] = []
        while found is not None and found[0] <= last:
            there.append(found)
            found = next(got_at, None)
        if here or there:
            place = f"…{truth[max(0, start - CONTEXT) : start]}|{truth[start : start + CONTEXT]}…"
            _compare_bounds(score, file, place, here, there)
            _compare_marks(score, file, place, here, there)


def _compare_bounds(
    score: Score, file: str, place: str, here: list[Placed], there: list[Placed]
) -> None:
    expected = sum(isinstance(event, Bound) for _, event in here)
    got = sum(isinstance(event, Bound) for _, event in there)
    score.counts["bounds"] += max(expected, got)
    score.counts["bounds right"] += min(expected, got)
    if expected != got:
        score.miss(file, place, f"{expected} bounds", str(got))


def _compare_marks(
    score: Score, file: str, place: str, here: list[Placed], there: list[Placed]
) -> None:
    """Compare the marks of a gap; each is told by its side of a bound and its note."""
    expected, got = list(_sided(here)), list(_sided(there))
    score.counts["marks"] += len(expected)
    for side, mark in expected:
        same = next(
            (pair for pair in got if pair[0] == side and _same(mark.note, pair[1].note)), None
        )
        if same is None:
            others = ", ".join(shown(other.note) for _, other in got) or "none"
            score.miss(file, place, f"a mark of {shown(mark.note)}", others)
        else:
            got.remove(same)
            score.counts["marks right"] += 1
    score.counts["marks"] += max(0, len(got) - (len(expected)))
    for _, mark in got[len(expected) :]:
        score.miss(file, place, "no mark", f"one of {shown(mark.note)}")


def _sided(events: Iterable[Placed]) -> Iterator[tuple[bool, NoteMark]]:
    """Yield the marks, each with whether a bound stands between it and the character before."""
    bounded = False
    for _, event in events:
        if isinstance(event, NoteMark):
            yield bounded, event
        bounded = bounded or isinstance(event, Bound)


def _compare_notes(
    score: Score, file: str, article: Article, document: Document, *, with_uncited: bool
) -> None:
    """Count the notes whose text came out; a format may print a note once for each mark."""
    expected = article.cited + (article.uncited if with_uncited else [])
    got = [visible(note.text) for note in document.footnotes]
    score.counts["notes"] += len(expected)
    for note in expected:
        if any(_same(note, other) for other in got):
            score.counts["notes right"] += 1
        else:
            score.miss(file, "notes", shown(note), "no such note")
    for other in got:
        if not any(_same(note, other) for note in (*article.cited, *article.uncited)):
            score.counts["notes"] += 1
            score.miss(file, "notes", "no such note", shown(other))


def _compare_characters(score: Score, path: Path, outcome: Outcome) -> None:
    """Count the characters of the file that came out nowhere, and those that it does not hold."""
    own = _OWN[path.suffix](path)
    if path.suffix == ".pdf":
        result = "".join(_everything(outcome, bare, marks=True, numbers=True))
        _compare_counts(score, path, Counter(own), Counter(result))
        return
    result = "".join(_everything(outcome, visible, marks=path.suffix == ".html", numbers=False))
    lost: Counter[str] = Counter()
    invented: Counter[str] = Counter()
    for start, end, other, last in gaps_between(own, result):
        lost.update(own[start:end].replace(MATH, ""))
        if MATH not in own[start:end]:
            invented.update(LIST_NUMBER.sub("", result[other:last]))
    moved = lost & invented
    lost, invented = lost - moved, invented - moved
    if path.suffix == ".md":
        # Markup that either reading takes for text is in the file all the same.
        invented -= Counter(visible(path.read_text(encoding="utf-8"))) - Counter(own)
    _compare_counts(score, path, lost, invented)


def _compare_counts(score: Score, path: Path, own: Counter[str], result: Counter[str]) -> None:
    """Count what the one has and the other has not, in whatever order."""
    for what, characters in (("lost", own - result), ("invented", result - own)):
        score.counts[what] += characters.total()
        if characters:
            score.miss(path.stem, what, "none", "".join(characters.elements())[:60])


def _everything(
    outcome: Outcome, seen: Callable[[str], str], *, marks: bool, numbers: bool
) -> Iterator[str]:
    """Yield all text of a document, its marks and notes' numbers where the file holds them."""
    for paragraph in outcome.document.paragraphs:
        at = 0
        for mark in paragraph.marks:
            yield seen(paragraph.text[at : mark.offset])
            yield mark.number if marks else ""
            at = mark.offset
        yield seen(paragraph.text[at:])
    for note in outcome.document.footnotes:
        yield (note.number if numbers else "") + seen(note.text)
    yield seen(outcome.furniture)


def _flattened(
    paragraphs: Iterable[Sequence[str | NoteMark]],
) -> tuple[str, list[Placed]]:
    """Return the visible characters in one string, and what stands between them."""
    parts: list[str] = []
    events: list[Placed] = []
    length = 0
    for paragraph in paragraphs:
        if not any(paragraph):
            continue
        for item in paragraph:
            if isinstance(item, NoteMark):
                events.append((length, item))
            else:
                parts.append(item)
                length += len(item)
        events.append((length, Bound()))
    return "".join(parts), events


def _paragraphs_of(document: Document) -> Iterator[list[str | NoteMark]]:
    """Yield the paragraphs of a document as those of the truth are."""
    for paragraph in document.paragraphs:
        notes = {note.number: visible(note.text) for note in document.notes_of(paragraph)}
        items: list[str | NoteMark] = []
        at = 0
        for mark in paragraph.marks:
            items.append(visible(paragraph.text[at : mark.offset]))
            items.append(NoteMark(notes.get(mark.number, "")))
            at = mark.offset
        items.append(visible(paragraph.text[at:]))
        yield items


def _same(truth: str, got: str) -> bool:
    """Say whether a note came out whole; whatever stands for its mathematics is passed over.

    A character that the fonts of a PDF do not name is taken to be the right one.
    """
    if MATH not in truth:
        return len(truth) == len(got) and all(
            other in (own, UNNAMED) for own, other in zip(truth, got, strict=True)
        )
    first, *middle, last = truth.split(MATH)
    if not (got.startswith(first) and got.endswith(last)):
        return False
    at = len(first)
    for part in middle:
        at = got.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return at <= len(got) - len(last)


def shown(note: str) -> str:
    """Return the beginning of a note, for a list of misses."""
    return repr(note[:24] + ("…" if len(note) > 24 else ""))


def _own_markdown(path: Path) -> str:
    article = read_article(path.read_text(encoding="utf-8"))
    body = "".join(
        item for paragraph in article.paragraphs for item in paragraph if isinstance(item, str)
    )
    return body + "".join((*article.cited, *article.uncited))


_OWN: dict[str, Callable[[Path], str]] = {
    ".md": _own_markdown,
    ".docx": visible_docx,
    ".html": lambda path: visible_html(path.read_text(encoding="utf-8")),
    ".pdf": visible_pdf,
}


if __name__ == "__main__":
    main()
