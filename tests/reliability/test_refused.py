"""A build to which the system refuses anything leaves the old index, or succeeds; it says why in a line."""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass

import pytest
from intercept import CHANGES, Action, Fault, Kind
from stage import IN_SHORT, KINDS, Site, Stage, first_of_each_run

from indexer.errors import IndexNotWritable

FEW = 2

GROWING = Kind.OPEN | Kind.WRITE | Kind.SYNC | Kind.RENAME | Kind.LINK | Kind.MKDIR | Kind.TRUNCATE
OPENING = Kind.OPEN | Kind.READ


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is refused, from one call on or once, and the error that is given."""

    error: int
    action: Action
    kinds: Kind

    def __str__(self) -> str:
        return f"{errno.errorcode[self.error]}-{self.action.name}"


REFUSALS = (
    Refusal(errno.ENOSPC, Action.FAIL_ON, GROWING),
    Refusal(errno.EDQUOT, Action.FAIL_ONCE, GROWING),
    Refusal(errno.EIO, Action.FAIL_ONCE, CHANGES | Kind.READ),
    Refusal(errno.EIO, Action.FAIL_ON, CHANGES | Kind.READ),
    Refusal(errno.EMFILE, Action.FAIL_ONCE, OPENING),
    Refusal(errno.EMFILE, Action.FAIL_ON, OPENING),
    Refusal(errno.EPERM, Action.FAIL_ONCE, CHANGES),
)

LOOKED_AT = [
    (kind, refusal)
    for kind in KINDS
    for refusal in REFUSALS
    if kind is KINDS[-1] or refusal in (REFUSALS[0], REFUSALS[2])
]
"""Everything is refused to the kind of build that does most; to the others what happens most."""


@pytest.mark.reliability
@pytest.mark.parametrize(("stage", "refusal"), LOOKED_AT, ids=str, indirect=["stage"])
def test_whatever_call_is_refused_the_old_index_stays_or_the_new_is_whole(
    stage: Stage, refusal: Refusal
) -> None:
    faults = [
        Fault(refusal.action, number, refusal.kinds, refusal.error)
        for number in first_of_each_run(stage.calls_of(refusal.kinds))
    ]
    stage.on_every_site(lambda site, fault: survives(stage, site, fault), faults)


@IN_SHORT
def test_when_a_few_calls_are_refused_the_old_index_stays_or_the_new_is_whole(stage: Stage) -> None:
    chance = random.Random(stage.kind.name)
    faults = [
        Fault(
            refusal.action,
            chance.randint(1, len(stage.calls_of(refusal.kinds))),
            refusal.kinds,
            refusal.error,
        )
        for refusal in chance.sample(REFUSALS, FEW)
    ]
    stage.on_every_site(lambda site, fault: survives(stage, site, fault), faults)


def survives(stage: Stage, site: Site, fault: Fault) -> None:
    """Refuse a call, or all from one on; look at what is left, and build again."""
    outcome = stage.disturbed(site, fault)
    if outcome.code == IndexNotWritable.exit_code:
        assert outcome.errors.startswith("duansou: "), outcome.errors
        assert outcome.errors.count("\n") == 1, outcome.errors
        assert stage.found(site.index) == "old", outcome.errors
    else:
        assert outcome.code == stage.code, outcome.errors
        assert stage.found(site.index) == "new", outcome.errors
    assert stage.healed(site) == ("new", stage.left), outcome.errors
