"""What goes to the board? Two pages of Word made from an answer: both options side by side, with two pictures.

Sentences come from `words`, tables from `tables`, pictures from `figures`: nothing is worked out here. There are two
pages whatever is asked: what there is no room for is left out for all options alike, and said to be in the report and
the workbook. Texts of a scenario are cleaned on the way in, and can only ever be text.
"""

from pathlib import Path

from app import words
from app.faces.brief.pages import first_options, how_to_make_it_again, opening, page_one, page_two
from app.faces.brief.paper import Paper
from app.faces.brief.room import OPTIONS, SMALL, TITLE, with_short_names
from app.tables.options import names_of
from app.texts import cleaned
from experiments.answer import Answer

__all__ = ["write_brief"]


def write_brief(answer: Answer, path: Path) -> None:
    """Write the brief of an answer."""
    whole = with_short_names(cleaned(answer))
    shown = first_options(whole, OPTIONS)
    names = names_of(shown.scenarios, TITLE)
    paper = Paper(whole)
    opening(paper, shown, names, len(whole.scenarios) - len(shown.scenarios))
    left = paper.fill(page_one(shown, names))
    rest = [*left, *page_two(shown, names)]
    while not left and rest and paper.has_room_for(rest[0]):
        paper.section(rest.pop(0))
    paper.turn()
    last = how_to_make_it_again(whole)
    elsewhere = "Left out for want of room, and in the report and the workbook: {}."
    if left := paper.fill(rest, keep=last.high + 2 * SMALL.pt):
        paper.say(
            elsewhere.format(words.listed([section.heading.lower() for section in left if section.heading])), SMALL
        )
    paper.section(last)
    path.write_bytes(paper.same_bytes())
