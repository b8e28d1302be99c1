"""The loops over postings as machine code, where the package was built with a compiler.

Each module beside this one does what a step of `search/` does with numpy, to the same numbers, and
is asked by that step alone. Its functions give the bytes of arrays, which need no copy.
"""

from __future__ import annotations

__all__ = ["COMPILED"]

try:
    from search.compiled import order, places, race, sets, stretches  # noqa: F401 - is it there?
except ImportError:
    COMPILED = False
else:
    COMPILED = True
