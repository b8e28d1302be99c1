"""The command that starts the server."""

from __future__ import annotations

from pathlib import Path

import click

from indexer.cli import index_option
from indexer.typeset import counted
from search.options import synonyms_option
from search.searcher import open_index

__all__ = ["serve"]

PORT = 8630


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65_535), default=PORT, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A name under which others reach this server; needed where --host is no loopback address.",
)
@click.option(
    "--allow-origin",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Pages of that origin may read the API.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 600),
    default=5.0,
    show_default=True,
    help="Seconds that a request may take.",
)
@synonyms_option
@click.option("-q", "--quiet", is_flag=True, help="Log no requests.")
@index_option
def serve(
    host: str,
    port: int,
    workers: int,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    synonyms: Path | None,
    quiet: bool,
    index_directory: Path,
    trust: bool,
) -> None:
    """Serve a page to search in, and its API, until Ctrl-C.

    Example: duansou serve --port 8630
    """
    try:
        from search.web.serve import is_loopback
        from search.web.serve import serve as served
        from search.web.settings import LOOPBACK, Settings
    except ImportError as error:
        raise click.UsageError(
            f"{error.name} is not installed: pip install 'duansou[web]'"
        ) from None
    is_private = is_loopback(host)
    hosts = (*LOOPBACK, *names) if is_private or names else ("*",)
    settings = Settings(index_directory, trust, synonyms, hosts, origins, timeout)
    with open_index(index_directory, trust=trust, synonyms=synonyms) as index:
        held = f"{counted(index.document_count, 'document')}"
    if not is_private:
        click.echo(f"duansou: whoever reaches {host} can read all of the index", err=True)

    def told(address: str) -> None:
        if not quiet:
            click.echo(f"{held} at {address}; Ctrl-C stops", err=True)

    served(settings, host, port, workers=workers, quiet=quiet, told=told)
