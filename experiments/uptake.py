"""Who bears low uptake? Places offered and taken in each paid activity, who loses by the empty ones, and the provider's
margin.

A block contract or a grant is paid at any uptake: empty places are the funder's loss. Spot places are paid when taken,
and courses when they are completed: empty ones are the group's, but for a minimum. All is settled by contract year (a
financial year). People who stay on in a place take it. A margin is what is paid less what sessions cost to run, full or
empty: the provider's money, and in no budget here. Places that helpers add are in no contract: they are taken, but
never offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple

from experiments.capacities import place_minutes_offered
from experiments.intervals import Estimate, estimate
from experiments.outcomes import OutcomeDifference
from experiments.results import Results
from experiments.run import Case
from sim.inputs import World, with_defaults
from sim.money import BY_USE, in_report_prices, least_paid, sessions_held
from sim.scenario import Payment
from sim.sums import added
from sim.units import WEEK, YEAR, Minutes

MARGIN, MARGIN_TITLE = "provider_margin", "Providers’ margin: what activities are paid less what they cost to run"


class Stretch(NamedTuple):
    """One activity in one contract year: what is fixed at any uptake."""

    offered: Minutes  # places times minutes
    least: int  # paid for in any case: place minutes, or courses times a year's minutes
    gbp: float  # for one of these
    for_nothing: float  # pounds paid where no place is offered


class Paid(NamedTuple):
    """A paid activity, by its place among all."""

    at: int
    name: str
    payment: Payment


@dataclass(frozen=True)
class Uptake:
    """A paid activity in the programme's world: pounds, place-weeks, courses."""

    activity: str
    form: str
    payer: str
    place_weeks_offered: float
    place_weeks_taken: Estimate
    courses_completed: Estimate
    paid: Estimate
    empty_paid_by_funder: Estimate
    empty_borne_by_group: Estimate | None  # None: not known
    margin: Estimate | None  # None: no running cost is stated


@dataclass(frozen=True)
class Margin:
    """The providers' margin: of those activities, without those that state no running cost."""

    of: tuple[str, ...]
    without: tuple[str, ...]
    margin: Estimate


def uptake(pool: Results) -> tuple[Uptake, ...]:
    """Each paid activity, in order of name."""
    return tuple(_row(pool, activity) for activity in _activities(pool.case))


def _activities(case: Case) -> list[Paid]:
    scenario = case.scenario
    if scenario.programme.offer != "link_workers":
        return []
    payments = (
        (at, name, with_defaults(scenario, scenario.activities[name]).payment)
        for at, name in enumerate(case.shape.activities)
    )
    return [Paid(at, name, payment) for at, name, payment in payments if payment is not None]


def margin(pool: Results) -> Margin | None:
    """The margin of all providers together, over activities that state a running cost; and which do not. None if no
    activity states it."""
    left = left_to_all(pool)
    if left is None:
        return None
    activities = _activities(pool.case)
    return Margin(
        tuple(one.name for one in activities if one.payment.runs_at_gbp_per_session is not None),
        tuple(one.name for one in activities if one.payment.runs_at_gbp_per_session is None),
        estimate(left, fixed=margin_is_certain(pool.case)),
    )


def margins_apart(first: Results, second: Results) -> OutcomeDifference | None:
    """The providers' margin of one scenario less another's, in the form of a row of outcomes; None where either states
    no running cost."""
    before, after = left_to_all(first), left_to_all(second)
    if before is None or after is None:
        return None
    fixed = margin_is_certain(first.case) and margin_is_certain(second.case)
    apart = estimate([b - a for a, b in zip(before, after, strict=True)], fixed=fixed)
    return OutcomeDifference(*apart.parts, name=MARGIN, title=MARGIN_TITLE, unit="£")


def states_running_costs(case: Case) -> bool:
    """Whether some activity states what its sessions cost to run."""
    return any(one.payment.runs_at_gbp_per_session is not None for one in _activities(case))


def margin_is_certain(case: Case) -> bool:
    """Whether what activities are paid leaves no room for luck."""
    return all(one.payment.form not in BY_USE for one in _activities(case))


def left_to_all(pool: Results) -> list[float] | None:
    """The same in each replication."""
    each = [left for one in _activities(pool.case) if (left := _left(pool, one, _paid(pool, one.at))) is not None]
    return [fsum(several) for several in zip(*each, strict=True)] if each else None


def _left(pool: Results, activity: Paid, paid: Sequence[Sequence[float]]) -> list[float] | None:
    """The provider's margin, in each replication."""
    _, name, payment = activity
    scenario = pool.case.scenario
    if payment.runs_at_gbp_per_session is None:
        return None
    held = sessions_held(scenario, name, 0, pool.case.shape.horizon)
    costs = held * float(in_report_prices(scenario, payment.runs_at_gbp_per_session, payment.price_year))
    return [fsum(each) - costs for each in paid]


def _row(pool: Results, activity: Paid) -> Uptake:
    at, name, payment = activity
    paid = _paid(pool, at)
    stretches = _stretches(pool, activity, paid[0])
    taken, completed = (_by_year(pool, at, of) for of in COUNTED)
    used = [[n * YEAR for n in each] for each in completed] if payment.form == "outcome" else taken
    losses = [[_losses(*pair) for pair in zip(stretches, each, strict=True)] for each in used]
    left = _left(pool, activity, paid)
    fixed = payment.form not in BY_USE
    return Uptake(
        activity=name,
        form=payment.form,
        payer=payment.payer,
        place_weeks_offered=sum(stretch.offered for stretch in stretches) / WEEK,
        place_weeks_taken=estimate([sum(each) / WEEK for each in taken], least=0),
        courses_completed=estimate([float(sum(each)) for each in completed], least=0),
        paid=estimate([fsum(each) for each in paid], fixed=fixed, least=0),
        empty_paid_by_funder=estimate([fsum(funder for funder, _ in each) for each in losses]),
        # If only completed courses are paid for, the loss from an empty place is not known.
        empty_borne_by_group=None
        if payment.form == "outcome"
        else estimate([fsum(group for _, group in each) for each in losses]),
        margin=None if left is None else estimate(left, fixed=fixed),
    )


COUNTED = ("place_minutes", "completed")


def _by_year(pool: Results, at: int, of: str) -> list[Sequence[int]]:
    """Place minutes taken of an activity, or courses completed, in each year of each replication."""
    shape = pool.case.shape
    first = shape.begins[of] + at * len(shape.cuts)
    years = [[first + period for period in shape.periods_of_year(year)] for year, _ in shape.years]
    return list(zip(*map(pool.worlds.columns[World.PROGRAMME].sum_of, years), strict=True))


def _paid(pool: Results, at: int) -> list[list[float]]:
    """Pounds paid for an activity in each year of each replication."""
    prices, shape = pool.case.prices, pool.case.shape
    line, years = f"activity {shape.activities[at]}", [year for year, _ in shape.years]
    counted = pool.worlds.counted(World.PROGRAMME)
    paid: list[list[Sequence[int]]] = [[] for _ in years]
    for account, column, price in zip(prices.accounts, counted, prices.price, strict=True):
        if account.line == line:
            paid[years.index(shape.year_of[account.period])].append([n * price for n in column])
    parts = [added(columns, len(pool.runs)) for columns in paid]
    return [[n / prices.parts for n in each] for each in zip(*parts, strict=True)]


def _stretches(pool: Results, activity: Paid, paid: Sequence[float]) -> list[Stretch]:
    """Each year. A block or grant pays for all that is offered, at any uptake: in every replication the same."""
    scenario, shape = pool.case.scenario, pool.case.shape
    at, name, payment = activity
    ends = [end for _, end in shape.years]
    found = []
    for low, high, pounds in zip([0, *ends[:-1]], ends, paid, strict=True):
        offered = place_minutes_offered(pool.case.inputs[World.PROGRAMME], at, low, high)
        if payment.form in BY_USE:
            *_, quantity = BY_USE[payment.form]
            gbp = float(in_report_prices(scenario, payment.gbp, payment.price_year) * quantity)
            found.append(Stretch(offered, least_paid(scenario, name, payment, low, high), gbp, 0.0))
        elif offered:
            found.append(Stretch(offered, offered, pounds / offered, 0.0))
        else:
            found.append(Stretch(0, 0, 0.0, pounds))
    return found


def _losses(stretch: Stretch, taken: int) -> tuple[float, float]:
    """The funder's, for places paid for and not taken; the group's, for places offered and not paid for."""
    paid_for = max(stretch.least, taken)  # after a cut, more may be taken than are offered
    funder = stretch.for_nothing + stretch.gbp * (paid_for - taken)
    return funder, stretch.gbp * max(0, stretch.offered - paid_for)
