"""Which saturation and which weights rank best? `python -m benchmarks.weights`.

Tried on STARD's questions are K1 and B of `search/bm25f.py`, for words, pairs and characters alike,
and what the pairs and characters of `search/closeness.py` could count beside words, which count 1.
As in `search/ranking.py`, the `POOL` best by words are ranked anew. Each setting is judged by the
mean of MRR@10, nDCG@10 and recall@10. Because 500 questions are few, and the best of many settings
is best by chance, too, it is printed what choosing is worth: each fifth of the questions is ranked
with the setting that is best for the other four.

Found: to choose among the 144 settings is worth less than not to choose. With what BM25 has of old,
K1 1.2 and B 0.75, and with pairs and characters that count as words do, the questions have 0.408 /
0.384 / 0.472 (words alone 0.368 / 0.351 / 0.448); each fifth with what is best for the others has
0.402 / 0.377 / 0.462. The best ten of the settings are as good as each other. Nothing was fitted.

NEARLY and SLACK of `search/closeness.py`, which say what is nearly a quotation, are tried on other
clauses than `benchmarks/known_items.py` asks for, and on the questions, which have none. Of 600
clauses 98.5 % are found with 0.5 to 0.6, 97.7 % with 0.7; with 0.5 questions lose a hundredth, as
then what has most of a question's characters counts as a quotation of it. SLACK matters less.

Not tried: the weights of notes and titles, of which STARD's articles have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise, product
from math import log
from pathlib import Path
from types import ModuleType

import click
import numpy as np
from numpy.typing import NDArray

import search
from benchmarks import stard
from benchmarks.building import Site, build
from benchmarks.cache import cache_option
from benchmarks.corpus import Paragraph, corpus_of
from benchmarks.data import data_folder
from benchmarks.engines import Found
from benchmarks.known_items import TOP, items_of, outcomes
from benchmarks.queries import Query
from benchmarks.relevance import MEASURES, measured
from benchmarks.stard import Question
from indexer.folding import fold
from indexer.generations import open_generation
from indexer.segmenter import Segmenter
from search import bm25f, closeness
from search.bm25f import Words
from search.forward import texts_of
from search.leaves import Cutting
from search.postings import Postings
from search.ranking import POOL
from search.tree import Term

__all__ = ["OURS", "SETTINGS", "Setting", "judged"]

CANDIDATES = 4 * POOL
"""So many paragraphs of each question are looked at: the best of any setting are among them."""

FOLDS = 5

JUDGED_BY = ("MRR@10", "nDCG@10", "recall@10")

FIELD = "text_grams"

NAME_WIDTH = 50

QUOTING = (
    *product((0.5, 0.55, 0.6, 0.65, 0.7), (closeness.SLACK,)),
    (closeness.NEARLY, 2),
    (closeness.NEARLY, 8),
)
"""What is tried of NEARLY and SLACK."""

CLAUSES, OTHER_SEED = 600, 821

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Setting:
    """How soon occurrences stop to count, how much length does, what pairs and characters count."""

    k1: float
    b: float
    pairs: float
    characters: float

    def __str__(self) -> str:
        return f"K1 {self.k1}, B {self.b}, pairs {self.pairs}, characters {self.characters}"


OURS = Setting(bm25f.K1, bm25f.B, 1.0, 1.0)

SATURATIONS = tuple(product((0.9, 1.2, 1.6, 2.0), (0.6, 0.75, 0.9)))
WEIGHTS = ((0.0, 0.0), *product((0.5, 1.0, 2.0), (0.5, 1.0, 2.0)), (1.0, 0.0), (0.0, 1.0))
SETTINGS = tuple(
    Setting(k1, b, pairs, characters)
    for (k1, b), (pairs, characters) in product(SATURATIONS, WEIGHTS)
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, the best paragraphs by words, and how often each has its pairs and characters."""

    words: tuple[str, ...]
    docs: NDArray[np.intp]
    answers: NDArray[np.bool_]
    known: int
    lengths: Values
    pairs: Values
    pair_weights: Values
    characters: Values
    character_weights: Values


def judged(
    postings: Postings, questions: Sequence[Question], settings: Sequence[Setting]
) -> dict[Setting, Values]:
    """Return what each question is worth with each setting, a row for each measure."""
    asked = list(_asked(postings, questions))
    values: dict[Setting, Values] = {}
    for k1, b in dict.fromkeys((each.k1, each.b) for each in settings):
        with _constants(bm25f, K1=k1, B=b):
            parts = _parts(postings, asked, k1, b)
        for setting in settings:
            if (setting.k1, setting.b) == (k1, b):
                values[setting] = np.array(
                    [_worth(each, *part, setting) for each, part in zip(asked, parts, strict=True)]
                ).T
    return values


@contextmanager
def _constants(module: ModuleType, **constants: float) -> Iterator[None]:
    """Let a module have other constants."""
    kept = {name: getattr(module, name) for name in constants}
    vars(module).update(constants)
    try:
        yield
    finally:
        vars(module).update(kept)


def _asked(postings: Postings, questions: Sequence[Question]) -> Iterator[_Asked]:
    cutting, known = Cutting(Segmenter()), Words(postings)
    for question in questions:
        folded = fold(question.text)
        leaf = Term(question.text, folded)
        words = cutting.words_of([leaf])[0][leaf]
        scores = np.zeros(postings.count)
        for scored in (each for word in words for each in known.word(word).body):
            scores[scored.numbers] += scored.scores
        docs = np.sort(np.argpartition(-scores, CANDIDATES)[:CANDIDATES])
        texts = texts_of(postings, FIELD, docs)
        ids = [postings.id(doc).rpartition("#")[2] for doc in docs.tolist()]
        yield _Asked(
            words,
            docs,
            np.array([id_ in question.answers for id_ in ids]),
            len(question.answers),
            np.array([len(text) + 1 for text in texts], dtype=np.float64),
            *_counted(postings, texts, list(map("".join, pairwise(folded)))),
            *_counted(postings, texts, list(folded)),
        )


def _counted(
    postings: Postings, texts: Sequence[str], grams: Sequence[str]
) -> tuple[Values, Values]:
    """Return how often each text has each gram, and the idf of the grams."""
    telling = [gram for gram in dict.fromkeys(grams) if gram.isalnum()]
    frequencies = [postings.gram_frequency(FIELD, gram) for gram in telling]
    weights = [log(postings.count / (each + 1)) + 1 if each else 0.0 for each in frequencies]
    counts = [[text.count(gram) for gram in telling] for text in texts]
    return np.array(counts, dtype=np.float64), np.array(weights)


def _parts(
    postings: Postings, asked: Sequence[_Asked], k1: float, b: float
) -> list[tuple[Values, Values, Values]]:
    """Return what words, pairs and characters score for the candidates of each question."""
    known = Words(postings)
    average = postings.character_count(FIELD) / postings.count
    parts = []
    for each in asked:
        scored = [one for word in each.words for one in known.word(word).body]
        words = sum((one.at(each.docs) for one in scored), np.zeros(len(each.docs)))
        saturation = k1 * (1 - b + b * each.lengths / average)
        pairs, characters = (
            (counts * (k1 + 1) / (counts + saturation[:, np.newaxis])) @ weights
            for counts, weights in (
                (each.pairs, each.pair_weights),
                (each.characters, each.character_weights),
            )
        )
        parts.append((words, pairs, characters))
    return parts


def _worth(
    asked: _Asked, words: Values, pairs: Values, characters: Values, setting: Setting
) -> list[float]:
    """Return what one question is worth by each measure."""
    scores = words + setting.pairs * pairs + setting.characters * characters
    pool = np.argsort(-words, kind="stable")[:POOL]
    ranked = pool[np.argsort(-scores[pool], kind="stable")]
    return [MEASURES[name](asked.answers[ranked], asked.known) for name in JUDGED_BY]


def _chosen(values: dict[Setting, Values]) -> Values:
    """Return what each question is worth with the setting that is best for the other folds."""
    count = next(iter(values.values())).shape[1]
    folds = np.arange(count) % FOLDS
    worth = np.zeros((len(JUDGED_BY), count))
    for fold_ in range(FOLDS):
        best = max(values, key=lambda setting: values[setting][:, folds != fold_].mean())
        click.echo(f"best without fold {fold_ + 1}: {best}")
        worth[:, folds == fold_] = values[best][:, folds == fold_]
    return worth


def _line(name: str, values: Values) -> str:
    return "  ".join((f"{name:{NAME_WIDTH}}", *(f"{mean:.4f}" for mean in values.mean(axis=1))))


def _quoting(
    index: search.Index, paragraphs: Sequence[Paragraph], asked: Sequence[Question]
) -> None:
    """Print how many clauses are found, and how questions fare, by what is nearly a quotation."""
    items = items_of(paragraphs, CLAUSES, OTHER_SEED)
    click.echo("  ".join(("clauses found".ljust(NAME_WIDTH), *JUDGED_BY)))
    for nearly, slack in QUOTING:
        with _constants(closeness, NEARLY=nearly, SLACK=slack):
            found = [each.rank is not None and each.rank <= TOP for each in outcomes(items, index)]
            values = measured(partial(_found, index), asked)
        name = f"NEARLY {nearly}, SLACK {slack}: {sum(found) / len(found):.1%}"
        click.echo(_line(name, np.array([values[each] for each in JUDGED_BY])))


def _found(index: search.Index, query: Query) -> Found:
    ranking = index.rank(query.ours, limit=query.best)
    return Found(ranking.ids, ranking.total)


@click.command()
@cache_option
@click.option("--shown", default=10, show_default=True, help="Print so many of the best.")
def main(cache: Path, shown: int) -> None:
    """Print which settings rank best, and what it is worth to choose among them."""
    data = data_folder(stard.ARTICLES)
    articles = stard.articles(data)
    site = Site("duansou", "", corpus_of(articles, len(articles), cache / "STARD"), cache / "STARD")
    build(site)
    questions = stard.questions(data)
    values = judged(Postings(open_generation(site.directory)), questions, SETTINGS)
    click.echo("  ".join((" " * NAME_WIDTH, *JUDGED_BY)))
    ordered = sorted(values, key=lambda setting: -values[setting].mean())
    for setting in ordered[:shown]:
        click.echo(_line(str(setting), values[setting]))
    click.echo(_line(f"ours: {OURS}", values[OURS]))
    alone = Setting(OURS.k1, OURS.b, 0.0, 0.0)
    click.echo(_line("words alone", values[alone]))
    click.echo(_line("each fifth with what is best for the others", _chosen(values)))
    with search.open_index(site.directory) as index:
        _quoting(index, articles, questions)


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.weights")
