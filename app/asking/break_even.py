"""At which value of one lever or input does the answer change its sign?"""

from dataclasses import dataclass
from typing import Literal

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends, replications_of
from app.asking.engines import Runs, caps_in_words
from app.asking.watch import Watch
from experiments.along import fits_of
from experiments.break_even import BreakEvenOf, of_scenario, path_asked
from experiments.compare import run_pairs
from experiments.run import Case
from sim.errors import NotPossible, WrongInput
from sim.faults import printable, sentence


@dataclass(frozen=True)
class BreakEven(Runs):
    """Find the value between `low` and `high` of what stands at `path`; of a length of time, how many times as long.

    `of`: net cash, or the value of the capacity released less the cost of the service.
    """

    scenario: Named
    path: str
    low: float
    high: float
    of: Literal["net", "capacity"] = "net"

    def answered(self, watch: Watch) -> "BrokenEven":
        """Try values until the crossing is known as well as the replications allow."""
        loaded = loaded_of(self.scenario)
        refuse_what_never_ends([loaded])
        [case] = cases_of([loaded], self.seed)
        case, fits, names = case, fits_of(loaded), watch.names
        if not case.shape.bridge_years:
            raise WrongInput("break-even is about money over a year or more, and follow-up is shorter.")
        if not self.low < self.high:
            raise WrongInput(f"{names.low} ({self.low:g}) must be below {names.high} ({self.high:g}).")
        try:
            path = path_asked(case.scenario, self.path, names.of_capacity)
            for end in fits.along[path].within(self.low, self.high) if path in fits.along else (self.low, self.high):
                fits.changed(case.scenario, path, end)
            # Where only prices change, the base run answers for every value: nothing is run twice.
            replications = replications_of([case], self.replications)
            with caps_in_words([case.loaded]):
                [runs], _ = run_pairs(
                    [case],
                    replications=replications,
                    jobs=self.workers,
                    engine=self.engine,
                    progress=watch.following("replications"),
                )
                found = of_scenario(
                    case,
                    runs,
                    path,
                    self.low,
                    self.high,
                    of=self.of,
                    fits=fits,
                    jobs=self.workers,
                    engine=self.engine,
                    progress=watch.following("values tried"),
                )
        except NotPossible as error:
            where = f"{printable(self.path)} in {printable(loaded.name)}"
            raise NotPossible(f"{where}: {sentence((), str(error))}") from None
        return BrokenEven(case, found)


@dataclass(frozen=True)
class BrokenEven:
    """What was found, of which scenario and with whose luck."""

    case: Case
    found: BreakEvenOf
