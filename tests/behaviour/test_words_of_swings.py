"""The third interval, unknown inputs, says what was varied: nothing, or one input at a time."""

from tests.estimates import made_up
from tests.plain import words

BASE = {"net": {"mean": -80_000.0, "half_width": 4_000.0}}


def row(low: float, high: float, **other: object) -> dict[str, object]:
    """An input whose low and high come to these pounds."""
    net = {"at_low": low, "at_high": high, "at_low_half_width": 9_000.0, "at_high_half_width": 9_000.0}
    return {"path": "demand.referrals_per_week", "title": "Referrals", "grade": "assumed", **other,
            "net": {**net, "swing": abs(high - low)}}  # fmt: skip


def scenario_with(*rows: dict[str, object]) -> dict[str, object]:
    return {"years": 3, "replications": 20, "base": BASE, "rows": list(rows), "skipped": []}


def test_swings_are_said_as_the_furthest_that_one_input_moves_net_cash() -> None:
    said = words.furthest(scenario_with(row(-224_000.0, 260_000.0), row(-50_000.0, -300_000.0)))
    assert "the 2 inputs with a range put net cash over 3 years between −£300,000 and £260,000" in said
    assert "varied together, which has not been done" in said


def test_without_swings_no_interval_is_invented() -> None:
    assert words.furthest(scenario_with()) == words.NOT_VARIED


def test_replications_that_are_fewer_than_the_answers_are_named() -> None:
    [said] = words.swings_in_words(scenario_with(row(-224_000.0, 260_000.0)))
    assert said.text.startswith("In the first 20 replications net cash over 3 years is −£80,000 ±£4,000.")
    assert "“Referrals” alone could carry it to the other side of £0." in said.text


def test_where_the_sign_is_within_simulation_error_an_input_may_decide_it() -> None:
    unsure = {"net": {"mean": -3_000.0, "half_width": 4_000.0}}
    decides, does_not = row(-50_000.0, 60_000.0, title="Decides"), row(-3_000.0, 90_000.0, title="Does not")
    assert words.changes_sign(decides, unsure["net"])
    assert not words.changes_sign(does_not, unsure["net"])
    [said] = words.swings_in_words({**scenario_with(decides, does_not), "base": unsure})
    assert said.text.endswith("“Decides” alone could carry it clearly to one side of £0 or the other.")


def test_more_than_three_that_turn_the_sign_are_counted() -> None:
    rows = [row(-200_000.0, 90_000.0, title=title) for title in ("One", "Two", "Three", "Four", "Five")]
    [said] = words.swings_in_words(scenario_with(*rows))
    assert "“One”, “Two”, “Three” or 2 more alone could carry it to the other side of £0." in said.text


def test_what_to_get_first_is_what_moves_net_cash_most_whatever_its_grade() -> None:
    rows = [
        row(-2.0, 2.0, title="Widest", grade="published"),
        row(-1.0, 1.0, title="One", grade="borrowed"),
        row(0.0, 1.5, title="Two"),
        row(0.0, 1.0, title="Three"),
    ]
    assert words.get_first(scenario_with(*rows)) == (
        "Get these first: “Widest” (published), “One” (borrowed from another place or people) and “Two” (assumed)."
    )
    assert words.get_first(scenario_with(row(-80_000.0, -80_000.0))) is None


def test_an_end_on_the_other_side_within_its_error_is_not_settled() -> None:
    base = BASE["net"]
    assert words.turns_sign(row(-224_000.0, 260_000.0), base) == "yes"
    assert words.turns_sign(row(-224_000.0, 5_000.0), base) == "not settled"
    assert words.turns_sign(row(-224_000.0, -5_000.0), base) == "no"
    unsure = {"mean": -3_000.0, "half_width": 4_000.0}
    assert words.turns_sign(row(-5_000.0, 60_000.0), unsure) == "not settled"
    assert words.turns_sign(row(5_000.0, 60_000.0), unsure) == "no"
    assert "not settled" in words.TURNS_SIGN


def test_a_swing_wider_than_its_ends_are_apart_is_explained() -> None:
    out = row(-50_000.0, -20_000.0, title="Sticks out")
    out["net"]["swing"] = 60_000.0
    said = words.sticking_out([out, row(-224_000.0, 260_000.0)])
    assert said is not None
    assert said.startswith("“Sticks out”: the answer as things stand lies beyond both ends")
    assert words.sticking_out([row(-224_000.0, 260_000.0)]) is None


def test_how_many_replications_swings_are_of_is_said_beside_them() -> None:
    found = scenario_with(row(-224_000.0, 260_000.0))
    assert "the 1 inputs" not in words.furthest(found)
    assert ", in the first 20 replications;" in words.furthest(found, 50)
    assert ", in all 20 replications;" in words.furthest(found, 20)
    scenario = {"bridge": {"3": [{"name": "net", **made_up(-80_000.0, 4_000.0, -90_000.0, -70_000.0)}]},
                "assumptions": [{"grade": "assumed", "low": "1"}] * 3, "swings": found}  # fmt: skip
    inputs = words.how_sure(scenario, 50)[2].text
    assert inputs.startswith("3 values are assumed. One at a time, ")
    assert "have a range" not in inputs
