"""A budget limit: what is established, what is expected, and the chance of spending more, by year and payer."""

import pytest

from app import words
from app.asking.cases import cases_of
from app.faces import terminal as screen
from app.tables.money import against_limits as limits_table
from app.tables.table import shown
from experiments.answering import answer, with_swings
from experiments.budget import flows
from experiments.compare import Precision
from experiments.limits import against_limits, chance_in_groups, chance_of, limits, spending
from experiments.results import Results
from experiments.run import run
from experiments.sensitivity.resampling import uniforms
from experiments.swings import swings
from sim.errors import ScenarioError
from sim.loading import scenario_hash
from sim.money import PROGRAMME
from tests.scenarios import loaded, scenario

REPLICATIONS = 12
PAY = {"costs.link_worker": "gbp = { value = 40_000, low = 30_000, high = 60_000, source = 'x', grade = 'assumed' }"}


def icb(gbp, **more):
    extra = "\n".join(f"{key} = {value}" for key, value in more.items())
    return {"budget.limits.icb": f'payer = "ICB"\ngbp = {gbp}\nprice_year = "2015/16"\n{extra}'}


def runs_of(**sections):
    [case] = cases_of([loaded(**sections)], None)
    return case, run([case], range(REPLICATIONS))[0]


@pytest.fixture(scope="module")
def empty_posts():
    """Posts stand empty for half a year now and then."""
    return runs_of(link_workers="turnover_per_year = 2\nweeks_to_fill_a_vacancy = 26")


def test_spending_is_the_programmes_part_of_the_flows(empty_posts):
    case, runs = empty_posts
    spent = spending(Results(case, runs))
    given = flows(Results(case, runs))
    by_cell = given.by(lambda flow: (flow.year, flow.payer), among=lambda flow: flow.role == PROGRAMME)
    years = [name for name, _ in case.shape.years]
    assert {(years[n - 1], payer) for n, payer in by_cell} == set(spent)
    for (n, payer), sums in by_cell.items():
        assert spent[years[n - 1], payer] == pytest.approx([amount / sums.parts for amount in sums.impact])


def test_established_is_every_post_filled_and_expected_is_less_where_posts_stand_empty(empty_posts):
    case, runs = empty_posts
    first = against_limits(Results(case, runs))[0]
    assert (first.year, first.payer, first.limit, first.overspends) == ("2015/16", "ICB", None, None)
    assert first.expected.mean < first.established.mean - 10_000
    whole, there = runs_of(link_workers="turnover_per_year = 0")
    assert against_limits(Results(whole, there))[0].established.mean == pytest.approx(first.established.mean, rel=0.02)


@pytest.mark.parametrize("gbp", [1, 70_000, 1_000_000])
def test_the_chance_is_the_share_of_services_that_spend_more(gbp, empty_posts):
    case, runs = runs_of(link_workers="turnover_per_year = 2\nweeks_to_fill_a_vacancy = 26", **icb(gbp))
    spent = spending(Results(case, runs))
    for row in against_limits(Results(case, runs)):
        over = sum(n > gbp for n in spent[row.year, row.payer]) / REPLICATIONS
        found = row.overspends
        assert found.share == over
        assert 0 <= found.low <= over <= found.high <= 1
        assert found.high > 0  # never in 12 is not never
        assert found.low < 1


def test_limits_are_brought_to_the_reports_pounds_and_hold_in_their_years_only():
    index = 'name = "x"\nsource = "x"\ngrade = "assumed"\nyears = { "2015/16" = 100, "2016/17" = 110 }'
    sections = icb(110_000, years='["2016/17"]')
    sections = {
        name: text.replace('price_year = "2015/16"', 'price_year = "2016/17"') for name, text in sections.items()
    }
    case, _ = runs_of(**sections, **{"prices.index": index})
    assert limits(case) == {("2016/17", "ICB"): pytest.approx(100_000)}


@pytest.mark.parametrize(
    ("section", "says"),
    [
        (icb(5, years='["2019/20"]'), "years has 2019/20, and the run touches 2015/16 to 2016/17"),
        (
            {name: text.replace("ICB", "Council") for name, text in icb(5).items()},
            "there is no payer called Council. There is",
        ),
        (icb(5) | {"budget.limits.more": icb(6)["budget.limits.icb"]}, "ICB has a limit for 2015/16 already"),
        ({name: text.replace("ICB", "icb") for name, text in icb(5).items()}, "would be two payers with two budgets"),
        ({name: text.replace("2015/16", "2024/25") for name, text in icb(5).items()}, "Name a price index"),
    ],
)
def test_a_limit_that_cannot_be_held_is_refused(section, says):
    with pytest.raises(ScenarioError) as refusal:
        loaded(**section)
    assert says in str(refusal.value)


def test_a_limit_changes_nothing_else():
    limited, unlimited = runs_of(**icb(5))[1], runs_of()[1]
    assert limited == unlimited
    assert [one.bridges for one in limited] == [one.bridges for one in unlimited]
    assert scenario_hash(scenario(**icb(5))) != scenario_hash(scenario())


def test_every_face_says_it_of_every_option_with_what_nobody_knows():
    one, other = loaded(**PAY, **icb(100_000)), loaded(link_workers="posts = 3", **PAY, **icb(100_000))
    object.__setattr__(one, "name", "one")
    object.__setattr__(other, "name", "other")
    case = cases_of([one, other], None)
    results = run([each for each in case], range(REPLICATIONS))
    found = answer(case, results, Precision(None, None, REPLICATIONS), {"version": "", "command": "", "python": ""})
    dumb = " ".join(screen.of_answer(found).split())
    assert "Chance that one real service spends more: not given" in dumb
    pairs = [(each, runs) for each, runs in zip(case, results, strict=True)]
    found = with_swings(found, [swings(*pair) for pair in pairs])
    text = " ".join(screen.of_answer(found).split())
    for each in found.scenarios:
        said = words.spending_in_words(each)
        assert [line.name for line in said] == ["2015/16, ICB", "2016/17, ICB"]
        for line in said:
            assert line.text in text
        assert "what nobody knows puts it between" in said[0].text
        first = shown(limits_table(each)).rows[0]
        assert first[:2] == ["2015/16", "ICB"]
        assert first[4] == "£100,000"
    low, high = found.scenarios[0].spending[0].overspends.unknown
    assert (low, high) == (0.0, 1.0)  # two posts at £30,000 are within it, at £60,000 beyond


def test_services_of_one_set_of_inputs_say_no_more_than_one_where_they_are_alike():
    """Six of each of a hundred sets: all alike in a set, as many as sets; no more alike than others, as all of them."""
    alike = chance_in_groups([6] * 30 + [0] * 70, 6)
    assert (alike.low, alike.high) == pytest.approx((chance_of(30, 100).low, chance_of(30, 100).high), abs=0.002)
    luck = [sum(u < 0.3 for u in row) for row in uniforms((100, 6), 3)]
    apart, whole = chance_in_groups(luck, 6), chance_of(sum(luck), 600)
    assert apart.share == pytest.approx(whole.share)
    assert apart.high - apart.low == pytest.approx(whole.high - whole.low, rel=0.15)
    assert chance_in_groups([6] * 100, 6).low == chance_of(100, 100).low < 0.97
