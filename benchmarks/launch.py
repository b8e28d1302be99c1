"""Starts a command on some cores and prints what it took: `python -S launch.py 0,1 COMMAND …`.

It is a process of its own because it is small: the kernel counts as a command's memory what the
process held that started it.
"""

from __future__ import annotations

import os
import sys
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter

KILOBYTE = 1024


def main() -> None:
    """Print seconds, processor seconds and bytes; the exit code is the command's."""
    cores, *command = sys.argv[1:]
    os.sched_setaffinity(0, map(int, cores.split(",")))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    to_nowhere = (os.POSIX_SPAWN_DUP2, nowhere, 1)
    started = perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=[to_nowhere])
    _, status = os.waitpid(pid, 0)
    seconds = perf_counter() - started
    usage = getrusage(RUSAGE_CHILDREN)
    print(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KILOBYTE)
    sys.exit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
