from numpy import float64, intp, uint64
from numpy.typing import NDArray

class Entries:
    quantum: float
    width: int
    def __init__(
        self,
        docs: NDArray[intp],
        gains: NDArray[float64],
        bits: NDArray[uint64] | None,
        width: int,
        most: float,
        quantum: float,
    ) -> None: ...

def best_of_any(
    entries: list[Entries], finding: int, count: int, least: float
) -> tuple[bytes, bytes]: ...
def best_of_given(
    docs: NDArray[intp], entries: list[Entries], count: int
) -> tuple[bytes, bytes]: ...
