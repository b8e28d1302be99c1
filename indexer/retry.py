"""Which sources that could not be read, for a reason that may be gone, are read otherwise now?"""

from __future__ import annotations

from dataclasses import asdict, replace

from indexer.account import errand_of
from indexer.compare import Comparison, Seen
from indexer.confine import Limits
from indexer.errors import SourceError
from indexer.workers import Reading, Workers

__all__ = ["retried"]


def retried(comparison: Comparison, limits: Limits, workers: Workers) -> Comparison:
    """Return the comparison with those sources changed that meet other errors than before."""
    within = asdict(limits)
    doubtful = {
        number: each
        for number, each in enumerate(comparison.seen)
        if each.entry and not each.entry.is_settled(within)
    }
    readings = workers.run(map(errand_of, doubtful.values()))
    seen = list(comparison.seen)
    names = []
    for (number, each), reading in zip(doubtful.items(), readings, strict=True):
        if _errors_in(reading) != _errors_of(each):
            seen[number] = replace(each, entry=None)
            names.append(each.source.name)
    changes = replace(
        comparison.changes,
        changed=(*comparison.changes.changed, *names),
        retried=(),
        unchanged=comparison.changes.unchanged - len(names),
    )
    return replace(comparison, seen=tuple(seen), changes=changes)


def _errors_of(seen: Seen) -> list[str]:
    return list(map(str, seen.entry.errors)) if seen.entry else []


def _errors_in(reading: Reading) -> list[str]:
    whole = [reading.error] if reading.error else []
    lines = [part for part in reading.messages if isinstance(part, SourceError)]
    return list(map(str, (*whole, *lines)))
