from collections.abc import Callable
from typing import Any

from numpy import float64, intp, uint8, uint32
from numpy.typing import NDArray

class Leaf:
    total: float
    def __init__(
        self, folded: str, known: dict[str, float], weight_of: Callable[[str], float], length: int
    ) -> None: ...
    def compare(
        self,
        codes: NDArray[Any],
        begins: NDArray[intp],
        ends: NDArray[intp],
        average: float,
        least: float,
        constants: tuple[float, float, float],
        scores: NDArray[float64],
        held: NDArray[float64],
    ) -> None: ...

def add_gains(
    scores: NDArray[float64],
    held: NDArray[float64],
    total: float,
    least: float,
    by_words: float,
    by_grams: float,
    quantum: float,
    in_text: NDArray[uint8] | None,
    in_notes: NDArray[uint8] | None,
) -> None: ...
def bounds(
    codes: NDArray[Any],
    starts: NDArray[uint32],
    numbers: NDArray[intp],
    unread: bytearray,
    offset: int,
    page: int,
    begins: NDArray[intp],
    ends: NDArray[intp],
) -> bool: ...
