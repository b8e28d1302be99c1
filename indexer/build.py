"""Sources → generation: what changed is read, what did not is taken over, then all is published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from indexer.account import Account, Progress, counts_of
from indexer.adopt import adopt
from indexer.compare import Changes, Comparison, compare
from indexer.confine import DEFAULT_LIMITS, SORTING_LIMITS, Limits
from indexer.document import Diagnostic
from indexer.durable import Stamp
from indexer.errors import IndexDamaged, IndexNotFound, NothingToIndex, SourceError
from indexer.find import Found
from indexer.fingerprint import fingerprint
from indexer.generations import open_generation
from indexer.keys import KeysThere
from indexer.ledger import Entry, Place
from indexer.publish import Workspace, building, confirm, publish, write_dictionary
from indexer.readers import SUFFIXES
from indexer.retry import retried
from indexer.segmenter import Segmenter
from indexer.tally import Tally
from indexer.workers import Workers

__all__ = ["BuildReport", "build_index"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `generation` is the live one, None where there is none.

    `changes` are those since the generation before; where that could not be built upon, all sources
    are new, and `reason` says why if there was one. `ignored` counts the files in folders that no
    reader takes; `diagnostics` and `tallies` are of the sources that were read.
    """

    generation: str | None
    changed: bool
    changes: Changes
    reason: str | None
    documents: int
    paragraphs: int
    footnotes: int
    ignored: int
    errors: tuple[SourceError, ...]
    diagnostics: tuple[tuple[str, Diagnostic], ...] = ()
    tallies: tuple[tuple[str, Tally], ...] = ()


def build_index(
    index: Path,
    found: Found,
    *,
    dictionary: tuple[str, ...] = (),
    lock_wait: float = 0.0,
    rebuild: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    jobs: int | None = None,
    memory: int = SORTING_LIMITS.megabytes,
    trust: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Make the index hold just the sources found; one that cannot be read never stops the rest.

    Only what changed since the live generation was built is read, unless `rebuild` is asked for or
    what decides how sources are indexed has changed; what is found afterwards is the same. Where
    nothing changed, nothing is built; that it is so is confirmed. Each source is read within the
    limits by one of `jobs` processes; whatever their number, what comes of it is the same. What
    they read is segmented by as many others, each of which takes at most `memory` megabytes. Where
    not one source can be read, what was there before stays. `progress` is told of each source read.

    Errors: `NothingToIndex`, `IndexLocked`, `IndexNotWritable`, `IndexUntrusted`.
    """
    if not found.sources and not found.errors:
        raise NothingToIndex(f"no documents to index ({', '.join(sorted(SUFFIXES))})")
    segmenter = Segmenter(dictionary)
    prints = fingerprint(segmenter)
    look = partial(compare, index, found, prints, limits, rebuild=rebuild, trust=trust)
    comparison = look()
    if comparison.is_settled:
        return _nothing_to_do(index, comparison, found)
    with (
        building(index, lock_wait, trust=trust) as workspace,
        Workers(limits, jobs, workspace.directory) as readers,
        Workers(replace(SORTING_LIMITS, megabytes=memory), jobs, workspace.directory) as writers,
    ):
        # Another build may have ended while this one waited for the lock.
        comparison = retried(look(earlier=comparison.seen), limits, readers)
        if comparison.is_settled:
            return _nothing_to_do(index, comparison, found)
        build = _Build(workspace, found, segmenter.dictionary, prints, limits, readers, writers)
        return build.report(comparison, progress or _unheard)


def _unheard(*_: int) -> None:
    """Tell nobody."""


def _nothing_to_do(index: Path, comparison: Comparison, found: Found) -> BuildReport:
    """Confirm what is live, and tell of it."""
    confirm(index)
    entries = [each.entry for each in comparison.seen if each.entry]
    name = comparison.live.name if comparison.live else None
    return _report(name, comparison, found, entries, changed=False)


def _report(
    generation: str | None,
    comparison: Comparison,
    found: Found,
    entries: Sequence[Entry],
    *,
    changed: bool,
) -> BuildReport:
    counts = counts_of(entries)
    errors = (error for entry in entries for error in entry.errors)
    return BuildReport(
        generation,
        changed,
        comparison.changes,
        comparison.reason,
        counts["documents"],
        counts["paragraphs"],
        counts["footnotes"],
        ignored=found.ignored,
        errors=(*found.errors, *errors),
    )


@dataclass(frozen=True, slots=True)
class _Build:
    """All that a build needs, whatever it builds upon."""

    workspace: Workspace
    found: Found
    dictionary: tuple[str, ...]
    fingerprint: dict[str, str]
    limits: Limits
    readers: Workers
    writers: Workers

    def report(self, comparison: Comparison, progress: Progress) -> BuildReport:
        """Build; from the sources alone where the live generation turns out to be damaged."""
        try:
            return self._built(comparison, progress)
        except IndexDamaged as damage:
            if comparison.live is None:
                raise
            self.workspace.clear()
            return self._built(comparison.without_live(str(damage)), progress)

    def _built(self, comparison: Comparison, progress: Progress) -> BuildReport:
        """Build upon what the comparison has found to be the same."""
        # What it takes to write is loaded where there is something to be written.
        from indexer.batches import write_batches
        from indexer.codec import write_toc
        from indexer.compact import compact, next_name

        folder = self.workspace.directory
        adopted = self._adopted(comparison)
        fresh = next_name(adopted)
        account = Account(comparison.seen, self.limits, fresh, KeysThere(folder), progress)
        words = write_dictionary(self.workspace, self.dictionary)
        write_batches(folder / fresh, account.paragraphs(self.readers), words, self.writers)
        places = _places(account.entries)
        if not places:
            live = _live_name(self.workspace.index)
            return self._report(comparison, account, live, changed=False)
        compacted = compact(folder, {*adopted, *places}, places)
        write_toc(folder, compacted.names, self.dictionary)
        generation = publish(
            self.workspace,
            fingerprint=self.fingerprint,
            counts=counts_of(account.entries),
            sources=[compacted.moved(entry).to_dict() for entry in account.entries],
            segments=compacted.segments,
            known=adopted,
        )
        return self._report(comparison, account, generation.name, changed=True)

    def _adopted(self, comparison: Comparison) -> dict[str, Stamp]:
        """Take over the segments of what is built upon; return their stamps by name."""
        live = comparison.live
        if live is None:
            return {}
        stamps = {name: adopt(self.workspace, live, name) for name in live.segments}
        live.let_go()
        return stamps

    def _report(
        self, comparison: Comparison, account: Account, generation: str | None, *, changed: bool
    ) -> BuildReport:
        report = _report(generation, comparison, self.found, account.entries, changed=changed)
        return replace(report, diagnostics=account.diagnostics, tallies=tuple(account.tallies))


def _places(entries: Sequence[Entry]) -> dict[str, list[Place]]:
    """Return what is kept of each segment."""
    places: dict[str, list[Place]] = defaultdict(list)
    for entry in entries:
        if entry.place:
            places[entry.place.segment].append(entry.place)
    return places


def _live_name(index: Path) -> str | None:
    """Return what is live, which is only named, not used."""
    try:
        return open_generation(index, trust=True).name
    except (IndexNotFound, IndexDamaged):
        return None
