"""Is a hostile link refused in words, or harmless? None of its scripts runs, and the page works on."""

import pytest

from tests.hostile import LINKS
from tests.live_page import LivePage

OPENED = """() => !document.getElementById("problem").hidden
    || ["answered", "sure"].includes(document.getElementById("state").dataset.state)"""


def holds(page, sent) -> None:
    """What must hold after whatever was sent: it is refused in words, or else answered; and it has done nothing."""
    if sent.refused:
        assert page.locator("#problem").inner_text().strip(), "nothing is said of it"
    assert page.evaluate("[globalThis.ran, {}.polluted, document.scripts.length]") == page.scripts
    assert page.locator("#problem img, #problem script, #answer img, #answer script, #options img").count() == 0


def works_on(page) -> None:
    """A lever is moved, and the answer follows."""
    live = LivePage(page)
    before = live.hash
    posts = live.box("link_workers.posts")
    live.sets("link_workers.posts", 4 if posts.input_value() != "4" else 5)
    assert live.hash != before


def opened(window, address, link):
    page = window(address)
    LivePage(page)
    page.scripts = [0, None, page.evaluate("document.scripts.length")]
    page.goto("about:blank")
    page.goto(address + link)
    page.wait_for_function(OPENED)
    return page


@pytest.mark.parametrize("name", LINKS)
def test_a_hostile_link_served(window, served, name):
    page = opened(window, served, LINKS[name].what)
    holds(page, LINKS[name])
    works_on(page)
