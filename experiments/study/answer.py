"""What does a study answer? Frozen dataclasses: of each output, in each scenario and between them, what was found.

Numbers of a sensitivity analysis stand here as `experiments.sensitivity` gives them; the order of indices is that of
`StudyAnswer.inputs` (for designs that move inputs: Morris, Saltelli, one-way) or of `StudyAnswer.drawn` (for samples,
where each fitted input stands for itself). JSON is its edge (`rows.as_plain`).
"""

from dataclasses import dataclass
from typing import Annotated

from experiments.economics.answer import StudyEconomics
from experiments.intervals import Estimate
from experiments.rows import ABSENT
from experiments.sensitivity.given_data import GivenData
from experiments.sensitivity.morris import Morris
from experiments.sensitivity.one_at_a_time import OneWay, TwoWay
from experiments.sensitivity.shapley import Shapley
from experiments.sensitivity.sobol import Sobol
from experiments.sensitivity.two_levels import Luck, TwoLevels
from experiments.study.space import Kind

Setting = str | int | float | None  # a date as text; None: as the scenario states it


@dataclass(frozen=True)
class Input:
    """A dimension, or several that a design moves together."""

    name: str
    title: str
    unit: str
    kind: Kind


@dataclass(frozen=True)
class Unknown:
    """How an output is spread over sets of inputs, luck taken out: 95 in 100 lie from low to high, half between the
    quarters."""

    low: float
    quarter: float
    middle: float
    three_quarters: float
    high: float
    above_0: float  # share of sets of inputs


@dataclass(frozen=True)
class Summary:
    """The mean over sets of inputs, and three intervals, each for what it is."""

    mean: float
    error: tuple[float, float]  # of the mean: more points and replications cure it
    one_year: (
        tuple[float, float] | None
    )  # one real service, if every input is as it is on average; None: one replication
    unknown: Unknown | None  # None where it may all be luck
    split: TwoLevels | None  # None from one replication


@dataclass(frozen=True)
class PointRow:
    """One point of a list or a grid."""

    point: int
    settings: tuple[Setting, ...]
    value: Estimate | None  # None: it failed, or was not run
    difference: Estimate | None  # from the first row, paired


@dataclass(frozen=True)
class Others:
    """Indices of other people's, from means over replications: the noise is in them."""

    pawn: tuple[float, ...]
    delta: tuple[float, ...]


@dataclass(frozen=True)
class OutputAnswer:
    """One output, in one scenario or by how much it is above another's. What a design does not give is None."""

    output: str
    title: str
    unit: str
    arm: str
    less: str | None
    replications: int
    summary: Annotated[Summary | None, ABSENT] = None
    rows: tuple[PointRow, ...] = ()
    one_way: Annotated[OneWay | None, ABSENT] = None
    two_way: Annotated[TwoWay | None, ABSENT] = None
    morris: Annotated[Morris | None, ABSENT] = None
    sobol: Annotated[Sobol | None, ABSENT] = None
    given: Annotated[GivenData | None, ABSENT] = None
    shapley: Annotated[Shapley | None, ABSENT] = None
    others: Annotated[Others | None, ABSENT] = None
    refused: tuple[str, ...] = ()  # analyses that could not be made, and why


@dataclass(frozen=True)
class FailedPoints:
    """Points that failed for one reason."""

    why: str
    points: int
    first: int


@dataclass(frozen=True)
class Arm:
    """A scenario of the study."""

    name: str
    title: str


@dataclass(frozen=True)
class StudyAnswer:
    """All of it."""

    name: str
    title: str
    question: str
    expected: str | None
    design: str
    luck: Luck  # whether all points have the same, or each base point its own
    hash: str  # of the plan
    points: int
    base_points: int | None  # saltelli: base points; morris: trajectories
    seeds: tuple[int, ...]
    complete: bool
    arms: tuple[Arm, ...]
    inputs: tuple[Input, ...]
    drawn: tuple[Input, ...]
    levels: tuple[tuple[Setting, ...], ...]  # of each input: a grid's values in order, one-way's low and high; else ()
    outputs: tuple[OutputAnswer, ...]
    failed: tuple[FailedPoints, ...]
    notes: tuple[str, ...]
    economics: Annotated[StudyEconomics | None, ABSENT] = None

    @property
    def failed_points(self) -> int:
        """How many."""
        return sum(one.points for one in self.failed)

    def of(self, output: str, arm: int = 0) -> OutputAnswer:
        """An output in a scenario: the first of that name."""
        return next(one for one in self.outputs if one.output == output and one.arm == self.arms[arm].name)
