"""How is an estimate said? Never without its simulation error, or that it has none."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from app.words.numbers import MINUS, count, number, percent, pounds
from experiments.intervals import Estimate, negated

Facts = Any  # a part of the answer: a scenario, an outcome, a comparison, an estimate
Say = Callable[[float, float | None], str]
SAID_SHORTLY = re.compile(r"(\(\d+ of [\d,]+\))( |$)", re.M)
ENDS = (("low", "high"), ("error_low", "error_high"))
UNKNOWN = " [one replication: neither simulation error nor the spread of real services is known]"


AT_ONCE, ONE_AT_A_TIME = "all inputs at once", "one input at a time"  # how inputs were varied
SHORTLY = "(3 of 20): it happens, or differs, in 3 of 20 replications: too few to say; limits are in the JSON answer."
EVEN = 0.8  # of the longer side of an interval: a shorter one that is no shorter is said with it, as ±


def error_cell(estimate: Estimate, say: Say = number) -> str:
    """'±£7,000'; '+9/−4' where the interval reaches clearly further on one side; '(seen in 3 of 20: too few to say;
    up to 0.9)'; a single replication has none."""
    if estimate.rare:
        return f"({seldom(estimate, say)})"
    if estimate.half_width is None:
        return "±?"
    mean = estimate.mean
    low, high = estimate.error
    below, above = mean - low, high - mean
    if min(below, above) >= EVEN * max(below, above):
        return plus_minus(estimate.half_width, say)
    return f"+{say(above, above or None)}/{MINUS}{say(below, below or None)}"


def shortly(estimate: Estimate, say: Say = number) -> str:
    """The same where several stand side by side: (3 of 20) of what was seen too seldom, as `SHORTLY` says."""
    rare = estimate.rare
    return f"({rare.replications} of {rare.of:,})" if rare else error_cell(estimate, say)


def with_few(note: str, shown: str) -> str:
    """A note to a table, and what it means if the table says in how few replications a thing was seen."""
    return f"{note} {SHORTLY}".strip() if SAID_SHORTLY.search(shown) else note


def plus_minus(half_width: float | None, say: Say = number) -> str:
    """'±£7,000': of a half-width alone."""
    if half_width is None:
        return "±?"
    text = f"±{say(half_width, half_width or None)}"
    return text if half_width == 0 or any(c in "123456789" for c in text) else "under ±0.01"


def seldom(estimate: Estimate, say: Say = number, *, long: bool = False) -> str:
    """'seen in 3 of 20: too few to say; up to 0.9'. Where fewer have it, how often it may be; not how much."""
    rare = estimate.rare
    if rare is None:
        return ""
    seen, rest, of = rare.replications, rare.rest, f"{rare.of:,}{' replications' if long else ''}"
    often = f"in up to {percent(rare.share)}{' of them' if long else ''}"
    if not seen:
        return f"the same in all {of}: something else {often}" if rest else f"seen in none of {of}: {often}"
    where = f"other than {say(rest, None)} in {seen} of {of}" if rest else f"seen in {seen} of {of}"
    return f"{where}: too few to say; {often if estimate.error_low is None else _limits(estimate, say)}"


def error_of(estimate: Estimate, say: Say = number) -> str:
    """The error of something in a sentence: '±£7,000', or in how few replications it was seen."""
    return seldom(estimate, say, long=True) if estimate.rare else error_cell(estimate, say)


def in_brackets(estimate: Estimate, say: Say = number) -> str:
    """'(±7)'."""
    return f"({error_of(estimate, say)})"


def certain(estimate: Estimate) -> bool:
    """Whether nothing is known of an error, because there is none or a single replication shows none."""
    return not estimate.half_width and not estimate.rare


def _limits(estimate: Estimate, say: Say) -> str:
    """'up to 0.9', 'down to −£4,000', or between the two."""
    low, high = (say(end, estimate.half_width or None) for end in estimate.error)
    rest = say(estimate.rare.rest if estimate.rare else 0.0, estimate.half_width or None)
    return f"up to {high}" if low == rest else f"down to {low}" if high == rest else f"{low} to {high}"


def beside(estimate: Estimate) -> str:
    """'142 ±7': the same as `with_error`, for a cell."""
    if estimate.rare:
        return f"{number(estimate.mean, estimate.half_width or None)} {shortly(estimate)}"
    return with_error(estimate).replace("(", "").replace(")", "")


def with_error(estimate: Estimate) -> str:
    """'142 (±7)': a number of people or times, and its simulation error; alone where a single replication gave it."""
    mean, half_width = estimate.mean, estimate.half_width
    if estimate.rare:
        return f"{number(mean, half_width or None)} {in_brackets(estimate)}"
    if half_width is None or nothing(estimate):
        return count(mean)
    return f"{count(mean, half_width)} {in_brackets(estimate, _size)}"


def _size(length: float, half_width: float | None) -> str:
    """A number of people or times, to a decimal where it is below one."""
    return number(length, half_width) if length < 1 else count(length, half_width)


def span(estimate: Estimate, say: Say = number, *, flip: bool = False) -> str:
    """'£56,000 and £107,000': where 95 of 100 single real services fall; flipped, of the same counted the other way."""
    low, high = estimate.real
    low, high = (-high, -low) if flip else (low, high)
    width = max((high - low) / 4, estimate.half_width or 0.0) or None
    return f"{say(low, width)} and {say(high, width)}"


def bracket(estimate: Estimate, say: Say, *, flip: bool = False) -> str:
    """' [simulation error ±£7,000; if every input were right, one real service could fall between £56,000 and £107,000;
    what nobody knows puts it between ...]': luck is never said without what nobody knows, so where inputs have not been
    run across their ranges neither is. Nothing where a single replication has no error: `UNKNOWN` says so once."""
    if estimate.half_width is None:
        return ""
    shown = negated(estimate) if flip else estimate
    error = error_of(shown, say) if estimate.rare else f"simulation error {error_cell(shown, say)}"
    if estimate.low == estimate.high:
        error += "" if estimate.rare else ": the same in every replication"
    if estimate.unknown is None:
        return f" [{error}]"
    luck = f"if every input were right, one real service could fall between {_ends(estimate, say, flip=flip)}; "
    nobody = replace(estimate, low=estimate.unknown[0], high=estimate.unknown[1])
    return (
        f" [{error}; {'' if estimate.low == estimate.high else luck}what nobody knows puts it between "
        f"{_ends(nobody, say, flip=flip)}, {inputs_varied(estimate)}]"
    )


def inputs_varied(estimate: Estimate) -> str:
    """How the range of what nobody knows was found."""
    return AT_ONCE if estimate.at_once else ONE_AT_A_TIME


def luck(estimate: Estimate, say: Say = number) -> str:
    """'56 to 107', if every input is right: never where the range of what nobody knows cannot stand beside it."""
    if estimate.unknown is None or estimate.half_width is None:
        return "–"
    return span(estimate, say).replace(" and ", " to ")


def not_known(estimate: Estimate, say: Say = number) -> str:
    """'−304 to 251': what nobody knows puts it there, all inputs at once or one at a time."""
    if estimate.unknown is None:
        return "–"
    low, high = estimate.unknown
    return span(replace(estimate, low=low, high=high), say).replace(" and ", " to ")


def _ends(estimate: Estimate, say: Say, *, flip: bool) -> str:
    """'£56,000 and £107,000'; of a cost whose range reaches beyond 0, 'a net cost of ... and a net gain of ...'."""
    low, high = estimate.real
    if flip and say is pounds and low < 0 < high:
        width = (high - low) / 4
        return f"a net cost of {pounds(-low, width)} and a net gain of {pounds(high, width)}"
    return span(estimate, say, flip=flip)


def unseen(estimate: Estimate) -> bool:
    """Whether something is 0 in every replication."""
    return bool(estimate.mean == 0 and not estimate.low and not estimate.high)


def nothing(estimate: Estimate) -> bool:
    """Whether something is exactly 0, and not for want of replications."""
    return unseen(estimate) and not estimate.rare


Row = TypeVar("Row", bound=Estimate)


def scaled(estimate: Row, by: float) -> Row:
    """The same estimate in another unit."""

    def times(end: float | None) -> float | None:
        return None if end is None else end * by

    return replace(
        estimate,
        mean=estimate.mean * by,
        half_width=times(estimate.half_width),
        error_low=times(estimate.error_low),
        error_high=times(estimate.error_high),
        low=times(estimate.low),
        high=times(estimate.high),
        rare=estimate.rare and replace(estimate.rare, rest=estimate.rare.rest * by),
        unknown=estimate.unknown and (estimate.unknown[0] * by, estimate.unknown[1] * by),
    )
