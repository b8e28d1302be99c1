"""What is measured, in which order: builds first, then started commands, then answers."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.answering import answering
from benchmarks.building import Site, build, kept
from benchmarks.commands import commands_for, start_over_and_over
from benchmarks.corpus import Corpus, Paragraph, corpus_of, laws, questions
from benchmarks.engines import engine
from benchmarks.exactness import counted, wrong_answers
from benchmarks.figures import Answering, Build, Command, Exactness, Figures
from benchmarks.machine import machine
from benchmarks.queries import Query, queries_of

__all__ = ["PARTS", "Settings", "carried_out"]

PARTS = ("build", "query", "cold", "growth")

GROWTH = (30_000, 100_000, 1_000_000)
"""The sizes, beside that of the whole corpus, at which growth is measured."""

MOST_BUILD_ROUNDS = 3
COLD_WORDS = "申请 复议"

SLOW = "stock_whoosh"
"""Takes minutes to build: it is built once and kept, and not beyond the corpus that there is."""

TELL = sys.stderr


@dataclass(frozen=True, slots=True)
class Settings:
    """Which parts are measured of which systems, how often, and where their indexes are made."""

    parts: Sequence[str]
    names: Sequence[str]
    jobs: int
    rounds: int
    folder: Path
    fresh: bool


def carried_out(settings: Settings, data: Path, paragraphs: int | None) -> Figures:
    """Return all figures of the parts asked for, of a corpus of so many paragraphs, or of all."""
    packages = [name for each in settings.names for name in engine(each).PACKAGES]
    measured_on = machine(packages)
    found = laws(data)
    size = paragraphs or len(found)
    measuring = _Measuring(settings, found, queries_of(found[:size], questions(data)))
    measuring.whole_corpus(size)
    if "growth" in settings.parts:
        for other in GROWTH:
            if paragraphs is None or other < size:
                measuring.other_size(other, len(found))
    return Figures(
        measured_on,
        size,
        tuple(measuring.builds),
        tuple(measuring.answers),
        tuple(measuring.commands),
        tuple(measuring.exactness),
    )


@dataclass(slots=True)
class _Measuring:
    """Gathers figures; an index that was built in this run, or is kept, serves all parts."""

    settings: Settings
    found: Sequence[Paragraph]
    queries: Sequence[Query]
    builds: list[Build] = field(default_factory=list)
    answers: list[Answering] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    exactness: list[Exactness] = field(default_factory=list)
    whole: set[Site] = field(default_factory=set)

    def whole_corpus(self, size: int) -> None:
        """Measure build, commands and answers of the corpus that the tables are of."""
        parts = self.settings.parts
        corpus = self._corpus(size)
        if "build" in parts:
            self._build_in_turn(corpus)
        if "cold" in parts:
            self._start_commands(corpus)
        if "query" in parts:
            self._ask(self._sites(corpus))
            self._compare(corpus)

    def other_size(self, size: int, available: int) -> None:
        """Measure one build and the answers of a corpus of another size."""
        corpus = self._corpus(size)
        names = [name for name in self.settings.names if name != SLOW or size <= available]
        sites = [self._site(name, corpus) for name in names]
        self.builds += [self._built(site) for site in sites]
        self._ask(sites)

    # ---- parts

    def _build_in_turn(self, corpus: Corpus) -> None:
        """Build with each system, over and over; the median of each counts.

        Once is enough with other words than the usual, and of what is slow.
        """
        for site in self._sites(corpus):
            if site.name == SLOW:
                self.builds.append(self._built(site))
        quick = [site for site in self._sites(corpus) if site.name != SLOW]
        if self.settings.jobs > 1:
            quick.append(replace(self._site("duansou", corpus), jobs=self.settings.jobs))
        turns = range(min(self.settings.rounds, MOST_BUILD_ROUNDS))
        rounds = [[self._built(site, anew=True) for site in quick] for _ in turns]
        self.builds += [_median(of_one) for of_one in zip(*rounds, strict=True)]
        for name in self.settings.names:
            for segmenter in engine(name).SEGMENTERS[1:]:
                self.builds.append(self._built(self._site(name, corpus, segmenter)))

    def _start_commands(self, corpus: Corpus) -> None:
        _say("starting commands")
        sites = {site.name: site for site in self._sites(corpus)}
        for site in sites.values():
            if site.name in ("duansou", SLOW):
                self._built(site)
        ours, whoosh = sites["duansou"].directory, sites.get(SLOW)
        commands = commands_for(ours, whoosh.directory if whoosh else None, COLD_WORDS)
        self.commands += start_over_and_over(commands, 2 * self.settings.rounds, corpus.size)

    def _ask(self, sites: Sequence[Site]) -> None:
        for site in sites:
            self._built(site)
        _say(f"asking {len(self.queries)} queries of {sites[0].corpus.size:,} paragraphs")
        self.answers += answering(sites, self.queries, self.settings.rounds)

    def _compare(self, corpus: Corpus) -> None:
        _say("reading all texts plainly")
        failed = wrong_answers(self._site("duansou", corpus), self.queries)
        for query in failed:
            _say(f"answered wrongly: {query.ours}")
        self.exactness += counted(self.queries, failed, corpus.size)

    # ---- indexes

    def _corpus(self, size: int) -> Corpus:
        return corpus_of(self.found, size, self.settings.folder, fresh=self.settings.fresh)

    def _sites(self, corpus: Corpus) -> list[Site]:
        return [self._site(name, corpus) for name in self.settings.names]

    def _site(self, name: str, corpus: Corpus, segmenter: str | None = None) -> Site:
        usual = next(iter(engine(name).SEGMENTERS), "")
        return Site(name, segmenter or usual, corpus, self.settings.folder)

    def _built(self, site: Site, *, anew: bool = False) -> Build:
        """Return what an index took: one of this run, or kept from another if not of our own."""
        known = kept(site)
        usable = site in self.whole or not (self.settings.fresh or site.name == "duansou")
        if known and usable and not anew:
            return known
        _say(f"building {site.directory.name}")
        built = build(site)
        self.whole.add(site)
        return built


def _median(builds: Sequence[Build]) -> Build:
    return sorted(builds, key=lambda each: each.cpu_seconds)[len(builds) // 2]


def _say(what: str) -> None:
    print(what, file=TELL, flush=True)
