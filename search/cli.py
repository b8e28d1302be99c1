"""The `duansou` command: search and show, and the indexer's commands beside them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import takewhile
from pathlib import Path
from typing import Any

import click

from indexer.cli import analyze, index, index_option, inspect, terminal_width, uses_colour
from indexer.errors import DuansouError, IndexNotWritable
from indexer.typeset import visible
from indexer.upkeep import gc as collect
from indexer.upkeep import status, verify
from search.searcher import MAX_LIMIT, open_index

__all__ = ["duansou", "main"]

INTERRUPTED = 130
PIPE_CLOSED = 141
NOTHING_FOUND = 1

FORMATS = ("text", "json", "jsonl", "csv", "markdown")


class Commands(click.Group):
    """A group whose commands end in one line and a documented exit code, whatever goes wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error of ours becomes its line on stderr and its exit code."""
        try:
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
        except DuansouError as error:
            message = "; ".join(filter(None, (str(error), error.advice)))
            click.echo(f"duansou: {visible(message)}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _discard_output()
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            _discard_output()
            click.echo(f"duansou: standard output: {error.strerror or error}", err=True)
            ctx.exit(IndexNotWritable.exit_code)
        return result


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave garbage where it is: a search ends at once, and a twelfth of it would be looking."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _discard_output() -> None:
    """Send what is still to be written nowhere: whoever read it has gone, or there is no room."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class SearchCommand(click.Command):
    """A command whose arguments may begin with a minus, as -word does, but not with a slip."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; two dashes are an option's, up to a -- that stands alone."""
        known = {name for option in self.get_params(ctx) for name in option.opts}
        for word in takewhile("--".__ne__, args):
            name = word.partition("=")[0]
            if name.startswith("--") and name not in known:
                raise click.NoSuchOption(name, possibilities=sorted(known), ctx=ctx)
        return super().parse_args(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="duansou", prog_name="duansou")
def duansou() -> None:
    """Full-text search over Chinese documents, paragraph by paragraph, with their footnotes.

    Example: duansou index resolutions/ && duansou search 核裁军 谈判
    """


@click.command(
    cls=SearchCommand, context_settings={"ignore_unknown_options": True}, no_args_is_help=True
)
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--limit", type=click.IntRange(0, MAX_LIMIT), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
)
@click.option(
    "--synonyms",
    type=click.Path(path_type=Path),
    envvar="DUANSOU_SYNONYMS",
    metavar="FILE",
    help="A list of your own: 不扩散条约 = NPT, a line each.",
)
@index_option
def search(
    query: tuple[str, ...],
    limit: int,
    offset: int,
    form: str,
    synonyms: Path | None,
    index_directory: Path,
    trust: bool,
) -> None:
    """Find paragraphs.

    Words side by side are all required; "…" is found exactly as it stands; AND OR NOT ( ) and -word
    combine. title:核裁军 is in titles, year:2008 of a year; 裁军* and 裁?谈判 have wildcards,
    核裁军~ a slip, 核裁军 NEAR/10 谈判 few characters between. 63/49, A/RES/63/49#op2 and
    '63/49 第2段' are looked up.

    Example: duansou search '"核武器" 谈判 -遗憾'
    """
    with _without_collector():
        from search.output import render

        with open_index(index_directory, trust=trust, synonyms=synonyms) as opened:
            answer = opened.search(" ".join(query), limit=limit, offset=offset)
        for line in render(answer, form, width=terminal_width(), colour=uses_colour()):
            click.echo(line, nl=form != "csv")
    if not answer.total:
        raise click.exceptions.Exit(NOTHING_FOUND)


@click.command(no_args_is_help=True)
@click.argument("key", metavar="KEY[#ANCHOR]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@index_option
def show(key: str, form: str, index_directory: Path, trust: bool) -> None:
    """Show a document, or one paragraph of it, with its notes.

    Example: duansou show 'A/RES/63/49#op2'
    """
    from search.output import render_document

    with open_index(index_directory, trust=trust) as opened:
        document, anchor = opened.resolve(key)
    for line in render_document(
        document, form, anchor=anchor, width=terminal_width(), colour=uses_colour()
    ):
        click.echo(line)


for command in (index, search, show, inspect, analyze, status, verify, collect):
    duansou.add_command(command)


def main() -> None:
    """Run the command line; what it prints is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    duansou(prog_name="duansou")
