"""What is an answer? Everything there is to report of some scenarios: typed, unrounded, not yet in words.

Screen, report and exports are written from it, and JSON is its edge (`rows.as_plain`). Estimates carry their mean, its
95 % interval (`error_low` to `error_high`, and the longer side as `half_width`: simulation error), where single real
services fall (`low` to `high`: one real year), and `rare`: in how many replications a thing happened, if that is too
few to give more than a limit. `answering` makes one.
"""

from dataclasses import dataclass, field
from typing import Annotated

from experiments.budget import Budget
from experiments.cautions import Caution
from experiments.channels import Channels, Null
from experiments.cost_per import CostPer
from experiments.dated_events import DatedEvent
from experiments.differences import Difference
from experiments.fates import FateRow
from experiments.for_and_against import Finding
from experiments.limits import Spending
from experiments.money_rows import (
    Headline,
    Ledger,
    LevelBridge,
    MoneyRow,
    OtherPounds,
    PayerBridge,
    PostsReleased,
    StepRow,
)
from experiments.options import Options
from experiments.outcomes import OutcomeDifference, OutcomeRow
from experiments.people_rows import CapacityRow, CompletersRow, Flow, GroupRow, NaiveRow, ScenarioWaits, Series
from experiments.per_pound import PerPound
from experiments.rows import ABSENT, Years
from experiments.stated_values import StatedValueRow
from experiments.swings import Swings
from experiments.uptake import Margin, Uptake
from sim.preflight import Assumption, Load

VERSION = "spsim answer 2"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How the answer was produced: no clock times, no folders of this machine. `date`: the day a file was written."""

    version: Annotated[str | None, ABSENT] = None
    command: str
    python: Annotated[str | None, ABSENT] = None
    seed: int
    replications: int
    date: Annotated[str | None, ABSENT] = None


@dataclass(frozen=True)
class PrecisionReached:
    """The precision requested, in pounds, and the half-width reached."""

    within: float | None
    half_width: float | None
    missed: bool


@dataclass(frozen=True)
class ScenarioDates:
    """Days of a scenario, as ISO 8601."""

    start: str
    service_start: str
    first_referral: str
    last_referral: str
    service_end: str
    end: str


@dataclass(frozen=True)
class ScenarioPrices:
    """In which pounds, by which index, and what they are in another year's."""

    year: str
    index: str | None
    other: OtherPounds | None


@dataclass(frozen=True, kw_only=True)
class ScenarioAnswer:
    """One scenario against its own comparator."""

    name: str
    title: str
    question: str | None
    description: str | None
    hash: str
    files: tuple[str, ...]
    dates: ScenarioDates
    events: tuple[DatedEvent, ...]
    years: float
    effect: tuple[str, ...]
    offer: str
    prices: ScenarioPrices
    headline: Headline | None
    priced_roles: tuple[str, ...]
    wait_target_weeks: float
    outcomes: tuple[OutcomeRow, ...]
    fates: tuple[FateRow, ...]
    bridge: dict[Years, tuple[StepRow, ...]]
    waits: ScenarioWaits
    money_by_year: tuple[MoneyRow, ...]
    null: Null
    spending: tuple[Spending, ...]
    cost_per: CostPer
    cash_rules: tuple[str, ...]
    posts_released: tuple[PostsReleased, ...]
    naive: tuple[NaiveRow, ...]
    completers: tuple[CompletersRow, ...]
    uptake: tuple[Uptake, ...]
    provider_margin: Margin | None
    loads: tuple[Load, ...]
    not_identified: tuple[str, ...]
    assumptions: tuple[Assumption, ...]
    bridge_by_payer: dict[Years, tuple[PayerBridge, ...]]
    per_pound: dict[Years, tuple[PerPound, ...]]
    bridge_by_trait: dict[Years, tuple[LevelBridge, ...]]
    series: tuple[Series, ...]
    by_trait: tuple[GroupRow, ...]
    flow: Flow
    capacity: tuple[CapacityRow, ...]
    ledger_by_year: Ledger
    budget: Budget
    stated_values: tuple[StatedValueRow, ...]
    swings: Annotated[Swings | None, ABSENT] = None
    channels: Annotated[Channels | None, ABSENT] = None
    limits: Annotated[tuple[str, ...] | None, ABSENT] = None  # what it cannot show, in words: of files


@dataclass(frozen=True)
class LevelDifference:
    """One level of a trait in two scenarios."""

    trait: str
    title: str
    level: str
    outcomes: tuple[OutcomeDifference, ...]


@dataclass(frozen=True)
class Comparison:
    """The second scenario less the first, paired: the same people with the same luck."""

    first: str
    second: str
    outcomes: tuple[OutcomeDifference, ...]
    by_trait: tuple[LevelDifference, ...]
    bridge: dict[Years, tuple[StepRow, ...]]


Bridged = ScenarioAnswer | Comparison


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Everything there is to report. `differences`: of each two scenarios, in the order they were named. `comparisons`:
    of each two, the dearer less the cheaper (`options.by_cost`)."""

    schema: str = field(default=VERSION)
    provenance: Provenance
    precision: PrecisionReached
    cautions: tuple[Caution, ...]
    scenarios: tuple[ScenarioAnswer, ...]
    options: Options
    for_and_against: tuple[Finding, ...]
    differences: tuple[tuple[Difference, ...], ...]
    comparisons: tuple[Comparison, ...]
