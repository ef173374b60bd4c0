"""What is the answer, whole? One plain dictionary, ready for JSON, from which screen, report and exports are written.

It rounds nothing and words nothing. Estimates carry their mean, the half-width of the mean (simulation error) and the
central 95 % of replications (one real year).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

from experiments.bridge import STEPS
from experiments.budget import USUAL_TERMS, Terms, budget, cash_share
from experiments.compare import Precision
from experiments.intervals import estimate, kaplan_meier, percentile
from experiments.need import referral_to_need
from experiments.options import options
from experiments.outcomes import Outcome, naive_change, outcomes_for, strata_of, use_of_capacity, waits
from experiments.run import Question, Replication
from experiments.stated_values import stated_values
from experiments.targets import targets_beside
from experiments.uptake import uptake
from sim.events import What
from sim.inputs import World, with_defaults
from sim.loading import Loaded
from sim.measures import KINDS, State, Tally
from sim.money import PROGRAMME, ROLES, Unit
from sim.preflight import assumptions, offered_loads, warnings
from sim.scenario import Scenario
from sim.units import WEEK, YEAR

VERSION = "spsim answer 1"
Answer = dict[str, Any]
CURVE_POINTS = 60
SHOWN_IN_SERIES = {
    State.WAITING: "Waiting for a link worker",
    State.ON_CASELOAD: "On a caseload",
    State.WAITING_FOR_PLACE: "Waiting for a place in an activity",
    State.IN_PLACE: "In an activity",
    State.DISCHARGED: "Discharged",
}


@dataclass(frozen=True)
class Asked:
    """A loaded scenario and the question made of it."""

    loaded: Loaded
    question: Question


def answer(
    asked: Sequence[Asked],
    results: Sequence[Sequence[Replication]],
    precision: Precision,
    made: dict[str, Any],
    terms: Terms = USUAL_TERMS,
) -> Answer:
    """Everything there is to say. `made`: how the run was made (version, command, ...); `terms`: how years are weighed.
    Swings are added by whoever asks for them: they cost two runs an input."""
    return {
        "schema": VERSION,
        "made": {**made, "seed": asked[0].question.seed, "replications": precision.replications},
        "precision": {"within": precision.within, "reached": precision.reached, "missed": precision.missed},
        "scenarios": [scenario_answer(one, runs, terms) for one, runs in zip(asked, results, strict=True)],
        "options": options([one.question for one in asked], results),
        "differs": [differences(asked[0].loaded, one.loaded) for one in asked[1:]],
        "comparisons": [
            comparison(asked[i], asked[j], results[i], results[j]) for i, j in combinations(range(len(asked)), 2)
        ],
    }


def scenario_answer(asked: Asked, runs: Sequence[Replication], terms: Terms = USUAL_TERMS) -> dict[str, Any]:
    """One scenario against its own comparator."""
    question, scenario, shape = asked.question, asked.question.scenario, asked.question.shape
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
        },
        "headline": headline(question),
        "wait_target_weeks": float(scenario.settings.wait_target_weeks.value),
        "outcomes": [outcome_rows(outcome, question, runs) for outcome in outcomes_for(shape)],
        "bridge": {str(years): bridge_rows(runs, years) for years in shape.bridge_years},
        "waits": {
            "link_worker": wait_rows(question, runs, "worker_waits"),
            "place": wait_rows(question, runs, "place_waits"),
        },
        "series": series(question, runs),
        "by_trait": by_trait(question, runs),
        "flow": flow(runs),
        "capacity": capacity(question, runs),
        "money_by_year": money_by_year(question, runs),
        "ledger_by_year": ledger_by_year(question, runs),
        "budget": budget(question, runs, terms),
        "stated_values": stated_values(question, runs),
        "uptake": uptake(question, runs),
        "naive": naive(question, runs),
        "loads": [load._asdict() for load in offered_loads(scenario)],
        "warnings": [warning._asdict() for warning in warnings(scenario)],
        "not_identified": not_identified(asked.loaded),
        "assumptions": [assumption._asdict() for assumption in assumptions(scenario)],
    }


def not_identified(loaded: Loaded) -> list[str]:
    """What the published figures cannot tell: said beside the scenario, or beside one it extends."""
    for file in loaded.files:
        beside = targets_beside(file)
        if beside is not None:
            return beside.not_identified
    return []


def headline(question: Question) -> dict[str, Any] | None:
    """The published arithmetic, as published: not a saving."""
    claim = question.scenario.headline
    if claim is None:
        return None
    gbp, discharges = claim.gbp_per_discharge_year.value, claim.discharges.value
    return {
        "gbp_per_discharge_year": gbp,
        "discharges": discharges,
        "total": gbp * discharges,
        "price_year": claim.price_year,
        "source": claim.gbp_per_discharge_year.source,
    }


def tallies(runs: Sequence[Replication], world: World) -> list[Tally]:
    """The tallies of one world."""
    return [run.worlds[world].tally for run in runs]


def values(
    outcome: Outcome, question: Question, runs: Sequence[Replication], world: World, strata: set[int] | None = None
) -> list[float]:
    """One outcome in one world, for each replication."""
    return [outcome.of(question.shape, tally, strata) for tally in tallies(runs, world)]


def outcome_rows(outcome: Outcome, question: Question, runs: Sequence[Replication]) -> dict[str, Any]:
    """Usual care, programme, and the paired difference."""
    usual, programme = (values(outcome, question, runs, world) for world in (World.USUAL, World.PROGRAMME))
    return {
        "name": outcome.name,
        "title": outcome.title,
        "unit": outcome.unit,
        "usual": estimate(usual).as_dict(),
        "programme": estimate(programme).as_dict(),
        "difference": estimate([p - u for u, p in zip(usual, programme, strict=True)]).as_dict(),
    }


def bridge_rows(runs: Sequence[Replication], years: int) -> list[dict[str, Any]]:
    """Every step, in pounds. `share_positive`: share of replications in which it helps the budget."""
    rows = []
    for step in STEPS:
        pounds = [float(run.bridges[years][step.name]) for run in runs]
        rows.append(
            {
                "name": step.name,
                "title": step.title,
                "kind": step.kind,
                **estimate(pounds).as_dict(),
                "share_positive": sum(p > 0 for p in pounds) / len(pounds),
            }
        )
    return rows


def wait_rows(
    question: Question, runs: Sequence[Replication], field: str, strata: set[int] | None = None
) -> dict[str, Any]:
    """Median, 90th centile and share within target, pooled over replications. Unfinished waits are estimated, not
    dropped."""
    pooled = [wait for tally in tallies(runs, World.PROGRAMME) for wait in waits(getattr(tally, field), strata)]
    curve = kaplan_meier(pooled)
    target = float(question.scenario.settings.wait_target_weeks.value)
    every = max(1, len(curve.times) // CURVE_POINTS)
    return {
        "joined": len(pooled) / len(runs),
        "median_weeks": curve.quantile(0.5),
        "ninetieth_weeks": curve.quantile(0.9),
        "share_within_target": curve.within(target) if pooled else None,
        "given_share": sum(granted for _, granted in pooled) / len(pooled) if pooled else None,
        "curve": [[time, share] for time, share in zip(curve.times[::every], curve.share[::every], strict=True)],
    }


def series(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """How many people are in each state at the end of each week: mean, and the central 95 % of replications."""
    weeks = question.shape.horizon // WEEK
    rows = []
    for world in (World.PROGRAMME, World.USUAL):
        for state, title in SHOWN_IN_SERIES.items():
            if world is World.USUAL and state is not State.DISCHARGED:
                continue
            columns = list(
                zip(
                    *(tally.snapshots[state * weeks : (state + 1) * weeks] for tally in tallies(runs, world)),
                    strict=True,
                )
            )
            rows.append(
                {
                    "state": state.name.lower(),
                    "title": title,
                    "world": world.value,
                    "mean": [sum(column) / len(column) for column in columns],
                    "low": [percentile(column, 0.025) for column in columns],
                    "high": [percentile(column, 0.975) for column in columns],
                }
            )
    return rows


def by_trait(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Who gains: each trait's levels, with waits, take-up and discharge in both worlds."""
    shape = question.shape
    wanted = {
        "referred",
        "gave_up",
        "took_up",
        "nothing_suitable",
        "relapses",
        *(f"discharged_in_{y}y" for y in shape.bridge_years),
    }
    shown = [outcome for outcome in outcomes_for(shape) if outcome.name in wanted]
    rows = []
    for trait, levels in shape.traits:
        for level in levels:
            strata = strata_of(shape, trait, level)
            row: dict[str, Any] = {
                "trait": trait,
                "title": question.scenario.traits[trait].title or trait.replace("_", " "),
                "level": level,
                **referral_to_need(question, runs, trait, level),
            }
            row["wait"] = {
                key: value for key, value in wait_rows(question, runs, "worker_waits", strata).items() if key != "curve"
            }
            row["outcomes"] = {
                outcome.name: {
                    "title": outcome.title,
                    "usual": estimate(values(outcome, question, runs, World.USUAL, strata)).as_dict(),
                    "programme": estimate(values(outcome, question, runs, World.PROGRAMME, strata)).as_dict(),
                }
                for outcome in shown
            }
            rows.append(row)
    return rows


def flow(runs: Sequence[Replication]) -> dict[str, dict[str, float]]:
    """How often each thing happened, on average, in the programme's world and in usual care: for the flow diagram."""
    return {
        world.value: {
            what.name.lower(): sum(_events(tally, what) for tally in tallies(runs, world)) / len(runs) for what in What
        }
        | {"people_joined": sum(sum(tally.joined_people) for tally in tallies(runs, world)) / len(runs)}
        for world in (World.PROGRAMME, World.USUAL)
    }


def _events(tally: Tally, what: What) -> int:
    size = len(tally.counts) // KINDS
    return sum(tally.counts[what * size : (what + 1) * size])


def capacity(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Use of each capacity."""
    each = [use_of_capacity(question.shape, tally) for tally in tallies(runs, World.PROGRAMME)]
    if question.scenario.programme.offer != "link_workers":
        return []
    return [
        {
            "name": rows[0]["name"],
            "measure": rows[0]["measure"],
            **estimate([float(str(row["share"])) for row in rows]).as_dict(),
        }
        for rows in zip(*each, strict=True)
    ]


def money_by_year(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """Pounds by financial year, payer and role, in each world, means over replications."""
    shape = question.shape
    year_of = {period: year for year, _ in shape.years for period in shape.periods_of_year(year)}
    totals: dict[tuple[str, str, str, str], float] = {}
    for run in runs:
        for world in (World.USUAL, World.PROGRAMME):
            for entry in run.worlds[world].ledger:
                key = (year_of[entry.period], entry.payer, entry.role, world.value)
                totals[key] = totals.get(key, 0.0) + float(entry.amount) / len(runs)
    roles = list(dict.fromkeys(ROLES.values()))
    keys = sorted({key[:3] for key in totals}, key=lambda key: (key[0], key[1], roles.index(key[2])))
    return [
        {
            "year": year,
            "payer": payer,
            "role": role,
            **{
                world.value: totals.get((year, payer, role, world.value), 0.0)
                for world in (World.USUAL, World.PROGRAMME)
            },
        }
        for year, payer, role in keys
    ]


QUANTITIES = {
    "post_year": "years of filled posts",
    "service_year": "years of service",
    "once": "times",
    "supported_review_slot": "review slots added",
    "supported_review": "supported reviews",
    "meeting": "meetings held or missed",
    "care_year": "person-years in care",
    "care_use": "uses",
    "relapse": "relapses",
    "discharged_year": "person-years discharged",
    "block": "sessions",
    "spot": "place-weeks",
    "grant": "years open",
}


def ledger_by_year(question: Question, runs: Sequence[Replication]) -> dict[str, Any]:
    """Each cost line by financial year: quantity x price = amount in each world, means over replications, so that a
    spreadsheet can work every pound out again. Totals are as in the bridge, but over whole financial years."""
    shape, both = question.shape, (World.USUAL, World.PROGRAMME)
    years = [year for year, _ in shape.years]
    year_of = {period: year for year in years for period in shape.periods_of_year(year)}
    counted: dict[tuple[str, str, str, Unit, World, int], int] = {}  # whole things first, fractions at the end
    for run in runs:
        for world in both:
            for entry in run.worlds[world].ledger:
                at = (entry.role, entry.line, entry.payer, entry.unit, world, entry.period)
                counted[at] = counted.get(at, 0) + entry.counted
    sums: dict[tuple[str, str, str, Fraction], dict[tuple[World, str], Fraction]] = {}
    for (role, line, payer, unit, world, period), count in counted.items():
        of = sums.setdefault((role, line, payer, unit.price), {})
        cell = (world, year_of[period])
        of[cell] = of.get(cell, Fraction(0)) + count * unit.quantity / len(runs)
    totals = {name: [Fraction(0)] * len(years) for name in ("capacity", "cash", "service", "net")}
    lines = []
    roles = list(dict.fromkeys(ROLES.values()))
    for role, line, payer, price in sorted(sums, key=lambda key: (roles.index(key[0]), key)):
        quantity = {
            world: [sums[role, line, payer, price].get((world, year), Fraction(0)) for year in years] for world in both
        }
        share = cash_share(question.scenario, line, role)
        for i in range(len(years)):
            change = (quantity[World.USUAL][i] - quantity[World.PROGRAMME][i]) * price
            totals["service" if role == PROGRAMME else "capacity"][i] += change
            totals["cash"][i] += 0 if role == PROGRAMME else change * share
            totals["net"][i] += change * share
        lines.append(
            {
                "line": line,
                "role": role,
                "payer": payer,
                "unit": _quantity(question.scenario, line),
                "price": float(price),
                "cash_share": float(share),
                "basis": question.scenario.costs[line].basis if line in question.scenario.costs else None,
                **{
                    world.value: {
                        "quantity": [float(q) for q in quantity[world]],
                        "amount": [float(q * price) for q in quantity[world]],
                    }
                    for world in both
                },
            }
        )
    return {
        "years": years,
        "lines": lines,
        "totals": {name: [float(pounds) for pounds in total] for name, total in totals.items()},
    }


def _quantity(scenario: Scenario, line: str) -> str:
    """What a line counts, in words. A line of an activity bears its name behind a word of its own."""
    if line in scenario.costs:
        return QUANTITIES[scenario.costs[line].per]
    payment = with_defaults(scenario, scenario.activities[line.partition(" ")[2]]).payment
    return QUANTITIES[payment.form] if payment else ""


def naive(question: Question, runs: Sequence[Replication]) -> list[dict[str, Any]]:
    """For each care line: the naive before-and-after change beside the true effect (programme less usual care)."""
    rows = []
    for i, line in enumerate(question.shape.lines):
        pairs = [naive_change(question.shape, tally, i) for tally in tallies(runs, World.PROGRAMME)]
        usual = [naive_change(question.shape, tally, i)[1] for tally in tallies(runs, World.USUAL)]
        treated = [after for _, after in pairs]
        rows.append(
            {
                "line": line,
                "title": question.scenario.care_lines[line].title or line,
                "naive": _change_in_per_cent([before for before, _ in pairs], treated),
                "true": _change_in_per_cent(usual, treated),
            }
        )
    return rows


def _change_in_per_cent(base: list[int], now: list[int]) -> dict[str, float | None]:
    return estimate([100 * (n - b) / b if b else 0.0 for b, n in zip(base, now, strict=True)]).as_dict()


def differences(first: Loaded, second: Loaded) -> list[dict[str, Any]]:
    """What the second scenario states otherwise than the first, by path."""
    a, b = dict(_flat(first.data)), dict(_flat(second.data))
    skip = ("title", "question", "description", "extends", "source", "grade", "note", "informed_by")
    paths = sorted({*a, *b}, key=str)
    return [
        {"path": ".".join(path), "first": a.get(path), "second": b.get(path)}
        for path in paths
        if path[-1] not in skip and a.get(path) != b.get(path)
    ]


def _flat(data: object, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    if isinstance(data, dict):
        return [row for key, value in data.items() for row in _flat(value, (*path, str(key)))]
    if isinstance(data, list) and any(isinstance(item, dict) for item in data):
        return [row for n, value in enumerate(data) for row in _flat(value, (*path, str(n + 1)))]
    return [(path[:-1] if path[-1] == "value" else path, str(data))]


def comparison(
    first: Asked, second: Asked, runs_a: Sequence[Replication], runs_b: Sequence[Replication]
) -> dict[str, Any]:
    """The second scenario less the first, paired: outcomes in the programme's world, and every step of the bridge."""

    def paired(years: int, step: str) -> dict[str, float | None]:
        pairs = zip(runs_a, runs_b, strict=True)
        return estimate([float(b.bridges[years][step]) - float(a.bridges[years][step]) for a, b in pairs]).as_dict()

    def outcome_pairs(a: Outcome, b: Outcome) -> list[float]:
        pairs = zip(
            values(a, first.question, runs_a, World.PROGRAMME),
            values(b, second.question, runs_b, World.PROGRAMME),
            strict=True,
        )
        return [y - x for x, y in pairs]

    names = {outcome.name for outcome in outcomes_for(second.question.shape)}
    shared = [outcome for outcome in outcomes_for(first.question.shape) if outcome.name in names]
    seconds = {outcome.name: outcome for outcome in outcomes_for(second.question.shape)}
    horizons = [years for years in first.question.shape.bridge_years if years in second.question.shape.bridge_years]
    return {
        "first": first.loaded.name,
        "second": second.loaded.name,
        "outcomes": [
            {
                "name": outcome.name,
                "title": outcome.title,
                "unit": outcome.unit,
                **estimate(outcome_pairs(outcome, seconds[outcome.name])).as_dict(),
            }
            for outcome in shared
        ],
        "bridge": {
            str(years): [
                {"name": step.name, "title": step.title, "kind": step.kind, **paired(years, step.name)}
                for step in STEPS
            ]
            for years in horizons
        },
    }
