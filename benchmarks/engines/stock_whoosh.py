"""Whoosh 2.7.4 as it comes, with the analyzer that jieba brings for it.

That analyzer counts places in characters and leaves some particles out, so that the words of a
phrase are sought no farther apart than they begin in the phrase.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import jieba
from jieba.analyse.analyzer import STOP_WORDS, ChineseAnalyzer
from whoosh import index as whoosh_index
from whoosh.fields import ID, TEXT, Schema
from whoosh.query import And, Or, Phrase, Term
from whoosh.query import Query as WhooshQuery
from whoosh.searching import Searcher

from benchmarks.corpus import Corpus
from benchmarks.engines import Found, Opened
from benchmarks.engines.own_process import command
from benchmarks.queries import KINDS, Query
from benchmarks.words import Cut, Segmenter, cutter, telling

NAME = "stock Whoosh"
SEGMENTERS: tuple[Segmenter, ...] = ("jieba",)
PACKAGES = ("Whoosh", "jieba")

MEGABYTES = 256
"""What the writer may gather in memory; the 128 it takes unasked make it slower."""


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus."""
    return command("stock_whoosh", corpus, directory, segmenter)


def build(corpus: Corpus, directory: Path, segmenter: Segmenter) -> None:  # noqa: ARG001 - jieba's analyzer
    """Write the index, one segment."""
    jieba.setLogLevel("WARNING")
    schema = Schema(id=ID(stored=True), text=TEXT(stored=True, analyzer=ChineseAnalyzer()))
    writer = whoosh_index.create_in(directory, schema).writer(limitmb=MEGABYTES)
    for id_, text in corpus:
        writer.add_document(id=id_, text=text)
    writer.commit(optimize=True)


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001, ARG001 - the protocol's
    """Return the one way to ask."""
    asker = _Asker(whoosh_index.open_dir(directory).searcher(), cutter("jieba"))
    return [Opened(NAME, asker.search, tuple(KINDS), rounds=1)]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks an open index."""

    searcher: Searcher
    cut: Cut

    def search(self, query: Query) -> Found:
        """Return what is found, the text of the query taken apart first."""
        results = self.searcher.search(self._understood(query), limit=query.best)
        return Found([hit["id"] for hit in results], len(results))

    def _understood(self, query: Query) -> WhooshQuery:
        if "phrase" in query.kind:
            return _phrase(query.plain)
        terms = [
            Term("text", word) for word in telling(self.cut, query.plain, particles=query.particles)
        ]
        return (And if query.kind == "and" else Or)(terms)


def _phrase(text: str) -> Phrase:
    words = [(word, at) for word, at, _ in jieba.tokenize(text) if word not in STOP_WORDS]
    farthest = max((after - before for (_, before), (_, after) in pairwise(words)), default=1)
    return Phrase("text", [word for word, _ in words], slop=farthest)
