"""Which budgets change, in which year, and by how much? Budget impact by financial year and payer, with and without.

Every pound is an account's, in whole parts of a pound: years, payers and strata are three ways of adding up the same
*flows*, so each total equals the ledger's and, up to a horizon, the bridge's. Impact is what is paid with the programme
less what is paid without it: above 0 is a cost. Year 1 is the first financial year touched.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from math import lcm
from operator import add, sub
from typing import Annotated, Literal, NamedTuple, TypeVar

from pydantic import Field

from experiments.bridge import NAMES
from experiments.intervals import Estimate, estimate
from experiments.results import Results
from experiments.run import Case
from sim.inputs import World
from sim.money import CARE, PROGRAMME, ROLES, exact

COMPARED = (World.USUAL, World.PROGRAMME)
MOST_YEARS = 5  # a budget impact is read over one to five years
ZERO = Fraction(0)
By = TypeVar("By", bound=Hashable)


@dataclass(frozen=True)
class Optimism:
    """A named adjustment for optimism: the programme costs more, and changes everything else less, by stated shares."""

    name: str
    cost_up: Fraction
    effect_down: Fraction


@dataclass(frozen=True)
class Terms:
    """How years are discounted. Real rate; year 1 at its full value, or discounted by a whole year like the others."""

    rate: Fraction = Fraction(35, 1000)
    first_year: Literal["undiscounted", "discounted"] = "undiscounted"
    optimism: Optimism | None = None

    def factor(self, year: int) -> Fraction:
        """What a pound of a year (1 is the first) is worth."""
        return (1 + self.rate) ** -(year - (self.first_year == "undiscounted"))


USUAL_TERMS = Terms()


class Flow(NamedTuple):
    """One line, of one stratum in one period. Stratum None: not of any one person."""

    period: int
    year: int  # 1 is the first financial year
    payer: str
    role: str
    line: str
    stratum: int | None


class Sums(NamedTuple):
    """Pounds of some flows in each replication, exactly: in whole parts of a pound."""

    parts: int
    without: list[int]
    impact: list[int]  # what the programme adds to what is paid, or takes off it
    cash: list[int]  # the part of the impact that moves cash

    @property
    def with_programme(self) -> list[int]:
        """What is paid with the programme."""
        return list(map(add, self.without, self.impact))

    def times(self, factor: Fraction) -> "Sums":
        """At another value of the pound."""
        n, parts = factor.numerator, self.parts * factor.denominator
        return Sums(parts, *([amount * n for amount in column] for column in self[1:]))

    def with_impact(self, times: Fraction) -> "Sums":
        """With a multiple of the impact; what is paid without the programme stays."""
        return self.times(times)._replace(without=[n * times.denominator for n in self.without])

    def in_parts(self, parts: int) -> "Sums":
        """The same in smaller parts of a pound."""
        return self if parts == self.parts else Sums(parts, *([n * (parts // self.parts) for n in c] for c in self[1:]))


def sum_of(given: Sequence[Sums]) -> Sums:
    """All of them together."""
    if len(given) == 1:
        return given[0]
    parts = lcm(*{sums.parts for sums in given})
    each = zip(*(sums.in_parts(parts)[1:] for sums in given), strict=True)
    return Sums(parts, *(list(map(sum, zip(*columns, strict=True))) for columns in each))


@dataclass(frozen=True)
class Flows:
    """Every flow of some replications."""

    pool: Results
    sums: dict[Flow, Sums]
    released: frozenset[Flow] = frozenset()  # those that are cash from posts gone, and nothing else

    def by(self, key: Callable[[Flow], By], among: Callable[[Flow], bool] = lambda flow: True) -> dict[By, Sums]:
        """Flows added up by year, payer, stratum or anything else about them."""
        found: dict[By, list[Sums]] = {}
        for flow, sums in self.sums.items():
            if among(flow):
                found.setdefault(key(flow), []).append(sums)
        return {of: sum_of(sums) for of, sums in found.items()}

    @property
    def nothing(self) -> Sums:
        """No pounds at all."""
        return Sums(1, *([0] * len(self.pool.runs) for _ in Sums._fields[1:]))

    def less_hopeful(self, optimism: Optimism) -> "Flows":
        """After an adjustment for optimism: the comparator is left alone. With fewer places free, fewer posts go."""
        dearer, weaker = 1 + optimism.cost_up, 1 - optimism.effect_down
        sums = {
            flow: its.with_impact(dearer if flow.role == PROGRAMME else weaker)
            for flow, its in self.sums.items()
            if flow not in self.released
        }
        usual, programme = (self.pool.worlds.columns[world] for world in COMPARED)
        gone = released(self.pool, self.pool.case.prices.released(usual, programme, weaker))
        return replace(self, sums=sums | gone, released=frozenset(gone))


def flows(pool: Results) -> Flows:
    """What every account comes to in both worlds, in every replication."""
    prices, year_of = pool.case.prices, _year_of_period(pool.case)
    usual, programme = (pool.worlds.counted(world) for world in COMPARED)
    found: dict[Flow, list[Sums]] = {}
    for account, price, without, with_it in zip(prices.accounts, prices.price, usual, programme, strict=True):
        if any(without) or any(with_it):
            line, role, payer, period, stratum, _ = account
            share = prices.cash_share(account)
            impact = [(p - u) * price for u, p in zip(without, with_it, strict=True)]
            cash = [n * share.numerator // share.denominator for n in impact]
            flow = Flow(period, year_of[period], payer, role, line, stratum)
            found.setdefault(flow, []).append(Sums(prices.parts, [n * price for n in without], impact, cash))
    gone = released(pool, pool.worlds.released)
    return Flows(pool, {flow: sum_of(sums) for flow, sums in found.items()} | gone, frozenset(gone))


def released(pool: Results, each: Sequence[Sequence[Sequence[int]]]) -> dict[Flow, Sums]:
    """The cash of posts of care that go, from their count by release, replication and period. It is no change in
    spending: that is counted with the people who were in the places."""
    prices, year_of, nothing = pool.case.prices, _year_of_period(pool.case), [0] * len(pool.runs)
    found: dict[Flow, Sums] = {}
    for release, price, by_run in zip(prices.releases, prices.price_released, each, strict=True):
        for period, counted in enumerate(zip(*by_run, strict=True)):
            if any(counted):
                flow = Flow(period, year_of[period], release.payer, CARE, release.line, None)
                cash = Sums(prices.parts, nothing, nothing, [-n * price for n in counted])
                found[flow] = sum_of([*([found[flow]] if flow in found else []), cash])
    return found


def _year_of_period(case: Case) -> dict[int, int]:
    years = enumerate(case.shape.years, 1)
    return {period: number for number, (name, _) in years for period in case.shape.periods_of_year(name)}


def reconciles(given: Flows) -> bool:
    """Whether flows equal the ledger, and the bridge at each horizon, to the last fraction of a penny, in every
    replication."""
    whole = sum_of([given.nothing, *given.sums.values()])
    # Another way of adding up: each world's ledger from end to end.
    usual, programme = (given.pool.worlds.spent(world) for world in COMPARED)
    parts = given.pool.case.prices.parts
    return all(
        n * parts == (p - u) * whole.parts for n, u, p in zip(whole.impact, usual, programme, strict=True)
    ) and all(_meets_the_bridge(given, years) for years in given.pool.case.shape.bridge_years)


def _meets_the_bridge(given: Flows, years: float) -> bool:
    """Capacity, the service and net cash up to a horizon."""
    shape, worlds = given.pool.case.shape, given.pool.worlds
    until = set(shape.periods_until(shape.bridge_end(years)))
    by_role = given.by(lambda flow: flow.role == PROGRAMME, among=lambda flow: flow.period in until)
    service, rest = by_role.get(True, given.nothing), by_role.get(False, given.nothing)
    subtotals = {"capacity": rest, "service": service, "net": sum_of([service, rest])}
    for step, sums in subtotals.items():
        pounds = sums.cash if step == "net" else sums.impact
        taken, parts = worlds.steps(years)[NAMES.index(step)], worlds.prices.parts
        if any(n * sums.parts != -amount * parts for n, amount in zip(taken, pounds, strict=True)):
            return False
    return True


def price_levels(case: Case) -> list[Fraction | None]:
    """What a pound of the report's year is in the money of each financial year; None where no index says."""
    prices = case.scenario.prices
    index = prices.index.years if prices.index else {}
    base = index.get(prices.year)
    return [
        Fraction(1)
        if name == prices.year
        else exact(index[name]) / exact(base)
        if base is not None and name in index
        else None
        for name, _ in case.shape.years
    ]


# ---------------------------------------------------------------- for the answer


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Pounds paid without and with the programme; what it adds, and what of that moves cash (plus is cost)."""

    without: Estimate
    with_programme: Annotated[Estimate, Field(alias="with")]
    impact: Estimate
    cash: Estimate


@dataclass(frozen=True, kw_only=True)
class FullImpact(Impact):
    """In real pounds; discounted; and nominal, where a price index says what those are."""

    discounted: Impact
    nominal: Impact | None


@dataclass(frozen=True, kw_only=True)
class YearImpact(FullImpact):
    """One financial year."""

    number: int
    year: str
    factor: float
    price_level: float | None


@dataclass(frozen=True, kw_only=True)
class CellImpact(Impact):
    """One payer's spending for one role in one financial year."""

    year: str
    payer: str
    role: str


@dataclass(frozen=True, kw_only=True)
class PayerImpact(FullImpact):
    """One payer, over all years and in each."""

    payer: str
    by_year: tuple[Estimate, ...]
    cash_by_year: tuple[Estimate, ...]


@dataclass(frozen=True, kw_only=True)
class LevelImpact(Impact):
    """One level of a trait; level None: of what is not of any one person."""

    trait: str
    title: str
    level: str | None


@dataclass(frozen=True, kw_only=True)
class FirstYears(FullImpact):
    """The first financial years together; `years`: how many."""

    years: int


@dataclass(frozen=True)
class NamedOptimism:
    """An adjustment for optimism, as shares."""

    name: str
    cost_up: float
    effect_down: float


@dataclass(frozen=True)
class TermsUsed:
    """How years are discounted, and in which pounds."""

    discount_rate: float
    first_year: str
    price_year: str
    price_index: str | None
    optimism: NamedOptimism | None


@dataclass(frozen=True)
class VacancyRow:
    """Pay of one group of posts in one financial year: budgeted, paid (of that, to people away), and unspent."""

    year: str
    payer: str
    line: str
    group: str
    budgeted: Estimate
    paid: Estimate
    away: Estimate
    unspent: Estimate


@dataclass(frozen=True, kw_only=True)
class BudgetInShort:
    """What the service costs up to the end of follow-up."""

    service: Estimate


@dataclass(frozen=True, kw_only=True)
class Budget(BudgetInShort):
    """The budget impact of a scenario. `adjusted`: after the adjustment for optimism, if there is one."""

    terms: TermsUsed
    years: tuple[YearImpact, ...]
    rows: tuple[CellImpact, ...]
    by_payer: tuple[PayerImpact, ...]
    by_trait: tuple[LevelImpact, ...]
    totals: tuple[FirstYears, ...]
    adjusted: tuple[FirstYears, ...] | None
    vacancies: tuple[VacancyRow, ...]
    no_price_index_for: tuple[str, ...]
    reconciled: bool


def service_paid(pool: Results) -> BudgetInShort:
    """What the service costs, without any other flow."""
    usual, programme = (pool.worlds.spent(world, PROGRAMME) for world in COMPARED)
    return BudgetInShort(service=_estimates(list(map(sub, programme, usual)), pool.case.prices.parts))


def budget(pool: Results, terms: Terms = USUAL_TERMS) -> Budget:
    """The budget impact of a scenario, in real, nominal and discounted pounds: means over replications, with their
    simulation error."""
    case, given = pool.case, flows(pool)
    years = [name for name, _ in case.shape.years]
    levels = price_levels(case)
    roles = list(dict.fromkeys(ROLES.values()))
    by_cell = given.by(lambda flow: (flow.year, flow.payer, flow.role))
    by_payer = given.by(lambda flow: (flow.payer, flow.year))
    by_year = _each_year(given.by(lambda flow: flow.year), given)
    cells = sorted(by_cell, key=lambda cell: (cell[0], cell[1], roles.index(cell[2])))
    return Budget(
        terms=_terms(case, terms),
        years=tuple(
            YearImpact(
                number=n,
                year=year,
                factor=float(terms.factor(n)),
                price_level=None if level is None else float(level),
                **_said(sums),
                discounted=Impact(**_said(sums.times(terms.factor(n)))),
                nominal=None if level is None else Impact(**_said(sums.times(level))),
            )
            for n, (year, level, sums) in enumerate(zip(years, levels, by_year, strict=True), 1)
        ),
        rows=tuple(
            CellImpact(year=years[n - 1], payer=payer, role=role, **_said(by_cell[n, payer, role]))
            for n, payer, role in cells
        ),
        by_payer=tuple(
            PayerImpact(
                payer=payer,
                by_year=tuple(_estimates(sums.impact, sums.parts) for sums in each),
                cash_by_year=tuple(_estimates(sums.cash, sums.parts) for sums in each),
                **vars(_over(each, terms, levels)),
            )
            for payer in sorted({payer for payer, _ in by_payer})
            for each in [_each_year({n: sums for (of, n), sums in by_payer.items() if of == payer}, given)]
        ),
        by_trait=by_trait(given),
        totals=_totals(by_year, terms, levels),
        service=service_paid(pool).service,
        adjusted=_totals(
            _each_year(given.less_hopeful(terms.optimism).by(lambda flow: flow.year), given), terms, levels
        )
        if terms.optimism
        else None,
        vacancies=vacancies(pool),
        no_price_index_for=tuple(name for name, level in zip(years, levels, strict=True) if level is None),
        reconciled=reconciles(given),
    )


def _each_year(by_year: dict[int, Sums], given: Flows) -> list[Sums]:
    """Year 1, year 2, ...: 0 for a year without flows."""
    return [by_year.get(n, given.nothing) for n in range(1, len(given.pool.case.shape.years) + 1)]


def _terms(case: Case, terms: Terms) -> TermsUsed:
    prices, optimism = case.scenario.prices, terms.optimism
    return TermsUsed(
        discount_rate=float(terms.rate),
        first_year=terms.first_year,
        price_year=prices.year,
        price_index=prices.index.name if prices.index else None,
        optimism=NamedOptimism(optimism.name, float(optimism.cost_up), float(optimism.effect_down))
        if optimism
        else None,
    )


def _said(sums: Sums) -> dict[str, Estimate]:
    """Means and simulation errors."""
    columns = {
        "without": sums.without,
        "with_programme": sums.with_programme,
        "impact": sums.impact,
        "cash": sums.cash,
    }
    return {name: _estimates(column, sums.parts) for name, column in columns.items()}


def _estimates(column: Sequence[int], parts: int) -> Estimate:
    return estimate([n / parts for n in column], fixed=not any(column))


def _over(by_year: Sequence[Sums], terms: Terms, levels: Sequence[Fraction | None]) -> FullImpact:
    """Years together: real, discounted, nominal."""
    known = [level for level in levels[: len(by_year)] if level is not None]

    def together(weights: Sequence[Fraction]) -> Impact:
        return Impact(**_said(sum_of([sums.times(weight) for sums, weight in zip(by_year, weights, strict=True)])))

    return FullImpact(
        **_said(sum_of(by_year)),
        discounted=together([terms.factor(n) for n in range(1, len(by_year) + 1)]),
        nominal=together(known) if len(known) == len(by_year) else None,
    )


def _totals(by_year: Sequence[Sums], terms: Terms, levels: Sequence[Fraction | None]) -> tuple[FirstYears, ...]:
    """Over the first year, the first two, up to five; the last row is every year there is."""
    numbers = range(1, len(by_year) + 1)
    shown = (n for n in numbers if n <= MOST_YEARS or n == len(by_year))
    return tuple(FirstYears(years=n, **vars(_over(by_year[:n], terms, levels))) for n in shown)


def by_trait(given: Flows) -> tuple[LevelImpact, ...]:
    """Each trait's levels, and what is not of any one person (level None): together they are the total."""
    shape, by_stratum = given.pool.case.shape, given.by(lambda flow: flow.stratum)
    rows = []
    for at, (trait, levels) in enumerate(shape.traits):
        for level in [*levels, None]:
            of = [s for s, names in enumerate(shape.strata) if names[at] == level] if level else [None]
            sums = sum_of([given.nothing, *(by_stratum[s] for s in of if s in by_stratum)])
            title = given.pool.case.title_of(trait)
            rows.append(LevelImpact(trait=trait, title=title, level=level, **_said(sums)))
    return tuple(rows)


# ---------------------------------------------------------------- posts that stood empty


class Vacancy(NamedTuple):
    """What one line of pay for one group of posts was budgeted for and spent in one year, in each replication: in
    whole parts of a pound."""

    year: str
    payer: str
    line: str
    group: str
    parts: int
    budgeted: list[int]
    paid: list[int]  # of posts filled, and of people away with pay
    away: list[int]  # the latter alone

    @property
    def unspent(self) -> list[int]:
        """The underspend."""
        return list(map(sub, self.budgeted, self.paid))


def vacancy_pay(pool: Results) -> list[Vacancy]:
    """Posts budgeted less posts filled or paid through an absence, in pounds: for every line and group paid by the
    post, and every year."""
    shape, prices, posts = pool.case.shape, pool.case.prices, pool.case.inputs[World.PROGRAMME].posts
    read, nothing = pool.worlds.columns[World.PROGRAMME], [0] * len(pool.runs)
    rows: dict[tuple[str, str, str, str], Vacancy] = {}
    for (year, _), buffer in product(shape.years, ("filled_minutes", "away_minutes")):
        away = buffer == "away_minutes"
        for of, period in product(
            prices.absences_by_line if away else prices.posts_by_line, shape.periods_of_year(year)
        ):
            if not prices.is_paid(of.line, period):
                continue
            price, (low, high) = int(of.unit.amount * prices.parts), prices.spans[period]
            cells = [shape.begins[buffer] + n * len(shape.cuts) + period for n in of.which]
            spent = [n * price for n in read.sum_of(cells)]
            there = 0 if away else sum(max(0, min(posts[i].closes, high) - max(posts[i].opens, low)) for i in of.which)
            key = (year, of.payer, of.line, of.group)
            row = rows.get(key, Vacancy(*key, prices.parts, nothing, nothing, nothing))
            rows[key] = row._replace(
                budgeted=[n + there * price for n in row.budgeted],
                paid=list(map(add, row.paid, spent)),
                away=list(map(add, row.away, spent)) if away else row.away,
            )
    return list(rows.values())


def vacancies(pool: Results) -> tuple[VacancyRow, ...]:
    """Pay budgeted, paid (and of that to people away) and unspent, by year, payer, line and group of posts."""
    return tuple(
        VacancyRow(
            row.year,
            row.payer,
            row.line,
            row.group,
            *(_estimates(column, row.parts) for column in (row.budgeted, row.paid, row.away, row.unspent)),
        )
        for row in vacancy_pay(pool)
    )
