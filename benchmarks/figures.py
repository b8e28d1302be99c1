"""What was measured, as it is kept: rows of small records in one file of JSON.

A row says of what it is and how large the corpus was; a new row takes the place of the one for the
same, so that parts can be measured anew by themselves. No row tells where the machine stands.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TypeVar

__all__ = ["Answering", "Build", "Command", "Exactness", "Figures", "Machine", "read", "write"]


@dataclass(frozen=True, slots=True)
class Machine:
    """On what was measured, and with which versions of everything.

    `load` is the number of processes that wanted a core when measuring began.
    """

    processor: str
    cores: int
    system: str
    load: float
    versions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Build:
    """What building an index took, from the file of paragraphs to the end of the command."""

    system: str
    segmenter: str
    paragraphs: int
    jobs: int
    seconds: float
    cpu_seconds: float
    peak_bytes: int
    index_bytes: int
    date: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return of what this is the measure."""
        return self.system, self.segmenter, self.paragraphs, self.jobs


@dataclass(frozen=True, slots=True)
class Answering:
    """Milliseconds that a system takes for queries of a kind.

    `p50` and `p95` are percentiles over the queries, each with the quickest of its rounds: what
    else the machine does can only add to it. `median_` are those with the median of its rounds,
    `first_` those with the first time it was asked. `nothing` counts the queries for which the
    system finds nothing.
    """

    system: str
    kind: str
    paragraphs: int
    queries: int
    rounds: int
    p50: float
    p95: float
    median_p50: float
    median_p95: float
    first_p50: float
    first_p95: float
    nothing: int
    date: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return of what this is the measure."""
        return self.system, self.kind, self.paragraphs


@dataclass(frozen=True, slots=True)
class Command:
    """What a command takes that is started anew for one query: the quickest and the median run."""

    command: str
    paragraphs: int
    runs: int
    seconds: float
    median_seconds: float
    peak_bytes: int
    date: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return of what this is the measure."""
        return self.command, self.paragraphs


@dataclass(frozen=True, slots=True)
class Exactness:
    """How many of this project's answers differ from what a plain reading of all texts finds."""

    kind: str
    paragraphs: int
    queries: int
    wrong: int
    date: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return of what this is the measure."""
        return self.kind, self.paragraphs


Row = TypeVar("Row", Build, Answering, Command, Exactness)


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured, and on what; `paragraphs` are those of the whole corpus."""

    machine: Machine
    paragraphs: int
    builds: tuple[Build, ...] = field(default=())
    answering: tuple[Answering, ...] = field(default=())
    commands: tuple[Command, ...] = field(default=())
    exactness: tuple[Exactness, ...] = field(default=())

    def updated(self, new: Figures) -> Figures:
        """Return these figures with those of `new` in place of the ones for the same."""
        return replace(
            new,
            builds=_updated(self.builds, new.builds),
            answering=_updated(self.answering, new.answering),
            commands=_updated(self.commands, new.commands),
            exactness=_updated(self.exactness, new.exactness),
        )


def read(path: Path) -> Figures:
    """Return the figures that a file keeps."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Figures(
        Machine(**kept["machine"]),
        kept["paragraphs"],
        tuple(Build(**row) for row in kept["builds"]),
        tuple(Answering(**row) for row in kept["answering"]),
        tuple(Command(**row) for row in kept["commands"]),
        tuple(Exactness(**row) for row in kept["exactness"]),
    )


def write(figures: Figures, path: Path) -> None:
    """Keep the figures in a file, a row a line."""
    parts = []
    for name, value in asdict(figures).items():
        if isinstance(value, tuple):
            rows = ",\n".join(f"  {_line(row)}" for row in value)
            parts.append(f'"{name}": [\n{rows}\n]')
        else:
            parts.append(f'"{name}": {json.dumps(value, ensure_ascii=False)}')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n", encoding="utf-8")


def _line(row: dict[str, object]) -> str:
    rounded = {
        name: round(value, 4) if isinstance(value, float) else value for name, value in row.items()
    }
    return json.dumps(rounded, ensure_ascii=False)


def _updated(old: Iterable[Row], new: Iterable[Row]) -> tuple[Row, ...]:
    rows = {row.key: row for row in old}
    rows.update({row.key: row for row in new})
    return tuple(rows[key] for key in sorted(rows))
