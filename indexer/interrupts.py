"""Signals that end a command: at once while there is nothing to lose, else when it has cleared up.

A signal that is ignored when the command starts, as nohup does, stays ignored.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["BY_SIGNAL", "clearing_up", "end_at_once"]

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""An interrupt from the keyboard, an order to end, a terminal that is gone."""

BY_SIGNAL = 128
"""What is added to a signal's number to make the exit code, as shells do."""


def end_at_once() -> None:
    """Have these signals end this process from here on, without a word, whatever it is doing."""
    for number in _heeded():
        signal.signal(number, _end)


@contextmanager
def clearing_up() -> Iterator[None]:
    """Have these signals end what is done here as an exception does, so that it clears up.

    A second signal does not wait for that.
    """
    before = {number: signal.signal(number, _raise) for number in _heeded()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _heeded() -> list[signal.Signals]:
    return [number for number in ENDING if signal.getsignal(number) != signal.SIG_IGN]


def _raise(number: int, _: FrameType | None) -> None:
    end_at_once()
    raise SystemExit(BY_SIGNAL + number)


def _end(number: int, _: FrameType | None) -> None:
    os._exit(BY_SIGNAL + number)
