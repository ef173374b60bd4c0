"""The browser, the server and the one file, each once for all tests; and windows whose every request is watched."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsing import DESK, Watched

SPSIM = Path(sys.executable).with_name("spsim")
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all. The sandbox cannot be had by root in a container."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["SPSIM_CHROMIUM"], args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def serving(*options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`spsim web` as a user starts it, on a free port: the address that it prints, and the process."""
    command = [SPSIM, "web", "--port", "0", "--no-open", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        said = []
        for line in server.stdout:
            said.append(line)
            if found := ADDRESS.search(line):
                break
        else:
            pytest.fail(f"spsim web ended and gave no address: {''.join(said)}")
        try:
            yield found[0], server
        finally:
            server.terminate()


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Where the page is, served to this machine."""
    with serving() as (address, _):
        yield address


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a window of its own, of a size; at the end nothing may have been complained of or refused.

    `page.watched` has all that it asked for. A file asks for nothing beyond itself, a served page for this machine.
    """
    opened: list[Watched] = []

    def open_(address: str, width: int = DESK, height: int = 900, **how: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **how)
        watched = Watched(context)
        opened.append(watched)
        page = context.new_page()
        page.watched = watched
        page.goto(address)
        return page

    yield open_
    for watched in opened:
        refused = watched.refused
        watched.context.close()
        assert (watched.beyond, refused, watched.said) == ([], [], [])
