from numpy import float64, intp, uint32
from numpy.typing import NDArray

def page(
    docs: NDArray[intp],
    scores: NDArray[float64],
    documents: NDArray[uint32],
    ordinals: NDArray[uint32],
    offset: int,
    end: int,
) -> tuple[tuple[int, ...], tuple[float, ...]]: ...
def pool(
    docs: NDArray[intp],
    scores: NDArray[float64],
    documents: NDArray[uint32],
    ordinals: NDArray[uint32],
    lengths: NDArray[intp],
    most: int,
    characters: int,
) -> bytes: ...
