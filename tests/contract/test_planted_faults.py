"""Would the comparison of the engines notice a mistake? Some are planted, one line each, in copies of the sources.

A fault is a line of one engine changed into a plausible mistake. It is caught when the faulty
engine's log differs from the other engine's in one of the generated scenarios, each on one of the grids of
`tests.grids`. Faults in what both share (`rules`, `luck`) cannot show here: formulas and worked cases are for those.

`crowded` scenarios were made livelier until these faults showed, so that most are caught says that the comparison can
see such things, not how many of all mistakes it would see. Some escape all the same and stay in the list: each matters
only to a person's next episode of support. Four were planted later in what people of day 0 and run-down posts need,
six in what helpers do, six in what posts that serve some people only need, and twenty-one in what the care team does.

`sim.kernel` runs as it stands, on tables of plain objects: nothing is compiled in this file.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import module_from_spec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from sim import pathway, rules
from sim.events import Row
from sim.inputs import Inputs, inputs_of
from sim.kernel import fast
from sim.kernel.tables import FINE, NOBODY, WISHES, Run
from sim.kernel.wakeups import STRETCH
from sim.luck import study_key
from tests.grids import GRIDS, crowded

KEY = study_key(1)
SCENARIOS, WITH_CARE_TEAM = 80, 40  # within which a fault is to be caught
MOST_EVENTS = 20_000  # a fault that goes round for ever is caught too
LONG = 4_000  # rows: longer logs are left out, for the sake of time
SIM = Path(pathway.__file__).parent

Engine = Callable[[Inputs], list[Row]]


class Fault(NamedTuple):
    """One line of a module, changed."""

    breaks: str
    module: str
    line: str
    planted: str


FAULTS = [
    # the readable engine
    Fault(
        "first come, first served", "lines", "(queue_class, since, person.index", "(queue_class, -since, person.index"
    ),
    Fault(
        "no place is given at the closing",
        "lines",
        "while self.free > 0 and self.env.now < self.closes and (",
        "while self.free > 0 and (",
    ),
    Fault(
        "appointments follow one another",
        "lines",
        "self.free_from = start + takes",
        "self.free_from = now + takes",
    ),
    Fault(
        "supported reviews take the added slot first",
        "pathway",
        'else ("added", "shared")',
        'else ("shared", "added")',
    ),
    Fault(
        "of equally full posts the first is taken",
        "team",
        "min(posts, key",
        "min(reversed(posts), key",
    ),
    Fault(
        "people are handed over longest supported first",
        "team",
        "key=lambda person: (person.support_began, person.index)",
        "key=lambda person: person.index",
    ),
    Fault("a new worker's diary is empty", "team", "diary.free_from = self.now()", "diary.free_from += 0"),
    Fault("engagement begins once", "pathway", "me.engaged = min(me.engaged, self.now)", "me.engaged = self.now"),
    Fault("what of the dose lasts after a relapse is stated", "pathway", "me.lose_dose(self.inputs, self.now)", "pass"),
    Fault("engagement ends with relapse", "pathway", "me.in_care, me.engaged = True, NEVER", "me.in_care = True"),
    Fault(
        "only who leaves misses the meeting cut off",
        "pathway",
        "if kept and self.now >= me.exits:",
        "if kept:",
    ),
    Fault(
        "a slot held on day 0 is the least loaded post's",
        "team",
        "least = min(there,",
        "least = max(there,",
    ),
    Fault(
        "a first meeting before day 0 made a plan",
        "pathway",
        "self.plan(me, 0, support.first_met)",
        "self.plan(me, 0, self.now)",
    ),
    Fault(
        "a post that is run down takes nobody",
        "team",
        "not desk.is_full() and not rules.is_run_down(self.inputs, post, 0, self.now())",
        "not desk.is_full()",
    ),
    Fault(
        "a helper stops before places are given",
        "pathway",
        "Turn.STOP_HELPING, me.index, activity)",
        "Turn.END_STAY, me.index, activity)",
    ),
    Fault(
        "a group takes so many helpers",
        "pathway",
        "and places.helpers < activity.helpers and self.now",
        "and self.now",
    ),
    Fault(
        "what a helper adds is taken away again",
        "lines",
        "self.free -= places\n\n    def serve",
        "pass\n\n    def serve",
    ),
    Fault(
        "a post is given those whom it serves",
        "team",
        "[post for post in self.with_room() if self.serves(post, person)]",
        "self.with_room()",
    ),
    Fault(
        "who comes first of those whom some free post serves is taken",
        "team",
        "any(self.serves(post, person)",
        "all(self.serves(post, person)",
    ),
    Fault(
        "people of day 0 are of levels that their posts serve",
        "person",
        "lines = rules.lines_before(inputs, already)",
        "lines = rules.EVERY_LINE",
    ),
    Fault(
        "of all who ask in a minute the first of the list is given a place in care",
        "care_team",
        "since=since, until=until",
        "since=0, until=until",
    ),
    Fault("a place in care held already is not free", "care_team", "self.free -= 1\n        person", "person"),
    Fault(
        "a relapse stands before every class where a scenario says so",
        "care_team",
        "queue_class = 0 if in_front else 1 +",
        "queue_class = 1 +",
    ),
    Fault(
        "a cut takes places in care away",
        "care_team",
        "self.free += places - self.capacity",
        "self.free += max(0, places - self.capacity)",
    ),
    Fault(
        "people who leave free their place in care",
        "pathway",
        "        if me.has_care_place:\n            self.care_team.leave(me, What.CARE_PLACE_FREED)",
        "",
    ),
    Fault(
        "patience of the list for care counts what was waited by day 0",
        "pathway",
        "rules.care_patience_ends(self.inputs, me.who, self.now, me.waited)",
        "rules.care_patience_ends(self.inputs, me.who, self.now, 0)",
    ),
    Fault(
        "no patience ends the wait after a relapse",
        "pathway",
        "self.ask_for_care(me, CareWait.RELAPSE, 0, me.exits)",
        "self.ask_for_care(me, CareWait.RELAPSE, 0, self.now + 100_000)",
    ),
    Fault(
        "a supported review waits for care to start",
        "pathway",
        "            review.waits_for_care = True\n            return",
        "            pass",
    ),
    Fault(
        "people who are never referred are not referred again",
        "pathway",
        "            and not rules.is_never_referred(me.who.source)\n",
        "",
    ),
    Fault(
        "a place is kept for one discharge",
        "pathway",
        "if me.has_care_place and me.episode == episode:",
        "if me.has_care_place:",
    ),
    # the compiled engine
    Fault(
        "a timer of an earlier wait is ignored",
        "kernel.support",
        "if not me.waiting or me.until != now:",
        "if not me.waiting:",
    ),
    Fault(
        "a booking that is void is not kept",
        "kernel.support",
        "if me.phase != BOOKED or me.booked != now:",
        "if me.phase != BOOKED:",
    ),
    Fault("of one minute the first person stands first", "kernel.activities", "and before > c:", "and before < c:"),
    Fault(
        "a wait for a place ends with the activity",
        "kernel.activities",
        "course.until = min(patience, me.exits, p.activities[chosen].closes)",
        "course.until = min(patience, me.exits)",
    ),
    Fault(
        "of equals the first post stands above",
        "kernel.heaps",
        "full * desk[right].room <=",
        "full * desk[right].room <",
    ),
    Fault(
        "what is set for a stretch of time that has begun still comes",
        "kernel.wakeups",
        "if minute >> STRETCH > box.stretch:",
        "if minute >> STRETCH >= box.stretch:",
    ),
    Fault(
        "another episode of support has another liking for each activity",
        "kernel.activities",
        "if me.liked != episode + 1:",
        "if not me.liked:",
    ),
    Fault("an absence is not new luck", "kernel.team", "desk.luck *= (leaves - ends) / lasts", "desk.luck *= 1.0"),
    Fault("a review booked before a relapse lapses", "kernel.discharge", "if me.stale > 0:", "if me.stale > 1:"),
    Fault(
        "no review is asked for once the service is over",
        "kernel.reviews",
        "if review.broken_off or w.box[0].now >= p.programme.end:",
        "if review.broken_off:",
    ),
    Fault(
        "a place held on day 0 is not free",
        "kernel.activities",
        "    w.line[activity].free -= 1\n    course.activity, course.episode = activity, luck",
        "    course.activity, course.episode = activity, luck",
    ),
    Fault("who is first in the queue order is first", "kernel.support", "1 + me.queue_class, now", "1, now"),
    Fault(
        "a stay ends when the person leaves",
        "kernel.activities",
        "min(now + stay, p.activities[activity].closes, me.exits)",
        "min(now + stay, p.activities[activity].closes)",
    ),
    Fault(
        "who helps already does not help again",
        "kernel.activities",
        "if not helps or me.helping >> activity & 1 or",
        "if not helps or",
    ),
    Fault(
        "a helper's places are given at once",
        "kernel.activities",
        "        serve_places(p, w, activity)\n        at(p",
        "        at(p",
    ),
    Fault(
        "help ends when the activity closes or the person leaves",
        "kernel.activities",
        "min(now + lasts, closes, me.exits)",
        "now + lasts",
    ),
    Fault("of all lines who came first is taken", "kernel.team", "or key < least):", "or key > least):"),
    Fault(
        "a leaver's people go to colleagues who serve them",
        "kernel.team",
        "colleague = least_loaded(p, w, me.line)",
        "colleague = least_loaded(p, w, 0)",
    ),
    Fault("a post tells every line that it serves", "kernel.team", "rules.may_serve(p, post, line):", "line == 0:"),
    Fault(
        "of one class for care the longest waiting comes first",
        "kernel.care_team",
        "(box.now - waited + SINCE_ZERO) << 22",
        "SINCE_ZERO << 22",
    ),
    Fault(
        "places in care are given once a minute is over",
        "kernel.care_team",
        "at(p, w, box.now, Turn.GIVE_CARE_PLACES, 0, 0)",
        "give_care_places(p, w)",
    ),
    Fault(
        "who left this minute is given no place in care",
        "kernel.care_team",
        "        if not w.person[i].gone:\n            box.care_free",
        "        if True:\n            box.care_free",
    ),
    Fault(
        "who gives up the list for care is out of it",
        "kernel.care_team",
        "        me.gone = 1\n        write(w, i, What.LEFT, 1, 0)",
        "        write(w, i, What.LEFT, 1, 0)",
    ),
    Fault(
        "who is given a place in care no longer gives up",
        "kernel.care_team",
        "w.care[i].holds, w.care[i].waits = 1, 0",
        "w.care[i].holds = 1",
    ),
    Fault(
        "a place kept by a person in care again is not taken away",
        "kernel.care_team",
        "if care.holds and not w.person[i].in_care and care.kept_until",
        "if care.holds and care.kept_until",
    ),
    Fault(
        "a booking of an earlier episode lapses while care waits",
        "kernel.reviews",
        "    forget_bookings(w, i)\n    w.person[i].due = NEVER",
        "    w.person[i].due = NEVER",
    ),
    Fault(
        "no routine review falls due while care waits",
        "kernel.reviews",
        "    forget_bookings(w, i)\n    w.person[i].due = NEVER",
        "    forget_bookings(w, i)",
    ),
    Fault(
        "a review put off is not asked for once the service is over",
        "kernel.care_team",
        "review.state == PUT_OFF and now < p.programme.end:",
        "review.state == PUT_OFF:",
    ),
    Fault(
        "people on the list for care on day 0 have waited",
        "kernel.steps",
        "me.waited = rules.weeks_waited_for_care(p, who)",
        "me.waited = 0",
    ),
    Fault(
        "care places change in turn",
        "kernel.care_team",
        "    give_care_later(p, w)\n    await_care_team_change(p, w)",
        "    await_care_team_change(p, w)",
    ),
    # those that escaped when this was written
    Fault(
        "a timer of an earlier choice is ignored",
        "kernel.activities",
        "if course.state != IN_LINE or course.until != now:",
        "if course.state != IN_LINE:",
    ),
    Fault(
        "who stays on is not offered the same again",
        "kernel.activities",
        "me.staying |= 1 << activity",
        "me.staying |= 0",
    ),
]
READABLE = ("lines", "person", "team", "care_team", "pathway")  # in order of import
ROOMS = (  # likewise
    *("heaps", "tables", "wakeups", "progress", "waiting", "team"),
    *("activities", "reviews", "support", "care_team", "care", "discharge", "steps"),
)
KERNEL = ("rules", *(f"kernel.{room}" for room in ROOMS))


# ---------------------------------------------------------------- copies


class Copied(SourceFileLoader):
    """Loads a module of sim with a fault in it, or with none."""

    def __init__(self, module: str, fault: Fault | None) -> None:
        super().__init__(f"sim.{module}", str(SIM.joinpath(*module.split(".")).with_suffix(".py")))
        self.fault = fault if fault and fault.module == module else None

    def get_code(self, fullname: str) -> CodeType:
        """Never from a cache, and never into one."""
        source = Path(self.path).read_text(encoding="utf-8")
        if self.fault:
            assert source.count(self.fault.line) == 1, f"{self.fault.line!r} does not stand once in {self.path}"
            source = source.replace(self.fault.line, self.fault.planted)
        return compile(source, self.path, "exec")


def copies(modules: tuple[str, ...], fault: Fault | None) -> ModuleType:
    """The last of these modules, importing copies of those before it."""
    names = [f"sim.{module}" for module in modules]
    with restored(names):
        for name, module in zip(names, modules, strict=True):
            loader = Copied(module, fault)
            sys.modules[name] = copy = module_from_spec(ModuleSpec(name, loader, origin=loader.path))
            put_in_its_package(name, copy)  # `from sim import rules` asks the package first
            loader.exec_module(copy)
        return copy


@contextmanager
def restored(names: list[str]) -> Iterator[None]:
    """Whatever these modules were, they are afterwards."""
    before = {name: sys.modules[name] for name in names}
    try:
        yield
    finally:
        sys.modules.update(before)
        for name, module in before.items():
            put_in_its_package(name, module)


def put_in_its_package(name: str, module: ModuleType) -> None:
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, module)


def engine_with(fault: Fault | None, modules: tuple[str, ...]) -> Engine:
    """One of the two engines, with a fault or with none."""
    copy = copies(modules, fault)
    if modules == READABLE:
        return lambda inputs: copy.events(inputs, KEY, 0)
    return lambda inputs: as_it_stands(copy, inputs)


# ---------------------------------------------------------------- the kernel on plain objects


class Record:
    """A row of a table, all noughts at first."""

    def __getattr__(self, field: str) -> int:
        return 0


class Log(dict[tuple[int, int], int]):
    """A table of rows of five, written cell by cell."""

    def __len__(self) -> int:
        return LONG * 4


def records(count: int) -> list[Record]:
    return [Record() for _ in range(count)]


def as_it_stands(steps: ModuleType, inputs: Inputs) -> list[Row]:
    """One replication of the kernel, uncompiled."""
    people, queues = 400, 1 + max((level.line for level in inputs.levels), default=0)
    tables: dict[str, Any] = {
        "box": records(1),
        "person": records(people),
        "outcome": [0.0] * people * rules.OUTCOMES,
        "liking": [0.0] * people * len(inputs.activities),
        "course": records(people * WISHES),
        "review": records(people * 8),
        "use": records(people * len(inputs.care_lines)),
        "slots": records(2),
        "care": records(people * inputs.care_team.on),
        "care_list": [0] * people * inputs.care_team.on,
        "heap": [0] * MOST_EVENTS,
        "later": records(MOST_EVENTS),
        "stretch": [0] * (1 + (inputs.horizon >> STRETCH)),
        "log": Log(),
        "level": [0] * people * len({level.trait for level in inputs.levels}),
        "queue": [0] * people * queues,
        "queued": records(queues),
        "scratch": [0] * (people + 1),
        "tree": [NOBODY] * fast.leaves(inputs) * 2 * queues,
    }
    for name, rows in fast.on_day_0(inputs).items():
        tables[name] = records(len(rows))
        for record, row in zip(tables[name], rows, strict=True):
            vars(record).update(row)
    run = Run(key=KEY, **tables)
    fault = steps.run(inputs, run, [0] * rules.LAYERS, [0.0] * rules.LAYERS)
    assert fault == FINE
    cells = run.log
    return [tuple(cells[row, column] for column in range(5)) for row in range(run.box[0].rows)]  # type: ignore[misc]


# ---------------------------------------------------------------- the check


@cache
def corpus() -> list[tuple[Inputs, list[Row]]]:
    """Generated inputs, and the log that SimPy writes of them."""
    found: list[tuple[Inputs, list[Row]]] = []

    def collect(many: int, *, care: bool) -> None:
        @settings(max_examples=2 * many, database=None)
        @given(scenario=crowded(care=care), grid=st.sampled_from(GRIDS))
        def some(scenario, grid):
            inputs = grid(inputs_of(scenario))._replace(most_events=MOST_EVENTS)
            if len(found) < most:
                log = pathway.events(inputs, KEY, 0)
                if 20 < len(log) < LONG:
                    found.append((inputs, log))

        most = len(found) + many
        some()
        assert len(found) == most

    collect(SCENARIOS, care=False)
    collect(WITH_CARE_TEAM, care=True)
    return found


def caught_by(fault: Fault) -> int | None:
    """The number of the scenario that shows a fault."""
    faulty = engine_with(fault, READABLE if fault.module in READABLE else KERNEL)
    for n, (inputs, log) in enumerate(corpus(), start=1):
        try:
            if faulty(inputs) != log:
                return n
        except Exception:  # noqa: BLE001 - a fault that breaks the engine shows, whatever it raises
            return n
    return None


def test_copies_without_a_fault_agree():
    """So whatever differs below is the fault's doing."""
    for modules in (READABLE, KERNEL):
        engine = engine_with(None, modules)
        for inputs, log in corpus():
            assert engine(inputs) == log


def test_at_least_nine_in_ten_planted_faults_are_caught():
    caught = {fault.breaks: caught_by(fault) for fault in FAULTS}
    for breaks, n in caught.items():
        print(f"{breaks}: {'ESCAPED' if n is None else f'caught by scenario {n}'}")
    assert len(caught) == len(FAULTS) >= 20
    assert sum(n is not None for n in caught.values()) >= 0.9 * len(FAULTS), caught
