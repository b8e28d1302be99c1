"""A zipped package of XML files, as Word, OpenDocument and EPUB use them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.etree import ElementTree

from indexer.errors import SourceDamaged, SourceTooLarge, SourceUndecodable

__all__ = ["Package", "local"]

MAX_UNPACKED = 128 * 1024 * 1024
"""So many bytes a package may hold in all that is read of it."""

_DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


class Package:
    """The members of a package, each read when it is asked for."""

    def __init__(self, data: bytes, name: str) -> None:
        """`name` is that of the file, for errors."""
        self.name = name
        self._left = MAX_UNPACKED
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGES:
            reason = "encrypted, or of an older format" if _is_ole(data) else "not a whole package"
            raise SourceDamaged(name, reason) from None
        self.members = tuple(self._zip.namelist())

    def read(self, member: str) -> bytes:
        """Return the bytes of a member; what holds too much is a `SourceError`."""
        try:
            with self._zip.open(member) as file:
                data = file.read(self._left + 1)
        except RuntimeError:
            raise SourceDamaged(self.name, "encrypted") from None
        except (KeyError, *_DAMAGES):
            raise SourceDamaged(self.name, f"has no whole {member!r}") from None
        self._left -= len(data)
        if self._left < 0:
            raise SourceTooLarge(self.name, f"unpacks to more than {MAX_UNPACKED} bytes")
        return data

    def packed(self, changed: Mapping[str, bytes]) -> bytes:
        """Return the package with these members changed, those without bytes left out; pictures
        and fonts are left out too.
        """
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for member in dict.fromkeys(self.members):
                if member in changed:
                    if changed[member]:
                        archive.writestr(member, changed[member])
                elif member.endswith((".xml", ".rels")):
                    archive.writestr(member, self.read(member))
        return packed.getvalue()

    def xml(self, member: str) -> ElementTree.Element:
        """Return the root of a member that is XML; entities that multiply are refused."""
        try:
            return ElementTree.fromstring(self.read(member))  # noqa: S314 - expat limits entities
        except ElementTree.ParseError as error:
            line = error.position[0]
            raise SourceUndecodable(self.name, f"{member!r} is no XML at line {line}") from None
        except (LookupError, ValueError):
            raise SourceUndecodable(self.name, f"{member!r} is in no known encoding") from None


def local(tag: object) -> str:
    """Return an element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _is_ole(data: bytes) -> bool:
    """Say whether this is the container of Word 97 files and of encrypted later ones."""
    return data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
