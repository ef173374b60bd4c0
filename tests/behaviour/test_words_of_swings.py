"""The third interval, unknown inputs, says what was varied: nothing, or one input at a time."""

from app.words.limits import NOT_VARIED, one_at_a_time


def test_swings_are_said_as_the_furthest_that_one_input_moves_net_cash() -> None:
    rows = [
        {"net": {"at_low": -224_000.0, "at_high": 260_000.0}},
        {"net": {"at_low": -50_000.0, "at_high": -300_000.0}},
    ]
    said = one_at_a_time(rows)
    assert "from −£300,000 to £260,000" in said
    assert "varied together, which has not been done" in said


def test_without_swings_no_interval_is_invented() -> None:
    assert one_at_a_time([]) == NOT_VARIED
