"""A process that reads an index again and again, and says what it met that it should not have.

`reopen` opens the index each time; `keep` opens it once and goes on asking. It ends when its
standard input does, and prints a line of JSON: how often it looked, and each other thing it met.
"""

from __future__ import annotations

import hashlib
import json
import select
import sys
from contextlib import ExitStack
from pathlib import Path

from corpora import said_by

import search


def digest(said: str) -> str:
    """Return by what the contents of an index are known again."""
    return hashlib.sha256(said.encode()).hexdigest()


def read(index: Path, mode: str, known: set[str]) -> dict[str, object]:
    """Read until nobody wants more; what is read once with `keep` must stay what it was."""
    count, wrong, seen = 0, set(), set()
    with ExitStack() as kept:
        opened = kept.enter_context(search.open_index(index)) if mode == "keep" else None
        print("reading", flush=True)  # noqa: T201 - whoever waits is told
        while not select.select([sys.stdin], [], [], 0)[0]:
            count += 1
            try:
                found = digest(said_by(opened, index) if opened else reopened(index))
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                wrong.add(f"{type(error).__name__}: {error}")
                continue
            seen.add(found)
            if found not in known:
                wrong.add("what belongs to neither generation")
    if mode == "keep" and len(seen) > 1:
        wrong.add("another generation")
    return {"count": count, "seen": len(seen), "wrong": sorted(wrong)}


def reopened(index: Path) -> str:
    """Open the index and return what it says."""
    with search.open_index(index) as opened:
        return said_by(opened, index)


if __name__ == "__main__":
    print(json.dumps(read(Path(sys.argv[1]), sys.argv[2], set(sys.argv[3:]))))  # noqa: T201
