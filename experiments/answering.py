"""How is an answer made, whole or in short? From the replications of every scenario, and the difference between every
two."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from itertools import combinations
from operator import sub
from typing import TypeVar

from experiments.along import fits_of
from experiments.answer import (
    Answer,
    AnswerInShort,
    Comparison,
    ComparisonInShort,
    LevelDifference,
    PrecisionReached,
    Provenance,
    ScenarioAnswer,
    ScenarioDates,
    ScenarioInShort,
    ScenarioPrices,
)
from experiments.bridge import STEPS
from experiments.budget import USUAL_TERMS, BudgetInShort, Terms, budget, service_paid
from experiments.cautions import Caution, cautions_of, in_order, once_swings_are_run
from experiments.certain import outcome_difference_is_certain, step_difference_is_certain
from experiments.channels import Channels, null
from experiments.compare import Precision
from experiments.cost_per import cost_per
from experiments.dated_events import dated_events
from experiments.differences import differences
from experiments.fates import fates
from experiments.fit_rows import rows_of
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
from experiments.options import in_order_of_cost, options, options_in_short
from experiments.outcomes import OutcomeDifference, has_a_list, outcomes_for, strata_of
from experiments.people_rows import (
    ScenarioWaits,
    Weekly,
    by_trait,
    capacity,
    care_waits,
    completers,
    flow,
    list_rows,
    naive,
    outcome_rows,
    queues,
    series,
    wait_curve,
    wait_rows,
)
from experiments.per_pound import per_pound
from experiments.results import Results
from experiments.run import AFRESH, Case, Replication, Runner, fewer_collections
from experiments.stated_values import stated_values
from experiments.swings import Swings
from experiments.targets import targets_beside
from experiments.unknown import with_unknown
from experiments.uptake import margin, margins_apart, uptake
from sim.inputs import World
from sim.loading import Loaded
from sim.measures import Queue
from sim.preflight import assumptions, offered_loads
from sim.simulate import Engine
from sim.units import YEAR

AnyAnswer = TypeVar("AnyAnswer", bound=AnswerInShort)


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
        provenance=_made(cases, precision, provenance),
        precision=_reached(precision),
        cautions=_cautions(cases, precision),
        scenarios=tuple(of_scenario(pool, terms, pounds_of, engine) for pool in pools),
        options=options(pools),
        for_and_against=FINDINGS,
        differences=tuple(differences(one.loaded.data, other.loaded.data) for one, other in combinations(cases, 2)),
        comparisons=tuple(comparison(*two) for two in combinations(in_order_of_cost(pools), 2)),
    )


@fewer_collections()
def answer_in_short(
    cases: Sequence[Case],
    results: Sequence[Sequence[Replication]],
    precision: Precision,
    provenance: Mapping[str, str],
    *,
    pounds_of: str | None = None,
    engine: Engine = "fast",
    runner: Runner = AFRESH,
) -> AnswerInShort:
    """What page one says, and no more: the same numbers in a tenth of the time. No terms: it weighs no years.
    `runner`: who remembers what was said of a scenario before."""

    def in_short(pool: Results) -> ScenarioInShort:
        return _scenario_in_short(pool, pounds_of, engine, over=queues(pool), paid=service_paid(pool))

    pools = [Results(one, runs) for one, runs in zip(cases, results, strict=True)]
    return AnswerInShort(
        provenance=_made(cases, precision, provenance),
        precision=_reached(precision),
        cautions=_cautions(cases, precision, runner),
        scenarios=tuple(
            runner.once(pool.case, ("in short", len(pool.runs), pounds_of), partial(in_short, pool)) for pool in pools
        ),
        options=options_in_short(pools),
        comparisons=tuple(comparison_in_short(*two) for two in combinations(in_order_of_cost(pools), 2)),
    )


def _made(cases: Sequence[Case], precision: Precision, provenance: Mapping[str, str]) -> Provenance:
    """How it was made."""
    return Provenance(**provenance, seed=cases[0].seed, replications=precision.replications)


def _reached(precision: Precision) -> PrecisionReached:
    """How near it is."""
    others = precision.outputs
    return PrecisionReached(
        precision.within,
        precision.half_width,
        precision.missed,
        others or None,
        precision.intervals if others else None,
    )


def _cautions(cases: Sequence[Case], precision: Precision, runner: Runner = AFRESH) -> tuple[Caution, ...]:
    """What to mind."""

    def of_one(one: Case) -> list[Caution]:
        return cautions_of(one.loaded, one.notes, one.flight)

    found = [runner.once(one, "cautions", partial(of_one, one)) for one in cases]
    return in_order(found, [one.loaded for one in cases], precision.replications)


def with_swings(given: AnyAnswer, swings: Sequence[Swings | None]) -> AnyAnswer:
    """The answer with what would change it, of each scenario; and the range of what nobody knows beside every figure
    that swings follow."""
    scenarios = tuple(replace(one, swings=swung) for one, swung in zip(given.scenarios, swings, strict=True))
    return with_unknown(replace(given, cautions=once_swings_are_run(given.cautions), scenarios=scenarios))


def with_channels(given: Answer, channels: Sequence[Channels | None]) -> Answer:
    """The answer with what each channel of effect does, of each scenario."""
    scenarios = tuple(replace(one, channels=apart) for one, apart in zip(given.scenarios, channels, strict=True))
    return replace(given, scenarios=scenarios)


def _scenario_in_short(
    pool: Results, pounds_of: str | None, engine: Engine, *, over: Sequence[Weekly], paid: BudgetInShort
) -> ScenarioInShort:
    """One scenario against its own comparator, as far as page one goes: `over` time, and what is `paid`."""
    case, runs = pool.case, pool.runs
    scenario, shape = case.scenario, case.shape
    dates, index = scenario.dates, scenario.prices.index
    link_worker, place = pool.waits_for_link_worker, pool.waits(Queue.PLACE)
    return ScenarioInShort(
        name=case.loaded.name,
        title=scenario.title,
        question=scenario.question,
        hash=case.loaded.hash,
        dates=ScenarioDates(**{each.name: dates.day(each.name).isoformat() for each in fields(ScenarioDates)}),
        events=dated_events(scenario),
        years=shape.horizon / YEAR,
        effect=tuple(scenario.programme.effect),
        offer=scenario.programme.offer,
        prices=ScenarioPrices(
            scenario.prices.year, index.name if index else None, other_pounds(scenario.prices, pounds_of)
        ),
        outcomes=tuple(outcome_rows(outcome, pool) for outcome in outcomes_for(shape)),
        bridge={years: bridge_rows(pool, years) for years in shape.bridge_years},
        waits=ScenarioWaits(
            wait_rows(link_worker, len(runs), wait_curve(link_worker.curve)),
            wait_rows(place, len(runs), wait_curve(place.curve)),
            list_rows(pool) if has_a_list(scenario) else None,
            care_waits(pool),
        ),
        null=null(pool, engine=engine),
        cost_per=cost_per(pool),
        naive=naive(pool),
        assumptions=tuple(assumptions(scenario, case.flight.values)),
        series=tuple(over),
        money_by_year=money_by_year(pool),
        priced_roles=priced_roles(scenario),
        cash_rules=cash_rules(scenario),
        budget=paid,
    )


def of_scenario(
    pool: Results, terms: Terms = USUAL_TERMS, pounds_of: str | None = None, engine: Engine = "fast"
) -> ScenarioAnswer:
    """All of it."""
    case = pool.case
    scenario, at = case.scenario, case.shape.bridge_years
    paid = budget(pool, terms)
    return ScenarioAnswer(
        **vars(_scenario_in_short(pool, pounds_of, engine, over=series(pool), paid=paid)),
        description=scenario.description,
        files=tuple(str(file.name) for file in case.loaded.files),
        headline=headline(case),
        wait_target_weeks=float(scenario.settings.wait_target_weeks.value),
        fates=fates(pool),
        spending=against_limits(pool),
        posts_released=posts_released(pool),
        completers=completers(pool),
        uptake=uptake(pool),
        provider_margin=margin(pool),
        loads=tuple(offered_loads(case.flight)),
        not_identified=not_identified(case.loaded),
        fit=rows_of(fits_of(case.loaded), scenario),
        bridge_by_payer={years: bridge_by_payer(pool, years) for years in at},
        per_pound={years: per_pound(pool, years) for years in at},
        bridge_by_trait={years: bridge_by_trait(pool, years) for years in at},
        by_trait=by_trait(pool),
        flow=flow(pool),
        capacity=capacity(pool),
        ledger_by_year=ledger_by_year(pool),
        stated_values=stated_values(pool),
    )


def not_identified(loaded: Loaded) -> tuple[str, ...]:
    """What the published figures cannot show: stated beside the scenario, or beside one it extends."""
    for file in loaded.files:
        if (beside := targets_beside(file)) is not None:
            return tuple(beside[0].not_identified)
    return ()


def comparison_in_short(first: Results, second: Results) -> ComparisonInShort:
    """The second scenario less the first, paired: outcomes in the programme's world, and every step of the bridge.
    Always worked out in order of name, and negated where that is not the order wanted: so the order changes signs and
    nothing else, rounding included."""
    if first.case.name > second.case.name:
        there = comparison_in_short(second, first)
        return ComparisonInShort(
            first=there.second,
            second=there.first,
            outcomes=tuple(map(negated, there.outcomes)),
            bridge={years: tuple(map(negated, rows)) for years, rows in there.bridge.items()},
        )
    return ComparisonInShort(
        first=first.case.name,
        second=second.case.name,
        outcomes=tuple(_outcomes_apart(first, second)),
        bridge={
            years: _bridges_apart(first, second, years)
            for years in first.case.shape.bridge_years
            if years in second.case.shape.bridge_years
        },
    )


def comparison(first: Results, second: Results) -> Comparison:
    """The same, what providers are left with, and each level of each trait."""
    earlier, later = sorted((first, second), key=lambda pool: pool.case.name)
    as_wanted: Callable[[OutcomeDifference], OutcomeDifference] = negated if first is later else lambda row: row
    short, margins = comparison_in_short(first, second), margins_apart(earlier, later)
    return Comparison(
        first=short.first,
        second=short.second,
        outcomes=(*short.outcomes, *([as_wanted(margins)] if margins else [])),
        bridge=short.bridge,
        by_trait=tuple(
            LevelDifference(
                trait,
                earlier.case.title_of(trait),
                level,
                tuple(map(as_wanted, _outcomes_apart(earlier, later, (trait, level)))),
            )
            for trait, levels in earlier.case.shape.traits
            for level in levels
            if level in dict(later.case.shape.traits).get(trait, ())
        ),
    )


def _outcomes_apart(first: Results, second: Results, of: tuple[str, str] | None = None) -> Iterator[OutcomeDifference]:
    """Of everybody, or of one level of a trait. An outcome of one scenario is not quite another's of the same name:
    care lines stand in order of name."""
    seconds = {outcome.name: outcome for outcome in outcomes_for(second.case.shape)}
    for outcome in outcomes_for(first.case.shape):
        if outcome.name not in seconds:
            continue
        earlier, later = (
            pool.outcomes[World.PROGRAMME].part(one, strata_of(pool.case.shape, *of) if of else None)
            for pool, one in ((first, outcome), (second, seconds[outcome.name]))
        )
        certain = outcome_difference_is_certain(first.case, second.case, outcome)
        less = difference_of(later, earlier, fixed=certain)
        yield OutcomeDifference(*less.parts, name=outcome.name, title=outcome.title, unit=outcome.unit)


def _bridges_apart(first: Results, second: Results, years: float) -> tuple[StepRow, ...]:
    """Each step of the one less the other's."""
    steps = [
        [[n / pool.case.prices.parts for n in column] for column in pool.worlds.steps(years)]
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
