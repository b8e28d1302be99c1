from collections.abc import Iterable
from typing import Any

from numpy.typing import NDArray

def numbers_of(names: Iterable[str], numbers: dict[str, int]) -> bytes: ...
def ranked(words: list[str]) -> tuple[bytes, bytes, bytes]: ...
def woven(
    datas: list[NDArray[Any]], ends: list[NDArray[Any]]
) -> tuple[bytes, bytes, list[bytes]]: ...
