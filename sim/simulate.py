"""Which engine runs a replication? The compiled one where many are asked for and Numba is installed, else SimPy's.

Both write the same log, event for event, so the choice changes nothing but the time it takes. A `Bench` belongs to one
thread and uses its tables again and again.
"""

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Literal

from sim import pathway
from sim.frames import Shape
from sim.inputs import Inputs
from sim.luck import Key
from sim.measures import Tally

Engine = Literal["fast", "simpy"]
A_HANDFUL = 8  # replications up to which loading the compiled engine is not worth while


@cache
def fast_is_installed() -> bool:
    """Whether the compiled engine can be used here."""
    return find_spec("numba") is not None


def engine_for(replications: int) -> Engine:
    """The engine that a number of replications is run on, unless one is named."""
    return "fast" if replications > A_HANDFUL and fast_is_installed() else "simpy"


class Bench:
    """Runs and measures replications of one scenario in one world, on one thread."""

    def __init__(self, shape: Shape, inputs: Inputs, key: Key, engine: Engine) -> None:
        self.shape, self.inputs, self.key = shape, inputs, key
        self.tally: Callable[[int], Tally] = self._compiled() if engine == "fast" else self._readable

    def _readable(self, replication: int) -> Tally:
        return self.shape.measure(pathway.events(self.inputs, self.key, replication))

    def _compiled(self) -> Callable[[int], Tally]:
        from sim import fast

        tables, counter = fast.Tables(self.inputs), fast.Counter(self.shape)
        return lambda replication: fast.as_lists(counter.count(tables.replicate(self.key, replication)))
