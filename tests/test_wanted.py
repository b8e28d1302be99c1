"""What cannot be wanted of an answer is refused, and every limit is one that holds."""

from __future__ import annotations

import re
from typing import Any

import pytest

from search.wanted import FACETS, LEAST_WIDTH, MAX_LIMIT, MAX_WIDTH, MAX_WINDOWS, ORDERS, Wanted


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"limit": -1}, "limit is -1; it can be 0 to 10,000"),
        ({"limit": MAX_LIMIT + 1}, "limit is 10001; it can be 0 to 10,000"),
        ({"offset": -1}, "offset is -1; it cannot be negative"),
        ({"windows": 0}, "windows is 0; it can be 1 to 20"),
        ({"windows": MAX_WINDOWS + 1}, "windows is 21; it can be 1 to 20"),
        ({"width": LEAST_WIDTH - 1}, "width is 19; it can be 20 to 10,000"),
        ({"width": MAX_WIDTH + 1}, "width is 10001; it can be 20 to 10,000"),
        ({"sort": "best"}, "there is no sort 'best'; it can be relevance, date, -date, symbol"),
        ({"facets": ("year", "colour")}, "there is no facet 'colour'; it can be year, session"),
        ({"facets": "year"}, "there is no facet 'y'"),
    ],
)
def test_what_cannot_be_wanted_is_refused(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        Wanted(**asked)


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": MAX_LIMIT, "offset": 10**12},
        {"windows": MAX_WINDOWS, "width": MAX_WIDTH},
        {"width": LEAST_WIDTH, "facets": FACETS, "group": True},
        *({"sort": order} for order in ORDERS),
    ],
)
def test_what_can_be_wanted_is_as_it_was_asked_for(asked: dict[str, Any]) -> None:
    wanted = Wanted(**asked)
    assert {name: getattr(wanted, name) for name in asked} == asked
