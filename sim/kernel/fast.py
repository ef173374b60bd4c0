"""How is the journey run a hundred times faster? The handlers of the rooms here, compiled: `kernel.wasm`.

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
| (in REFER) | care_team: come_to_care, hold_care_place, ask_for_care | comes_to_care, ask_for_care |
| GIVE_CARE_PLACES, START_CARE | care_team: give_care_places, start_care | CareTeam.give, wait_for_care |
| TIRE_OF_CARE_LIST | care_team: tire_of_care_list | wait_for_care |
| (in REVIEW), END_KEPT_PLACE | care_team: end_care_place, end_kept_place | frees_care_place, keeps_care_place |
| CHANGE_CARE_TEAM | care_team: change_care_team | care_team_changes |
| FILL, VACANT | team: fill, vacant, hand_over | post, Team.fill, Team.vacate |
| CHANGE_TEAM, CHANGE_PLACES | team: change_team; activities: change_places | post_changes, place_changes |

Ties: the next thing is the pending wake-up with the least key, minute << 35 | class << 30 | person << 8 | nth. The two
engines share only `rules.py` and `luck.py`; that they write the same log, event for event, is therefore evidence.
The tables are laid out once, in the memory of one machine, and used again by every replication of a thread.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from sim import events, measures, rules
from sim.errors import DoesNotFit, TooManyEvents
from sim.frames import Shape
from sim.inputs import Inputs, ProgrammeInputs
from sim.kernel.batches import TALLY_FULL, Blank, Counting, Job
from sim.kernel.layouts import JOB, LOG_COLUMNS, ROWS, WHOLE, WORD, Group, Number, words_before
from sim.kernel.machine import Machine, a_machine
from sim.kernel.memory import Elsewhere, Place, Plan, numbers_of, packed
from sim.kernel.tables import FINE, HEAP_FULL, LOG_FULL, NOBODY, PEOPLE_FULL, REVIEWS_FULL, WISHES, Run
from sim.kernel.wakeups import STRETCH
from sim.luck import Key
from sim.sums import NOTHING_WANTED, Kept, Wanted

WHOLE_MINUTES = 1 << 28  # what fits in a key: 510 years
MOST_REVIEWS = 256  # likewise: supported reviews of one person pending at once
BATCH = 16  # replications run and counted at a stretch, if there is room for
MOST_KEPT = 1 << 21  # numbers of their tallies
AT_FIRST = 256  # people, or waits, that there is room for before it is known how many there are
ROWS_A_PERSON = 32  # of the log, likewise
ROOM = ("people", "most_waits")  # in a frame: what a replication may need more of
WIDTHS = {name: len(row.kinds) for name, row in ROWS.items()} | {"log": LOG_COLUMNS}  # words a row; else one
ROWS_OF_LOG = WHOLE["box"].index("rows")
FIRST = words_before(JOB, "first")
[INPUTS] = [part for name, part in JOB.parts if name == "p" and isinstance(part, Group)]
IN_BLOCK = {name: words_before(JOB, "p") + words_before(INPUTS, name) for name, _ in INPUTS.parts}  # their words there
DAY_0 = {"posts", "capacities", "absences", "activities", "places"}  # inputs that say how desks and lines begin
NOTHING = measures.Frame(0, (0,), (0,), (), (), (), 0, 0, 0, 0, 0, (), (), 1, 0, 0, 0, 0)


class Counter:
    """What logs of one scenario are counted into: how much room that takes, and for how many at a time."""

    def __init__(self, shape: Shape | None = None, wanted: Wanted = NOTHING_WANTED) -> None:
        self.counts, self.wanted = shape is not None, wanted
        self.frame = NOTHING if shape is None else shape.frame(people=0, waits=0)
        self.lay_out(*([0 if shape is None else AT_FIRST] * len(ROOM)))

    def lay_out(self, people: int, most_waits: int) -> None:
        """Make room for a number of people, and of waits."""
        self.frame = self.frame._replace(people=people, most_waits=most_waits)
        self.ends = list(accumulate(len(buffer) for buffer in measures.empty_tally(self.frame)))
        self.batch = max(1, min(BATCH, MOST_KEPT // self.ends[-1])) if self.counts else 0

    def make_room(self) -> None:
        """Twice as much of everything."""
        self.lay_out(*(2 * getattr(self.frame, name) for name in ROOM))

    def lies(self, plan: Plan) -> Counting:
        """Where all of it is to lie."""
        flat = plan.reserve(self.ends[-1])
        buffers: Any = [flat.part(start, end - start) for start, end in pairwise([0, *self.ends])]
        at_first = measures.empty_work(self.frame)
        work: Any = [plan.reserve(len(buffer)) for buffer in at_first]
        added = plan.reserve(self.batch, len(self.wanted.number)).plain
        kept = plan.reserve(self.batch, self.ends[-1])
        return Counting(
            self.frame, measures.Tally(*buffers), measures.Work(*work), at_first, flat, self.wanted.sums, added, kept
        )

    def kept(self, laid: "Laid", words: memoryview, many: int) -> Iterator[Kept]:
        """What is kept of each replication of a batch, as `sums.kept` gives it."""
        *_, filled, cells, _ = [0, *self.ends]
        sums, wide = words[laid.added.words].tobytes(), WORD * len(self.wanted.number)
        for n in range(many):
            tally = words[laid.kept.row(n)]
            yield Kept(
                sums[n * wide : (n + 1) * wide],
                tally[:cells].tobytes() if self.wanted.tallies else b"",
                tally[cells : cells + tally[filled]].tobytes(),
            )


NOT_COUNTED = Counter()


class Tables:
    """The tables of one thread: laid out for a number of people, grown when a replication needs more."""

    def __init__(self, inputs: Inputs, machine: Machine | None = None) -> None:
        if inputs.horizon >= WHOLE_MINUTES:
            raise DoesNotFit(
                f"the run is {inputs.horizon:,} minutes long and the compiled engine holds {WHOLE_MINUTES:,} "
                f"(510 years); the readable one (--engine simpy) holds more"
            )
        self.inputs, self.machine = inputs, machine or a_machine()
        here = inputs.demand.waiting + sum(already.people for already in inputs.already)
        here += inputs.care_team.in_care + inputs.care_team.waiting
        self.lay_out(people=AT_FIRST + here, rows=AT_FIRST * ROWS_A_PERSON, heap=4096, reviews=4)

    def lay_out(self, people: int, rows: int, heap: int, reviews: int) -> None:
        """Make room for people, rows of the log, pending wake-ups, and supported reviews pending of one person."""
        self.people, self.rows = min(people, events.MOST_PEOPLE), min(rows, self.inputs.most_events)
        self.heap, self.reviews = heap, reviews
        self.laid: Laid | None = None

    def give(self, inputs: Inputs) -> None:
        """Other numbers, from the next replication on: written over those before where no table is longer or shorter
        for it, else everything is laid out again."""
        before, sizes, self.inputs = self.inputs, self._sizes(), inputs
        if self.laid is not None and (
            self._sizes() != sizes or inputs.most_events != before.most_events or not self._written_over(before)
        ):
            self.lay_out(people=self.people, rows=self.rows, heap=self.heap, reviews=self.reviews)

    def _written_over(self, before: Inputs) -> bool:
        """Write what differs over what was there; False where it does not fit."""
        laid, words = self.laid, self.machine.words
        assert laid is not None  # noqa: S101 - there is something to write over
        moved = [
            (name, part, value)
            for (name, part), value, was in zip(INPUTS.parts, self.inputs, before, strict=True)
            if value is not was and value != was
        ]
        content: list[tuple[Place, str, Sequence[Any]]] = []
        for name, part, value in moved:
            if isinstance(part, Elsewhere):
                content.append((getattr(laid.inputs, name), *numbers_of(part, value)))
            elif isinstance(part, Number):
                content.append((laid.block.part(IN_BLOCK[name], 1), part.kind, [value]))
        if DAY_0 & {name for name, *_ in moved}:
            on_day_0 = _on_day_0(self.inputs, self._sizes())
            content += [(laid.on_day_0[name], "q", numbers) for name, numbers in on_day_0.items()]
        if any(place.rows * place.columns != len(numbers) for place, _, numbers in content):
            return False
        for place, kinds, numbers in content:
            words[place.words] = memoryview(packed(kinds, numbers)).cast("q")
        return True

    def _sizes(self) -> dict[str, int]:
        """How many rows each table has. From the heap on, all are written before they are read, and need no zeros."""
        posts, people = len(self.inputs.posts), self.people
        queues = 1 + max((level.line for level in self.inputs.levels), default=0)
        return {
            "box": 1,
            "person": people,
            "course": people * WISHES,
            "review": people * self.reviews,
            "use": people * len(self.inputs.care_lines),
            "desk": posts,
            "queued": queues,
            "line": len(self.inputs.activities),
            "slots": 2,
            "care": people * self.inputs.care_team.on,
            "stretch": 1 + (self.inputs.horizon >> STRETCH),
            "heap": self.heap,
            "later": self.heap,
            "log": self.rows,
            "level": people * len({level.trait for level in self.inputs.levels}),
            "tree": queues * 2 * leaves(self.inputs),
            "queue": queues * people,
            "care_list": people * self.inputs.care_team.on,
            "scratch": people + 1,
            "outcome": people * rules.OUTCOMES,
            "liking": people * len(self.inputs.activities),
        }

    def _laid_out_for(self, counter: Counter, key: Key) -> "Laid":
        """Where everything lies in the machine's memory: written there now, if it does not lie there yet."""
        if self.laid is None or (self.laid.frame, self.laid.wanted, self.laid.key) != (
            counter.frame,
            counter.wanted,
            key,
        ):
            self.laid = self._lay_down(counter, key)
        return self.laid

    def _lay_down(self, counter: Counter, key: Key) -> "Laid":
        plan, sizes = Plan(self.machine), self._sizes()
        tables = {name: plan.reserve(size, WIDTHS.get(name, 1)) for name, size in sizes.items()}
        on_day_0 = {name: plan.store("q", rows) for name, rows in _on_day_0(self.inputs, sizes).items()}
        plain = {name: place.plain for name, place in tables.items()}
        plain |= {f"{name}_on_day_0": place for name, place in on_day_0.items()}
        blank: Any = Blank(people=self.people, **{name: plain[name] for name in Blank._fields[:-1]})
        run: Any = Run(key=key, **tables)
        numbers, minutes, outcome = plan.reserve(rules.LAYERS), plan.reserve(rules.LAYERS), plan.reserve(2)
        counting = counter.lies(plan)
        inputs: Inputs = plan.put(INPUTS, self.inputs)
        job = Job(inputs, run, blank, numbers, minutes, counting, 0, 0, outcome)
        plan.carry_out(job, zeros_until=tables["heap"].begins)
        return Laid(
            counter.frame,
            counter.wanted,
            key,
            plan.block,
            outcome,
            inputs,
            on_day_0,
            tables["box"],
            tables["log"],
            counting.added,
            counting.kept,
        )

    def replicate(self, key: Key, replication: int) -> memoryview:
        """One replication's log: whole numbers, row after row; good until the next replication."""
        for laid, _ in self._batches(NOT_COUNTED, key, range(replication, replication + 1), self.inputs.programme):
            words = self.machine.words
            rows = words[laid.box.words][ROWS_OF_LOG]
            log = words[laid.log.part(0, rows * LOG_COLUMNS).words]
        return log

    def log(self, key: Key, replication: int) -> list[events.Row]:
        """The same, as `pathway.events` gives it."""
        numbers = iter(self.replicate(key, replication).tolist())
        return list(zip(*[numbers] * LOG_COLUMNS, strict=True))

    def kept(
        self, counter: Counter, key: Key, numbers: range, programme: ProgrammeInputs | None = None
    ) -> Iterator[Kept]:
        """What is kept of each of these replications, in order. `programme`: of another world than the inputs'."""
        if numbers.step != 1:
            raise ValueError(f"replications are counted one after another, not by {numbers.step}")
        for laid, many in self._batches(counter, key, numbers, programme or self.inputs.programme):
            # Read at once: the next batch is kept in its place.
            yield from list(counter.kept(laid, self.machine.words, many))

    def _batches(
        self, counter: Counter, key: Key, numbers: range, programme: ProgrammeInputs
    ) -> Iterator[tuple["Laid", int]]:
        """Run and count: how many at a time. Tables that are too small are laid out again for the rest."""
        first, last = numbers.start, numbers.stop
        while first < last:
            many = min(last - first, max(1, counter.batch))
            laid = self._laid_out_for(counter, key)
            self.machine.words[laid.programme.words] = array("q", programme)
            which = laid.block.part(FIRST, 2).words
            self.machine.words[which] = array("q", [first, many])
            self.machine.run(laid.block.begins)
            done, fault = self.machine.words[laid.outcome.words]
            if done:
                yield laid, done
            if fault == TALLY_FULL:
                counter.make_room()
            elif fault != FINE:
                self.make_room(fault)
            first += done

    def make_room(self, fault: int) -> None:
        """Twice the room for what overflowed, or an error where that is not allowed."""
        if fault == PEOPLE_FULL and self.people == events.MOST_PEOPLE:
            raise TooManyEvents(f"more than {events.MOST_PEOPLE:,} people come, too many to number")
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


class Laid(NamedTuple):
    """For what the machine's memory is laid out, and where that lies which is read and written from outside."""

    frame: measures.Frame
    wanted: Wanted
    key: Key
    block: Place
    outcome: Place
    inputs: Any  # an `Inputs` of places, and of the numbers that stand in the block
    on_day_0: Mapping[str, Place]
    box: Place
    log: Place
    added: Place
    kept: Place

    @property
    def programme(self) -> Place:
        """The programme, in whichever world is run."""
        place: Place = self.inputs.programme
        return place


def leaves(inputs: Inputs) -> int:
    """How many posts a tree holds: a power of two."""
    return 1 << max(0, len(inputs.posts) - 1).bit_length()


def on_day_0(inputs: Inputs) -> dict[str, list[dict[str, int]]]:
    """The tables of records that do not begin as zeros: posts, and lines for activities; what is not 0 of each row."""
    desks = [{"first": NOBODY} for _ in inputs.posts]
    lines = [{"first": NOBODY, "last": NOBODY} for _ in inputs.activities]
    # From the last row to the first, so that the first row of each post or activity stands.
    for row, capacity in reversed(list(enumerate(inputs.capacities))):
        desks[capacity.post]["row"] = row
    for row, absence in reversed(list(enumerate(inputs.absences))):
        desks[absence.post]["away"] = row
    for row, places in reversed(list(enumerate(inputs.places))):
        lines[places.activity] |= {"row": row, "free": places.places}
    return {"desk": desks, "line": lines}


def _on_day_0(inputs: Inputs, sizes: Mapping[str, int]) -> dict[str, list[int]]:
    """The same as plain numbers, and the tree."""
    plain = {
        name: [row.get(field, 0) for row in rows for field, _ in ROWS[name].fields]
        for name, rows in on_day_0(inputs).items()
    }
    return plain | {"tree": [NOBODY] * sizes["tree"]}


def events_of(inputs: Inputs, key: Key, replication: int) -> list[events.Row]:
    """The event log of one replication, as `pathway.events` gives it."""
    return Tables(inputs).log(key, replication)
