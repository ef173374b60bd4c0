"""Which engine runs a replication? The compiled one if many are wanted and Numba is installed, otherwise SimPy's.

Both write the same log, event for event, so the choice changes only the time it takes. The user always hears of it:
there is a message when the compiled engine is wanted but not available, and a scenario that it cannot hold is an error,
not a reason to use the other one. A `Bench` belongs to one thread and reuses its tables.
"""

import warnings
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Literal

from sim import pathway
from sim.events import Row
from sim.frames import Shape
from sim.inputs import Inputs
from sim.luck import Key
from sim.measures import Tally

Engine = Literal["fast", "simpy"]
A_HANDFUL = 8  # replications: up to this many, loading the compiled engine is not worth while
NOT_INSTALLED = "Numba is not installed, so SimPy runs everything: the same answer, but far slower."
HOW_TO_INSTALL = "Install it with: pip install 'spsim[fast]'"


class NoCompiledEngine(RuntimeWarning):
    """The compiled engine is wanted but not available."""


def fast_is_installed() -> bool:
    """Whether the compiled engine can be used here."""
    return find_spec("numba") is not None


def engine_for(replications: int) -> Engine:
    """The engine for a number of replications, if none is named."""
    if replications <= A_HANDFUL:
        return "simpy"
    if not fast_is_installed():
        warnings.warn(f"{NOT_INSTALLED} {HOW_TO_INSTALL}", NoCompiledEngine, stacklevel=2)
        return "simpy"
    return "fast"


def logs(inputs: Inputs, key: Key, engine: Engine) -> Callable[[int], list[Row]]:
    """The event log of each requested replication, on one thread."""
    if engine == "simpy":
        return lambda replication: pathway.events(inputs, key, replication)
    from sim.kernel import fast

    tables = fast.Tables(inputs)
    return lambda replication: [tuple(row) for row in tables.replicate(key, replication).tolist()]


class Bench:
    """Runs and measures replications of one scenario in one world, on one thread."""

    def __init__(self, shape: Shape, inputs: Inputs, key: Key, engine: Engine) -> None:
        self.shape, self.inputs, self.key = shape, inputs, key
        self.tallies: Callable[[range], Iterator[Tally]] = self._compiled() if engine == "fast" else self._readable

    def _readable(self, numbers: range) -> Iterator[Tally]:
        return (self.shape.measure(pathway.events(self.inputs, self.key, number)) for number in numbers)

    def _compiled(self) -> Callable[[range], Iterator[Tally]]:
        from sim.kernel import fast

        tables, counter = fast.Tables(self.inputs), fast.Counter(self.shape)
        return lambda numbers: tables.tallies(counter, self.key, numbers)
