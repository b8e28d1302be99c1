"""What the README shows is what happens."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# | 13 | `join.py` | …    | 2 | `readers/` | …: a module and the floor it stands on
FLOOR = re.compile(r"^\| (?P<floor>[0-9]+) \| `(?P<module>[\w/]+?)(?:\.py|/)` \|", re.MULTILINE)
README = (ROOT / "README.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "tests" / "data" / "a-res-63-49.txt"
TOOK = re.compile(r"[0-9.]+ ms")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def transcript() -> list[tuple[str, str]]:
    """Return each command of the transcripts with what it prints."""
    steps = [step for block in blocks("console") for step in block.removeprefix("$ ").split("\n$ ")]
    return [
        (command, output.strip("\n"))
        for command, _, output in (step.partition("\n") for step in steps)
    ]


OF_A_DAY = ("duansou status", "duansou verify")
"""What these print is of a day, or a machine."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("readme")
    shutil.copy(SAMPLE, path)
    return path


def run(command: str, folder: Path) -> tuple[int, str]:
    words = [sys.executable, "-m", "search", *shlex.split(command)[1:]]
    environment = {**os.environ, "DUANSOU_INDEX": "index"}
    done = subprocess.run(
        words,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode()


def test_the_transcript_is_true(folder: Path) -> None:
    told = [step for step in transcript() if step[0] not in OF_A_DAY]
    assert len(told) == 9
    for command, expected in told:
        _, output = run(command, folder)
        assert TOOK.sub("… ms", output).strip("\n") == TOOK.sub("… ms", expected), command


def test_status_shows_what_it_is_said_to_show(folder: Path) -> None:
    run("duansou index a-res-63-49.txt", folder)
    expected = dict(transcript())["duansou status"]
    _, output = run("duansou status", folder)
    assert masked(output.strip("\n")) == masked(expected)


def masked(status: str) -> list[str]:
    """Return the lines without what is of a day, a machine or what is installed."""
    lines = re.sub("made with .*", "made with …", status).splitlines()
    return [re.sub(r" [0-9][0-9T:.,+-]*( \w+ ago)?", " …", line) for line in lines]


def test_the_python_snippet_prints_what_follows_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    run("duansou index a-res-63-49.txt", folder)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(blocks("python")[0], "README.md", "exec"), {})  # noqa: S102 - our own README
    assert printed.getvalue() == blocks("text")[0]


def rows() -> list[tuple[str, str]]:
    """Return the rows of the table of queries: what is typed, what it finds."""
    table = README[README.index("| you type |") :].split("\n\n")[0]
    return [
        tuple(cell.strip() for cell in row.strip("|").split("|")) for row in table.splitlines()[2:]
    ]  # type: ignore[misc]


@pytest.mark.parametrize(
    "query", [query for typed, _ in rows() for query in re.findall("`(.*?)`", typed)]
)
def test_each_query_of_the_table_finds_something(folder: Path, query: str) -> None:
    run("duansou index a-res-63-49.txt", folder)
    code, output = run(f"duansou search {shlex.quote(query)} --limit 1", folder)
    assert code == 0, output


def test_the_cron_line_is_that_of_the_crontab() -> None:
    crontab = (ROOT / "contrib" / "crontab").read_text(encoding="utf-8")
    assert f"\n{blocks('cron')[0]}" in crontab


def test_the_make_targets_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [
        target
        for line in re.findall(r"^make ([a-z0-9 -]+)", "\n".join(blocks("sh")), re.MULTILINE)
        for target in line.split()
    ]
    assert targets
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_module_has_its_row_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for package in ("indexer", "search"):
        for module in (ROOT / package).rglob("*.py"):
            name = module.relative_to(ROOT / package)
            # A package that is told of in one row is a row of its own.
            named = f"| `{name}` |" in text or f"| `{name.parent}/` |" in text
            assert named or name.name.startswith("__"), module


def test_the_floors_of_the_architecture_are_those_that_are_held() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = contracts["tool"]["importlinter"]["contracts"][0]["layers"]
    held = {
        module.strip().partition(".")[2].replace(".", "/"): floor
        for floor, layer in enumerate(reversed(layers))
        for module in layer.split("|")
        if module.strip() not in ("indexer.cli", "search.cli")
    }
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    said = {
        row["module"]: int(row["floor"]) for row in FLOOR.finditer(text) if row["module"] != "cli"
    }
    assert said == held
