"""The third interval, unknown inputs, says what was varied: nothing, or one input at a time."""

from app import words

BASE = {"net": {"mean": -80_000.0, "half_width": 4_000.0}}


def row(low: float, high: float, **other: object) -> dict[str, object]:
    """An input whose low and high come to these pounds."""
    net = {"at_low": low, "at_high": high, "at_low_half_width": 9_000.0, "at_high_half_width": 9_000.0}
    return {"path": "demand.referrals_per_week", "title": "Referrals", "grade": "assumed", **other,
            "net": {**net, "swing": abs(high - low)}}  # fmt: skip


def told(*rows: dict[str, object]) -> dict[str, object]:
    return {"years": 3, "replications": 20, "base": BASE, "rows": list(rows), "skipped": []}


def test_swings_are_said_as_the_furthest_that_one_input_moves_net_cash() -> None:
    said = words.furthest(told(row(-224_000.0, 260_000.0), row(-50_000.0, -300_000.0)))
    assert "the 2 inputs with a range put net cash over 3 years between −£300,000 and £260,000" in said
    assert "varied together, which has not been done" in said


def test_without_swings_no_interval_is_invented() -> None:
    assert words.furthest(told()) == words.NOT_VARIED


def test_replications_that_are_fewer_than_the_answers_are_named() -> None:
    [said] = words.swings_in_words(told(row(-224_000.0, 260_000.0)))
    assert said.text.startswith("In the first 20 replications net cash over 3 years is −£80,000 ±£4,000.")
    assert "“Referrals” alone could carry it to the other side of £0." in said.text


def test_what_to_get_first_is_what_is_assumed_and_moves_net_cash_most() -> None:
    rows = [
        row(-2.0, 2.0, title="Widest", grade="published"),
        row(-1.0, 1.0, title="One"),
        row(0.0, 1.5, title="Two"),
        row(0.0, 1.0, title="Three"),
        row(0.0, 0.5, title="Four"),
    ]
    assert words.get_first(told(*rows)) == "Get these first: “One”, “Two” and “Three”."
    assert words.get_first(told(row(-80_000.0, -80_000.0))) is None
