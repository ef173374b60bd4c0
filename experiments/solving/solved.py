"""What is answered? The least mix that is good enough, its cost, how sure that is, and what stands beside it.

Three sets of luck that have nothing in common: the search's; the luck that confirms a candidate, and that its cheaper
neighbours fail; and the luck that reports the answer, which had no part in choosing it. So its probabilities are not
flattered by the choice. A candidate that is not confirmed is passed over, and the next one gets luck of its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from experiments.along import Fits
from experiments.draws import Inputs
from experiments.intervals import Part, estimate, estimate_of
from experiments.limits import chance_in_groups, chance_of
from experiments.run import Case
from experiments.solving.answer import AskedTarget, Held, InWorlds, Mix, Solved, Tried
from experiments.solving.levers import Mixes
from experiments.solving.search import SURE, Search
from experiments.solving.trials import Criterion, Rows, rows_of
from sim.errors import NotPossible
from sim.loading import Loaded
from sim.luck import study_key
from sim.preflight import estimate as size_of
from sim.simulate import Engine
from sim.units import WEEK, WEEKS_PER_YEAR, minute_of

CONFIRMING, REPORTING, OF_WORLDS = 1_000_000, 2_000_000, 3_000_000  # the first replication of each kind of luck
MOST_REPORTED, FEWEST_REPORTED, EVENTS_REPORTED = 800, 200, 4_000_000  # replications, and events of all of them
BESIDE = 3  # a mix beside the answer has so many times fewer
CONFIRMED = 1.96  # standard errors
ATTEMPTS = 12
FEWEST, MOST = 20, 80_000  # replications of each fresh luck: the attempts' have room beside each other
MOST_SHOWN = 400  # mixes that are all run, to be shown together
MOST_OF_EACH = 128  # replications of a mix that is only shown
SETS, OF_EACH_SET = 100, 6  # sets of inputs, and replications of each


Steps = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Asked:
    """What is to be solved, and how it is run."""

    mixes: Mixes
    criterion: Criterion
    fits: Fits
    budget: float | None = None
    every: bool = False
    worlds: bool = True
    replications: int | None = None
    jobs: int = 1
    engine: Engine = "fast"
    progress: Steps = lambda what, done, planned: None


def solve(asked: Asked) -> Solved:
    """The cheapest mix that is good enough. Raises NotPossible where there are too many mixes to show."""
    return _Solving(asked).solved()


class _Solving:
    def __init__(self, asked: Asked) -> None:
        self.asked, self.criterion, self.mixes = asked, asked.criterion, asked.mixes
        base = asked.mixes.base.scenario
        events = size_of(base).events
        by_size = min(MOST_REPORTED, max(FEWEST_REPORTED, int(EVENTS_REPORTED / max(events, 1.0)) // 100 * 100))
        self.many = asked.replications or by_size
        self.search = Search(
            self.mixes,
            self.criterion,
            self.many,
            jobs=asked.jobs,
            engine=asked.engine,
            progress=lambda done, planned: asked.progress("mixes tried", done, planned),
        )
        start, end = base.dates.start.value, base.dates.end.value
        runs_to = min(base.dates.day("service_end"), end)
        self.years = minute_of(end, start) / WEEK / WEEKS_PER_YEAR
        self.service_years = max(
            1 / WEEKS_PER_YEAR, (runs_to - max(start, base.dates.day("service_start"))).days / 365.25
        )

    def solved(self) -> Solved:
        """Search, confirm, report."""
        if self.asked.every or self.asked.budget is not None:
            if self.mixes.many > MOST_SHOWN:
                raise NotPossible(
                    f"{self.mixes.many:,} mixes are more than can be shown together ({MOST_SHOWN}). Name fewer values "
                    "of a lever, or a larger step: NAME=5..30:5"
                )
            self.search.look(list(self.mixes.every()))
        else:
            self.search.everywhere()
        found, cheaper = self._confirmed()
        best = found or self.search.nearest(self._affordable) or self.search.cheapest() or self.search.nearest()
        beside = self.mixes.next_to(found, 1) if found else []
        reported = self._reported(best, beside) if best else []
        return Solved(
            targets=tuple(
                AskedTarget(one.said, one.title, one.sense, one.bound, one.unit, one.all_or_nothing)
                for one in self.criterion.targets
            ),
            levers=self.mixes.levers,
            in_100=self.criterion.in_100,
            share_of_services=self.criterion.share,
            budget=self.asked.budget,
            years=self.years,
            service_years=self.service_years,
            mixes=self.mixes.many,
            tried=len(self.search.rows),
            found=reported[0] if found else None,
            nearest=None if found or not reported else reported[0],
            cheaper=cheaper,
            dearer=tuple(reported[1:]),
            too_close=self._too_close(found),
            shown=self._shown(),
            worlds=self._worlds(best) if best and self.asked.worlds else None,
        )

    def _affordable(self, mix: Mix) -> bool:
        budget = self.asked.budget
        return budget is None or self.search.pounds(mix) / self.service_years <= budget

    def _confirmed(self) -> tuple[Mix | None, tuple[Tried, ...]]:
        """The cheapest that is good enough by luck that did not choose it, and its cheaper neighbours by the same."""
        mix, below = self._first_confirmed()
        tried = (self._tried(one, row, CONFIRMED) for one, row in below)
        return mix, tuple(replace(one, verdict=self.search.settled.get(one.values, one.verdict)) for one in tried)

    def _first_confirmed(self) -> tuple[Mix | None, list[tuple[Mix, Rows]]]:
        confirmed: tuple[Mix | None, list[tuple[Mix, Rows]]] = (None, [])
        for attempt in range(ATTEMPTS):
            mix = self.search.cheapest(self._affordable)
            if mix is None or mix == confirmed[0]:
                break
            first = CONFIRMING + attempt * self.many
            below = [one for one in self.mixes.next_to(mix, -1) if self._affordable_or_unknown(one)]
            tasks = [(mix, range(first, first + self.many))]
            tasks += [(one, range(first, first + self.many // BESIDE)) for one in below]
            self.asked.progress("mixes confirmed", attempt, attempt + 1)
            rows = self.search.run(tasks)
            verdict = self.criterion.verdict(rows[0], CONFIRMED)
            self.search.settled[mix] = verdict
            if verdict != "met":
                continue
            confirmed = mix, [(one, row) for one, row in zip(below, rows[1:], strict=True)]
            passed_over = [
                (one, row)
                for one, row in zip(below, rows[1:], strict=True)
                if one not in self.search.settled and self.criterion.verdict(row, CONFIRMED) == "met"
            ]
            for one, row in passed_over:  # it may be the answer: it gets luck of its own
                self.search.rows.setdefault(one, row)
                self.search.settled[one] = "met"
            if not passed_over:
                break
        return confirmed

    def _affordable_or_unknown(self, mix: Mix) -> bool:
        return mix not in self.search.rows or self._affordable(mix)

    def _reported(self, mix: Mix, beside: Sequence[Mix]) -> list[Tried]:
        """The answer by luck that had no part in it, and its neighbours by the same."""
        self.asked.progress("reported by fresh luck", 0, 1)
        tasks = [(mix, range(REPORTING, REPORTING + self.many))]
        tasks += [(one, range(REPORTING, REPORTING + self.many // BESIDE)) for one in beside]
        rows = self.search.run(tasks)
        return [self._tried(one, row, CONFIRMED) for (one, _), row in zip(tasks, rows, strict=True)]

    def _too_close(self, found: Mix | None) -> tuple[Mix, ...]:
        """Cheaper mixes of which nobody can say."""
        order = self.search.by_cost()
        before = order[: order.index(found)] if found in order else []
        return tuple(mix for mix in before if self.search.verdict(mix) == "too close to say")

    def _shown(self) -> tuple[Tried, ...]:
        if not (self.asked.every or self.asked.budget is not None):
            return ()
        shown = [mix for mix in self.mixes.every() if self._affordable(mix)]
        most = min(MOST_OF_EACH, self.search.most)
        for mix in shown:
            self.search.decide(mix, most)
        return tuple(self._tried(mix, self.search.rows[mix], SURE) for mix in shown)

    def _tried(self, mix: Mix, rows: Rows, errors: float) -> Tried:
        met = self.criterion.met(rows)
        pounds = estimate(rows.pounds.tolist(), least=0.0)
        held = []
        for i, target in enumerate(self.criterion.targets):
            most = 100.0 if target.unit == "%" else None
            value = estimate_of(Part(rows.some[:, i].tolist(), rows.of[:, i].tolist(), 0.0, most))
            held.append(Held(value, chance_of(int(met[:, i].sum()), rows.many)))
        return Tried(
            values=mix,
            verdict=self.criterion.verdict(rows, errors),
            targets=tuple(held),
            together=chance_of(int(met.all(axis=1).sum()), rows.many),
            confidence=self.criterion.confidence(rows),
            pounds=pounds,
            pounds_a_year=pounds.mean / self.service_years,
            replications=rows.many,
        )

    def _unpriced(self, tasks: Sequence[tuple[Case, range]]) -> list[Rows]:
        asked = self.asked
        return rows_of(tasks, self.criterion.targets, jobs=asked.jobs, engine=asked.engine, priced=False)

    def _worlds(self, mix: Mix) -> InWorlds | None:
        """The answer in sets of inputs drawn together: those that were fitted from their joint sample. Each set has
        luck of its own, or all that is said of them would rest on the luck of a few services."""
        loaded: Loaded = self.mixes.loaded(mix)
        inputs = Inputs(loaded.scenario, self.asked.fits)
        if not (inputs.laws or inputs.joint):
            return None
        key, found = study_key(self.mixes.seed), list[Rows]()
        for first in range(0, SETS, 10):
            self.asked.progress("sets of inputs", first, SETS)
            cases = [
                Case(loaded.name, inputs.scenario_of(key, number)[1], self.mixes.seed)
                for number in range(first, min(first + 10, SETS))
            ]
            begins = range(OF_WORLDS + first * OF_EACH_SET, OF_WORLDS + SETS * OF_EACH_SET, OF_EACH_SET)
            tasks = [(case, range(luck, luck + OF_EACH_SET)) for case, luck in zip(cases, begins, strict=False)]
            found += self._unpriced(tasks)
        on_average = None if self.criterion.by_service else self.criterion.holds_without_luck(found)
        met = [int(self.criterion.met(rows).all(axis=1).sum()) for rows in found]
        together = chance_in_groups(met, OF_EACH_SET)
        return InWorlds(SETS, on_average, SETS * OF_EACH_SET, together, inputs.joint is not None)
