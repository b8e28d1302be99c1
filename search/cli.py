"""The `duansou` command: search and show, and the indexer's commands beside them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from indexer.cli import analyze, index, index_option, inspect, terminal_width, uses_colour
from indexer.errors import DuansouError, NotFound
from indexer.typeset import visible

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
            click.echo(f"duansou: {visible(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            # Whoever read the answer has had enough; nothing more is written, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(PIPE_CLOSED)
        return result


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="duansou", prog_name="duansou")
def duansou() -> None:
    """Full-text search over Chinese documents, paragraph by paragraph, with their footnotes.

    Example: duansou index resolutions/ && duansou search 核裁军 谈判
    """


@click.command(context_settings={"ignore_unknown_options": True}, no_args_is_help=True)
@click.argument("query", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--limit", type=click.IntRange(0, 10_000), default=10, show_default=True)
@click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@index_option
def search(
    query: tuple[str, ...], limit: int, offset: int, form: str, index_directory: Path
) -> None:
    """Find paragraphs.

    Words side by side are all required; "…" is found exactly as it stands; AND OR NOT ( ) and -word
    combine. 63/49, A/RES/63/49#op2 and '63/49 第2段' are looked up.

    Example: duansou search '"核武器" 谈判 -遗憾'
    """
    from search import open_index
    from search.output import render

    _refuse_unknown_options(query)
    with open_index(index_directory) as opened:
        answer = opened.search(" ".join(query), limit=limit, offset=offset)
    for line in render(answer, form, width=terminal_width(), colour=uses_colour()):
        click.echo(line, nl=form != "csv")
    if not answer.total:
        raise click.exceptions.Exit(NOTHING_FOUND)


def _refuse_unknown_options(query: tuple[str, ...]) -> None:
    """Refuse a word like --fromat: `-word` excludes a word, but two dashes are a slip."""
    for word in query:
        if word.startswith("--") and len(word) > 2 and word[2:3].isascii():
            raise click.NoSuchOption(word.partition("=")[0])


@click.command(no_args_is_help=True)
@click.argument("key", metavar="KEY[#ANCHOR]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@index_option
def show(key: str, form: str, index_directory: Path) -> None:
    """Show a document, or one paragraph of it, with its notes.

    Example: duansou show 'A/RES/63/49#op2'
    """
    from search import open_index
    from search.output import render_document

    name, _, anchor = key.partition("#")
    with open_index(index_directory) as opened:
        document = opened.document(name)
    anchors = {part.anchor for part in document.paragraphs}
    anchors |= {note.anchor for note in document.footnotes}
    if anchor and anchor not in anchors:
        raise NotFound(f"{document.key} has no paragraph or note {anchor!r}")
    for line in render_document(
        document, form, anchor=anchor or None, width=terminal_width(), colour=uses_colour()
    ):
        click.echo(line)


for command in (index, search, show, inspect, analyze):
    duansou.add_command(command)


def main() -> None:
    """Run the command line; what it prints is UTF-8 wherever it goes."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    duansou(prog_name="duansou")
