"""Sources → generation: what changed is read, what did not is taken over, then all is published."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from indexer.build_report import BuildReport, Progress, report_of
from indexer.compare import Comparison, compare
from indexer.confine import DEFAULT_LIMITS, SORTING_LIMITS, Limits
from indexer.find import Found, refuse_nothing
from indexer.fingerprint import fingerprint
from indexer.publish import building, confirm
from indexer.segmenter import Segmenter

__all__ = ["build_index"]


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
    refuse_nothing(found)
    segmenter = Segmenter(dictionary)
    prints = fingerprint(segmenter)
    look = partial(compare, index, found, prints, limits, rebuild=rebuild, trust=trust)
    comparison = look()
    if comparison.is_settled:
        return _nothing_to_do(index, comparison, found)
    # What it takes to read and to write is loaded where there is something to be read.
    from indexer.assemble import Assembly
    from indexer.retry import retried
    from indexer.workers import Workers

    with (
        building(index, lock_wait, trust=trust) as workspace,
        Workers(limits, jobs, workspace.directory) as readers,
        Workers(replace(SORTING_LIMITS, megabytes=memory), jobs, workspace.directory) as writers,
    ):
        # Another build may have ended while this one waited for the lock.
        comparison = retried(look(earlier=comparison.seen), limits, readers)
        if comparison.is_settled:
            return _nothing_to_do(index, comparison, found)
        assembly = Assembly(
            workspace, found, segmenter.dictionary, prints, limits, readers, writers
        )
        return assembly.build(comparison, progress or _unheard)


def _unheard(*_: int) -> None:
    """Tell nobody."""


def _nothing_to_do(index: Path, comparison: Comparison, found: Found) -> BuildReport:
    """Confirm what is live, and tell of it."""
    confirm(index)
    entries = [each.entry for each in comparison.seen if each.entry]
    name = comparison.live.name if comparison.live else None
    return report_of(name, comparison, found, entries, changed=False)
