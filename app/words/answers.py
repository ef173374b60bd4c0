"""What is the answer, in one sentence that can be repeated? With what was asked, and who pays."""

from collections.abc import Sequence

from app.words.estimates import UNKNOWN, bracket, error_of, nothing, unseen, with_error
from app.words.numbers import capital, count, day, listed, number, pounds, years
from app.words.parts import (
    SAME_HORIZON,
    care_freed,
    care_time,
    has_reviews,
    horizons,
    outcomes,
    payers,
    same_care,
    steps,
    subject,
)
from experiments.answer import ScenarioAnswer, ScenarioInShort
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeRow

LEAST_POUNDS = 0.5  # of cash: below it, nothing is said to be in a budget


def question_of(scenario: ScenarioInShort) -> str:
    """What is asked; the title where no question is stated."""
    return str(scenario.question or scenario.title)


def comparator_in_words(scenario: ScenarioInShort) -> str:
    """What it is compared with: the first line of any answer."""
    people = with_error(outcomes(scenario)["referred"].usual).replace(" (", ", ").replace(")", "")
    care = "routine reviews only" if has_reviews(scenario) else "nothing new"
    return f"the same people (on average {people}) with the same luck, under usual care: {care}."


def setting_in_words(scenario: ScenarioAnswer, *, briefly: bool = False) -> str:
    """Whom, for how long, at whose cost (not `briefly`) and in which prices."""
    dates = scenario.dates
    text = (
        f"Referrals from {day(dates.first_referral)} to {day(dates.last_referral)}, followed until {day(dates.end)}. "
    )
    payer = payers(scenario, "programme")
    if payer and not briefly:
        text += f"{capital(subject(scenario))} is paid for by {listed(payer)}. "
    index = scenario.prices.index
    return text + f"Prices of {scenario.prices.year}{f', brought to that year by {index}' if index else ''}."


def answer_in_words(scenario: ScenarioAnswer) -> str:
    """Page one's answer, in one sentence that can be repeated."""
    alone = outcomes(scenario)["referred"].programme.half_width is None
    return f"{_answer(scenario)}{UNKNOWN if alone else ''}."


def _answer(scenario: ScenarioAnswer) -> str:
    it = subject(scenario)
    if not scenario.bridge:
        return (
            "Follow-up is shorter than a year, so there is no bridge from care to net cash; on present assumptions "
            f"{it} {_paid_in_words(scenario)}{_care_in_words(scenario)}"
        )
    horizon = horizons(scenario)[-1]
    rows = steps(scenario, horizon)
    net, cash = rows["net"], rows["cash"]
    over = f"over {years(horizon)}"
    if unseen(cash):
        never = f" ({error_of(cash, pounds)})" if cash.rare else ""
        cost = (
            f"{it} costs about {pounds(-net.mean, net.half_width)} "
            f"{over}{bracket(net, pounds, flip=True)} and releases no cash{never}"
        )
        if same_care(scenario):
            why = "care is the same with and without it" if scenario.effect else "support is taken to change nothing"
            return f"On present assumptions {why}: {cost} and no care"
        return f"On present assumptions {cost}, and {_care_in_words(scenario)}"
    if cash.mean < 0 and net.mean < 0:
        money = (
            f"{it} takes about {pounds(-net.mean, net.half_width)} of cash {over}"
            f"{bracket(net, pounds, flip=True)}: its own cost and, as it releases none, about "
            f"{pounds(-cash.mean, cash.half_width)} more elsewhere"
        )
    elif not net.settled and net.half_width is not None:
        money = (
            f"{it} costs about as much cash as it releases {over}: net cash is "
            f"{pounds(net.mean, net.half_width)}{bracket(net, pounds)}, so its sign is not settled"
        )
    elif net.mean < 0:
        money = (
            f"{it} costs about {pounds(-net.mean, net.half_width)} more cash than it releases "
            f"{over}{bracket(net, pounds, flip=True)}"
        )
    else:
        money = (
            f"{it} releases about {pounds(net.mean, net.half_width)} more cash than it costs "
            f"{over}{bracket(net, pounds)}"
        )
    return f"On present assumptions {money}, and {_care_in_words(scenario)}"


def _paid_in_words(scenario: ScenarioAnswer) -> str:
    """Where there is no bridge: what the service costs to the end of follow-up, and what cash all budgets pay more."""
    cost, cash = scenario.budget.service, scenario.budget.totals[-1].cash
    if nothing(cost):
        return "costs nothing, and "
    less = cash.mean < 0
    pays = f"pay about {pounds(abs(cash.mean), cash.half_width)} {'less' if less else 'more'} cash"
    return (
        f"costs about {pounds(cost.mean, cost.half_width)}{bracket(cost, pounds)} up to the end of follow-up; "
        f"all budgets together {pays}{bracket(cash, pounds, flip=less)}; and {subject(scenario)} "
    )


def _care_in_words(scenario: ScenarioAnswer) -> str:
    """'frees about 111 care-years [...]', or what becomes of the care lines; over the whole follow-up."""
    said = []
    whole = scenario.years
    when = (
        ""
        if horizons(scenario) and abs(whole - horizons(scenario)[-1]) < SAME_HORIZON
        else f"over the {years(whole)} of follow-up "
    )
    if has_reviews(scenario):
        said.append(_freed_in_words(care_freed(scenario)))
    for line in scenario.naive:
        said.append(_uses_in_words(line.title, outcomes(scenario)[f"uses.{line.line}"]))
    return when + listed(said) if said else "frees nothing that is counted here"


def _freed_in_words(in_weeks: Estimate) -> str:
    freed, unit = care_time(in_weeks)
    if nothing(freed):
        return "frees no care"
    if unseen(freed):
        return f"frees no care ({error_of(freed)})"
    if not freed.settled and freed.half_width is not None:
        return (
            "changes time in care by no more than simulation error "
            f"({number(freed.mean, freed.half_width)} {unit} freed, {error_of(freed)})"
        )
    verb = "frees" if freed.mean > 0 else "uses"
    more = "" if freed.mean > 0 else " more"
    size = number(abs(freed.mean), freed.half_width)
    return f"{verb} about {size}{more} {unit}{bracket(freed, number, flip=freed.mean < 0)}"


def _uses_in_words(title: str, uses: OutcomeRow) -> str:
    change = uses.difference
    if nothing(change):
        return f"leaves “{title}” unchanged"
    if unseen(change):
        return f"leaves “{title}” unchanged ({error_of(change)})"
    size = count(abs(change.mean), change.half_width)
    if not change.settled and change.half_width is not None:
        error = error_of(change, count)
        return f"changes “{title}” by no more than simulation error ({size} uses, {error})"
    verb = "cuts" if change.mean < 0 else "adds to"
    usual = count(uses.usual.mean, uses.usual.half_width)
    error = bracket(change, count, flip=change.mean < 0)
    return f"{verb} “{title}” by about {size} of {usual} uses{error}"


def who_pays(scenario: ScenarioAnswer) -> str | None:
    """Whose money goes out, and whose care is freed: a pound released in one budget is not a pound in another."""
    pay = payers(scenario, "programme")
    gain, others = _payers_of_change(scenario, "care", "care use"), _payers_of_change(scenario, "moved to others")
    if not pay:
        return None
    text = f"The cost falls on {listed(pay)}; {_whose_it_is(scenario, gain)}."
    if others:
        text += f" Cost moves to {listed(others)}."
    if len({*pay, *gain, *others}) > 1 and gain:
        adds = "Net cash adds them together, but a pound" if scenario.bridge else "A pound"
        text += f" {adds} released in one budget is not a pound in another."
    return text


def _whose_it_is(scenario: ScenarioAnswer, gain: Sequence[str]) -> str:
    """Whose budget what is freed falls in; whose capacity it is where no budget falls."""
    if not gain:
        return "no care is freed" if same_care(scenario) else "the care that changes has no price, and is in no budget"
    falls = [payer for payer in gain if _a_budget_falls(scenario, payer)]
    other = [payer for payer in gain if payer not in falls]
    said = [f"is in the budget of {listed(falls)}"] if falls else []
    said += [f"is capacity of {listed([f'{payer}’s' for payer in other])}, and in no budget"] if other else []
    return f"what is freed {'; what is freed '.join(said)}"


def _a_budget_falls(scenario: ScenarioAnswer, payer: str) -> bool:
    """Whether any of the care freed is cash to its payer; where there is no bridge, whether its rule allows it."""
    at = horizons(scenario)
    if not at:
        return bool(scenario.cash_rules != ("refill",))
    bridge = next((one for one in scenario.bridge_by_payer[at[-1]] if one.payer == payer), None)
    if bridge is None:
        return False
    freed = {row.name: row.mean for row in bridge.steps}
    return bool(abs(freed["care_freed"] + freed["care_use"] + freed["not_cash"]) >= LEAST_POUNDS)


def _payers_of_change(scenario: ScenarioAnswer, *roles: str) -> list[str]:
    """Who pays otherwise with the programme than without it, for these roles."""
    rows = [row for row in scenario.money_by_year if row.role in roles]
    return list(dict.fromkeys(row.payer for row in rows if row.usual_care != row.programme))
