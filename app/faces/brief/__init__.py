"""What goes to the board? Two pages of Word made from an answer, in page one's wording.

Sentences come from `words`, tables from `report_sections`: nothing is worked out here, and nothing said that they do
not say. What is long is cut, and says so: the whole is in the report and the workbook. Cautions alone are never cut: a
long list of them has a page of its own. Texts of a scenario are cleaned on the way in and can only ever be text; their
names are cut there too, so that no caution of ours need be.
"""

from pathlib import Path

from app.faces.brief.pages import page_one, page_two
from app.faces.brief.paper import Paper
from app.faces.brief.room import with_short_names
from app.faces.brief.several import brief_of_several
from app.texts import cleaned
from experiments.answer import Answer

__all__ = ["write_brief"]


def write_brief(answer: Answer, path: Path) -> None:
    """Write the brief of an answer."""
    clean = with_short_names(cleaned(answer))
    paper = Paper(clean)
    if len(clean.scenarios) > 1:
        brief_of_several(paper, clean)
    else:
        page_two(paper, clean, page_one(paper, clean))
    path.write_bytes(paper.same_bytes())
