"""All inputs at once: the same sets in every option, luck taken out, and figures that are known beforehand."""

from dataclasses import replace
from statistics import stdev

import pytest

from app.ask import ask
from app.asking.running import RunInShort
from experiments import all_inputs as subject
from experiments.all_inputs import AllInputs, Sets, all_inputs, in_common, runs_of, sets_by_default
from experiments.along import ON_NO_FIT, Fits, Joint
from experiments.fitting.prior import Prior
from experiments.fitting.stored import JointSample
from experiments.ranges import About
from experiments.run import Case
from experiments.study.points import Points, run_points
from sim.errors import NotPossible, WrongInput
from tests.scenarios import loaded, scenario

S = 'source = "made up", grade = "assumed"'
SETS = 150
ONCE, RELAPSE = ("costs", "set_up", "gbp"), ("relapse", "per_year")
NET = "bridge.2.net"


def paid_once(low=0, value=10_000, high=20_000):
    """A price of which nothing that happens depends."""
    return (
        f'per = "once"\ngbp = {{ value = {value}, low = {low}, high = {high}, {S} }}\nprice_year = "2015/16"\n'
        'payer = "ICB"'
    )


RELAPSING = f"per_year = {{ value = 0.4, low = 0.1, high = 0.6, {S} }}"
DEAR = {"costs.set_up": paid_once()}
BOTH = {**DEAR, "relapse": RELAPSING}


def case_of(name="a", **sections):
    return Case(name, scenario(**sections), 1)


def found(*cases, sets=SETS, fits=None, **how):
    return all_inputs(cases, fits or [ON_NO_FIT] * len(cases), sets, **how)


def facts(*paths):
    return {".".join(path): About(".".join(path), path[-2], "£") for path in paths}


# ---------------------------------------------------------------- known beforehand


@pytest.fixture(scope="module")
def dear():
    [its] = found(case_of(**DEAR), sets=400)
    return its


def test_the_spread_is_that_of_the_only_input_though_luck_is_as_wide(dear):
    """A price between £0 and £20,000 with its peak in the middle, and luck as wide: without luck, net cash is spread as
    the price is; as it was run, half as wide again."""
    prices, [luck] = dear.values[ONCE], [dear.of(NET).noise]
    assert luck > 0.3
    assert stdev(dear.of(NET).values) == pytest.approx(stdev(prices), rel=0.12)
    assert stdev(dear.columns[NET]) > 1.2 * stdev(prices)
    low, high = dear.range_of(NET)
    assert high - low == pytest.approx(20_000 * (1 - 2 * (0.025 / 2) ** 0.5), rel=0.12)


def test_all_of_the_spread_goes_with_the_only_input(dear):
    its = dear.summary(facts(ONCE))
    [part] = its.net.parts
    assert part.input.path == ".".join(ONCE)
    assert part.share == pytest.approx(1, abs=part.error)
    assert its.capacity.parts == ()


def test_the_share_above_0_and_the_middle_half_are_those_of_the_sets(dear):
    its, values = dear.summary(facts(ONCE)), sorted(dear.of(NET).values)
    assert isinstance(its, AllInputs)
    assert (its.sets, its.by_range, its.by_fit, its.redrawn) == (400, 1, 0, 0)
    assert its.net.above_0 == sum(value > 0 for value in values) / 400
    assert its.net.half == pytest.approx((values[99], values[300]), abs=abs(values[300] - values[99]) / 20)
    assert len(its.hundred) == 100
    assert list(its.hundred) == sorted(its.hundred)


def test_sets_have_luck_of_their_own(dear):
    """So that no figure rests on the luck of one replication: what net cash would be without the price differs."""
    luck = {round(net + price) for net, price in zip(dear.columns[NET], dear.values[ONCE], strict=True)}
    assert len(luck) > 300


# ---------------------------------------------------------------- options beside each other


def test_options_are_run_at_the_same_sets_and_an_input_of_one_is_drawn_there():
    first, second = found(case_of("a", **DEAR), case_of("b", **BOTH))
    assert first.values[ONCE] == second.values[ONCE]
    assert {*first.values} == {ONCE}
    assert {*second.values} == {ONCE, RELAPSE}
    apart = second.less(first)
    assert {*apart.values} == {ONCE, RELAPSE}
    assert apart.columns[NET] == [b - a for a, b in zip(first.columns[NET], second.columns[NET], strict=True)]


def test_a_price_that_both_pay_is_in_neither_less_the_other():
    first, second = found(case_of("a", **DEAR), case_of("b", **DEAR, link_workers="posts = 3"))
    assert second.less(first).summary(facts(ONCE)).net.parts == ()
    assert first.summary(facts(ONCE)).net.parts


def test_an_option_less_itself_is_nothing():
    first, second = found(case_of("a", **BOTH), case_of("b", **BOTH))
    apart = second.less(first)
    assert apart.range_of(NET) == (0, 0)
    assert apart.summary(facts(ONCE, RELAPSE)) is None


def test_an_option_without_a_fit_has_that_of_another_for_what_both_know():
    with_fit, without = case_of("a", **BOTH), case_of("b", **BOTH, link_workers="posts = 3")
    inputs = {one.path: one for one in Prior(with_fit.scenario, others=True).others}
    sample = JointSample((RELAPSE,), ((0.2,), (0.3,)), (0.5,), ())
    fits = [Fits(Joint(sample, {RELAPSE: inputs[RELAPSE]})), ON_NO_FIT]
    first, second = found(with_fit, without, fits=fits)
    assert {*first.fitted[RELAPSE]} == {0.2, 0.3}
    assert first.fitted == second.fitted
    assert first.members == second.members
    other = case_of("c", **DEAR, relapse=RELAPSING.replace("0.6", "0.7"))
    assert in_common([with_fit, other], fits)[1] is ON_NO_FIT


# ---------------------------------------------------------------- what changes nothing, and what cannot be


def test_neither_workers_nor_more_sets_change_a_set(dear):
    [again] = found(case_of(**DEAR), jobs=2)
    assert again.columns[NET] == dear.columns[NET][:SETS]
    assert again.again[NET] == dear.again[NET][: SETS // 5]


def refusing(monkeypatch, most):
    """Of option b no scenario is possible with more relapses than that."""

    def run(case, paths, values, numbers, outputs, **how):
        found, at = run_points(case, paths, values, numbers, outputs, **how), list(paths).index(RELAPSE)
        failed = {i: "it is too high." for i, row in enumerate(values) if case.name == "b" and row[at] > most}
        return Points(found.columns, failed)

    monkeypatch.setattr(subject, "run_points", run)


def test_a_set_that_is_no_possible_scenario_is_drawn_again_in_every_option(monkeypatch):
    cases = case_of("a", relapse=RELAPSING), case_of("b", relapse=RELAPSING)
    before = found(*cases, sets=30)[0].values[RELAPSE]
    refusing(monkeypatch, 0.4)
    first, second = found(*cases, sets=30)
    assert max(first.values[RELAPSE]) <= 0.4 < max(before)
    assert first.values == second.values
    assert first.columns == second.columns
    assert first.redrawn == second.redrawn >= sum(value > 0.4 for value in before)
    assert [one for one in before if one <= 0.4] == [one for one in first.values[RELAPSE] if one in before]


def test_what_can_never_be_is_said(monkeypatch):
    refusing(monkeypatch, 0.0)
    with pytest.raises(NotPossible, match="none of 100 tries at set 0 of inputs is possible: it is too high"):
        found(case_of("b", relapse=RELAPSING), sets=1)


def test_runs_are_counted_with_those_that_measure_luck():
    assert runs_of(1000) == 1200


# ---------------------------------------------------------------- luck that hides what inputs do


def sets_of(columns, again):
    return Sets(case_of(), {NET: columns}, {NET: again}, {}, {}, [], 0)


def test_what_is_mostly_luck_has_no_range():
    noisy = [float((7 * n) % 100) for n in range(100)]
    assert sets_of(noisy, [99 - value for value in noisy[::5]]).range_of(NET) is None
    assert sets_of(noisy, noisy[::5]).range_of(NET) == pytest.approx((1.525, 97.475))


def test_what_is_not_known_of_every_set_is_followed_in_none():
    assert sets_of([1.0] * 10, [1.0] * 2).of("bridge.2.cash") is None


# ---------------------------------------------------------------- in an answer


@pytest.fixture(scope="module")
def answered():
    def ran(*ones, **how):
        return ask(RunInShort(tuple(ones), **{"replications": 3, "sets": 100, **how})).answer

    return ran


def test_every_figure_that_is_followed_has_its_range_over_all_inputs(answered):
    one = answered(loaded(**BOTH)).scenarios[0]
    net = one.bridge[2][-1]
    assert net.at_once
    assert net.unknown == (one.all_inputs.net.low, one.all_inputs.net.high)
    rows = {row.name: row.difference for row in one.outcomes}
    assert rows["discharges"].at_once
    assert rows["discharges"].unknown[0] < rows["discharges"].unknown[1]


def test_two_options_have_one_each_and_one_of_their_difference(answered):
    first, second = loaded(**BOTH), replace(loaded(**BOTH, link_workers="posts = 3"), name="other")
    answer = answered(first, second)
    [pair] = answer.comparisons
    assert pair.bridge[2][-1].unknown == (pair.all_inputs.net.low, pair.all_inputs.net.high)
    assert all(one.all_inputs for one in answer.scenarios)


@pytest.mark.parametrize("how", [{"sets": 0}, {"sets": None, "swings": "none"}])
def test_there_is_none_where_none_is_wanted(answered, how):
    one = answered(loaded(**BOTH), **how).scenarios[0]
    assert one.all_inputs is None
    assert not any(row.at_once for row in one.bridge[2])


def test_there_is_none_where_nothing_has_a_range(answered):
    assert answered(loaded()).scenarios[0].all_inputs is None


def test_too_few_sets_are_refused(answered):
    with pytest.raises(WrongInput, match="sets 50: of fewer than 100 sets the ends would be guesses"):
        answered(loaded(**BOTH), sets=50)


def test_the_readable_engine_leaves_it_out_where_it_would_take_long(answered):
    said = answered(loaded(**BOTH), engine="simpy", replications=1, sets=None, swings="none")
    assert said.scenarios[0].all_inputs is None


def test_two_options_at_their_sets_are_no_more_work_than_one():
    assert 2 * runs_of(sets_by_default(2)) <= runs_of(sets_by_default(1)) == 1200
