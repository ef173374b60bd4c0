"""What does the answer report of people? Outcomes, waits, use of capacity, over time and by group: rows, not words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import le
from typing import Annotated

from pydantic import Field

from experiments.capacities import Use
from experiments.care_team import EVENTS, has_care_list, has_care_team
from experiments.certain import difference_is_certain, of_care
from experiments.counted import Outcome, WorldOutcomes, event_count, multiple
from experiments.incidence import Incidence
from experiments.intervals import Estimate, Part, difference_of, estimate, estimate_of, half_width, one_more
from experiments.need import AgainstNeed, referral_to_need
from experiments.outcomes import (
    LIST_WAITED_BEFORE,
    TOOK_UP,
    OutcomeRow,
    has_a_list,
    has_helpers,
    naive_change,
    of_completion,
    outcomes_for,
    strata_of,
)
from experiments.results import BOTH, Clearance, PooledWaits, Results
from experiments.rows import ABSENT
from sim import stays
from sim.events import What
from sim.inputs import World
from sim.measures import Group, Queue, State
from sim.rules import OUTCOMES
from sim.units import WEEK

CURVE_POINTS = 60
SHOWN_IN_SERIES = {
    State.WAITING: stays.WAITING,
    State.ON_CASELOAD: stays.ON_CASELOAD,
    State.WAITING_FOR_PLACE: stays.WAITING_FOR_PLACE,
    State.IN_PLACE: stays.ON_COURSE,
    State.HELPING: stays.HELPING,
    State.DISCHARGED: stays.DISCHARGED,
    State.WAITING_FOR_CARE: stays.WAITING_FOR_CARE,
    State.IN_CARE_PLACE: stays.IN_CARE_PLACE,
}
OF_CARE = (State.WAITING_FOR_CARE, State.IN_CARE_PLACE)  # in usual care too


Curve = tuple[tuple[float, float, float], ...]  # weeks, share given by then, share gone without


@dataclass(frozen=True)
class WaitRow:
    """What became of those who joined a queue, all replications pooled; None if nobody joined, or that never
    happens."""

    joined: float  # per replication
    median_weeks: float | None
    ninetieth_weeks: float | None
    one_in_ten_weeks: float | None
    share_within_target: float | None
    given_share: float | None
    gave_up_share: float | None
    cut_share: float | None
    waiting_share: float | None
    curve: Annotated[Curve | None, ABSENT] = None


@dataclass(frozen=True, kw_only=True)
class ListRow(WaitRow):
    """The same of the list of day 0, from day 0."""

    waited_before_weeks: float | None
    clearance: Clearance


@dataclass(frozen=True)
class InBothWorlds:
    """A queue that usual care has too."""

    usual: WaitRow
    programme: WaitRow


@dataclass(frozen=True)
class CareWaits:
    """The list of the care team: people new to it, who are never referred to the programme; the list of day 0, from
    that day; and everybody who comes back after a relapse."""

    new: InBothWorlds
    back: InBothWorlds
    list_of_day_0: Annotated[InBothWorlds | None, ABSENT] = None


@dataclass(frozen=True)
class ScenarioWaits:
    """Each queue of a scenario."""

    link_worker: WaitRow
    place: WaitRow
    list_of_day_0: Annotated[ListRow | None, ABSENT] = None
    care: Annotated[CareWaits | None, ABSENT] = None

    def by_name(self) -> dict[str, WaitRow]:
        """Every queue that there is. Of care, `_usual` is of usual care; all others are of the programme's world."""
        found = {"link_worker": self.link_worker, "place": self.place}
        found |= {"list_of_day_0": self.list_of_day_0} if self.list_of_day_0 else {}
        for queue, both in vars(self.care).items() if self.care else ():
            found |= {f"care_{queue}": both.programme, f"care_{queue}_usual": both.usual} if both else {}
        return found


@dataclass(frozen=True)
class Weekly:
    """How many people are in a state at the end of each week: mean, and its simulation error (None from a single
    replication)."""

    state: str
    title: str
    world: str
    mean: tuple[float, ...]
    half_width: tuple[float | None, ...]


@dataclass(frozen=True)
class Series(Weekly):
    """The same, and where 95 % of single real services would be."""

    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class GroupRow:
    """One level of a trait: its waits, every outcome and, where need is stated, its share of people against that."""

    trait: str
    title: str
    level: str
    wait: WaitRow
    wait_place: WaitRow
    outcomes: dict[str, OutcomeRow]
    wait_list: Annotated[WaitRow | None, ABSENT] = None
    need_share: Annotated[float | None, ABSENT] = None
    referral_to_need: Annotated[dict[str, AgainstNeed | None] | None, ABSENT] = None


@dataclass(frozen=True, kw_only=True)
class CapacityRow(Estimate):
    """How much of a capacity was used, of all there was."""

    name: str
    measure: str


@dataclass(frozen=True)
class NaiveRow:
    """Change in uses of a care line, per cent: before and after, and the true effect."""

    line: str
    title: str
    naive: Estimate
    true: Estimate


@dataclass(frozen=True)
class CompletersRow:
    """The apparent gain of people who complete support over others, beside the true effect on everybody: per cent."""

    name: str
    title: str
    completers: Estimate
    others: Estimate
    apparent: Estimate
    true: Estimate


@dataclass(frozen=True)
class Flow:
    """How often each thing happened in each world, on average, by name of the event."""

    programme: dict[str, float]
    usual_care: Annotated[dict[str, float], Field(alias="usual care")]


def outcome_rows(outcome: Outcome, pool: Results, strata: Sequence[int] | None = None) -> OutcomeRow:
    """Usual care, programme, and the paired difference: of everybody, or of some."""
    usual, programme = (pool.outcomes[world].part(outcome, strata) for world in BOTH)
    return OutcomeRow(
        outcome.name,
        outcome.title,
        outcome.unit,
        usual=estimate_of(usual, fixed=not of_care(outcome)),
        programme=estimate_of(programme),
        difference=difference_of(programme, usual, fixed=difference_is_certain(pool.case, outcome)),
    )


def wait_rows(waits: PooledWaits, replications: int, curve: Curve | None = None) -> WaitRow:
    """What became of those who joined, pooled over replications: weeks until half, and nine in ten, of them are given
    what they wait for (None: fewer ever are); weeks until nine in ten wait no more, given it or not; and how each wait
    had ended when the follow-up did."""
    joined = waits.waits.joined

    def share(lengths: Sequence[float]) -> float | None:
        return len(lengths) / joined if joined else None

    return WaitRow(
        joined=joined / replications,
        median_weeks=waits.given(0.5),
        ninetieth_weeks=waits.given(0.9),
        one_in_ten_weeks=waits.over(0.9),
        share_within_target=waits.within_target,
        given_share=share(waits.waits.given),
        gave_up_share=share(waits.waits.gave_up),
        cut_share=share(waits.waits.cut),
        waiting_share=share(waits.waits.waiting),
        curve=curve,
    )


def list_rows(pool: Results) -> ListRow:
    """The same for the list of day 0, from day 0; how long it had waited by then; and when nobody on it waits any
    more."""
    waits = pool.waits(Queue.LISTED)
    before = sum(pool.outcomes[World.PROGRAMME].counted(LIST_WAITED_BEFORE))
    return ListRow(
        **vars(wait_rows(waits, len(pool.runs), wait_curve(waits.curve))),
        waited_before_weeks=before / WEEK / waits.waits.joined if waits.waits.joined else None,
        clearance=pool.list_clearance(),
    )


def care_waits(pool: Results) -> CareWaits | None:
    """What became of those who joined the list of the care team, in both worlds; None where there is none."""
    scenario = pool.case.scenario
    if not has_care_team(scenario):
        return None

    def both(queue: Queue) -> InBothWorlds:
        waits = (pool.waits(queue, world=world) for world in BOTH)
        rows = (wait_rows(of, len(pool.runs), wait_curve(of.curve)) for of in waits)
        return InBothWorlds(*(replace(row, share_within_target=None) for row in rows))  # the target is link workers'

    listed = both(Queue.CARE_LISTED) if has_care_list(scenario) else None
    return CareWaits(both(Queue.NEW_TO_CARE), both(Queue.BACK_IN_CARE), listed)


def wait_curve(curve: Incidence) -> Curve:
    """Of those who joined, the shares given what they wait for, and gone without it, by week: at points enough for a
    chart."""
    every = max(1, len(curve.times) // CURVE_POINTS)
    rows = list(zip(curve.times, curve.given, curve.gave_up, curve.cut, strict=True))
    shown = rows[::every] if not rows or (len(rows) - 1) % every == 0 else [*rows[::every], rows[-1]]
    return tuple((time / WEEK, given, gave_up + cut) for time, given, gave_up, cut in shown)


def queues(pool: Results) -> tuple[Weekly, ...]:
    """How many people wait with the programme, in each queue; for care, in usual care too."""
    shown = [(state, World.PROGRAMME) for state in (State.WAITING, State.WAITING_FOR_PLACE)]
    if has_care_team(pool.case.scenario):
        shown += [(State.WAITING_FOR_CARE, world) for world in (World.PROGRAMME, World.USUAL)]
    return tuple(_weekly(state, world, _by_week(pool, state, world)) for state, world in shown)


def series(pool: Results) -> tuple[Series, ...]:
    """How many people are in each state."""
    scenario, rows = pool.case.scenario, []
    left_out = [*([] if has_helpers(scenario) else [State.HELPING]), *([] if has_care_team(scenario) else OF_CARE)]
    for world in (World.PROGRAMME, World.USUAL):
        for state in SHOWN_IN_SERIES:
            if state in left_out or (world is World.USUAL and state not in (State.DISCHARGED, *OF_CARE)):
                continue
            rows.append(_series(pool, state, world))
    return tuple(rows)


def waiting(pool: Results) -> Series:
    """How many people wait for a link worker: of `series`, what every run has kept."""
    return _series(pool, State.WAITING, World.PROGRAMME)


def _series(pool: Results, state: State, world: World) -> Series:
    columns = _by_week(pool, state, world)
    low, high = zip(*(one_more(column, least=0) for column in columns), strict=True)
    return Series(**vars(_weekly(state, world, columns)), low=low, high=high)


def _by_week(pool: Results, state: State, world: World) -> list[list[int]]:
    """How many are in a state at the end of each week, in each replication: the fewest first."""
    read = pool.worlds.columns[world]
    return [sorted(read.sum_of((cell,))) for cell in pool.case.shape.weeks(state)]


def _weekly(state: State, world: World, columns: Sequence[Sequence[int]]) -> Weekly:
    """The mean and its simulation error."""
    return Weekly(
        state=state.name.lower(),
        title=SHOWN_IN_SERIES[state].title,
        world=world.value,
        mean=tuple(sum(column) / len(column) for column in columns),
        half_width=tuple(map(half_width, columns)),
    )


def by_trait(pool: Results) -> tuple[GroupRow, ...]:
    """Who gains: each trait's levels, with their waits and every outcome, in both worlds and paired."""
    shape, replications, listed = pool.case.shape, len(pool.runs), has_a_list(pool.case.scenario)
    return tuple(
        GroupRow(
            trait,
            pool.case.title_of(trait),
            level,
            wait=wait_rows(pool.waits(Queue.REFERRED, strata), replications),
            wait_list=wait_rows(pool.waits(Queue.LISTED, strata), replications) if listed else None,
            wait_place=wait_rows(pool.waits(Queue.PLACE, strata), replications),
            outcomes={outcome.name: outcome_rows(outcome, pool, strata) for outcome in outcomes_for(shape)},
            need_share=need and need[0],
            referral_to_need=need and need[1],
        )
        for trait, levels in shape.traits
        for level in levels
        for strata, need in [(strata_of(shape, trait, level), referral_to_need(pool, trait, level))]
    )


def flow(pool: Results) -> Flow:
    """How often each thing happened, on average, in the programme's world and in usual care: for the flow diagram."""
    return Flow(programme=_happened(pool, World.PROGRAMME), usual_care=_happened(pool, World.USUAL))


def _happened(pool: Results, world: World) -> dict[str, float]:
    """Each event, and how many people took up an activity."""
    read, many = pool.outcomes[world], len(pool.runs)
    left_out = () if has_care_team(pool.case.scenario) else EVENTS
    events = {what.name.lower(): sum(read.counted(event_count(what))) / many for what in What if what not in left_out}
    return {**events, "people_joined": sum(read.counted(TOOK_UP)) / many}


def capacity(pool: Results) -> tuple[CapacityRow, ...]:
    """Use of each capacity: what was used of all there was, over the replications together."""
    case = pool.case
    read, uses = pool.worlds.columns, list[Use]()
    if case.scenario.programme.offer == "link_workers":
        uses += case.capacities.use(read[World.PROGRAMME])
    if has_care_team(case.scenario):
        uses += [case.capacities.of_care(read[world], world) for world in (World.PROGRAMME, World.USUAL)]
    always_filled = case.scenario.link_workers.turnover_per_year.value == 0
    rows = []
    for use in uses:
        # After a cut, more may be in use than there is.
        whole = 1.0 if all(map(le, use.used, use.capacity)) else None
        certain = always_filled and use.measure == "share of time"
        share = estimate_of(Part(use.used, use.capacity, 0.0, whole), fixed=certain)
        rows.append(CapacityRow(*share.parts, name=use.name, measure=use.measure))
    return tuple(rows)


def naive(pool: Results) -> tuple[NaiveRow, ...]:
    """For each care line: the naive before-and-after change beside the true effect (programme less usual care)."""
    shape = pool.case.shape
    uses = {outcome.name: outcome for outcome in outcomes_for(shape)}
    rows = []
    for i, line in enumerate(shape.lines):
        certain = difference_is_certain(pool.case, uses[f"uses.{line}"])
        before, treated = naive_change(pool.outcomes[World.PROGRAMME], i)
        _, usual = naive_change(pool.outcomes[World.USUAL], i)
        rows.append(
            NaiveRow(
                line,
                pool.case.scenario.care_lines[line].title or line,
                naive=_change_in_per_cent(before, treated),
                true=_change_in_per_cent(usual, treated, fixed=certain),
            )
        )
    return tuple(rows)


def _change_in_per_cent(base: list[int], now: list[int], *, fixed: bool = False) -> Estimate:
    return estimate([100 * (n - b) / b if b else 0.0 for b, n in zip(base, now, strict=True)], fixed=fixed)


def completers(pool: Results) -> tuple[CompletersRow, ...]:
    """Do people who complete support do better than others, and is that the programme's effect? Those who complete
    differ from the rest: their apparent gain stands beside the true effect on everybody who came, both in percentage
    points."""
    scenario, (usual, programme) = pool.case.scenario, (pool.outcomes[world] for world in BOTH)
    if scenario.programme.offer != "link_workers" or not scenario.stages.support:
        return ()
    groups = [_share(programme, Group.IMPROVED, Group.SEEN, OUTCOMES, completed=who) for who in (True, False)]
    because = estimate_of(
        _share(programme, Group.BECAUSE_OF_DOSE, Group.PEOPLE, OUTCOMES),
        fixed=scenario.progress.odds_ratio_at_full_dose.value == 1,
    )
    rows = [_seeming("progress", "Of eight outcomes, improved at the end", groups, because)]
    if scenario.stages.reviews:
        groups = [_share(programme, Group.DISCHARGED, Group.PEOPLE, completed=who) for who in (True, False)]
        everybody = [_share(read, Group.DISCHARGED, Group.PEOPLE) for read in (programme, usual)]
        apart = difference_of(*everybody, fixed=not scenario.programme.effect)
        rows.insert(0, _seeming("discharged", "Discharged at least once", groups, apart))
    return tuple(rows)


def _share(read: WorldOutcomes, some: Group, out_of: Group, each: int = 1, *, completed: bool | None = None) -> Part:
    """Per cent of a group, or of everybody."""
    counted = multiple(100, of_completion(some, completed=completed))
    return read.part(Outcome("", "", "%", counted, of_completion(out_of, completed=completed), each))


def _seeming(name: str, title: str, groups: Sequence[Part], true: Estimate) -> CompletersRow:
    completed, others = groups
    return CompletersRow(
        name=name,
        title=title,
        completers=estimate_of(completed),
        others=estimate_of(others),
        apparent=difference_of(completed, others),
        true=true,
    )
