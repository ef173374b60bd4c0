"""What would outcomes be worth, by values that somebody states? Apart from every pound of cash and capacity.

A stated value is money nobody can spend, so nothing here enters the bridge, net cash or the budget, and stated values
are not added to one another: each is one outcome's paired difference (programme less usual care) times its worth.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from experiments.intervals import estimate
from experiments.outcomes import Outcome, outcomes_for
from experiments.run import Question, Replication
from sim.countable import CARE_YEAR_FREED
from sim.frames import Shape
from sim.inputs import World
from sim.measures import State, Tally
from sim.money import exact, in_report_prices
from sim.scenario import Scenario, StatedValue
from sim.units import YEAR

SHARES = ("deadweight_share", "attribution_share", "displacement_share")


class Worth(NamedTuple):
    """What one more of an outcome is worth, in the report's prices: as stated for a year, and after all that is taken
    off and all the years it lasts."""

    a_year: Fraction
    altogether: Fraction


def worth(scenario: Scenario, value: StatedValue) -> Worth:
    """The stated worth of one more. Years beyond the first are worth less by the drop-off; they are not discounted."""
    a_year = in_report_prices(scenario, value.gbp, value.price_year)
    kept = Fraction(1)
    for share in SHARES:
        kept *= 1 - exact(getattr(value, share))
    lasts = sum((1 - exact(value.drop_off_per_year)) ** year for year in range(int(value.years_lasting.value)))
    return Worth(a_year, a_year * kept * lasts)


def counted(shape: Shape, per: str) -> Outcome:
    """The outcome that a value is stated for."""
    if per == CARE_YEAR_FREED:
        return Outcome(per, "Years in care freed", "years", _care_years_freed)
    return next(outcome for outcome in outcomes_for(shape) if outcome.name == per)


def _care_years_freed(shape: Shape, tally: Tally, _: set[int] | None) -> float:
    """Years in care with the sign turned: fewer than under usual care are freed."""
    size = len(shape.cuts) * len(shape.strata)
    return -sum(tally.minutes[State.IN_CARE * size : (State.IN_CARE + 1) * size]) / YEAR


def stated_values(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Each stated value, in order of name, with the three parts of an estimate."""
    return [_row(name, value, question, runs) for name, value in sorted(question.scenario.stated_values.items())]


def _row(name: str, value: StatedValue, question: Question, runs: Sequence[Replication]) -> dict[str, Any]:
    outcome, one = counted(question.shape, value.per), worth(question.scenario, value)
    difference = [
        outcome.of(question.shape, run.worlds[World.PROGRAMME].tally, None)
        - outcome.of(question.shape, run.worlds[World.USUAL].tally, None)
        for run in runs
    ]
    return {
        "name": name,
        "title": value.title or name.replace("_", " "),
        "kind": value.kind,
        "per": value.per,
        "outcome": outcome.title,
        "unit": outcome.unit,
        "gbp": float(one.a_year),
        "gbp_altogether": float(one.altogether),
        "price_year": question.scenario.prices.year,
        **{share: float(getattr(value, share).value) for share in SHARES},
        "years_lasting": int(value.years_lasting.value),
        "drop_off_per_year": float(value.drop_off_per_year.value),
        "source": value.gbp.source,
        "grade": value.gbp.grade,
        "difference": estimate(difference).as_dict(),
        "value": estimate([float(one.altogether) * more for more in difference]).as_dict(),
    }
