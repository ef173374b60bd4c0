"""What does a finance lead see: swings, a break-even value, options side by side, the budget by year."""

import json

import pytest

from app.asking import running
from tests.plain import of_break_even, words
from tests.scenarios import BASE_TOML, child_toml, write

S = 'source = "made up", grade = "assumed"'
RANGED = {
    "costs.care": f"cashable_share = {{ value = 0.3, low = 0.0, high = 1.0, {S} }}",
    "costs.link_worker": f"gbp = {{ value = 40_000, low = 35_000, high = 45_000, {S} }}",
    "demand": f"waiting_on_day_0 = {{ value = 2, low = 0.5, high = 4, {S} }}",
}
SHORT = BASE_TOML.replace("end = 2017-04-01", "end = 2015-12-01").replace(
    "service_end = 2016-10-01", "service_end = 2015-11-01"
).replace("last_referral = 2016-04-01", "last_referral = 2015-10-01").replace("closes = 2016-12-31\n", "")  # fmt: skip


@pytest.fixture
def mine(tmp_path):
    return write(tmp_path, child_toml(**RANGED))


@pytest.fixture
def base(mine):
    return mine.with_name("base.toml")


# ---------------------------------------------------------------- swings


def test_swings_are_shown_widest_first_when_asked_for(spsim, mine):
    code, out, _ = spsim("run", mine, "--replications", 2, "--swings", "--all")
    assert code == 0
    shown = out.partition("Each uncertain input at its low and its high")[2]
    assert shown.index("take out as cash") < shown.index("Price (link worker)")
    assert "Not tried: People already waiting on day 0" in shown
    assert "95% of 1,000 sets of inputs, all drawn at once, put net cash over 2 years between" in " ".join(out.split())
    assert "has not been run across such ranges" not in out


def test_without_sets_of_inputs_the_interval_is_over_single_ones(spsim, mine):
    _, out, _ = spsim("run", mine, "--replications", 2, "--swings", "--sets", 0, "--all")
    assert "One at a time, the 2 inputs with a range put net cash over 2 years between" in " ".join(out.split())
    assert "sets of inputs" not in out


def test_every_answer_has_swings_unless_they_are_left_out(spsim, mine):
    for options, there in (((), True), (("--no-swings",), False)):
        code, out, _ = spsim("run", mine, "--replications", 1, "--json", *options)
        assert code == 0
        answer = json.loads(out)
        assert ("swings" in answer["scenarios"][0]) == there
        assert ("swings not run" in {caution["kind"] for caution in answer["cautions"]}) != there


def test_swings_of_each_scenario_that_is_compared(spsim, mine, base):
    _, out, _ = spsim("compare", base, mine, "--replications", 1, "--swings", "--json")
    first, second = json.loads(out)["scenarios"]
    assert first["swings"]["rows"] == []
    assert {row["path"] for row in second["swings"]["rows"]} == {"costs.care.cashable_share", "costs.link_worker.gbp"}
    _, out, _ = spsim("compare", base, mine, "--replications", 1, "--swings", "--all")
    assert "No uncertain input states a range" in out


def filed(spsim, path, folder, *options):
    """The answer as its file has it; what was said meanwhile."""
    code, _, err = spsim("run", path, "--replications", 3, "--json-file", folder / "a.json", "--force", *options)
    assert code == 0
    return json.loads((folder / "a.json").read_text(encoding="utf-8"))["scenarios"][0], err


def test_files_show_by_default_what_would_change_the_answer_from_the_first_replications(
    spsim, mine, tmp_path, monkeypatch
):
    monkeypatch.setattr(running, "SWUNG_BY_DEFAULT", 2)
    answer, err = filed(spsim, mine, tmp_path)
    assert answer["swings"]["replications"] == 2
    assert {row["path"] for row in answer["swings"]["rows"]} == {"costs.care.cashable_share", "costs.link_worker.gbp"}
    assert "3 inputs at their low and high, 2 replications each. --no-swings leaves it out." in err
    answer, _ = filed(spsim, mine, tmp_path, "--swings")
    assert answer["swings"]["replications"] == 3


def test_files_do_without_on_request(spsim, mine, tmp_path):
    answer, err = filed(spsim, mine, tmp_path, "--no-swings")
    assert "swings" not in answer
    assert err == ""
    code, out, err = spsim("run", mine, "--swings", "--no-swings")
    assert (code, out) == (2, "")
    assert "not allowed with" in err


def test_what_would_take_long_is_left_out_and_said(spsim, mine, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "MOST_EVENTS_BY_DEFAULT", {"fast": 1000, "simpy": 1000})
    answer, err = filed(spsim, mine, tmp_path)
    assert "swings" not in answer
    assert "What would change the answer is left out: it would take long. Add --swings to have it." in err
    assert "swings" in filed(spsim, mine, tmp_path, "--swings")[0]


def test_a_scenario_shorter_than_a_year_has_its_files_too(spsim, tmp_path):
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    answer, _ = filed(spsim, path, tmp_path, "--report", tmp_path / "a.html", "--docx", tmp_path / "a.docx")
    assert "swings" not in answer
    assert (tmp_path / "a.docx").is_file()


@pytest.mark.parametrize("argv", [["run"], ["break-even", "costs.care.gbp", "--low", "1", "--high", "2"]])
def test_without_a_year_of_follow_up_there_is_nothing_to_swing(spsim, tmp_path, argv):
    path = tmp_path / "short.toml"
    path.write_text(SHORT, encoding="utf-8")
    command, *rest = argv
    code, out, err = spsim(command, path, *rest, *(["--swings"] if command == "run" else []))
    assert (code, out) == (2, "")
    assert "shorter" in err


# ---------------------------------------------------------------- break-even


def test_a_break_even_value_is_reported_with_its_interval(spsim, mine):
    code, out, _ = spsim("break-even", mine, "costs.link_worker.gbp", "--low", -0, "--high", 90000, "--replications", 3)
    assert code == 0
    assert "Net cash over 2 years crosses £0" in " ".join(out.split())
    assert "now £40,000" in " ".join(out.split())
    assert "95% interval (simulation error):" in out


def test_there_may_be_none_in_range(spsim, mine):
    argv = ["break-even", mine, "costs.link_worker.gbp", "--low", 500_000, "--high", 900_000, "--replications", 2]
    code, out, _ = spsim(*argv)
    assert code == 0
    assert "none in range" in out
    assert "stays below £0" in " ".join(out.split())
    _, out, _ = spsim(*argv, "--json", "--of", "capacity")
    answer = json.loads(out)
    assert answer["break_even"]["crossing"] is None
    assert answer["break_even"]["of"] == "capacity"
    assert answer["break_even"]["replications"] == 2
    assert answer["provenance"]["command"].startswith("spsim break-even child.toml costs.link_worker.gbp")


def test_an_input_that_cannot_move_net_cash_is_said_to_stand_apart_from_it(spsim, tmp_path):
    stated = f'kind = "qaly"\nper = "went_on"\ngbp = {{ value = 400, {S} }}\nprice_year = "2015/16"'
    path = write(tmp_path, child_toml(**{"stated_values.health": stated}))
    argv = ["break-even", path, "stated_values.health.gbp", "--low", 0, "--high", 900, "--replications", 2]
    said = " ".join(spsim(*argv)[1].split())
    assert "Net cash over 2 years is the same at every value tried, £0 to £900" in said
    assert "(now £400) does not enter it here." in said
    assert "stays" not in said
    assert json.loads(spsim(*argv, "--json")[1])["break_even"]["moves"] is False


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("step", "cash here comes by whole posts (cash_rule is step), not by a share. Try costs.care.step.places"),
        ("refill", "what is freed here is refilled (cash_rule is refill), so no share of it is cash."),
    ],
)
def test_a_share_that_is_not_in_use_has_no_break_even_and_what_has_is_named(spsim, tmp_path, rule, said):
    price = "gbp_per_year = { value = 6000, source = 'made up', grade = 'assumed' }, price_year = '2015/16'"
    step = f"\nstep = {{ places = 2, weeks_free = 4, weeks_notice = 2, {price} }}" if rule == "step" else ""
    path = write(tmp_path, child_toml(**{"costs.care": f'cash_rule = "{rule}"{step}'}))
    code, _, err = spsim("break-even", path, "costs.care.cashable_share", "--low", 0, "--high", 1)
    assert code == 2
    assert said in " ".join(err.split())
    assert "Did you mean" not in err


def test_the_values_tried_are_shown_finer_than_their_error():
    """All rows have the same luck, so what stands between them is known far better than each of them."""
    points = [{"value": i / 8, "mean": -3000.0 + 900.0 * i, "half_width": 21_000.0} for i in range(9)]
    facts = {
        "path": "costs.care.cashable_share", "title": "Share", "unit": "share", "times": False, "value": 0.3,
        "of": "net", "years": 3, "low": 0.0, "high": 1.0, "replications": 20, "crossing": 0.4, "interval": [0.1, 0.9],
        "crossings": 1, "rising": True, "moves": True, "points": points,
    }  # fmt: skip
    shown = of_break_even(facts)
    rows = [line.split()[-2] for line in shown.splitlines() if "±" in line]
    assert len(set(rows)) == len(rows) == 9
    assert "±£21,000" in shown


def test_a_length_of_time_is_scaled_and_a_count_stays_whole(spsim, mine, monkeypatch):
    monkeypatch.setattr("experiments.break_even.GRID", 3)
    common = ["--replications", "1", "--json"]
    _, out, _ = spsim("break-even", mine, "support.weeks_of_patience", "--low", 0.5, "--high", 2, *common)
    answer = json.loads(out)["break_even"]
    assert (answer["times"], answer["value"], answer["unit"]) == (True, 1.0, "times")
    _, out, _ = spsim("break-even", mine, "activity_defaults.places", "--low", 1, "--high", 3, *common)
    assert {point["value"] for point in json.loads(out)["break_even"]["points"]} == {1, 2, 3}


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["link_workers.post", "--low", "1", "--high", "3"], "Did you mean link_workers.posts?"),
        (["link_workers.posts", "--low", "3", "--high", "1"], "--low (3) must be below --high (1)"),
        (["support.chance_accepts", "--low", "0", "--high", "2"], "a chance lies between 0 and 1"),
        (["link_workers.posts", "--low", "one", "--high", "3"], "'one' is not a number"),
        (["link_workers.posts", "--low", "inf", "--high", "3"], "must be finite"),
        (["link_workers.posts", "--low", "1"], "--high"),
        (["settings.most_events", "--low", "1000", "--high", "1001"], "are more than settings.most_events"),
    ],
)
def test_what_cannot_be_tried_is_refused(spsim, mine, argv, said):
    code, out, err = spsim("break-even", mine, *argv, "--replications", "1")
    assert (code, out) == (2, "")
    assert said in err


def found(**other):
    return {
        "path": "link_workers.posts", "title": "Posts (whole or part)", "unit": "posts", "times": False, "value": 2,
        "of": "net", "years": 3, "low": 1, "high": 4, "replications": 9, "crossing": 2.5, "interval": [2.25, 2.75],
        "crossings": 1, "rising": False, "moves": True,
        "points": [{"value": 1.0, "mean": 5.0, "half_width": 1.0}], **other,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({}, "2.25 posts to 2.75 posts"),
        ({"interval": [None, 2.75]}, "from below the range to 2.75 posts"),
        ({"interval": [2.25, None]}, "from 2.25 posts to beyond the range"),
        ({"interval": [None, None]}, "the whole range and beyond"),
        ({"interval": [None, None], "replications": 1}, "One replication"),
        ({"crossings": 3}, "It changes sign 3 times"),
        ({"unit": "times", "times": True}, "about 2.50 times"),
        ({"unit": "£", "crossing": 2500.0, "interval": [2400.0, 2600.0]}, "£2,400 to £2,600"),
        ({"unit": "chance"}, "about 2.50 (now 2)"),
    ],
)
def test_every_kind_of_interval_has_words(other, said):
    assert said in " ".join(of_break_even(found(**other)).split())


# ---------------------------------------------------------------- options and budget


def test_two_scenarios_are_set_side_by_side_with_what_they_spend(spsim, mine, base):
    _, out, _ = spsim("compare", base, mine, "--replications", 2, "--all")
    flat = " ".join(out.split())
    assert "People and money" in flat
    assert "Money over 2 years" in flat.replace("MONEY OVER 2 YEARS", "Money over 2 years")
    assert "They spend the same" in flat
    dear = write(mine.parent, child_toml(**{"costs.link_worker": f"gbp = {{ value = 80_000, {S} }}"}))
    _, out, _ = spsim("compare", base, dear, "--replications", 2, "--all")
    flat = " ".join(out.split())
    assert "They do not spend the same (within 5%)" in flat
    assert "is dominated by" in flat


def test_one_scenario_has_no_options_to_show_and_still_has_them_in_json(spsim, base):
    _, out, _ = spsim("run", base, "--replications", 1, "--all")
    assert "dominated" not in out
    _, out, _ = spsim("run", base, "--replications", 1, "--json")
    assert [row["comparator"] for row in json.loads(out)["options"]["rows"]] == [True, False]


def test_dominated_within_simulation_error_is_said_so():
    rows = [
        {"name": "a", "title": "A", "dominated_by": [{"name": "b", "beyond_luck": False}]},
        {"name": "b", "title": "B", "dominated_by": []},
    ]
    said = words.options_in_words({"rows": rows, "equal_spend": None, "equal_within": 0.05})
    assert said[0].startswith("“A” is dominated by B, within simulation error.")


def test_the_budget_is_shown_by_year_and_payer_with_its_terms(spsim, mine):
    left = f"turnover_per_year = {{ value = 2, {S} }}"
    often = write(mine.parent, child_toml(link_workers=left))
    argv = ["run", often, "--replications", 2, "--discount-rate", 1.5, "--discount-first-year", "--optimism-cost", "20"]
    _, out, _ = spsim(*argv, "--json")
    terms = json.loads(out)["scenarios"][0]["budget"]["terms"]
    assert terms["discount_rate"] == 0.015
    assert terms["first_year"] == "discounted"
    assert terms["optimism"] == {"name": "adjusted for optimism", "cost_up": 0.2, "effect_down": 0.0}
    _, out, _ = spsim(*argv, "--all")
    flat = " ".join(out.split())
    assert "Budget impact by financial year at full price: capacity, not cash (£ of 2015/16, + is good)" in flat
    assert "Discounted at 1.5% a year, year 1 discounted by a whole year; year 1 is 2015/16." in flat
    assert "All, adjusted for optimism: capacity at full price" in flat
    assert "All, adjusted for optimism: net cash" in flat
    assert "No nominal view of 2016/17" in flat
    assert "stays unspent while they are vacant (ICB)" in flat


def test_without_prices_there_is_no_budget_to_show(spsim, tmp_path):
    gone = {f"costs.{name}": "remove = true" for name in ("link_worker", "care", "gp")}
    path = write(tmp_path, child_toml(**gone, **{"activities.walks.payment": "remove = true"}))
    code, out, _ = spsim("run", path, "--replications", 1, "--all")
    assert code == 0
    assert "Budget impact" not in out


@pytest.mark.parametrize(("given", "said"), [("-1", "between 0 and 100"), ("x", "not a number")])
def test_a_rate_that_cannot_be_is_refused(spsim, base, given, said):
    code, _, err = spsim("run", base, f"--discount-rate={given}")
    assert code == 2
    assert said in err


@pytest.mark.parametrize(
    ("value", "unit", "times", "said"),
    [(0.5, "", True, "0.5 times"), (1826, "£", False, "£1,826"), (12, "places", False, "12 places"),
     (0.27, "chance", False, "0.27")],
)  # fmt: skip
def test_an_amount_is_said_in_its_unit(value, unit, times, said):
    assert words.amount(value, unit, times=times) == said
