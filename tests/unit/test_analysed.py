"""A study's results become an answer: planted results in, known numbers out, for each kind of design."""

import json

import numpy as np
import pytest

from experiments.rows import as_plain, from_plain
from experiments.study.analysed import analysed
from experiments.study.answer import StudyAnswer
from experiments.study.plan import Plan
from sim.errors import NotPossible
from tests.planted import normals
from tests.studies import made_up, planned

PILOT = 'scenarios = ["rotherham_mental_health_pilot"]\noutputs = ["net"]\n'
TWO = 'scenarios = ["rotherham_mental_health_pilot", "third_post"]\noutputs = ["net", "discharges"]\n'
THREE = """
[inputs]
"costs.crisis.gbp" = {}
"costs.link_worker.gbp" = {}
"exits.per_year" = {}
"""
WEIGHTS = np.array([3.0, 2.0, 1.0])


def results(plan: Plan, replications: int, noise: float = 0.5, luck: float = 2.0) -> np.ndarray:
    """3 x1 + 2 x2 + x3 of where each point stands, the luck of the plan (a quarter of it where each base point has its
    own), and noise of its own; another scenario gives 1 more. (point, replication, arm, column)."""
    f = np.nan_to_num(plan.unit[:, :3], nan=0.5) @ WEIGHTS[: min(3, plan.unit.shape[1])]
    whose = normals((plan.base_points, replications), 1)
    shared = whose[:1] if plan.luck == "same" else np.repeat(whose, plan.points // plan.base_points, axis=0) / 4
    y = f[:, None] + luck * shared + noise * normals((plan.points, replications), 2)
    arms = np.stack([y + arm for arm in range(len(plan.arms))], axis=2)
    return np.repeat(arms[..., None], len(plan.outputs), axis=3)


def answered(folder, text: str, replications: int = 4, failed=None, **how) -> StudyAnswer:
    plan = planned(folder, text)
    return analysed(made_up(plan, results(plan, replications, **how), failed))


@pytest.mark.parametrize("luck", ["same", "fresh"])
def test_a_saltelli_design_gives_indices_by_input_and_a_dummy(tmp_path, luck):
    design = f'design = {{ kind = "saltelli", base_points = 1024 }}\nreplications = {{ luck = "{luck}" }}'
    answer = answered(tmp_path, PILOT + design + THREE, noise=0.3)
    [one] = answer.outputs
    assert answer.luck == one.summary.split.luck == luck
    assert [each.kind for each in answer.inputs] == ["continuous"] * 3 + ["dummy"]
    assert np.allclose([each.value for each in one.sobol.total], [9 / 14, 4 / 14, 1 / 14, 0], atol=0.03)
    assert abs(one.sobol.total[3].value) < 0.01
    assert one.summary.unknown.low < one.summary.unknown.middle < one.summary.unknown.high
    assert one.summary.split.between == pytest.approx(14 / 12, rel=0.1)
    low, high = one.summary.error
    if luck == "same":
        assert one.summary.split.common > 0.5  # luck of all points alike: in the mean's error, in no index
        assert high - low > 1.5
    else:  # it averages out over base points, by 14 / 12 of inputs in A and B, and 1 / 4 of luck that both have
        noise = 0.3**2 / 4
        assert one.summary.split.within == pytest.approx(0.5**2 + 0.3**2, rel=0.1)
        variance = (14 / 12 + noise) / 2 + 0.5**2 / 4
        assert high - low == pytest.approx(2 * 1.96 * np.sqrt(variance / 1024), rel=0.1)


def test_points_for_second_order_change_no_index(tmp_path):
    text = PILOT + 'design = { kind = "saltelli", base_points = 512, second_order = true }' + THREE
    [one] = answered(tmp_path, text, noise=0.1).outputs
    assert np.allclose([each.value for each in one.sobol.total], [9 / 14, 4 / 14, 1 / 14, 0], atol=0.03)


def test_a_morris_screen(tmp_path):
    answer = answered(tmp_path, PILOT + 'design = { kind = "morris", trajectories = 20 }' + THREE, noise=0.05)
    [one] = answer.outputs
    assert np.allclose([each.mu_star.value for each in one.morris.effects], [3, 2, 1, 0], atol=0.1)
    assert one.summary is None
    assert answer.base_points == 20


def test_a_sample_gives_first_order_shapley_and_three_intervals(tmp_path):
    text = PILOT + 'use_fit = false\ndesign = { kind = "latin_hypercube", points = 400 }' + THREE
    answer = answered(tmp_path, text, noise=0.3)
    [one] = answer.outputs
    assert [each.name for each in answer.drawn] == ["costs.crisis.gbp", "costs.link_worker.gbp", "exits.per_year"]
    assert np.allclose([each.value for each in one.given.first], [9 / 14, 4 / 14, 1 / 14], atol=0.06)
    assert np.allclose([each.value for each in one.shapley.effects], [9 / 14, 4 / 14, 1 / 14], atol=0.06)
    assert one.others.pawn[0] > one.others.pawn[2]
    assert one.summary.unknown.middle == pytest.approx(3, abs=0.25)
    assert one.summary.unknown.above_0 == 1


def test_fitted_inputs_stand_each_for_itself_in_a_sample(tmp_path):
    answer = answered(tmp_path, PILOT + 'design = { kind = "joint", points = 60 }')
    assert len([one for one in answer.drawn if one.kind == "joint"]) > 5
    assert [one.kind for one in answer.inputs].count("joint") == 1


def test_one_way_rows_are_changes_from_the_base(tmp_path):
    answer = answered(tmp_path, PILOT + 'design = { kind = "one_way" }' + THREE, replications=30, noise=0.0)
    [one] = answer.outputs
    assert answer.levels[0] == (answer.levels[0][0], answer.levels[0][1])
    for swing, weight in zip(one.one_way.swings, WEIGHTS, strict=True):
        assert swing.across.mean == pytest.approx(weight, rel=0.2)
        assert swing.across.half_width < 1e-9
        assert swing.changes[0].mean < 0 < swing.changes[1].mean


def test_a_grid_of_two_levers_is_a_heat_map(tmp_path):
    text = (
        PILOT
        + 'design = { kind = "two_way" }\n[levers]\n"link_workers.posts" = { levels = [1, 2, 3] }\n'
        + '"link_workers.caseload_per_post" = { levels = [30, 40] }\n'
    )
    answer = answered(tmp_path, text, replications=30, noise=0.0)
    [one] = answer.outputs
    assert answer.levels == ((1, 2, 3), (30, 40))
    assert one.two_way.best == (2, 1)
    assert len(one.rows) == 6
    assert one.rows[5].settings == (3, 40)
    assert one.rows[5].difference.mean == pytest.approx(3 * 2 / 3 + 2 * 1 / 2, rel=0.01)


def test_scenarios_stand_apart_and_paired(tmp_path):
    answer = answered(tmp_path, TWO + 'design = { kind = "latin_hypercube", points = 100 }' + THREE)
    assert [(one.output, one.arm, one.less) for one in answer.outputs][:3] == [
        ("net", "rotherham_mental_health_pilot", None),
        ("net", "third_post", None),
        ("net", "third_post", "rotherham_mental_health_pilot"),
    ]
    apart = answer.outputs[2]
    assert apart.summary.mean == pytest.approx(1)
    assert apart.given is None
    assert any("could not be luck" in why for why in apart.refused)


def test_points_that_failed_are_counted_by_reason_and_bias_nothing(tmp_path):
    failed = {3: "too many events", 9: "too many events", 20: "not possible"}
    text = PILOT + 'design = { kind = "latin_hypercube", points = 400 }' + THREE
    answer = answered(tmp_path, text, failed=failed)
    assert answer.failed_points == 3
    assert [(one.why, one.points, one.first) for one in answer.failed] == [
        ("too many events", 2, 3),
        ("not possible", 1, 20),
    ]
    assert answer.outputs[0].given.left_out == 3


def test_nothing_run_is_nothing_to_analyse(tmp_path):
    plan = planned(tmp_path, PILOT + 'design = { kind = "one_way" }' + THREE)
    with pytest.raises(NotPossible, match="nothing to analyse"):
        analysed(made_up(plan, np.full((plan.points, 2, 1, 1), np.nan)))


@pytest.mark.parametrize(
    "design", ['"joint", points = 60', '"morris", trajectories = 5', '"saltelli", base_points = 64', '"one_way"']
)
def test_an_answer_is_json_and_json_an_answer(tmp_path, design):
    answer = answered(tmp_path, PILOT + f"design = {{ kind = {design} }}" + THREE)
    text = json.dumps(as_plain(answer), allow_nan=False)
    assert from_plain(StudyAnswer, json.loads(text)) == answer
