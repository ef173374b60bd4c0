"""How is the journey run a hundred times faster? The handlers of the rooms here, compiled by Numba on records.

| wake-up | room: handlers | step in pathway.py |
|---|---|---|
| REFER | care: refer, offer_programme, await_care_use; reviews: begin_reviews | care, uses_care, offer_programme |
| (on day 0) | support: be_supported_already | supported_already |
| (on day 0) | activities: be_in_activity_already | in_activity_already |
| EXIT | care: leave_everything | leaves |
| SET_OUT | support: set_out | support, wait_for_link_worker |
| TIRE | support: tire | wait_for_link_worker, keep_appointment |
| TAKE | support: take, begin_support, keep_appointment | support, meetings, keep_appointment |
| WANT_MEETING, MEET | support: want_meeting, meet, end_support, stop_support | meetings, keep_appointment, support |
| PLAN, TIRE_PLACE, TAKE_PLACE | activities: set_about, tire_of_place, take_place | activity, wait_for_place |
| LEAVE, END_STAY | activities: leave, end_stay | activity, afterwards |
| (in LEAVE), STOP_HELPING | activities: offer_to_help, stop_helping | offer_to_help, helps_until |
| WANT_REVIEW | reviews: want_review | routine_reviews |
| REVIEW | discharge: routine_review, hold_review | routine_review, hold_review |
| WANT_SUPPORTED_REVIEW | reviews: supported_review_due | supported_review_later, review_clinic |
| SUPPORTED_REVIEW | discharge: supported_review, hold_review | supported_review, hold_review |
| RELAPSE | discharge: live_after_discharge | life_after_discharge |
| USE_CARE | care: use_care | uses_care |
| FILL, VACANT | team: fill, vacant, hand_over | post, Team.fill, Team.vacate |
| CHANGE_TEAM, CHANGE_PLACES | team: change_team; activities: change_places | post_changes, place_changes |

Ties: the next thing is the pending wake-up with the least key, minute << 35 | class << 30 | person << 8 | nth. The two
engines share only `rules.py` and `luck.py`; that they write the same log, event for event, is therefore evidence.
The tables are laid out once and used again by every replication of a thread.
"""

import hashlib
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from types import FunctionType
from typing import Any

import numba
import numpy as np
from numba.extending import overload, register_jitable

from sim import events, inputs, luck, measures, rules, stays, units
from sim.errors import DoesNotFit, TooManyEvents
from sim.frames import Shape
from sim.inputs import Inputs
from sim.kernel import (
    activities,
    batches,
    care,
    discharge,
    heaps,
    progress,
    reviews,
    steps,
    support,
    tables,
    team,
    waiting,
)
from sim.kernel.addresses import address_of
from sim.kernel.records import FLOAT, INTEGER, LAYOUTS, as_records
from sim.kernel.tables import FINE, HEAP_FULL, LOG_FULL, NOBODY, PEOPLE_FULL, REVIEWS_FULL, WISHES, Run
from sim.luck import Key

ROOMS = (heaps, tables, progress, waiting, team, activities, reviews, support, care, discharge, steps)
COMPILED = (units, luck, events, stays, rules, *ROOMS, measures, batches)
OPTIONS: dict[str, Any] = {"nogil": True, "cache": True, "_nrt": False}  # _nrt: the kernel allocates nothing
CONFIG: Any = numba.config
WHOLE_MINUTES = 1 << 28  # what fits in a key: 510 years
MOST_REVIEWS = 256  # likewise: supported reviews of one person pending at once
BATCH = 16  # replications run and counted at a stretch, if there is room for
MOST_KEPT = 1 << 21  # numbers of their tallies
ROOM = ("people", "worker_waits", "place_waits")  # in a frame: what a replication may need more of
SEQUENCES = ("cuts", "stretches", "bridge", "level_step", "absences", "lasting", "since_joining")  # in a frame: arrays
NOTHING = measures.Frame(0, (0,), (0,), (), (), (), 0, 0, 0, 0, 0, (), (), 1, 0, 0, 0)


# ---------------------------------------------------------------- compiling


def _sources() -> list[Path]:
    """Every file whose code is compiled, or whose constants are compiled in: all of `kernel` and of `inputs` too."""
    rooms = [room for folder in (Path(__file__), Path(inputs.__file__)) for room in sorted(folder.parent.glob("*.py"))]
    return rooms + [Path(str(module.__file__)) for module in COMPILED if module.__name__.count(".") == 1]


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
    """Let the compiler take every plain function as it stands, except those with a decorator of their own above."""
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


_register()
(replications,) = _compile(batches.replications)


def is_compiled() -> bool:
    """Whether this engine is compiled at all: NUMBA_DISABLE_JIT=1 runs it as it stands, to be looked into."""
    return not CONFIG.DISABLE_JIT


def is_warm() -> bool:
    """Whether all that is compiled has been compiled before, for this Python, and is kept."""
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    kept = [file.name for file in cache_folder().glob(f"*/*.{python}*.nbc")]
    return any(file.startswith("batches.replications-") for file in kept)


def warm_up(shape: Shape, inputs: Inputs, key: Key) -> None:
    """Compile, or load what is kept, by running a moment of a scenario."""
    list(Tables(inputs._replace(horizon=1)).tallies(Counter(shape), key, range(1)))


# ---------------------------------------------------------------- the tables of one thread


def _arrays(buffers: Any) -> Any:
    return (np.array(buffer, INTEGER) for buffer in buffers)


class Counter:
    """What logs of one scenario are counted into, and where a batch of tallies is kept until it is read."""

    def __init__(self, shape: Shape | None = None) -> None:
        frame = NOTHING if shape is None else shape.frame(people=0, worker_waits=0, place_waits=0)
        arrays: dict[str, Any] = {name: np.array(getattr(frame, name), INTEGER) for name in SEQUENCES}
        self.frame = frame._replace(**arrays)
        self.counts = shape is not None
        self.lay_out(*([0 if shape is None else 64] * len(ROOM)))

    def lay_out(self, people: int, worker_waits: int, place_waits: int) -> None:
        """Make room for a number of people, and of waits of either kind."""
        frame = self.frame._replace(people=people, worker_waits=worker_waits, place_waits=place_waits)
        empty = measures.empty_tally(frame)
        self.ends = list(accumulate(len(buffer) for buffer in empty))
        flat = np.zeros(self.ends[-1], INTEGER)
        out: Any = measures.Tally(*np.split(flat, self.ends[:-1]))  # type: ignore[arg-type]
        work, at_first = (measures.Work(*_arrays(measures.empty_work(frame))) for _ in range(2))
        self.batch = max(1, min(BATCH, MOST_KEPT // len(flat))) if self.counts else 0
        kept = np.zeros((self.batch, len(flat)), INTEGER)
        self.tables: Any = batches.Counting(frame, out, work, at_first, flat, kept)

    def make_room(self) -> None:
        """Twice as much of everything."""
        self.lay_out(*(2 * getattr(self.tables.frame, name) for name in ROOM))

    def tally(self, n: int) -> measures.Tally:
        """The n-th of the batch, as `Shape.measure` gives it."""
        flat = self.tables.kept[n].tolist()
        lists = measures.Tally(*(flat[start:end] for start, end in pairwise([0, *self.ends])))
        waits, places = lists.filled
        return lists._replace(worker_waits=lists.worker_waits[:waits], place_waits=lists.place_waits[:places])


NOT_COUNTED = Counter()


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
        on_day_0 = inputs.demand.waiting + sum(already.people for already in inputs.already)
        self.lay_out(people=64 + on_day_0, rows=4096, heap=4096, reviews=4)
        self.layer_number = np.zeros(rules.LAYERS, INTEGER)
        self.layer_minute = np.zeros(rules.LAYERS, FLOAT)

    def lay_out(self, people: int, rows: int, heap: int, reviews: int) -> None:
        """Make room for people, rows of the log, pending wake-ups, and supported reviews pending of one person."""
        if people > events.MOST_PEOPLE:
            raise TooManyEvents(f"more than {events.MOST_PEOPLE:,} people come, too many to number")
        posts, activities, lines = len(self.inputs.posts), len(self.inputs.activities), len(self.inputs.care_lines)
        queues = 1 + max((level.line for level in self.inputs.levels), default=0)
        leaves = 1
        while leaves < max(1, posts):
            leaves *= 2
        sizes = {
            "box": 1,
            "person": people,
            "course": people * WISHES,
            "review": people * reviews,
            "use": people * lines,
            "desk": posts,
            "queued": queues,
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
            "tree": np.zeros(queues * 2 * leaves, INTEGER),
            "queue": np.zeros(queues * people, INTEGER),
            "scratch": np.zeros(people + 1, INTEGER),
        }
        if not is_compiled():  # the compiler reads a field of a record by its name; numpy does so in a recarray
            self.tables = {name: t.view(np.recarray) if t.dtype.names else t for name, t in self.tables.items()}
        on_day_0 = {f"{name}_on_day_0": table for name, table in self.as_on_day_0().items()}
        # As plain numbers, all of eight bytes: many times sooner cleared than record by record.
        plain = {name: table.reshape(-1).view(INTEGER) for name, table in {**self.tables, **on_day_0}.items()}
        self.blank = batches.Blank(people=people, **{name: plain[name] for name in batches.Blank._fields[:-1]})

    def as_on_day_0(self) -> dict[str, np.ndarray[Any, Any]]:
        """The tables that do not begin as zeros: posts, lines and their capacities."""
        fresh = {name: np.zeros_like(self.tables[name]) for name in ("desk", "line", "tree")}
        fresh["tree"][:] = fresh["desk"]["first"] = fresh["line"]["first"] = fresh["line"]["last"] = NOBODY
        # From the last row to the first, so that the first row of each post or activity stands.
        for row, capacity in reversed(list(enumerate(self.inputs.capacities))):
            fresh["desk"][capacity.post]["row"] = row
        for row, absence in reversed(list(enumerate(self.inputs.absences))):
            fresh["desk"][absence.post]["away"] = row
        for row, places in reversed(list(enumerate(self.inputs.places))):
            fresh["line"][places.activity]["row"] = row
            fresh["line"][places.activity]["free"] = places.places
        return fresh

    def replicate(self, key: Key, replication: int) -> np.ndarray[Any, Any]:
        """One replication's log: a view of the table, good until the next replication."""
        for _ in self._batches(NOT_COUNTED, key, replication, replication + 1):
            pass
        return self.tables["log"][: self.tables["box"][0]["rows"]]

    def tallies(self, counter: Counter, key: Key, numbers: range) -> Iterator[measures.Tally]:
        """The tally of each of these replications, in order."""
        if numbers.step != 1:
            raise ValueError(f"replications are counted one after another, not by {numbers.step}")
        for many in self._batches(counter, key, numbers.start, numbers.stop):
            yield from [counter.tally(n) for n in range(many)]  # read at once: the next batch is kept in its place

    def _batches(self, counter: Counter, key: Key, first: int, last: int) -> Iterator[int]:
        """Run and count: how many at a time. Tables that are too small are laid out again for the rest."""
        while first < last:
            many = min(last - first, max(1, counter.batch))
            run = Run(key=key, **self.tables)
            with np.errstate(over="ignore"):  # uncompiled, numpy would warn where the luck's products wrap
                done, fault = replications(
                    self.records, run, self.blank, self.layer_number, self.layer_minute, counter.tables, first, many
                )
            if done:
                yield done
            if fault == batches.TALLY_FULL:
                counter.make_room()
            elif fault != FINE:
                self.make_room(fault)
            first += done

    def make_room(self, fault: int) -> None:
        """Twice the room for what overflowed, or an error where that is not allowed."""
        if fault == LOG_FULL and self.rows == self.inputs.most_events:
            raise TooManyEvents(f"more than {self.inputs.most_events:,} events in a replication")
        if fault == REVIEWS_FULL and self.reviews == MOST_REVIEWS:
            raise DoesNotFit(f"more than {MOST_REVIEWS} supported reviews of one person pending at once")
        self.lay_out(
            people=self.people * (2 if fault == PEOPLE_FULL else 1),
            rows=self.rows * (2 if fault == LOG_FULL else 1),
            heap=self.heap * (2 if fault == HEAP_FULL else 1),
            reviews=self.reviews * (2 if fault == REVIEWS_FULL else 1),
        )


def events_of(inputs: Inputs, key: Key, replication: int) -> list[events.Row]:
    """The event log of one replication, as `pathway.events` gives it."""
    return [tuple(row) for row in Tables(inputs).replicate(key, replication).tolist()]
