"""Which values are worth measuring first, for one decision, and what is knowing each of them worth?"""

from dataclasses import dataclass

from app.asking.cases import Named, cases_of, load_all, refuse_what_never_ends
from app.asking.engines import caps_in_words, cores
from app.asking.watch import Watch
from experiments.along import fits_of
from experiments.economics.answer import DataRequest
from experiments.run import Case
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence


@dataclass(frozen=True, kw_only=True)
class RequestData:
    """Of one scenario, run or not run; of two, which of them to run. `sets`: draws of everything unknown (1,000)."""

    scenarios: tuple[Named, ...]
    seed: int | None = None
    sets: int | None = None
    jobs: int | None = None

    def answered(self, watch: Watch) -> "DataRequested":
        """Draw all that is unknown together, and work out what knowing each part is worth."""
        from experiments.economics.data_request import FEWEST, SETS, data_request  # numpy: only where it is asked

        if not 1 <= len(self.scenarios) <= 2:
            raise WrongInput("A data request is for one scenario (run it, or not) or for the choice between two.")
        if self.sets is not None and self.sets < FEWEST:
            raise WrongInput(f"{watch.names.sets} {self.sets}: a data request takes {FEWEST} sets or more.")
        loaded = load_all(self.scenarios)
        refuse_what_never_ends(loaded)
        cases = cases_of(loaded, self.seed)
        names = " and ".join(printable(one.name) for one in loaded)
        with caps_in_words(loaded):
            try:
                found = data_request(
                    cases,
                    [fits_of(one) for one in loaded],
                    self.sets or SETS,
                    jobs=self.jobs or cores(),
                    progress=watch.following("sets of inputs"),
                )
            except NotPossible as error:
                raise NotPossible(f"{names}: {sentence((), str(error))}") from None
        return DataRequested(tuple(cases), found)


@dataclass(frozen=True)
class DataRequested:
    """What was found, of which scenarios and with whose luck."""

    cases: tuple[Case, ...]
    found: DataRequest
