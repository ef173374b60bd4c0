"""What comes late takes nothing from anybody: not where they have gone, not what they type, not the keyboard.

Every answer here is held until a person has gone on. A room that asks for something belongs in this file.
"""

import pytest

from tests.browsing import DESK, ZOOMED, Late, focus_shown, focused, tabbed

SMALL = "#scenario=rotherham_mental_health_pilot&replications=2"
OTHER = "#scenario=third_post&replications=2"
ANSWERED = "#state:is([data-state=answered], [data-state=sure])"


@pytest.fixture
def slow(window, served):
    """Opens the page at a hash, with answers of some kinds held from the start."""

    def opened(hash="", *kinds, **how):
        page = window("about:blank", **how)
        late = Late(page, *kinds)
        page.goto(served + hash)
        return page, late

    return opened


def answered(page):
    page.wait_for_selector(ANSWERED)


def answered_hidden(page):
    """Also where another part of the page is shown."""
    page.wait_for_selector(ANSWERED, state="attached")


def goes(page, hash):
    """Follow a link within the page."""
    page.evaluate("hash => { location.hash = hash; }", hash)


def scenario(page):
    return page.evaluate("spsim.page.setting()?.a.scenario")


def view(page):
    return page.locator("nav.views [aria-current]").inner_text()


# ---------------------------------------------------------------- the keyboard


@pytest.mark.parametrize(("width", "height"), [(DESK, 900), (ZOOMED, 256)])
def test_a_cell_under_the_keyboard_keeps_it_and_shows_it_as_more_of_the_answer_comes(slow, width, height):
    page, late = slow(SMALL, "sure", width=width, height=height)
    answered(page)
    cell = next(stop for stop in tabbed(page) if stop.what.startswith("<th"))
    late.comes("sure")
    page.wait_for_selector("#state[data-state=sure]", state="attached")
    now = focused(page)
    assert (now.what, now.seen) == (cell.what, True)
    assert focus_shown(page, now) > 1


# ---------------------------------------------------------------- the address


def test_a_lesson_that_was_begun_before_the_page_was_ready_goes_on(slow):
    page, late = slow("", "open")
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("button", name="2 A second link worker").click()
    page.get_by_role("button", name="Go on without a prediction").click()
    page.get_by_role("heading", name="What came out").wait_for()
    late.comes("open")
    answered_hidden(page)
    assert late.asked("begin") == 1
    assert page.get_by_role("heading", name="What came out").is_visible()
    assert page.url.endswith("#lesson=2&seed=1")


def test_a_lesson_stands_as_it_was_left(slow):
    page, late = slow("#lesson=2")
    page.get_by_role("button", name="Go on without a prediction").click()
    page.get_by_role("heading", name="What came out").wait_for()
    answered_hidden(page)
    page.get_by_role("link", name="Try it").click()
    page.get_by_role("link", name="Learn").click()
    page.go_back()
    page.locator("#levers").wait_for()
    page.go_back()
    page.locator("#learn").wait_for()
    assert late.asked("begin") == 1
    assert page.get_by_role("heading", name="What came out").is_visible()


def test_a_lesson_that_comes_late_takes_nobody_back(slow):
    page, late = slow(SMALL)
    answered(page)
    late.holds("begin")
    goes(page, "#lesson=2")
    late.waits("begin")
    goes(page, OTHER)
    page.wait_for_function("() => spsim.page.setting().a.scenario === 'third_post'")
    late.comes("begin")
    assert page.url.endswith(OTHER)
    assert view(page) == "Try it"
    answered(page)
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("heading", name="Lesson 2 of 5").wait_for()
    assert page.url.endswith("#lesson=2&seed=1")


def test_of_two_lessons_the_one_that_was_chosen_last_is_shown(slow):
    page, late = slow("#view=learn")
    page.get_by_role("button", name="3 ").wait_for()
    late.holds("begin")
    page.get_by_role("button", name="2 A second link worker").click()
    late.waits("begin")
    page.evaluate("spsim.lessons.show(document.querySelector('#learn > div'), spsim.page.ask)")
    page.wait_for_function("() => late.asked('list') > 1")
    page.get_by_role("button", name="3 ").wait_for()
    late.comes("begin")
    assert page.get_by_role("button", name="3 ").is_visible()


def test_a_link_that_is_followed_as_an_answer_comes_is_not_lost(slow):
    """The page hears of a new address a moment after it stands there: an answer that comes between leaves it."""
    page, late = slow(SMALL)
    answered(page)
    late.holds("answer")
    page.evaluate("spsim.page.amend({ seed: 9 })")
    late.waits("answer")
    page.evaluate("hash => { location.hash = hash; late.comes('answer'); }", OTHER)
    page.wait_for_function("() => spsim.page.setting().a.scenario === 'third_post'")
    answered(page)
    assert page.url.endswith(OTHER)


def test_the_address_that_somebody_went_to_stands_until_it_is_opened(slow):
    page, late = slow(SMALL)
    answered(page)
    late.holds("open")
    goes(page, OTHER)
    late.waits("open")
    page.evaluate("spsim.page.amend({ seed: 9 })")
    page.wait_for_function("() => spsim.page.answer().seed === 9")
    assert page.url.endswith(OTHER)
    late.comes("open")
    answered(page)
    assert scenario(page) == "third_post"
    assert page.url.endswith(OTHER)


def test_a_link_that_could_not_be_opened_gives_the_address_back(slow):
    page, _ = slow(SMALL)
    answered(page)
    goes(page, "#scenario=no_such_scenario")
    page.locator("#problem").wait_for()
    page.evaluate("spsim.page.amend({ seed: 9 })")
    page.wait_for_function("() => location.hash.includes('seed=9')")
    assert scenario(page) == "rotherham_mental_health_pilot"


def test_who_goes_back_before_it_is_opened_stays_there(slow):
    page, late = slow(SMALL)
    answered(page)
    late.holds("open")
    goes(page, OTHER)
    late.waits("open")
    page.go_back()
    page.wait_for_function("() => location.hash.includes('rotherham')")
    late.comes("open")
    assert scenario(page) == "rotherham_mental_health_pilot"
    assert page.url.endswith(SMALL)


@pytest.mark.parametrize("kind", ["start", "open"])
def test_where_somebody_went_before_the_page_was_ready_is_what_is_opened(slow, kind):
    page, late = slow(SMALL, kind)
    late.waits(kind)
    goes(page, OTHER)
    page.wait_for_function("hash => location.hash === hash", arg=OTHER)
    late.comes(kind)
    answered(page)
    assert scenario(page) == "third_post"
    assert page.url.endswith(OTHER)
    assert not page.locator("#problem").is_visible()


def test_a_part_that_was_left_before_the_page_was_ready_stays_left(slow):
    page, late = slow("#view=learn", "open")
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("link", name="Try it").click()
    late.comes("open")
    answered(page)
    assert view(page) == "Try it"
    assert "view=learn" not in page.url


def test_what_is_opened_while_a_run_is_watched_is_what_is_watched(slow):
    page, _ = slow(f"{SMALL}&view=watch")
    title = page.locator(".spsim-player .world h3").first
    before = title.inner_text()
    goes(page, f"{OTHER}&view=watch")
    page.wait_for_function(
        "before => document.querySelector('.spsim-player .world h3')?.innerText !== before", arg=before
    )
