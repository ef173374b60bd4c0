"""Whose luck, in what? One uniform per (study, replication, person, purpose, occurrence), and all distributions.

Nothing here has state: a draw depends on who is drawing and what is being decided, so no person, post, activity or
horizon that is added can change another person's draw. Philox4x32-10 (Salmon et al. 2011, doi
10.1145/2063384.2063405) turns the counter into bits; distributions are read off by inversion, so a larger uniform never
means a shorter time. Logarithm and exponential are written out, because maths libraries differ between machines.

Plain Python that a compiler can also take as it stands: no globals that change.
"""

from enum import IntEnum
from hashlib import blake2b
from math import floor, frexp, ldexp, sqrt
from typing import NamedTuple, Protocol

MASK_32 = 0xFFFFFFFF
GENERATION = "spsim luck 1"  # part of the key: a change of meaning below needs a new generation


class Source(IntEnum):
    """Where an identity comes from. Frozen numbers: the last two bits, with the layer above them; from 64 on, of people
    who are never referred to the programme."""

    WAITING_LIST = 0
    REFERRALS = 1
    POSTS = 2
    IN_SERVICE = 3  # on day 0: layer 0 on a caseload, layer 1 in an activity
    IN_CARE = 64  # on day 0
    CARE_LIST = 65  # waiting for a place in care on day 0
    NEW_TO_CARE = 66  # in layers, as referrals


SOURCE, LAYER = 0b1000011, 0b1111  # the bits of an identity's source that say which, and of its layer, 2 bits up


class Purpose(IntEnum):
    """What a draw decides. Frozen numbers: append, never renumber, never reuse."""

    ARRIVAL = 0  # gap to the next candidate referral, and whether it is one
    TRAIT = 1
    FRAILTY = 2
    EXIT = 3
    WAITED = 4
    ACCEPT = 5
    PATIENCE = 6
    FIRST_MEETING = 7
    MEETINGS = 8
    MEETING_LENGTH = 9  # length, and whether the person comes
    MEETING_GAP = 10
    SUITS = 11
    PREFERENCE = 12
    ANOTHER = 13
    PLACE_PATIENCE = 14
    SESSIONS = 15
    DROP_OUT = 16
    SUSTAIN = 17  # whether engagement goes on, and how long a place is kept
    OUTCOME = 18
    WIDER = 19
    FIRST_REVIEW = 20
    REVIEW_GAP = 21
    OWN_REVIEW = 22
    REVIEW = 23  # own or fresh luck, and the fresh luck
    SUPPORTED_REVIEW = 24
    RELAPSE = 25
    REREFERRAL = 26
    TENURE = 27
    VACANCY = 28
    CARE_USE = 29  # gap to the next candidate use, and whether it happens
    CARE_BEFORE = 30
    SO_FAR = 31  # how long people of day 0 have been supported or in an activity
    INPUT = 32  # the value of an uncertain input in a draw of all of them
    HELP = 33  # whether a person who goes on helps to run the group, and for how long
    WANTED = 34  # whether a person wants a wider outcome at all
    CARE_PATIENCE = 35  # how long a person who is new to care waits for a place


ROUNDS = 10
Key = tuple[tuple[int, int], ...]  # the keys of a study's rounds


class Who(NamedTuple):
    """An identity within one replication of one study: never a place in a list."""

    key: Key
    replication: int
    source: int  # Source | layer << 2
    number: int


class Law(NamedTuple):
    """A distribution as plain numbers: kind, and up to three parameters (see the constants below)."""

    kind: int
    a: float
    b: float
    c: float


FIXED = 0  # a
UNIFORM = 1  # a to b
TRIANGULAR = 2  # low a, most likely b, high c
EXPONENTIAL = 3  # mean a
WEIBULL = 4  # scale a, shape b
LOGNORMAL = 5  # log median a, sigma b
QUANTILES = 6  # a: first row, b: number of rows in the table of points


class Point(NamedTuple):
    """One row of a given-quantiles table: this share of draws lies at or below this value."""

    share: float
    value: float


class Points(Protocol):
    """A table of points: a tuple here, an array in a compiled engine."""

    def __getitem__(self, row: int, /) -> Point:
        """One row."""


def study_key(seed: int) -> Key:
    """The key of a study. Seeds 1 and 2 have nothing in common."""
    digest = blake2b(f"{GENERATION} {seed}".encode(), digest_size=8).digest()
    return round_keys(int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little"))


def round_keys(k_0: int, k_1: int) -> Key:
    """The key of each of the ten rounds, from two 32-bit words: worked out once a study, not once a draw."""
    return tuple(((k_0 + n * 0x9E3779B9) & MASK_32, (k_1 + n * 0xBB67AE85) & MASK_32) for n in range(ROUNDS))


def name_number(name: str, bits: int = 32) -> int:
    """A number for a name, the same on every machine: what keeps luck by name, not by position."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") & ((1 << bits) - 1)


def in_episode(episode: int, occurrence: int) -> int:
    """An occurrence counted within an episode (both from 0; the occurrence fits in 32 bits)."""
    return episode << 32 | occurrence


def philox(c_0: int, c_1: int, c_2: int, c_3: int, key: Key) -> tuple[int, int, int, int]:
    """Philox4x32-10: four words of counter in, four words out. Meets the published known answers.

    The masks make products that wrap to 64 bits (compiled) and products that do not (Python) the same.
    """
    for k_0, k_1 in key:
        p_0 = 0xD2511F53 * c_0
        p_1 = 0xCD9E8D57 * c_2
        c_0 = p_1 >> 32 & MASK_32 ^ (c_1 ^ k_0)
        c_1 = p_1 & MASK_32
        c_2 = p_0 >> 32 & MASK_32 ^ (c_3 ^ k_1)
        c_3 = p_0 & MASK_32
    return c_0, c_1, c_2, c_3


def pair(who: Who, purpose: int, occurrence: int) -> tuple[float, float]:
    """Two uniforms for one decision: a block is dear and holds two. Each lies strictly between 0 and 1."""
    x_0, x_1, x_2, x_3 = philox(
        occurrence & MASK_32,
        purpose | (occurrence >> 32) << 16,
        who.number,
        who.replication | who.source << 24,
        who.key,
    )
    # 52 bits and a half, times 2**-52: exact, and neither end can be reached.
    return (
        ((x_1 & 0xFFFFF) << 32 | x_0) * 2.220446049250313e-16 + 1.1102230246251565e-16,
        ((x_3 & 0xFFFFF) << 32 | x_2) * 2.220446049250313e-16 + 1.1102230246251565e-16,
    )


def uniform(who: Who, purpose: int, occurrence: int) -> float:
    """One uniform, strictly between 0 and 1, for one decision."""
    return pair(who, purpose, occurrence)[0]


def log(x: float) -> float:
    """Natural logarithm of a positive number, within 1 unit in the last place, from + - * / and frexp (fdlibm)."""
    m, e = frexp(x)
    less = int(m < 0.7071067811865476)  # reckoned with, not branched on: it cannot be predicted
    f = m * float(1 + less) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01
        + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half = 0.5 * f * f
    k = float(e - less)
    return k * 6.93147180369123816490e-01 - ((half - (s * (half + even + odd) + k * 1.90821492927058770002e-10)) - f)


def exp(x: float) -> float:
    """Exponential, from + - * / and ldexp alone (fdlibm). Held to 10**±304, so it never overflows."""
    x = min(700.0, max(-700.0, x))
    k = floor(x * 1.4426950408889634 + 0.5)
    high = x - k * 6.93147180369123816490e-01
    low = k * 1.90821492927058770002e-10
    r = high - low
    t = r * r
    c = r - t * (
        1.66666666666666019037e-01
        + t
        * (
            -2.77777777770155933842e-03
            + t * (6.61375632143793436117e-05 + t * (-1.65339022054652515390e-06 + t * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 - ((low - (r * c) / (2.0 - c)) - high)
    # Times 2**k, as 2**(31 + k) and 2**-31: exact either way, and shifting a whole number is faster than ldexp.
    return y * float(1 << 31 + k) * 4.656612873077393e-10 if -31 <= k < 31 else ldexp(y, k)


def normal(u: float) -> float:
    """Standard normal quantile, relative error 1.2e-9 (Acklam's rational approximation); antisymmetric about 1/2."""
    if u > 0.02425 and 1.0 - u > 0.02425:
        d = u - 0.5  # which has the sign, so that nothing is branched on
        r = d * d
        top = (
            (((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r + 1.383577518672690e02)
            * r
            - 3.066479806614716e01
        ) * r
        bottom = (
            (((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r + 6.680131188771972e01)
            * r
            - 1.328068155288572e01
        ) * r
        return (top + 2.506628277459239e00) * d / (bottom + 1.0)
    r = sqrt(-2.0 * log(min(u, 1.0 - u)))
    top = (
        (((-7.784894002430293e-03 * r - 3.223964580411365e-01) * r - 2.400758277161838e00) * r - 2.549732539343734e00)
        * r
        + 4.374664141464968e00
    ) * r
    bottom = (
        ((7.784695709041462e-03 * r + 3.224671290700398e-01) * r + 2.445134137142996e00) * r + 3.754408661907416e00
    ) * r
    x = (top + 2.938163982698783e00) / (bottom + 1.0)
    return x if u < 0.5 else -x


def exponential(u: float) -> float:
    """Unit exponential. A hazard spends it: the event comes when hazard x time has used it up."""
    return -log(1.0 - u)


def draw(points: Points, law: Law, u: float) -> float:
    """The value of a distribution at u, by inversion; never falls as u grows. `points`: rows of given quantiles."""
    kind, a, b, c = law.kind, law.a, law.b, law.c
    if kind == EXPONENTIAL:
        return a * exponential(u)
    if kind == LOGNORMAL:
        return exp(a + b * normal(u))
    if kind == WEIBULL:
        return a * exp(log(exponential(u)) / b)
    if kind == TRIANGULAR:
        if u * (c - a) < b - a:
            return a + sqrt(u * (c - a) * (b - a))
        return c - sqrt((1.0 - u) * (c - a) * (c - b))
    if kind == UNIFORM:
        return a + u * (b - a)
    if kind == QUANTILES:
        return between_points(points, int(a), int(a) + int(b) - 1, u)
    return a


def between_points(points: Points, low: int, high: int, u: float) -> float:
    """Straight lines between the given quantiles in rows low to high, whose shares run from 0 to 1."""
    while high - low > 1:
        middle = (low + high) >> 1
        if points[middle].share <= u:
            low = middle
        else:
            high = middle
    across = (u - points[low].share) / (points[high].share - points[low].share)
    return points[low].value + across * (points[high].value - points[low].value)


def share_below(points: Points, law: Law, value: float) -> float:
    """The share of draws at or below a value: the inverse of `draw`, by halving; the same on every machine."""
    low, high = 0.0, 1.0
    for _ in range(52):
        middle = 0.5 * (low + high)
        if draw(points, law, middle) <= value:
            low = middle
        else:
            high = middle
    return low


def binomial(n: int, p: float, u: float) -> int:
    """Quantile of the number of successes in n tries (up to 1,000). At the same u it never falls, and grows by at most
    1, as n grows by 1. Whichever of success and failure is rarer is counted, so that nothing underflows."""
    if p > 0.5:
        return n - rarer(n, 1.0 - p, 1.0 - u)
    return rarer(n, p, u)


def rarer(n: int, p: float, u: float) -> int:
    """Quantile of a binomial count, for a chance of at most one half: the terms are added up from 0."""
    q = 1.0 - p
    term = 1.0
    for _ in range(n):
        term *= q
    below, k = term, 0
    while u > below and k < n:
        term *= (n - k) / (k + 1) * p / q
        k += 1
        below += term
    return k


def poisson(mean: float, u: float) -> int:
    """Quantile of a Poisson count; means above 500 are taken as their nearest whole number."""
    if mean > 500.0:
        return int(mean + 0.5)
    term = exp(-mean)
    below, k = term, 0
    while u > below and term > 0.0:
        k += 1
        term *= mean / k
        below += term
    return k


def odds_times(chance: float, ratio: float) -> float:
    """A chance whose odds are multiplied by a ratio; 0 stays 0 and 1 stays 1."""
    return chance * ratio / (1.0 - chance + chance * ratio)
