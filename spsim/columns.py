"""What does each column of a frame mean, and in which unit is it? One home for frames, their attrs and docs/python.md.

Estimates have the same columns in every frame, with each of the three intervals under its own name. The columns of
`values()` and `log()` are those of the files, in `experiments.columns`.
"""

from typing import Literal, NamedTuple

Kind = Literal["text", "number", "whole", "truth", "day"]


class Column(NamedTuple):
    """A column. Unit: '' where it has none, 'as unit' where the column `unit` of the same row says it."""

    meaning: str
    kind: Kind = "text"
    unit: str = ""


Columns = dict[str, Column]

SCENARIO = Column("name of the scenario")
WORLD = Column("usual care (programme off), programme, or programme less usual care (paired)")
TITLE = Column("the same in words")


def estimate(unit: str) -> Columns:
    """The columns of an estimate: its mean and the three intervals, each by its name."""
    return {
        "mean": Column("mean over replications", "number", unit),
        "error_low": Column("simulation error: low end of the 95 % interval of the mean", "number", unit),
        "error_high": Column("and its high end; more replications narrow it", "number", unit),
        "year_low": Column("one real year: low end of where 95 % of single real services fall", "number", unit),
        "year_high": Column("and its high end, if every input is right", "number", unit),
        "unknown_low": Column("unknown inputs: low end of where the mean lies as far as these go", "number", unit),
        "unknown_high": Column(
            "and its high end; empty where inputs were not varied, or nothing follows it", "number", unit
        ),
        "unknown_at_once": Column(
            "true: in 95 % of sets of all inputs; false: over single inputs, one at a time", "truth"
        ),
        "seen_in": Column("in how many replications it was seen, where too few to say how much; else empty", "whole"),
    }


PEOPLE: Columns = {
    "scenario": SCENARIO,
    "outcome": Column("name of the outcome"),
    "title": TITLE,
    "unit": Column("of the estimate"),
    "world": WORLD,
    **estimate("as unit"),
}
GROUPS: Columns = {
    "scenario": SCENARIO,
    "trait": Column("the people counted differ in this"),
    "level": Column("and have this level of it"),
    **{name: column for name, column in PEOPLE.items() if name != "scenario"},
}
WAITS: Columns = {
    "scenario": SCENARIO,
    "queue": Column(
        "link_worker (new referrals), place, or list_of_day_0; where there is a care team care_new, care_back (after a "
        "relapse), or care_list_of_day_0, and the same with _usual of usual care"
    ),
    "trait": Column("the people counted differ in this; empty: everybody"),
    "level": Column("and have this level of it"),
    "joined": Column("how many joined, a replication", "number", "people"),
    "median_weeks": Column("until half are given what they wait for; empty: fewer ever are", "number", "weeks"),
    "ninetieth_weeks": Column("until nine in ten are", "number", "weeks"),
    "one_in_ten_weeks": Column("one in ten waits longer than this, given it or not", "number", "weeks"),
    "share_within_target": Column("given it within the target", "number", "share of those who joined"),
    "given_share": Column("given it by the end of the follow-up", "number", "share of those who joined"),
    "gave_up_share": Column("gave up", "number", "share of those who joined"),
    "cut_share": Column("cut off: service or activity ended, or they left", "number", "share of those who joined"),
    "waiting_share": Column("still waiting when the follow-up ends", "number", "share of those who joined"),
    "target_weeks": Column("the target", "number", "weeks"),
}
WAIT_CURVES: Columns = {
    "scenario": SCENARIO,
    "queue": WAITS["queue"],
    "weeks": Column("since joining", "number", "weeks"),
    "given_share": Column("given what they wait for by then", "number", "share of those who joined"),
    "gone_share": Column("gone without it by then", "number", "share of those who joined"),
}
QUEUES: Columns = {
    "scenario": SCENARIO,
    "state": Column("where people are"),
    "title": TITLE,
    "world": Column("programme or usual care"),
    "week": Column("since day 0, from 1: at its end", "whole", "weeks"),
    "date": Column("the day on which it ends", "day"),
    "mean": Column("mean over replications", "number", "people"),
    "year_low": Column("one real year: low end of where 95 % of single real services fall", "number", "people"),
    "year_high": Column("and its high end, if every input is right", "number", "people"),
}
CAPACITY: Columns = {
    "scenario": SCENARIO,
    "capacity": Column("posts, caseloads, contact hours, places"),
    "measure": Column("how its use is counted"),
    **estimate("share of all there was"),
}
BRIDGE: Columns = {
    "scenario": SCENARIO,
    "years": Column("counted up to so many years from day 0", "number", "years"),
    "payer": Column("whose budget; empty: everybody's"),
    "step": Column("name of the step"),
    "title": TITLE,
    "kind": Column("step, or subtotal of the steps above it"),
    **estimate("gbp"),
    "share_positive": Column("replications in which it is good for the budget", "number", "share of replications"),
}
MONEY: Columns = {
    "scenario": SCENARIO,
    "financial_year": Column("April to March"),
    "payer": Column("who pays"),
    "role": Column("for what: programme, care, ..."),
    "world": Column("programme or usual care"),
    "mean": Column("paid, mean over replications", "number", "gbp"),
}
DIFFERENCES: Columns = {
    "first": Column("name of the scenario that is taken away"),
    "second": Column("name of the scenario that it is taken from"),
    "of": Column("outcome (both with the programme) or bridge"),
    "name": Column("of the outcome, or of the step of the bridge"),
    "title": TITLE,
    "unit": Column("of the estimate"),
    "years": Column("of the bridge, from day 0; empty for an outcome", "number", "years"),
    **estimate("as unit"),
}
SWINGS: Columns = {
    "scenario": SCENARIO,
    "of": Column("net (cash) or capacity (released), at the longest horizon"),
    "path": Column("of the uncertain input, as with_values() takes it"),
    "title": TITLE,
    "unit": Column("of the input"),
    "grade": Column("how far its value is known"),
    "value": Column("as it is stated; of a length of time 1", "number", "as unit"),
    "low": Column(
        "the low of its range, or of what published figures leave of it; of a length of time a multiple",
        "number",
        "as unit",
    ),
    "high": Column("the high of that", "number", "as unit"),
    "at_low": Column("the answer at its low, all else equal", "number", "gbp"),
    "at_low_half_width": Column("simulation error of that: half its 95 % interval", "number", "gbp"),
    "at_high": Column("the answer at its high", "number", "gbp"),
    "at_high_half_width": Column("simulation error of that", "number", "gbp"),
    "swing": Column("the widest of the paired differences", "number", "gbp"),
    "swing_half_width": Column("simulation error of that", "number", "gbp"),
    "along_the_fit": Column("other inputs that were fitted with it move along, so that the figures stay met", "truth"),
    "breaks_the_fit": Column("at its ends a published figure is missed to which it was fitted", "truth"),
}
INPUTS: Columns = {
    "scenario": SCENARIO,
    "path": Column("as with_values() takes it"),
    "title": TITLE,
    "value": Column("as text"),
    "unit": Column("of the value"),
    "low": Column("of its range, as text"),
    "high": Column("of its range, as text"),
    "grade": Column("measured, published, borrowed, expert, assumed, or chosen"),
    "source": Column("where it comes from"),
}
CHANGED: Columns = {
    "first": Column("name of a scenario"),
    "second": Column("name of another"),
    "path": Column("of what they state otherwise"),
    "in_first": Column("what the first states, as text; empty: nothing"),
    "in_second": Column("what the second states"),
}
CAUTIONS: Columns = {
    "scenario": Column("name of the scenario; empty: about the run"),
    "kind": Column("kind of caution"),
    "path": Column("of the value it is about, if of one"),
    "sentence": Column("in words"),
}
FRAMES: dict[str, Columns] = {
    "people": PEOPLE,
    "groups": GROUPS,
    "waits": WAITS,
    "wait_curves": WAIT_CURVES,
    "queues": QUEUES,
    "capacity": CAPACITY,
    "bridge": BRIDGE,
    "money": MONEY,
    "differences": DIFFERENCES,
    "swings": SWINGS,
    "inputs": INPUTS,
    "changed": CHANGED,
    "cautions": CAUTIONS,
}
