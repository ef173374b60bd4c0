"""Every uncertain input of every bundled scenario, at either end, in place and by a scenario of its own. Minutes."""

import pytest

from sim.loading import bundled
from tests.study_points import agree, at_ends, desk_of, spread_out

AT_MOST = 12  # points of a scenario: the pilot has all its inputs at both ends in tests/contract


@pytest.mark.parametrize("name", bundled())
def test_every_scenario_gives_the_same_numbers_at_the_ends_of_its_inputs(name):
    desk, inputs = desk_of(name)
    ends = list(at_ends(inputs))
    for values in spread_out(AT_MOST, ends):
        assert agree(desk, values), values
