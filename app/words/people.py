"""What happens to people? Those who come, those discharged, waits, giving up and relapses."""

from collections.abc import Mapping

from app.words.care_team import care_in_words
from app.words.estimates import certain, error_of, in_brackets, nothing, unseen, with_error
from app.words.numbers import day, listed, number, weeks, years
from app.words.parts import has_reviews, horizons, is_clinic, outcomes
from app.words.waits import ends_in_words, half_given, wait_in_words
from experiments.answer import ScenarioAnswer
from experiments.outcomes import OutcomeRow
from experiments.people_rows import ListRow

NOT_TO_CHOOSE = (
    "Not for choosing people: how groups differ rests on assumptions, and those that gain less may need it more."
)


def people_in_words(scenario: ScenarioAnswer) -> list[str]:
    """What happens to people, in a few sentences."""
    of = outcomes(scenario)

    def programme(name: str) -> str:
        return with_error(of[name].programme)

    came = f"Of {programme('referred')} people who come, {programme('declined')} decline the offer"
    if is_clinic(scenario):
        said = [f"{came}; {programme('supported_reviews')} supported reviews are held."]
    else:
        said = [f"{came} and {programme('took_up')} take up at least one activity."]
    if not is_clinic(scenario) and has_reviews(scenario) and not nothing(of["supported_reviews"].programme):
        said.append(_progress_in_words(of))
    if has_reviews(scenario) and horizons(scenario):
        said.append(_discharged_in_words(of, horizons(scenario)))
    if not is_clinic(scenario):
        waits = scenario.waits
        said.append(
            wait_in_words(waits.link_worker, "a link worker", of["wait_for_link_worker"].programme, "new referrals")
        )
        said += [list_in_words(waits.list_of_day_0)] if waits.list_of_day_0 is not None else []
        gave_up = of["gave_up"].programme
        if unseen(gave_up):
            never = f" ({error_of(gave_up)})" if gave_up.rare else ""
            said.append(f"Nobody gives up waiting{never}.")
        elif gave_up.mean < 1:
            error = "" if certain(gave_up) else f", {error_of(gave_up)}"
            said.append(
                "Hardly anyone gives up waiting "
                f"({number(gave_up.mean, max(0.2, gave_up.half_width or 0.0))} times in a replication{error})."
            )
        else:
            said.append(f"{with_error(gave_up)} give up waiting.")
        said += _helpers_in_words(of)
        said += _at_the_end_in_words(scenario)
    relapses = of["relapses"]
    if not unseen(relapses.programme) or not unseen(relapses.usual):
        said.append(
            (
                f"There are {with_error(relapses.programme)} relapses, against {with_error(relapses.usual)} "
                "under usual care"
            )
            + (": with more people out of care, more can relapse." if _more_out_of_care(of) else ".")
        )
    said += care_in_words(scenario)
    if of["referred"].programme.half_width is None:
        said.append("These are counts of one replication: none of them is an average, and none has a known error.")
    return said


def _helpers_in_words(of: Mapping[str, OutcomeRow]) -> list[str]:
    """'People who go on after a course help to run a group 9 (±0.6) times, which adds 640 (±50) place-weeks.'"""
    if "started_helping" not in of or unseen(of["started_helping"].programme):
        return []
    times, places = (with_error(of[name].programme) for name in ("started_helping", "helper_places"))
    return [f"People who go on after a course help to run a group {times} times, which adds {places} place-weeks."]


def _at_the_end_in_words(scenario: ScenarioAnswer) -> list[str]:
    """'When the service ends, on 1 October 2016, support stops before it is complete for 4 (±1) people.' What is seen
    in too few replications to say more stands in the tables alone."""
    of = outcomes(scenario)
    cut = [
        f"{said} {with_error(of[name].programme)} {whom}"
        for name, said, whom in (
            ("support_cut", "support stops before it is complete for", "people"),
            ("wait_cut", "the queue is closed to", "who wait for a link worker"),
        )
        if name in of and not unseen(of[name].programme) and not of[name].programme.rare
    ]
    return [f"When the service ends, on {day(scenario.dates.service_end)}, {listed(cut)}."] if cut else []


def _more_out_of_care(of: Mapping[str, OutcomeRow]) -> bool:
    """Whether more relapses go with more time in which to relapse."""
    return bool(of["relapses"].difference.mean > 0 and of["weeks_discharged"].difference.mean > 0)


def _progress_in_words(of: Mapping[str, OutcomeRow]) -> str:
    """'At 72 (±1) supported reviews, 93% (±1) show progress in 1 or more of 8 outcomes and 64% (±1) in 4 or more.'"""

    def share(name: str) -> str:
        of_reviews = of[name].programme
        text = f"{number(of_reviews.mean, of_reviews.half_width)}%"
        return text if of_reviews.half_width is None else f"{text} {in_brackets(of_reviews)}"

    return (
        f"At {with_error(of['supported_reviews'].programme)} supported reviews, {share('progress_in_1')} show "
        f"progress in 1 or more of 8 wellbeing outcomes and {share('progress_in_4')} in 4 or more; how much of it "
        "support brings about is assumed."
    )


def _discharged_in_words(of: Mapping[str, OutcomeRow], at: list[float]) -> str:
    last = of[f"discharged_in_{at[-1]}y"]
    text = f"Within {years(at[-1])}, {with_error(last.programme)} are discharged at least once"
    if nothing(last.difference):
        return f"{text}: exactly as many as under usual care."
    more = last.difference
    text += f"; {with_error(last.usual)} of the same people would have been anyway: a difference of {with_error(more)}"
    if len(at) > 1:
        first = of[f"discharged_in_{at[0]}y"]
        text += f" (after {years(at[0])}: {with_error(first.programme)} against {with_error(first.usual)})"
    return f"{text}. What would have happened anyway is assumed: no study measured it."


def list_in_words(wait: ListRow) -> str:
    """What becomes of the waiting list of day 0, counted from that day."""
    if not wait.joined:
        return "Nobody on the waiting list of day 0 joins the queue."
    seen, people = wait.clearance, number(wait.joined, 2)
    half, median = half_given(wait, "a link worker"), wait.median_weeks
    when = "" if median is None else " on day 0" if median == 0 else " of day 0"
    text = (
        f"Of the {people} people on the waiting list of day 0, who had waited {weeks(wait.waited_before_weeks)} by "
        f"then on average, {half}{when}. {ends_in_words(wait)[:-1]}"
    )
    if seen.share < 1 or seen.weeks is None:
        return f"{text}."
    all_of_them = "all are seen by" if wait.given_share == 1 else "the last is seen, or gone, by"
    last = seen.weeks
    error = "" if certain(last) else f" {in_brackets(last)}"
    return f"{text}; {all_of_them} week {number(last.mean, max(2.0, last.half_width or 0.0))}{error}."
