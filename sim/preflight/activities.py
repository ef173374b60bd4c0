"""How many places do people who plan hold? Wishes of `rules.preference` on average, times the stay in a place."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import fsum

from sim.inputs import Inputs
from sim.luck import exp, log
from sim.preflight.demand import since_first
from sim.preflight.means import attendance, before_leaving, mean_of, over_traits
from sim.units import WEEK, Minutes


def _wishes(inputs: Inputs, rows: Sequence[int], passed: int = 64) -> dict[int, float]:
    """How many people want each of these activities, for each person who plans: the race of `rules.preference`, over
    1 to n wishes at once. An activity is wanted if fewer suitable ones come before it than the person has wishes."""
    ratios = list(over_traits(inputs, "suits"))
    suits = {a: fsum(share * min(1.0, inputs.activities[a].suits * ratio) for share, ratio in ratios) for a in rows}
    kind_of = {a: (inputs.activities[a].weight, suits[a]) for a in rows if inputs.activities[a].weight > 0}
    kinds = Counter(kind_of.values())
    chances = [1.0, *inputs.another]
    wanted = {}
    for weight, suitable in kinds:
        total = 0.0
        for i in range(passed):
            slower = log((i + 0.5) / passed) / weight
            ahead = [1.0] + [0.0] * (len(chances) - 1)  # chance of each number of activities before it
            for kind, n in kinds.items():
                before = kind[1] * (1.0 - exp(slower * kind[0]))
                for _ in range(n - (kind == (weight, suitable))):
                    for j in range(len(ahead) - 1, 0, -1):
                        ahead[j] += (ahead[j - 1] - ahead[j]) * before
                    ahead[0] *= 1.0 - before
            total += fsum(chance * p for chance, p in zip(chances, ahead, strict=True))
        wanted[weight, suitable] = suitable * total / passed
    return {a: wanted[kind] for a, kind in kind_of.items()}


def _course(inputs: Inputs, activity: int) -> float:
    """Mean minutes a place is held, staying on included."""
    given, prescription = inputs.activities[activity], inputs.prescription
    within = min(since_first(inputs), given.closes - given.opens)
    comes_to = fsum((1.0 - prescription.drops) ** i for i in range(given.sessions)) * given.interval
    lasts = min(comes_to, within)
    if given.stay:
        comes = fsum(
            share * chance for share, chance in attendance(inputs, prescription.attends, prescription.attends_odds)
        )
        stays = (1.0 - prescription.drops) ** (given.sessions - 1) * prescription.goes_on * comes
        lasts += stays * min(mean_of(inputs.points, prescription.stay), max(0.0, within - comes_to))
    return before_leaving(inputs, lasts)


class Activities:
    """Activities through time."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.course = [_course(inputs, a) for a in range(len(inputs.activities))]
        self.wishes = cache(lambda rows: _wishes(inputs, rows))

    def dates(self) -> set[Minutes]:
        activities = self.inputs.activities
        return {
            *(a.opens for a in activities),
            *(a.closes for a in activities),
            *(p.minute for p in self.inputs.places),
        }

    def open_at(self, minute: Minutes) -> tuple[int, ...]:
        return tuple(
            a for a, activity in enumerate(self.inputs.activities) if activity.opens <= minute < activity.closes
        )

    def places_at(self, minute: Minutes, which: Sequence[int]) -> float:
        now = {p.activity: p.places for p in self.inputs.places if p.minute <= minute}
        return float(sum(now[a] for a in self.open_at(minute) if a in which))

    def needed(self, planning_per_week: float, minute: Minutes, which: Sequence[int]) -> float:
        """Places held at once if there were enough of them."""
        wishes = self.wishes(self.open_at(minute))
        return planning_per_week / WEEK * fsum(wishes[a] * self.course[a] for a in wishes if a in which)
