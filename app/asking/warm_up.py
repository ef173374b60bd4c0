"""From when on is a service settled, if anybody asks for its steady state?"""

from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends, replications_of
from app.asking.engines import Runs, caps_in_words
from app.asking.watch import Watch
from experiments.along import fits_of
from experiments.run import Case
from experiments.warm_up import WarmUp, warm_up
from sim.errors import NotPossible
from sim.faults import printable, sentence


@dataclass(frozen=True)
class SettlesWhen(Runs):
    """How many weeks MSER-5 would leave out. `over_ranges`: and at every uncertain input's low and high."""

    scenario: Named
    over_ranges: bool = False

    def answered(self, watch: Watch) -> "Settled":
        """Of every queue and of everybody in the service."""
        loaded = loaded_of(self.scenario)
        refuse_what_never_ends([loaded])
        [case] = cases_of([loaded], self.seed)
        try:
            with caps_in_words([case.loaded]):
                found = warm_up(
                    case,
                    fits_of(loaded),
                    replications=replications_of([case], self.replications),
                    over_ranges=self.over_ranges,
                    jobs=self.workers,
                    engine=self.engine,
                    progress=watch.following("points"),
                )
        except NotPossible as error:
            raise NotPossible(f"{printable(loaded.name)}: {sentence((), str(error))}") from None
        return Settled(case, found)


@dataclass(frozen=True)
class Settled:
    """What was found, of which scenario and with whose luck."""

    case: Case
    found: WarmUp
