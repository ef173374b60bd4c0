"""Guess before you look: nobody sees the answer until a guess is in or given up, and then it is scored."""

import pytest

from tests.browsing import WIDTHS, ZOOMED, never_sideways, no_violations

SMALL = "#scenario=rotherham_mental_health_pilot&replications=4"


@pytest.fixture
def page(window, served):
    return guessing(window(served + SMALL))


def guessing(page):
    page.wait_for_selector("#state:is([data-state=answered], [data-state=sure])")
    page.click("#guess-first")
    page.wait_for_selector("#guess-what")
    return page


def read_aloud(page):
    """All that a screen reader finds on the page."""
    return page.locator("body").aria_snapshot()


def test_the_answer_is_hidden_from_everybody_until_the_guess_is_in(page):
    assert "Net cash" not in page.inner_text("#answer").replace(page.inner_text("#guess"), "")
    assert "Care freed" not in read_aloud(page)
    page.fill("#guess-number", "3")
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_selector(".guess-score")
    assert page.inner_text(".guess-score").startswith("You said 3 weeks. What came out is ")
    assert "Care freed" in read_aloud(page)
    assert page.evaluate("document.activeElement.className") == "guess-score"


def test_it_stays_hidden_while_levers_are_moved(page):
    page.evaluate("spsim.page.change('a', 'link_workers.posts', 1)")
    page.wait_for_selector("#state[data-state=answered]")
    assert not page.is_visible("#parts")
    assert page.is_visible("#guess-number")


def test_it_can_be_given_up(page):
    page.get_by_role("button", name="Show it without a guess").click()
    page.wait_for_selector(".guess-score")
    assert page.inner_text(".guess-score").startswith("No guess was made.")
    assert page.is_visible("#parts")


def test_nothing_is_no_guess(page):
    page.get_by_role("button", name="Show the answer").click()
    assert page.inner_text("#guess-fault").startswith("Type a number")
    assert not page.is_visible("#parts")
    assert page.evaluate("document.activeElement.id") == "guess-number"


def test_a_number_is_kept_for_each_question(page):
    page.fill("#guess-number", "3")
    page.select_option("#guess-what", "net")
    assert page.input_value("#guess-number") == ""
    page.select_option("#guess-what", "wait")
    assert page.input_value("#guess-number") == "3"


def values(page):
    return [
        int(float(point.get_attribute("aria-valuenow"))) for point in page.locator(".guess-plot [role=slider]").all()
    ]


def test_a_queue_is_drawn_with_a_pointer(page):
    page.select_option("#guess-what", "queue")
    box = page.locator(".guess-plot").bounding_box()

    def at(across, down):
        return box["x"] + box["width"] * across, box["y"] + box["height"] * down

    page.mouse.move(*at(0.2, 0.6))
    page.mouse.down()
    page.mouse.move(*at(0.8, 0.2), steps=3)  # fewer events than points: none is left out
    page.mouse.up()
    drawn = values(page)
    risen = [value for value in drawn if value]
    assert len(risen) > 10
    assert risen == sorted(risen)
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_selector(".guess-score svg")
    assert "You drew a queue that is longest in week" in page.inner_text(".guess-score")


def test_a_queue_is_drawn_by_keyboard(page):
    page.select_option("#guess-what", "queue")
    page.keyboard.press("Tab")
    for key in (
        "ArrowRight",
        "ArrowRight",
        "ArrowUp",
        "ArrowUp",
        "PageUp",
        "ArrowRight",
        "End",
        "ArrowLeft",
        "ArrowDown",
    ):
        page.keyboard.press(key)
    assert values(page)[:5] == [0, 0, 11, 80, 0]
    point = page.locator("#guess-point-2")
    assert point.get_attribute("aria-valuetext") == "11 people"
    assert point.get_attribute("aria-label") == "Week 14"
    assert page.locator(".guess-plot [tabindex='0']").count() == 1  # one stop of the Tab key


@pytest.mark.parametrize("width", [*WIDTHS, ZOOMED])
def test_it_can_be_used_by_everybody(window, served, width):
    page = guessing(window(served + SMALL, width=width))
    no_violations(page)
    never_sideways(page)
    page.select_option("#guess-what", "queue")
    no_violations(page)
    page.locator("#guess-point-0").focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_selector(".guess-score svg")
    no_violations(page)
    never_sideways(page)
