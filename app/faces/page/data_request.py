"""Which values are worth measuring first? One page to print and hand to those who hold them: no script, no network."""

from pathlib import Path

from app.faces.page.shapes import Points, Section
from app.faces.page.shell import page
from app.tables import economics as tables
from app.tables.table import shown
from app.texts import cleaned
from app.words import Sentence
from app.words import economics as say
from experiments.economics.answer import DataRequest


def write_request(path: Path, request: DataRequest, made: str, again: str) -> None:
    """Write the page. `made`: by what it is known; `again`: the command that makes the same."""
    path.write_text(render(request, made, again), encoding="utf-8", newline="\n")


def render(request: DataRequest, made: str, again: str) -> str:
    """The page as text."""
    request = cleaned(request)
    return page(
        "document.html",
        title=say.title_of_request(request),
        skip="Skip to what is known",
        narrow=False,
        first=[say.decision_of(request), *say.request_in_words(request)],
        sections=[
            Section("values", "What to measure, and who holds it", [shown(tables.to_measure(request))]),
            Section(
                "read",
                "How to read it",
                [Points(say.how_request_was_made(request)), Sentence("The same again", again)],
            ),
        ],
        provenance=made,
    )
