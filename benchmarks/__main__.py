"""Duansou beside other systems, on the same paragraphs and queries: `python -m benchmarks`.

The laws and questions are in the folder named by DUANSOU_DATA. Indexes are made in a cache; that of
stock Whoosh takes minutes, and is kept with the figures of its build.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click

from benchmarks import figures, plan
from benchmarks.cache import cache_option
from benchmarks.corpus import LAWS
from benchmarks.data import data_folder
from benchmarks.engines import NAMES, engine
from benchmarks.plan import PARTS, Settings
from benchmarks.table import put, tables

README = Path(__file__).parent.parent / "README.md"
RESULTS = Path(__file__).parent / "results"


def comma_separated(_: click.Context, __: click.Parameter, value: str) -> tuple[str, ...]:
    """Return the names of an option that takes several."""
    return tuple(filter(None, value.split(",")))


@click.command()
@click.option("--paragraphs", type=click.IntRange(min=1), help="So many; all, if not said.")
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Measure this part.")
@click.option(
    "--peers",
    default=",".join(NAMES[1:]),
    show_default=True,
    callback=comma_separated,
    help="The systems beside this project.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, os.cpu_count()),
    default=min(2, os.cpu_count() or 1),
    show_default=True,
    help="Build Duansou's index with so many, too.",
)
@click.option(
    "--repeat",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Ask so many rounds; build up to three.",
)
@cache_option
@click.option("--fresh", is_flag=True, help="Use nothing that is kept in the cache.")
@click.option("--save", is_flag=True, help="Keep and draw the figures, write the README's tables.")
def main(
    paragraphs: int | None,
    only: tuple[str, ...],
    peers: tuple[str, ...],
    jobs: int,
    repeat: int,
    cache: Path,
    fresh: bool,
    save: bool,
) -> None:
    """Measure this project beside other systems: build, queries, cold commands, growth."""
    if unknown := sorted(set(peers) - set(NAMES)):
        raise click.BadParameter(f"{', '.join(unknown)}; there are {', '.join(NAMES[1:])}")
    names = ("duansou", *(name for name in NAMES[1:] if name in peers))
    _check_that_all_is_at_hand(names)
    settings = Settings(only or PARTS, names, jobs, repeat, cache, fresh)
    measured = plan.carried_out(settings, data_folder(LAWS), paragraphs)
    click.echo(tables(measured))
    if save:
        _keep(measured)


def _check_that_all_is_at_hand(names: Iterable[str]) -> None:
    """End where a system is not installed, or cores cannot be chosen."""
    if not hasattr(os, "sched_setaffinity"):
        raise click.ClickException("cores are chosen and memory is read as on Linux alone")
    for name in names:
        try:
            engine(name)
        except ImportError as error:
            raise click.UsageError(f"{error}; pip install 'duansou[bench]'") from None


def _keep(measured: figures.Figures) -> None:
    """Keep the figures beside those measured before, and show all of them."""
    from benchmarks.plot import draw

    path = RESULTS / "figures.json"
    everything = figures.read(path).updated(measured) if path.exists() else measured
    figures.write(everything, path)
    shown = figures.read(path)
    draw(shown, RESULTS / "growth.svg")
    README.write_text(put(README.read_text(encoding="utf-8"), tables(shown)), encoding="utf-8")


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
