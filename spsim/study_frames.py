"""How does a study become data frames? One row for each thing that was found, under columns that are explained here.

Nothing is worked out: numbers are those of `experiments.study.answer`, unrounded, and every row of every point is that
of `spsim study export`.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from spsim.columns import Column, Columns, Kind

if TYPE_CHECKING:
    from experiments.economics.answer import AtThreshold, InputWorth, StudyEconomics
    from experiments.sensitivity.indices import Index
    from experiments.study.answer import OutputAnswer, StudyAnswer
    from experiments.study.results import Found

Row = dict[str, object]
INTERVALS = {
    "error_low, error_high": "simulation error: the 95 % interval of the mean; more points and replications narrow it",
    "year_low, year_high": "one real year: where 95 % of single real services fall, if every input is right",
    "unknown_low, unknown_high": "unknown inputs: where the mean lies in 95 % of sets of all inputs, luck taken out",
    "low, high": "the 95 % interval of the estimate",
}

OF_AN_OUTPUT: Columns = {
    "output": Column("name of the output"),
    "title": Column("the same in words"),
    "scenario": Column("name of the scenario"),
    "less": Column("name of the scenario that is taken from it, draw by draw; empty: none"),
    "unit": Column("of the output, as its study says it"),
}
SUMMARY: Columns = {
    **OF_AN_OUTPUT,
    "mean": Column("mean over sets of inputs", "number", "as unit"),
    "error_low": Column("simulation error: low end of the 95 % interval of the mean", "number", "as unit"),
    "error_high": Column("and its high end; more points and replications narrow it", "number", "as unit"),
    "year_low": Column("one real year: low end of where 95 % of single real services fall", "number", "as unit"),
    "year_high": Column("and its high end, if every input is right; empty: one replication", "number", "as unit"),
    "unknown_low": Column("unknown inputs: low end of where 95 % of sets of inputs put the mean", "number", "as unit"),
    "unknown_high": Column("and its high end, luck taken out; empty: it may all be luck", "number", "as unit"),
    "unknown_lower_half": Column("low end of where half of the sets of inputs put it", "number", "as unit"),
    "unknown_middle": Column("the median over sets of inputs", "number", "as unit"),
    "unknown_upper_half": Column("high end of where half put it", "number", "as unit"),
    "above_0": Column("sets of inputs with a mean above 0", "number", "share of sets"),
    "between": Column("variance between sets of inputs, luck taken out", "number", "unit, squared"),
    "between_low": Column("low end of its 95 % interval; empty: too few points", "number", "unit, squared"),
    "between_high": Column("and its high end", "number", "unit, squared"),
    "within": Column("variance of luck: of one replication about its point's mean", "number", "unit, squared"),
    "common": Column("the part of that which all points have alike", "number", "unit, squared"),
    "between_share": Column("between, of between and within", "number", "share of variance"),
    "dominated": Column("luck is more than all there is between points; empty: one replication", "truth"),
    "points": Column("with two replications or more", "whole"),
    "replications": Column("of a point", "whole"),
}
SENSITIVITY: Columns = {
    **OF_AN_OUTPUT,
    "analysis": Column("sobol, given data, shapley, pawn, delta, morris, or one way"),
    "input": Column("name of the input; empty: of all together"),
    "index": Column("first, total, sum of first, effect, mu, mu_star, sigma, distance, or change (from the base)"),
    "at": Column("of a change: the value of the input, as text"),
    "estimate": Column(
        "sobol, given data, shapley: a share of variance without luck; pawn, delta: a distance between distributions, "
        "luck and all; morris, one way: in unit",
        "number",
        "as index",
    ),
    "low": Column("low end of its 95 % interval; empty: it has none", "number", "as index"),
    "high": Column("and its high end", "number", "as index"),
    "with_luck": Column("what it would be, had luck not been taken out", "number", "as index"),
    "warning": Column("why not to trust it; empty: no reason"),
}
OPTION = Column("title of the option, usual care first")
EFFECT = Column("name of the effect; of a decision net cash or net capacity, where nothing else counts")
THRESHOLD = Column("what one more of the effect is worth; of a decision 0", "number", "gbp")
ECONOMICS: dict[str, Columns] = {
    "money": {
        "option": OPTION,
        "of": Column("net cash or net capacity, against usual care; plus is good for the budget"),
        "mean": Column("over draws, luck taken out", "number", "gbp"),
        "unknown_low": Column("low end of where 95 % of draws lie", "number", "gbp"),
        "unknown_high": Column("and its high end", "number", "gbp"),
        "unknown_lower_half": Column("low end of where half of the draws lie", "number", "gbp"),
        "unknown_upper_half": Column("and its high end", "number", "gbp"),
        "above_0": Column("draws above 0", "number", "share of draws"),
    },
    "plane": {
        "effect": EFFECT,
        "unit": Column("of the effect"),
        "option": OPTION,
        "net_cost": Column("the service less cash released, against usual care, mean over draws", "number", "gbp"),
        "gained": Column("of the effect, against usual care, mean over draws", "number", "as unit"),
        "standing": Column("on the frontier, dominated, extendedly dominated, or the same as another"),
        "next_to": Column("the option before it on the frontier"),
        "ratio": Column("pounds for each unit gained against that one", "number", "gbp for each unit"),
    },
    "quadrants": {
        "effect": EFFECT,
        "option": OPTION,
        "quadrant": Column("of the plane, against usual care"),
        "share": Column("draws in it", "number", "share of draws"),
    },
    "acceptability": {
        "effect": EFFECT,
        "threshold": THRESHOLD,
        "option": OPTION,
        "chance": Column("of being best there", "number", "share of draws"),
        "loss": Column("of choosing it, expected", "number", "gbp"),
        "best": Column("it is best there on average", "truth"),
    },
    "evpi": {
        "effect": EFFECT,
        "threshold": THRESHOLD,
        "pounds": Column("what certainty about everything is worth, for one decision", "number", "gbp"),
        "low": Column("low end of its 95 % interval; empty on the curve, where none is worked out", "number", "gbp"),
        "high": Column("and its high end", "number", "gbp"),
        "population": Column("what it is worth to all who decide, where the study says how many", "number", "gbp"),
        "verdict": Column("how far luck could be taken out; empty on the curve"),
    },
    "evppi": {
        "of": Column("net cash or net capacity, by which options are chosen"),
        "input": Column("name of the input"),
        "title": Column("the same in words"),
        "pounds": Column("what certainty about it is worth; empty: refused", "number", "gbp"),
        "low": Column("low end of its 95 % interval", "number", "gbp"),
        "high": Column("and its high end", "number", "gbp"),
        "share": Column("of the variance without luck that knowing it takes away", "number", "share of variance"),
        "warning": Column("why it is refused; empty: it is not"),
    },
}

# ---------------------------------------------------------------- every point


def result_columns(found: "Found") -> Columns:
    """Those of results.csv of `spsim study export`."""
    from experiments.study.exported import OF_THE_RESULTS, meanings, results_head

    meaning = dict(meanings(found))
    units = {one.name: one.unit for one in found.outputs}

    def kind(name: str) -> Kind:
        return "text" if name == "scenario" else "whole" if name in OF_THE_RESULTS else "number"

    return {name: Column(meaning[name], kind(name), units.get(name, "")) for name in results_head(found)}


def result_rows(found: "Found") -> Iterator[Row]:
    """A row for each point, replication and scenario."""
    from experiments.study.exported import results, results_head

    head = results_head(found)
    return (dict(zip(head, row, strict=True)) for row in results(found))


def point_columns(found: "Found", rows: Iterable[Row]) -> Columns:
    """Those of points.csv; a column of numbers alone is a number."""
    from experiments.study.exported import meanings, points_head

    meaning, listed = dict(meanings(found)), list(rows)
    units = {one.name: one.unit for one in found.plan.dimensions}

    def kind(name: str) -> Kind:
        cells = {type(row[name]) for row in listed if row[name] is not None}
        return "whole" if name == "point" else "number" if cells and cells <= {int, float} else "text"

    return {name: Column(meaning[name], kind(name), units.get(name, "")) for name in points_head(found)}


def point_rows(found: "Found") -> Iterator[Row]:
    """A row for each point."""
    from experiments.study.exported import points, points_head

    head = points_head(found)
    return (dict(zip(head, row, strict=True)) for row in points(found))


# ---------------------------------------------------------------- what was found of each output


def _of(one: "OutputAnswer") -> Row:
    return {"output": one.output, "title": one.title, "scenario": one.arm, "less": one.less, "unit": one.unit}


def summary_rows(answer: "StudyAnswer") -> Iterator[Row]:
    """A row for each output that has a mean over sets of inputs."""
    for one in answer.outputs:
        if (found := one.summary) is None:
            continue
        row = {**_of(one), "mean": found.mean, "replications": one.replications}
        row["error_low"], row["error_high"] = found.error
        row["year_low"], row["year_high"] = found.one_year or (None, None)
        if known := found.unknown:
            row |= {
                "unknown_low": known.low,
                "unknown_high": known.high,
                "unknown_lower_half": known.quarter,
                "unknown_middle": known.middle,
                "unknown_upper_half": known.three_quarters,
                "above_0": known.above_0,
            }
        if split := found.split:
            row |= {
                "between": split.between,
                "between_low": split.between_low,
                "between_high": split.between_high,
                "within": split.within,
                "common": split.common,
                "between_share": split.share_between,
                "dominated": split.dominated,
                "points": split.points,
            }
        yield row


def sensitivity_rows(answer: "StudyAnswer") -> Iterator[Row]:
    """A row for each index of each input."""
    for one in answer.outputs:
        yield from ({**_of(one), **row} for rows in (_of_design, _of_sample, _one_way) for row in rows(answer, one))


def _of_design(answer: "StudyAnswer", one: "OutputAnswer") -> Iterator[Row]:
    if one.sobol:
        for each, first, total in zip(answer.inputs, one.sobol.first, one.sobol.total, strict=True):
            yield _index("sobol", each.name, "first", first)
            yield _index("sobol", each.name, "total", total)
        yield _index("sobol", None, "sum of first", one.sobol.sum_of_first)
    if one.morris:
        for each, effects in zip(answer.inputs, one.morris.effects, strict=True):
            yield _index("morris", each.name, "mu", effects.mu)
            yield _index("morris", each.name, "mu_star", effects.mu_star)
            yield _index("morris", each.name, "sigma", effects.sigma)


def _of_sample(answer: "StudyAnswer", one: "OutputAnswer") -> Iterator[Row]:
    names = [each.name for each in answer.drawn]
    if one.given:
        yield from (_index("given data", name, "first", i) for name, i in zip(names, one.given.first, strict=True))
    if one.shapley:
        yield from (_index("shapley", name, "effect", i) for name, i in zip(names, one.shapley.effects, strict=True))
    if one.others:
        for analysis, values in (("pawn", one.others.pawn), ("delta", one.others.delta)):
            for name, value in zip(names, values, strict=True):
                yield {"analysis": analysis, "input": name, "index": "distance", "estimate": value}


def _one_way(answer: "StudyAnswer", one: "OutputAnswer") -> Iterator[Row]:
    if one.one_way is None:
        return
    for each, levels, swing in zip(answer.inputs, answer.levels, one.one_way.swings, strict=True):
        for level, change in zip(levels, swing.changes, strict=True):
            row: Row = {"analysis": "one way", "input": each.name, "index": "change", "at": str(level)}
            if change is None:
                yield {**row, "warning": "Its point failed, or was not run"}
            else:
                yield {**row, "estimate": change.mean, "low": change.error_low, "high": change.error_high}


def _index(analysis: str, name: str | None, index: str, found: "Index") -> Row:
    from app.words.studies import doubts_cell

    return {
        "analysis": analysis,
        "input": name,
        "index": index,
        "estimate": found.value,
        "low": found.low,
        "high": found.high,
        "with_luck": found.naive,
        "warning": doubts_cell(found) or None,
    }


# ---------------------------------------------------------------- its economics


def economics_rows(found: "StudyEconomics", name: str) -> Iterator[Row]:
    """The rows of the table of this name."""
    return _ECONOMICS[name](found)


def _money(found: "StudyEconomics") -> Iterator[Row]:
    for one in found.money:
        for of, spread in (("net cash", one.net_cash), ("net capacity", one.net_capacity)):
            if spread:
                yield {
                    "option": one.option,
                    "of": of,
                    "mean": spread.mean,
                    "unknown_low": spread.low,
                    "unknown_high": spread.high,
                    "unknown_lower_half": spread.lower_half,
                    "unknown_upper_half": spread.upper_half,
                    "above_0": spread.above_0,
                }


def _plane(found: "StudyEconomics") -> Iterator[Row]:
    for effect in found.effects:
        for place in effect.places:
            yield {
                "effect": effect.effect,
                "unit": effect.unit,
                "option": place.name,
                "net_cost": place.cost,
                "gained": place.effect,
                "standing": place.standing,
                "next_to": place.next_to,
                "ratio": place.against.ratio if place.against else None,
            }


def _quadrants(found: "StudyEconomics") -> Iterator[Row]:
    for effect in found.effects:
        for option, shares in zip(found.options[1:], effect.quadrants, strict=True):
            for quadrant, share in shares.items():
                yield {"effect": effect.effect, "option": option, "quadrant": quadrant, "share": share}


def _acceptability(found: "StudyEconomics") -> Iterator[Row]:
    for effect in found.effects:
        curves = effect.curves
        for row in zip(curves.thresholds, curves.chances, curves.losses, curves.best, strict=True):
            yield from _at(found, effect.effect, *row)
    for one in found.decisions:
        yield from _at(found, one.of, one.at.pounds, one.at.chances, one.at.losses, one.at.best)


def _at(
    found: "StudyEconomics",
    effect: str,
    threshold: float,
    chances: tuple[float, ...],
    losses: tuple[float, ...],
    best: int,
) -> Iterator[Row]:
    for at, (option, chance, loss) in enumerate(zip(found.options, chances, losses, strict=True)):
        row = {"effect": effect, "threshold": threshold, "option": option}
        yield {**row, "chance": chance, "loss": loss, "best": at == best}


def _evpi(found: "StudyEconomics") -> Iterator[Row]:
    for effect in found.effects:
        yield from (_certainty(effect.effect, at) for at in effect.stated)
        stated = {at.pounds for at in effect.stated}
        for threshold, pounds in zip(effect.curves.thresholds, effect.curves.evpi, strict=True):
            if threshold not in stated:
                yield {"effect": effect.effect, "threshold": threshold, "pounds": pounds}
    yield from (_certainty(one.of, one.at) for one in found.decisions)


def _certainty(effect: str, at: "AtThreshold") -> Row:
    worth = at.evpi
    return {
        "effect": effect,
        "threshold": at.pounds,
        "pounds": worth.pounds,
        "low": worth.low,
        "high": worth.high,
        "population": at.population,
        "verdict": worth.trust.verdict,
    }


def _evppi(found: "StudyEconomics") -> Iterator[Row]:
    for decision in found.decisions:
        yield from (_knowing(decision.of, one) for one in decision.inputs)


def _knowing(of: str, one: "InputWorth") -> Row:
    worth = one.worth
    return {
        "of": of,
        "input": one.name,
        "title": one.title,
        "pounds": worth.pounds,
        "low": worth.low,
        "high": worth.high,
        "share": worth.share,
        "warning": worth.refused or None,
    }


_ECONOMICS = {
    "money": _money,
    "plane": _plane,
    "quadrants": _quadrants,
    "acceptability": _acceptability,
    "evpi": _evpi,
    "evppi": _evppi,
}
