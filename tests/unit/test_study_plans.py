"""Is a plan a pure function of its file, are its numbers those of draws, and does each scenario get its own?"""

import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from experiments.along import fits_of
from experiments.changed import with_values
from experiments.draws import Inputs
from experiments.study.declared import Declared, load_study
from experiments.study.plan import NUMBERS, OWN, Plan, plan_of
from sim.errors import NotPossible
from sim.loading import load
from sim.luck import study_key
from tests.scenarios import BASE_TOML

ROOT = Path(__file__).parents[2]
PILOT = "rotherham_mental_health_pilot"
S = 'source = "made up", grade = "assumed"'
SERVICE = BASE_TOML.replace("chance_accepts = { value = 0.9,", "chance_accepts = { value = 0.9, low = 0.8, high = 1,")
ACCEPTS = ("support", "chance_accepts")
ALL_KINDS = """
design = { kind = "latin_hypercube", points = 40 }
[levers]
"link_workers.posts" = [1, 2]
"dates.last_referral" = { low = 2015-12-01, high = 2016-04-01 }
[structures.effect.levels]
all = {}
none = { "programme.effect" = "none" }
[blocks.prices]
inputs = ["costs.link_worker.gbp", "costs.secondary_care.gbp"]
pairs = [{ of = ["costs.link_worker.gbp", "costs.secondary_care.gbp"], correlation = 0.7 }]
[shares.deprivation]
effective_sample_size = 50
"""


def declared(folder: Path, text: str, scenarios: str = f'"{PILOT}"') -> Declared:
    path = folder / "a.study.toml"
    head = f'schema = 1\ntitle = "A study"\nquestion = "What then?"\nscenarios = [{scenarios}]\n'
    path.write_text(head + text, encoding="utf-8")
    return load_study(path)


def planned(folder: Path, text: str, scenarios: str = f'"{PILOT}"') -> Plan:
    return plan_of(declared(folder, text, scenarios))


def beside(folder: Path, **files: str) -> str:
    """Scenarios beside a study, and how it names them."""
    (folder / "service.toml").write_text(SERVICE, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(f'extends = "service.toml"\n{text}', encoding="utf-8")
    return ", ".join(f'"{name}.toml"' for name in ("service", *files))


def column(plan: Plan, path: tuple[str, ...], arm: int = 0) -> list[float]:
    """The values of an input in a scenario, point by point."""
    at = plan.paths_of(0, arm).index(path)
    return [plan.values_at(point, arm)[at] for point in range(plan.points)]


# ---------------------------------------------------------------- whose luck


@pytest.mark.parametrize(
    ("design", "luck", "first"),
    [
        ('kind = "joint", points = 4', "fresh", [0, OWN, 2 * OWN, 3 * OWN]),
        ('kind = "latin_hypercube", points = 3', "fresh", [0, OWN, 2 * OWN]),
        ('kind = "sobol", points = 2', "fresh", [0, OWN]),
        ('kind = "saltelli", base_points = 2', "fresh", [0] * 4 + [OWN] * 4),
        ('kind = "saltelli", base_points = 2, second_order = true', "fresh", [0] * 6 + [OWN] * 6),
        ('kind = "morris", trajectories = 2', "same", [0] * 6),
        ('kind = "one_way"', "same", [0] * 3),
        ('kind = "grid", levels = 3', "same", [0] * 3),
    ],
)
def test_designs_that_measure_variances_have_luck_of_their_own_at_each_base_point(tmp_path, design, luck, first):
    plan = planned(tmp_path, f'design = {{ {design} }}\ninputs = ["costs.crisis.gbp"]\n')
    assert plan.luck == luck
    assert [plan.first_number(point) for point in range(plan.points)] == first


def test_a_study_may_say_that_luck_is_the_same(tmp_path):
    text = 'design = { kind = "joint", points = 4 }\nreplications = { each = 2, luck = "LUCK" }\n'
    same, fresh = (planned(tmp_path, text.replace("LUCK", luck)) for luck in ("same", "fresh"))
    assert [same.first_number(point) for point in range(4)] == [0] * 4
    assert same.hash != fresh.hash
    assert fresh.hash == planned(tmp_path, text.replace(', luck = "LUCK"', "")).hash


def test_base_points_never_come_to_share_a_number(tmp_path, monkeypatch):
    """The last that is possible, and one more."""
    assert NUMBERS == 2**24
    monkeypatch.setattr("experiments.study.plan.NUMBERS", 8 * OWN)
    text = 'design = { kind = "latin_hypercube", points = MANY }\ninputs = ["costs.crisis.gbp"]\n'
    last = planned(tmp_path, text.replace("MANY", "8"))
    assert last.first_number(7) + OWN == 8 * OWN
    with pytest.raises(NotPossible, match="8 base points can have luck of their own, and the study has 9"):
        planned(tmp_path, text.replace("MANY", "9"))
    assert planned(tmp_path, text.replace("MANY", "9") + 'replications = { luck = "same" }\n').luck == "same"
    text = text.replace("MANY", "4")
    assert planned(tmp_path, text + f"replications = {{ each = {OWN} }}\n").replications.most == OWN
    with pytest.raises(NotPossible, match=r'for 256 replications of each seed.* 257\. State luck = "same"'):
        planned(tmp_path, text + "replications = { each = 257 }\n")


# ---------------------------------------------------------------- one plan


def test_a_joint_design_is_the_draws_of_all_inputs(tmp_path):
    plan = planned(tmp_path, 'design = { kind = "joint", points = 25 }\n')
    loaded = plan.arms[0]
    inputs, key = Inputs(loaded.scenario, fits_of(loaded)), study_key(1)
    for number in range(25):
        values = dict(zip(plan.paths_of(0, 0), plan.values_at(number, 0), strict=True))
        assert values == inputs.values(key, number)


def test_a_draw_that_cannot_be_is_repeated_as_draws_repeat_it(tmp_path):
    """A wider outcome is never less likely with a dose than without: half of the draws would have it so."""
    wider = f"""[progress.wider.volunteering]
chance_at_full_dose = {{ value = 0.4, low = 0.1, high = 0.5, {S} }}
chance_without_dose = {{ value = 0.2, low = 0.1, high = 0.5, {S} }}
"""
    names = beside(tmp_path, wider=wider).split(", ")[1]
    plan = planned(tmp_path, 'design = { kind = "joint", points = 30 }\n', names)
    inputs, key = Inputs(plan.arms[0].scenario), study_key(1)
    first = [inputs.values(key, number) for number in range(30)]
    found = [dict(zip(plan.paths, plan.values_at(number, 0), strict=True)) for number in range(30)]
    assert found == [inputs.scenario_of(key, number)[0] for number in range(30)]
    assert sum(one != other for one, other in zip(first, found, strict=True)) >= 3


def test_other_designs_keep_a_point_that_cannot_be(tmp_path):
    wider = f"""[progress.wider.volunteering]
chance_at_full_dose = {{ value = 0.4, low = 0.1, high = 0.5, {S} }}
chance_without_dose = {{ value = 0.2, low = 0.1, high = 0.5, {S} }}
"""
    names = beside(tmp_path, wider=wider).split(", ")[1]
    plan = planned(tmp_path, 'design = { kind = "latin_hypercube", points = 30 }\n', names)
    with_dose, without = (
        column(plan, ("progress", "wider", "volunteering", f"chance_{when}"))
        for when in ("at_full_dose", "without_dose")
    )
    assert plan.points == 30
    assert any(a < b for a, b in zip(with_dose, without, strict=True))


def test_a_plan_goes_to_another_process_as_it_is(tmp_path):
    plan = planned(tmp_path, ALL_KINDS)
    again = pickle.loads(pickle.dumps(plan))  # noqa: S301 - our own
    assert again.hash == plan.hash
    assert np.array_equal(again.values, plan.values)
    assert again.variants[-1][0].changes == plan.variants[-1][0].changes


@pytest.mark.parametrize("hash_seed", ["0", "123"])
def test_a_plan_is_the_same_in_every_process(tmp_path, hash_seed):
    plan = planned(tmp_path, ALL_KINDS)
    code = "import sys; from experiments.study.declared import load_study; from experiments.study.plan import plan_of; "
    code += "print(plan_of(load_study(sys.argv[1])).hash)"
    found = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.study.toml"],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )  # fmt: skip
    assert found.stdout.strip() == plan.hash


@pytest.mark.parametrize(
    ("more", "moves"),
    [
        ("", False),
        ('expected = "Nothing."', False),
        ("replications = { each = 7 }", False),
        ("budget = { points = 4000 }", False),
        ('inputs = "all"', False),
        ("seed = 2", True),
        ('outputs = ["cash"]', True),
        ("use_fit = false", True),
        ('inputs = ["costs.crisis.gbp"]', True),
    ],
)
def test_the_hash_is_of_what_the_numbers_depend_on(tmp_path, more, moves):
    base, other = (
        planned(tmp_path, f'{text}\ndesign = {{ kind = "latin_hypercube", points = 5 }}\n') for text in ("", more)
    )
    assert (base.hash != other.hash) == moves


# ---------------------------------------------------------------- several scenarios


def test_what_a_scenario_states_otherwise_is_spread_there_over_its_own_range(tmp_path):
    names = beside(
        tmp_path,
        lower=f"[support]\nchance_accepts = {{ value = 0.6, low = 0.5, high = 0.7, {S} }}\n",
        fixed=f"[support]\nchance_accepts = {{ value = 0.6, {S} }}\n",
        more="[link_workers]\nposts = 3\n",
    )
    plan = planned(tmp_path, 'design = { kind = "latin_hypercube", points = 9 }\n', names)
    here, lower, more = (np.array(column(plan, ACCEPTS, arm)) for arm in (0, 1, 3))
    assert np.array_equal(here, more)
    assert np.array_equal(here.argsort(), lower.argsort()), "by the same number between 0 and 1"
    assert 0.5 <= lower.min() < lower.max() <= 0.7 < 0.8 <= here.min()
    assert ACCEPTS not in plan.paths_of(0, 2)
    assert plan.notes == ("support.chance_accepts stays as it is in fixed, which states no range for it",)


def test_one_way_each_scenario_has_its_own_ends(tmp_path):
    lower = f"[support]\nchance_accepts = {{ value = 0.6, low = 0.5, high = 0.7, {S} }}\n"
    plan = planned(tmp_path, 'design = { kind = "one_way" }\n', beside(tmp_path, lower=lower))
    assert [column(plan, ACCEPTS, arm) for arm in (0, 1)] == [[0.9, 0.8, 1.0], [0.6, 0.5, 0.7]]


def test_an_input_that_only_another_scenario_has_varies_there(tmp_path):
    gym = f"[activities.gym]\nchance_suits = {{ value = 0.5, low = 0.4, high = 0.6, {S} }}\n"
    plan = planned(tmp_path, 'design = { kind = "joint", points = 5 }\n', beside(tmp_path, gym=gym))
    suits = ("activities", "gym", "chance_suits")
    assert suits in plan.paths_of(0, 1)
    assert suits not in plan.paths_of(0, 0)


# ---------------------------------------------------------------- levers and structures


def test_every_combination_that_some_point_has_is_one_scenario(tmp_path):
    text = 'design = { kind = "grid" }\n[levers]\n"link_workers.posts" = [1, 2]\n"reviews.slots_per_week" = [4, 8]\n'
    plan = planned(tmp_path, text)
    assert plan.variant_of.tolist() == [0, 1, 2, 3]
    made = [one.scenario for (one,) in plan.variants]
    assert [(s.link_workers.posts.value, s.reviews.slots_per_week.value) for s in made] == [
        (1, 4), (1, 8), (2, 4), (2, 8),
    ]  # fmt: skip
    assert plan.described(2) == {"link_workers.posts": 2, "reviews.slots_per_week": 4}


def test_levels_stand_from_the_least_to_the_greatest(tmp_path):
    text = """inputs = ["support.chance_accepts"]
design = { kind = "grid", levels = 2 }
[levers]
"link_workers.posts" = [3, 1.5, 2]
"dates.service_end" = [2016-11-01, 2016-10-01]
"programme.offer" = ["review_clinic", "link_workers"]
"""
    plan = planned(tmp_path, text, beside(tmp_path))
    levels = {one.name: one.levels for one in plan.dimensions}
    assert levels["link_workers.posts"] == (1.5, 2, 3)
    assert levels["dates.service_end"] == (date(2016, 10, 1), date(2016, 11, 1))
    assert levels["programme.offer"] == ("review_clinic", "link_workers"), "words as the file has them"


def test_a_combination_that_cannot_be_is_kept_with_its_reason(tmp_path):
    text = """design = { kind = "grid" }
[levers]
"dates.service_end" = [2016-10-01, 2017-02-01]
"dates.end" = [2017-01-01, 2017-04-01]
"""
    plan = planned(tmp_path, text, beside(tmp_path))
    faults = [one.why for (one,) in plan.variants]
    assert [bool(why) for why in faults] == [False, False, True, False]
    assert "is 2017-02-01, after end, which is 2017-01-01" in faults[2]


def test_an_input_stays_as_a_structure_sets_it(tmp_path):
    text = """design = { kind = "latin_hypercube", points = 8 }
[structures.accept.levels]
as_known = {}
everybody = { "support.chance_accepts" = 1 }
"""
    plan = planned(tmp_path, text, beside(tmp_path))
    at = {variant[0].changes.get("support.chance_accepts"): n for n, variant in enumerate(plan.variants)}
    assert ACCEPTS in plan.paths_of(at[None], 0)
    assert ACCEPTS not in plan.paths_of(at[1], 0)


def test_another_scenario_may_be_a_level(tmp_path):
    beside(tmp_path, more="[link_workers]\nposts = 3\n")
    text = 'design = { kind = "grid" }\n[structures.which.levels]\nus = {}\nthem = { scenario = "more.toml" }\n'
    plan = planned(tmp_path, text, '"service.toml"')
    assert [one.scenario.link_workers.posts.value for (one,) in plan.variants] == [2, 3]
    before = plan.hash
    beside(tmp_path, more="[link_workers]\nposts = 4\n")
    assert planned(tmp_path, text, '"service.toml"').hash != before


def test_a_list_leaves_what_a_row_does_not_name_as_it_is(tmp_path):
    text = """[design]
kind = "list"
rows = [{ "support.chance_accepts" = 0.7 }, { "programme.offer" = "review_clinic", "dates.service_end" = 2016-11-01 }]
"""
    plan = planned(tmp_path, text, beside(tmp_path))
    assert plan.described(0) == {
        "support.chance_accepts": 0.7,
        "programme.offer": None,
        "dates.service_end": date(2016, 10, 1),
    }
    assert plan.described(1)["support.chance_accepts"] == 0.9
    assert [sorted(one.changes) for (one,) in plan.variants] == [
        ["dates.service_end"],
        ["dates.service_end", "programme.offer"],
    ]


def test_days_between_two_are_as_likely_each(tmp_path):
    text = 'inputs = []\ndesign = { kind = "latin_hypercube", points = 31 }\n'
    text += '[levers]\n"dates.service_end" = { low = 2016-10-01, high = 2016-10-31 }\n'
    plan = planned(tmp_path, text, beside(tmp_path))
    days = [plan.described(point)["dates.service_end"] for point in range(31)]
    assert sorted(day.day for day in days) == list(range(1, 32))


# ---------------------------------------------------------------- inputs that go together


def test_shares_are_dirichlet_in_the_scenarios_themselves(tmp_path):
    """Mean and variance of each share, m and m (1 - m) / (n + 1), over 4,000 points; and they are what the scenario
    comes to when the plan's numbers are set one after another."""
    levels = "".join(
        f"{name}.share = {{ value = {share}, {S} }}\n" for name, share in (("a", 0.5), ("b", 0.2), ("c", 0.3))
    )
    beside(tmp_path, three=f"[traits.kind.levels]\n{levels}")
    text = """design = { kind = "latin_hypercube", points = 4000 }
[shares.kind]
mean = { a = 0.2, b = 0.3, c = 0.5 }
effective_sample_size = 30
"""
    plan = planned(tmp_path, text, '"three.toml"')
    shares = plan.declared.space.shares[0].shares(plan.settings)
    mean = np.array([0.2, 0.3, 0.5])
    assert np.allclose(shares.mean(axis=0), mean, atol=0.002)
    assert np.allclose(shares.var(axis=0), mean * (1 - mean) / 31, rtol=0.05)
    paths = plan.paths_of(0, 0)
    for point in range(5):
        values = dict(zip(paths, plan.values_at(point, 0), strict=True))
        changed = with_values(plan.arms[0].scenario, values)
        found = [one.share.value for _, one in sorted(changed.traits["kind"].levels.items())]
        assert found == pytest.approx(shares[point].tolist(), rel=1e-12)


def test_what_goes_together_is_one_group_of_a_saltelli_design(tmp_path):
    text = ALL_KINDS.replace('"latin_hypercube", points = 40', '"saltelli", base_points = 4')
    plan = planned(tmp_path, text)
    names = [one.name for one in plan.dimensions]
    block = tuple(map(names.index, ("costs.link_worker.gbp", "costs.secondary_care.gbp")))
    assert block in plan.groups
    assert plan.points == 4 * (len(plan.groups) + 2)
    rows = plan.unit.reshape(4, -1, len(names))
    moved = [group for at, group in enumerate(plan.groups) if group == block and (rows[:, 1 + at] != rows[:, 0]).any()]
    assert moved == [block]


def test_one_at_a_time_a_fitted_input_takes_the_others_along(tmp_path):
    plan = planned(tmp_path, 'design = { kind = "one_way" }\n')
    joint = fits_of(load(PILOT)).joint
    path = ("reviews", "chance_of_discharge")
    at = [one.name for one in plan.dimensions].index(".".join(path))
    along = joint.along[path]
    assert [plan.settings[row, at] for row in (1 + 2 * at, 2 + 2 * at)] == [along.low, along.high]
    for row, value in ((1 + 2 * at, along.low), (2 + 2 * at, along.high)):
        values = dict(zip(plan.paths_of(0, 0), plan.values_at(row, 0), strict=True))
        moved = joint.moved(path, value)
        assert len(moved) > 1
        assert {one: values[one] for one in moved} == moved


def test_members_stand_in_an_order_in_which_neighbours_are_alike(tmp_path):
    """The mean distance of neighbours, over that of any two members (ranks of each input)."""
    plan = planned(tmp_path, 'design = { kind = "morris", trajectories = 2 }\n')
    order = plan.dimensions[0].order
    assert sorted(order) == list(range(len(order)))
    ranks = plan.declared.space.members.rows.argsort(axis=0).argsort(axis=0)[list(order)]
    near = np.abs(np.diff(ranks, axis=0)).mean()
    apart = np.abs(ranks[:, None] - ranks[None]).mean()
    as_they_come = np.abs(np.diff(ranks[np.argsort(order)], axis=0)).mean()
    assert near < 0.93 * apart
    assert as_they_come > 0.96 * apart, "the planted twin: members in the order of their numbers"
