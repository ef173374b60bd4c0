"""What does a board read? One HTML file made from an answer: it needs no script, no network and no other file.

Page one (`first`), then a list of sections (`sections`): the same of one option as of several. It rounds; it never
calculates. Texts of a scenario come from outside: they are cleaned of what steers a screen once, on the way in, and
escaped wherever they are shown (autoescape), so that they can only ever appear as text.
"""

from pathlib import Path

from app.faces.page.first import page_one
from app.faces.page.sections import sections
from app.faces.page.shell import page
from app.provenance import in_one_line
from app.tables.options import names_of
from app.texts import cleaned
from experiments.answer import Answer


def write_report(answer: Answer, path: Path) -> None:
    """Write the report of an answer."""
    path.write_text(render(answer), encoding="utf-8", newline="\n")


def render(answer: Answer) -> str:
    """The report of an answer as text."""
    clean = cleaned(answer)
    names = names_of(clean.scenarios)
    return page(
        "report.html",
        titles=[*names.values()],
        narrow=len(names) == 1,
        first=page_one(clean, names),
        sections=sections(clean),
        provenance=in_one_line(clean),
    )
