"""What is the answer, whole? One plain dictionary, ready for JSON, from which screen, report and exports are written.

It rounds nothing and words nothing. Estimates carry their mean, the half-width of the mean (simulation error) and the
central 95 % of replications (one real year).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from operator import sub
from typing import Any

from experiments.bridge import STEPS
from experiments.budget import USUAL_TERMS, Terms, budget
from experiments.compare import Precision
from experiments.intervals import Survival, estimate, percentile
from experiments.need import referral_to_need
from experiments.options import options
from experiments.outcomes import Outcome, naive_change, outcomes_for, strata_of
from experiments.per_pound import per_pound
from experiments.pool import BOTH, Pool, Waited
from experiments.run import Question, Replication, seldom_collected
from experiments.stated_values import stated_values
from experiments.targets import targets_beside
from experiments.uptake import uptake
from sim.events import What
from sim.inputs import World, with_defaults
from sim.loading import Loaded
from sim.measures import KINDS, State
from sim.money import CARE, PROGRAMME, ROLES, USE, posts_gone
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


@seldom_collected()
def answer(
    asked: Sequence[Asked],
    results: Sequence[Sequence[Replication]],
    precision: Precision,
    made: dict[str, Any],
    terms: Terms = USUAL_TERMS,
    *,
    whole: bool = True,
) -> Answer:
    """Everything there is to say. `made`: how the run was made (version, command, ...); `terms`: how years are weighed;
    not `whole`: of each scenario what is said in short, where several are set side by side on a screen.
    Swings are added by whoever asks for them: they cost two runs an input."""
    pools = [Pool(one.question, runs) for one, runs in zip(asked, results, strict=True)]
    return {
        "schema": VERSION,
        "made": {**made, "seed": asked[0].question.seed, "replications": precision.replications},
        "precision": {"within": precision.within, "reached": precision.reached, "missed": precision.missed},
        "scenarios": [
            in_short(one, pool) | (at_length(pool, terms) if whole else {})
            for one, pool in zip(asked, pools, strict=True)
        ],
        "options": options(pools),
        "differs": [differences(asked[0].loaded, one.loaded) for one in asked[1:]],
        "comparisons": [comparison(first, second) for first, second in combinations(pools, 2)],
    }


def in_short(asked: Asked, pool: Pool) -> dict[str, Any]:
    """One scenario against its own comparator: what a screen that shows several needs of each."""
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
        },
        "headline": headline(question),
        "wait_target_weeks": float(scenario.settings.wait_target_weeks.value),
        "outcomes": [outcome_rows(outcome, pool) for outcome in outcomes_for(shape)],
        "bridge": {str(years): bridge_rows(runs, years) for years in shape.bridge_years},
        "waits": {
            name: {**wait_rows(waits, len(runs)), "curve": wait_curve(waits.curve)}
            for name, waits in (("link_worker", pool.waits_for_link_worker), ("place", pool.waits("place_waits")))
        },
        "money_by_year": money_by_year(pool),
        "cash_rules": cash_rules(scenario),
        "posts_released": posts_released(pool),
        "naive": naive(pool),
        "loads": [load._asdict() for load in offered_loads(scenario)],
        "warnings": [warning._asdict() for warning in warnings(scenario)],
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
        "uptake": uptake(pool),
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


def outcome_rows(outcome: Outcome, pool: Pool, strata: Sequence[int] | None = None) -> dict[str, Any]:
    """Usual care, programme, and the paired difference: of everybody, or of some."""
    usual, programme = (pool.read[world].values(outcome, strata) for world in BOTH)
    return {
        "name": outcome.name,
        "title": outcome.title,
        "unit": outcome.unit,
        "usual": estimate(usual).as_dict(),
        "programme": estimate(programme).as_dict(),
        "difference": estimate([p - u for u, p in zip(usual, programme, strict=True)]).as_dict(),
    }


def bridge_rows(runs: Sequence[Replication], years: int, holders: Sequence[int] | None = None) -> list[dict[str, Any]]:
    """Every step, in pounds: of some holders, or of all. `share_positive`: share of replications in which it helps the
    budget."""
    parts = runs[0].bridges[years].parts
    columns = zip(*(run.bridges[years].steps(holders) for run in runs), strict=True)
    rows = []
    for step, column in zip(STEPS, columns, strict=True):
        rows.append(
            {
                "name": step.name,
                "title": step.title,
                "kind": step.kind,
                **estimate([n / parts for n in column]).as_dict(),
                "share_positive": sum(n > 0 for n in column) / len(column),
            }
        )
    return rows


def bridge_by_payer(pool: Pool, years: int) -> list[dict[str, Any]]:
    """Whose budget: a bridge for each payer. Together they are the bridge."""
    return [
        {"payer": payer, "steps": bridge_rows(pool.runs, years, holders)}
        for payer, holders in pool.question.bridging.by_payer().items()
    ]


def bridge_by_trait(pool: Pool, years: int) -> list[dict[str, Any]]:
    """Of whose care: a bridge for each level of each trait, and for what is not of any one person (level None).
    Together those of one trait are the bridge."""
    shape, bridging = pool.question.shape, pool.question.bridging
    return [
        {
            "trait": trait,
            "title": _title(pool.question, trait),
            "level": level,
            "steps": bridge_rows(pool.runs, years, holders),
        }
        for trait, levels in shape.traits
        for level in [*levels, None]
        for holders in [bridging.of_strata(strata_of(shape, trait, level) if level else [None])]
    ]


def _title(question: Question, trait: str) -> str:
    """A trait's name for reading."""
    return question.scenario.traits[trait].title or trait.replace("_", " ")


def wait_rows(waits: Waited, replications: int) -> dict[str, Any]:
    """Median, 90th centile and share within target, pooled over replications."""
    return {
        "joined": waits.joined / replications,
        "median_weeks": waits.weeks(0.5),
        "ninetieth_weeks": waits.weeks(0.9),
        "share_within_target": waits.within_target,
        "given_share": waits.given / waits.joined if waits.joined else None,
    }


def wait_curve(curve: Survival) -> list[list[float]]:
    """The share still waiting after so many weeks, at points enough for a chart."""
    every = max(1, len(curve.times) // CURVE_POINTS)
    return [[time / WEEK, share] for time, share in zip(curve.times[::every], curve.share[::every], strict=True)]


def series(pool: Pool) -> list[dict[str, Any]]:
    """How many people are in each state at the end of each week: mean, and the central 95 % of replications."""
    weeks = pool.question.shape.horizon // WEEK
    rows = []
    for world in (World.PROGRAMME, World.USUAL):
        for state, title in SHOWN_IN_SERIES.items():
            if world is World.USUAL and state is not State.DISCHARGED:
                continue
            counts = (tally.snapshots[state * weeks : (state + 1) * weeks] for tally in pool.tallies(world))
            columns = [sorted(column) for column in zip(*counts, strict=True)]
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


def by_trait(pool: Pool) -> list[dict[str, Any]]:
    """Who gains: each trait's levels, with their waits and every outcome, in both worlds and paired."""
    shape, replications = pool.question.shape, len(pool.runs)
    return [
        {
            "trait": trait,
            "title": _title(pool.question, trait),
            "level": level,
            **referral_to_need(pool, trait, level),
            "wait": wait_rows(pool.waits("worker_waits", strata), replications),
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
    """Use of each capacity."""
    question = pool.question
    if question.scenario.programme.offer != "link_workers":
        return []
    each = [list(question.capacities.use(tally)) for tally in pool.tallies(World.PROGRAMME)]
    return [
        {"name": uses[0].name, "measure": uses[0].measure, **estimate([use.share for use in uses]).as_dict()}
        for uses in zip(*each, strict=True)
    ]


def money_by_year(pool: Pool) -> list[dict[str, Any]]:
    """Pounds by financial year, payer and role, in each world, means over replications."""
    shape, prices = pool.question.shape, pool.question.prices
    year_of = {period: year for year, _ in shape.years for period in shape.periods_of_year(year)}
    totals: dict[tuple[str, str, str], dict[World, int]] = {}
    for world, sums in pool.counted.items():
        for account, count, price in zip(prices.accounts, sums, prices.price, strict=True):
            if count:
                of = totals.setdefault(
                    (year_of[account.period], account.payer, account.role), dict.fromkeys(pool.counted, 0)
                )
                of[world] += count * price
    roles = list(dict.fromkeys(ROLES.values()))
    return [
        {"year": year, "payer": payer, "role": role}
        | {world.value: parts / (prices.parts * len(pool.runs)) for world, parts in totals[year, payer, role].items()}
        for year, payer, role in sorted(totals, key=lambda key: (key[0], key[1], roles.index(key[2])))
    ]


def cash_rules(scenario: Scenario) -> list[str]:
    """How falls in care and in uses of care become cash, each way once."""
    return sorted({line.cash_rule for line in scenario.costs.values() if ROLES[line.per] in (CARE, USE)})


def posts_released(pool: Pool) -> list[dict[str, Any]]:
    """Of each line whose cash comes by whole posts: how many are gone at once at the most, and from when. Weeks are
    counted from 1; a post that goes at the end of one is gone in the next."""
    prices = pool.question.prices
    free = [prices.places_free(*(run.worlds[world].tally for world in BOTH)) for run in pool.runs]
    rows = []
    for release in prices.releases:
        line, step = pool.question.scenario.costs[release.line], pool.question.scenario.costs[release.line].step
        gone = [posts_gone(each, release.places, release.weeks) for each in free]
        first = [next(week for week, posts in enumerate(each, 2) if posts) for each in gone if any(each)]
        rows.append(
            {
                "line": release.line,
                "title": line.title or release.line.replace("_", " "),
                "payer": release.payer,
                "places": float(release.places),
                "weeks_free": step.weeks_free.value if step else None,
                "weeks_notice": step.weeks_notice.value if step else None,
                "posts": estimate([float(max(each, default=0)) for each in gone]).as_dict(),
                "first_week": {
                    "share": len(first) / len(gone),
                    "median": percentile(first, 0.5) if first else None,
                },
            }
        )
    return rows


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


def ledger_by_year(pool: Pool) -> dict[str, Any]:
    """Each cost line by financial year: quantity x price = amount in each world, means over replications, so that a
    spreadsheet can work every pound out again. Totals are as in the bridge, but over whole financial years."""
    question, shape, both = pool.question, pool.question.shape, BOTH
    years = [year for year, _ in shape.years]
    year_of = {period: year for year in years for period in shape.periods_of_year(year)}
    sums: dict[tuple[str, str, str, Fraction], dict[tuple[World, str], Fraction]] = {}
    shares: dict[tuple[str, str], Fraction] = {}
    for world in both:
        for account, count in zip(question.prices.accounts, pool.counted[world], strict=True):
            if count:
                shares[account.role, account.line] = question.prices.cash_share(account)
                of = sums.setdefault((account.role, account.line, account.payer, account.unit.price), {})
                cell = (world, year_of[account.period])
                of[cell] = of.get(cell, Fraction(0)) + count * account.unit.quantity / len(pool.runs)
    totals = {name: [Fraction(0)] * len(years) for name in ("capacity", "cash", "service", "net")}
    lines = []
    roles = list(dict.fromkeys(ROLES.values()))
    for role, line, payer, price in sorted(sums, key=lambda key: (roles.index(key[0]), key)):
        quantity = {
            world: [sums[role, line, payer, price].get((world, year), Fraction(0)) for year in years] for world in both
        }
        share = shares[role, line]
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
                "cash_rule": question.scenario.costs[line].cash_rule if role in (CARE, USE) else None,
                **{
                    world.value: {
                        "quantity": [float(q) for q in quantity[world]],
                        "amount": [float(q * price) for q in quantity[world]],
                    }
                    for world in both
                },
            }
        )
    released = _released_by_year(pool)
    for row in released:
        for i, pounds in enumerate(row["cash"]):
            totals["cash"][i] += pounds
            totals["net"][i] += pounds
    return {
        "years": years,
        "lines": lines,
        "released": [{**row, "cash": [float(pounds) for pounds in row["cash"]]} for row in released],
        "totals": {name: [float(pounds) for pounds in total] for name, total in totals.items()},
    }


def _released_by_year(pool: Pool) -> list[dict[str, Any]]:
    """What posts of care that go are worth in each financial year, exactly: means over replications. It comes from how
    long places stand free together, so no quantity x share gives it."""
    prices, years = pool.question.prices, pool.question.shape.years
    periods = [pool.question.shape.periods_of_year(year) for year, _ in years]
    rows = []
    for i, (release, price) in enumerate(zip(prices.releases, prices.price_released, strict=True)):
        minutes = [sum(run.released[i][period] for run in pool.runs for period in year) for year in periods]
        cash = [Fraction(n * price, prices.parts * len(pool.runs)) for n in minutes]
        rows.append({"line": release.line, "payer": release.payer, "cash": cash})
    return rows


def _quantity(scenario: Scenario, line: str) -> str:
    """What a line counts, in words. A line of an activity bears its name behind a word of its own."""
    if line in scenario.costs:
        return QUANTITIES[scenario.costs[line].per]
    payment = with_defaults(scenario, scenario.activities[line.partition(" ")[2]]).payment
    return QUANTITIES[payment.form] if payment else ""


def naive(pool: Pool) -> list[dict[str, Any]]:
    """For each care line: the naive before-and-after change beside the true effect (programme less usual care)."""
    shape = pool.question.shape
    rows = []
    for i, line in enumerate(shape.lines):
        before, treated = naive_change(pool.read[World.PROGRAMME], i)
        _, usual = naive_change(pool.read[World.USUAL], i)
        rows.append(
            {
                "line": line,
                "title": pool.question.scenario.care_lines[line].title or line,
                "naive": _change_in_per_cent(before, treated),
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


def comparison(first: Pool, second: Pool) -> dict[str, Any]:
    """The second scenario less the first, paired: outcomes in the programme's world, and every step of the bridge."""
    shapes = first.question.shape, second.question.shape
    seconds = {outcome.name: outcome for outcome in outcomes_for(shapes[1])}
    shared = [outcome for outcome in outcomes_for(shapes[0]) if outcome.name in seconds]

    def apart(outcome: Outcome) -> list[float]:
        """An outcome of one scenario is not quite another's of the same name: care lines stand in order of name."""
        values = first.read[World.PROGRAMME].values(outcome)
        return list(map(sub, second.read[World.PROGRAMME].values(seconds[outcome.name]), values))

    return {
        "first": first.question.name,
        "second": second.question.name,
        "outcomes": [
            {
                "name": outcome.name,
                "title": outcome.title,
                "unit": outcome.unit,
                **estimate(apart(outcome)).as_dict(),
            }
            for outcome in shared
        ],
        "bridge": {
            str(years): _bridges_apart(first.runs, second.runs, years)
            for years in shapes[0].bridge_years
            if years in shapes[1].bridge_years
        },
    }


def _bridges_apart(first: Sequence[Replication], second: Sequence[Replication], years: int) -> list[dict[str, Any]]:
    """Each step of the one less the other's."""
    steps = [
        zip(*([n / b.parts for n in b.steps()] for b in (r.bridges[years] for r in runs)), strict=True)
        for runs in (first, second)
    ]
    return [
        {"name": step.name, "title": step.title, "kind": step.kind, **estimate(list(map(sub, b, a))).as_dict()}
        for step, a, b in zip(STEPS, *steps, strict=True)
    ]
