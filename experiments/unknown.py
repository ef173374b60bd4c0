"""How far could what nobody knows move it? Beside every estimate that swings reach, the range over all inputs.

Luck is what one real service will meet if every input is right; this is what the inputs may be wrong by. One input at a
time, as swings are: the least and the most that any one of them makes of a mean, at its low or at its high. Between two
scenarios an input that both have moves in both at once. What the swings say is all that is needed: nothing is run here.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.bridge import STEPS
from experiments.intervals import estimate
from experiments.limits import chances
from experiments.outcomes import Outcome, Read, outcomes_for
from experiments.run import Question, Replication
from sim.inputs import World
from sim.units import WEEK, YEAR

Answer = dict[str, Any]
Ends = Sequence[Mapping[str, float]]  # every quantity at the low of an input, and at its high
SUBTOTALS = ("care_freed", "care_use", "capacity", "cash", "service", "net")
GAINS = {"discharge": ("discharged_in_{}y", 1.0), "care_year": ("weeks_in_care", -WEEK / YEAR)}
COUNTED = ("given_link_worker", "gave_up", "relapses", "weeks_in_care")


def quantities(question: Question, runs: Sequence[Replication]) -> dict[str, float]:
    """The means that are followed through every swing: the bridge at each horizon, and people, programme less usual."""
    found = {
        f"bridge.{years}.{step.name}": _mean([run.bridges[years].pounds(step.name) for run in runs])
        for years in question.shape.bridge_years
        for step in STEPS
        if step.name in SUBTOTALS
    }
    usual, programme = (
        Read(question.shape, [run.worlds[world].tally for run in runs]) for world in (World.USUAL, World.PROGRAMME)
    )
    for outcome in _followed(question):
        found[f"outcomes.{outcome.name}"] = _mean(programme.part(outcome).some) - _mean(usual.part(outcome).some)
        found[f"with.{outcome.name}"] = _mean(programme.part(outcome).some)
    return found | chances(question, runs)


def _followed(question: Question) -> Iterator[Outcome]:
    """Outcomes that are counts: a mean of ratios is another matter."""
    for outcome in outcomes_for(question.shape):
        if outcome.name in COUNTED or outcome.name.startswith(("discharged_in_", "uses.")):
            yield outcome


def _mean(values: Sequence[float]) -> float:
    return estimate(values).mean


def with_unknown(answer: Answer) -> Answer:
    """The answer with the range over all inputs beside each estimate that its swings followed: `unknown`, the least and
    the most. Nothing where a scenario has no swings."""
    scenarios = {one["name"]: one for one in answer["scenarios"]}
    return {
        **answer,
        "scenarios": [_reached(one) for one in answer["scenarios"]],
        "comparisons": [
            _apart(pair, scenarios[pair["first"]], scenarios[pair["second"]]) for pair in answer["comparisons"]
        ],
    }


def _reached(scenario: Mapping[str, Any]) -> dict[str, Any]:
    if not has_ranges(scenario):
        return dict(scenario)
    each = [_base(scenario), *(end for ends in _ends(scenario).values() for end in ends)]
    return {
        **scenario,
        "bridge": {years: _beside(rows, f"bridge.{years}", each) for years, rows in scenario["bridge"].items()},
        "spending": [_chance(row, each) for row in scenario["spending"]],
        "cost_per": _cost_per(scenario["cost_per"], each),
        "outcomes": [
            {**row, "difference": _with_range(row["difference"], f"outcomes.{row['name']}", each)}
            for row in scenario["outcomes"]
        ],
    }


def _chance(row: Mapping[str, Any], each: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """The chance of spending more than a limit, beside what nobody knows."""
    if row["overspends"] is None:
        return dict(row)
    return {**row, "overspends": _with_range(row["overspends"], f"overspends.{row['year']}.{row['payer']}", each)}


def _cost_per(found: Mapping[str, Any], each: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """A ratio has a range over all inputs where there is a gain at each of their ends."""
    years = found["years"]
    rows = []
    for row in found["rows"]:
        name, times = GAINS[row["of"]]
        gains = [times * means[f"outcomes.{name.format(years)}"] for means in each]
        costs = [-means[f"bridge.{years}.service"] for means in each]
        ratios = [cost / gain for cost, gain in zip(costs, gains, strict=True) if gain > 0]
        whole = row["cost"] is not None and len(ratios) == len(gains)
        rows.append({**row, "unknown": [min(ratios), max(ratios)] if whole else None})
    return {**found, "rows": rows}


def _apart(pair: Mapping[str, Any], first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    """The second less the first, with every input that either has at its low and high."""
    if not (has_ranges(first) and has_ranges(second)):
        return dict(pair)
    bases, ends = [_base(one) for one in (first, second)], [_ends(one) for one in (first, second)]
    each = [_less(*bases)]
    for path in {**ends[0], **ends[1]}:
        both = zip(*(of.get(path, (base, base)) for of, base in zip(ends, bases, strict=True)), strict=True)
        each += [_less(*at) for at in both]
    return {
        **pair,
        "bridge": {years: _beside(rows, f"bridge.{years}", each) for years, rows in pair["bridge"].items()},
        "outcomes": [_with_range(row, f"with.{row['name']}", each) for row in pair["outcomes"]],
    }


def has_ranges(scenario: Mapping[str, Any]) -> bool:
    """Whether any input has been run at its low and its high, and every quantity followed through it."""
    swings = scenario.get("swings") or {}
    return bool(swings.get("rows") and "means" in swings)


def _base(scenario: Mapping[str, Any]) -> Mapping[str, float]:
    found: Mapping[str, float] = scenario["swings"]["means"]
    return found


def _ends(scenario: Mapping[str, Any]) -> dict[str, Ends]:
    return {row["path"]: row["means"] for row in scenario["swings"]["rows"]}


def _less(first: Mapping[str, float], second: Mapping[str, float]) -> dict[str, float]:
    return {name: second[name] - first[name] for name in second if name in first}


def _beside(rows: Sequence[Mapping[str, Any]], of: str, each: Sequence[Mapping[str, float]]) -> list[dict[str, Any]]:
    return [_with_range(row, f"{of}.{row['name']}", each) for row in rows]


def _with_range(row: Mapping[str, Any], name: str, each: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """With the least and the most of a quantity over all ends; as it is where swings do not follow it."""
    found = [means[name] for means in each if name in means]
    return {**row, "unknown": [min(found), max(found)]} if found else dict(row)
