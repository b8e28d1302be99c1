"""What a process that reads documents may have: memory, time, files; it ends when its parent does.

The limits are the kernel's, so that they hold in libraries too, and for what a reader starts. No
part of them needs the parent, which may be busy writing when they are overstepped.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from dataclasses import dataclass

__all__ = [
    "DEFAULT_LIMITS",
    "SORTING_LIMITS",
    "Limits",
    "clock_runs",
    "confine",
    "end_with",
    "memory_limit",
    "restart_clock",
    "stop_clock",
]

LARGEST_FILE = 4 * 1024 * 1024 * 1024
"""The bytes that may be written to one file: what is read of one source goes into one."""

PR_SET_PDEATHSIG = 1
"""The call of Linux by which a process asks to be killed when its parent is gone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a source may take until its next part is read, and the memory it may take."""

    seconds: float = 30.0
    megabytes: int = 512


DEFAULT_LIMITS = Limits()

SORTING_LIMITS = Limits(seconds=600.0, megabytes=512)
"""How long sorting may take until the next run is written, and the memory it may take."""


def confine(limits: Limits, parent: int) -> None:
    """Limit this process for good: memory, files, and that it lives no longer than its parent.

    Memory is limited as RLIMIT_DATA, not as address space: what is reserved but never used, as
    the run-time of pandoc reserves a terabyte, costs nobody anything.
    """
    _limit(resource.RLIMIT_DATA, limits.megabytes * 1024 * 1024)
    _limit(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _limit(resource.RLIMIT_CORE, 0)
    # A parent may have ignored or blocked them, which is inherited.
    for number in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGALRM, signal.SIGXCPU))
    end_with(parent)


def restart_clock(limits: Limits) -> None:
    """Have the kernel kill this process unless it stops, or restarts, the clock in time.

    Another clock, that of the processor, runs a little longer: what a reader starts inherits it.
    """
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + limits.seconds) + 2
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or soft < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def stop_clock() -> None:
    """Let this process wait as long as it likes."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def clock_runs() -> bool:
    """Say whether the kernel kills this process when its time is over."""
    return signal.getitimer(signal.ITIMER_REAL)[0] > 0


def memory_limit() -> int | None:
    """Return the bytes that this process, and each that it starts, may take; None for any."""
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return None if soft == resource.RLIM_INFINITY else soft


def _limit(which: int, most: int) -> None:
    """Set a limit; one that is stricter already stays."""
    _, hard = resource.getrlimit(which)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (bound, bound))


def end_with(parent: int) -> None:
    """Have the kernel kill this process when its parent is gone; it may be gone already."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
