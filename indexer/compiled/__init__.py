"""The loops of a build as machine code, where the package was built with a compiler.

Each module beside this one does what a step of `indexer/` does with numpy or Python, to the same
bytes, and is asked by that step alone. Its functions give the bytes of arrays, which need no copy.
"""

from __future__ import annotations

from importlib.util import find_spec

__all__ = ["COMPILED"]

_MODULES = ("entries", "folds", "order", "terms", "words")

COMPILED = all(find_spec(f"{__name__}.{module}") for module in _MODULES)
"""Whether they are there: a search asks, and loads none of them."""
