"""What is counted is all that a build changes: the kernel saw no call that was not intercepted."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from corpora import NEW, lay
from intercept import Fault, Kind, intercepted

KIND_OF = {
    "write": Kind.WRITE, "pwrite64": Kind.WRITE, "writev": Kind.WRITE, "pwritev": Kind.WRITE,
    "fsync": Kind.SYNC, "fdatasync": Kind.SYNC, "rename": Kind.RENAME, "renameat": Kind.RENAME,
    "renameat2": Kind.RENAME, "unlink": Kind.UNLINK, "link": Kind.LINK, "linkat": Kind.LINK,
    "mkdir": Kind.MKDIR, "mkdirat": Kind.MKDIR, "rmdir": Kind.RMDIR, "ftruncate": Kind.TRUNCATE,
    "truncate": Kind.TRUNCATE, "chmod": Kind.ATTRIBUTE, "fchmod": Kind.ATTRIBUTE,
    "fchmodat": Kind.ATTRIBUTE, "chown": Kind.ATTRIBUTE, "fchown": Kind.ATTRIBUTE,
    "fchownat": Kind.ATTRIBUTE, "lchown": Kind.ATTRIBUTE, "creat": Kind.OPEN,
    "symlink": Kind.LINK,
}  # fmt: skip

LOOKING = frozenset(
    [
        "access",
        "close",
        "dup",
        "dup2",
        "execve",
        "faccessat",
        "faccessat2",
        "fadvise64",
        "fcntl",
        "flock",
        "fstat",
        "fstatfs",
        "getcwd",
        "getdents64",
        "getxattr",
        "ioctl",
        "lseek",
        "lstat",
        "madvise",
        "munmap",
        "newfstatat",
        "pread64",
        "read",
        "readlink",
        "readlinkat",
        "recvmsg",
        "sendmsg",
        "stat",
        "statfs",
        "statx",
    ]
)
"""Calls that change no file."""

# 4711 openat(AT_FDCWD</home>, "/home/index/lock", O_RDWR|O_CREAT, 0600) = 3</home/index/lock>
LINE = re.compile(r"\d+ +(?P<name>\w+)\((?P<arguments>.*)")


def test_no_call_escapes(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    home, trace, sources = tmp_path / "home", tmp_path / "trace", lay(tmp_path / "sources", NEW)
    with intercepted(home, tmp_path / "scratch") as running:
        traced = ["strace", "-f", "-y", "-s", "0", "-o", trace, sys.executable, "-m", "search"]
        for number in range(2):
            words = ["index", "--index", home / "index", *["--rebuild"] * number, sources]
            running.reset(Fault())
            done = subprocess.run([*traced, *words], env=running.environment, capture_output=True)
            if b"ptrace" in done.stderr:
                pytest.skip("processes may not be traced here")
            assert done.returncode == 3, done.stderr
            assert seen(trace.read_text(errors="replace"), home) == running.calls


def seen(trace: str, home: Path) -> int:
    """Return how many calls that change something below the folder the kernel saw."""
    found: Counter[Kind] = Counter()
    for line in trace.splitlines():
        call = LINE.match(line)
        if call is None or str(home) not in call["arguments"] or "resumed" in line:
            continue
        kind = kind_of(call["name"], call["arguments"])
        if kind is not None:
            found[kind] += 1
    return found.total()


def kind_of(name: str, arguments: str) -> Kind | None:
    """Return the kind of a call, None for one that changes nothing; no other is known."""
    if name in ("open", "openat"):
        return (
            Kind.OPEN if re.search("O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE", arguments) else None
        )
    if name == "unlinkat":
        return Kind.RMDIR if "AT_REMOVEDIR" in arguments else Kind.UNLINK
    if name == "mmap":
        assert not ("PROT_WRITE" in arguments and "MAP_SHARED" in arguments), arguments
        return None
    assert name in KIND_OF or name in LOOKING, f"{name}({arguments}"
    return KIND_OF.get(name)
