"""What the help, the README and the other pages tell to type can be typed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import search
from search.cli import duansou

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "tests" / "data" / "a-res-63-49.txt"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").glob("*.md"))]

# Example: duansou show 'A/RES/63/49#op2'
EXAMPLE = re.compile(r"^Example: (?P<command>.+)$", re.MULTILINE)
# `duansou gc --dry-run`, in a sentence
INLINE = re.compile(r"`(?P<command>duansou [a-z][^`\n]*)`")
# a line of a block of commands: `duansou …`, `$ duansou …`
LINE = re.compile(r"^(?:\$ )?(?P<command>duansou .+)$", re.MULTILINE)
BLOCK = re.compile(r"^```(?:sh|console)\n(?P<lines>.*?)^```", re.DOTALL | re.MULTILINE)


def commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    """Yield each command with what is typed for it, the group first."""
    yield name, group
    for own, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name} {own}")
        else:
            yield f"{name} {own}", command


COMMANDS = dict(commands(duansou, "duansou"))

EXAMPLES = {
    name: EXAMPLE.findall(re.sub(r"^ +", "", command.help or "", flags=re.MULTILINE))
    for name, command in COMMANDS.items()
}

TEXTS = {page.name: page.read_text(encoding="utf-8") for page in PAGES}

SHOWN = [
    pytest.param(command, id=f"{name}: {command}")
    for name, text in TEXTS.items()
    for block in BLOCK.findall(text)
    for command in dict.fromkeys(LINE.findall(block))
]

PRESSED = "<TAB>"
"""What no command gets to see."""

TOLD = [
    pytest.param(command, id=f"{name}: {command}")
    for name, text in TEXTS.items()
    for command in dict.fromkeys(INLINE.findall(BLOCK.sub("", text)))
    if PRESSED not in command
]

IN_PART = re.compile("duansou (index|search)( -+[a-z-]+)*( FILE)?")
"""What pages name without all that it needs: the files to be indexed, the words to be found."""


UNTIL_IT_SERVES = """
{} --port 0 2> served & server=$!
until grep --quiet http:// served; do kill -0 $server || exit 1; sleep 0.1; done
kill $server
"""
"""A server is told to stop once it has said where it answers; any port will do."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an index, the files that examples name, and the command itself."""
    path = tmp_path_factory.mktemp("examples")
    (path / "resolutions").mkdir()
    (path / ".config" / "fish" / "completions").mkdir(parents=True)
    for name in ("a-res-63-49.txt", "resolutions/a-res-63-49.txt", "report.txt"):
        shutil.copy(SAMPLE, path / name)
    command = path / "bin" / "duansou"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m search "$@"\n')
    command.chmod(0o755)
    assert run("duansou index a-res-63-49.txt", path).returncode == 0
    return path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does, whose home is the folder."""
    environment = {
        **os.environ,
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "HOME": str(folder),
        "DUANSOU_INDEX": str(folder / "index"),
    }
    if command.startswith("duansou serve"):
        command = UNTIL_IT_SERVES.format(command)
    return subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_each_command_has_an_example() -> None:
    assert [name for name, examples in EXAMPLES.items() if not examples] == []
    for name, examples in EXAMPLES.items():
        for example in examples:
            assert name in example


@pytest.mark.parametrize("example", [each for every in EXAMPLES.values() for each in every])
def test_the_examples_of_the_help_run(folder: Path, example: str) -> None:
    done = run(example, folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", TOLD)
def test_each_command_that_a_page_tells_of_runs(folder: Path, command: str) -> None:
    asked = f"{command} --help" if IN_PART.fullmatch(command) else command
    done = run(asked.replace("FILE", SAMPLE.name), folder)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", SHOWN)
def test_each_command_that_a_page_shows_finds_something_or_says_that_there_is_nothing(
    folder: Path, command: str
) -> None:
    done = run(command, folder)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout or done.stderr


def test_the_line_of_json_is_indexed_as_the_readme_says(folder: Path) -> None:
    [line] = re.findall(r"^```json\n(.*?)\n```", README, re.DOTALL | re.MULTILINE)
    assert json.loads(line)["document"] == "民法典"
    (folder / "code.jsonl").write_text(line + "\n", encoding="utf-8")
    done = run("duansou index --index code code.jsonl", folder)
    assert done.returncode == 0, done.stderr
    with search.open_index(folder / "code") as index:
        [hit] = index.search("民法典 第三条")
    assert (hit.paragraph.label, hit.footnotes[0].text) == ("第三条", "见宪法。")


def test_the_demonstration_runs(folder: Path) -> None:
    done = run(f'DUANSOU_INDEX=demo sh "{ROOT / "demo.sh"}" a-res-63-49.txt', folder)
    assert done.returncode == 0, done.stderr
