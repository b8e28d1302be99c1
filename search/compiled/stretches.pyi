from typing import Any

from numpy import float64, intp
from numpy.typing import NDArray

class Leaf:
    def __init__(
        self, characters: str, codes: NDArray[intp], weights: NDArray[float64], length: int
    ) -> None: ...
    def compare(
        self,
        codes: NDArray[Any],
        begins: NDArray[intp],
        ends: NDArray[intp],
        average: float,
        constants: tuple[float, float, float],
        scores: NDArray[float64],
        held: NDArray[float64],
    ) -> None: ...
