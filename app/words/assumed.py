"""What is assumed, on whose word? Channels of effect, the published claim, grades, and every value with its range."""

from collections import Counter

from app.words.numbers import capital, listed, percent
from app.words.parts import horizons, is_clinic, payers, steps, subject
from experiments.answer import ScenarioAnswer, ScenarioInShort
from experiments.ranges import About
from sim.preflight import Assumption

GRADES = {
    "assumed": "assumed",
    "expert": "expert judgement",
    "borrowed": "borrowed from another place or people",
    "published": "published",
    "measured": "measured",
    "chosen": "chosen (levers, dates and settings)",
    None: "left at the program's default",
}
CHANNELS = {
    "access": "supported discharge reviews are held",
    "conversion": "progress raises the odds of discharge at a review",
    "relapse": "sustained engagement slows relapse",
    "care_use": "support cuts the use of care lines",
}


def channels_in_words(scenario: ScenarioInShort) -> str:
    """By which channels the programme is taken to work."""
    effect = [c for c in scenario.effect if c == "access" or not is_clinic(scenario)]
    if not effect:
        return f"{capital(subject(scenario))} is assumed to change nothing."
    return (
        f"Assumed to work in {len(effect)} way{'s' * (len(effect) > 1)}: "
        f"{'; '.join(CHANNELS.get(c, c) for c in effect)}."
    )


def headline_source(scenario: ScenarioAnswer) -> str:
    """Where the published arithmetic comes from."""
    claim = scenario.headline
    return f"Prices of {claim.price_year}. Source: {claim.source or 'not stated'}." if claim else ""


def headline_in_words(scenario: ScenarioAnswer) -> str | None:
    """'39 × £4,281 = £166,959: published arithmetic, not a saving.'"""
    claim = scenario.headline
    if claim is None:
        return None
    return (
        f"{claim.discharges:g} × £{claim.gbp_per_discharge_year:,.0f} = £{claim.total:,.0f}: "
        "published arithmetic, not a saving."
    )


def in_full(grade: str | None) -> str:
    """A grade as a sheet names it."""
    return GRADES.get(grade, str(grade))


def grades_in_words(scenario: ScenarioAnswer) -> str:
    """'44 are assumed, 5 published, 22 chosen (levers, dates and settings) and 42 left at the program's default'."""
    found = Counter(row.grade for row in scenario.assumptions)
    said = [f"{found[grade]} {text}" for grade, text in GRADES.items() if found[grade]]
    return listed([said[0].replace(" ", " are ", 1), *said[1:]]) if said else "none has a grade"


def assumption_title(assumption: Assumption | About) -> str:
    """What a value is, and of which table where there are several: 'Price (crisis)'."""
    path, title = assumption.path.split("."), assumption.title
    keyed = {"costs": 1, "activities": 1, "care_lines": 1, "stated_values": 1}
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


def assumption_value(assumption: Assumption) -> str:
    """'40 people', '£1,500', '0.27'."""
    return _in_unit(assumption.value, assumption.unit)


def assumption_range(assumption: Assumption) -> str | None:
    """'30 to 50', '£0 to £11,000', 'half to twice'; None where no range is given."""
    low, high = assumption.low, assumption.high
    if low is None or high is None:
        return None
    if low.endswith(" times") and high.endswith(" times"):
        return f"{low.removesuffix(' times')} to {high}"
    return f"£{low} to £{high}" if assumption.unit == "£" else f"{low} to {high}"


def _in_unit(value: str, unit: str) -> str:
    if unit == "£":
        return f"£{value}"
    if unit in ("", "chance", "share", "ratio", "weight", "number", "list", "choice"):
        return value
    return f"{value} {unit}" if value.replace(",", "").replace(".", "").isdigit() else f"{value} ({unit})"


def bridge_note(scenario: ScenarioInShort, step: str) -> str | None:
    """A word of caution beside a step of the bridge."""
    if step == "anyway":
        return "assumed"
    if step == "relapse_slower":
        return "unproven"
    if step in ("crisis", "moved"):
        roles = {"crisis": "crisis", "moved": "moved to others"}
        return None if roles[step] in scenario.priced_roles else "none entered"
    if step == "service":
        return listed(payers(scenario, "programme")) or None
    return _why_not_cash(scenario) if step == "not_cash" else None


def _why_not_cash(scenario: ScenarioInShort) -> str | None:
    rules = scenario.cash_rules
    if rules == ("refill",):
        return "every freed place is taken by the next person"
    if "step" in rules:
        return "cash only when a whole post can go"
    of = steps(scenario, horizons(scenario)[-1])
    freed = of["care_freed"].mean + of["care_use"].mean
    return f"{percent(-of['not_cash'].mean / freed)} assumed" if freed > 0 else None
