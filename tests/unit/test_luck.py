"""Luck against what is published (Philox's known answers), against its own laws, and frozen."""

import math
from hashlib import blake2b
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim.inputs import NINETIETH, World, inputs_of
from sim.luck import (
    EXPONENTIAL,
    FIXED,
    LOGNORMAL,
    QUANTILES,
    TRIANGULAR,
    UNIFORM,
    WEIBULL,
    Law,
    Point,
    Purpose,
    Source,
    Who,
    between_points,
    binomial,
    draw,
    exp,
    exponential,
    in_episode,
    log,
    name_number,
    normal,
    odds_times,
    pair,
    philox,
    poisson,
    round_keys,
    share_below,
    study_key,
    uniform,
)
from tests.worked import scenario

# ---------------------------------------------------------------- the generator


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "digits of pi"],
)
def test_philox_gives_the_published_known_answers(counter, key, answer):
    """philox4x32 10 in kat_vectors of Random123 1.09 (Salmon et al. 2011)."""
    assert philox(*counter, round_keys(*key)) == answer


GOLDEN: dict[str, Any] = {
    "choir": 143419590,
    "walks": 1319241056,
    "gp": 19766,
    "draws": ["0x1.c275b9edb2d91p-1", "0x1.9b46685cc8972p-2"],
}

KEY = study_key(1)
PERSON = Who(KEY, 0, Source.REFERRALS, 7)


def test_each_part_of_an_identity_and_of_a_decision_changes_the_draw():
    others = [
        (Who(study_key(2), 0, Source.REFERRALS, 7), Purpose.ACCEPT, 0),
        (PERSON._replace(replication=1), Purpose.ACCEPT, 0),
        (PERSON._replace(source=Source.WAITING_LIST), Purpose.ACCEPT, 0),
        (PERSON._replace(source=Source.REFERRALS | 1 << 2), Purpose.ACCEPT, 0),
        (PERSON._replace(number=8), Purpose.ACCEPT, 0),
        (PERSON, Purpose.PATIENCE, 0),
        (PERSON, Purpose.ACCEPT, 1),
        (PERSON, Purpose.ACCEPT, in_episode(1, 0)),
        (PERSON, Purpose.ACCEPT, 0),
    ]
    assert len({pair(*other) for other in others}) == len(others)


def test_the_two_uniforms_of_a_pair_differ_and_the_first_is_the_uniform():
    first, second = pair(PERSON, Purpose.ACCEPT, 0)
    assert first != second
    assert uniform(PERSON, Purpose.ACCEPT, 0) == first


def test_uniforms_lie_strictly_between_0_and_1_even_at_the_ends():
    """The least and the greatest that 52 bits can give."""
    least = 0 * 2.220446049250313e-16 + 1.1102230246251565e-16
    most = (2**52 - 1) * 2.220446049250313e-16 + 1.1102230246251565e-16
    assert 0 < least < most < 1
    assert most == 1 - 2**-53


def test_ten_thousand_uniforms_fill_the_line_evenly():
    """Kolmogorov's distance of 20,000 draws: 1.95 / sqrt(n) would be met by chance once in a thousand."""
    draws = sorted(u for n in range(10_000) for u in pair(PERSON._replace(number=n), Purpose.EXIT, 0))
    distance = max(max(abs(i / len(draws) - u), abs((i + 1) / len(draws) - u)) for i, u in enumerate(draws))
    assert distance < 1.95 / math.sqrt(len(draws))


def test_studies_have_keys_of_their_own():
    assert len({study_key(seed)[0] for seed in range(10_000)}) == 10_000


def test_names_keep_their_numbers_and_differ():
    """Frozen: these numbers are whose luck an activity's is."""
    assert name_number("choir") == int.from_bytes(blake("choir")[:4], "little")
    assert (name_number("choir"), name_number("walks"), name_number("gp", 16)) == (
        GOLDEN["choir"],
        GOLDEN["walks"],
        GOLDEN["gp"],
    )
    assert len({name_number(f"activity_{n}") for n in range(1000)}) == 1000
    assert name_number("choir", 20) == name_number("choir") & 0xFFFFF


def blake(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=8).digest()


def test_an_occurrence_within_an_episode_collides_with_no_other():
    keys = {in_episode(episode, n) for episode in range(50) for n in (*range(50), 2**32 - 1)}
    assert len(keys) == 50 * 51


def test_purposes_are_frozen():
    """Append; never renumber, never reuse: stored studies would change their answers."""
    assert [purpose.name for purpose in sorted(Purpose)] == PURPOSES
    assert [int(purpose) for purpose in sorted(Purpose)] == list(range(len(PURPOSES)))
    assert max(Purpose) < 1 << 16
    assert {source.name: int(source) for source in Source} == {
        "WAITING_LIST": 0,
        "REFERRALS": 1,
        "POSTS": 2,
        "IN_SERVICE": 3,
        "IN_CARE": 64,
        "CARE_LIST": 65,
        "NEW_TO_CARE": 66,
    }


PURPOSES = [
    "ARRIVAL",
    "TRAIT",
    "FRAILTY",
    "EXIT",
    "WAITED",
    "ACCEPT",
    "PATIENCE",
    "FIRST_MEETING",
    "MEETINGS",
    "MEETING_LENGTH",
    "MEETING_GAP",
    "SUITS",
    "PREFERENCE",
    "ANOTHER",
    "PLACE_PATIENCE",
    "SESSIONS",
    "DROP_OUT",
    "SUSTAIN",
    "OUTCOME",
    "WIDER",
    "FIRST_REVIEW",
    "REVIEW_GAP",
    "OWN_REVIEW",
    "REVIEW",
    "SUPPORTED_REVIEW",
    "RELAPSE",
    "REREFERRAL",
    "TENURE",
    "VACANCY",
    "CARE_USE",
    "CARE_BEFORE",
    "SO_FAR",
    "INPUT",
    "HELP",
    "WANTED",
    "CARE_PATIENCE",
]


def test_a_draw_is_what_it_was_when_it_was_frozen():
    assert [
        uniform(PERSON, purpose, in_episode(2, 5)).hex() for purpose in (Purpose.ARRIVAL, Purpose.CARE_BEFORE)
    ] == GOLDEN["draws"]


# ---------------------------------------------------------------- logarithm, exponential, normal


def ulps(ours: float, theirs: float) -> float:
    return abs(ours - theirs) / math.ulp(theirs)


@given(st.floats(1e-300, 1e300))
def test_log_is_within_one_unit_in_the_last_place(x):
    assert ulps(log(x), math.log(x)) <= 1


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_log_of_a_uniform_is_within_one_unit_in_the_last_place(x):
    assume(x > 1e-300)
    assert ulps(log(x), math.log(x)) <= 1


@given(st.floats(-690, 690))
def test_exp_is_within_one_unit_in_the_last_place(x):
    assert ulps(exp(x), math.exp(x)) <= 1


def test_log_and_exp_hold_at_many_points_and_at_their_ends():
    for n in range(1, 20_000):
        x = n / 1000
        assert ulps(log(x), math.log(x)) <= 1 or log(x) == math.log(x) == 0
        assert ulps(exp(x - 10), math.exp(x - 10)) <= 1
    assert (log(1.0), exp(0.0)) == (0.0, 1.0)
    assert exp(1e6) == exp(700.0) < math.inf
    assert exp(-1e6) == exp(-700.0) > 0


def test_the_normal_quantile_inverts_the_normal_distribution():
    for n in range(1, 10_000):
        u = n / 10_000
        back = 0.5 * math.erfc(-normal(u) / math.sqrt(2))
        assert abs(back - u) < 2e-9
        assert normal(1 - u) == pytest.approx(-normal(u), rel=1e-12, abs=1e-12)
    assert abs(normal(0.9) - NINETIETH) < 1e-8
    assert normal(0.5) == 0
    assert all(normal(a) <= normal(b) for a, b in pairwise(n / 10_000 for n in range(1, 10_000)))


# ---------------------------------------------------------------- distributions

POINTS = (Point(0.0, 2.0), Point(0.25, 4.0), Point(0.5, 4.0), Point(1.0, 10.0))


def triangular_below(x: float, a: float, b: float, c: float) -> float:
    return (x - a) ** 2 / ((c - a) * (b - a)) if x < b else 1 - (c - x) ** 2 / ((c - a) * (c - b))


class Given:
    """A law, and the share of draws at or below a value as a textbook has it."""

    LAWS: ClassVar = {
        "exponential": (Law(EXPONENTIAL, 3.0, 0.0, 0.0), lambda x: 1 - math.exp(-x / 3)),
        "uniform": (Law(UNIFORM, 2.0, 5.0, 0.0), lambda x: (x - 2) / 3),
        "triangular": (Law(TRIANGULAR, 1.0, 2.0, 6.0), lambda x: triangular_below(x, 1, 2, 6)),
        "triangular, peak at the least": (Law(TRIANGULAR, 1.0, 1.0, 6.0), lambda x: 1 - (6 - x) ** 2 / 25),
        "triangular, peak at the most": (Law(TRIANGULAR, 1.0, 6.0, 6.0), lambda x: (x - 1) ** 2 / 25),
        "weibull": (Law(WEIBULL, 2.0, 1.5, 0.0), lambda x: 1 - math.exp(-((x / 2) ** 1.5))),
        "lognormal": (
            Law(LOGNORMAL, 0.7, 0.4, 0.0),
            lambda x: 0.5 * math.erfc(-(math.log(x) - 0.7) / 0.4 / math.sqrt(2)),
        ),
    }


US = [n / 997 for n in range(1, 997)]


@pytest.mark.parametrize("name", Given.LAWS)
def test_draws_are_the_quantiles_of_their_law(name):
    law, below = Given.LAWS[name]
    for u in US:
        assert below(draw((), law, u)) == pytest.approx(u, abs=1e-8)


def test_everybody_has_a_fixed_value():
    assert {draw((), Law(FIXED, 7.0, 0.0, 0.0), u) for u in US} == {7.0}


def test_given_quantiles_are_met_with_straight_lines_between():
    law = Law(QUANTILES, 0.0, 4.0, 0.0)
    for share, value in ((1e-16, 2), (0.125, 3), (0.25, 4), (0.4, 4), (0.5, 4), (0.75, 7), (1 - 1e-16, 10)):
        assert draw(POINTS, law, share) == pytest.approx(value)
    assert between_points(POINTS, 0, 3, 0.125) == 3


LAWS = [law for law, _ in Given.LAWS.values()] + [Law(FIXED, 7.0, 0.0, 0.0), Law(QUANTILES, 0.0, 4.0, 0.0)]


@given(st.sampled_from(LAWS), st.floats(1e-15, 1 - 1e-15), st.floats(1e-15, 1 - 1e-15))
def test_a_larger_uniform_never_means_a_shorter_time(law, u, v):
    assert draw(POINTS, law, min(u, v)) <= draw(POINTS, law, max(u, v))


@given(st.sampled_from(LAWS), st.floats(0.001, 0.999))
def test_share_below_is_the_inverse_of_draw(law, u):
    value = draw(POINTS, law, u)
    share = share_below(POINTS, law, value)
    if law.kind == FIXED:
        assert share > 1 - 1e-12
    elif law.kind == QUANTILES and value == 4:
        assert share == pytest.approx(0.5)  # a quarter to a half have 4: all of them lie at or below it
    else:
        assert share == pytest.approx(u, abs=1e-12)


def test_nobody_lies_below_the_least_and_everybody_below_the_most():
    assert share_below((), Law(UNIFORM, 2.0, 5.0, 0.0), 1.0) == 0
    assert share_below((), Law(UNIFORM, 2.0, 5.0, 0.0), 5.0) == pytest.approx(1)


@pytest.mark.parametrize("distribution", ["weibull", "lognormal"])
def test_a_stated_median_and_ninetieth_are_met(distribution):
    """From the scenario's weeks to the engine's minutes."""
    inputs = inputs_of(
        scenario(support={"weeks_of_patience": {"distribution": distribution, "median": 3, "ninetieth": 11}}),
        World.USUAL,
    )
    assert draw((), inputs.support.patience, 0.5) == pytest.approx(3 * 7 * 1440)
    assert draw((), inputs.support.patience, 0.9) == pytest.approx(11 * 7 * 1440)


def test_a_unit_exponential_is_spent_in_proportion_to_its_hazard():
    assert exponential(0.5) == pytest.approx(math.log(2))
    assert sum(exponential(u) for u in US) / len(US) == pytest.approx(1, abs=0.01)


# ---------------------------------------------------------------- counts

GRID = [n / 101 for n in range(1, 101)]


def binomial_below(k: int, n: int, p: float) -> float:
    return math.fsum(math.comb(n, j) * p**j * (1 - p) ** (n - j) for j in range(k + 1))


@pytest.mark.parametrize("p", [0.05, 0.3, 0.5, 0.75, 0.95])
def test_binomial_is_the_quantile_of_the_number_of_successes(p):
    for n in (1, 2, 7, 30):
        for u in GRID:
            k = binomial(n, p, u)
            assert k == 0 or binomial_below(k - 1, n, p) <= u + 1e-12
            assert binomial_below(k, n, p) >= u - 1e-12


@given(st.integers(0, 200), st.floats(0, 1), st.floats(1e-9, 1 - 1e-9))
def test_one_session_more_is_none_or_one_attended_more_at_the_same_luck(n, p, u):
    assume(n * -math.log10(max(1 - p, 1e-300)) < 290)  # beyond, (1 - p)**n is no number: see the note on binomial
    assert 0 <= binomial(n, p, u) <= n
    assert binomial(n + 1, p, u) - binomial(n, p, u) in (0, 1)


def test_binomial_at_its_ends():
    assert {binomial(9, 0.0, u) for u in GRID} == {0}
    assert {binomial(9, 1.0, u) for u in GRID} == {9}
    assert binomial(0, 0.5, 0.99) == 0


@pytest.mark.parametrize("mean", [0.1, 1, 8.5, 60])
def test_poisson_has_its_mean_and_its_quantiles(mean):
    n = 20_000
    draws = [poisson(mean, (i + 0.5) / n) for i in range(n)]
    assert sum(draws) / n == pytest.approx(mean, rel=2e-3)
    nothing = sum(k == 0 for k in draws) / n
    assert nothing == pytest.approx(math.exp(-mean), abs=1e-4)
    assert draws == sorted(draws)


def test_a_large_poisson_mean_is_its_nearest_whole_number_and_no_mean_gives_nothing():
    assert poisson(812.4, 0.01) == 812
    assert {poisson(0.0, u) for u in GRID} == {0}


@given(st.floats(0, 1), st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_odds_multiply(chance, ratio, other):
    twice = odds_times(odds_times(chance, ratio), other)
    assert twice == pytest.approx(odds_times(chance, ratio * other), rel=1e-6, abs=1e-9)
    assert odds_times(0.0, ratio) == 0
    assert odds_times(1.0, ratio) == 1
    assert odds_times(chance, 1.0) == pytest.approx(chance)
