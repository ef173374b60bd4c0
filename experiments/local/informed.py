"""Which inputs do monthly counts inform? Each as it was known before them, on a scale where equal steps mean the same.

Levers are stated: posts, caseloads, places and absences are what a service has, and no count changes them. An input is
fitted only if a column that it moves was counted. Each begins at what the base states, with room to be another
service's: a bell on the scale of logarithms (of lengths and rates) or of log odds (of chances).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from typing import Literal, NamedTuple

from experiments.changed import Path
from experiments.local.returns import Column
from sim.scenario import Scenario
from sim.units import WEEKS_PER_YEAR

Scale = Literal["times", "odds", "plain"]

LEVEL, GROWTH, WAITING, HELD, KNOWN = "level", "growth", "waiting", "held", "known"  # of no one place in a file
QUEUE = (Column.MET_LINK_WORKER, Column.WAITING_AT_MONTH_END, Column.MEDIAN_WAIT_WEEKS)
REVIEWED = (Column.REVIEWED, Column.DISCHARGED)
MOST_SD = 3.0  # how far out of its bell an input may lie
GRAIN = 0.002  # of a chance
SURE = 0.995  # a chance that a base states as 1 begins here, on a scale that has no end


class Bell(NamedTuple):
    """What was known of an input before: where it lies on its scale, and how widely."""

    middle: float
    sd: float

    @property
    def ends(self) -> tuple[float, float]:
        """Beyond which it does not lie."""
        return self.middle - MOST_SD * self.sd, self.middle + MOST_SD * self.sd


@dataclass(frozen=True)
class Informed:
    """One input that counts inform."""

    name: str
    title: str
    path: Path  # in the scenario; empty of what several values of it are made from
    scale: Scale
    bell: Bell

    def natural(self, x: float) -> float:
        """From its scale to what it is in the scenario (of a spread: times as long), rounded a little: what follows
        from a chance is worked out once for each that is asked for."""
        if self.scale == "odds":
            return max(GRAIN, round(1 / (1 + exp(-x)) / GRAIN) * GRAIN)
        return float(f"{exp(x) if self.scale == 'times' else x:.3g}")


def _times(name: str, title: str, path: Path, sd: float, middle: float = 1.0) -> Informed:
    return Informed(name, title, path, "times", Bell(log(middle), sd))


def _chance(name: str, title: str, path: Path, chance: float, sd: float) -> Informed:
    chance = min(max(chance, 1 - SURE), SURE)
    return Informed(name, title, path, "odds", Bell(log(chance / (1 - chance)), sd))


def not_produced(base: Scenario) -> dict[Column, str]:
    """The columns that a base cannot produce, each with the reason."""
    support = base.programme.offer == "link_workers" and base.stages.support
    needs = {
        Column.ACCEPTED: (support, "it offers no link workers"),
        Column.MET_LINK_WORKER: (support, "it offers no link workers"),
        Column.WAITING_AT_MONTH_END: (support, "it offers no link workers"),
        Column.MEDIAN_WAIT_WEEKS: (support, "it offers no link workers"),
        Column.TOOK_UP: (bool(support and base.stages.activities and base.activities), "it has no activities"),
        Column.REVIEWED: (base.stages.reviews, "its stage of reviews is off"),
        Column.DISCHARGED: (base.stages.reviews, "its stage of reviews is off"),
    }
    return {column: why for column, (there, why) in needs.items() if not there}


def informed(
    base: Scenario, counted: frozenset[Column], level: float, waiting: float, *, begins: bool, is_counted: bool
) -> Iterator[Informed]:
    """The inputs that these columns inform. `level`: referrals, as a share of the base's rate, as far as the counts say
    by themselves, if they do (`is_counted`). `waiting`: about how many waited before the first month. `begins`: the
    counts begin on the base's day 0, so that how the service stood then is to be found, too."""
    support, reviews = base.support, base.reviews
    sd = 0.25 if is_counted else 0.6
    yield _times(LEVEL, "Referrals in the middle of the months counted, times the base's", (), sd, level)
    yield Informed(GROWTH, "Growth of referrals a year, as a logarithm", (), "plain", Bell(0.0, 0.25))
    if Column.ACCEPTED in counted or (Column.REFERRED in counted and counted.intersection(QUEUE)):
        path: Path = ("support", "chance_accepts")
        yield _chance("accepts", "Chance to accept the offer", path, float(support.chance_accepts.value), 0.7)
    if counted.intersection(QUEUE):
        yield _times("patience", "Patience", ("support", "weeks_of_patience"), 0.5)
        yield _times("gap", "Length of support (gaps between meetings)", ("support", "weeks_between_meetings"), 0.3)
    if Column.TOOK_UP in counted:
        suits = float(base.activity_defaults.chance_suits.value)
        yield _chance("suits", "Chance that an activity suits", ("activity_defaults", "chance_suits"), suits * 0.6, 1.0)
    if Column.REVIEWED in counted and "access" in base.programme.effect and reviews.supported.asked == "after_start":
        path = ("reviews", "supported", "weeks_after_start")
        yield _times("asked", "Time to the supported review", path, 0.3)
    if Column.DISCHARGED in counted:
        path = ("reviews", "chance_of_discharge")
        yield _chance("discharge", "Chance of discharge", path, float(reviews.chance_of_discharge.value), 0.7)
    if begins:
        if counted.intersection(QUEUE):
            yield _times(WAITING, "Waiting when the counts begin", (), 0.4, 1 + waiting)
            yield _chance(HELD, "Share of the caseloads held when the counts begin", (), 0.8, 1.2)
        if counted.intersection(REVIEWED):
            rate = float(base.demand.referrals_per_week.value) * level * float(support.chance_accepts.value)
            yield _times(KNOWN, "Known and in care when the counts begin", (), 0.8, 1 + rate * WEEKS_PER_YEAR * 0.7)
