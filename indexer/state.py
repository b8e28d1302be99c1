"""What is there of an index, since when, and what goes on in it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from indexer.errors import IndexDamaged
from indexer.generations import CURRENT, Generation, open_generation, root_of, sources_of
from indexer.lock import Holder, holder_of, no_build_meanwhile
from indexer.sweep import bytes_freed, is_held, old_generations

__all__ = ["Other", "State", "state_of"]


@dataclass(frozen=True, slots=True)
class Other:
    """A generation that is not live; `bytes` are free without it.

    While somebody builds it is not known whether a reader holds it.
    """

    name: str
    bytes: int
    is_held: bool | None


@dataclass(frozen=True, slots=True)
class State:
    """The live generation of an index, and what goes on beside it.

    It was `built` once; at the time of `confirmed` a build last succeeded, or found that it would
    give the same again. Some of its `sources` are `unread`, in whole or in part. Whether somebody
    builds is None where this process may not know.
    """

    index: Path
    generation: str
    built: datetime
    confirmed: datetime
    counts: Mapping[str, int]
    fingerprint: Mapping[str, str]
    segments: tuple[tuple[str, int], ...]
    bytes: int
    sources: int
    unread: int
    is_building: bool | None
    builder: Holder | None
    others: tuple[Other, ...]

    def age(self, now: datetime) -> timedelta:
        """Return how long it is since the index was confirmed."""
        return now - self.confirmed

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {
            "index": str(self.index),
            "generation": self.generation,
            "built": self.built.isoformat(),
            "confirmed": self.confirmed.isoformat(),
            "counts": dict(self.counts),
            "fingerprint": dict(self.fingerprint),
            "segments": [{"name": name, "paragraphs": count} for name, count in self.segments],
            "bytes": self.bytes,
            "sources": self.sources,
            "unread": self.unread,
            "is_building": self.is_building,
            "builder": asdict(self.builder) if self.builder else None,
            "others": [asdict(other) for other in self.others],
        }


def state_of(index: Path, *, trust: bool = False) -> State:
    """Return the state of an index. Errors: `IndexNotFound`, `IndexDamaged`, `IndexUntrusted`."""
    root = root_of(index)
    live = open_generation(root, trust=trust)
    sources = sources_of(live)
    try:
        with no_build_meanwhile(root) as is_quiet:
            others = tuple(_others(root, is_quiet=is_quiet))
        confirmed = (root / CURRENT).lstat().st_mtime
        size = sum(path.lstat().st_size for path in live.directory.iterdir())
    except OSError as error:
        raise IndexDamaged.by(error, error.filename or root) from None
    return State(
        index,
        live.name,
        _built(live),
        datetime.fromtimestamp(int(confirmed), UTC),
        live.counts,
        live.fingerprint,
        tuple((segment["name"], segment["paragraphs"]) for segment in live.manifest["segments"]),
        size,
        len(sources),
        sum(bool(source.get("errors")) for source in sources),
        None if is_quiet is None else not is_quiet,
        None if is_quiet else holder_of(root),
        others,
    )


def _built(generation: Generation) -> datetime:
    """Return when a generation was made, as its manifest says."""
    said = generation.manifest.get("created")
    try:
        return datetime.fromisoformat(said if isinstance(said, str) else "").astimezone(UTC)
    except (ValueError, OverflowError):
        path = generation.directory
        raise IndexDamaged(f"{path}: does not say when it was made") from None


def _others(index: Path, *, is_quiet: bool | None) -> Iterator[Other]:
    """Yield the other generations, without those that are gone before they were looked at.

    Who asks whether one is held locks it for a moment. So it is asked only while none can go live:
    no reader must find locked what it opens.
    """
    for path in old_generations(index):
        with suppress(FileNotFoundError):
            yield Other(path.name, bytes_freed(path), is_held(path) if is_quiet else None)
