"""What is paid per meeting, and bought for one beside pay; what is paid in some years only: against sums by hand."""

from fractions import Fraction

import pytest

from experiments.budget import vacancy_pay
from experiments.results import Results
from experiments.run import Case, replicate
from sim.events import What
from sim.inputs import World
from sim.money import PROGRAMME
from sim.units import YEAR
from tests.scenarios import scenario

S = 'source = "made up", grade = "assumed"'


@pytest.mark.parametrize(("per", "beside_pay"), [("meeting", False), ("meeting_expense", True)])
def test_a_meeting_is_paid_for_held_or_missed_and_only_with_the_programme(per, beside_pay):
    pay = {} if beside_pay else {"costs.link_worker": "remove = true"}
    line = f'per = "{per}"\ngbp = {{ value = 35, {S} }}\nprice_year = "2015/16"\npayer = "Council"'
    case = Case("one", scenario(**pay, **{"costs.contact": line}), 1)
    run = replicate(case, 0)
    rows = case.log(World.PROGRAMME, 0)
    held, missed = (sum(row[2] == what for row in rows) for what in (What.MET, What.MISSED))
    assert held > 0
    assert missed > 0
    entries = [entry for entry in case.ledger(run.worlds[World.PROGRAMME]) if entry.line == "contact"]
    assert sum(entry.amount for entry in entries) == 35 * (held + missed)
    assert {entry.role for entry in entries} == {PROGRAMME}
    assert {entry.stratum for entry in entries} == set(range(len(case.shape.strata)))
    assert [entry for entry in case.ledger(run.worlds[World.USUAL]) if entry.line == "contact"] == []


def post_year(name, gbp, years=None, payer="ICB", price_year="2015/16"):
    """Pay by the post, in some years or in all."""
    lines = [f'title = "{name}"', 'per = "post_year"', f"gbp = {{ value = {gbp}, {S} }}"]
    lines += [f'price_year = "{price_year}"', f'payer = "{payer}"', *([f"years = {years}"] if years else [])]
    return {f"costs.{name}": "\n".join(lines)}


RISES = post_year("first", 30_000, ["2015/16"]) | post_year("then", 36_000, ["2016/17"])


def priced(lines):
    case = Case("one", scenario(**{"costs.link_worker": "remove = true", **lines}), 1)
    return case, replicate(case, 0)


def paid(case, run, line):
    entries = case.ledger(run.worlds[World.PROGRAMME])
    found = {}
    for entry in entries:
        if entry.line == line:
            year = case.shape.year_of[entry.period]
            found[year] = found.get(year, Fraction(0)) + entry.amount
    return found


def test_a_price_may_change_by_financial_year():
    """The service runs from April 2015 to October 2016: in each year, that year's price for the posts then filled."""
    case, run = priced(RISES)
    tally, periods = run.worlds[World.PROGRAMME].tally, len(case.shape.cuts)
    filled = {
        year: sum(tally.filled_minutes[post * periods + p] for post in range(2) for p in at)
        for year in ("2015/16", "2016/17")
        for at in [case.shape.periods_of_year(year)]
    }
    assert all(filled.values())
    assert paid(case, run, "first") == {"2015/16": Fraction(30_000 * filled["2015/16"], YEAR)}
    assert paid(case, run, "then") == {"2016/17": Fraction(36_000 * filled["2016/17"], YEAR)}


def test_one_price_in_each_year_is_one_price():
    """Cut in two, a line costs the same to the last part of a penny: in the bridge, in the ledger, and as a vacancy."""
    whole, split = (
        priced(post_year("all", 30_000)),
        priced(post_year("first", 30_000, ["2015/16"]) | post_year("then", 30_000, ["2016/17"])),
    )
    for years in whole[1].bridges:
        assert dict(whole[1].bridges[years]) == dict(split[1].bridges[years])
    both = [
        {year: sum(Fraction(row.budgeted[0], row.parts) for row in rows if row.year == year) for year in found}
        for case, run in (whole, split)
        for rows in [vacancy_pay(Results(case, [run]))]
        for found in [{row.year for row in rows}]
    ]
    assert both[0] == both[1]
    assert sum(both[0].values()) > 0


def test_a_match_that_ends_moves_its_part_to_the_other_payer():
    half = post_year("ours", 15_000) | post_year("match", 15_000, ["2015/16"], payer="Charity")
    case, run = priced(half | post_year("taken_up", 15_000, ["2016/17"]))
    _, alone = priced(post_year("all", 30_000))
    for years, bridge in run.bridges.items():
        assert bridge["service"] == alone.bridges[years]["service"]
    assert set(paid(case, run, "match")) == {"2015/16"}
    assert paid(case, run, "match")["2015/16"] == paid(case, run, "ours")["2015/16"]
    assert paid(case, run, "taken_up")["2016/17"] == paid(case, run, "ours")["2016/17"]


@pytest.mark.parametrize("per", ["meeting", "supported_review", "service_year", "supported_review_slot"])
def test_whatever_a_line_is_paid_per_it_is_paid_in_its_years_alone(per):
    line = f'per = "{per}"\ngbp = {{ value = 35, {S} }}\nprice_year = "2015/16"\npayer = "Council"'
    slots = {"reviews.supported": f"added_slots_per_week = {{ value = 1, {S} }}"}
    always, once = (
        paid(*priced({**slots, "costs.line": line + years}), "line") for years in ("", '\nyears = ["2016/17"]')
    )
    assert set(always) == {"2015/16", "2016/17"}
    assert {year: gbp for year, gbp in once.items() if gbp} == {"2016/17": always["2016/17"]}
