"""A build that is killed at any step leaves the old generation or the new, whole, and no rest."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from intercept import CHANGES, Action, Call, Fault, Kind
from stage import IN_SHORT, Site, Stage

FEW = 2
"""So many steps are enough for the short version."""

BEYOND = 5
"""So many calls a build may make more than the one that was looked at."""

PLACING = Kind.RENAME | Kind.UNLINK | Kind.LINK | Kind.RMDIR | Kind.SYNC
"""By these calls what was built is put in place."""


@pytest.mark.reliability
def test_a_build_killed_at_any_step_leaves_the_old_index_or_the_new(stage: Stage) -> None:
    faults = list(steps(stage.calls_of(CHANGES)))
    assert len(faults) > 200
    stage.on_every_site(lambda site, fault: survives(stage, site, fault), faults)


@IN_SHORT
def test_a_build_killed_at_a_few_steps_leaves_the_old_index_or_the_new(stage: Stage) -> None:
    calls = stage.calls_of(CHANGES)
    faults = [
        fault
        for fault in steps(calls)
        if fault.number <= len(calls) and calls[fault.number - 1].kind in PLACING
    ]
    chosen = random.Random(stage.kind.name).sample(faults[-40:], FEW)
    stage.on_every_site(lambda site, fault: survives(stage, site, fault), chosen)


def steps(calls: Sequence[Call]) -> Iterator[Fault]:
    """Yield before and after each call, and after the end.

    After one of several writes to one file nothing is other than before the next of them. Processes
    write side by side, so that one build makes a few calls more than another.
    """
    for number, call in enumerate(calls, 1):
        yield Fault(Action.KILL_BEFORE, number)
        follows = calls[number] if number < len(calls) else None
        if follows is None or (call.kind, call.path) != (follows.kind, follows.path):
            yield Fault(Action.KILL_AFTER, number)
    for number in range(len(calls) + 1, len(calls) + 1 + BEYOND):
        yield Fault(Action.KILL_AFTER, number)


def survives(stage: Stage, site: Site, fault: Fault) -> None:
    """Kill a build at a step; look at what is left, and build again."""
    outcome = stage.disturbed(site, fault)
    expected = {"old", "new"} if outcome.acted else {"new"}
    assert outcome.code == (-9 if outcome.acted else stage.code)
    assert stage.found(site.index) in expected
    assert stage.healed(site) == ("new", stage.left)
