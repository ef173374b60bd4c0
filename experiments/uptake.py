"""Who bears low uptake? Places offered and taken in each paid activity, and whose loss the empty ones are.

A block contract or a grant is paid whoever comes: empty places are the funder's loss. Spot places are paid when taken:
empty ones are the group's. Whoever stays on in a place takes it. Prices are the report's.
"""

from collections.abc import Sequence
from fractions import Fraction
from operator import add
from typing import Any, NamedTuple

from experiments.intervals import estimate
from experiments.outcomes import place_minutes_offered
from experiments.run import Question, Replication
from sim.inputs import World, with_defaults
from sim.money import in_report_prices
from sim.scenario import Payment
from sim.units import WEEK, Minutes

ZERO = Fraction(0)


class Uptake(NamedTuple):
    """One paid activity in one stretch of the accounts, or over several."""

    offered: Minutes = 0  # places times minutes
    taken: Minutes = 0
    paid: Fraction = ZERO
    empty_paid_by_funder: Fraction = ZERO
    empty_borne_by_group: Fraction = ZERO

    def plus(self, other: "Uptake") -> "Uptake":
        """Both together."""
        return Uptake(*map(add, self, other))


def uptake(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Each paid activity, in order of name."""
    if question.scenario.programme.offer != "link_workers":
        return []
    rows = []
    for at, name in enumerate(question.shape.activities):
        payment = with_defaults(question.scenario, question.scenario.activities[name]).payment
        if payment is not None:
            rows.append(_row(name, payment, [_uptake(question, run, at, payment) for run in runs]))
    return rows


def _row(name: str, payment: Payment, each: Sequence[Uptake]) -> dict[str, Any]:
    return {
        "activity": name,
        "form": payment.form,
        "payer": payment.payer,
        "place_weeks_offered": float(Fraction(each[0].offered, WEEK)),
        "place_weeks_taken": estimate([one.taken / WEEK for one in each]).as_dict(),
        **{
            part: estimate([float(getattr(one, part)) for one in each]).as_dict()
            for part in ("paid", "empty_paid_by_funder", "empty_borne_by_group")
        },
    }


def _uptake(question: Question, run: Replication, at: int, payment: Payment) -> Uptake:
    """One activity in one replication."""
    world, periods = run.worlds[World.PROGRAMME], len(question.shape.cuts)
    price = in_report_prices(question.scenario, payment.gbp, payment.price_year)
    paid = [ZERO] * periods
    for entry in world.ledger:
        if entry.line == f"activity {question.shape.activities[at]}":
            paid[entry.period] += entry.amount
    together = Uptake()
    for period, (low, high) in enumerate(question.prices.spans):
        offered = place_minutes_offered(question.inputs[World.PROGRAMME], at, low, high)
        taken = world.tally.place_minutes[at * periods + period]
        together = together.plus(_settled(payment, price, paid[period], offered, taken))
    return together


def _settled(payment: Payment, price: Fraction, paid: Fraction, offered: Minutes, taken: Minutes) -> Uptake:
    """Whose loss the empty places of one period are. After a cut in places more may be taken than are offered."""
    empty = max(0, offered - taken)
    if payment.form == "spot":
        return Uptake(offered, taken, paid, ZERO, price * empty / WEEK)
    return Uptake(offered, taken, paid, paid * empty / offered if offered else paid, ZERO)
