"""How does the work grow with the size of what is given? A ratio, so that a slow machine changes nothing."""

from collections.abc import Callable
from time import perf_counter

TIMES_AS_LARGE = 8
TRIES = 6


def grows_no_faster_than_its_size(work: Callable[[int], Callable[[], object]], size: int) -> bool:
    """Whether eight times as much takes far less than 64 times as long, as a square would. `work` makes ready what is
    timed, for a size. One good try will do: what else the machine is at makes some tries look worse than they are, and
    the smaller one would have to be held up threefold for a square to pass."""
    small, large = work(size), work(TIMES_AS_LARGE * size)
    return any(_took(large) < TIMES_AS_LARGE**1.5 * _took(small) for _ in range(TRIES))


def _took(work: Callable[[], object]) -> float:
    before = perf_counter()
    work()
    return perf_counter() - before
