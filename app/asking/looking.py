"""What is to be seen before a run, in one replication, and in one life? Nothing here runs more than one replication."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of, refuse_what_never_ends
from app.asking.engines import caps_in_words
from app.asking.watch import Watch
from experiments.cautions import Caution, cautions_of, in_order
from experiments.explain import Life, life
from experiments.raw_log import LogRow, log_rows
from experiments.run import Case
from sim.inputs import World
from sim.loading import Loaded
from sim.preflight import Estimate, Load, estimate, offered_loads
from sim.preflight.flight import Flight


@dataclass(frozen=True)
class Check:
    """How full will everything be, what does a run take, what looks wrong? Nothing is run."""

    scenario: Named

    def answered(self, watch: Watch) -> "Checked":
        """Everything that is known beforehand."""
        loaded = loaded_of(self.scenario)
        flight = Flight(loaded.scenario)
        return Checked(
            loaded, offered_loads(flight), estimate(flight), in_order([cautions_of(loaded, (), flight)], [loaded])
        )


@dataclass(frozen=True)
class Checked:
    """How full, how large, and what to be wary of."""

    loaded: Loaded
    loads: Sequence[Load]
    size: Estimate
    cautions: Sequence[Caution]


@dataclass(frozen=True)
class Explain:
    """What happened to one person, in both worlds? `person`: counted from 1, in order of entry."""

    scenario: Named
    person: int
    replication: int = 0
    seed: int | None = None

    def answered(self, watch: Watch) -> "Explained":
        """The life of that person."""
        [case] = cases_of([loaded_of(self.scenario)], self.seed)
        with caps_in_words([case.loaded]):
            return Explained(case, life(case, self.person, self.replication))


@dataclass(frozen=True)
class Explained:
    """A life, in which scenario and with whose luck."""

    case: Case
    life: Life


@dataclass(frozen=True)
class Log:
    """What happened in one replication, event by event?"""

    scenario: Named
    replication: int = 0
    worlds: tuple[World, ...] = tuple(World)
    seed: int | None = None

    def answered(self, watch: Watch) -> "Logged":
        """Its rows, as they come: each world is run when its first row is asked for."""
        [case] = cases_of([loaded_of(self.scenario)], self.seed)
        refuse_what_never_ends([case.loaded])

        def rows() -> Iterator[LogRow]:
            with caps_in_words([case.loaded]):
                yield from log_rows(case, self.replication, self.worlds)

        return Logged(case, rows())


@dataclass(frozen=True)
class Logged:
    """Rows that can be read once, as they come."""

    case: Case
    rows: Iterator[LogRow]
