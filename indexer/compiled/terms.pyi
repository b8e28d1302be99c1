from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

def numbers_of(names: Iterable[str], numbers: dict[str, int]) -> bytes: ...
def ranked(words: list[str]) -> tuple[bytes, bytes, bytes]: ...
def woven(
    datas: list[NDArray[Any]], ends: list[NDArray[Any]]
) -> tuple[bytes, bytes, list[bytes]]: ...
def laid_behind(
    arrays: list[NDArray[Any]],
    starts: list[NDArray[Any]],
    numbers: list[NDArray[Any]],
    shifts: list[int],
    ends: NDArray[Any],
    first: int,
) -> bytes: ...
