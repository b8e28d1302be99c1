"""The commands that compare: diff, similar, quote."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from indexer.cli import index_option, terminal_width, uses_colour
from search.completion import complete_keys
from search.options import format_option
from search.searcher import open_index
from search.wanted import MAX_LIMIT

__all__ = ["MOST_BYTES", "diff", "quote", "similar"]

CHANGED = NOTHING_FOUND = NOT_VERBATIM = 1

MOST_BYTES = 16 * 1024 * 1024
"""A larger text with quotations is not read."""

STANDARD_INPUT = "standard input"

listed = format_option("text", "json", "jsonl")


@click.command(no_args_is_help=True)
@click.argument("first", metavar="KEY1", shell_complete=complete_keys)
@click.argument("second", metavar="KEY2", shell_complete=complete_keys)
@format_option("text", "json")
@index_option
def diff(first: str, second: str, form: str, index_directory: Path, trust: bool) -> None:
    """Show what became of one document in another, or of one paragraph.

    Paragraphs that were reworded, moved, split, merged, added or deleted, and their notes, with
    what was taken away as [-…-] and what was added as {+…+}, or in colours. As that of diff, the
    exit code is 0 where nothing differs, 1 where something does.

    Example: duansou diff A/RES/62/39 A/RES/63/49
    """
    from search.versions.telling import render_difference

    with open_index(index_directory, trust=trust) as opened:
        difference = opened.diff(first, second)
    for line in render_difference(difference, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line)
    if not difference.are_same:
        raise click.exceptions.Exit(CHANGED)


@click.command(no_args_is_help=True)
@click.argument("id", metavar="KEY#ANCHOR", shell_complete=complete_keys)
@click.option("--limit", type=click.IntRange(0, MAX_LIMIT), default=10, show_default=True)
@listed
@index_option
def similar(id: str, limit: int, form: str, index_directory: Path, trust: bool) -> None:  # noqa: A002 - as in Index
    """Find the paragraphs whose text is that of another, or nearly.

    The most alike first, each with its likeness, 1 where the words are the same, and with what
    differs.

    Example: duansou similar 'A/RES/63/49#op2'
    """
    from search.versions.telling import render_similar

    with open_index(index_directory, trust=trust) as opened:
        found = opened.similar(id, limit=limit)
    for line in render_similar(found, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line)
    if not found.total:
        raise click.exceptions.Exit(NOTHING_FOUND)


@click.command(no_args_is_help=True)
@click.argument("file", metavar="FILE|-")
@listed
@index_option
def quote(file: str, form: str, index_directory: Path, trust: bool) -> None:
    """Check whether what a text quotes stands in the index, and where.

    A quotation is in “…”, 「…」, 『…』 or "…"; in a text that has none, each line is one. It is
    verbatim, nearly so, or not found. The exit code is 0 where all are verbatim, else 1; 3 where
    the file cannot be read.

    Example: duansou quote article.txt
    """
    from search.versions.telling import render_quotes

    text = _text_of(file)
    with open_index(index_directory, trust=trust) as opened:
        quotes = opened.quote(text)
    for line in render_quotes(quotes, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line)
    if form == "jsonl":
        for notice in quotes.notices:
            click.echo(notice, err=True)
    if not (quotes and quotes.are_verbatim):
        raise click.exceptions.Exit(NOT_VERBATIM)


def _text_of(file: str) -> str:
    """Return the text of a file, or of standard input. Errors: `SourceError`."""
    from indexer.readers import read_bytes
    from indexer.readers.text import decode

    if file == "-":
        return decode(_typed_in(), STANDARD_INPUT)
    return decode(read_bytes(Path(file), file, MOST_BYTES), file)


def _typed_in() -> bytes:
    """Return what comes from standard input, nothing where it is closed. Errors: `SourceError`."""
    from indexer.errors import SourceTooLarge, SourceUnreadable

    try:
        data = sys.stdin.buffer.read(MOST_BYTES + 1) if sys.stdin else b""
    except OSError as error:
        raise SourceUnreadable(STANDARD_INPUT, error.strerror or str(error)) from None
    if len(data) > MOST_BYTES:
        raise SourceTooLarge(STANDARD_INPUT, f"over the limit of {MOST_BYTES} bytes")
    return data
