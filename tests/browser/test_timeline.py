"""Dated changes on the page: dragged, moved by arrow keys, typed, added and taken away; what is wrong, at its bar."""

import pytest

from tests.browsing import WIDTHS, ZOOMED, focus_shown, focused, never_sideways, no_violations

SMALL = "#scenario=rotherham_mental_health_pilot&replications=2"
ABSENCE = "link_workers.absences.0"
WEEK = 7


@pytest.fixture
def page(window, served):
    """The pilot, its dates shown."""
    return shown(window(served + SMALL))


def shown(page):
    page.wait_for_selector("#state:is([data-state=answered], [data-state=sure])")
    page.click("#timeline summary")
    page.wait_for_selector(".bar-row")
    return page


def add(page, title):
    page.select_option("#add-a", label=title)
    page.get_by_role("button", name="Add", exact=True).click()


def away(page):
    """One post away, and its bar."""
    add(page, "A link worker away")
    page.wait_for_selector(f'[id="bar-a-{ABSENCE}"]')
    return page.locator(f'[id="bar-a-{ABSENCE}"]')


def changes(page):
    return page.evaluate("spsim.page.setting().a.changes")


def settled(page, path, test):
    """Wait until a change is set."""
    page.wait_for_function(
        f"([path]) => {{ const it = spsim.page.setting().a.changes[path]; return {test}; }}", arg=[path]
    )


def handle(bar, which):
    return bar.locator(f".handle.{which}")


def test_an_absence_is_added_and_its_bar_has_the_keyboard(page):
    page.evaluate(  # what is said is soon followed by what is said of the answer
        """() => { globalThis.heard = []; const status = document.getElementById("status");
            new MutationObserver(() => heard.push(status.textContent)).observe(status, { childList: true }); }"""
    )
    bar = away(page)
    assert "Post 1 is away from 30 September 2015 to 30 December 2015" in bar.inner_text()
    assert any(said.startswith("Post 1 is away") for said in page.evaluate("heard"))
    assert bar.locator('[role="slider"]').first.evaluate("each => each === document.activeElement")
    assert [row["starts"] for row in changes(page)["link_workers.absences"]] == ["2015-09-30"]
    page.wait_for_function("() => location.hash.includes('link_workers.absences')")


@pytest.mark.parametrize(("which", "kept"), [("since", "ends"), ("until", "starts"), ("whole", None)])
def test_a_bar_is_dragged_at_either_end_or_whole_by_weeks(page, which, kept):
    bar = away(page)
    before = changes(page)["link_workers.absences"][0]
    box = handle(bar, which).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=5)
    held = bar.locator("input[type=date]").first.input_value(), bar.locator("input[type=date]").nth(1).input_value()
    assert held != (before["starts"], before["ends"])  # boxes follow while it is held
    assert changes(page)["link_workers.absences"] == [before]  # and nothing is set yet
    page.mouse.up()
    settled(page, "link_workers.absences", f"it[0].starts + it[0].ends !== '{before['starts'] + before['ends']}'")
    after = changes(page)["link_workers.absences"][0]
    apart = {
        name: page.evaluate("([a, b]) => (Date.parse(b) - Date.parse(a)) / 864e5", [before[name], after[name]])
        for name in ("starts", "ends")
    }
    moved = {name for name, days in apart.items() if days}
    assert moved == {"starts", "ends"} - {kept}
    assert all(days > 0 and days % WEEK == 0 for days in apart.values() if days)


def test_arrow_keys_move_by_a_week_and_with_shift_by_a_day(page):
    bar = away(page)
    handle(bar, "until").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    assert handle(bar, "until").get_attribute("aria-valuetext") == "12 January 2016"
    settled(page, "link_workers.absences", "it[0].ends === '2016-01-12'")
    page.wait_for_function(
        "() => document.activeElement.classList.contains('until')"
    )  # drawn anew, and still under the keyboard
    page.keyboard.press("Escape")
    handle(page.locator(f'[id="bar-a-{ABSENCE}"]'), "whole").focus()
    page.keyboard.press("PageDown")
    settled(page, "link_workers.absences", "it[0].starts === '2015-09-02' && it[0].ends === '2015-12-15'")


def test_nobody_has_to_drag(page):
    """WCAG 2.5.7: each day has a box of its own, and each number."""
    bar = away(page)
    bar.get_by_label("Back on", exact=True).fill("2016-02-10")
    settled(page, "link_workers.absences", "it[0].ends === '2016-02-10'")
    page.locator(f'[id="bar-a-{ABSENCE}"]').get_by_label("Share of its pay that goes on").fill("0")
    settled(page, "link_workers.absences", "it[0].paid_share === 0")
    page.wait_for_function("() => document.querySelector('.bars').parentElement.innerText.includes('its pay stops')")
    page.get_by_label("Day 0 (all dates move with it)").fill("2026-04-01")
    settled(page, "dates.start", "it === '2026-04-01'")
    assert changes(page)["link_workers.absences"][0]["ends"] == "2027-02-10"


def test_what_is_wrong_is_said_at_its_bar_and_nothing_is_set(page):
    bar = away(page)
    before = changes(page)
    bar.get_by_label("Back on", exact=True).fill("2015-01-01")
    page.wait_for_selector(".bar-fault")
    bar = page.locator(f'[id="bar-a-{ABSENCE}"]')
    assert "does not come after “Away from”" in bar.inner_text()
    assert "does not come after “Away from”" in page.inner_text("#status")
    assert bar.get_by_label("Back on", exact=True).input_value() == "2015-12-30"
    assert changes(page) == before
    bar.get_by_label("Back on", exact=True).fill("2016-01-20")
    page.wait_for_selector(".bar-fault", state="detached")


def test_a_bar_is_taken_away_and_all_dates_are_put_back(page):
    away(page)
    add(page, "Demand changes")
    settled(page, "demand.changes", "it?.length === 1")
    page.get_by_role("button", name="Take away: A link worker away").click()
    settled(page, "link_workers.absences", "it === undefined")
    page.wait_for_selector(f'[id="bar-a-{ABSENCE}"]', state="detached")
    page.wait_for_function("() => document.activeElement.id === 'add-a'")
    page.get_by_role("button", name="Put all dates back").click()
    page.wait_for_function("() => Object.keys(spsim.page.setting().a.changes).length === 0")


def test_a_lever_that_is_moved_is_known_to_the_dates(page):
    """A third post can be away once there is one."""
    page.evaluate("spsim.page.change('a', 'link_workers.posts', 1)")
    away(page)
    add(page, "A link worker away")
    settled(page, "link_workers.absences", "it?.length === 2")
    assert [row["post"] for row in changes(page)["link_workers.absences"]] == [1, 1]


def test_each_of_two_options_has_its_own_bars_on_one_axis(window, served):
    page = shown(window(f"{served}{SMALL}&beside.scenario=grants_end_october"))
    page.wait_for_selector('[id="bar-b-activities.yoga"]')
    assert page.locator(".timeline").count() == 2
    at = [bar.bounding_box()["x"] for bar in page.locator('[id$="-dates.run"] .bar').all()]
    assert at[0] == at[1]


@pytest.mark.parametrize("width", [*WIDTHS, ZOOMED])
def test_it_can_be_used_by_everybody(window, served, width):
    page = shown(window(served + SMALL, width=width))
    away(page)
    no_violations(page)
    never_sideways(page)
    page.wait_for_selector("#state[data-state=sure]")  # nothing more comes by itself
    handle(page.locator(f'[id="bar-a-{ABSENCE}"]'), "until").focus()
    for which in ("since", "until", "whole"):
        handle(page.locator(f'[id="bar-a-{ABSENCE}"]'), which).focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Shift+Tab")
        stop = focused(page)
        assert stop.seen
        assert focus_shown(page, stop) > 0.5
