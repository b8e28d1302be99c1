"""The scripts by which shells complete the command, and how words are handed to them.

The scripts are click's. They call the command again, by its name alone, with what was typed.
"""

from __future__ import annotations

import re
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
)

__all__ = ["COMPLETE_VARIABLE", "script_for"]

COMPLETE_VARIABLE = "_DUANSOU_COMPLETE"
"""The variable by which a script asks the command for words."""

# ( ' $ ; a space, and all else that bash acts upon or parts words at
ACTED_UPON = re.compile(r"[^\w./#~+,@%:=-]")


class QuotingBash(BashComplete):
    """Bash's completion, with a backslash before whatever bash would act upon in a word."""

    def source(self) -> str:
        """Return the script, whatever the bash that is at hand here."""
        return self.source_template % self.source_vars()

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return the line for a word; the script's `read` takes one backslash of two away."""
        quoted = ACTED_UPON.sub(lambda match: f"\\{match.group()}", item.value)
        return f"{item.type},{quoted}".replace("\\", "\\\\")


add_completion_class(QuotingBash)


def script_for(shell: str, command: click.Command) -> str:
    """Return the script that a shell reads to complete the command."""
    kind = get_completion_class(shell)
    if kind is None:
        raise click.BadParameter(f"no completion for {shell}")
    return kind(command, {}, "duansou", COMPLETE_VARIABLE).source()
