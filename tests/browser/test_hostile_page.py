"""Is a hostile link or file refused in words, or harmless? None of its scripts runs, and the page works on.

Every link is opened by a page that is loaded with it where it is served, and by the file that is open already, which
takes long to load. Every file is opened by the button where it is served, and dropped on the file.
"""

import pytest

from tests.hostile import LINKS
from tests.hostile_files import FILES
from tests.launch import PILOT
from tests.live_page import LivePage

OPENED = """() => !document.getElementById("problem").hidden
    || ["answered", "sure"].includes(document.getElementById("state").dataset.state)"""
COUNT = """() => {
    if (!globalThis.opens) spsim.page.on("opened", () => { opens.now += 1; });
    globalThis.opens ??= { now: 0 };
    opens.before = opens.now;
    spsim.page.problem(null);
}"""
TAKEN = "() => !document.getElementById('problem').hidden || opens.now > opens.before"
RUNNING = (
    "document.querySelectorAll('script:not([id])').length"  # the others are what the file carries, until it has it
)
SCRIPTS = f"[globalThis.ran, {{}}.polluted, {RUNNING}]"
FEW = {"setting": {"a": {"scenario": PILOT}, "seed": 1, "replications": 20}}
LOADED_WITH = ["a title that ends what it stands in", "a key of every object", "bytes that are no UTF-8"]
OURS = ("Traceback", "fault of the program", "itself is at fault", "not-read")


def holds(page) -> None:
    """What must hold after whatever was sent: it has done nothing."""
    assert page.evaluate(SCRIPTS) == page.scripts
    assert page.locator("#problem img, #problem script, #answer img, #answer script, #options img").count() == 0
    assert page.locator("#problem svg[onload], #answer svg[onload], [onerror], [onfocus], [onload]").count() == 0
    assert [words for words in OURS if words in page.locator("main").inner_text()] == []
    assert (page.watched.beyond, page.watched.refused, page.watched.said) == ([], [], [])


def says(page) -> str:
    """What the page says is wrong."""
    return page.locator("#problem").inner_text().strip()


def works_on(live) -> None:
    """A lever is moved, and the answer follows."""
    before = live.hash
    posts = live.box("link_workers.posts")
    live.sets("link_workers.posts", 4 if posts.input_value() != "4" else 5)
    assert live.hash != before


def opened(window, address, link, **how):
    page = window(address, **how)
    page.scripts = [0, None, page.evaluate(RUNNING)]
    page.goto("about:blank")
    page.goto(address + link)
    page.wait_for_function(OPENED)
    return page


@pytest.mark.parametrize("name", LINKS)
def test_a_page_that_is_served_with_a_hostile_link(window, served, name):
    page = opened(window, served, LINKS[name].what)
    assert says(page) or not LINKS[name].refused, "nothing is said of it"
    holds(page)
    works_on(LivePage(page))


@pytest.mark.parametrize("name", LOADED_WITH)
def test_a_file_that_is_opened_with_a_hostile_link(window, one_file, name):
    page = opened(window, one_file, LINKS[name].what, offline=True)
    live = LivePage(page)
    assert says(page) or not LINKS[name].refused, "nothing is said of it"
    holds(page)
    works_on(live)


@pytest.fixture
def live(kept) -> LivePage:
    """The page that has lived through all that came before, with an answer, and nothing wrong."""
    page = kept.page
    page.scripts = [0, None, page.evaluate(RUNNING)]
    page.watched.asked.clear()
    page.watched.said.clear()
    if page.evaluate("spsim.page.setting().replications") != 20 or says(page):
        page.evaluate("setting => spsim.page.open(setting)", FEW)
    kept.settles()
    page.evaluate(COUNT)
    return kept


def meets(live, *, wrong: str = "", harmless: bool) -> None:
    """What must hold of the page, and that it works on from the answer that it had, or from what was opened."""
    said = says(live.page)
    assert wrong in said, said
    assert bool(said) is not harmless, said
    if harmless:
        live.page.evaluate("spsim.page.amend({ replications: 20 })")
        live.settles()
    works_on(live)
    holds(live.page)
    if harmless:
        live.page.evaluate("setting => spsim.page.open(setting)", FEW)


@pytest.mark.parametrize("home", ["one_file"], indirect=True)
@pytest.mark.parametrize("name", LINKS)
def test_a_hostile_link_in_the_address_of_a_file_that_is_open(live, home, name):
    live.page.goto(home.address + LINKS[name].what)
    live.page.wait_for_function(TAKEN)
    harmless = not says(live.page)
    assert harmless <= (not LINKS[name].refused), "nothing is said of it"
    meets(live, harmless=harmless)


SHOWN = """() => spsim.page.opened().options[0].groups.concat(spsim.page.opened().options[0].more)
    .flatMap(group => group.levers).filter(lever => ["whole", "number", "share", "money"].includes(lever.kind))
    .map(lever => [lever, document.getElementById(`a-${lever.path}`)])
    .filter(([lever, box]) => box?.type === "number" && lever.value !== null)
    .filter(([lever, box]) => Math.abs(Number(box.value) / (lever.kind === "share" ? 100 : 1) - lever.value) > 1e-9)
    .map(([lever, box]) => [lever.path, lever.value, box.value])"""
WITH_EVIDENCE = """\
schema = 1
extends = "rotherham_mental_health_pilot.toml"
[demand]
referrals_per_week = { value = 3, low = 2, high = 4, grade = "assumed", source = "ours" }
[support.weeks_between_meetings]
distribution = "lognormal"
median = 3.3
ninetieth = 6
grade = "assumed"
source = "ours"
"""


def test_the_levers_show_what_a_file_says_with_its_evidence(live, home, tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(WITH_EVIDENCE, encoding="utf-8")
    hands(live, home, path)
    live.settles()
    assert live.box("demand.referrals_per_week").input_value() == "3"
    assert live.box("support.weeks_between_meetings.median").input_value() == "3.3"
    assert live.page.evaluate(SHOWN) == []
    before = live.hash
    live.sets("support.weeks_between_meetings.median", 4)
    assert live.box("support.weeks_between_meetings.median").input_value() == "4"
    assert live.hash != before


def hands(live, home, path) -> None:
    """The file, opened by the button where the page is served, and else dropped on it."""
    if home.how["offline"]:
        drops(live.page, path)
    else:
        live.page.locator("#file").set_input_files(path)
    live.page.wait_for_function(TAKEN, timeout=60_000)


def drops(page, path) -> None:
    """As a file manager does: the browser itself reads what lies there."""
    to = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        to.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": data})
    to.detach()


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file(live, home, tmp_path, name):
    file = FILES[name]
    path = tmp_path / file.name
    path.write_bytes(file.content)
    hands(live, home, path)
    meets(live, wrong=file.says, harmless=not file.says)


def test_a_folder_that_is_dropped(live, tmp_path):
    drops(live.page, tmp_path)
    live.page.wait_for_function(TAKEN)
    meets(live, wrong="cannot be read. Of a folder, open a file that lies in it", harmless=False)
