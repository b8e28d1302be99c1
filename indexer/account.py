"""The sources in order → their paragraphs, and an entry for what became of each.

The paragraphs of a source that is kept are in the index already; it is read again only where one of
its documents is to have another key, because an earlier source has taken its own, or no longer has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from itertools import islice

from indexer.build_report import Progress
from indexer.compare import Seen
from indexer.confine import Limits
from indexer.document import Diagnostic
from indexer.errors import SourceError
from indexer.ingest import MOST_DIAGNOSTICS
from indexer.keys import Keys
from indexer.ledger import Entry, Place
from indexer.messages import Enclosed, Errand
from indexer.tally import Tally
from indexer.workers import Reading, Workers

__all__ = ["Account", "errand_of"]

KeysOf = Callable[[Place], Sequence[str]]
"""Tells the keys of the documents whose paragraphs are at a place, in their order."""


@dataclass(slots=True)
class Account:
    """Keeps account of what becomes of each source that was seen.

    The places of those that are read are in the segment named `fresh`, where their paragraphs are
    to be written in the order in which they are yielded.
    """

    seen: Sequence[Seen]
    limits: Limits
    fresh: str
    keys_of: KeysOf
    progress: Progress
    tallies: list[tuple[str, Tally]] = field(default_factory=list)
    _entries: dict[int, Entry] = field(default_factory=dict)
    _noticed: list[tuple[str, Diagnostic]] = field(default_factory=list)
    _keys: Keys = field(default_factory=Keys)
    _paragraphs: int = 0

    @property
    def entries(self) -> list[Entry]:
        """What became of each source, in order."""
        return [self._entries[number] for number in range(len(self.seen))]

    @property
    def diagnostics(self) -> tuple[tuple[str, Diagnostic], ...]:
        """What was noticed in the sources that were read."""
        return tuple(self._noticed)

    def paragraphs(self, workers: Workers) -> Iterator[Enclosed]:
        """Yield the paragraphs of each source that is not kept and can be read."""
        to_read = [each for each in self.seen if each.entry is None]
        again: dict[int, dict[str, str]] = {}
        done = 0
        # Whatever is met on the way, the processes are free afterwards.
        with closing(workers.run(errand_of(each) for each in to_read)) as readings:
            for number, each in enumerate(self.seen):
                if each.entry is None:
                    yield from self._read(number, next(readings), {})
                    done += 1
                    self.progress(done, len(to_read), self._paragraphs)
                elif (keys := self._own_keys(each.entry)) is not None:
                    again[number] = keys
                else:
                    self._entries[number] = replace(each.entry, stamp=each.stamp)
        readings = workers.run(errand_of(self.seen[number]) for number in again)
        for (number, keys), reading in zip(again.items(), readings, strict=True):
            yield from self._read(number, reading, keys)

    def _own_keys(self, entry: Entry) -> dict[str, str] | None:
        """Return the keys that the documents of a kept source are to have, if they have others."""
        if entry.place is None:
            return None
        has = [entry.key] if entry.key is not None else self.keys_of(entry.place)
        called = [entry.renamed.get(key, key) for key in has]
        keys = self._keys.own_of_all(called)
        return None if list(keys.values()) == list(has) else keys

    def _read(self, number: int, reading: Reading, keys: dict[str, str]) -> Iterator[Enclosed]:
        """Yield the paragraphs of a source, and enter what became of it.

        `keys` are those its documents are to have, as far as that is settled.
        """
        told = _Told(reading)
        first = self._paragraphs
        for part in told.paragraphs():
            self._paragraphs += part.count
            yield self._under_own_key(part, keys)
        count = self._paragraphs - first
        place = Place(self.fresh, first, count) if count else None
        self._enter(number, told, keys, place)

    def _under_own_key(self, enclosed: Enclosed, keys: dict[str, str]) -> Enclosed:
        """Return paragraphs under their document's own key; `keys` are those of its source."""
        key = enclosed.key
        own = keys.get(key)
        if own is None:
            own = keys[key] = self._keys.own(key)
        return enclosed if own == key else replace(enclosed, key=own)

    def _enter(
        self, number: int, told: _Told, keys: Mapping[str, str], place: Place | None
    ) -> None:
        """Note down what became of a source."""
        source, tally = self.seen[number].source, told.tally
        noticed = (*_equal_keys(keys), *told.diagnostics)
        self._entries[number] = Entry(
            stamp=self.seen[number].stamp,
            # A file of many documents has no key that is more its own than the others.
            key=next(iter(keys.values())) if len(keys) == 1 else None,
            place=place,
            documents=tally.documents if tally else 0,
            paragraphs=tally.paragraphs if tally else 0,
            footnotes=tally.footnotes if tally else 0,
            renamed={own: key for key, own in keys.items() if own != key},
            diagnostics=noticed,
            errors=tuple(told.errors),
            limits=asdict(self.limits) if told.errors else None,
        )
        self._noticed += [(source.name, diagnostic) for diagnostic in noticed]
        if tally is not None:
            self.tallies.append((source.name, tally))


class _Told:
    """What a reading tells beside paragraphs; it is all there when these have been taken."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.errors = [reading.error] if reading.error else []
        self.diagnostics: list[Diagnostic] = []
        self.tally: Tally | None = None

    def paragraphs(self) -> Iterator[Enclosed]:
        """Yield the paragraphs, and keep what else is told."""
        for part in self._reading.messages:
            match part:
                case Enclosed():
                    yield part
                case SourceError():
                    self.errors.append(part)
                case Diagnostic():
                    self.diagnostics.append(part)
                case Tally():
                    self.tally = part


def errand_of(seen: Seen) -> Errand:
    """Return the errand to read a source."""
    return Errand(seen.source.path, seen.source.name)


def _equal_keys(keys: Mapping[str, str]) -> list[Diagnostic]:
    """Return a diagnostic for each of a source's documents whose key was taken."""
    taken = ((key, own) for key, own in keys.items() if own != key)
    return [
        Diagnostic(1, "equal-key", f"an earlier source is {key} too; this one is {own}")
        for key, own in islice(taken, MOST_DIAGNOSTICS)
    ]
