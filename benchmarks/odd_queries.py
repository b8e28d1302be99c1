"""How long queries take that no one would type: `python -m benchmarks.odd_queries`.

Prints, for the index of the sample, the slowest of ten thousand random strings and each of a list
of monstrous ones, in milliseconds. No query is asked twice, so that nothing comes from a cache;
the index and the dictionary are loaded before.
"""

from __future__ import annotations

import random
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from time import perf_counter

import search
from indexer.build import build_index
from indexer.errors import QueryError
from indexer.find import find_sources

SAMPLE = Path(__file__).parent.parent / "tests" / "data" / "a-res-63-49.txt"

LIMIT_MS = 250

PIECES = [
    *("AND", "OR", "NOT", "-", '"', "“", "”", "「", "(", ")", "（", "）", "#", "/", "*", ":"),
    *("\u202e", "\x1b[31m", "\x00", "\ud800", "😀", "\u0301", "㈠", "\u3000", "\n", " ", " "),
    *("核", "裁军谈判会议", "國際法院", "63/49", "第2段", "1996年7月8日", "Part I", "A/RES/"),
]

MONSTERS = {
    "3,000 open brackets": "(" * 3_000,
    "2,000 NOT": "NOT " * 2_000 + "核",
    "8,000 different words": " ".join(f"词{number}" for number in range(8_000)),
    "20,000 times one word": "核 " * 20_000,
    "2,000 nested ORs": "(核 OR " * 2_000,
    "20,000 different characters": "".join(map(chr, range(0x4E00, 0x4E00 + 20_000))),
    "50,000 ligatures of 18 letters": "ﷺ" * 50_000,
    "a phrase of 50,000 characters": "“" + "核武器" * 16_000,
    "5,000 identifiers": " ".join(f"63/{number}" for number in range(5_000)),
    "256 long words": " ".join("核武器裁军谈判" * 25 + str(number) for number in range(256)),
    "50,000 quotes": '"' * 50_000,
}


def main() -> None:
    """Print the table; the exit code says whether all were within the limit."""
    with tempfile.TemporaryDirectory() as folder:
        build_index(Path(folder), find_sources([SAMPLE]))
        with search.open_index(folder) as index:
            index.search("核武器")
            times = {name: _milliseconds(index, query) for name, query in MONSTERS.items()}
            times["the slowest of 10,000 random strings"] = max(
                _milliseconds(index, query) for query in _random_queries(10_000)
            )
    for name, took in sorted(times.items(), key=lambda item: -item[1]):
        print(f"{took:8.1f} ms  {name}")
    sys.exit(max(times.values()) > LIMIT_MS)


def _random_queries(count: int) -> list[str]:
    chance = random.Random(6349)
    return ["".join(chance.choices(PIECES, k=chance.randint(1, 40))) for _ in range(count)]


def _milliseconds(index: search.Index, query: str) -> float:
    started = perf_counter()
    with suppress(QueryError):
        index.search(query)
    return (perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
