"""Who pays what, when? Spending by year, payer and purpose; against limits; posts that can go; years together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from app import words
from app.tables.table import NOTHING, Column, Estimated, Table
from experiments.answer import ScenarioAnswer
from experiments.budget import Budget, FullImpact, Impact, PayerImpact, TermsUsed
from experiments.intervals import Estimate
from experiments.limits import Chance, Spending
from experiments.money_rows import PostsReleased

# ---------------------------------------------------------------- by year, payer and purpose


@dataclass(frozen=True)
class Spent:
    """What a payer spends for a purpose in a year, or in all of them: means, in pounds."""

    year: str
    payer: str
    purpose: str
    usual: float
    programme: float
    cash: float  # what of the gain is cash
    half_width: float | None = None  # of the gain

    @property
    def gain(self) -> float:
        """What the budget spends less."""
        return self.usual - self.programme


def _to_100(pounds: float) -> str:
    return words.pounds(pounds, 200)


def _more(pounds: float) -> str:
    return words.pounds(pounds, 200, plus=True)


SPENT: tuple[Column[Spent], ...] = (
    Column("Year", lambda row: row.year, width=13),
    Column("Payer", lambda row: row.payer, width=30),
    Column("For", lambda row: row.purpose, width=20),
    Column("Usual care", lambda row: row.usual, "pennies", 17, say=_to_100),
    Column("Programme", lambda row: row.programme, "pennies", 17, say=_to_100),
    Column("Gain to the budget, at full price", lambda row: row.gain, "pennies", 17, say=_more),
    Column("simulation error", lambda row: row.half_width, "pounds±", 11, on=["workbook"]),
    Column("Gain to the budget, in cash", lambda row: row.cash, "pennies", 17, say=_more),
)


def spent(scenario: ScenarioAnswer) -> list[Spent]:
    """Each payer, purpose and year."""
    known = {(row.year, row.payer, row.role): row for row in scenario.budget.rows}
    rows = []
    for row in scenario.money_by_year:
        more = known.get((row.year, row.payer, row.role))
        of = row.year, row.payer, words.purpose(row.role), row.usual_care, row.programme
        rows.append(Spent(*of, 0.0 - more.cash.mean, more.impact.half_width) if more else Spent(*of, 0.0))
    return rows


def by_year(scenario: ScenarioAnswer) -> Table[Spent] | None:
    """At full price, and what of the change moves cash; a total for each payer."""
    rows = spent(scenario)
    if not rows:
        return None
    totals = [_all_years(payer, rows) for payer in dict.fromkeys(row.payer for row in rows)]
    note = (
        "Means of replications, rounded to £100, so totals may differ in the last digits; their simulation "
        "error is in the bridge. Plus is good for the budget. Care is at its full price: a fall in it is capacity, not "
        "cash. Cash is the last column only."
    )
    return Table(
        "Spending by financial year and payer, at full price, and what of it is cash",
        SPENT,
        [*rows, *totals],
        note,
        words=3,
        strong=frozenset(range(len(rows), len(rows) + len(totals))),
    )


def _all_years(payer: str, rows: Sequence[Spent]) -> Spent:
    own = [row for row in rows if row.payer == payer]
    usual, programme, cash = 0.0, 0.0, 0.0
    for row in own:
        usual, programme, cash = usual + row.usual, programme + row.programme, cash + row.cash
    return Spent("All years", payer, "everything", usual, programme, cash)


# ---------------------------------------------------------------- where there is no bridge


@dataclass(frozen=True)
class Payer:
    """What a payer's spending changes by."""

    name: str
    of: Impact


def paid(scenario: ScenarioAnswer) -> Table[Payer] | None:
    """Each payer's change in spending to the end of follow-up; only where there is no bridge."""
    budget = scenario.budget
    if words.horizons(scenario) or not budget.by_payer:
        return None
    rows = [*(Payer(row.payer, row) for row in budget.by_payer), Payer("All together", budget.totals[-1])]
    note = (
        "Means ± simulation error, to the end of follow-up; plus is good for the budget. Care is at its full price: a "
        "fall in it is capacity, not cash."
    )
    columns: list[Column[Payer]] = [
        Column("Payer", lambda row: row.name),
        Estimated("Gain to the budget, at full price", lambda row: words.negated(row.of.impact), "pounds", say=_gain),
        Estimated("Gain to the budget, in cash", lambda row: words.negated(row.of.cash), "pounds", say=_gain),
    ]
    caption = "What each budget gains from the programme"
    return Table(caption, columns, rows, note, strong=frozenset([len(rows) - 1]))


def _gain(gain: Estimate) -> str:
    return f"{words.pounds(gain.mean, gain.half_width, plus=True)} {words.error_cell(gain, words.pounds)}"


# ---------------------------------------------------------------- against limits


Measure = tuple[str, Callable[[Spending], str]]  # what it is called, and how it is said
SAME = 0.5  # pounds
UNSPENT = (
    "Every post filled less expected is what posts that stand empty leave unspent: not to be counted on. Value added "
    "tax, redundancy when the service ends and payment by outcome are not modelled."
)


def against_limits(scenario: ScenarioAnswer) -> Table[Spending] | None:
    """Established, expected, the limit, and the chance of spending more: each payer in each financial year."""
    rows = scenario.spending
    if not rows:
        return None
    columns: list[Column[Spending]] = [
        Column("Year", lambda row: row.year),
        Column("Payer", lambda row: row.payer),
        Estimated("Established: every post filled", lambda row: row.established, "pounds", worded=words.established),
        Estimated("Expected", lambda row: row.expected, "pounds", worded=words.expected),
    ]
    if any(row.limit is not None for row in rows):
        columns += [
            Column("Limit", lambda row: row.limit, "pounds", say=_limit),
            Column("One real service spends more, if every input is right", _chance, on=["page", "terminal"]),
            Column(f"What nobody knows, {words.ONE_AT_A_TIME}", _of_what_nobody_knows, on=["page", "terminal"]),
            *_chances(),
        ]
    note = f"In £ of {scenario.prices.year}, up to the end of follow-up. {UNSPENT}"
    return Table("What the service costs, by financial year and payer", columns, rows, note, words=2)


def _limit(pounds: float | None) -> str:
    return "none" if pounds is None else words.pounds(pounds, 2.0)


def _chances() -> list[Column[Spending]]:
    """The chance of spending more than the limit, as numbers: luck beside what nobody knows, or neither."""

    def column(head: str, of: Callable[[Chance, tuple[float, float]], float]) -> Column[Spending]:
        def value(row: Spending) -> float | str:
            found = row.overspends
            return "" if row.limit is None or not found or found.unknown is None else of(found, found.unknown)

        return Column(head, value, "share", 14, on=["workbook"])

    return [
        column("Chance of spending more, if every input is right", lambda found, _: found.share),
        column("Its simulation error: from", lambda found, _: found.low),
        column("Its simulation error: to", lambda found, _: found.high),
        column(f"What nobody knows, {words.ONE_AT_A_TIME}: from", lambda _, unknown: unknown[0]),
        column(f"What nobody knows, {words.ONE_AT_A_TIME}: to", lambda _, unknown: unknown[1]),
    ]


def _chance(row: Spending) -> str:
    found = row.overspends
    if row.limit is None or found is None or found.unknown is None:
        return NOTHING
    return f"{words.percent(found.share)} ({words.percent(found.low)} to {words.percent(found.high)})"


def _of_what_nobody_knows(row: Spending) -> str:
    found = row.overspends
    if row.limit is None or found is None or found.unknown is None:
        return NOTHING
    low, high = found.unknown
    return f"{words.percent(low)} to {words.percent(high)}"


@dataclass(frozen=True)
class SpendingLine:
    """A measure of one payer in one financial year, with each option; None where it spends nothing there."""

    title: str
    of: Sequence[Spending | None]
    say: Callable[[Spending], str]


def spending_of_options(scenarios: Sequence[ScenarioAnswer], names: Mapping[str, str]) -> Table[SpendingLine] | None:
    """The same, a column an option: what does not depend on posts that stand empty has one row."""
    each = [{(row.year, row.payer): row for row in scenario.spending} for scenario in scenarios]
    rows: list[SpendingLine] = []
    for year, payer in sorted({cell for of in each for cell in of}):
        found = [of.get((year, payer)) for of in each]
        measures: list[Measure] = [("", words.established)]
        if any(row and abs(row.expected.mean - row.established.mean) > SAME for row in found):
            measures = [(": every post filled", words.established), (": expected", _shortly)]
        if any(row and row.limit is not None for row in found):
            measures += LIMITS
        rows += [SpendingLine(f"{year}, {payer}{title}", found, say) for title, say in measures]
    if not rows:
        return None
    columns: list[Column[SpendingLine]] = [Column("Year and payer", lambda row: row.title)]
    columns += [Column(names[one.name], partial(_spent_with, i)) for i, one in enumerate(scenarios)]
    years = words.listed(sorted({one.prices.year for one in scenarios}))
    return Table("What the service costs, by financial year and payer", columns, rows, f"In £ of {years}. {UNSPENT}")


def _shortly(row: Spending) -> str:
    return f"{words.pounds(row.expected.mean, row.expected.half_width)} {words.shortly(row.expected, words.pounds)}"


def _spent_with(i: int, row: SpendingLine) -> str:
    found = row.of[i]
    return NOTHING if found is None else row.say(found)


LIMITS: Sequence[Measure] = (
    (": limit", lambda row: _limit(row.limit)),
    (": one real service spends more, if every input is right", _chance),
    (": what nobody knows of that chance", _of_what_nobody_knows),
)


# ---------------------------------------------------------------- posts that can go

POSTS: tuple[Column[PostsReleased], ...] = (
    Column("Cost line", lambda row: row.title),
    Column("Payer", lambda row: row.payer),
    Column("Places a post looks after", lambda row: row.places, "number"),
    Column("Must stand free for", lambda row: row.weeks_free, say=words.weeks),
    Column("Notice", lambda row: row.weeks_notice, say=words.weeks),
    Estimated("Posts that go, at most at once", lambda row: row.posts, "number"),
    Column("Any goes in", lambda row: row.first_week.share, "share"),
    Column("The first goes in", lambda row: row.first_week.median, say=lambda week: _week(week)),
)


def _week(number: float | None) -> str:
    return "never" if number is None else f"week {number:.0f}"


def posts(scenario: ScenarioAnswer) -> Table[PostsReleased] | None:
    """Each cost line whose cash comes by whole posts, once enough places stand free for long enough."""
    note = (
        "Cash of these lines comes by whole posts only: a post goes when all its places have stood free for long "
        "enough, notice included, and comes back when they are wanted again. The first goes: the middle one of the "
        "replications in which any goes, counted from day 0."
    )
    rows = scenario.posts_released
    return Table("Posts of care that can go", POSTS, rows, note, words=2) if rows else None


# ---------------------------------------------------------------- year beside year

Of = Literal["impact", "cash"]


@dataclass(frozen=True)
class Years:
    """A line of the budget, already said: each year's, then all together."""

    title: str
    cells: Sequence[str]


def budget_years(budget: Budget, of: Of) -> Table[Years]:
    """Every payer, all of them in three kinds of pound, and all after an adjustment for optimism."""
    together: list[FullImpact] = [*budget.years, budget.totals[-1]]
    rows = [
        Years(payer.payer, words.impact_cells([*_each_year(payer, of), _of(payer, of)])) for payer in budget.by_payer
    ]
    views: list[tuple[str, list[Impact | None]]] = [
        ("All", [*together]),
        ("  discounted", [one.discounted for one in together]),
        ("  nominal", [one.nominal for one in together]),
    ]
    rows += [Years(title, words.impact_cells([_of(one, of) if one else None for one in each])) for title, each in views]
    rows.append(Years("Simulation error of all", [words.shortly(_of(one, of), words.pounds) for one in together]))
    if budget.adjusted:
        name = "net cash" if of == "cash" else "capacity at full price"
        cells = [*[""] * len(budget.years), *words.impact_cells([_of(budget.adjusted[-1], of)])]
        rows.append(Years(f"All, adjusted for optimism: {name}", cells))
    heads = [*(year.year for year in budget.years), "together"]
    columns: list[Column[Years]] = [Column("", lambda row: row.title)]
    columns += [Column(head, partial(_cell, i)) for i, head in enumerate(heads)]
    return Table("", columns, rows)


def _cell(i: int, row: Years) -> str:
    return row.cells[i]


def _of(one: Impact, of: Of) -> Estimate:
    return words.negated(one.cash if of == "cash" else one.impact)


def _each_year(payer: PayerImpact, of: Of) -> Sequence[Estimate]:
    return list(map(words.negated, payer.cash_by_year if of == "cash" else payer.by_year))


@dataclass(frozen=True)
class View:
    """Some years together, in one kind of pound."""

    years: str
    payer: str
    view: str
    of: Impact


def views(scenario: ScenarioAnswer) -> list[View]:
    """Over the first year, the first two, ...; then each payer over all: as it is, discounted, nominal."""
    budget = scenario.budget
    first = [view for row in budget.totals for view in _views(words.years(row.years), "all payers", row, budget.terms)]
    payers = [view for row in budget.by_payer for view in _views("all years", row.payer, row, budget.terms)]
    return [*first, *payers]


def _views(years: str, payer: str, row: FullImpact, terms: TermsUsed) -> list[View]:
    rate = f"{100 * terms.discount_rate:g}% a year, year 1 {terms.first_year}"
    each = (("real", row), (f"discounted, {rate}", row.discounted), ("nominal", row.nominal))
    return [View(years, payer, name, of) for name, of in each if of]
