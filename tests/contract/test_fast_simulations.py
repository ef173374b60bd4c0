"""A fit simulates by short cuts. Each gives what the long way gives, on scenarios that come with the program."""

import pytest

from experiments.along import ON_NO_FIT
from experiments.changed import with_values
from experiments.fitting.prior import Prior
from experiments.fitting.simulations import OfTargets, Simulations
from experiments.fitting.stored import to_meet
from experiments.many_points import Bench
from experiments.run import Case
from experiments.targets import targets_beside
from experiments.verdicts import _figures
from sim.inputs import inputs_by_world
from sim.kernel import fast
from sim.loading import load
from sim.luck import study_key

NAMES = (
    "rotherham_mental_health_pilot",
    "rotherham_mental_health_pilot_all_reviews",
    "work_pathway_ips",
    "val_rosebery",
    "supported_discharge_secondary",
    "older_people_loneliness",
)
CUBE = (0.0, 1.0)
KEY = study_key(1)


def of(name, **how):
    loaded = load(name)
    targets = tuple(to_meet(targets_beside(loaded.path)[0]).values())
    prior = Prior(loaded.scenario, **how)
    return prior, targets, Simulations(prior, OfTargets(targets), len(targets), seed=1)


def drawn(prior, number):
    return prior.values(prior.shares(KEY, number, [CUBE] * len(prior.inputs)))


@pytest.mark.parametrize("name", NAMES)
def test_values_put_in_place_unread_are_those_of_a_file(name):
    prior, _, _ = of(name)
    for number in range(5):
        values = drawn(prior, number)
        checked = with_values(prior.scenario, values, sized=False)
        assert inputs_by_world(prior.with_values(values)) == inputs_by_world(checked)


@pytest.mark.parametrize("name", NAMES)
def test_figures_of_few_rows_are_those_of_the_whole_log(name):
    prior, targets, simulations = of(name)
    bench = Bench()
    for number in range(2):
        values = drawn(prior, number)
        case = Case(name, with_values(prior.scenario, values, sized=False), 1)
        whole = _figures(case, targets, "fast", ON_NO_FIT)(number)
        assert simulations.at(bench, (number, values)) == pytest.approx(whole, rel=1e-12)


def test_any_number_of_workers_sees_the_same():
    prior, _, simulations = of("val_rosebery")
    points = [(number, drawn(prior, number)) for number in range(260)]
    assert simulations.all_at(points, jobs=2) == simulations.all_at(points)


def test_other_inputs_vary_only_where_that_is_asked_for():
    prior, _, simulations = of("val_rosebery")
    wider, _, others = of("val_rosebery", others=True)
    values = drawn(prior, 3)
    assert drawn(wider, 3) == values
    assert wider.other_values(KEY, 3).keys().isdisjoint(values)
    assert prior.other_values(KEY, 3) == {}
    assert others.at(Bench(), (3, values)) != simulations.at(Bench(), (3, values))


@pytest.mark.parametrize("name", ["val_rosebery", "older_people_loneliness"])
def test_how_much_happens_is_counted_whether_a_log_is_read_or_a_whole_run(name):
    prior, _, simulations = of(name)
    values = drawn(prior, 0)
    inputs = inputs_by_world(prior.with_values(values))
    longest = sum(len(fast.Tables(each).log(KEY, 0)) for each in inputs.values())
    assert 0 < simulations.events_of(Bench(), 0, values) <= longest
