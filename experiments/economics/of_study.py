"""What are the economics of a study? Its draws, as costs and effects of each scenario and of usual care.

Each scenario is an option beside usual care, and its increments are on its own usual care: the same people, the same
luck. Net cost is the cost of the service less the cash that it releases; net capacity counts all capacity released.
Only designs that draw inputs as they are known have economics: a grid or a screen says nothing of how likely it is.
Pounds are real and undiscounted, of the whole service over its follow-up.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import floor, log10, sqrt
from typing import Literal

import numpy as np

from experiments.economics.answer import (
    AtThreshold,
    Curves,
    Decision,
    InputWorth,
    OptionMoney,
    PerEffect,
    Place,
    Spread,
    StudyEconomics,
)
from experiments.economics.arrays import FEWEST_DRAWS, Floats, net_benefit
from experiments.economics.deciding import best_shares, evpi, losses, population
from experiments.economics.learning import evppi
from experiments.economics.noise import Draws, without_noise
from experiments.economics.plane import compare, quadrants
from experiments.economics.savi import savi_tables
from experiments.study.drawn import drawn_inputs
from experiments.study.outputs import SHORT
from experiments.study.results import Found
from experiments.study.sections import Economics
from sim.errors import NotPossible

DRAWN = ("latin_hypercube", "sobol", "joint")
USUAL = "usual care"
CLOUD = 300  # draws that a picture shows
STEPS = 40  # thresholds of a curve
BEYOND = 2.0  # times the dearest stated threshold, or the first ratio: where a curve ends
NICE = (20_000.0, 25_000.0, 30_000.0, 35_000.0)  # pounds a QALY: the range until 2026, and that since, for medicines
EFFECTS = {  # which output, what one of it is called
    "discharges": ("discharge", "gbp_per_discharge"),
    "weeks_of_care": ("week out of care", "gbp_per_week_of_care"),
    "qalys": ("QALY", "gbp_per_qaly"),
}


def economics_of(found: Found) -> StudyEconomics | None:
    """The economics of a study: None where it has no draws of what is unknown (10 at least), varies levers, or has no
    net cash among its outputs."""
    plan = found.plan
    rows, each = _rows(found)
    net = _output(found, "net")
    if net is None or plan.declared.study.levers or not each or len(rows) < FEWEST_DRAWS:
        return None
    options = (USUAL, *(arm.scenario.title for arm in plan.arms))
    known, names = _known(found, rows)
    asked = plan.declared.study.economics or Economics()
    costs = -_increments(found, net, rows, each)
    cash = without_noise(costs, 0 * costs, known)
    capacity = _capacity(found, rows, each)
    released = None if capacity is None else without_noise(capacity, 0 * capacity, known)
    wanted: list[tuple[Literal["net cash", "net capacity"], Floats | None]] = [
        ("net cash", costs),
        ("net capacity", capacity),
    ]
    return StudyEconomics(
        options=options,
        draws=len(rows),
        failed=len(found.failed),
        replications=each,
        money=tuple(
            OptionMoney(
                option,
                spread_of(-cash.costs[:, i]),
                None if released is None else spread_of(-released.costs[:, i]),
            )
            for i, option in enumerate(options)
            if i
        ),
        decisions=tuple(_decision(of, cost, known, names, asked) for of, cost in wanted if cost is not None),
        effects=tuple(
            per_effect(
                effect, costs, _increments(found, name, rows, each), known, options, _stated(effect, asked), asked
            )
            for effect in EFFECTS
            if (name := _output(found, effect)) is not None
        ),
    )


# ---------------------------------------------------------------- a study as arrays


def _rows(found: Found) -> tuple[list[int], int]:
    """Which points are draws that were run, and in how many replications all of them were."""
    design = found.plan.declared.study.design
    points = range(found.plan.points)
    if design.kind == "saltelli":  # the two samples of each base point; the rest moves one input
        block = found.plan.points // int(design.base_points or 1)
        points_of = [point for point in points if point % block in (0, block - 1)]
    else:
        points_of = [*points] if design.kind in DRAWN else []
    run = (~np.isnan(found.columns).any(axis=(2, 3))).sum(axis=1)
    rows = [point for point in points_of if point not in found.failed and run[point]]
    return rows, int(run[rows].min()) if rows else 0


def _output(found: Found, short: str) -> str | None:
    """What the study calls this output."""
    names = (short, SHORT.get(short, short))
    return next((one.name for one in found.outputs if one.name in names), None)


def _increments(found: Found, output: str, rows: Sequence[int], each: int) -> Floats:
    """(draw, option, replication): each option less its usual care; usual care first, 0."""
    arms = [found.of(output, arm)[list(rows), :each] for arm in range(len(found.plan.arms))]
    return np.stack([np.zeros_like(arms[0]), *arms], axis=1)


def _capacity(found: Found, rows: Sequence[int], each: int) -> Floats | None:
    """The same of the service less all capacity released, in pounds: where the study has both."""
    capacity, service = _output(found, "capacity"), _output(found, "service")
    if capacity is None or service is None:
        return None
    return -_increments(found, capacity, rows, each) - _increments(found, service, rows, each)


def _known(found: Found, rows: Sequence[int]) -> tuple[Floats, list[tuple[str, str, str]]]:
    """What is unknown at some points: a column for each input, with its name, title and unit."""
    inputs, values = drawn_inputs(found.plan)
    return values[list(rows)], [(one.name, one.title, one.unit) for one in inputs]


# ---------------------------------------------------------------- answers


def spread_of(values: Floats) -> Spread:
    """Pounds of draws (draw,), as a mean, quantiles and a share."""
    ends = np.quantile(values, [0.025, 0.25, 0.75, 0.975], method="weibull")  # as page one and a study's summary do
    low, lower, upper, high = (float(end) for end in ends)
    return Spread(float(values.mean()), low, lower, upper, high, float((values > 0).mean()))


def _decision(
    of: Literal["net cash", "net capacity"],
    costs: Floats,
    known: Floats,
    names: Sequence[tuple[str, str, str]],
    asked: Economics,
) -> Decision:
    """Which option to choose, where these costs alone count, and what knowing each input is worth to it."""
    nothing = np.zeros_like(costs)
    at = decided(costs, known, asked)
    inputs = [
        InputWorth(*about, evppi(costs, nothing, column, 0.0)[0]) for about, column in zip(names, known.T, strict=True)
    ]
    inputs.sort(key=lambda one: (-(one.worth.pounds or 0.0), one.name))
    return Decision(of, at, tuple(inputs))


def decided(costs: Floats, known: Floats, asked: Economics | None = None) -> AtThreshold:
    """Which option to choose, where these costs (draw, option, replication) alone count; `known` (draw, input)."""
    nothing = np.zeros_like(costs)
    return _at_threshold(without_noise(costs, nothing, known), costs, nothing, 0.0, known, asked or Economics())


def _at_threshold(
    draws: Draws, costs: Floats, effects: Floats, threshold: float, known: Floats, asked: Economics
) -> AtThreshold:
    benefit = net_benefit(draws.costs, draws.effects, threshold)
    [worth] = evpi(costs, effects, threshold, known)
    means = benefit.mean(axis=0)
    return AtThreshold(
        pounds=threshold,
        best=int(means.argmax()),
        benefits=tuple(means.tolist()),
        chances=tuple(best_shares(benefit).tolist()),
        losses=tuple(losses(benefit).tolist()),
        evpi=worth,
        population=None
        if asked.decisions_per_year is None or asked.years is None
        else population(worth.pounds, asked.decisions_per_year, asked.years, asked.discount_rate, asked.first_year),
    )


def _stated(effect: str, asked: Economics) -> tuple[float, ...]:
    """The thresholds that a study states; of QALYs, NICE's where it states none."""
    stated = getattr(asked, EFFECTS[effect][1])
    return tuple(float(one) for one in stated) if stated else NICE if effect == "qalys" else ()


def per_effect(
    effect: str,
    costs: Floats,
    effects: Floats,
    known: Floats,
    options: Sequence[str],
    stated: Sequence[float],
    asked: Economics | None = None,
) -> PerEffect:
    """Net cost against one effect, (draw, option, replication), at the thresholds that are stated."""
    unit = EFFECTS[effect][0]
    asked = asked or Economics()
    draws = without_noise(costs, effects, known)
    places = tuple(_judged(one, effects, options) for one in compare(draws.costs, draws.effects, options))
    ratios = [abs(one.against.ratio) for one in places if one.against and one.against.ratio]
    some = np.linspace(0, len(draws.costs) - 1, min(CLOUD, len(draws.costs))).astype(int)
    return PerEffect(
        effect=effect,
        unit=unit,
        places=places,
        quadrants=tuple(quadrants(draws.costs, draws.effects, i) for i in range(1, len(options))),
        cloud=tuple(
            tuple(zip(draws.effects[some, i].tolist(), draws.costs[some, i].tolist(), strict=True))
            for i in range(1, len(options))
        ),
        curves=_curves(draws, _end(stated or ratios[:1], draws)),
        stated=tuple(_at_threshold(draws, costs, effects, one, known, asked) for one in stated),
    )


def _judged(place: Place, effects: Floats, options: Sequence[str]) -> Place:
    """With whether what an option does differs from the one before it by more than twice its error."""
    if place.against is None or place.next_to is None:
        return place
    more = effects[:, options.index(place.name)] - effects[:, options.index(place.next_to)]
    errors = [of.std(ddof=1) / sqrt(len(of)) for of in (more.mean(axis=1), more.mean(axis=0)) if len(of) > 1]
    return replace(place, against=replace(place.against, clear=bool(abs(more.mean()) > 2 * np.hypot.reduce(errors))))


def _end(thresholds: Sequence[float], draws: Draws) -> float:
    """Where a curve ends: beyond all that matters, at a round number."""
    mean = np.abs(draws.effects).mean(), np.abs(draws.costs).mean()
    most = max(thresholds, default=mean[1] / mean[0] if mean[0] > 0 else 1.0) * BEYOND
    if not most > 0:
        return 1.0
    grain = 10.0 ** floor(log10(most))
    return float(np.ceil(most / grain) * grain)


def _curves(draws: Draws, end: float) -> Curves:
    at = np.linspace(0.0, end, STEPS + 1)
    benefits = [net_benefit(draws.costs, draws.effects, float(one)) for one in at]
    lost = [losses(benefit) for benefit in benefits]
    return Curves(
        thresholds=tuple(at.tolist()),
        chances=tuple(tuple(best_shares(benefit).tolist()) for benefit in benefits),
        losses=tuple(tuple(one.tolist()) for one in lost),
        best=tuple(int(benefit.mean(axis=0).argmax()) for benefit in benefits),
        evpi=tuple(float(one.min()) for one in lost),
    )


# ---------------------------------------------------------------- for SAVI


def savi_of(found: Found, effect: str | None = None) -> dict[str, str]:
    """The three files that SAVI takes, by name: every draw of a study, luck taken out. `effect`: discharges,
    weeks_of_care or qalys; the first that the study has, if left out.

    Raises NotPossible where the study has no draws of what is unknown, no net cash, or no such effect.
    """
    rows, each = _rows(found)
    net = _output(found, "net")
    if net is None or len(rows) < FEWEST_DRAWS:
        raise NotPossible(
            "SAVI takes draws of everything unknown with their net cash: a joint, latin_hypercube, sobol or saltelli "
            "design, with net among its outputs"
        )
    wanted = [name for name in EFFECTS if effect in (None, name)]
    name = next((output for one in wanted if (output := _output(found, one)) is not None), None)
    if name is None:
        raise NotPossible(f"the study has no output of {' or '.join(wanted) or effect}: SAVI needs an effect")
    known, names = _known(found, rows)
    return savi_tables(
        {about[0]: column for about, column in zip(names, known.T, strict=True)},
        -_increments(found, net, rows, each),
        _increments(found, name, rows, each),
        [USUAL, *(arm.scenario.title for arm in found.plan.arms)],
    )
