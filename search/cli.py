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

from indexer.cli import (
    analyze,
    index,
    index_option,
    inspect,
    terminal_width,
    uses_colour,
)
from indexer.errors import DuansouError, IndexNotWritable
from indexer.typeset import visible
from indexer.upkeep import gc as collect
from indexer.upkeep import status, verify
from search.completion import complete_keys, complete_query, completion
from search.options import MODES, wanted_options
from search.searcher import Index, open_index
from search.wanted import Wanted
from search.web.commands import serve

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
        if ctx.resilient_parsing:
            # A shell asks what could be typed next: what is there need not be right yet.
            return super().parse_args(ctx, args)
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
@click.argument("query", nargs=-1, type=click.UNPROCESSED, shell_complete=complete_query)
@wanted_options
@click.option("--all", "everything", is_flag=True, help="All hits, each as soon as it is read.")
@click.option("--explain", is_flag=True, help="How the query is understood, and scores come about.")
@click.option(
    "--why",
    metavar="ID",
    shell_complete=complete_keys,
    help="Why this paragraph is found, or why not.",
)
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
@click.pass_context
def search(
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    wanted: Wanted,
    form: str,
    synonyms: Path | None,
    index_directory: Path,
    trust: bool,
    **modes: Any,
) -> None:
    """Find paragraphs.

    Words side by side are all required; "…" is found exactly as it stands; AND OR NOT ( ) and -word
    combine. title:核裁军 is in titles, year:2008 of a year; 裁军* and 裁?谈判 have wildcards,
    核裁军~ a slip, 核裁军 NEAR/10 谈判 few characters between. 63/49, A/RES/63/49#op2 and
    '63/49 第2段' are looked up.

    Example: duansou search '"核武器" 谈判 -遗憾'
    """
    if not query and not wanted.where:
        raise click.UsageError("there is nothing to search: give a QUERY, or --where")
    for name, mode in MODES.items():
        if modes[name] not in (None, False):
            mode.check(ctx)
    text = " ".join(query)
    with (
        _without_collector(),
        open_index(index_directory, trust=trust, synonyms=synonyms) as opened,
    ):
        if modes["explain"]:
            found = _explain(opened, text, wanted, form)
        elif modes["why"] is not None:
            found = _why(opened, text, modes["why"], wanted, form)
        else:
            found = _answer(opened, text, wanted, form, everything=modes["everything"])
    if not found:
        raise click.exceptions.Exit(NOTHING_FOUND)


def _answer(opened: Index, text: str, wanted: Wanted, form: str, *, everything: bool) -> bool:
    """Print what is found; return whether anything is."""
    from search.output import did_you_mean, render

    named = wanted.named()
    if everything:
        del named["limit"], named["offset"]
    answer = opened.stream(text, **named) if everything else opened.search(text, **named)
    for line in render(answer, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line, nl=form != "csv")
    if form in ("jsonl", "csv"):
        for line in did_you_mean(answer):
            click.echo(visible(line), err=True)
    return bool(answer.total)


def _explain(opened: Index, text: str, wanted: Wanted, form: str) -> bool:
    """Print how a query is understood and its scores come about; return whether it finds any."""
    from search.drawing import render_explanation

    explained = opened.explain(text, limit=wanted.limit, offset=wanted.offset, where=wanted.where)
    for line in render_explanation(explained, form, colour=uses_colour()):
        click.echo(line)
    return bool(explained.total)


def _why(opened: Index, text: str, id: str, wanted: Wanted, form: str) -> bool:  # noqa: A002 - as in Index
    """Print why a paragraph is found, or why not; return whether it is."""
    from search.drawing import render_explanation

    explained = opened.why(text, id, where=wanted.where)
    for line in render_explanation(explained, form, colour=uses_colour()):
        click.echo(line)
    return explained.found


@click.command(no_args_is_help=True)
@click.argument("key", metavar="KEY[#ANCHOR]", shell_complete=complete_keys)
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


for command in (index, search, show, serve, inspect, analyze, status, verify, collect, completion):
    duansou.add_command(command)


def main() -> None:
    """Run the command line; what it prints is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if "_DUANSOU_COMPLETE" in os.environ:
        # A shell asks; what it gets is put into its own quotes.
        import search.shells  # noqa: F401 - it says so to click
    duansou(prog_name="duansou")
