"""The folder in which benchmarks make their corpora and indexes, and find those made before."""

from __future__ import annotations

from pathlib import Path

import click

__all__ = ["cache_option"]

cache_option = click.option(
    "--cache",
    type=click.Path(path_type=Path, file_okay=False),
    default="build/bench",
    show_default=True,
    help="Where corpora and indexes are made.",
)
"""The option of a command that makes them."""
