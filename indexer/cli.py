"""The commands that read documents and write indexes: index, inspect, analyze.

What a command needs is imported when it runs: a search must not wait for readers and writers.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from functools import wraps
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indexer.confine import DEFAULT_LIMITS, SORTING_LIMITS, Limits
from indexer.document import SCHEMA
from indexer.errors import SourceError, SourceUndecodable
from indexer.interrupts import clearing_up
from indexer.typeset import counted, json_text, visible

if TYPE_CHECKING:
    from indexer.build_report import BuildReport
    from indexer.compare import Comparison
    from indexer.document import Diagnostic
    from indexer.find import Found
    from indexer.progress import Shown

__all__ = [
    "Command",
    "analyze",
    "index",
    "index_option",
    "inspect",
    "lock_wait_option",
    "terminal_width",
    "uses_colour",
]

LONGEST_TIME = 24 * 60 * 60
"""The seconds that reading a file may be given."""

MOST_JOBS = 64
"""The processes that may be asked for."""

OBJECTS_BETWEEN_COLLECTIONS = 200_000
"""How many more objects there are to be before garbage is looked for among them."""

LEAST_SORT_MEMORY = 448
"""The megabytes that sorting must at least be given: a paragraph may have a million characters."""

LONGEST_DICTIONARY = 8 * 1024 * 1024
"""The bytes a file of one's own words may have."""

Command = TypeVar("Command", bound=Callable[..., Any])


def _default_index() -> Path:
    """Return where the index is kept when nothing is said: the platform's user data directory."""
    import platformdirs

    try:
        folder = platformdirs.user_data_path("duansou").expanduser()
    except RuntimeError:
        raise click.UsageError(
            "there is no home directory; name the index directory by --index"
        ) from None
    return folder / "index"


def index_option(command: Command) -> Command:
    """Add --index, and --trust for an index that others may have written, to a command."""
    trust = click.option(
        "--trust",
        is_flag=True,
        envvar="DUANSOU_TRUST",
        show_envvar=True,
        help="Open the index even if others than you and root may write to it.",
    )
    return click.option(
        "--index",
        "index_directory",
        type=click.Path(path_type=Path, file_okay=False),
        envvar="DUANSOU_INDEX",
        show_envvar=True,
        default=_default_index,
        show_default="the user's data directory",
        help="The index directory.",
    )(trust(command))


class Seconds(click.FloatRange):
    """A number of seconds: what is not a number is none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return it; anything else is a usage error."""
        seconds = super().convert(value, param, ctx)
        return self.fail(f"{value} is no number", param, ctx) if isnan(seconds) else seconds


def lock_wait_option(command: Command) -> Command:
    """Add --lock-wait to a command that needs the builder's lock."""
    return click.option(
        "--lock-wait",
        type=Seconds(min=0),
        default=0,
        show_default=True,
        metavar="SECONDS",
        help="How long to wait for another build to end.",
    )(command)


def limit_options(command: Command) -> Callable[..., Any]:
    """Add --time-limit and --memory-limit to a command, which gets the limits they set."""

    @wraps(command)
    def within_limits(*given: Any, time_limit: float, memory_limit: int, **named: Any) -> Any:
        return command(*given, limits=Limits(time_limit, memory_limit), **named)

    memory = click.option(
        "--memory-limit",
        type=click.IntRange(min=64),
        default=DEFAULT_LIMITS.megabytes,
        show_default=True,
        metavar="MB",
        help="The memory that reading a file may take.",
    )
    time = click.option(
        "--time-limit",
        type=Seconds(min=0, min_open=True, max=LONGEST_TIME),
        default=DEFAULT_LIMITS.seconds,
        show_default=True,
        metavar="SECONDS",
        help="How long reading a file may take.",
    )
    return time(memory(within_limits))


def uses_colour() -> bool:
    """Say whether answers are coloured: on a terminal, unless NO_COLOR is set."""
    return _is_terminal() and not os.environ.get("NO_COLOR")


def terminal_width() -> int | None:
    """Return the columns of the terminal, or None where the answer goes to a file or a pipe."""
    return os.get_terminal_size(sys.stdout.fileno()).columns if _is_terminal() else None


def _is_terminal() -> bool:
    """Say whether standard output is one; it may also be closed."""
    return sys.stdout is not None and sys.stdout.isatty()


@click.command(no_args_is_help=True)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@index_option
@click.option("--rebuild", is_flag=True, help="Build anew even if nothing has changed.")
@click.option(
    "--dictionary",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A file of words to keep whole, one a line.",
)
@lock_wait_option
@click.option(
    "--jobs",
    type=click.IntRange(min=1, max=MOST_JOBS),
    metavar="N",
    help="How many processes read, and sort, at once; by default one less than there are cores.",
)
@click.option(
    "--sort-memory",
    type=click.IntRange(min=LEAST_SORT_MEMORY),
    default=SORTING_LIMITS.megabytes,
    show_default=True,
    metavar="MB",
    help="The memory that each process may take to sort what was read.",
)
@limit_options
@click.option(
    "--log-file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file to which a line is added for each build, also for one that fails.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Say what would be done, of each source with -v, and do nothing.",
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option(
    "-v",
    "--verbose",
    count=True,
    help="Say what became of each source; -vv names all that was noticed in it.",
)
def index(
    paths: tuple[Path, ...],
    index_directory: Path,
    trust: bool,
    rebuild: bool,
    dictionary: Path | None,
    lock_wait: float,
    jobs: int | None,
    sort_memory: int,
    limits: Limits,
    log_file: Path | None,
    dry_run: bool,
    quiet: bool,
    verbose: int,
) -> None:
    """Index documents, and the documents in folders.

    Only files that are new or have changed are read. The new index replaces the old one at once,
    when it is whole; searches go on meanwhile. If nothing has changed, nothing is done and nothing
    is said. A file that takes too long, or too much memory, is named and left out.

    Example: duansou index --time-limit 60 --memory-limit 1024 ~/resolutions report.txt
    """
    from indexer.build import build_index
    from indexer.find import find_sources
    from indexer.foresee import foresee
    from indexer.log_file import logged

    if dry_run:
        with _collecting_seldom():
            found, words = find_sources(paths), _words_of(dictionary)
            foreseen = foresee(index_directory, found, words, limits, rebuild=rebuild, trust=trust)
        _say_what_would_be_done(foreseen, found, in_full=verbose > 0)
        return

    with (
        clearing_up(),
        _collecting_seldom(),
        logged(log_file, index_directory) as log,
        _progress(quiet) as progress,
    ):
        report = build_index(
            index_directory,
            find_sources(paths),
            dictionary=_words_of(dictionary),
            lock_wait=lock_wait,
            rebuild=rebuild,
            limits=limits,
            trust=trust,
            jobs=jobs,
            memory=sort_memory,
            progress=progress,
        )
        log(report)
    _say_what_was_built(report, index_directory, quiet=quiet, verbose=verbose)
    if report.errors:
        raise click.exceptions.Exit(SourceError.exit_code)


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Look for garbage seldom: to look through what is known of ten thousand sources as often as
    usual takes as long as to compare them.
    """
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _progress(quiet: bool) -> AbstractContextManager[Shown | None]:
    """Return what shows how far a build is; it is None where nobody would see it, or wants to."""
    from indexer.progress import Shown, can_show

    return Shown(sys.stderr) if not quiet and can_show(sys.stderr) else nullcontext()


def _words_of(path: Path | None) -> tuple[str, ...]:
    """Return the words of a user dictionary, if any, sorted; a line's first word counts."""
    from indexer.readers import read_bytes

    if path is None:
        return ()
    try:
        lines = read_bytes(path, str(path), LONGEST_DICTIONARY).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise SourceUndecodable(str(path), f"not UTF-8 at byte {error.start}") from None
    return tuple(sorted({words[0] for line in lines if (words := line.split())}))


def _say_what_would_be_done(comparison: Comparison, found: Found, *, in_full: bool) -> None:
    """Tell stdout what a build would do, and stderr which paths cannot be looked at."""
    from indexer.foresee import lines_of

    for error in found.errors:
        click.echo(f"duansou: {visible(str(error))}", err=True)
    for line in lines_of(comparison, with_names=in_full):
        click.echo(line)
    if found.errors:
        raise click.exceptions.Exit(SourceError.exit_code)


def _say_what_was_built(report: BuildReport, directory: Path, *, quiet: bool, verbose: int) -> None:
    """Tell stderr what could not be read, and what was built."""
    for error in report.errors:
        click.echo(f"duansou: {visible(str(error))}", err=True)
    if verbose:
        _say_what_was_noticed(report, in_full=verbose > 1)
    if report.ignored and verbose:
        click.echo(f"{counted(report.ignored, 'file')} of other formats left alone", err=True)
    if report.changed and report.reason and not quiet:
        click.echo(f"Built anew: {visible(report.reason)}", err=True)
    if report.changed and not quiet:
        counts = (
            counted(report.documents, "document"),
            counted(report.paragraphs, "paragraph"),
            counted(report.footnotes, "footnote"),
        )
        click.echo(f"Indexed {', '.join(counts)} into {visible(str(directory))}", err=True)


def _say_what_was_noticed(report: BuildReport, *, in_full: bool) -> None:
    """Tell stderr of each source what it has, and all that was noticed in it or how often what."""
    noticed: dict[str, list[Diagnostic]] = {}
    for name, diagnostic in report.diagnostics if in_full else ():
        noticed.setdefault(name, []).append(diagnostic)
    for name, tally in report.tallies:
        click.echo(f"{visible(name)}: {tally}", err=True)
        for diagnostic in noticed.get(name, ()):
            where = visible(f"{name}:{diagnostic.place}")
            click.echo(f"{where}: {diagnostic.code}: {visible(diagnostic.message)}", err=True)


@click.command(no_args_is_help=True)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@limit_options
def inspect(file: Path, form: str, limits: Limits) -> None:
    """Show what the parser makes of a file.

    Paragraphs with their labels and marks, notes with the paragraphs that cite them, and all that
    could not be told for certain, with its line. Of JSON Lines, the first paragraphs.

    Example: duansou inspect a-res-63-49.txt
    """
    from indexer.messages import Errand
    from indexer.report import ReportStyle
    from indexer.workers import Workers

    style = ReportStyle(form == "json", terminal_width(), uses_colour())
    with (
        clearing_up(),
        Workers(limits, jobs=1) as workers,
        closing(workers.run([Errand(file, file.name or str(file), style)])) as readings,
    ):
        for reading in readings:
            for piece in reading.messages:
                click.echo(piece, nl=False)
            if reading.error:
                raise reading.error


@click.command(no_args_is_help=True)
@click.argument("text", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def analyze(text: tuple[str, ...], form: str) -> None:
    """Show how a text is folded and cut into tokens.

    Texts and queries alike are, save for the words of an index's own dictionary.

    Example: duansou analyze '國際法院１９９６年７月８日'
    """
    from indexer.folding import fold
    from indexer.segmenter import Segmenter

    folded = fold(" ".join(text))
    tokens = Segmenter().tokens(folded)
    if form == "json":
        rows = [[token.text, token.start, token.end] for token in tokens]
        answer = {"schema": SCHEMA, "folded": folded, "tokens": rows}
        click.echo(json_text(answer, indent=2))
        return
    click.echo(visible(folded))
    for token in tokens:
        click.echo(f"{token.start:>5} {token.end:>5}  {visible(token.text)}")
