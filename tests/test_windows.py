"""Of a long paragraph, windows around what was found are shown: as many and as wide as wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wanted import MAX_WINDOWS, USUAL_WIDTH
from search.windows import REACH, Frame, windows_of

BLANK = "一" * 300
TEXT = f"{BLANK}核裁军{BLANK}谈判{BLANK}核武器{BLANK}"
SPANS = ((300, 303), (603, 605), (905, 908))


@pytest.mark.parametrize(
    ("windows", "shown"),
    [
        (1, ["核裁军"]),
        (2, ["核裁军", "核武器"]),
        (3, ["核裁军", "谈判", "核武器"]),
        (9, ["核裁军", "谈判", "核武器"]),
    ],
)
def test_so_many_windows_are_shown_in_the_order_of_the_text(windows: int, shown: list[str]) -> None:
    cut = [TEXT[start:end] for start, end in windows_of(TEXT, SPANS, 0, Frame(windows))]
    assert [part.replace("一", "") for part in cut] == shown


@pytest.mark.parametrize("width", [20, 50, 160, 400])
def test_a_window_is_about_as_wide_as_wanted(width: int) -> None:
    [(start, end)] = windows_of(TEXT, SPANS[:1], 0, Frame(1, width))
    assert abs(end - start - width) <= 2 * REACH


def test_windows_that_touch_are_one() -> None:
    text = f"{BLANK}核裁军{'一' * 150}谈判{BLANK}"
    spans = ((300, 303), (453, 455))
    [(start, end)] = windows_of(text, spans, 0, Frame(2))
    assert start < 300
    assert end > 455


@pytest.mark.parametrize(("length", "parts"), [(125, 1), (126, 0)])
def test_a_text_is_shown_whole_rather_than_without_less_than_a_quarter(
    length: int, parts: int
) -> None:
    whole = windows_of("一" * length, (), 0, Frame(3, 100)) == ((0, length),)
    assert whole is bool(parts)


def test_where_nothing_is_highlighted_one_window_is_shown_around_the_mark() -> None:
    [(start, end)] = windows_of(BLANK, (), 150, Frame(MAX_WINDOWS, 40))
    assert start < 150 < end


@given(
    st.text("一，。 a", max_size=900),
    st.lists(st.integers(0, 900), max_size=20),
    st.integers(1, MAX_WINDOWS),
    st.integers(20, USUAL_WIDTH),
)
def test_windows_are_within_the_text_in_order_and_apart(
    text: str, places: list[int], windows: int, width: int
) -> None:
    spans = tuple((at, at + 1) for at in sorted(set(places)) if at < len(text))
    found = windows_of(text, spans, 0, Frame(windows, width))
    assert 1 <= len(found) <= windows
    bounds = [bound for window in found for bound in window]
    assert bounds == sorted(bounds)
    assert bounds[0] >= 0
    assert bounds[-1] <= len(text)
    assert len({*bounds}) == len(bounds) or not text
    if spans:
        assert any(start <= first and last <= end for first, last in spans for start, end in found)
