"""Where in the answer is what? Its bridges, outcomes, payers and time in care, found by name."""

from typing import NamedTuple

from app.words.estimates import nothing, scaled
from app.words.numbers import DAYS_PER_WEEK
from experiments.answer import Bridged, LevelDifference, ScenarioInShort
from experiments.budget import LevelImpact
from experiments.intervals import Estimate, negated
from experiments.money_rows import LevelBridge, StepRow
from experiments.outcomes import OutcomeRow
from experiments.people_rows import GroupRow

WEEKS_PER_YEAR = 365.25 / DAYS_PER_WEEK
CARE_YEARS_FROM = 10 * WEEKS_PER_YEAR  # below this, time in care is said in weeks
SAME_HORIZON = 0.01  # years: a bridge of three years and a follow-up of three calendar years


class Sentence(NamedTuple):
    """A sentence, and the words by which it is found."""

    name: str
    text: str


def horizons(of: Bridged) -> list[float]:
    """The years at which a scenario or a comparison has a bridge, shortest first: whole ones as whole numbers, so that
    each is written as it stands in the answer."""
    return sorted(of.bridge)


def steps(scenario: Bridged, horizon: float) -> dict[str, StepRow]:
    """The rows of a bridge by name."""
    return {row.name: row for row in scenario.bridge[horizon]}


def net_cash(of: Bridged, horizon: float) -> StepRow:
    """The last row of a bridge."""
    return steps(of, horizon)["net"]


def outcomes(scenario: ScenarioInShort) -> dict[str, OutcomeRow]:
    """The outcomes by name."""
    return {row.name: row for row in scenario.outcomes}


HELD = ("routine_reviews", "supported_reviews")


def has_reviews(scenario: ScenarioInShort) -> bool:
    """Whether anybody can be discharged here."""
    of = outcomes(scenario)
    held = (each.mean for name in HELD for each in (of[name].usual, of[name].programme))
    return any(name.startswith("discharged_in_") for name in of) or any(mean > 0 for mean in held)


def is_clinic(scenario: ScenarioInShort) -> bool:
    """Whether a review clinic is all that is offered."""
    return bool(scenario.offer == "review_clinic")


def subject(scenario: ScenarioInShort) -> str:
    """What is being judged."""
    return "the review clinic" if is_clinic(scenario) else "the service"


def payers(scenario: ScenarioInShort, *roles: str) -> list[str]:
    """Who pays for these, by name."""
    rows = [row for row in scenario.money_by_year if row.role in roles]
    return list(dict.fromkeys(row.payer for row in rows if row.usual_care or row.programme))


def care_freed(scenario: ScenarioInShort) -> Estimate:
    """Weeks of care freed over the whole follow-up: the comparator's less the programme's."""
    difference = outcomes(scenario)["weeks_in_care"].difference
    return negated(difference)


def same_care(scenario: ScenarioInShort) -> bool:
    """Whether everybody is in care for as long, and uses as much of it, with and without what is judged: from people,
    not from pounds, since care may have no price."""
    of = outcomes(scenario)
    names = [
        *(["weeks_in_care"] if has_reviews(scenario) else []),
        *(f"uses.{one.line}" for one in scenario.naive),
    ]
    return all(nothing(of[name].difference) for name in names)


def care_time(in_weeks: Estimate) -> tuple[Estimate, str]:
    """Time in care in the unit that suits its size: care-years, or weeks of care."""
    if abs(in_weeks.mean) >= CARE_YEARS_FROM:
        return scaled(in_weeks, 1 / WEEKS_PER_YEAR), "care-years"
    return in_weeks, "weeks of care"


def purpose(role: str) -> str:
    """What money is for, in words."""
    return {"programme": "the service", "crisis": "crises at relapse", "care use": "use of care lines"}.get(role, role)


def level(name: str | None) -> str:
    """A group within a trait; None is what is not of any one person."""
    return "not of any one person" if name is None else name.replace("_", " ")


def group(row: GroupRow | LevelBridge | LevelImpact | LevelDifference) -> str:
    """A level of a trait: 'Deprivation: most deprived'."""
    return f"{row.title}: {level(row.level)}"
