"""One process builds at a time; the lock ends with it, and says who has it as long as it does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from indexer.errors import IndexLocked, IndexNotWritable
from indexer.lock import Holder, holder_of, locked
from indexer.publish import building

HOLD = """
import subprocess, sys, time
from pathlib import Path
from indexer.publish import building
with building(Path(sys.argv[1])):
    # What is not closed when another program starts is handed on to it.
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, close_fds=False)
    print(child.pid, flush=True)
    time.sleep(600)
"""


def test_the_lock_ends_with_its_process_though_what_it_started_lives(tmp_path: Path) -> None:
    index = tmp_path / "index"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        held = holder_of(index)
        assert held is not None
        assert held.pid == holder.pid
        with pytest.raises(IndexLocked, match=f"another build is running: process {holder.pid} on"):
            building(index).__enter__()
        # The child lives as long as its input is open: this process is stopped, not ended, first.
        os.kill(child, signal.SIGSTOP)
        holder.kill()
        holder.wait()
    with building(index) as workspace:
        assert workspace.directory.is_dir()
    assert holder_of(index) is None
    os.kill(child, signal.SIGKILL)


def test_who_is_gone_is_not_named_though_its_name_was_left(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    from indexer.lock import HOLDER, _host

    text = '{"pid": %d, "host": "%s", "start": "2026-01-01"}'
    (tmp_path / HOLDER).write_text(text % (gone.pid, _host()))
    (tmp_path / "lock").touch()
    with FileLock(tmp_path / "lock"), pytest.raises(IndexLocked) as raised, locked(tmp_path, 0):
        pass
    assert str(raised.value) == f"{tmp_path}: another build is running"
    (tmp_path / HOLDER).write_text(text % (gone.pid, "elsewhere"))
    assert holder_of(tmp_path) == Holder(gone.pid, "elsewhere", "2026-01-01")


@pytest.mark.parametrize(
    "said",
    ["", "{", "[]", "7", '{"pid": "x"}', '{"pid": 1}', '{"pid": 1.5, "host": "", "start": ""}', "[" * 4000, " " * 5000],
)  # fmt: skip
def test_what_says_nothing_of_use_is_no_holder(tmp_path: Path, said: str) -> None:
    (tmp_path / "lock.holder").write_text(said)
    assert holder_of(tmp_path) is None


def test_a_pipe_in_place_of_the_holder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lock.holder")
    (tmp_path / "lock").touch()
    assert holder_of(tmp_path) is None
    with locked(tmp_path, 0):
        held = holder_of(tmp_path)
        assert held is not None
        assert held.pid == os.getpid()


@pytest.mark.parametrize(("mode", "lock"), [(0o700, 0o600), (0o755, 0o600), (0o2775, 0o660)])
def test_only_who_may_build_may_hold_the_lock(tmp_path: Path, mode: int, lock: int) -> None:
    tmp_path.chmod(mode)
    with locked(tmp_path, 0):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == lock
    assert not (tmp_path / "lock.holder").exists()


@pytest.mark.parametrize(
    "call",
    ["mkdir", "symlink_to"],
)
def test_what_is_no_lock_is_an_error_of_one_line(tmp_path: Path, call: str) -> None:
    (tmp_path / "index").mkdir()
    path = tmp_path / "index" / "lock"
    path.mkdir() if call == "mkdir" else path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexNotWritable, match="index: could not be written: "):
        building(tmp_path / "index").__enter__()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("number", [28, 30, 38, 5])
def test_a_disk_that_refuses_the_lock_is_an_error_of_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    real = os.open

    def refuse(path: str, *rest: int, **more: int) -> int:
        if str(path).endswith("/lock"):
            raise OSError(number, os.strerror(number))
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(IndexNotWritable, match=os.strerror(number)):
        building(tmp_path / "index").__enter__()
