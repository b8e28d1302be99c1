"""The sources found and the live generation → what of it can be kept, what has to be read, and why.

Nothing is written or locked. A generation is built upon only where all that decides what sources
become is as it was; else its sources are read anew, and the reason is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from indexer.confine import Limits
from indexer.errors import IndexDamaged, IndexNotFound, IndexUntrusted
from indexer.find import Found, SourceFile, stamp_of
from indexer.fingerprint import what_differs
from indexer.generations import Generation, open_generation
from indexer.ledger import Entry, entries_of

__all__ = ["Changes", "Comparison", "Seen", "compare"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A source that was found, and its entry in the live generation, if its bytes are the same."""

    source: SourceFile
    stamp: Mapping[str, Any]
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Changes:
    """The names of the sources that are not as they were; a renamed one has its old name first.

    Those to be `retried` could not be read for a reason that may be gone.
    """

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    retried: tuple[str, ...] = ()
    unchanged: int = 0

    def __bool__(self) -> bool:
        return any((self.new, self.changed, self.renamed, self.deleted))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The sources in order, and what became of them since the live generation was built.

    `live` is None where nothing can be built upon; `reason` says why, None where it need not be
    said: there was no index.
    """

    live: Generation | None
    reason: str | None
    seen: tuple[Seen, ...]
    changes: Changes

    @property
    def is_settled(self) -> bool:
        """Whether to build could only give what is there."""
        return self.live is not None and not self.changes and not self.changes.retried

    def without_live(self, reason: str) -> Comparison:
        """Return the comparison with nothing."""
        seen = tuple(replace(each, entry=None) for each in self.seen)
        changes = Changes(new=tuple(each.source.name for each in seen))
        return Comparison(None, reason, seen, changes)


def compare(
    index: Path,
    found: Found,
    prints: Mapping[str, str],
    limits: Limits,
    *,
    rebuild: bool = False,
    trust: bool = False,
    earlier: Sequence[Seen] = (),
) -> Comparison:
    """Return what of the live generation can be kept for these sources.

    `prints` is the fingerprint a build has now. What was seen `earlier` of the same sources spares
    reading them again where they are still the same.
    """
    live, entries, reason = _basis(index, prints, rebuild=rebuild, trust=trust)
    known = dict(_numbered(entries))
    hints = {number: seen.stamp for number, seen in _numbered_sources(earlier)}
    seen: list[Seen] = []
    new: list[Seen] = []
    changed: list[str] = []
    for number, source in _numbered(found.sources):
        entry = known.pop(number, None)
        stamp = stamp_of(source, hints.get(number) or (entry.stamp if entry else None))
        is_same = entry is not None and entry.stamp["sha256"] == stamp["sha256"]
        seen.append(Seen(source, stamp, entry if is_same else None))
        if entry is None:
            new.append(seen[-1])
        elif not is_same:
            changed.append(source.name)
    changes = _changes(seen, new, changed, list(known.values()), limits)
    return Comparison(live, reason, tuple(seen), changes)


def _basis(
    index: Path, prints: Mapping[str, str], *, rebuild: bool, trust: bool
) -> tuple[Generation | None, tuple[Entry, ...], str | None]:
    """Return what can be built upon, and its entries, or why there is nothing."""
    if rebuild:
        return None, (), None
    try:
        live = open_generation(index, trust=trust)
        entries = entries_of(live)
    except IndexNotFound:
        return None, (), None
    except IndexUntrusted:
        raise
    except IndexDamaged as error:
        return None, (), str(error)
    if difference := what_differs(live.fingerprint, prints):
        return None, (), difference
    return live, entries, None


def _numbered(items: Sequence[Any]) -> Iterator[tuple[tuple[str, int], Any]]:
    """Yield each source, or entry, with its name and how many before it have the same."""
    times: dict[str, int] = {}
    for item in items:
        name = item.name
        before = times.get(name, 0)
        yield (name, before), item
        times[name] = before + 1


def _numbered_sources(seen: Sequence[Seen]) -> Iterator[tuple[tuple[str, int], Seen]]:
    numbers = (number for number, _ in _numbered([each.source for each in seen]))
    return zip(numbers, seen, strict=True)


def _changes(
    seen: Sequence[Seen],
    new: Sequence[Seen],
    changed: Sequence[str],
    gone: Sequence[Entry],
    limits: Limits,
) -> Changes:
    """Return the changes; a new source with the bytes of one that is gone is a renamed one."""
    within = asdict(limits)
    old_names = {entry.stamp["sha256"]: entry.name for entry in gone if entry.stamp["sha256"]}
    renamed = []
    for each in new:
        old = old_names.pop(each.stamp["sha256"], None)
        if old is not None:
            renamed.append((old, each.source.name))
    names = {name for pair in renamed for name in pair}
    kept = [each.entry for each in seen if each.entry is not None]
    return Changes(
        new=tuple(each.source.name for each in new if each.source.name not in names),
        changed=tuple(changed),
        renamed=tuple(renamed),
        deleted=tuple(entry.name for entry in gone if entry.name not in names),
        retried=tuple(entry.name for entry in kept if not entry.is_settled(within)),
        unchanged=len(kept),
    )
