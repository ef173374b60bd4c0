"""Money is said as it is: whose, at which price, in which sign, and by which rule of cash."""

from functools import cache

import pytest

from app.asking.showing import resolved
from app.tables import changes
from sim.preflight import assumptions
from tests.behaviour.test_report import made
from tests.estimates import made_up
from tests.plain import differences, pay_in_words, screen, stated_values_in_words, table_of, words
from tests.scenarios import loaded, scenario

S = 'source = "made up", grade = "assumed"'
SHARED = {"costs.care": f"cashable_share = {{ value = 0.5, {S} }}"}
REFILL = {"costs.care": 'cash_rule = "refill"'}
MORE_PEOPLE = {"demand": f"referrals_per_week = {{ value = 3, {S} }}"}
SHORT = {"dates": "last_referral = 2015-10-01\nservice_end = 2015-11-01\nend = 2015-12-01"}
BELONGING = {
    "stated_values.belonging": f"""kind = "social_return"
per = "went_on"
gbp = {{ value = 400, {S} }}
price_year = "2015/16\""""
}


def flat(text):
    return " ".join(text.split())


def estimate(mean, half_width=1.0):
    return made_up(mean, half_width, mean - 2, mean + 2)


@cache
def refilled():
    return made(loaded(**REFILL))


@cache
def without_effect():
    return made(loaded(programme='effect = "none"', **BELONGING))


def pair(title, changes):
    """The base, of whose care some is cash, and another under a title of its own."""
    first, second = loaded(**SHARED), loaded(**{**SHARED, **changes})
    object.__setattr__(second, "scenario", second.scenario.model_copy(update={"title": title}))
    return made(first, second)


# ---------------------------------------------------------------- a refilled place


def test_what_a_refilled_place_frees_is_said_to_be_capacity_and_in_no_budget():
    said = words.who_pays(refilled()["scenarios"][0])
    assert "what is freed is capacity of Trust’s, and in no budget." in said
    assert "in the budget of Trust" not in said
    assert "what is freed is in the budget of Trust." in words.who_pays(made(loaded(**SHARED))["scenarios"][0])


def test_cash_below_0_is_taken_and_not_released():
    one = refilled()["scenarios"][0]
    bridge = [{**row} for row in one["bridge"]["2"]]
    for row in bridge:
        row.update({"cash": estimate(-50.0), "net": estimate(-500.0)}.get(row["name"], {}))
    said = words.answer_in_words({**one, "bridge": {"2": bridge}})
    assert "takes about £500 of cash over 2 years" in said
    assert "about £50 more elsewhere" in said
    assert "than it releases" not in said


def per_pound(cash, capacity):
    spent = {"payer": "ICB", "spend": estimate(1.0), "cash": estimate(0.5), "capacity": estimate(0.5)}
    whole = {"payer": None, "spend": estimate(1.0), "cash": cash, "capacity": capacity}
    held = [{"name": f"{kind}_reviews", "usual": NONE, "programme": NONE} for kind in ("routine", "supported")]
    people = {"outcomes": held, "naive": []}
    return words.per_pound_in_words({"bridge": {"2": []}, "per_pound": {"2": [whole, spent]}, **people})


NONE = made_up(0.0, 0.0)


@pytest.mark.parametrize(
    ("cash", "capacity", "said"),
    [
        (estimate(-3.0), estimate(2.5), "takes £3.00 [simulation error ±£1.00]"),
        (estimate(-3.0), estimate(2.5), " more cash and releases £2.50 ["),
        (estimate(-3.0), estimate(-4.0), " more cash and takes £4.00 ["),
        (estimate(3.0), estimate(-4.0), "releases £3.00 ["),
        (NONE, NONE, "(by ICB 100%) releases neither cash nor capacity."),
        (NONE, estimate(2.5), "releases no cash and £2.50 ["),
        (estimate(3.0), NONE, "] of cash and no capacity."),
    ],
)  # fmt: skip
def test_a_return_on_a_pound_has_the_words_of_its_sign(cash, capacity, said):
    assert said in per_pound(cash, capacity)
    assert "releases −" not in per_pound(cash, capacity)


# ---------------------------------------------------------------- posts


def posts(**other):
    row = {"title": "Care", "payer": "Trust", "places": 12.0, "posts": estimate(4.5, 0.2), "added": NONE,
           "first_week": {"share": 1.0, "median": 46.0}, **other}  # fmt: skip
    return words.posts_in_words({"posts_released": [row]})[0]


def test_posts_are_said_at_their_peak():
    assert posts().endswith(
        "at the peak 4.5 posts (±0.2) are gone at once, on average; the first goes in about week 46."
    )
    few = posts(first_week={"share": 0.4, "median": 46.0})
    assert few.endswith("one goes in 40% of replications, the first in about week 46.")


def test_posts_that_are_added_do_not_go():
    said = posts(posts=NONE, first_week={"share": 0.0, "median": None}, added=estimate(1.0, 0.0))
    assert "none ever goes" in said
    assert "so none of it is cash" not in said
    assert said.endswith("at the peak 1 post is added, and that costs cash.")
    assert posts(posts=NONE).endswith("so none of it is cash.")


# ---------------------------------------------------------------- stated values


def test_a_value_is_quoted_as_its_file_states_it():
    one = {"gbp_as_stated": 1400.0, "price_year_as_stated": "2023/24", "gbp": 1086.29, "gbp_in_total": 543.145,
           "price_year": "2015/16", "deadweight_share": 0.0, "attribution_share": 0.5, "displacement_share": 0.0,
           "drop_off_per_year": 0.0, "years_lasting": 1}  # fmt: skip
    assert words.values.worth_in_words(one) == (
        "£1,400 (2023/24), £1,086 in 2015/16 prices, £543 after attribution 50%"
    )


def test_without_an_effect_what_still_differs_is_explained():
    [said] = stated_values_in_words(without_effect()["scenarios"][0])
    assert said.text.endswith("Going on after the prescription is not an effect on care: `effect` does not touch it.")


# ---------------------------------------------------------------- the budget


def test_the_budget_in_cash_adds_up_by_payer_and_year():
    found = made(loaded())["scenarios"][0]["budget"]
    for i, year in enumerate(found["years"]):
        by_payer = sum(row["cash_by_year"][i]["mean"] for row in found["by_payer"])
        assert by_payer == pytest.approx(year["cash"]["mean"])
    text = screen.of_answer(made(loaded()))
    assert "Budget impact by financial year in cash (£ of 2015/16, + is good)" in text
    assert max(map(len, text.splitlines())) <= 100


# ---------------------------------------------------------------- several scenarios


def test_each_scenario_has_its_own_line_of_how_sure_and_of_what_is_assumed():
    answer = pair("Nothing", {"programme": 'effect = "none"'})
    text = flat(screen.of_answer(answer))
    for one in answer["scenarios"]:
        assert f"- {one['title']}: Simulation error: ±" in text
        assert f"- {one['title']}: Of {len(one['assumptions'])} values: " in text
    assert "- Nothing: The service is assumed to change nothing." in text


def test_the_same_service_under_two_rules_of_cash_is_said_to_be_one():
    answer = pair("Refilled", REFILL)
    text = flat(screen.of_answer(answer))
    assert "They are the same service: what differs is how cash is counted." in text
    assert "what the money does" not in text
    assert "is dominated by" not in text


def test_of_three_the_two_that_are_one_service_are_named():
    rows = [{"name": name, "title": name.upper(), "dominated_by": [], "comparator": False} for name in "abc"]
    said = words.options_in_words(
        {"rows": rows, "equal_spend": True, "equal_within": 0.05, "spend_difference": 0.0, "same_service": [["a", "c"]]}
    )
    assert said[1] == "But “A” and “C” are the same service: what differs between them is how cash is counted."


def test_other_people_are_not_compared_in_time_and_each_usual_care_says_whose_it_is():
    text = screen.of_answer(pair("More people", MORE_PEOPLE))
    assert "so time in care is not compared" in flat(text)
    assert "Weeks in care" not in text
    assert "These are counts of different numbers of people" in text
    heads = flat(text.partition("People and money")[2].partition("PEOPLE")[0])
    assert heads.count("Usual") == 2


def test_a_scenario_of_under_a_year_says_why_money_is_absent():
    text = flat(screen.of_answer(pair("Short", SHORT)))
    assert "Money is not compared: it is reported only for follow-up of a year" in text
    assert "Options - Not shown: money is reported only for" in text


def test_what_only_one_scenario_has_is_one_line():
    allotment = {"activities.allotment": f"places = {{ value = 8, {S} }}\nsessions = {{ value = 9, {S} }}"}
    rows = differences(loaded().data, loaded(**allotment).data)
    assert rows == [{"path": "activities.allotment", "first": None, "second": "only here", "only_in": "second"}]
    text = flat(screen.of_answer(pair("Grown", allotment)))
    assert "activities.allotment: only in “Grown”" in text
    gone = differences(loaded().data, loaded(**{"activities.choir": "remove = true"}).data)
    assert [(row["path"], row["only_in"]) for row in gone] == [("activities.choir", "first")]


# ---------------------------------------------------------------- lists, shares of cash


def test_things_with_commas_of_their_own_are_parted_by_semicolons():
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a, x", "b", "c"], "or") == "a, x; b; or c"
    assert words.listed(["£1,000", "£2,000"]) == "£1,000 and £2,000"
    assert (words.listed([]), words.listed(["a, b"])) == ("", "a, b")


def test_only_lines_of_care_have_a_share_that_is_cash():
    shares = [row.path for row in assumptions(scenario()) if row.path.endswith("cashable_share")]
    assert shares == ["costs.care.cashable_share", "costs.gp.cashable_share"]


def test_show_lists_no_share_of_cash_where_none_applies():
    paths = {row.path for row in resolved(loaded(**SHARED))}
    assert "costs.care.cashable_share" in paths
    assert "costs.link_worker.cashable_share" not in paths


RANGED = {"costs.care": 'cashable_share = { value = 0.3, low = 0, high = 1, grade = "assumed", source = "x" }'}


def test_tables_on_screen_are_of_one_real_service_and_few_replications_show_no_tails():
    text = screen.of_answer(made(loaded(**RANGED), swung=True))
    assert "One real service, if every input is right: net cash from" in flat(text)
    assert "What nobody knows: net cash from" in flat(text)
    assert "One real service: 3 replications do not show its tails" in flat(text)
    assert "One real year: The name stands for one real service, run once." in flat(text)
    assert text.count("ne real year") == 1


def test_where_no_input_has_been_varied_no_luck_is_shown_either():
    text = screen.of_answer(made(loaded()))
    assert "One real service" not in text
    assert "One real year: Not given" in flat(text)


def test_the_report_says_of_each_sign_whether_it_is_settled():
    net = {"at_low": -9.0, "at_high": 1.0, "at_low_half_width": 2.0, "at_high_half_width": 2.0, "swing": 10.0}
    row = {"path": "demand.referrals_per_week", "title": "Referrals", "unit": "people", "grade": "assumed",
           "times": False, "low": 1.0, "high": 2.0, "net": net | {"swing_half_width": 1.0}}  # fmt: skip
    swings = {"years": 3, "replications": 20, "base": {"net": estimate(-5.0)}, "rows": [row], "skipped": []}
    table = table_of(changes.swings, {"swings": swings})
    assert table.rows[0][-1] == "not settled"
    assert words.TURNS_SIGN in table.note


# ---------------------------------------------------------------- pay of posts


def post_pay(group="team", budgeted=100_000, unspent=0, away=0, paid=None):
    paid = budgeted - unspent if paid is None else paid
    amounts = {"budgeted": budgeted, "paid": paid, "away": away, "unspent": unspent}
    return {"year": "2015/16", "payer": "ICB", "line": "worker", "group": group} | {
        name: {"mean": float(amount)} for name, amount in amounts.items()
    }


def test_pay_of_empty_posts_of_people_away_and_of_cover_is_said_apart():
    assert pay_in_words([post_pay()]) == pay_in_words([]) == []
    assert pay_in_words([post_pay(unspent=9000)]) == [
        "Of £100,000 budgeted for posts, £9,000 stays unspent while they are vacant (ICB)."
    ]
    assert pay_in_words([post_pay(unspent=9000, away=30_000), post_pay("bank_staff", 20_000)]) == [
        "Of £120,000 budgeted for posts, £9,000 stays unspent while they are vacant, or away without pay (ICB).",
        "£30,000 is paid to link workers while they are away.",
        "Of the pay, £20,000 is for the posts called bank staff.",
    ]
