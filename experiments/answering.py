"""How is an answer made? From the replications of every scenario, and the difference between every two."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from itertools import combinations
from operator import sub

from experiments.answer import (
    Answer,
    Comparison,
    LevelDifference,
    PrecisionReached,
    Provenance,
    ScenarioAnswer,
    ScenarioDates,
    ScenarioPrices,
)
from experiments.bridge import STEPS
from experiments.budget import USUAL_TERMS, Terms, budget
from experiments.cautions import cautions, once_swings_are_run
from experiments.certain import outcome_difference_is_certain, step_difference_is_certain
from experiments.channels import Channels, null
from experiments.compare import Precision
from experiments.cost_per import cost_per
from experiments.dated_events import dated_events
from experiments.differences import differences
from experiments.fates import fates
from experiments.for_and_against import FINDINGS
from experiments.intervals import difference_of, estimate, negated
from experiments.limits import against_limits
from experiments.money_rows import (
    StepRow,
    bridge_by_payer,
    bridge_by_trait,
    bridge_rows,
    cash_rules,
    headline,
    ledger_by_year,
    money_by_year,
    other_pounds,
    posts_released,
    priced_roles,
)
from experiments.options import in_order_of_cost, options
from experiments.outcomes import Outcome, OutcomeDifference, has_a_list, outcomes_for, strata_of
from experiments.people_rows import (
    ScenarioWaits,
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
from experiments.results import Results
from experiments.run import Case, Replication, fewer_collections
from experiments.stated_values import stated_values
from experiments.swings import Swings
from experiments.targets import targets_beside
from experiments.unknown import with_unknown
from experiments.uptake import margin, margins_apart, uptake
from sim.inputs import World
from sim.loading import Loaded
from sim.preflight import assumptions, offered_loads
from sim.simulate import Engine
from sim.units import YEAR


@fewer_collections()
def answer(
    cases: Sequence[Case],
    results: Sequence[Sequence[Replication]],
    precision: Precision,
    provenance: Mapping[str, str],
    terms: Terms = USUAL_TERMS,
    *,
    pounds_of: str | None = None,
    engine: Engine = "fast",
) -> Answer:
    """Everything there is to report. `provenance`: how the run was made (version, command, ...); `terms`: how years are
    weighed; `pounds_of`: the financial year in whose pounds page one gives them as well (else the latest of the price
    index); `engine`: which one ran it, for the little that is run again.
    Swings and channels are added by `with_swings`: they cost two runs an input."""
    pools = [Results(one, runs) for one, runs in zip(cases, results, strict=True)]
    return Answer(
        provenance=Provenance(**provenance, seed=cases[0].seed, replications=precision.replications),
        precision=PrecisionReached(precision.within, precision.half_width, precision.missed),
        cautions=cautions([(one.loaded, one.notes) for one in cases], precision.replications),
        scenarios=tuple(
            of_scenario(one, pool, terms, pounds_of, engine) for one, pool in zip(cases, pools, strict=True)
        ),
        options=options(pools),
        for_and_against=FINDINGS,
        differences=tuple(differences(one.loaded.data, other.loaded.data) for one, other in combinations(cases, 2)),
        comparisons=tuple(comparison(*two) for two in combinations(in_order_of_cost(pools), 2)),
    )


def with_swings(
    given: Answer, swings: Sequence[Swings | None], channels: Sequence[Channels | None] | None = None
) -> Answer:
    """The answer with what would change it and what each channel of effect does, of each scenario; and the range of
    what nobody knows beside every figure that swings follow."""
    scenarios = tuple(
        replace(one, swings=swung, channels=apart)
        for one, swung, apart in zip(given.scenarios, swings, channels or [None] * len(swings), strict=True)
    )
    return with_unknown(replace(given, cautions=once_swings_are_run(given.cautions), scenarios=scenarios))


def of_scenario(
    case: Case,
    pool: Results,
    terms: Terms = USUAL_TERMS,
    pounds_of: str | None = None,
    engine: Engine = "fast",
) -> ScenarioAnswer:
    """One scenario against its own comparator."""
    runs = pool.runs
    scenario, shape = case.scenario, case.shape
    at, dates, index = shape.bridge_years, scenario.dates, scenario.prices.index
    link_worker, place = pool.waits_for_link_worker, pool.waits("place_waits")
    return ScenarioAnswer(
        name=case.loaded.name,
        title=scenario.title,
        question=scenario.question,
        description=scenario.description,
        hash=case.loaded.hash,
        files=tuple(str(file.name) for file in case.loaded.files),
        dates=ScenarioDates(**{each.name: dates.day(each.name).isoformat() for each in fields(ScenarioDates)}),
        events=dated_events(scenario),
        years=shape.horizon / YEAR,
        effect=tuple(scenario.programme.effect),
        offer=scenario.programme.offer,
        prices=ScenarioPrices(
            scenario.prices.year, index.name if index else None, other_pounds(scenario.prices, pounds_of)
        ),
        headline=headline(case),
        priced_roles=priced_roles(scenario),
        wait_target_weeks=float(scenario.settings.wait_target_weeks.value),
        outcomes=tuple(outcome_rows(outcome, pool) for outcome in outcomes_for(shape)),
        fates=fates(pool),
        bridge={years: bridge_rows(case, runs, years) for years in at},
        waits=ScenarioWaits(
            wait_rows(link_worker, len(runs), wait_curve(link_worker.curve)),
            wait_rows(place, len(runs), wait_curve(place.curve)),
            list_rows(pool) if has_a_list(scenario) else None,
        ),
        money_by_year=money_by_year(pool),
        null=null(case, runs, engine=engine),
        spending=against_limits(case, runs),
        cost_per=cost_per(pool),
        cash_rules=cash_rules(scenario),
        posts_released=posts_released(pool),
        naive=naive(pool),
        completers=completers(pool),
        uptake=uptake(pool),
        provider_margin=margin(pool),
        loads=tuple(offered_loads(scenario)),
        not_identified=not_identified(case.loaded),
        assumptions=tuple(assumptions(scenario)),
        bridge_by_payer={years: bridge_by_payer(pool, years) for years in at},
        per_pound={years: per_pound(pool, years) for years in at},
        bridge_by_trait={years: bridge_by_trait(pool, years) for years in at},
        series=series(pool),
        by_trait=by_trait(pool),
        flow=flow(pool),
        capacity=capacity(pool),
        ledger_by_year=ledger_by_year(pool),
        budget=budget(case, runs, terms),
        stated_values=stated_values(pool),
    )


def not_identified(loaded: Loaded) -> tuple[str, ...]:
    """What the published figures cannot show: stated beside the scenario, or beside one it extends."""
    for file in loaded.files:
        if (beside := targets_beside(file)) is not None:
            return tuple(beside[0].not_identified)
    return ()


def comparison(first: Results, second: Results) -> Comparison:
    """The second scenario less the first, paired: outcomes in the programme's world, and every step of the bridge.
    Always worked out in order of name, and negated where that is not the order wanted: so the order changes signs and
    nothing else, rounding included."""
    if first.case.name > second.case.name:
        there = comparison(second, first)
        return Comparison(
            first=there.second,
            second=there.first,
            outcomes=tuple(map(negated, there.outcomes)),
            by_trait=tuple(replace(of, outcomes=tuple(map(negated, of.outcomes))) for of in there.by_trait),
            bridge={years: tuple(map(negated, rows)) for years, rows in there.bridge.items()},
        )
    shapes = first.case.shape, second.case.shape
    seconds = {outcome.name: outcome for outcome in outcomes_for(shapes[1])}
    shared = [outcome for outcome in outcomes_for(shapes[0]) if outcome.name in seconds]

    def apart(outcome: Outcome, of: tuple[str, str] | None = None) -> OutcomeDifference:
        """Of everybody, or of one level of a trait. An outcome of one scenario is not quite another's of the same name:
        care lines stand in order of name."""
        earlier, later = (
            pool.outcomes[World.PROGRAMME].part(one, strata_of(shape, *of) if of else None)
            for pool, shape, one in zip((first, second), shapes, (outcome, seconds[outcome.name]), strict=True)
        )
        certain = outcome_difference_is_certain(first.case, second.case, outcome)
        less = difference_of(later, earlier, fixed=certain)
        return OutcomeDifference(*less.parts, name=outcome.name, title=outcome.title, unit=outcome.unit)

    margins = margins_apart(first, second)
    return Comparison(
        first=first.case.name,
        second=second.case.name,
        outcomes=(*(apart(outcome) for outcome in shared), *([margins] if margins else [])),
        by_trait=tuple(
            LevelDifference(
                trait,
                first.case.title_of(trait),
                level,
                tuple(apart(outcome, (trait, level)) for outcome in shared),
            )
            for trait, levels in shapes[0].traits
            for level in levels
            if level in dict(shapes[1].traits).get(trait, ())
        ),
        bridge={
            years: _bridges_apart(first, second, years)
            for years in shapes[0].bridge_years
            if years in shapes[1].bridge_years
        },
    )


def _bridges_apart(first: Results, second: Results, years: float) -> tuple[StepRow, ...]:
    """Each step of the one less the other's."""
    steps = [
        zip(*([n / b.parts for n in b.steps()] for b in (r.bridges[years] for r in pool.runs)), strict=True)
        for pool in (first, second)
    ]
    return tuple(
        StepRow(
            *estimate(list(map(sub, b, a)), fixed=step_difference_is_certain(first.case, second.case, step.name)).parts,
            name=step.name,
            title=step.title,
            kind=step.kind,
        )
        for step, a, b in zip(STEPS, *steps, strict=True)
    )
