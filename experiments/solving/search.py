"""Which mix is the cheapest that is good enough? A search with common luck, that takes no response to be monotone.

Where there are few mixes each is tried. Where there are many, the longest lever is halved for every mix of the others,
beginning where the last one ended, and the mixes on both sides of each change are tried; so a response that turns back
somewhere else may be missed, which is why the answer is confirmed with other luck, and so is every cheaper neighbour.
From then on mixes are taken in order of cost: one that is too close to say gets twice as many replications, until it
is decided or has had its share. Cost decides; among mixes that cost the same but for `SAME_COST`, the fewest steps.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import product

from experiments.solving.answer import Mix, Verdict
from experiments.solving.levers import Mixes
from experiments.solving.trials import Criterion, Rows, rows_of
from sim.simulate import Engine

FIRST = 32  # replications of every mix that is looked at
SURE = 3.0  # standard errors, at which a mix is decided in the search
TRY_ALL = 64  # mixes: no more than that are all tried
SAME_COST = 0.005  # of the cost: luck moves it by more, where it is paid by use
Progress = Callable[[int, int], None]  # mixes looked at, and of how many


class Search:
    """Mixes tried so far, and what came of them."""

    def __init__(
        self,
        mixes: Mixes,
        criterion: Criterion,
        most: int,
        *,
        jobs: int = 1,
        engine: Engine = "fast",
        progress: Progress = lambda done, planned: None,
    ) -> None:
        self.mixes, self.criterion, self.most = mixes, criterion, max(FIRST, most)
        self.jobs, self.engine, self.progress = jobs, engine, progress
        self.rows: dict[Mix, Rows] = {}
        self.settled: dict[Mix, Verdict] = {}  # by other luck
        self.planned = 0

    def run(self, tasks: Iterable[tuple[Mix, range]]) -> list[Rows]:
        """These replications of these mixes."""
        cases = [(self.mixes.case(mix), numbers) for mix, numbers in tasks]
        return rows_of(cases, self.criterion.targets, jobs=self.jobs, engine=self.engine)

    def look(self, mixes: Sequence[Mix]) -> None:
        """Try each of these that was not tried."""
        new = [mix for mix in mixes if mix not in self.rows]
        self.planned = max(self.planned, len(self.rows) + len(new))
        for i in range(0, len(new), self.jobs):
            some = new[i : i + self.jobs]
            self.progress(len(self.rows), self.planned)
            self.rows.update(zip(some, self.run((mix, range(FIRST)) for mix in some), strict=True))

    def verdict(self, mix: Mix) -> Verdict:
        """What is known of a mix."""
        return self.settled.get(mix) or self.criterion.verdict(self.rows[mix], SURE)

    def decide(self, mix: Mix, most: int) -> Verdict:
        """The same after as many replications as it takes, but not more than so many."""
        while self.verdict(mix) == "too close to say" and mix not in self.settled and self.rows[mix].many < most:
            have = self.rows[mix].many
            self.progress(len(self.rows), self.planned)
            [more] = self.run([(mix, range(have, min(2 * have, most)))])
            self.rows[mix] = self.rows[mix].then(more)
        return self.verdict(mix)

    def pounds(self, mix: Mix) -> float:
        """What a mix costs over the follow-up, by the luck that all mixes have."""
        return float(self.rows[mix].first(FIRST).pounds.mean())

    def by_cost(self) -> list[Mix]:
        """Those tried, the cheapest first."""
        return sorted(self.rows, key=lambda mix: (round(self.pounds(mix), 2), self.mixes.size(mix), mix))

    def cheapest(self, within: Callable[[Mix], bool] = lambda mix: True) -> Mix | None:
        """The cheapest that is good enough or, of those that cost no more than that, the one of fewest steps; None
        where none is."""
        order = [mix for mix in self.by_cost() if within(mix)]
        first = next((mix for mix in order if self.decide(mix, self.most) == "met"), None)
        if first is None:
            return None
        most = self.pounds(first) * (1 + SAME_COST)
        alike = [mix for mix in order[order.index(first) :] if self.pounds(mix) <= most]
        return next(mix for mix in sorted(alike, key=self.mixes.size) if self.decide(mix, self.most) == "met")

    def nearest(self, within: Callable[[Mix], bool] = lambda mix: True) -> Mix | None:
        """The one that falls least short."""
        those = [mix for mix in self.by_cost() if within(mix)]
        return min(those, key=lambda mix: self.criterion.shortfall(self.rows[mix]), default=None)

    def everywhere(self) -> None:
        """Look at every mix, or about every change along the longest lever."""
        if self.mixes.many <= TRY_ALL:
            self.look(list(self.mixes.every()))
        else:
            self._along_lines()

    def _along_lines(self) -> None:
        levers = self.mixes.levers
        line = max(range(len(levers)), key=lambda i: len(levers[i].values))
        values, near = levers[line].values, len(levers[line].values) // 2
        others = list(product(*(lever.values for i, lever in enumerate(levers) if i != line)))
        self.planned = 3 * len(others)
        for other in others:

            def passes(at: int, other: Mix = other) -> bool:
                mix = (*other[:line], values[at], *other[line:])
                self.look([mix])
                return self.criterion.seems_met(self.rows[mix])

            near = min(least(passes, len(values), near), len(values) - 1)
            for beside in (near - 1, near + 1):
                if 0 <= beside < len(values):
                    passes(beside)


def least(passes: Callable[[int], bool], many: int, near: int) -> int:
    """The least of so many that passes, if all above it do; as many as there are, where none does. Looks about `near`
    first, then twice as far each time, then halves."""
    fails, ok, step, at = -1, many, 1, near
    while ok - fails > 1:
        if passes(at):
            ok = at
        else:
            fails = at
        if ok == many or fails == -1:  # the other side was not found yet
            at, step = (ok - step if fails == -1 and ok < many else fails + step), 2 * step
            at = max(fails + 1, min(ok - 1, at))
        else:
            at = (fails + ok) // 2
    return ok
