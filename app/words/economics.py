"""How is it said what options cost and do, and what knowing more is worth? Never a ratio without its quadrant."""

from collections.abc import Sequence

from app.words.assumed import assumption_range, assumption_title, assumption_value
from app.words.numbers import listed, percent, pounds, years
from experiments.economics.answer import (
    Against,
    AtThreshold,
    DataRequest,
    Decision,
    InputWorth,
    Learned,
    PerEffect,
    Standing,
    StudyEconomics,
    ToMeasure,
    Verdict,
    Worth,
)
from experiments.ranges import About

NO_SIDE = {
    "dominant": "dominant: it is better in one of cost and effect, and no worse in the other",
    "dominated": "dominated: it is worse in one of cost and effect, and no better in the other",
    "the same": "the same in cost and in effect",
}
WHOSE = {  # who holds what is needed to measure an input
    "finance": "finance",
    "team": "link workers' own records",
    "records": "the programme's records of each person",
    "care records": "the care team's records (its information team)",
    "groups": "the groups that run activities",
    "employer": "the employer of the link workers",
    "referrers": "the log of referrals",
    "evaluation": "an evaluation with a comparison group",
}
WHO_ARE_SEEN = {  # one of whom an input is seen in, by outcome
    "referred": "people referred",
    "given_link_worker": "people given a link worker",
    "took_up": "people who take up an activity",
    "went_on": "people who go on after a course",
    "support_completed": "people who complete support",
    "routine_reviews": "routine reviews",
    "supported_reviews": "supported reviews",
    "relapses": "people who relapse",
    "discharges": "people discharged",
    "weeks": "weeks",
    "years": "years of people in the service",
}
WITHOUT_A_SAMPLE = {
    "ask": "One figure from the books, with its year and what it covers; no sample is needed.",
    "follow": "Follow the same people in the records, each at two times or more.",
    "compare": "Compare people with and without the programme: no count in one service shows it.",
}
ASK_FOR = {  # by the last name of an input
    "cashable_share": "Ask in writing which part of a fall in use could leave the budget, and by when.",
    "gbp": "Ask for one figure from the books: its year, what it covers, and whether it is an average or a margin.",
}
FOLLOWED = {"share_within_two_years": "each followed for two years"}
NOT_ADDED = (
    "Knowing a value is worth the money that a better decision gains, on average over what it might turn out to be. "
    "These amounts do not add up. What measuring costs is not taken off."
)
NOT_RUN = "Not run"
NOT_MEASURED: Verdict = "not measured"
LEANS: Verdict = "leans on the shape"
DOMINATED: Verdict = "dominated by luck"
FRONTIER: Standing = "on the frontier"
PENCE = 1.0  # a worth below this is nothing


def against_in_words(found: Against, unit: str = "unit") -> str:
    """'costs more and does better: £320 for each discharge gained'."""
    if not found.clear:
        more = "more" if found.cost > 0 else "less"
        return (
            f"costs {pounds(abs(found.cost))} {more}, and no difference in {units(unit)} is clear of simulation error"
        )
    if found.ratio is None:
        return NO_SIDE[found.quadrant]
    kind, verb = ("for", "gained") if found.quadrant == "costs more and does better" else ("saved for", "given up")
    return f"{found.quadrant}: {pounds(found.ratio)} {kind} each {unit} {verb}"


def worth_in_words(worth: Worth | Learned) -> str:
    """'£51,000 (£43,000 to £59,000)'; one that is not clear of 0 says how much it may be at most."""
    if worth.pounds is None or worth.low is None or worth.high is None:
        return "not known"
    grain = (worth.high - worth.low) / 4 or None
    if worth.high < PENCE:
        return "£0"
    if pounds(worth.low, grain) == "£0":
        return f"at most {pounds(worth.high, grain)}"
    return f"{pounds(worth.pounds, grain)} ({pounds(worth.low, grain)} to {pounds(worth.high, grain)})"


def units(unit: str) -> str:
    """'discharges', 'weeks out of care'."""
    first, _, rest = unit.partition(" ")
    return f"{first}s {rest}".strip()


# ---------------------------------------------------------------- the data request


def title_of_request(request: DataRequest) -> str:
    """'What to measure first: Two posts'."""
    return f"What to measure first: {' or '.join(one for one in request.options if one != NOT_RUN)}"


def decision_of(request: DataRequest) -> str:
    """Between what it is."""
    first, second = request.options
    if first == NOT_RUN:
        return f"The decision: run {_named(second)}, or not."
    return f"The decision: run {_named(first)} or {_named(second)}."


def request_in_words(request: DataRequest) -> list[str]:
    """What is known now, which option that speaks for, and what knowing everything would be worth."""
    return [_known_now(request), *_worth_of_all(request)]


def _known_now(request: DataRequest) -> str:
    net, (first, second) = request.net, request.options
    grain = (net.high - net.low) / 8
    less = "" if first == NOT_RUN else f" less that of {_named(first)}"
    return (
        f"Of {request.draws:,} sets of inputs that fit what is known, {percent(net.above_0)} put net cash of "
        f"{_named(second)}{less} above 0 over {years(request.years)}; "
        f"95% lie between {pounds(net.low, grain)} and {pounds(net.high, grain)}, half between "
        f"{pounds(net.lower_half, grain)} and {pounds(net.upper_half, grain)}."
    )


def _named(option: str) -> str:
    return f"“{option}”"


def _worth_of_all(request: DataRequest) -> list[str]:
    at = request.decision
    best = request.options[at.best]
    wrong = 1 - at.chances[at.best]
    choice = "not to run it" if best == NOT_RUN else f"to run {_named(best)}"
    said = [f"For cash, what is known now speaks for the choice {choice}: wrong in {percent(wrong)} of those sets."]
    if at.evpi.high < PENCE:
        return [
            *said,
            "No value would change that choice, whatever it turned out to be: for cash, none need be measured.",
        ]
    said.append(
        f"To know everything for certain would be worth {worth_in_words(at.evpi)} to this decision: no measuring can "
        "be worth more."
    )
    if at.evpi.trust.verdict == DOMINATED:
        said.append("Luck is nearly all of the spread between the sets: these amounts are limits from above.")
    return said


def stated(row: ToMeasure) -> str:
    """'0.22 (0.05 to 0.44), assumed'."""
    value, across = assumption_value(row.about), assumption_range(row.about)
    return ", ".join(filter(None, [f"{value} ({across})" if across else value, row.about.grade]))


def how_to_measure(row: ToMeasure) -> str:
    """'Count it among 50 people discharged, each followed for two years: about 5 months. Worth £4,000 (…).'"""
    if row.how.way in WITHOUT_A_SAMPLE:
        return ASK_FOR.get(row.about.path.rpartition(".")[2], WITHOUT_A_SAMPLE[row.how.way])
    seen = WHO_ARE_SEEN[row.how.of]
    followed = "".join(f", {said}" for name, said in FOLLOWED.items() if row.about.path.endswith(name))
    verb = "Count it among" if row.how.way == "count" else "Record it for" if row.how.way == "length" else "Count it in"
    if row.study is None:
        return f"{verb} {seen}{followed}."
    time = _time(row.study.months)
    return f"{verb} {row.study.size:,} {seen}{followed}{time}. Data worth {worth_in_words(row.study.worth)}."


def _time(months: float | None) -> str:
    """': about 5 months', at the pace of such a service."""
    if months is None:
        return ""
    if months > 36:
        return f": such a service sees as many in {months / 12:.0f} years, so ask several together"
    return f": such a service sees as many in about {max(1, round(months))} month{'s' * (round(months) > 1)}"


def who_holds(row: ToMeasure) -> str:
    """'finance (Mental health trust)'."""
    return WHOSE[row.how.holder] + (f" ({row.payer})" if row.payer and row.how.holder == "finance" else "")


def narrowing(row: ToMeasure) -> str:
    """'31%': by how much the range of net cash would narrow."""
    return percent(max(0.0, row.narrows))


def how_request_was_made(request: DataRequest) -> list[str]:
    """For who judges it."""
    said = [
        NOT_ADDED,
        f"{request.others} more uncertain inputs were looked at. Pounds of {request.price_year}, not discounted; net "
        f"cash over {years(request.years)}.",
    ]
    if request.redrawn:
        said.append(f"{request.redrawn} sets were no possible scenario and were drawn again.")
    return said


# ---------------------------------------------------------------- a study


def economics_in_words(found: StudyEconomics) -> list[str]:
    """What the draws of a study say of money: each option, the choice, and what certainty would be worth."""
    said = [_money(found, at) for at in range(len(found.money))]
    said += [_choice(found, decision) for decision in found.decisions]
    said += [_step(found, effect) for effect in found.effects]
    if found.failed:
        said.append(f"{found.failed} draws could not be run and are left out of all this.")
    return said


def _money(found: StudyEconomics, at: int) -> str:
    row = found.money[at]
    cash = f"{_named(row.option)} releases more cash than it costs in {percent(row.net_cash.above_0)} of "
    cash += f"{found.draws:,} draws"
    if row.net_capacity is None:
        return f"{cash}."
    return f"{cash}, and more capacity, in pounds, than it costs in {percent(row.net_capacity.above_0)}."


def _choice(found: StudyEconomics, decision: Decision) -> str:
    at = decision.at
    best = found.options[at.best]
    first = [one for one in decision.inputs if one.worth.low]
    known = f" Of single inputs, most for “{input_title(first[0])}”: {worth_in_words(first[0].worth)}." if first else ""
    return (
        f"By {decision.of}, {_named(best)} is best on average, and best in {percent(at.chances[at.best])} of draws; to "
        f"be certain of everything would be worth {worth_in_words(at.evpi)}.{known}{_trusted(at)}"
    )


def input_title(row: InputWorth) -> str:
    """'Price (crisis)'."""
    return assumption_title(About(row.name, row.title, row.unit))


def _trusted(at: AtThreshold) -> str:
    """How far a value of information can be trusted, where that is not far."""
    share = percent(1 - at.evpi.trust.share)
    if at.evpi.trust.verdict == DOMINATED:
        return f" Luck is {share} of the variance between draws: take the worth as a limit, and run more replications."
    if at.evpi.trust.verdict == LEANS:
        return f" Luck is {share} of the variance between draws: the worth rests on a normal shape of what is unknown."
    if at.evpi.trust.verdict == NOT_MEASURED:
        return " Each draw was run once, so luck is still in the worth and makes it too high."
    return ""


def _step(found: StudyEconomics, effect: PerEffect) -> str:
    """Each option on the frontier against the one before it, and which are off it."""
    steps = [
        f"{_named(one.name)} against {_named(one.next_to)}, {against_in_words(one.against, effect.unit)}"
        for one in effect.places
        if one.against and one.next_to
    ]
    off = [_named(one.name) for one in effect.places if one.standing != FRONTIER]
    said = "; ".join(steps) if steps else "no option is worth its cost at any price"
    left = f" {_off(off)}" if off else ""
    return f"Net cost for each {effect.unit}: {said}.{left}"


def _off(off: Sequence[str]) -> str:
    return f"Off the frontier: {listed(list(off))}."
