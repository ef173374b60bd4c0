"""Minutes: what a float becomes."""

from math import inf

import pytest

from sim.units import LONGEST, nearest


@pytest.mark.parametrize(("minutes", "expected"), [(0.0, 0), (0.49, 0), (0.5, 1), (1.5, 2), (525_960.2, 525_960)])
def test_the_nearest_minute(minutes, expected):
    assert nearest(minutes) == expected


@pytest.mark.parametrize("minutes", [1e13, 1e300, inf])
def test_beyond_any_run_all_lengths_of_time_are_alike(minutes):
    assert nearest(minutes) == LONGEST
