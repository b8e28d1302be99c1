"""No pattern can take time that grows faster than its text: told by its form, without a clock.

What can be told so is the usual reasons: a repetition without limit within another, and one that
is looked for from every place of a text though what must follow it may fail. How patterns really
grow is measured by `benchmarks/patterns.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from benchmarks.pattern_parts import Part, is_endless, parts_of, within
from benchmarks.patterns import Found, found_patterns

SAFE = {
    # Each run within begins with a joint, . or /, which is in none of the runs; nothing must follow.
    "indexer.segmenter.RUN": {"nested", "sought"},
    # A string without an end goes to the end of the text: what must follow is always there.
    "indexer.readers.json_lines.STRING": {"sought"},
    "search.pieces.PIECE": {"sought"},
    "search.query.LEAF": {"sought"},
}

PATTERNS = list(found_patterns())


def faults(pattern: re.Pattern[str], uses: Sequence[str]) -> set[str]:
    parts = parts_of(pattern)
    sought = any(use != "match" for use in uses)
    return {
        *(["nested"] if has_nested(parts) else []),
        *(["sought"] if sought and has_endless_before_the_end(parts) else []),
    }


def has_endless(parts: Sequence[Part]) -> bool:
    return any(is_endless(part) or any(map(has_endless, within(part))) for part in parts)


def has_nested(parts: Sequence[Part]) -> bool:
    return any(
        any(has_nested(each) or (is_endless(part) and has_endless(each)) for each in within(part))
        for part in parts
    )


def has_endless_before_the_end(parts: Sequence[Part]) -> bool:
    return has_endless(parts[:-1]) or any(
        has_endless_before_the_end(each) for part in parts[-1:] for each in within(part)
    )


@pytest.mark.parametrize("found", PATTERNS, ids=[found.name for found in PATTERNS])
def test_no_repetition_without_limit_is_within_another_or_sought_though_it_may_fail(
    found: Found,
) -> None:
    assert faults(found.pattern, found.uses) == SAFE.get(found.name, set())


@pytest.mark.parametrize(
    ("pattern", "use", "expected"),
    [
        (r"(?:a+)+b", "match", {"nested"}),
        (r"(?:《[^》]*》|[^，])+", "match", {"nested"}),
        (r"\s*(?:条|款)", "search", {"sought"}),
        (r"(?:\s*)条", "search", {"sought"}),
        (r"(?:[0-9]+)[年月日]", "finditer", {"sought"}),
        (r"[0-9]{1,4}[年月日]", "finditer", set()),
        (r"\s*\Z", "match", set()),
        (r"[0-9]+|[a-z]+", "finditer", set()),
    ],
)
def test_what_grows_too_fast_is_told_by_its_form(
    pattern: str, use: str, expected: set[str]
) -> None:
    assert faults(re.compile(pattern), [use]) == expected


def test_all_patterns_are_found_those_in_collections_too() -> None:
    names = {found.name for found in PATTERNS}
    assert {"indexer.marks._MARKS['square']", "search.pieces.PIECE"} <= names
    assert "indexer.printed.readings.PART" in names
