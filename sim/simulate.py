"""Which engine runs a replication? The compiled one, unless SimPy's is asked for.

Both write the same log, event for event, so the choice changes only the time it takes. It is handed on as an argument
from whoever asks. A scenario that the compiled engine cannot hold is an error, not a reason to use the other one. A
`Bench` belongs to one thread and reuses its tables.
"""

from collections.abc import Callable, Iterator
from typing import Literal

from sim import pathway
from sim.events import Row
from sim.frames import Shape
from sim.inputs import Inputs
from sim.kernel import fast
from sim.luck import Key
from sim.measures import Tally

Engine = Literal["fast", "simpy"]


def logs(inputs: Inputs, key: Key, engine: Engine = "fast") -> Callable[[int], list[Row]]:
    """The event log of each requested replication, on one thread."""
    if engine == "simpy":
        return lambda replication: pathway.events(inputs, key, replication)
    tables = fast.Tables(inputs)
    return lambda replication: tables.log(key, replication)


class Bench:
    """Runs and measures replications of one scenario in one world, on one thread."""

    def __init__(self, shape: Shape, inputs: Inputs, key: Key, engine: Engine = "fast") -> None:
        self.shape, self.inputs, self.key = shape, inputs, key
        self.tallies: Callable[[range], Iterator[Tally]] = self._compiled() if engine == "fast" else self._readable

    def _readable(self, numbers: range) -> Iterator[Tally]:
        return (self.shape.measure(pathway.events(self.inputs, self.key, number)) for number in numbers)

    def _compiled(self) -> Callable[[range], Iterator[Tally]]:
        tables, counter = fast.Tables(self.inputs), fast.Counter(self.shape)
        return lambda numbers: tables.tallies(counter, self.key, numbers)
