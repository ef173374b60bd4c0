"""What is the answer, whole? One plain dictionary, ready for JSON, from which screen, report and exports are written.

It rounds nothing and words nothing. Estimates carry their mean, its 95 % interval (`error_low` to `error_high`, and the
longer side as `half_width`: simulation error), where single real services fall (`low` to `high`: one real year), and
`rare`: in how many replications a thing was seen, where that is too few to say more than a limit.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from operator import sub
from typing import Any

from experiments.bridge import STEPS
from experiments.budget import USUAL_TERMS, Terms, budget
from experiments.cautions import cautions, once_swings_are_run
from experiments.certain import outcomes_apart_are_certain, steps_apart_are_certain
from experiments.channels import null
from experiments.compare import Precision
from experiments.cost_per import cost_per
from experiments.differences import differences
from experiments.for_and_against import FINDINGS
from experiments.intervals import difference_of, estimate
from experiments.limits import against_limits
from experiments.money_told import (
    bridge_by_payer,
    bridge_by_trait,
    bridge_rows,
    cash_rules,
    headline,
    ledger_by_year,
    money_by_year,
    other_pounds,
    posts_released,
    priced,
)
from experiments.options import options
from experiments.outcomes import Outcome, has_a_list, outcomes_for, strata_of
from experiments.people_told import (
    by_trait,
    capacity,
    completers,
    flow,
    list_rows,
    naive,
    outcome_rows,
    series,
    wait_curve,
    wait_rows,
)
from experiments.per_pound import per_pound
from experiments.pool import Pool
from experiments.run import Question, Replication, seldom_collected
from experiments.stated_values import stated_values
from experiments.targets import targets_beside
from experiments.unknown import with_unknown
from experiments.uptake import margin, margins_apart, uptake
from sim.inputs import World
from sim.loading import Loaded
from sim.preflight import Warning, assumptions, offered_loads
from sim.units import YEAR

VERSION = "spsim answer 1"
Answer = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A loaded scenario, the question made of it, and what was changed so that it can be compared."""

    loaded: Loaded
    question: Question
    notes: Sequence[Warning] = ()


@seldom_collected()
def answer(
    asked: Sequence[Asked],
    results: Sequence[Sequence[Replication]],
    precision: Precision,
    made: dict[str, Any],
    terms: Terms = USUAL_TERMS,
    *,
    pounds_of: str | None = None,
) -> Answer:
    """Everything there is to say. `made`: how the run was made (version, command, ...); `terms`: how years are weighed;
    `pounds_of`: the financial year in whose pounds page one is said once more (else the latest of the price index).
    Swings and channels are added by `with_swings`: they cost two runs an input."""
    pools = [Pool(one.question, runs) for one, runs in zip(asked, results, strict=True)]
    return {
        "schema": VERSION,
        "made": {**made, "seed": asked[0].question.seed, "replications": precision.replications},
        "precision": {"within": precision.within, "reached": precision.reached, "missed": precision.missed},
        "cautions": cautions([(one.loaded, one.notes) for one in asked], precision.replications),
        "scenarios": [
            in_short(one, pool, pounds_of) | at_length(pool, terms) for one, pool in zip(asked, pools, strict=True)
        ],
        "options": options(pools),
        "for_and_against": [asdict(finding) for finding in FINDINGS],
        "differs": [differences(one.loaded.data, other.loaded.data) for one, other in combinations(asked, 2)],
        "comparisons": [comparison(first, second) for first, second in combinations(pools, 2)],
    }


def with_swings(
    told: Answer, swings: Sequence[dict[str, Any]], channels: Sequence[dict[str, Any] | None] | None = None
) -> Answer:
    """The answer with what would change it and what each channel of effect does, of each scenario; and the range of
    what nobody knows beside every figure that swings follow."""
    scenarios = [
        {**one, "swings": swung, "channels": apart}
        for one, swung, apart in zip(told["scenarios"], swings, channels or [None] * len(swings), strict=True)
    ]
    return with_unknown({**told, "cautions": once_swings_are_run(told["cautions"]), "scenarios": scenarios})


def in_short(asked: Asked, pool: Pool, pounds_of: str | None = None) -> dict[str, Any]:
    """One scenario against its own comparator: what page one says."""
    question, runs = asked.question, pool.runs
    scenario, shape = question.scenario, question.shape
    dates = scenario.dates
    return {
        "name": asked.loaded.name,
        "title": scenario.title,
        "question": scenario.question,
        "description": scenario.description,
        "hash": asked.loaded.hash,
        "files": [str(file.name) for file in asked.loaded.files],
        "dates": {
            name: dates.day(name).isoformat()
            for name in ("start", "service_start", "first_referral", "last_referral", "service_end", "end")
        },
        "years": shape.horizon / YEAR,
        "effect": list(scenario.programme.effect),
        "offer": scenario.programme.offer,
        "prices": {
            "year": scenario.prices.year,
            "index": scenario.prices.index.name if scenario.prices.index else None,
            "other": other_pounds(scenario.prices, pounds_of),
        },
        "headline": headline(question),
        "priced": priced(scenario),
        "wait_target_weeks": float(scenario.settings.wait_target_weeks.value),
        "outcomes": [outcome_rows(outcome, pool) for outcome in outcomes_for(shape)],
        "bridge": {str(years): bridge_rows(question, runs, years) for years in shape.bridge_years},
        "waits": {
            name: {**wait_rows(waits, len(runs)), "curve": wait_curve(waits.curve)}
            for name, waits in (("link_worker", pool.waits_for_link_worker), ("place", pool.waits("place_waits")))
        }
        | ({"list_of_day_0": list_rows(pool)} if has_a_list(scenario) else {}),
        "money_by_year": money_by_year(pool),
        "null": null(question, runs),
        "spending": against_limits(question, runs),
        "cost_per": cost_per(pool),
        "cash_rules": cash_rules(scenario),
        "posts_released": posts_released(pool),
        "naive": naive(pool),
        "completers": completers(pool),
        "uptake": uptake(pool),
        "provider_margin": margin(pool),
        "loads": [load._asdict() for load in offered_loads(scenario)],
        "not_identified": not_identified(asked.loaded),
        "assumptions": [assumption._asdict() for assumption in assumptions(scenario)],
    }


def at_length(pool: Pool, terms: Terms = USUAL_TERMS) -> dict[str, Any]:
    """And what its own page and files need: over time, by payer, by trait, by financial year."""
    question, shape = pool.question, pool.question.shape
    return {
        "bridge_by_payer": {str(years): bridge_by_payer(pool, years) for years in shape.bridge_years},
        "per_pound": {str(years): per_pound(pool, years) for years in shape.bridge_years},
        "bridge_by_trait": {str(years): bridge_by_trait(pool, years) for years in shape.bridge_years},
        "series": series(pool),
        "by_trait": by_trait(pool),
        "flow": flow(pool),
        "capacity": capacity(pool),
        "ledger_by_year": ledger_by_year(pool),
        "budget": budget(question, pool.runs, terms),
        "stated_values": stated_values(pool),
    }


def not_identified(loaded: Loaded) -> list[str]:
    """What the published figures cannot tell: said beside the scenario, or beside one it extends."""
    for file in loaded.files:
        if (beside := targets_beside(file)) is not None:
            return beside[0].not_identified
    return []


def comparison(first: Pool, second: Pool) -> dict[str, Any]:
    """The second scenario less the first, paired: outcomes in the programme's world, and every step of the bridge.
    Always worked out in order of name, and turned where they are named otherwise: so the order turns signs and nothing
    else, rounding included."""
    if first.question.name > second.question.name:
        there = comparison(second, first)
        return {
            "first": there["second"],
            "second": there["first"],
            "outcomes": [_turned(row) for row in there["outcomes"]],
            "by_trait": [{**of, "outcomes": [_turned(row) for row in of["outcomes"]]} for of in there["by_trait"]],
            "bridge": {years: [_turned(row) for row in rows] for years, rows in there["bridge"].items()},
        }
    shapes = first.question.shape, second.question.shape
    seconds = {outcome.name: outcome for outcome in outcomes_for(shapes[1])}
    shared = [outcome for outcome in outcomes_for(shapes[0]) if outcome.name in seconds]

    def apart(outcome: Outcome, of: tuple[str, str] | None = None) -> dict[str, Any]:
        """Of everybody, or of one level of a trait. An outcome of one scenario is not quite another's of the same name:
        care lines stand in order of name."""
        earlier, later = (
            pool.read[World.PROGRAMME].part(one, strata_of(shape, *of) if of else None)
            for pool, shape, one in zip((first, second), shapes, (outcome, seconds[outcome.name]), strict=True)
        )
        certain = outcomes_apart_are_certain(first.question, second.question, outcome)
        return {
            "name": outcome.name,
            "title": outcome.title,
            "unit": outcome.unit,
            **difference_of(later, earlier, fixed=certain).as_dict(),
        }

    margins = margins_apart(first, second)
    return {
        "first": first.question.name,
        "second": second.question.name,
        "outcomes": [*(apart(outcome) for outcome in shared), *([margins] if margins else [])],
        "by_trait": [
            {
                "trait": trait,
                "title": first.question.title_of(trait),
                "level": level,
                "outcomes": [apart(outcome, (trait, level)) for outcome in shared],
            }
            for trait, levels in shapes[0].traits
            for level in levels
            if level in dict(shapes[1].traits).get(trait, ())
        ],
        "bridge": {
            str(years): _bridges_apart(first, second, years)
            for years in shapes[0].bridge_years
            if years in shapes[1].bridge_years
        },
    }


def _turned(row: dict[str, Any]) -> dict[str, Any]:
    """The same difference the other way round."""
    ends = (("low", "high"), ("error_low", "error_high"))
    other = {a: None if row[b] is None else 0.0 - row[b] for pair in ends for a, b in (pair, pair[::-1])}
    rare = row["rare"] and {**row["rare"], "rest": 0.0 - row["rare"]["rest"]}
    return {**row, "mean": 0.0 - row["mean"], **other, "rare": rare}


def _bridges_apart(first: Pool, second: Pool, years: float) -> list[dict[str, Any]]:
    """Each step of the one less the other's."""
    steps = [
        zip(*([n / b.parts for n in b.steps()] for b in (r.bridges[years] for r in pool.runs)), strict=True)
        for pool in (first, second)
    ]
    return [
        {
            "name": step.name,
            "title": step.title,
            "kind": step.kind,
            **estimate(
                list(map(sub, b, a)), fixed=steps_apart_are_certain(first.question, second.question, step.name)
            ).as_dict(),
        }
        for step, a, b in zip(STEPS, *steps, strict=True)
    ]
