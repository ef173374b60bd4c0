"""The average of the table of values over replications is what the answer prints: no row is left out where it is 0,
and every ratio carries what it is of.
"""

import csv
from collections import defaultdict
from io import StringIO
from itertools import product

import pytest

from experiments.columns import OF_VALUES
from experiments.compare import Precision
from experiments.exports import AGAINST_USUAL, Tidy, frame, results_csv
from experiments.run import Case, run
from sim.inputs import World
from tests.plain import answer
from tests.scenarios import loaded

REPLICATIONS = 4
ASSUMED = 'source = "made up", grade = "assumed"'
# Few people, so that some replications have no relapse, no wait, nobody of a level; a list on day 0.
FEW = {
    "demand": f"referrals_per_week = {{ value = 0.3, {ASSUMED} }}\nwaiting_on_day_0 = {{ value = 3, {ASSUMED} }}\n"
    f"weeks_already_waited = {{ value = 4, {ASSUMED} }}",
    "costs.crisis": f'per = "relapse"\ngbp = {{ value = 1000, {ASSUMED} }}\nprice_year = "2015/16"\npayer = "Trust"',
    "stated_values.good": f'per = "took_up"\ngbp = {{ value = 3, {ASSUMED} }}\nprice_year = "2015/16"\n'
    'kind = "social_return"',
}
KEY = [name for name in Tidy._fields if name not in ("replication", "numerator", "denominator", "value")]


@pytest.fixture(scope="module")
def results():
    one = loaded(**FEW)
    case = Case.of(one, 1)
    return case, run([case], range(REPLICATIONS), engine="simpy")


@pytest.fixture(scope="module")
def whole(results):
    case, runs = results
    return answer([case], runs, Precision(None, None, REPLICATIONS), {"command": "spsim run"})["scenarios"][0]


@pytest.fixture(scope="module")
def rows(results):
    case, runs = results
    return list(csv.DictReader(StringIO(results_csv([(case, runs[0])]), newline="")))


@pytest.fixture(scope="module")
def mean(rows):
    """What anybody who reads the table would work out: sum of numerators ÷ sum of denominators."""
    sums = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        of = sums[tuple(row[name] for name in KEY)]
        of[0] += float(row["numerator"])
        of[1] += float(row["denominator"])

    def found(**wanted):
        key = {name: "" for name in KEY} | {"scenario": rows[0]["scenario"], "seed": "1"} | wanted
        some, of = sums[tuple(key[name] for name in KEY)]
        return some / of if of else 0.0

    units = {row["measure"]: row["unit"] for row in rows}
    return lambda **wanted: found(unit=units[wanted["measure"]], **wanted)


def test_every_row_stands_in_every_replication(rows):
    each = defaultdict(list)
    for row in rows:
        each[row["replication"]].append(tuple(row[name] for name in KEY))
    assert len(each) == REPLICATIONS
    assert all(keys == each["0"] for keys in each.values())
    assert len(set(each["0"])) == len(each["0"])


def test_every_measure_has_its_rows_in_every_world_and_of_every_year_and_line(rows, results):
    base_case = results[0]
    everybody = {row["measure"] for row in rows if row["world"] != AGAINST_USUAL}
    for measure, world in product(everybody, World):
        assert any(row["measure"] == measure and row["world"] == world.value for row in rows), (measure, world)
    costs = {(row["world"], row["financial_year"], row["line"]) for row in rows if row["line"]}
    lines = [*base_case.scenario.costs, "activity walks"]
    assert costs == set(product((world.value for world in World), [year for year, _ in base_case.shape.years], lines))


def test_without_the_programme_there_is_no_capacity_to_use(rows):
    uses = [row for row in rows if row["measure"].startswith("use of ")]
    assert {row["denominator"] for row in uses if row["world"] == World.USUAL.value} == {"0"}
    assert "0" not in {row["denominator"] for row in uses if row["world"] == World.PROGRAMME.value}


def test_a_value_is_its_numerator_over_its_denominator_or_nothing(rows):
    assert any(row["value"] == "" for row in rows)
    assert any(float(row["value"] or 0) == 0 for row in rows if row["measure"] == "cost of crisis")
    for row in rows:
        some, of = float(row["numerator"]), float(row["denominator"])
        assert (float(row["value"]) == pytest.approx(some / of)) if of else (row["value"] == "")


def test_means_of_outcomes_are_those_of_the_answer(whole, mean):
    for outcome, (key, world) in product(whole["outcomes"], (("usual", World.USUAL), ("programme", World.PROGRAMME))):
        found = mean(measure=outcome["name"], world=world.value)
        assert found == pytest.approx(outcome[key]["mean"]), outcome["name"]
        for level in whole["by_trait"]:
            of = {"trait": level["trait"], "level": level["level"]}
            found = mean(measure=outcome["name"], world=world.value, **of)
            assert found == pytest.approx(level["outcomes"][outcome["name"]][key]["mean"]), (outcome["name"], of)


def test_means_of_ledger_lines_are_those_of_the_answer(whole, mean):
    lines = whole["ledger_by_year"]["lines"]
    assert {line["role"] for line in lines} >= {"programme", "care", "care use", "crisis"}
    for line, world in product(lines, (World.USUAL, World.PROGRAMME)):
        for year, amount in zip(whole["ledger_by_year"]["years"], line[world.value]["amount"], strict=True):
            of = {"financial_year": year, "payer": line["payer"], "line": line["line"]}
            found = mean(measure=f"cost of {line['role']}", world=world.value, **of)
            assert found == pytest.approx(amount), (line["line"], year)


def test_means_of_steps_capacities_and_stated_values_are_those_of_the_answer(whole, mean):
    for years, steps in whole["bridge"].items():
        for step in steps:
            found = mean(measure=f"bridge.{step['name']}", world=AGAINST_USUAL, horizon_years=years)
            assert found == pytest.approx(step["mean"])
    for use in whole["capacity"]:
        found = mean(measure=f"use of {use['name']}", world=World.PROGRAMME.value)
        assert found == pytest.approx(use["mean"])
    for value in whole["stated_values"]:
        found = mean(measure=f"stated_value.{value['name']}", world=AGAINST_USUAL)
        assert found == pytest.approx(value["value"]["mean"])


def test_a_frame_grouped_and_averaged_gives_the_printed_mean(results, whole):
    """The crisis cost came out at £3,522 in place of £3,170: replications without a relapse had no row."""
    case, runs = results
    table = frame([(case, runs[0])])
    costs = table[table["measure"] == "cost of crisis"]
    means = costs.groupby(["world", "financial_year"])["value"].mean()
    [crisis] = [line for line in whole["ledger_by_year"]["lines"] if line["role"] == "crisis"]
    for year, amount in zip(whole["ledger_by_year"]["years"], crisis["programme"]["amount"], strict=True):
        assert means["programme", year] == pytest.approx(amount)
    assert (costs[costs["world"] == "programme"]["value"] == 0).any()


def test_every_column_is_explained():
    assert tuple(OF_VALUES) == Tidy._fields
