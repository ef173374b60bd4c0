"""An estimate of the answer, made up: as `experiments.intervals.Estimate` has it."""

from typing import Any


def made_up(mean: float, half_width: float | None = 1.0, low: float | None = None, high: float | None = None) -> Any:
    """Even about its mean; one real year reaches twice as far, unless said."""
    reach = half_width or 0.0
    return {
        "mean": mean,
        "half_width": half_width,
        "error_low": None if half_width is None else mean - half_width,
        "error_high": None if half_width is None else mean + half_width,
        "low": mean - 2 * reach if low is None else low,
        "high": mean + 2 * reach if high is None else high,
        "rare": None,
    }


def seldom_seen(
    mean: float, seen: int, rest: float = 0.0, limits: tuple[float | None, float | None] = (None, None)
) -> Any:
    """Seen in so few of 20 replications."""
    low, high = (mean if limit is None else limit for limit in limits)
    return {
        **made_up(mean, abs(mean - rest), min(mean, rest, low), max(mean, rest, high)),
        "error_low": limits[0],
        "error_high": limits[1],
        "rare": {"replications": seen, "of": 20, "rest": rest, "share": 0.25},
    }
