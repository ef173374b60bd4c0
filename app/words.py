"""How is an answer said? Every sentence and number that screen and report share, from the answer's dictionary alone.

It rounds and words; what little it works out is arithmetic on the bridge. Two invariants: an estimate is never said
without its simulation error (or that it has none), and "savings" is never said: headline, capacity released, cash
released and net cash are four different things. Texts come out as plain text: whoever shows them escapes them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from math import floor, log10
from typing import Any, NamedTuple

Facts = Mapping[str, Any]  # a part of the answer: a scenario, an outcome, a comparison, an estimate
Say = Callable[[float, float | None], str]

MINUS = "−"
DAYS_PER_WEEK = 7
WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK
CARE_YEARS_FROM = 10 * WEEKS_PER_YEAR  # below this, time in care is said in weeks
MANY_REPLICATIONS = 40  # fewer than this have no 95 % range of their own
SAME_HORIZON = 0.01  # years: a bridge of three years and a follow-up of three calendar years
UNKNOWN = " [one replication: neither simulation error nor the spread of real services is known]"
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
GRADES = {
    "assumed": "assumed",
    "expert": "expert judgement",
    "published": "published",
    "measured": "measured",
    None: "left at the program's default",
}
ALWAYS_WARNED = ("", "prices.index")  # what every scenario is warned of: said where the assumptions are
WARNINGS_SHOWN = 4
CHANNELS = {
    "access": "supported discharge reviews are held",
    "conversion": "progress raises the odds of discharge at a review",
    "relapse": "sustained engagement slows relapse",
    "care_use": "support cuts the use of care lines",
}


class Said(NamedTuple):
    """A sentence, and the words by which it is found."""

    name: str
    text: str


# ---------------------------------------------------------------- numbers


def grain(value: float, half_width: float | None, digits: int = 2) -> float:
    """The power of ten to round to: a fifth of the half-width or less; without one, so many significant digits."""
    if half_width:
        return 10.0 ** floor(log10(half_width / 2))
    return 10.0 ** (floor(log10(abs(value))) + 1 - digits) if value else 1.0


def rounded(value: float, unit: float) -> float:
    """To the nearest unit, halves away from zero."""
    whole = floor(abs(value) / unit + 0.5) * unit
    return -whole if value < 0 else whole


def signed(value: float, text: str, *, plus: bool = False) -> str:
    """A minus or, if wanted, a plus before the text of a size; nothing before nought."""
    if not any(c in "123456789" for c in text):
        return text
    return f"{MINUS if value < 0 else '+' if plus else ''}{text}"


def pounds(value: float, half_width: float | None = None, *, plus: bool = False) -> str:
    """'£84,000', '−£84,000': to a unit that suits the half-width, never finer than a pound."""
    unit = max(1.0, grain(value, half_width))
    return signed(value, f"£{abs(rounded(value, unit)):,.0f}", plus=plus)


def number(value: float, half_width: float | None = None, *, plus: bool = False) -> str:
    """'142', '0.4', '5,800': to a unit that suits the half-width, at most two decimals."""
    unit = max(0.01, grain(value, half_width, digits=3))
    decimals = max(0, -floor(log10(unit) + 1e-9))
    text = f"{abs(rounded(value, unit)):,.{decimals}f}"
    if "." in text and not half_width:
        text = text.rstrip("0").rstrip(".")
    return signed(value, text, plus=plus)


def count(value: float, half_width: float | None = None) -> str:
    """A number of people or times: whole, unless it is below one."""
    return number(value, max(2.0 if abs(value) >= 1 else 0.2, half_width or 0.0)) if value else "0"


def percent(share: float, digits: int = 0) -> str:
    """'47%'; a share of 0.004 is 'under 1%', not nought."""
    if 0 < share < 0.005 and digits == 0:
        return "under 1%"
    return signed(share, f"{abs(share) * 100:,.{digits}f}%")


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
    """' [simulation error ±£7,000; a single real service could fall between £56,000 and £107,000]'; nothing where a
    single replication knows neither: `UNKNOWN` then says so once."""
    if estimate["half_width"] is None:
        return ""
    error = f"simulation error {plus_minus(estimate['half_width'], say)}"
    if estimate["low"] == estimate["high"]:
        return f" [{error}: the same in every replication]"
    between = span(estimate, say, flip=flip)
    if flip and say is pounds and estimate["low"] < 0 < estimate["high"]:
        width = (estimate["high"] - estimate["low"]) / 4
        between = f"a net cost of {pounds(-estimate['low'], width)} and a net gain of {pounds(estimate['high'], width)}"
    return f" [{error}; a single real service could fall between {between}]"


def settled(estimate: Facts) -> bool:
    """Whether a mean is clear of simulation error. A single replication settles nothing."""
    half_width = estimate["half_width"]
    return half_width is not None and abs(estimate["mean"]) > half_width


def nothing(estimate: Facts) -> bool:
    """Whether something is exactly nought in every replication."""
    return bool(estimate["mean"] == estimate["low"] == estimate["high"] == 0)


def weeks(length: float | None) -> str:
    """'3.2 weeks', '4 days', 'less than a day'; a wait that is never reached says so."""
    if length is None:
        return "longer than the follow-up can show"
    if length <= 0:
        return "no wait"
    if length < 1:
        days = round(length * DAYS_PER_WEEK)
        return "less than a day" if days < 1 else f"{days} day{'s' * (days > 1)}"
    text = f"{length:.0f}" if length >= 9.95 else f"{length:.1f}".removesuffix(".0")
    return f"{text} week{'s' * (text != '1')}"


def day(iso: str) -> str:
    """'1 April 2015'."""
    on = date.fromisoformat(iso)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def listed(things: Sequence[str], last: str = "and") -> str:
    """'a, b and c'."""
    return things[0] if len(things) == 1 else f"{', '.join(things[:-1])} {last} {things[-1]}" if things else ""


def years(number_of: float) -> str:
    """'1 year', '3 years', '2.5 years'."""
    text = f"{number_of:.1f}".removesuffix(".0")
    return f"{text} year{'s' * (text != '1')}"


def capital(text: str) -> str:
    """The first letter large."""
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------- finding one's way about the answer


def horizons(scenario: Facts) -> list[int]:
    """The years at which there is a bridge, shortest first."""
    return sorted(int(horizon) for horizon in scenario["bridge"])


def steps(scenario: Facts, horizon: int) -> dict[str, Facts]:
    """The rows of a bridge by name."""
    return {row["name"]: row for row in scenario["bridge"][str(horizon)]}


def outcomes(scenario: Facts) -> dict[str, Facts]:
    """The outcomes by name."""
    return {row["name"]: row for row in scenario["outcomes"]}


def has_reviews(scenario: Facts) -> bool:
    """Whether anybody can be discharged here."""
    of = outcomes(scenario)
    held = (
        of[name][world]["high"] for name in ("routine_reviews", "supported_reviews") for world in ("usual", "programme")
    )
    return any(name.startswith("discharged_in_") for name in of) or any(high > 0 for high in held)


def is_clinic(scenario: Facts) -> bool:
    """Whether a review clinic is all that is offered."""
    return bool(scenario["offer"] == "review_clinic")


def subject(scenario: Facts) -> str:
    """What is being judged."""
    return "the review clinic" if is_clinic(scenario) else "the service"


def payers(scenario: Facts, *roles: str) -> list[str]:
    """Who pays for these, by name."""
    rows = [row for row in scenario["money_by_year"] if row["role"] in roles]
    return list(dict.fromkeys(row["payer"] for row in rows if row["usual care"] or row["programme"]))


def care_freed(scenario: Facts) -> dict[str, Any]:
    """Weeks of care freed over the whole follow-up: the comparator's less the programme's."""
    difference = outcomes(scenario)["weeks_in_care"]["difference"]
    return turned(difference)


def turned(estimate: Facts) -> dict[str, Any]:
    """The same estimate with its sign turned."""
    return {**estimate, "mean": -estimate["mean"], "low": -estimate["high"], "high": -estimate["low"]}


def scaled(estimate: Facts, by: float) -> dict[str, Any]:
    """The same estimate in another unit."""
    return {
        key: value if value is None else value * by
        for key, value in estimate.items()
        if isinstance(value, float | int | None)
    }


def care_time(in_weeks: Facts) -> tuple[Facts, str]:
    """Time in care in the unit that suits its size: care-years, or weeks of care."""
    if abs(in_weeks["mean"]) >= CARE_YEARS_FROM:
        return scaled(in_weeks, 1 / WEEKS_PER_YEAR), "care-years"
    return in_weeks, "weeks of care"


# ---------------------------------------------------------------- the answer


def question_of(scenario: Facts) -> str:
    """What is asked; the title where no question is stated."""
    return str(scenario["question"] or scenario["title"])


def comparator_in_words(scenario: Facts) -> str:
    """What it is compared with: the first line of any answer."""
    people = with_error(outcomes(scenario)["referred"]["usual"]).replace(" (", ", ").replace(")", "")
    care = "routine reviews only, " if has_reviews(scenario) else ""
    return (
        f"the same people (on average {people}) with the same luck under usual care: {care}{subject(scenario)} "
        "switched off."
    )


def setting_in_words(scenario: Facts) -> str:
    """Whom, for how long, at whose cost and in which prices."""
    dates = scenario["dates"]
    text = (
        f"Referrals from {day(dates['first_referral'])} to {day(dates['last_referral'])}, followed until "
        f"{day(dates['end'])}. "
    )
    payer = payers(scenario, "programme")
    if payer:
        text += f"{capital(subject(scenario))} is paid for by {listed(payer)}. "
    index = scenario["prices"]["index"]
    return text + f"Prices of {scenario['prices']['year']}{f', brought to that year by {index}' if index else ''}."


def answer_in_words(scenario: Facts) -> str:
    """Page one's answer, in one sentence that can be repeated."""
    alone = outcomes(scenario)["referred"]["programme"]["half_width"] is None
    return f"{_answer(scenario)}{UNKNOWN if alone else ''}."


def _answer(scenario: Facts) -> str:
    it = subject(scenario)
    if not scenario["bridge"]:
        return (
            f"Follow-up is shorter than a year, so nothing can be said of cash; on present assumptions {it} "
            f"{_care_in_words(scenario)}"
        )
    horizon = horizons(scenario)[-1]
    rows = steps(scenario, horizon)
    net, cash = rows["net"], rows["cash"]
    over = f"over {years(horizon)}"
    if nothing(cash):
        cost = (
            f"{it} costs about {pounds(-net['mean'], net['half_width'])} "
            f"{over}{bracket(net, pounds, flip=True)} and releases no cash"
        )
        if nothing(rows["capacity"]):
            told = (
                "support is taken to change nothing"
                if not scenario["effect"]
                else "care is the same with and without it"
            )
            return f"On present assumptions {told}: {cost} and no care"
        return f"On present assumptions {cost}, and {_care_in_words(scenario)}"
    if not settled(net) and net["half_width"] is not None:
        money = (
            f"{it} costs about as much cash as it releases {over}: net cash is "
            f"{pounds(net['mean'], net['half_width'])}{bracket(net, pounds)}, so its sign is not settled"
        )
    elif net["mean"] < 0:
        money = (
            f"{it} costs about {pounds(-net['mean'], net['half_width'])} more cash than it releases "
            f"{over}{bracket(net, pounds, flip=True)}"
        )
    else:
        money = (
            f"{it} releases about {pounds(net['mean'], net['half_width'])} more cash than it costs "
            f"{over}{bracket(net, pounds)}"
        )
    return f"On present assumptions {money}, and {_care_in_words(scenario)}"


def _care_in_words(scenario: Facts) -> str:
    """'frees about 111 care-years [...]', or what becomes of the care lines; over the whole follow-up."""
    said = []
    whole = scenario["years"]
    when = (
        ""
        if horizons(scenario) and abs(whole - horizons(scenario)[-1]) < SAME_HORIZON
        else f"over the {years(whole)} of follow-up "
    )
    if has_reviews(scenario):
        said.append(_freed_in_words(care_freed(scenario)))
    for line in scenario["naive"]:
        said.append(_uses_in_words(line["title"], outcomes(scenario)[f"uses.{line['line']}"]))
    return when + listed(said) if said else "frees nothing that is counted here"


def _freed_in_words(in_weeks: Facts) -> str:
    freed, unit = care_time(in_weeks)
    if nothing(freed):
        return "frees no care"
    if not settled(freed) and freed["half_width"] is not None:
        return (
            "changes time in care by no more than simulation error "
            f"({number(freed['mean'], freed['half_width'])} {unit} freed, {plus_minus(freed['half_width'])})"
        )
    verb = "frees" if freed["mean"] > 0 else "uses"
    more = "" if freed["mean"] > 0 else " more"
    size = number(abs(freed["mean"]), freed["half_width"])
    return f"{verb} about {size}{more} {unit}{bracket(freed, number, flip=freed['mean'] < 0)}"


def _uses_in_words(title: str, uses: Facts) -> str:
    change = uses["difference"]
    if nothing(change):
        return f"leaves “{title}” unchanged"
    size = count(abs(change["mean"]), change["half_width"])
    if not settled(change) and change["half_width"] is not None:
        error = plus_minus(change["half_width"], count)
        return f"changes “{title}” by no more than simulation error ({size} uses, {error})"
    verb = "cuts" if change["mean"] < 0 else "adds to"
    usual = count(uses["usual"]["mean"], uses["usual"]["half_width"])
    told = bracket(change, count, flip=change["mean"] < 0)
    return f"{verb} “{title}” by about {size} of {usual} uses{told}"


def who_pays(scenario: Facts) -> str | None:
    """Whose money goes out, and whose care is freed: a pound released in one budget is not a pound in another."""
    pay = payers(scenario, "programme")
    gain, others = _payers_of_change(scenario, "care", "care use"), _payers_of_change(scenario, "moved to others")
    if not pay:
        return None
    text = f"The cost falls on {listed(pay)}; " + (
        f"what is freed is in the budget of {listed(gain)}." if gain else "nothing is freed in any budget."
    )
    if others:
        text += f" Cost moves to {listed(others)}."
    if len({*pay, *gain, *others}) > 1 and gain:
        text += " Net cash adds them together, but a pound released in one budget is not a pound in another."
    return text


def _payers_of_change(scenario: Facts, *roles: str) -> list[str]:
    """Who pays otherwise with the programme than without it, for these roles."""
    rows = [row for row in scenario["money_by_year"] if row["role"] in roles]
    return list(dict.fromkeys(row["payer"] for row in rows if row["usual care"] != row["programme"]))


def before_you_read_on(scenario: Facts) -> list[str]:
    """What must be known before an answer is believed: what would not settle first. The rest stands with the loads."""
    over = [load["sentence"] for load in scenario["loads"] if load["load"] is None or load["load"] > 1]
    said = [row["message"] for row in scenario["warnings"] if row["path"] not in ALWAYS_WARNED]
    said.sort(key=lambda message: not any(message.startswith(sentence) for sentence in over))
    if len(said) <= WARNINGS_SHOWN:
        return said
    more = len(said) - WARNINGS_SHOWN
    return [*said[:WARNINGS_SHOWN], f"{more} more warning{'s' * (more > 1)} below, with the offered loads."]


def people_in_words(scenario: Facts) -> list[str]:
    """What happens to people, in a few sentences."""
    of = outcomes(scenario)

    def programme(name: str) -> str:
        return with_error(of[name]["programme"])

    came = f"Of {programme('referred')} people who come, {programme('declined')} decline the offer"
    if is_clinic(scenario):
        said = [f"{came}; {programme('supported_reviews')} supported reviews are held."]
    else:
        said = [f"{came} and {programme('took_up')} take up at least one activity."]
    if has_reviews(scenario) and horizons(scenario):
        said.append(_discharged_in_words(of, horizons(scenario)))
    if not is_clinic(scenario):
        said.append(
            wait_in_words(scenario["waits"]["link_worker"], "a link worker", of["wait_for_link_worker"]["programme"])
        )
        gave_up = of["gave_up"]["programme"]
        if nothing(gave_up):
            said.append("Nobody gives up waiting.")
        elif gave_up["mean"] < 1:
            said.append(
                "Hardly anybody gives up waiting "
                f"({number(gave_up['mean'], max(0.2, gave_up['half_width'] or 0.0))} times in a replication)."
            )
        else:
            said.append(f"{with_error(gave_up)} give up waiting.")
    relapses = of["relapses"]
    if not nothing(relapses["programme"]) or not nothing(relapses["usual"]):
        said.append(
            (
                f"There are {with_error(relapses['programme'])} relapses, against {with_error(relapses['usual'])} "
                "under usual care"
            )
            + (": with more people out of care, more can relapse." if relapses["difference"]["mean"] > 0 else ".")
        )
    if of["referred"]["programme"]["half_width"] is None:
        said.append("These are counts of one replication: none of them is an average, and none has a known error.")
    return said


def _discharged_in_words(of: Mapping[str, Facts], at: list[int]) -> str:
    last = of[f"discharged_in_{at[-1]}y"]
    text = f"Within {years(at[-1])}, {with_error(last['programme'])} are discharged at least once"
    if nothing(last["difference"]):
        return f"{text}: exactly as many as under usual care."
    more = last["difference"]
    text += (
        f"; {with_error(last['usual'])} of the same people would have been anyway: a difference of {with_error(more)}"
    )
    if len(at) > 1:
        first = of[f"discharged_in_{at[0]}y"]
        text += f" (after {years(at[0])}: {with_error(first['programme'])} against {with_error(first['usual'])})"
    return f"{text}. What would have happened anyway is assumed: no study measured it."


def wait_in_words(wait: Facts, what: str, mean: Facts | None = None) -> str:
    """'Half are given a link worker within 3 weeks; one in ten waits longer than 9 weeks.'"""
    median, ninetieth = wait["median_weeks"], wait["ninetieth_weeks"]
    if not wait["joined"]:
        return f"Nobody waits for {what}."
    if median is None:
        text = f"Fewer than half of those who queue are ever given {what} within the follow-up"
    elif ninetieth == 0:
        text = f"At least nine in ten are given {what} without waiting"
    else:
        half = (
            f"Half are given {what} without waiting" if median == 0 else f"Half are given {what} within {weeks(median)}"
        )
        text = f"{half}; one in ten waits {'' if ninetieth is None else 'more than '}{weeks(ninetieth)}"
    if mean is not None and mean["mean"]:
        text += (
            f" (mean wait {number(mean['mean'], mean['half_width'])} "
            f"weeks{', ' + plus_minus(mean['half_width']) if mean['half_width'] else ''})"
        )
    return f"{text}."


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
    of = {row["name"]: row for row in comparison["outcomes"]}
    if "referred" in of and not nothing(of["referred"]):
        said.append("They serve different numbers of people, so time in care is not compared.")
        said += [_capacity_compared(second, comparison["bridge"][str(horizon)]) for horizon in _longest(comparison)]
    elif "weeks_in_care" in of:
        said.append(_time_in_care_compared(of["weeks_in_care"]))
    if "referred" in of and of["referred"]["half_width"] is None:
        said.append(UNKNOWN.strip(" []").capitalize() + ".")
    return " ".join(said) or f"{second} and {first} share nothing that can be compared."


def _longest(comparison: Facts) -> list[int]:
    """The longest horizon that both have; none where they share none."""
    return [max(int(horizon) for horizon in comparison["bridge"])] if comparison["bridge"] else []


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


# ---------------------------------------------------------------- what would change it


def what_would_change(scenario: Facts) -> list[Said]:
    """Break-even values that are arithmetic on the bridge's means at its longest horizon, all else equal."""
    if not scenario["bridge"]:
        return []
    horizon = horizons(scenario)[-1]
    of = {name: float(row["mean"]) for name, row in steps(scenario, horizon).items()}
    width = {name: row["half_width"] for name, row in steps(scenario, horizon).items()}
    half_width = width["net"]
    freed, rest = of["care_freed"] + of["care_use"], of["crisis"] + of["moved"] + of["service"]
    said = [_cash_share(freed, of["not_cash"], rest, half_width), _service_cost(of, width)]
    price = _price_of_care(scenario, of, rest, horizon)
    said += [price] if price else []
    at = horizons(scenario)
    if len(at) > 1:
        nets = [steps(scenario, h)["net"] for h in at]
        moved = nets[-1]["mean"] - nets[-2]["mean"]
        told = listed([f"{pounds(net['mean'], half_width)} after {years(h)}" for net, h in zip(nets, at, strict=True)])
        step = pounds(abs(moved), half_width)
        last = "It stays the same" if step == "£0" else f"It {'rises' if moved > 0 else 'falls'} by about {step}"
        said.append(
            Said(
                "The horizon",
                f"Net cash is {told}. {last} in the last year shown; what happens after that is not simulated.",
            )
        )
    return said


def _cash_share(freed: float, not_cash: float, rest: float, half_width: float | None) -> Said:
    name = "The share that is cash"
    if freed <= 0:
        return Said(name, "No care is freed, so no share of it could pay for the service.")
    now, needed = percent(1 + not_cash / freed), -rest / freed
    if needed > 1:
        return Said(
            name,
            f"Even if all the care freed were cash ({now} is assumed), net cash would still be "
            f"{pounds(freed + rest, half_width)}.",
        )
    if needed < 0:
        return Said(
            name, f"Net cash would stay above zero even if none of the care freed were cash ({now} is assumed)."
        )
    return Said(
        name,
        f"Net cash would be zero if {percent(needed)} of the value of the care freed could be taken out as "
        f"cash; {now} is assumed.",
    )


def _service_cost(of: Mapping[str, float], width: Mapping[str, float | None]) -> Said:
    name = "The cost of the service"
    cost = pounds(-of["service"], width["net"])
    if of["cash"] <= 0:
        return Said(name, f"It releases no cash, so at no cost above zero does it pay for itself ({cost} at present).")
    return Said(name, f"It breaks even at a cost of {pounds(of['cash'], width['cash'])}; it costs {cost} at present.")


def _price_of_care(scenario: Facts, of: Mapping[str, float], rest: float, horizon: int) -> Said | None:
    """How many times its price what is freed would have to cost. Care and care lines may be cash in different
    shares, so only one of them at a time."""
    both = bool(of["care_freed"]) and bool(of["care_use"])
    freed = of["care_freed"] + of["care_use"]
    as_cash = freed + of["not_cash"]
    if both or freed <= 0 or as_cash <= 0 or -rest / as_cash <= 0:
        return None
    times = -rest / as_cash
    in_years = care_freed(scenario)["mean"] / WEEKS_PER_YEAR
    if of["care_freed"] and in_years > 0 and abs(scenario["years"] - horizon) < SAME_HORIZON:
        now = freed / in_years
        return Said(
            "The price of a year of care",
            f"Net cash would be zero at about {pounds(now * times, now / 50)} a year; the scenario's price is "
            f"about {pounds(now, now / 50)}.",
        )
    return Said(
        "The price of care",
        f"Net cash would be zero if every price of care were about {number(times, times / 10)} times what it is.",
    )


# ---------------------------------------------------------------- how sure


def how_sure(scenario: Facts, replications: int) -> list[Said]:
    """The three intervals, by name: they are cured by different things and are never mixed."""
    assumed = sum(row["grade"] == "assumed" for row in scenario["assumptions"])
    ranged = sum(row["low"] is not None for row in scenario["assumptions"])
    runs = f"{replications} replication{'s' * (replications != 1)}"
    if scenario["bridge"]:
        horizon = horizons(scenario)[-1]
        net = steps(scenario, horizon)["net"]
        what, say = f"net cash over {years(horizon)}", pounds
    else:
        net, what, say = care_freed(scenario), "weeks of care freed", number
    if net["half_width"] is None:
        error = f"With {runs} it is not known: run more (at least 2; 200 to publish)."
        luck = f"With {runs} nothing can be said of it."
    else:
        error = (
            f"{plus_minus(net['half_width'], say)} on {what}, from {runs}. It is the error of the program's "
            "own sampling; more runs make it smaller."
        )
        luck = (
            f"With the inputs as they are, luck alone would put {what} of one real service between "
            f"{span(net, say)}. More runs do not make this smaller."
        )
        if replications < MANY_REPLICATIONS:
            luck += f" ({runs} show a spread, not its tails: expect it to widen with more.)"
    inputs = (
        f"{assumed} values are assumed, and {ranged or 'none'} have a range in the assumptions table. The "
        "answer has not been run "
        "across such ranges, so no interval is given here; it may well be wider than the other two. Only "
        "local data make it smaller."
    )
    return [Said("Simulation error", error), Said("One real year", luck), Said("Unknown inputs", inputs)]


def cannot_tell(scenario: Facts) -> list[str]:
    """What this answer cannot say, however long it runs."""
    said = []
    if has_reviews(scenario) and scenario["effect"]:
        said.append(
            "No controlled study supports an effect of social prescribing on discharge: here it is assumed, not "
            "found. Controlled studies of social prescribing mostly find little."
        )
    if not scenario["effect"]:
        said.append(
            "No effect is assumed here, on purpose: completers may still do better than others, because people differ."
        )
    fitted = sum(bool(row["informed_by"]) for row in scenario["assumptions"])
    if fitted:
        said.append(
            f"{fitted} values were fitted to published counts. That the model meets those counts is fitting, not "
            "validation."
        )
    if scenario["naive"]:
        said.append(
            "Use of care is high when people are referred and falls back whatever is done: a before-and-after "
            "figure is not an effect."
        )
    said.append(
        "Wellbeing, work, training and volunteering are counted but not priced, and not turned into "
        "quality-adjusted life years."
    )
    said.append(
        "Simulated people are synthetic. Nothing here describes, or may be used to decide about, any individual."
    )
    return said


def channels_in_words(scenario: Facts) -> str:
    """By which channels the programme is taken to work."""
    effect = [c for c in scenario["effect"] if c == "access" or not is_clinic(scenario)]
    if not effect:
        return f"{capital(subject(scenario))} is assumed to change nothing."
    return (
        f"Assumed to work in {len(effect)} way{'s' * (len(effect) > 1)}: "
        f"{'; '.join(CHANNELS.get(c, c) for c in effect)}."
    )


def headline_in_words(scenario: Facts) -> str | None:
    """'39 × £4,281 = £166,959: published arithmetic, not a saving.'"""
    claim = scenario["headline"]
    if claim is None:
        return None
    return (
        f"{claim['discharges']:g} × £{claim['gbp_per_discharge_year']:,.0f} = £{claim['total']:,.0f}: "
        "published arithmetic, not a saving."
    )


# ---------------------------------------------------------------- what is assumed


def grades_in_words(scenario: Facts) -> str:
    """'48 are assumed, 4 expert judgement, 11 published and 42 left at the program's default'."""
    found = Counter(row["grade"] for row in scenario["assumptions"])
    said = [f"{found[grade]} {text}" for grade, text in GRADES.items() if found[grade]]
    return listed([said[0].replace(" ", " are ", 1), *said[1:]]) if said else "none has a grade"


def assumption_title(assumption: Facts) -> str:
    """What a value is, and of which table where there are several: 'Price (crisis)'."""
    path, title = assumption["path"].split("."), assumption["title"]
    keyed = {"costs": 1, "activities": 1, "care_lines": 1}
    if path[0] in keyed and len(path) > 2:
        return f"{title} ({path[1].replace('_', ' ')})"
    if path[0] == "traits" and len(path) > 3:
        return f"{title} ({path[3].replace('_', ' ')})"
    if path[:2] == ["progress", "wider"] and len(path) > 3:
        return f"{title} ({path[2].replace('_', ' ')})"
    if path[0] == "activity_defaults":
        return f"{title} (each activity)"
    if path[:2] == ["link_workers", "groups"] and len(path) > 3:
        return f"{title} ({path[2].replace('_', ' ')})"
    return str(title)


def assumption_value(assumption: Facts) -> str:
    """'40 people', '£1,500', '0.27'."""
    return _in_unit(assumption["value"], assumption["unit"])


def assumption_range(assumption: Facts) -> str | None:
    """'30 to 50', '£0 to £11,000', 'half to twice'; None where no range is given."""
    low, high = assumption["low"], assumption["high"]
    if low is None or high is None:
        return None
    if low.endswith(" times") and high.endswith(" times"):
        return f"{low.removesuffix(' times')} to {high}"
    return f"£{low} to £{high}" if assumption["unit"] == "£" else f"{low} to {high}"


def _in_unit(value: str, unit: str) -> str:
    if unit == "£":
        return f"£{value}"
    if unit in ("", "chance", "share", "ratio", "weight", "number", "list", "choice"):
        return value
    return f"{value} {unit}" if value.replace(",", "").replace(".", "").isdigit() else f"{value} ({unit})"


def bridge_note(scenario: Facts, step: str) -> str | None:
    """A word of caution beside a step of the bridge."""
    if step == "anyway":
        return "assumed"
    if step == "relapse_slower":
        return "unproven"
    if step == "service":
        return listed(payers(scenario, "programme")) or None
    if step == "not_cash":
        of = steps(scenario, horizons(scenario)[-1])
        freed = of["care_freed"]["mean"] + of["care_use"]["mean"]
        return f"{percent(-of['not_cash']['mean'] / freed)} assumed" if freed > 0 else None
    return None
