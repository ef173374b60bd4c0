"""Ledger, bridge and budget are three tellings of the same pounds: they agree exactly, in every replication."""

from bisect import bisect_right
from collections import Counter
from fractions import Fraction
from itertools import accumulate
from math import ceil
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.bridge import NAMES
from experiments.budget import Terms, flows, reconciles
from experiments.outcomes import strata_of
from experiments.results import Results
from experiments.run import Case, replicate
from experiments.run import run as run_of
from experiments.swings import run_again
from sim import frames
from sim.events import What
from sim.inputs import World
from sim.money import CARE, CRISIS, PROGRAMME, USE
from sim.scenario import CostLine
from sim.units import WEEK, YEAR
from tests.generate import CASH_RULES, PERS, a_third, priced
from tests.plain import uptake


def total_of(case, run):
    """The ledger, added up one entry at a time."""
    with_p, without = (
        sum((e.quantity * e.price for e in case.ledger(run.worlds[world])), Fraction(0))
        for world in (World.PROGRAMME, World.USUAL)
    )
    return with_p - without


@a_third
@given(priced(), st.integers(0, 3), st.sampled_from(PERS))
def test_the_same_pounds_add_up_three_ways_on_both_engines(scenario, number, doubled):
    """Many claims are held against one example, because an example costs more than all of them."""
    case = Case("made up", scenario, 7)
    [[run]], [[fast]] = (run_of([case], range(number, number + 1), engine=engine) for engine in ("simpy", "fast"))
    found, of_fast = flows(Results(case, [run])), flows(Results(case, [fast]))
    assert reconciles(found)
    assert run == fast
    assert (found.sums, rows(run)) == (of_fast.sums, rows(fast))
    every_way_of_adding_up_gives_the_total(case, run, found)
    the_bridge_is_the_sum_of_its_parts(case, run)
    each_part_of_the_bridge_meets_the_ledger(case, run)
    under_every_rule_the_cash_is_what_it_says_and_all_agree(case, run)
    doubling_one_price_doubles_its_line_alone_and_zero_prices_give_nothing(case, run, doubled)


def rows(run):
    """Every step of every holder."""
    holders = range(len(run.case.bridging.holders))
    return {years: [bridge.steps([i]) for i in holders] for years, bridge in run.bridges.items()}


def pounds(sums, of="impact"):
    """Of the one replication."""
    [parts] = getattr(sums, of)
    return Fraction(parts, sums.parts)


def every_way_of_adding_up_gives_the_total(case, run, found):
    total = total_of(case, run)
    by = [lambda f: f.payer, lambda f: f.year, lambda f: f.role, lambda f: f.line, lambda f: f.stratum]
    for at in range(len(case.shape.traits)):
        by.append(lambda f, at=at: None if f.stratum is None else case.shape.strata[f.stratum][at])
    for key in by:
        assert sum(pounds(sums) for sums in found.by(key).values()) == total
    years = found.by(lambda f: f.year)
    in_order = [pounds(years[n]) if n in years else Fraction(0) for n in range(1, len(case.shape.years) + 1)]
    assert sum(gbp * Terms(Fraction(0)).factor(n) for n, gbp in enumerate(in_order, 1)) == total
    with_it, without = (sum(pounds(sums, of) for sums in found.sums.values()) for of in ("with_programme", "without"))
    assert with_it - without == total


def levels_of(case):
    """For each trait, the holders of each of its levels."""
    shape, bridging = case.shape, case.bridging
    return {
        trait: [bridging.of_strata(strata_of(shape, trait, level)) for level in levels]
        for trait, levels in shape.traits
    }


def the_bridge_is_the_sum_of_its_parts(case, run):
    """Every step, at every horizon: of its payers, and of each trait's levels with what is of no one person."""
    bridging = case.bridging
    of_nobody = bridging.of_strata([None])
    for bridge in run.bridges.values():
        for parts in [
            list(bridging.by_payer().values()),
            *([*each, of_nobody] for each in levels_of(case).values()),
        ]:
            assert list(map(sum, zip(*map(bridge.steps, parts), strict=True))) == bridge.steps()


def each_part_of_the_bridge_meets_the_ledger(case, run):
    """The entries of that payer, or of those people."""
    shape = case.shape
    for years in run.bridges:
        for payer, holders in case.bridging.by_payer().items():
            meets_the_ledger(case, run, years, holders, lambda e, payer=payer: e.payer == payer)
        for trait, levels in shape.traits:
            for level, holders in zip(levels, levels_of(case)[trait], strict=True):
                strata = strata_of(shape, trait, level)
                meets_the_ledger(case, run, years, holders, lambda e, strata=strata: e.stratum in strata)


def meets_the_ledger(case, run, years, holders, mine):
    until = set(case.shape.periods_until(case.shape.bridge_end(years)))
    steps = dict(zip(NAMES, run.bridges[years].steps(holders), strict=True))
    paid = {
        world: [e for e in case.ledger(run.worlds[world]) if mine(e) and e.period in until]
        for world in (World.USUAL, World.PROGRAMME)
    }

    def less(role=None, but=None):
        usual, with_it = (
            sum((e.amount for e in paid[world] if role in (None, e.role) and e.role != but), Fraction(0))
            for world in (World.USUAL, World.PROGRAMME)
        )
        return (usual - with_it) * run.bridges[years].parts

    assert steps["care_freed"] == less(CARE)
    assert steps["crisis"] == less(CRISIS)
    assert steps["service"] == less(PROGRAMME)
    assert steps["capacity"] == less(but=PROGRAMME)


def under_every_rule_the_cash_is_what_it_says_and_all_agree(case, run):
    """The same people, priced under each rule. Returns how many minutes a post was gone, under all of them."""
    gone = 0
    logs = [case.log(world, run.number) for world in (World.USUAL, World.PROGRAMME)]
    for rule in CASH_RULES:
        if "step" in rule:
            rule = {**rule, "step": {**rule["step"], "price_year": case.scenario.prices.year}}
        line = case.scenario.costs["care_year"].model_dump(exclude_unset=True, exclude={"cashable_share"})
        costs = {**case.scenario.costs, "care_year": CostLine.model_validate({**line, **rule})}
        ruled = Case("made up", case.scenario.model_copy(update={"costs": costs}), case.seed)
        [again] = run_again(case, [run], ruled.scenario)
        assert reconciles(flows(Results(ruled, [again])))
        the_bridge_is_the_sum_of_its_parts(ruled, again)
        what_is_cash_follows_each_lines_rule(ruled, again, logs)
        gone += sum(sum(map(sum, release)) for release in again.alone.released)
    return gone


def what_is_cash_follows_each_lines_rule(case, run, logs):
    """Worked out anew from ledgers and logs: a share of each fall; no cash; or whole posts, by who was in care when."""
    for years, bridge in run.bridges.items():
        end = case.shape.bridge_end(years)
        until, not_cash = set(case.shape.periods_until(end)), Fraction(0)
        for world, sign in ((World.USUAL, -1), (World.PROGRAMME, 1)):
            for e in case.ledger(run.worlds[world]):
                if e.role in (CARE, USE) and e.period in until:
                    line = case.scenario.costs[e.line]
                    kept = 1 - Fraction(str(line.cashable_share.value)) if line.cash_rule == "share" else 1
                    not_cash += sign * kept * e.amount
        for line in case.scenario.costs.values():
            if line.cash_rule == "step":
                minutes, times = without_a_post(case, logs, line.step, end)
                not_cash += Fraction(line.step.gbp_per_year.value, YEAR) * minutes - line.step.gbp_once.value * times
        assert bridge["not_cash"] == not_cash


def without_a_post(case, logs, step, end):
    """Minutes, and how often one goes. The k-th post is gone for a week from where k posts' places are free, and were
    at so many weeks' ends before; and one is added for a week from where k posts' places more are wanted."""
    ends = range(WEEK, case.shape.horizon, WEEK)
    usual, programme = (in_care(log, ends) for log in logs)
    free = [u - p for u, p in zip(usual, programme, strict=True)]
    wait, minutes, times, k = ceil(step.weeks_free.value + step.weeks_notice.value), 0, 0, 1
    while any(places >= k * step.places.value for places in free):
        was_gone = False
        for week in range(wait, len(free)):
            gone = all(places >= k * step.places.value for places in free[week - wait : week + 1])
            if gone and ends[week] < end:
                minutes += min(ends[week] + WEEK, end) - ends[week]
                times += not was_gone
            was_gone = gone
        k += 1
    for places, since in zip(free, ends, strict=True):
        minutes -= max(0, -places) // step.places.value * max(0, min(since + WEEK, end) - since)
    return minutes, times


def in_care(log, minutes):
    """Who has come and not been discharged or left, by the end of each of these minutes."""
    changes = {What.REFERRED: 1, What.RELAPSED: 1, What.DISCHARGED: -1}
    moves = [(at, changes.get(what, -1 if what == What.LEFT and where == 1 else 0)) for at, _, what, where, _ in log]
    after = [0, *accumulate(change for _, change in moves)]
    return [after[bisect_right(moves, minute, key=lambda move: move[0])] for minute in minutes]


@pytest.mark.parametrize("engine", ["simpy", "fast"])
def test_posts_do_go_where_the_rules_are_compared(engine):
    """The properties of whole posts would hold of generated scenarios in which no post is ever gone."""
    from tests.scenarios import scenario

    s = 'source = "made up", grade = "assumed"'
    line = f'per = "care_year"\ngbp = {{ value = 3000, {s} }}\nprice_year = "2015/16"\npayer = "Trust"'
    service = scenario(**{"costs.care": "remove = true", "costs.care_year": line})
    case = Case("one", service, 1)
    [[done]] = run_of([case], range(1), engine=engine)
    assert under_every_rule_the_cash_is_what_it_says_and_all_agree(case, done) > 52 * WEEK


def repriced(scenario, times):
    costs = {
        name: line.model_copy(update={"gbp": line.gbp.model_copy(update={"value": line.gbp.value * times(name)})})
        for name, line in scenario.costs.items()
    }
    return scenario.model_copy(update={"costs": costs})


def doubling_one_price_doubles_its_line_alone_and_zero_prices_give_nothing(case, run, doubled):
    def by_line(times):
        one = Case("made up", repriced(case.scenario, times), 7)
        of = flows(Results(one, run_again(case, [run], one.scenario))).by(lambda f: f.line)
        return {line: [pounds(sums, name) for name in ("without", "impact", "cash")] for line, sums in of.items()}

    base, twice, free = (
        by_line(times) for times in (lambda _: 1, lambda name: 2 if name == doubled else 1, lambda _: 0)
    )
    for line, amounts in base.items():
        assert twice[line] == [2 * amount if line == doubled else amount for amount in amounts]
        if not line.startswith("activity "):
            assert set(free[line]) == {0}


@pytest.mark.parametrize("per", PERS)
def test_every_kind_of_price_is_met_in_the_examples(per):
    """The properties above would hold of prices that nothing is ever counted for."""
    from tests.scenarios import HELPERS, scenario

    s = 'source = "made up", grade = "assumed"'
    lines = f'per = "{per}"\ngbp = {{ value = 10, {s} }}\nprice_year = "2015/16"\npayer = "Trust"'
    supported = f"added_slots_per_week = {{ value = 1, {s} }}"
    no_posts = {"costs.link_worker": "remove = true"}  # a meeting may not be paid by its post too
    around = {"reviews.supported": supported, "activity_defaults.helpers": HELPERS, **no_posts}
    case = Case("one", scenario(**{"costs.more": lines, **around}), 1)
    run = replicate(case, 0)
    assert pounds(flows(Results(case, [run])).by(lambda f: f.line)["more"]) != 0


def test_no_money_moves_because_a_horizon_is_shown():
    """Accounts cut at other dates come to the same: each line in each year, each step at each horizon that both show,
    and whose loss empty places are."""
    cut = Counter()

    def ledgers_of(scenario, horizons):
        with patch.object(frames, "BRIDGE_YEARS", horizons):
            case = Case("made up", scenario, 7)
            run = replicate(case, 0)
            lines: Counter[object] = Counter()
            for world in (World.PROGRAMME, World.USUAL):
                for e in case.ledger(run.worlds[world]):
                    lines[world, e.line, e.payer, e.stratum, case.shape.year_of[e.period]] += e.amount
            at = {years: [bridge[name] for name in NAMES] for years, bridge in run.bridges.items()}
            cut["minimums"] += sum(len(year) for year in case.prices.minimums if any(least for _, least in year))
            return lines, at, uptake(Results(case, [run]))

    def agree(scenario):
        few = ledgers_of(scenario, frames.BRIDGE_YEARS)
        cut["few"] = cut.pop("minimums")
        many = ledgers_of(scenario, (0.25, 0.6, 1, 1.3, 2, 2.75, 3))
        cut["more"] += cut.pop("minimums") - cut.pop("few")
        assert many[0] == few[0]
        assert {years: many[1].get(years) for years in few[1]} == few[1]
        assert many[2] == few[2]

    given(priced())(agree)()
    assert cut["more"]  # contract years with a minimum that were cut in more parts
