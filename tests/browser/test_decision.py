"""Print my decision: one sheet of paper, what was typed as text on it, and nothing of that kept anywhere."""

import subprocess

import pytest

from tests.browsing import WIDTHS, ZOOMED, never_sideways, no_violations

SMALL = "#scenario=rotherham_mental_health_pilot&replications=4"
TWO = f"{SMALL}&link_workers.posts=3&beside.scenario=grants_end_october"
HOSTILE = '<script>refused.push("ran")</script><img src=x onerror=refused.push(1)></article>'
LONG = "We agreed to this after a long talk, because of what it costs and whom it serves. " * 6


@pytest.fixture
def page(window, served):
    return ready(window(served + SMALL))


def ready(page):
    page.wait_for_selector("#state:is([data-state=answered], [data-state=sure])")
    page.click("#decision summary")
    return page


def make(page):
    page.locator("#decision button[type=submit]").click()
    page.wait_for_selector(".sheet-shown")


def printed(page, path):
    """On paper: how many sheets, and what stands on them."""
    page.evaluate("() => { window.print = () => {}; }")
    page.get_by_role("button", name="Print this page").click()
    page.pdf(path=path, prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return int(next(line.split()[1] for line in info.splitlines() if line.startswith("Pages:"))), " ".join(text.split())


def test_what_was_typed_and_what_was_seen_stand_on_one_sheet(page, tmp_path):
    page.fill("#decision-expected", "Half the wait.")
    page.fill("#decision-decision", "We fund two link workers.")
    page.fill("#decision-who", "Programme board")
    make(page)
    sheets, text = printed(page, tmp_path / "decision.pdf")
    assert sheets == 1
    for part in (
        "Half the wait.",
        "We fund two link workers.",
        "Programme board",
        "three counts that would change our mind",
    ):
        assert part in text
    assert page.evaluate("spsim.page.answer().hash")[:12] in text
    assert "#scenario=rotherham_mental_health_pilot" in text
    assert "Keep it, share it" not in text


def test_the_longest_decision_of_two_options_is_one_sheet_too(window, served, tmp_path):
    page = ready(window(served + TWO))
    for name in ("asked", "expected", "decision"):
        page.fill(f"#decision-{name}", LONG)
        assert len(page.input_value(f"#decision-{name}")) > 480
    make(page)
    assert printed(page, tmp_path / "decision.pdf")[0] == 1


def test_what_is_typed_runs_nothing(page):
    """A policy that was broken, or a script that ran, fails the window itself at the end."""
    for name in ("asked", "expected", "decision", "who"):
        page.fill(f"#decision-{name}", HOSTILE)
    make(page)
    assert page.locator(".sheet-shown img, .sheet-shown script").count() == 0
    assert HOSTILE in page.inner_text(".sheet-shown")
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    assert "refused.push" not in page.url


def test_three_counts_are_chosen_and_no_fourth(page):
    make(page)
    boxes = page.locator(".deciding .check input")
    assert boxes.evaluate_all("all => all.filter(each => each.checked).length") == 3
    page.locator("#decision-count-took_up").click()
    assert not page.locator("#decision-count-took_up").is_checked()
    assert page.inner_text("#status").startswith("Three counts have room.")
    page.locator("#decision-count-met").uncheck()
    page.locator("#decision-count-took_up").check()
    make_again(page)
    assert "People who took up an activity" in page.inner_text(".sheet-shown")
    assert "People who have met a link worker" not in page.inner_text(".sheet-shown")


def make_again(page):
    page.evaluate("document.querySelector('.sheet-shown').remove()")
    make(page)


def test_another_day_has_other_counts(page):
    make(page)
    before = page.inner_text(".sheet-shown tbody")
    page.fill("#decision-again", "2016-04-01")
    page.locator("#decision-again").dispatch_event("change")
    make_again(page)
    assert page.inner_text(".sheet-shown tbody") != before
    assert "1 April 2016, 52 weeks after the service begins" in page.inner_text(".sheet-shown")


def test_a_day_outside_the_service_is_said_in_words(page):
    make(page)
    page.fill("#decision-again", "2030-04-01")
    page.locator("#decision-again").dispatch_event("change")
    page.locator("#decision button[type=submit]").click()
    page.wait_for_selector(".decided .bar-fault")
    assert "Look again on a day between 2 April 2015 and 1 April 2018" in page.inner_text(".decided")


def test_levers_that_are_moved_take_the_page_away(page):
    page.fill("#decision-decision", "As it was.")
    make(page)
    page.evaluate("spsim.page.change('a', 'link_workers.posts', 3)")
    page.wait_for_selector(".sheet-shown", state="detached")
    assert page.input_value("#decision-decision") == "As it was."


@pytest.mark.parametrize("width", [*WIDTHS, ZOOMED])
def test_it_can_be_used_by_everybody(window, served, width):
    page = ready(window(served + SMALL, width=width))
    make(page)
    no_violations(page)
    never_sideways(page)
