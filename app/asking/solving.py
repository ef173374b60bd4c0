"""How few posts, places or slots meet the targets, at what cost, and how sure is that?"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import Runs, caps_in_words
from app.asking.watch import Watch
from experiments.along import fits_of
from experiments.run import Case
from experiments.solving.answer import Solved
from experiments.solving.levers import mixes_of
from experiments.solving.solved import FEWEST, MOST, Asked, solve
from experiments.solving.targets import target_of
from experiments.solving.trials import Criterion
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence

MOST_TARGETS = 6


@dataclass(frozen=True)
class Solve(Runs):
    """Find the cheapest mix of levers that meets every target.

    `targets`: in plain words, such as "90 % met within 4 weeks". `levers`: a name and its values, "1..6", "5..30:5",
    "2,4,8" or numbers; none: those that move the targets. `in_100`: all targets at once in so many of 100 services
    (None: each on average). `budget`: pounds a year; every mix within it is then run, as with `every`. `worlds`:
    whether the answer is also run with inputs that nobody knows drawn together. `replications`: those of each fresh
    luck (None: by the size of the scenario).
    """

    scenario: Named
    targets: Sequence[str]
    levers: Sequence[tuple[str, str | Sequence[float]]] = ()
    in_100: float | None = None
    budget: float | None = None
    every: bool = False
    worlds: bool = True

    def answered(self, watch: Watch) -> "FoundMix":
        """Search, confirm on fresh luck, and report by luck that had no part in it."""
        if not 1 <= len(self.targets) <= MOST_TARGETS:
            raise WrongInput(f"Name 1 to {MOST_TARGETS} targets, not {len(self.targets)}.")
        if self.replications is not None and not FEWEST <= self.replications <= MOST:
            raise WrongInput(f"Replications of each fresh luck are {FEWEST} to {MOST:,}, not {self.replications:,}.")
        loaded = loaded_of(self.scenario)
        refuse_what_never_ends([loaded])
        [case] = cases_of([loaded], self.seed)
        try:
            criterion = Criterion(tuple(target_of(said, case) for said in self.targets), self.in_100)
            mixes = mixes_of(case.loaded, case.seed, self.levers, criterion.targets)
            refuse_what_never_ends([mixes.loaded(tuple(lever.values[-1] for lever in mixes.levers))])
            asked = Asked(
                mixes,
                criterion,
                fits_of(loaded),
                budget=self.budget,
                every=self.every,
                worlds=self.worlds,
                replications=self.replications,
                jobs=self.workers,
                engine=self.engine,
                progress=lambda what, done, planned: watch.following(what)(done, planned),
            )
            with caps_in_words([case.loaded]):
                found = solve(asked)
        except NotPossible as error:
            raise NotPossible(f"{printable(loaded.name)}: {sentence((), str(error))}") from None
        return FoundMix(case, found)


@dataclass(frozen=True)
class FoundMix:
    """What was found, of which scenario and with whose luck."""

    case: Case
    found: Solved
