"""How is the answer to a what-if said? One way on every face."""

from functools import partial

from app.words.estimates import Say, shortly
from app.words.numbers import number, pounds, years
from experiments.intervals import Estimate
from experiments.what_ifs import WhatIfAnswer

GOOD = "Plus is good for the budget."


def measured(row: WhatIfAnswer) -> str:
    """'Net cash over 3 years: −£128,000, beside −£86,000. Difference −£42,000 (95 % interval ...), 400 pairs.'"""
    measure, say = row.measure, _say(row)
    over = "" if measure.years is None else f" over {years(measure.years)}"
    here, there = (say(one.mean, one.half_width) for one in (row.here, row.there))
    of_a_budget = measure.years is not None
    unit = GOOD if of_a_budget else "" if measure.unit == "£" else f"In {measure.unit}."
    pairs = f"{row.replications:,} pairs of replications"
    return f"{measure.title}{over}: {here}, beside {there}. Difference {difference(row)}, {pairs}. {unit}".rstrip()


def difference(row: WhatIfAnswer) -> str:
    """'−£42,000 (95 % interval −£43,000 to −£41,000)'."""
    of, say = row.difference, _signed(row)
    if _none(of):
        return "0, in every replication"
    size = say(of.mean, of.half_width)
    if of.error_low is None or of.error_high is None:
        rare = of.rare
        often = rare and f"other in {rare.replications} of {rare.of:,} replications" if rare and rare.rest else ""
        return f"{size} ({often or 'seen too seldom to say more'})"
    low, high = (say(end, of.half_width) for end in of.error)
    return f"{size} (95 % interval {low} to {high})"


def difference_in_short(row: WhatIfAnswer) -> str:
    """'−£42,000 ±£1,300'; '−0.4 (4 of 20)' of what was seen too seldom to say more."""
    of = row.difference
    return "0" if _none(of) else f"{_signed(row)(of.mean, of.half_width)} {shortly(of, _say(row))}"


def against_expectation(row: WhatIfAnswer) -> str:
    """Whether what was expected before the run is what came out; where it is not, that is said plainly."""
    if row.as_expected is None:
        return "Not settled: luck alone may have made this difference, so the expectation is neither met nor refuted."
    return "As expected." if row.as_expected else f"NOT as expected: {row.expected} was expected."


def disagreement(row: WhatIfAnswer) -> str:
    """What a file says came out, where something else did."""
    return f'{row.name}.toml says came_out = "{row.came_out_in_the_file}", and "{row.came_out}" came out.'


def _none(difference: Estimate) -> bool:
    """Whether it is exactly 0 in every replication."""
    return bool(difference.mean == 0 == difference.half_width)


def _say(row: WhatIfAnswer) -> Say:
    return pounds if row.measure.unit == "£" else number


def _signed(row: WhatIfAnswer) -> Say:
    return partial(pounds if row.measure.unit == "£" else number, plus=True)
