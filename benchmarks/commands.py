"""What one query costs whose command is started anew: time and memory, in turn with others."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median

from benchmarks.figures import Command
from benchmarks.programs import DUANSOU, Run, run

__all__ = ["CLICK", "SEARCH", "WHOOSH", "commands_for", "start_over_and_over"]

CLICK = 'python -c "import click"'
SEARCH = "duansou search"
WHOOSH = "stock Whoosh and jieba"


def commands_for(ours: Path, whoosh: Path | None, words: str) -> dict[str, list[str]]:
    """Return the commands: what any that is written with click takes, ours, and stock Whoosh's."""
    commands = {
        CLICK: [sys.executable, "-c", "import click"],
        SEARCH: [*DUANSOU, "search", "--index", str(ours), *words.split()],
    }
    if whoosh is not None:
        module = "benchmarks.engines.cold_whoosh"
        commands[WHOOSH] = [sys.executable, "-W", "ignore", "-m", module, str(whoosh), words]
    return commands


def start_over_and_over(
    commands: Mapping[str, Sequence[str]], rounds: int, paragraphs: int
) -> list[Command]:
    """Return what so many rounds took, before which each command was started once."""
    for command in commands.values():
        run(command)
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            runs[name].append(run(command))
    return [
        Command(
            name,
            paragraphs,
            rounds,
            min(each.seconds for each in took),
            median(each.seconds for each in took),
            int(median(each.peak_bytes for each in took)),
            date.today().isoformat(),
        )
        for name, took in runs.items()
    ]
