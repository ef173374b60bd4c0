"""What is read of a point? Outputs by name: steps of the bridge, and people counted in one world or gained in both.

Names are those that `followed` gives, and the same of one world: `bridge.{years}.{step}` (pounds, the programme less
usual care; years "end": the end of follow-up), `outcomes.{name}` (programme less usual care), `with.{name}` (programme)
and `usual.{name}`; and `qalys`, where a scenario states how many are gained. An output is one column of numbers, or
two: a mean wait or a share keeps what it is out of beside it, so that it can be read as a ratio of means, never as a
mean of ratios.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from operator import sub
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from experiments.bridge import STEPS
from experiments.counted import Counted, Outcome, all_of, multiple
from experiments.outcomes import outcomes_for
from sim.errors import NotPossible
from sim.faults import did_you_mean, printable
from sim.frames import Shape
from sim.inputs import World
from sim.scenario import StatedValue
from sim.sums import Columns, Form, together

if TYPE_CHECKING:
    from experiments.run import Case
    from experiments.study.arrays import Floats

QALYS = "qalys"  # gained along the paths that a scenario states
END = "end"  # of follow-up, as a horizon of the bridge
SPLIT_BY_USUAL_RELAPSE = ("relapse_usual", "relapse_slower")  # steps that only the third world tells apart
SHORT = {
    "net": "bridge.end.net",
    "capacity": "bridge.end.capacity",
    "cash": "bridge.end.cash",
    "service": "bridge.end.service",
    "care_freed": "bridge.end.care_freed",
    "discharges": "outcomes.discharges",
    "weeks_of_care": "usual care less programme.weeks_in_care",  # so that more is better, as of all the others
}
GAINED = "outcomes"  # in the programme, less usual care
OF_WORLDS: dict[str, tuple[World, ...]] = {  # one, or one less the other
    "outcomes": (World.PROGRAMME, World.USUAL),
    "with": (World.PROGRAMME,),
    "usual": (World.USUAL,),
    "usual care less programme": (World.USUAL, World.PROGRAMME),
}
SAID = {
    GAINED: "programme less usual care",
    "with": "with the programme",
    "usual": "in usual care",
    "usual care less programme": "usual care less programme",
}


@dataclass(frozen=True)
class Output:
    """What is read of a point, under the name by which it was asked for. `some`, `out_of`: which columns; with an
    `out_of`, it is the mean of the first over the mean of the second (over replications; 0 of 0 is 0)."""

    name: str
    title: str
    unit: str
    some: int
    out_of: int | None = None


class Pounds(NamedTuple):
    """A column: a step of the bridge at a horizon, in pounds."""

    years: float
    step: str


class Count(NamedTuple):
    """A column: what is counted in one world, in units of `each`, or in one less another."""

    counted: Counted
    each: int
    worlds: tuple[World, ...]


Column: TypeAlias = Pounds | Count
Key: TypeAlias = tuple[object, ...]  # by which two outputs find that they share a column


class _Read(NamedTuple):
    """What a name stands for: one column, or two."""

    title: str
    unit: str
    columns: tuple[tuple[Key, Column], ...]


def outputs_of(case: "Case", names: Sequence[str]) -> tuple[Output, ...]:
    """The outputs of these names. Columns stand in the order in which the names need them, each once.

    Raises NotPossible for a name that the scenario does not have, with the nearest that it has.
    """
    at: dict[Key, int] = {}
    outputs = []
    for name in names:
        title, unit, columns = _read(case, name)
        outputs.append(Output(name, title, unit, *[at.setdefault(key, len(at)) for key, _ in columns]))
    return tuple(outputs)


def columns_of(case: "Case", outputs: Sequence[Output]) -> list[Column]:
    """What each column of some outputs holds in a scenario. Raises NotPossible where it has no such output."""
    found: dict[int, Column] = {}
    for output in outputs:
        at = [output.some] if output.out_of is None else [output.some, output.out_of]
        found |= {i: column for i, (_, column) in zip(at, _read(case, output.name).columns, strict=True)}
    return [found[i] for i in sorted(found)]


def output_names(case: "Case") -> list[str]:
    """Every name that a scenario has, short ones last."""
    return [*_names(case.shape), *([QALYS] if _in_qalys(case) else [])]


def worlds_of(columns: Sequence[Column]) -> tuple[World, ...]:
    """The worlds to be run for some columns: the third only where a step of the bridge is split by it."""
    split = any(isinstance(each, Pounds) and each.step in SPLIT_BY_USUAL_RELAPSE for each in columns)
    return tuple(World) if split else (World.USUAL, World.PROGRAMME)


def forms_of(columns: Sequence[Column], shape: Shape) -> list[Form]:
    """What each count adds up, of everybody; nothing for a step of the bridge."""
    return [together(column.counted(shape)) if isinstance(column, Count) else () for column in columns]


def read_columns(
    columns: Sequence[Column],
    forms: Sequence[Form],
    counted: Mapping[World, Columns],
    pounds: Callable[[float, str], list[float]],
) -> "Floats":
    """What some replications come to: (replication, column). `counted`: by world; `pounds`: of a step at a horizon."""
    import numpy as np

    found = [read_column(column, form, counted, pounds) for column, form in zip(columns, forms, strict=True)]
    return np.array(found, dtype=np.float64).reshape(len(columns), -1).T


def read_column(
    column: Column, form: Form, counted: Mapping[World, Columns], pounds: Callable[[float, str], list[float]]
) -> list[float]:
    """One column of some replications."""
    return pounds(*column) if isinstance(column, Pounds) else _count(column, form, counted)


def _count(column: Count, form: Form, counted: Mapping[World, Columns]) -> list[float]:
    """A count in each replication."""
    some, *less = ([n / column.each for n in counted[world].of(form)] for world in column.worlds)
    return list(map(sub, some, *less)) if less else some


def _read(case: "Case", name: str) -> _Read:
    """What a name stands for in a scenario."""
    shape = case.shape
    if name == QALYS:
        return _qalys(case)
    of, _, rest = SHORT.get(name, name).partition(".")
    if of == "bridge":
        return _pounds(shape, name, *rest.rpartition(".")[::2])
    outcome = next((one for one in outcomes_for(shape) if one.name == rest), None)
    if of not in OF_WORLDS or outcome is None:
        raise _no_output(shape, name)
    return _counted(outcome, of)


def _in_qalys(case: "Case") -> list[StatedValue]:
    """The values that a scenario states as QALYs gained along a path: a worth alone says no quantity."""
    return [one for _, one in sorted(case.scenario.stated_values.items()) if one.kind == "qaly" and one.path]


def _qalys(case: "Case") -> _Read:
    """QALYs gained, as the scenario states its paths: all of them, the programme less usual care."""
    from experiments.stated_values import counted  # which reads answers: only where it is asked

    outcomes = [counted(case.shape, value) for value in _in_qalys(case)]
    if not outcomes:
        raise NotPossible(f"{QALYS} are read where a scenario states a path of QALYs ([stated_values]); this has none")
    each = lcm(*(one.each for one in outcomes))
    gained = all_of(*(multiple(each // one.each, one.counted) for one in outcomes))
    title = f"QALYs gained, as stated, {SAID[GAINED]}"
    return _Read(title, "QALYs", (((QALYS,), Count(gained, each, OF_WORLDS[GAINED])),))


def _pounds(shape: Shape, name: str, years: str, step: str) -> _Read:
    if not shape.bridge_years:
        raise NotPossible(f"{printable(name)} is money, which needs a follow-up of a year or more")
    horizons = {**{str(each): each for each in shape.bridge_years}, END: shape.bridge_years[-1]}
    title = next((each.title for each in STEPS if each.name == step), None)
    if years not in horizons or title is None:
        raise _no_output(shape, name)
    at = horizons[years]
    over = f"over {at:g} year{'s' * (at != 1)}"
    return _Read(f"{title}, {over}", "£", (((at, step), Pounds(at, step)),))


def _counted(outcome: Outcome, of: str) -> _Read:
    worlds, name = OF_WORLDS[of], outcome.name
    columns: list[tuple[Key, Column]] = [((of, name), Count(outcome.counted, outcome.each, worlds))]
    if outcome.out_of is not None:
        if len(worlds) > 1:
            both = f"with.{name} and usual.{name}"
            raise NotPossible(f"{name} is a ratio, and a difference of ratios is no mean: ask for {both}")
        columns.append(((of, name, "out of"), Count(outcome.out_of, 1, worlds)))
    return _Read(f"{outcome.title}, {SAID[of]}", outcome.unit, tuple(columns))


def _no_output(shape: Shape, name: str) -> NotPossible:
    return NotPossible(f"there is no output {printable(name)}.{did_you_mean(name, _names(shape))}")


def _names(shape: Shape) -> list[str]:
    years = [*shape.bridge_years, *([END] if shape.bridge_years else [])]
    names = [f"bridge.{each}.{step.name}" for each in years for step in STEPS]
    for outcome in outcomes_for(shape):
        names += [f"{of}.{outcome.name}" for of in ("with", "usual")]
        names += [] if outcome.out_of else [f"outcomes.{outcome.name}"]
    return [*names, *(short for short in SHORT if shape.bridge_years or not SHORT[short].startswith("bridge"))]
