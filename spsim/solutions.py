"""Which mix of posts, places and slots meets a target? Its data frame, its scenario, its picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ask import Watch, ask
from app.faces.figures import COLUMN_MM
from experiments.solving import answer as typed
from sim.simulate import Engine
from spsim.asking import Named, Progress, scenario_of
from spsim.columns import Column, Columns
from spsim.frames import with_columns
from spsim.scenarios import Scenario

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from app.ask import FoundMix

MIXES: Columns = {
    "stands": Column("answer, nearest (no mix is good enough), cheaper or dearer (one lever a step away), or run"),
    "verdict": Column("met, not met, or too close to say"),
    "gbp_a_year": Column("what the service costs a year while it runs", "number", "gbp"),
    "gbp": Column("what it costs over the follow-up", "number", "gbp"),
    "target": Column("the target, as it was said"),
    "mean": Column("of what the target is about, over replications", "number", "unit"),
    "error_low": Column("simulation error: low end of the 95 % interval of the mean", "number", "unit"),
    "error_high": Column("and its high end", "number", "unit"),
    "unit": Column("of the mean"),
    "met_share": Column("single services in which this target is met", "number", "share of services"),
    "all_met_share": Column("single services in which all are met at once", "number", "share of services"),
    "all_met_low": Column("simulation error: low end of its 95 % interval", "number", "share of services"),
    "all_met_high": Column("and its high end", "number", "share of services"),
    "replications": Column("by which it is known", "whole"),
}
Values = str | Sequence[float]


@dataclass(frozen=True, repr=False)
class Solution:
    """The cheapest mix that meets the targets, if there is one, and the mixes beside it."""

    of: Scenario
    done: "FoundMix"
    targets: tuple[str, ...]

    @property
    def whole(self) -> typed.Solved:
        """The whole answer, typed and unrounded."""
        return self.done.found

    @property
    def values(self) -> dict[str, float] | None:
        """The answer by path, as `with_values` takes it; None where no mix in range is good enough."""
        found = self.whole.found
        if found is None:
            return None
        each = zip(self.whole.levers, found.values, strict=True)
        return {path: int(v) if v == int(v) else v for lever, v in each for path in lever.paths}

    @property
    def scenario(self) -> Scenario | None:
        """The scenario with these values."""
        return None if self.values is None else self.of.with_values(self.values, title=f"{self.of.title}, solved")

    @property
    def frame(self) -> "pandas.DataFrame":
        """A row for each mix and target: a column for each lever by its name, then those of docs/python.md."""
        levers = {lever.name: Column(lever.title, "number", lever.unit) for lever in self.whole.levers}
        about = {**self.of.about, "seed": self.done.case.seed, "targets": list(self.targets)}
        return with_columns({**levers, **MIXES}, self._rows(), about)

    def _rows(self) -> list[dict[str, object]]:
        whole = self.whole
        stands: list[tuple[str, typed.Tried]] = [
            *(("answer", one) for one in (whole.found,) if one),
            *(("nearest", one) for one in (whole.nearest,) if one),
            *(("cheaper", one) for one in whole.cheaper),
            *(("dearer", one) for one in whole.dearer),
            *(("run", one) for one in whole.shown),
        ]
        return [
            {
                **{lever.name: value for lever, value in zip(whole.levers, one.values, strict=True)},
                "stands": stand,
                "verdict": one.verdict,
                "gbp_a_year": one.pounds_a_year,
                "gbp": one.pounds.mean,
                "target": asked.said,
                "mean": held.value.mean,
                "error_low": held.value.error_low,
                "error_high": held.value.error_high,
                "unit": asked.unit,
                "met_share": held.met.share,
                "all_met_share": one.together.share,
                "all_met_low": one.together.low,
                "all_met_high": one.together.high,
                "replications": one.replications,
            }
            for stand, one in stands
            for asked, held in zip(whole.targets, one.targets, strict=True)
        ]

    def plot(self, *, width: float = COLUMN_MM, ax: "Axes | None" = None) -> "Figure":
        """In how many services all targets are met, along one lever or as a map of two. `width`: mm."""
        from app import version
        from app.faces.figures.solving import mixes

        made_by = f"Made by spsim {version()}, seed {self.done.case.seed}: {self.of.name}, SHA-256 {self.of.hash}."
        return mixes(self.whole, self.of.title, made_by, width, ax)

    def json(self) -> str:
        """The JSON that `spsim solve --json` prints of the answer itself."""
        from app.faces.as_json import as_json

        return as_json(self.whole)

    def __repr__(self) -> str:
        from app import words

        found = self.whole.found
        mix = "no mix in range" if found is None else words.mix_in_words(self.whole.levers, found.values)
        return f"<Solution of {self.of.title}: {mix}>"


def solve(
    scenario: Named,
    targets: str | Sequence[str],
    *,
    levers: Mapping[str, Values] | None = None,
    in_100: float | None = None,
    budget: float | None = None,
    every: bool = False,
    worlds: bool = True,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    engine: Engine = "fast",
    progress: Progress | None = None,
) -> Solution:
    """The least posts, places or slots that meet every target, at the least cost.

    `targets`: in plain words, "90 % met within 4 weeks", or several (docs/solving.md lists what can be asked).
    `levers`: what may be moved, and through which values: {"link_workers.posts": range(1, 7), "places": "5..30:5"}
    (None: those that move the targets).
    `in_100`: all targets at once in so many of 100 services (None: each on average).
    `budget`: at most so many pounds a year while the service runs; every mix within it is run, as with `every`.
    `worlds`: also run the answer with inputs that nobody knows drawn together.
    `replications`: of each fresh luck. The others are as in `run`.

    Raises WrongInput (ScenarioError for a scenario's faults) before anything is run.
    """
    from app.ask import Solve  # needs numpy, which nothing else does before a frame is made

    one = scenario_of(scenario)
    follow: Progress = progress or (lambda what, done, planned: None)
    said = (targets,) if isinstance(targets, str) else tuple(targets)
    request = Solve(
        one.loaded,
        said,
        tuple((name, values if isinstance(values, str) else tuple(values)) for name, values in (levers or {}).items()),
        in_100=in_100,
        budget=budget,
        every=every,
        worlds=worlds,
        replications=replications,
        seed=seed,
        jobs=jobs,
        engine=engine,
    )
    watch = Watch(progress=follow, say=lambda sentence: follow(sentence, 0, 0))
    return Solution(one, ask(request, watch), said)
