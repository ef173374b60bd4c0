"""What is asked of a service? A target in plain words becomes a measure, a bound, and which side of it is right.

A small set of sentences is understood (`EXAMPLES`), and every outcome that is reported anyway, by its name. Whatever is
not understood is refused with the nearest that could be asked. A target is about the programme's world: waits are those
of new referrals, as on page one, unless it names the list of day 0.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from experiments.counted import Outcome, Where, hundred_of, joined, mean_wait
from experiments.outcomes import has_a_list, outcomes_for
from experiments.run import Case
from experiments.solving.answer import Sense
from experiments.solving.measures import GivenWithin, InUse, Measure, OfOutcome, Used, WaitsLonger
from sim.countable import service_ends
from sim.errors import NotPossible
from sim.faults import did_you_mean, printable
from sim.measures import Queue, WaitEnd
from sim.scenario import Scenario
from sim.units import WEEK

Moved = Literal["posts", "places", "slots"]
EXAMPLES = (
    "90 % met within 4 weeks",
    "90 % of the list met within 8 weeks",
    "90 % have a place within 6 weeks",
    "mean wait at most 3 weeks",
    "median wait for a place at most 2 weeks",
    "nobody waits more than 26 weeks",
    "nobody waits more than 26 weeks at the end",
    "at most 5 % give up",
    "at most 10 % give up waiting for a place",
    "occupancy at most 85 %",
    "contact hours at most 85 % used",
    "places at most 90 % full",
    "100 discharges",
    "at least 120 people take up an activity",
)


@dataclass(frozen=True)
class Target:
    """One target. `bound` is in `unit`, of a quantity called `title`; one that is `all_or_nothing` has no average to
    hold: it is met in a service, or it is not. `moved_by`: the levers that are tried where none are named."""

    said: str
    title: str
    sense: Sense
    bound: float
    unit: str
    measure: Measure
    moved_by: tuple[Moved, ...]
    all_or_nothing: bool = False

    @property
    def sign(self) -> float:
        """Which way is better."""
        return 1.0 if self.sense == "at least" else -1.0


# ---------------------------------------------------------------- what may be said

NUMBER = r"\d[\d,]*(?:\.\d+)?"
TIME = rf"(?P<time>{NUMBER}|an?|one) (?P<of_time>days?|weeks?|months?)"
SENSE = r"(?P<sense>at least|at most)"
SAME = (  # other ways to say it, one after another
    (r"[“”\"'.!]+$|^[“”\"']+", ""),
    (r"\s+", " "),
    (r"per ?cent|percent", "%"),
    (r"(?<=\d)\s*%", " %"),
    (r"^(?:no|not) more than|^(?:no|not) over|^fewer than|^less than|^under|^up to|≤|<=?", "at most "),
    (r"^(?:no|not) (?:less|fewer) than|^more than|^over|≥|>=?", "at least "),
    (r"\b(?:no|not) more than(?= \d)", "at most"),
    (r"\bup to(?= \d)|\bunder(?= \d)|\bbelow(?= \d)", "at most"),
    (r"\b(?:average|avg)\b", "mean"),
    (r"\bnobody\b|\bno one\b|\bno-one\b|\bnone\b", "nobody"),
    (r"\bmust\b|\bshould\b|\bwill\b|\bare\b|\bbe\b|\bis\b|\bhas to\b|\bhave to\b", ""),
    (r"\s+", " "),
)
LINK_WORKER = ("met", "seen", "given a link worker", "have a link worker", "given link worker", "get a link worker")
PLACE = ("have a place", "given a place", "get a place", "in an activity", "start an activity", "in a place")
CARE = ("start care", "have a place in care", "in care")
FOR: Mapping[str, Queue] = {
    "": Queue.REFERRED,
    "a link worker": Queue.REFERRED,
    "link worker": Queue.REFERRED,
    "a place": Queue.PLACE,
    "place": Queue.PLACE,
    "an activity": Queue.PLACE,
    "care": Queue.NEW_TO_CARE,
    "a place in care": Queue.NEW_TO_CARE,
}
TITLES = {
    Queue.REFERRED: ("new referrals", "a link worker"),
    Queue.LISTED: ("the list of day 0", "a link worker"),
    Queue.PLACE: ("people who want a place in an activity", "a place"),
    Queue.NEW_TO_CARE: ("people new to care", "a place in care"),
}
MOVES: dict[Queue, tuple[Moved, ...]] = {
    Queue.REFERRED: ("posts",),
    Queue.LISTED: ("posts",),
    Queue.PLACE: ("places",),
    Queue.NEW_TO_CARE: ("posts", "slots"),
}
USES: Mapping[str, tuple[Used, Moved]] = {
    "occupancy": ("caseload", "posts"),
    "occupancy of caseloads": ("caseload", "posts"),
    "caseload": ("caseload", "posts"),
    "caseloads": ("caseload", "posts"),
    "caseload occupancy": ("caseload", "posts"),
    "contact hours": ("contact hours", "posts"),
    "hours": ("contact hours", "posts"),
    "utilisation": ("contact hours", "posts"),
    "places": ("places", "places"),
    "occupancy of places": ("places", "places"),
}
ALSO = {  # other names of outcomes
    "discharge": "discharges",
    "discharged": "discharges",
    "people discharged": "discharges",
    "people given a link worker": "given_link_worker",
    "given a link worker": "given_link_worker",
    "people met": "given_link_worker",
    "met": "given_link_worker",
    "people take up an activity": "took_up",
    "take up an activity": "took_up",
    "took up an activity": "took_up",
    "in an activity": "took_up",
    "people complete support": "support_completed",
    "complete support": "support_completed",
    "people relapse": "relapses",
    "relapse": "relapses",
    "people drop out": "dropped_out",
    "drop out": "dropped_out",
    "people disengage": "disengaged",
    "disengage": "disengaged",
    "people give up": "gave_up",
    "give up": "gave_up",
    "people give up waiting for a place": "place_given_up",
    "give up waiting for a place": "place_given_up",
    "missed meetings": "meetings_missed",
}
OF_REVIEWS = ("discharges", "relapses", "weeks_in_care", "weeks_discharged", "supported_reviews", "discharged_in_")
OF_PLACES = ("took_up", "place", "wait_for_place", "nothing_suitable", "went_on", "dropped_out")
GAVE_UP = {
    Queue.REFERRED: "New referrals who give up waiting for a link worker",
    Queue.LISTED: "People on the list of day 0 who give up waiting for a link worker",
    Queue.PLACE: "People who give up waiting for a place",
    Queue.NEW_TO_CARE: "People new to care who give up waiting for it",
}


def target_of(said: str, case: Case) -> Target:
    """What is asked. Raises NotPossible with what is wrong and the nearest that could be asked."""
    text = plain(said)
    for pattern, reads in _FORMS:
        if found := re.fullmatch(pattern, text):
            target = reads(" ".join(said.split()), found, case)
            if target is not None:
                return target
    near = did_you_mean(text, [plain(example) for example in EXAMPLES]).strip()
    raise NotPossible(f"“{printable(said.strip())}” is not understood. {near} {what_can_be_asked()}".replace("  ", " "))


def what_can_be_asked() -> str:
    """Examples, one after another."""
    return f"What can be asked: {'; '.join(EXAMPLES)}; or at least or at most so many of an outcome, by its name."


def plain(said: str) -> str:
    """A target in the one way in which each thing is said here."""
    text = said.strip().lower()
    for pattern, instead in SAME:
        text = re.sub(pattern, instead, text).strip()
    return text


def number_of(said: str) -> float:
    """A number, or a."""
    return 1.0 if said in ("a", "an", "one") else float(said.replace(",", ""))


def minutes_of(found: re.Match[str]) -> tuple[float, str]:
    """A length of time in minutes, and as it is said."""
    many, unit = number_of(found.group("time")), found.group("of_time").rstrip("s")
    each = {"day": WEEK / 7, "week": WEEK, "month": WEEK * 365.25 / 12 / 7}[unit]
    return many * each, f"{many:g} {unit}{'s' * (many != 1)}"


def _within(said: str, found: re.Match[str], case: Case) -> Target | None:
    """90 % met within 4 weeks."""
    queue = _who(found.group("who") or "", found.group("what"))
    return None if queue is None else _share(said, queue, number_of(found.group("many")), found, case)


def _who(who: str, what: str) -> Queue | None:
    if what in LINK_WORKER:
        return Queue.LISTED if "list" in who else Queue.REFERRED
    return Queue.PLACE if what in PLACE else Queue.NEW_TO_CARE if what in CARE else None


def _share(said: str, queue: Queue, share: float, found: re.Match[str], case: Case) -> Target:
    _waits_for(queue, case, said)
    _per_cent(share, said)
    minutes, weeks = minutes_of(found)
    of, what = TITLES[queue]
    title = f"{of[0].upper()}{of[1:]} given {what} within {weeks}"
    return Target(said, title, "at least", share, "%", GivenWithin(queue, minutes), MOVES[queue])


def _wait(said: str, found: re.Match[str], case: Case) -> Target | None:
    """Mean wait at most 3 weeks; median wait for a place at most 2 weeks."""
    queue = _queue_for(found)
    if queue is None:
        return None
    if found.group("which") == "median":
        return _share(said, queue, 50.0, found, case)
    _waits_for(queue, case, said)
    minutes, _ = minutes_of(found)
    of, what = TITLES[queue]
    outcome = mean_wait("wait", f"Mean wait for {what} of {of}", queue, Where())
    measure = OfOutcome(outcome)
    return Target(said, outcome.title, "at most", minutes / WEEK, "weeks", measure, MOVES[queue])


def _nobody(said: str, found: re.Match[str], case: Case) -> Target | None:
    """Nobody waits more than 26 weeks (at the end)."""
    queue, still = _queue_for(found), bool(found.group("end"))
    if queue is None:
        return None
    _waits_for(queue, case, said)
    if still and service_ends(case.scenario):
        raise NotPossible(
            f"“{printable(said)}”: the service ends on {case.scenario.dates.day('service_end')}, before the follow-up "
            "does, so nobody waits at the end. Ask it without “at the end”"
        )
    minutes, weeks = minutes_of(found)
    of, what = TITLES[queue]
    title = f"{of[0].upper()}{of[1:]} who {'still wait' if still else 'wait'} more than {weeks} for {what}"
    title += " when the follow-up ends" * still
    measure = WaitsLonger(queue, minutes, still)
    return Target(said, title, "at most", 0.0, "people", measure, MOVES[queue], all_or_nothing=True)


def _give_up(said: str, found: re.Match[str], case: Case) -> Target | None:
    """At most 5 % give up."""
    queue = _queue_for(found)
    if queue is None:
        return None
    _waits_for(queue, case, said)
    share = number_of(found.group("many"))
    _per_cent(share, said)
    outcome = Outcome(
        "give_up", GAVE_UP[queue], "% of those who joined", hundred_of(queue, WaitEnd.GAVE_UP), joined(queue)
    )
    return Target(said, outcome.title, _sense(found, "at most"), share, "%", OfOutcome(outcome), MOVES[queue])


def _use(said: str, found: re.Match[str], case: Case) -> Target | None:
    """Occupancy at most 85 %."""
    used, lever = USES.get(found.group("what"), (None, None))
    if used is None or lever is None:
        return None
    if used == "places":
        _waits_for(Queue.PLACE, case, said)
    else:
        _waits_for(Queue.REFERRED, case, said)
    share = number_of(found.group("many"))
    title = {"caseload": "Caseload slots held", "contact hours": "Contact hours used", "places": "Places held"}[used]
    return Target(said, f"{title}, of all there were", _sense(found), share, "%", InUse(used), (lever,))


def _outcome(said: str, found: re.Match[str], case: Case) -> Target | None:
    """At least 100 discharges."""
    names = _names_of_outcomes(case)
    what = re.sub(r"^(?:of )?(?:people who |who )", "", found.group("what"))
    outcome = names.get(what) or names.get(f"people {what}")
    if outcome is None:
        return None
    sense, bound = _sense(found), number_of(found.group("many"))
    unit = "%" if outcome.unit.startswith("%") else outcome.unit
    if unit == "%":
        _per_cent(bound, said)
    elif found.group("per_cent"):
        raise NotPossible(f"“{printable(said)}”: {outcome.title.lower()} is counted in {outcome.unit}, not in %")
    return Target(said, outcome.title, sense, bound, unit, OfOutcome(outcome), _moved_by(outcome, case.scenario))


def _moved_by(outcome: Outcome, scenario: Scenario) -> tuple[Moved, ...]:
    if any(outcome.name.startswith(name) for name in OF_REVIEWS) and scenario.stages.reviews:
        return ("posts", "slots")
    return ("posts", "places") if any(outcome.name.startswith(name) for name in OF_PLACES) else ("posts",)


def _names_of_outcomes(case: Case) -> dict[str, Outcome]:
    """Every outcome that this scenario has, by each of its names."""
    found: dict[str, Outcome] = {}
    known = {outcome.name: outcome for outcome in outcomes_for(case.shape)}
    for outcome in known.values():
        found |= {outcome.name: outcome, outcome.name.replace("_", " "): outcome, plain(outcome.title): outcome}
    return found | {plain(also): known[name] for also, name in ALSO.items() if name in known}


def _sense(found: re.Match[str], unless: Sense = "at least") -> Sense:
    """Which side is right, as it is said; `unless` it is not."""
    match found.group("sense"):
        case "at most":
            return "at most"
        case "at least":
            return "at least"
    return unless


def _queue_for(found: re.Match[str]) -> Queue | None:
    return FOR.get(next((given for name in ("what_for", "for_what") if (given := _group(found, name))), ""))


def _group(found: re.Match[str], name: str) -> str:
    return (found.groupdict().get(name) or "").strip()


def _per_cent(share: float, said: str) -> None:
    if not 0 <= share <= 100:
        raise NotPossible(f"“{printable(said)}”: {share:g} % is not possible; it must lie between 0 and 100 %")


def _waits_for(queue: Queue, case: Case, said: str) -> None:
    """Whether anybody ever waits for that in this scenario."""
    scenario = case.scenario
    why_not = ""
    if queue is Queue.NEW_TO_CARE:
        why_not = "" if case.flight.inputs.care_team.on else "it has no care team, so nobody waits for care"
    elif scenario.programme.offer != "link_workers":
        why_not = "it has no link workers, so nobody waits for one"
    elif queue is Queue.LISTED and not has_a_list(scenario):
        why_not = "nobody is on a list on day 0"
    elif queue is Queue.PLACE and not (scenario.stages.activities and scenario.activities):
        why_not = "it has no activities, so nobody waits for a place"
    if why_not:
        raise NotPossible(f"“{printable(said)}” cannot be asked of this scenario: {why_not}")


Reads = Callable[[str, re.Match[str], Case], Target | None]
FOR_WHAT = r"(?: for (?P<{name}>.+?))?"
_FORMS: Sequence[tuple[str, Reads]] = (
    (
        rf"(?:at least )?(?P<many>{NUMBER}) %(?: (?:of )?(?P<who>(?:the )?(?:new )?(?:people )?(?:on )?(?:the )?"
        rf"(?:list(?: of day 0)?|referrals|people)))? (?P<what>.+?) (?:with)?in {TIME}",
        _within,
    ),
    (
        rf"(?:the )?(?P<which>mean|median) wait{FOR_WHAT.format(name='what_for')},? (?:of )?(?:at most )?{TIME}"
        rf"{FOR_WHAT.format(name='for_what')}",
        _wait,
    ),
    (
        rf"nobody (?:still )?(?:waits|waiting|wait)(?: more than| longer than| over| for more than) {TIME}"
        rf"{FOR_WHAT.format(name='for_what')}(?P<end> at the end)?",
        _nobody,
    ),
    (
        rf"(?:{SENSE} )?(?P<many>{NUMBER}) %(?: of .+?| who)? (?:give|gave|giving|gives) up(?: waiting)?"
        rf"{FOR_WHAT.format(name='for_what')}",
        _give_up,
    ),
    (rf"(?P<what>.+?) {SENSE} (?P<many>{NUMBER}) %(?: used| full| in use| held)?", _use),
    (rf"{SENSE} (?P<many>{NUMBER}) % (?P<what>.+)", _use),
    (rf"(?:{SENSE} )?(?P<many>{NUMBER})(?P<per_cent> %)?(?: of)? (?P<what>.+)", _outcome),
    (rf"(?P<what>.+?) {SENSE} (?P<many>{NUMBER})(?P<per_cent> %)?(?: \w+)?", _outcome),
)
