"""Which values are worth measuring first, and what is knowing each of them worth? For one decision of one service.

The decision is to run a scenario or not, or which of two scenarios to run, by net cash over the follow-up. All that is
unknown is drawn together, as on page one of a report: the same draws, each in two replications of luck of their own.
What knowing an input is worth is how much better, on average, the decision would be (`learning`); of an input that can
be counted, also what a study of a stated size would be worth, and for how long such a service would have to count.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from math import ceil, sqrt

import numpy as np

from experiments.all_inputs import in_common
from experiments.along import Fits
from experiments.changed import Path
from experiments.draws import Inputs, draw_again
from experiments.economics.answer import DataRequest, Learned, StudyWorth, ToMeasure
from experiments.economics.arrays import Floats
from experiments.economics.learning import evppi, evsi
from experiments.economics.measuring import COUNTED, How, how_of
from experiments.economics.noise import without_noise
from experiments.economics.of_study import decided, spread_of
from experiments.ranges import luck_of
from experiments.run import Case
from experiments.study.outputs import Output, output_names, outputs_of
from experiments.study.points import run_points
from sim.errors import NotPossible
from sim.luck import study_key
from sim.preflight import assumptions

SETS = 1000  # draws, as on page one
FEWEST = 200  # of fewer, a regression sees too little
TWICE = 2  # replications of each: enough to measure luck
SHOWN = 6
SIZES = (25, 50, 100, 200, 400, 800, 1600)
ENOUGH = 0.8  # of what knowing is worth: the least study that reaches this is named
DAYS_PER_YEAR, MONTHS, WEEKS_PER_YEAR = 365.25, 12, 52.18


Progress = Callable[[int, int], None]


def data_request(
    cases: Sequence[Case],
    fits: Sequence[Fits],
    sets: int = SETS,
    *,
    jobs: int = 1,
    progress: Progress = lambda done, planned: None,
) -> DataRequest:
    """The request for one scenario, or for the choice between two. Raises NotPossible where follow-up is shorter than a
    year, or no input states a range."""
    if not all(case.shape.bridge_years for case in cases):
        raise NotPossible("what knowing is worth is about money over a year or more, and follow-up is shorter")
    drawn = _Drawn(cases, fits, sets, jobs, progress)
    values = drawn.values()
    if not values:
        raise NotPossible("no input states a range (low and high), so nothing is unknown here")
    costs = -drawn.net()
    known = np.column_stack(list(values.values()))
    decision = decided(costs, known)
    clear = without_noise(costs, np.zeros_like(costs), known)
    rows = _rows(cases, values, costs, drawn.per_year())
    return DataRequest(
        options=(*(["Not run"] if len(cases) == 1 else []), *(case.scenario.title for case in cases)),
        years=cases[0].shape.bridge_years[-1],
        price_year=cases[0].scenario.prices.year,
        draws=sets,
        redrawn=drawn.redrawn,
        net=spread_of(clear.costs[:, 0] - clear.costs[:, 1]),
        decision=decision,
        inputs=tuple(rows),
        others=len(values) - len(rows),
    )


# ---------------------------------------------------------------- draws


class _Drawn:
    """Every scenario at the same draws of everything unknown."""

    def __init__(self, cases: Sequence[Case], fits: Sequence[Fits], sets: int, jobs: int, progress: Progress) -> None:
        self.cases, self.sets = cases, sets
        luck = cache(luck_of)  # an input has the same luck in every scenario
        self.inputs = [
            Inputs(case.scenario, fit, luck) for case, fit in zip(cases, in_common(cases, fits), strict=True)
        ]
        self.outputs = [_outputs(case) for case in cases]
        self.found: list[dict[int, Floats]] = [{} for _ in cases]
        self.drawn: list[dict[int, Mapping[Path, float]]] = [{} for _ in cases]
        each = [partial(self._run, i, jobs) for i in range(len(cases))]
        self.redrawn = draw_again(each, sets, progress)

    def _run(self, i: int, jobs: int, attempts: Mapping[int, int], progress: Callable[[int], None]) -> dict[int, str]:
        """One scenario at these draws: why not, where one is not possible."""
        case, key = self.cases[i], study_key(self.cases[i].seed)
        numbers = list(attempts)
        self.drawn[i] |= {number: self.inputs[i].values(key, number, attempts[number]) for number in numbers}
        found = run_points(
            case,
            list(self.drawn[i][numbers[0]]),
            np.array([list(self.drawn[i][number].values()) for number in numbers]),
            [range(TWICE * number, TWICE * (number + 1)) for number in numbers],
            self.outputs[i],
            jobs=jobs,
            progress=progress,
        )
        self.found[i] |= dict(zip(numbers, found.columns, strict=True))
        return {numbers[point]: why for point, why in found.failed.items()}

    def values(self) -> dict[Path, Floats]:
        """Each input that differs between draws, in every draw: where both scenarios have it, as the first does."""
        found: dict[Path, Floats] = {}
        for drawn in self.drawn:
            for path in drawn[0]:
                column = np.array([drawn[number][path] for number in range(self.sets)])
                if path not in found and np.ptp(column) > 0:
                    found[path] = column
        return dict(sorted(found.items()))

    def net(self) -> Floats:
        """(draw, option, replication): net cash of each option, in pounds."""
        each = [np.stack([found[number] for number in range(self.sets)])[:, :, 0] for found in self.found]
        return np.stack([np.zeros_like(each[0]), *each] if len(each) == 1 else each, axis=1)

    def per_year(self) -> dict[str, float]:
        """How many a year of those in whom something can be counted, while referrals come in: in the first scenario."""
        dates = self.cases[0].scenario.dates
        years = max(1 / MONTHS, (dates.day("last_referral") - dates.day("first_referral")).days / DAYS_PER_YEAR)
        means = np.mean([found.mean(axis=0) for found in self.found[0].values()], axis=0)
        return {output.name.removeprefix("with."): float(means[output.some]) / years for output in self.outputs[0][1:]}


def _outputs(case: Case) -> tuple[Output, ...]:
    """Net cash first, then how many there are of all who can be counted."""
    there = set(output_names(case))
    return outputs_of(case, ["net", *(f"with.{name}" for name in COUNTED if f"with.{name}" in there)])


# ---------------------------------------------------------------- inputs


def _rows(
    cases: Sequence[Case], values: Mapping[Path, Floats], costs: Floats, per_year: Mapping[str, float]
) -> list[ToMeasure]:
    """The inputs worth measuring first: by what knowing is worth, then by how much it narrows the range."""
    nothing = np.zeros_like(costs)
    facts = {row.path: row for case in reversed(cases) for row in assumptions(case.scenario)}
    worths = {path: evppi(costs, nothing, column, 0.0)[0] for path, column in values.items()}
    order = sorted(worths, key=lambda path: (-(worths[path].pounds or 0.0), -worths[path].share, path))
    rows = []
    for path in order[:SHOWN]:
        worth, how = worths[path], how_of(path)
        narrows = 1 - sqrt(max(0.0, 1 - worth.share))
        study = _study(how, values[path], costs, per_year, worth)
        rows.append(ToMeasure(facts[".".join(path)], how, _payer(cases, path), worth, narrows, study))
    return rows


def _payer(cases: Sequence[Case], path: Path) -> str | None:
    """Whose books a price of a line of costs is in."""
    lines = (case.scenario.costs.get(path[1]) for case in cases if path[0] == "costs")
    return next((line.payer for line in lines if line), None)


def _study(how: How, values: Floats, costs: Floats, per_year: Mapping[str, float], worth: Learned) -> StudyWorth | None:
    """The least study that is worth most of what knowing is, or the largest that was tried; None where no size of a
    study says it, or knowing is worth nothing."""
    if how.way not in ("count", "length", "rate") or not worth.low:
        return None
    if how.way == "count" and not (values.min() >= 0 and values.max() <= 1):
        return None
    found = None
    for size in SIZES:
        asked = {"kind": "binomial"} if how.way == "count" else {"kind": "normal", "deviation": _deviation(how, values)}
        [data] = evsi(costs, np.zeros_like(costs), values, 0.0, size=size, **asked)
        if data.pounds is None:
            return None
        found = StudyWorth(size, _months(how, size, per_year), _at_most(data, worth))
        if data.pounds >= ENOUGH * (worth.pounds or 0.0):
            return found
    return found


def _at_most(data: Learned, knowing: Learned) -> Learned:
    """Data cannot be worth more than what they are about: where luck in both says so, they are worth as much."""
    return knowing if (data.pounds or 0.0) > (knowing.pounds or 0.0) else data


def _deviation(how: How, values: Floats) -> float:
    """Of one unit: a time varies as much as its mean; of a rate, the events of one week or year are a Poisson count."""
    mean = float(values.mean())
    return sqrt(mean) if how.way == "rate" else mean


def _months(how: How, size: int, per_year: Mapping[str, float]) -> float | None:
    if how.of == "weeks":
        return size / WEEKS_PER_YEAR * MONTHS
    seen = per_year.get(how.of)
    return ceil(size / seen * MONTHS) if seen else None
