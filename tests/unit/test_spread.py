"""Luck taken out of draws: planted models whose shares, quantiles and indices are known; naive figures miss them."""

from statistics import NormalDist

import numpy as np
import pytest

from experiments.economics.of_study import spread_of
from experiments.ranges import luck_of
from experiments.sensitivity.given_data import given_data
from experiments.spread import (
    Part,
    luck_in,
    own_effect,
    part_of,
    part_of_members,
    quantile,
    variance,
    waves,
    without_luck,
)
from sim.luck import study_key

N, EVERY = 1000, 5
NORMAL = NormalDist()


def numbers(of, many=N):
    """Uniform numbers, of a name."""
    return [luck_of(of, study_key(1), number) for number in range(many)]


def normal(of, many=N):
    """Standard normal ones."""
    return [NORMAL.inv_cdf(u) for u in numbers(of, many)]


def noisy(means, sd, of="luck"):
    """Results at draws with luck in them; and every fifth once more, with other luck."""
    first = [m + sd * e for m, e in zip(means, normal(of), strict=True)]
    other = [m + sd * e for m, e in zip(means, normal(f"{of} again"), strict=True)]
    return first, list(zip(first[::EVERY], other[::EVERY], strict=True))


def above_0(values):
    return sum(value > 0 for value in values) / len(values)


def middle_half(values):
    return [quantile(sorted(values), share) for share in (0.25, 0.75)]


def test_the_share_above_0_and_the_quartiles_are_those_without_luck():
    """Inputs make N(1, 1), luck adds a standard deviation of 2: 84 % lie above 0 and half between 0.33 and 1.67. With
    luck in it, 67 %, and half between -0.51 and 2.51: the naive figures are off by far more than their error."""
    means = [1 + z for z in normal("inputs")]
    results, pairs = noisy(means, 2.0)
    found = without_luck(results, luck_in(pairs))
    truth = NORMAL.cdf(1)
    quartiles = [1 + NORMAL.inv_cdf(share) for share in (0.25, 0.75)]
    assert found.noise == pytest.approx(0.8, abs=0.06)
    assert above_0(found.values) == pytest.approx(truth, abs=0.06)
    assert middle_half(found.values) == pytest.approx(quartiles, abs=0.2)
    assert above_0(results) < truth - 0.12
    assert all(abs(naive - right) > 0.6 for naive, right in zip(middle_half(results), quartiles, strict=True))


def test_luck_that_is_all_there_is_leaves_the_mean_alone():
    results, _ = noisy([3.0] * N, 1.0)
    found = without_luck(results, 2 * variance(results))
    assert found.noise == 1
    assert {*found.values} == {found.values[0]}
    assert found.values[0] == pytest.approx(3, abs=0.1)


def test_without_luck_nothing_moves():
    values = normal("inputs")
    assert without_luck(values, 0.0).values == pytest.approx(values, rel=1e-12)
    assert without_luck([2.0] * 5, 0.0) == ([2.0] * 5, 0.0)


def test_quantiles_hold_the_share_that_they_say():
    """The order statistics of k/(n + 1): of 39 draws the least and the greatest hold 95 % of what comes next."""
    ordered = [float(n) for n in range(39)]
    assert (quantile(ordered, 0.025), quantile(ordered, 0.975)) == (0.0, 38.0)
    assert quantile(ordered, 0.5) == 19
    assert quantile([1.0, 2.0], 0.001) == 1


def test_waves_are_of_length_1_and_at_right_angles():
    shapes = [[1.0] * 50, *waves(50)]
    for i, one in enumerate(shapes):
        for j, other in enumerate(shapes):
            size = sum(a * b for a, b in zip(one, other, strict=True))
            assert size == pytest.approx((50.0 if i == 0 else 1.0) if i == j else 0.0, abs=1e-9)


@pytest.fixture(scope="module")
def planted():
    """y = 6 a + 6 b^2 + the effect of a member + luck; c does nothing. Variances 3, 3.2, 1 and 9."""
    inputs = {name: numbers(name) for name in "abc"}
    members = [int(400 * u) for u in numbers("member")]
    effect = normal("effect", 400)
    means = [6 * a + 6 * b * b + effect[m] for a, b, m in zip(inputs["a"], inputs["b"], members, strict=True)]
    results, pairs = noisy(means, 3.0)
    return inputs, members, results, without_luck(results, luck_in(pairs)).noise


WHOLE = 3 + 3.2 + 1


def test_the_parts_of_the_spread_are_those_without_luck(planted):
    inputs, _, results, noise = planted
    shapes = waves(N)
    for name, truth in (("a", 3 / WHOLE), ("b", 3.2 / WHOLE), ("c", 0.0)):
        found = part_of(inputs[name], results, noise, shapes)
        assert abs(found.share - truth) < found.error, name
        naive = part_of(inputs[name], results, 0.0, shapes)
        assert not truth or abs(naive.share - truth) > found.error, name


def test_inputs_that_are_drawn_together_have_one_part(planted):
    """The others are taken out first: they are drawn apart from it, so nothing of it goes with them."""
    inputs, members, results, noise = planted
    rest = results
    for name in "ab":
        rest = [y - f for y, f in zip(rest, own_effect(inputs[name], rest, waves(N)), strict=True)]
    found = part_of_members(members, rest, variance(results), noise)
    assert abs(found.share - 1 / WHOLE) < found.error < 0.15
    assert part_of_members(members, results, variance(results), noise).error > 1.5 * found.error


def test_what_does_not_vary_has_no_part():
    assert part_of([1.0] * 10, normal("x")[:10], 0.0, waves(10)) == Part(0.0, 0.0)
    assert part_of(normal("x")[:10], [1.0] * 10, 0.0, waves(10)) == Part(0.0, 0.0)
    assert part_of_members([1] * 10, normal("x")[:10], 1.0, 0.0) == Part(0.0, 0.0)


def test_the_parts_are_those_of_the_other_telling():
    """`sensitivity.given_data` regresses on as many degrees as predict best, over two replications of every draw; here
    it is four degrees over one replication, with luck known from every fifth draw. On the same model they agree."""
    a, b = numbers("a"), numbers("b")
    means = [6 * x + 6 * y * y for x, y in zip(a, b, strict=True)]
    first, other = ([m + 1.5 * e for m, e in zip(means, normal(of), strict=True)] for of in ("luck", "luck again"))
    noise = without_luck(first, luck_in(list(zip(first, other, strict=True))[::EVERY])).noise
    theirs = given_data(np.array([first, other]).T, np.array([a, b]).T, times=50)
    for values, index in zip((a, b), theirs.first, strict=True):
        ours = part_of(values, first, noise, waves(N))
        assert abs(ours.share - index.value) < ours.error


def test_ends_over_sets_are_the_same_on_page_one_and_in_a_study():
    """Two rooms tell them, one in plain Python and one in arrays: an analyst who looks at both sees one number."""
    values = [float(n * n) for n in range(37)]
    there, here = spread_of(np.array(values)), [quantile(values, share) for share in (0.025, 0.25, 0.75, 0.975)]
    assert [there.low, there.lower_half, there.upper_half, there.high] == pytest.approx(here)
