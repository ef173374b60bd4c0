"""Can every page be used in the few colours that a person has set for all programs, light on dark or dark on light?"""

import pytest

from app import cli
from tests.browsing import focus_shown, tabbed
from tests.live_page import LivePage

PILOT = "rotherham_mental_health_pilot"
SHOWN = 0.5  # pixels that change by 3:1, for each pixel of the way about a control
KIND = """() => { const { tagName, type, className, role } = document.activeElement;
    return [tagName, type, className, role].join(' '); }"""
# Words and marks of pictures that nobody can see: their ink is nearly the colour of what lies behind them.
UNSEEN = """() => {
    const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
        .map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4))
        .reduce((sum, one, i) => sum + one * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (each) => {
        for (let at = each; at; at = at.parentElement) {
            const [r, g, b, alpha = 1] = rgb(getComputedStyle(at).backgroundColor);
            if (alpha > 0) return light([r, g, b]);
        }
        return 1;
    };
    const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const ink = (each) => light(rgb(getComputedStyle(each).fill));
    return [...document.querySelectorAll("svg text")]
        .filter((each) => each.textContent.trim() && each.checkVisibility())
        .map((each) => [each.textContent, contrast(ink(each), behind(each.closest("svg")))])
        .filter(([, found]) => found < 3);
}"""
BORDERLESS = """() => [...document.querySelectorAll("button, .button, select, input:not([type=range])")]
    .filter((each) => each.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
    .filter((each) => !["checkbox", "radio", "file"].includes(each.type))
    .filter((each) => getComputedStyle(each).textDecorationLine !== "underline") // it looks like a link
    .filter((each) => parseFloat(getComputedStyle(each).borderTopWidth) < 1
        || getComputedStyle(each).borderTopStyle === "none")
    .map((each) => each.outerHTML.slice(0, 100))"""


@pytest.fixture(params=["dark", "light"])
def live(request, window, served) -> LivePage:
    return LivePage(window(served, forced_colors="active", color_scheme=request.param))


def test_pictures_are_seen_and_buttons_have_borders(live):
    assert live.page.locator("svg text").count() > 10
    assert live.page.evaluate(UNSEEN) == []
    assert live.page.evaluate(BORDERLESS) == []


def test_focus_is_seen_on_every_kind_of_control(live):
    live.rests()
    kinds: dict[str, float] = {}
    for stop in tabbed(live.page):
        kind = live.page.evaluate(KIND)
        if kind not in kinds:
            kinds[kind] = focus_shown(live.page, stop)
    assert {kind: shown for kind, shown in kinds.items() if shown < SHOWN} == {}
    assert len(kinds) > 5


# ---------------------------------------------------------------- the pages that stand alone


ALONE = {
    "report": ["compare", PILOT, "third_post", "--replications", "2", "--no-swings"],
    "player": ["animate", PILOT, "third_post", "--replications", "2"],
    "lesson": ["lesson", "2"],
}


@pytest.fixture(scope="module", params=ALONE)
def file(request, tmp_path_factory) -> str:
    path = tmp_path_factory.mktemp("alone") / f"{request.param}.html"
    assert cli.main([*ALONE[request.param], f"--report={path}"]) == 0
    return path.as_uri()


@pytest.mark.parametrize("light", ["dark", "light"])
def test_what_stands_alone_is_seen_too(window, file, light):
    page = window(file, forced_colors="active", color_scheme=light)
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    revealed = page.get_by_role("button", name="Go on without a prediction")
    if revealed.count():
        revealed.click()
        page.get_by_role("heading", name="What came out").wait_for()
    assert page.locator("svg text").count() > 5
    unseen = page.evaluate(UNSEEN)
    assert page.evaluate(BORDERLESS) == []
    page.emulate_media(forced_colors="none")
    assert unseen == page.evaluate(UNSEEN)  # light words on a dark shape, and no others
