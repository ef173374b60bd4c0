"""What comes back for each pound spent on the service, and to whom? Means over means, with the payer named.

A pound back in one budget is not a pound back in the budget that spent it; and capacity is not cash. So nothing here is
one number: each payer's share of the pound spent stands beside what that payer gets.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.bridge import NAMES
from experiments.certain import step_is_certain
from experiments.intervals import Estimate, ratio_of_means
from experiments.results import Results

BACK = ("capacity", "cash", "net")


@dataclass(frozen=True)
class PerPound:
    """For each pound spent on the service; payer None: all together."""

    payer: str | None
    spend: Estimate
    capacity: Estimate
    cash: Estimate
    net: Estimate


def per_pound(pool: Results, years: float) -> tuple[PerPound, ...]:
    """For each payer, and for all together (payer None) first: what is spent and what comes back, for each pound spent
    on the service. Empty where nothing is spent."""
    spent = [-pounds for pounds in _pounds(pool, years, None)["service"]]
    if not sum(spent) > 0:
        return ()
    holders: list[tuple[str | None, Sequence[int] | None]] = [(None, None), *pool.case.bridging.by_payer().items()]
    rows = []
    for payer, held in holders:
        steps = _pounds(pool, years, held)
        of = {"spend": [-pounds for pounds in steps["service"]], **{name: steps[name] for name in BACK}}
        certain = {name: step_is_certain(pool.case, name, held) for name in ("capacity", "cash")}
        certain |= {"spend": held is None, "net": held is None and certain["cash"]}  # of every pound, one is spent
        back = {name: ratio_of_means(pounds, spent, fixed=certain[name]) for name, pounds in of.items()}
        rows.append(PerPound(payer, **back))
    return tuple(rows)


def _pounds(pool: Results, years: float, holders: Sequence[int] | None) -> dict[str, list[float]]:
    """Every step in every replication."""
    parts, columns = pool.case.prices.parts, pool.worlds.steps(years, holders)
    return {name: [n / parts for n in column] for name, column in zip(NAMES, columns, strict=True)}
