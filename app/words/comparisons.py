"""How do two scenarios differ? Net cash, then time in care or, where other people are served, capacity."""

from collections.abc import Mapping, Sequence

from app.words.estimates import UNKNOWN, Facts, bracket, nothing, settled
from app.words.numbers import number, pounds, years
from app.words.parts import care_time, horizons


def comparison_in_words(comparison: Facts, titles: Mapping[str, str] | None = None) -> str:
    """'“A third post” costs about £45,000 more, net, than “the pilot” [...]: clear of simulation error.'"""
    names = [comparison["first"], comparison["second"]]
    first, second = (f"“{(titles or {}).get(name, name)}”" for name in names)
    said = []
    for horizon in _longest(comparison):
        net = next(row for row in comparison["bridge"][str(horizon)] if row["name"] == "net")
        over = f"over {years(horizon)}"
        if nothing(net):
            said.append(f"{second} comes to exactly the same net cash as {first} {over}.")
        else:
            worse = net["mean"] < 0
            which = (
                "costs about {} more, net of the cash it releases, than"
                if worse
                else "leaves about {} more net cash than"
            )
            size = pounds(abs(net["mean"]), net["half_width"])
            said.append(
                f"{second} {which.format(size)} {first} {over}{bracket(net, pounds, flip=worse)}: {_verdict(net)}."
            )
    if not comparison["bridge"]:
        said.append(
            f"Money is not compared: it is told from a year of follow-up on, and {first} and {second} do not both have "
            "one."
        )
    of = {row["name"]: row for row in comparison["outcomes"]}
    if others_served(comparison):
        said.append("They serve different numbers of people, so time in care is not compared.")
        said += [_capacity_compared(second, comparison["bridge"][str(horizon)]) for horizon in _longest(comparison)]
    elif "weeks_in_care" in of:
        said.append(_time_in_care_compared(of["weeks_in_care"]))
    if "referred" in of and of["referred"]["half_width"] is None:
        said.append(UNKNOWN.strip(" []").capitalize() + ".")
    return " ".join(said)


def others_served(comparison: Facts) -> bool:
    """Whether two scenarios serve different numbers of people."""
    return any(row["name"] == "referred" and not nothing(row) for row in comparison["outcomes"])


def _longest(comparison: Facts) -> list[float]:
    """The longest horizon that both have; none where they share none."""
    return horizons(comparison)[-1:]


def _capacity_compared(second: str, rows: Sequence[Facts]) -> str:
    capacity = next(row for row in rows if row["name"] == "capacity")
    if nothing(capacity):
        return "Each against its own comparator, they release exactly the same capacity."
    less = capacity["mean"] < 0
    size = pounds(abs(capacity["mean"]), capacity["half_width"])
    told = bracket(capacity, pounds, flip=less)
    return (
        f"Each against its own comparator, {second} releases about {size} {'less' if less else 'more'} capacity"
        f"{told}: {_verdict(capacity)}."
    )


def _time_in_care_compared(in_weeks: Facts) -> str:
    spent, unit = care_time(in_weeks)
    if nothing(spent):
        return "Time in care is exactly the same."
    fewer = spent["mean"] < 0
    size = number(abs(spent["mean"]), spent["half_width"])
    told = bracket(spent, number, flip=fewer)
    size += f" {'fewer' if fewer else 'more'} {'years' if unit == 'care-years' else 'weeks'}"
    return f"With it the same people spend about {size} in care{told}: {_verdict(spent)}."


def _verdict(difference: Facts) -> str:
    if difference["half_width"] is None:
        return "one replication cannot tell whether this is more than luck"
    if settled(difference):
        return "the difference is clear of simulation error"
    return "the difference is within simulation error, so more replications may turn its sign"
