"""On a disk that is too small the old index goes on answering, and a line says what is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from corpora import NEW, OLD, lay

from indexer.errors import IndexNotWritable

SIZE = 4 * 1024 * 1024

STEP = 8 * 1024
"""So many bytes more are free each time."""

ROOM = 1536 * 1024
"""With so many bytes free there is room for any build."""

QUERY = "裁军 OR 会议 OR 义务"

MOUNT = 'mount -t tmpfs -o size="$1" none "$2" && echo mounted && exec cat'


@dataclass(frozen=True, slots=True)
class SmallDisk:
    """A file system of its own, which only processes that enter it see."""

    place: Path
    entering: tuple[str, ...]

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a command that sees the disk."""
        command = [*self.entering, *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True)

    def duansou(self, *words: object) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "search", *words)

    def leave_free(self, size: int) -> None:
        """Fill the disk until so many bytes are free."""
        self.run("rm", "-f", self.place / "ballast")
        free = int(self.run("stat", "-f", "-c", "%f", self.place).stdout) * 4096
        self.run("fallocate", "-l", max(1, free - size), self.place / "ballast")

    def answers(self) -> str:
        """Return what the index on it says."""
        index = ("--index", self.place / "index")
        return self.duansou("search", *index, "--format", "jsonl", "--limit", 1000, QUERY).stdout

    def names(self) -> list[str]:
        return sorted(self.run("ls", "-A", self.place / "index").stdout.split())


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[SmallDisk]:
    place = tmp_path / "disk"
    place.mkdir()
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        pytest.skip("a file system of one's own needs unshare and nsenter")
    with subprocess.Popen(
        ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", MOUNT, "sh", str(SIZE), place],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout is not None
        if holder.stdout.readline() != "mounted\n":
            pytest.skip("no file system can be mounted here")
        entering = ("nsenter", "--user", "--mount", "--preserve-credentials", "-t", str(holder.pid))
        disk = SmallDisk(place, entering)
        if disk.run(sys.executable, "-c", "").returncode:
            pytest.skip("whoever enters it may not run this Python")
        yield disk
        holder.kill()


@pytest.mark.reliability
def test_whatever_is_free_the_old_index_answers_until_there_is_room(
    small_disk: SmallDisk, tmp_path: Path
) -> None:
    assert outcomes(small_disk, tmp_path / "sources", range(0, ROOM, STEP)) == {"full", "built"}


def test_on_a_full_disk_the_old_index_answers(small_disk: SmallDisk, tmp_path: Path) -> None:
    assert outcomes(small_disk, tmp_path / "sources", (12 * STEP,)) == {"full"}


def outcomes(disk: SmallDisk, sources: Path, sizes: range | tuple[int, ...]) -> set[str]:
    """Build with each of the sizes free, until there is room; return what came of it."""
    index = ("index", "--index", disk.place / "index", "--jobs", 1, sources)
    lay(sources, OLD)
    assert disk.duansou(*index).returncode == 0
    old, names = disk.answers(), ["CURRENT", "gen-000001", "lock"]
    lay(sources, NEW)
    met = set()
    for size in sizes:
        disk.leave_free(size)
        built = disk.duansou(*index)
        if built.returncode != IndexNotWritable.exit_code:
            assert built.returncode == 3
            met.add("built")
            break
        met.add("full")
        assert built.stderr.startswith("duansou: "), (size, built.stderr)
        assert built.stderr.count("\n") == 1, (size, built.stderr)
        assert "No space left on device" in built.stderr or "no room" in built.stderr, (
            size,
            built.stderr,
        )
        assert disk.answers() == old, size
    disk.leave_free(ROOM)
    disk.duansou(*index)
    assert disk.answers() != old
    assert disk.names() == [names[0], "gen-000002", *names[2:]]
    return met
