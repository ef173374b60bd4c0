"""What of this is evidence, in sentences a finance lead can use? Counted from the figures, and from nothing else."""

from collections.abc import Callable, Sequence

from app import words
from app.asking.ledger import Entry
from app.tables.published import Figure, of_scenario, said
from experiments.ledger.record import HALF

SHARE = 0.9  # of intervals that hold, if they are right
TOPICS = {
    "demand": ("referred", "people_per_post_year", "caseload_per_post"),
    "taking part": (
        "booked", "attended", "onward_referrals", "joined_an_activity", "went_on", "declined_of_referred",
        "attended_of_booked", "seen_at_least", "joined_of_referred", "onward_referrals_per_attender",
        "meetings_per_attender", "median_meetings", "months_of_support", "completed_of_courses",
    ),
    "outcomes": (
        "wider", "share_with", "share_of_wanting_with", "median_days_to", "progress_in_1_or_more",
        "progress_in_4_or_more", "progress_at_the_end_in_1_or_more", "progress_at_the_end_in_4_or_more",
        "progress_because_of_support", "apparent_benefit", "years_gained", "gained_after",
    ),
    "reviews, discharge and relapse": (
        "supported_reviews", "discharges_at_supported_reviews", "reviews", "discharges", "relapsed_of_discharged",
        "median_weeks_to_relapse",
    ),
    "use of care before and after": ("naive_change", "naive_change_per_quarter"),
    "money": (
        "naive_cost", "care_cost", "cost_per_person", "cost_per_person_in_usual_care", "cost_difference_per_person",
        "saves_in_draws",
    ),
}  # fmt: skip
MONEY = "money"
FEW = 100  # replications: with fewer, simulation error is no longer small beside what a mean may miss a figure by
OWN, OTHERS = "of the same service, in another report", "of other services"


def topic_of(measure: str) -> str:
    """What a figure is about."""
    word = measure.partition(".")[0]
    return next(topic for topic, measures in TOPICS.items() if word in measures)


def _many(n: int, what: str = "figure") -> str:
    return f"{n} {what}{'s' * (n != 1)}"


def in_short(figures: Sequence[Figure], entries: Sequence[Entry]) -> list[str]:
    """What of this is evidence, what is only fit."""
    return [one for one in (_held_out(entries), _about(entries), _money(entries), _fitted(figures)) if one]


def too_few(replications: int) -> str:
    """What a verdict from so few is worth."""
    return (
        f"Counted in {replications} replications: too few to judge by. A mean may miss a figure by luck alone, or meet "
        f"it so; run at least {FEW}."
    )


def _fitted(figures: Sequence[Figure]) -> str:
    fitted, put_in = (sum(one.target.use == use for one in figures) for use in ("calibrate", "stated"))
    missed = sum(one.verdict.word == "missed" for one in figures)
    scenarios = len({one.scenario for one in figures})
    stated = f" Put in as they stand: {put_in} more." if put_in else ""
    undeclared = f" Missed, with no reason given: {missed}." if missed else ""
    return (
        f"Only fit: {_many(fitted, 'published figure')} of {_many(scenarios, 'scenario')}. Inputs were "
        f"moved until the model met them, so meeting them shows that the fit can be made, and nothing more."
        f"{stated}{undeclared}"
    )


def _held_out(entries: Sequence[Entry]) -> str:
    done = [one for one in entries if one.counted and one.inside is not None]
    if not done:
        waiting = sum(one.counted for one in entries)
        return f"Evidence: none yet. Held out, and not compared: {_many(waiting)}." if waiting else ""
    inside = sum(bool(one.inside) for one in done)
    little = sum(not one.first.prediction.sharp for one in done if one.first)
    text = (
        f"Evidence: {_many(len(done))} that no input was fitted to or set from, each predicted with a 90 % interval "
        f"that was on record before it was compared, though the figures were known when they were chosen. {inside} lie "
        f"inside, {len(done) - inside} do not; if every "
        f"interval were right, about {round(SHARE * len(done))} would."
    )
    weak = f" {little} of the {len(done)} test little: the fit does not halve what was expected before it."
    return text + (weak if little else "")


def _about(entries: Sequence[Entry]) -> str:
    """How many lie inside, by whose figures they are and by what they are about."""
    done = [one for one in entries if one.counted and one.inside is not None]
    whose = _each(done, lambda one: OWN if one.held.same_service else OTHERS, (OWN, OTHERS))
    about = _each(done, lambda one: topic_of(one.held.target.measure), [*TOPICS])
    return f"Inside, by whose figure it is: {whose}. By what it is about: {about}." if done else ""


def _each(done: Sequence[Entry], kind_of: Callable[[Entry], str], kinds: Sequence[str]) -> str:
    """'demand 1 of 1 and money 0 of 1'."""
    those = {kind: [one for one in done if kind_of(one) == kind] for kind in kinds}
    return words.listed(
        [f"{kind} {sum(bool(one.inside) for one in of)} of {len(of)}" for kind, of in those.items() if of]
    )


def _money(entries: Sequence[Entry]) -> str:
    met = any(one.counted and one.inside and topic_of(one.held.target.measure) == MONEY for one in entries)
    if met:
        return ""
    return (
        "No figure of money that was held out is met. What the programme is worth in pounds rests on what is assumed "
        "and on what was fitted; no independent figure confirms it."
    )


def misses(entries: Sequence[Entry]) -> list[str]:
    """Each figure that was missed, with its reason if it has one."""
    found = []
    for one in entries:
        if one.counted and one.inside is False and one.first:
            target, seen = one.held.target, one.first.prediction
            text = (
                f"{of_scenario(target, one.scenario_title)}: published {said(target, one.held.published)}, predicted "
                f"{said(target, seen.low)} to {said(target, seen.high)}."
            )
            found.append(" ".join(filter(None, (text, one.held.miss or "Why is not known."))))
    return found


def not_counted(entries: Sequence[Entry]) -> str:
    """Of figures that tests nothing, because an input was set from them: how they came out all the same."""
    those = [one for one in entries if one.set_from_it and one.held.published is not None]
    done = [one for one in those if one.inside is not None]
    if not those:
        return ""
    outside = sum(not one.inside for one in done)
    return (
        "A scenario's own file holds these out, but they stand in the source of one of its inputs. So they are not "
        f"counted, whichever way they came out: {len(done) - outside} inside, {outside} missed."
    )


WHAT_SHARP_MEANS = (
    f"A figure tests little where the interval is more than {HALF:.0%} as wide as what was expected before any figure "
    "was used: then almost anything would have been inside."
).replace("%", " %")
