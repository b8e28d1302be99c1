"""By what is a file known again without reading all of it, or loading what reads it?"""

from __future__ import annotations

import os
import zlib
from pathlib import Path

__all__ = ["SEAL_BYTES", "SEGMENT_SUFFIX", "SIGNATURE", "seal_of"]

SEGMENT_SUFFIX = ".segment"
"""How the names of segments end; the order of the names is that of their paragraphs."""

SIGNATURE = b"DUANSOU\x02"
"""The bytes with which a segment begins and ends."""

SEAL_BYTES = 4
"""The bytes of a segment's seal, which stand before its last signature."""


def seal_of(path: Path) -> int:
    """Return the seal of a segment as it says, and the CRC-32 of any other file.

    Errors: what the system says.
    """
    if path.suffix != SEGMENT_SUFFIX:
        return zlib.crc32(path.read_bytes())
    with path.open("rb") as file:
        file.seek(-SEAL_BYTES - len(SIGNATURE), os.SEEK_END)
        return int.from_bytes(file.read(SEAL_BYTES), "little")
