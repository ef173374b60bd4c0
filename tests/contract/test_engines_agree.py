"""Two tellings of one journey write the same log, event for event, and what is counted from it is the same.

`sim.pathway` (SimPy) and `sim.kernel` share rules, luck and nothing of the flow. The kernel's file runs under wasmtime
and in V8, whose compilers have nothing in common; `make kernel-checks` runs the same tests with the kernel compiled by
Numba for this machine, and as plain Python. `make theory` asks for 2,000 generated scenarios. How sharp the comparison
is, `test_planted_faults.py` says.
"""

import gc
from array import array
from collections import Counter
from itertools import pairwise
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.kernel.machine
from experiments.run import Case, run
from sim import pathway, rules
from sim.errors import DoesNotFit, TooManyEvents
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import Inputs, World, inputs_of
from sim.kernel import fast
from sim.kernel.batches import TALLY_FULL
from sim.kernel.tables import FINE, HEAP_FULL, LOG_FULL, PEOPLE_FULL, REVIEWS_FULL
from sim.loading import bundled, load
from sim.luck import SOURCE, Source, draw, study_key
from sim.stays import IN_CARE_PLACE, WAITING_FOR_CARE
from sim.sums import kept
from sim.units import WEEK, YEAR
from tests import machines
from tests.grids import GRIDS, lively
from tests.machines import machines_of_the_journey
from tests.scenarios import scenario

KEY = study_key(1)
MACHINES = machines_of_the_journey()
WORLDS = st.sampled_from([World.PROGRAMME, World.PROGRAMME, World.USUAL, World.USUAL_RELAPSE])


# One place at a time, and few who live to see it: what generated scenarios come to only now and then.
ASSUMED = 'source = "made up", grade = "assumed"'
RUSH = {
    "dates": "service_end = 2016-03-01",
    "link_workers": f"caseload_per_post = {{ value = 4, {ASSUMED} }}\nturnover_per_year = {{ value = 2, {ASSUMED} }}",
    "activity_defaults": f"places = {{ value = 1, {ASSUMED} }}",
    "activities.choir": "closes = 2016-02-01",
    "reviews": f"slots_per_week = {{ value = 1, {ASSUMED} }}\nchance_of_discharge = {{ value = 0.5, {ASSUMED} }}",
    "exits": f"per_year = {{ value = 3, {ASSUMED} }}",
    "relapse": f"per_year = {{ value = 10, {ASSUMED} }}",
}
PATIENT = f"weeks_of_patience = {{ value = 500, {ASSUMED} }}"
CARE_TEAM = {
    "care_team": f"places = {{ value = 30, {ASSUMED} }}\npeople_on_day_0 = {{ value = 20, {ASSUMED} }}\n"
    f"waiting_on_day_0 = {{ value = 5, {ASSUMED} }}\nnew_people_per_week = {{ value = 1, {ASSUMED} }}\n"
    f'weeks_of_patience = {{ value = 9, {ASSUMED} }}\nafter_a_relapse = "kept_place"\nweeks_place_is_kept = 9\n'
    f"[[care_team.changes]]\nstarts = 2016-06-01\nplaces = 20",
    "costs.care": 'cash_rule = "refill"',
}
RUSHES = (RUSH, {**RUSH, "support": PATIENT, "prescription": PATIENT}, {**RUSH, **CARE_TEAM})


def first_difference(one: list[Row], other: list[Row]) -> str:
    """Where two logs part, and what happened before."""
    at = next((n for n, rows in enumerate(zip(one, other, strict=False)) if rows[0] != rows[1]), None)
    if at is None:
        at = min(len(one), len(other))
    around = slice(max(0, at - 3), at + 2)
    return f"row {at} of {len(one)} and {len(other)}:\n{one[around]}\n{other[around]}"


def same_log(inputs: Inputs, replication: int = 0) -> list[Row]:
    """The log that SimPy and every machine write."""
    readable = pathway.events(inputs, KEY, replication)
    for machine in MACHINES:
        compiled = fast.Tables(inputs, machine()).log(KEY, replication)
        if readable != compiled:  # not left to pytest, which would compare thousands of rows
            pytest.fail(f"SimPy and {machine.__name__}, {first_difference(readable, compiled)}")
    return readable


# ---------------------------------------------------------------- generated scenarios


def test_engines_write_the_same_log_and_every_kind_of_event_is_among_them():
    """Any world, as it stands and on each coarser grid."""
    kinds: Counter[int] = Counter()
    shared: dict[str, list[float]] = {grid.__name__: [] for grid in GRIDS}

    def agree(scenario, world, replication):
        for grid in GRIDS:
            log = same_log(grid(inputs_of(scenario, world)), replication)
            kinds.update(row[2] for row in log)
            if log:
                shared[grid.__name__].append(sum(row[0] == last[0] for last, row in pairwise(log)) / len(log))

    given(scenario=lively(care=True), world=WORLDS, replication=st.integers(0, 99))(agree)()
    for rush in RUSHES:
        for replication in range(2):
            agree(scenario(**rush), World.PROGRAMME, replication)
    print(f"{sum(map(len, shared.values())):,} logs, {kinds.total():,} rows")
    for name, shares in shared.items():
        print(f"  {name}: {fmean(shares):.0%} of a log's rows share their minute with the row before")
        assert fmean(shares) > 0.25
    assert not [what.name for what in What if not kinds[what]]


@given(scenario=lively(care=True), world=WORLDS)
def test_engines_count_the_same_and_tables_used_again_remember_nothing(scenario, world):
    """Replications of one thread, in any order, as if each were the first."""
    case, inputs = Case("made up", scenario, 7), inputs_of(scenario, world)
    rows = {n: fast.events_of(inputs, KEY, n) for n in range(2)}
    counted = {n: kept(case.shape.measure(rows[n]), case.wanted) for n in range(2)}
    for machine in MACHINES:
        tables, counter = fast.Tables(inputs, machine()), fast.Counter(case.shape, case.wanted)
        for n in (1, 0, 0, 1):
            assert tables.log(KEY, n) == rows[n]
            assert list(tables.kept(counter, KEY, range(n, 2))) == [counted[m] for m in range(n, 2)]


# ---------------------------------------------------------------- shipped scenarios


@pytest.mark.parametrize("name", bundled())
def test_engines_write_the_same_log_of_every_shipped_scenario(name):
    """One replication of both worlds: there are many scenarios, and the readable engine takes its time. More of each,
    and the third world, in tests/theory; generated scenarios take all three above."""
    shipped = load(name).scenario
    shape = Shape(shipped)
    for world in (World.PROGRAMME, World.USUAL):
        inputs = inputs_of(shipped, world)
        log = same_log(inputs)
        assert log
        for machine in MACHINES:
            (counted,) = fast.Tables(inputs, machine()).kept(fast.Counter(shape), KEY, range(1))
            assert shape.opened(counted) == shape.measure(log)


def test_threads_change_nothing_and_neither_does_the_engine():
    """Tallies, ledgers and bridges of two scenarios asked about together."""
    questions = [Case("small", scenario(), 7), Case("other", scenario(**RUSH), 7)]
    readable = run(questions, range(3), engine="simpy")
    assert readable[0][0].bridges
    assert any(readable[0][0].worlds[World.PROGRAMME].counted)
    for jobs in (1, 2, 3):
        assert run(questions, range(3), jobs=jobs, engine="fast") == readable


def test_no_machine_outlives_what_it_was_made_for():
    """Each reserves 4 GB of addresses: they go when the run is over, not when Python next looks for garbage."""
    before = len(sim.kernel.machine._open)
    gc.disable()
    try:
        for _ in range(3):
            run([Case("small", scenario(), 7)], range(4), jobs=2, engine="fast")
        assert len(sim.kernel.machine._open) == before
    finally:
        gc.enable()


def test_results_come_in_order_and_progress_is_reported_for_any_number_of_threads():
    case = Case("small", scenario(), seed=1)
    result = []
    (results,) = run([case], range(4, 15), jobs=3, engine="fast", progress=result.append)
    assert [replication.number for replication in results] == list(range(4, 15))
    assert result == [*range(1, 12)]


def test_more_replications_than_a_batch_are_each_as_if_alone(monkeypatch):
    """And tables that are too small within a batch grow without losing any."""
    monkeypatch.setattr(fast, "BATCH", 2)
    service = scenario()
    shape, inputs = Shape(service), inputs_of(service)
    tables = fast.Tables(inputs)
    tables.lay_out(people=1, rows=1, heap=1, reviews=1)
    found = list(map(shape.opened, tables.kept(fast.Counter(shape), KEY, range(5))))
    assert found == [shape.measure(fast.events_of(inputs, KEY, n)) for n in range(5)]


# ---------------------------------------------------------------- limits


BIG = {"people": 500, "rows": 20_000, "heap": 5_000, "reviews": 4}
TOO_SMALL = {
    "people": ({"people": 20}, {}, PEOPLE_FULL),
    "rows": ({"rows": 100}, {}, LOG_FULL),
    "heap": ({"heap": 10}, {}, HEAP_FULL),
    "people counted": ({}, {"people": 20}, TALLY_FULL),
    "waits counted": ({}, {"most_waits": 5}, TALLY_FULL),
}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("which", TOO_SMALL)
def test_every_table_that_is_too_small_has_a_code_of_its_own(machine, which):
    small, counted, code = TOO_SMALL[which]
    service = scenario()
    tables, counter = fast.Tables(inputs_of(service), machine()), fast.Counter(Shape(service))
    tables.lay_out(**{**BIG, **small})
    counter.lay_out(**{"people": 500, "most_waits": 1_800, **counted})
    assert outcome(tables, counter) == (0, code)


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("source", [Source.IN_CARE, Source.CARE_LIST, Source.NEW_TO_CARE])
def test_people_of_the_care_team_for_whom_there_is_no_room_have_the_same_code(machine, source):
    """There is room for everybody who comes before the first of them."""
    inputs = inputs_of(scenario(**CARE_TEAM))
    sources = [entry.source & SOURCE for entry in rules.people(inputs, KEY, 0)]
    tables = fast.Tables(inputs, machine())
    tables.lay_out(**{**BIG, "people": sources.index(source)})
    assert outcome(tables, fast.Counter()) == (0, PEOPLE_FULL)
    tables.lay_out(**{**BIG, "people": len(sources)})
    assert outcome(tables, fast.Counter()) == (1, FINE)


@pytest.mark.parametrize("machine", MACHINES)
def test_room_for_everything_is_told_as_fine_and_one_review_too_many_is_not(machine):
    service = scenario(**ALWAYS_BACK)
    tables, counter = fast.Tables(inputs_of(service), machine()), fast.Counter(Shape(service))
    counter.lay_out(people=500, most_waits=2_900)
    tables.lay_out(**{**BIG, "reviews": 200})
    assert outcome(tables, counter) == (1, FINE)
    tables.lay_out(**BIG)
    assert outcome(tables, counter) == (0, REVIEWS_FULL)


def outcome(tables: fast.Tables, counter: fast.Counter) -> tuple[int, int]:
    """How many of one replication were done, and what overflowed."""
    laid = tables._laid_out_for(counter, KEY)
    tables.machine.words[laid.block.part(fast.FIRST, 2).words] = array("q", [0, 1])
    tables.machine.run(laid.block.begins)
    done, fault = tables.machine.words[laid.outcome.words]
    return done, fault


def test_more_memory_than_there_may_be_is_refused_in_words(monkeypatch):
    """And what fits is run on the same machine all the same."""
    inputs, machine = inputs_of(scenario()), machines.named(machines.NAME)()
    if machines.NAME == "file":
        monkeypatch.setattr(sim.kernel.machine, "MOST_PAGES", 64)
    tables = fast.Tables(inputs, machine)
    tables.lay_out(people=4_000_000, rows=10, heap=10, reviews=4)
    with pytest.raises(DoesNotFit, match="memory"):
        tables.log(KEY, 0)
    assert fast.Tables(inputs, machine).log(KEY, 0) == pathway.events(inputs, KEY, 0)


def test_tables_that_are_too_small_grow_and_the_log_is_the_same():
    inputs = inputs_of(scenario())
    tables = fast.Tables(inputs)
    tables.lay_out(people=1, rows=1, heap=1, reviews=1)
    assert tables.log(KEY, 0) == pathway.events(inputs, KEY, 0)
    assert min(tables.people, tables.rows, tables.heap) > 64


def test_so_do_the_tables_of_the_care_team():
    """Of the people in care, of its list, and of what they are counted in."""
    service = scenario(**{**RUSH, **CARE_TEAM})
    shape, inputs = Shape(service), inputs_of(service)
    tables, counter = fast.Tables(inputs), fast.Counter(shape)
    tables.lay_out(people=1, rows=1, heap=1, reviews=1)
    counter.lay_out(people=1, most_waits=1)
    assert tables.log(KEY, 0) == (log := pathway.events(inputs, KEY, 0))
    assert {*WAITING_FOR_CARE.events, *IN_CARE_PLACE.events} <= {row[2] for row in log}
    [counted] = tables.kept(counter, KEY, range(1))
    assert shape.opened(counted) == shape.measure(log)


# Support is over in an hour, its review two years off, and relapse refers again within weeks.
ALWAYS_BACK = {
    "stages": "activities = false",
    "support": f"meetings = {{ value = 1, {ASSUMED} }}",
    "link_workers": f"caseload_per_post = {{ value = 400, {ASSUMED} }}",
    "reviews": f"slots_per_week = {{ value = 1000, {ASSUMED} }}\nweeks_to_first_review = {{ value = 1, {ASSUMED} }}\n"
    f"weeks_between_reviews = {{ value = 1, {ASSUMED} }}\nchance_of_discharge = {{ value = 0.95, {ASSUMED} }}",
    "reviews.supported": f'asked = "after_start"\nweeks_after_start = {{ value = 100, {ASSUMED} }}',
    "relapse": f"per_year = {{ value = 30, {ASSUMED} }}\nchance_referred_again = {{ value = 1, {ASSUMED} }}",
}


def test_one_person_may_have_many_supported_reviews_pending():
    inputs = inputs_of(scenario(**ALWAYS_BACK))
    tables = fast.Tables(inputs)
    assert tables.log(KEY, 0) == pathway.events(inputs, KEY, 0)
    assert tables.reviews > 4  # more than there was room for


def test_buffers_of_a_tally_that_are_too_small_grow_and_the_tally_is_the_same():
    service = scenario()
    shape, log = Shape(service), pathway.events(inputs_of(service), KEY, 0)
    counter = fast.Counter(shape)
    counter.lay_out(people=1, most_waits=1)
    [counted] = fast.Tables(inputs_of(service)).kept(counter, KEY, range(1))
    assert shape.opened(counted) == shape.measure(log)


@pytest.mark.parametrize("events", [pathway.events, fast.events_of], ids=["simpy", "fast"])
def test_too_many_events_are_the_same_error_on_both_engines(events):
    with pytest.raises(TooManyEvents, match="more than 500 events in a replication"):
        events(inputs_of(scenario())._replace(most_events=500), KEY, 0)


@pytest.mark.parametrize("engine", ["simpy", "fast"])
def test_too_many_events_are_the_same_error_whatever_the_number_of_workers(engine):
    case = Case("small", scenario(settings="most_events = 2100"), 3)
    said = set()
    for jobs in (1, 2):
        with pytest.raises(TooManyEvents) as raised:
            run([case], range(24), jobs=jobs, engine=engine)
        said.add(str(raised.value))
    assert len(said) == 1


def test_replications_that_skip_some_are_refused_and_two_readers_do_not_mix():
    service = scenario()
    inputs, shape = inputs_of(service), Shape(service)
    tables, counter = fast.Tables(inputs), fast.Counter(shape)
    with pytest.raises(ValueError, match="one after another"):
        list(tables.kept(counter, KEY, range(0, 4, 2)))
    found = zip(tables.kept(counter, KEY, range(2)), tables.kept(counter, KEY, range(2, 4)), strict=True)
    expected = [shape.measure(fast.events_of(inputs, KEY, n)) for n in range(4)]
    assert [shape.opened(one) for pair in found for one in pair] == [expected[i] for i in (0, 2, 1, 3)]


def test_more_people_than_a_wake_up_can_name_are_the_same_error_on_both_engines(monkeypatch):
    inputs = inputs_of(scenario())
    monkeypatch.setattr(pathway, "MOST_PEOPLE", 50)
    monkeypatch.setattr(fast.events, "MOST_PEOPLE", 50)
    for events in (pathway.events, fast.events_of):
        with pytest.raises(TooManyEvents, match="people come"):
            events(inputs, KEY, 0)


def test_a_run_longer_than_a_wake_up_can_say_is_refused_by_the_compiled_engine_by_name():
    inputs = inputs_of(scenario())
    fast.Tables(inputs._replace(horizon=510 * YEAR))
    with pytest.raises(DoesNotFit, match=r"268,435,456 \(510 years\).*--engine simpy"):
        fast.Tables(inputs._replace(horizon=511 * YEAR))


def test_the_last_minute_that_fits_is_as_in_simpy():
    """The key of a wake-up is full to the last bit, and still in order."""
    longest = fast.WHOLE_MINUTES - 1
    inputs = inputs_of(scenario())._replace(horizon=longest)
    late = inputs._replace(
        demand=inputs.demand._replace(first=longest - 9 * WEEK, last=longest),
        programme=inputs.programme._replace(end=longest),
        posts=tuple(post._replace(closes=longest) for post in inputs.posts),
        activities=tuple(row._replace(closes=longest) for row in inputs.activities),
    )
    log = same_log(late)
    assert max(row[0] for row in log) > longest - WEEK
    assert {What.REFERRED, What.MET} <= {row[2] for row in log}


def test_lengths_of_time_that_64_bits_do_not_hold_are_as_in_simpy():
    """One patience in two hundred is longer than a whole number of the kernel can be."""
    law = f'{{ distribution = "lognormal", median = 1e-12, ninetieth = 500, {ASSUMED} }}'
    patient = dict.fromkeys(("support", "prescription"), f"weeks_of_patience = {law}")
    inputs = inputs_of(scenario(**{**RUSH, **patient}))
    for patience in (inputs.support.patience, inputs.prescription.patience):
        assert draw(inputs.points, patience, 0.995) > 1 << 63
    for replication in range(4):
        same_log(inputs, replication)
