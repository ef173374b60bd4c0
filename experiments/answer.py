"""What is an answer? Everything there is to report of some scenarios: typed, unrounded, not yet in words.

Screen, report and exports are written from it, and JSON is its edge (`rows.as_plain`). There are two lengths of it:
*in short*, which is what page one says, and the whole. The whole is one in short with more fields, so that all that is
said of the short one can be said of it; what a short one lacks it has no field for, and mypy finds who asks for it.

Estimates carry their mean, its
95 % interval (`error_low` to `error_high`, and the longer side as `half_width`: simulation error), where single real
services fall (`low` to `high`: one real year), `unknown`: where the mean lies as far as inputs are unknown (`at_once`:
in 95 % of sets of inputs, all of them drawn together; else over single inputs), and `rare`: in how many replications a
thing happened, if that is too few to give more than a limit. `answering` makes one.
"""

from dataclasses import dataclass, field
from typing import Annotated

from experiments.all_inputs import AllInputs
from experiments.budget import Budget, BudgetInShort
from experiments.cautions import Caution
from experiments.channels import Channels, Null
from experiments.cost_per import CostPer
from experiments.dated_events import DatedEvent
from experiments.differences import Difference
from experiments.fates import FateRow
from experiments.fit_rows import FitFound
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
from experiments.options import Options, OptionsInShort
from experiments.outcomes import OutcomeDifference, OutcomeRow
from experiments.people_rows import (
    CapacityRow,
    CompletersRow,
    Flow,
    GroupRow,
    NaiveRow,
    ScenarioWaits,
    Series,
    Weekly,
)
from experiments.per_pound import PerPound
from experiments.rows import ABSENT, Years
from experiments.stated_values import StatedValueRow
from experiments.stopping import OutputReached
from experiments.swings import Swings
from experiments.uptake import Margin, Uptake
from sim.preflight import Assumption, Load

VERSION = "spsim answer 2"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How the answer was produced: no clock times, no folders of this machine. `date`: the day a file was written;
    `answer`: the hash of its numbers."""

    version: Annotated[str | None, ABSENT] = None
    command: str
    python: Annotated[str | None, ABSENT] = None
    seed: int
    replications: int
    date: Annotated[str | None, ABSENT] = None
    answer: Annotated[str | None, ABSENT] = None


@dataclass(frozen=True)
class PrecisionReached:
    """The precision requested of net cash, in pounds, and the half-width reached; where others were asked for too, of
    each `outputs`, and how many 95 % `intervals` had to be so narrow."""

    within: float | None
    half_width: float | None
    missed: bool
    outputs: Annotated[tuple[OutputReached, ...] | None, ABSENT] = None
    intervals: Annotated[int | None, ABSENT] = None


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
class ScenarioInShort:
    """What page one says of one scenario against its own comparator. `series`: of the two queues."""

    name: str
    title: str
    question: str | None
    hash: str
    dates: ScenarioDates
    events: tuple[DatedEvent, ...]
    years: float
    effect: tuple[str, ...]
    offer: str
    prices: ScenarioPrices
    outcomes: tuple[OutcomeRow, ...]
    bridge: dict[Years, tuple[StepRow, ...]]
    waits: ScenarioWaits
    null: Null
    cost_per: CostPer
    naive: tuple[NaiveRow, ...]
    assumptions: tuple[Assumption, ...]
    series: tuple[Weekly, ...]
    money_by_year: tuple[MoneyRow, ...]
    priced_roles: tuple[str, ...]
    cash_rules: tuple[str, ...]
    budget: BudgetInShort
    swings: Annotated[Swings | None, ABSENT] = None
    all_inputs: Annotated[AllInputs | None, ABSENT] = None


@dataclass(frozen=True, kw_only=True)
class ScenarioAnswer(ScenarioInShort):
    """Everything there is to say of it. `series`: of every state."""

    description: str | None
    files: tuple[str, ...]
    headline: Headline | None
    wait_target_weeks: float
    fates: tuple[FateRow, ...]
    spending: tuple[Spending, ...]
    posts_released: tuple[PostsReleased, ...]
    completers: tuple[CompletersRow, ...]
    uptake: tuple[Uptake, ...]
    provider_margin: Margin | None
    loads: tuple[Load, ...]
    not_identified: tuple[str, ...]
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
    fit: Annotated[FitFound | None, ABSENT] = None
    channels: Annotated[Channels | None, ABSENT] = None
    limits: Annotated[tuple[str, ...] | None, ABSENT] = None  # what it cannot show, in words: of files


@dataclass(frozen=True)
class LevelDifference:
    """One level of a trait in two scenarios."""

    trait: str
    title: str
    level: str
    outcomes: tuple[OutcomeDifference, ...]


@dataclass(frozen=True, kw_only=True)
class ComparisonInShort:
    """The second scenario less the first, paired: the same people with the same luck."""

    first: str
    second: str
    outcomes: tuple[OutcomeDifference, ...]
    bridge: dict[Years, tuple[StepRow, ...]]
    all_inputs: Annotated[AllInputs | None, ABSENT] = None


@dataclass(frozen=True, kw_only=True)
class Comparison(ComparisonInShort):
    """The same, and of each level of each trait."""

    by_trait: tuple[LevelDifference, ...]


Bridged = ScenarioInShort | ComparisonInShort


@dataclass(frozen=True, kw_only=True)
class AnswerInShort:
    """What page one says, and nothing else. `comparisons`: of each two, the dearer less the cheaper
    (`options.by_cost`)."""

    schema: str = field(default=VERSION)
    provenance: Provenance
    precision: PrecisionReached
    cautions: tuple[Caution, ...]
    scenarios: tuple[ScenarioInShort, ...]
    options: OptionsInShort
    comparisons: tuple[ComparisonInShort, ...]


@dataclass(frozen=True, kw_only=True)
class Answer(AnswerInShort):
    """Everything there is to report. `differences`: of each two scenarios, in the order they were named."""

    scenarios: tuple[ScenarioAnswer, ...]
    options: Options
    for_and_against: tuple[Finding, ...]
    differences: tuple[tuple[Difference, ...], ...]
    comparisons: tuple[Comparison, ...]
