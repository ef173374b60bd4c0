"""Who bears low uptake? Places offered and taken in each paid activity, and whose loss the empty ones are.

A block contract or a grant is paid whoever comes: empty places are the funder's loss. Spot places are paid when taken:
empty ones are the group's, but for a minimum. All is settled by contract year (a financial year). Whoever stays on in a
place takes it.
"""

from collections.abc import Sequence
from math import fsum
from typing import Any, NamedTuple

from experiments.intervals import estimate
from experiments.outcomes import place_minutes_offered
from experiments.pool import Pool
from sim.inputs import World, with_defaults
from sim.measures import Tally
from sim.money import in_report_prices, least_place_minutes
from sim.scenario import Payment
from sim.units import WEEK, Minutes


class Stretch(NamedTuple):
    """One activity in one contract year: what is settled whoever comes."""

    offered: Minutes  # places times minutes
    least: Minutes  # of them, paid for in any case
    gbp: float  # a place and minute
    for_nothing: float  # pounds paid where no place is offered


def uptake(pool: Pool) -> list[dict[str, Any]]:
    """Each paid activity, in order of name."""
    scenario = pool.question.scenario
    if scenario.programme.offer != "link_workers":
        return []
    rows = []
    for at, name in enumerate(pool.question.shape.activities):
        payment = with_defaults(scenario, scenario.activities[name]).payment
        if payment is not None:
            rows.append(_row(name, payment, pool, at))
    return rows


def _row(name: str, payment: Payment, pool: Pool, at: int) -> dict[str, Any]:
    paid = _paid(pool, at)
    stretches = _stretches(pool, at, payment, paid[0])
    taken = [_taken(pool, at, tally) for tally in pool.tallies(World.PROGRAMME)]
    losses = [[_losses(*pair) for pair in zip(stretches, each, strict=True)] for each in taken]
    return {
        "activity": name,
        "form": payment.form,
        "payer": payment.payer,
        "place_weeks_offered": sum(stretch.offered for stretch in stretches) / WEEK,
        "place_weeks_taken": estimate([sum(each) / WEEK for each in taken], least=0).as_dict(),
        "paid": estimate([fsum(each) for each in paid], fixed=payment.form != "spot", least=0).as_dict(),
        "empty_paid_by_funder": estimate([fsum(funder for funder, _ in each) for each in losses]).as_dict(),
        "empty_borne_by_group": estimate([fsum(group for _, group in each) for each in losses]).as_dict(),
    }


def _taken(pool: Pool, at: int, tally: Tally) -> list[Minutes]:
    """Place minutes taken of an activity in each year."""
    shape = pool.question.shape
    minutes = tally.place_minutes[at * len(shape.cuts) :]
    return [sum(minutes[period] for period in shape.periods_of_year(year)) for year, _ in shape.years]


def _paid(pool: Pool, at: int) -> list[list[float]]:
    """Pounds paid for an activity in each year of each replication."""
    prices, shape = pool.question.prices, pool.question.shape
    line, years = f"activity {shape.activities[at]}", [year for year, _ in shape.years]
    accounts = [
        (i, years.index(shape.year_of[account.period]))
        for i, account in enumerate(prices.accounts)
        if account.line == line
    ]
    found = []
    for run in pool.runs:
        counted, parts = run.worlds[World.PROGRAMME].counted, [0] * len(years)
        for i, year in accounts:
            parts[year] += counted[i] * prices.price[i]
        found.append([n / prices.parts for n in parts])
    return found


def _stretches(pool: Pool, at: int, payment: Payment, paid: Sequence[float]) -> list[Stretch]:
    """Each year. A block or grant pays for all that is offered, whoever comes: in every replication the same."""
    scenario, shape = pool.question.scenario, pool.question.shape
    name, ends = shape.activities[at], [end for _, end in shape.years]
    found = []
    for low, high, pounds in zip([0, *ends[:-1]], ends, paid, strict=True):
        offered = place_minutes_offered(pool.question.inputs[World.PROGRAMME], at, low, high)
        if payment.form == "spot":
            gbp = float(in_report_prices(scenario, payment.gbp, payment.price_year) / WEEK)
            found.append(Stretch(offered, least_place_minutes(scenario, name, payment, low, high), gbp, 0.0))
        elif offered:
            found.append(Stretch(offered, offered, pounds / offered, 0.0))
        else:
            found.append(Stretch(0, 0, 0.0, pounds))
    return found


def _losses(stretch: Stretch, taken: Minutes) -> tuple[float, float]:
    """The funder's, for places paid for and not taken; the group's, for places offered and not paid for."""
    paid_for = max(stretch.least, taken)  # after a cut, more may be taken than are offered
    funder = stretch.for_nothing + stretch.gbp * (paid_for - taken)
    return funder, stretch.gbp * max(0, stretch.offered - paid_for)
