"""What status and gc say of an index, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indexer.generations import open_generation
from indexer.lock import no_build_meanwhile
from indexer.publish import building
from indexer.state import Other, state_of
from indexer.upkeep import _ago
from search.cli import duansou
from tests.handmade import document, write_index
from tests.test_generations import make, names
from tests.test_lock import HOLD


def run(*words: str, index: Path) -> Result:
    return CliRunner().invoke(duansou, [*words, "--index", str(index)], prog_name="duansou")


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return write_index(tmp_path / "index", [document("甲", ["核裁军谈判", "会议"])])


def confirmed(index: Path, hours: float) -> None:
    """Let a build have succeeded so many hours ago."""
    now = (index / "CURRENT").stat().st_mtime
    os.utime(index / "CURRENT", (now - hours * 3600,) * 2)


def test_status_tells_what_is_live_and_since_when(tmp_path: Path, sample_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    index = tmp_path / "index"
    assert run("index", str(sample_path), str(tmp_path / "empty.txt"), index=index).exit_code == 3
    confirmed(index, 5)
    result = run("status", index=index)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        f"{index}: gen-000001",
        "  holds      1 document, 24 paragraphs, 12 footnotes",
        "  sources    2, 1 with errors",
    ]
    assert lines[4].endswith("+00:00, 5 hours ago")
    assert lines[5] == "  segments   1, of 24 paragraphs"
    assert lines[7] == "  building   nobody"
    assert lines[8].startswith("  made with  folding 1, unicode ")


def test_status_as_json_has_the_same(index: Path) -> None:
    confirmed(index, 2)
    said = json.loads(run("status", "--format", "json", index=index).stdout)
    assert set(said) == {
        "schema", "index", "generation", "built", "confirmed", "age", "counts", "fingerprint",
        "segments", "bytes", "sources", "unread", "is_building", "builder", "others",
    }  # fmt: skip
    assert (said["schema"], said["generation"], said["index"]) == (1, "gen-000001", str(index))
    assert 7200 <= said["age"] < 7300
    assert said["segments"] == [{"name": "000001.segment", "paragraphs": 2}]
    assert said["bytes"] == sum(path.stat().st_size for path in (index / "gen-000001").iterdir())
    assert (said["sources"], said["unread"]) == (1, 0)
    assert (said["is_building"], said["builder"], said["others"]) == (False, None, [])


@pytest.mark.parametrize(
    ("hours", "most", "code", "said"),
    [
        (25, "26h", 0, ""),
        (27, "26h", 1, "last confirmed 27 hours ago"),
        (27, "2d", 0, ""),
        (49, "2d", 1, "last confirmed 2 days ago"),
        (1.1, "60m", 1, "last confirmed 66 minutes ago"),
        (0.01, "30s", 1, "last confirmed 36 seconds ago"),
        (-27, "26h", 1, "last confirmed 26 hours from now"),
    ],
)
def test_an_index_older_than_it_may_be_is_one_line_for_the_monitor(
    index: Path, hours: float, most: str, code: int, said: str
) -> None:
    confirmed(index, hours)
    result = run("status", "--max-age", most, index=index)
    assert result.exit_code == code
    assert result.stdout.startswith(f"{index}: gen-000001\n")
    if code:
        assert result.stderr.startswith(f"duansou: {index}: last confirmed ")
        # A second may pass until it is asked.
        assert said.split()[-2:] == result.stderr.split()[-2:]
    else:
        assert result.stderr == ""


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 seconds ago"),
        (1, "1 second ago"),
        (119, "119 seconds ago"),
        (120, "2 minutes ago"),
        (7_199, "119 minutes ago"),
        (7_200, "2 hours ago"),
        (172_800, "2 days ago"),
        (100_000_000, "1,157 days ago"),
        (-7_200, "2 hours from now"),
    ],
)
def test_how_long_ago_is_told_in_the_largest_unit_that_tells_enough(
    seconds: int, said: str
) -> None:
    assert _ago(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize("given", ["26", "h", "1.5h", "-1h", "26 h", "26H", "9999999d", "１h", ""])
def test_no_length_of_time_is_a_usage_error(index: Path, given: str) -> None:
    result = run("status", "--max-age", given, index=index)
    assert result.exit_code == 2
    assert "is no length of time as 90m, 26h or 7d" in result.stderr


@pytest.mark.parametrize("command", ["gc", "index"])
@pytest.mark.parametrize("given", ["nan", "-1", "soon"])
def test_no_number_of_seconds_is_a_usage_error(
    index: Path, sample_path: Path, command: str, given: str
) -> None:
    words = [command, *([str(sample_path)] if command == "index" else []), "--lock-wait", given]
    result = run(*words, index=index)
    assert result.exit_code == 2
    assert "Invalid value for '--lock-wait': " in result.stderr


def test_an_index_whose_sources_have_not_changed_is_confirmed_by_the_build(
    tmp_path: Path, sample_path: Path
) -> None:
    index = tmp_path / "index"
    for _ in range(2):
        assert run("index", str(sample_path), index=index).exit_code == 0
        assert run("status", "--max-age", "1h", index=index).exit_code == 0
        confirmed(index, 2)
        assert run("status", "--max-age", "1h", index=index).exit_code == 1
    assert open_generation(index).name == "gen-000001"


def test_status_names_who_builds_and_delays_nobody(index: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(index)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        child = int(holder.stdout.readline())
        state = state_of(index)
        assert state.is_building is True
        assert state.builder is not None
        assert state.builder.pid == holder.pid
        assert f"building   process {holder.pid} on " in run("status", index=index).stdout
        holder.kill()
        os.kill(child, 9)
    assert state_of(index).is_building is False
    assert state_of(index).builder is None


def test_whoever_may_not_open_the_lock_is_not_told_that_nobody_builds(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer import lock

    def refuse(_: Path) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(lock, "opened", refuse)
    assert state_of(index).is_building is None
    assert "building   not known: the lock is not yours" in run("status", index=index).stdout


def test_a_build_that_begins_while_status_looks_waits_a_moment(index: Path) -> None:
    import threading

    with no_build_meanwhile(index) as is_quiet:
        assert is_quiet
        looking = threading.Event()
        built: list[str] = []

        def build() -> None:
            looking.set()
            with building(index):
                built.append("built")

        thread = threading.Thread(target=build)
        thread.start()
        looking.wait(60)
    thread.join(60)
    assert built == ["built"]


def test_status_tells_which_old_generations_readers_hold(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    reader = open_generation(index)
    make(index)
    (size,) = [other.bytes for other in state_of(index).others]
    assert size == sum(path.stat().st_size for path in reader.directory.iterdir())
    assert state_of(index).others == (Other("gen-000001", size, True),)
    assert (
        f"old        gen-000001, {size:,} bytes, held by a reader"
        in run("status", index=index).stdout
    )
    reader.let_go()
    assert state_of(index).others == (Other("gen-000001", size, False),)
    with building(index):
        assert state_of(index).others == ()


def test_what_is_gone_before_status_looks_at_it_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from indexer import state

    make(tmp_path / "index")
    monkeypatch.setattr(state, "old_generations", lambda index: [index / "gen-000009"])
    assert state_of(tmp_path / "index").others == ()


def test_gc_removes_what_nobody_needs_and_says_so(tmp_path: Path) -> None:
    index = tmp_path / "index"
    make(index)
    reader = open_generation(index)
    make(index)
    (index / "tmp-1-0000dead").mkdir()
    (index / "tmp-1-0000dead" / "half").write_bytes(b"x" * 1234)
    before = names(index)
    assert run("gc", "--dry-run", index=index).stdout == (
        "Would remove tmp-1-0000dead, 1,234 bytes\nLeft gen-000001, which a reader has open\n"
    )
    assert names(index) == before
    assert run("gc", index=index).stdout == (
        "Removed tmp-1-0000dead, 1,234 bytes\nLeft gen-000001, which a reader has open\n"
    )
    reader.let_go()
    said = json.loads(run("gc", "--format", "json", index=index).stdout)
    assert [each["name"] for each in said["removed"]] == ["gen-000001"]
    assert (said["schema"], said["dry_run"], said["held"], said["stuck"]) == (1, False, [], [])
    assert said["bytes"] == said["removed"][0]["bytes"] > 0
    assert names(index) == ["CURRENT", "gen-000002", "lock"]
    assert run("gc", index=index).output == ""


def test_gc_waits_for_no_build_and_says_what_it_could_not_remove(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with building(index):
        result = run("gc", index=index)
        assert (result.exit_code, result.stdout) == (11, "")
        assert "another build is running: process" in result.stderr
    (index / "tmp-1-0000dead").mkdir()

    def refuse(path: object, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "rmdir", refuse)
    result = run("gc", index=index)
    assert result.exit_code == 13
    assert result.stderr == f"duansou: {index}: could not be removed: tmp-1-0000dead\n"


def lose(index: Path) -> None:
    (index / "CURRENT").unlink()


def spoil(index: Path) -> None:
    (index / "CURRENT").write_text("nonsense")


def forget_the_day(index: Path) -> None:
    path = index / "gen-000001" / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"created": "yesterday"}))


def let_everybody_write(index: Path) -> None:
    index.chmod(0o777)


@pytest.mark.parametrize(
    ("command", "happens", "code"),
    [
        ("status", lose, 10),
        ("status", spoil, 12),
        ("status", forget_the_day, 12),
        ("status", let_everybody_write, 12),
        ("gc", lose, 10),
        ("gc", spoil, 12),
        ("gc", let_everybody_write, 12),
    ],
)  # fmt: skip
def test_what_is_no_sound_index_is_an_error_of_one_line(
    index: Path, command: str, happens: object, code: int
) -> None:
    assert callable(happens)
    happens(index)
    result = run(command, index=index)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.startswith("duansou: ")
    assert result.stderr.count("\n") == 1
    if happens is let_everybody_write:
        assert run(command, "--trust", index=index).exit_code == 0
