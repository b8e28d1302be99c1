"""How long systems take for the same queries, in turn, in one process on one core.

Each round asks every system all queries; the garbage collector is left on. The order of the systems
is drawn anew for each round: what one leaves in the processor's cache is no help to the same other.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from statistics import median
from time import perf_counter

from benchmarks.building import Site
from benchmarks.engines import Found, Opened, engine
from benchmarks.figures import Answering
from benchmarks.programs import stay_on
from benchmarks.queries import KINDS, Kind, Query

__all__ = ["answering", "ask", "percentile", "summed_up"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What one system found for each query, and the milliseconds of each round."""

    found: dict[Query, Found] = field(default_factory=dict)
    times: dict[Query, list[float]] = field(default_factory=dict)


def answering(sites: Sequence[Site], queries: Sequence[Query], rounds: int) -> list[Answering]:
    """Return the rows of all systems on one corpus, asked in a new process on one core."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(_answering, sites, queries, rounds).result()


def _answering(sites: Sequence[Site], queries: Sequence[Query], rounds: int) -> list[Answering]:
    stay_on(1)
    systems = [way for site in sites for way in engine(site.name).open(site.directory, site.corpus)]
    answers = ask(systems, queries, rounds)
    paragraphs = sites[0].corpus.size if sites else 0
    return [row for name, each in answers.items() for row in summed_up(name, each, paragraphs)]


def ask(systems: Sequence[Opened], queries: Sequence[Query], rounds: int) -> Mapping[str, Answers]:
    """Return what each system found, by its name, and how long it took in each round."""
    answers = {system.name: Answers() for system in systems}
    for system in systems:
        _warm_up(system, queries)
    for turn in range(rounds):
        for system in random.Random(turn).sample(systems, len(systems)):
            if system.rounds is None or turn < system.rounds:
                _ask_all(system, queries, answers[system.name])
    return answers


def summed_up(name: str, answers: Answers, paragraphs: int) -> list[Answering]:
    """Return a system's row for each kind of query that it was asked."""
    return [
        _row(name, kind, answers, paragraphs)
        for kind in KINDS
        if any(query.kind == kind for query in answers.found)
    ]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least of the values that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _percentiles(values: Sequence[float]) -> tuple[float, float]:
    return percentile(values, 0.5), percentile(values, 0.95)


def _warm_up(system: Opened, queries: Sequence[Query]) -> None:
    """Ask one query of each kind, the last, so that what is loaded once is loaded."""
    for query in {query.kind: query for query in queries}.values():
        if query.kind in system.kinds:
            system.search(query)


def _ask_all(system: Opened, queries: Sequence[Query], answers: Answers) -> None:
    search = system.search
    for query in queries:
        if query.kind in system.kinds:
            started = perf_counter()
            found = search(query)
            took = (perf_counter() - started) * 1000
            answers.found[query] = found
            answers.times.setdefault(query, []).append(took)


def _row(name: str, kind: Kind, answers: Answers, paragraphs: int) -> Answering:
    times = [times for query, times in answers.times.items() if query.kind == kind]
    found = [found for query, found in answers.found.items() if query.kind == kind]
    return Answering(
        name,
        kind,
        paragraphs,
        len(times),
        max(map(len, times)),
        *_percentiles([min(each) for each in times]),
        *_percentiles([median(each) for each in times]),
        *_percentiles([each[0] for each in times]),
        sum(not each.ids for each in found),
        date.today().isoformat(),
    )
