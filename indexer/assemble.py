"""What is kept of the live generation, and what has to be read → the next generation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.account import Account
from indexer.adopt import adopt
from indexer.batches import write_batches
from indexer.build_report import BuildReport, Progress, report_of
from indexer.codec import write_toc
from indexer.compact import compact, next_name
from indexer.compare import Comparison
from indexer.confine import Limits
from indexer.durable import Stamp
from indexer.errors import IndexDamaged, IndexNotFound, IndexNotWritable
from indexer.find import Found
from indexer.generations import open_generation
from indexer.keys import KeysThere
from indexer.ledger import Entry, Place, counts_of
from indexer.publish import Workspace, publish, write_dictionary
from indexer.workers import Workers

__all__ = ["Assembly"]


@dataclass(frozen=True, slots=True)
class Assembly:
    """All that a build needs, whatever it builds upon."""

    workspace: Workspace
    found: Found
    dictionary: tuple[str, ...]
    fingerprint: dict[str, str]
    limits: Limits
    readers: Workers
    writers: Workers

    def build(self, comparison: Comparison, progress: Progress) -> BuildReport:
        """Build; from the sources alone where the live generation turns out to be damaged.

        Errors: `IndexNotWritable` where what was written cannot be read again.
        """
        try:
            return self._built(comparison, progress)
        except IndexDamaged as damage:
            if comparison.live is None:
                raise IndexNotWritable(f"what was written cannot be read: {damage}") from None
            self.workspace.clear()
            return self.build(comparison.without_live(str(damage)), progress)

    def _built(self, comparison: Comparison, progress: Progress) -> BuildReport:
        """Build upon what the comparison has found to be the same."""
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
        report = report_of(generation, comparison, self.found, account.entries, changed=changed)
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
