"""What a shell offers while somebody types: keys, paragraphs, fields, and the script it reads.

Whatever goes wrong then, nothing is offered, and nothing said.
"""

from __future__ import annotations

import click

__all__ = ["complete_facets", "complete_keys", "complete_query", "completion"]

from search.wanted import FACETS

SHELLS = ("bash", "zsh", "fish")


def complete_keys(ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the keys, or behind a # the paragraphs, that begin with what was typed."""
    from search.beginnings import names_beginning

    index = ctx.params.get("index_directory")
    if index is None:
        return []
    return list(names_beginning(typed, index, trust=bool(ctx.params.get("trust"))))


def complete_query(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the names of fields that begin with the word that is being typed."""
    from search.restrict import FIELD_NAMES

    before, space, word = typed.rpartition(" ")
    minus = "-" if word.startswith("-") else ""
    start = word.removeprefix("-")
    if not start:
        return []
    return [f"{before}{space}{minus}{name}:" for name in FIELD_NAMES if name.startswith(start)]


def complete_facets(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    """Return the facets that begin with the last of those typed, behind the others."""
    before, comma, last = typed.rpartition(",")
    taken = before.split(",")
    names = [name for name in FACETS if name.startswith(last) and name not in taken]
    return [f"{before}{comma}{name}" for name in names]


@click.command(no_args_is_help=True)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script by which a shell completes commands, options and keys.

    For bash, put this line into ~/.bashrc: eval "$(duansou completion bash)"; for zsh the like into
    ~/.zshrc. For fish, write the script to ~/.config/fish/completions/duansou.fish.

    Example: duansou completion bash
    """
    from search.shells import script_for

    click.echo(script_for(shell, ctx.find_root().command))
