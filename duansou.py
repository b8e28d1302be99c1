"""The `duansou` command begins here, wherever it is started from: by a person, cron, or systemd."""

from __future__ import annotations

import os

from indexer.interrupts import end_at_once

__all__ = ["main"]

STANDARD_STREAMS = (0, 1, 2)


def main() -> None:
    """Run the command line; while it is still being loaded, too, a signal ends it quietly."""
    end_at_once()
    _fill_standard_streams()
    # There are no matrices here, for which numpy would start a thread for each core; these wait in
    # a loop, which is half of the time that it takes to load.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from search.cli import main as run

    run()


def _fill_standard_streams() -> None:
    """Open the null device in place of streams that are closed.

    Else a file of the index could be given the number by which libraries know standard error.
    """
    for number in STANDARD_STREAMS:
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is given.
            os.open(os.devnull, os.O_RDWR)


if __name__ == "__main__":
    main()
