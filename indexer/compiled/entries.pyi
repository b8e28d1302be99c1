from collections.abc import Callable

class Digests:
    def add(self, digest: int) -> bool: ...

class PlainLines:
    def __init__(
        self,
        digests: Digests,
        key: str,
        members: tuple[bytes | None, ...],
        frame: tuple[bytes, ...],
        is_article: Callable[[str], object],
        alike_label: Callable[[str], str],
    ) -> None: ...
    def rows(
        self, data: bytes, at: int, number: int, heeded: int
    ) -> tuple[int, list[str], list[str], list[str], list[str], list[bytes]]: ...

def signs_in(text: str) -> int: ...
