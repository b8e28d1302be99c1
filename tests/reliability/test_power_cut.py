"""When the power is cut, the index that is found is the old or the new one, and can be built anew."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from disk import Disk
from intercept import CHANGES, Call, Kind
from stage import IN_SHORT, INDEX, KINDS, Site, Stage

from indexer.errors import IndexDamaged

CUTS = 1_000
"""So many moments at which the power is cut, of all kinds of builds together."""

FEW = 2

AT_THE_END = 60
"""In the last so many calls, in which what was built is put in place, the power is cut as often as
in all before."""


@pytest.mark.reliability
def test_whatever_a_disk_holds_after_a_power_cut_is_the_old_index_or_the_new(stage: Stage) -> None:
    cuts = range(CUTS // len(KINDS) + 1)
    stage.on_every_site(lambda site, cut: survives(stage, site, cut), cuts)


@IN_SHORT
def test_what_a_disk_holds_after_a_few_power_cuts_is_the_old_index_or_the_new(stage: Stage) -> None:
    stage.on_every_site(lambda site, cut: survives(stage, site, cut), range(FEW))


@IN_SHORT
def test_without_syncing_a_power_cut_would_do_harm(stage: Stage) -> None:
    unsynced = stage.calls_of(CHANGES & ~Kind.SYNC)
    site, found = stage.sites[0], []
    for number in range(20):
        lay_out(stage, site, unsynced, Random(number))
        try:
            found.append(stage.found(site.index))
        except IndexDamaged:
            found.append("damaged")
    assert "damaged" in found


def survives(stage: Stage, site: Site, number: int) -> None:
    """Cut the power at a moment that chance, begun with the number, chooses; build again."""
    random, calls = Random(number), stage.calls_of(CHANGES)
    cut = random.choice(
        (random.randint(0, len(calls)), random.randint(len(calls) - AT_THE_END, len(calls)))
    )
    lay_out(stage, site, calls[:cut], random)
    expected = {"new"} if cut >= certainly_new(calls) else {"old", "new"}
    where = f"after call {cut} of {len(calls)}"
    assert stage.found(site.index) in expected, where
    assert stage.healed(site) == ("new", stage.left), where


def lay_out(stage: Stage, site: Site, calls: Sequence[Call], random: Random) -> None:
    """Make the site's index what a disk may hold after the calls."""
    root, made = (
        stage.sites[0].index.parent,
        site.index.parent.with_name(f"{site.index.parent.name}-disk"),
    )
    disk = Disk(root, stage.before)
    for call in calls:
        disk.do(call)
    disk.after_a_cut(random, made)
    shutil.rmtree(site.index, ignore_errors=True)
    if (made / INDEX).exists():
        (made / INDEX).rename(site.index)
    shutil.rmtree(made)


def certainly_new(calls: Sequence[Call]) -> int:
    """Return after how many calls only the new index may be found: CURRENT's folder was synced."""
    swapped = next(n for n, call in enumerate(calls) if call.other.endswith("/CURRENT"))
    folder = str(Path(calls[swapped].other).parent)
    return next(
        number
        for number, call in enumerate(calls[swapped:], swapped + 1)
        if (call.kind, call.path) == (Kind.SYNC, folder)
    )
