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


def focus_id(page):
    return page.evaluate("document.activeElement.id")


def moves_on(page):
    """To something that no room below redraws."""
    page.locator("#seed").focus()


def test_who_goes_on_while_a_second_set_is_opened_is_not_called_back(slow):
    page, late = slow(SMALL)
    answered(page)
    late.holds("open")
    page.click("#beside")
    moves_on(page)
    late.comes("open")
    assert page.locator("#b-scenario").count() == 1
    assert focus_id(page) == "seed"


def test_who_goes_on_from_a_guess_is_not_called_back(slow):
    page, late = slow(SMALL)
    answered(page)
    late.holds("guess")
    page.click("#guess-first")
    moves_on(page)
    late.comes("guess")
    page.locator("#guess-what").wait_for()
    assert focus_id(page) == "seed"
    late.holds("guess")
    page.get_by_role("button", name="Show it without a guess").click()
    moves_on(page)
    late.comes("guess")
    page.locator(".guess-score").wait_for()
    assert focus_id(page) == "seed"


def dates(page):
    answered(page)
    page.click("#timeline summary")
    page.locator(".bar-row").first.wait_for()
    return page.get_by_label("Day 0 (all dates move with it)")


def test_who_goes_on_from_a_date_is_not_called_back(slow):
    page, late = slow(SMALL)
    box = dates(page)
    late.holds("timeline")
    box.fill("2026-04-01")
    moves_on(page)
    late.comes("timeline")
    page.wait_for_function("() => spsim.page.setting().a.changes['dates.start'] === '2026-04-01'")
    assert focus_id(page) == "seed"


def test_what_is_half_typed_among_the_dates_is_not_drawn_away(slow):
    page, late = slow(SMALL)
    box = dates(page)
    other = page.locator("#timeline input[type=date]").nth(1)
    late.holds("timeline")
    box.fill("2026-04-01")
    other.focus()  # and the date is asked for
    late.waits("timeline")
    kept = page.evaluate(
        """async () => {
            const box = document.activeElement;
            box.value = "2016-02-01";
            box.dispatchEvent(new Event("input"));
            late.comes("timeline");
            await new Promise(done => setTimeout(done));
            return [box.isConnected, box === document.activeElement, box.value];
        }"""
    )
    assert kept == [True, True, "2016-02-01"]
    page.wait_for_function("() => spsim.page.setting().a.changes['dates.start'] === '2026-04-01'")


def test_who_types_on_while_a_decision_is_made_types_on(slow):
    page, late = slow(SMALL)
    answered(page)
    page.click("#decision summary")
    late.holds("decision")
    page.locator("#decision button[type=submit]").click()
    page.locator("#decision-decision").focus()
    page.keyboard.type("We ")
    late.comes("decision")
    page.locator(".sheet-shown").wait_for()
    page.keyboard.type("go on.")
    assert page.input_value("#decision-decision") == "We go on."


def test_who_goes_on_from_a_lesson_is_not_called_back(slow):
    page, late = slow("#lesson=2")
    page.get_by_role("heading", name="Lesson 2 of 5").wait_for()
    late.holds("reveal")
    passed = page.get_by_role("button", name="Go on without a prediction")
    passed.click()
    passed.click()  # and asks no second time
    page.get_by_text("For a class").click()
    page.get_by_label("Paste the lines").focus()
    late.comes("reveal")
    page.get_by_role("heading", name="What came out").wait_for()
    assert late.asked("reveal") == 1
    assert page.get_by_label("Paste the lines").evaluate("each => each === document.activeElement")


# ---------------------------------------------------------------- what is said of levers that have moved since


def test_a_decision_of_other_levers_is_not_shown(slow):
    page, late = slow(SMALL)
    answered(page)
    page.click("#decision summary")
    late.holds("decision")
    page.locator("#decision button[type=submit]").click()
    late.waits("decision")
    page.evaluate("spsim.page.change('a', 'link_workers.posts', 3)")
    late.comes("decision")
    page.locator(".decided", has_text="The levers have been moved. Make the page again.").wait_for()
    assert page.locator(".sheet-shown").count() == 0


def test_a_command_of_other_levers_is_not_shown(slow):
    page, late = slow(f"{SMALL}&link_workers.posts=1")
    answered(page)
    late.holds("save")
    with page.expect_download():
        page.click("#save")
        page.click("#save")  # pressed again: nothing more is asked, and it is called what it was
        page.evaluate("spsim.page.change('a', 'link_workers.posts', 3)")
        late.comes("save")
    assert not page.locator("#saved").is_visible()
    assert late.asked("save") == 1
    assert page.inner_text("#save") == "Save these levers"


def test_the_link_that_is_copied_is_of_what_is_set(slow):
    page, late = slow(SMALL)
    answered(page)
    page.evaluate("document.execCommand = () => true; Object.defineProperty(navigator, 'clipboard', { value: null })")
    late.holds("link")
    page.click("#copy")
    page.evaluate("spsim.page.amend({ seed: 9 })")
    page.wait_for_function("() => spsim.page.answer().seed === 9")
    late.comes("link")
    page.locator("#copy", has_text="Copied").wait_for()
    assert "seed=9" in page.input_value("#link")


def test_of_a_file_and_a_scenario_the_one_that_was_opened_last_is_open(slow, tmp_path):
    page, late = slow(SMALL)
    answered(page)
    setting = {"a": {"scenario": "third_post", "changes": {"link_workers.posts": 4}}}
    saved = page.evaluate("setting => spsim.page.ask('save', { setting })", setting)
    ours = tmp_path / "ours.toml"
    ours.write_text(saved["files"][0]["text"], encoding="utf-8")
    late.holds("read")
    page.set_input_files("#file", ours)
    late.waits("read")
    page.select_option("#a-scenario", "third_post")
    page.wait_for_function("() => spsim.page.setting().a.scenario === 'third_post'")
    late.comes("read")
    assert scenario(page) == "third_post"
    assert not page.inner_text("#status").startswith("ours.toml")


def test_of_two_runs_the_one_that_was_asked_for_last_is_watched(slow):
    page, late = slow(f"{SMALL}&view=watch")
    page.locator(".spsim-player .story").wait_for()
    story = page.inner_text(".spsim-player .story")
    late.holds("watch")
    page.get_by_role("button", name="Another run").click()
    late.waits("watch")
    page.fill("#watch-replication", "0")
    page.get_by_role("button", name="Show this run").click()
    late.comes("watch")
    assert page.inner_text(".spsim-player .story") == story
    assert not page.get_by_text("Running it…").is_visible()


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
