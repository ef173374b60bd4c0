import pytest

from experiments.fitting.profiles import profile
from experiments.fitting.stored import JointSample

ANYWAY, RATIO, APART = ("reviews", "anyway"), ("reviews", "ratio"), ("people", "apart")
# The ratio falls as the chance anyway rises; the third goes its own way.
SAMPLE = JointSample(
    (APART, ANYWAY, RATIO),
    tuple((float(n * 9 % 20), n / 20, 60.0 / (1 + n)) for n in range(20)),
    (1.0, 0.95, 0.7),
    (),
)


def test_what_moves_across_an_input_is_said_band_by_band():
    found = profile(SAMPLE, ANYWAY, bands=4)
    assert found.medians == pytest.approx((0.1, 0.35, 0.6, 0.85))
    ratio, apart = found.others
    assert ratio.path == RATIO
    assert ratio.goes_with == pytest.approx(-1)
    assert ratio.medians == pytest.approx((20, 60 / 8, 60 / 13, 60 / 18))
    assert [one.moves for one in (ratio, apart)] == [True, False]
    assert found.answer is None


def test_an_answer_is_crossed_too():
    found = profile(SAMPLE, ANYWAY, answer=[100.0 * n for n in range(20)], bands=2)
    assert found.answer is not None
    assert found.answer.goes_with == pytest.approx(1)
    assert found.answer.medians == (450, 1450)


def test_an_answer_that_is_always_the_same_goes_with_nothing():
    found = profile(SAMPLE, ANYWAY, answer=[5.0] * 20)
    assert found.answer is not None
    assert found.answer.goes_with == 0


def test_equal_values_share_a_rank():
    tied = JointSample((ANYWAY, RATIO), ((1.0, 2.0), (1.0, 2.0), (3.0, 5.0), (3.0, 5.0)), (1.0, 1.0), ())
    assert profile(tied, ANYWAY, bands=2).others[0].goes_with == pytest.approx(1)
