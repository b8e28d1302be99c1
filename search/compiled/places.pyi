from collections.abc import Callable

from numpy import uint32
from numpy.typing import NDArray

class Texts:
    def __init__(
        self,
        positions: NDArray[uint32],
        starts: NDArray[uint32],
        first: int,
        find: Callable[[str], slice],
        most_known: int,
        unread: bytearray,
        offset: int,
        page: int,
        check: Callable[[int, int], None],
    ) -> None: ...
    def places(self, folded: str) -> bytes: ...
    def holding(self, folded: str) -> bytes: ...

def owners(places: NDArray[uint32], starts: NDArray[uint32], first: int) -> bytes: ...
