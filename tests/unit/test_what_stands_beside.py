"""Beside every answer: what nobody knows, the cost if support changes nothing, channels apart, cost for each gained."""

import re
from statistics import fmean

import pytest

from app import words
from app.asking.cases import cases_of
from app.faces import terminal as screen
from experiments.answering import answer, with_channels, with_swings
from experiments.channels import channels, null, pays_by_use, with_effect
from experiments.compare import Precision
from experiments.cost_per import fieller
from experiments.intervals import estimate
from experiments.mean_errors import student_t
from experiments.money_rows import OtherPounds
from experiments.results import Results
from experiments.run import Case, run
from experiments.swings import swings
from sim.loading import load
from sim.luck import Who, normal, study_key, uniform
from tests.scenarios import BASE_TOML, child_toml, write

REPLICATIONS = 4
RANGED = {
    "reviews": 'chance_of_discharge = { value = 0.15, low = 0.05, high = 0.5, grade = "assumed", source = "x" }',
    "costs.care": 'cashable_share = { value = 0.3, low = 0, high = 1, grade = "assumed", source = "x" }',
}
BLOCK = BASE_TOML.replace('form = "spot"', 'form = "block"')


def asked_of(folder, *texts, base=BASE_TOML):
    loaded = []
    for n, text in enumerate(texts, 1):
        write(folder, child_toml(), base)
        (folder / f"option_{n}.toml").write_text(f'title = "Option {n}"\n{text}')
        loaded.append(load(folder / f"option_{n}.toml"))
    return cases_of(loaded, None)


def answered(cases, *, swung=True):
    results = run([one for one in cases], range(REPLICATIONS))
    facts = answer(cases, results, Precision(None, None, REPLICATIONS), {"version": "", "command": "", "python": ""})
    if not swung:
        return facts
    pairs = list(zip((one for one in cases), results, strict=True))
    swung = with_swings(facts, [swings(*pair) for pair in pairs])
    return with_channels(swung, [channels(*pair) for pair in pairs])


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    return answered(
        asked_of(
            tmp_path_factory.mktemp("beside"),
            child_toml(**RANGED),
            child_toml(link_workers="posts = 3", **RANGED),
        )
    )


# ---------------------------------------------------------------- what nobody knows, beside luck


def test_the_range_of_what_nobody_knows_is_that_of_the_swings(facts):
    for scenario in facts.scenarios:
        for of in ("net", "capacity"):
            rows = scenario.swings.rows
            ends = [end for row in rows for end in (row.of(of).at_low, row.of(of).at_high)]
            ends.append(getattr(scenario.swings.base, of).mean)
            assert words.steps(scenario, 2)[of].unknown == pytest.approx([min(ends), max(ends)])


def test_between_options_an_input_moves_in_both_at_once(facts):
    [pair] = facts.comparisons
    first, second = facts.scenarios
    apart = []
    for a in first.swings.rows:
        b = next(row for row in second.swings.rows if row.path == a.path)
        apart += [b.net.at_low - a.net.at_low, b.net.at_high - a.net.at_high]
    apart.append(second.swings.base.net.mean - first.swings.base.net.mean)
    assert words.steps(pair, 2)["net"].unknown == pytest.approx([min(apart), max(apart)])


@pytest.mark.parametrize("swung", [True, False])
def test_luck_is_never_said_without_what_nobody_knows(tmp_path, swung):
    options = (child_toml(**RANGED), child_toml(link_workers="posts = 3", **RANGED))
    cases = asked_of(tmp_path, *options)
    one, both = answered(cases[:1], swung=swung), answered(cases, swung=swung)
    for text in (screen.of_answer(one), screen.of_answer(both)):
        flat = " ".join(text.split())
        brackets = re.findall(r"\[simulation error[^\]]*\]", flat)
        assert brackets
        for bracket in brackets:
            assert ("one real service" in bracket) <= ("what nobody knows" in bracket)
        assert ("one real service could fall" in flat) == swung
        assert ("luck alone would put" in flat) == swung


def test_an_input_without_a_range_gives_no_range_of_luck_either(tmp_path):
    found = answered(asked_of(tmp_path, child_toml()))
    assert found.scenarios[0].swings.rows == ()
    assert "one real service could fall" not in " ".join(screen.of_answer(found).split())


# ---------------------------------------------------------------- if support changes nothing


@pytest.mark.parametrize("base", [BASE_TOML, BLOCK], ids=["spot places", "block contracts"])
def test_if_support_changes_nothing_net_cash_is_that_of_a_run_without_effect(tmp_path, base):
    [cases] = asked_of(tmp_path, child_toml(), base=base)
    [runs] = run([cases], range(REPLICATIONS))
    without = Case("null", with_effect(cases.scenario, []), cases.seed)
    [nothing] = run([without], range(REPLICATIONS))
    found = null(Results(cases, runs))
    assert found.run == pays_by_use(cases.scenario) == (base == BASE_TOML)
    for years, net in found.net.items():
        exact = [float(one.bridges[years]["net"]) for one in nothing]
        assert net == estimate(exact)


def test_it_stands_under_every_answer(facts):
    for scenario in facts.scenarios:
        net = scenario.null.net[2].mean
        assert words.null_in_words(scenario).startswith(f"If support changes nothing: {words.MINUS}£")
        assert net < words.steps(scenario, 2)["net"].mean


# ---------------------------------------------------------------- channels apart


def test_each_channel_alone_is_a_run_with_that_channel(facts, tmp_path):
    scenario = facts.scenarios[0]
    rows = {row.channel: row for row in scenario.channels.alone}
    assert tuple(rows) == scenario.effect == ("access", "conversion", "relapse")
    together, net = scenario.channels.together.net, words.steps(scenario, 2)["net"]
    assert together.parts[:6] == pytest.approx(net.parts[:6])
    alone = asked_of(tmp_path, child_toml(programme='effect = ["conversion"]', **RANGED))
    single = words.steps(answered(alone, swung=False).scenarios[0], 2)
    assert rows["conversion"].capacity.mean == pytest.approx(single["capacity"].mean)
    assert rows["conversion"].net.mean == pytest.approx(single["net"].mean)
    assert "need not add up" in " ".join(words.standing_in_words(scenario))


# ---------------------------------------------------------------- cost for each gained


def test_fiellers_interval_solves_its_equation():
    cost, gain = [90.0, 110.0, 95.0, 108.0, 101.0], [9.0, 12.0, 10.0, 11.5, 9.5]
    found = fieller(cost, gain)
    n, t = len(cost), student_t(0.975, len(cost) - 1)
    for end in (found.low, found.high):
        apart = [c - end * g for c, g in zip(cost, gain, strict=True)]
        error = (sum((x - fmean(apart)) ** 2 for x in apart) / (n - 1) / n) ** 0.5
        assert abs(fmean(apart)) == pytest.approx(t * error)
    assert found.low < found.mean == fmean(cost) / fmean(gain) < found.high


def test_it_covers_the_ratio_of_the_true_means():
    held = 0
    for study in range(400):
        dice = [normal(uniform(Who(study_key(study), n, 0, 0), 0, k)) for n in range(20) for k in (0, 1)]
        gain = [10 + 4 * z for z in dice[::2]]
        cost = [5 * g + 50 + 10 * z for g, z in zip(gain, dice[1::2], strict=True)]
        found = fieller(cost, gain)
        held += found is not None and found.low <= 10 <= found.high
    assert 0.92 <= held / 400 <= 0.98


@pytest.mark.parametrize("gain", [[1.0, -2.0, 0.5, 0.7], [-3.0, -4.0, -2.0, -3.5], [0.0, 0.0, 0.0, 0.0]])
def test_where_the_gain_is_not_clear_of_nothing_there_is_no_figure(gain):
    assert fieller([10.0, 11.0, 12.0, 10.5], gain) is None


def test_cost_for_each_is_the_cost_of_the_service_over_what_is_gained(facts):
    scenario = facts.scenarios[0]
    discharge, care_year = scenario.cost_per.rows
    cost = -words.steps(scenario, 2)["service"].mean
    of = words.outcomes(scenario)
    assert discharge.cost.mean == pytest.approx(cost / of["discharged_in_2y"].difference.mean)
    freed = -of["weeks_in_care"].difference.mean / words.WEEKS_PER_YEAR
    assert care_year.cost.mean == pytest.approx(cost / freed)
    for row in (discharge, care_year):
        assert row.unknown is None or row.unknown[0] <= row.cost.mean <= row.unknown[1]


# ---------------------------------------------------------------- pounds of another year

INDEX = '[prices.index]\nname = "Made up"\nsource = "x"\ngrade = "assumed"\n[prices.index.years]\n"2015/16" = 80\n'


def test_net_cash_is_said_once_more_in_pounds_of_the_latest_year_or_the_year_asked_for(tmp_path):
    cases = asked_of(tmp_path, f'{child_toml()}{INDEX}"2020/21" = 90\n"2024/25" = 100\n')
    results = run([cases[0]], range(2))
    for year, times in ((None, 1.25), ("2020/21", 1.125)):
        [scenario] = answer(cases, results, Precision(None, None, 2), {"command": ""}, pounds_of=year).scenarios
        assert scenario.prices.other == OtherPounds(year or "2024/25", times)
        net = words.steps(scenario, 2)["net"]
        said = words.pounds(net.mean * times, net.half_width * times)
        assert f"In pounds of {year or '2024/25'}: net cash over 2 years of {said}" in " ".join(
            words.standing_in_words(scenario)
        )
    [plain] = answer(asked_of(tmp_path, child_toml()), results, Precision(None, None, 2), {"command": ""}).scenarios
    assert plain.prices.other is None
