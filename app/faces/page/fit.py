"""What did a fit find, as a page? Inputs before and after, what moves together, each figure beside its prediction.

It is made as the report of an answer is: no script, no network, no other file; texts of a scenario are cleaned and
escaped.
"""

from pathlib import Path

from app import words
from app.faces import charts
from app.faces.page.pictures import beside
from app.faces.page.shapes import Block, Figure, Points, Section
from app.faces.page.shell import page
from app.faces.page.together import fold
from app.tables import fit as tables
from app.tables.table import shown, shown_if
from app.texts import cleaned
from app.words import Sentence
from experiments.fit_rows import FitFound, FitInFull

NO_MORE = "No input moves with another: what the figures say of one they say whatever the others are."


def write_fit(path: Path, title: str, fit: FitInFull, made: str, again: str) -> None:
    """Write the page. `made`: by what it is known; `again`: the command that makes the same fit."""
    path.write_text(render(title, fit, made, again), encoding="utf-8", newline="\n")


def render(title: str, fit: FitInFull, made: str, again: str) -> str:
    """The page as text."""
    title, fit = cleaned(title), cleaned(fit)
    return page(
        "document.html",
        title=f"What the published figures say: {title}",
        skip="Skip to what was found",
        narrow=True,
        first=first(fit.found),
        sections=sections(fit, again),
        provenance=made,
    )


def first(found: FitFound) -> list[Block]:
    """How much was fitted, what cannot be said, whether the figures come out, and which values are used."""
    unknown = [f"“{words.assumption_title(one)}”" for one in found.inputs if one.is_unknown]
    nothing = f"The figures say nothing about {words.listed(unknown)}." if unknown else "They say something about each."
    return [words.fit_in_words(found), nothing, words.figures_in_words(found), words.values_used(found)]


def sections(fit: FitInFull, again: str) -> list[Section]:
    """All of them."""
    found = fit.found
    contradicted = words.contradictions(found)
    parts: dict[str, tuple[str, list[Block | None]]] = {
        "inputs": ("Each input, before the fit and after it", [shown(tables.inputs(found)), _marginals(fit)]),
        "unsaid": (
            "What the figures cannot tell",
            [
                Points([*(words.unsaid(found) or [EVERYTHING]), *map(words.across_in_words, fit.across)]),
                *fold("What goes with them, part by part", *(shown(tables.across(one)) for one in fit.across)),
            ],
        ),
        "together": (
            "What moves together",
            [
                Points(words.ties_in_words(found) or [NO_MORE]),
                _ridge(fit),
                *fold("Every two inputs that move together", shown_if(tables.ties(found))),
            ],
        ),
        "contradicted": ("Stated, and contradicted by the figures", [Points(contradicted)] if contradicted else []),
        "figures": ("Does it give the figures?", [shown(tables.figures(found)), _predictions(found)]),
        "made": (
            "How it was made",
            [Points(words.fit_was_made(found)), Sentence("The same again", again)],
        ),
    }
    made = (Section(key, title, [one for one in of if one]) for key, (title, of) in parts.items())
    return [section for section in made if section.of]


EVERYTHING = "There is no input of which the figures say nothing."


def _marginals(fit: FitInFull) -> Figure:
    note = "Bars: the mixtures that the figures allow. Dashed: what was assumed before. Upright stroke: the value used."
    return Figure("Before and after, drawn.", beside([charts.marginal(one) for one in fit.marginals]), None, note)


def _ridge(fit: FitInFull) -> Figure | None:
    if fit.ridge is None:
        return None
    note = "A dot is a mixture that the figures allow. Line: how the one goes with the other. Cross: the values used."
    return Figure("The two that are tied most closely.", charts.ridge(fit.ridge), None, note)


def _predictions(found: FitFound) -> Figure:
    title = "Published and predicted, drawn."
    note = (
        "Bar: 90% of single services that the fit predicts; stroke: their middle. Ring: published. Each has its scale."
    )
    return Figure(title, charts.predictions(found.figures, title), None, note)
