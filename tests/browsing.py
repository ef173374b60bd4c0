"""A page in a real browser: what it asks of the network, what it complains of, and whether everybody can use it.

Fixtures are in tests/browser/conftest.py; here is what a test holds against a page, whichever page it is.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib.pyplot as plt
import numpy as np
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, Playwright

PATIENCE = 180_000  # milliseconds, for a machine that is busy
TELEPHONE, DESK, PROJECTOR = 390, 1280, 1920
WIDTHS = [TELEPHONE, DESK, PROJECTOR]
ZOOMED = 320  # a screen of 1280 at 400 %, as WCAG 1.4.10 has it
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WITHIN = ("file:", "data:", "blob:", "about:", "chrome-extension:")  # no request of these leaves the page's own file
AT_HOME = re.compile(r"https?://(127\.0\.0\.1|\[::1\])(:\d+)?/")

# In every page before its own script. Only the document hears what a policy refuses.
WATCH = """
globalThis.refused = [];
globalThis.presses = 0;
globalThis.ran = 0;
globalThis.canary = () => { ran += 1; };
document.addEventListener("securitypolicyviolation", (event) => {
    refused.push(`${event.violatedDirective} ${event.blockedURI}`);
});
document.addEventListener("pointerdown", (event) => { presses += event.isTrusted ? 1 : 0; }, true);
"""


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The machine's own. Its sandbox cannot be had by root in a container."""
    browser = playwright.chromium.launch(executable_path=os.environ["SPSIM_CHROMIUM"], args=["--no-sandbox"])
    yield browser
    browser.close()


class Watched:
    """All that the pages of one window ask for and complain of. A test that makes trouble on purpose `forgives` it."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.asked: list[str] = []
        self.said: list[str] = []
        context.add_init_script(WATCH)
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("console", lambda message: self._says(message.type, message.text))
        context.on("dialog", lambda dialog: self._dialog(dialog))
        context.on("weberror", lambda error: self.said.append(str(error.error)))

    def _says(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.said.append(text)

    def _dialog(self, dialog: Dialog) -> None:
        self.said.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def forgives(self, *patterns: str) -> None:
        """Leave out complaints in which one of these is found: what the test itself brought about."""
        self.said = [text for text in self.said if not any(re.search(pattern, text) for pattern in patterns)]

    @property
    def refused(self) -> list[str]:
        """What the policies of the open pages have refused."""
        return [each for page in self.context.pages for each in page.evaluate("() => globalThis.refused ?? []")]

    @property
    def beyond(self) -> list[str]:
        """Addresses beyond the page's own file and this machine."""
        return [url for url in self.asked if not url.startswith(WITHIN) and not AT_HOME.match(url)]

    @property
    def over_a_network(self) -> list[str]:
        """Addresses that are not within the page's own file."""
        return [url for url in self.asked if not url.startswith(WITHIN)]


# In a page before its own script: an answer of a kind that is held has been made, and comes when it is let go.
LATE = """
globalThis.late = (() => {
    const gates = new Map();
    const asked = new Map();
    const named = (kind, { step }) => (kind === "lesson" ? step : kind);
    const holds = (kind) => {
        let comes;
        gates.set(kind, Object.assign(new Promise((done) => { comes = done; }), { comes, waiting: 0 }));
    };
    const through = (kind, signal) => new Promise((done, refused) => {
        const gate = gates.get(kind);
        if (!gate) return done();
        gate.waiting += 1;
        gate.then(done);
        signal?.addEventListener("abort", () => refused(Object.assign(new Error("Stopped."), { stopped: true })));
    });
    document.addEventListener("DOMContentLoaded", () => {
        const { ask } = spsim.backend;
        spsim.backend.ask = (kind, body, how) => {
            const name = named(kind, body);
            asked.set(name, (asked.get(name) ?? 0) + 1);
            return ask(kind, body, how).then((answer) => through(name, how?.signal).then(() => answer));
        };
    });
    return {
        holds,
        asked: (kind) => asked.get(kind) ?? 0,
        waiting: (kind) => gates.get(kind)?.waiting ?? 0,
        comes: (kind) => { const { comes } = gates.get(kind); gates.delete(kind); comes(); },
    };
})();
"""


class Late:
    """A page whose answers come late, when the test says so: what may a person have done meanwhile?

    page = window("about:blank")
    late = Late(page, "open")         # a kind of question, or a step of a lesson
    page.goto(served)
    late.comes("open")                # once it has been answered; from then on it is held no more
    """

    def __init__(self, page: Page, *kinds: str) -> None:
        self.page = page
        page.add_init_script(LATE + "".join(f"late.holds({kind!r});" for kind in kinds))

    def holds(self, kind: str) -> None:
        self.page.evaluate("kind => late.holds(kind)", kind)

    def asked(self, kind: str) -> int:
        """How often it has been asked."""
        return self.page.evaluate("kind => late.asked(kind)", kind)

    def waits(self, kind: str) -> None:
        """Until an answer is there and held."""
        self.page.wait_for_function("kind => late.waiting(kind) > 0", arg=kind)

    def comes(self, kind: str) -> None:
        """Let it come, and the page do all that it does at once."""
        self.waits(kind)
        self.page.evaluate("kind => { late.comes(kind); return new Promise(done => setTimeout(done)); }", kind)


def no_violations(page: Page) -> None:
    """axe-core finds no fault at levels A and AA, in the page as it stands, its folds open."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.evaluate(Path(os.environ["SPSIM_AXE"]).read_text(encoding="utf-8"))
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG)
    faults = [
        (fault["id"], node["target"], node["failureSummary"])
        for fault in found["violations"]
        for node in fault["nodes"]
    ]
    assert faults == []
    assert len(found["passes"]) > 10


def never_sideways(page: Page) -> None:
    """The page is no wider than its window; what is wider scrolls within itself."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{wide} in {room}: {too_wide(page)}"


def too_wide(page: Page) -> list[str]:
    """The innermost things that reach beyond the window, and do not scroll within something else."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
            .filter(each => { for (let up = each.parentElement; up; up = up.parentElement)
                if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(up).overflowX)) return false;
                return true; })
            .filter(each => ![...each.children].some(child =>
                child.getBoundingClientRect().right > document.documentElement.clientWidth + 1))
            .slice(0, 5).map(each => each.outerHTML.slice(0, 120))"""
    )


# ---------------------------------------------------------------- as a person with a mouse


class Walk:
    """A person with a mouse who looks for an answer: how often they pressed, and how many fields they typed into."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.fields = 0
        self._from_lists = 0

    def click(self, what: Locator) -> None:
        what.click()

    def choose(self, what: Locator, option: str) -> None:
        """Of a list that drops down: one press opens it, one takes the line."""
        what.select_option(option)
        self._from_lists += 2

    def types(self, what: Locator, text: str) -> None:
        """One press into the field, all of it typed over, and away by the Tab key."""
        what.click()
        what.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.fields += 1

    @property
    def clicks(self) -> int:
        """Every press of a button of the mouse, also those into fields, as the page itself has counted them."""
        return self.page.evaluate("globalThis.presses") + self._from_lists


# ---------------------------------------------------------------- by keyboard

FOCUSED = """() => {
    const each = document.activeElement;
    if (!each || each === document.body || each === document.documentElement) return null;
    const box = each.getBoundingClientRect();
    return {
        at: [...document.querySelectorAll("*")].indexOf(each),
        what: each.outerHTML.slice(0, 160),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        box: [box.left, box.top, box.width, box.height],
    };
}"""
CONTROLS = """() => {
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    const all = [...document.querySelectorAll("*")];
    const one_of_a_group = (each) => {
        const group = [...document.getElementsByName(each.name)];
        return each === (group.find((one) => one.checked) ?? group[0]);
    };
    return [...document.querySelectorAll(wanted)]
        .filter((each) => !each.disabled && each.tabIndex >= 0 && each.checkVisibility({visibilityProperty: true}))
        .filter((each) => each.type !== "radio" || one_of_a_group(each))
        .map((each) => ({at: all.indexOf(each), what: each.outerHTML.slice(0, 160)}));
}"""


class Stop(NamedTuple):
    """Where the Tab key came to."""

    at: int  # of all elements of the page, in their order
    what: str
    seen: bool  # some of it is in the window
    box: tuple[float, float, float, float]  # left, top, width, height


def focused(page: Page) -> Stop | None:
    found = page.evaluate(FOCUSED)
    return found and Stop(**found)


# A browser goes on from where the last focus or press was, even where that is gone.
TO_THE_TOP = """() => {
    const first = Object.assign(document.createElement("span"), {tabIndex: -1});
    document.body.prepend(first);
    first.focus();
    first.remove();
    scrollTo(0, 0);
}"""


def tabbed(page: Page, most: int = 600) -> Iterator[Stop]:
    """Every stop of the Tab key from the top of the page, once round: a page without a trap comes to its end."""
    page.evaluate(TO_THE_TOP)
    page.keyboard.press("Tab")
    seen: list[int] = []
    while (stop := focused(page)) is not None and stop.at not in seen[:-1]:
        if stop.at in seen:  # day, month and year are three stops of one box
            page.keyboard.press("Tab")
            continue
        seen.append(stop.at)
        assert len(seen) < most, f"no end after {most} stops, the last of them {stop}"
        yield stop
        page.keyboard.press("Tab")


def reached_by_keyboard(page: Page) -> list[Stop]:
    """Tab comes to every control, and each is in the window when it does."""
    stops = list(tabbed(page))
    there = {stop.at for stop in stops}
    assert [each["what"] for each in page.evaluate(CONTROLS) if each["at"] not in there] == []
    assert [stop.what for stop in stops if not stop.seen] == []
    return stops


AROUND = 8  # pixels about a control in which its focus may be shown


def focus_shown(page: Page, stop: Stop) -> float:
    """How much of the window changes by 3:1 or more in contrast as this control has the focus: pixels for each pixel
    of the way about it. WCAG 2.4.13, which is AAA, asks for 2 everywhere. Of a page at rest: what comes meanwhile may
    move the control out of the picture.
    """
    assert focused(page) == stop, "it moved before it was measured: is an answer still to come?"
    left, top, width, height = stop.box
    window = page.viewport_size
    x, y = max(0, left - AROUND), max(0, top - AROUND)
    right, bottom = min(window["width"], left + width + AROUND), min(window["height"], top + height + AROUND)
    clip = {"x": x, "y": y, "width": right - x, "height": bottom - y}
    page.evaluate("() => { globalThis.kept = document.activeElement; }")
    with_focus = page.screenshot(clip=clip, animations="disabled", caret="hide")
    page.evaluate("() => kept.blur()")
    without = page.screenshot(clip=clip, animations="disabled", caret="hide")
    page.evaluate("() => kept.focus({preventScroll: true})")
    assert focused(page) == stop, "it moved while it was measured: is an answer still to come?"
    lights = [_lights(picture) for picture in (with_focus, without)]
    contrast = (np.maximum(*lights) + 0.05) / (np.minimum(*lights) + 0.05)
    return float((contrast >= 3).sum() / (2 * (width + height)))


def _lights(picture: bytes) -> Any:
    """The relative luminance of every pixel, as WCAG has it."""
    shades = plt.imread(BytesIO(picture))[..., :3].astype(float)
    linear = np.where(shades <= 0.04045, shades / 12.92, ((shades + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def words(parts: Iterable[Locator]) -> str:
    """What a reader reads there, in one line."""
    return " ".join(" ".join(part.inner_text().split()) for part in parts)
