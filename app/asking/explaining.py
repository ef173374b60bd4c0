"""What happened to one simulated person, under usual care and with the programme?"""

from dataclasses import dataclass

from app.asking.cases import Named, cases_of, loaded_of
from app.asking.engines import caps_in_words
from app.asking.watch import Watch
from experiments.answering import Asked
from experiments.explain import Life, life


@dataclass(frozen=True)
class Explain:
    """`person`: counted from 1, in order of entry."""

    scenario: Named
    person: int
    replication: int = 0
    seed: int | None = None

    def answered(self, watch: Watch) -> "Explained":
        """The life of that person in both worlds."""
        loaded = loaded_of(self.scenario)
        [case] = cases_of([loaded], self.seed)
        with caps_in_words([loaded]):
            return Explained(case, life(case.question, self.person, self.replication))


@dataclass(frozen=True)
class Explained:
    """A life, in which scenario and with whose luck."""

    case: Asked
    life: Life
