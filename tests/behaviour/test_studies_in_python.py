"""A declared study from Python: run or opened, its rows, its inputs and its figures."""

import pytest

import spsim
from tests.small_study import study_in


def test_a_study_is_run_and_opened_again_with_the_same_rows(tmp_path):
    file = study_in(tmp_path / "home", "grid", "levels = 2", "each = 2")
    store = tmp_path / "small.study"
    found = spsim.study(file, store=store, jobs=1)
    frame, inputs = found.frame, found.inputs
    assert len(frame) == 4 * 2 * 2  # points, replications, scenarios
    assert list(inputs["point"]) == [0, 1, 2, 3]
    assert set(frame["scenario"]) == {"base", "more"}
    assert frame["discharges"].dtype == "float64"
    assert frame.attrs["result_sha256"] == found.result
    opened = spsim.study(store)
    assert opened.result == found.result
    assert opened.frame.equals(frame)
    mean = frame[(frame.point == 0) & (frame.scenario == "base")]["discharges"].mean()
    row = next(one for one in opened.answer.of("discharges").rows if one.point == 0)
    assert row.value is not None
    assert row.value.mean == pytest.approx(mean)
    assert "discharges" in opened.plot("heat_map", "discharges").caption.lower()
    for figure, output, scenario, says in (
        ("pie", "discharges", None, "There is no figure pie"),
        ("heat_map", "nothing", None, "This study has no nothing of base: it has discharges"),
        ("tornado", "discharges", "more", "tornado"),
    ):
        with pytest.raises(spsim.WrongInput, match=says):
            opened.plot(figure, output, scenario)
