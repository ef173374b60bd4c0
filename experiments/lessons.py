"""What does each lesson for a class work out? Five, all of one shape: the facts given first, what to predict, the
result, and whether that is the surprise that the lesson is about.

A lesson runs its scenarios in two steps, so that a class sees the first facts before it predicts the rest. Results are
plain numbers by name (`Facts`): the sentences are the app's. `shows` is the surprise as a test of the facts: other luck
may not show it, and then the lesson does not claim it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import Any

from experiments.counted import WorldOutcomes
from experiments.intervals import estimate
from experiments.outcomes import MEAN_WAIT, OUTCOMES
from experiments.run import Case, Replication, Worker, run
from sim.events import Row, What
from sim.inputs import World
from sim.loading import load
from sim.luck import study_key
from sim.measures import Queue, State, Tally, WaitEnd
from sim.preflight import offered_loads
from sim.scenario import Scenario
from sim.scenario.cash import Share
from sim.simulate import Engine, logs
from sim.sums import Columns, Kept
from sim.units import DAY, WEEK, YEAR

Facts = dict[str, Any]
Progress = Callable[[str, int, int], None]  # of what is run: how many replications are done, and of how many
DAYS_PER_WEEK = WEEK // DAY


class Runs:
    """Runs a lesson's scenarios, all with the luck of one seed."""

    def __init__(
        self,
        seed: int,
        jobs: int = 1,
        progress: Progress = lambda what, done, total: None,
        engine: Engine = "fast",
    ) -> None:
        self.seed, self.jobs, self.progress, self.engine = seed, jobs, progress, engine
        self.case = cache(self._case)

    def _case(self, name: str) -> Case:
        return Case(name, load(name).scenario, self.seed)

    def scenario(self, name: str) -> Scenario:
        """What a scenario states."""
        return self.case(name).scenario

    def read(self, name: str, numbers: range) -> WorldOutcomes:
        """The outcomes of some replications, with the programme."""
        case = self.case(name)
        worker, kept = Worker([case], self.engine), list[Kept]()
        for number in self._each(name, numbers):
            kept += worker.kept(0, World.PROGRAMME, range(number, number + 1))
        return WorldOutcomes(case.shape, Columns(case.wanted, kept))

    def rows(self, name: str, numbers: range) -> Iterator[dict[World, list[Row]]]:
        """The event logs of each replication, in two worlds: the same people without support, and with it."""
        case, key = self.case(name), study_key(self.seed)
        log = {world: logs(case.inputs[world], key, self.engine) for world in (World.USUAL, World.PROGRAMME)}
        for number in self._each(name, numbers):
            yield {world: of(number) for world, of in log.items()}

    def replications(self, name: str, numbers: range) -> list[Replication]:
        """Replications with their bridges."""

        def progress(done: int) -> None:
            self.progress(name, done, len(numbers))

        case = self.case(name)
        return run([case], numbers, jobs=self.jobs, engine=self.engine, progress=progress)[0]

    def _each(self, name: str, numbers: range) -> Iterator[int]:
        for done, number in enumerate(numbers):
            self.progress(name, done, len(numbers))
            yield number


@dataclass(frozen=True)
class Amount:
    """A number is predicted, within what is possible."""

    least: float
    most: float


@dataclass(frozen=True)
class Choice:
    """One of several is predicted: what each letter stands for, in order."""

    kinds: tuple[str, ...]


def answer_of(found: Facts) -> float | str:
    """What was to be predicted: a number, or one of several kinds."""
    answer: float | str = found["answer"]
    return answer


@dataclass(frozen=True)
class Lesson:
    """One lesson: its runs and its results."""

    number: int
    scenarios: tuple[str, ...]
    predicted: Amount | Choice
    before: Callable[[Runs], Facts]  # the facts that a class sees before it predicts
    after: Callable[[Runs, Facts], Facts]  # the results; "answer" is the one to predict
    shows: Callable[[Facts], bool]  # whether the result is the surprise
    many: int  # runs that a result is of
    luck: Callable[[Facts], float] = lambda found: float(answer_of(found))  # the number in which lucks differ


# ---------------------------------------------------------------- 1: more work than two link workers can do

LOAD, GIVE_UPS, THIRD = "lesson_1_load", "lesson_1_give_ups", "lesson_1_third_worker"
QUEUES = range(10)
IN_A_YEAR, LATER, NEVER = "within a year", "later", "never"
SETTLES = Choice((IN_A_YEAR, LATER, NEVER))


def _load(runs: Runs) -> Facts:
    scenario = runs.scenario(LOAD)
    slots, third = (offered_loads(runs.scenario(name))[0] for name in (LOAD, THIRD))
    return {
        "posts": scenario.link_workers.posts.value,
        "caseload": scenario.link_workers.caseload_per_post.value,
        "referrals": scenario.demand.referrals_per_week.value,
        "weeks": scenario.support.weeks_to_first_meeting.mean,
        "slots": slots.capacity,
        "wanted": slots.work,
        "load": slots.load,
        "load_of_three": third.load,
        "patience": runs.scenario(GIVE_UPS).support.weeks_of_patience.mean,
        "years": runs.case(LOAD).shape.horizon // YEAR,
        "runs": len(QUEUES),
    }


def _queues(runs: Runs, known: Facts) -> Facts:
    found: Facts = {}
    for kind, name in (("nobody", LOAD), ("give_up", GIVE_UPS), ("third", THIRD)):
        read = runs.read(name, QUEUES)
        queues = [_at_the_end_of_years(tally, known["years"]) for tally in map(read.shape.opened, read.read.runs)]
        waits = read.waits[Queue.REFERRED]
        found |= {
            f"queue_{kind}": [_mean(year) for year in zip(*queues, strict=True)],
            f"grows_{kind}": _still_grows(queues),
            f"wait_{kind}": sum(sum(of.given) for of in waits) / WEEK / sum(len(of.given) for of in waits),
            f"gone_{kind}": sum(len(of[WaitEnd.GAVE_UP]) for of in waits) / sum(of.joined for of in waits),
        }
        if kind == "nobody":
            found["answer"] = _stops_growing(queues)
    return found


def _at_the_end_of_years(tally: Tally, years: int) -> list[int]:
    """How many wait for a link worker when each year ends."""
    weeks = len(tally.snapshots) // len(State)
    waiting = tally.snapshots[State.WAITING * weeks : (State.WAITING + 1) * weeks]
    return [waiting[min(year * YEAR // WEEK, weeks) - 1] for year in range(1, years + 1)]


def _still_grows(queues: Sequence[Sequence[int]], since: int | None = None) -> bool:
    """Whether the queue is longer at the end than at the end of a year (half-way, if none is given), beyond luck."""
    at = len(queues[0]) // 2 - 1 if since is None else since
    return (estimate([queue[-1] - queue[at] for queue in queues]).error_low or 0.0) > 0


def _stops_growing(queues: Sequence[Sequence[int]]) -> str:
    """When a queue stops growing, as far as it was followed."""
    return IN_A_YEAR if not _still_grows(queues, 0) else NEVER if _still_grows(queues) else LATER


def _never_settles(facts: Facts) -> bool:
    of_others = facts["grows_give_up"] or facts["grows_third"] or facts["queue_third"][-1] >= 1
    hidden = 4 * facts["queue_nobody"][0] < facts["queue_nobody"][-1]
    return bool(hidden and facts["answer"] == NEVER and not of_others)


def _last_queue(found: Facts) -> float:
    return float(found["queue_nobody"][-1])


# ---------------------------------------------------------------- 2: a second link worker, and the same groups

ONE, TWO = "lesson_2_one_worker", "lesson_2_two_workers"
SERVICES = range(10)
TOOK_UP = next(outcome for outcome in OUTCOMES if outcome.name == "took_up")


def _one_worker(runs: Runs) -> Facts:
    scenario = runs.scenario(ONE)
    support, groups = scenario.support, scenario.activity_defaults
    return {
        "referrals": scenario.demand.referrals_per_week.value,
        "caseload": scenario.link_workers.caseload_per_post.value,
        "weeks": float(support.weeks_to_first_meeting.value or 0) + float(support.weeks_between_meetings.mean or 0),
        "groups": len(scenario.activities),
        "places": groups.places.value,
        "course": groups.sessions.value,
        "years": runs.case(ONE).shape.horizon // YEAR,
        "runs": len(SERVICES),
        **_who_waits(runs, "one", ONE),
    }


def _two_workers(runs: Runs, known: Facts) -> Facts:
    found = _who_waits(runs, "two", TWO)
    return {**found, "answer": found["waiting_two"], "change": found["waiting_two"] - known["waiting_one"]}


def _who_waits(runs: Runs, kind: str, name: str) -> Facts:
    """Who waits for what when the last week ends, how full it is, and how many have begun in a group by then."""
    read = runs.read(name, SERVICES)
    last = {
        state: _mean([_at_the_end(tally, state) for tally in map(read.shape.opened, read.read.runs)]) for state in State
    }
    return {
        f"worker_{kind}": last[State.WAITING],
        f"group_{kind}": last[State.WAITING_FOR_PLACE],
        f"waiting_{kind}": last[State.WAITING] + last[State.WAITING_FOR_PLACE],
        f"supported_{kind}": last[State.ON_CASELOAD],
        f"in_group_{kind}": last[State.IN_PLACE],
        f"began_{kind}": _mean(read.values(TOOK_UP)),
    }


def _at_the_end(tally: Tally, state: State) -> int:
    weeks = len(tally.snapshots) // len(State)
    return tally.snapshots[(state + 1) * weeks - 1]


def _queue_moves(facts: Facts) -> bool:
    gone = facts["worker_two"] < facts["worker_one"] / 4
    return bool(
        gone and facts["group_two"] > 4 * facts["group_one"] and facts["waiting_two"] > facts["waiting_one"] / 2
    )


# ---------------------------------------------------------------- 3: those who complete, where nothing works

NO_EFFECT, WORKS = "lesson_3_no_effect", "lesson_3_works"
COHORTS = range(8)


def _completers(runs: Runs) -> Facts:
    scenario = runs.scenario(NO_EFFECT)
    return {
        "referrals": scenario.demand.referrals_per_week.value,
        "meetings": scenario.support.meetings.value,
        "missed": scenario.support.missed_meetings_allowed.value,
        "runs": len(COHORTS),
        **_who_is_discharged(runs, NO_EFFECT),
    }


def _who_is_discharged(runs: Runs, name: str) -> Facts:
    """Of those who completed support and of the others: how many were discharged, with support and without."""
    people = {True: 0, False: 0}
    discharged = {world: {True: 0, False: 0} for world in (World.USUAL, World.PROGRAMME)}
    for rows in runs.rows(name, COHORTS):
        came, completed = (_people(rows[World.PROGRAMME], what) for what in (What.REFERRED, What.SUPPORT_ENDED))
        left = {world: _people(rows[world], What.DISCHARGED) for world in rows}
        for done, group in ((True, completed), (False, came - completed)):
            people[done] += len(group)
            for world, those in left.items():
                discharged[world][done] += len(those & group)
    with_it, without = discharged[World.PROGRAMME], discharged[World.USUAL]
    everybody = sum(people.values())
    return {
        "completed": people[True],
        "others": people[False],
        "discharged_completed": 100 * with_it[True] / people[True],
        "discharged_others": 100 * with_it[False] / people[False],
        "without_completed": 100 * without[True] / people[True],
        "without_others": 100 * without[False] / people[False],
        "with_all": 100 * sum(with_it.values()) / everybody,
        "without_all": 100 * sum(without.values()) / everybody,
    }


def _people(rows: Sequence[Row], what: What) -> set[int]:
    return {person for _, person, kind, *_ in rows if kind == what}


def _without_support(runs: Runs, known: Facts) -> Facts:
    works = {f"works_{name}": value for name, value in _who_is_discharged(runs, WORKS).items()}
    gap = known["discharged_completed"] - known["discharged_others"]
    return {**works, "answer": known["without_completed"], "gap": gap}


def _apart_though_nothing_works(facts: Facts) -> bool:
    completed, others = (facts[f"discharged_{who}"] == facts[f"without_{who}"] for who in ("completed", "others"))
    return bool(completed and others and facts["gap"] >= 10 and facts["works_with_all"] > facts["works_without_all"])


# ---------------------------------------------------------------- 4: luck or policy

TOWN_A, TOWN_B = "lesson_4_town_a", "lesson_4_town_b"
PAIRS = 30
CLOSELY = 1.0  # days: how closely a difference is wanted


def _towns(runs: Runs) -> Facts:
    a, b = (runs.scenario(name).link_workers for name in (TOWN_A, TOWN_B))
    return {
        "posts": a.posts.value,
        "caseload": a.caseload_per_post.value,
        "caseload_of_b": b.caseload_per_post.value,
        "pairs": PAIRS,
        "years": round(runs.case(TOWN_A).shape.horizon / YEAR),
    }


def _thirty_lucks(runs: Runs, _: Facts) -> Facts:
    """How much longer people wait in town B than in A: thirty times with other luck, thirty times with the same."""
    read_a, read_b = runs.read(TOWN_A, range(PAIRS)), runs.read(TOWN_B, range(2 * PAIRS))
    a, b = ([DAYS_PER_WEEK * weeks for weeks in read.values(MEAN_WAIT)] for read in (read_a, read_b))
    found: Facts = {"wait_a": _mean(a), "wait_b": _mean(b[:PAIRS])}
    for kind, other in (("same", b[:PAIRS]), ("other", b[PAIRS:])):
        apart = [there - here for here, there in zip(a, other, strict=True)]
        mean = estimate(apart)
        found |= {
            f"apart_{kind}": apart,
            f"wrong_{kind}": sum(days >= 0 for days in apart),
            f"mean_{kind}": mean.mean,
            f"error_{kind}": mean.half_width,
            f"pairs_{kind}": _pairs_needed(apart),
        }
    return {**found, "answer": found["wrong_other"]}


def _pairs_needed(apart: Sequence[float]) -> int:
    """About how many pairs bring the 95 % half-width of their mean down to a day."""
    mean = _mean(apart)
    variance = fsum((value - mean) ** 2 for value in apart) / (len(apart) - 1)
    return max(2, round(variance * (1.96 / CLOSELY) ** 2 + 0.5))


def _luck_looks_like_policy(facts: Facts) -> bool:
    return bool(
        facts["wrong_other"] >= 3 and facts["wrong_same"] <= 1 and facts["pairs_other"] > 4 * facts["pairs_same"]
    )


# ---------------------------------------------------------------- 5: what £4,281 is worth

PILOT, AT_ITS_WORD = "rotherham_mental_health_pilot", "rotherham_mental_health_pilot_headline"
PILOTS = range(12)
FIRST_YEAR, THREE_YEARS = 1, 3
LINES = (
    *("headline", "anyway", "timing", "relapse_usual", "relapse_slower", "crisis", "moved"),
    *("capacity", "not_cash", "cash", "service", "net"),
)


def _claim(runs: Runs) -> Facts:
    scenario = runs.scenario(PILOT)
    headline, care = scenario.headline, scenario.costs["secondary_care"]
    assert headline is not None, "the pilot's file states the claim"  # noqa: S101
    each, discharges = headline.gbp_per_discharge_year.value, headline.discharges.value
    share = care.cash.share.value if isinstance(care.cash, Share) else 0
    return {
        "each": each,
        "discharges": discharges,
        "claim": each * discharges,
        "cash_share": share,
        "year": scenario.prices.year,
        "runs": len(PILOTS),
    }


def _bridges(runs: Runs, known: Facts) -> Facts:
    """Every step of the bridge in pounds: of the headline taken at its word, and of the pilot."""
    word, pilot = (runs.replications(name, PILOTS) for name in (AT_ITS_WORD, PILOT))
    cash = estimate([one.bridges[FIRST_YEAR].pounds("cash") for one in pilot])
    found = {
        "word": _mean_steps(word, FIRST_YEAR),
        "first": _mean_steps(pilot, FIRST_YEAR),
        "three": _mean_steps(pilot, THREE_YEARS),
    }
    discharged = found["first"]["headline"] / known["each"]
    return {**found, "discharged": discharged, "answer": cash.mean, "error": cash.half_width}


def _mean_steps(replications: Sequence[Replication], years: int) -> dict[str, float]:
    """The steps at a horizon, in pounds, on average over replications."""
    bridges = [replication.bridges[years] for replication in replications]
    return {step: _mean([bridge.pounds(step) for bridge in bridges]) for step in LINES}


def _hardly_any_is_cash(facts: Facts) -> bool:
    cost = all(facts[column]["net"] < 0 for column in ("word", "first", "three"))
    return bool(cost and facts["answer"] < facts["claim"] / 10 and facts["word"]["cash"] < facts["claim"] / 2)


# ----------------------------------------------------------------


def _mean(values: Sequence[float]) -> float:
    return fsum(values) / len(values)


LESSONS = {
    lesson.number: lesson
    for lesson in (
        Lesson(1, (LOAD, GIVE_UPS, THIRD), SETTLES, _load, _queues, _never_settles, len(QUEUES), _last_queue),
        Lesson(2, (ONE, TWO), Amount(0, 1000), _one_worker, _two_workers, _queue_moves, len(SERVICES)),
        Lesson(
            3,
            (NO_EFFECT, WORKS),
            Amount(0, 100),
            _completers,
            _without_support,
            _apart_though_nothing_works,
            len(COHORTS),
        ),
        Lesson(4, (TOWN_A, TOWN_B), Amount(0, PAIRS), _towns, _thirty_lucks, _luck_looks_like_policy, PAIRS),
        Lesson(5, (PILOT, AT_ITS_WORD), Amount(-1e9, 1e9), _claim, _bridges, _hardly_any_is_cash, len(PILOTS)),
    )
}
