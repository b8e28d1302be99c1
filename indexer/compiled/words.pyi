from numpy import uint8, uint32
from numpy.typing import NDArray

class Known:
    def numbers_of(self, words: list[str], vocabulary: dict[str, int]) -> bytes: ...

def marked(
    codes: NDArray[uint32],
    kinds: NDArray[uint8],
    han: int,
    gap: int,
    between_runs: int,
    between_texts: int,
) -> bytes: ...
