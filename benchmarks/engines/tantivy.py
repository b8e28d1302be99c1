"""Tantivy: one segment, written and searched by one thread.

An answer's rows are read from a fast field, which is the quickest way to say which paragraphs were
found; ids and texts are stored, so that they could be shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import tantivy

from benchmarks.corpus import Corpus
from benchmarks.engines import Found, Opened
from benchmarks.engines.own_process import command
from benchmarks.queries import KINDS, Query
from benchmarks.words import Cut, Segmenter, cutter, telling

NAME = "Tantivy"
SEGMENTERS: tuple[Segmenter, ...] = ("rjieba", "jieba")
PACKAGES = ("tantivy",)

HEAP = 3_000_000_000
"""So many bytes of documents are gathered before a segment is written: all, so that one is."""


def build_command(corpus: Corpus, directory: Path, segmenter: str, jobs: int) -> list[str]:  # noqa: ARG001
    """Return the command that indexes the corpus."""
    return command("tantivy", corpus, directory, segmenter)


def build(corpus: Corpus, directory: Path, segmenter: Segmenter) -> None:
    """Write the index: words joined by spaces, which Tantivy takes apart there."""
    cut = cutter(segmenter)
    writer = tantivy.Index(schema_of_words(), path=str(directory)).writer(HEAP, 1)
    for row, (id_, text) in enumerate(corpus):
        words = " ".join(cut(text))
        writer.add_document(
            tantivy.Document(row=row, id=id_.encode(), text=text.encode(), words=words)
        )
    writer.commit()
    writer.wait_merging_threads()


def open(directory: Path, corpus: Corpus) -> list[Opened]:  # noqa: A001 - the protocol calls it that
    """Return two ways to ask: with the number of all that is found, and without."""
    index = tantivy.Index.open(str(directory))
    searcher = index.searcher()
    if searcher.num_segments != 1:
        raise RuntimeError(f"Tantivy wrote {searcher.num_segments} segments, not one")
    ids = [paragraph.id for paragraph in corpus]
    cut = cutter("rjieba")
    return [
        Opened(name, _Asker(index.schema, searcher, cut, ids, counts).search, tuple(KINDS))
        for name, counts in ((NAME, True), ("Tantivy without count", False))
    ]


def schema_of_words() -> tantivy.Schema:
    """Return the fields of the index: ids and texts as they are, and words with blanks between."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("row", fast=True)
    builder.add_bytes_field("id", stored=True)
    builder.add_bytes_field("text", stored=True)
    builder.add_text_field("words", tokenizer_name="whitespace")
    return builder.build()


@dataclass(frozen=True, slots=True)
class _Asker:
    """Asks an open index, which counts all that is found or only finds the best."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    cut: Cut
    ids: Sequence[str]
    counts: bool

    def search(self, query: Query) -> Found:
        """Return what is found, the text of the query taken apart first."""
        result = self.searcher.search(self._understood(query), query.best, count=self.counts)
        places = [place for _, place in result.hits]
        rows = cast(list[int], self.searcher.fast_field_values("row", places))
        return Found([self.ids[row] for row in rows], result.count)

    def _understood(self, query: Query) -> tantivy.Query:
        if "phrase" in query.kind:
            words = list(self.cut(query.plain))
            if len(words) > 1:
                return tantivy.Query.phrase_query(self.schema, "words", words)
        else:
            words = telling(self.cut, query.plain, particles=query.particles)
        terms = [tantivy.Query.term_query(self.schema, "words", word) for word in words]
        if len(terms) == 1:
            return terms[0]
        occurs = tantivy.Occur.Must if query.kind == "and" else tantivy.Occur.Should
        return tantivy.Query.boolean_query([(occurs, term) for term in terms])
