"""A stage for each kind of build, set once for all tests that disturb one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from stage import KINDS, Stage, on_stage


@pytest.fixture(scope="session", params=KINDS, ids=str)
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    with on_stage(request.param, tmp_path_factory.mktemp(request.param.name)) as stage:
        yield stage
