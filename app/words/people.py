"""What happens to people? Those who come, those discharged, waits, giving up and relapses."""

from collections.abc import Mapping

from app.words.estimates import Facts, nothing, plus_minus, with_error
from app.words.numbers import number, weeks, years
from app.words.parts import has_reviews, horizons, is_clinic, outcomes


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


def _discharged_in_words(of: Mapping[str, Facts], at: list[float]) -> str:
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
