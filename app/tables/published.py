"""What was published, what does the model give for it, and what is that worth? A row a figure.

Three kinds of table: figures as they are used (fitted to, held out, put in), the ledger of what was predicted before it
was looked at, and what the fits themselves expect of the figures that they were made from. Values are raw; a unit goes
with each row, since one table has shares, pounds and people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from app import words
from app.asking.ledger import Entry, Result
from app.asking.validating import Held
from app.tables.table import NOTHING, Column, Table
from experiments.fitting.stored import FigureFit, fit_of
from experiments.targets import Target
from experiments.verdicts import Verdict

WHOLE_FROM, TENTHS_FROM = 1000, 10  # of a figure that is no pounds
IN_POUNDS = (
    "naive_cost",
    "care_cost",
    "cost_per_person",
    "cost_per_person_in_usual_care",
    "cost_difference_per_person",
)
USES = {
    "calibrate": "Fitted to: meeting these shows that the fit can be made",
    "hold out": "Held out in the scenario's own file: never fitted to",
    "stated": "Put in as they stand: meeting these proves nothing",
    "prediction": "Not published yet",
}


@dataclass(frozen=True)
class Figure:
    """One published figure of one scenario, and what the model gives for it."""

    scenario: str  # its name
    title: str  # its title
    hash: str
    verdict: Verdict

    @property
    def target(self) -> Target:
        """What was published."""
        return self.verdict.target


@dataclass(frozen=True)
class Checked:
    """A published figure, and what a fit that was made from it expects of it in single services."""

    scenario: str
    title: str
    target: Target
    fit: FigureFit


@dataclass(frozen=True)
class Predicted:
    """A figure that was held out, with one of its predictions; or with none yet."""

    entry: Entry
    result: Result | None


def figures(held: Sequence[Held]) -> list[Figure]:
    """Every figure, scenario by scenario."""
    return [
        Figure(one.case.loaded.name, one.case.loaded.scenario.title, one.case.loaded.hash, verdict)
        for one in held
        for verdict in one.verdicts
    ]


def checked(held: Sequence[Held]) -> list[Checked]:
    """The predictive check of every scenario that has a fit of its own."""
    found = []
    for one in held:
        sample = fit_of(one.case.loaded)
        of_its_own = {fit.name: fit for fit in sample.figures} if sample else {}
        found += [
            Checked(one.case.loaded.name, one.case.loaded.scenario.title, target, of_its_own[name])
            for name, target in one.targets.targets.items()
            if name in of_its_own
        ]
    return found


def predicted(entries: Sequence[Entry]) -> list[Predicted]:
    """Every prediction, figure by figure: those of an earlier scenario stand too."""
    return [Predicted(entry, result) for entry in entries for result in (entry.results or (None,))]


def unit_of(target: Target) -> str:
    """What a figure is counted in."""
    if target.per_cent:
        return "%"
    return "£" if target.measure.partition(".")[0] in IN_POUNDS else ""


def said(target: Target, value: float | None) -> str:
    """A figure in words: '85 %', '−£86', '1,607', '−1.13'."""
    if value is None:
        return NOTHING
    if unit_of(target) == "£":
        return words.pounds(value, 1.0)
    decimals = 0 if abs(value) >= WHOLE_FROM else 1 if abs(value) >= TENTHS_FROM else 2
    text = f"{abs(value):,.{decimals}f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{words.signed(value, plain)}{' %' if target.per_cent else ''}"


def of_scenario(target: Target, title: str) -> str:
    """A figure and whose it is, in one cell: a telephone has room for four columns."""
    return f"{target.title} ({title})"


# ---------------------------------------------------------------- figures as they are used


def _of_services(figure: Figure) -> str:
    ends = figure.verdict.central
    return NOTHING if ends is None else f"{said(figure.target, ends[0])} to {said(figure.target, ends[1])}"


def _published(figure: Figure) -> str:
    return said(figure.target, figure.target.published)


OF_FIGURES: tuple[Column[Figure], ...] = (
    Column("Figure", lambda row: of_scenario(row.target, row.title), width=60),
    Column("So it is", lambda row: row.verdict.word),
    Column("Published", lambda row: row.target.published, "any", worded=_published),
    Column(
        "Simulated, mean",
        lambda row: row.verdict.simulated.mean,
        "any",
        worded=lambda row: said(row.target, row.verdict.simulated.mean),
    ),
    Column("Where 90 % of single services would be", _of_services),
)


def used_as(those: Sequence[Figure], use: str) -> Table[Figure]:
    """The figures of one use."""
    rows = [one for one in those if one.target.use == use]
    reasons = [f"{one.target.title} ({one.title}): {one.target.miss}" for one in rows if one.target.miss]
    note = f"Declared misses. {' '.join(reasons)}" if reasons else ""
    return Table(USES[use], OF_FIGURES, rows, note, words=2)


# ---------------------------------------------------------------- what a fit expects of its own figures


def _fit_ends(row: Checked) -> str:
    return f"{said(row.target, row.fit.low)} to {said(row.target, row.fit.high)}"


OF_CHECKS: tuple[Column[Checked], ...] = (
    Column("Figure", lambda row: of_scenario(row.target, row.title), width=60),
    Column("It lies", lambda row: "inside" if row.fit.is_reached else "OUTSIDE"),
    Column("Published", lambda row: row.fit.published, "any", worded=lambda row: said(row.target, row.fit.published)),
    Column("Expected, middle", lambda row: row.fit.middle, "any", worded=lambda row: said(row.target, row.fit.middle)),
    Column("Expected, 90 %", _fit_ends),
)


def checks(rows: Sequence[Checked]) -> Table[Checked]:
    """Whether each fit gives the figures that it was made from."""
    note = "Inputs are drawn from the joint sample, one single service for each. It checks the fit, and is no evidence."
    return Table("What each fit expects of the figures that it was made from", OF_CHECKS, rows, note, words=2)


# ---------------------------------------------------------------- the ledger


def _ends(low: str, high: str, row: Predicted) -> str:
    if row.result is None:
        return "not predicted yet"
    found, target = row.result.prediction, row.entry.held.target
    return f"{said(target, getattr(found, low))} to {said(target, getattr(found, high))}"


def _came_out(row: Predicted) -> str:
    if row.entry.held.published is None:
        return "not published"
    if row.result is None or row.result.comparison is None:
        return "not compared yet"
    return "inside" if row.result.comparison.inside else "MISSED"


def _worth(row: Predicted) -> str:
    """How much a figure tests."""
    if row.result is None:
        return NOTHING
    found = row.result.prediction
    before = found.prior_high - found.prior_low
    share = (found.high - found.low) / before if before else 1.0
    little = "" if found.sharp else ": it tests little"
    return f"{100 * share:.0f} % as wide{little}"


def _when(row: Predicted) -> str:
    if row.result is None:
        return NOTHING
    made, done = row.result.prediction.made, row.result.comparison
    old = " (the scenario has changed since)" if row.result.old else ""
    days = [words.day(day.date().isoformat()) for day in (made, *([done.compared] if done else []))]
    return (f"both on {days[0]}" if days[1:] == days[:1] else ", ".join(days)) + old


def _held_published(row: Predicted) -> str:
    return said(row.entry.held.target, row.entry.held.published)


OF_PREDICTIONS: tuple[Column[Predicted], ...] = (
    Column("Figure", lambda row: of_scenario(row.entry.held.target, row.entry.scenario_title), width=60),
    Column("It lies", _came_out),
    Column("Published", lambda row: row.entry.held.published, "any", worded=_held_published),
    Column("Predicted, 90 %", partial(_ends, "low", "high")),
    Column("Before any figure was used", partial(_ends, "prior_low", "prior_high")),
    Column("Of that", _worth),
    Column("Predicted, compared", _when),
)


def ledger(caption: str, rows: Sequence[Predicted], note: str = "") -> Table[Predicted]:
    """Predictions, and what came of them."""
    return Table(caption, OF_PREDICTIONS, rows, note, words=2)


OF_READINGS: tuple[Column[Entry], ...] = (
    Column("Figure", lambda row: row.held.target.title, width=40),
    Column("Published in", lambda row: row.held.target.source, width=40),
    Column("Read here as", lambda row: row.held.reading, width=60),
    Column("Goes most with", lambda row: _drivers(row), width=40),
    Column("Set from it", lambda row: ", ".join(row.set_from_it) or "no input", width=30),
)


def _drivers(entry: Entry) -> str:
    return ", ".join(entry.first.prediction.drivers) if entry.first else NOTHING


def readings(entries: Sequence[Entry]) -> Table[Entry]:
    """How each figure was read, and which inputs drive it."""
    note = "Inputs that a figure goes with most: by rank over all draws, before any figure was used."
    return Table("How each figure was read, and which inputs drive it", OF_READINGS, entries, note, words=5)
