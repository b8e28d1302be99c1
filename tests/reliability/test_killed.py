"""A build that is killed at any step leaves the old generation or the new, whole, and no rest."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from intercept import Action, Call, Fault, Kind
from stage import KINDS, Site, Stage, on_stage

FEW = 6
"""So many steps are enough for the short version."""


@pytest.fixture(scope="module", params=KINDS, ids=lambda kind: kind.name)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with on_stage(request.param, tmp_path_factory.mktemp("killed")) as stage:
        yield stage


@pytest.mark.reliability
def test_a_build_killed_at_any_step_leaves_the_old_index_or_the_new(stage: Stage) -> None:
    assert stage.on_every_site(lambda site, fault: survives(stage, site, fault), steps(stage.calls)) > 200


def test_a_build_killed_at_a_few_steps_leaves_the_old_index_or_the_new(stage: Stage) -> None:
    telling = [
        number for number, call in enumerate(stage.calls, 1)
        if call.kind in Kind.RENAME | Kind.UNLINK | Kind.RMDIR | Kind.LINK | Kind.SYNC
    ]
    chosen = random.Random(5).sample(telling[-30:], FEW)
    faults = [Fault(Action.KILL_BEFORE, number) for number in chosen]
    stage.on_every_site(lambda site, fault: survives(stage, site, fault), faults)


def steps(calls: Sequence[Call]) -> Iterator[Fault]:
    """Yield before and after each call.

    After one of several writes to one file nothing is other than before the next of them.
    """
    for number, call in enumerate(calls, 1):
        yield Fault(Action.KILL_BEFORE, number)
        follows = calls[number] if number < len(calls) else None
        if follows is None or (call.kind, call.path) != (follows.kind, follows.path):
            yield Fault(Action.KILL_AFTER, number)


def survives(stage: Stage, site: Site, fault: Fault) -> None:
    """Kill a build at a step; look at what is left, and build again."""
    outcome = stage.disturbed(site, fault)
    if not outcome.acted:
        # Which process is first is not the same each time, and so the number of calls.
        assert stage.found(site.index) == "new"
        return
    where = f"{fault.action.name} of call {fault.number}"
    assert outcome.code == -9, where
    assert stage.found(site.index) in ("old", "new"), where
    assert stage.healed(site) == ("new", stage.left), where
