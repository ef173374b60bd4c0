"""From headline to net cash: every step at every horizon, for everybody, by payer and by group."""

from collections.abc import Iterator, Mapping, Sequence

from app import words
from app.provenance import Answer
from app.words import Facts
from app.workbook.book import Book, Cell, Column, Sheet
from app.workbook.waterfall import waterfall

MARKED = ("anyway", "relapse_slower", "not_cash")
AT_EACH = 6  # columns of each horizon: mean and error; one real service and what nobody knows, low and high
NOT_OF_A_GROUP = ("service", "net")  # the service is of no one person
OF_A_PART = 2  # swings do not follow parts of the whole, so luck is not given of them either
ORDER = "Plus is good for the budget, minus is not. The order of the steps is fixed; another would share them out anew."
Bridges = Mapping[float, Sequence[Facts]]  # steps by horizon


def bridge(book: Book, answer: Answer) -> None:
    """Every step at every horizon, with its intervals; each option's drawn. Then the same by payer and group."""
    scenarios = answer["scenarios"]
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
        bridges = {horizon: scenario["bridge"][str(horizon)] for horizon in words.horizons(scenario)}
        _write(page, [scenario["title"]], bridges, at, _marks(scenario))
    _cash_rules(page, scenarios)
    for number, (scenario, start) in enumerate(zip(scenarios, starts, strict=True), 1):
        if words.horizons(scenario):
            waterfall(book, scenario, f"Bridge chart{f' {number}' if number > 1 else ''}", start, at, AT_EACH)
    _parts(book, answer, at, "bridge_by_payer", ["payer"])
    _parts(book, answer, at, "bridge_by_trait", ["title", "level"])


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


def _cells(row: Facts) -> list[Cell]:
    """A step at one horizon. Luck stands beside what nobody knows, or not at all."""
    ranges = [row["low"], row["high"], *row["unknown"]] if "unknown" in row else [""] * 4
    return [row["mean"], row["half_width"], *ranges]


def _marks(scenario: Facts) -> dict[str, str]:
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
        if not whole and step["kind"] == "step" and all(words.unseen(bridge[i]) for bridge in bridges.values()):
            continue
        cells: list[Cell] = [*named, f"{step['title']}{marks.get(step['name'], '')}"]
        for horizon in at:
            many = AT_EACH if whole else OF_A_PART
            cells += _cells(bridges[horizon][i])[:many] if horizon in bridges else [""] * many
        page.line(cells, *(["strong"] if step["kind"] == "subtotal" else []))


def _cash_rules(page: Sheet, scenarios: Sequence[Facts]) -> None:
    """How a fall in each line of care becomes cash, in words; then what comes back for a pound, and posts that go."""
    page.block("How freed care becomes cash, line by line")
    for scenario in scenarios:
        said = [(one.name, one.text) for one in words.cash_rules_in_words(scenario)]
        said += [("Posts that go", text) for text in words.posts_in_words(scenario)]
        said += [("For each £1 spent", text) for text in [words.per_pound_in_words(scenario)] if text]
        for name, text in said:
            page.text(page.row, 0, scenario["title"], "text")
            page.text(page.row, 1, name, "text")
            page.text(page.row, 2, text, "plain")
            page.row += 1


PARTS = {
    "bridge_by_payer": (
        "Bridge by payer",
        "The bridge of each payer",
        "Together the payers come to the sheet “Bridge”. A pound released in one budget is not a pound in another.",
        [Column("Payer", width=30)],
    ),
    "bridge_by_trait": (
        "Bridge by group",
        "The bridge of each group",
        "Before the service’s cost. Together the groups of a trait, with what is not of any one person, come to the "
        f"sheet “Bridge”. {words.NOT_TO_CHOOSE}",
        [Column("Trait", width=24), Column("Group", width=24)],
    ),
}


def _parts(book: Book, answer: Answer, at: Sequence[float], key: str, names: Sequence[str]) -> None:
    """A sheet of bridges that together come to the whole, where there are any."""
    rows = [(scenario, part) for scenario in answer["scenarios"] for part in _bridges_of(scenario, key, names)]
    if not rows:
        return
    name, title, note, columns = PARTS[key]
    heads = [Column("Option", width=28), *columns, Column("Step", width=46), *_of_horizons(at, OF_A_PART)]
    page = book.sheet(name, title, f"{note} {ORDER}", heads)
    first = page.row
    for scenario, (named, bridges) in rows:
        marks = {step: mark for step, mark in _marks(scenario).items() if step != "not_cash"}
        if key == "bridge_by_trait":
            bridges = {
                years: [step for step in of if step["name"] not in NOT_OF_A_GROUP] for years, of in bridges.items()
            }
        _write(page, [scenario["title"], *named], bridges, at, marks, whole=False)
    page.filtered(first)


def _bridges_of(scenario: Facts, key: str, names: Sequence[str]) -> Iterator[tuple[list[str], Bridges]]:
    """Each part's names, and its bridge at every horizon."""
    found: dict[tuple[str | None, ...], dict[float, Sequence[Facts]]] = {}
    for horizon in words.horizons(scenario):
        for part in scenario[key][str(horizon)]:
            found.setdefault(tuple(part[name] for name in names), {})[horizon] = part["steps"]
    for named, bridges in found.items():
        yield (
            [words.level(text) if name == "level" else str(text) for name, text in zip(names, named, strict=True)],
            bridges,
        )
