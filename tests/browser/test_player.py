"""Can everybody watch a run? The player alone in its file, in a real Chromium, at every size, by mouse and keyboard."""

import json
import re

import pytest

from app.ask import ask
from app.asking.animating import Animate
from app.faces.player.page import render
from tests.browsing import DESK, TELEPHONE, WIDTHS, ZOOMED, never_sideways, no_violations

PAIRS = {
    "queues": ("lesson_1_load", "lesson_1_third_worker"),
    "beside usual care": ("rotherham_mental_health_pilot",),
    "grants end": ("grants_end_october", "supported_discharge_secondary"),
    "care lines": ("primary_care_link_workers",),
}
MIDDLE = 300 * 1440


@pytest.fixture(scope="module", params=PAIRS)
def file(request, tmp_path_factory):
    return written(PAIRS[request.param], tmp_path_factory.mktemp("player"))


@pytest.fixture(scope="module")
def queues(tmp_path_factory):
    return written(PAIRS["queues"], tmp_path_factory.mktemp("player"))


@pytest.fixture(scope="module")
def pilot(tmp_path_factory):
    return written(PAIRS["beside usual care"], tmp_path_factory.mktemp("player"))


def written(scenarios, folder):
    found = ask(Animate(scenarios, replications=2, swings="none"))
    path = folder / "flow.html"
    path.write_text(render(found.answer, found.programme, found.usual, "2026-11-27"), encoding="utf-8")
    return path.as_uri()


def player(page, does):
    """Ask the player itself."""
    return page.evaluate(f"(() => {{ const player = spsim.player.alone; return {does}; }})()")


def until(page, says):
    """Wait for it: the policy of the page allows no waiting in the page itself."""
    for _ in range(200):
        if player(page, says):
            return
        page.wait_for_timeout(50)
    raise AssertionError(says)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def caption(page):
    return page.locator(".said").inner_text()


# ---------------------------------------------------------------- at every size


@pytest.mark.parametrize("width", [*WIDTHS, ZOOMED])
def test_everybody_can_read_it_at_every_size(window, file, width):
    page = window(file, width)
    player(page, f"player.toMinute({MIDDLE})")
    player(page, "player.follow(player.data.worth_following)")
    no_violations(page)
    never_sideways(page)
    cut = page.evaluate(
        """[...document.querySelectorAll('.world svg, svg.lines')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(each => each.textContent && each.checkVisibility())
                .filter(each => { const box = each.getBoundingClientRect();
                    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1); })
                .map(each => each.textContent);
        })"""
    )
    assert cut == []


def test_it_works_with_the_network_off_and_asks_for_nothing(window, queues):
    page = window(queues)
    page.context.set_offline(True)
    button(page, "Next event").click()
    assert page.watched.over_a_network == []


# ---------------------------------------------------------------- the clock


def test_stepping_says_what_happens_and_playing_says_it_silently(window, queues):
    page = window(queues)
    button(page, "Next event").click()
    assert re.fullmatch(r"Day \d+: .+\.", caption(page))
    assert page.locator(".live").get_attribute("role") == "status"
    button(page, "Play").click()
    until(page, "player.minute > 20 * 1440")
    assert page.locator(".live").get_attribute("role") is None
    button(page, "Pause").click()
    stood = player(page, "player.minute")
    page.wait_for_timeout(100)
    assert player(page, "player.minute") == stood


def test_every_button_of_the_clock_moves_it(window, queues):
    page = window(queues)
    for name, minute in (("+1 day", 1440), ("+1 day", 2880), ("+1 week", 10080), ("Start again", None)):
        button(page, name).click()
        assert player(page, "player.minute") == (minute if minute else player(page, "player.steps.minute[0]"))
    button(page, "Next event").click()
    button(page, "Next event").click()
    second = caption(page)
    button(page, "Next event").click()
    button(page, "Back").click()
    assert caption(page) == second
    assert player(page, "player.step") == 2


def test_the_slider_goes_anywhere_and_says_which_day_it_is(window, queues):
    page = window(queues)
    slider = page.get_by_role("slider", name="Time")
    slider.fill("500")
    assert page.locator(".date").inner_text().startswith("Day 500, ")
    assert slider.get_attribute("aria-valuetext").startswith("Day 500 of 2922, ")


def test_it_is_worked_by_keyboard_alone(window, queues):
    page = window(queues)
    page.locator(".worlds").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert player(page, "player.step") == 1
    page.keyboard.press("w")
    assert player(page, "player.minute") % (7 * 1440) == 0
    page.keyboard.press("End")
    assert player(page, "player.minute") == player(page, "player.data.horizon")
    page.keyboard.press("Home")
    assert player(page, "player.step") == 0
    page.keyboard.press("Space")
    assert player(page, "player.playing")
    page.keyboard.press("Space")
    assert not player(page, "player.playing")


def test_where_motion_is_reduced_nothing_moves_by_itself(window, queues):
    page = window(queues, reduced_motion="reduce")
    assert button(page, "Play").is_disabled()
    assert page.get_by_text("Motion is reduced on this machine").is_visible()
    button(page, "+1 week").click()
    assert player(page, "player.scenes.every(scene => scene.moving.size === 0)")


def test_a_circle_stands_where_its_person_is_whichever_way_one_came_there(window, pilot):
    """Played, stepped and leapt to: the same picture."""
    page = window(pilot)
    picture = """player.scenes.map(scene => [...scene.dots.values()].map(dot => [dot.person, dot.place.kind,
        dot.place.kind === 'care' || dot.place.kind === 'discharged' ? 0 : Math.round(dot.x + 1000 * dot.y)])
        .sort((a, b) => a[0] - b[0]))"""
    for _ in range(12):
        button(page, "+1 week").click()
    until(page, "player.scenes.every(scene => scene.moving.size === 0)")
    stepped = player(page, picture)
    minute = player(page, "player.minute")
    player(page, "player.goTo(0)")
    player(page, f"player.toMinute({minute})")
    assert player(page, picture) == stepped
    assert sum(map(len, stepped)) > 20


# ---------------------------------------------------------------- people


def test_a_person_who_is_clicked_is_marked_in_both_worlds_and_their_life_is_in_words(window, queues):
    page = window(queues)
    player(page, f"player.toMinute({MIDDLE})")
    dot = page.locator(".world.a .dot.seat").first
    person = dot.evaluate("each => each.person")
    dot.click()
    assert page.locator(".life h3").inner_text() == f"Person {person + 1}"
    assert (
        page.locator(".rings .followed").evaluate_all("all => all.map(each => each.getAttribute('visibility'))")
        == ["visible"] * 2
    )
    assert page.locator(".lives section").count() == 2
    assert page.locator(".lives [aria-current=time]").count() == 2
    assert "Given link worker" in page.locator(".lives .a").inner_text()


def test_a_person_is_chosen_by_number_and_a_wrong_one_is_refused_in_words(window, queues):
    page = window(queues)
    field = page.get_by_label("Which person")
    field.fill("99999")
    button(page, "Follow").click()
    assert "There is no person 99999" in page.get_by_role("alert").inner_text()
    field.fill("12")
    field.press("Enter")
    assert page.locator(".life h3").inner_text() == "Person 12"
    button(page, "Follow nobody").click()
    assert not page.locator(".life").is_visible()


def test_why_a_person_waits_is_said_from_the_log(window, queues):
    page = window(queues)
    minute = player(page, "player.series.of[0].findIndex(n => n > 5)") * 7 * 1440 + 7 * 1440
    player(page, f"player.toMinute({minute})")
    assert player(page, "player.worlds[0].line().length") > 5
    third = player(page, "player.worlds[0].line()[2]")
    player(page, f"player.follow({third})")
    button(page, "Why is this person waiting?").click()
    said = page.locator(".reason").inner_text()
    assert "2 people are before this person." in said
    assert "All 60 seats of the link workers are taken." in said
    player(page, f"player.follow({player(page, 'player.worlds[0].state.seats[0][0]')})")
    assert not button(page, "Why is this person waiting?").is_visible()


# ---------------------------------------------------------------- the answer, numbers, paper


def test_the_answer_of_many_runs_is_one_press_away_and_always_offered(window, queues):
    page = window(queues)
    assert page.get_by_text("One run is a story; 2 are the answer.").is_visible()
    assert not page.locator("#the-answer .answer").is_visible()
    button(page, "Show the answer").click()
    assert page.locator("#the-answer .answer").is_visible()
    assert page.evaluate("document.activeElement.id") == "many"


def test_the_table_says_the_same_as_the_pictures(window, pilot):
    page = window(pilot)
    player(page, f"player.toMinute({MIDDLE})")
    page.get_by_text("The same in numbers").click()
    rows = dict(
        page.locator(".numbers tbody tr").evaluate_all(
            "rows => rows.map(row => [row.cells[0].textContent, row.cells[1].textContent])"
        )
    )
    drawn = player(
        page, "Object.fromEntries(Object.entries(player.scenes[0].texts).map(([k, n]) => [k, n.textContent]))"
    )
    assert rows["With a link worker"] == drawn["supported"]
    assert rows["In care"] == drawn["care"]
    assert rows["Discharged"] == drawn["discharged"]
    assert int(rows["With a link worker"]) > 0


def test_on_paper_it_is_a_still_with_its_table(window, pilot):
    page = window(pilot, 688)
    player(page, f"player.toMinute({MIDDLE})")
    filled = page.evaluate(
        """() => { dispatchEvent(new Event('beforeprint'));
            return [...document.querySelectorAll('.numbers tbody td')].every(each => each.textContent); }"""
    )
    assert filled
    page.emulate_media(media="print")
    assert page.locator(".numbers table").is_visible()
    assert page.locator(".world svg").first.is_visible()
    assert not button(page, "Play").is_visible()
    never_sideways(page)


def test_a_person_who_waits_shows_for_how_long_in_colour_and_number(window, queues):
    page = window(queues, DESK)
    player(page, "player.toMinute(1500 * 1440)")
    shown = page.locator(".world.a .dot.wait").evaluate_all(
        "all => all.filter(each => each.checkVisibility()).map(each => [each.getAttribute('class'), each.textContent])"
    )
    assert shown
    for look, weeks in shown:
        [level] = re.findall(r"wait(\d)", look)
        assert int(level) == sum(int(weeks) >= least for least in (4, 8, 12))


def test_a_telephone_has_every_world_one_under_another(window, queues):
    page = window(queues, TELEPHONE)
    tops = page.locator(".world").evaluate_all("all => all.map(each => each.getBoundingClientRect().left)")
    assert len(set(tops)) == 1
    assert json.loads(page.locator("#run").text_content())["version"] == 1
