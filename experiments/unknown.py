"""How far could unknown inputs move an estimate? Beside every estimate that was followed, its range over inputs.

Luck is what one real service will meet if every input is right; this is the effect of inputs being wrong. *All inputs
at once* (`all_inputs`): where the mean lies in 95 % of sets of inputs. Where no sets were run, or luck hides in them
what inputs do, *one input at a time* (`swings`): the lowest and highest mean that any one of them gives, at its low or
its high. Between two scenarios an input of both moves in both at once. Nothing is run here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import inf
from typing import TypeGuard, TypeVar

from experiments.all_inputs import MOSTLY_LUCK, Sets, ends_of
from experiments.answer import AnswerInShort, ComparisonInShort, ScenarioAnswer, ScenarioInShort
from experiments.cost_per import CostPer
from experiments.intervals import Estimate
from experiments.limits import Chance, Spending
from experiments.money_rows import StepRow
from experiments.ranges import About
from experiments.swings import Swings
from sim.units import WEEK, YEAR

Means = Sequence[Mapping[str, float]]  # every quantity that is followed, as things stand and at each end of each input
GAINS = {"discharge": ("discharged_in_{}y", 1.0), "care_year": ("weeks_in_care", -WEEK / YEAR)}
Ranged = TypeVar("Ranged", bound=Estimate | Chance)
AnyAnswer = TypeVar("AnyAnswer", bound=AnswerInShort)
Scenario = TypeVar("Scenario", bound=ScenarioInShort)
Pair = TypeVar("Pair", bound=ComparisonInShort)
Bridge = TypeVar("Bridge", bound=ScenarioInShort | ComparisonInShort)
AnyEstimate = TypeVar("AnyEstimate", bound=Estimate)


def with_unknown(answer: AnyAnswer) -> AnyAnswer:
    """The answer with the range over all inputs beside each estimate that its swings followed: `unknown`, the least and
    the most. Nothing where a scenario has no swings."""
    scenarios = {one.name: one for one in answer.scenarios}
    return replace(
        answer,
        scenarios=tuple(_reached(one) for one in answer.scenarios),
        comparisons=tuple(_apart(pair, scenarios[pair.first], scenarios[pair.second]) for pair in answer.comparisons),
    )


def with_all_inputs(answer: AnyAnswer, found: Sequence[Sets]) -> AnyAnswer:
    """The answer with the range over all inputs at once beside each estimate that was followed, and what page one says
    of it: of each scenario, and of each less another. `found`: of each scenario."""
    sets = {one.name: its for one, its in zip(answer.scenarios, found, strict=True)}
    facts = {row.path: About(row.path, row.title, row.unit) for one in answer.scenarios for row in one.assumptions}
    return replace(
        answer,
        scenarios=tuple(_over_sets(one, sets[one.name], "outcomes", facts) for one in answer.scenarios),
        comparisons=tuple(
            _over_sets(pair, sets[pair.second].less(sets[pair.first]), "with", facts) for pair in answer.comparisons
        ),
    )


def _over_sets(one: Bridge, sets: Sets, of: str, facts: Mapping[str, About]) -> Bridge:
    """`of`: which names the outcomes have, as they are shown here."""
    found = replace(
        one,
        all_inputs=sets.summary(facts),
        bridge={
            years: tuple(_at_once(row, sets, f"bridge.{years}.{row.name}") for row in rows)
            for years, rows in one.bridge.items()
        },
    )
    if isinstance(found, ComparisonInShort):
        return replace(found, outcomes=tuple(_at_once(row, sets, f"with.{row.name}") for row in found.outcomes))
    return replace(
        found,
        cost_per=_cost_over_sets(found.cost_per, sets),
        outcomes=tuple(
            replace(row, difference=_at_once(row.difference, sets, f"outcomes.{row.name}")) for row in found.outcomes
        ),
    )


def _cost_over_sets(found: CostPer, sets: Sets) -> CostPer:
    """A ratio has a range over sets of inputs where few enough of them have no gain to stand outside it."""
    rows = []
    for row in found.rows:
        name, times = GAINS[row.of]
        gain, cost = sets.of(f"outcomes.{name.format(found.years)}"), sets.of(f"bridge.{found.years}.service")
        if gain is None or cost is None or max(gain.noise, cost.noise) > MOSTLY_LUCK:
            rows.append(row)
            continue
        gains = [times * value for value in gain.values]
        ratios = [-c / g if g > 0 else inf for c, g in zip(cost.values, gains, strict=True)]
        ends = ends_of(ratios)
        rows.append(replace(row, unknown=ends if ends[1] < inf else None, at_once=True))
    return replace(found, rows=tuple(rows))


def _at_once(row: AnyEstimate, sets: Sets, name: str) -> AnyEstimate:
    found = sets.range_of(name)
    return row if found is None else replace(row, unknown=found, at_once=True)


def _reached(scenario: Scenario) -> Scenario:
    if not has_ranges(scenario.swings):
        return scenario
    each: Means = [scenario.swings.means, *(end for row in scenario.swings.rows for end in row.means)]
    found = replace(
        scenario,
        bridge={years: _beside(rows, f"bridge.{years}", each) for years, rows in scenario.bridge.items()},
        cost_per=_cost_per(scenario.cost_per, each),
        outcomes=tuple(
            replace(row, difference=_with_range(row.difference, f"outcomes.{row.name}", each))
            for row in scenario.outcomes
        ),
    )
    if isinstance(found, ScenarioAnswer):
        return replace(found, spending=tuple(_chance(row, each) for row in found.spending))
    return found


def _chance(row: Spending, each: Means) -> Spending:
    """The chance of spending more than a limit, with its range over unknown inputs."""
    if row.overspends is None:
        return row
    return replace(row, overspends=_with_range(row.overspends, f"overspends.{row.year}.{row.payer}", each))


def _cost_per(found: CostPer, each: Means) -> CostPer:
    """A ratio has a range over all inputs where there is a gain at each of their ends."""
    rows = []
    for row in found.rows:
        name, times = GAINS[row.of]
        gains = [times * means[f"outcomes.{name.format(found.years)}"] for means in each]
        costs = [-means[f"bridge.{found.years}.service"] for means in each]
        ratios = [cost / gain for cost, gain in zip(costs, gains, strict=True) if gain > 0]
        whole = row.cost is not None and len(ratios) == len(gains)
        rows.append(replace(row, unknown=(min(ratios), max(ratios)) if whole else None))
    return replace(found, rows=tuple(rows))


def _apart(pair: Pair, first: ScenarioInShort, second: ScenarioInShort) -> Pair:
    """The second less the first, with every input that either has at its low and high."""
    both = [one.swings for one in (first, second) if has_ranges(one.swings)]
    if len(both) < 2:
        return pair
    bases = [swings.means for swings in both if swings]
    ends = [{row.path: row.means for row in swings.rows} for swings in both if swings]
    each = [_less(*bases)]
    for path in {**ends[0], **ends[1]}:
        at_ends = zip(*(of.get(path, (base, base)) for of, base in zip(ends, bases, strict=True)), strict=True)
        each += [_less(*at) for at in at_ends]
    return replace(
        pair,
        bridge={years: _beside(rows, f"bridge.{years}", each) for years, rows in pair.bridge.items()},
        outcomes=tuple(_with_range(row, f"with.{row.name}", each) for row in pair.outcomes),
    )


def has_ranges(swings: Swings | None) -> TypeGuard[Swings]:
    """Whether any input has been run at its low and its high, and every quantity followed through it."""
    return swings is not None and bool(swings.rows)


def _less(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {name: second[name] - first[name] for name in second if name in first}


def _beside(rows: Sequence[StepRow], of: str, each: Means) -> tuple[StepRow, ...]:
    return tuple(_with_range(row, f"{of}.{row.name}", each) for row in rows)


def _with_range(row: Ranged, name: str, each: Means) -> Ranged:
    """With the least and the most of a quantity over all ends; as it is where swings do not follow it."""
    found = [means[name] for means in each if name in means]
    return replace(row, unknown=(min(found), max(found))) if found else row
