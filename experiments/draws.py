"""What if several things are unknown at once? Every uncertain input drawn together, and the answer of each draw.

Swings move one input at a time; a *draw* moves all inputs that state a range, and runs one replication of the resulting
scenario. So answers differ by unknown inputs and by one service's luck: with many people in a replication the second is
small. A draw is a pure function of (scenario, seed, number), and an input's value depends on its name: adding an input,
or changing the number of draws or workers, changes no other. Levers are choices and are not drawn. Inputs that were
fitted together are drawn together: a draw takes one member of their joint sample (`along`), whole; one that repeats
another is drawn once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from experiments.along import ON_NO_FIT, Fits, Joint
from experiments.changed import Path, with_values
from experiments.counted import WorldOutcomes
from experiments.outcomes import PEOPLE
from experiments.ranges import law_of, luck_of, ranges, twins
from experiments.run import Case, Replication, run
from experiments.study.outputs import outputs_of
from experiments.study.points import run_points
from experiments.swings import values_of
from experiments.workers import on_threads, that_end
from sim.errors import NotPossible
from sim.inputs import World
from sim.luck import Key, Law, draw, study_key
from sim.scenario import Scenario
from sim.scenario.sections import values_in
from sim.scenario.values import Number
from sim.simulate import Engine

TRIES = 100  # at a draw that is no possible scenario, such as a chance above the one it may not exceed
MEMBER = "member of the joint sample"  # no path of an input has spaces
Attempts: TypeAlias = Mapping[int, int]  # by draw: how often it was repeated before
Luck: TypeAlias = Callable[[str, Key, int, int], float]  # the uniform of a thing, by its name, draw and attempt


class Drawn(NamedTuple):
    """One draw: its inputs, and what became of the replication with its number."""

    values: Mapping[Path, float]
    case: Case
    replication: Replication

    @property
    def net(self) -> float:
        """Net cash at the end of follow-up, in pounds."""
        return values_of([self.replication], "net")[0]

    @property
    def people(self) -> int:
        """Who entered."""
        return sum(WorldOutcomes(self.case.shape, self.replication.alone.columns[World.PROGRAMME]).counted(PEOPLE))


class Inputs:
    """The inputs of a scenario that are drawn together, and how. `luck`: by which they are drawn."""

    def __init__(self, scenario: Scenario, fits: Fits = ON_NO_FIT, luck: Luck = luck_of) -> None:
        self.scenario, self.joint, self.luck = scenario, fits.joint, luck
        inputs = ranges(scenario)
        follow = {*fits.along, *twins(inputs)}
        values = {path: value for path, value, _ in values_in(scenario)}
        self.laws: dict[Path, Law] = {}
        self.whole: set[Path] = set()
        for one in inputs:
            if one.path in follow:
                continue
            value = values[one.path]
            self.laws[one.path] = law_of(one, value.distribution if isinstance(value, Number) else None)
            if one.whole:
                self.whole.add(one.path)

    def values(self, key: Key, number: int, attempt: int = 0) -> dict[Path, float]:
        """The inputs of a draw, in order of path."""
        found = {path: self._value(path, law, key, number, attempt) for path, law in self.laws.items()}
        member = self.member(key, number, attempt)
        if self.joint and member is not None:
            found |= self.joint.member(member)
        return dict(sorted(found.items()))

    def member(self, key: Key, number: int, attempt: int = 0) -> int | None:
        """Which member of the joint sample a draw takes; None where there is no fit."""
        return int(self.luck(MEMBER, key, number, attempt) * len(self.joint.sample.rows)) if self.joint else None

    def _value(self, path: Path, law: Law, key: Key, number: int, attempt: int) -> float:
        value = draw((), law, self.luck(".".join(path), key, number, attempt))
        return float(round(value)) if path in self.whole else value

    def scenario_of(self, key: Key, number: int) -> tuple[dict[Path, float], Scenario]:
        """A draw's inputs and its scenario. If the scenario is not possible, the whole draw is repeated."""
        for attempt in range(TRIES):
            values = self.values(key, number, attempt)
            try:
                return values, with_values(self.scenario, values, sized=False)
            except NotPossible as error:
                why = error
        raise NotPossible(f"none of {TRIES} tries at draw {number} is possible: {why}")


def draw_again(
    each: Sequence[Callable[[Attempts, Callable[[int], None]], dict[int, str]]],
    many: int,
    progress: Callable[[int, int], None],
    runs: int | None = None,
) -> int:
    """Run several scenarios at the same draws: one that is no possible scenario of any is repeated in all. Returns how
    often that was.

    each  runs one scenario at some draws, says how many runs of them are done, and returns why not, by draw.
    many  draws, numbered from 0 on; `runs`: of a scenario, where they are not one for each draw.

    Raises NotPossible where a draw, repeated again and again, is never possible.
    """
    attempts, left, planned = dict.fromkeys(range(many), 0), list(range(many)), len(each) * (runs or many)
    progress(0, planned)
    while left:
        failed: dict[int, str] = {}
        for at, run_at in enumerate(each):

            def step(done: int, before: int = at * planned // len(each)) -> None:
                progress(min(before + done, planned), planned)

            failed |= run_at({number: attempts[number] for number in left}, step)
        left = sorted(failed)
        for number in left:
            attempts[number] += 1
            if attempts[number] == TRIES:
                raise NotPossible(f"none of {TRIES} tries at set {number} of inputs is possible: {failed[number]}")
    return sum(attempts.values())


def draw_of(case: Case, inputs: Inputs, number: int, engine: Engine) -> Drawn:
    """One draw, run in the replication with its number."""
    values, scenario = inputs.scenario_of(study_key(case.seed), number)
    changed = Case(case.name, scenario, case.seed)
    [[replication]] = run([changed], range(number, number + 1), engine=engine, totals_only=True, sums_only=True)
    return Drawn(values, changed, replication)


def draws(
    case: Case,
    numbers: range,
    fits: Fits = ON_NO_FIT,
    *,
    engine: Engine = "fast",
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> Iterator[Drawn]:
    """Each of these draws, in order. Threads share the work with the compiled engine."""
    inputs = Inputs(case.scenario, fits)

    def one(number: int) -> Drawn:
        return draw_of(case, inputs, number, engine)

    with that_end(on_threads(jobs, one, numbers)) as found:
        for done, drawn in enumerate(found, start=1):
            progress(done, len(numbers))
            yield drawn


def net_of_members(
    case: Case,
    joint: Joint,
    *,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, planned: None,
) -> list[float]:
    """Net cash at the end of follow-up of each member of a joint sample, in pounds: one replication each, the inputs
    that were not fitted as they are."""
    import numpy as np

    members = [joint.member(number) for number in range(len(joint.sample.rows))]
    values = np.array([list(member.values()) for member in members])
    found = run_points(
        case,
        list(members[0]),
        values,
        [range(number, number + 1) for number in range(len(members))],
        outputs_of(case, ["net"]),
        jobs=jobs,
        progress=lambda done: progress(done, len(members)),
    )
    if found.failed:
        raise NotPossible(next(iter(found.failed.values())))
    return [float(net) for net in found.columns[:, 0, 0]]


def saving(drawn: Sequence[Drawn]) -> list[bool]:
    """Whether each draw saves: net cash at the end of follow-up is above 0."""
    return [one.net > 0 for one in drawn]
