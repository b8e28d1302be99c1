"""A file → the tree that pandoc makes of it, in a process that may touch nothing else."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from indexer.errors import ExtraMissing, SourceDamaged, SourceTooLarge, SourceTooSlow

__all__ = ["Element", "Tree", "parse_with_pandoc"]

Element = dict[str, Any]
"""A node of the tree: its kind under `t`, what it holds under `c`."""

TIMEOUT = 30.0
"""So many seconds a file may take."""

MEMORY = "-M256m"
"""The heap pandoc may grow to; beyond, it gives up with exit code 251."""

_HEAP_EXHAUSTED = 251

# bytes that would break the line of an error message
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Tree:
    """A document as pandoc parsed it."""

    blocks: list[Element]
    meta: dict[str, Element] = field(default_factory=dict)


def parse_with_pandoc(data: bytes, format_: str, name: str, timeout: float = TIMEOUT) -> Tree:
    """Return the tree of a file's bytes; what pandoc cannot read is a `SourceError`."""
    command = [_program(name), "--sandbox", f"--from={format_}", "--to=json"]
    command += ["--track-changes=accept", "+RTS", MEMORY, "-RTS"]
    try:
        done = subprocess.run(  # noqa: S603 - pandoc's own program, in its sandbox
            command, input=data, capture_output=True, timeout=timeout
        )
    except subprocess.TimeoutExpired:
        raise SourceTooSlow(name, f"pandoc took longer than {timeout:g} seconds") from None
    except OSError as error:
        raise ExtraMissing(name, f"pandoc cannot be run: {error.strerror}") from None
    if done.returncode == _HEAP_EXHAUSTED:
        raise SourceTooLarge(name, "takes more memory than pandoc may have")
    if done.returncode:
        raise SourceDamaged(name, _reason(done.stderr))
    return _tree(done.stdout, name)


@cache
def _found() -> str | None:
    """Return where pandoc is, or None where the extra is not installed."""
    try:
        import pypandoc
    except ImportError:
        return None
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        return None


def _program(name: str) -> str:
    program = _found()
    if program is None:
        raise ExtraMissing(name, "is read by pandoc: pip install 'duansou[formats]'")
    return program


def _tree(output: bytes, name: str) -> Tree:
    try:
        document = json.loads(output)
    except RecursionError:
        raise SourceDamaged(name, "nested too deeply") from None
    return Tree(document["blocks"], document["meta"])


def _reason(stderr: bytes) -> str:
    """Return what pandoc said, on one line."""
    said = _CONTROLS.sub(" ", stderr.decode("utf-8", errors="replace")).strip()
    return f"pandoc: {said[:LONGEST_REASON] or 'gave up without a word'}"
