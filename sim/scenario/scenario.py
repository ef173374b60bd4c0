"""What is a scenario? All sections of a file together, how a run is done, and the question it asks.

A scenario file states levers (what a commissioner chooses), uncertain inputs (what nobody knows exactly) and settings
(how the run is done); design section 4. Reading files, `extends` and fault messages are in `loading`; the numbers an
engine uses are made from this in `inputs`.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from sim.scenario.activities import Activity, ActivityDefaults, Prescription
from sim.scenario.care import NO_RELAPSE, NO_REVIEWS, CareLine, Exits, Progress, Relapse, Reviews
from sim.scenario.care_team import CareTeam
from sim.scenario.costs import CostLine
from sim.scenario.link_workers import LinkWorkers, Support
from sim.scenario.people import Dates, Demand, Frailty, Trait
from sim.scenario.prices import Budget, Headline, Prices, StatedValue
from sim.scenario.programme import Programme, Stages
from sim.scenario.sections import ABOVE_ZERO, Name, Section, setting
from sim.scenario.values import AnyNumber, fault, number


class WhatIf(Section):
    """A question brought to the tool: what was expected before the run, what came out, what to decide."""

    compare_with: Name = Field(description="The scenario, by name, that the differences are taken against.")
    measure: str = Field(
        description="The outcome, or step of the bridge, that answers the question; an outcome of one level of a trait "
        "is asked for as took_up[age=under_50]."
    )
    expected: Literal["less", "more", "no difference"] = Field(
        description="What was expected of the measure before the run, beside compare_with."
    )
    because: str = Field(description="Why that was expected.")
    came_out: Literal["less", "more", "no difference", "not settled"] = Field(
        description="What the run says, by its 95 % interval."
    )
    answer: str = Field(description="What came out, in words.")
    decide: str = Field(description="What to decide with it.")


class Settings(Section):
    """How the run is done."""

    seed: AnyNumber = setting("Study seed", "number", number(1), possible=(0, 2**62))
    replications: AnyNumber = setting("Replications", "replications", number(50), possible=(1, 10_000_000))
    most_events: AnyNumber = setting(
        "A replication with more events than this is stopped with an error",
        "events",
        number(5_000_000),
        possible=(1000, 2e9),
    )
    wait_target_weeks: AnyNumber = setting(
        "Target for the wait for a link worker", "weeks", number(4), possible=ABOVE_ZERO
    )


class Scenario(Section):
    """A service, its people and its prices."""

    schema_: Annotated[Literal[1], BeforeValidator(lambda given: "true" if given is True else given)] = Field(
        alias="schema"
    )
    title: str = Field(min_length=1, max_length=200)
    question: str | None = Field(None, description="The question this scenario answers.")
    description: str | None = None
    control: bool = Field(
        default=False,
        description="Whether this is a control, to be read beside others and not as an answer of its own: every "
        "report says so above its answer.",
    )
    extends: str | None = None
    what_if: WhatIf | None = Field(None, description="The question this file was written for. Not taken over.")
    dates: Dates
    demand: Demand
    traits: dict[Name, Trait] = Field(default={})
    frailty: Frailty = Field(default=Frailty())
    stages: Stages = Field(default=Stages())
    programme: Programme
    link_workers: LinkWorkers
    support: Support
    activity_defaults: ActivityDefaults
    activities: dict[Name, Activity] = Field(default={})
    prescription: Prescription
    progress: Progress
    reviews: Reviews = Field(default=NO_REVIEWS)
    relapse: Relapse = Field(default=NO_RELAPSE)
    exits: Exits = Field(default=Exits())
    care_team: CareTeam | None = Field(
        None, description="Secondary care as places with a waiting list. If left out: there is room for everybody."
    )
    care_lines: dict[Name, CareLine] = Field(default={})
    costs: dict[Name, CostLine] = Field(default={})
    stated_values: dict[Name, StatedValue] = Field(
        default={}, description="What outcomes are stated to be worth: reported apart from all money."
    )
    prices: Prices
    budget: Budget = Field(default=Budget(), description="Limits that the answer is held against; they change nothing.")
    headline: Headline | None = None
    settings: Settings = Field(default=Settings())

    @model_validator(mode="after")
    def _stages_have_their_sections(self) -> "Scenario":
        """A setting without reviews or relapse may leave their sections out; one with them may not."""
        for stage in ("reviews", "relapse"):
            if getattr(self.stages, stage) and stage not in self.model_fields_set:
                raise fault(
                    stage, f"the section [{stage}] is missing (or switch the stage off: [stages] {stage} = false)"
                )
        return self
