"""The commands that follow references: cites, chain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer.cli import index_option, terminal_width, uses_colour
from search.completion import complete_keys
from search.options import format_option
from search.searcher import open_index
from search.wanted import MAX_LIMIT

if TYPE_CHECKING:
    from search.follow.linked import Chain, CitedBy

__all__ = ["chain", "cites"]

NOTHING_FOUND = 1

listed = format_option("text", "json", "jsonl")


@click.command(no_args_is_help=True)
@click.argument("key", shell_complete=complete_keys)
@click.option("--limit", type=click.IntRange(0, MAX_LIMIT), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@listed
@index_option
def cites(key: str, limit: int, offset: int, form: str, index_directory: Path, trust: bool) -> None:
    """List the paragraphs that cite something, with the notes in which they do.

    KEY is a document (62/39, 第62/39号决议, A/63/135), an instrument (不扩散核武器条约, NPT), an
    article of one (NPT 第六条), or a case (ICJ/1996/226), in any form in which it is printed.

    Example: duansou cites A/RES/62/39
    """
    with open_index(index_directory, trust=trust) as opened:
        found = opened.cited_by(key, limit=limit, offset=offset)
    _print(found, form)
    _end(found.total)


@click.command(no_args_is_help=True)
@click.argument("key", shell_complete=complete_keys)
@listed
@index_option
def chain(key: str, form: str, index_directory: Path, trust: bool) -> None:
    """List the yearly series that a resolution is one of, as documents of the index recall it.

    Example: duansou chain 63/49
    """
    with open_index(index_directory, trust=trust) as opened:
        found = opened.chain(key)
    _print(found, form)
    _end(len(found))


def _print(found: CitedBy | Chain, form: str) -> None:
    """Print what was found, line by line."""
    from search.follow.followed import render_followed

    for line in render_followed(found, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line)


def _end(total: int) -> None:
    """End with the exit code that says whether anything was found."""
    if not total:
        raise click.exceptions.Exit(NOTHING_FOUND)
