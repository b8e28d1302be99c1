"""The `duansou` command begins here: a signal ends it quietly while it is still being loaded."""

from __future__ import annotations

from indexer.interrupts import end_at_once

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    end_at_once()
    from search.cli import main as run

    run()


if __name__ == "__main__":
    main()
