"""How is the journey run a hundred times sooner? The handlers of `steps.py`, compiled by Numba on arrays of records.

| wake-up | handler in steps.py | step in pathway.py |
|---|---|---|
| REFER | refer, begin_reviews, await_care_use, offer_programme | care, routine_reviews, uses_care, offer_programme |
| EXIT | leave_everything | leaves |
| SET_OUT | set_out | support, wait_for_link_worker |
| TIRE | tire | wait_for_link_worker, keep_appointment |
| TAKE | take, begin_support, keep_appointment | support, meetings, keep_appointment |
| WANT_MEETING, MEET | want_meeting, meet, end_support, stop_support | meetings, keep_appointment, support |
| PLAN, TIRE_PLACE, TAKE_PLACE | wait_for_place, tire_of_place, take_place | activity, wait_for_place |
| LEAVE, END_STAY | leave, end_stay | activity, afterwards |
| WANT_REVIEW, REVIEW | want_review, routine_review, hold_review | routine_reviews, routine_review, hold_review |
| WANT_SUPPORTED_REVIEW | supported_review_due | supported_review_later, review_clinic |
| SUPPORTED_REVIEW | supported_review, hold_review | supported_review, hold_review |
| RELAPSE | live_after_discharge | life_after_discharge |
| USE_CARE | use_care | uses_care |
| FILL, VACANT | fill, vacant, hand_over | post, Team.fill, Team.vacate |
| CHANGE_TEAM, CHANGE_PLACES | change_team, change_places | post_changes, place_changes |

Ties: the next thing is the pending wake-up with the least key, minute << 35 | class << 30 | person << 8 | nth. The two
tellings share only `rules.py` and `luck.py`; that they write the same log, event for event, is therefore evidence.
The tables are laid out once and used again by every replication of a thread.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, get_type_hints

import numba
import numpy as np
from numba.extending import overload, register_jitable

from sim import addresses, events, heaps, inputs, luck, measures, rules, steps, units
from sim.addresses import address_of
from sim.frames import Shape
from sim.inputs import Inputs
from sim.luck import Key, Law
from sim.pathway import TooManyEvents

COMPILED = (units, luck, events, rules, heaps, steps, measures)
READ = (inputs, addresses)  # nothing of them is compiled but constants and calls
OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False}  # _nrt: the kernel allocates nothing
CONFIG: Any = numba.config
INTEGER, FLOAT = np.int64, np.float64
WHOLE_MINUTES = 1 << 28  # what fits in a key: 510 years
MOST_REVIEWS = 256  # likewise: supported reviews of one person pending at once


class DoesNotFit(TooManyEvents):
    """A scenario that this engine cannot hold though the readable one may, with the reason."""


# ---------------------------------------------------------------- compiling


def _sources() -> list[Path]:
    """Every file whose code is compiled, or whose constants are compiled in."""
    return [Path(str(module.__file__)) for module in (*COMPILED, *READ)] + [Path(__file__)]


def cache_folder() -> Path:
    """Where compiled code is kept: named by all that it is made from, so that an old answer cannot survive an edit."""
    options = (*sorted(OPTIONS.items()), ("boundscheck", CONFIG.BOUNDSCHECK), ("opt", int(CONFIG.OPT)))
    made_from = hashlib.sha256(repr((numba.__version__, np.__version__, options)).encode())
    for source in _sources():
        made_from.update(source.read_bytes())
    return Path(CONFIG.CACHE_DIR or Path.home() / ".cache" / "spsim") / made_from.hexdigest()[:20]


@overload(steps.by_address, inline="always")
def _by_address(tables: Any) -> Any:
    """Written into the caller, on whose stack the tables are to lie."""

    def as_address(tables: Any) -> Any:
        return address_of(tables)  # type: ignore[call-arg]

    return as_address


def _register() -> None:
    """Let the compiler take every plain function as it stands, but for the one that is told otherwise above."""
    for module in COMPILED:
        for value in vars(module).values():
            plain = isinstance(value, FunctionType) and value.__module__ == module.__name__
            if plain and value is not steps.by_address:
                register_jitable(_nrt=False, forceinline=module is measures)(value)


def _compile(*functions: Callable[..., Any]) -> list[Any]:
    """Compiled when first called, and kept in our own folder."""
    before = CONFIG.CACHE_DIR
    CONFIG.CACHE_DIR = str(cache_folder())
    try:
        return [numba.njit(**OPTIONS)(function) for function in functions]
    finally:
        CONFIG.CACHE_DIR = before


TO_COMPILE = (steps.run, measures.sizes, measures.tally)
_register()
run, sizes, tally = _compile(*TO_COMPILE)


def is_compiled() -> bool:
    """Whether this engine is compiled at all: NUMBA_DISABLE_JIT=1 runs it as it stands, to be looked into."""
    return not CONFIG.DISABLE_JIT


def is_warm() -> bool:
    """Whether all that is compiled has been compiled before, for this Python, and is kept."""
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    kept = [file.name for file in cache_folder().glob(f"*/*.{python}*.nbc")]
    names = (f"{function.__module__.rpartition('.')[2]}.{function.__name__}-" for function in TO_COMPILE)
    return all(any(file.startswith(name) for file in kept) for name in names)


def warm_up(shape: Shape, inputs: Inputs, key: Key) -> None:
    """Compile, or load what is kept, by running a moment of a scenario."""
    Counter(shape).count(Tables(inputs._replace(horizon=1)).replicate(key, 0))


# ---------------------------------------------------------------- inputs as records


def record_type(kind: type) -> np.dtype[Any]:
    """The layout of a named tuple of numbers."""
    layout = {int: INTEGER, float: FLOAT}
    hints = get_type_hints(kind)
    return np.dtype(
        [(name, record_type(Law) if hint is Law else layout[hint]) for name, hint in hints.items()], align=True
    )


def as_records(inputs: Inputs) -> Inputs:
    """The same inputs, laid out for the kernel: sections as records, tables as arrays of records."""
    laid_out: dict[str, Any] = {}
    for name, hint in get_type_hints(Inputs).items():
        value = getattr(inputs, name)
        if hint is int or hint is float:
            laid_out[name] = value
        elif hasattr(hint, "_fields"):
            laid_out[name] = np.array([_plain(value)], dtype=record_type(hint))[0]
        else:
            row = hint.__args__[0]
            layout = FLOAT if row is float else record_type(row)
            laid_out[name] = np.array([_plain(item) for item in value], dtype=layout)
    return Inputs(**laid_out)


def _plain(value: Any) -> Any:
    """Named tuples within named tuples, as plain tuples."""
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


# ---------------------------------------------------------------- the tables

WHOLE = {
    "box": ["rows", "heap", "queue", "people", "now", "fault"],
    "person": [
        *("source", "number", "enters", "waited", "exits", "episode", "in_care", "gone", "busy"),
        *("support_episode", "phase", "planned", "met_now", "missed", "met", "sessions", "booked", "length", "comes"),
        *("post", "support_began", "moves", "before", "after", "waiting", "until", "place", "queue_class"),
        *("engaged", "staying", "passed_over", "discharged"),
        *("due", "due_number", "booked_reviews", "stale", "next_held"),
    ],
    "course": [
        *("state", "activity", "episode", "since", "until", "joined", "own", "completes", "passed_by"),
        *("before", "after"),
    ],
    "review": ["state", "episode", "care_episode", "broken_off"],
    "use": ["candidate"],
    "desk": ["row", "filled", "load", "first", "free_from", "full", "room", "starts", "spell", "away", "why", "back"],
    "line": ["row", "free", "first", "last"],
    "slots": ["free_from"],
}
REAL = {
    "person": ["hidden", "odds", "attends_meeting", "attends_session", "relapse_ratio", "suits_ratio", "threshold"],
    "use": ["minute", "luck"],
    "desk": ["luck"],
}
LAYOUTS = {
    table: np.dtype([(name, INTEGER) for name in whole] + [(name, FLOAT) for name in REAL.get(table, [])])
    for table, whole in WHOLE.items()
}


class Tables:
    """The tables of one thread: laid out for a number of people, grown when a replication needs more."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.records = as_records(inputs) if is_compiled() else inputs
        self.traits = len({level.trait for level in inputs.levels})
        if inputs.horizon >= WHOLE_MINUTES:
            raise DoesNotFit(
                f"the run is {inputs.horizon:,} minutes long and the compiled engine holds {WHOLE_MINUTES:,} "
                f"(510 years); the readable one (--engine simpy) holds more"
            )
        self.lay_out(people=64 + inputs.demand.waiting, rows=4096, heap=4096, reviews=4)
        self.layer_number = np.zeros(rules.LAYERS, INTEGER)
        self.layer_minute = np.zeros(rules.LAYERS, FLOAT)

    def lay_out(self, people: int, rows: int, heap: int, reviews: int) -> None:
        """Room for so many people, rows of the log, pending wake-ups, and supported reviews pending of one person."""
        if people > events.MOST_PEOPLE:
            raise TooManyEvents(f"more than {events.MOST_PEOPLE:,} people come and cannot be told apart")
        posts, activities, lines = len(self.inputs.posts), len(self.inputs.activities), len(self.inputs.care_lines)
        leaves = 1
        while leaves < max(1, posts):
            leaves *= 2
        sizes = {
            "box": 1,
            "person": people,
            "course": people * steps.WISHES,
            "review": people * reviews,
            "use": people * lines,
            "desk": posts,
            "line": activities,
            "slots": 2,
        }
        rows = min(rows, self.inputs.most_events)
        self.people, self.rows, self.heap, self.reviews = people, rows, heap, reviews
        self.tables = {name: np.zeros(size, LAYOUTS[name]) for name, size in sizes.items()}
        self.tables |= {
            "heap": np.zeros(heap, INTEGER),
            "log": np.zeros((rows, 5), INTEGER),
            "level": np.zeros(people * self.traits, INTEGER),
            "tree": np.zeros(2 * leaves, INTEGER),
            "queue": np.zeros(people, INTEGER),
            "scratch": np.zeros(people + 1, INTEGER),
        }
        if not is_compiled():  # the compiler reads a field of a record by its name; numpy does so in a recarray
            self.tables = {name: t.view(np.recarray) if t.dtype.names else t for name, t in self.tables.items()}
        # As plain numbers, all of eight bytes: many times sooner cleared than record by record.
        self.raw = {name: table.reshape(-1).view(INTEGER) for name, table in self.tables.items()}
        self.fresh = {name: table.view(INTEGER) for name, table in self.as_on_day_0().items()}

    def as_on_day_0(self) -> dict[str, np.ndarray[Any, Any]]:
        """The tables that do not begin as zeros: posts, lines and their capacities."""
        fresh = {name: np.zeros_like(self.tables[name]) for name in ("desk", "line", "tree")}
        fresh["tree"][:] = fresh["desk"]["first"] = fresh["line"]["first"] = fresh["line"]["last"] = steps.NOBODY
        # From the last row to the first, so that the first row of each post or activity stands.
        for row, capacity in reversed(list(enumerate(self.inputs.capacities))):
            fresh["desk"][capacity.post]["row"] = row
        for row, absence in reversed(list(enumerate(self.inputs.absences))):
            fresh["desk"][absence.post]["away"] = row
        for row, places in reversed(list(enumerate(self.inputs.places))):
            fresh["line"][places.activity]["row"] = row
            fresh["line"][places.activity]["free"] = places.places
        return fresh

    def clear(self) -> None:
        """As at the beginning of a replication: only what the last one touched, and neither heaps nor log."""
        touched = int(self.tables["box"][0]["people"]) or self.people
        for name in ("person", "course", "review", "use"):
            raw = self.raw[name]
            raw[: touched * (len(raw) // self.people)] = 0
        for name in ("box", "slots"):
            self.raw[name][:] = 0
        for name, fresh in self.fresh.items():
            self.raw[name][:] = fresh

    def replicate(self, key: Key, replication: int) -> np.ndarray[Any, Any]:
        """One replication's log: a view of the table, good until the next replication."""
        while True:
            self.clear()
            tables = steps.Run(key=key, replication=replication, **self.tables)
            with np.errstate(over="ignore"):  # uncompiled, numpy would warn where the luck's products wrap
                fault = run(self.records, tables, self.layer_number, self.layer_minute)
            if fault == steps.FINE:
                return self.tables["log"][: self.tables["box"][0]["rows"]]
            self.make_room(fault)

    def make_room(self, fault: int) -> None:
        """Twice the room for what overflowed, or an error where that is not allowed."""
        if fault == steps.LOG_FULL and self.rows == self.inputs.most_events:
            now = int(self.tables["box"][0]["now"])
            raise TooManyEvents(f"more than {self.inputs.most_events:,} events by minute {now:,}")
        if fault == steps.REVIEWS_FULL and self.reviews == MOST_REVIEWS:
            raise DoesNotFit(f"more than {MOST_REVIEWS} supported reviews of one person pending at once")
        self.lay_out(
            people=self.people * (2 if fault == -1 else 1),
            rows=self.rows * (2 if fault == steps.LOG_FULL else 1),
            heap=self.heap * (2 if fault == steps.HEAP_FULL else 1),
            reviews=self.reviews * (2 if fault == steps.REVIEWS_FULL else 1),
        )


SEQUENCES = ("cuts", "bridge", "level_step")  # of a frame


def _arrays(buffers: Any) -> Any:
    return (np.array(buffer, INTEGER) for buffer in buffers)


class Counter:
    """Tallies of one thread: the buffers of `measures`, as arrays, used again by every replication."""

    def __init__(self, shape: Shape) -> None:
        frame = shape.frame(people=0, worker_waits=0, place_waits=0)
        arrays: dict[str, Any] = {name: np.array(getattr(frame, name), INTEGER) for name in SEQUENCES}
        self.frame = frame._replace(**arrays)
        self.lay_out(people=64, worker_waits=64, place_waits=64)

    def lay_out(self, people: int, worker_waits: int, place_waits: int) -> None:
        """Room for so many people and waits."""
        self.room = self.frame._replace(people=people, worker_waits=worker_waits, place_waits=place_waits)
        self.out: Any = measures.Tally(*_arrays(measures.empty_tally(self.room)))
        self.work: Any = measures.Work(*_arrays(measures.empty_work(self.room)))
        self.fresh = [buffer.copy() for buffer in self.work]

    def count(self, log: np.ndarray[Any, Any]) -> Any:
        """The tally of a log: views of the buffers, good until the next."""
        needed = sizes(log, len(log))
        room = (self.room.people, self.room.worker_waits, self.room.place_waits)
        if any(n > r for n, r in zip(needed, room, strict=True)):
            self.lay_out(*(2 * max(n, r) for n, r in zip(needed, room, strict=True)))
        for buffer in self.out:
            buffer[:] = 0
        for buffer, fresh in zip(self.work, self.fresh, strict=True):
            buffer[:] = fresh
        frame = self.room._replace(people=needed[0])
        tally(log, len(log), frame, self.out, self.work)
        return self.out


def as_lists(counted: Any) -> measures.Tally:
    """A tally of our own, as `Shape.measure` gives it."""
    lists = measures.Tally(*(buffer.tolist() for buffer in counted))
    waits, places = lists.filled
    return lists._replace(worker_waits=lists.worker_waits[:waits], place_waits=lists.place_waits[:places])


def events_of(inputs: Inputs, key: Key, replication: int) -> list[events.Row]:
    """The event log of one replication, as `pathway.events` gives it."""
    return [tuple(row) for row in Tables(inputs).replicate(key, replication).tolist()]
