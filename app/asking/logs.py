"""What happened in one replication, event by event, in every world?"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import caps_in_words
from app.asking.watch import Watch
from experiments.answering import Asked
from experiments.raw_log import LogRow, log_rows
from sim.inputs import World


@dataclass(frozen=True)
class Log:
    """The raw event log of a replication."""

    scenario: Named
    replication: int = 0
    worlds: tuple[World, ...] = tuple(World)
    seed: int | None = None

    def answered(self, watch: Watch) -> "Logged":
        """Its rows; each world is run when its first row is asked for."""
        loaded = loaded_of(self.scenario)
        [case] = cases_of([loaded], self.seed)
        refuse_what_never_ends([loaded])

        def rows() -> Iterator[LogRow]:
            with caps_in_words([loaded]):
                yield from log_rows(case.question, self.replication, self.worlds)

        return Logged(case, self.replication, rows())


@dataclass(frozen=True)
class Logged:
    """Rows that can be read once, as they come."""

    case: Asked
    replication: int
    rows: Iterator[LogRow]
