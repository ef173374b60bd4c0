"""The worth of money in other years, adjustments for optimism, and empty posts, against sums done by hand."""

from fractions import Fraction
from operator import attrgetter

import pytest

from experiments.budget import (
    Flow,
    Flows,
    Optimism,
    Sums,
    Terms,
    budget,
    flows,
    price_levels,
    reconciles,
    sum_of,
    vacancy_pay,
)
from experiments.results import Results
from experiments.run import Case, replicate
from sim.money import CARE, PROGRAMME
from sim.units import YEAR
from tests.scenarios import scenario

A_THOUSAND = [Fraction(1000)] * 5
PAID = 'source = "made up", grade = "assumed"'
INDEX = 'name = "made up"\nsource = "made up"\ngrade = "assumed"\nyears = { "2015/16" = 100, "2016/17" = 110 }'


def case_of(**sections):
    return Case("one", scenario(**sections), 1)


def present_value(pounds, terms):
    """A sum in each year, the first first, as the program weighs it."""
    return sum((amount * terms.factor(year) for year, amount in enumerate(pounds, 1)), Fraction(0))


@pytest.mark.parametrize(
    ("rate", "first_year", "worth"),
    [
        ("0.035", "discounted", 4515.05),
        ("0.035", "undiscounted", 4673.08),
        ("0.015", "discounted", 4782.64),
    ],
)
def test_a_thousand_pounds_a_year_for_five_years_is_worth_what_case_e14_says(rate, first_year, worth):
    """E14 of the notes is printed to a penny; the closed form of an annuity is met to 1e-4 and beyond."""
    r = Fraction(rate)
    annuity = 1000 * (1 - (1 + r) ** -5) / r * (1 + r if first_year == "undiscounted" else 1)
    found = present_value(A_THOUSAND, Terms(r, first_year))
    assert found == annuity
    assert float(found) == pytest.approx(worth, abs=0.005)


def test_without_a_rate_the_worth_is_the_raw_sum():
    assert present_value(A_THOUSAND, Terms(Fraction(0))) == 5000
    assert present_value(A_THOUSAND, Terms(Fraction(0), "discounted")) == 5000


def made_up(case, runs, *flows):
    """Flows of so much without the programme and so much with it, all of it cash, in one replication."""
    return Flows(
        Results(case, runs),
        {
            Flow(0, 1, "ICB", role, "line", None): Sums(1, [without], [with_it - without], [with_it - without])
            for role, without, with_it in flows
        },
    )


def test_optimism_makes_the_service_dearer_and_its_effects_smaller_and_leaves_the_comparator_alone():
    named = Optimism("as a rule of thumb", Fraction(1, 5), Fraction(1, 4))
    one = case_of()
    found = made_up(one, [replicate(one, 0)], (PROGRAMME, 0, 100), (CARE, 1000, 600)).less_hopeful(named)
    service, care = (
        [Fraction(column[0], sums.parts) for column in (sums.without, sums.with_programme, sums.impact, sums.cash)]
        for sums in found.sums.values()
    )
    assert service == [0, 120, 120, 120]
    assert care == [1000, 700, -300, -300]


def test_pounds_become_nominal_by_the_index_where_it_has_the_year():
    assert price_levels(case_of(**{"prices.index": INDEX})) == [1, Fraction(11, 10)]
    assert price_levels(case_of()) == [1, None]


def test_where_the_index_has_no_year_the_answer_says_so():
    one = case_of()
    found = budget(Results(one, [replicate(one, 0)]))
    assert found.no_price_index_for == ("2016/17",)
    assert found.years[0].nominal is not None
    assert found.years[1].nominal is None
    assert [row.nominal is None for row in found.totals] == [False, True]
    assert found.reconciled is True
    assert found.adjusted is None


def test_the_budget_in_other_money_is_each_year_times_its_level():
    one = case_of(**{"prices.index": INDEX})
    runs = [replicate(one, n) for n in range(3)]
    found = budget(Results(one, runs), Terms(optimism=Optimism("made up", Fraction(1, 10), Fraction(0))))
    first, second = found.years
    assert second.nominal.impact.mean == pytest.approx(1.1 * second.impact.mean)
    assert second.discounted.impact.mean == pytest.approx(second.impact.mean / 1.035)
    both = found.totals[-1]
    assert both.years == 2
    for view in map(attrgetter, ("nominal.impact.mean", "discounted.impact.mean")):
        assert view(both) == pytest.approx(view(first) + view(second))
    service = sum(row.impact.mean for row in found.rows if row.role == PROGRAMME)
    assert found.adjusted[-1].impact.mean == pytest.approx(both.impact.mean + 0.1 * service)
    assert sum(row.impact.mean for row in found.by_payer) == pytest.approx(both.impact.mean)
    by_level = [row.impact.mean for row in found.by_trait]
    assert sum(by_level) == pytest.approx(both.impact.mean)


def test_totals_are_of_the_first_years_up_to_five_and_of_every_year_there_is():
    one = case_of(dates="end = 2021-10-01")
    runs = [replicate(one, 0)]
    found = budget(Results(one, runs))
    assert [row.years for row in found.totals] == [1, 2, 3, 4, 5, 7]
    so_far = [sum(year.impact.mean for year in found.years[:n]) for n in (1, 2, 3, 4, 5, 7)]
    assert [row.impact.mean for row in found.totals] == pytest.approx(so_far)


def test_sessions_of_a_block_are_held_at_whole_intervals_from_the_opening_wherever_accounts_are_cut():
    """549 days open, a session every four: 137, in periods of 365.25 days, of 0.75 and of 183."""
    block = f'form = "block"\ngbp = {{ value = 10, {PAID} }}\nprice_year = "2015/16"\npayer = "ICB"'
    every_four = f"days_between_sessions = {{ value = 4, {PAID} }}"
    prices = case_of(**{"activities.choir": every_four, "activities.choir.payment": block}).prices
    held = [count for account, count in prices._fixed() if account.line == "activity choir"]
    assert len(held) == len(prices.shape.cuts) > 1
    assert sum(held) == 549 // 4


STEADY = f"turnover_per_year = {{ value = 0, {PAID} }}"
A_DAYS_PAY = Fraction(1440, YEAR) * 40_000


def absence(starts, ends, more="", post=1):
    return f"[[link_workers.absences]]\npost = {post}\nstarts = {starts}\nends = {ends}\n{more}"


def in_pounds(row, of):
    return [Fraction(n, row.parts) for n in getattr(row, of)]


def pay(*said):
    """Pay of the base's two posts by year: of the first replication."""
    one = case_of(link_workers="\n".join([STEADY, *said]))
    return vacancy_pay(Results(one, [replicate(one, 0)]))


def test_posts_that_are_never_left_have_no_underspend():
    rows = pay()
    assert [(row.year, row.payer, row.line, row.group) for row in rows] == [
        ("2015/16", "ICB", "link_worker", "team"),
        ("2016/17", "ICB", "link_worker", "team"),
    ]
    assert in_pounds(rows[0], "budgeted") == in_pounds(rows[0], "paid") == [2 * 366 * A_DAYS_PAY]
    assert [row.unspent for row in rows] == [row.away for row in rows] == [[0], [0]]


@pytest.mark.parametrize(("said", "share"), [("", 1), ("paid_share = 0.25", Fraction(1, 4)), ("paid_share = 0", 0)])
def test_an_absence_is_paid_in_full_unless_another_share_is_stated(said, share):
    """Nine months' sick leave is no money saved; only what is not paid of it stays unspent."""
    first, second = pay(absence("2015-06-01", "2016-06-01", said))
    for row, days in ((first, 305), (second, 61)):
        assert in_pounds(row, "away") == [days * A_DAYS_PAY * share]
        assert in_pounds(row, "unspent") == [days * A_DAYS_PAY * (1 - share)]


def test_absences_end_to_end_and_from_the_first_day_are_paid_at_their_own_shares():
    first, _ = pay(
        absence("2014-12-01", "2015-04-11"),  # ten days after the post opens
        absence("2015-04-11", "2015-04-21", "paid_share = 0.5"),
        absence("2015-05-01", "2015-05-11", "paid_share = 0.5", post=2),
        absence("2015-05-11", "2015-05-21", post=2),
    )
    assert in_pounds(first, "away") == [2 * (10 + 5) * A_DAYS_PAY]


def test_a_post_that_stands_vacant_when_an_absence_begins_is_not_paid_through_it():
    """Nobody is in it to be away: its worker left in the first weeks, and the next comes after the absence."""
    leaving = (
        f"turnover_per_year = {{ value = 50, {PAID} }}\nweeks_to_fill_a_vacancy = {{ value = 40, {PAID} }}\n"
        f"posts = {{ value = 1, {PAID} }}"
    )
    one = case_of(link_workers="\n".join([leaving, absence("2015-10-01", "2015-11-01")]))
    first, _ = vacancy_pay(Results(one, [replicate(one, 0)]))
    assert first.away == [0]
    assert in_pounds(first, "unspent")[0] > 31 * A_DAYS_PAY


def test_a_cover_post_is_shown_beside_the_team_and_paid_while_it_is_open():
    cover = f"[link_workers.groups.cover]\nposts = {{ value = 0.5, {PAID} }}\nopens = 2015-06-01\ncloses = 2015-07-01\n"
    rows = pay(absence("2015-06-01", "2015-07-01"), cover)
    by_group = {row.group: row for row in rows if row.year == "2015/16"}
    assert in_pounds(by_group["cover"], "paid") == [30 * A_DAYS_PAY / 2]
    assert in_pounds(by_group["team"], "away") == [30 * A_DAYS_PAY]
    assert by_group["team"].unspent == [0]


def test_what_is_paid_during_an_absence_is_in_the_ledger_the_bridge_and_the_budget():
    """The two services differ in pay alone: an absence costs what is paid of it."""
    service = {}
    for share in (1, 0):
        one = case_of(link_workers="\n".join([STEADY, absence("2015-06-01", "2015-07-01", f"paid_share = {share}")]))
        runs = [replicate(one, 0)]
        assert reconciles(flows(Results(one, runs)))
        service[share] = sum(row.impact.mean for row in budget(Results(one, runs)).rows if row.role == PROGRAMME)
    assert service[1] - service[0] == pytest.approx(float(30 * A_DAYS_PAY))


def test_a_clinic_has_no_posts_to_leave_empty():
    one = case_of(programme='offer = "review_clinic"')
    assert vacancy_pay(Results(one, [replicate(one, 0)])) == []


def test_sums_add_up_whatever_the_parts_they_are_in():
    one = Sums(2, [1, 2], [2, -1], [0, 3])
    twice = Sums(2, [2, 4], [4, -2], [0, 6])
    assert sum_of([one, one]) == one.times(Fraction(2)) == twice
    assert sum_of([one, Sums(3, [1, 0], [0, 1], [1, 1])]) == Sums(6, [5, 6], [6, -1], [2, 11])
    assert one.times(Fraction(1, 3)).in_parts(12) == Sums(12, [2, 4], [4, -2], [0, 6])


def test_a_flow_that_is_not_in_the_ledger_is_noticed():
    one = case_of()
    runs = [replicate(one, n) for n in range(2)]
    given = flows(Results(one, runs))
    assert reconciles(given)
    flow, sums = next((of, its) for of, its in given.sums.items() if of.role == CARE and all(its.impact))

    def but(**changed):
        return Flows(given.pool, {**given.sums, flow: sums._replace(**changed)})

    assert not reconciles(but(impact=[sums.impact[0], sums.impact[1] + 1]))  # one part of one pound, once
    assert not reconciles(but(cash=[sums.cash[0], sums.cash[1] + 1]))
    rest = {of: its for of, its in given.sums.items() if of != flow}
    assert not reconciles(Flows(given.pool, {**rest, flow._replace(role=PROGRAMME): sums}))
    assert not reconciles(Flows(given.pool, rest))
