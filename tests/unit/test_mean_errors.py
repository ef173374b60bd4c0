"""Do intervals hold what they are of? Small studies of distributions whose mean is known; and by hand."""

import ast
from fractions import Fraction
from importlib.util import find_spec
from math import inf, log, nextafter, pi, sqrt, tan
from pathlib import Path
from statistics import NormalDist

import pytest

from experiments.intervals import Estimate, Part, central, difference_of, estimate, estimate_of, ratio_of_means
from experiments.mean_errors import around, at_most, chi_squared, cube_root, how_often_at_most, next_one, student_t
from sim.luck import Purpose, Source, Who, study_key, uniform

STUDIES = 600  # a coverage of 90 % instead of 95 is seen to be under 93 % with a chance of 99 %

# ---------------------------------------------------------------- by hand


def test_of_events_all_alike_and_none_seen_it_is_the_rule_of_three():
    assert at_most([], 1.0, 20) == pytest.approx(3 / 20, rel=0.02)
    assert at_most([], 1.0, 200) == pytest.approx(3 / 200, rel=0.02)


def test_none_of_n_is_up_to_three_in_n():
    for n in (5, 20, 50, 200):
        assert how_often_at_most(0, n) == pytest.approx(1 - 0.05 ** (1 / n))
        assert how_often_at_most(0, n) <= 3 / n


@pytest.mark.parametrize(("seen", "n", "share"), [(1, 20, 0.2161), (3, 20, 0.3437), (2, 50, 0.1206), (5, 5, 1.0)])
def test_how_often_is_as_printed_in_tables(seen, n, share):
    """Upper one-sided 95 % limits of Clopper and Pearson."""
    assert how_often_at_most(seen, n) == pytest.approx(share, abs=1e-4)


@pytest.mark.parametrize(("share", "freedom", "quantile"), [(0.95, 2, 5.991), (0.95, 10, 18.307), (0.975, 4, 11.143)])
def test_chi_squared_is_nearly_as_printed_in_tables(share, freedom, quantile):
    assert chi_squared(share, freedom) == pytest.approx(quantile, rel=0.01)


def test_a_symmetric_sample_has_students_interval():
    errors = [-2.0, -1.0, -1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0]
    reach = student_t(0.975, 9) * sqrt(sum(e * e for e in errors) / 9 / 10)
    assert around(errors) == pytest.approx((reach, reach))


def test_an_interval_reaches_further_on_the_side_of_the_long_tail():
    long = [1.5**n for n in range(20)]
    found = estimate(long)
    assert found.error_high - found.mean > 1.2 * (found.mean - found.error_low)
    turned = estimate([-value for value in long])
    assert (turned.error_low, turned.error_high) == pytest.approx((-found.error_high, -found.error_low))


def test_thirty_nine_have_their_least_and_greatest_and_fewer_never_less_than_the_error_of_the_mean():
    values = [float(n * n) for n in range(39)]
    assert next_one(values, (0.0, 0.0)) == pytest.approx((0.0, 38.0**2))
    for n in range(2, 39):
        found = estimate(values[:n])
        assert found.low <= found.error_low < found.error_high <= found.high
        assert found.high - found.low > found.error_high - found.error_low


def test_nineteen_have_their_least_and_greatest_for_ninety_in_a_hundred():
    values = [float(n * n) for n in range(19)]
    assert next_one(values, (0.0, 0.0), 0.9) == pytest.approx((0.0, 18.0**2))
    assert next_one([float(n) for n in range(99)], (0.0, 0.0), 0.9) == pytest.approx((4.0, 94.0))
    few = [1.0, 2.0, 4.0]
    reach = student_t(0.95, 2) * sqrt((1 + 1 / 3) * 7 / 3)
    assert next_one(few, (2.0, 2.0), 0.9) == pytest.approx((7 / 3 - reach, 7 / 3 + reach))


# ---------------------------------------------------------------- the same on every machine


def test_a_cube_root_is_within_one_unit_in_the_last_place():
    for n in range(2000):
        x = 1e-9 * 1.03**n
        root = cube_root(x)
        below, above = (Fraction(nextafter(root, end)) ** 3 for end in (0.0, inf))
        assert below < Fraction(x) < above
    assert [cube_root(x) for x in (0.0, 1.0, 8.0, 0.125, 27.0)] == [0.0, 1.0, 2.0, 0.5, 3.0]


@pytest.mark.parametrize("share", [0.6, 0.95, 0.975, 0.999])
def test_students_quantiles_are_those_of_tables(share):
    """One degree is Cauchy's: the tangent. Many degrees are normal."""
    assert student_t(share, 1) == pytest.approx(tan(pi * (share - 0.5)), rel=1e-13)
    assert student_t(share, 10**7) == pytest.approx(NormalDist().inv_cdf(share), rel=1e-4)


def test_no_interval_rests_on_a_maths_library_that_differs_between_machines():
    """The square root is exact everywhere; powers, tangents and exponentials are not."""
    of_a_library = {
        "exp",
        "expm1",
        "log",
        "log1p",
        "log2",
        "log10",
        "pow",
        "sin",
        "cos",
        "tan",
        "atan",
        "cbrt",
        "gamma",
    }
    for name in ON_THE_WAY_TO_AN_ANSWER:
        tree = ast.parse(Path(find_spec(f"experiments.{name}").origin).read_text(encoding="utf-8"))
        taken = {
            a.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "math"
            for a in node.names
        }
        assert not taken & of_a_library, name
        powers = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Pow)]
        assert [text for text in powers if text not in EXACT] == [], name


ON_THE_WAY_TO_AN_ANSWER = (
    *("answering", "bridge", "budget", "channels", "compare", "cost_per", "counted", "incidence", "intervals"),
    *("mean_errors", "money_rows", "options", "outcomes", "people_rows", "results", "run"),
)
EXACT = {
    "(1 + self.rate) ** (-(year - (self.first_year == 'undiscounted')))",  # a Fraction
    "(half_width_now / wanted) ** 2",  # how many replications to run: no number of an answer
}


# ---------------------------------------------------------------- what was seen too seldom


def test_three_of_twenty_are_too_few_to_say_and_have_a_limit():
    found = estimate([0.0] * 17 + [1.0, 1.0, 4.0], least=0)
    assert (found.rare.replications, found.rare.of, found.rare.rest) == (3, 20, 0.0)
    assert found.error_low == 0 < found.mean == 0.3 < found.error_high < 3
    assert not found.settled


def test_one_or_two_say_how_often_and_not_how_much():
    found = estimate([0.0] * 18 + [1.0, 4.0], least=0)
    assert (found.error_low, found.error_high) == (None, None)
    assert found.rare.share == how_often_at_most(2, 20)


def test_ten_are_enough():
    assert estimate([0.0] * 40 + [1.0, 2.0] * 5).rare is None


def test_a_share_that_is_mostly_100_goes_down_only():
    found = estimate_of(Part([100.0 * 7] * 17 + [600.0, 500.0, 650.0], [7] * 20, 0.0, 100.0))
    assert (found.rare.rest, found.error_high) == (100.0, 100.0)
    assert found.error_low < found.mean < 100


def test_of_a_ratio_that_few_replications_have_it_is_said_how_many():
    found = estimate_of(Part([0.0] * 16 + [3.0, 4.0, 5.0, 6.0], [0] * 16 + [1] * 4, 0.0))
    assert (found.rare.replications, found.rare.of) == (4, 20)
    same = difference_of(Part([0.0] * 20, [0] * 20), Part([0.0] * 20, [0] * 20))
    assert same.rare.replications == 0
    assert difference_of(Part([0.0] * 20, [0] * 20), Part([0.0] * 20, [0] * 20), fixed=True).rare is None


def test_what_is_a_whole_number_by_accident_is_no_rare_event():
    """Two counts of three may be alike."""
    assert estimate([15.0, 15.0, 16.0]).rare is None


# ---------------------------------------------------------------- how often it holds, of distributions that are known


def uniforms(study: int, many: int) -> list[float]:
    who = Who(study_key(study), 0, Source.REFERRALS, 0)
    return [uniform(who, Purpose.ARRIVAL, n) for n in range(many)]


def rare_waits(u: float) -> float:
    """Nothing in seven of ten, else as long as chance has it: its mean is 0.3."""
    return -log(1 - (u - 0.7) / 0.3) if u > 0.7 else 0.0


def skewed(u: float) -> float:
    """Exponential: its mean is 1."""
    return -log(1 - u)


DISTRIBUTIONS = {"seldom": (rare_waits, 0.3, 50), "skewed": (skewed, 1.0, 20), "even": (lambda u: u, 0.5, 20)}


def held(study: int, draw, mean: float, n: int, says) -> float:
    drawn = list(map(draw, uniforms(study, STUDIES * n)))
    blocks = (drawn[i : i + n] for i in range(0, len(drawn), n))
    return sum(says(estimate(block, least=0), block, mean) for block in blocks) / STUDIES


def as_said(found: Estimate, block: list[float], mean: float) -> bool:
    return found.error_low is None or found.error_low <= mean <= found.error_high


def as_students(found: Estimate, block: list[float], mean: float) -> bool:
    """The fault that is planted: Student's interval, whatever was seen."""
    n = len(block)
    spread = sqrt(sum((value - found.mean) ** 2 for value in block) / (n - 1) / n)
    return abs(found.mean - mean) <= student_t(0.975, n - 1) * spread


@pytest.mark.parametrize("n", [19, 50])
def test_the_middle_of_single_services_holds_ninety_in_a_hundred_of_small_counts(n):
    """An interval that stopped between two whole numbers would hold too few."""
    counts = [float(int(u * 9)) for u in uniforms(5, STUDIES * (n + 1))]
    blocks = (counts[i : i + n + 1] for i in range(0, len(counts), n + 1))
    held_it = [(low <= last <= high, low < last < high) for *few, last in blocks for low, high in [central(few, 0.9)]]
    assert sum(held for held, _ in held_it) / STUDIES >= 0.9
    assert sum(inside for _, inside in held_it) / STUDIES < 0.9


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_ninety_five_of_a_hundred_intervals_hold_the_mean(name):
    assert 0.93 <= held(1, *DISTRIBUTIONS[name], as_said) <= 0.98


@pytest.mark.parametrize("name", ["seldom", "skewed"])
def test_students_own_intervals_do_not(name):
    """The planted fault: this is what the test above catches."""
    assert held(1, *DISTRIBUTIONS[name], as_students) < 0.93


def test_a_ratio_of_seldom_things_holds_too():
    """Weeks waited of people served: 5 to 14 people, each waiting by chance: the ratio of means is 0.3."""
    n, held_it = 50, 0
    drawn = uniforms(3, 2 * STUDIES * n)
    for i in range(0, len(drawn), 2 * n):
        people = [5 + int(10 * u) for u in drawn[i : i + n]]
        weeks = [many * rare_waits(u) for many, u in zip(people, drawn[i + n : i + 2 * n], strict=True)]
        held_it += as_said(ratio_of_means(weeks, people, least=0.0), [], 0.3)
    assert 0.93 <= held_it / STUDIES <= 0.98


def test_one_real_service_holds_from_thirty_nine_on():
    for n in (39, 50):
        drawn = list(map(skewed, uniforms(4, STUDIES * (n + 1))))
        blocks = [drawn[i : i + n + 1] for i in range(0, len(drawn), n + 1)]
        found = [(estimate(block[:-1]), block[-1]) for block in blocks]
        assert 0.935 <= sum(one.low <= there <= one.high for one, there in found) / STUDIES <= 0.965


def test_the_central_part_of_what_was_seen_does_not():
    """The planted fault: a percentile in a straight line, at twenty replications, holds 87 %."""
    n = 20
    drawn = list(map(skewed, uniforms(5, STUDIES * (n + 1))))
    within = 0
    for i in range(0, len(drawn), n + 1):
        ordered = sorted(drawn[i : i + n])
        low = ordered[0] + 0.475 * (ordered[1] - ordered[0])
        high = ordered[-2] + 0.525 * (ordered[-1] - ordered[-2])
        within += low <= drawn[i + n] <= high
    assert within / STUDIES < 0.9
