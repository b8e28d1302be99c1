"""What does a build tell of itself?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from indexer.compare import Changes, Comparison
from indexer.document import Diagnostic
from indexer.errors import SourceError
from indexer.find import Found
from indexer.ledger import Entry, counts_of
from indexer.tally import Tally

__all__ = ["BuildReport", "Progress", "report_of"]

Progress = Callable[[int, int, int], None]
"""Is told how many sources have been read, how many are to be, and how many paragraphs they had."""


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


def report_of(
    generation: str | None,
    comparison: Comparison,
    found: Found,
    entries: Sequence[Entry],
    *,
    changed: bool,
) -> BuildReport:
    """Return what a build tells that has left these entries."""
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
