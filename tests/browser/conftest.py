"""A server with a few documents, and Debian's Chromium to look at its pages with."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

import pytest
from handmade import document, write_index

from indexer.parse import parse_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PICTURES = Path(__file__).parent.parent.parent / "build" / "screenshots"

FLAGS = (
    "--no-sandbox",  # continuous integration runs as root
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

YEARS = {2003: 2, 2004: 5, 2006: 1, 2009: 3}
"""How many documents of each year there are beside the sample."""


@dataclass(frozen=True)
class Site:
    """Where the pages are, and where pictures of them go."""

    address: str
    pictures: Path

    def at(self, path: str) -> str:
        return self.address + path


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Iterator[Site]:
    others = [
        document(
            f"CD/{year}/{number}",
            [f"关于核裁军谈判的第{number}份报告{{1}}，{year}年提出。", "又重申谈判的重要。" * 30],
            {"1": "见《联合国裁军年鉴》。"},
            title=f"{year}年裁军谈判会议报告",
            date=f"{year}-06-0{number}",
        )
        for year, count in YEARS.items()
        for number in range(1, count + 1)
    ]
    index = tmp_path_factory.mktemp("site") / "index"
    write_index(index, [parse_file(sample_path, sample_path.name), *others])
    PICTURES.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "search", "serve", "--index", str(index), "--port", "0"]
    log = index.with_name("log")
    with log.open("w") as file, subprocess.Popen(command, stderr=file) as server:
        yield Site(_address(server, log), PICTURES)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=30)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    """Return where a server says that its pages are."""
    while server.poll() is None:
        told = re.search(r"at (http://\S+)/;", log.read_text())
        if told:
            return told[1]
        sleep(0.05)
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    assert chromium is not None, "there is no chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(
        locale="zh-CN", viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; the test fails where its console tells of an error, as of a refused script."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    assert errors == []
