"""How far a build is, told to a person at a terminal while it runs, and taken away when it ends."""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Shown", "can_show"]

WITHOUT_CURSOR = frozenset(("", "dumb", "unknown"))
"""The terminals on which nothing that was written can be taken back."""


def can_show(stream: TextIO | None) -> bool:
    """Say whether the stream is a terminal on which a line can be written anew; it may be None."""
    is_terminal = stream is not None and not stream.closed and stream.isatty()
    return is_terminal and os.environ.get("TERM", "") not in WITHOUT_CURSOR


class Shown:
    """Shows numbers, and never a name, on a terminal; nothing is loaded before there are any.

    It is called with how many sources have been read, how many are to be, and how many paragraphs
    there are so far.
    """

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal
        self._bar: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            # A terminal that is gone has nothing to be taken away from.
            with suppress(OSError):
                self._bar[0].stop()

    def __call__(self, done: int, total: int, paragraphs: int) -> None:
        """Show these numbers."""
        is_first = self._bar is None
        bar, task = self._bar = self._bar or _made(self._terminal, total)
        step = "Reading" if done < total else "Writing"
        bar.update(task, completed=done, description=step, paragraphs=f"{paragraphs:,}")
        if is_first:
            bar.start()


def _made(terminal: TextIO, total: int) -> tuple[Progress, TaskID]:
    """Return a line that is written anew while it is started, and vanishes when it is stopped."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("sources, {task.fields[paragraphs]} paragraphs", markup=False),
        TimeElapsedColumn(),
        console=Console(file=terminal, markup=False, emoji=False, highlight=False),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    return bar, bar.add_task("", total=total, paragraphs="")
