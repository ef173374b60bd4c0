"""Every fit beside a bundled scenario is whole, of the present scenario and figures, and its members can be run."""

import pytest

from experiments.fitting.prior import Prior
from experiments.fitting.stored import find_fit, fit_beside
from sim.faults import dotted
from sim.loading import bundled, load
from tests.fits import fitted

WITH_A_FIT = sorted(name for name, path in bundled().items() if path.with_name(f"{name}.fit.toml").exists())


@pytest.mark.parametrize("name", WITH_A_FIT)
def test_a_fit_is_of_its_scenario_as_it_is(name):
    assert find_fit(load(name)).note is None, "after a change of a scenario or its targets: make fits"


@pytest.mark.parametrize("name", WITH_A_FIT)
def test_its_members_lie_in_the_ranges_and_can_stand_together(name):
    loaded = load(name)
    sample, prior = find_fit(loaded).sample, Prior(loaded.scenario)
    assert sample is not None
    assert sample.paths == prior.paths
    assert 200 <= len(sample.rows) <= 400
    for row in sample.rows[::50]:
        values = dict(zip(sample.paths, row, strict=True))
        assert all(one.low <= values[one.path] <= one.high for one in prior.inputs)
        prior.with_values(values)


@pytest.mark.parametrize("name", WITH_A_FIT)
def test_it_says_every_input_and_figure_by_name(name):
    loaded = load(name)
    fit = fit_beside(loaded.path)
    assert fit is not None
    assert [one.input for one in fit.inputs] == [dotted(one.path) for one in Prior(loaded.scenario).inputs]
    assert [one.value for one in fit.inputs] == pytest.approx([one.value for one in Prior(loaded.scenario).inputs])


def test_whatever_can_be_fitted_has_a_fit_and_nothing_else_has():
    assert fitted() == WITH_A_FIT, "after a new scenario with figures to calibrate to: make fits"
