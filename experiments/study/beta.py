"""How is one share spread whose beta distribution is given? Its quantiles, by halving.

The shares of several levels, Dirichlet together, are betas apart: each level takes its part of what those before it
have left. The incomplete beta function is worked out by its continued fraction (modified Lentz; Press et al. 2007,
Numerical Recipes, 6.4) from plain arithmetic and the logarithm and exponential of `arrays`: the same on every machine.
"""

import numpy as np

from experiments.study.arrays import Floats, exp, log
from sim import luck

HALVINGS = 60
TERMS = 400
TINY = 1e-300
CLOSE = 1e-15
LANCZOS = (
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
    12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
)  # fmt: skip
LOG_ROOT_2_PI = 0.91893853320467274


def beta_quantiles(a: float, b: float, u: Floats) -> Floats:
    """The value below which each share of draws lies."""
    each, back = np.unique(u, return_inverse=True)
    low, high = np.zeros_like(each), np.ones_like(each)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = beta_shares(a, b, middle) < each
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return ((low + high) / 2)[back.reshape(-1)]


def beta_shares(a: float, b: float, values: Floats) -> Floats:
    """The share of draws that lie below each value between 0 and 1."""
    x = np.clip(values, TINY, 1 - 1e-16)
    turned = x > (a + 1) / (a + b + 2)
    one, other = np.where(turned, b, a), np.where(turned, a, b)
    at = np.where(turned, 1 - x, x)
    whole = _log_gamma(a + b) - _log_gamma(a) - _log_gamma(b)
    front = exp(whole + one * log(at) + other * log(1 - at)) / one
    found = front * _fraction(one, other, at)
    return np.where(turned, 1 - found, found)


def _fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    """The continued fraction of the incomplete beta function, where it converges fast."""
    c = np.ones_like(x)
    d = 1 / _not_0(1 - (a + b) * x / (a + 1))
    found = d.copy()
    for m in range(1, TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_0(1 + even * d)
        c = _not_0(1 + even / c)
        found = found * (d * c)
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_0(1 + odd * d)
        c = _not_0(1 + odd / c)
        found = found * (d * c)
        if bool((np.abs(d * c - 1) < CLOSE).all()):
            break
    return found


def _not_0(x: Floats) -> Floats:
    return np.where(np.abs(x) < TINY, TINY, x)


def _log_gamma(x: float) -> float:
    """Of a number above 0 (Lanczos, g = 7)."""
    if x < 0.5:
        return _log_gamma(x + 1) - luck.log(x)
    x -= 1
    total = LANCZOS[0] + sum(term / (x + n) for n, term in enumerate(LANCZOS[1:], start=1))
    return LOG_ROOT_2_PI + (x + 0.5) * luck.log(x + 7.5) - (x + 7.5) + luck.log(total)
