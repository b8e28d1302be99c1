"""An index before a build, the build that is disturbed, and the index that must come of it."""

from __future__ import annotations

import os
import queue
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from corpora import NEW, OLD, Corpus, contents, lay
from intercept import CHANGES, Call, Fault, Intercepted, Kind, Outcome, intercepted

from indexer.errors import DuansouError, IndexNotFound

__all__ = [
    "INDEX",
    "KINDS",
    "BuildKind",
    "Site",
    "Stage",
    "first_of_each_run",
    "names_in",
    "on_stage",
]

INDEX = "index"
"""What the folder of the index is called on every site."""

Task = TypeVar("Task")


@dataclass(frozen=True, slots=True)
class BuildKind:
    """A kind of build: what is indexed before it, and how it is asked for."""

    name: str
    before: Corpus | None
    options: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


KINDS = (
    BuildKind("first", None),
    BuildKind("full", OLD, ("--rebuild",)),
    BuildKind("incremental", OLD),
)

IN_SHORT = pytest.mark.parametrize("stage", KINDS[-1:], ids=str, indirect=True)
"""The short versions look at one kind of build, the one that does most."""


@dataclass(frozen=True, slots=True)
class Site:
    """A place of its own for one build at a time."""

    index: Path
    running: Intercepted


@dataclass(frozen=True, repr=False)
class Stage:
    """What is before the build and after it; several sites on which to disturb it at once."""

    kind: BuildKind
    sources: Path
    before: Path
    """A folder with a copy of the index as it was before, or without one."""
    sites: tuple[Site, ...]
    old: str
    new: str
    code: int
    """What an undisturbed build exits with."""
    left: tuple[str, ...]
    """The names in an index after an undisturbed build."""
    calls: tuple[Call, ...]
    """What an undisturbed build does, what it opens for reading included."""

    def calls_of(self, kinds: Kind) -> tuple[Call, ...]:
        """Return the calls of these kinds."""
        return tuple(call for call in self.calls if call.kind in kinds)

    def words(self, site: Site) -> tuple[object, ...]:
        """Return the command that builds."""
        return _command(site.index, self.sources, *self.kind.options)

    def set_back(self, site: Site) -> None:
        """Make the index what it was before."""
        shutil.rmtree(site.index, ignore_errors=True)
        if (self.before / INDEX).exists():
            shutil.copytree(self.before / INDEX, site.index)

    def disturbed(self, site: Site, fault: Fault) -> Outcome:
        """Run the build from the beginning, with a fault."""
        self.set_back(site)
        return site.running.run(*self.words(site), fault=fault)

    def found(self, index: Path) -> str:
        """Return which index is found, whole: `old`, `new` or `neither`."""
        said = _contents(index)
        return {self.old: "old", self.new: "new"}.get(said, "neither")

    def healed(self, site: Site) -> tuple[str, tuple[str, ...]]:
        """Build once more; return which index is found then, and the names in it."""
        site.running.run(*self.words(site))
        return self.found(site.index), names_in(site.index)

    def on_every_site(self, do: Callable[[Site, Task], None], tasks: Iterable[Task]) -> None:
        """Do every task on whichever site is free; each that fails is named."""
        free: queue.SimpleQueue[Site] = queue.SimpleQueue()
        for site in self.sites:
            free.put(site)

        def one(task: Task) -> str | None:
            site = free.get()
            try:
                do(site, task)
            except (AssertionError, DuansouError) as error:
                return f"{task}: {type(error).__name__}: {error}"
            finally:
                free.put(site)
            return None

        with ThreadPoolExecutor(len(self.sites)) as pool:
            failed = list(filter(None, pool.map(one, tasks)))
        if failed:
            pytest.fail("\n".join(failed), pytrace=False)


def first_of_each_run(calls: Sequence[Call]) -> Iterator[int]:
    """Yield the numbers, from 1, of calls: of writes to one file in a row only the first."""
    before = None
    for number, call in enumerate(calls, 1):
        if before is None or (call.kind, call.path) != (before.kind, before.path):
            yield number
        before = call


@contextmanager
def on_stage(kind: BuildKind, folder: Path, sites: int | None = None) -> Iterator[Stage]:
    """Yield the stage for a kind of build, with as many sites as there are processors."""
    with ExitStack() as stack:
        places = [
            stack.enter_context(intercepted(folder / f"site-{number}", folder / f"own-{number}"))
            for number in range(sites or os.cpu_count() or 1)
        ]
        ready = tuple(Site(each.folder / INDEX, each) for each in places)
        yield _stage(kind, folder, ready)


def _stage(kind: BuildKind, folder: Path, sites: tuple[Site, ...]) -> Stage:
    sources, before, first = folder / "sources", folder / "before", sites[0]
    before.mkdir()
    if kind.before is not None:
        lay(sources, kind.before)
        first.running.run(*_command(first.index, sources))
        first.index.rename(before / INDEX)
        shutil.copytree(before / INDEX, first.index)
    old = _contents(first.index)
    lay(sources, NEW)
    outcome = first.running.run(
        *_command(first.index, sources, *kind.options),
        fault=Fault(kinds=CHANGES | Kind.READ),
        log=True,
    )
    assert "Indexed 12 documents" in outcome.errors, outcome
    calls = tuple(first.running.logged())
    new = _contents(first.index)
    return Stage(kind, sources, before, sites, old, new, outcome.code, names_in(first.index), calls)


def _command(index: Path, sources: Path, *options: str) -> tuple[object, ...]:
    return "index", "--index", index, "--jobs", 1, *options, sources


def _contents(index: Path) -> str:
    try:
        return contents(index)
    except IndexNotFound:
        return "nothing"


def names_in(index: Path) -> tuple[str, ...]:
    """Return the names of all that is in an index, generations numbered from the oldest.

    How many segments there are, and their numbers, depends on what was built before.
    """
    numbers: dict[str, str] = {}
    names = set()
    for name in sorted(path.relative_to(index).as_posix() for path in index.rglob("*")):
        generation, _, rest = name.partition("/")
        if re.fullmatch(r"gen-\d+", generation):
            generation = numbers.setdefault(generation, f"gen {len(numbers) + 1}")
        names.add(f"{generation}/{re.sub(r'[0-9]+[.]segment', 'segment', rest)}")
    return tuple(sorted(names))
