"""What is told of people? Outcomes, waits, use of capacity, over time and by group: rows of the answer, not worded."""

from collections.abc import Sequence
from operator import le
from typing import Any

from experiments.certain import difference_is_certain, of_care
from experiments.incidence import Incidence
from experiments.intervals import Estimate, Part, difference_of, estimate, estimate_of, one_more
from experiments.need import referral_to_need
from experiments.outcomes import (
    Outcome,
    Read,
    has_a_list,
    has_helpers,
    naive_change,
    of_completion,
    outcomes_for,
    strata_of,
)
from experiments.pool import BOTH, Pool, Waited
from sim.events import What
from sim.inputs import World
from sim.measures import KINDS, Group, State
from sim.rules import OUTCOMES
from sim.units import WEEK

CURVE_POINTS = 60
SHOWN_IN_SERIES = {
    State.WAITING: "Waiting for a link worker",
    State.ON_CASELOAD: "On a caseload",
    State.WAITING_FOR_PLACE: "Waiting for a place in an activity",
    State.IN_PLACE: "In an activity",
    State.HELPING: "Helping to run an activity",
    State.DISCHARGED: "Discharged",
}


def outcome_rows(outcome: Outcome, pool: Pool, strata: Sequence[int] | None = None) -> dict[str, Any]:
    """Usual care, programme, and the paired difference: of everybody, or of some."""
    usual, programme = (pool.read[world].part(outcome, strata) for world in BOTH)
    return {
        "name": outcome.name,
        "title": outcome.title,
        "unit": outcome.unit,
        "usual": estimate_of(usual, fixed=not of_care(outcome)).as_dict(),
        "programme": estimate_of(programme).as_dict(),
        "difference": difference_of(programme, usual, fixed=difference_is_certain(pool.question, outcome)).as_dict(),
    }


def wait_rows(waits: Waited, replications: int) -> dict[str, Any]:
    """What became of those who joined, pooled over replications: weeks until half, and nine in ten, of them are given
    what they wait for (None: fewer ever are); weeks until nine in ten wait no more, given it or not; and how each wait
    had ended when the follow-up did."""
    joined = waits.waits.joined

    def share(lengths: Sequence[float]) -> float | None:
        return len(lengths) / joined if joined else None

    return {
        "joined": joined / replications,
        "median_weeks": waits.given(0.5),
        "ninetieth_weeks": waits.given(0.9),
        "one_in_ten_weeks": waits.over(0.9),
        "share_within_target": waits.within_target,
        "given_share": share(waits.waits.given),
        "gave_up_share": share(waits.waits.gave_up),
        "cut_share": share(waits.waits.cut),
        "waiting_share": share(waits.waits.waiting),
    }


def list_rows(pool: Pool) -> dict[str, Any]:
    """The same of the list of day 0, from day 0; how long it had waited by then; and when the last of it is seen, or
    gone."""
    waits = pool.waits("list_waits")
    before = sum(map(sum, pool.read[World.PROGRAMME].list_waited_before))
    return {
        **wait_rows(waits, len(pool.runs)),
        "waited_before_weeks": before / WEEK / waits.waits.joined if waits.waits.joined else None,
        "all_seen": pool.list_seen(),
        "curve": wait_curve(waits.curve),
    }


def wait_curve(curve: Incidence) -> list[list[float]]:
    """Of those who joined, the shares given what they wait for, and gone without it, within so many weeks: at points
    enough for a chart."""
    every = max(1, len(curve.times) // CURVE_POINTS)
    rows = list(zip(curve.times, curve.given, curve.gave_up, curve.cut, strict=True))
    shown = rows[::every] if not rows or (len(rows) - 1) % every == 0 else [*rows[::every], rows[-1]]
    return [[time / WEEK, given, gave_up + cut] for time, given, gave_up, cut in shown]


def series(pool: Pool) -> list[dict[str, Any]]:
    """How many people are in each state at the end of each week: the mean, and where 95 %
    of single real services would be."""
    weeks, helped = pool.question.shape.horizon // WEEK, has_helpers(pool.question.scenario)
    rows = []
    for world in (World.PROGRAMME, World.USUAL):
        for state, title in SHOWN_IN_SERIES.items():
            if (world is World.USUAL and state is not State.DISCHARGED) or (state is State.HELPING and not helped):
                continue
            counts = (tally.snapshots[state * weeks : (state + 1) * weeks] for tally in pool.tallies(world))
            columns = [sorted(column) for column in zip(*counts, strict=True)]
            real = [one_more(column, least=0) for column in columns]
            rows.append(
                {
                    "state": state.name.lower(),
                    "title": title,
                    "world": world.value,
                    "mean": [sum(column) / len(column) for column in columns],
                    "low": [low for low, _ in real],
                    "high": [high for _, high in real],
                }
            )
    return rows


def by_trait(pool: Pool) -> list[dict[str, Any]]:
    """Who gains: each trait's levels, with their waits and every outcome, in both worlds and paired."""
    shape, replications, listed = pool.question.shape, len(pool.runs), has_a_list(pool.question.scenario)
    return [
        {
            "trait": trait,
            "title": pool.question.title_of(trait),
            "level": level,
            **referral_to_need(pool, trait, level),
            "wait": wait_rows(pool.waits("worker_waits", strata), replications),
            **({"wait_list": wait_rows(pool.waits("list_waits", strata), replications)} if listed else {}),
            "wait_place": wait_rows(pool.waits("place_waits", strata), replications),
            "outcomes": {outcome.name: outcome_rows(outcome, pool, strata) for outcome in outcomes_for(shape)},
        }
        for trait, levels in shape.traits
        for level in levels
        for strata in [strata_of(shape, trait, level)]
    ]


def flow(pool: Pool) -> dict[str, dict[str, float]]:
    """How often each thing happened, on average, in the programme's world and in usual care: for the flow diagram."""
    told = {}
    for world in (World.PROGRAMME, World.USUAL):
        tallies, many = pool.tallies(world), len(pool.runs)
        counts = list(map(sum, zip(*(tally.counts for tally in tallies), strict=True)))
        size = len(counts) // KINDS
        told[world.value] = {what.name.lower(): sum(counts[what * size : (what + 1) * size]) / many for what in What}
        told[world.value]["people_joined"] = sum(sum(tally.joined_people) for tally in tallies) / many
    return told


def capacity(pool: Pool) -> list[dict[str, Any]]:
    """Use of each capacity: what was used of all there was, over the replications together."""
    question = pool.question
    if question.scenario.programme.offer != "link_workers":
        return []
    each = [list(question.capacities.use(tally)) for tally in pool.tallies(World.PROGRAMME)]
    always_filled = question.scenario.link_workers.turnover_per_year.value == 0
    rows = []
    for uses in zip(*each, strict=True):
        used, there = [use.used for use in uses], [use.capacity for use in uses]
        whole = 1.0 if all(map(le, used, there)) else None  # after a cut, more may be in use than there is
        certain = always_filled and uses[0].measure == "share of time"
        told = estimate_of(Part(used, there, 0.0, whole), fixed=certain)
        rows.append({"name": uses[0].name, "measure": uses[0].measure, **told.as_dict()})
    return rows


def naive(pool: Pool) -> list[dict[str, Any]]:
    """For each care line: the naive before-and-after change beside the true effect (programme less usual care)."""
    shape = pool.question.shape
    uses = {outcome.name: outcome for outcome in outcomes_for(shape)}
    rows = []
    for i, line in enumerate(shape.lines):
        certain = difference_is_certain(pool.question, uses[f"uses.{line}"])
        before, treated = naive_change(pool.read[World.PROGRAMME], i)
        _, usual = naive_change(pool.read[World.USUAL], i)
        rows.append(
            {
                "line": line,
                "title": pool.question.scenario.care_lines[line].title or line,
                "naive": _change_in_per_cent(before, treated),
                "true": _change_in_per_cent(usual, treated, fixed=certain),
            }
        )
    return rows


def _change_in_per_cent(base: list[int], now: list[int], *, fixed: bool = False) -> dict[str, Any]:
    return estimate([100 * (n - b) / b if b else 0.0 for b, n in zip(base, now, strict=True)], fixed=fixed).as_dict()


def completers(pool: Pool) -> list[dict[str, Any]]:
    """Do those who complete support do better than everybody else, and what has the programme to do with it? Those
    who complete are other people: what they seem to gain stands beside the true effect on everybody who came, both in
    percentage points."""
    scenario, (usual, programme) = pool.question.scenario, (pool.read[world] for world in BOTH)
    if scenario.programme.offer != "link_workers" or not scenario.stages.support:
        return []
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
    return rows


def _share(read: Read, some: Group, out_of: Group, each: int = 1, *, completed: bool | None = None) -> Part:
    """Per cent of a group, or of everybody."""
    counted = of_completion(some, completed=completed, hundred=100)
    return read.part(Outcome("", "", "%", counted, of_completion(out_of, completed=completed), each))


def _seeming(name: str, title: str, groups: Sequence[Part], true: Estimate) -> dict[str, Any]:
    completed, others = groups
    return {
        "name": name,
        "title": title,
        "completers": estimate_of(completed).as_dict(),
        "others": estimate_of(others).as_dict(),
        "apparent": difference_of(completed, others).as_dict(),
        "true": true.as_dict(),
    }
