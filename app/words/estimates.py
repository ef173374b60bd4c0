"""How is an estimate said? Never without its simulation error, or that it has none."""

from collections.abc import Callable, Mapping
from typing import Any

from app.words.numbers import count, number, pounds

Facts = Mapping[str, Any]  # a part of the answer: a scenario, an outcome, a comparison, an estimate
Say = Callable[[float, float | None], str]
UNKNOWN = " [one replication: neither simulation error nor the spread of real services is known]"


def plus_minus(half_width: float | None, say: Say = number) -> str:
    """'±£7,000'; a single replication has none."""
    if half_width is None:
        return "±?"
    text = f"±{say(half_width, half_width or None)}"
    return text if half_width == 0 or any(c in "123456789" for c in text) else "under ±0.01"


def with_error(estimate: Facts) -> str:
    """'142 (±7)': a number of people or times, and its simulation error; alone where a single replication gave it."""
    mean, half_width = estimate["mean"], estimate["half_width"]
    if half_width is None or nothing(estimate):
        return count(mean)
    error = number(half_width, half_width or None) if half_width < 1 else count(half_width, half_width)
    return f"{count(mean, half_width)} (±{error})"


def span(estimate: Facts, say: Say = number, *, flip: bool = False) -> str:
    """'£56,000 and £107,000': the central 95 % of replications; flipped, of the same thing counted the other way."""
    low, high = (-estimate["high"], -estimate["low"]) if flip else (estimate["low"], estimate["high"])
    width = max((high - low) / 4, estimate["half_width"] or 0.0) or None
    return f"{say(low, width)} and {say(high, width)}"


def bracket(estimate: Facts, say: Say, *, flip: bool = False) -> str:
    """' [simulation error ±£7,000; if every input were right, one real service could fall between £56,000 and £107,000;
    what nobody knows puts it between ...]': luck is never said without what nobody knows, so where inputs have not been
    run across their ranges neither is. Nothing where a single replication has no error: `UNKNOWN` says so once."""
    if estimate["half_width"] is None:
        return ""
    error = f"simulation error {plus_minus(estimate['half_width'], say)}"
    if estimate["low"] == estimate["high"]:
        error += ": the same in every replication"
    if "unknown" not in estimate:
        return f" [{error}]"
    luck = f"if every input were right, one real service could fall between {_ends(estimate, say, flip=flip)}; "
    nobody = {**estimate, "low": estimate["unknown"][0], "high": estimate["unknown"][1]}
    return (
        f" [{error}; {'' if estimate['low'] == estimate['high'] else luck}what nobody knows puts it between "
        f"{_ends(nobody, say, flip=flip)}, one input at a time]"
    )


def luck(estimate: Facts, say: Say = number) -> str:
    """'56 to 107', if every input is right: never where the range of what nobody knows cannot stand beside it."""
    if "unknown" not in estimate or estimate["half_width"] is None:
        return "–"
    return span(estimate, say).replace(" and ", " to ")


def not_known(estimate: Facts, say: Say = number) -> str:
    """'−304 to 251': what nobody knows puts it there, one input at a time."""
    if "unknown" not in estimate:
        return "–"
    low, high = estimate["unknown"]
    return span({**estimate, "low": low, "high": high}, say).replace(" and ", " to ")


def _ends(estimate: Facts, say: Say, *, flip: bool) -> str:
    """'£56,000 and £107,000'; of a cost whose range reaches beyond 0, 'a net cost of ... and a net gain of ...'."""
    if flip and say is pounds and estimate["low"] < 0 < estimate["high"]:
        width = (estimate["high"] - estimate["low"]) / 4
        return f"a net cost of {pounds(-estimate['low'], width)} and a net gain of {pounds(estimate['high'], width)}"
    return span(estimate, say, flip=flip)


def settled(estimate: Facts) -> bool:
    """Whether a mean is clear of simulation error. A single replication settles nothing."""
    half_width = estimate["half_width"]
    return half_width is not None and abs(estimate["mean"]) > half_width


def nothing(estimate: Facts) -> bool:
    """Whether something is exactly nought in every replication."""
    return bool(estimate["mean"] == estimate["low"] == estimate["high"] == 0)


def turned(estimate: Facts) -> dict[str, Any]:
    """The same estimate with its sign turned."""
    turned_over = {**estimate, "mean": -estimate["mean"], "low": -estimate["high"], "high": -estimate["low"]}
    if "unknown" in estimate:
        low, high = estimate["unknown"]
        turned_over["unknown"] = [-high, -low]
    return turned_over


def scaled(estimate: Facts, by: float) -> dict[str, Any]:
    """The same estimate in another unit."""
    of = {"mean", "half_width", "low", "high"}
    inside = {key: value if value is None else value * by for key, value in estimate.items() if key in of}
    return inside | ({"unknown": [end * by for end in estimate["unknown"]]} if "unknown" in estimate else {})
