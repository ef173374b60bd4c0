"""What does a service come to, fitted to its own monthly counts; and how did its forecast do?"""

from dataclasses import dataclass, field

from app.asking.cases import Named, loaded_of
from app.asking.engines import Runs
from app.asking.watch import Watch
from experiments.fitting.stored import Fit
from experiments.local.localise import Localised, localise
from experiments.local.returns import Returns
from experiments.local.score import Scored as Scored
from experiments.local.score import score
from experiments.local.stored import Forecast, forecast_of
from experiments.local.written import fit_of_counts, stated, title_of
from sim.errors import NotPossible
from sim.faults import printable
from sim.loading import Loaded, with_values, written


@dataclass(frozen=True)
class Localise(Runs):
    """Fit a base to monthly counts. `name`: of the fitted scenario; `hold_back`: of the last months, how many the fit
    is first tried on (a sixth if left out, at least 2)."""

    base: Named
    counts: Returns
    name: str
    title: str | None = field(default=None, kw_only=True)
    hold_back: int | None = field(default=None, kw_only=True)

    def answered(self, watch: Watch) -> "FittedToCounts":
        """Try it on the months held back, then fit to all."""
        base = loaded_of(self.base)
        seed = _seed(base, self.seed)

        def step(what: str, done: int, planned: int) -> None:
            watch.following(what)(done, planned)

        try:
            found = localise(
                base.scenario, self.counts, hold_back=self.hold_back, seed=seed, jobs=self.workers, progress=step
            )
        except NotPossible as error:
            raise NotPossible(f"{printable(base.name)}: {error}") from None
        said = stated(base, found)
        title = self.title or title_of(found)
        fitted = with_values(base, said, name=self.name, title=title)
        text = written(self.name, said, base.path.name, title)
        fit = fit_of_counts(base, found, fitted.scenario, seed)
        return FittedToCounts(base, found, fitted, text, fit, forecast_of(found, fitted.scenario, seed), seed)


@dataclass(frozen=True)
class FittedToCounts:
    """What was found, and the three files that say it."""

    base: Loaded
    found: Localised
    loaded: Loaded  # the fitted scenario
    text: str
    fit: Fit
    forecast: Forecast
    seed: int


@dataclass(frozen=True)
class Score(Runs):
    """Set returns beside what a scenario foretells."""

    scenario: Named
    counts: Returns

    def answered(self, watch: Watch) -> "Scored":
        """By its forecast, if one was made before; else by running it."""
        loaded = loaded_of(self.scenario)
        try:
            return score(loaded, self.counts, seed=_seed(loaded, self.seed), progress=watch.following("replications"))
        except NotPossible as error:
            raise NotPossible(f"{printable(loaded.name)}: {error}") from None


def _seed(loaded: Loaded, seed: int | None) -> int:
    return int(loaded.scenario.settings.seed.value) if seed is None else seed
