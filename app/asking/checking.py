"""How full will everything be, what does a run take, what looks wrong? Nothing is run."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.asking.cases import Named, loaded_of
from app.asking.watch import Watch
from experiments.cautions import Caution, cautions
from sim.loading import Loaded
from sim.preflight import Estimate, Load, estimate, offered_loads


@dataclass(frozen=True)
class Check:
    """Look at a scenario before it is run."""

    scenario: Named

    def answered(self, watch: Watch) -> "Checked":
        """Everything that is known beforehand."""
        loaded = loaded_of(self.scenario)
        return Checked(loaded, offered_loads(loaded.scenario), estimate(loaded.scenario), cautions([(loaded, ())]))


@dataclass(frozen=True)
class Checked:
    """How full, how large, and what to be wary of."""

    loaded: Loaded
    loads: Sequence[Load]
    size: Estimate
    cautions: Sequence[Caution]
