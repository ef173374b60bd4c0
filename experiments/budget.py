"""What does it do to whose budget, in which year? Budget impact by financial year and payer, with and without.

Every pound is a ledger entry's, summed as an exact fraction: years, payers and strata are three ways of adding up the
same *flows*, so each total equals the ledger's and, up to a horizon, the bridge's. Impact is what is paid with the
programme less what is paid without it: above nought is a cost. Year 1 is the first financial year touched.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import lcm
from operator import add
from typing import Any, Literal, NamedTuple, TypeVar

from experiments.bridge import WorldRun
from experiments.intervals import estimate
from experiments.run import Question, Replication
from sim.inputs import World
from sim.money import CARE, PROGRAMME, ROLES, USE, exact, total
from sim.scenario import Scenario

MOST_YEARS = 5  # a budget impact is read over one to five years
ZERO = Fraction(0)
By = TypeVar("By", bound=Hashable)


@dataclass(frozen=True)
class Optimism:
    """A named adjustment for optimism: the programme costs so much more, and changes everything else so much less."""

    name: str
    cost_up: Fraction
    effect_down: Fraction


@dataclass(frozen=True)
class Terms:
    """How years are weighed. Real rate; year 1 at its full value, or discounted by a whole year like the others."""

    rate: Fraction = Fraction(35, 1000)
    first_year: Literal["undiscounted", "discounted"] = "undiscounted"
    optimism: Optimism | None = None

    def factor(self, year: int) -> Fraction:
        """What a pound of a year (1 is the first) is worth."""
        return (1 + self.rate) ** -(year - (self.first_year == "undiscounted"))


USUAL_TERMS = Terms()


def present_value(pounds: Sequence[Fraction], terms: Terms = USUAL_TERMS) -> Fraction:
    """The worth of a sum in each year, the first first."""
    return sum((amount * terms.factor(year) for year, amount in enumerate(pounds, 1)), ZERO)


class Flow(NamedTuple):
    """What one line cost one stratum in one period, in both worlds. Stratum None: not of any one person."""

    period: int
    year: int  # 1 is the first financial year
    payer: str
    role: str
    line: str
    stratum: int | None
    without: Fraction
    with_programme: Fraction
    cash_share: Fraction

    @property
    def impact(self) -> Fraction:
        """What the programme adds to what is paid, or takes off it."""
        return self.with_programme - self.without

    @property
    def cash(self) -> Fraction:
        """The part of the impact that moves cash."""
        return self.impact * self.cash_share


def cash_share(scenario: Scenario, line: str, role: str) -> Fraction:
    """What part of a change is cash: the line's own share where people use less of something, all where it is paid."""
    return exact(scenario.costs[line].cashable_share) if role in (CARE, USE) else Fraction(1)


def flows(question: Question, run: Replication) -> list[Flow]:
    """Every flow of one replication."""
    scenario, shape = question.scenario, question.shape
    year_of = {p: number for number, (name, _) in enumerate(shape.years, 1) for p in shape.periods_of_year(name)}
    paid: dict[tuple[int, str, str, str, int | None], list[Fraction]] = {}
    for i, world in enumerate((World.USUAL, World.PROGRAMME)):
        for entry in run.worlds[world].ledger:
            key = (entry.period, entry.payer, entry.role, entry.line, entry.stratum)
            paid.setdefault(key, [ZERO, ZERO])[i] += entry.amount
    shares = {(line, role): cash_share(scenario, line, role) for _, _, role, line, _ in paid}
    return [
        Flow(period, year_of[period], payer, role, line, stratum, both[0], both[1], shares[line, role])
        for (period, payer, role, line, stratum), both in paid.items()
    ]


def less_hopeful(flow: Flow, optimism: Optimism | None) -> Flow:
    """The flow after an adjustment for optimism: the comparator is left alone."""
    if optimism is None:
        return flow
    if flow.role == PROGRAMME:
        return flow._replace(with_programme=flow.with_programme * (1 + optimism.cost_up))
    return flow._replace(with_programme=flow.without + flow.impact * (1 - optimism.effect_down))


class Sums(NamedTuple):
    """Pounds of some flows, exactly."""

    without: Fraction = ZERO
    with_programme: Fraction = ZERO
    impact: Fraction = ZERO
    cash: Fraction = ZERO

    def plus(self, other: "Sums") -> "Sums":
        """Both together."""
        return Sums(*map(add, self, other))

    def times(self, factor: Fraction) -> "Sums":
        """At another worth of the pound."""
        return Sums(*(amount * factor for amount in self))


def summed(given: Iterable[Flow], by: Callable[[Flow], By]) -> dict[By, Sums]:
    """Flows added up by year, payer, stratum or anything else about them.

    In whole parts of a pound, so small that every flow is a whole number of them: exact, and sooner than fractions.
    """
    given = list(given)
    flows_parts = lcm(
        *{flow.without.denominator for flow in given}, *{flow.with_programme.denominator for flow in given}
    )
    parts = flows_parts * lcm(*{flow.cash_share.denominator for flow in given})
    found: dict[By, list[int]] = {}
    for flow in given:
        sums = found.setdefault(by(flow), [0, 0, 0])
        without = flow.without.numerator * (parts // flow.without.denominator)
        with_programme = flow.with_programme.numerator * (parts // flow.with_programme.denominator)
        sums[0] += without
        sums[1] += with_programme
        sums[2] += (with_programme - without) * flow.cash_share.numerator // flow.cash_share.denominator
    return {
        key: Sums(*(Fraction(n, parts) for n in (without, with_p, with_p - without, cash)))
        for key, (without, with_p, cash) in found.items()
    }


def reconciles(question: Question, run: Replication, given: Sequence[Flow]) -> bool:
    """Whether flows equal the ledger, and the bridge at each horizon, to the last fraction of a penny."""
    usual, programme = (run.worlds[world] for world in (World.USUAL, World.PROGRAMME))
    if sum((flow.impact for flow in given), ZERO) != _spent(programme) - _spent(usual):
        return False
    for years, bridge in run.bridges.items():
        until = set(question.shape.periods_until(question.shape.bridge_end(years)))
        by_role = summed((flow for flow in given if flow.period in until), lambda flow: flow.role == PROGRAMME)
        service, rest = by_role.get(True, Sums()), by_role.get(False, Sums())
        if (-rest.impact, -service.impact, -service.cash - rest.cash) != (
            bridge["capacity"],
            bridge["service"],
            bridge["net"],
        ):
            return False
    return True


def _spent(world: WorldRun) -> Fraction:
    """Another way of adding up: as the ledger does."""
    return total(world.ledger)


def price_levels(question: Question) -> list[Fraction | None]:
    """What a pound of the report's year is in the money of each financial year; None where no index says."""
    prices = question.scenario.prices
    index = prices.index.years if prices.index else {}
    base = index.get(prices.year)
    return [
        Fraction(1)
        if name == prices.year
        else exact(index[name]) / exact(base)
        if base is not None and name in index
        else None
        for name, _ in question.shape.years
    ]


# ---------------------------------------------------------------- for the answer


def budget(question: Question, runs: Sequence[Replication], terms: Terms = USUAL_TERMS) -> dict[str, Any]:
    """The budget impact of a scenario, in real, nominal and discounted pounds: means over replications, with their
    simulation error."""
    given = [flows(question, run) for run in runs]
    adjusted = [[less_hopeful(flow, terms.optimism) for flow in each] for each in given]
    years = [name for name, _ in question.shape.years]
    numbers = range(1, len(years) + 1)
    levels = price_levels(question)
    roles = list(dict.fromkeys(ROLES.values()))
    by_cell = [summed(each, lambda f: (f.year, f.payer, f.role)) for each in given]
    by_year = [summed(each, lambda f: f.year) for each in given]
    by_payer = [summed(each, lambda f: (f.payer, f.year)) for each in given]
    cells = sorted({cell for each in by_cell for cell in each}, key=lambda c: (c[0], c[1], roles.index(c[2])))
    payers = sorted({payer for _, payer, _ in cells})
    return {
        "terms": _terms(question, terms),
        "years": [
            {
                "number": n,
                "year": years[n - 1],
                "factor": float(terms.factor(n)),
                "price_level": None if (level := levels[n - 1]) is None else float(level),
                **_views([each.get(n, Sums()) for each in by_year], terms.factor(n), levels[n - 1]),
            }
            for n in numbers
        ],
        "rows": [
            {"year": years[n - 1], "payer": payer, "role": role}
            | _said([each.get((n, payer, role), Sums()) for each in by_cell])
            for n, payer, role in cells
        ],
        "by_payer": [
            {
                "payer": payer,
                "by_year": [_said([each.get((payer, n), Sums()) for each in by_payer])["impact"] for n in numbers],
                **_over([[each.get((payer, n), Sums()) for n in numbers] for each in by_payer], terms, levels),
            }
            for payer in payers
        ],
        "by_trait": by_trait(question, given),
        "totals": _totals(by_year, terms, levels),
        "adjusted": _totals([summed(each, lambda f: f.year) for each in adjusted], terms, levels)
        if terms.optimism
        else None,
        "vacancies": vacancies(question, runs),
        "no_price_index_for": [name for name, level in zip(years, levels, strict=True) if level is None],
        "reconciled": all(reconciles(question, run, each) for run, each in zip(runs, given, strict=True)),
    }


def _terms(question: Question, terms: Terms) -> dict[str, Any]:
    prices, optimism = question.scenario.prices, terms.optimism
    return {
        "discount_rate": float(terms.rate),
        "first_year": terms.first_year,
        "price_year": prices.year,
        "price_index": prices.index.name if prices.index else None,
        "optimism": {
            "name": optimism.name,
            "cost_up": float(optimism.cost_up),
            "effect_down": float(optimism.effect_down),
        }
        if optimism
        else None,
    }


def _said(each: Sequence[Sums]) -> dict[str, Any]:
    """Means and simulation errors of sums, one for each replication."""
    names = {"without": "without", "with": "with_programme", "impact": "impact", "cash": "cash"}
    return {name: estimate([float(getattr(sums, of)) for sums in each]).as_dict() for name, of in names.items()}


def _views(each: Sequence[Sums], factor: Fraction, level: Fraction | None) -> dict[str, Any]:
    """The same pounds: real, discounted, nominal."""
    return {
        **_said(each),
        "discounted": _said([sums.times(factor) for sums in each]),
        "nominal": None if level is None else _said([sums.times(level) for sums in each]),
    }


def _over(
    each: Sequence[Sequence[Sums]], terms: Terms, levels: Sequence[Fraction | None], years: int | None = None
) -> dict[str, Any]:
    """Views of the first years together, from the sums of every year of each replication."""

    def together(weights: Sequence[Fraction]) -> dict[str, Any]:
        added = []
        for by_year in each:
            *_, last = accumulate(
                (sums.times(weight) for sums, weight in zip(by_year, weights, strict=False)), Sums.plus, initial=Sums()
            )
            added.append(last)
        return _said(added)

    years = len(levels) if years is None else years
    known = [level for level in levels[:years] if level is not None]
    return {
        **together([Fraction(1)] * years),
        "discounted": together([terms.factor(n) for n in range(1, years + 1)]),
        "nominal": together(known) if len(known) == years else None,
    }


def _totals(
    by_year: Sequence[dict[int, Sums]], terms: Terms, levels: Sequence[Fraction | None]
) -> list[dict[str, Any]]:
    """Over the first year, the first two, up to five; the last row is every year there is."""
    numbers = range(1, len(levels) + 1)
    each = [[sums.get(n, Sums()) for n in numbers] for sums in by_year]
    return [{"years": n, **_over(each, terms, levels, n)} for n in numbers if n <= MOST_YEARS or n == len(levels)]


def by_trait(question: Question, given: Sequence[Sequence[Flow]]) -> list[dict[str, Any]]:
    """Each trait's levels, and what is not of any one person (level None): together they are the total."""
    shape = question.shape
    by_stratum = [summed(each, lambda f: f.stratum) for each in given]
    rows = []
    for at, (trait, levels) in enumerate(shape.traits):
        for level in [*levels, None]:
            of = [s for s, names in enumerate(shape.strata) if names[at] == level] if level else [None]
            added = [sum_of(each.get(s, Sums()) for s in of) for each in by_stratum]
            title = question.scenario.traits[trait].title or trait.replace("_", " ")
            rows.append({"trait": trait, "title": title, "level": level, **_said(added)})
    return rows


def sum_of(sums: Iterable[Sums]) -> Sums:
    """All of them together."""
    total = Sums()
    for one in sums:
        total = total.plus(one)
    return total


# ---------------------------------------------------------------- posts that stood empty


class Vacancy(NamedTuple):
    """What one line of pay was budgeted for and spent in one year."""

    year: str
    payer: str
    line: str
    budgeted: Fraction
    paid: Fraction

    @property
    def unspent(self) -> Fraction:
        """The underspend."""
        return self.budgeted - self.paid


def vacancy_pay(question: Question, run: Replication) -> list[Vacancy]:
    """Posts budgeted less posts filled, in pounds: for every line paid by the post, and every year."""
    shape, tally = question.shape, run.worlds[World.PROGRAMME].tally
    periods, posts = len(shape.cuts), question.inputs[World.PROGRAMME].posts
    rows: dict[tuple[str, str, str], list[Fraction]] = {}
    for name, _ in shape.years:
        for period in shape.periods_of_year(name):
            low, high = question.prices.spans[period]
            for line, payer, unit, those in question.prices.posts_by_line:
                open_minutes = sum(max(0, min(posts[i].closes, high) - max(posts[i].opens, low)) for i in those)
                filled = sum(tally.filled_minutes[i * periods + period] for i in those)
                sums = rows.setdefault((name, payer, line), [ZERO, ZERO])
                sums[0] += open_minutes * unit.amount
                sums[1] += filled * unit.amount
    return [Vacancy(*key, *sums) for key, sums in rows.items()]


def vacancies(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Pay budgeted, paid and unspent by year, payer and line."""
    each = [vacancy_pay(question, run) for run in runs]
    return [
        {
            "year": rows[0].year,
            "payer": rows[0].payer,
            "line": rows[0].line,
            "budgeted": estimate([float(row.budgeted) for row in rows]).as_dict(),
            "paid": estimate([float(row.paid) for row in rows]).as_dict(),
            "unspent": estimate([float(row.unspent) for row in rows]).as_dict(),
        }
        for rows in zip(*each, strict=True)
    ]
