"""Does the live page read as well on a telephone, a desk, a wall, on paper, and to people who see or move otherwise?"""

import subprocess

import pytest

from tests.browsing import DESK, TELEPHONE, ZOOMED, never_sideways, no_violations
from tests.live_page import LivePage


def one(live: LivePage) -> None:
    """As it opens."""


def two(live: LivePage) -> None:
    live.keeps_beside()
    live.sets("link_workers.posts", 3, "b")


def wrong(live: LivePage) -> None:
    box = live.box("link_workers.posts")
    live.opens(box)
    live.walk.types(box, "-1")
    live.settles("problem")
    assert live.problem.is_visible()


STATES = {"one": one, "two": two, "wrong": wrong}


@pytest.fixture(params=STATES)
def state(request):
    return STATES[request.param]


@pytest.mark.parametrize("width", [DESK, ZOOMED])
def test_axe_finds_no_fault_and_nothing_is_cut(window, served, state, width):
    live = LivePage(window(served, width))
    state(live)
    never_sideways(live.page)
    no_violations(live.page)
    never_sideways(live.page)  # with every fold open


def test_nothing_moves_for_people_who_ask_for_less_motion(window, served):
    live = LivePage(window(served, reduced_motion="reduce"))
    live.sets("link_workers.posts", 3)
    assert live.page.evaluate("document.getAnimations().filter(each => each.playState === 'running').length") == 0
    assert live.page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_what_is_printed_is_the_answer_and_no_controls(window, served, tmp_path):
    live = LivePage(window(served))
    two(live)
    paper = tmp_path / "page.pdf"
    live.page.pdf(path=paper, format="A4", print_background=False)
    pages = int(
        subprocess.run(["pdfinfo", paper], capture_output=True, text=True, check=True)
        .stdout.partition("Pages:")[2]
        .split()[0]
    )
    text = subprocess.run(["pdftotext", "-layout", paper, "-"], capture_output=True, text=True, check=True).stdout
    assert pages <= 4
    assert "Net cash" in text
    assert "simulation error" in text
    for control in ("Save these levers", "Copy the link", "Other luck", "Remove these"):
        assert control not in text


def test_on_a_telephone_a_lever_and_the_answer_are_seen_together(window, served):
    """What the answer comes to stays in sight while a lever is moved."""
    live = LivePage(window(served, TELEPHONE, 844))
    live.sets("link_workers.posts", 3)
    assert live.page.locator("#brief").is_visible() or live.answer.evaluate(
        "each => each.getBoundingClientRect().top < innerHeight"
    )
