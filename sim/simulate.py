"""Which engine runs a replication? The compiled one, unless SimPy's is asked for.

Both write the same log, event for event, so the choice changes only the time it takes. It is handed on as an argument
from the caller. A scenario that the compiled engine cannot hold is an error, not a reason to use the other one. A
`Bench` belongs to one thread and reuses its tables.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from sim import pathway
from sim.events import Row
from sim.frames import Shape
from sim.inputs import Inputs, World
from sim.kernel import fast
from sim.luck import Key
from sim.sums import NOTHING_WANTED, Kept, Wanted, kept

Engine = Literal["fast", "simpy"]


def logs(inputs: Inputs, key: Key, engine: Engine = "fast") -> Callable[[int], list[Row]]:
    """The event log of each requested replication, on one thread."""
    if engine == "simpy":
        return lambda replication: pathway.events(inputs, key, replication)
    tables = fast.Tables(inputs)
    return lambda replication: tables.log(key, replication)


class Bench:
    """Runs and measures replications of one scenario, in whichever world, on one thread. Of the compiled engine all
    worlds use the same tables: they differ in what is offered, and in nothing else."""

    def __init__(
        self,
        shape: Shape,
        inputs: Mapping[World, Inputs],
        key: Key,
        engine: Engine = "fast",
        wanted: Wanted = NOTHING_WANTED,
    ) -> None:
        self.shape, self.inputs, self.key, self.wanted = shape, inputs, key, wanted
        self.kept: Callable[[World, range], Iterator[Kept]] = self._compiled() if engine == "fast" else self._readable

    def _readable(self, world: World, numbers: range) -> Iterator[Kept]:
        logs = (pathway.events(self.inputs[world], self.key, number) for number in numbers)
        return (kept(self.shape.measure(log), self.wanted) for log in logs)

    def _compiled(self) -> Callable[[World, range], Iterator[Kept]]:
        tables = fast.Tables(self.inputs[World.PROGRAMME])
        counter, key, inputs = fast.Counter(self.shape, self.wanted), self.key, self.inputs
        # Nothing here may hold the bench itself: a machine's memory goes with the last who refers to it.
        return lambda world, numbers: tables.kept(counter, key, numbers, inputs[world].programme)
