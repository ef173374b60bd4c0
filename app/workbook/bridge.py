"""From headline to net cash: every step at every horizon, for everybody, by payer and by group."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from app import words
from app.workbook.book import Book, Cell, Column, Sheet
from app.workbook.waterfall import waterfall
from experiments.answer import Answer, ScenarioAnswer
from experiments.money_told import StepRow

MARKED = ("anyway", "relapse_slower", "not_cash")
AT_EACH = 6  # columns of each horizon: mean and error; one real service and what nobody knows, low and high
NOT_OF_A_GROUP = ("service", "net")  # the service is of no one person
OF_A_PART = 2  # swings do not follow parts of the whole, so luck is not given of them either
ORDER = "Plus is good for the budget, minus is not. The order of the steps is fixed; another would share them out anew."
Bridges = Mapping[float, Sequence[StepRow]]  # steps by horizon


def bridge(book: Book, answer: Answer) -> None:
    """Every step at every horizon, with its intervals; each option's drawn. Then the same by payer and group."""
    scenarios = answer.scenarios
    at = sorted({horizon for scenario in scenarios for horizon in words.horizons(scenario)})
    page = book.sheet(
        "Bridge",
        "From headline to net cash",
        f"Means in pounds. {ORDER} One real service: 95% fall between low and high if every input is right. Not "
        "known: what nobody knows puts it there, one input at a time. Neither where inputs have not been varied."
        if at
        else "There is no bridge: follow-up is shorter than a year.",
        [Column("Option", width=28), Column("Step", width=46), *_of_horizons(at)],
    )
    starts = []
    for scenario in scenarios:
        starts.append(page.row)
        bridges = {horizon: scenario.bridge[horizon] for horizon in words.horizons(scenario)}
        _write(page, [scenario.title], bridges, at, _marks(scenario))
    _cash_rules(page, scenarios)
    for number, (scenario, start) in enumerate(zip(scenarios, starts, strict=True), 1):
        if words.horizons(scenario):
            waterfall(book, scenario, f"Bridge chart{f' {number}' if number > 1 else ''}", start, at, AT_EACH)
    payers = [(scenario, part) for scenario in answer.scenarios for part in _by_payer(scenario)]
    _parts(book, at, BY_PAYER, payers)
    groups = [(scenario, part) for scenario in answer.scenarios for part in _by_group(scenario)]
    _parts(book, at, BY_GROUP, groups)


def _of_horizons(at: Sequence[float], many: int = AT_EACH) -> list[Column]:
    """The columns of each horizon."""
    return [
        column
        for horizon in at
        for column in (
            Column(f"After {words.years(horizon)}", "pounds+", 12),
            Column("simulation error", "pounds±", 11),
            Column("one real service, low", "pounds", 12),
            Column("one real service, high", "pounds", 12),
            Column("not known, low", "pounds", 12),
            Column("not known, high", "pounds", 12),
        )[:many]
    ]


def _cells(row: StepRow) -> list[Cell]:
    """A step at one horizon. Luck stands beside what nobody knows, or not at all."""
    ranges = [row.low, row.high, *row.unknown] if row.unknown is not None else [""] * 4
    return [row.mean, row.half_width, *ranges]


def _marks(scenario: ScenarioAnswer) -> dict[str, str]:
    """What stands beside a step's title: that it is assumed or unproven, and why what is freed is not cash."""
    notes = {step: words.bridge_note(scenario, step) for step in MARKED if words.horizons(scenario)}
    return {step: f" ({note})" for step, note in notes.items() if note}


def _write(
    page: Sheet,
    named: Sequence[Cell],
    bridges: Bridges,
    at: Sequence[float],
    marks: Mapping[str, str],
    *,
    whole: bool = True,
) -> None:
    """A bridge, a row a step; nothing under a horizon that it does not reach. Of a part of the whole, steps that are
    nought at every horizon are left out."""
    steps = next(iter(bridges.values()), [])
    for i, step in enumerate(steps):
        if not whole and step.kind == "step" and all(words.unseen(bridge[i]) for bridge in bridges.values()):
            continue
        cells: list[Cell] = [*named, f"{step.title}{marks.get(step.name, '')}"]
        for horizon in at:
            many = AT_EACH if whole else OF_A_PART
            cells += _cells(bridges[horizon][i])[:many] if horizon in bridges else [""] * many
        page.line(cells, *(["strong"] if step.kind == "subtotal" else []))


def _cash_rules(page: Sheet, scenarios: Sequence[ScenarioAnswer]) -> None:
    """How a fall in each line of care becomes cash, in words; then what comes back for a pound, and posts that go."""
    page.block("How freed care becomes cash, line by line")
    for scenario in scenarios:
        said = [(one.name, one.text) for one in words.cash_rules_in_words(scenario)]
        said += [("Posts that go", text) for text in words.posts_in_words(scenario)]
        said += [("For each £1 spent", text) for text in [words.per_pound_in_words(scenario)] if text]
        for name, text in said:
            page.text(page.row, 0, scenario.title, "text")
            page.text(page.row, 1, name, "text")
            page.text(page.row, 2, text, "plain")
            page.row += 1


class PartsSheet(NamedTuple):
    """A sheet of bridges that together come to the whole."""

    name: str
    title: str
    note: str
    columns: list[Column]


BY_PAYER = PartsSheet(
    "Bridge by payer",
    "The bridge of each payer",
    "Together the payers come to the sheet “Bridge”. A pound released in one budget is not a pound in another.",
    [Column("Payer", width=30)],
)
BY_GROUP = PartsSheet(
    "Bridge by group",
    "The bridge of each group",
    "Before the service’s cost. Together the groups of a trait, with what is not of any one person, come to the "
    f"sheet “Bridge”. {words.NOT_TO_CHOOSE}",
    [Column("Trait", width=24), Column("Group", width=24)],
)
Part = tuple[list[str], Bridges]


def _parts(book: Book, at: Sequence[float], sheet: PartsSheet, rows: Sequence[tuple[ScenarioAnswer, Part]]) -> None:
    """Where there are any."""
    if not rows:
        return
    heads = [Column("Option", width=28), *sheet.columns, Column("Step", width=46), *_of_horizons(at, OF_A_PART)]
    page = book.sheet(sheet.name, sheet.title, f"{sheet.note} {ORDER}", heads)
    first = page.row
    for scenario, (named, bridges) in rows:
        marks = {step: mark for step, mark in _marks(scenario).items() if step != "not_cash"}
        _write(page, [scenario.title, *named], bridges, at, marks, whole=False)
    page.filtered(first)


def _by_payer(scenario: ScenarioAnswer) -> list[Part]:
    """Each payer's bridge at every horizon."""
    found: dict[str, dict[float, Sequence[StepRow]]] = {}
    for horizon, parts in scenario.bridge_by_payer.items():
        for part in parts:
            found.setdefault(part.payer, {})[horizon] = part.steps
    return [([payer], bridges) for payer, bridges in found.items()]


def _by_group(scenario: ScenarioAnswer) -> list[Part]:
    """Each group's, but for what is of no one person."""
    found: dict[tuple[str, str | None], dict[float, Sequence[StepRow]]] = {}
    for horizon, parts in scenario.bridge_by_trait.items():
        for part in parts:
            steps = [step for step in part.steps if step.name not in NOT_OF_A_GROUP]
            found.setdefault((part.title, part.level), {})[horizon] = steps
    return [([title, words.level(level)], bridges) for (title, level), bridges in found.items()]
