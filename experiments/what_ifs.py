"""What is the answer to a what-if? The what-if beside what it is compared with, on one measure.

Both are run with the same people and the same luck, on one footing, and the measure is taken in pairs: of the what-if
less of the other. The measure is an outcome in the programme's world, or a step of the bridge at the longest horizon,
where plus is good for the budget. The number of replications is fixed beforehand: to look again and again until an
interval leaves out 0 would settle too much.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from experiments.bridge import NAMES, STEPS
from experiments.certain import outcome_difference_is_certain, step_difference_is_certain
from experiments.footing import common_seed, on_one_footing
from experiments.intervals import Estimate, difference_of, estimate, estimate_of
from experiments.outcomes import measure_of, outcomes_for
from experiments.results import Results
from experiments.rows import Years
from experiments.run import Case, Replication, run
from experiments.stopping import ALIKE
from experiments.uptake import MARGIN, MARGIN_TITLE, left_to_all, margin_is_certain, states_running_costs
from sim.errors import ScenarioError
from sim.faults import SHOWN_AT_MOST, Fault, did_you_mean, printable
from sim.inputs import World
from sim.loading import FORMER_NAMES, Loaded, bundled, load
from sim.loading.toml_files import is_file
from sim.scenario import WhatIf
from sim.simulate import Engine

REPLICATIONS = 400
OF_THE_THIRD_WORLD = ("relapse_usual", "relapse_slower")  # steps that need the programme with relapse as usual
CameOut = Literal["less", "more", "no difference", "not settled"]


class Pairing(NamedTuple):
    """A what-if and what it is compared with, on one footing."""

    what_if: WhatIf
    here: Case
    there: Case


class PairedMeasure(NamedTuple):
    """A measure of both, and the paired difference of the what-if from what it is compared with."""

    title: str
    unit: str
    years: float | None  # of a step of the bridge: its horizon
    here: Estimate
    there: Estimate
    difference: Estimate


@dataclass(frozen=True)
class WhatIfResult:
    """The result of a what-if."""

    case: Pairing
    measure: PairedMeasure
    replications: int

    @property
    def came_out(self) -> CameOut:
        """What the 95 % interval of the difference says. No difference is exactly 0: for certain, or in every one of so
        many replications that it can hardly be anything else."""
        difference = self.measure.difference
        if difference.mean == difference.low == difference.high == 0:
            return "no difference" if difference.rare is None or self.replications >= ALIKE else "not settled"
        if not difference.settled:
            return "not settled"
        return "more" if difference.mean > 0 else "less"

    @property
    def agrees(self) -> bool:
        """Whether the file says what came out."""
        return self.came_out == self.case.what_if.came_out

    @property
    def as_expected(self) -> bool | None:
        """Whether what was expected before the run is what came out; None where it is not settled."""
        return None if self.came_out == "not settled" else self.came_out == self.case.what_if.expected


def pairing_of(loaded: Loaded) -> Pairing:
    """The case that a file puts. Raises ScenarioError where it names what is not there."""
    what_if = loaded.scenario.what_if
    if what_if is None:
        raise _refused(loaded, "what_if", "The file has no [what_if], so it asks no question.")
    there = compared_with(loaded, what_if)
    footed = on_one_footing([loaded, there])
    seed = common_seed([loaded, there])
    case = Pairing(
        what_if,
        *(Case.of(one.loaded, seed, one.notes) for one in footed),
    )
    known = list(_measures(case))
    shapes = [one.shape for one in (case.here, case.there)]
    if what_if.measure not in known and not all(measure_of(shape, what_if.measure) for shape in shapes):
        said = f"nothing is called {printable(what_if.measure, SHOWN_AT_MOST)} in both scenarios."
        near = did_you_mean(what_if.measure, known)
        raise _refused(loaded, "measure", f"what_if.measure: {said}{near}")
    return case


def compared_with(loaded: Loaded, what_if: WhatIf) -> Loaded:
    """The scenario that a what-if is compared with: a file beside its own, or a bundled one."""
    name = what_if.compare_with
    beside = loaded.path.with_name(f"{name}.toml")
    known = [*bundled(), *FORMER_NAMES]
    if name == loaded.name:
        raise _refused(loaded, "compare_with", "what_if.compare_with names this scenario itself.")
    if is_file(beside):
        return load(beside)
    if name in known:
        return load(name)
    near = did_you_mean(name, [*known, *(file.stem for file in loaded.path.parent.glob("*.toml"))])
    missing = f"what_if.compare_with is {name}; no such scenario is in this folder or bundled.{near}"
    raise _refused(loaded, "compare_with", missing)


def _refused(loaded: Loaded, key: str, message: str) -> ScenarioError:
    """A fault of the question, at the line that set it."""
    at = loaded.origins.get(("what_if", key)) or loaded.origins.get(("what_if",))
    return ScenarioError([Fault(at.file, at.line, message) if at else Fault(loaded.path.name, None, message)])


def _measures(case: Pairing) -> Iterator[str]:
    """What may be asked of both scenarios."""
    here, there = ([outcome.name for outcome in outcomes_for(one.shape)] for one in (case.here, case.there))
    yield from (name for name in here if name in there)
    if all(states_running_costs(one) for one in (case.here, case.there)):
        yield MARGIN
    if case.here.shape.bridge_years and case.there.shape.bridge_years:
        yield from NAMES


def came_out_of(
    case: Pairing,
    replications: int = REPLICATIONS,
    *,
    jobs: int = 1,
    engine: Engine = "fast",
    progress: Callable[[int], None] = lambda done: None,
) -> WhatIfResult:
    """Run both, and take the measure."""
    questions = [case.here, case.there]
    results = run(
        questions,
        range(replications),
        jobs=jobs,
        engine=engine,
        progress=progress,
        totals_only=case.what_if.measure not in OF_THE_THIRD_WORLD,
    )
    of = {MARGIN: _margin, **dict.fromkeys(NAMES, _step)}.get(case.what_if.measure, _outcome)
    taken = of(case, results)
    return WhatIfResult(case, taken, replications)


def _step(case: Pairing, results: list[list[Replication]]) -> PairedMeasure:
    """A step of the bridge, at the longest horizon that both have."""
    name, (here, there) = case.what_if.measure, (case.here, case.there)
    years = max({*here.shape.bridge_years} & {*there.shape.bridge_years})
    pounds = [one.read(of).pounds(years, name) for one, of in zip((here, there), results, strict=True)]
    apart = [a - b for a, b in zip(*pounds, strict=True)]
    title = next(step.title for step in STEPS if step.name == name)
    fixed = step_difference_is_certain(there, here, name)
    return PairedMeasure(title, "£", years, estimate(pounds[0]), estimate(pounds[1]), estimate(apart, fixed=fixed))


def _margin(case: Pairing, results: list[list[Replication]]) -> PairedMeasure:
    """The margin of those who run activities, in the programme's world."""
    questions = (case.here, case.there)
    left = [left_to_all(Results(question, of)) or [] for question, of in zip(questions, results, strict=True)]
    fixed = all(map(margin_is_certain, questions))
    apart = estimate([a - b for a, b in zip(*left, strict=True)], fixed=fixed)
    return PairedMeasure(MARGIN_TITLE, "£", None, estimate(left[0]), estimate(left[1]), apart)


def _outcome(case: Pairing, results: list[list[Replication]]) -> PairedMeasure:
    """An outcome, in the programme's world."""
    name, parts = case.what_if.measure, []
    for question, of in zip((case.here, case.there), results, strict=True):
        measure = measure_of(question.shape, name)
        assert measure is not None, "as the case was made"  # noqa: S101
        outcome, strata = measure
        parts.append(Results(question, of).outcomes[World.PROGRAMME].part(outcome, strata))
    level = name.partition("[")[2].rstrip("]")
    fixed = outcome_difference_is_certain(case.there, case.here, outcome)
    difference = difference_of(parts[0], parts[1], fixed=fixed)
    here, there = map(estimate_of, parts)
    title = f"{outcome.title} ({level.replace('=', ': ').replace('_', ' ')})" if level else outcome.title
    return PairedMeasure(title, outcome.unit, None, here, there, difference)


@dataclass(frozen=True)
class Measured:
    """What was measured; `years`: up to which horizon, of money."""

    name: str
    title: str
    unit: str
    years: Years | None


@dataclass(frozen=True)
class WhatIfAnswer:
    """The question, the expectation before the run, and the result."""

    name: str
    hash: str
    title: str
    question: str | None
    compare_with: str
    compare_with_hash: str
    measure: Measured
    expected: str
    because: str
    here: Estimate
    there: Estimate
    difference: Estimate
    came_out: CameOut
    came_out_in_the_file: str | None
    agrees: bool | None
    as_expected: bool | None
    answer: str | None
    decide: str | None
    replications: int
    seed: int


def answer_to(found: WhatIfResult) -> WhatIfAnswer:
    """The answer, as every face shows it."""
    case, what_if, taken = found.case, found.case.what_if, found.measure
    return WhatIfAnswer(
        name=case.here.loaded.name,
        hash=case.here.loaded.hash,
        title=case.here.loaded.scenario.title,
        question=case.here.loaded.scenario.question,
        compare_with=case.there.loaded.name,
        compare_with_hash=case.there.loaded.hash,
        measure=Measured(what_if.measure, taken.title, taken.unit, taken.years),
        expected=what_if.expected,
        because=what_if.because,
        here=taken.here,
        there=taken.there,
        difference=taken.difference,
        came_out=found.came_out,
        came_out_in_the_file=what_if.came_out,
        agrees=found.agrees,
        as_expected=found.as_expected,
        answer=what_if.answer,
        decide=what_if.decide,
        replications=found.replications,
        seed=case.here.seed,
    )
