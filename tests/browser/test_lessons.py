"""A lesson in a real Chromium, from disk with the network off: predicted by mouse, by keys or typed, then revealed."""

import re
import subprocess
from types import SimpleNamespace

import pytest

from app.asking.lessons import LessonInClass, held_with
from app.asking.watch import UNWATCHED
from app.faces.lessons.page import render
from app.lessons import TEXTS
from app.lessons.in_class import CLASS, line, of_mean
from app.lessons.predicting import scored
from experiments.intervals import estimate
from experiments.lessons import LESSONS, Choice
from tests.browsing import DESK, TELEPHONE, ZOOMED, never_sideways, no_violations, reached_by_keyboard

NUMBERS = sorted(LESSONS)
GUESS = {1: "b", 2: "60", 3: "30", 4: "2", 5: "60000"}
each_lesson = pytest.mark.parametrize("number", NUMBERS)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The five files, of which lesson 2 has a whole class and the others three lucks of it."""
    folder = tmp_path_factory.mktemp("lessons")
    made = {}
    for number in NUMBERS:
        held = LessonInClass(number, tuple(CLASS) if number == 2 else (1, 2, 3)).answered(UNWATCHED)
        path = folder / f"lesson_{number}.html"
        path.write_text(render(held, 1, "2026-11-27").text, encoding="utf-8")
        made[number] = SimpleNamespace(uri=path.as_uri(), held=held)
    return made


def predict(page, number):
    """Type a prediction, or press one, and have it revealed."""
    if isinstance(LESSONS[number].predicted, Choice):
        page.get_by_label(re.compile(rf"^{GUESS[number]}\)")).check()
    else:
        page.get_by_label("Or type it").fill(GUESS[number])
    page.get_by_role("button", name="Show what came out").click()
    page.get_by_role("heading", name="What came out").wait_for()


def opened(window, files, number, width=DESK, hash=""):
    page = window(files[number].uri + hash, width)
    page.get_by_role("heading", name="Lesson").wait_for()
    return page


# ---------------------------------------------------------------- predict, then reveal


@each_lesson
def test_nothing_of_the_result_is_on_the_page_before_a_prediction(window, files, number):
    page, one = opened(window, files, number), files[number].held[0]
    there = page.content().partition('id="kept"')[0]
    heard = page.locator("body").aria_snapshot()
    for sentence in [*TEXTS[number].surprise(one.ended.found), line(number, one.seed, one.luck), "What came out is"]:
        assert sentence[:30] not in there
        assert sentence[:30] not in heard
    assert page.locator(".revealed").inner_html() == ""


@each_lesson
def test_after_it_the_result_stands_beside_the_prediction(window, files, number):
    seed = 3
    page = opened(window, files, number, hash=f"#lesson={number}&seed={seed}")
    predict(page, number)
    one, lesson = held_with(number, seed), LESSONS[number]
    guess = lesson.predicted.kinds[1] if number == 1 else float(GUESS[number])
    assert page.locator(".score").inner_text() == scored(guess, one.answer, lesson.predicted, TEXTS[number])
    assert page.locator("code.line").inner_text() == line(number, seed, one.luck)
    assert page.evaluate("document.activeElement.textContent") == "What came out"
    if number != 1:
        assert TEXTS[number].say(one.answer) in page.locator(".level.out").inner_text()
        drawn, came = page.locator("#lesson-drawn").bounding_box(), page.locator(".level.out svg").bounding_box()
        assert came["y"] > drawn["y"]
    assert page.locator("form.predict button").count() == 0


@each_lesson
def test_it_goes_on_without_a_prediction(window, files, number):
    page = opened(window, files, number)
    page.get_by_role("button", name="Go on without a prediction").click()
    page.get_by_role("heading", name="What came out").wait_for()
    assert page.locator(".score").inner_text().startswith("No prediction was made.")
    assert not page.locator(".drawn").is_visible()


@pytest.mark.parametrize("typed", ["", "dunno", "1001", "3.5", "-1"])
def test_what_cannot_be_scored_is_refused_beside_the_field(window, files, typed):
    page = opened(window, files, 2)
    page.get_by_label("Or type it").fill(typed)
    page.get_by_role("button", name="Show what came out").click()
    fault = page.get_by_role("alert")
    fault.filter(has_text="Please").wait_for()
    assert page.locator(".revealed").inner_html() == ""
    assert page.evaluate("document.activeElement.id") == "lesson-typed"
    assert page.get_by_label("Or type it").get_attribute("aria-invalid") == "true"


@pytest.mark.parametrize("typed", [" 60 ", "060", "60%", "6 0"])
def test_a_number_is_read_as_people_type_it(window, files, typed):
    page = opened(window, files, 2)
    page.get_by_label("Or type it").fill(typed)
    page.get_by_role("button", name="Show what came out").click()
    assert page.locator(".score").inner_text().startswith("You said 60.")


def test_a_bar_is_drawn_with_the_mouse(window, files):
    page = opened(window, files, 2)
    bar = page.get_by_label("Two link workers: all who wait: your prediction")
    box = bar.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    value = page.get_by_label("Or type it").input_value()
    assert abs(int(value) - 150) < 5
    assert page.locator("output").inner_text() == value == bar.get_attribute("aria-valuetext")
    page.get_by_role("button", name="Show what came out").click()
    assert page.locator(".score").inner_text().startswith(f"You said {value}.")


def test_a_bar_is_drawn_with_the_arrow_keys_alone(window, files):
    page = opened(window, files, 5)
    bar = page.locator("#lesson-drawn")
    bar.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert bar.get_attribute("aria-valuetext") == "£3,000"
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    assert page.locator("output").inner_text() == "−£2,000"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator(".score").inner_text().startswith("You said £-2,000.")


def test_the_bar_follows_what_is_typed(window, files):
    page = opened(window, files, 3)
    page.get_by_label("Or type it").fill("42")
    assert page.locator("#lesson-drawn").input_value() == "42"
    assert page.locator("output").inner_text() == "42"


# ---------------------------------------------------------------- a class


def test_each_of_thirty_links_is_another_luck(window, files):
    page = opened(window, files, 2)
    page.get_by_text("For a class").click()
    links = page.locator(".links a")
    assert links.count() == 30
    assert page.get_by_label("The same links").input_value().splitlines() == [
        f"{files[2].uri}#lesson=2&seed={seed}" for seed in CLASS
    ]
    links.nth(16).click()
    page.get_by_text("Luck 17 stands for").wait_for()
    predict(page, 2)
    assert page.locator("code.line").inner_text() == line(2, 17, held_with(2, 17).luck)


@pytest.mark.parametrize("many", [30, 12])
def test_pasted_back_they_show_the_programs_own_mean_and_interval(window, files, many):
    page, held = opened(window, files, 2), files[2].held[:many]
    page.get_by_text("For a class").click()
    typed = "\r\n".join(f" pupil {one.seed}: {line(2, one.seed, one.luck).lower()} " for one in reversed(held))
    page.get_by_label("Paste the lines").fill(typed)
    page.get_by_role("button", name="Show what the class found").click()
    page.locator(".found svg").wait_for()
    said = page.locator(".found .answer").inner_text().replace("\u2060", "")
    assert f"lucks is {of_mean(estimate([one.luck for one in held]), TEXTS[2])}" in " ".join(said.split())
    assert page.locator(".found circle").count() == many
    assert page.locator(".found .warning").count() == 0


def test_wrong_lines_are_refused_in_words_and_missing_ones_can_be_added(window, files):
    page, held = opened(window, files, 2), files[2].held
    page.get_by_text("For a class").click()
    right = [line(2, one.seed, one.luck) for one in held if one.seed not in (4, 9)]
    page.get_by_label("Paste the lines").fill("\n".join(["<b>hello</b>", "2-9-1-AA", line(3, 1, 57), *right]))
    page.get_by_role("button", name="Show what the class found").click()
    page.locator(".found .warning").wait_for()
    items = page.locator(".found .warning li")
    assert items.count() == 3
    assert "not a line" in items.nth(0).inner_text()
    assert "slip" in items.nth(1).inner_text()
    assert "of lesson 3" in items.nth(2).inner_text()
    assert page.locator(".found b").count() == 0
    assert "Not there yet: luck 4, 9." in page.locator(".found .answer").inner_text()
    assert page.locator(".found tbody tr").count() == 28
    page.get_by_role("button", name="Add them").click()
    page.locator(".found svg").wait_for()
    assert page.locator(".found circle").count() == 30


@pytest.mark.parametrize(
    "hash", ["#lesson=3", "#lesson=2&seed=99", "#lesson=2&seed=1e9", "#<img src=x onerror=alert(1)>", "#x"]
)
def test_a_link_that_is_of_no_luck_here_is_refused_in_words(window, files, hash):
    page = window(files[2].uri + hash)
    assert page.get_by_role("alert").filter(has_text=re.compile("file")).inner_text()
    assert page.locator("img").count() == 0


# ---------------------------------------------------------------- under one roof


def test_one_run_is_watched_once_the_result_is_known(window, files):
    page = opened(window, files, 2)
    assert page.get_by_role("button", name="Watch it happen").count() == 0
    predict(page, 2)
    page.get_by_role("button", name="Watch it happen").click()
    page.get_by_role("button", name="Next event").click()
    page.get_by_text(re.compile(r"Event 1 of")).wait_for()
    page.get_by_role("button", name="Show the answer").click()
    assert page.evaluate("document.activeElement.textContent") == "What came out"
    no_violations(page)


def learning(window, served, hash="#view=learn"):
    page = window(served)
    page.get_by_role("link", name="Learn").wait_for()
    page.goto(page.url.split("#")[0] + hash)
    return page


def test_in_the_page_a_lesson_is_held_with_any_luck(window, served, tmp_path):
    page = learning(window, served)
    page.get_by_role("button", name="2 A second link worker").click()
    page.get_by_role("heading", name="Lesson 2 of 5").wait_for()
    page.goto(page.url.split("#")[0] + "#lesson=2&seed=4711")
    page.get_by_text("Luck 4711 stands for").wait_for()
    page.reload()
    page.get_by_text("Luck 4711 stands for").wait_for()
    predict(page, 2)
    one = held_with(2, 4711)
    assert page.locator(".score").inner_text() == scored(60.0, one.answer, LESSONS[2].predicted, TEXTS[2])
    no_violations(page)
    lines = [line(2, each.seed, each.luck) for each in (one, *files_of(2))]
    page.get_by_label("Paste the lines").fill("\n".join(lines))
    page.get_by_role("button", name="Show what the class found").click()
    page.locator(".found svg").wait_for()
    said = " ".join(page.locator(".found .answer").inner_text().replace("\u2060", "").split())
    assert of_mean(estimate([each.luck for each in (one, *files_of(2))]), TEXTS[2]) in said
    assert "open on this machine only" in page.locator(".of-server").inner_text()
    page.evaluate("globalThis.print = () => {}")
    page.get_by_role("button", name="Print the handout").click()
    page.locator(".paper h2").wait_for(state="attached")
    page.pdf(path=tmp_path / "handout.pdf", format="A4")
    found = subprocess.run(["pdfinfo", tmp_path / "handout.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", found)


def files_of(number):
    return LessonInClass(number, (1, 2)).answered(UNWATCHED)


def test_from_a_lesson_its_scenarios_are_opened_side_by_side(window, served):
    page = learning(window, served, "#lesson=2")
    page.get_by_text("Luck 1 stands for").wait_for()
    page.get_by_role("button", name="Go on without a prediction").click()
    page.get_by_role("link", name="Open both in the simulator").click()
    page.wait_for_url("**/#scenario=lesson_2_one_worker&beside.scenario=lesson_2_two_workers")
    page.locator("#view-try").wait_for()
    assert not page.locator("#learn").is_visible()
    page.get_by_role("link", name="Learn").click()
    page.get_by_role("heading", name="What came out").wait_for()


# ---------------------------------------------------------------- for everybody


@each_lesson
@pytest.mark.parametrize("width", [TELEPHONE, ZOOMED])
def test_it_never_scrolls_sideways(window, files, number, width):
    page = opened(window, files, number, width)
    never_sideways(page)
    predict(page, number)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    never_sideways(page)


@each_lesson
def test_axe_finds_no_fault_before_or_after(window, files, number):
    page = opened(window, files, number)
    no_violations(page)
    page.reload()
    predict(page, number)
    no_violations(page)
    if number == 2:
        page.get_by_label("Paste the lines").fill(
            "\n".join([line(2, one.seed, one.luck) for one in files[2].held] + ["x"])
        )
        page.get_by_role("button", name="Show what the class found").click()
        page.locator(".found svg").wait_for()
        no_violations(page)


def test_every_control_is_reached_by_keyboard(window, files):
    page = opened(window, files, 2)
    page.evaluate("document.querySelector('details.class').open = true")
    reached_by_keyboard(page)


@pytest.mark.parametrize("number", NUMBERS)
def test_the_handout_is_one_page(window, files, number, tmp_path):
    page = opened(window, files, number)
    page.evaluate("globalThis.print = () => {}")
    page.get_by_text("For a class").click()
    page.get_by_role("button", name="Print the handout").click()
    page.locator(".paper h2").wait_for(state="attached")
    page.pdf(path=tmp_path / "handout.pdf", format="A4")
    found = subprocess.run(["pdfinfo", tmp_path / "handout.pdf"], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Pages:\s+1\n", found)
    said = subprocess.run(
        ["pdftotext", tmp_path / "handout.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert TEXTS[number].title in said
    assert "Predict, before anything is run" in said
    assert "For a class" not in said


def test_the_script_comes_only_when_it_is_asked_for_and_prints(window, files, tmp_path):
    page = opened(window, files, 2)
    page.evaluate("globalThis.print = () => {}")
    page.get_by_text("For a class").click()
    assert "Minute by minute" not in page.content().partition('id="kept"')[0]
    page.get_by_text("The teacher’s script: it gives").click()
    page.get_by_role("heading", name="Minute by minute").wait_for()
    page.get_by_role("button", name="Print the teacher").click()
    page.pdf(path=tmp_path / "script.pdf", format="A4")
    said = subprocess.run(
        ["pdftotext", tmp_path / "script.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Going further" in said
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper").inner_html() == ""


def test_what_came_out_is_printed_as_it_stands(window, files, tmp_path):
    page = opened(window, files, 2)
    predict(page, 2)
    page.pdf(path=tmp_path / "lesson.pdf", format="A4")
    said = subprocess.run(
        ["pdftotext", tmp_path / "lesson.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "What came out is" in said
    assert "Show what the class found" not in said
