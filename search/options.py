"""The options by which a search is told what is wanted of its answer, and which go together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from indexer.cli import Command
from indexer.typeset import visible
from search.completion import complete_facets, complete_query
from search.wanted import (
    FACETS,
    LEAST_WIDTH,
    MAX_LIMIT,
    MAX_WIDTH,
    MAX_WINDOWS,
    ORDERS,
    USUAL_WIDTH,
    Wanted,
)
from search.written import FORMATS, STYLES

__all__ = [
    "SEARCH_MODES",
    "SHOW_MODES",
    "bom_option",
    "check_modes",
    "cite_option",
    "format_option",
    "synonyms_option",
    "version_option",
    "wanted_options",
]


def _tell_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Say which version this is, and whether its loops are compiled."""
    if not asked or ctx.resilient_parsing:
        return
    # No other command needs to have these loaded.
    from importlib.metadata import version

    from indexer.compiled import COMPILED as BUILDING
    from search.compiled import COMPILED as SEARCHING

    loops = "compiled" if BUILDING and SEARCHING else "not compiled"
    click.echo(f"duansou, version {version('duansou')}, loops {loops}")
    ctx.exit()


version_option = click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_tell_version,
    help="Show the version and exit.",
)
"""What Duansou says of itself."""


def _names_of(ctx: click.Context, parameter: click.Parameter, typed: str) -> tuple[str, ...]:
    """Return the facets that were typed, commas between them, each once."""
    names = tuple(dict.fromkeys(filter(None, map(str.strip, typed.split(",")))))
    for name in names:
        if name not in FACETS:
            known = ", ".join(FACETS)
            raise click.BadParameter(f"{visible(name)!r} is none of {known}", ctx, parameter)
    return names


OPTIONS = (
    click.option(
        "--where",
        default="",
        metavar="QUERY",
        shell_complete=complete_query,
        help="Search only what this query finds, as 'year:2005..2008 -kind:title'.",
    ),
    click.option(
        "--sort",
        type=click.Choice(ORDERS),
        default="relevance",
        show_default=True,
        help="The order of hits; -date has the latest first.",
    ),
    click.option("--limit", type=click.IntRange(0, MAX_LIMIT), default=10, show_default=True),
    click.option("--offset", type=click.IntRange(min=0), default=0, show_default=True),
    click.option("--group", is_flag=True, help="Each document once, with its first hit."),
    click.option(
        "--facets",
        callback=_names_of,
        default="",
        metavar="NAME,…",
        shell_complete=complete_facets,
        help=f"Count all that is found by: {', '.join(FACETS)}.",
    ),
    click.option(
        "--snippets",
        "windows",
        type=click.IntRange(1, MAX_WINDOWS),
        default=1,
        show_default=True,
        help="How many excerpts of a long paragraph.",
    ),
    click.option(
        "--width",
        type=click.IntRange(LEAST_WIDTH, MAX_WIDTH),
        default=USUAL_WIDTH,
        show_default=True,
        help="About how many characters an excerpt has.",
    ),
)
"""What may be wanted of an answer, each by the name that `Wanted` has for it."""


def format_option(*forms: str) -> Callable[[Command], Command]:
    """Return the option that names one of some formats; the first is usual."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(forms),
        default=forms[0],
        show_default=True,
        help="How it is printed; all but text is for other programs.",
    )


synonyms_option = click.option(
    "--synonyms",
    type=click.Path(path_type=Path),
    envvar="DUANSOU_SYNONYMS",
    metavar="FILE",
    help="A list of your own: 不扩散条约 = NPT, a line each.",
)

cite_option = click.option(
    "--cite",
    type=click.Choice(STYLES),
    help="Ready citations, as in UN documents, by GB/T 7714-2015, or in Markdown.",
)

bom_option = click.option(
    "--bom", is_flag=True, help="A byte order mark before CSV, by which Excel knows UTF-8."
)


def wanted_options(command: Command) -> Callable[..., Any]:
    """Add what may be wanted of an answer to a command, which gets it as one `Wanted`."""

    @wraps(command)
    def with_wanted(*given: Any, **named: Any) -> Any:
        wanted = Wanted(**{each.name: named.pop(each.name) for each in fields(Wanted)})
        return command(*given, wanted=wanted, **named)

    for option in reversed(OPTIONS):
        with_wanted = option(with_wanted)
    return with_wanted


@dataclass(frozen=True, slots=True)
class Mode:
    """A flag that changes what a command prints: the formats and options that go with it."""

    flag: str
    forms: tuple[str, ...]
    options: tuple[str, ...]

    def check(self, ctx: click.Context) -> None:
        """Refuse what does not go with it."""
        form = ctx.params["form"]
        if form not in self.forms:
            raise click.UsageError(f"{self.flag} is printed as {' or '.join(self.forms)}")
        for option in ctx.command.params:
            name = option.name or ""
            given = ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE
            if given and name not in (*EVERY_MODE, *self.options):
                raise click.UsageError(f"{self.flag} does not go with {option.opts[0]}")


EVERY_MODE = ("query", "key", "where", "form", "index_directory", "trust", "synonyms")
SEARCH_MODES = {
    "everything": Mode(
        "--all",
        tuple(form for form in FORMATS if form != "json"),
        ("everything", "sort", "group", "facets", "windows", "width", "bom", "cite"),
    ),
    "cite": Mode(
        "--cite", ("text", "jsonl"), ("cite", "everything", "limit", "offset", "sort", "group")
    ),
    "bom": Mode(
        "--bom",
        ("csv",),
        ("bom", "everything", "limit", "offset", "sort", "group", "windows", "width"),
    ),
    "explain": Mode("--explain", ("text", "json"), ("explain", "limit", "offset")),
    "why": Mode("--why", ("text", "json"), ("why",)),
}
SHOW_MODES = {
    "cite": Mode("--cite", ("text", "json"), ("cite",)),
    "bom": Mode("--bom", ("csv",), ("bom",)),
}


def check_modes(ctx: click.Context, modes: Mapping[str, Mode]) -> None:
    """Refuse what does not go with each of the modes that was asked for."""
    for name, mode in modes.items():
        if ctx.params[name] not in (None, False):
            mode.check(ctx)
