"""Does the model meet the published figures? Each is counted from the log (`figures`), in its own window of dates.

A target is marked `calibrate` (inputs were fitted to it: meeting it proves nothing but the fit), `hold out` (never
fitted to: meeting it is evidence), `stated` (put in as it stands: meeting it proves nothing) or `prediction` (not yet
published). Targets stand beside their scenario, in NAME.targets.toml.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from experiments.figures import MEASURES, Measure, Window, WindowCounts, named, see
from sim.events import Row
from sim.frames import Shape
from sim.loading.toml_files import TomlFile, beside
from sim.scenario import Name
from sim.scenario.sections import Section
from sim.scenario.values import fault
from sim.units import minute_of

LARGEST = 1_000_000_000  # of a published figure


class Target(Section):
    """One published figure."""

    title: str = Field(min_length=1, max_length=200)
    measure: str
    published: int | float
    use: Literal["calibrate", "hold out", "stated", "prediction"]
    starts: date
    ends: date
    referred_until: date | None = Field(
        None,
        description="Figures of those referred follow who was referred before this day to the end of the window; left "
        "out: everybody referred in it.",
    )
    within: float | None = Field(
        None, description="How near the simulated mean must come; if left out: 5 %, or 1 for counts under 10."
    )
    between: list[float] | None = Field(
        None, min_length=2, max_length=2, description="The simulated mean must lie between these; instead of `within`."
    )
    per_cent: bool = False
    source: str
    note: str | None = None
    miss: str | None = Field(
        None, min_length=1, description="Why this figure is not met: a declared miss. If left out: it must be met."
    )

    @field_validator("published", "within", mode="after")
    @classmethod
    def _can_be_counted(cls, number: float | None, info: ValidationInfo) -> float | None:
        signed = info.field_name == "published" and _kind(info.data.get("measure", "")).may_be_negative
        if number is not None and not (-LARGEST if signed else 0) <= number <= LARGEST:
            allowed = "it cannot be negative" if number < 0 else f"it must lie between 0 and {LARGEST:,}"
            raise fault("", f"{info.field_name} is {number}; {allowed}")
        return number

    @model_validator(mode="after")
    def _window_opens_first(self) -> "Target":
        if self.ends <= self.starts:
            raise fault("ends", f"ends ({self.ends}) does not come after starts ({self.starts})")
        until = self.referred_until
        if until is not None and not self.starts < until <= self.ends:
            raise fault("referred_until", f"referred_until is {until}; it must lie between starts and ends")
        return self

    @model_validator(mode="after")
    def _one_way_to_be_near(self) -> "Target":
        if self.between is None:
            return self
        if self.within is not None:
            raise fault("between", "within and between both state how near is near enough. State one")
        low, high = self.between
        if not low <= self.published <= high:
            raise fault("between", f"the published figure {self.published} lies outside between ({low} to {high})")
        return self

    @model_validator(mode="after")
    def _a_prediction_is_not_missed(self) -> "Target":
        if self.miss and self.use == "prediction":
            raise fault("miss", "miss says why a published figure is not met; a prediction has none yet")
        return self

    @property
    def kind(self) -> Measure:
        """What sort of a number it is."""
        return _kind(self.measure)

    def window(self, day_0: date) -> Window:
        """In minutes."""
        until = self.referred_until or self.ends
        return Window(*(minute_of(day, day_0) for day in (self.starts, self.ends, until)))

    def is_near(self, mean: float) -> bool:
        """Whether a simulated mean comes near enough."""
        if self.between is not None:
            return self.between[0] <= mean <= self.between[1]
        return abs(mean - self.published) <= self.tolerance

    @property
    def tolerance(self) -> float:
        """The furthest the simulated mean may lie from the published figure, where nothing says between what."""
        if self.within is not None:
            return self.within
        return 1.0 if self.kind.is_count and self.published < 10 else 0.05 * abs(self.published)


NOTHING_SO_CALLED = Measure(lambda *_: 0.0, is_count=True)


def _kind(name: str) -> Measure:
    """By the first word of its name; an unknown name is refused once the scenario is known."""
    return MEASURES.get(name.partition(".")[0], NOTHING_SO_CALLED)


class Targets(Section):
    """The figures of one scenario, what it may claim by them, and what they cannot show."""

    status: Literal["reproduces", "illustrative"] | None = Field(
        None,
        description="reproduces: it gives the figures published of this service, but for declared misses. "
        "illustrative: put together from figures of several places, or from too few, to show how such a service works.",
    )
    why: str | None = Field(None, min_length=1, description="Why the status is what it is.")
    targets: dict[Name, Target] = Field(default={})
    not_identified: list[str] = Field(default=[], description="What these figures cannot tell, whatever the fit.")

    @model_validator(mode="after")
    def _a_status_says_why(self) -> "Targets":
        if (self.status is None) != (self.why is None):
            raise fault("", "status and why go together: state both, or neither")
        return self


def measure(targets: Sequence[Target], shape: Shape, log: list[Row], usual: list[Row] | None = None) -> list[float]:
    """Each target's figure in one log. `usual`: the same replication under usual care, where any of them needs it. A
    window that several share is read once. All of them are counted in logs."""
    worlds = [log] if usual is None else [log, usual]
    windows = [target.window(shape.scenario.dates.start.value) for target in targets]
    counts = {window: [see(rows, window, shape) for rows in worlds] for window in set(windows)}
    return [_figure(target, shape, *counts[window]) for target, window in zip(targets, windows, strict=True)]


def _figure(target: Target, shape: Shape, counts: WindowCounts, *usual: WindowCounts) -> float:
    """A target's figure in what was seen in its window."""
    found = named(target.measure, shape.scenario)
    assert found is not None, "as validated"  # noqa: S101
    measure, of = found
    return measure.figure(counts, *(usual if measure.against_usual_care else ()), *of)


def needs_usual_care(targets: Sequence[Target]) -> bool:
    """Whether any of them is a difference from usual care."""
    return any(target.kind.against_usual_care for target in targets)


def targets_beside(scenario_file: Path) -> tuple[Targets, TomlFile] | None:
    """The targets of a scenario file and the file they stand in, if there is one."""
    return beside(scenario_file, "targets", Targets)


def figures_beside(scenario_file: Path) -> Targets:
    """The targets of a scenario file; where there are none, none."""
    found = targets_beside(scenario_file)
    return found[0] if found else Targets()
