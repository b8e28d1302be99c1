"""How the time of every pattern grows with its input: `python -m benchmarks.patterns`.

All compiled patterns of the two packages are found by looking for them, so that a new one is
measured without being named here. Each is tried, in the way the code uses it, on strings made from
its own parts to hurt it: one part over and over, behind whatever the pattern wants before, with an
end that fits nothing. The strings that take longest are taken at some size and at four times that
size; printed is the growth of the worst per doubling. It is 2 for linear time; more than 2.5 fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from time import process_time
from types import ModuleType
from typing import Any, NamedTuple

import indexer
import search
from benchmarks.pattern_parts import atoms, openings, units

LARGEST_RATIO = 2.5
RUNS = 5

SURE = 2.2
"""More than this may be the noise of a busy machine, and is measured again."""

ATTEMPTS = 3

SCREENED = (24, 400, 16_000)
"""The lengths, in characters, at which all strings are tried; the slowest go on to be measured."""

TOO_SLOW = 0.5
"""The seconds after which a string is not tried at a greater length: it has shown itself."""

SHORTEST_RUN = 0.005
"""The seconds that a run must take to be measured, unless the string gets too long."""

LONGEST = 1_000_000
MOST_MEASURED = 3
MOST_TRIED = 1_000
ENDS = ("", "\x00", "。")

Use = Callable[[re.Pattern[Any], str], object]

USES: dict[str, Use] = {
    "match": lambda pattern, text: pattern.match(text),
    "search": lambda pattern, text: pattern.search(text),
    "finditer": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}
"""What can be done with a pattern; all that goes over a whole text costs what `finditer` does."""

METHODS = {
    "match": "match",
    "fullmatch": "match",
    "search": "search",
    **dict.fromkeys(("finditer", "findall", "split", "sub", "subn"), "finditer"),
}


class Found(NamedTuple):
    """A pattern of the code: its name, and the ways in which it is used."""

    name: str
    pattern: re.Pattern[Any]
    uses: tuple[str, ...]


class Hurting(NamedTuple):
    """A string made to hurt: an opening, a unit over and over, and an end."""

    opening: str
    unit: str
    end: str

    def of_length(self, length: int) -> str:
        """Return the string in about so many characters."""
        return self.opening + self.unit * (length // len(self.unit)) + self.end


class Growth(NamedTuple):
    """How a pattern's time grows with a string, per doubling."""

    ratio: float
    name: str
    use: str
    hurting: Hurting


def main() -> None:
    """Print the ten that grow most; the exit code says whether all grow little enough."""
    patterns = list(found_patterns())
    growths = sorted((worst(found) for found in patterns), reverse=True)
    for growth in growths[:10]:
        print(f"{growth.ratio:5.2f}  {growth.name}.{growth.use}  {tuple(growth.hurting)}")
    print(f"{len(patterns)} patterns")
    sys.exit(growths[0].ratio > LARGEST_RATIO)


def found_patterns() -> Iterator[Found]:
    """Yield every compiled pattern that a module of the packages holds, once."""
    modules = [importlib.import_module(name) for name in sorted(_module_names())]
    seen: set[re.Pattern[Any]] = set()
    for module in modules:
        own = inspect.getsource(module)
        for name, value in vars(module).items():
            if not re.search(rf"^{name}\b[^\n]*=", own, re.MULTILINE):
                continue  # imported from where it is made
            for label, pattern in _patterns_within(name, value):
                if pattern not in seen:
                    seen.add(pattern)
                    yield Found(f"{module.__name__}.{label}", pattern, _uses(name, value, modules))


def worst(found: Found) -> Growth:
    """Return the growth of the pattern's time with the string that hurts it most."""
    tried: list[tuple[tuple[float, int], str, Hurting]] = []
    for use, hurting in product(found.uses, hurting_strings(found.pattern)):
        tried.append((_screened(USES[use], found.pattern, hurting), use, hurting))
        if tried[-1][0][0] > TOO_SLOW:
            break
    slowest = sorted(tried, reverse=True)
    return max(
        Growth(_growth(USES[use], found.pattern, hurting, length), found.name, use, hurting)
        for (_, length), use, hurting in slowest[:MOST_MEASURED]
    )


def hurting_strings(pattern: re.Pattern[Any]) -> list[Hurting]:
    """Return strings made of the pattern's parts; of very many a choice, the same each time."""
    single = atoms(pattern)
    pairs = {first + second for first, second in product(single, repeat=2)}
    within = product(openings(pattern), {*single, *units(pattern)}, ENDS)
    made = sorted({Hurting(*parts) for parts in [*within, *product([""], pairs, ENDS)]})
    return made if len(made) <= MOST_TRIED else random.Random(MOST_TRIED).sample(made, MOST_TRIED)


def _module_names() -> Iterator[str]:
    for package in (indexer, search):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            # What is compiled has no patterns.
            if not module.name.endswith("__main__") and ".compiled." not in module.name:
                yield module.name


def _patterns_within(name: str, value: object) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Yield a pattern, or those that a collection holds, each with its name."""
    if isinstance(value, re.Pattern):
        yield name, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _patterns_within(f"{name}[{key!r}]", each)
    elif isinstance(value, tuple | list | frozenset | set):
        for at, each in enumerate(value):
            yield from _patterns_within(f"{name}[{at}]", each)


def _uses(name: str, value: object, modules: Sequence[ModuleType]) -> tuple[str, ...]:
    """Return how a value is used by that name; one that is only passed on is tried in each way."""
    sources = [inspect.getsource(each) for each in modules if vars(each).get(name) is value]
    called = re.findall(rf"\b{name}(?:\[\w+\])?\.([a-z]+)\(", "\n".join(sources))
    return tuple(sorted({METHODS[method] for method in called if method in METHODS})) or tuple(USES)


def _screened(use: Use, pattern: re.Pattern[Any], hurting: Hurting) -> tuple[float, int]:
    """Return how long the longest string took that was tried, and its length."""
    seconds, length = 0.0, 0
    for length in SCREENED:
        seconds = _seconds(use, pattern, hurting.of_length(length))
        if seconds > TOO_SLOW:
            return seconds, length // 4
    return seconds, length


def _growth(use: Use, pattern: re.Pattern[Any], hurting: Hurting, length: int) -> float:
    """Return how many times as long the pattern takes for twice as long a string."""
    length = max(1, length // 16)
    while length < LONGEST and _seconds(use, pattern, hurting.of_length(length)) < SHORTEST_RUN:
        length *= 2
    small, large = hurting.of_length(length), hurting.of_length(4 * length)
    for _ in range(ATTEMPTS):
        runs = [(_seconds(use, pattern, small), _seconds(use, pattern, large)) for _ in range(RUNS)]
        fastest = [min(times) for times in zip(*runs, strict=True)]
        ratio = float((fastest[1] / fastest[0]) ** 0.5)
        if ratio <= SURE:
            break
    return ratio


def _seconds(use: Use, pattern: re.Pattern[Any], text: str) -> float:
    """Return the processor time that a use of the pattern takes, whatever else the machine does."""
    given: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
    started = process_time()
    use(pattern, given)
    return process_time() - started


if __name__ == "__main__":
    main()
