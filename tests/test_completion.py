"""A shell completes commands, options, keys and paragraphs; whatever goes wrong, it offers nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from handmade import document, write_index

from search.beginnings import MAX_NAMES, names_beginning
from search.cli import duansou

KEYS = [
    "A/RES/63/49",
    "A/RES/63/4",
    "S/RES/408(1977)",
    "报告 甲.txt",
    "x$(touch pwned);y",
    "it's",
    "c\\d",
    "冒:号",
    "逗,号",
    "换\n行",
    "转\x1b[31m",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = [document(key, ["文"] * (12 if key == "A/RES/63/49" else 1)) for key in KEYS]
    return write_index(tmp_path_factory.mktemp("completion") / "index", made)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("A/", ["A/RES/63/4", "A/RES/63/49"]),
        ("A/RES/63/49", ["A/RES/63/49"]),
        ("63/4", ["A/RES/63/4", "A/RES/63/49"]),
        ("报", ["报告 甲.txt"]),
        ("A/RES/63/49#", [f"A/RES/63/49#p{number}" for number in range(1, 13)]),
        ("63/49#p1", ["A/RES/63/49#p1", *(f"A/RES/63/49#p{number}" for number in (10, 11, 12))]),
        ("换", []),
        ("转", []),
        ("没有", []),
        ("#", []),
        ("\ud800", []),
        ("\x00", []),
    ],
)
def test_names_that_begin_as_typed_are_offered(index: Path, typed: str, names: list[str]) -> None:
    assert list(names_beginning(typed, index)) == names


def test_no_more_names_than_the_limit_are_offered(tmp_path: Path) -> None:
    made = [document(f"{number:04}", ["文"]) for number in range(MAX_NAMES + 5)]
    found = names_beginning("0", write_index(tmp_path / "index", made))
    assert found == tuple(f"{number:04}" for number in range(MAX_NAMES))


def test_where_there_is_no_index_or_a_damaged_one_nothing_is_offered(
    index: Path, tmp_path: Path
) -> None:
    assert names_beginning("A", tmp_path / "none") == ()
    shutil.copytree(index, tmp_path / "index")
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    assert names_beginning("A", tmp_path / "index") == ()


def offered(words: list[str], index: Path, shell: str) -> list[str]:
    """Return the lines that a shell's script gets for a command line, its last word unfinished."""
    line = "\n".join(words) if shell == "zsh" else " ".join(words)
    last = words[-1] if shell == "fish" else str(len(words) - 1)
    environment = {
        "DUANSOU_INDEX": str(index),
        "COMP_WORDS": line,
        "COMP_CWORD": last,
        "_DUANSOU_COMPLETE": f"{shell}_complete",
    }
    done = CliRunner(env=environment).invoke(duansou, [], prog_name="duansou")
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("words", "first"),
    [
        (["duansou", "sea"], "search"),
        (["duansou", "show", "63/49#p1"], "A/RES/63/49#p1"),
        (["duansou", "search", "核", "--why", "63/49#p1"], "A/RES/63/49#p1"),
        (["duansou", "search", "--so"], "--sort"),
        (["duansou", "search", "--sort", "doc"], "document"),
        (["duansou", "search", "--fromat", "x", "--lim"], "--limit"),
        (["duansou", "search", "--facets", "year,k"], "year,kind"),
        (["duansou", "search", "ki"], "kind:"),
        (["duansou", "search", "--where", "ye"], "year:"),
        (["duansou", "completion", "f"], "fish"),
    ],
)
def test_every_shell_is_offered_the_same(index: Path, words: list[str], first: str) -> None:
    assert offered(words, index, "bash")[0] == f"plain,{first}"
    assert offered(words, index, "zsh")[:2] == ["plain", first]
    assert offered(words, index, "fish")[0].split("\t")[0] == f"plain,{first}"


@pytest.mark.parametrize(
    "words",
    [
        ["duansou", "show", "A"],
        ["duansou", "show", "--index", "/nowhere", "A"],
        ["duansou", "search", "--limit", "nonsense", "-"],
        ["duansou", "nonsense", "x"],
        ["duansou", "search", "--facets", "nonsense,"],
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_nothing_is_said_about_what_is_wrong(tmp_path: Path, words: list[str], shell: str) -> None:
    offered(words, tmp_path / "none", shell)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_the_command_and_nothing_of_this_machine(shell: str) -> None:
    done = CliRunner().invoke(duansou, ["completion", shell], prog_name="duansou")
    assert done.exit_code == 0
    assert f"_DUANSOU_COMPLETE={shell}_complete" in done.stdout
    assert sys.prefix not in done.stdout
    assert str(Path.cwd()) not in done.stdout


ASK = """
eval "$(duansou completion bash)"
COMP_WORDS=(duansou show "$1"); COMP_CWORD=2; COMPREPLY=()
_duansou_completion duansou
eval "words=(${COMPREPLY[*]})"
printf '%s\\n' "${words[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("A/RES/63/49#p12", "A/RES/63/49#p12"),
        ("S/RES/4", "S/RES/408(1977)"),
        ("报", "报告 甲.txt"),
        ("x", "x$(touch pwned);y"),
        ("it", "it's"),
        ("c", "c\\d"),
        ("冒", "冒:号"),
        ("逗", "逗,号"),
        ("换", ""),
    ],
)
def test_bash_gets_each_word_so_that_it_stays_one_word_and_is_not_obeyed(
    index: Path, tmp_path: Path, typed: str, completed: str
) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("there is no bash")
    command = tmp_path / "bin" / "duansou"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m search "$@"\n')
    command.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{command.parent}:{os.environ['PATH']}",
        "DUANSOU_INDEX": str(index),
        "LC_ALL": "C.UTF-8",
    }
    script = [bash, "--norc", "-c", ASK, "bash", typed]
    done = subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.stdout.decode().removesuffix("\n"), done.stderr.decode()) == (completed, "")
    assert not (tmp_path / "pwned").exists()
