"""The browser, the server and the one file, each once for all tests; and windows whose every request is watched."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browsing import DESK, PATIENCE, Watched, chromium
from tests.launch import launched
from tests.live_page import LivePage


@pytest.fixture(scope="session", name="chromium")
def chromium_for_all() -> Iterator[Browser]:
    """One browser for all."""
    with sync_playwright() as playwright, chromium(playwright) as browser:
        yield browser


@pytest.fixture(scope="session")
def served() -> Iterator[str]:
    """Where the page is, served to this machine by a launch of its own."""
    with launched() as launch:
        yield launch.address
        assert launch.process.poll() is None, f"it ended with {launch.process.returncode}"


@pytest.fixture(scope="session")
def one_file() -> str:
    """Where the page is that needs nothing installed, as `make browser-test` has built it."""
    path = Path(__file__).parents[2] / "build/simulator.html"
    assert path.exists(), f"{path} is not there: make one-file"
    return path.as_uri()


class Home(NamedTuple):
    """Where the page is, and how its window is opened there."""

    address: str
    how: Mapping[str, object]


@pytest.fixture(scope="session", params=["served", "one_file"])
def home(request: pytest.FixtureRequest) -> Home:
    """Each of the two homes of the page. The file is opened with the network off."""
    return Home(request.getfixturevalue(request.param), {"offline": request.param == "one_file"})


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Opens an address in a window of its own, of a size; at the end nothing may have been complained of or refused.

    `page.watched` has all that it asked for. A file asks for nothing beyond itself, a served page for this machine.
    """
    with windows(chromium) as open_:
        yield open_


@contextmanager
def windows(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """The same, for as long as they are needed."""
    opened: list[Watched] = []

    def open_(address: str, width: int = DESK, height: int = 900, **how: object) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **how)
        context.set_default_timeout(PATIENCE)
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


@pytest.fixture(scope="module")
def kept(chromium: Browser, home: Home) -> Iterator[LivePage]:
    """The page in one window for all tests of a module: what one of them leaves behind, the next one meets."""
    with windows(chromium) as open_:
        yield LivePage(open_(home.address, **home.how))
