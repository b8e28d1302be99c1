"""Do the best paragraphs answer the question? `python -m benchmarks.relevance`.

The questions of STARD, which people asked about laws, are put to all systems as they were asked;
each system has indexed the same articles, their text alone, without titles. This project gets them
as anybody would give them to it. The others get the words that jieba cuts texts and questions into
in search mode, any of a question's words, and score as they do unless told otherwise; they get 的
and the like, too, which this project leaves out: they do better so. Printed is, on average over the
questions:

    MRR@10       1 / the rank of the first answer, 0 beyond the tenth
    nDCG@10      the sum of 1 / log2(rank + 1) over the answers, as a share of the most there can be
    recall@n     the share of the answers among the first n

and how much better this project is than each other, with the interval in which the mean of the
differences lies in 95 % of samples of as many questions, drawn with replacement and a seed.

Questions and articles are in the folder named by DUANSOU_DATA.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks import stard
from benchmarks.building import Site, build
from benchmarks.cache import cache_option
from benchmarks.corpus import corpus_of
from benchmarks.data import data_folder
from benchmarks.engines import Search, engine
from benchmarks.machine import machine
from benchmarks.queries import Query
from benchmarks.stard import Question

__all__ = ["MEASURES", "Relevance", "Row", "compared", "measured", "put", "read", "table"]

README = Path(__file__).parent.parent / "README.md"
RESULTS = Path(__file__).parent / "results" / "relevance.json"

BEGIN = "<!-- made by `make relevance` of benchmarks/results/relevance.json: -->"
END = "<!-- up to here: relevance -->"

OURS = "duansou"
PEERS = ("tantivy", "fts5", "bm25s", "bigrams")
WITH_WORDS = ("tantivy", "fts5", "bm25s")
"""The systems that are given jieba's words."""

DEEPEST = 100

SAMPLES = 10_000
SEED = 1_543

Values = NDArray[np.float64]
"""What each question is worth to a system by one measure."""


def reciprocal_rank(answers: NDArray[np.bool_], known: int) -> float:  # noqa: ARG001
    """Return 1 / the rank of the first of the ten best that answers, 0 where none does."""
    ranks = answers[:10].nonzero()[0]
    return 1 / (int(ranks[0]) + 1) if len(ranks) else 0.0


def discounted_gain(answers: NDArray[np.bool_], known: int) -> float:
    """Return what the ten best are worth, as a share of what ten could be worth."""
    worth = 1 / np.log2(np.arange(2, 12))
    return float(worth[: len(answers[:10])][answers[:10]].sum() / worth[: min(known, 10)].sum())


def recall(best: int) -> Callable[[NDArray[np.bool_], int], float]:
    """Return the measure of what share of the answers is among so many of the best."""
    return lambda answers, known: float(answers[:best].sum() / known)


MEASURES: Mapping[str, Callable[[NDArray[np.bool_], int], float]] = {
    "MRR@10": reciprocal_rank,
    "nDCG@10": discounted_gain,
    "recall@10": recall(10),
    "recall@100": recall(DEEPEST),
}


@dataclass(frozen=True, slots=True)
class Row:
    """How good one system is by each measure.

    `better` is by what share this project is better, `least` and `most` are the ends of its
    interval; they are empty for this project.
    """

    system: str
    means: dict[str, float]
    better: dict[str, float]
    least: dict[str, float]
    most: dict[str, float]


@dataclass(frozen=True, slots=True)
class Relevance:
    """All rows, this project's first, and of what they are."""

    articles: int
    questions: int
    versions: dict[str, str]
    date: str
    rows: tuple[Row, ...]


def measured(search: Search, questions: Sequence[Question]) -> dict[str, Values]:
    """Return what each question is worth to a system by each measure."""
    values: dict[str, list[float]] = {name: [] for name in MEASURES}
    for question in questions:
        asked = Query("question", question.text, question.text, DEEPEST, particles=True)
        found = search(asked).ids
        own = [id_.rpartition("#")[2] for id_ in found]
        answers = np.array([id_ in question.answers for id_ in own], dtype=bool)
        for name, measure in MEASURES.items():
            values[name].append(measure(answers, len(question.answers)))
    return {name: np.array(each) for name, each in values.items()}


def compared(
    ours: Mapping[str, Values], theirs: Mapping[str, Values]
) -> Iterator[dict[str, float]]:
    """Yield by what share ours is better by each measure, and the ends of the interval."""
    shares = {name: _share(ours[name], theirs[name]) for name in MEASURES}
    ends = {name: _interval(ours[name], theirs[name]) for name in MEASURES}
    yield shares
    yield {name: least for name, (least, _) in ends.items()}
    yield {name: most for name, (_, most) in ends.items()}


def _share(ours: Values, theirs: Values) -> float:
    return float(ours.mean() / theirs.mean() - 1)


def _interval(ours: Values, theirs: Values) -> tuple[float, float]:
    """Return in which bounds 95 % of samples of the same questions have the share."""
    drawn = np.random.default_rng(SEED).integers(len(ours), size=(SAMPLES, len(ours)))
    shares = ours[drawn].mean(axis=1) / theirs[drawn].mean(axis=1) - 1
    least, most = np.quantile(shares, (0.025, 0.975))
    return float(least), float(most)


# ---- the file and the table


def read(path: Path) -> Relevance:
    """Return what a file keeps."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Relevance(**{**kept, "rows": tuple(Row(**row) for row in kept["rows"])})


def write(relevance: Relevance, path: Path) -> None:
    """Keep all rows in a file."""
    exact = json.dumps(asdict(relevance), ensure_ascii=False)
    rounded = json.loads(exact, parse_float=lambda digits: round(float(digits), 4))
    path.write_text(json.dumps(rounded, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def table(relevance: Relevance) -> str:
    """Return the table, with what it is of above and below it."""
    lines = [
        ["", *MEASURES],
        ["---", *["---:"] * len(MEASURES)],
        *([row.system, *map(_cell, *_columns(row))] for row in relevance.rows),
    ]
    rows = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    versions = ", ".join(f"{name} {version}" for name, version in relevance.versions.items())
    return (
        f"{relevance.questions} questions that people asked, {relevance.articles:,} articles of "
        "laws without their titles; below each figure by how much Duansou is better, and the "
        "interval of 95 % of that:\n\n"
        f"{rows}\n\n"
        f"{versions}; measured {relevance.date}.\n"
    )


def _columns(row: Row) -> tuple[list[float | None], ...]:
    return tuple(
        [each.get(name) for name in MEASURES]
        for each in (row.means, row.better, row.least, row.most)
    )


def _cell(mean: float, better: float | None, least: float | None, most: float | None) -> str:
    if better is None:
        return f"**{mean:.3f}**"
    return f"{mean:.3f}<br>{better:+.1%} ({least:+.1%} to {most:+.1%})"


def put(readme: str, made: str) -> str:
    """Return the README with what was made between its two marks."""
    before, _, rest = readme.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise ValueError(f"no place for the table: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{made}\n{END}{after}"


# ---- command


@click.command()
@click.option("--save", is_flag=True, help="Keep the figures, write the README's table.")
@cache_option
def main(save: bool, cache: Path) -> None:
    """Compare this project's answers with those of other systems."""
    data = data_folder(stard.ARTICLES)
    relevance = _all_measured(data, cache / "STARD")
    click.echo(table(relevance))
    if save:
        write(relevance, RESULTS)
        made = table(read(RESULTS))
        README.write_text(put(README.read_text(encoding="utf-8"), made), encoding="utf-8")


def _all_measured(data: Path, folder: Path) -> Relevance:
    articles, questions = stard.articles(data), stard.questions(data)
    corpus = corpus_of(articles, len(articles), folder)
    values: dict[str, dict[str, Values]] = {}
    for name in (OURS, *PEERS):
        site = Site(name, "rjieba" if name in WITH_WORDS else "", corpus, folder)
        build(site)
        values[name] = measured(engine(name).open(site.directory, corpus)[0].search, questions)
    rows = [_row(name, values[OURS], values[name]) for name in values]
    packages = {package for name in values for package in engine(name).PACKAGES}
    versions = machine(packages).versions
    today = date.today().isoformat()
    return Relevance(len(articles), len(questions), versions, today, tuple(rows))


def _row(name: str, ours: Mapping[str, Values], theirs: Mapping[str, Values]) -> Row:
    title = engine(name).NAME + (", jieba's words" if name in WITH_WORDS else "")
    means = {measure: float(each.mean()) for measure, each in theirs.items()}
    if ours is theirs:
        return Row(title, means, {}, {}, {})
    return Row(title, means, *compared(ours, theirs))


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.relevance")
