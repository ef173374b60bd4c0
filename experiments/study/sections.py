"""What may a study file say? One question of many points, and how it will be answered, before anything is run.

What its words come to in its scenarios is in `meaning`, and as points in `plan`. A fault that can be seen without a
scenario is found here.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.faults import did_you_mean, printable, shown
from sim.loading import Loaded, load
from sim.loading.finding import bundled
from sim.loading.toml_files import is_file, refused
from sim.scenario.sections import Name, Section
from sim.scenario.values import fault

ENDING = ".study.toml"
SCENARIO = "scenario"  # as a structure's level: another one; a path has a dot
ALL = "all"  # no path of an input, which all have a dot
MOST_POINTS = 10_000_000  # more than any machine runs; the numbers of replications end at 2**24
Luck = Literal["same", "fresh"]
DesignKind = Literal["list", "one_way", "two_way", "grid", "latin_hypercube", "sobol", "morris", "saltelli", "joint"]
TAKES: Mapping[str, tuple[str, ...]] = {  # what each design needs, the first, and may be given
    "list": ("rows",),
    "one_way": (),
    "two_way": ("levels",),
    "grid": ("levels",),
    "latin_hypercube": ("points", "dummy"),
    "sobol": ("points", "dummy"),
    "joint": ("points", "dummy"),
    "morris": ("trajectories", "levels", "best_of", "dummy"),
    "saltelli": ("base_points", "second_order", "dummy"),
}
NEEDED = ("rows", "points", "trajectories", "base_points")
EXAMPLES = {"rows": '[{ "link_workers.posts" = 2 }]', "points": "1000", "trajectories": "20", "base_points": "1024"}
BY_POWERS_OF_2 = ("sobol", "saltelli")
SAMPLES = ("latin_hypercube", "sobol", "joint", "morris", "saltelli")  # everything unknown moves together
WITH_BLOCKS = ("latin_hypercube", "sobol", "joint", "saltelli")  # the others move one thing at a time
FRESH = WITH_BLOCKS  # they measure variances; the others compare points


class Design(Section):
    """How the points are chosen, and how many."""

    kind: DesignKind = Field(description="Which design: see above.")
    rows: list[dict[str, object]] | None = Field(
        None, min_length=1, description="list: a table a point, by path; what a row leaves out stays as it is."
    )
    points: int | None = Field(None, ge=1, le=MOST_POINTS, description="latin_hypercube, sobol, joint: how many.")
    base_points: int | None = Field(
        None, ge=2, le=MOST_POINTS, description="saltelli: base points, a power of 2; each costs dimensions + 2 points."
    )
    trajectories: int | None = Field(
        None, ge=2, le=100_000, description="morris: how many; each costs dimensions + 1 points."
    )
    levels: int | None = Field(
        None,
        ge=2,
        le=1000,
        description="grid, two_way: values of a range that states none (5). morris: of a range (4).",
    )
    best_of: int | None = Field(
        None, ge=2, le=100_000, description="morris: the trajectories are the widest spread of so many random ones."
    )
    second_order: bool = Field(default=False, description="saltelli: points for second-order indices too.")
    dummy: bool | None = Field(
        None,
        description="Whether an input that does nothing stands among the others, as noise floor. Left out: yes.",
    )

    @model_validator(mode="after")
    def _takes_what_belongs_to_it(self) -> "Design":
        takes = TAKES[self.kind]
        for name in sorted(self.model_fields_set - {"kind", *takes}):
            others = f", which takes {' and '.join(takes)}" if takes else ", which takes nothing more"
            raise fault(name, f"{name} does not belong to a {self.kind} design{others}")
        for name in (name for name in NEEDED if name in takes and getattr(self, name) is None):
            raise fault("", f"a {self.kind} design needs {name}. Add {name} = {EXAMPLES[name]}")
        many = self.points if self.kind == "sobol" else self.base_points
        if self.kind in BY_POWERS_OF_2 and many is not None and many & (many - 1):
            name = "points" if self.kind == "sobol" else "base_points"
            raise fault(name, f"{name} is {many}; a {self.kind} design takes a power of 2: {1 << many.bit_length()}")
        return self

    @model_validator(mode="after")
    def _has_a_way_through_its_levels(self) -> "Design":
        if self.kind == "morris" and self.levels is not None and self.levels % 2:
            raise fault("levels", f"levels is {self.levels}; a morris design takes an even number, such as 4")
        return self


def _short(given: object) -> object:
    """true: as the scenario states it; false: left out."""
    return {} if given is True else {"varies": False} if given is False else given


def _by_path(given: object) -> object:
    """ "all", a list of names, or a table by path."""
    if given == ALL:
        return {ALL: {}}
    if isinstance(given, list) and all(isinstance(name, str) for name in given):
        return {name: {} for name in given}
    if isinstance(given, dict):
        _refuse_paths_without_quotes(given)
        return {name: _short(item) for name, item in given.items()}
    raise fault("", 'inputs takes "all", a list of names in quotes, or a table by path')


def _refuse_paths_without_quotes(given: dict[str, object]) -> None:
    """[inputs.reviews] holds chance_of_discharge to TOML: a path is one key, in quotes."""
    for first, item in given.items():
        if "." not in first and first != ALL and isinstance(item, dict):
            below = next(iter(item), "...")
            raise fault(first, f'a path is one key here, in quotes: "{first}.{below}" = ...')


class Varied(Section):
    """How one uncertain input varies. Nothing stated: over the range, and as it is spread, that its scenario says."""

    varies: bool = Field(default=True, description="false, which may stand for the whole table: it stays as it is.")
    low: int | float | None = Field(None, description="Its least value; of a spread, how many times as long.")
    high: int | float | None = Field(None, description="Its greatest.")
    most_likely: int | float | None = Field(None, description="triangular: the peak; left out: the scenario's value.")
    distribution: Literal["uniform", "triangular"] | None = Field(None, description="Left out: triangular.")
    levels: list[int | float] | None = Field(None, min_length=2, description="These values alone, each as likely.")

    @model_validator(mode="after")
    def _is_one_range(self) -> "Varied":
        _refuse_half_a_range(self.low, self.high, self.levels)
        if self.levels and len(set(self.levels)) < len(self.levels):
            twice = next(level for level in self.levels if self.levels.count(level) > 1)
            raise fault("levels", f"levels has {twice} twice")
        if self.most_likely is not None and (self.low is None or self.distribution == "uniform"):
            raise fault("most_likely", "most_likely is the peak of a triangular range: state low and high")
        if self.distribution is not None and self.low is None:
            raise fault("distribution", "distribution says how a range is spread: state low and high")
        if None not in (self.low, self.high, self.most_likely) and not self.low <= self.most_likely <= self.high:  # type: ignore[operator]
            raise fault("most_likely", f"most_likely is {self.most_likely}; it must lie between low and high")
        return self


def _refuse_half_a_range(low: object, high: object, levels: object) -> None:
    if (low is None) != (high is None):
        raise fault("low" if high is None else "high", "a range needs both low and high")
    if levels is not None and low is not None:
        raise fault("levels", "levels and low to high both say which values. State one")
    if low is not None and not low < high:  # type: ignore[operator]
        raise fault("high", f"high ({high}) does not lie above low ({low})")


def _lever(given: object) -> object:
    """A list is short for its levels."""
    if not isinstance(given, list | dict | Lever):
        raise fault("", f"it has one value, {shown(given)}, and a lever takes several: [1, 2]")
    return {"levels": given} if isinstance(given, list) else given


class Lever(Section):
    """A choice that takes several values: levels (numbers, dates, words), or low to high."""

    levels: list[object] | None = Field(
        None, min_length=1, description="Numbers, dates or words; a list alone, in place of the table, says the same."
    )
    low: int | float | date | None = Field(None, description="Or every value from here: numbers, or days.")
    high: int | float | date | None = Field(None, description="To here.")
    whole: bool = Field(default=False, description="Only whole numbers between low and high.")

    @model_validator(mode="after")
    def _says_which_values(self) -> "Lever":
        if self.levels is None and self.low is None and self.high is None:
            raise fault("", "it has no values. Add levels = [...], or low and high")
        if self.low is not None and self.high is not None and isinstance(self.low, date) != isinstance(self.high, date):
            raise fault("high", "low and high must both be numbers, or both dates")
        _refuse_half_a_range(self.low, self.high, self.levels)
        for at, level in enumerate(self.levels or ()):
            if (self.levels or []).index(level) != at:
                raise fault("levels", f"levels has {printable(str(level))} twice")
        if self.whole and isinstance(self.low, date):
            raise fault("whole", "dates are whole days anyway: leave whole out")
        if self.whole and any(isinstance(end, float) and end != int(end) for end in (self.low, self.high)):
            raise fault("whole", "low and high must be whole numbers where whole = true")
        return self


class Structure(Section):
    """A switch of the model itself: named levels, each a set of values by path, or another scenario."""

    title: str | None = Field(None, min_length=1, max_length=200, description="What tables call it.")
    levels: dict[Name, dict[str, object]] = Field(
        min_length=2, description="By name: values by path ({} as the scenario states it), or scenario = another."
    )


class Pair(Section):
    """How strongly two inputs of a block go together."""

    of: list[str] = Field(min_length=2, max_length=2, description="Two inputs of the block.")
    correlation: float = Field(gt=-1, lt=1, description="The rank correlation of the two.")


class Block(Section):
    """Inputs that go together: their rank correlations, through a Gaussian copula."""

    inputs: list[str] = Field(min_length=2, description="Which, by path. Each of them varies, and is in one block.")
    correlation: list[list[int | float]] | None = Field(None, description="The matrix, row by row.")
    pairs: list[Pair] | None = Field(None, description="Or pair by pair; what is left out is 0.")

    @model_validator(mode="after")
    def _says_how(self) -> "Block":
        if len(set(self.inputs)) < len(self.inputs):
            raise fault("inputs", "an input stands there twice")
        if (self.correlation is None) == (self.pairs is None):
            raise fault("", "state correlation (a matrix) or pairs, one of the two")
        for pair in self.pairs or ():
            if strange := next((name for name in pair.of if name not in self.inputs), None):
                raise fault("pairs", f"{printable(strange)} is no input of this block")
            if pair.of[0] == pair.of[1]:
                raise fault("pairs", f"{printable(pair.of[0])} is paired with itself: name two")
        if self.correlation is not None:
            _refuse_no_correlations(self.correlation, len(self.inputs))
        return self

    @property
    def matrix(self) -> list[list[float]]:
        """The rank correlations, row by row."""
        if self.correlation is not None:
            return [[float(number) for number in row] for row in self.correlation]
        rows = [[float(i == j) for j in range(len(self.inputs))] for i in range(len(self.inputs))]
        for pair in self.pairs or ():
            i, j = map(self.inputs.index, pair.of)
            rows[i][j] = rows[j][i] = pair.correlation
        return rows


def _refuse_no_correlations(rows: list[list[int | float]], many: int) -> None:
    if len(rows) != many or any(len(row) != many for row in rows):
        raise fault("correlation", f"correlation must have {many} rows of {many} numbers, one for each input")
    for i, row in enumerate(rows):
        for j, number in enumerate(row):
            if i == j and number != 1:
                raise fault("correlation", f"row {i + 1} has {number} on the diagonal; an input goes with itself by 1")
            if not -1 <= number <= 1:
                raise fault("correlation", f"row {i + 1} has {number}; a correlation lies between -1 and 1")
            if number != rows[j][i]:
                both = f"column {j + 1} of row {i + 1} is {number}, and column {i + 1} of row {j + 1} is {rows[j][i]}"
                raise fault("correlation", f"{both}: the same two inputs")


class Shares(Section):
    """The shares of a trait's levels, unknown together: a Dirichlet distribution, by its mean and how many people it
    is worth."""

    mean: dict[Name, float] | None = Field(None, description="By level; left out: as the scenario states them.")
    effective_sample_size: int | float = Field(gt=0, le=1e6, description="As if so many people had been counted.")

    @model_validator(mode="after")
    def _adds_to_1(self) -> "Shares":
        if self.mean is not None and any(share <= 0 for share in self.mean.values()):
            raise fault("mean", "each share must be above 0")
        if self.mean is not None and abs(sum(self.mean.values()) - 1) > 1e-6:
            raise fault("mean", f"the shares add to {sum(self.mean.values()):.6g}; they must add to 1")
        return self


class Replications(Section):
    """How often each point is repeated, and whose luck it meets."""

    each: int | None = Field(
        None, ge=1, le=1_000_000, description="At every point. Left out: by the design, or by a pilot."
    )
    pilot: int | None = Field(None, ge=2, le=10_000, description="First so many at some points, to choose `each`.")
    pilot_points: int = Field(30, ge=2, le=10_000, description="At how many points.")
    most: int = Field(1000, ge=1, le=1_000_000, description="No more than so many at a point.")
    precision: int | float | None = Field(
        None, gt=0, description="The 95 % half-width of the first output's mean at a point, in its own unit."
    )
    share: float | None = Field(None, gt=0, lt=1, description="Luck's share of the variance, at most.")
    luck: Luck | None = Field(
        None,
        description="same: replication 3 is the same people at every point. fresh: every base point has luck of its "
        "own. Left out: by the design, see above.",
    )

    @model_validator(mode="after")
    def _agrees(self) -> "Replications":
        if self.each is not None and self.pilot is not None:
            raise fault("pilot", "each says how many, and pilot is there to find out. State one")
        if self.each is not None and self.each > self.most:
            raise fault("each", f"each is {self.each}, above most ({self.most})")
        if self.pilot is None and (self.share is not None):
            raise fault("share", "share is held by a pilot: add pilot = 10")
        return self


class Budget(Section):
    """What the study may cost; one that needs more is refused before it is run."""

    points: int | None = Field(None, ge=1, description="Points, at most.")
    runs: int | None = Field(None, ge=1, description="Replications of all points and scenarios together, at most.")


class Economics(Section):
    """What the economics of the draws need to know: what one more of an effect is worth, and who else decides."""

    gbp_per_discharge: list[int | float] | None = Field(
        None, min_length=1, description="Pounds for one discharge more."
    )
    gbp_per_week_of_care: list[int | float] | None = Field(
        None, min_length=1, description="Pounds for one week less in care."
    )
    gbp_per_qaly: list[int | float] | None = Field(
        None, min_length=1, description="Pounds for one QALY; left out: £20,000, £25,000, £30,000 and £35,000."
    )
    decisions_per_year: int | float | None = Field(
        None, gt=0, description="How many services a year decide alike; with years: what certainty is worth to all."
    )
    years: int | None = Field(None, ge=1, le=100, description="For how many years the decision stands.")
    discount_rate: int | float = Field(0.035, gt=-1, le=1, description="Of what certainty is worth in later years.")
    first_year: Literal["undiscounted", "discounted"] = Field(
        "undiscounted", description="Whether the first year counts in full."
    )

    @model_validator(mode="after")
    def _has_both_or_neither(self) -> "Economics":
        if (self.decisions_per_year is None) != (self.years is None):
            missing = "years" if self.years is None else "decisions_per_year"
            raise fault(missing, "decisions_per_year and years belong together. State both, or neither")
        return self


class Study(Section):
    """All that a study file says."""

    schema_: Annotated[Literal[1], BeforeValidator(lambda given: "true" if given is True else given)] = Field(
        alias="schema", description="The version of the format: 1."
    )
    title: str = Field(min_length=1, max_length=200, description="What tables and papers call it.")
    question: str = Field(min_length=1, description="What is to be found out.")
    expected: str | None = Field(None, min_length=1, description="What is expected, written before the run.")
    scenarios: list[str] = Field(
        min_length=1, max_length=20, description="Bundled, or files beside; the first is the base."
    )
    design: Design = Field(description="How the points are chosen, and how many.")
    inputs: Annotated[dict[str, Varied], BeforeValidator(_by_path)] | None = Field(
        None,
        description='"all", a list of names, or a table by path. Left out: all, in designs that sample, and one_way.',
    )
    levers: dict[str, Annotated[Lever, BeforeValidator(_lever)]] = Field(
        default={}, description="Choices that take several values, by path."
    )
    structures: dict[Name, Structure] = Field(default={}, description="Switches of the model, by a name of their own.")
    blocks: dict[Name, Block] = Field(default={}, description="Inputs that go together, by a name of their own.")
    shares: dict[Name, Shares] = Field(default={}, description="Traits whose shares are unknown together.")
    use_fit: bool = Field(default=True, description="Whether fitted inputs are drawn from their joint sample.")
    outputs: list[str] = Field(
        default=["net"], min_length=1, max_length=50, description="What is read of each point, the main one first."
    )
    replications: Replications = Field(default=Replications(), description="How often each point is repeated.")
    seed: int | None = Field(None, ge=0, le=2**62, description="Left out: the base scenario's.")
    seed_sets: int = Field(
        1, ge=1, le=100, description="How many times the whole study is run, each with its own luck."
    )
    budget: Budget = Field(default=Budget(), description="What the study may cost.")
    economics: Economics | None = Field(None, description="What the economics of the draws need to know.")

    @property
    def luck(self) -> Luck:
        """Whether all points have the same luck, or each base point its own."""
        return self.replications.luck or ("fresh" if self.design.kind in FRESH else "same")

    @property
    def varied(self) -> Mapping[str, Varied]:
        """The inputs that the file names, by path; ALL among them where every one varies."""
        if self.inputs is not None:
            return self.inputs
        return {ALL: Varied()} if self.design.kind in (*SAMPLES, "one_way") else {}


def scenario_named(name: str, folder: Path) -> Loaded:
    """A scenario that a study names: bundled, or a file beside it."""
    if not name.endswith(".toml") and name in bundled():
        return load(name)
    plain = Path(name).name == name and "\\" not in name and ":" not in name
    if not plain or not name.endswith(".toml"):
        near = did_you_mean(name, [*bundled(), *(file.name for file in folder.glob("*.toml"))])
        raise refused(name, None, f'"{printable(name, 60)}" is no bundled scenario and no file beside the study.{near}')
    if not is_file(folder / name):
        near = did_you_mean(name, [*bundled(), *(file.name for file in folder.glob("*.toml"))])
        raise refused(name, None, f'There is no file "{printable(name, 60)}" beside the study.{near}')
    return load(folder / name)
