"""What is said of the care team's list? Who starts care sooner, in the places that are freed, and what that is not."""

from app.words.estimates import nothing, unseen, with_error
from app.words.numbers import number, weeks
from app.words.parts import outcomes
from app.words.waits import ends_in_words, wait_in_words
from experiments.answer import ScenarioAnswer
from experiments.care_team import PUBLISHED_MEDIAN_DAYS
from experiments.outcomes import OutcomeRow
from experiments.people_rows import CareWaits, InBothWorlds
from sim.units import DAY, WEEK

SAME_PLACES = (
    "They start in the same places, used by more people: a place costs the same in either world, with one person in it "
    "or another. So people seen sooner are what becomes of capacity released, counted as people. The two are never "
    "added, and neither is cash."
)
PUBLISHED = (
    f"Published beside it: of adults in England, half had a second contact within {PUBLISHED_MEDIAN_DAYS} days "
    f"({number(PUBLISHED_MEDIAN_DAYS * DAY / WEEK, 1)} weeks) of referral to community mental health care. That is "
    "another stretch of the way than from joining this list to a place, and another place."
)
LEAVE = "die or move away"
WAITING_IS_CARE = "A wait after a relapse is no saving: people who wait to start again are in care, and are costed so."


def care_in_words(scenario: ScenarioAnswer) -> list[str]:
    """What becomes of those who wait for care, in a few sentences; none without a care team."""
    care, of = scenario.waits.care, outcomes(scenario)
    if care is None:
        return []
    return [
        _who_starts(of["care_started"], of["care_came"]),
        SAME_PLACES,
        *_of_the_list(care, of),
        *_after_a_relapse(care, of),
        _beside(of["care_list"], "Waiting for care, on average over the follow-up", " people"),
        _beside(of["care_discharges"], "Discharges of people never referred, who share the review slots"),
    ]


def _who_starts(row: OutcomeRow, came: OutcomeRow) -> str:
    """'Of 412 people never referred to the programme who are in care, wait for it or come to it, 96 (±4) start care;
    80 (±4) of the same people would have under usual care: a difference of 16 (±2).'"""
    text = (
        f"Of {with_error(came.programme)} people never referred to the programme, in care or waiting on day 0 or new "
        f"to care since, {with_error(row.programme)} start care"
    )
    if nothing(row.difference):
        return f"{text}: exactly as many as under usual care."
    return (
        f"{text}; {with_error(row.usual)} of the same people would have under usual care: a difference of "
        f"{with_error(row.difference)}."
    )


def _of_the_list(care: CareWaits, of: dict[str, OutcomeRow]) -> list[str]:
    said = [*_in_both(care.new, "people new to care", of["care_wait"]), PUBLISHED]
    if care.list_of_day_0:
        said += _in_both(care.list_of_day_0, "the care list of day 0, from that day", of["care_list_wait"])
    if not unseen(of["care_gave_up"].programme) or not unseen(of["care_gave_up"].usual):
        said.append(_beside(of["care_gave_up"], "Never referred, and give up waiting for care", " people"))
    return said


def _in_both(waits: InBothWorlds, whose: str, mean: OutcomeRow) -> list[str]:
    """How long they wait and how that ends, with the programme and in usual care."""
    if not waits.usual.joined and not waits.programme.joined:
        return []
    return [
        f"{world}, {_within_a_sentence(wait_in_words(wait, 'a place in care', of, whose))} {ends_in_words(wait, LEAVE)}"
        for world, wait, of in (
            ("With the programme", waits.programme, mean.programme),
            ("Under usual care", waits.usual, mean.usual),
        )
        if wait.joined
    ]


def _within_a_sentence(text: str) -> str:
    return f"{text[0].lower()}{text[1:]}"


def _after_a_relapse(care: CareWaits, of: dict[str, OutcomeRow]) -> list[str]:
    """Those who come back, shown apart: whether they were ever referred or not."""
    if not care.back.programme.joined and not care.back.usual.joined:
        return []
    back = _beside(of["care_back"], "Given a place in care again after a relapse", " times")
    return [back, *_in_both(care.back, "people who come back", of["care_back_wait"]), WAITING_IS_CARE]


def _beside(row: OutcomeRow, what: str, unit: str = "") -> str:
    """'Given a place in care again after a relapse: 31 (±2) times, against 29 (±2) under usual care.'"""
    return f"{what}: {with_error(row.programme)}{unit}, against {with_error(row.usual)} under usual care."


def starts_within(median: float | None, within: str = "within ") -> str:
    """'within 16 weeks', or '16 weeks': when half of those who join have started care."""
    if median is None:
        return "not by the end of the follow-up"
    return "at once" if median == 0 else f"{within}{weeks(median)}"
