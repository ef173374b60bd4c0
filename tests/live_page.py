"""The page with the levers, worked as a person does: with a mouse and a keyboard, waiting for what it says of itself.

page = LivePage(window(address))
page.chooses("a", "high_turnover")
page.sets("link_workers.posts", 3)
page.row("Net cash")      # what its table says of it, by the heads of its columns
"""

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browsing import Walk

ANSWERED = ["answered", "sure"]
IS = "states => states.includes(document.getElementById('state').dataset.state)"
IN_WORDS = {"no wait": "0", "none": "0", "–": "0", "follow-up shows": "inf"}
WORD_JOINER = "\u2060"
NUMBER = re.compile(r"[−-]?£?\d[\d,]*(?:\.\d+)?")


class LivePage:
    """An opened page, once it has answered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.walk = Walk(page)
        self.settles()

    def settles(self, *states: str) -> None:
        """Wait until the answer belongs to what is set."""
        self.page.wait_for_function(IS, arg=list(states or ANSWERED))

    def rests(self) -> None:
        """Wait until nothing more comes by itself: what would change the answer is there."""
        self.settles("sure")

    # ---------------------------------------------------------------- what a person does

    def chooses(self, option: str, scenario: str) -> None:
        """Another scenario, from its list."""
        self.walk.choose(self.page.locator(f"#{option}-scenario"), scenario)
        self.page.wait_for_function(
            "([option, scenario]) => spsim.page.setting()[option].scenario === scenario", arg=[option, scenario]
        )
        self.settles()

    def keeps_beside(self) -> None:
        self.walk.click(self.page.get_by_role("button", name="Keep these levers beside"))
        self.page.locator("#b-scenario").wait_for()
        self.settles()

    def sets(self, path: str, value: float, option: str = "a") -> None:
        """Type a number into the box of a lever that can be seen: where its group is folded, that is opened first."""
        box = self.box(path, option)
        self.opens(box)
        self.walk.types(box, str(value))
        self.settles()

    def types_again(self, path: str, value: float, option: str = "a") -> None:
        """Back into the box that was left last, by keyboard, and another number."""
        box = self.box(path, option)
        for _ in range(2):  # the way back to what the scenario says lies between
            self.page.keyboard.press("Shift+Tab")
            if box.evaluate("each => each === document.activeElement"):
                break
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(str(value))
        self.page.keyboard.press("Tab")
        self.walk.fields += 1
        self.settles()

    def seeks(self, text: str) -> None:
        """Search all inputs for a word of a title."""
        more = self.page.locator("#more > summary")
        if not self.page.locator("#more").evaluate("each => each.open"):
            self.walk.click(more)
        self.walk.types(self.page.locator("#search"), text)

    def opens(self, what: Locator) -> None:
        """Unfold whatever this lies in, from the outside."""
        folds = what.locator("xpath=ancestor::details[not(@open)]")
        while count := folds.count():
            self.walk.click(folds.nth(0).locator(":scope > summary"))
            assert folds.count() < count

    def box(self, path: str, option: str = "a") -> Locator:
        """The number box of a lever, or whatever else sets it."""
        return self.page.locator(f'[id="{option}-{path}"]')

    # ---------------------------------------------------------------- what it says

    @property
    def answer(self) -> Locator:
        return self.page.locator("#answer")

    @property
    def problem(self) -> Locator:
        """The summary of what is wrong, above everything."""
        return self.page.locator("#problem")

    def row(self, title: str) -> Mapping[str, str]:
        """What the first row of this title says, by the heads of its columns; a fold about it is opened."""
        found = self.answer.locator("tr", has=self.page.locator("th, td:first-child").get_by_text(title, exact=True))
        found.first.wait_for(state="attached")
        self.opens(found.first)
        return found.first.evaluate(
            """row => { const heads = [...row.closest("table").tHead.rows[0].cells].map(each => each.innerText.trim());
                return Object.fromEntries([...row.cells].map((each, i) => [heads[i], each.innerText.trim()])); }"""
        )

    def of(self, title: str, option: str) -> "Said":
        """The number that a row says of an option, which the answer calls by the letter that stands at its levers."""
        row = self.row(title)
        letter = self.page.locator(f"#{option}-letter").inner_text()[:1]
        heads = [head for head in row if head and (head.startswith(f"{letter}: ") if letter else head != "Usual care")]
        return Said(row[heads[0]])

    def part(self, name: str) -> str:
        """What a reader reads in one part of the answer, in one line."""
        return " ".join(self.page.locator(f'[data-part="{name}"]').inner_text().split())

    def asks(self, kind: str, body: object) -> Any:
        """What its back end answers to anything else."""
        return self.page.evaluate("([kind, body]) => spsim.page.ask(kind, body)", [kind, body])

    @property
    def setting(self) -> dict[str, Any]:
        return self.page.evaluate("spsim.page.setting()")

    @property
    def hash(self) -> str:
        """Of all numbers of the answer."""
        return self.page.evaluate("spsim.page.answer().hash")


class Said:
    """The first number in a text, as people write it: of days, in weeks. Words for none, or for more than is seen, are
    numbers too.
    """

    def __init__(self, text: str) -> None:
        found = NUMBER.search(text.replace(WORD_JOINER, ""))
        assert found or text in IN_WORDS, f"no number in “{text}”"
        self.text = found[0].replace("−", "-").replace("£", "").replace(",", "") if found else IN_WORDS[text]
        self.of_one = 7 if re.search(r" days?$", text) else 1

    @property
    def value(self) -> float:
        return float(self.text) / self.of_one

    def means(self, right: float) -> bool:
        """Whether it is this number, rounded to as many digits as it shows."""
        whole, _, fraction = self.text.partition(".")
        last = (
            10.0 ** -len(fraction) if fraction else 10.0 ** (len(whole) - len(whole.rstrip("0"))) if self.value else 1
        )
        return abs(self.value - right) <= 0.501 * last / self.of_one

    def __repr__(self) -> str:
        return f"{self.text} ({self.value})"
