"""The sources found → what a build would do, without doing anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.compare import Changes, Comparison, compare
from indexer.confine import DEFAULT_LIMITS, Limits
from indexer.find import Found, refuse_nothing
from indexer.fingerprint import fingerprint
from indexer.segmenter import Segmenter
from indexer.typeset import visible

__all__ = ["foresee", "lines_of"]


def foresee(
    index: Path,
    found: Found,
    dictionary: tuple[str, ...] = (),
    limits: Limits = DEFAULT_LIMITS,
    *,
    rebuild: bool = False,
    trust: bool = False,
) -> Comparison:
    """Return what `build_index` would begin with; nothing is locked, written or started.

    Errors: `NothingToIndex`, `IndexUntrusted`.
    """
    refuse_nothing(found)
    prints = fingerprint(Segmenter(dictionary))
    return compare(index, found, prints, limits, rebuild=rebuild, trust=trust)


def lines_of(comparison: Comparison, *, with_names: bool) -> Iterator[str]:
    """Yield what would be done, in lines for people: the sources if asked for, then how many."""
    if with_names:
        for kind, names in _named(comparison.changes):
            yield from (f"{kind}: {visible(name)}" for name in names)
    named = [f"{len(names):,} {kind}" for kind, names in _named(comparison.changes) if names]
    yield f"{_verdict(comparison)}: {', '.join([*named, _unchanged(comparison.changes)])}"


def _named(changes: Changes) -> list[tuple[str, list[str]]]:
    return [
        ("new", list(changes.new)),
        ("changed", list(changes.changed)),
        ("renamed", [f"{old} to {new}" for old, new in changes.renamed]),
        ("deleted", list(changes.deleted)),
        ("to be tried again", list(changes.retried)),
    ]


def _unchanged(changes: Changes) -> str:
    return f"{changes.unchanged - len(changes.retried):,} unchanged"


def _verdict(comparison: Comparison) -> str:
    if comparison.is_settled:
        return "Nothing to do"
    if comparison.reason:
        return f"To be built anew ({visible(comparison.reason)})"
    return "To be built"
