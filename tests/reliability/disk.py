"""What a disk may hold after the power was cut: all that was synced, and of the rest whatever it likes.

Calls that were written down are done again on a disk that remembers of each file and folder what is
certain and what is pending. A file becomes certain as it is when it is synced, and so do the names in
a folder when the folder is. Of what is pending at the cut

- a write may be there, be missing, have left zeros, or be there in part; a file may end anywhere
  between where it ended for certain and where it ended last;
- names made, moved and removed may be there or not: either all up to some moment, as a journal
  keeps them (ext4, XFS, APFS), or any of them, in any folder, as POSIX allows. A file that was moved
  is in the one place or in the other.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import NamedTuple

from intercept import Call, Kind

__all__ = ["Disk"]


class Write(NamedTuple):
    """Data at a place of a file; None makes the file as long as the place says."""

    at: int
    data: bytes | None


@dataclass(eq=False)
class File:
    """The bytes that are certain, and what was done to them since."""

    certain: bytes = b""
    pending: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        self.certain, self.pending = self.live(), []

    def live(self) -> bytes:
        """Return what a process reads that looks into it."""
        data = bytearray(self.certain)
        for write in self.pending:
            _apply(data, write)
        return bytes(data)

    def after_a_cut(self, random: Random) -> bytes:
        """Return what may be found in it afterwards."""
        data = bytearray(self.certain)
        live = self.live()
        for write in self.pending:
            fate = random.choice(("there", "missing", "zeros", "in part"))
            if fate == "missing":
                continue
            if write.data is not None and fate != "there":
                kept = write.data[: random.randrange(len(write.data) + 1)]
                write = Write(write.at, kept if fate == "in part" else bytes(len(write.data)))
            _apply(data, write)
        if self.pending and random.random() < 0.5:
            shortest, longest = sorted((len(self.certain), len(live)))
            _apply(data, Write(random.randint(shortest, longest), None))
        return bytes(data)


class Change(NamedTuple):
    """What one call did to the names in a folder: a name is no more where it names nothing."""

    moment: int
    names: dict[str, Node | None]


@dataclass(eq=False)
class Folder:
    """The names that are certain, and what was done to them since."""

    certain: dict[str, Node] = field(default_factory=dict)
    pending: list[Change] = field(default_factory=list)

    def sync(self) -> None:
        self.certain, self.pending = self.live(), []

    def live(self) -> dict[str, Node]:
        return self._with(self.pending)

    def after_a_cut(self, random: Random, moment: int | None) -> dict[str, Node]:
        """Return the names that may be found afterwards; those up to a moment if it is given."""
        if moment is None:
            return self._with([change for change in self.pending if random.random() < 0.5])
        return self._with([change for change in self.pending if change.moment <= moment])

    def _with(self, changes: Sequence[Change]) -> dict[str, Node]:
        names = dict(self.certain)
        for change in changes:
            for name, node in change.names.items():
                if node is None:
                    names.pop(name, None)
                else:
                    names[name] = node
        return names


Node = File | Folder


class Disk:
    """All that is below one folder; in the beginning everything is certain."""

    def __init__(self, root: Path, names: Path) -> None:
        """Take over what is in the folder `names` as if it were in the folder `root`."""
        self._root = root
        self._top = _read(names)
        self._moment = 0
        self._synced = 0

    def do(self, call: Call) -> None:
        """Do once more what was done."""
        self._moment += 1
        if (
            not call.done
            or call.path.endswith(" (deleted)")
            or (call.kind == Kind.OPEN and call.offset & os.O_TMPFILE == os.O_TMPFILE)
        ):
            return  # files without a name are no more after a cut
        match call.kind:
            case Kind.OPEN:
                self._open(call)
            case Kind.WRITE:
                self._file(call.path).pending.append(Write(call.offset, call.data))
            case Kind.TRUNCATE:
                self._file(call.path).pending.append(Write(call.offset, None))
            case Kind.SYNC:
                self._node(call.path).sync()
                self._synced = self._moment
            case Kind.MKDIR:
                self._name(call.path, Folder())
            case Kind.UNLINK | Kind.RMDIR:
                self._name(call.path, None)
            case Kind.LINK:
                self._name(call.other, self._node(call.path))
            case Kind.RENAME:
                self._rename(call)

    def after_a_cut(self, random: Random, target: Path) -> None:
        """Make the folder `target`, which must not be there, what may be found afterwards."""
        # A journal is written in order, and when anything is synced, up to there.
        in_order = random.random() < 0.5
        moment = random.randint(self._synced, self._moment) if in_order else None
        _write(self._top, target, random, moment)

    def _open(self, call: Call) -> None:
        folder, name = self._place(call.path)
        node = folder.live().get(name)
        if node is None:
            self._name(call.path, File())
        elif call.offset & os.O_TRUNC and isinstance(node, File):
            node.pending.append(Write(0, None))

    def _rename(self, call: Call) -> None:
        node = self._node(call.path)
        (old_folder, old), (folder, new) = self._place(call.path), self._place(call.other)
        if folder is old_folder:
            folder.pending.append(Change(self._moment, {old: None, new: node}))
        else:
            self._name(call.path, None)
            self._name(call.other, node)

    def _name(self, path: str, node: Node | None) -> None:
        folder, name = self._place(path)
        folder.pending.append(Change(self._moment, {name: node}))

    def _place(self, path: str) -> tuple[Folder, str]:
        parts = Path(path).relative_to(self._root).parts
        folder = self._top
        for part in parts[:-1]:
            below = folder.live()[part]
            assert isinstance(below, Folder)
            folder = below
        return folder, parts[-1]

    def _node(self, path: str) -> Node:
        if Path(path) == self._root:
            return self._top
        folder, name = self._place(path)
        return folder.live()[name]

    def _file(self, path: str) -> File:
        node = self._node(path)
        assert isinstance(node, File)
        return node


def _apply(data: bytearray, write: Write) -> None:
    if write.data is None:
        del data[write.at :]
        data.extend(bytes(write.at - len(data)))
        return
    data.extend(bytes(max(0, write.at - len(data))))
    data[write.at : write.at + len(write.data)] = write.data


def _read(place: Path) -> Folder:
    """Return a folder as it is, all of it certain; files of several names stay one file."""
    seen: dict[tuple[int, int], File] = {}

    def read(place: Path) -> Folder:
        names: dict[str, Node] = {}
        for path in place.iterdir() if place.exists() else ():
            status = path.stat()
            if path.is_dir():
                names[path.name] = read(path)
            else:
                file = File(path.read_bytes())
                names[path.name] = seen.setdefault((status.st_dev, status.st_ino), file)
        return Folder(names)

    return read(place)


def _write(folder: Folder, target: Path, random: Random, moment: int | None) -> None:
    target.mkdir(mode=0o700)
    for name, node in folder.after_a_cut(random, moment).items():
        if isinstance(node, Folder):
            _write(node, target / name, random, moment)
        else:
            (target / name).write_bytes(node.after_a_cut(random))
