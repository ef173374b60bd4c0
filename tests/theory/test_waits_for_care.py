"""Do people wait for a place in care as long as queueing theory says? The care team's list, everything else off.

Nobody is referred to the programme, nobody relapses or leaves, and no review waits for a slot: there is one a minute.
One person a week comes to care (layer 0 holds that whole). People who have a place are discharged at the first review:
weeks_to_first_review is the service, and the places are the servers. (All but one in a million are: the schema allows
no certain discharge. They stay a mean service longer, which moves no mean here by a part in ten thousand.)

Every case is run as it is, when theory must lie in the interval, and with services 5 % too long, when it must not. An
answer is found as in `one_queue`. The eight intervals hold together in 99 of 100 sets of seeds, so each is a little
wider than 99 % (Bonferroni), and at most half as wide to either side as what that fault would move. The compiled engine
writes the log; that SimPy writes the same is tested elsewhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from sim.events import What
from sim.inputs import inputs_of
from sim.kernel import fast
from sim.kernel.layouts import LOG_COLUMNS
from sim.luck import Purpose, Source, Who, exponential, in_episode, study_key, uniform
from sim.scenario import Scenario
from sim.units import WEEK
from tests.queues import cobham, erlang_c, mean_wait_mmc
from tests.theory.one_queue import (
    AFTER,
    FAULT,
    REPLICATIONS,
    SKIP,
    STUDENT_99,
    Found,
    agrees,
    at_average_luck,
    exponential_with,
    mean,
    scenario,
)

STUDENT_TOGETHER = 3.383  # two-sided quantile at 1 - 0.01 / 8 of Student's t with 62 degrees of freedom
BOTH = {"high": 0.5, "low": 0.5}


def care(service: float, places: int, *, first: dict[str, float] | None = None) -> Scenario:
    """One list for so many places; `first`: the shares of two classes, the first named first."""
    return scenario(
        1,
        per_week=0,
        first=first,
        dates={"start": date(2000, 1, 1), "end": date(2001, 1, 1)},
        stages={"support": False, "reviews": True},
        link_workers={"posts": 0, "queue_order": None},
        reviews={
            "slots_per_week": 10_080,
            "weeks_to_first_review": exponential_with(service),
            "weeks_between_reviews": exponential_with(service),
            "chance_of_discharge": 0.999999,
        },
        care_team={
            "places": places,
            "new_people_per_week": 1,
            "after_a_relapse": "list",
            "queue_order": {"trait": "need", "first": list(first)[:1]} if first else None,
        },
    )


def cobham_of_many(rates: list[float], service: float, places: int) -> list[float]:
    """Non-preemptive priority in M/M/c, one service for all (Cobham 1954): in place of the residual service of M/G/1
    stands the share who wait, over the rate at which c places free."""
    wait, load = erlang_c(places, sum(rates) * service), sum(rates) * service
    return [w * wait / load for w in cobham([rate / places for rate in rates], service)]


@dataclass(frozen=True)
class Care:
    """One queue for care, and what theory says of its mean waits as a function of the mean service."""

    name: str
    service: float  # weeks; one person comes a week, so this over the places is the load
    places: int
    theory: Callable[[float], list[float]]
    keep: int  # people who count, in each replication
    seed: int  # fixed before the first run
    first: dict[str, float] | None = None

    def found(self, times: float = 1.0) -> list[Found]:
        """What the engine answers, when services are so many times as long as they should be."""
        people = SKIP + self.keep + AFTER
        horizon = (people + 5 * int(people**0.5) + 400) * WEEK
        inputs = inputs_of(care(self.service * times, self.places, first=self.first))._replace(horizon=horizon)
        tables, key = fast.Tables(inputs), study_key(self.seed)
        answers, luck = [], []
        for replication in range(REPLICATIONS):
            numbers, weeks, levels = self._waits(tables.replicate(key, replication))
            who = (Who(key, replication, int(Source.NEW_TO_CARE), number) for number in numbers)
            drawn = [exponential(uniform(one, Purpose.FIRST_REVIEW, in_episode(0, 0))) for one in who]
            luck.append(mean(drawn) - 1)
            by_level = [[w for w, level in zip(weeks, levels, strict=True) if level == n] for n in range(2)]
            answers.append([mean(some) for some in by_level] if self.first else [mean(weeks)])
        found = [at_average_luck(list(answer), luck) for answer in zip(*answers, strict=True)]
        return [Found(one.value, one.half_width * STUDENT_TOGETHER / STUDENT_99) for one in found]

    def _waits(self, log: memoryview) -> tuple[list[int], list[float], list[int]]:
        """Of the people who count: number, weeks waited, level."""
        rows = list(zip(*[iter(log.tolist())] * LOG_COLUMNS, strict=True))
        counted = range(SKIP, SKIP + self.keep)
        joined = {row[1]: row[0] for row in rows if row[2] == What.JOINED_CARE_LIST}
        started = {row[1]: row[0] for row in rows if row[2] == What.STARTED_CARE}
        level = {row[1]: row[4] for row in rows if row[2] == What.HAS_TRAIT}
        number = {row[1]: row[4] for row in rows if row[2] == What.CARE_REFERRED}
        return (
            [number[person] for person in counted],
            [(started[person] - joined[person]) / WEEK for person in counted],
            [level.get(person, 0) for person in counted],
        )


CASES = [
    Care("Erlang C, one place, load 0.5", 0.5, 1, lambda s: [mean_wait_mmc(1, s, 1)], keep=1300, seed=1301),
    Care("Erlang C, one place, load 0.8", 0.8, 1, lambda s: [mean_wait_mmc(1, s, 1)], keep=12_000, seed=1302),
    Care("Erlang C, four places, load 0.7", 2.8, 4, lambda s: [mean_wait_mmc(1, s, 4)], keep=6000, seed=1303),
    Care("Erlang C, twenty places, load 0.85", 17, 20, lambda s: [mean_wait_mmc(1, s, 20)], keep=25_000, seed=1304),
    Care("Cobham, one place", 0.6, 1, lambda s: cobham([0.5, 0.5], s), keep=6000, seed=1305, first=BOTH),
    Care(
        "Cobham, four places",
        2.8,
        4,
        lambda s: cobham_of_many([0.3, 0.7], s, 4),
        keep=14_000,
        seed=1306,
        first={"high": 0.3, "low": 0.7},
    ),
]
each_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@each_case
def test_people_wait_for_care_as_long_as_theory_says(case):
    for found, right, faulty in zip(
        case.found(), case.theory(case.service), case.theory(case.service * FAULT), strict=True
    ):
        print(f"{case.name}: {found.value:.4f} ± {found.half_width:.4f} weeks; theory {right:.4f}, fault {faulty:.4f}")
        assert found.half_width <= abs(faulty - right) / 2
        assert agrees(found, right)


@each_case
def test_a_planted_5_percent_error_in_mean_service_is_caught(case):
    for found, right in zip(case.found(FAULT), case.theory(case.service), strict=True):
        assert not agrees(found, right)


def test_the_formula_for_many_places_is_that_for_one_and_adds_up():
    """With one place it is Cobham's; the mean over classes is Erlang's: what one class is spared the other waits."""
    assert cobham_of_many([0.3, 0.5], 0.9, 1) == pytest.approx(cobham([0.3, 0.5], 0.9))
    rates, service, places = [0.3, 0.7], 2.8, 4
    waits = cobham_of_many(rates, service, places)
    overall = sum(rate * wait for rate, wait in zip(rates, waits, strict=True)) / sum(rates)
    assert overall == pytest.approx(mean_wait_mmc(sum(rates), service, places))
