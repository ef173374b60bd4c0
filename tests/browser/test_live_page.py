"""Does the page do what its controls say? In a real Chromium, before a back end that can fail.

What the program itself answers, behind a server and in the one file, is walked elsewhere.
"""

import json
from pathlib import Path

import pytest

from app.faces.live.page import in_one_file
from app.live.link import setting_of
from app.live.setting import Setting, read_as
from tests.browsing import TELEPHONE, WIDTHS, ZOOMED, never_sideways, no_violations, reached_by_keyboard

FAKE = Path(__file__).with_name("fake_back_end.js")
POSTS = "link_workers.posts"


@pytest.fixture(scope="session")
def file(tmp_path_factory):
    """The page as one file."""
    path = tmp_path_factory.mktemp("live") / "page.html"
    path.write_text(in_one_file([FAKE.read_text(encoding="utf-8")]), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def page(window, file):
    """The page, once it has its first answer."""
    opened = window(file)
    rested(opened)
    return opened


def rested(page):
    """What would change the answer is there: nothing more is asked by itself."""
    page.wait_for_selector("#state[data-state=sure]")


def answered(page):
    page.wait_for_selector("#state:is([data-state=answered], [data-state=sure])")


def by_id(page, name):
    return page.locator(f'[id="{name}"]')


def put(page, name, value):
    """Type a number into a box, and leave it."""
    by_id(page, name).fill(str(value))
    by_id(page, name).dispatch_event("change")


def set_(page):
    return page.evaluate("spsim.page.setting()")


def asked(page, kind):
    """The settings of every request of a kind."""
    return [each["body"].get("setting") for each in page.evaluate("spsim.backend.asked") if each["kind"] == kind]


# ---------------------------------------------------------------- levers


def test_a_slider_and_its_box_are_one_value_and_the_answer_follows(page):
    slider = by_id(page, f"a-{POSTS}-slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert by_id(page, f"a-{POSTS}").input_value() == "2.5"
    answered(page)
    assert "With 2.5 posts" in page.inner_text("#answer")
    put(page, f"a-{POSTS}", 4)
    answered(page)
    assert slider.input_value() == "4"
    assert set_(page)["a"]["changes"] == {POSTS: 4}


def test_a_share_is_moved_in_per_cent_and_said_as_a_share(page):
    box = by_id(page, "a-effect.share")
    assert box.input_value() == "29"
    put(page, "a-effect.share", 57)
    assert set_(page)["a"]["changes"] == {"effect.share": 0.57}


def test_what_was_changed_is_counted_listed_and_taken_back(page):
    put(page, f"a-{POSTS}", 3)
    by_id(page, "a-programme.effect-progress").check()
    assert page.inner_text("#a-changes summary") == "2 changes to the scenario"
    page.click("#a-changes summary")
    assert "Posts: 3 (scenario: 2)" in page.inner_text("#a-changes")
    page.get_by_role("button", name="Undo: back to 2, Posts").click()
    assert set_(page)["a"]["changes"] == {"programme.effect": ["care_use", "progress"]}
    page.click("#a-all-back")
    assert set_(page)["a"]["changes"] == {}
    assert by_id(page, f"a-{POSTS}").input_value() == "2"


def test_a_lever_moved_back_by_hand_is_no_change(page):
    put(page, f"a-{POSTS}", 3)
    put(page, f"a-{POSTS}", 2)
    assert set_(page)["a"]["changes"] == {}


def test_more_inputs_are_found_by_a_word(page):
    page.click("#more > summary")
    page.fill("#search", "first")
    assert page.inner_text("#found") == "Found: 1."
    assert by_id(page, "a-dates.start").is_visible()
    page.fill("#search", "nowhere")
    assert "No input is called that" in page.inner_text("#found")


def test_levers_kept_beside_are_moved_swapped_called_and_removed(page):
    put(page, f"a-{POSTS}", 3)
    page.click("#beside")
    page.wait_for_selector("#b-scenario")
    assert set_(page)["b"]["changes"] == {POSTS: 3}
    put(page, f"b-{POSTS}", 5)
    answered(page)
    assert "With 3 and 5 posts" in page.inner_text("#answer")
    assert page.inner_text("#b-letter") == "B in the answer"
    page.click("#swap")
    page.wait_for_function("() => spsim.page.setting().a.changes['link_workers.posts'] === 5")
    page.fill("#b-title", "As before")
    page.locator("#b-title").dispatch_event("change")
    assert set_(page)["b"]["title"] == "As before"
    page.click("#remove")
    page.wait_for_selector("#beside")
    assert set_(page)["b"] is None


def test_another_scenario_begins_without_changes(page):
    put(page, f"a-{POSTS}", 3)
    page.focus("#a-scenario")
    page.select_option("#a-scenario", "clinic")
    page.wait_for_function("() => spsim.page.setting().a.scenario === 'clinic'")
    assert set_(page)["a"].get("changes", {}) == {}
    assert page.evaluate("document.activeElement.id") == "a-scenario"


def test_other_luck_is_another_seed_and_shown(page):
    page.click("#other-luck")
    assert page.input_value("#seed") == "2"
    answered(page)
    assert "Seed 2" in page.inner_text("#answer")


# ---------------------------------------------------------------- one request in the air, the latest wins


def test_one_request_is_in_the_air_and_the_latest_wins(page):
    page.evaluate("spsim.backend.takes(300)")
    before = len(asked(page, "answer"))
    page.evaluate(f"[3, 4, 5, 6].forEach(posts => spsim.page.change('a', '{POSTS}', posts))")
    rested(page)
    assert "With 6 posts" in page.inner_text("#answer")
    assert [each["a"]["changes"][POSTS] for each in asked(page, "answer")[before:]] == [3, 6]
    assert page.evaluate("spsim.backend.most()") == 1


def test_a_release_of_what_is_already_asked_asks_nothing_more(page):
    page.evaluate("spsim.backend.takes(300)")
    before = len(asked(page, "answer"))
    slider = by_id(page, f"a-{POSTS}-slider")
    slider.evaluate("each => { each.value = 5; each.dispatchEvent(new Event('input')); }")
    slider.dispatch_event("change")
    rested(page)
    assert len(asked(page, "answer")) == before + 1
    assert "With 5 posts" in page.inner_text("#answer")


def test_the_answer_follows_a_key_that_is_held(page):
    page.evaluate("spsim.backend.takes(200)")
    by_id(page, f"a-{POSTS}-slider").focus()
    page.evaluate("() => { globalThis.came = 0; spsim.page.on('answer', () => { came += 1; }); }")
    for _ in range(15):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(60)
    assert page.evaluate("came") > 1
    rested(page)
    assert "With 9.5 posts" in page.inner_text("#answer")


def test_while_it_works_the_old_answer_says_that_it_is_old_and_can_be_stopped(page):
    page.evaluate("spsim.backend.takes(60000)")
    put(page, f"a-{POSTS}", 7)
    assert "from before your last change" in page.inner_text("#state-text")
    assert page.get_attribute("#answer", "aria-busy") == "true"
    page.wait_for_selector("#working:visible")
    assert "With 2 posts" in page.inner_text("#answer")
    page.click("#cancel")
    page.wait_for_selector("#state[data-state=stopped]")
    page.evaluate("spsim.backend.takes(0)")
    page.click("#again")
    answered(page)
    assert "With 7 posts" in page.inner_text("#answer")


def test_what_would_change_the_answer_is_asked_once_levers_rest(page):
    before = len(asked(page, "sure"))
    put(page, f"a-{POSTS}", 3)
    rested(page)
    assert len(asked(page, "sure")) == before + 1
    assert "What would change the answer" in page.inner_text("#answer")


def test_where_that_cannot_be_worked_out_the_page_says_why_and_the_answer_stands(page):
    page.evaluate(
        "() => spsim.page.on('answer', () => spsim.backend.fails({kind: 'sure', message: 'It would take too long.'}))"
    )
    put(page, f"a-{POSTS}", 3)
    page.get_by_text("What would change it is not known: It would take too long.").wait_for()
    assert "With 3 posts" in page.inner_text("#answer")
    assert not page.is_visible("#problem")


@pytest.mark.parametrize("swapped", [False, True])
def test_what_is_moved_while_a_setting_is_opened_is_not_lost(page, swapped):
    page.click("#beside")
    by_id(page, f"b-{POSTS}").wait_for()
    put(page, f"b-{POSTS}", 5)
    opens = "{ ...set, a: set.b, b: set.a }" if swapped else "{ ...set, b: null }"
    page.evaluate(
        "() => { const set = spsim.page.setting();"
        f" spsim.page.open({{ setting: {opens} }}); spsim.page.change('a', '{POSTS}', 4); }}"
    )
    rested(page)
    changes = {option: given["changes"] for option, given in set_(page).items() if option in "ab" and given}
    assert changes == ({"a": {POSTS: 5}, "b": {POSTS: 4}} if swapped else {"a": {POSTS: 4}})
    assert by_id(page, f"{'b' if swapped else 'a'}-{POSTS}").input_value() == "4"


def test_what_is_half_typed_when_another_column_comes_is_not_lost(page):
    page.evaluate(
        f"() => {{ document.getElementById('beside').click(); const box = document.getElementById('a-{POSTS}');"
        " box.value = '4'; box.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    by_id(page, f"b-{POSTS}").wait_for()
    rested(page)
    assert set_(page)["a"]["changes"] == {POSTS: 4}
    assert by_id(page, f"a-{POSTS}").input_value() == "4"


def test_nothing_jumps_while_levers_move(page):
    tops = "[...document.querySelectorAll('[data-part]')].map(each => each.getBoundingClientRect().top)"
    before = page.evaluate(tops)
    put(page, f"a-{POSTS}", 3)
    rested(page)
    assert page.evaluate(tops) == before


# ---------------------------------------------------------------- what goes wrong


def test_a_fault_stands_above_and_at_its_field_and_the_old_answer_stays(page):
    page.evaluate(
        f"spsim.backend.fails("
        f"{{faults: [{{path: '{POSTS}', message: '{POSTS} is -1; it cannot be negative.', option: 'a'}}]}})"
    )
    put(page, f"a-{POSTS}", 9)
    link = page.get_by_role("alert").get_by_role("link", name="“Posts” is -1")
    link.click()
    assert page.evaluate("document.activeElement.id") == f"a-{POSTS}"
    assert page.get_attribute(f'[id="a-{POSTS}"]', "aria-invalid") == "true"
    assert "“Posts” is -1" in by_id(page, f"a-{POSTS}-fault").inner_text()
    assert "With 2 posts" in page.inner_text("#answer")
    assert "from before" in page.inner_text("#state-text")
    page.get_by_role("link", name="Show the problem").click()
    assert page.evaluate("document.activeElement.id") == "problem"
    assert page.inner_text("#problem").splitlines()[-1] == "“Posts” is -1; it cannot be negative."
    no_violations(page)
    put(page, f"a-{POSTS}", 4)
    answered(page)
    assert not page.is_visible("#problem")
    assert page.get_attribute(f'[id="a-{POSTS}"]', "aria-invalid") == "false"


def test_a_back_end_that_has_gone_is_said_and_tried_again(page):
    page.evaluate("spsim.backend.fails({gone: true, message: 'The program was stopped.'})")
    put(page, f"a-{POSTS}", 3)
    assert "The program was stopped." in page.get_by_role("alert").inner_text()
    no_violations(page)
    page.get_by_role("button", name="Try again").click()
    answered(page)
    assert "With 3 posts" in page.inner_text("#answer")


def test_a_box_without_a_number_says_so_and_asks_nothing(page):
    before = len(asked(page, "answer"))
    put(page, f"a-{POSTS}", "")
    assert "Enter a number" in by_id(page, f"a-{POSTS}-fault").inner_text()
    assert len(asked(page, "answer")) == before


# ---------------------------------------------------------------- the address, views, files


def test_the_address_holds_what_is_set_and_a_reload_has_it_again(page):
    put(page, f"a-{POSTS}", 3)
    rested(page)
    page.reload()
    rested(page)
    assert by_id(page, f"a-{POSTS}").input_value() == "3"
    link = page.input_value("#link")  # a file lies in another folder on every machine: only its name is said
    assert link == page.url.rpartition("/")[2]


def test_a_reload_in_the_middle_of_a_run_loses_nothing(page):
    page.evaluate("spsim.backend.takes(60000)")
    put(page, f"a-{POSTS}", 3)
    page.reload()
    rested(page)
    assert by_id(page, f"a-{POSTS}").input_value() == "3"


def test_what_is_set_is_in_the_address_before_it_is_answered(page, window):
    page.evaluate("spsim.backend.fails({gone: true, message: 'The program was stopped.'})")
    put(page, f"a-{POSTS}", 3)
    other = window(page.url)
    rested(other)
    assert by_id(other, f"a-{POSTS}").input_value() == "3"


SETTINGS = [
    {"a": {"scenario": "third_post"}},
    {"a": {"scenario": "third_post", "title": "100% & more = ours #1", "changes": {}}, "seed": 7, "replications": 200},
    {
        "a": {"scenario": "third_post", "changes": {POSTS: 2.5, "programme.effect": ["access"]}},
        "b": {"scenario": "high_turnover", "changes": {"dates.start": "2026-04-01", "stages.reviews": False}},
        "replications": 20,
    },
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_python_reads_the_links_of_the_page(page, setting):
    link = page.evaluate("setting => spsim.page.linkOf(setting)", setting)
    assert setting_of(link) == read_as(Setting, setting)


def test_what_would_change_the_answer_gives_way_and_is_asked_again(page):
    page.evaluate("spsim.backend.lingers(3000)")
    put(page, f"a-{POSTS}", 3)
    before = len(asked(page, "sure"))
    page.wait_for_function(f"() => spsim.backend.asked.filter(each => each.kind === 'sure').length > {before}")
    page.evaluate("spsim.page.ask('link', {setting: spsim.page.setting()})")
    page.evaluate("spsim.backend.lingers(0)")
    rested(page)
    assert len(asked(page, "sure")) == before + 2


def test_a_link_that_was_sent_is_opened_whatever_stands_before_its_mark(page):
    page.fill("#sent", "no link")
    page.click("#open-sent")
    assert "after it what was changed" in page.get_by_role("alert").inner_text()
    page.fill("#sent", f"http://127.0.0.1:1/#scenario=clinic&{POSTS}=7&replications=20")
    page.keyboard.press("Enter")
    answered(page)
    assert by_id(page, f"a-{POSTS}").input_value() == "7"
    assert page.input_value("#replications") == "20"
    assert not page.is_visible("#problem")


def test_a_view_is_in_the_address_and_keeps_what_is_set(page):
    page.evaluate("spsim.page.room('watch', room => { room.textContent = 'The player'; })")
    put(page, f"a-{POSTS}", 3)
    rested(page)
    page.get_by_role("link", name="Watch").click()
    assert page.url.endswith("&view=watch")
    assert page.is_visible("#watch")
    assert not page.is_visible("#levers")
    page.go_back()
    page.wait_for_selector("#levers")
    assert set_(page)["a"]["changes"] == {POSTS: 3}


def test_a_link_that_cannot_be_read_is_refused_and_the_page_goes_on(window, file):
    page = window(f"{file}#nonsense")
    rested(page)
    assert "cannot be read" in page.get_by_role("alert").inner_text()


def test_the_skip_link_goes_to_the_answer_and_leaves_the_address(page):
    before = page.url
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    assert page.url == before


def test_levers_are_saved_with_the_command_that_gives_the_same(page):
    put(page, f"a-{POSTS}", 3)
    with page.expect_download() as given:
        page.click("#save")
    assert given.value.suggested_filename == "my_plan.toml"
    assert "spsim run my_plan.toml" in page.inner_text("#saved")


def test_what_the_back_end_can_is_offered_for_download(page):
    assert page.locator("#downloads").inner_text().split() == ["Report", "Workbook", "Tables"]
    with page.expect_download() as given:
        page.get_by_role("button", name="Report").click()
    assert Path(given.value.path()).read_text() == "a report"


def test_a_file_is_opened_by_the_button_and_by_dropping_it(page, tmp_path):
    scenario = tmp_path / "ours.toml"
    scenario.write_text("title = 'Ours'\n")
    page.set_input_files("#file", scenario)
    page.wait_for_function("() => spsim.page.setting().a.title === 'ours.toml'")
    assert by_id(page, f"a-{POSTS}").input_value() == "5"
    page.evaluate(
        """() => { const data = new DataTransfer(); data.items.add(new File(["x"], "dropped.toml"));
            const drop = {dataTransfer: data, bubbles: true, cancelable: true};
            document.body.dispatchEvent(new DragEvent("drop", drop)); }"""
    )
    page.wait_for_function("() => spsim.page.setting().a.title === 'dropped.toml'")


def test_a_stored_answer_is_shown_at_once(window, file, tmp_path):
    fresh = window(file)
    rested(fresh)
    first = fresh.evaluate(
        "({start: spsim.page.started(), opened: spsim.page.opened(), answer: {...spsim.page.answer(), html: "
        "{answer: '<p>Stored &amp; kept.</p><!--</script>-->'}}})"
    )
    slow = "spsim.backend.takes(60000);"
    path = tmp_path / "stored.html"
    path.write_text(in_one_file([FAKE.read_text(encoding="utf-8"), slow], first=json.loads(json.dumps(first))))
    page = window(path.as_uri())
    page.wait_for_selector("text=Stored & kept.")
    assert by_id(page, f"a-{POSTS}").input_value() == "2"


# ---------------------------------------------------------------- for everybody


def test_a_table_is_one_stop_and_arrows_walk_in_it_saying_what_a_number_is(page):
    cells = page.locator("#parts table [tabindex='0']")
    assert cells.count() == 1
    cells.focus()
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#tip") == "Discharged: 2026/27, simulation error, assumed."
    described = page.evaluate(
        "document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent"
    )
    assert described == page.inner_text("#tip")
    page.keyboard.press("Escape")
    assert not page.is_visible("#tip")
    page.keyboard.press("ArrowDown")
    assert page.inner_text("#tip").startswith("Relapses")
    assert page.locator("#parts table [tabindex='0']").count() == 1


def test_what_a_number_is_stays_while_the_pointer_is_on_it(page):
    page.locator("td[data-about]").first.hover()
    page.locator("#tip").hover()
    page.wait_for_timeout(400)
    assert page.is_visible("#tip")
    page.mouse.move(1, 1)
    page.wait_for_selector("#tip", state="hidden")


@pytest.mark.parametrize("width", [*WIDTHS, ZOOMED])
@pytest.mark.parametrize("sets", [1, 2])
def test_axe_finds_no_fault_and_nothing_is_wider_than_the_screen(window, file, width, sets):
    page = window(file, width=width)
    if sets == 2:
        page.click("#beside")
    rested(page)
    no_violations(page)
    never_sideways(page)


@pytest.mark.parametrize("width", [TELEPHONE, 1280])
def test_every_control_is_reached_by_keyboard(window, file, width):
    page = window(file, width=width)
    page.click("#beside")
    rested(page)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    reached_by_keyboard(page)


def test_on_a_telephone_one_set_of_levers_is_shown_at_a_time(window, file):
    page = window(file, width=TELEPHONE)
    page.click("#beside")
    page.wait_for_selector("#b-scenario", state="attached")
    assert by_id(page, f"b-{POSTS}").is_visible()
    assert not by_id(page, f"a-{POSTS}").is_visible()
    page.get_by_label("First levers").first.check()
    assert by_id(page, f"a-{POSTS}").is_visible()
    assert not by_id(page, f"b-{POSTS}").is_visible()


def test_on_paper_there_is_the_answer_and_no_control(page):
    page.emulate_media(media="print")
    shown = page.evaluate(
        "[...document.querySelectorAll('button, input, select, nav')]"
        ".filter(each => each.checkVisibility()).map(each => each.outerHTML)"
    )
    assert shown == []
    assert page.is_visible("#parts")
