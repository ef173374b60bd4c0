"""Is a plan a pure function of its file, and are its numbers those of draws?"""

import pickle
from pathlib import Path

import numpy as np

from experiments.along import fits_of
from experiments.draws import Inputs
from experiments.study.declared import Declared, load_study
from experiments.study.plan import Plan, plan_of
from sim.luck import study_key

HEAD = 'schema = 1\ntitle = "A study"\nquestion = "What then?"\nscenarios = ["rotherham_mental_health_pilot"]\n'


def declared(folder: Path, text: str) -> Declared:
    path = folder / "a.study.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    return load_study(path)


def planned(folder: Path, text: str) -> Plan:
    return plan_of(declared(folder, text))


def test_a_joint_design_is_the_draws_of_all_inputs(tmp_path):
    plan = planned(tmp_path, 'design = { kind = "joint", points = 25 }\n')
    loaded = plan.arms[0]
    inputs, key = Inputs(loaded.scenario, fits_of(loaded)), study_key(1)
    for number in range(25):
        values = dict(zip(plan.paths_of(0, 0), plan.values_at(number, 0), strict=True))
        assert values == inputs.values(key, number)


def test_a_plan_goes_to_another_process_as_it_is(tmp_path):
    plan = planned(tmp_path, 'design = { kind = "sobol", points = 16 }\n[levers]\n"link_workers.posts" = [1, 2]\n')
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301 - our own
    assert again.hash == plan.hash
    assert np.array_equal(again.values, plan.values)
    assert [one[0].scenario.link_workers.posts.value for one in again.variants] in ([1, 2], [2, 1])
