"""What would change the answer, one uncertain input at a time?"""

from collections.abc import Sequence
from typing import Literal

from app.words.assumed import GRADES, assumption_title
from app.words.estimates import plus_minus
from app.words.numbers import listed, pounds, years
from app.words.parts import Sentence
from experiments.along import AlongTheFit, Moving
from experiments.intervals import Estimate
from experiments.ranges import About
from experiments.swings import SwingRow, Swings

Of = Literal["net", "capacity"]

FIRST, NAMED, PAIRS = 3, 3, 5
NOT_VARIED = (
    "The answer has not been run across such ranges, so no interval is given here; it may well be wider than the other "
    "two."
)
TURNS_SIGN = (
    "Turns its sign: yes, where an end lies on the other side of £0 by more than its simulation error; not settled, "
    "where it lies there by less."
)
HAIR = 1e-6
WHOLE = ("people", "places", "sessions", "meetings", "days")


def amount(value: float, unit: str, *, times: bool = False) -> str:
    """'£1,826', '0.5 times', '12 places', '0.27'."""
    said = f"{value:,.10g}"
    if times:
        return f"{said} times"
    if unit == "£":
        return f"£{said}"
    return f"{said} {unit}" if unit in (*WHOLE, "posts", "weeks", "hours/week") else said


def swing_title(row: About) -> str:
    """What an input is, and of which table."""
    return assumption_title(row)


def quoted(row: About) -> str:
    """The same within a sentence."""
    return f"“{swing_title(row)}”"


def swing_range(row: SwingRow) -> str:
    """'£1,826 to £10,958', and whether a published figure is missed at the ends."""
    low, high = swing_ends(row)
    return f"{low.removesuffix(' times')} to {high}{_fit(row)}"


def swing_ends(row: SwingRow) -> list[str]:
    """'£1,826' and '£10,958': each end of the range by itself."""
    ends = [_found(end) if row.along else end for end in (row.low, row.high)]
    return [amount(end, row.unit if row.unit == "£" else "", times=row.times) for end in ends]


def _found(value: float) -> float:
    """An end that was found, and not stated: to three digits."""
    return float(f"{value:.3g}")


def _fit(row: SwingRow) -> str:
    if row.along:
        return " (along the fit)"
    return " (breaks the fit)" if row.breaks_the_fit else ""


def fits_in_words(swings: Swings) -> list[Sentence]:
    """What moves along the fit, what contradicts the figures, what they cannot tell, what breaks the fit; and a fit
    that is not used."""
    fitted = [(row, row.along) for row in swings.rows if row.along]
    said = [Sentence("Along the fit", text) for text in _fitted_in_words(fitted)]
    broken = sum(bool(row.breaks_the_fit) for row in swings.rows)
    if broken:
        one = broken == 1
        said.append(
            Sentence(
                "Breaks the fit",
                f"{'One input was' if one else f'{broken} inputs were'} fitted to published figures and "
                f"{'is' if one else 'are'} varied here alone, so that at {'its' if one else 'their'} low and high a "
                "published figure is missed: such a swing is not what the figures allow.",
            )
        )
    if swings.fit:
        said.append(Sentence("Along the fit", f"{swings.fit}."))
    return said


def _fitted_in_words(fitted: Sequence[tuple[SwingRow, AlongTheFit]]) -> list[str]:
    """Of all fitted inputs together."""
    if not fitted:
        return []
    one = len(fitted) == 1
    first = (
        f"{'One input was' if one else f'{len(fitted)} inputs were'} fitted to published figures together. Low and "
        f"high of {'it' if one else 'each'} hold 90% of the mixtures that the figures allow, and what was fitted with "
        "it moves along, so that the figures stay met."
    )
    pairs = _pairs(fitted)
    beyond = [f"{quoted(row)} {outside}" for row, along in fitted if (outside := contradicted(along))]
    untold = [quoted(row) for row, along in fitted if along.is_unknown]
    said = [first]
    if pairs:
        more = f"; and {len(pairs) - PAIRS} more pairs" if len(pairs) > PAIRS else ""
        said.append(f"Move together, the closest first: {'; '.join(pairs[:PAIRS])}{more}.")
    if beyond:
        said.append(f"Of the stated ranges, these values contradict the figures: {'; '.join(beyond)}.")
    if untold:
        said.append(f"The figures say nothing about {listed(untold)}: {_as_wide(len(untold))}.")
    return said


def _pairs(fitted: Sequence[tuple[SwingRow, AlongTheFit]]) -> list[str]:
    """Each two that move together, once, the strongest tie first."""
    ties = [(row, other) for row, along in fitted for other in along.moving]
    ties.sort(key=lambda tie: -abs(tie[1].tie))
    once = {frozenset((row.path, other.path)): (row, other) for row, other in reversed(ties)}
    return [f"{quoted(row)} with {_moved(other)}" for row, other in reversed(once.values())]


def _as_wide(many: int) -> str:
    its = "its range is" if many == 1 else "their ranges are"
    return f"{its} as wide after the fit as before"


def moving_in_words(along: AlongTheFit) -> str:
    """'“Odds ratio” (35 to 3.1) and “Price” (10 to 12)': from where to where the others move."""
    return listed(list(map(_moved, along.moving)))


def _moved(other: Moving) -> str:
    return f"{quoted(other)} ({other.at_low:.3g} to {other.at_high:.3g}{' times' if other.times else ''})"


def contradicted(along: AlongTheFit) -> str | None:
    """'below 0.2 and above 0.5': which part of a stated range no mixture has that the figures allow."""
    ends = (("below", along.below), ("above", along.above))
    return listed([f"{side} {_found(end):g}" for side, end in ends if end is not None]) or None


def along_in_words(row: About, along: AlongTheFit) -> str:
    """What moves with one input, and which part of its range contradicts the published figures."""
    with_it = moving_in_words(along)
    text = (
        f"{quoted(row)} was fitted to published figures and moves with {with_it}, so that they stay met."
        if with_it
        else f"{quoted(row)} was fitted to published figures; nothing else need move with it for them to stay met."
    )
    outside = contradicted(along)
    beyond = f" Values {outside} contradict the figures and were not tried." if outside else ""
    untold = " The figures say nothing about it." if along.is_unknown else ""
    return f"{text}{beyond}{untold}"


def swing_cells(row: SwingRow, of: Of = "net") -> list[str]:
    """The answer at the low, at the high, and the swing, each with its simulation error."""
    swing = row.of(of)
    return [
        _with_error(swing.at_low, swing.at_low_half_width),
        _with_error(swing.at_high, swing.at_high_half_width),
        _with_error(swing.swing, swing.swing_half_width),
    ]


def _with_error(value: float, half_width: float | None) -> str:
    if half_width is not None and half_width <= 1e-9 * abs(value):
        return pounds(value, 1.0)  # exact: every replication says the same
    return f"{pounds(value, half_width)} {plus_minus(half_width, pounds)}"


def changes_sign(row: SwingRow, base: Estimate, of: Of = "net") -> bool:
    """Whether the answer lies clearly on the other side of 0 at one of the ends; or, where it is itself within
    simulation error of 0, clearly above at one end and below at the other."""
    its = row.of(of)
    low, high = (
        end if abs(end) > (half_width or 0.0) else 0.0
        for end, half_width in ((its.at_low, its.at_low_half_width), (its.at_high, its.at_high_half_width))
    )
    if clear(base):
        return bool(low * base.mean < 0 or high * base.mean < 0)
    return bool(low * high < 0)


def turns_sign(row: SwingRow, base: Estimate, of: Of = "net") -> str:
    """'yes', 'no', or 'not settled': `TURNS_SIGN` says which is when."""
    if changes_sign(row, base, of):
        return "yes"
    ends = [row.of(of).at_low, row.of(of).at_high]
    other = any(end * base.mean < 0 for end in ends) if clear(base) else ends[0] * ends[1] < 0
    return "not settled" if other else "no"


def sticking_out(rows: Sequence[SwingRow], of: Of = "net") -> str | None:
    """Which swings are wider than their ends are apart, and why: None where none is."""
    apart = ((row, row.of(of)) for row in rows)
    out = [quoted(row) for row, its in apart if its.swing > (1 + HAIR) * abs(its.at_high - its.at_low)]
    if not out:
        return None
    return (
        f"{listed(out)}: the answer as things stand lies beyond both ends, so the swing runs from it to the end that "
        "is further off."
    )


def clear(base: Estimate) -> bool:
    """Whether the answer itself has a sign beyond simulation error; of one replication, nobody knows better."""
    return bool(abs(base.mean) > (base.half_width or 0.0))


def widest(swings: Swings, most: int) -> list[SwingRow]:
    """The inputs that move net cash most; those that do not move it at all are left out."""
    return [row for row in swings.rows if row.net.swing][:most]


def swings_in_words(swings: Swings) -> list[Sentence]:
    """Which inputs could change the sign of net cash on their own, and what was left out."""
    rows, base = swings.rows, swings.base.net
    if not rows:
        return [
            Sentence("One at a time", "No uncertain input states a range, so nothing is known of what would change it.")
        ]
    turning = [quoted(row) for row in rows if changes_sign(row, base)]
    now = _with_error(base.mean, base.half_width)
    side = "to the other side of £0" if clear(base) else "clearly to one side of £0 or the other"
    some = turning if len(turning) <= NAMED else [*turning[:NAMED], f"{len(turning) - NAMED} more"]
    finding = f"{listed(some, 'or')} alone could carry it" if turning else "None of them alone carries it"
    few = swings.replications
    runs = f"In the first {few} replications" if few != 1 else "In the first replication"
    said = [Sentence("One at a time", f"{runs} net cash over {years(swings.years)} is {now}. {finding} {side}.")]
    said += fits_in_words(swings)
    if swings.skipped:
        said += [Sentence("Not tried", f"{swing_title(row)}: {row.why.rstrip('.')}.") for row in swings.skipped]
    return said


def furthest(swings: Swings, replications: int | None = None) -> str:
    """The third interval, as far as swings can tell it: how far any one input moves net cash, in how many of all
    replications."""
    ends = [end for row in swings.rows for end in (row.net.at_low, row.net.at_high)]
    if not ends:
        return NOT_VARIED
    low, high = (pounds(end, swings.base.net.half_width) for end in (min(ends), max(ends)))
    few = swings.replications
    which = "replication" if few == 1 else f"{few} replications"
    runs = f"in all {which}" if few == replications != 1 else f"in the first {which}"
    return (
        f"One at a time, {_inputs(len(swings.rows))} net cash over {years(swings.years)} "
        f"between {low} and {high}, {runs}; varied together, which has not been done, they may move it further."
    )


def _inputs(many: int) -> str:
    return "the one input with a range puts" if many == 1 else f"the {many} inputs with a range put"


def get_first(swings: Swings) -> str | None:
    """Which local figures to get first: of the inputs that move net cash most, whatever their grade."""
    named = [f"{quoted(row)} ({GRADES[row.grade]})" for row in widest(swings, FIRST)]
    return f"Get these first: {listed(named)}." if named else None


def all_else(*of: Swings) -> str:
    """What stays as it is while an input is varied."""
    fitted = any(row.along for swings in of for row in swings.rows)
    return "all else equal but for what was fitted with it" if fitted else "all else equal"


def swings_heading(swings: Swings) -> str:
    """Above the table."""
    return (
        f"Each uncertain input at its low and its high, {all_else(swings)}, the same luck: net cash over "
        f"{years(swings.years)}"
    )
