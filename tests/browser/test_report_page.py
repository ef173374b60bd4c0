"""Does the report read as well on a telephone, a desk, a wall and on paper? In a real Chromium, with axe-core."""

from pathlib import Path

import pytest

from experiments.compare import run_pairs
from experiments.run import Case
from tests.behaviour.test_workbook import MADE
from tests.browsing import WIDTHS, never_sideways, no_violations
from tests.counts import printed
from tests.plain import answer, write_report
from tests.scenarios import loaded

REPORTS = {
    "one": [{}],
    "two": [{}, {"link_workers": "posts = { value = 4, source = 'made up', grade = 'assumed' }"}],
    "three": [
        {"link_workers": f"posts = {{ value = {posts}, source = 'made up', grade = 'assumed' }}"} for posts in (1, 2, 4)
    ],
    "without reviews": [{"stages": "reviews = false\nrelapse = false", "programme": 'effect = ["care_use"]'}],
    "a long word": [{"traits.age": f'title = "{"Wordwithoutanend" * 20}"'}],
}
LONG = [
    "One link worker and every group that there is in the borough",
    "Two link workers, and the groups as they are until next year",
    "Four link workers from April, with half of the group places!",
]  # 60 letters each
A4 = 688  # pixels between its margins


@pytest.fixture(scope="module", params=REPORTS)
def report(request, tmp_path_factory):
    """A report of a real run, three replications."""
    cases = []
    for i, sections in enumerate(REPORTS[request.param]):
        one = loaded(**sections)
        object.__setattr__(one, "name", f"scenario_{i}")
        cases.append(Case.of(one, 1))
    results, precision = run_pairs([one for one in cases], replications=3)
    path = tmp_path_factory.mktemp("report") / "report.html"
    found = answer(cases, results, precision, MADE)
    if len(cases) == len(LONG):
        found["scenarios"] = [{**one, "title": title} for one, title in zip(found["scenarios"], LONG, strict=True)]
    write_report(found, path)
    return path


CASES = Path(__file__).parent.parent / "cases"
ON_PAPER = {  # sheets; words in letters of the first (350 are aimed at; cautions take it beyond), and of all
    "two": (["compare", "two_posts.toml", "three_posts.toml"], 6, 475, 2500),
    "one": (["run", "two_posts.toml"], 4, 350, 2000),
}


@pytest.mark.parametrize("options", ON_PAPER)
def test_a_report_is_printed_on_few_sheets(options, tmp_path):
    """Figures are counted nowhere: a table of them is looked up, not read."""
    from app import cli

    (command, *names), sheets, first, every = ON_PAPER[options]
    report = tmp_path / "report.html"
    asked = [*(str(CASES / name) for name in names), "--replications", "4", "--quiet", f"--report={report}"]
    assert cli.main([command, *asked]) == 0
    found, on_first, on_all = printed(report)
    assert found <= sheets
    assert on_first.in_letters <= first
    assert on_all.in_letters <= every


@pytest.fixture
def page(chromium, report, request):
    """The report, opened at a width, with all that it says to the console and asks of the network."""
    opened = chromium.new_page(viewport={"width": request.param, "height": 900})
    opened.said, opened.asked_for = [], []
    opened.on("console", lambda message: opened.said.append(message.text))
    opened.on("pageerror", lambda error: opened.said.append(str(error)))
    opened.on("request", lambda request: opened.asked_for.append(request.url))
    opened.goto(report.as_uri())
    yield opened
    opened.close()


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_it_asks_for_nothing_and_complains_of_nothing(page):
    assert page.said == []
    assert [url for url in page.asked_for if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in page.asked_for if url.startswith("file:")]) == 1


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_the_page_never_scrolls_sideways(page):
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    never_sideways(page)


@pytest.mark.parametrize("page", WIDTHS, indirect=True)
def test_axe_finds_no_fault(page):
    no_violations(page)


@pytest.mark.parametrize("page", [390], indirect=True)
def test_a_wide_table_scrolls_within_itself_by_keyboard(page):
    region = page.locator(".page-one > .region").first
    region.focus()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    if region.evaluate("each => each.scrollWidth > each.clientWidth"):
        region.evaluate("each => { each.moved = new Promise(done => each.addEventListener('scroll', () => done(1))) }")
        page.keyboard.press("ArrowRight")
        assert region.evaluate("each => each.moved") == 1


@pytest.mark.parametrize("page", [390, 1280], indirect=True)
def test_no_words_of_a_picture_run_out_of_it(page):
    out = page.evaluate(
        """[...document.querySelectorAll('svg')].flatMap(svg => {
            const frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')]
                .filter(each => { const box = each.getBoundingClientRect();
                    return box.left < frame.left - 1 || box.right > frame.right + 1; })
                .map(each => each.textContent);
        })"""
    )
    assert out == []


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_a_fold_is_printed_where_it_is_open_and_opens_by_keyboard(page):
    """Each fold in its section: a reader who wants one on paper opens it."""
    fold = page.locator("section > details").last
    inside = fold.locator(".folded").first
    page.emulate_media(media="print")
    assert not inside.is_visible()
    page.emulate_media(media="screen")
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert inside.is_visible()
    page.emulate_media(media="print")
    assert inside.is_visible()
    assert not fold.locator("summary").first.is_visible()


@pytest.mark.parametrize("page", [A4], indirect=True)
def test_no_table_is_wider_than_the_paper(page):
    page.emulate_media(media="print")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    cut = page.evaluate(
        """[...document.querySelectorAll('table, svg')]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .map(each => each.textContent.trim().slice(0, 60))"""
    )
    assert cut == []


@pytest.mark.parametrize("page", [390, 1280], indirect=True)
def test_the_first_screen_has_the_question_the_answer_and_the_picture(page):
    box = page.locator("h1").bounding_box()
    assert box["y"] < 80
    answer = page.locator("#answer").bounding_box()
    assert answer["y"] + answer["height"] < 900
    picture = page.locator(".first svg[role=img]").first
    if page.viewport_size["width"] == 1280 and picture.count():
        assert picture.bounding_box()["y"] < 450


@pytest.mark.parametrize("page", [390], indirect=True)
def test_a_table_that_is_cut_shows_that_it_scrolls(page):
    """The bridge has five columns: words above it say so, and a shadow lies where it goes on."""
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    silent = page.evaluate(
        """[...document.querySelectorAll('.region')]
            .filter(each => each.scrollWidth > each.clientWidth)
            .filter(each => !getComputedStyle(each).backgroundImage.includes('linear-gradient'))
            .map(each => each.getAttribute('aria-label'))"""
    )
    assert silent == []
    wide = page.locator(".region", has=page.locator("thead th:nth-child(5)"))
    for i in range(wide.count()):
        whole = wide.nth(i).evaluate("each => each.previousElementSibling.checkVisibility()")
        assert whole


@pytest.mark.parametrize("page", [1280], indirect=True)
def test_on_a_desk_nothing_is_said_of_scrolling(page):
    assert not page.locator(".sideways").first.is_visible()
