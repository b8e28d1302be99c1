"""`duansou serve` as a process: it answers, says where, logs, goes on while the index changes, stops."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from click.testing import CliRunner
from handmade import document, write_index

from search.cli import duansou
from search.web.serve import is_loopback

# 1 document at http://127.0.0.1:41234/; Ctrl-C stops
TOLD = re.compile(r"at (?P<address>http://\S+/);")


@contextmanager
def serving(index: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run a server on any free port; give the process and its address."""
    command = [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0"]
    with subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            told = TOLD.search(server.stderr.readline())
            assert told is not None
            yield server, told["address"]
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
                server.communicate(timeout=30)


def got(address: str) -> Any:
    with urlopen(address, timeout=30) as answer:  # noqa: S310 - an address of ours
        return json.load(answer)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return write_index(tmp_path / "index", [document("A", ["核裁军谈判"])])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_it_answers_logs_each_request_and_stops_when_told(index: Path, workers: str) -> None:
    with serving(index, "--workers", workers) as (server, address):
        assert got(f"{address}api/search?q=%E8%B0%88%E5%88%A4")["total"] == 1
        server.send_signal(signal.SIGTERM)
        log = server.communicate(timeout=30)[1]
    assert server.returncode == 128 + signal.SIGTERM
    assert '"GET /api/search?q=%E8%B0%88%E5%88%A4 HTTP/1.1" 200' in log
    assert "Traceback" not in log


def test_quiet_it_logs_nothing(index: Path) -> None:
    command = [sys.executable, "-m", "search", "serve", "--index", str(index), "-q"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with subprocess.Popen(
        [*command, "--port", str(port)], stderr=subprocess.PIPE, text=True
    ) as server:
        for _ in range(200):
            try:
                got(f"http://127.0.0.1:{port}/healthz")
                break
            except OSError:
                threading.Event().wait(0.05)
        server.send_signal(signal.SIGINT)
        assert server.communicate(timeout=30)[1] == ""


def test_no_request_fails_while_the_index_is_built_anew(index: Path) -> None:
    failures: list[Exception] = []
    totals: set[int] = set()
    stop = threading.Event()

    def ask(address: str) -> None:
        while not stop.is_set():
            try:
                totals.add(got(address)["total"])
            except Exception as error:  # noqa: BLE001 - whatever it is, the test tells
                failures.append(error)

    with serving(index, "--workers", "2") as (_, address):
        asking = [
            threading.Thread(target=ask, args=[f"{address}api/search?q=%E8%B0%88%E5%88%A4"])
            for _ in range(4)
        ]
        for thread in asking:
            thread.start()
        for count in range(2, 8):
            write_index(index, [document(f"{place}", ["核裁军谈判"]) for place in range(count)])
        while 7 not in totals and not failures:
            stop.wait(0.05)
        stop.set()
        for thread in asking:
            thread.join()
    assert failures == []
    assert 7 in totals


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (["--index", "nowhere"], 10, "no index at nowhere"),
        (["--host", "no.such.host.invalid"], 14, "duansou: no.such.host.invalid:8630: "),
        (["--host", "192.0.2.1"], 14, "duansou: 192.0.2.1:8630: "),
        (["--port", "70000"], 2, "Invalid value for '--port'"),
        (["--workers", "0"], 2, "Invalid value for '--workers'"),
    ],
)
def test_what_keeps_it_from_serving_is_told_in_a_line(
    index: Path, options: list[str], code: int, told: str
) -> None:
    outcome = CliRunner().invoke(duansou, ["serve", "--index", str(index), *options])
    assert outcome.exit_code == code
    assert told in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_an_address_in_use_is_told_so(index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        outcome = CliRunner().invoke(duansou, ["serve", "--index", str(index), "--port", port])
    assert outcome.exit_code == 14
    assert outcome.stderr == f"duansou: 127.0.0.1:{port}: {os.strerror(98)}\n"


def test_whoever_can_reach_it_is_told_where_that_is_not_this_machine_alone(index: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))  # noqa: S104 - so that it is in use for the command
        taken.listen()
        port = str(taken.getsockname()[1])
        options = ["serve", "--index", str(index), "--host", "0.0.0.0", "--port", port]  # noqa: S104 - as above
        outcome = CliRunner().invoke(duansou, options)
    assert "duansou: whoever reaches 0.0.0.0 can read all of the index\n" in outcome.stderr


@pytest.mark.parametrize(
    ("host", "is_so"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("0.0.0.0", False),  # noqa: S104 - a name
        ("::", False),
        ("example.org", False),
    ],
)
def test_loopback_is_told_from_the_rest(host: str, is_so: bool) -> None:
    assert is_loopback(host) is is_so
