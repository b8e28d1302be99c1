"""What restrictions, counts and orders cost: `python -m benchmarks.narrowing` (needs DUANSOU_DATA).

The laws are indexed as paragraphs of some thousand documents with symbols, titles and dates, of
which resolutions have verbs. Prints the milliseconds that each takes the first time, when its field
is read, and the median of others: a restriction, joined to a word's paragraphs, all five counts of
what a query found, and a page in each order; then by how much restrictions prolong the ranking of
questions that people asked. Restrictions and counts may take LIMIT_MS once fields are read, 95 % of
the questions so much longer.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from operator import sub
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.corpus import LAWS, laws, questions
from benchmarks.data import data_folder
from benchmarks.programs import stay_on
from indexer.build import build_index
from indexer.find import find_sources
from indexer.generations import open_generation
from search.arrange import ORDERS, arranged
from search.facets import FACETS, count
from search.paragraphs import Paragraphs
from search.postings import Postings
from search.restrict import restricted, restriction_of
from search.searcher import Index, open_index

LIMIT_MS = 2.0

ROUNDS = 50

DOCUMENT = 20
"""So many paragraphs in a row are of one document."""

KINDS = ("operative", "preambular", "body", "article")

RESTRICTIONS = {
    "year:{}..2010": range(1977, 2000),
    "date:2000-{}..2009-03": range(1, 12),
    "session:{}..": range(1, 57),
    "body:{}": ("GA", "SC", "ECOSOC", "HRC", "CD"),
    "kind:{}": KINDS,
    "verb:{}": ("重申", "决定", "注意到", "请", "吁请", "强调"),
    "symbol:A/RES/{}/*": range(32, 80),
    "symbol:*/{}?": range(10, 100),
    "doc:*?*?*?*{}": range(10, 100),
    "cites:A/RES/{}*": range(1, 9),
    "para:op{}": range(1, DOCUMENT + 1),
}
"""Restrictions of each field with what is put into them in turn, so that none is asked twice."""

PROLONGING = ("year:2001", "year:1990..2010", "year:..2023", "kind:operative", "symbol:A/RES/*")
"""Restrictions from one that leaves little to one that leaves nearly all."""

QUESTIONS = 50

ROUNDS_A_QUESTION = 5

VERBS = ("重申", "再次重申", "决定", "满意地注意到", "请", "吁请", "又强调", "")


def main() -> None:
    """Print the table; the exit code says whether all were within the limit."""
    data = data_folder(LAWS)
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(data, Path(folder) / "laws.jsonl")
        at = Path(folder) / "index"
        build_index(at, find_sources([Path(folder) / "laws.jsonl"]))
        postings = Postings(open_generation(at))
        stay_on(1)
        print(f"{postings.count:,} paragraphs of {postings.document_count:,} documents\n")
        print("   first    later  milliseconds")
        slowest = [_timed(name, ask) for name, ask in _asked(postings)]
        for name, ask in _pages(postings):
            _timed(name, ask)
        print("\n  median     95 %  milliseconds longer")
        with open_index(at) as index:
            slowest += _prolonged(index, questions(data)[:QUESTIONS])
    sys.exit(max(slowest) > LIMIT_MS)


def write_corpus(data: Path, path: Path) -> None:
    """Write the laws as paragraphs of documents that have all that is counted."""
    chance = random.Random(SEED)
    with path.open("w", encoding="utf-8") as file:
        for at, paragraph in enumerate(laws(data)):
            place = at % DOCUMENT
            if not place:
                document = _document(chance, at // DOCUMENT)
            text = f"{place + 1}. {chance.choice(VERBS)}{paragraph.text}"
            members = {"id": f"op{place + 1}", "text": text, "kind": chance.choice(KINDS)}
            file.write(json.dumps({**document, **members}, ensure_ascii=False) + "\n")


SEED = 63_49


def _document(chance: random.Random, number: int) -> dict[str, str]:
    """Return a document of the Assembly, the two Councils or the Conference, with a date."""
    year, month, day = chance.randint(1977, 2024), chance.randint(1, 12), chance.randint(1, 28)
    symbols = (
        f"A/RES/{year - 1945}/{number}",
        f"S/{year}/{number}",
        f"E/RES/{year}/{number}",
        f"A/HRC/RES/{chance.randint(1, 57)}/{number}",
        f"CD/{number}",
    )
    return {
        "document": chance.choice(symbols),
        "title": f"第{number}号文件",
        "date": f"{year}-{month:02}-{day:02}",
    }


def _asked(postings: Postings) -> Iterator[tuple[str, list[Callable[[], Any]]]]:
    """Yield what is measured against the limit, by name."""
    word = postings.posting("text", "规定")
    for text, values in RESTRICTIONS.items():
        narrowings = [_narrowing(postings, word, text.format(value)) for value in values]
        yield text.format(values[0]), narrowings
    found = {"规定": word, "的": postings.gram("text_grams", "的"), "all": postings.space.all()}
    for name, paragraphs in found.items():
        counting = partial(count, postings, paragraphs, FACETS)
        yield f"five counts of {name} ({len(paragraphs):,})", [counting] * ROUNDS


def _narrowing(postings: Postings, word: Paragraphs, text: str) -> Callable[[], int]:
    """Return what counts the paragraphs of a word that a restriction leaves."""
    field, _, value = text.partition(":")
    restriction = restriction_of(field, value, text)
    assert restriction is not None, text  # noqa: S101 - the rows above are ours
    return lambda: len(postings.space.all_of([word, restricted(postings, restriction)]))


def _pages(postings: Postings) -> Iterator[tuple[str, list[Callable[[], Any]]]]:
    """Yield what is measured without a limit, by name."""
    every = postings.space.all()
    for order in ORDERS[1:]:
        page = partial(arranged, postings, every, order, 100, 10)
        yield f"a page of all by {order}", [page] * ROUNDS


def _prolonged(index: Index, texts: Sequence[str]) -> Iterator[float]:
    """Print how much longer questions take under each restriction; yield what 95 % stay below."""
    plain = [_quickest(partial(index.rank, text)) for text in texts]
    for where in PROLONGING:
        narrowed = [_quickest(partial(index.rank, text, where=where)) for text in texts]
        longer = sorted(map(sub, narrowed, plain))
        most = longer[len(longer) * 95 // 100]
        print(f"{median(longer):8.2f} {most:8.2f}  {where}", flush=True)
        yield most


def _quickest(ask: Callable[[], Any]) -> float:
    """Return how many milliseconds the quickest of ROUNDS_A_QUESTION takes."""
    return min(_milliseconds(ask) for _ in range(ROUNDS_A_QUESTION))


def _timed(name: str, asked: Sequence[Callable[[], Any]]) -> float:
    """Print how long the first of something takes, and the others; return the latter."""
    times = [_milliseconds(ask) for ask in asked]
    later = median(times[1:])
    print(f"{times[0]:8.2f} {later:8.2f}  {name}", flush=True)
    return later


def _milliseconds(ask: Callable[[], Any]) -> float:
    """Return how long something takes."""
    started = perf_counter()
    ask()
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
