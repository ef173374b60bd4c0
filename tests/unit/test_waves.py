import numpy as np
import pytest

from experiments.fitting.waves import MOST_WAVES, Wave, in_waves, joined, left
from tests.known_draws import normals

CUBE = ((0.0, 1.0), (0.0, 1.0))


def uniforms(many, columns=2, seed=1):
    """Near enough: where normal draws stand among themselves."""
    drawn = normals(many, columns, seed)
    return (np.argsort(np.argsort(drawn, axis=0), axis=0) + 0.5) / many


def service(noise):
    """Two inputs, and a figure of each, with noise."""
    asked = []

    def simulate(numbers, box):
        low, high = np.asarray(box).T
        shares = low + (high - low) * uniforms(len(numbers), seed=1 + numbers.start)
        asked.append((numbers, box))
        return shares, shares + noise * normals(len(numbers), 2, seed=1000 + numbers.start)

    return simulate, asked


def test_figures_that_tell_little_are_not_worth_a_second_wave():
    simulate, asked = service(noise=0.5)
    found = in_waves(simulate, 2, [0.5, 0.5], 2000, 200)
    assert [wave.box for wave in found.waves] == [CUBE]
    assert asked == [(range(2000), CUBE)]


def test_figures_that_tell_much_narrow_the_next_wave_and_sharpen_the_posterior():
    simulate, asked = service(noise=0.01)
    found = in_waves(simulate, 2, [0.3, 0.7], 1000, 200)
    assert 1 < len(found.waves) <= MOST_WAVES
    assert [numbers for numbers, _ in asked] == [range(n, n + 1000) for n in range(0, 1000 * len(found.waves), 1000)]
    assert found.waves[-1].volume < 0.02
    rows = found.given([0.3, 0.7], 400).rows
    assert rows.mean(axis=0) == pytest.approx([0.3, 0.7], abs=0.003)
    assert rows.std(axis=0) == pytest.approx([0.01, 0.01], rel=0.3)


def test_a_wave_of_the_whole_prior_that_is_there_is_not_simulated_again():
    simulate, asked = service(noise=0.5)
    first = in_waves(simulate, 2, [0.5, 0.5], 2000, 200)
    asked.clear()
    again = in_waves(simulate, 2, [0.4, 0.5], 2000, 200, first)
    assert asked == []
    assert again is first


def test_simulations_of_every_wave_count_where_they_lie_in_the_last_box():
    """The figure tells nothing, so that the posterior is the box."""
    box = ((0.0, 0.2), (0.5, 1.0))
    simulate, _ = service(noise=100.0)
    found = joined(None, Wave(4000, CUBE), *simulate(range(4000), CUBE))
    found = joined(found, Wave(1000, box), *simulate(range(4000, 5000), box))
    posterior = found.given([0.0, 0.0], 400)
    assert posterior.rows.mean(axis=0) == pytest.approx([0.1, 0.75], abs=0.02)
    assert pytest.approx(posterior.kept, rel=0.1) == 0.5 * (1000 + 400)


def test_what_is_not_possible_is_left_out():
    shares, figures = uniforms(4), np.array([[1.0, 2.0], [np.nan, np.nan], [1.0, np.nan], [1.0, 2.0]])
    found = joined(None, Wave(4, CUBE), shares, figures)
    assert (found.shares == shares[[0, 2, 3]]).all()


def test_a_box_holds_the_middle_of_the_posterior_with_a_margin_and_stays_within_the_last():
    members = np.column_stack([np.linspace(0.4, 0.6, 401), np.linspace(0.0, 0.5, 401)])
    (low, high), (least, most) = left(members, ((0.0, 1.0), (0.0, 0.55)))
    assert (low, high) == pytest.approx((0.401 - 0.0495, 0.599 + 0.0495))
    assert least == 0.0
    assert most == 0.55
