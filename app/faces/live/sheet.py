"""How is a decision printed? One page of paper, and the same as plain text. It rounds nothing and works out nothing.

What people typed is text wherever it is shown: cleaned on the way in, escaped here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from app.faces.page.shell import own, pages_of
from app.words import Sentence

TEMPLATES = Path(__file__).parent / "templates"
NOT_WRITTEN = "Nothing was written down."
SAME_AGAIN = "For the same answer open the page and paste this under “Open a link that you were sent”:"
COUNTS = {1: "The count", 2: "The two counts", 3: "The three counts"}


@dataclass(frozen=True)
class Count:
    """A count of real people, in words: how many are expected; outside of what some input is wrong here, and outside of
    what the simulation is; what it would mean; and what it would be without any effect."""

    title: str
    expected: str
    ask_again: str
    wrong: str
    means: str
    without: str


@dataclass(frozen=True)
class Sheet:
    """All that is printed. `asked`: by people, else as the scenario has it; `after`: how long after the
    beginning people look again."""

    asked: str
    expected: str
    saw: Sequence[Sentence]
    option: str
    decided: str
    who: str
    again: str
    after: str
    counts: Sequence[Count]
    made: str
    link: str

    @property
    def heading(self) -> str:
        """'The three counts that would change our mind'."""
        return f"{COUNTS[len(self.counts)]} that would change our mind" if self.counts else "What would change our mind"

    @property
    def read(self) -> str:
        """How the counts are read."""
        if not self.counts:
            return f"By {self.again} no count is of people enough to be counted in public. Look again later."
        together = "it falls" if len(self.counts) == 1 else "all of them fall"
        return (
            f"Count real people up to {self.again}, {self.after}. If every input is right, {together} between these "
            "ends in 95 of 100 services, by luck alone. Outside the first ends, something that was put in is not so "
            "here: put in what you counted, and ask again. Outside the second, nothing that could be put in explains "
            "it: the simulation is wrong about this service. Do not publish a count of fewer than 5 people."
        )


def as_html(sheet: Sheet) -> Markup:
    """A piece of HTML."""
    page = pages_of(TEMPLATES).get_template("decision.html")
    return own(page.render(sheet=sheet, nothing=NOT_WRITTEN, again=SAME_AGAIN))


def as_text(sheet: Sheet) -> str:
    """The same as plain text, for a letter or minutes."""
    parts = [
        ("What we asked", sheet.asked),
        ("What we expected", sheet.expected or NOT_WRITTEN),
        ("What we saw", "\n".join(f"{one.name}: {one.text}" for one in sheet.saw)),
        ("What we decided", sheet.decided or NOT_WRITTEN),
        ("When we look again", f"{sheet.again}, {sheet.after}{f'. {sheet.who}' if sheet.who else ''}"),
        (sheet.heading, "\n".join([sheet.option, sheet.read, *(_in_a_line(one) for one in sheet.counts)])),
        ("How it was made", "\n".join([sheet.made, *([SAME_AGAIN, sheet.link] if sheet.link else [])])),
    ]
    return "\n\n".join(f"{title}\n{text}" for title, text in parts) + "\n"


def _in_a_line(one: Count) -> str:
    said = f"- {one.title}: expected {one.expected}. Ask again: {one.ask_again}. The simulation is wrong: {one.wrong}."
    return " ".join(filter(None, [said, one.means, one.without]))
