"""The `duansou` command: search and show, and the indexer's commands beside them."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from indexer.typeset import json_text, visible
from indexer.upkeep import gc as collect
from indexer.upkeep import status, verify
from search.completion import complete_keys, complete_query, completion
from search.follow.commands import chain, cites
from search.options import (
    SEARCH_MODES,
    SHOW_MODES,
    bom_option,
    check_modes,
    cite_option,
    format_option,
    synonyms_option,
    version_option,
    wanted_options,
)
from search.searcher import Index, open_index
from search.versions.commands import diff, quote, similar
from search.wanted import Wanted
from search.web.commands import serve
from search.written import (
    ENDED,
    FORMATS,
    HITS_ALONE,
    WITH_REFERENCES,
    render,
    render_document,
)

if TYPE_CHECKING:
    from search.answers import Answer, Stream
    from search.written.cite import ReadyCitation

__all__ = ["duansou", "main"]

INTERRUPTED = 130
PIPE_CLOSED = 141
NOTHING_FOUND = 1


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
@version_option
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
@cite_option
@format_option(*FORMATS)
@bom_option
@synonyms_option
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
    check_modes(ctx, SEARCH_MODES)
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
            found = _answer(opened, text, wanted, form, modes)
    if not found:
        raise click.exceptions.Exit(NOTHING_FOUND)


def _answer(opened: Index, text: str, wanted: Wanted, form: str, modes: Mapping[str, Any]) -> bool:
    """Print what is found; return whether anything is."""
    cite, bom = modes["cite"], modes["bom"]
    answer = _asked(opened, text, wanted, everything=modes["everything"])
    if cite is None:
        _print(render(answer, form, width=terminal_width(), colour=uses_colour()), form, bom=bom)
    else:
        _print_citations((opened.cite(hit.id, cite) for hit in answer), form)
    if cite is not None or form in HITS_ALONE:
        from search.written.told import did_you_mean, not_as_typed

        for line in (*not_as_typed(answer), *did_you_mean(answer)):
            click.echo(visible(line), err=True)
    return bool(answer.total)


def _asked(opened: Index, text: str, wanted: Wanted, *, everything: bool) -> Answer | Stream:
    """Return what a query finds: a page of it, or everything."""
    named = wanted.named()
    if not everything:
        return opened.search(text, **named)
    del named["limit"], named["offset"]
    return opened.stream(text, **named)


def _print(pieces: Iterable[str], form: str, *, bom: bool = False) -> None:
    """Print the pieces of a format, each as soon as it is there."""
    if bom:
        click.echo("\ufeff", nl=False)
    for piece in pieces:
        click.echo(piece, nl=form not in ENDED)


def _print_citations(citations: Iterable[ReadyCitation], form: str) -> None:
    """Print citations, a blank line between them, or each as a line of JSON."""
    for at, citation in enumerate(citations):
        if form == "text":
            click.echo(f"\n{citation}" if at else str(citation))
        else:
            click.echo(json_text(citation.to_dict()))


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
@cite_option
@format_option(*FORMATS)
@bom_option
@index_option
@click.pass_context
def show(
    ctx: click.Context,
    /,
    key: str,
    cite: str | None,
    form: str,
    bom: bool,
    index_directory: Path,
    trust: bool,
) -> None:
    """Show a document, or one paragraph of it, with its notes, what it cites and what cites it.

    Example: duansou show 'A/RES/63/49#op2'
    """
    check_modes(ctx, SHOW_MODES)
    with open_index(index_directory, trust=trust) as opened:
        if cite is not None:
            _print_citations([opened.cite(key, cite)], form)
            return
        document, anchor = opened.resolve(key)
        references = opened.references(document, anchor) if form in WITH_REFERENCES else None
    shown = render_document(
        document,
        form,
        anchor=anchor,
        references=references,
        width=terminal_width(),
        colour=uses_colour(),
    )
    _print(shown, form, bom=bom)


INDEXING = (index, inspect, analyze)
SEARCHING = (search, show, serve, completion)
FOLLOWING = (cites, chain)
COMPARING = (diff, similar, quote)
UPKEEP = (status, verify, collect)
for command in (*INDEXING, *SEARCHING, *FOLLOWING, *COMPARING, *UPKEEP):
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
