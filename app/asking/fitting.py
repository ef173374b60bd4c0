"""Which inputs agree with the published figures of a scenario? All that say what informs them, fitted at once."""

from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import caps_in_words, cores
from app.asking.validating import targets_of
from app.asking.watch import Watch
from experiments.along import fits_by
from experiments.draws import net_of_members
from experiments.fit_rows import FitInFull, in_full
from experiments.fitting.stored import Fit, fitted_paths, to_meet
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence
from sim.loading import Loaded


@dataclass(frozen=True, kw_only=True)
class FitTo:
    """Fit a scenario to the figures that it is to meet (NAME.targets.toml). `simulations`: of the first wave (as many
    as its events allow); `others`: inputs that no figure informs vary over their ranges as well."""

    scenario: Named
    seed: int | None = None
    simulations: int | None = None
    others: bool = False
    jobs: int | None = None

    def answered(self, watch: Watch) -> "Fitted":
        """Simulate, and find the mixtures of inputs that the figures allow."""
        from experiments.fitting.fit import fit  # numpy: only where a fit is made

        loaded = loaded_of(self.scenario)
        refuse_what_never_ends([loaded])
        targets, name = targets_of(loaded), printable(loaded.name)
        if not to_meet(targets):
            raise WrongInput(f'{name} has no figure to be fitted to: none of its targets says use = "calibrate".')
        if not fitted_paths(loaded.scenario):
            raise WrongInput(f"{name} has no input to be fitted: none says which figure informs it (informed_by).")
        seed = int(loaded.scenario.settings.seed.value) if self.seed is None else self.seed
        workers = self.jobs or cores()
        with caps_in_words([loaded]):
            try:
                made = fit(
                    loaded,
                    seed,
                    workers,
                    watch.following("simulations"),
                    others=self.others,
                    simulations=self.simulations,
                )
            except NotPossible as error:
                raise NotPossible(f"{name}: {sentence((), str(error))}") from None
            fits = fits_by(made, made.sample_in(loaded.scenario), loaded.scenario)
            [case] = cases_of([loaded], seed)
            net = None
            if fits.joint and case.shape.bridge_years:
                net = net_of_members(case, fits.joint, jobs=workers, progress=watch.following("mixtures run"))
        found = in_full(fits, loaded.scenario, net)
        assert found is not None, "it was just made"  # noqa: S101
        return Fitted(loaded, made, found)


@dataclass(frozen=True)
class Fitted:
    """The fit, and what it found of which scenario."""

    loaded: Loaded
    fit: Fit
    found: FitInFull
