"""The loops of a build as machine code, where the package was built with a compiler.

Each module beside this one does what a step of `indexer/` does with numpy or Python, to the same
bytes, and is asked by that step alone. Its functions give the bytes of arrays, which need no copy.
"""

from __future__ import annotations

__all__ = ["COMPILED"]

try:
    from indexer.compiled import folds, order, terms, words  # noqa: F401 - is it there?
except ImportError:
    COMPILED = False
else:
    COMPILED = True
