"""Does the model meet the published figures? Each figure is counted from the log, in its own window of dates.

A target is marked `calibrate` (inputs were fitted to it: meeting it proves nothing but the fit), `hold out` (never
fitted to: meeting it is evidence) or `prediction` (not yet published). Targets stand beside their scenario, in
NAME.targets.toml.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from sim.events import Review, Row, What
from sim.frames import Shape
from sim.luck import Source
from sim.rules import OUTCOMES, ones
from sim.scenario import Name
from sim.toml_files import TomlFile, beside
from sim.units import Minutes, minute_of
from sim.values import Section, fault

LARGEST = 1_000_000_000  # of a published figure


class Target(Section):
    """One published figure."""

    title: str = Field(min_length=1, max_length=200)
    measure: str
    published: int | float
    use: Literal["calibrate", "hold out", "prediction"]
    starts: date
    ends: date
    within: float | None = Field(
        None, description="How near the simulated mean must come; left out: 5 %, or 1 for counts under 10."
    )
    per_cent: bool = False
    source: str
    note: str | None = None
    miss: str | None = Field(
        None, min_length=1, description="Why this figure is not met: a declared miss. Left out: it must be met."
    )

    @field_validator("published", "within", mode="after")
    @classmethod
    def _can_be_counted(cls, number: float | None, info: ValidationInfo) -> float | None:
        if number is not None and not 0 <= number <= LARGEST:
            allowed = "it cannot be negative" if number < 0 else f"it must lie between 0 and {LARGEST:,}"
            raise fault("", f"{info.field_name} is {number}; {allowed}")
        return number

    @model_validator(mode="after")
    def _window_opens_first(self) -> "Target":
        if self.ends <= self.starts:
            raise fault("ends", f"ends ({self.ends}) does not come after starts ({self.starts})")
        return self

    @model_validator(mode="after")
    def _a_prediction_is_not_missed(self) -> "Target":
        if self.miss and self.use == "prediction":
            raise fault("miss", "miss says why a published figure is not met; a prediction has none yet")
        return self

    @property
    def tolerance(self) -> float:
        """The furthest the simulated mean may lie from the published figure."""
        if self.within is not None:
            return self.within
        return 1.0 if self.published < 10 and not self.per_cent else 0.05 * self.published


class Partnership(Section):
    """Two inputs that were fitted to one published figure: at another value of the first, the second moves with it."""

    input: str = Field(description="The input whose range is of interest.")
    partner: str = Field(description="The input that is fitted again, between its low and its high.")
    meets: Name = Field(description="The target that is still met.")


class Targets(Section):
    """The figures of one scenario, what the scenario may claim by them, what they cannot tell, and which inputs move
    together along the fit."""

    status: Literal["reproduces", "illustrative"] | None = Field(
        None,
        description="reproduces: it gives the figures published of this service, but for declared misses. "
        "illustrative: put together from figures of several places, or from too few, to show how such a service works.",
    )
    why: str | None = Field(None, min_length=1, description="Why the status is what it is.")
    targets: dict[Name, Target] = Field(default={})
    partners: dict[Name, Partnership] = Field(default={})
    not_identified: list[str] = Field(default=[], description="What these figures cannot tell, whatever the fit.")

    @model_validator(mode="after")
    def _a_status_says_why(self) -> "Targets":
        if (self.status is None) != (self.why is None):
            raise fault("", "status and why go together: say both, or neither")
        return self


ALL_OUTCOMES = (1 << OUTCOMES) - 1


@dataclass(frozen=True)
class Seen:
    """What is counted in one window of one log."""

    referred: int
    uptakers: set[int]
    reviews: list[int]  # outcomes improved, at uptakers' supported reviews
    discharges: int  # at those reviews
    all_reviews: int  # of uptakers, routine ones too
    all_discharges: int  # at those
    at_the_end: list[int]  # outcomes improved, each time an uptaker's support and activities are over
    wider: dict[int, int]  # person -> bits
    went_on: set[int]


def see(log: list[Row], start: Minutes, end: Minutes) -> Seen:
    """Everything the targets count, between two minutes (the end not included)."""
    uptakers: set[int] = set()
    went_on: set[int] = set()
    wider: dict[int, int] = {}
    reviews: list[int] = []
    at_the_end: list[int] = []
    referred = discharges = all_reviews = all_discharges = 0
    for minute, person, what, where, value in log:
        if minute >= end:
            break
        if minute < start:
            continue
        if what == What.REFERRED:
            referred += where & 3 == Source.REFERRALS  # nobody of day 0 was referred in a window
        elif what == What.JOINED_ACTIVITY:
            uptakers.add(person)
        elif what == What.REVIEWED and person in uptakers:
            all_reviews += 1
            if where == Review.SUPPORTED:
                reviews.append(value & ALL_OUTCOMES)
        elif what == What.DISCHARGED and person in uptakers:
            all_discharges += 1
            discharges += where == Review.SUPPORTED
        elif what == What.PROGRESS_SEEN and person in uptakers:
            at_the_end.append(value & ALL_OUTCOMES)
        elif what == What.WIDER_SEEN and person in uptakers:
            wider[person] = wider.get(person, 0) | value
        elif what == What.ENGAGEMENT_SUSTAINED:
            went_on.add(person)
    return Seen(referred, uptakers, reviews, discharges, all_reviews, all_discharges, at_the_end, wider, went_on)


def _share(seen: list[int], at_least: int) -> float:
    """Per cent of those seen with progress in at least so many outcomes."""
    return 100.0 * sum(ones(bits) >= at_least for bits in seen) / len(seen) if seen else 0.0


MEASURES: dict[str, Callable[[Seen], float]] = {
    "referred": lambda seen: seen.referred,
    "joined_an_activity": lambda seen: len(seen.uptakers),
    "supported_reviews": lambda seen: len(seen.reviews),
    "discharges_at_supported_reviews": lambda seen: seen.discharges,
    "reviews": lambda seen: seen.all_reviews,
    "discharges": lambda seen: seen.all_discharges,
    "progress_in_1_or_more": lambda seen: _share(seen.reviews, 1),
    "progress_in_4_or_more": lambda seen: _share(seen.reviews, 4),
    "progress_at_the_end_in_1_or_more": lambda seen: _share(seen.at_the_end, 1),
    "progress_at_the_end_in_4_or_more": lambda seen: _share(seen.at_the_end, 4),
    "went_on": lambda seen: len(seen.went_on),
}


def measure(targets: Sequence[Target], shape: Shape, log: list[Row]) -> list[float]:
    """Each target's figure in one log. A window that several share is read once."""
    day_0 = shape.scenario.dates.start.value
    windows = {(target.starts, target.ends) for target in targets}
    seen = {(starts, ends): see(log, minute_of(starts, day_0), minute_of(ends, day_0)) for starts, ends in windows}
    return [_figure(target, shape, seen[target.starts, target.ends]) for target in targets]


def _figure(target: Target, shape: Shape, seen: Seen) -> float:
    """A target's figure in what was seen in its window."""
    if target.measure.startswith("wider."):
        bit = shape.wider.index(target.measure.removeprefix("wider."))
        return sum(bits >> bit & 1 for bits in seen.wider.values())
    return MEASURES[target.measure](seen)


def targets_beside(scenario_file: Path) -> tuple[Targets, TomlFile] | None:
    """The targets of a scenario file and the file they stand in, if there is one."""
    return beside(scenario_file, "targets", Targets)
