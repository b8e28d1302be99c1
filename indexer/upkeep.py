"""The commands that look after an index: status, verify, gc."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from indexer.cli import index_option, lock_wait_option
from indexer.document import SCHEMA
from indexer.errors import IndexDamaged, IndexNotWritable
from indexer.typeset import counted, json_text, visible

if TYPE_CHECKING:
    from indexer.state import Other, State
    from indexer.sweep import Sweep
    from indexer.verify import Verified

__all__ = ["gc", "status", "verify"]

TOO_OLD = 1
"""The exit code of `status` where an index is older than it may be."""

# 90m, 26h, 7d
DURATION = re.compile(r"(?P<count>[0-9]{1,6})(?P<unit>[smhd])\Z")

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Command = TypeVar("Command", bound=Callable[..., Any])


def _duration(_: click.Context, __: click.Parameter, value: str | None) -> timedelta | None:
    """Return a length of time as 90m, 26h or 7d; anything else is a usage error."""
    if value is None:
        return None
    found = DURATION.match(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no length of time as 90m, 26h or 7d")
    return timedelta(**{UNITS[found["unit"]]: int(found["count"])})


def format_option(command: Command) -> Command:
    """Add --format, text or JSON, to a command."""
    return click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")(
        command
    )


@click.command()
@index_option
@click.option(
    "--max-age",
    callback=_duration,
    metavar="DURATION",
    help="Exit with 1 where no build succeeded for longer than that: 90m, 26h, 7d.",
)
@format_option
def status(index_directory: Path, trust: bool, max_age: timedelta | None, form: str) -> None:
    """Show what the index holds, since when, and whether somebody builds.

    An index is confirmed when a build succeeds, or finds that nothing has changed.

    Example: duansou status --max-age 26h
    """
    from indexer.state import state_of

    state = state_of(index_directory, trust=trust)
    age = state.age(datetime.now(UTC))
    if form == "json":
        seconds = int(age.total_seconds())
        click.echo(json_text({"schema": SCHEMA, **state.to_dict(), "age": seconds}, indent=2))
    else:
        for line in _told(state, age):
            click.echo(visible(line))
    # What is confirmed in a day to come was confirmed by a clock that goes wrong.
    if max_age is not None and abs(age) > max_age:
        place = visible(str(index_directory))
        click.echo(f"duansou: {place}: last confirmed {_ago(age)}", err=True)
        raise click.exceptions.Exit(TOO_OLD)


def _told(state: State, age: timedelta) -> Iterator[str]:
    """Yield the lines that tell of an index."""
    counts = (counted(number, name.removesuffix("s")) for name, number in state.counts.items())
    errors = f", {state.unread:,} with errors" if state.unread else ""
    segments = ", ".join(f"{count:,}" for _, count in state.segments)
    versions = (f"{name} {value[:12]}" for name, value in state.fingerprint.items())
    yield f"{state.index}: {state.generation}"
    yield f"  holds      {', '.join(counts) or 'what was never counted'}"
    yield f"  sources    {state.sources:,}{errors}"
    yield f"  built      {state.built.isoformat()}"
    yield f"  confirmed  {state.confirmed.isoformat()}, {_ago(age)}"
    yield f"  segments   {len(state.segments)}, of {segments} paragraphs"
    yield f"  on disk    {state.bytes:,} bytes"
    yield f"  building   {_builder(state)}"
    for other in state.others:
        yield f"  old        {other.name}, {other.bytes:,} bytes, {_held(other)}"
    yield f"  made with  {', '.join(versions)}"


def _builder(state: State) -> str:
    if state.is_building is None:
        return f"perhaps {state.builder}" if state.builder else "not known: the lock is not yours"
    return str(state.builder or "somebody") if state.is_building else "nobody"


def _held(other: Other) -> str:
    if other.is_held is None:
        return "perhaps held by a reader"
    return "held by a reader" if other.is_held else "held by nobody"


def _ago(age: timedelta) -> str:
    """Return how long ago something was, in the largest unit of which it is two at least."""
    seconds = int(abs(age).total_seconds())
    units = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
    length, unit = next((each for each in units if seconds >= 2 * each[0]), units[-1])
    return f"{counted(seconds // length, unit)} {'ago' if age >= timedelta(0) else 'from now'}"


@click.command()
@index_option
@click.option("--full", is_flag=True, help="Segment every paragraph again, not only some.")
@format_option
def verify(index_directory: Path, trust: bool, full: bool, form: str) -> None:
    """Look whether the index is whole and right, and name each fault.

    Every file, every list and every stored paragraph is looked at; some paragraphs, or all, are
    segmented again as a build does. It takes seconds for each hundred megabytes, with --full as
    long as two builds.

    Example: duansou verify --full
    """
    from indexer.verify import verify as verified

    found = verified(index_directory, full=full, trust=trust)
    if form == "json":
        click.echo(json_text({"schema": SCHEMA, **found.to_dict()}, indent=2))
    else:
        for line in _verified(found):
            click.echo(visible(line))
    if not found.is_sound:
        faults = counted(len(found.faults) + sum(found.unnamed.values()), "fault")
        raise IndexDamaged(f"{index_directory}: {faults}")


def _verified(found: Verified) -> Iterator[str]:
    """Yield the faults, or the line that says that there are none."""
    yield from map(str, found.faults)
    for file, count in found.unnamed.items():
        yield f"{file}: and {counted(count, 'fault')} more"
    if found.is_sound:
        of = f"{counted(found.segments, 'segment')}, {counted(found.paragraphs, 'paragraph')}"
        yield f"{found.generation} is sound: {of}, {found.retokenised:,} of them segmented again"


@click.command()
@index_option
@click.option("--dry-run", is_flag=True, help="Remove nothing; say what would be removed.")
@lock_wait_option
@format_option
def gc(index_directory: Path, trust: bool, dry_run: bool, lock_wait: float, form: str) -> None:
    """Remove what nobody needs: old generations that no reader has open, and what builds left.

    Each build does so too; this is for the time in between.

    Example: duansou gc --dry-run
    """
    from indexer.sweep import collect

    swept = collect(index_directory, lock_wait=lock_wait, trust=trust, dry_run=dry_run)
    if form == "json":
        click.echo(json_text(_swept_dict(swept, dry_run=dry_run), indent=2))
    else:
        done = "Would remove" if dry_run else "Removed"
        for each in swept.removed:
            click.echo(f"{done} {each.name}, {each.bytes:,} bytes")
        for name in swept.held:
            click.echo(f"Left {name}, which a reader has open")
    if swept.stuck:
        names = ", ".join(each.name for each in swept.stuck)
        raise IndexNotWritable(f"{index_directory}: could not be removed: {names}")


def _swept_dict(swept: Sweep, *, dry_run: bool) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "dry_run": dry_run,
        "removed": [{"name": each.name, "bytes": each.bytes} for each in swept.removed],
        "stuck": [each.name for each in swept.stuck],
        "held": list(swept.held),
        "bytes": sum(each.bytes for each in swept.removed),
    }
