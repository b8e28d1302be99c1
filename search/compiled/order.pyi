from numpy import float64, intp, uint32
from numpy.typing import NDArray

def best_first(
    docs: NDArray[intp],
    scores: NDArray[float64],
    documents: NDArray[uint32],
    ordinals: NDArray[uint32],
) -> bytes: ...
