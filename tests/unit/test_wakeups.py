"""Do wake-ups come in the order of their keys, whenever they were set?"""

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.events import rank
from sim.kernel.tables import FINE, HEAP_FULL
from sim.kernel.wakeups import STRETCH, at, next_wake_up, one_is_pending

MINUTE = 1 << STRETCH
HORIZON = 20 * MINUTE
minutes = st.one_of(st.integers(0, 3), st.integers(0, HORIZON + 5), st.sampled_from([MINUTE - 1, MINUTE, MINUTE + 1]))


def tables(room: int) -> Any:
    box = SimpleNamespace(fault=FINE, heap=0, later=0, spare=0, stretch=0)
    later = [SimpleNamespace(key=0, after=0) for _ in range(room)]
    return SimpleNamespace(box=[box], heap=[0] * room, later=later, stretch=[0] * (1 + (HORIZON >> STRETCH)))


def set_after(w: Any, now: int, later: list[int]) -> list[int]:
    """Wake-ups so long after now; the keys of those before the horizon."""
    for person, minute in enumerate(later):
        at(SimpleNamespace(horizon=HORIZON), w, now + minute, 1, person, 0)  # type: ignore[arg-type]
    return [now + m << 35 | rank(1, person, 0) for person, m in enumerate(later) if now + m < HORIZON]


@given(st.lists(st.lists(minutes, max_size=6), min_size=1, max_size=20))
def test_the_least_key_of_all_that_pend_comes_next(later_each_time):
    w, pending, now = tables(room=200), [], 0
    for later in later_each_time:
        pending += set_after(w, now, later)
        assert one_is_pending(w) == bool(pending)
        if pending:
            key = next_wake_up(w)
            assert key == min(pending)
            pending.remove(key)
            now = key >> 35
    while one_is_pending(w):
        pending.remove(next_wake_up(w))
    assert not pending
    assert w.box[0].fault == FINE


def test_rows_of_wake_ups_that_have_come_are_used_again():
    w, now = tables(room=2), 0
    for _ in range(8):
        set_after(w, now, [2 * MINUTE, MINUTE])
        for _ in range(2):
            assert one_is_pending(w)
            now = next_wake_up(w) >> 35
    assert w.box[0].fault == FINE


def test_more_than_there_is_room_for_is_a_fault():
    for minute in (0, 2 * MINUTE):
        w = tables(room=2)
        set_after(w, 0, [minute] * 3)
        assert w.box[0].fault == HEAP_FULL
