"""How many requests a second are answered, and how soon, while the index is built anew.

`python -m benchmarks.serving` (needs DUANSOU_DATA): a server of two workers on loopback, 32
connections that ask the queries of `benchmarks.queries` one after the other in an order without
meaning, and two builds meanwhile; beside it, in the same run, a handler that only asks Tantivy
(`bare_tantivy.py`, where its index is at hand; without builds). The client runs on the same cores.
The exit code says whether all requests were answered within the limit.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from statistics import median, quantiles
from subprocess import Popen, run
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote

import click

from benchmarks.corpus import LAWS, corpus_of, laws, questions
from benchmarks.data import data_folder
from benchmarks.programs import DUANSOU, resident, tree
from benchmarks.queries import queries_of

CONNECTIONS = 32
WORKERS = "2"
BUILDS = 2
LIMIT_MS = 100.0
"""99 of a hundred requests are to be answered within so long."""

MOST_GROWTH = 1.3
"""Memory is to be at the end at most so many times what it was after a quarter of the time."""

BUILT = Path("build") / "bench"

LENGTH = re.compile(rb"content-length: (\d+)\r\n", re.IGNORECASE)


@dataclass
class Measured:
    """What became of the requests: the milliseconds of those answered, how many were not."""

    times: list[float] = field(default_factory=list)
    failures: int = 0
    seconds: float = 0.0
    memory: list[int] = field(default_factory=list)

    def told(self, name: str) -> str:
        """Return a line for the table."""
        p99 = quantiles(self.times, n=100)[98]
        megabytes = [size / 1e6 for size in (self.memory[len(self.memory) // 4], self.memory[-1])]
        return (
            f"{name:22} {len(self.times) / self.seconds:8.0f} {median(self.times):8.1f} {p99:8.1f} "
            f"{max(self.times):8.1f} {self.failures:9} {megabytes[0]:7.0f} → {megabytes[1]:.0f}"
        )


@click.command(help=__doc__)
@click.option("--paragraphs", type=click.IntRange(min=1_000), default=314_401, show_default=True)
@click.option("--seconds", type=click.IntRange(min=5), default=60, show_default=True)
def main(paragraphs: int, seconds: int) -> None:
    """Measure both, and print the table."""
    data = data_folder(LAWS)
    found = laws(data)
    corpus = corpus_of(found, paragraphs, BUILT, fresh=False)
    queries = queries_of(found[:paragraphs], questions(data))
    random.Random(8630).shuffle(queries)
    asked = [query.ours for query in queries]
    print(f"{'':22} requests/s  median   99 %      most  failures  MB, begin → end")
    with TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        build(index, corpus.path)
        with _server(
            [*DUANSOU, "serve", "-q", "--index", str(index), "--workers", WORKERS]
        ) as ours:
            measured = measure(ours, asked, seconds, lambda: build(index, corpus.path))
        print(measured.told("Duansou, two builds"), flush=True)
        with _server(
            [*DUANSOU, "serve", "-q", "--index", str(index), "--workers", WORKERS]
        ) as ours:
            print(measure(ours, asked, seconds // 2).told("Duansou"), flush=True)
    peer = BUILT / f"tantivy-rjieba-{paragraphs}"
    if peer.is_dir():
        bare = [sys.executable, "-m", "uvicorn", "--factory", "benchmarks.bare_tantivy:application"]
        os.environ["TANTIVY_INDEX"] = str(peer)
        options = ["--workers", WORKERS, "--no-access-log", "--log-level", "warning"]
        with _server([*bare, *options]) as server:
            plain = [query.plain for query in queries]
            print(measure(server, plain, seconds // 2).told("Tantivy, bare"), flush=True)
    p99 = quantiles(measured.times, n=100)[98]
    growth = measured.memory[-1] / measured.memory[len(measured.memory) // 4]
    sys.exit(measured.failures > 0 or p99 > LIMIT_MS or growth > MOST_GROWTH)


def build(index: Path, corpus: Path) -> None:
    """Build the index anew, as cron would: after all that is asked for meanwhile."""
    command = ["nice", "-n", "19", *DUANSOU, "index", "--rebuild", "--quiet", "--jobs", "1"]
    run([*command, "--index", str(index), str(corpus)], check=True)  # noqa: S603 - our own command


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves, and its port."""

    process: Popen[bytes]
    port: int


@contextmanager
def _server(command: Sequence[str]) -> Iterator[Server]:
    """Start a server, wait until it answers, and stop it in the end."""
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Popen([*command, "--port", str(port)]) as process:  # noqa: S603 - our own commands
        try:
            asyncio.run(_awaited(process, port))
            yield Server(process, port)
        finally:
            process.send_signal(signal.SIGTERM)


async def _awaited(process: Popen[bytes], port: int) -> None:
    while process.poll() is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise RuntimeError(f"the server ended with {process.returncode}")


def measure(
    server: Server,
    asked: Sequence[str],
    seconds: float,
    rebuild: Callable[[], None] | None = None,
) -> Measured:
    """Ask for so long, building BUILDS times meanwhile where there is something to build."""
    measured = Measured()
    asyncio.run(_all_asked(server, asked, 3, Measured()))
    builder = threading.Thread(target=lambda: [rebuild() for _ in range(BUILDS) if rebuild])
    builder.start()
    asyncio.run(_all_asked(server, asked, seconds, measured))
    builder.join()
    return measured


async def _all_asked(
    server: Server, asked: Sequence[str], seconds: float, measured: Measured
) -> None:
    started = perf_counter()
    until = started + seconds
    connections = [
        _asked_by_one(server.port, asked[place::CONNECTIONS], until, measured)
        for place in range(CONNECTIONS)
    ]
    await asyncio.gather(_watched(server, until, measured), *connections)
    measured.seconds = perf_counter() - started


async def _watched(server: Server, until: float, measured: Measured) -> None:
    while perf_counter() < until:
        measured.memory.append(sum(map(resident, tree(server.process.pid))))
        await asyncio.sleep(1)


async def _asked_by_one(port: int, asked: Sequence[str], until: float, measured: Measured) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    turn = 0
    while perf_counter() < until:
        query = quote(asked[turn % len(asked)])
        turn += 1
        begun = perf_counter()
        request = f"GET /api/search?q={query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        await reader.readexactly(int(length[1]) if length else 0)
        measured.times.append((perf_counter() - begun) * 1000)
        measured.failures += not head.startswith(b"HTTP/1.1 200")
    writer.close()


if __name__ == "__main__":
    main()
