"""What newcomers to the page once stumbled on: each is walked as they walked it."""

import pytest

from tests.browsing import DESK, PROJECTOR, TELEPHONE
from tests.live_page import LivePage

PRIMARY_CARE = "rotherham_long_term_conditions"


def counts(live):
    """What the heads of the levers' groups say was changed."""
    found = live.page.locator("#options .levers-of > summary .count").all_inner_texts()
    return [each.strip() for each in found if each.strip()]


def test_on_a_telephone_changes_are_counted_of_the_set_that_is_shown(window, served):
    live = LivePage(window(served, TELEPHONE, 844))
    live.sets("activity_defaults.places", 14)
    live.keeps_beside()  # the second set is shown from now on: a copy of the first
    live.sets("activity_defaults.sessions", 10, "b")
    assert counts(live) == ["2 changed"]
    live.page.get_by_label("First levers", exact=True).check()
    assert counts(live) == ["1 changed"]


def test_a_link_that_is_refused_is_blamed_until_the_next_good_answer(window, served):
    live = LivePage(window(f"{served}#scenario=nowhere"))
    assert live.problem.is_visible()  # the first answer, of what is set instead, leaves it
    live.sets("link_workers.posts", 3)
    assert live.problem.is_hidden()
    live.page.locator("#sent").fill("#scenario=nowhere")
    live.page.locator("#open-sent").click()
    live.problem.wait_for(state="visible")
    live.sets("link_workers.posts", 4)
    assert live.problem.is_hidden()


@pytest.mark.parametrize("width", [TELEPHONE, DESK, PROJECTOR])
def test_the_question_is_asked_once(window, served, width):
    live = LivePage(window(served, width))
    question = live.page.locator("#question").inner_text()
    assert live.page.get_by_text(question, exact=True).count() == 1
    live.keeps_beside()
    assert live.page.get_by_text(question, exact=True).count() == 1
    live.chooses("b", PRIMARY_CARE)  # of two questions the heading says neither
    assert live.page.locator("#a-question").inner_text() == question
    assert live.page.locator("#b-question").is_visible() or width == TELEPHONE


def test_a_lever_of_places_says_that_more_of_them_cost_nothing(window, served):
    live = LivePage(window(served))
    hint = live.page.locator("[id='lever-activity_defaults.places-hint']")
    live.opens(hint)
    assert "more places cost nothing more here" in hint.inner_text()


def test_review_slots_are_no_lever_where_there_are_no_reviews(window, served):
    live = LivePage(window(served))
    assert live.box("reviews.slots_per_week").count() == 1
    live.chooses("a", PRIMARY_CARE)
    assert live.box("reviews.slots_per_week").count() == 0


PLAYED = """() => {
    const box = (of) => document.querySelector(of).getBoundingClientRect();
    const pictures = [...document.querySelectorAll(".spsim-player .world svg")];
    return {
        tall: Math.max(...pictures.map(each => each.getBoundingClientRect().bottom)) - box(".spsim-player").top,
        room: innerHeight - box("header").height - box("nav.views").height,
        type: Math.min(...pictures.map(each => Number(each.getAttribute("font-size")))),
    };
}"""


@pytest.mark.parametrize("link", ["", "#scenario=third_post&beside.scenario=rotherham_mental_health_pilot"])
def test_on_a_projector_the_player_and_its_controls_fit_on_one_screen(window, served, link):
    live = LivePage(window(f"{served}{link}", PROJECTOR, 1080))
    live.page.locator('a[data-view="watch"]').click()
    live.page.locator(".spsim-player .world svg").first.wait_for()
    for _ in range(3):  # also while it tells what happens
        seen = live.page.evaluate(PLAYED)
        assert seen["tall"] <= seen["room"], seen
        assert seen["type"] >= 13
        live.page.get_by_role("button", name="+1 week").click()


def test_at_the_levers_it_says_what_to_type_for_the_least_that_meets_a_target(window, served):
    live = LivePage(window(served))
    fold = live.page.get_by_text("The least that meets a target")
    fold.click()
    command = live.page.locator("#solving code")
    command.wait_for()
    assert command.inner_text() == 'spsim solve rotherham_mental_health_pilot "90 % met within 4 weeks"'
    live.sets("link_workers.caseload_per_post", 30)
    assert command.is_hidden()  # it was of other levers
    fold.click()
    live.page.get_by_text('my_plan.toml "90 % met').wait_for()
