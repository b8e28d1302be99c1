"""A build needs nobody: it works with next to nothing around it, or says in one line what it lacks."""

from __future__ import annotations

import re
import resource
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import search
from indexer.build import build_index
from indexer.find import find_sources

ROOT = Path(__file__).parent.parent
CONTRIB = ROOT / "contrib"
COMMAND = [sys.executable, "-I", "-c", "from duansou import main; main()"]


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    root = tmp_path / "documents"
    root.mkdir()
    (root / "文件.txt").write_text("第一段。\n\n第二段。\n", encoding="utf-8")
    (root / "list.jsonl").write_text('{"id": "1", "text": "第三段。"}\n', encoding="utf-8")
    return root


def run(
    *words: object,
    environment: dict[str, str] | None = None,
    script: str = 'exec "$@"',
    command: Sequence[str] = COMMAND,
) -> subprocess.CompletedProcess[str]:
    """Run a command from a shell that sets things up, with no environment unless one is given."""
    return subprocess.run(
        ["/bin/sh", "-c", script, "sh", *command, *map(str, words)],
        env=environment or {},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def index(tmp_path: Path, *words: object, **options: object) -> subprocess.CompletedProcess[str]:
    where = ["index", "--index", tmp_path / "index", *words, tmp_path / "documents"]
    return run(*where, **options)  # type: ignore[arg-type]


def built(tmp_path: Path) -> int:
    """Return how many paragraphs are found in the index."""
    with search.open_index(tmp_path / "index") as opened:
        return opened.search("段", limit=0).total


BARE: list[dict[str, str]] = [
    {},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LANG": "zh_CN.GB18030"},
    {"HOME": "/nowhere"},
    {"HOME": ""},
    {"TMPDIR": "/nowhere"},
    {"TZ": "nonsense"},
    {"TERM": "xterm", "COLUMNS": "x"},
]


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("environment", BARE, ids=str)
def test_it_needs_nothing_of_its_environment(tmp_path: Path, environment: dict[str, str]) -> None:
    first = index(tmp_path, environment=environment)
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith("Indexed 2 documents, 3 paragraphs")
    again = index(tmp_path, environment=environment)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert built(tmp_path) == 3


@pytest.mark.usefixtures("documents")
def test_the_same_index_comes_out_whatever_the_locale(tmp_path: Path) -> None:
    made = set()
    for environment in BARE[:4]:
        shutil.rmtree(tmp_path / "index", ignore_errors=True)
        index(tmp_path, environment=environment)
        made.add((tmp_path / "index" / "gen-000001" / "000001.segment").read_bytes())
    assert len(made) == 1


def test_a_user_without_a_name_or_a_home_is_asked_for_the_directory(documents: Path) -> None:
    nobody = (
        "import pwd\n"
        "def unknown(_):\n"
        "    raise KeyError\n"
        "pwd.getpwuid = unknown\n"
        "from duansou import main\n"
        "main()\n"
    )
    command = [sys.executable, "-I", "-c", nobody]
    done = run("index", documents, command=command, script=f'cd "{documents}" && exec "$@"')
    assert done.returncode == 2
    assert done.stderr.endswith(
        "Error: there is no home directory; name the index directory by --index\n"
    )
    assert sorted(path.name for path in documents.iterdir()) == ["list.jsonl", "文件.txt"]


def test_a_home_that_cannot_be_written_is_named(documents: Path) -> None:
    done = run("index", documents, environment={"HOME": "/proc/nowhere"})
    assert done.returncode == 13
    assert re.fullmatch(
        r"duansou: /proc/nowhere/\S+/index: could not be written: .+\n", done.stderr
    )


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_standard_streams_may_be_closed(tmp_path: Path, documents: Path, closed: str) -> None:
    (documents / "empty.txt").write_text("")
    done = index(tmp_path, "-v", script=f'exec "$@" {closed}')
    assert (done.returncode, done.stdout) == (3, "")
    assert ("Indexed 2 documents" in done.stderr) is ("2>&-" not in closed)
    assert built(tmp_path) == 3


def test_no_file_takes_the_number_of_a_stream_that_is_closed() -> None:
    program = (
        "import duansou\nduansou._fill_standard_streams()\nprint(open('/dev/null').fileno())\n"
    )
    command = [sys.executable, "-c", program]
    done = run(command=command, script='exec "$@" <&- 2>&-', environment={"PYTHONPATH": str(ROOT)})
    assert int(done.stdout) > 2


def test_the_folder_at_hand_may_be_gone(tmp_path: Path, documents: Path) -> None:
    gone = shlex.quote(str(tmp_path / "gone"))
    script = f'mkdir {gone} && cd {gone} && rmdir {gone} && exec "$@"'
    done = index(tmp_path, script=script)
    assert (done.returncode, built(tmp_path)) == (0, 3)
    done = run("index", "--index", "index", documents, script=script)
    assert done.returncode == 13
    assert done.stderr == "duansou: index: could not be written: No such file or directory\n"


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("mask", ["000", "022", "077"])
def test_what_is_made_is_its_owners_whatever_the_umask(tmp_path: Path, mask: str) -> None:
    log = tmp_path / "log"
    done = index(tmp_path, "--log-file", log, script=f'umask {mask} && exec "$@"')
    assert done.returncode == 0, done.stderr
    for path in [tmp_path / "index", *(tmp_path / "index").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert not stat.S_IMODE(log.stat().st_mode) & 0o022
    assert built(tmp_path) == 3


FEWEST = 32
"""The open files that are enough for two processes that read."""


@pytest.mark.usefixtures("documents")
@pytest.mark.parametrize("most", [8, 10, 12, 16, 24, FEWEST])
def test_too_few_open_files_are_told_in_one_line(tmp_path: Path, most: int) -> None:
    done = index(tmp_path, "-q", "--jobs", "2", script=f'ulimit -n {most} && exec "$@"')
    assert done.returncode in ((0,) if most == FEWEST else (0, 3, 13))
    for line in done.stderr.splitlines():
        assert line.startswith("duansou: ")
        assert line.endswith(": Too many open files")
    assert not list((tmp_path / "index").glob("tmp-*"))


def test_a_file_may_not_become_too_large(tmp_path: Path, documents: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))

    words = ["index", "-q", "--index", tmp_path / "index", documents]
    done = subprocess.run(
        [*COMMAND, *map(str, words)], preexec_fn=limit, capture_output=True, check=False
    )
    assert done.returncode in (3, 13)
    assert all(line.startswith(b"duansou: ") for line in done.stderr.splitlines())
    assert not (tmp_path / "index" / "CURRENT").exists()


UNTOUCHED = """
import os, sys
from search.cli import duansou
begun = []
def note(event, arguments):
    if event in ("subprocess.Popen", "os.fork", "os.posix_spawn", "os.mkdir", "os.rename", "os.remove"):
        begun.append(event)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        begun.append(arguments[0])
sys.addaudithook(note)
duansou(sys.argv[1:], standalone_mode=False)
assert begun == [], begun
heavy = {"numpy", "rjieba", "jieba", "whoosh", "rich", "filelock", "subprocess", "indexer.workers"}
assert not heavy & set(sys.modules), heavy & set(sys.modules)
"""


def test_where_nothing_has_changed_nothing_is_started_written_or_loaded(
    tmp_path: Path, documents: Path
) -> None:
    build_index(tmp_path / "index", find_sources([documents]))
    done = index(tmp_path, command=[sys.executable, "-I", "-B", "-c", UNTOUCHED])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def commands_of(name: str) -> list[str]:
    """Return the words of the command that a file of contrib/ has run."""
    text = (CONTRIB / name).read_text(encoding="utf-8")
    (line,) = re.findall(r"^(?:ExecStart=|17 3 \* \* \*  )(.+)$", text, re.MULTILINE)
    return shlex.split(line)


@pytest.mark.parametrize("name", ["crontab", "duansou.service"])
def test_what_cron_and_systemd_are_told_to_run_does_run(
    tmp_path: Path, documents: Path, name: str
) -> None:
    program, *words = commands_of(name)
    assert program == "/usr/local/bin/duansou"
    places = {
        "/var/lib/duansou": tmp_path / "index",
        "/var/log/duansou.log": tmp_path / "log",
        "/var/log/duansou/builds.log": tmp_path / "log",
        "/srv/documents": documents,
    }
    for _ in range(2):
        done = run(*[places.get(word, word) for word in words])
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert built(tmp_path) == 3
    outcomes = re.findall("outcome=[a-z]+", (tmp_path / "log").read_text(encoding="utf-8"))
    assert outcomes == ["outcome=built", "outcome=unchanged"]


def analyze(*words: str) -> str:
    done = subprocess.run(["systemd-analyze", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_systemd_takes_the_units_and_finds_them_safe(tmp_path: Path) -> None:
    for name in ("duansou.service", "duansou.timer"):
        text = (CONTRIB / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/usr/local/bin/duansou", sys.executable))
    assert analyze("verify", *(str(path) for path in tmp_path.glob("duansou.*"))) == ""
    exposure = analyze("security", "--offline=true", str(tmp_path / "duansou.service"))
    assert float(re.findall(r"exposure level .*: ([0-9.]+)", exposure)[0]) < 1


def test_each_setting_of_a_unit_is_there_once() -> None:
    for name in ("duansou.service", "duansou.timer"):
        lines = (CONTRIB / name).read_text(encoding="utf-8").splitlines()
        names = [line.partition("=")[0] for line in lines if line and line[0] not in "#["]
        assert len(names) == len(set(names)), name
