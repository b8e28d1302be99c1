from numpy import int64, uint8, uint32
from numpy.typing import NDArray

def unseen(codes: NDArray[uint32], kinds: NDArray[uint8]) -> list[int]: ...
def peculiar(
    codes: NDArray[uint32], starts: NDArray[int64], kinds: NDArray[uint8]
) -> list[int]: ...
def laid_out(
    codes: NDArray[uint32],
    starts: NDArray[int64],
    folded: NDArray[uint32],
    kinds: NDArray[uint8],
    keeps_spaces: NDArray[uint8],
) -> tuple[bytes, bytes]: ...
