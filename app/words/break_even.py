"""Where does the answer cross 0?"""

from app.words.assumed import assumption_title
from app.words.numbers import number, pounds, years
from app.words.swings import WHOLE, along_in_words, amount
from experiments.break_even import BreakEvenOf

OF = {"net": "Net cash", "capacity": "The value of capacity released less the cost of the service"}


def break_even_in_words(found: BreakEvenOf) -> list[str]:
    """Where the answer crosses 0."""
    title, unit, times = assumption_title(found), found.unit, found.times
    low, high = (float(f"{end:.3g}") if found.along else end for end in (found.low, found.high))
    span = f"{amount(low, unit, times=times)} to {amount(high, unit, times=times)}"
    what = f"{OF[found.of]} over {years(found.years)}"
    now = amount(found.value, unit, times=times)
    if not found.moves:
        posts = " The same posts go at each of them, or none." if ".step." in found.path else ""
        same = f"{what} is the same at every value tried, {span}: “{title}” (now {now}) does not enter it here."
        return [f"Break-even: none. {same}{posts}", *fit_in_words(found)]
    if found.crossing is None:
        side = "above" if found.points[0].mean >= 0 else "below"
        none = f"Break-even: none in range. {what} stays {side} £0 from {span} ({title}; now {now})."
        return [none, *fit_in_words(found)]
    at, unit_shown = found.crossing, unit
    turns = "above" if found.rising else "below"
    first = (
        f"Break-even: {what} crosses £0 where “{title}” is about {_near(at, found, unit_shown)} (now {now}); "
        f"{turns} £0 beyond that."
    )
    said = [first, _interval(found), *fit_in_words(found)]
    if found.crossings > 1:
        said.append(
            f"It changes sign {found.crossings} times between {span}: read the table, "
            "not this one value."
        )  # fmt: skip
    return said


def fit_in_words(found: BreakEvenOf) -> list[str]:
    """Whether published figures are still met at the values tried."""
    if found.along:
        return [along_in_words(found, found.along)]
    if found.breaks_the_fit:
        return ["This input was fitted to a published figure, which is missed wherever it is varied alone."]
    return []


def _near(value: float, found: BreakEvenOf, unit: str) -> str:
    """To a grain that suits the interval."""
    low, high = found.interval or (None, None)
    width = (high - low) / 10 if low is not None and high is not None else abs(found.high - found.low) / 100
    if unit == "£":
        return pounds(value, width)
    said = number(value, width)
    return f"{said} times" if found.times else f"{said} {unit}" if unit in (*WHOLE, "posts") else said


def _interval(found: BreakEvenOf) -> str:
    low, high = found.interval or (None, None)
    if low is None and high is None:
        return (
            "95% interval (simulation error): the whole range and beyond. More replications are needed."
            if found.replications > 1
            else "One replication: nothing is known of its simulation error."
        )
    unit = found.unit
    if low is None and high is not None:
        return f"95% interval (simulation error): from below the range to {_near(high, found, unit)}."
    if low is not None and high is None:
        return f"95% interval (simulation error): from {_near(low, found, unit)} to beyond the range."
    return f"95% interval (simulation error): {_near(low or 0.0, found, unit)} to {_near(high or 0.0, found, unit)}."
