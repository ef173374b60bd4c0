"""Does it stay within the budget? The cost of the service to each payer in each financial year, beside any limit.

Three figures, never one: *established* (every post filled all the time it is funded), *expected* (as it turns out, with
posts that stand empty) and the *chance that one real service spends more than the limit*, if every input is right. An
expected cost under a limit that the establishment is over is not a saving: it is a vacancy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from statistics import NormalDist
from typing import Annotated

from experiments.budget import vacancy_pay
from experiments.certain import pays_by_use, service_is_certain
from experiments.intervals import Estimate, estimate
from experiments.mean_errors import CONFIDENCE
from experiments.results import Results
from experiments.rows import ABSENT
from experiments.run import Case
from sim.inputs import World
from sim.money import PROGRAMME, in_report_prices
from sim.sums import Column, added

Cell = tuple[str, str]  # a financial year and a payer


@dataclass(frozen=True)
class Chance:
    """A share of single real services, with its 95 % interval; `unknown`: its range over unknown inputs."""

    share: float
    low: float
    high: float
    unknown: Annotated[tuple[float, float] | None, ABSENT] = None


@dataclass(frozen=True)
class Spending:
    """One payer in one financial year, in pounds."""

    year: str
    payer: str
    established: Estimate
    expected: Estimate
    limit: float | None
    overspends: Chance | None


def spending(pool: Results) -> dict[Cell, list[float]]:
    """Pounds spent on the service, by financial year and payer, in each replication."""
    prices, year_of = pool.case.prices, pool.case.shape.year_of
    spent: dict[Cell, list[Column]] = {}
    counted = pool.worlds.counted(World.PROGRAMME)
    for account, column, price in zip(prices.accounts, counted, prices.price, strict=True):
        if account.role == PROGRAMME:
            pounds = [n * price for n in column]
            spent.setdefault((year_of[account.period], account.payer), []).append(pounds)
    found = {cell: [n / prices.parts for n in added(columns, len(pool.runs))] for cell, columns in spent.items()}
    return {cell: found[cell] for cell in sorted(found) if any(found[cell])}


def limits(case: Case) -> dict[Cell, float]:
    """Limits in the report's pounds."""
    scenario, years = case.scenario, [name for name, _ in case.shape.years]
    return {
        (year, limit.payer): float(in_report_prices(scenario, limit.gbp, limit.price_year))
        for limit in scenario.budget.limits.values()
        for year in years
        if limit.years is None or year in limit.years
    }


def chances(pool: Results) -> dict[str, float]:
    """The share of replications that spend more than each limit: what swings follow."""
    if not (found := limits(pool.case)):
        return {}
    spent = spending(pool)
    return {
        f"overspends.{year}.{payer}": sum(n > limit for n in spent.get((year, payer), [])) / len(pool.runs)
        for (year, payer), limit in found.items()
    }


def against_limits(pool: Results) -> tuple[Spending, ...]:
    """Each year and payer: established, expected, the limit, and the chance of spending more."""
    case, runs = pool.case, pool.runs
    spent, found = spending(pool), limits(case)
    stated, certain = not pays_by_use(case.scenario), service_is_certain(case)
    unspent: dict[Cell, list[float]] = {}
    for row in vacancy_pay(pool):
        so_far = unspent.get((row.year, row.payer), [0.0] * len(runs))
        unspent[row.year, row.payer] = [a + n / row.parts for a, n in zip(so_far, row.unspent, strict=True)]
    rows = []
    for cell in sorted({*spent, *(cell for cell in found)}):
        cost = spent.get(cell, [0.0] * len(runs))
        empty = unspent.get(cell, [0.0] * len(runs))
        limit = found.get(cell)
        over = None if limit is None else sum(n > limit for n in cost)
        rows.append(
            Spending(
                *cell,
                established=estimate([a + b for a, b in zip(cost, empty, strict=True)], fixed=stated),
                expected=estimate(cost, fixed=certain),
                limit=limit,
                overspends=None if over is None else chance_of(over, len(runs)),
            )
        )
    return tuple(rows)


def chance_of(many: float, of: float, z: float = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)) -> Chance:
    """A share with its interval at so many standard errors (Wilson 1927), by default of 95 %: 0 of n is not never."""
    share, z2 = many / of, z * z / of
    middle = share + z2 / 2
    half = z * sqrt(share * (1 - share) / of + z2 / (4 * of))
    return Chance(share, max(0.0, (middle - half) / (1 + z2)), min(1.0, (middle + half) / (1 + z2)))


def chance_in_groups(many: Sequence[int], each: int) -> Chance:
    """The same of things that come in groups, so many `each`: `many` of each group. Things of a group are alike, so all
    of them say no more than a smaller number by themselves (the effective sample of Kish 1965): as few as there are
    groups, where nothing tells groups apart."""
    groups, whole = len(many), len(many) * each
    share = sum(many) / whole
    apart = [one / each - share for one in many]
    between = fsum(one * one for one in apart) / (groups - 1) / groups
    alone = min(float(whole), share * (1 - share) / between) if between > 0 else float(groups)
    return chance_of(share * alone, alone)
