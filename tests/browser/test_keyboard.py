"""Can everything be done without a mouse? At a desk, and at 400 % on a small screen."""

import pytest

from tests.browsing import DESK, ZOOMED, focus_shown, focused, reached_by_keyboard, tabbed
from tests.live_page import LivePage

PILOT = "rotherham_mental_health_pilot"
SHOWN = 1.0  # pixels that change by 3:1, for each pixel of the way about a control


@pytest.fixture(params=[DESK, ZOOMED])
def live(request, window, served) -> LivePage:
    return LivePage(window(served, request.param, 900 if request.param == DESK else 256))


def comes_to(page, what, most=600) -> None:
    """Tab until something has the focus."""
    page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
    for _ in range(most):
        page.keyboard.press("Tab")
        if what.evaluate("each => each === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {what}")


def test_tab_comes_to_everything_and_is_seen_there(live):
    live.rests()
    reached_by_keyboard(live.page)
    live.page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    live.page.locator(".bar-row").first.wait_for()  # asked for once they are opened
    live.rests()
    reached_by_keyboard(live.page)


def test_focus_is_seen_on_every_kind_of_control(live):
    """Measured in pixels, on the first of each kind."""
    live.rests()
    kinds: dict[str, float] = {}
    for stop in tabbed(live.page):
        kind = live.page.evaluate(
            "() => { const { tagName, type, className, role } = document.activeElement; "
            "return [tagName, type, className, role].join(' '); }"
        )
        if kind not in kinds:
            kinds[kind] = focus_shown(live.page, stop)
    assert {kind: shown for kind, shown in kinds.items() if shown < SHOWN} == {}
    assert len(kinds) > 5


@pytest.mark.parametrize("live", [DESK], indirect=True)
def test_every_kind_of_control_is_worked(live):
    page = live.page
    first = live.hash

    skip = page.get_by_role("link", name="Skip to the answer")
    comes_to(page, skip)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"

    group = page.locator("details:has([id='a-link_workers.posts']) > summary")
    if not group.locator("..").evaluate("each => each.open"):
        comes_to(page, group)
        page.keyboard.press("Enter")
    slider = page.locator("[id='a-link_workers.posts-slider']")
    comes_to(page, slider)
    page.keyboard.press("ArrowRight")
    live.settles()
    second = live.hash
    assert second != first
    assert float(live.box("link_workers.posts").input_value()) > 2

    page.keyboard.press("Tab")
    assert live.box("link_workers.posts").evaluate("each => each === document.activeElement")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    live.settles()
    assert live.hash == first

    beside = page.get_by_role("button", name="Keep these levers beside")
    comes_to(page, beside)
    page.keyboard.press("Enter")
    page.locator("#b-scenario").wait_for(state="attached")
    live.settles()
    assert focused(page) is not None, "the focus is lost when a second set of levers appears"
    if not page.locator("#b-scenario").is_visible():  # a small screen shows one set at a time
        comes_to(page, page.locator("input[name=showing]:checked"))
        page.keyboard.press("ArrowDown")

    comes_to(page, page.locator("#b-scenario"))
    page.keyboard.press("ArrowDown")
    page.wait_for_function("scenario => spsim.page.setting().b.scenario !== scenario", arg=PILOT)
    live.settles()
    assert page.evaluate("document.activeElement.id") == "b-scenario"

    remove = page.get_by_role("button", name="Remove these")
    comes_to(page, remove)
    page.keyboard.press("Space")
    page.locator("#b-scenario").wait_for(state="detached")
    live.settles()
    assert focused(page) is not None, "the focus is lost when a set of levers goes"

    box = live.box("link_workers.posts")
    comes_to(page, box)
    page.keyboard.type("-1")
    page.keyboard.press("Tab")
    live.settles("problem")
    link = live.problem.get_by_role("link").first
    comes_to(page, link)
    page.keyboard.press("Enter")
    assert box.evaluate("each => each === document.activeElement")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    live.settles()
    assert live.problem.is_hidden()


@pytest.mark.parametrize("live", [DESK], indirect=True)
def test_escape_puts_away_what_a_number_says_of_itself(live):
    page = live.page
    number = page.locator("#answer table [tabindex='0']:visible").first
    comes_to(page, number)
    for _ in range(20):
        if page.locator("#tip").is_visible():
            break
        page.keyboard.press("ArrowRight")
    assert page.locator("#tip").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#tip").is_hidden()
    assert focused(page) is not None
