"""Settings and an address → a server that answers there until it is told to stop."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from typing import Any, cast

import uvicorn
from uvicorn.supervisors import Multiprocess

from indexer.errors import AddressUnavailable
from indexer.interrupts import BY_SIGNAL
from search.web.application import application
from search.web.settings import Settings

__all__ = ["is_loopback", "serve"]

KEPT_SECONDS = 15
"""A connection on which nothing is asked is closed after so long."""

GRACE_SECONDS = 10
"""So long requests may go on when the server is told to stop."""

START_SECONDS = 60
"""So long a worker may take to open the index before nothing is said of it."""

WAITING = 1_024
"""So many connections may wait to be accepted."""

LOG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "stream": "ext://sys.stderr",
        }
    },
    "loggers": {
        "uvicorn.error": {"handlers": ["stderr"], "level": "WARNING"},
        "uvicorn.access": {"handlers": ["stderr"], "level": "INFO"},
    },
}
"""Requests and what goes wrong are told on standard error, a line each."""


def serve(
    settings: Settings,
    host: str,
    port: int,
    *,
    workers: int,
    quiet: bool,
    told: Callable[[str], None],
) -> None:
    """Answer requests until a signal says stop, then end those that are under way.

    `told` is called with the address of the page once requests can be made.

    Errors: `AddressUnavailable`; those of `open_index`.
    """
    config = uvicorn.Config(
        partial(application, settings),
        factory=True,
        workers=workers,
        log_config=LOG,
        access_log=not quiet,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_keep_alive=KEPT_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=WAITING,
    )
    with _bound(host, port) as listening:
        address = _address(listening)
        if workers == 1:
            listening.listen(WAITING)
            told(address)
            uvicorn.Server(config).run(sockets=[listening])
            return
        own = _Port(host, listening.getsockname()[1])
    _Workers(config, own, lambda: told(address)).run()


@dataclass(frozen=True, slots=True)
class _Port:
    """Where several processes listen: each by a socket of its own, made where it arrives.

    The kernel gives each its share of the connections. If they had one socket, the first to wake
    would take all that are waiting, and leave the others idle.
    """

    host: str
    number: int

    def __reduce__(self) -> tuple[Callable[..., socket.socket], tuple[str, int]]:
        return _listening, (self.host, self.number)


class _Workers(Multiprocess):
    """Several processes that serve; a signal that ends one process ends all of them alike."""

    def __init__(self, config: uvicorn.Config, port: _Port, ready: Callable[[], None]) -> None:
        # What a worker gets is pickled: the port is a socket when it arrives.
        super().__init__(config, [cast("socket.socket", port)])
        self._ready = ready
        self._ended_by = signal.SIGTERM

    def init_processes(self) -> None:
        """Start all of them, and say so when each listens."""
        super().init_processes()
        if all(process.wait_until_ready(START_SECONDS) for process in self.processes):
            self._ready()

    def handle_int(self) -> None:
        self._end(signal.SIGINT)

    def handle_term(self) -> None:
        self._end(signal.SIGTERM)

    def handle_hup(self) -> None:
        self._end(signal.SIGHUP)

    def run(self) -> None:
        """Serve until a signal, let what is under way end, and end by that signal."""
        super().run()
        raise SystemExit(BY_SIGNAL + self._ended_by)

    def _end(self, by: signal.Signals) -> None:
        self._ended_by = by
        self.should_exit.set()


def is_loopback(host: str) -> bool:
    """Return whether only programs on this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _address(listening: socket.socket) -> str:
    """Return the address of the page."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens beside those of the other processes of this server."""
    listening = _bound(host, port, shared=True)
    listening.listen(WAITING)
    return listening


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """Return a socket to which a port belongs. Errors: `AddressUnavailable`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, shared)
            bound.bind(address)
        except OSError:
            bound.close()
            raise
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AddressUnavailable(f"{host}:{port}: {reason}") from None
    return bound
