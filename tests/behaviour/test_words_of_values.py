"""What does a board read of need, uptake and stated values? From real runs, three replications each."""

from functools import cache

import pytest

from app.tables import beside
from app.words import pounds
from app.words.values import NOT_MONEY
from tests.behaviour.test_report import HOSTILE, Page, made
from tests.plain import need_in_words, render, stated_values_in_words, table_of, uptake_in_words
from tests.scenarios import loaded

TABLES = (beside.need, beside.uptake, beside.stated_values)
S = 'source = "made up", grade = "assumed"'
LEVELS = {
    "traits.age.levels.under_65": f"need_share = {{ value = 0.4, {S} }}",
    "traits.age.levels.over_65": f"need_share = {{ value = 0.6, {S} }}",
}
VALUES = {
    "stated_values.belonging": f"""title = 'Belonging'
kind = "social_return"
per = "went_on"
gbp = {{ value = 400, low = 200, high = 800, {S} }}
price_year = "2015/16"
attribution_share = {{ value = 0.5, {S} }}
years_lasting = 3""",
    "stated_values.relapse": f"""kind = "qaly"
per = "relapses"
gbp = {{ value = -1000.5, {S} }}
price_year = "2015/16\"""",
}


@cache
def full(replications=3):
    return made(loaded(**LEVELS, **VALUES), replications=replications)["scenarios"][0]


@cache
def plain():
    return made(loaded(**{"activities.walks": "places = 0"}), replications=1)["scenarios"][0]


def test_a_stated_value_says_how_many_how_much_each_and_that_it_is_no_money():
    belonging, relapse = stated_values_in_words(full())
    assert belonging.name == "Belonging"
    assert "Went on after the prescription: +" in belonging.text
    assert "each stated at £400 (2015/16), £600 after attribution 50%, over 3 years, come to" in belonging.text
    assert "[simulation error ±£" in belonging.text
    assert belonging.text.endswith(f": {NOT_MONEY} (social return).")
    assert "each stated at −£1,000.50 (2015/16), come to" in relapse.text
    assert "across the range stated" not in relapse.text
    row = full()["stated_values"][0]
    ends = " to ".join(pounds(row["value"]["mean"] * times, row["value"]["half_width"]) for times in (0.5, 2))
    assert f"({ends} across the range stated): {NOT_MONEY}" in belonging.text
    assert f"come to {pounds(row['value']['mean'], row['value']['half_width'])} [" in belonging.text


def test_need_is_said_as_shares_and_as_so_much_for_each_1():
    older, younger = need_in_words(full())
    assert (older.name, younger.name) == ("age: over 65", "age: under 65")
    assert older.text.startswith("60% of those in need and ")
    for stage in ("referred", "given a link worker", "discharged"):
        assert f"% of those {stage}: 0." in older.text
    assert " for each 1" in older.text


def test_a_single_replication_says_no_error():
    older = need_in_words(full(1))[0]
    assert "±?" in older.text


def test_a_stage_that_nobody_reaches_and_a_level_without_need_have_no_ratio():
    nobody = {**LEVELS, "traits.age.levels.over_65": f"need_share = {{ value = 0, {S} }}"}
    nobody["traits.age.levels.under_65"] = f"need_share = {{ value = 1, {S} }}"
    scenario = made(loaded(link_workers="posts = 0", **nobody), replications=2)["scenarios"][0]
    older = need_in_words(scenario)[0]
    assert older.text.startswith("0% of those in need and ")
    assert "given a link worker" not in older.text
    assert "for each 1" not in older.text
    assert [row[4:6] for row in table_of(beside.need, scenario).rows] == [["–", "–"], ["–", "–"]]


def test_what_changes_nothing_is_worth_nothing():
    one = VALUES["stated_values.relapse"]
    answer = made(loaded(programme='effect = "none"', **{"stated_values.relapse": one}), replications=2)
    [said] = stated_values_in_words(answer["scenarios"][0])
    assert said.text.startswith(
        "Relapses: 0 times against usual care, each stated at −£1,000.50 (2015/16), come to £0 ["
    )


def test_empty_spot_places_are_said_to_be_the_groups_loss():
    [walks] = uptake_in_words(full())
    assert walks.name == "Walks"
    assert walks.text.startswith("spot purchase; ")
    assert "% of " in walks.text
    assert "is not earned on empty places by the group." in walks.text
    assert "by ICB" not in walks.text
    assert uptake_in_words(plain())[0].text == "spot purchase; there are no places."


def test_tables_show_every_row_and_nothing_where_nothing_is_stated():
    assert [len(table_of(of, full()).rows) for of in TABLES] == [2, 1, 2]
    assert {
        len(row)
        for table in (table_of(of, full()) for of in TABLES)
        for row in table.rows
        if len(row) != len(table.head)
    } == set()
    assert table_of(beside.need, plain()) is None
    assert table_of(beside.stated_values, plain()) is None
    assert table_of(beside.uptake, {"uptake": []}) is None


def test_the_report_has_them_under_their_own_heading_and_says_a_stated_value_is_no_money():
    page = Page(render(made(loaded(**LEVELS, **VALUES))))
    for said in ("Need, uptake and stated values", "Referral relative to need", "Who bears low uptake", NOT_MONEY):
        assert said in page.text


@pytest.mark.parametrize("key", ["title", "source"])
def test_text_of_a_file_is_text_in_the_report(key):
    answer = made(loaded(**VALUES), replications=1)
    answer["scenarios"][0]["stated_values"][0][key] = HOSTILE
    page = Page(render(answer))
    assert "<script>alert(1)</script>" in page.text
    assert "script" not in {tag for tag, _ in page.tags}


def test_a_price_says_whether_it_is_average_or_marginal():
    scenario = made(loaded(**{"costs.care": 'basis = "average"'}), replications=1)["scenarios"][0]
    titles = {row["path"]: row["title"] for row in scenario["assumptions"]}
    assert (titles["costs.care.gbp"], titles["costs.gp.gbp"]) == ("Price, average cost", "Price")
    bases = {line["line"]: line["basis"] for line in scenario["ledger_by_year"]["lines"]}
    assert (bases["care"], bases["gp"], bases["activity walks"]) == ("average", None, None)
