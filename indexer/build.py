"""Sources → generation: see whether any changed, have them read, write, publish."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from indexer import folding
from indexer.confine import DEFAULT_LIMITS, SORTING_LIMITS, Limits
from indexer.document import Diagnostic
from indexer.errors import IndexDamaged, IndexNotFound, IndexUntrusted, NothingToIndex, SourceError
from indexer.find import Found, SourceFile, stamp_of
from indexer.generations import open_generation, sources_of
from indexer.ingest import MOST_DIAGNOSTICS
from indexer.messages import Enclosed, Errand
from indexer.parse import PARSER_VERSION
from indexer.publish import Workspace, building, confirm, publish, write_dictionary
from indexer.readers import SUFFIXES
from indexer.schema import SCHEMA_VERSION
from indexer.segmenter import Segmenter
from indexer.tally import Tally
from indexer.workers import Reading, Workers

__all__ = ["BuildReport", "build_index", "fingerprint"]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `generation` is the live one, None where there is none.

    `ignored` counts the files in folders that no reader takes.
    """

    generation: str | None
    changed: bool
    documents: int
    paragraphs: int
    footnotes: int
    ignored: int
    errors: tuple[SourceError, ...]
    diagnostics: tuple[tuple[str, Diagnostic], ...]
    tallies: tuple[tuple[str, Tally], ...]


def build_index(
    index: Path,
    found: Found,
    *,
    dictionary: tuple[str, ...] = (),
    lock_wait: float = 0.0,
    trust: bool = False,
    rebuild: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    jobs: int | None = None,
    memory: int = SORTING_LIMITS.megabytes,
) -> BuildReport:
    """Make the index hold just the sources found; one that cannot be read never stops the rest.

    Each source is read within the limits by one of `jobs` processes; whatever their number, what
    comes of it is the same. What they read is segmented by as many others, each of which takes at
    most `memory` megabytes. Where the sources and all that decides how they are indexed are as they
    were, nothing is built. Where not one source can be read, what was there before stays. An index
    that others may have written is refused unless you `trust` them. Errors: `NothingToIndex`,
    `IndexLocked`, `IndexNotWritable`, `IndexUntrusted`.
    """
    if not found.sources and not found.errors:
        raise NothingToIndex(f"no documents to index ({', '.join(sorted(SUFFIXES))})")
    segmenter = Segmenter(dictionary)
    prints = fingerprint(segmenter)
    with (
        building(index, lock_wait, trust=trust) as workspace,
        Workers(limits, jobs, workspace.directory) as readers,
        Workers(replace(SORTING_LIMITS, megabytes=memory), jobs, workspace.directory) as writers,
    ):
        account = _Account(found, limits)
        if not rebuild and (live := _unchanged(index, readers, account, prints, trust=trust)):
            confirm(index)
            return account.report(live, changed=False)
        paragraphs = account.paragraphs(readers)
        segments = _written(workspace, paragraphs, segmenter.dictionary, writers)
        if not segments:
            return account.report(_live_name(index), changed=False)
        generation = publish(
            workspace,
            fingerprint=prints,
            counts=account.counts,
            sources=account.entries,
            segments=segments,
        )
        return account.report(generation.name, changed=True)


def _written(
    workspace: Workspace,
    paragraphs: Iterator[Enclosed],
    dictionary: tuple[str, ...],
    writers: Workers,
) -> list[tuple[str, int]]:
    """Write what is searched of the paragraphs; return the segments' names, and their sizes."""
    # What it takes to write is loaded where there is something to be written.
    from indexer.batches import write_batches
    from indexer.codec import write_toc
    from indexer.lexicon import paragraphs_of
    from indexer.segment_file import SegmentFile

    words = write_dictionary(workspace, dictionary)
    segment = write_batches(workspace.directory, paragraphs, words, writers)
    if segment is None:
        return []
    write_toc(workspace.directory, [segment], dictionary)
    return [(segment, paragraphs_of(SegmentFile(workspace.directory / segment)))]


def fingerprint(segmenter: Segmenter) -> dict[str, str]:
    """Return all that decides what the same sources become in an index."""
    words = "\n".join(segmenter.dictionary)
    return {
        **folding.fingerprint(),
        **segmenter.fingerprint(),
        "dictionary": hashlib.sha256(words.encode()).hexdigest(),
        "parser": str(PARSER_VERSION),
        "schema": str(SCHEMA_VERSION),
    }


class _Account:
    """Keeps account of what becomes of each source."""

    def __init__(self, found: Found, limits: Limits) -> None:
        self.sources = found.sources
        self.stamps = [stamp_of(source) for source in found.sources]
        self.limits = limits
        self.entries: list[dict[str, Any]] = []
        self.counts: Counter[str] = Counter()
        self._ignored = found.ignored
        self._keys: Counter[str] = Counter()
        self._errors = list(found.errors)
        self._diagnostics: list[tuple[str, Diagnostic]] = []
        self._tallies: list[tuple[str, Tally]] = []

    def paragraphs(self, workers: Workers) -> Iterator[Enclosed]:
        """Yield the paragraphs of every source that can be read."""
        readings = workers.run(map(_errand, self.sources))
        for source, stamp, reading in zip(self.sources, self.stamps, readings, strict=True):
            yield from self._paragraphs_of(source, stamp, reading)

    def recall(self, counts: Mapping[str, int], errors: Sequence[SourceError]) -> None:
        """Take over what an earlier build counted, and met, in the same sources."""
        self.counts.update(counts)
        self._errors += errors

    def report(self, generation: str | None, *, changed: bool) -> BuildReport:
        """Return what was done."""
        return BuildReport(
            generation,
            changed,
            self.counts["documents"],
            self.counts["paragraphs"],
            self.counts["footnotes"],
            self._ignored,
            tuple(self._errors),
            tuple(self._diagnostics),
            tuple(self._tallies),
        )

    def _paragraphs_of(
        self, source: SourceFile, stamp: dict[str, Any], reading: Reading
    ) -> Iterator[Enclosed]:
        """Yield the paragraphs of a source; each of its documents has a key of its own."""
        keys: dict[str, str] = {}
        errors = [reading.error] if reading.error else []
        diagnostics: list[Diagnostic] = []
        tally: Tally | None = None
        for part in reading.messages:
            match part:
                case Enclosed():
                    yield self._under_own_key(part, keys)
                case SourceError():
                    errors.append(part)
                case Diagnostic():
                    diagnostics.append(part)
                case Tally():
                    tally = part
        if tally is not None:
            self._count(source, tally)
        self._enter(source, stamp, keys, errors, [*_equal_keys(keys), *diagnostics])

    def _count(self, source: SourceFile, tally: Tally) -> None:
        self.counts["documents"] += tally.documents
        self.counts["paragraphs"] += tally.paragraphs
        self.counts["footnotes"] += tally.footnotes
        self._tallies.append((source.name, tally))

    def _enter(
        self,
        source: SourceFile,
        stamp: dict[str, Any],
        keys: Mapping[str, str],
        errors: Sequence[SourceError],
        diagnostics: Sequence[Diagnostic],
    ) -> None:
        """Note down what became of a source."""
        entry = {
            **stamp,
            # A file of many documents has no key that is more its own than the others.
            "key": next(iter(keys.values())) if len(keys) == 1 else None,
            "diagnostics": [diagnostic.to_dict() for diagnostic in diagnostics],
        }
        if errors:
            entry["errors"] = [error.to_dict() for error in errors]
            entry["limits"] = asdict(self.limits)
        self.entries.append(entry)
        self._errors += errors
        self._diagnostics += [(source.name, diagnostic) for diagnostic in diagnostics]

    def _under_own_key(self, enclosed: Enclosed, keys: dict[str, str]) -> Enclosed:
        """Return paragraphs under their document's own key; `keys` are those of its source."""
        key = enclosed.key
        own = keys.get(key)
        if own is None:
            own = keys[key] = self._own_key(key)
        return enclosed if own == key else replace(enclosed, key=own)

    def _own_key(self, key: str) -> str:
        """Return the key; where an earlier source has it, with ~2 and so on behind it."""
        own = key
        while own in self._keys:
            self._keys[key] += 1
            own = f"{key}~{self._keys[key]}"
        self._keys[own] = 1
        return own


def _errand(source: SourceFile) -> Errand:
    return Errand(source.path, source.name)


def _equal_keys(keys: Mapping[str, str]) -> list[Diagnostic]:
    """Return a diagnostic for each of a source's documents whose key was taken."""
    taken = ((key, own) for key, own in keys.items() if own != key)
    return [
        Diagnostic(1, "equal-key", f"an earlier source is {key} too; this one is {own}")
        for key, own in islice(taken, MOST_DIAGNOSTICS)
    ]


def _unchanged(
    index: Path, workers: Workers, account: _Account, prints: dict[str, str], *, trust: bool
) -> str | None:
    """Return the live generation's name where building again would give the same, else None."""
    try:
        live = open_generation(index, trust=trust)
        entries = sources_of(live)
    except IndexUntrusted:
        raise
    except (IndexNotFound, IndexDamaged):
        return None
    if live.fingerprint != prints:
        return None
    known = [(entry.get("name"), entry.get("sha256")) for entry in entries]
    if known != [(stamp["name"], stamp["sha256"]) for stamp in account.stamps]:
        return None
    met = [_errors_of(entry) for entry in entries]
    unsettled = [
        (source, errors)
        for source, entry, errors in zip(account.sources, entries, met, strict=True)
        if errors and not _is_settled(entry, errors, account.limits)
    ]
    readings = workers.run(_errand(source) for source, _ in unsettled)
    for (_, errors), reading in zip(unsettled, readings, strict=True):
        if list(map(str, _errors_in(reading))) != list(map(str, errors)):
            return None
    account.recall(live.counts, [error for errors in met for error in errors])
    return live.name


def _errors_of(entry: Mapping[str, Any]) -> list[SourceError]:
    """Return the errors that an earlier build noted down."""
    return [SourceError.from_dict(error) for error in entry.get("errors", ())]


def _is_settled(entry: Mapping[str, Any], errors: Sequence[SourceError], limits: Limits) -> bool:
    """Say whether reading the same bytes within the same limits can only fail again."""
    return (
        entry["sha256"] is not None
        and entry.get("limits") == asdict(limits)
        and all(error.is_settled for error in errors)
    )


def _errors_in(reading: Reading) -> list[SourceError]:
    whole = [reading.error] if reading.error else []
    return [*whole, *(part for part in reading.messages if isinstance(part, SourceError))]


def _live_name(index: Path) -> str | None:
    try:
        return open_generation(index, trust=True).name
    except (IndexNotFound, IndexDamaged):
        return None
