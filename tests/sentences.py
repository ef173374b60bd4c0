"""The table of sentences: every sentence of an answer, what it rests on, and the answer in which it must not stand.

An answer that was run is made to say one thing, and then its opposite (`tests/contract/test_sentences.py`): a `Row` is
the sentence, the function that gives it, and the two changes. They change the answer as JSON says it, by path, and
`facts_of` makes it an answer again: so none is made that could not be. `ALWAYS` holds what is said of the method,
whatever the answer. A new sentence of `app/words` needs a row here.
"""

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from app import words
from app.words import economics
from experiments.answer import Comparison, ScenarioAnswer
from experiments.break_even import BreakEvenOf
from experiments.cautions import Caution
from experiments.economics.plane import against
from experiments.fit_rows import Across
from experiments.options import Options
from experiments.solving.answer import Solved
from experiments.what_ifs import WhatIfAnswer
from tests import sentences_of_economics as of_money
from tests.estimates import made_up, seldom_seen

REPLICATIONS = 3


@dataclass(frozen=True, kw_only=True)
class Facts(ScenarioAnswer):
    """A scenario's part of an answer, and what else a sentence can be of."""

    options: Options | None = None
    pair: Comparison | None = None
    break_even: BreakEvenOf | None = None
    what_if: WhatIfAnswer | None = None
    second: ScenarioAnswer | None = None
    across: Across | None = None
    solved: Solved | None = None
    cautions: tuple[Caution, ...] = ()
    made: Any = None  # what is made up whole, in place of an answer


FACTS = TypeAdapter(Facts)  # made once: there are hundreds of rows


def facts_of(said: dict) -> Facts:
    """What JSON says of a scenario, as an answer."""
    return FACTS.validate_python(said)


# ---------------------------------------------------------------- ways to change an answer


def est(mean: float, half_width: float | None = -1.0, low: float | None = None, high: float | None = None) -> dict:
    """An estimate; settled unless a half-width says otherwise."""
    width = abs(mean) / 10 if half_width == -1.0 else half_width
    spread = abs(mean) / 2
    return made_up(mean, width, mean - spread if low is None else low, mean + spread if high is None else high)


NOTHING = est(0.0)
KNOWN = {**est(-50_000.0, 1_000.0, -90_000.0, 20_000.0), "unknown": [-300_000.0, 200_000.0]}
UNSEEN = seldom_seen(0.0, 0)
ALL_ALIKE = seldom_seen(5.0, 0, 5.0)
HARDLY = seldom_seen(1.0, 2)
SELDOM = seldom_seen(2.0, 4, 0.0, (0.0, 9.0))
OTHERWISE = seldom_seen(4.5, 4, 5.0, (1.0, 6.0))
UNSETTLED = est(10.0, 20.0, -40.0, 60.0)


class Change:
    """Named edits of a scenario's part of an answer, one after another."""

    def __init__(self, *edits: Callable[[dict], None]) -> None:
        self.edits = edits

    def __call__(self, facts: dict) -> dict:
        changed = copy.deepcopy(facts)
        for edit in self.edits:
            edit(changed)
        return changed


def put(path: str, value: Any) -> Callable[[dict], None]:
    """A value at a path: 'dates.end'; a number is a place in a list."""

    def edit(facts: dict) -> None:
        *way, last = path.split(".")
        here: Any = facts
        for step in way:
            here = here[int(step)] if isinstance(here, list) else here[step]
        here[int(last) if isinstance(here, list) else last] = copy.deepcopy(value)

    return edit


def outcome(name: str, **worlds: dict) -> Callable[[dict], None]:
    """Estimates of an outcome, by world."""

    def edit(facts: dict) -> None:
        row = next(one for one in facts["outcomes"] if one["name"] == name)
        row.update(copy.deepcopy(worlds))

    return edit


def step(**steps: dict) -> Callable[[dict], None]:
    """Estimates of steps of the bridge, at every horizon."""

    def edit(facts: dict) -> None:
        for rows in facts["bridge"].values():
            for row in rows:
                row.update(copy.deepcopy(steps.get(row["name"], {})))

    return edit


def helped(times: float, places: float) -> Callable[[dict], None]:
    """A service in which people may help to run groups: so many times, adding so many place-weeks."""

    def edit(facts: dict) -> None:
        for name, mean in (("started_helping", times), ("helper_places", places)):
            seen = est(mean) if mean else NOTHING
            row = {"name": name, "title": name, "unit": "", "usual": NOTHING, "programme": seen, "difference": seen}
            facts["outcomes"].append(row)

    return edit


def roles(**paid: tuple[float, float]) -> Callable[[dict], None]:
    """What a payer called Trust pays for a role under usual care and with the programme: (usual, programme)."""

    def edit(facts: dict) -> None:
        for name, (usual, programme) in paid.items():
            role = name.replace("_", " ")
            facts["money_by_year"] = [row for row in facts["money_by_year"] if row["role"] != role]
            facts["money_by_year"].append(
                {"year": "2015/16", "payer": "Trust", "role": role, "usual care": usual, "programme": programme}
            )

    return edit


def no_reviews(facts: dict) -> None:
    """A setting in which nobody is discharged."""
    facts["outcomes"] = [one for one in facts["outcomes"] if not one["name"].startswith("discharged_in_")]
    outcome("routine_reviews", usual=NOTHING, programme=NOTHING)(facts)
    outcome("supported_reviews", usual=NOTHING, programme=NOTHING)(facts)


def no_bridge(facts: dict) -> None:
    facts["bridge"] = {}


SAME_WEEKS = outcome("weeks_in_care", difference=NOTHING)
SAME_USES = outcome("uses.gp", difference=NOTHING)
FEWER_WEEKS = outcome("weeks_in_care", difference=est(-900.0))
NO_MONEY = step(cash=NOTHING, capacity=NOTHING, net=est(-50_000.0))
SWING = {
    "path": "costs.care.gbp", "title": "Price", "unit": "£", "grade": "assumed", "times": False, "value": 3000.0,
    "low": 1000.0, "high": 9000.0, "breaks_the_fit": False, "along": None, "means": [],
}  # fmt: skip


def swung(low: float, high: float, swing: float | None = None) -> dict:
    """A swing of an input whose ends are settled."""
    one = {
        "at_low": low, "at_high": high, "at_low_half_width": 1.0, "at_high_half_width": 1.0, "change_at_low": low,
        "change_at_low_half_width": 1.0, "change_at_high": high, "change_at_high_half_width": 1.0,
        "swing": abs(high - low) if swing is None else swing, "swing_half_width": 1.0,
    }  # fmt: skip
    return {**SWING, "net": one, "capacity": one}


SWINGS = {
    "years": 2,
    "replications": REPLICATIONS,
    "base": {"net": est(-60_000.0), "capacity": est(90_000.0)},
    "means": {},
    "fit": None,
    "rows": [swung(-80_000.0, 20_000.0)],
    "skipped": [],
}


# ---------------------------------------------------------------- the table


class Row(NamedTuple):
    """A sentence, in the answer in which it stands and in the one in which it must not."""

    says: str
    of: Callable[[Facts], Any]
    true: Callable[[dict], dict]
    false: Callable[[dict], dict]


def changed(*edits: Callable[[dict], None]) -> Change:
    return Change(*edits)


AS_RUN = Change()
HALF = put("years", 1.0)


def of_scenario(function: Callable[..., Any], *more: Any) -> Callable[[Facts], Any]:
    return lambda facts: function(facts, *more)


ANSWER = of_scenario(words.answer_in_words)
WHO = of_scenario(words.who_pays)
PEOPLE = of_scenario(words.people_in_words)
CHANGES = of_scenario(words.what_would_change)
SURE = of_scenario(words.how_sure, REPLICATIONS)
CANNOT = of_scenario(words.cannot_tell)
POUND = of_scenario(words.per_pound_in_words)
EVIDENCE = of_scenario(lambda facts: words.evidence_in_words([facts]))
SETTING = of_scenario(words.setting_in_words)

CLINIC = put("offer", "review_clinic")
UNPRICED = changed(NO_MONEY, FEWER_WEEKS, roles(care=(0.0, 0.0), care_use=(0.0, 0.0), crisis=(0.0, 0.0)))
NOTHING_HAPPENS = changed(NO_MONEY, SAME_WEEKS, SAME_USES, roles(care=(5.0, 5.0), care_use=(5.0, 5.0)))
SHORT = changed(no_bridge)


def used(**other: Any) -> Change:
    row = {"activity": "walks", "form": "spot", "payer": "ICB", "place_weeks_offered": 100.0,
           "place_weeks_taken": est(50.0), "paid": est(500.0), "empty_paid_by_funder": NOTHING,
           "empty_borne_by_group": NOTHING, "courses_completed": est(30.0), "margin": None, **other}  # fmt: skip
    return changed(put("uptake", [row]))


OF_THE_ANSWER = [
    Row("routine reviews only", of_scenario(words.comparator_in_words), AS_RUN, changed(no_reviews)),
    Row("what the review clinic costs", of_scenario(words.null_in_words), changed(CLINIC), AS_RUN),
    Row("nothing new", of_scenario(words.comparator_in_words), changed(no_reviews), AS_RUN),
    Row("is paid for by", SETTING, AS_RUN, changed(roles(programme=(0.0, 0.0)))),
    Row("brought to that year by Ours", SETTING, changed(put("prices.index", "Ours")), AS_RUN),
    Row("Follow-up is shorter than a year, so there is no bridge", ANSWER, SHORT, AS_RUN),
    Row("up to the end of follow-up; all budgets together pay", ANSWER, SHORT, AS_RUN),
    Row("costs nothing, and", ANSWER, changed(no_bridge, put("budget.service", NOTHING)), SHORT),
    Row("care is the same with and without it", ANSWER, NOTHING_HAPPENS, UNPRICED),
    Row("and releases no cash and no care", ANSWER, NOTHING_HAPPENS, UNPRICED),
    Row("and frees about", ANSWER, UNPRICED, NOTHING_HAPPENS),
    Row(
        "support is taken to change nothing", ANSWER, Change(put("effect", []), *NOTHING_HAPPENS.edits), NOTHING_HAPPENS
    ),
    Row("and releases no cash", ANSWER, UNPRICED, changed(step(cash=est(5_000.0)))),
    Row(
        "of cash over 2 years",
        ANSWER,
        changed(step(cash=est(-9_000.0), net=est(-50_000.0))),
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
    ),
    Row(
        "its own cost and, as it releases none, about £9,000 more elsewhere",
        ANSWER,
        changed(step(cash=est(-9_000.0), net=est(-50_000.0))),
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
    ),
    Row(
        "costs about as much cash as it releases",
        ANSWER,
        changed(step(cash=est(9_000.0), net=UNSETTLED)),
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
    ),
    Row(
        "so its sign is not settled",
        ANSWER,
        changed(step(cash=est(9_000.0), net=UNSETTLED)),
        changed(step(cash=est(9_000.0), net=est(50_000.0))),
    ),
    Row(
        "more cash than it releases",
        ANSWER,
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
        changed(step(cash=est(9_000.0), net=est(50_000.0))),
    ),
    Row(
        "more cash than it costs",
        ANSWER,
        changed(step(cash=est(9_000.0), net=est(50_000.0))),
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
    ),
    Row(
        "simulation error ±£0: the same in every replication",
        ANSWER,
        changed(step(cash=est(9_000.0), net=est(-50_000.0, 0.0, -50_000.0, -50_000.0))),
        changed(step(cash=est(9_000.0), net=est(-50_000.0))),
    ),
    Row(
        "if every input were right, one real service could fall between a net cost of £90,000",
        ANSWER,
        changed(step(cash=est(9_000.0), net=KNOWN)),
        changed(step(cash=est(9_000.0), net=est(-50_000.0, 1_000.0, -90_000.0, 20_000.0))),
    ),
    Row(
        "what nobody knows puts it between a net cost of £300,000 and a net gain of £200,000, one input at a time",
        ANSWER,
        changed(step(cash=est(9_000.0), net=KNOWN)),
        changed(step(cash=est(9_000.0), net=est(-50_000.0, 1_000.0, -90_000.0, 20_000.0))),
    ),
    Row("over the 7 years of follow-up", ANSWER, changed(put("years", 7.0)), AS_RUN),
    Row(
        "changes time in care by no more than simulation error",
        ANSWER,
        changed(outcome("weeks_in_care", difference=UNSETTLED)),
        changed(FEWER_WEEKS),
    ),
    Row(
        "uses about 17.25 more care-years",
        ANSWER,
        changed(outcome("weeks_in_care", difference=est(900.0, 1.0))),
        changed(outcome("weeks_in_care", difference=est(-900.0, 1.0))),
    ),
    Row("frees no care (seen in none", ANSWER, changed(outcome("weeks_in_care", difference=UNSEEN)), AS_RUN),
    Row(
        "leaves “gp” unchanged (seen in none",
        ANSWER,
        changed(outcome("uses.gp", difference=UNSEEN)),
        changed(SAME_USES),
    ),
    Row("frees no care", ANSWER, changed(no_bridge, SAME_WEEKS), changed(no_bridge, FEWER_WEEKS)),
    Row("leaves “gp” unchanged", ANSWER, changed(SAME_USES), changed(outcome("uses.gp", difference=est(-50.0)))),
    Row(
        "changes “gp” by no more than simulation error",
        ANSWER,
        changed(outcome("uses.gp", difference=UNSETTLED)),
        changed(outcome("uses.gp", difference=est(-50.0))),
    ),
    Row(
        "cuts “gp” by about",
        ANSWER,
        changed(outcome("uses.gp", difference=est(-50.0))),
        changed(outcome("uses.gp", difference=est(50.0))),
    ),
    Row(
        "adds to “gp” by about",
        ANSWER,
        changed(outcome("uses.gp", difference=est(50.0))),
        changed(outcome("uses.gp", difference=est(-50.0))),
    ),
    Row(
        "frees nothing that is counted here",
        ANSWER,
        changed(no_reviews, put("naive", []), step(cash=est(5.0))),
        changed(step(cash=est(5.0))),
    ),
    Row(
        "one replication: neither simulation error nor the spread of real services is known",
        ANSWER,
        changed(outcome("referred", programme=est(100.0, None))),
        AS_RUN,
    ),
    Row("The cost falls on", WHO, AS_RUN, changed(roles(programme=(0.0, 0.0)))),
    Row("no care is freed", WHO, NOTHING_HAPPENS, UNPRICED),
    Row("the care that changes has no price, and is in no budget", WHO, UNPRICED, NOTHING_HAPPENS),
    Row(
        "is in the budget of",
        WHO,
        changed(put("cash_rules", ["share"]), no_bridge),
        changed(put("cash_rules", ["refill"]), no_bridge),
    ),
    Row(
        "is capacity of",
        WHO,
        changed(put("cash_rules", ["refill"]), no_bridge),
        changed(put("cash_rules", ["share"]), no_bridge),
    ),
    Row("Cost moves to", WHO, changed(roles(moved_to_others=(0.0, 5.0))), changed(roles(moved_to_others=(5.0, 5.0)))),
    Row(
        "Net cash adds them together, but a pound released in one budget is not a pound in another",
        WHO,
        AS_RUN,
        NOTHING_HAPPENS,
    ),
    Row(
        "is for places that stay empty",
        of_scenario(words.empty_places_in_words),
        used(paid=est(46_500.0, 0.0), empty_paid_by_funder=est(32_000.0)),
        used(paid=est(46_500.0, 0.0)),
    ),
]

# ---------------------------------------------------------------- of people


def wait(**other: Any) -> Callable[[dict], None]:
    def edit(facts: dict) -> None:
        facts["waits"]["link_worker"].update(other)

    return edit


def day_0(**other: Any) -> Callable[[dict], None]:
    """A list of day 0, all of it seen by week 9."""
    facts = {"joined": 40.0, "median_weeks": 3.0, "ninetieth_weeks": 8.0, "one_in_ten_weeks": 8.0, "given_share": 1.0,
             "share_within_target": 1.0, "gave_up_share": 0.0, "cut_share": 0.0, "waiting_share": 0.0,
             "waited_before_weeks": 6.0, "clearance": {"share": 1.0, "weeks": est(9.0)}, **other}  # fmt: skip
    return put("waits.list_of_day_0", facts)


def gave_up(mean: float) -> Callable[[dict], None]:
    return outcome("gave_up", programme=est(mean))


service_end = put("dates.service_end", "2016-10-01")


def relapses(difference: float, out_of_care: float = 50.0) -> Callable[[dict], None]:
    def edit(facts: dict) -> None:
        outcome("relapses", usual=est(20.0), programme=est(20.0 + difference), difference=est(difference))(facts)
        outcome("weeks_discharged", difference=est(out_of_care))(facts)

    return edit


LIST = of_scenario(lambda facts: words.list_in_words(facts.waits.list_of_day_0))
LINK_WORKER = of_scenario(lambda facts: words.wait_in_words(facts.waits.link_worker, "a link worker"))
DISCHARGED = outcome("discharged_in_2y", usual=est(5.0), programme=est(9.0), difference=est(4.0))
AS_MANY = outcome("discharged_in_2y", usual=est(5.0), programme=est(5.0), difference=NOTHING)

MEDIAN = of_scenario(lambda facts: words.weeks(facts.waits.link_worker.median_weeks))
OF_PEOPLE = [
    Row(
        "longer than the follow-up can show", MEDIAN, changed(wait(median_weeks=None)), changed(wait(median_weeks=4.0))
    ),
    Row("less than a day", MEDIAN, changed(wait(median_weeks=0.05)), changed(wait(median_weeks=4.0))),
    Row(
        "not of any one person",
        of_scenario(lambda facts: words.level(facts.bridge_by_trait[2][0].level)),
        changed(put("bridge_by_trait.2.0.level", None)),
        AS_RUN,
    ),
    Row("take up at least one activity", PEOPLE, AS_RUN, changed(CLINIC)),
    Row("supported reviews are held", PEOPLE, changed(CLINIC), AS_RUN),
    Row(
        "show progress in 1 or more of 8 wellbeing outcomes",
        PEOPLE,
        changed(outcome("supported_reviews", programme=est(9.0))),
        changed(outcome("supported_reviews", programme=NOTHING)),
    ),
    Row("how much of it support brings about is assumed", PEOPLE, AS_RUN, changed(CLINIC)),
    Row("are discharged at least once", PEOPLE, AS_RUN, changed(no_reviews)),
    Row("of the same people would have been anyway: a difference of 4", PEOPLE, changed(DISCHARGED), changed(AS_MANY)),
    Row(
        "What would have happened anyway is assumed: no study measured it",
        PEOPLE,
        changed(DISCHARGED),
        changed(AS_MANY),
    ),
    Row("exactly as many as under usual care", PEOPLE, changed(AS_MANY), changed(DISCHARGED)),
    Row("Nobody gives up waiting", PEOPLE, changed(outcome("gave_up", programme=NOTHING)), changed(gave_up(3.0))),
    Row(
        "Hardly anyone gives up waiting (0.5 times in a replication, ±0.05)",
        PEOPLE,
        changed(gave_up(0.5)),
        changed(gave_up(3.0)),
    ),
    Row("times in a replication", PEOPLE, changed(gave_up(0.5)), changed(gave_up(3.0))),
    Row(
        "When the service ends, on 1 October 2016, support stops before it is complete for 4 (±0.4) people.",
        PEOPLE,
        changed(service_end, outcome("support_cut", programme=est(4.0)), outcome("wait_cut", programme=NOTHING)),
        changed(outcome("support_cut", programme=NOTHING)),
    ),
    Row(
        "support stops before it is complete for 4 (±0.4) people and the queue is closed to 2 (±0.2) who wait for a "
        "link worker",
        PEOPLE,
        changed(outcome("support_cut", programme=est(4.0)), outcome("wait_cut", programme=est(2.0))),
        changed(outcome("wait_cut", programme=NOTHING)),
    ),
    Row(
        "and the queue is closed to",
        PEOPLE,
        changed(outcome("support_cut", programme=est(4.0)), outcome("wait_cut", programme=est(2.0))),
        changed(outcome("support_cut", programme=est(4.0)), outcome("wait_cut", programme=HARDLY)),
    ),
    Row(
        "People who go on after a course help to run a group 9 (±0.9) times, which adds 600 (±60) place-weeks.",
        PEOPLE,
        changed(helped(9.0, 600.0)),
        changed(helped(0.0, 0.0)),
    ),
    Row("3 (±0.3) give up waiting", PEOPLE, changed(gave_up(3.0)), changed(gave_up(0.5))),
    Row(
        "relapses, against 20 (±2) under usual care",
        PEOPLE,
        changed(relapses(5.0)),
        changed(outcome("relapses", usual=NOTHING, programme=NOTHING)),
    ),
    Row("with more people out of care, more can relapse", PEOPLE, changed(relapses(5.0)), changed(relapses(-5.0))),
    Row("with more people out of care, more can relapse", PEOPLE, changed(relapses(5.0)), changed(relapses(5.0, -9.0))),
    Row(
        "These are counts of one replication: none of them is an average, and none has a known error",
        PEOPLE,
        changed(outcome("referred", programme=est(100.0, None))),
        AS_RUN,
    ),
    Row("Nobody waits for a link worker", LINK_WORKER, changed(wait(joined=0)), AS_RUN),
    Row(
        "at least nine in ten are given a link worker without waiting",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=0.0)),
        changed(wait(ninetieth_weeks=9.0)),
    ),
    Row(
        "half are given a link worker without waiting",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=9.0, median_weeks=0.0)),
        changed(wait(ninetieth_weeks=9.0, median_weeks=4.0)),
    ),
    Row(
        "half are given a link worker within 4 weeks",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=9.0, median_weeks=4.0)),
        changed(wait(ninetieth_weeks=9.0, median_weeks=None)),
    ),
    Row(
        "fewer than half are given a link worker (40% by the end of the follow-up)",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=None, median_weeks=None, given_share=0.4)),
        changed(wait(ninetieth_weeks=9.0, median_weeks=4.0)),
    ),
    Row(
        "one in ten waits longer than 9 weeks, given one or not",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=9.0, one_in_ten_weeks=9.0)),
        changed(wait(ninetieth_weeks=9.0, one_in_ten_weeks=0.0)),
    ),
    Row(
        "more than one in ten still wait when the follow-up ends",
        LINK_WORKER,
        changed(wait(ninetieth_weeks=None, one_in_ten_weeks=None)),
        changed(wait(ninetieth_weeks=9.0, one_in_ten_weeks=9.0)),
    ),
    Row(
        "mean wait of those given one 2",
        PEOPLE,
        changed(outcome("wait_for_link_worker", programme=est(2.0))),
        changed(outcome("wait_for_link_worker", programme=NOTHING)),
    ),
    Row("people on the waiting list of day 0, who had waited", LIST, changed(day_0()), changed(day_0(joined=0))),
    Row("Nobody on the waiting list of day 0 joins the queue", LIST, changed(day_0(joined=0)), changed(day_0())),
    Row(
        "half are given a link worker without waiting on day 0",
        LIST,
        changed(day_0(median_weeks=0.0)),
        changed(day_0()),
    ),
    Row("all are seen by week 9", LIST, changed(day_0()), changed(day_0(given_share=0.9, gave_up_share=0.1))),
    Row(
        "the last is seen, or gone, by week 9",
        LIST,
        changed(day_0(given_share=0.9, gave_up_share=0.1)),
        changed(day_0()),
    ),
    Row("10% give up", LIST, changed(day_0(given_share=0.9, gave_up_share=0.1)), changed(day_0())),
    Row(
        "100% are given one", LIST, changed(day_0()), changed(day_0(given_share=0.0, cut_share=1.0, median_weeks=None))
    ),
    Row(
        "are cut off when the service or the activity ends or they leave",
        LIST,
        changed(day_0(given_share=0.0, cut_share=1.0, median_weeks=None)),
        changed(day_0()),
    ),
    Row(
        "still wait when the follow-up ends",
        LIST,
        changed(day_0(given_share=0.5, waiting_share=0.5, clearance={"share": 0.0, "weeks": None})),
        changed(day_0()),
    ),
]


# ---------------------------------------------------------------- of what would change it

FREED = step(
    care_freed=est(30_000.0), care_use=NOTHING, not_cash=est(-20_000.0), cash=est(10_000.0), crisis=NOTHING,
    moved=NOTHING, service=est(-20_000.0), net=est(-10_000.0),
)  # fmt: skip
DEAR, CHEAP = step(service=est(-90_000.0), net=est(-80_000.0)), step(service=est(5_000.0), net=est(15_000.0))
NOT_FREED = step(care_freed=NOTHING, care_use=NOTHING, not_cash=NOTHING, cash=NOTHING, service=est(-20_000.0))


def nets(*by_year: float) -> Callable[[dict], None]:
    def edit(facts: dict) -> None:
        for rows, mean in zip(facts["bridge"].values(), by_year, strict=True):
            next(row for row in rows if row["name"] == "net").update(est(mean, 10.0))

    return edit


OF_CHANGES = [
    Row(
        "No care is freed, so no share of it could pay for the service",
        CHANGES,
        changed(NOT_FREED, SAME_WEEKS, SAME_USES),
        changed(NOT_FREED, FEWER_WEEKS),
    ),
    Row(
        "The care that changes has no price, so no share of it",
        CHANGES,
        changed(NOT_FREED, FEWER_WEEKS),
        changed(NOT_FREED, SAME_WEEKS, SAME_USES),
    ),
    Row(
        "More is spent on care, not less",
        CHANGES,
        changed(NOT_FREED, step(care_freed=est(-5.0)), FEWER_WEEKS),
        changed(FREED),
    ),
    Row("Even if all the care freed were cash", CHANGES, changed(FREED, DEAR), changed(FREED)),
    Row("net cash would still be −£60,000", CHANGES, changed(FREED, DEAR), changed(FREED)),
    Row(
        "Net cash would stay above zero even if none of the care freed were cash",
        CHANGES,
        changed(FREED, CHEAP),
        changed(FREED),
    ),
    Row("of the value of the care freed could be taken out as cash", CHANGES, changed(FREED), changed(FREED, DEAR)),
    Row(
        "33% is assumed",
        CHANGES,
        changed(FREED, put("cash_rules", ["share"])),
        changed(FREED, put("cash_rules", ["step"])),
    ),
    Row(
        "what the cash rule comes to",
        CHANGES,
        changed(FREED, put("cash_rules", ["step"])),
        changed(FREED, put("cash_rules", ["share"])),
    ),
    Row(
        "It releases no cash, so at no cost above zero does it pay for itself",
        CHANGES,
        changed(NOT_FREED),
        changed(FREED),
    ),
    Row(
        "It breaks even at a cost of £10,000; it costs £20,000 at present", CHANGES, changed(FREED), changed(NOT_FREED)
    ),
    Row(
        "Net cash would be zero at about",
        CHANGES,
        changed(FREED, FEWER_WEEKS, put("years", 2.0)),
        changed(NOT_FREED, FEWER_WEEKS),
    ),
    Row(
        "a year; the scenario's price is about",
        CHANGES,
        changed(FREED, FEWER_WEEKS, put("years", 2.0)),
        changed(NOT_FREED, FEWER_WEEKS),
    ),
    Row(
        "Net cash would be zero if every price of care were about 2.0 times what it is",
        CHANGES,
        changed(FREED, FEWER_WEEKS, put("years", 7.0)),
        changed(FREED, FEWER_WEEKS, put("years", 2.0)),
    ),
    Row(
        "Net cash would be zero if every price of care were about 90% of what it is",
        CHANGES,
        changed(FREED, FEWER_WEEKS, step(service=est(-9_000.0), net=est(1_000.0)), put("years", 7.0)),
        changed(FREED, FEWER_WEEKS, put("years", 7.0)),
    ),
    Row(
        "It rises by about £500 in the last year shown",
        CHANGES,
        changed(nets(100.0, 600.0)),
        changed(nets(600.0, 100.0)),
    ),
    Row(
        "It falls by about £500 in the last year shown",
        CHANGES,
        changed(nets(600.0, 100.0)),
        changed(nets(100.0, 600.0)),
    ),
    Row("It stays the same in the last year shown", CHANGES, changed(nets(100.0, 100.0)), changed(nets(100.0, 600.0))),
    Row("what happens after that is not simulated", CHANGES, AS_RUN, SHORT),
]


# ---------------------------------------------------------------- of how sure it is, and what it rests on


def ranged(*edits: Any, **other: Any) -> Change:
    """Swings other than those of the answer."""
    return changed(put("swings", {**SWINGS, **other}), *edits)


def grades(*found: str | None, **other: Any) -> Callable[[dict], None]:
    row = {"path": "a.b", "title": "A", "value": "1", "unit": "", "source": None, "low": None, "high": None,
           "informed_by": None, **other}  # fmt: skip
    return put("assumptions", [{**row, "grade": grade} for grade in found])


def not_swung(facts: dict) -> None:
    del facts["swings"]


ONE = step(net=est(-5.0, None))
FITTED, NOT_FITTED = grades("assumed", informed_by="39 discharged"), grades("assumed")
HEADLINE = {
    "discharges": 39.0, "gbp_per_discharge_year": 4281.0, "total": 166_959.0, "price_year": "2015/16", "source": None,
}  # fmt: skip
CHANNELS = of_scenario(words.channels_in_words)
NOTE_OF = {name: of_scenario(words.bridge_note, name) for name in ("crisis", "service", "not_cash", "anyway")}
SWUNG = of_scenario(lambda facts: words.swings_in_words(facts.swings))
FIRST = of_scenario(lambda facts: words.get_first(facts.swings))
FURTHEST = of_scenario(lambda facts: words.furthest(facts.swings, REPLICATIONS))

OF_CERTAINTY = [
    Row("it is not known: run more (at least 2; 200 to publish)", SURE, changed(ONE), AS_RUN),
    Row("nothing can be said of it", SURE, changed(ONE), AS_RUN),
    Row("It is the error of the program's own sampling; more runs make it smaller", SURE, AS_RUN, changed(ONE)),
    Row("If every input were right, luck alone would put", SURE, changed(step(net=KNOWN)), AS_RUN),
    Row(
        "More runs do not make this smaller; and it is no forecast, since what nobody knows comes on top",
        SURE,
        changed(step(net=KNOWN)),
        AS_RUN,
    ),
    Row("Not given: no input has been run across its range", SURE, AS_RUN, changed(step(net=KNOWN))),
    Row("weeks of care freed", SURE, SHORT, AS_RUN),
    Row(
        "3 replications do not show its tails: normal ones are supposed, until 39 show",
        SURE,
        changed(step(net=KNOWN)),
        changed(ONE),
    ),
    Row("values are assumed, and none have a range", SURE, changed(not_swung), AS_RUN),
    Row(
        "The answer has not been run across such ranges, so no interval is given here", SURE, changed(not_swung), AS_RUN
    ),
    Row(
        "No controlled study supports an effect of social prescribing on discharge",
        CANNOT,
        AS_RUN,
        changed(put("effect", [])),
    ),
    Row("No effect is assumed here, on purpose", CANNOT, changed(put("effect", [])), AS_RUN),
    Row("1 values were fitted to published counts", CANNOT, changed(FITTED), changed(NOT_FITTED)),
    Row("That the model meets those counts is fitting, not validation", CANNOT, changed(FITTED), changed(NOT_FITTED)),
    Row("Published figures cannot say: who", CANNOT, changed(put("not_identified", ["who"])), AS_RUN),
    Row("a before-and-after figure is not an effect", CANNOT, AS_RUN, changed(put("naive", []))),
    Row("The service is assumed to change nothing", CHANNELS, changed(put("effect", [])), AS_RUN),
    Row("Support is assumed to change nothing here.", EVIDENCE, changed(put("effect", [])), AS_RUN),
    Row("Assumed here: supported discharge reviews are held", EVIDENCE, AS_RUN, changed(put("effect", ["relapse"]))),
    Row(
        "Assumed to work in 1 way: supported discharge reviews are held",
        CHANNELS,
        changed(put("effect", ["access"])),
        changed(put("effect", ["relapse"])),
    ),
    Row("progress raises the odds of discharge at a review", CHANNELS, AS_RUN, changed(put("effect", ["access"]))),
    Row("sustained engagement slows relapse", CHANNELS, AS_RUN, changed(put("effect", ["access"]))),
    Row("support cuts the use of care lines", CHANNELS, changed(put("effect", ["care_use"])), AS_RUN),
    Row(
        "published arithmetic, not a saving",
        of_scenario(words.headline_in_words),
        changed(put("headline", HEADLINE)),
        AS_RUN,
    ),
    Row(
        "crises at relapse",
        of_scenario(lambda facts: words.purpose(facts.money_by_year[-1].role)),
        changed(roles(crisis=(1.0, 2.0))),
        changed(roles(care_use=(1.0, 2.0))),
    ),
    Row("none entered", NOTE_OF["crisis"], changed(put("priced_roles", [])), changed(put("priced_roles", ["crisis"]))),
    Row(
        "every freed place is taken by the next person",
        NOTE_OF["not_cash"],
        changed(put("cash_rules", ["refill"])),
        changed(put("cash_rules", ["step"])),
    ),
    Row(
        "cash only when a whole post can go",
        NOTE_OF["not_cash"],
        changed(put("cash_rules", ["step"])),
        changed(put("cash_rules", ["refill"])),
    ),
    *[
        Row(said, of_scenario(words.grades_in_words), changed(grades(grade)), changed(grades(other)))
        for grade, other, said in (
            ("assumed", "measured", "1 are assumed"),
            ("expert", "assumed", "expert judgement"),
            ("borrowed", "published", "borrowed from another place or people"),
            ("published", "borrowed", "published"),
            ("measured", "assumed", "measured"),
            ("chosen", "assumed", "chosen (levers, dates and settings)"),
            (None, "assumed", "left at the program's default"),
        )
    ],
    Row("none has a grade", of_scenario(words.grades_in_words), changed(put("assumptions", [])), AS_RUN),
    Row(
        "No uncertain input states a range, so nothing is known of what would change it", SWUNG, ranged(rows=[]), AS_RUN
    ),
    Row("alone could carry it to the other side of £0", SWUNG, AS_RUN, ranged(rows=[swung(-80_000.0, -20_000.0)])),
    Row("clearly to one side of £0 or the other", SWUNG, ranged(base={**SWINGS["base"], "net": UNSETTLED}), AS_RUN),
    Row("None of them alone carries it", SWUNG, ranged(rows=[swung(-80_000.0, -20_000.0)]), AS_RUN),
    Row("In the first 3 replications net cash over", SWUNG, AS_RUN, ranged(replications=1)),
    Row("In the first replication net cash over", SWUNG, ranged(replications=1), AS_RUN),
    Row("Price (care): it cannot be", SWUNG, ranged(skipped=[{**SWING, "why": "it cannot be."}]), AS_RUN),
    Row(
        "the answer as things stand lies beyond both ends",
        of_scenario(lambda facts: words.sticking_out(facts.swings.rows)),
        ranged(rows=[swung(-80_000.0, -20_000.0, 90_000.0)]),
        AS_RUN,
    ),
    Row("Get these first: “Price (care)” (assumed)", FIRST, AS_RUN, ranged(rows=[swung(0.0, 0.0)])),
    Row("the one input with a range puts net cash", FURTHEST, AS_RUN, ranged(rows=[swung(0.0, 1.0)] * 2)),
    Row("the 2 inputs with a range put net cash", FURTHEST, ranged(rows=[swung(0.0, 1.0)] * 2), AS_RUN),
    Row("varied together, which has not been done, they may move it further", FURTHEST, AS_RUN, ranged(rows=[])),
    Row("in all 3 replications", FURTHEST, AS_RUN, ranged(replications=2)),
    Row("in the first 2 replications", FURTHEST, ranged(replications=2), AS_RUN),
]


# ---------------------------------------------------------------- of money


def returns(cash: dict, capacity: dict, *edits: Callable[[dict], None], of_payer: dict = NOTHING) -> Change:
    """What comes back for each pound."""
    spent = {"payer": "ICB", "spend": est(1.0), "cash": of_payer, "capacity": of_payer, "net": NOTHING}
    whole = {"payer": None, "spend": est(1.0), "cash": cash, "capacity": capacity, "net": NOTHING}

    def edit(facts: dict) -> None:
        facts["per_pound"] = {key: [whole, spent] for key in facts["per_pound"]}

    return changed(edit, *edits)


def posts(**other: Any) -> Change:
    row = {"line": "care", "title": "Care", "payer": "Trust", "places": 12.0, "weeks_free": 4.0, "weeks_notice": 4.0,
           "posts": est(4.5, 0.2), "added": NOTHING, "first_week": {"share": 1.0, "median": 46.0}, **other}  # fmt: skip
    return changed(put("posts_released", [row]))


def rule(cash_rule: str) -> Change:
    paid = {"quantity": [], "amount": []}
    line = {"line": "care", "role": "care", "payer": "Trust", "unit": "week", "price": 60.0, "cash_share": 0.3,
            "basis": None, "cash_rule": cash_rule, "programme": paid, "usual care": paid}  # fmt: skip
    return changed(put("ledger_by_year.lines", [line]))


def left(**other: Any) -> Change:
    return changed(put("provider_margin", {"of": ["choir"], "without": [], "margin": est(300.0), **other}))


def stated(**other: Any) -> Change:
    row = {"name": "n", "title": "Belonging", "kind": "social_return", "payer": None, "per": "went_on",
           "outcome": "Went on", "unit": "times", "gbp": 400.0, "gbp_as_stated": 400.0, "price_year_as_stated":
           "2015/16", "gbp_in_total": 400.0, "price_year": "2015/16", "deadweight_share": 0.0,
           "attribution_share": 0.0, "displacement_share": 0.0, "years_lasting": 1, "drop_off_per_year": 0.0,
           "source": None, "grade": "assumed", "difference": est(10.0), "value": est(4000.0), "at_low": None,
           "at_high": None, **other}  # fmt: skip
    return changed(put("stated_values", [row]))


POSTS, RULES = of_scenario(words.posts_in_words), of_scenario(words.cash_rules_in_words)
TRANSFERS = of_scenario(words.transfers_in_words)
UPTAKE, STATED = of_scenario(words.uptake_in_words), of_scenario(words.stated_values_in_words)
NEED = of_scenario(words.need_in_words)
MARGIN = of_scenario(words.margin_in_words)
BUDGET = of_scenario(lambda facts: words.budget_in_words(facts.budget))
NONE_GONE = {"posts": NOTHING, "first_week": {"share": 0.0, "median": None}}
OPTIMISM = {"name": "adjusted", "cost_up": 0.1, "effect_down": 0.2}
VACANT = {
    "year": "2015/16",
    "line": "link_worker",
    "group": "team",
    "payer": "ICB",
    "unspent": est(500.0),
    "budgeted": est(900.0),
    "away": NOTHING,
    "paid": est(400.0),
}


def in_need(ratio: dict | None) -> Change:
    against = {"share": est(0.24), "ratio": ratio}
    row = {"trait": "age", "title": "Age", "level": "old", "need_share": 0.31, "outcomes": {},
           "referral_to_need": {"referred": against}}  # fmt: skip

    def edit(facts: dict) -> None:
        wait = facts["waits"]["link_worker"]
        facts["by_trait"] = [{**row, "wait": wait, "wait_place": wait}]

    return changed(edit)


OF_MONEY = [
    Row("releases neither cash nor capacity", POUND, returns(NOTHING, NOTHING), returns(est(2.0), est(3.0))),
    Row(
        "capacity that has a price",
        POUND,
        returns(NOTHING, NOTHING, FEWER_WEEKS),
        returns(NOTHING, NOTHING, SAME_WEEKS, SAME_USES),
    ),
    Row(
        "and £3.00 [simulation error ±£0.30] of capacity, which is not cash",
        POUND,
        returns(est(2.0), est(3.0)),
        returns(est(2.0), NOTHING),
    ),
    Row("more of capacity, which is not cash", POUND, returns(est(2.0), est(-3.0)), returns(est(2.0), est(3.0))),
    Row(
        "In cash, by whose budget it is",
        POUND,
        returns(est(1.0), est(1.0), of_payer=est(1.0)),
        returns(est(2.0), NOTHING),
    ),
    Row("Each £1 spent on the service over 2 years", POUND, AS_RUN, SHORT),
    Row(
        "none ever goes, because too few places stand free for long enough; so none of it is cash",
        POSTS,
        posts(**NONE_GONE),
        posts(),
    ),
    Row("too few places stand free for long enough.", POSTS, posts(**NONE_GONE, added=est(2.0)), posts(**NONE_GONE)),
    Row("gone at once, on average; the first goes in about week 46", POSTS, posts(), posts(**NONE_GONE)),
    Row("one goes in 40% of replications", POSTS, posts(first_week={"share": 0.4, "median": 46.0}), posts()),
    Row("Where more places are wanted than under usual care, at the peak", POSTS, posts(added=est(2.0)), posts()),
    Row("none goes in any of 20 replications", POSTS, posts(**{**NONE_GONE, "posts": UNSEEN}), posts(**NONE_GONE)),
    Row("added, and that costs cash", POSTS, posts(added=est(2.0)), posts()),
    Row("Cash by whole posts only, once enough places stand free for long enough", RULES, rule("step"), rule("refill")),
    Row("Never cash: every freed place is taken by the next person", RULES, rule("refill"), rule("step")),
    Row("30% of a fall is taken to be cash, from the first minute", RULES, rule("share"), rule("step")),
    Row(
        "spot purchase; 50% of 100 place-weeks are taken; no place stays empty",
        UPTAKE,
        used(),
        used(empty_paid_by_funder=est(50.0)),
    ),
    Row(
        "payment for each course completed; 50% of 100 place-weeks are taken; 30 courses are completed",
        UPTAKE,
        used(form="outcome", empty_borne_by_group=None),
        used(),
    ),
    Row("is left to the group once its sessions are run", UPTAKE, used(margin=est(-200.0)), used()),
    Row("in all: what they are paid, less what their sessions cost to run", MARGIN, left(), left(without=["walks"])),
    Row("of the 1 that say what a session costs", MARGIN, left(without=["walks"]), left()),
    Row("a block contract", UPTAKE, used(form="block"), used()),
    Row("there are no places", UPTAKE, used(place_weeks_offered=0.0, paid=NOTHING), used()),
    Row("is paid for empty places by ICB", UPTAKE, used(empty_paid_by_funder=est(50.0)), used()),
    Row("is not earned on empty places by the group", UPTAKE, used(empty_borne_by_group=est(50.0)), used()),
    Row("a stated value, not money that can be spent (social return)", STATED, stated(), stated(kind="wellby")),
    Row("times against usual care, each stated at £400", STATED, stated(), stated(unit="people")),
    Row(
        "against usual care. For each of these DWP pays less: £400 (2015/16). In all £4,000",
        TRANSFERS,
        stated(kind="transfer", payer="DWP"),
        stated(),
    ),
    Row(
        "It is the fiscal view only, because what one pays less another receives less; it is in no pound of net cash.",
        TRANSFERS,
        stated(kind="transfer", payer="DWP"),
        stated(),
    ),
    Row("wellbeing years", STATED, stated(kind="wellby"), stated()),
    Row("quality-adjusted life years", STATED, stated(kind="qaly"), stated()),
    Row("after drop-off a year 10%", STATED, stated(drop_off_per_year=0.1), stated()),
    Row("across the range stated", STATED, stated(at_low=100.0, at_high=900.0), stated()),
    Row(
        "Going on after the prescription is not an effect on care",
        STATED,
        Change(*stated().edits, put("effect", [])),
        stated(),
    ),
    Row(
        "is not an effect on care: `effect` does not touch it",
        STATED,
        Change(*stated().edits, put("effect", [])),
        stated(),
    ),
    Row(
        "31% of those in need and 24% of those referred: 0.77 ±0.08 for each 1", NEED, in_need(est(0.77)), in_need(None)
    ),
    Row(
        "year 1 not discounted",
        BUDGET,
        changed(put("budget.terms.first_year", "undiscounted")),
        changed(put("budget.terms.first_year", "discounted")),
    ),
    Row(
        "year 1 discounted by a whole year",
        BUDGET,
        changed(put("budget.terms.first_year", "discounted")),
        changed(put("budget.terms.first_year", "undiscounted")),
    ),
    Row(
        "Nominal: by Ours",
        BUDGET,
        changed(put("budget.terms.price_index", "Ours")),
        changed(put("budget.terms.price_index", None)),
    ),
    Row(
        "No nominal view of 2019/20: no price index says",
        BUDGET,
        changed(put("budget.no_price_index_for", ["2019/20"])),
        changed(put("budget.no_price_index_for", [])),
    ),
    Row(
        "costs of the service up by 10%, its effects down by 20%",
        BUDGET,
        changed(put("budget.terms.optimism", OPTIMISM)),
        changed(put("budget.terms.optimism", None)),
    ),
    Row(
        "£70 is paid to link workers while they are away",
        BUDGET,
        changed(put("budget.vacancies", [{**VACANT, "away": est(70.0)}])),
        changed(put("budget.vacancies", [VACANT])),
    ),
    Row(
        "Of the pay, £400 is for the posts called float",
        BUDGET,
        changed(put("budget.vacancies", [{**VACANT, "group": "float"}])),
        changed(put("budget.vacancies", [VACANT])),
    ),
    Row(
        "£500 stays unspent while they are vacant (ICB)",
        BUDGET,
        changed(put("budget.vacancies", [VACANT])),
        changed(put("budget.vacancies", [])),
    ),
    Row(
        "capacity, not cash (£ of 2015/16",
        of_scenario(lambda facts: words.budget_heading(facts.budget)),
        AS_RUN,
        changed(put("budget.terms.price_year", "2016/17")),
    ),
]


# ---------------------------------------------------------------- of break-even, and of several options


ABOVE = {"value": 3000.0, "mean": 1.0, "half_width": 0.1}


def crossing(**other: Any) -> Change:
    """A break-even, in place of an answer."""
    found = {"path": "costs.care.gbp", "title": "Price", "unit": "£", "times": False, "low": 0.0, "high": 9000.0,
             "of": "net", "years": 2, "value": 3000.0, "crossing": 5000.0, "rising": True, "crossings": 1,
             "interval": (4000.0, 6000.0), "points": [ABOVE], "replications": 3, "moves": True, "breaks_the_fit": False,
             "along": None, **other}  # fmt: skip
    return changed(put("break_even", found))


def pair(*edits: Callable[[dict], None], **steps: dict) -> Change:
    """The second option less the first."""

    def edit(facts: dict) -> None:
        outcomes = [{"name": name, "title": name, "unit": "", **NOTHING} for name in ("referred", "weeks_in_care")]
        rows = [
            {"name": name, "title": name, "kind": "subtotal", **steps.get(name, NOTHING)}
            for name in ("net", "capacity")
        ]
        facts["pair"] = {"first": "a", "second": "b", "outcomes": outcomes, "by_trait": [], "bridge": {"2": rows}}
        for one in edits:
            one(facts["pair"])

    return changed(edit)


def of_pair(name: str, estimate: dict) -> Callable[[dict], None]:
    return lambda facts: next(row for row in facts["outcomes"] if row["name"] == name).update(estimate)


def option(name: str, *dominated_by: dict) -> dict:
    numbers = ("spend", "discharged", "discharged_gained", "capacity", "cash", "service", "net")
    return {"name": name, "title": name.upper(), "comparator": False, "comparator_of": [], "waits": None,
            "compared_with": {}, "dominated_by": dominated_by, **dict.fromkeys(numbers, NOTHING)}  # fmt: skip


def side_by_side(**other: Any) -> Change:
    rows = [option(name) for name in ("a", "b", "c")]
    beside = {"by_cost": ["a", "b", "c"], "years": 2, "rows": rows, "equal_spend": True, "equal_within": 0.05,
              "spend_difference": 0.0, "same_service": [], **other}  # fmt: skip
    return changed(put("options", beside))


def dominated(*, beyond_luck: bool) -> Change:
    return side_by_side(rows=[option("a", {"name": "b", "beyond_luck": beyond_luck}), option("b")])


EVEN = of_scenario(lambda facts: words.break_even_in_words(facts.break_even))
PAIR = of_scenario(lambda facts: words.comparison_in_words(facts.pair))
OPTIONS = of_scenario(lambda facts: words.options_in_words(facts.options))
OTHERS = of_pair("referred", est(5.0))

# ---------------------------------------------------------------- the board


def of_board(function: Callable[..., Any], *, options: int = 1, **more: Any) -> Callable[[Facts], Any]:
    """What a board reads of one option, or of two of which the second is the first under another name; `pair` says how
    they differ."""

    def said(facts: Facts) -> Any:
        each = [facts, facts.second or facts][:options]
        offered = [replace(one, name=name, title=name.upper()) for one, name in zip(each, "ab", strict=False)]
        beside = Options(tuple(one.name for one in offered), years=max(facts.bridge, default=None))
        pairs = (facts.pair,) if facts.pair and options == 2 else ()
        answer = SimpleNamespace(scenarios=offered, options=beside, comparisons=pairs, cautions=facts.cautions)
        return function(answer, {one.name: one.title for one in offered}, **more)

    return said


def named(function: Callable[..., list[words.Sentence]], **more: Any) -> Callable[..., str]:
    return lambda *given: " ".join(f"{one.name}: {one.text}" for one in function(*given, **more))


def longest(in_weeks: float | None) -> Callable[[dict], None]:
    """One in ten waits longer, for a link worker and for a place; hardly anybody gives up."""

    def edit(facts: dict) -> None:
        for queue in ("link_worker", "place"):
            facts["waits"][queue].update(joined=10.0, one_in_ten_weeks=in_weeks)
        for name in ("gave_up", "place_given_up"):
            outcome(name, programme=est(0.1))(facts)

    return edit


def apart(**means: float) -> Callable[[dict], None]:
    """The second option less the first, of outcomes by name."""

    def edit(facts: dict) -> None:
        facts["outcomes"] += [
            {"name": name, "title": name, "unit": "times", **est(mean)} for name, mean in means.items()
        ]

    return edit


def queues(worker: float, place: float) -> Callable[[dict], None]:
    """The second option less the first: how often either queue is given up."""

    def edit(facts: dict) -> None:
        facts["outcomes"] += [
            {"name": name, "title": name, "unit": "times", **est(mean)}
            for name, mean in (("gave_up", worker), ("place_given_up", place))
        ]

    return edit


def flagged(kind: str, scenario: str | None = "a", sentence: str = "A queue keeps growing. It is long.") -> Change:
    one = {"kind": kind, "scenario": scenario, "path": "a.b", "file": "a.toml", "line": 3, "sentence": sentence}
    return changed(put("cautions", [one]))


def beside(*edits: Callable[[dict], None]) -> Callable[[dict], None]:
    """What is otherwise in the second option than in the first."""

    def edit(facts: dict) -> None:
        other = Change(*edits)({name: value for name, value in facts.items() if name != "second"})
        facts["second"] = other

    return edit


def both(usual: float, programme: float, **more: Any) -> dict:
    """An outcome in both worlds."""
    apart = est(programme - usual) if programme != usual else NOTHING
    return {"title": "", "unit": "", "usual": est(usual), "programme": est(programme), "difference": apart, **more}


def waited(median: float | None, joined: float = 90.0) -> dict:
    """What became of a queue."""
    shares = {"share_within_target": None, "given_share": 0.5, "gave_up_share": 0.2, "cut_share": 0.1,
              "waiting_share": 0.2}  # fmt: skip
    return {"joined": joined, "median_weeks": median, "ninetieth_weeks": None, "one_in_ten_weeks": 40.0, **shares}


def care_team(
    started: tuple[float, float] = (260.0, 302.0),
    gave_up: float = 9.0,
    new: tuple[float | None, float | None] = (14.0, 5.0),
    back: float = 90.0,
    *,
    listed: bool = False,
) -> Callable[[dict], None]:
    """A care team with a list: in usual care, and with the programme."""

    def edit(facts: dict) -> None:
        counts = {"care_came": (617.0, 617.0), "care_started": started, "care_gave_up": (2 * gave_up, gave_up),
                  "care_back": (back, back), "care_list": (34.0, 17.0), "care_discharges": (253.0, 276.0),
                  "care_wait": (12.0, 4.0), "care_back_wait": (12.0, 4.0), "care_list_wait": (8.0, 7.0)}  # fmt: skip
        facts["outcomes"] += [{"name": name, **both(*worlds)} for name, worlds in counts.items()]
        usual, programme = map(waited, new)
        facts["waits"]["care"] = {
            "new": {"usual": usual, "programme": programme},
            "back": {"usual": waited(9.0, back), "programme": waited(3.0, back)},
            **({"list_of_day_0": {"usual": waited(11.0), "programme": waited(10.0)}} if listed else {}),
        }

    return edit


IN_THREE = of_board(named(words.answer_in_three))
IN_THREE_OF_TWO = of_board(named(words.answer_in_three), options=2)
IN_SHORT = of_board(words.unknown_in_short)
TURNS, TURNS_OF_TWO = of_board(words.turns_in_short), of_board(words.turns_in_short, options=2)
CAUTIONS = of_board(named(words.cautions_by_option), options=2)
KNOWN_AT_ONCE = changed(step(net={**KNOWN, "at_once": True}))
CUT_SHORT = of_board(words.cut_short_in_words, options=2)
GIVEN_UP = changed(longest(9.0), outcome("gave_up", programme=est(50.0)), outcome("place_given_up", programme=est(9.0)))
NET, KNOWN_NET = pair(net=est(5_000.0)), {**est(5_000.0), "unknown": [-9_000.0, 20_000.0]}

ONLY_PLACES = Change(longest(9.0), put("waits.link_worker.one_in_ten_weeks", 0.0))
ONE_WAITS = Change(longest(0.0), beside(longest(9.0)))
TWO_DIFFER = Change(*GIVEN_UP.edits, beside(outcome("gave_up", programme=est(60.0))))
CLINIC_BESIDE = Change(*GIVEN_UP.edits, beside(CLINIC))
SAME_SIDE = {**est(5_000.0), "unknown": [1_000.0, 20_000.0]}
FREED = changed(outcome("weeks_in_care", difference=est(-521.8)), outcome("discharged_in_2y", difference=est(5.0)))
STAYS = changed(put("swings.rows", [swung(-80_000.0, -20_000.0)]))
RARELY = Change(*GIVEN_UP.edits, outcome("place_given_up", programme=SELDOM))

OF_THE_BOARD = [
    Row("Nobody waits for a link worker: none is offered.", IN_THREE, changed(CLINIC), AS_RUN),
    Row(
        "Of new referrals, one in ten waits longer than 9 weeks for a link worker",
        IN_THREE,
        changed(longest(9.0)),
        GIVEN_UP,
    ),
    Row("until follow-up ends or longer", IN_THREE, changed(longest(None)), changed(longest(9.0))),
    Row("Nine in ten wait neither for a link worker nor for a", IN_THREE, changed(longest(0.0)), changed(longest(9.0))),
    Row("Of new referrals, nine in ten do not wait for", IN_THREE, ONLY_PLACES, changed(longest(9.0))),
    Row("; of wishes, one in ten waits longer than 9 weeks for", IN_THREE, changed(longest(9.0)), GIVEN_UP),
    Row("not at all with A and longer than 9 weeks with B", IN_THREE_OF_TWO, ONE_WAITS, changed(longest(9.0))),
    Row("Hardly anyone gives up.", IN_THREE, changed(longest(9.0)), GIVEN_UP),
    Row(
        "Hardly anyone gives up waiting for a link worker or a group place.",
        IN_THREE,
        changed(longest(9.0), care_team()),
        changed(longest(9.0)),
    ),
    Row("Given up waiting for a link worker: 50 (±5) times", IN_THREE, GIVEN_UP, changed(longest(9.0))),
    Row("; for a group place: 9 (±0.9) times", IN_THREE, GIVEN_UP, changed(longest(9.0))),
    Row("for a link worker: 50 (±5) times with either option", IN_THREE_OF_TWO, GIVEN_UP, TWO_DIFFER),
    Row("with A and 60 (±6) times with B", IN_THREE_OF_TWO, TWO_DIFFER, GIVEN_UP),
    Row("Courses cut because an activity closes: ", CUT_SHORT, pair(apart(activity_closed=-9.0)), pair()),
    Row("People in support when the service ends: ", CUT_SHORT, pair(apart(support_cut=9.0)), pair()),
    Row("B has no link workers", IN_THREE_OF_TWO, CLINIC_BESIDE, GIVEN_UP),
    Row(
        "With B the queue moves from link workers to groups.",
        IN_THREE_OF_TWO,
        Change(*GIVEN_UP.edits, *pair(queues(-9.0, 9.0)).edits),
        Change(*GIVEN_UP.edits, *pair(queues(-9.0, -9.0)).edits),
    ),
    Row(
        "the queue moves from groups to link workers.",
        IN_THREE_OF_TWO,
        Change(*GIVEN_UP.edits, *pair(queues(9.0, -9.0)).edits),
        Change(*GIVEN_UP.edits, *pair(queues(-9.0, 9.0)).edits),
    ),
    Row("Discharges and time in care are exactly those of usual care.", IN_THREE, NOTHING_HAPPENS, FREED),
    Row("Discharged within 2 years: ", IN_THREE, FREED, NOTHING_HAPPENS),
    Row("Care freed: 10", IN_THREE, FREED, NOTHING_HAPPENS),
    Row("Follow-up is too short for a net cash figure. The service’s own cost: ", IN_THREE, SHORT, AS_RUN),
    Row("On present assumptions net cash over 2 years is ", IN_THREE, AS_RUN, SHORT),
    Row("; if support changes nothing, ", IN_THREE, AS_RUN, changed(put("effect", []))),
    Row(
        "What nobody knows, one input at a time, puts it between −£300,000 and £200,000",
        IN_THREE,
        changed(step(net=KNOWN)),
        AS_RUN,
    ),
    Row("What nobody knows, all inputs at once, puts it", IN_THREE, KNOWN_AT_ONCE, changed(step(net=KNOWN))),
    Row("Both leave the same net cash.", IN_THREE_OF_TWO, pair(), NET),
    Row("B leaves £5,000 (±£500) more: the difference is clear of simulation error.", IN_THREE_OF_TWO, NET, pair()),
    Row("A leaves £5,000 (±£500) more", IN_THREE_OF_TWO, pair(net=est(-5_000.0)), NET),
    Row(" times (seen in 4 of 20 replications)", IN_THREE, RARELY, GIVEN_UP),
    Row(
        "If every input were right, luck alone would put one real service’s net cash between",
        IN_SHORT,
        changed(step(net=KNOWN)),
        AS_RUN,
    ),
    Row("; what nobody knows comes on top", IN_SHORT, changed(step(net=KNOWN)), AS_RUN),
    Row("alone could carry net cash across £0", TURNS, AS_RUN, STAYS),
    Row("No input alone carries net cash across £0", TURNS, STAYS, AS_RUN),
    Row("Some input alone could reverse which option leaves more net cash", TURNS_OF_TWO, pair(net=KNOWN_NET), NET),
    Row(
        "No input alone reverses which option leaves more net cash",
        TURNS_OF_TWO,
        pair(net=SAME_SIDE),
        pair(net=KNOWN_NET),
    ),
    Row("A: A queue keeps growing.", CAUTIONS, flagged("overload"), flagged("overload", None)),
    Row("Both options: A queue keeps growing.", CAUTIONS, flagged("overload", None), flagged("overload")),
]

CASH_SHARE = {"path": "costs.care.cashable_share", "title": "Cash share", "unit": "share"}
PRICE = {"path": "costs.care.gbp", "title": "Price", "unit": "£"}
SHARE_PART = {"input": CASH_SHARE, "share": 0.57, "error": 0.08, "mostly": None}
PRICE_PART = {"input": PRICE, "share": 0.13, "error": 0.05, "mostly": None}
FITTED_PART = {"input": None, "share": 0.2, "error": 0.05, "mostly": PRICE}


def over(above_0: float = 0.32, parts: Sequence[dict] = (SHARE_PART, PRICE_PART)) -> dict:
    """A quantity over sets of inputs."""
    return {
        "low": -250_000.0, "half": [-120_000.0, 40_000.0], "high": 300_000.0, "above_0": above_0,
        "above_0_error": 0.029, "noise": 0.05, "parts": [*parts],
    }  # fmt: skip


def sets(
    above_0: float = 0.32, parts: Sequence[dict] = (SHARE_PART, PRICE_PART), **more: Any
) -> Callable[[dict], None]:
    """What all inputs at once make of net cash."""
    its = {
        "years": 2, "sets": 1000, "redrawn": 0, "by_range": 39, "by_fit": 13, "net": over(above_0, parts),
        "capacity": over(1.0, []), "hundred": [0.0] * 100, **more,
    }  # fmt: skip
    return put("all_inputs", its)


DRAWN, SETTLES = changed(sets()), of_board(words.settles_in_short, whole=True)
IN_SHORT_OF_TWO, SETTLES_OF_TWO = (
    of_board(words.unknown_in_short, options=2),
    of_board(words.settles_in_short, options=2, whole=True),
)
CHANGES = of_board(words.changes_in_short)
HOW_VARIED = of_board(lambda answer, names: words.how_varied(answer))
OF_ALL_INPUTS = [
    Row(
        "Of 1,000 sets of inputs that all fit the published counts, 320 (±29) release more cash than they cost; half "
        "lie between −£120,000 and £40,000.",
        IN_SHORT,
        DRAWN,
        AS_RUN,
    ),
    Row("sets of inputs drawn within their ranges, 320", IN_SHORT, changed(sets(by_fit=0)), DRAWN),
    Row("counts, none release more cash", IN_SHORT, changed(sets(0.0)), DRAWN),
    Row("counts, all release more cash", IN_SHORT, changed(sets(1.0)), DRAWN),
    Row(
        "320 (±29) with A and 500 (±29) with B release more cash than they cost.",
        IN_SHORT_OF_TWO,
        changed(sets(), beside(sets(0.5))),
        changed(beside(sets(0.5))),
    ),
    Row(
        "published counts (inputs of A), 320",
        IN_SHORT_OF_TWO,
        changed(sets(), beside(sets(by_fit=0))),
        changed(sets(), beside(sets())),
    ),
    Row("; B leaves more than A in 280 (±29)", IN_SHORT_OF_TWO, Change(*DRAWN.edits, *pair(sets(0.28)).edits), DRAWN),
    Row(
        "Measure “Cash share (care)” first: 57% of the spread; “Price (care)” is 13%.",
        SETTLES,
        DRAWN,
        changed(sets(parts=[])),
    ),
    Row(
        "Measure what was fitted to published figures (mostly “Price (care)”) first: 20%",
        SETTLES,
        changed(sets(parts=[FITTED_PART])),
        DRAWN,
    ),
    Row(
        "first: 57% of the spread with A and 57% with B; “Price (care)” is 13% with A.",
        SETTLES_OF_TWO,
        changed(sets(), beside(sets(parts=[SHARE_PART]))),
        changed(sets()),
    ),
    Row(
        "Drawn: 13 inputs that were fitted, together, and 39 others, each within its range. Not in it: how the model "
        "is built, and inputs without a range.",
        SETTLES,
        DRAWN,
        changed(sets(by_fit=0)),
    ),
    Row("Drawn: 39 inputs, each within its range. Not", SETTLES, changed(sets(by_fit=0)), DRAWN),
    Row("7 sets were no possible service and were drawn again.", SETTLES, changed(sets(redrawn=7)), DRAWN),
    Row(" The first is 13% of the spread: measure it first.", CHANGES, changed(sets(parts=[PRICE_PART])), DRAWN),
    Row(", all inputs at once: 95% of 1,000 sets of them", HOW_VARIED, DRAWN, AS_RUN),
    Row(", one input at a time", HOW_VARIED, AS_RUN, DRAWN),
    Row(
        "95% of 1,000 sets of inputs, all drawn at once, put net cash over 2 years between −£250,000 and £300,000; "
        "above £0: 320 (±29). Simulation noise, 5% of the spread of single runs, is taken out.",
        SURE,
        DRAWN,
        AS_RUN,
    ),
    Row("taken out. Measure “Cash share (care)” first", SURE, DRAWN, changed(sets(parts=[]))),
    Row(
        "a net gain of £200,000, all inputs at once",
        ANSWER,
        changed(step(cash=est(9_000.0), net={**KNOWN, "at_once": True})),
        changed(step(cash=est(9_000.0), net=KNOWN)),
    ),
]

CARE, NO_MORE = changed(care_team()), changed(care_team(started=(260.0, 260.0)))
SPENT = changed(care_team(), step(cash=est(-9_000.0), crisis=est(-6_000.0), moved=est(-3_000.0), care_use=NOTHING))
SPENT_WITH_A = Change(*SPENT.edits, beside(step(cash=NOTHING)))
SPENT_ON_CRISES = Change(*SPENT.edits, step(moved=NOTHING))
SPENT_ON_USES = Change(*SPENT.edits, step(crisis=NOTHING, care_use=est(-6_000.0)))
NEVER_HALF = changed(care_team(new=(None, 5.0)))
PEOPLE_IN_CARE = of_scenario(words.care_in_words)
OF_THE_CARE_TEAM = [
    Row("People never referred who start care: 300 (±30), against 260 (±30) under", IN_THREE, CARE, AS_RUN),
    Row("; half of those new to care start within 5 weeks, against 14 weeks under", IN_THREE, CARE, NEVER_HALF),
    Row("against not by the end of the follow-up under usual care", IN_THREE, NEVER_HALF, CARE),
    Row("The next person takes each freed place: none of it is cash.", IN_THREE, CARE, AS_RUN),
    Row("Freed care releases no cash, and £9,000 (±£900) more is spent elsewhere: on ", IN_THREE, SPENT, CARE),
    Row("elsewhere: on crises after a relapse and care moved to", IN_THREE, SPENT, SPENT_ON_CRISES),
    Row("elsewhere: on crises after a relapse.", IN_THREE, SPENT_ON_CRISES, SPENT),
    Row("care moved to others such as general practice", IN_THREE, SPENT, SPENT_ON_CRISES),
    Row("more is spent elsewhere (with A): on crises", IN_THREE_OF_TWO, SPENT_WITH_A, SPENT),
    Row("and other uses of care.", IN_THREE, SPENT_ON_USES, SPENT),
    Row("people never referred to the programme, in care or waiting on day 0 or new to", PEOPLE_IN_CARE, CARE, AS_RUN),
    Row("would have under usual care: a difference of 42 (±4)", PEOPLE_IN_CARE, CARE, NO_MORE),
    Row("start care: exactly as many as under usual care.", PEOPLE_IN_CARE, NO_MORE, CARE),
    Row("They start in the same places, used by more people", PEOPLE_IN_CARE, CARE, AS_RUN),
    Row(
        "With the programme, of people new to care, half are given a place in care within", PEOPLE_IN_CARE, CARE, AS_RUN
    ),
    Row("10% die or move away", PEOPLE_IN_CARE, CARE, AS_RUN),
    Row("Under usual care, of people new to care, fewer than half are given", PEOPLE_IN_CARE, NEVER_HALF, CARE),
    Row("half had a second contact within 120 days (17.1 weeks) of referral", PEOPLE_IN_CARE, CARE, AS_RUN),
    Row("of the care list of day 0, from that day, half", PEOPLE_IN_CARE, changed(care_team(listed=True)), CARE),
    Row(
        "Never referred, and give up waiting for care: 9 (±0.9) people, against 18 (±2) under usual care.",
        PEOPLE_IN_CARE,
        CARE,
        changed(care_team(gave_up=0.0)),
    ),
    Row("Given a place in care again after a relapse: 90", PEOPLE_IN_CARE, CARE, changed(care_team(back=0.0))),
    Row("A wait after a relapse is no saving", PEOPLE_IN_CARE, CARE, changed(care_team(back=0.0))),
    Row("Waiting for care, on average over the follow-up: 17 (±2) people, against 34", PEOPLE_IN_CARE, CARE, AS_RUN),
    Row(
        "Discharges of people never referred, who share the review slots: 280 (±30), against 250",
        PEOPLE_IN_CARE,
        CARE,
        AS_RUN,
    ),
]

STANDING = of_scenario(words.standing_in_words)
COST = {"of": "discharge", "gain": est(5.0), "cost": {"mean": 3_000.0, "low": 2_500.0, "high": 3_500.0}}


def costs(**more: Any) -> Change:
    """What each discharge gained costs."""
    return changed(put("cost_per", {"years": 2, "rows": [{**COST, **more}]}))


def alone(*channels: str) -> Change:
    """What channels of effect do alone."""
    row = {"capacity": est(60_000.0, 1_000.0), "net": est(-9_000.0, 1_000.0)}
    rows = [{"channel": channel, **row} for channel in channels]
    return changed(put("channels", {"years": 2, "replications": 3, "alone": rows, "together": row}))


OF_WHAT_STANDS_BESIDE = [
    Row(
        "If support changes nothing: −£70,000 (±£7,000) over 2 years, what the service costs",
        STANDING,
        changed(put("null.net.2", est(-70_000.0))),
        changed(put("null.net.2", est(-80_000.0))),
    ),
    Row("up to the end of follow-up, what the service costs", STANDING, SHORT, AS_RUN),
    Row(
        "In pounds of 2024/25: net cash over 2 years of −£75,000",
        STANDING,
        changed(put("prices.other", {"year": "2024/25", "times": 1.5}), step(net=est(-50_000.0))),
        changed(put("prices.other", None)),
    ),
    Row(
        "if support changes nothing.",
        STANDING,
        changed(put("prices.other", {"year": "2024/25", "times": 1.5})),
        changed(put("prices.other", None)),
    ),
    Row(
        "Capacity released over 2 years by each channel of effect alone: access £60,000 (±£1,000), net cash −£9,000",
        STANDING,
        alone("access", "relapse"),
        alone("access"),
    ),
    Row("They meet in the same people, so the parts need not add up", STANDING, alone("access", "relapse"), AS_RUN),
    Row("£3,000 for each person discharged more than under usual care", STANDING, costs(), costs(cost=None)),
    Row("(simulation error: £2,500 to £3,500", STANDING, costs(), costs(cost=None)),
    Row("no figure for each person", STANDING, costs(cost=None), costs()),
    Row("the number discharged more is not clear of 0", STANDING, costs(cost=None), costs()),
    Row(
        "the time in care freed is not clear of 0",
        STANDING,
        costs(of="care_year", cost=None),
        costs(of="care_year"),
    ),
    Row(
        "for each care-year freed (one replication: its error is not known)",
        STANDING,
        costs(of="care_year", cost={"mean": 3_000.0, "low": None, "high": None}),
        costs(of="care_year"),
    ),
    Row(
        "what nobody knows, one input at a time: £2,000 to £9,000",
        STANDING,
        costs(unknown=[2_000.0, 9_000.0]),
        costs(unknown=None),
    ),
    Row(
        "at the ends of what nobody knows there may be no gain, and so no figure",
        STANDING,
        costs(unknown=None),
        costs(unknown=[2_000.0, 9_000.0]),
    ),
]

LIMITED = of_scenario(words.spending_in_words)
SPENT = {
    "year": "2015/16", "payer": "ICB", "established": est(90_000.0, 0.0), "expected": est(84_000.0, 1_000.0),
    "limit": 85_000.0, "overspends": {"share": 0.4, "low": 0.3, "high": 0.5},
}  # fmt: skip


def limited(**more: Any) -> Change:
    """A limit of a budget, and what stands against it."""
    return changed(put("spending", [{**SPENT, **more}]))


CHANCE_KNOWN = limited(overspends={**SPENT["overspends"], "unknown": [0.0, 0.9]})
OF_A_BUDGET = [
    Row(
        "2015/16, ICB of a limit of £85,000, £90,000 is established (every post filled) and",
        LIMITED,
        limited(),
        limited(limit=None),
    ),
    Row("£84,000 ±£1,000 expected. Chance that one real service spends more", LIMITED, limited(), limited(limit=None)),
    Row("not given: no input has been run across its range", LIMITED, limited(), CHANCE_KNOWN),
    Row("40% if every input is right (simulation error: 30% to 50%)", LIMITED, CHANCE_KNOWN, limited()),
    Row("what nobody knows puts it between 0% and 90%, one input at a time", LIMITED, CHANCE_KNOWN, limited()),
]

OF_SEVERAL = [
    Row("is the same at every value tried", EVEN, crossing(moves=False), crossing()),
    Row("does not enter it here", EVEN, crossing(moves=False), crossing()),
    Row(
        "The same posts go at each of them, or none",
        EVEN,
        crossing(moves=False, path="costs.care.step.places"),
        crossing(moves=False),
    ),
    Row("Break-even: none in range. Net cash over 2 years stays above £0", EVEN, crossing(crossing=None), crossing()),
    Row(
        "stays below £0 from", EVEN, crossing(crossing=None, points=[{**ABOVE, "mean": -1.0}]), crossing(crossing=None)
    ),
    Row(
        "crosses £0 where “Price (care)” is about £5,000 (now £3,000); above £0 beyond that",
        EVEN,
        crossing(),
        crossing(rising=False),
    ),
    Row(
        "It changes sign 3 times between £0 to £9,000: read the table, not this one value",
        EVEN,
        crossing(crossings=3),
        crossing(),
    ),
    Row("The value of capacity released less the cost of the service", EVEN, crossing(of="capacity"), crossing()),
    Row("the whole range and beyond. More replications are needed", EVEN, crossing(interval=(None, None)), crossing()),
    Row(
        "One replication: nothing is known of its simulation error",
        EVEN,
        crossing(interval=(None, None), replications=1),
        crossing(interval=(None, None)),
    ),
    Row("from below the range to £6,000", EVEN, crossing(interval=(None, 6000.0)), crossing()),
    Row("from £4,000 to beyond the range", EVEN, crossing(interval=(4000.0, None)), crossing()),
    Row("95% interval (simulation error): £4,000 to £6,000", EVEN, crossing(), crossing(interval=(4000.0, None))),
    Row("“a” and “b” come to exactly the same net cash", PAIR, pair(), pair(net=est(5.0))),
    Row("“a” and “b” come to the same net cash", PAIR, pair(net=UNSEEN), pair()),
    Row("“a” leaves about £50 more net cash than “b”", PAIR, pair(net=est(-50.0, 1.0)), pair(net=est(50.0, 1.0))),
    Row("“b” leaves about £50 more net cash than “a”", PAIR, pair(net=est(50.0, 1.0)), pair(net=est(-50.0, 1.0))),
    Row("seen in none of 20 replications: in up to 25% of them", PAIR, pair(net=UNSEEN), pair()),
    Row("the same in all 20 replications: something else in up to 25% of them", PAIR, pair(net=ALL_ALIKE), pair()),
    Row("seen in 2 of 20 replications: too few to say; in up to 25% of them", PAIR, pair(net=HARDLY), pair()),
    Row("seen in 4 of 20 replications: too few to say; up to £9", PAIR, pair(net=SELDOM), pair(net=HARDLY)),
    Row("other than £5 in 4 of 20 replications: too few to say; £1 to £6", PAIR, pair(net=OTHERWISE), pair(net=SELDOM)),
    Row("too few replications differ to say which way it goes", PAIR, pair(net=HARDLY), pair(net=UNSETTLED)),
    Row("they release the same capacity (", PAIR, pair(OTHERS, capacity=UNSEEN), pair(OTHERS)),
    Row("Time in care is the same (", PAIR, pair(of_pair("weeks_in_care", UNSEEN)), pair()),
    Row(
        "Money is not compared: it is reported only for follow-up of a year or more",
        PAIR,
        pair(put("bridge", {})),
        pair(),
    ),
    Row("They serve different numbers of people, so time in care is not compared", PAIR, pair(OTHERS), pair()),
    Row("they release exactly the same capacity", PAIR, pair(OTHERS), pair(OTHERS, capacity=est(5.0))),
    Row("more capacity than “a”", PAIR, pair(OTHERS, capacity=est(5.0)), pair(OTHERS, capacity=est(-5.0))),
    Row("Time in care is exactly the same", PAIR, pair(), pair(of_pair("weeks_in_care", est(-5.0)))),
    Row(
        "“b” has the same people spend about 5.0 fewer weeks in care than “a”",
        PAIR,
        pair(of_pair("weeks_in_care", est(-5.0))),
        pair(of_pair("weeks_in_care", est(5.0))),
    ),
    Row(
        "one replication cannot tell whether this is more than luck", PAIR, pair(net=est(5.0, None)), pair(net=est(5.0))
    ),
    Row("the difference is clear of simulation error", PAIR, pair(net=est(5.0)), pair(net=UNSETTLED)),
    Row(
        "the difference is within simulation error: more replications could reverse it",
        PAIR,
        pair(net=UNSETTLED),
        pair(net=est(5.0)),
    ),
    Row("They do not spend the same (within 5%)", OPTIONS, side_by_side(equal_spend=False), side_by_side()),
    Row(
        "They are the same service: what differs is how cash is counted",
        OPTIONS,
        side_by_side(same_service=[["a", "b", "c"]]),
        side_by_side(),
    ),
    Row(
        "They spend the same: what differs is what the money does",
        OPTIONS,
        side_by_side(),
        side_by_side(equal_spend=False),
    ),
    Row(
        "They spend the same within 5% (they are £4,100 apart): beyond that, what differs is what the money does",
        OPTIONS,
        side_by_side(spend_difference=4_140.0),
        side_by_side(),
    ),
    Row(
        "“A” and “B” are the same service: what differs between them is how cash is counted",
        OPTIONS,
        side_by_side(same_service=[["a", "b"]]),
        side_by_side(),
    ),
    Row("“A” is dominated by B", OPTIONS, dominated(beyond_luck=True), side_by_side()),
    Row("within simulation error", OPTIONS, dominated(beyond_luck=False), dominated(beyond_luck=True)),
    Row("Dominated: another option that serves the same people", OPTIONS, dominated(beyond_luck=True), side_by_side()),
]


# ---------------------------------------------------------------- of what was fitted

ABOUT = {"path": "costs.care.gbp", "title": "Price", "unit": "£"}
PARTNER = {"path": "care.partner", "title": "Partner", "unit": "", "times": False, "tie": -0.9, "at_low": 10.0,
           "at_high": 30.0}  # fmt: skip
THIRD = {**PARTNER, "path": "care.third", "title": "Third", "tie": 0.5}
ALONG = {"moving": [PARTNER], "spread": 0.5, "below": None, "above": None}
ALONE, WITH_PARTNER = swung(-80_000.0, 20_000.0), {**swung(-80_000.0, 20_000.0), "along": ALONG}
BREAKS = {**ALONE, "breaks_the_fit": True}


def with_it(**other: Any) -> dict:
    """A swing of a fitted input."""
    return {**ALONE, "along": {**ALONG, **other}}


WITH_MANY = with_it(moving=[{**PARTNER, "path": f"care.{n}", "title": f"Partner {n}"} for n in range(7)])
FITS = of_scenario(lambda facts: words.swings_in_words(facts.swings))
TITLE = of_scenario(lambda facts: words.swing_range(facts.swings.rows[0]))
HEADING = of_scenario(lambda facts: words.swings_heading(facts.swings))

OF_FITS = [
    Row("all else equal but for what was fitted with it, the same luck", HEADING, ranged(rows=[WITH_PARTNER]), AS_RUN),
    Row("One input was fitted to published figures together.", FITS, ranged(rows=[WITH_PARTNER]), AS_RUN),
    Row(
        "2 inputs were fitted to published figures together. Low and high of each hold 90% of the mixtures that the "
        "figures allow, and what was fitted with it moves along, so that the figures stay met.",
        FITS,
        ranged(rows=[WITH_PARTNER, WITH_PARTNER]),
        ranged(rows=[WITH_PARTNER]),
    ),
    Row(
        "Move together, the closest first: “Price (care)” with “Partner” (10 to 30); “Price (care)” with “Third”",
        FITS,
        ranged(rows=[with_it(moving=[THIRD, PARTNER])]),
        ranged(rows=[with_it(moving=[])]),
    ),
    Row("; and 2 more pairs.", FITS, ranged(rows=[WITH_MANY]), ranged(rows=[WITH_PARTNER])),
    Row(
        "Of the stated ranges, these values contradict the figures: “Price (care)” below 2000 and above 8000.",
        FITS,
        ranged(rows=[with_it(below=2_000.0, above=8_000.0)]),
        ranged(rows=[WITH_PARTNER]),
    ),
    Row(
        "The figures say nothing about “Price (care)”: its range is as wide after the fit as before.",
        FITS,
        ranged(rows=[with_it(spread=0.95)]),
        ranged(rows=[WITH_PARTNER]),
    ),
    Row(
        "“Price (care)” and “Price (care)”: their ranges are as wide after the fit as before.",
        FITS,
        ranged(rows=[with_it(spread=0.95), with_it(spread=0.95)]),
        ranged(rows=[with_it(spread=0.95)]),
    ),
    Row("Breaks the fit One input was fitted to published figures", FITS, ranged(rows=[BREAKS]), AS_RUN),
    Row(
        "2 inputs were fitted to published figures and are varied here alone",
        FITS,
        ranged(rows=[BREAKS, BREAKS]),
        ranged(rows=[BREAKS]),
    ),
    Row(
        "low and high a published figure is missed: such a swing is not what the figures allow",
        FITS,
        ranged(rows=[BREAKS]),
        ranged(rows=[WITH_PARTNER]),
    ),
    Row("Along the fit its fit is of another scenario", FITS, ranged(fit="its fit is of another scenario"), AS_RUN),
    Row(
        "This input was fitted to a published figure, which is missed wherever it is varied alone",
        EVEN,
        crossing(breaks_the_fit=True),
        crossing(),
    ),
    Row(
        "“Price (care)” was fitted to published figures and moves with “Partner” (10 to 30), so that they stay met.",
        EVEN,
        crossing(along=ALONG),
        crossing(),
    ),
    Row(
        "was fitted to published figures; nothing else need move with it for them to stay met.",
        EVEN,
        crossing(along={**ALONG, "moving": []}),
        crossing(along=ALONG),
    ),
    Row(
        "Values below 2000 contradict the figures and were not tried.",
        EVEN,
        crossing(along={**ALONG, "below": 2_000.0}),
        crossing(along=ALONG),
    ),
    Row(
        "stay met. The figures say nothing about it.",
        EVEN,
        crossing(along={**ALONG, "spread": 0.95}),
        crossing(along=ALONG),
    ),
    Row(" (along the fit)", TITLE, ranged(rows=[WITH_PARTNER]), AS_RUN),
    Row(" (breaks the fit)", TITLE, ranged(rows=[BREAKS]), AS_RUN),
]

FIT_INPUT = {**ABOUT, "times": False, "stated_low": 1_000.0, "stated_high": 9_000.0, "low": 2_000.0, "middle": 4_000.0,
          "high": 6_000.0, "spread": 0.5, "value": 3_000.0, "below_value": 0.3, "contradicted_below": None,
          "contradicted_above": None}  # fmt: skip
FIGURE = {"name": "discharged", "title": "39 discharged", "published": 39.0, "low": 30.0, "middle": 38.0, "high": 50.0}
TIE = {"first": ABOUT, "second": {**ABOUT, "path": "care.partner", "title": "Partner", "unit": ""}, "correlation": -0.9}
MADE = {"method": "by waves", "seed": 1, "simulations": 6_000, "members": 400, "made_for": "1234-5678", "others": False,
        "left_out": []}  # fmt: skip


def fitted(**other: Any) -> Change:
    """A fit of one input to one figure."""
    found = {"made": MADE, "inputs": [FIT_INPUT], "figures": [FIGURE], "ties": [TIE], **other}
    return changed(put("fit", found))


def one_input(**other: Any) -> Change:
    return fitted(inputs=[{**FIT_INPUT, **other}])


def tied(correlation: float) -> Change:
    return fitted(ties=[{**TIE, "correlation": correlation}])


OF_A_FIT, WAS_MADE, USED, UNSAID, CONTRADICTED, TIES, FIGURES = (
    of_scenario(lambda facts, say=say: say(facts.fit))
    for say in (
        words.fit_in_words,
        words.fit_was_made,
        words.values_used,
        words.unsaid,
        words.contradictions,
        words.ties_in_words,
        words.figures_in_words,
    )
)
MISSED = {**FIGURE, "published": 60.0}
NOTHING_SAID = (
    "The figures say nothing about “Price (care)”: after the fit it may still lie anywhere from £2,000 to £6,000"
)

OTHER = {**FIT_INPUT, "path": "care.partner", "title": "Partner", "unit": ""}


def crossed(net_goes: float | None, first: float | None = -50_000.0, last: float | None = 10_000.0) -> Change:
    """Across an input: another moves with it, and net cash may."""
    bands = [{"value": 2_000.0, "others": [10.0], "net": first}, {"value": 6_000.0, "others": [30.0], "net": last}]
    return changed(put("across", {"of": FIT_INPUT, "others": [OTHER], "bands": bands, "net_goes": net_goes}))


ALONE_ACROSS = changed(
    put(
        "across",
        {"of": FIT_INPUT, "others": [], "bands": [{"value": 2_000.0, "others": [], "net": None}], "net_goes": None},
    )
)
ACROSS = of_scenario(lambda facts: words.across_in_words(facts.across))

OF_THE_FIT = [
    Row(
        "As “Price (care)” goes from £2,000 to £6,000, “Partner” goes from 10 to 30; net cash goes from −£50,000 to "
        "£10,000.",
        ACROSS,
        crossed(0.8),
        crossed(0.1),
    ),
    Row("“Partner” goes from 10 to 30; net cash does not follow.", ACROSS, crossed(0.1), crossed(0.8)),
    Row("“Partner” goes from 10 to 30.", ACROSS, crossed(None), crossed(0.8)),
    Row("no other input moves.", ACROSS, ALONE_ACROSS, crossed(None)),
    Row(
        "1 input was fitted together to 1 published figure: 400 mixtures that the figures allow are kept.",
        OF_A_FIT,
        fitted(),
        fitted(figures=[FIGURE, FIGURE]),
    ),
    Row("2 inputs were fitted together to 2", OF_A_FIT, fitted(inputs=[FIT_INPUT] * 2, figures=[FIGURE] * 2), fitted()),
    Row(
        "6,000 simulations, seed 1; inputs that were not fitted stayed at their values.",
        WAS_MADE,
        fitted(),
        fitted(made={**MADE, "others": True}),
    ),
    Row("varied over their ranges as well.", WAS_MADE, fitted(made={**MADE, "others": True}), fitted()),
    Row("Method: by waves.", WAS_MADE, fitted(), fitted(made={**MADE, "method": "by hand"})),
    Row(
        "Made for 1234-5678 (hash of the scenario without its prices, and of its figures); a fit that was made for "
        "anything else is not used.",
        WAS_MADE,
        fitted(),
        fitted(made={**MADE, "made_for": "9"}),
    ),
    Row(
        "Left out: one figure, a share of draws",
        WAS_MADE,
        fitted(made={**MADE, "left_out": ["one figure, a share of draws"]}),
        fitted(),
    ),
    Row(
        "The values that the scenario uses lie within these 90% intervals, every one.",
        USED,
        fitted(),
        one_input(value=9_000.0),
    ),
    Row(
        "Of the values that the scenario uses, “Price (care)” (£9,000, with 97% of the mixtures below it) lies outside "
        "the 90% interval.",
        USED,
        one_input(value=9_000.0, below_value=0.97),
        fitted(),
    ),
    Row(f"{NOTHING_SAID} (its spread is 0.95 of what it was before).", UNSAID, one_input(spread=0.95), fitted()),
    Row(NOTHING_SAID, CANNOT, one_input(spread=0.95), fitted()),
    Row(
        "“Price (care)”: values below £1,500 and above £7,000 contradict the figures, though £1,000 to £9,000 is "
        "stated.",
        CONTRADICTED,
        one_input(contradicted_below=1_500.0, contradicted_above=7_000.0),
        fitted(),
    ),
    Row(
        "The higher “Price (care)”, the lower “Partner” has to be (strongly: rank correlation −0.90).",
        TIES,
        fitted(),
        tied(0.9),
    ),
    Row("the higher “Partner” tends to be (clearly: rank correlation 0.50).", TIES, tied(0.5), fitted()),
    Row("(a little: rank correlation 0.30)", TIES, tied(0.3), fitted()),
    Row("1 more pair of inputs move together, less strongly.", TIES, fitted(ties=[TIE] * 6), fitted()),
    Row(
        "Every published figure lies where 90% of the fit's services would have it.",
        FIGURES,
        fitted(),
        fitted(figures=[MISSED]),
    ),
    Row(
        "1 of 2 published figures lies outside what 90% of the fit's services would have: “39 discharged”.",
        FIGURES,
        fitted(figures=[FIGURE, MISSED]),
        fitted(),
    ),
]


def measured(**other: Any) -> Change:
    """A what-if of which 5 (±0.5) more came out, as was expected."""
    measure = {"name": "took_up", "title": "Took up", "unit": "people", "years": None}
    row = {"measure": measure, "here": est(15.0), "there": est(10.0), "difference": est(5.0), "replications": 400,
           "name": "mine", "hash": "", "title": "Mine", "question": None, "compare_with": "yours",
           "compare_with_hash": "", "because": "", "agrees": True, "answer": None, "decide": None, "seed": 1,
           "expected": "more", "as_expected": True, "came_out": "more", "came_out_in_the_file": "more",
           **other}  # fmt: skip
    return changed(put("what_if", row))


MEASURED, EXPECTED, DISAGREES = (
    of_scenario(lambda facts, say=say: say(facts.what_if))
    for say in (words.measured, words.against_expectation, words.disagreement)
)
ONCE = {**seldom_seen(0.5, 1), "error_low": None}

OF_WHAT_IFS = [
    Row("Took up: 15.0, beside 10.0. Difference +5.0", MEASURED, measured(), measured(difference=NOTHING)),
    Row("400 pairs of replications", MEASURED, measured(), measured(replications=40)),
    Row("0, in every replication", MEASURED, measured(difference=NOTHING), measured()),
    Row("(95 % interval +4.5 to +5.5)", MEASURED, measured(), measured(difference=NOTHING)),
    Row(
        "other in 1 of 20 replications",
        MEASURED,
        measured(difference={**ONCE, "rare": {**ONCE["rare"], "rest": 1.0}}),
        measured(),
    ),
    Row("seen too seldom to say more", MEASURED, measured(difference=ONCE), measured()),
    Row(
        "Not settled: luck alone may have made this difference, so the expectation is neither met nor refuted.",
        EXPECTED,
        measured(as_expected=None),
        measured(),
    ),
    Row("NOT as expected: more was expected.", EXPECTED, measured(as_expected=False), measured()),
    Row(
        'mine.toml says came_out = "more", and "less" came out.',
        DISAGREES,
        measured(came_out="less"),
        measured(),
    ),
]


# ---------------------------------------------------------------- the least that meets a target


def tried(*values: float, share: float = 0.8, pounds: float = 150_000.0, targets: int = 1, **other: Any) -> dict:
    """A mix of which 96 % (±0.6) are met in time, in 80 of 100 services."""
    chance = {"share": share, "low": share - 0.04, "high": share + 0.04}
    held = {"value": est(96.0, 0.6), "met": chance}
    return {"values": list(values), "verdict": "met", "targets": [held] * targets, "together": chance,
            "confidence": 0.984, "pounds": est(pounds, 400.0), "pounds_a_year": pounds / 1.5, "replications": 700,
            **other}  # fmt: skip


def lever(path: str, *values: float, now: float | None = 2.0, name: str | None = None) -> dict:
    """A lever, and what it is now."""
    return {"name": name or path, "title": "Caseload of a full post", "unit": "people", "paths": [path],
            "values": list(values), "now": now}  # fmt: skip


POSTS = lever("link_workers.posts", 1.0, 2.0, 3.0)
SLOTS = lever("reviews.supported.added_slots_per_week", 0.0, 1.0, 2.0)
NOBODY = {"said": "nobody waits more than 26 weeks", "title": "", "sense": "at most", "bound": 0.0, "unit": "people",
          "all_or_nothing": True}  # fmt: skip
IN_TIME = {**NOBODY, "said": "90 % met within 4 weeks", "unit": "%", "bound": 90.0, "all_or_nothing": False}
WORLDS = {"sets": 100, "holds": 43, "replications": 800, "fitted": True,
          "together": {"share": 0.61, "low": 0.57, "high": 0.64}}  # fmt: skip


def solving(**other: Any) -> Change:
    """Two posts are the least of three that meet one target."""
    row = {"targets": [IN_TIME], "levers": [POSTS], "in_100": None, "share_of_services": 0.9, "budget": None,
           "years": 3.0, "service_years": 1.5, "mixes": 3, "tried": 3, "found": tried(2.0), "nearest": None,
           "cheaper": [tried(1.0, verdict="not met")], "dearer": [tried(3.0)], "too_close": [], "shown": [],
           "worlds": WORLDS, **other}  # fmt: skip
    return changed(put("solved", row))


SOLVED = of_scenario(lambda facts: words.solved_in_words(facts.solved, "2015/16"))
TRIED = of_scenario(lambda facts: words.tried_in_words(facts.solved))
NONE_FOUND = {"found": None, "nearest": tried(3.0), "cheaper": [], "dearer": []}
MIX = [tried(1.0, verdict="not met"), tried(2.0), tried(3.0)]

OF_SOLVING = [
    Row("The least that meets “90 % met within 4 weeks”, on average: 2 link worker posts", SOLVED, solving(),
        solving(**NONE_FOUND)),
    Row("2 link worker posts (as now)", SOLVED, solving(), solving(levers=[{**POSTS, "now": 3.0}])),
    Row("2 link worker posts (now 3)", SOLVED, solving(levers=[{**POSTS, "now": 3.0}]), solving()),
    Row("1 link worker post (now 2)", SOLVED, solving(found=tried(1.0)), solving()),
    Row("1 added review slot a week", SOLVED, solving(levers=[SLOTS], found=tried(1.0)), solving()),
    Row("2 added review slots a week", SOLVED, solving(levers=[SLOTS]), solving()),
    Row("1 review slot a week", SOLVED,
        solving(levers=[lever("reviews.slots_per_week", 1.0, 2.0)], found=tried(1.0)), solving()),
    Row("2 review slots a week", SOLVED, solving(levers=[lever("reviews.slots_per_week", 1.0, 2.0)]), solving()),
    Row("1 place in every activity", SOLVED,
        solving(levers=[lever("activities.yoga.places", 1.0, 2.0, name="places")], found=tried(1.0)), solving()),
    Row("2 places in every activity", SOLVED,
        solving(levers=[lever("activities.yoga.places", 1.0, 2.0, name="places")]), solving()),
    Row("2 places of yoga", SOLVED, solving(levers=[lever("activities.yoga.places", 1.0, 2.0)]), solving()),
    Row("2 posts of north", SOLVED, solving(levers=[lever("link_workers.groups.north.posts", 1.0, 2.0)]), solving()),
    Row("caseload of a full post 2", SOLVED,
        solving(levers=[lever("link_workers.caseload_per_post", 1.0, 2.0)]), solving()),
    Row("“90 % met within 4 weeks”, in 80 of 100 services like this one", SOLVED, solving(in_100=80.0), solving()),
    Row("“nobody waits more than 26 weeks”, in 90 of 100 services like this one", SOLVED,
        solving(targets=[NOBODY]), solving()),
    Row("The service then costs £100,000 a year while it runs, £150,000 ±£400 over the follow-up of 3 years (prices of "
        "2015/16)", SOLVED, solving(), solving(found=tried(2.0, pounds=0.0))),
    Row("Nothing of it is priced here, so the fewest steps decide", SOLVED, solving(found=tried(2.0, pounds=0.0)),
        solving()),
    Row("“90 % met within 4 weeks”: 96.0% ±0.6 on average; met in 80 of 100 services like this one (simulation error: "
        "76 to 84)", SOLVED, solving(), solving(found=tried(2.0, share=0.7))),
    Row("“nobody waits more than 26 weeks”: met in 80 of 100", SOLVED, solving(targets=[NOBODY]), solving()),
    Row("All at once: met in 80 of 100", SOLVED,
        solving(targets=[IN_TIME, NOBODY], found=tried(2.0, targets=2)), solving()),
    Row("That this holds, if every input is right, is 98.4% sure, by 700 replications that had no part in finding it",
        SOLVED, solving(), solving(found=tried(2.0, confidence=0.9))),
    Row("is over 99.9% sure", SOLVED, solving(found=tried(2.0, confidence=0.9999)), solving()),
    Row("With 100 sets of the inputs that nobody knows, that fit the published counts: it holds in 43 of 100; luck and "
        "inputs together, all is met in 61 of 100", SOLVED, solving(), solving(worlds={**WORLDS, "fitted": False})),
    Row("drawn from their ranges: it holds in 43", SOLVED, solving(worlds={**WORLDS, "fitted": False}), solving()),
    Row("that fit the published counts: luck and inputs together", SOLVED, solving(worlds={**WORLDS, "holds": None}),
        solving()),
    Row("Less than 1 link worker post was not tried", SOLVED, solving(found=tried(1.0)), solving()),
    Row("Not tried: more than 1 and less than 4 link worker posts", SOLVED,
        solving(levers=[lever("link_workers.posts", 1.0, 4.0)], found=tried(4.0)), solving()),
    Row("Cheaper, and too close to say: 1 link worker post. More replications may decide", SOLVED,
        solving(too_close=[[1.0]]), solving()),
    Row("Within £120,000 a year: 3 of 3 mixes, of which 2 are sure to meet it", SOLVED,
        solving(budget=120_000.0, shown=MIX), solving()),
    Row("None in range: no mix of 1 to 3 link worker posts is sure to meet “90 % met within 4 weeks”, on average",
        SOLVED, solving(**NONE_FOUND), solving()),
    Row("None in range within £120,000 a year: no mix", SOLVED, solving(**NONE_FOUND, budget=120_000.0, shown=MIX),
        solving(**NONE_FOUND)),
    Row("None in range within £1,000 a year: every mix of 1 to 3 link worker posts costs more", SOLVED,
        solving(**NONE_FOUND, budget=1000.0), solving(**NONE_FOUND, budget=1000.0, shown=MIX)),
    Row("The cheapest that meets “90 % met within 4 weeks”, on average, is 3 link worker posts", SOLVED,
        solving(**NONE_FOUND, budget=1000.0), solving(**NONE_FOUND)),
    Row("The nearest is 3 link worker posts", SOLVED, solving(**NONE_FOUND), solving()),
    Row("Every mix, by cost: 3 run with the same luck", TRIED, solving(shown=MIX), solving()),
    Row("One step less and one step more of each lever, on fresh luck (3 of 3 mixes tried)", TRIED, solving(),
        solving(shown=MIX)),
]  # fmt: skip


# ---------------------------------------------------------------- of economics


def made(thing: Any) -> Change:
    """What is made up whole."""
    return changed(put("made", thing))


def on_made(function: Callable[..., Any]) -> Callable[[Facts], Any]:
    return lambda facts: function(facts.made)


AGAINST, REQUEST, HOW = map(on_made, (economics.against_in_words, economics.request_in_words, economics.how_to_measure))
DECISION, READ, STUDY = map(
    on_made, (economics.decision_of, economics.how_request_was_made, economics.economics_in_words)
)
HELD, WORTH = on_made(economics.who_holds), on_made(economics.worth_in_words)
USUAL_REQUEST, A_VALUE, A_STUDY = made(of_money.request()), made(of_money.measured()), made(of_money.study())
CHOICE = made(of_money.request(options=("Two posts", "Three posts")))
NO_WORTH = of_money.worth(0.0, 0.0)
CERTAIN = made(of_money.request(decision=of_money.at(evpi=NO_WORTH)))
HIDDEN = made(
    of_money.request(decision=of_money.at(evpi=of_money.worth(trust=of_money.Trust(0.05, 2, "dominated by luck"))))
)
LONG = made(of_money.measured(study=of_money.StudyWorth(800, 90.0, of_money.LEARNED)))
NO_SAMPLE = made(of_money.measured("costs.care.step.places"))

OF_ECONOMICS = [
    Row("costs more and does better: £300 for each unit gained", AGAINST, made(against(900, 3)), made(against(-9, -3))),
    Row("saves and does worse: £3 saved for each unit given up", AGAINST, made(against(-9, -3)), made(against(900, 3))),
    Row("dominant: it is better", AGAINST, made(against(-9, 3)), made(against(9, -3))),
    Row(
        "costs £900 more, and no difference in units is clear of simulation error",
        AGAINST,
        made(replace(against(900, 3), clear=False)),
        made(against(900, 3)),
    ),
    Row("£30,000 (£20,000 to £40,000)", WORTH, made(of_money.LEARNED), made(of_money.UNCLEAR)),
    Row("at most £5,000", WORTH, made(of_money.UNCLEAR), made(of_money.LEARNED)),
    Row("The decision: run “Two posts”, or not.", DECISION, USUAL_REQUEST, CHOICE),
    Row("The decision: run “Two posts” or “Three posts”.", DECISION, CHOICE, USUAL_REQUEST),
    Row("first: Two posts or Three posts", on_made(economics.title_of_request), CHOICE, USUAL_REQUEST),
    Row(
        "sets of inputs that fit what is known, 40% put net cash of “Two posts” above 0 over 3 years; 95% lie between "
        "−£200,000 and £250,000, half between",
        REQUEST,
        USUAL_REQUEST,
        CHOICE,
    ),
    Row("net cash of “Three posts” less that of “Two posts” above 0", REQUEST, CHOICE, USUAL_REQUEST),
    Row(
        "For cash, what is known now speaks for the choice not to run it: wrong in 40% of those sets",
        REQUEST,
        USUAL_REQUEST,
        CHOICE,
    ),
    Row("speaks for the choice to run “Two posts”", REQUEST, CHOICE, USUAL_REQUEST),
    Row(
        "To know everything for certain would be worth £50,000 (£42,000 to £58,000) to this decision: no measuring can "
        "be worth more.",
        REQUEST,
        USUAL_REQUEST,
        CERTAIN,
    ),
    Row(
        "No value would change that choice, whatever it turned out to be: for cash, none need be measured.",
        REQUEST,
        CERTAIN,
        USUAL_REQUEST,
    ),
    Row(
        "Luck is nearly all of the spread between the sets: these amounts are limits from above.",
        REQUEST,
        HIDDEN,
        USUAL_REQUEST,
    ),
    Row("Count it among 50 people discharged, each followed for two years", HOW, A_VALUE, NO_SAMPLE),
    Row(": such a service sees as many in about 5 months. Data worth £30,000", HOW, A_VALUE, LONG),
    Row(": such a service sees as many in 8 years, so ask several together", HOW, LONG, A_VALUE),
    Row(
        "Record it for 50 people given a link worker", HOW, made(of_money.measured("support.meeting_minutes")), A_VALUE
    ),
    Row("Count it in 50 weeks", HOW, made(of_money.measured("demand.referrals_per_week")), A_VALUE),
    Row("One figure from the books", HOW, NO_SAMPLE, A_VALUE),
    Row("Ask in writing which part", HOW, made(of_money.measured("costs.care.cashable_share")), NO_SAMPLE),
    Row("finance (Trust)", HELD, made(of_money.measured("costs.care.gbp", payer="Trust")), A_VALUE),
    Row(
        "40 more uncertain inputs were looked at. Pounds of 2015/16, not discounted; net cash over 3 years.",
        READ,
        USUAL_REQUEST,
        made(of_money.request(others=41)),
    ),
    Row(
        "3 sets were no possible scenario and were drawn again.", READ, made(of_money.request(redrawn=3)), USUAL_REQUEST
    ),
    Row(
        "“Two posts” releases more cash than it costs in 40% of 1,000 draws",
        STUDY,
        A_STUDY,
        made(of_money.study(money=())),
    ),
    Row(
        ", and more capacity, in pounds, than it costs in 40%.",
        STUDY,
        made(of_money.study(money=(of_money.OptionMoney("Two posts", of_money.SPREAD, of_money.SPREAD),))),
        A_STUDY,
    ),
    Row(
        "By net cash, “Two posts” is best on average, and best in 40% of draws; to be certain of everything would be "
        "worth £50,000 (£42,000 to £58,000). Of single inputs, most for “Price of care (care)”: £30,000",
        STUDY,
        A_STUDY,
        made(of_money.study(decisions=())),
    ),
    Row(
        "of the variance between draws: take the worth as a limit, and run more replications.",
        STUDY,
        made(of_money.trusted("dominated by luck")),
        A_STUDY,
    ),
    Row(
        "Luck is 80% of the variance between draws: the worth rests on a normal shape of what is unknown.",
        STUDY,
        made(of_money.trusted("leans on the shape")),
        A_STUDY,
    ),
    Row(
        "Each draw was run once, so luck is still in the worth and makes it too high.",
        STUDY,
        made(of_money.trusted("not measured")),
        A_STUDY,
    ),
    Row(
        "“Two posts” against “usual care”, costs more and does better: £300 for each discharge gained. Off the "
        "frontier: “Three posts”.",
        STUDY,
        A_STUDY,
        made(of_money.study(effects=())),
    ),
    Row(
        "Net cost for each discharge: no option is worth its cost at any price.",
        STUDY,
        made(of_money.study(effects=(of_money.no_step(),))),
        A_STUDY,
    ),
    Row("7 draws could not be run and are left out of all this.", STUDY, made(of_money.study(failed=7)), A_STUDY),
]


TABLE = [
    *OF_ECONOMICS,
    *OF_THE_ANSWER,
    *OF_WHAT_STANDS_BESIDE,
    *OF_A_BUDGET,
    *OF_PEOPLE,
    *OF_WHAT_IFS,
    *OF_CHANGES,
    *OF_CERTAINTY,
    *OF_MONEY,
    *OF_SEVERAL,
    *OF_FITS,
    *OF_THE_FIT,
    *OF_THE_BOARD,
    *OF_ALL_INPUTS,
    *OF_THE_CARE_TEAM,
    *OF_SOLVING,
]

NUMBERS = on_made(words.about_every_number)
BASIS = words.Basis(3.0, 3.5, "2015/16", 60, (47,))
TABLE += [
    Row(
        "a single replication, without intervals",
        NUMBERS,
        made(BASIS._replace(replications=1)),
        made(BASIS),
    ),
]
PLACES = on_made(words.cost_of_places)
TABLE += [
    Row(
        "What is paid is a lever of its own, under “More inputs”: “Price (each activity)”.",
        PLACES,
        made({"grant": ["Price (each activity)"]}),
        made({"spot": ["Price (each activity)"]}),
    ),
]
# What is said of the method, whatever the answer: it is printed, and nothing could make it false.
METHOD = of_scenario(lambda _: words.about_every_number(BASIS))
ALWAYS = [
    Row("Simulated, not measured. What nobody knows is drawn one input", METHOD, AS_RUN, AS_RUN),
    Row("values are assumed, not measured", IN_SHORT, AS_RUN, AS_RUN),
    Row("the same people (on average", of_scenario(words.comparator_in_words), AS_RUN, AS_RUN),
    Row("Referrals from 1 April 2015 to 1 April 2016, followed until", SETTING, AS_RUN, AS_RUN),
    Row("On present assumptions", ANSWER, AS_RUN, AS_RUN),
    Row("Wellbeing, work, training and volunteering are counted but not priced", CANNOT, AS_RUN, AS_RUN),
    Row("Simulated people are synthetic", CANNOT, AS_RUN, AS_RUN),
    Row("Only local data make it smaller", SURE, AS_RUN, AS_RUN),
    Row("Both: what is paid without the programme less what is paid with it", BUDGET, AS_RUN, AS_RUN),
    Row("in cash", of_scenario(lambda facts: words.cash_heading(facts.budget)), AS_RUN, AS_RUN),
    Row(
        "Each uncertain input at its low and its high, all else equal, the same luck",
        of_scenario(lambda facts: words.swings_heading(facts.swings)),
        AS_RUN,
        AS_RUN,
    ),
]
