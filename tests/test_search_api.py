"""`import search` is light, and offers what it says."""

from __future__ import annotations

import subprocess
import sys

import pytest

import search

HEAVY = (
    "click",
    "filelock",
    "indexer.readers",
    "jieba",
    "numpy",
    "opencc",
    "pypandoc",
    "pypdfium2",
    "rich",
    "rjieba",
    "starlette",
    "whoosh",
)


def test_importing_loads_no_engine_no_dictionary_and_no_reader() -> None:
    program = f"import search, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr


def test_what_is_offered_is_there_in_order() -> None:
    assert search.__all__ == sorted(search.__all__)
    assert all(getattr(search, name).__doc__ for name in search.__all__)


@pytest.mark.parametrize("error", ["IndexDamaged", "IndexNotFound", "QueryTooLong"])
def test_every_error_is_one_of_ours(error: str) -> None:
    assert issubclass(getattr(search, error), search.DuansouError)
