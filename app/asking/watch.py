"""Who asks, and what may they know and say while they wait? A request is answered under a watch.

A watch follows the run, hears what keeps it, and may stop it. It also says what its caller calls the settings, so that
no sentence tells a caller to use an option that it does not have.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sim.errors import Cancelled

Answered = TypeVar("Answered", covariant=True)


@dataclass(frozen=True)
class Names:
    """What settings are called in sentences: here as in the fields of a request."""

    within: str = "within"
    all_swings: str = 'swings="all"'
    no_swings: str = 'swings="none"'
    sets: str = "sets"
    pounds_of: str = "pounds_of"
    of_capacity: str = 'of="capacity"'
    low: str = "low"
    high: str = "high"


@dataclass(frozen=True)
class Watch:
    """`progress`: what is being done, how much of it is done, and of how much; `say`: a sentence on what keeps it;
    `stopped`: asked at every step, and the run ends with `Cancelled` once it is so. All are called from the thread that
    asks."""

    progress: Callable[[str, int, int], None] = lambda what, done, planned: None
    say: Callable[[str], None] = lambda sentence: None
    stopped: Callable[[], bool] = lambda: False
    names: Names = Names()

    def following(self, what: str) -> Callable[[int, int], None]:
        """The steps of one thing that is done."""

        def step(done: int, planned: int) -> None:
            if self.stopped():
                raise Cancelled("Stopped on request. No answer was made.")
            self.progress(what, done, planned)

        return step


UNWATCHED = Watch()


class Request(Protocol[Answered]):
    """What can be asked: every kind of request has its own kind of answer."""

    def answered(self, watch: Watch) -> Answered:
        """The answer, worked out."""
