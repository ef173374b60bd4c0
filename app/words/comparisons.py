"""How do two scenarios differ? Net cash, then time in care or, where other people are served, capacity.

A sentence has the better of the two as its subject, whichever was named first: so the order of names changes none.
"""

from collections.abc import Mapping

from app.words.estimates import UNKNOWN, Say, bracket, error_of, nothing, unseen
from app.words.numbers import number, pounds, years
from app.words.parts import care_time, horizons, net_cash, steps
from experiments.answer import Comparison, ComparisonInShort
from experiments.intervals import Estimate, negated

RELEASES = "releases about {} more capacity than {}, each against its own comparator"


def comparison_in_words(comparison: Comparison, titles: Mapping[str, str] | None = None) -> str:
    """'“The pilot” leaves about £45,000 more net cash than “A third post” [...]: clear of simulation error.'"""
    names = [comparison.first, comparison.second]
    quoted = [f"“{(titles or {}).get(name, name)}”" for name in names]
    both = " and ".join(sorted(quoted))
    said = []
    for horizon in horizons(comparison)[-1:]:
        net, over = net_cash(comparison, horizon), f"over {years(horizon)}"
        said.append(
            f"{both} come to exactly the same net cash {over}."
            if nothing(net)
            else f"{both} come to the same net cash {over} ({error_of(net, pounds)})."
            if unseen(net)
            else _more(net, quoted, pounds, "leaves about {} more net cash than {} " + over)
        )
    if not comparison.bridge:
        said.append(
            "Money is not compared: it is reported only for follow-up of a year or more, and "
            f"{both} do not both have one."
        )
    of = {row.name: row for row in comparison.outcomes}
    if others_served(comparison):
        said.append("They serve different numbers of people, so time in care is not compared.")
        for horizon in horizons(comparison)[-1:]:
            capacity = steps(comparison, horizon)["capacity"]
            said.append(
                "Each against its own comparator, they release exactly the same capacity."
                if nothing(capacity)
                else f"Each against its own comparator, they release the same capacity ({error_of(capacity, pounds)})."
                if unseen(capacity)
                else _more(capacity, quoted, pounds, RELEASES)
            )
    elif "weeks_in_care" in of:
        said.append(_time_in_care_compared(of["weeks_in_care"], quoted))
    if "referred" in of and of["referred"].half_width is None:
        said.append(UNKNOWN.strip(" []").capitalize() + ".")
    return " ".join(said)


def others_served(comparison: ComparisonInShort) -> bool:
    """Whether two scenarios serve different numbers of people."""
    return any(row.name == "referred" and not unseen(row) for row in comparison.outcomes)


def _more(difference: Estimate, quoted: list[str], say: Say, verb: str) -> str:
    """'“B” leaves about £45,000 more net cash than “A” over 3 years [...]: the difference is clear ...'"""
    first, second = quoted
    if difference.mean < 0 or (difference.mean == 0 and second < first):
        difference, first, second = negated(difference), second, first
    size = say(difference.mean, difference.half_width)
    return f"{second} {verb.format(size, first)}{bracket(difference, say)}: {verdict(difference)}."


def _time_in_care_compared(in_weeks: Estimate, quoted: list[str]) -> str:
    """Fewer is better: the subject is the one with less time in care."""
    fewer, unit = care_time(negated(in_weeks))
    if nothing(fewer):
        return "Time in care is exactly the same."
    if unseen(fewer):
        return f"Time in care is the same ({error_of(fewer)})."
    what = "care-years" if unit == "care-years" else "weeks in care"
    return _more(fewer, quoted, number, f"has the same people spend about {{}} fewer {what} than {{}}")


def verdict(difference: Estimate) -> str:
    """Whether a difference is more than the luck of the replications."""
    if difference.half_width is None:
        return "one replication cannot tell whether this is more than luck"
    if difference.settled:
        return "the difference is clear of simulation error"
    if difference.rare:
        return "too few replications differ to say which way it goes"
    return "the difference is within simulation error: more replications could reverse it"
