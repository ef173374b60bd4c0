"""Which inputs agree with a scenario's published figures? The fit that stands beside it, and whether it may be used.

NAME.fit.toml is made by `spsim fit NAME`: a joint sample of the fitted inputs, what each of them is known to be, and
how the model then meets each figure. It holds the hash of what it was made for: a fit that is out of date, or of inputs
that are known otherwise, is reported and not used. One that was edited, or is damaged, is refused. Reading needs no
more than the standard library: numpy is for making fits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path as File
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, field_validator, model_validator

from experiments.changed import Path, paths_of
from experiments.targets import Target, Targets, figures_beside
from sim.faults import printable
from sim.loading import Loaded, load, scenario_hash
from sim.loading.toml_files import beside
from sim.scenario import Scenario
from sim.scenario.sections import Section, values_in
from sim.scenario.values import Spread, fault

UNTOLD = 0.9  # of its prior's spread: an input that keeps more of it is one that the figures cannot tell
DIGITS = 5
HASH_DIGITS = 20
NO_FIGURES = Targets()  # beside a scenario that was fitted to local counts


# ---------------------------------------------------------------- what a fit is


def rounded(value: float) -> float:
    """A number as the file has it, which has no zero below 0."""
    return float(f"{value:.{DIGITS}g}") + 0.0


OnFile = Annotated[float, AfterValidator(rounded)]  # so a fit says the same before it is written and after


class InputFit(Section):
    """What the figures tell of one input: the middle and the ends of its 90 % interval. A spread is given as how
    many times as long."""

    input: str
    value: OnFile = Field(description="The scenario's own, which is run where nothing is drawn; 1 for a spread.")
    percentile: OnFile = Field(ge=0, le=100, description="Which share of the sample lies below that value, per cent.")
    low: OnFile = Field(description="5 % of the sample lie below.")
    middle: OnFile
    high: OnFile = Field(description="5 % lie above.")
    spread: OnFile = Field(ge=0, description="Its standard deviation over that before any figure was seen.")


class FigureFit(Section):
    """What the model, with inputs drawn from the sample, gives for one figure in single services: simulated anew, one
    for each member."""

    name: str
    title: str
    published: OnFile
    low: OnFile = Field(description="5 % of the simulated services have less.")
    middle: OnFile
    high: OnFile = Field(description="5 % have more.")

    @property
    def is_reached(self) -> bool:
        """Whether the published figure lies in the middle 90 % of what single services would see."""
        return self.low <= self.published <= self.high


class WaveFit(Section):
    """Simulations of a wave, and how much of the prior it was drawn from."""

    simulations: int
    prior: OnFile = Field(gt=0, le=1)


@dataclass(frozen=True)
class JointSample:
    """Fitted inputs that agree with the figures, together."""

    paths: tuple[Path, ...]  # the fitted inputs, in order of name
    rows: tuple[tuple[float, ...], ...]  # members of equal weight
    spread: tuple[float, ...]  # of each input: its standard deviation over the prior's
    figures: tuple[FigureFit, ...]

    def values(self, member: int) -> dict[Path, float]:
        """The inputs of one member."""
        return dict(zip(self.paths, self.rows[member], strict=True))

    def column(self, path: Path) -> tuple[float, ...]:
        """One input, in every member."""
        at = self.paths.index(path)
        return tuple(row[at] for row in self.rows)


class Members(Section):
    """The joint sample: a line of names, then a line a member."""

    rows: str = Field(repr=False)

    @field_validator("rows")
    @classmethod
    def _are_a_table(cls, rows: str) -> str:
        names, *lines = table = rows.strip().splitlines() or [""]
        width = names.count(",") + 1
        for number, line in enumerate(lines, start=1):
            if len(_numbers(line)) != width:
                raise fault("", f"line {number} of the rows is not {width} numbers")
        if not lines:
            raise fault("", "there is no member")
        return "\n".join(table)


class Fit(Section):
    """What was found, as NAME.fit.toml says it."""

    method: str
    seed: int
    made_for: str = Field(description="Hash of the scenario (but for its prices) and of the figures that were met.")
    others: bool = Field(default=False, description="Whether the inputs that are not fitted were drawn too.")
    waves: list[WaveFit]
    inputs: list[InputFit]
    figures: list[FigureFit]
    left_out: list[str] = Field(default=[], description="Figures and inputs that could not take part, and why.")
    sample: Members

    @model_validator(mode="after")
    def _names_agree(self) -> "Fit":
        if self.sample.rows.splitlines()[0].split(", ") != [one.input for one in self.inputs]:
            raise fault("sample.rows", "the rows are not of the inputs that the file lists")
        return self

    def sample_in(self, scenario: Scenario) -> JointSample:
        """The joint sample, by the paths of a scenario."""
        lines = self.sample.rows.splitlines()[1:]
        return JointSample(
            tuple(paths_of(scenario, [one.input for one in self.inputs])),
            tuple(map(_numbers, lines)),
            tuple(one.spread for one in self.inputs),
            tuple(self.figures),
        )


def _numbers(line: str) -> tuple[float, ...]:
    try:
        return tuple(map(float, line.split(",")))
    except ValueError:
        return ()


def checksum_of(fit: Fit) -> str:
    """Of all that a fit says. What is as it is by default counts as not said: a file says no less where it is left
    out."""
    said = fit.model_dump(exclude={"sample": {"checksum"}}, exclude_defaults=True)
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]


# ---------------------------------------------------------------- the file


class Sealed(Members):
    """The joint sample, and the checksum of the whole file but for its comments."""

    checksum: str


class FitFile(Fit):
    """A fit that was read. Its checksum holds it to what was made."""

    sample: Sealed

    @model_validator(mode="after")
    def _is_as_it_was_made(self) -> "FitFile":
        if checksum_of(self) != self.sample.checksum:
            raise fault("sample.checksum", "this is not the fit that was made: make it again, and do not edit it")
        return self


def rows_of(names: Sequence[str], members: Sequence[Sequence[float]]) -> str:
    """Members as they stand in the file."""
    return "\n".join([", ".join(names), *(", ".join(f"{value:.{DIGITS}g}" for value in row) for row in members)])


def as_toml(fit: Fit, name: str, by: str | None = None) -> str:
    """The file, to be read and not to be edited. `by`: the command that made it, if it was fitted to local counts."""
    given, page = ("published figures", "fitting") if by is None else ("monthly counts", "local_counts")
    lines = [
        f"# What the fitted inputs of {name} may be, given its {given}. Made by: {by or f'spsim fit {name}'}",
        f"# Made again whenever the scenario or a figure changes; not to be edited. How to read it: docs/{page}.md.",
        f"# A spread above {UNTOLD} means that the figures cannot tell the input.",
        f'method = "{fit.method}"',
        f"seed = {fit.seed}",
        f'made_for = "{fit.made_for}"',
        f"others = {str(fit.others).lower()}",
        f"left_out = [{', '.join(map(_quoted, fit.left_out))}]",
        "",
        *_tables("waves", fit.waves),
        "# Of the sample: its middle, what 5 % of it lie below and above; percentile: how much of it lies below value.",
        *_tables("inputs", fit.inputs),
        "# Of single services with inputs of the sample: their middle, and what 5 % of them lie below and above.",
        *_tables("figures", fit.figures),
        "",
        "[sample]",
        f'checksum = "{checksum_of(fit)}"',
        f'rows = """\n{fit.sample.rows}\n"""',
    ]
    return "\n".join(lines) + "\n"


def _tables(name: str, sections: Sequence[Section]) -> list[str]:
    """One table a line."""
    return [f"{name} = [", *(f"  {{ {_pairs(one)} }}," for one in sections), "]"]


def _pairs(section: Section) -> str:
    return ", ".join(f"{name} = {_said(value)}" for name, value in section)


def _said(value: object) -> str:
    if isinstance(value, str):
        return _quoted(value)
    return f"{value:.{DIGITS}g}" if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def fit_beside(scenario_file: File) -> Fit | None:
    """The fit beside a scenario file, if any."""
    found = beside(scenario_file, "fit", FitFile)
    return found[0] if found else None


# ---------------------------------------------------------------- which fit belongs to a scenario


class Found(NamedTuple):
    """The joint sample of a scenario; or why there is none, if there might have been."""

    sample: JointSample | None = None
    note: str | None = None
    fit: Fit | None = None


def fit_of(loaded: Loaded) -> JointSample | None:
    """The joint sample of a scenario, if there is one that may be used (`find_fit` says why not)."""
    return find_fit(loaded).sample


def find_fit(loaded: Loaded) -> Found:
    """The fit of the scenario itself or, where it only changes what a commissioner chooses, of the nearest one that it
    extends: what is known of the inputs is the same."""
    for file in loaded.files:
        targets, fit = figures_beside(file), fit_beside(file)
        if not to_meet(targets) and fit is None:
            continue
        origin = loaded.scenario if file == loaded.path else load(file).scenario
        if not fitted_paths(origin):
            continue
        name = printable(file.stem)
        remedy = f"Make it: spsim {'fit' if to_meet(targets) else 'localise'} {name}"
        if fit is None:
            return Found(note=f"{name} has fitted inputs, but no fit that says what they may be. {remedy}")
        if fit.made_for != made_for(origin, targets):
            return Found(note=f"The fit beside {name} was made for other values and is not used. {remedy} again")
        if other := known_otherwise(loaded.scenario, origin):
            return Found(note=f"{name} was fitted with another {other}: its fit is not used here")
        return Found(fit.sample_in(origin), None, fit)
    return Found()


def to_meet(figures: Targets) -> dict[str, Target]:
    """The figures that a fit is made for: those to calibrate to. A share of draws is no figure of any one service."""
    return {
        name: target
        for name, target in figures.targets.items()
        if target.use == "calibrate" and target.kind.counted_in != "draw"
    }


def fitted_paths(scenario: Scenario) -> list[Path]:
    """Inputs that a figure informs."""
    return sorted(path for path, value, _ in values_in(scenario) if value.informed_by is not None)


def made_for(scenario: Scenario, figures: Targets) -> str:
    """What a fit depends on. Prices move no count: they are part of it only where a figure is in pounds."""
    met = to_meet(figures)
    apart: dict[str, object] = (
        {} if any(_is_priced(target) for target in met.values()) else {"costs": {}, "headline": None}
    )
    counted = scenario.model_copy(update={**apart, "stated_values": {}})
    asked = [f"{name} {scenario_hash(target)}" for name, target in sorted(met.items())]
    asked += [".".join(path) for path in fitted_paths(scenario)]
    return f"{scenario_hash(counted)[:HASH_DIGITS]}-{sha256(chr(10).join(asked).encode()).hexdigest()[:HASH_DIGITS]}"


def _is_priced(target: Target) -> bool:
    return target.kind.counted_in == "run" or target.measure.startswith(("care_cost.", "naive_cost."))


def known_otherwise(scenario: Scenario, origin: Scenario) -> str | None:
    """An input, but for prices that no figure informs, whose value differs between two scenarios; None if what is known
    is the same."""
    if scenario.programme.effect != origin.programme.effect:
        return "programme.effect"
    here, there = _knowledge(scenario), _knowledge(origin)
    return next((".".join(path) for path in sorted(here.keys() & there.keys()) if here[path] != there[path]), None)


def _knowledge(scenario: Scenario) -> Mapping[Path, object]:
    """Every uncertain value that can move a count, or that was fitted."""
    apart = {"low", "high", "low_times", "high_times", "source", "grade", "informed_by", "note", "distribution"}
    return {
        path: value.model_dump(exclude=apart - {"distribution"} if isinstance(value, Spread) else apart)
        for path, value, facts in values_in(scenario)
        if facts.get("kind", "uncertain") == "uncertain"
        and (path[0] not in ("costs", "stated_values", "headline") or value.informed_by is not None)
    }
