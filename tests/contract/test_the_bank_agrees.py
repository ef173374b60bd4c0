"""An answer of replications that were kept is the answer of replications that were run, bit for bit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ask import RunInShort
from app.ask import ask as asked
from app.asking.cases import cases_of
from app.asking.watch import UNWATCHED
from app.live import answering
from app.live import bank as banks
from app.live.bank import Bank, key_of, packed, size_of, unpacked
from app.live.loaded import loaded_of
from app.live.setting import Option, Setting
from experiments import run as runs
from experiments.run import run
from sim.errors import Cancelled, RequestRefused, Unreadable
from sim.inputs import World
from sim.loading import load, with_values
from sim.preflight import estimate

PILOT = "rotherham_mental_health_pilot"
PAIRS = (
    (PILOT, "third_post"),
    ("people_seen_sooner", "people_seen_sooner_no_effect"),
    ("pooled_or_five_local_teams",),
    ("rotherham_long_term_conditions", "rotherham_2026_27"),  # brought to one footing
)


def ask(names, bank=None, replications=6, **how):
    given = {"replications": replications, "swings": "none", "sets": 0, "jobs": 1, **how}
    return asked(RunInShort(tuple(names), **given, **({"runner": bank} if bank else {}))).answer


@pytest.mark.parametrize("names", PAIRS, ids="-".join)
def test_the_answer_is_the_same_with_a_bank(names):
    bank = Bank()
    few = ask(names, bank, 3)
    assert few == ask(names, None, 3)
    assert ask(names, bank, 6) == ask(names, bank, 6) == ask(names, None, 6)


def test_a_changed_replication_would_be_noticed():
    """What is kept is what is answered from: another number in it is another answer."""
    bank = Bank()
    before = ask([PILOT], bank)
    key = next(iter(bank._kept))
    kept = bank._kept[key][2][World.PROGRAMME]
    sums = bytearray(kept.sums)
    sums[::8] = bytes(byte ^ 1 for byte in sums[::8])
    bank._kept[key][2] = {**bank._kept[key][2], World.PROGRAMME: kept._replace(sums=bytes(sums))}
    bank._cases.clear()
    assert ask([PILOT], bank) != before


def counted(monkeypatch):
    """What is really run, from now on."""
    ran = []

    def watched(cases, numbers, **how):
        ran.extend((case.name, n) for case in cases for n in numbers)
        return run(cases, numbers, **how)

    monkeypatch.setattr(banks, "run", watched)
    return ran


def test_nothing_is_run_twice(monkeypatch):
    ran, bank = counted(monkeypatch), Bank()
    pilot, other = load(PILOT), load("third_post")
    ask([pilot, other], bank, 4)
    assert sorted(ran) == sorted((name, n) for name in (PILOT, "third_post") for n in range(4))
    ran.clear()
    ask([pilot, other], bank, 6)
    assert sorted(ran) == sorted((name, n) for name in (PILOT, "third_post") for n in (4, 5))
    ran.clear()
    ask([pilot, with_values(load("third_post"), {"link_workers.posts": 4}, name="four")], bank, 6)
    assert ran == [("four", n) for n in range(6)]


def test_what_a_scenario_takes_is_worked_out_once_in_however_many_slices_it_is_run(monkeypatch):
    sized = []
    monkeypatch.setattr(runs, "estimate", lambda flight: sized.append(flight) or estimate(flight))
    setting = Setting(a=Option(scenario=PILOT, changes={"link_workers.posts": 2.75}), replications=6)
    answering.run_ahead(setting, range(2))
    answering.part(setting, range(2, 4))
    answering.part(setting, range(4, 6))
    answering.run(setting, loaded_of(setting), UNWATCHED)
    assert len(sized) == 1


def test_a_price_runs_nothing_again_and_is_in_the_answer(monkeypatch):
    ran, bank = counted(monkeypatch), Bank()
    ask([PILOT], bank)
    ran.clear()
    dearer = with_values(load(PILOT), {"costs.link_worker.gbp": 60000}, name="dearer")
    assert ask([dearer], bank) == ask([dearer])
    assert ran == []


def test_every_value_that_changes_what_happens_is_part_of_the_key():
    """Whatever an engine is given, and what is wanted of its log: not what it is called, or costs."""
    [case] = cases_of([load(PILOT)], None)
    same = {"title": "x", "costs.link_worker.gbp": 1, "settings.replications": 3}
    other = {
        "link_workers.posts": 3,
        "support.chance_accepts": 0.5,
        "relapse.chance_referred_again": 0.1,
        "dates.end": load(PILOT).scenario.dates.end.value.replace(year=2017),
        "settings.seed": 2,
        "settings.wait_target_weeks": 3,
        "exits.per_year": 0.05,
        "frailty.discharge": 0.1,
        "traits.deprivation.levels.most_deprived_fifth.attendance": 0.5,
    }
    keys = {
        path: key_of(cases_of([with_values(load(PILOT), {path: value}, name="x")], None)[0])
        for path, value in (same | other).items()
    }
    assert all(keys[path] == key_of(case) for path in same)
    assert len({keys[path] for path in other} | {key_of(case)}) == len(other) + 1


def test_it_forgets_what_was_not_asked_about_for_longest():
    small = Bank()
    ask([PILOT], small, 3)
    one = small._used
    bank = Bank(room=2 * one + one // 2)
    for name in (PILOT, "third_post", PILOT, "late_start_3_months"):
        ask([name], bank, 3)
    kept = {key_of(cases_of([load(name)], None)[0]) for name in (PILOT, "late_start_3_months")}
    assert set(bank._kept) == kept
    assert bank._used == sum(size_of(each) for some in bank._kept.values() for each in some.values()) <= bank.room


def test_what_is_kept_twice_takes_its_room_once():
    there, here = Bank(), Bank()
    part = there.part(cases_of([load(PILOT)], None), range(2))
    here.add(part)
    here.add(part)
    assert here._used == there._used > 0


def test_only_what_is_missing_between_two_stretches_is_run(monkeypatch):
    ran, bank = counted(monkeypatch), Bank()
    [case] = cases_of([load(PILOT)], None)
    for some in (range(0, 1), range(2, 3), range(5, 6)):
        bank.run([case], some)
    ran.clear()
    assert [[one.number for one in runs] for runs in bank.run([case], range(6))] == [[*range(6)]]
    assert [n for _, n in ran] == [1, 3, 4]


def test_progress_begins_with_what_is_there_and_comes_to_all_that_was_asked_for():
    """Of options that run alike too, which are run once."""
    bank, heard = Bank(), []
    alike = with_values(load(PILOT), {"costs.link_worker.gbp": 1}, name="cheaper")
    cases = cases_of([load(PILOT), alike, load("third_post")], None)
    bank.run(cases[:1], range(2))
    bank.run(cases, range(4), progress=heard.append)
    assert (heard[0], heard[-1]) == (4, 12)
    assert heard == sorted(heard)


def test_what_is_made_of_a_scenario_is_made_once_for_each_luck():
    bank, loaded = Bank(), load(PILOT)
    one, again, other = (bank.known(cases_of([loaded], seed)[0]) for seed in (1, 1, 2))
    assert one is again
    assert [bank.once(case, "it", lambda made=made: made) for made, case in enumerate((one, again, other))] == [0, 0, 2]


def test_what_is_made_of_scenarios_is_forgotten_with_the_oldest_of_many():
    bank, loaded = Bank(), load(PILOT)
    first, *_ = [bank.known(cases_of([loaded], seed)[0]) for seed in range(banks.CASES_AT_MOST)]
    bank.known(first)
    bank.known(cases_of([loaded], banks.CASES_AT_MOST)[0])
    assert len(bank._cases) == banks.CASES_AT_MOST
    assert bank.known(cases_of([loaded], 0)[0]) is first  # it was asked about since


def test_what_is_stopped_keeps_what_was_done(monkeypatch):
    monkeypatch.setattr(banks, "STRETCH", 2)
    ran, bank = counted(monkeypatch), Bank()
    [case] = cases_of([load(PILOT)], None)

    def stop(done):
        if done >= 4:
            raise Cancelled("Stopped on request. No answer was made.")

    with pytest.raises(Cancelled):
        bank.run([case], range(6), progress=stop)
    ran.clear()
    bank.run([case], range(6))
    assert {n for _, n in ran} <= {2, 3, 4, 5}
    assert (PILOT, 0) not in ran


# ---------------------------------------------------------------- another worker


def test_what_another_worker_ran_need_not_be_run_here(monkeypatch):
    there, here = Bank(), Bank()
    cases = cases_of([load(PILOT), load("third_post")], None)
    part = there.part(cases, range(3, 6))
    ran = counted(monkeypatch)
    here.add(part)
    assert ask([PILOT, "third_post"], here, 6) == ask([PILOT, "third_post"], None, 6)
    assert {n for _, n in ran} == {0, 1, 2}
    assert len(there.part(cases, range(3, 6))) < 200, "what was there before is not sent again"


def test_a_part_that_is_damaged_is_refused_and_nothing_of_it_kept():
    there, here = Bank(), Bank()
    [case] = cases_of([load(PILOT)], None)
    part = there.part([case], range(2))
    body = part[len(banks.BEGINS) + banks.CHECKSUM :]

    def signed(body):
        return banks.BEGINS + banks.sha256(body).digest() + body

    table, _, sums = body.partition(b"\n")
    spoiled = [
        b"",
        part[:-1],
        part + b"x",
        part.replace(b"spsim part 1", b"spsim part 2"),
        part[:100] + bytes([part[100] ^ 1]) + part[101:],
        signed(b""),
        signed(b"[]\n" + sums),
        signed(table + b"\n" + sums[:-8]),
        signed(b'{"x":{"0":[[-8,8]]}}\n'),
        signed(b'{"x":{"0":[[8]]}}\n' + bytes(8)),
        signed(b'{"x":{"0":[[0,0,0]]}}\n'),
        signed(b'{"x":{"y":[]}}\n'),
    ]
    for bad in spoiled:
        with pytest.raises(Unreadable):
            here.add(bad)
    assert not here._kept
    assert unpacked(part) == {key_of(case): there._kept[key_of(case)]}


worlds = st.fixed_dictionaries(
    {
        world: st.builds(banks.Kept, st.binary(max_size=9), st.binary(max_size=9), st.binary(max_size=9))
        for world in World
    }
)


@given(st.dictionaries(st.text(max_size=3), st.dictionaries(st.integers(0, 2**40), worlds, max_size=3), max_size=3))
def test_a_part_says_what_was_put_in(ran):
    assert unpacked(packed(ran)) == ran


def test_a_large_scenario_is_run_and_kept_a_little_at_a_time(monkeypatch):
    """So that a run which nobody waits for any more soon ends."""
    stretches = []
    monkeypatch.setattr(banks, "run", lambda cases, numbers, **how: stretches.append(numbers) or run(cases, numbers))
    [case] = cases_of([load(PILOT)], None)
    monkeypatch.setattr(banks, "EVENTS", 2.5 * case.size.events)
    Bank().run([case], range(5))
    assert stretches == [range(2), range(2, 4), range(4, 5)]


def test_more_work_than_a_page_waits_for_is_refused_and_says_how_much_is_not(monkeypatch):
    [case] = cases_of([load(PILOT)], None)
    monkeypatch.setattr(banks, "EVENTS_AT_MOST", 3.5 * len(World) * case.size.events)
    assert len(Bank().run([case], range(3))[0]) == 3
    with pytest.raises(RequestRefused, match=r"^4 replications .* Ask for 3 at most,") as refused:
        Bank().run([case], range(4))
    assert [path for path, *_ in refused.value.faults] == ["replications"]
    with pytest.raises(RequestRefused, match="Make it smaller"):
        Bank().run([case] * 4, range(1))
