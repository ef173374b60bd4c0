"""One value changed, in a scenario that stays valid; what it does to the answer, paired."""

from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from experiments.bridge import STEPS
from experiments.changed import path_of, value_at, with_value
from experiments.outcomes import PEOPLE
from experiments.ranges import ranges
from experiments.results import Results
from experiments.run import Case, replicate, run
from experiments.swings import run_again, swing, swings, values_of
from sim.errors import NotPossible
from sim.inputs import World
from sim.loading import load, scenario_hash
from sim.preflight import assumptions
from tests.scenarios import BASE_TOML, child_toml, scenario, write

S = 'source = "made up", grade = "assumed"'


def small(**sections):
    return Case("small", scenario(**sections), 1)


def first_runs(case, n=3):
    return [replicate(case, number) for number in range(n)]


# ---------------------------------------------------------------- with_value


def test_a_number_is_replaced_and_nothing_else_is():
    base = scenario()
    changed = with_value(base, ("relapse", "per_year"), 0.9)
    assert changed.relapse.per_year.value == 0.9
    assert changed.model_copy(update={"relapse": base.relapse}) == base
    assert base.relapse.per_year.value == 0.4


def test_a_range_stays_while_it_holds_the_value_and_goes_when_it_does_not():
    base = scenario(relapse=f"per_year = {{ value = 0.4, low = 0.1, high = 0.6, {S} }}")
    assert with_value(base, ("relapse", "per_year"), 0.6).relapse.per_year.high == 0.6
    assert with_value(base, ("relapse", "per_year"), 2.0).relapse.per_year.high is None


def test_values_in_tables_and_lists_are_found_too():
    base = scenario()
    for path, value in [
        (("costs", "care", "gbp"), 1.0),
        (("prescription", "chance_of_another", "0"), 0.1),
        (("activities", "walks", "payment", "gbp"), 3.0),
        (("frailty", "discharge"), 1.0),
    ]:
        assert value_at(with_value(base, path, value), path).value == value


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("weeks_of_patience", {"mean": 52}),
        ("weeks_to_first_meeting", {"least": 0, "most": 2}),
        ("weeks_between_meetings", {"median": 4, "ninetieth": 8}),
        ("meetings", {"least": 4, "most_likely": 12, "most": 20}),
        ("meeting_minutes", {"points": [[0, 60], [0.5, 120], [1, 180]]}),
    ],
)
def test_a_spread_becomes_so_many_times_as_long(name, of):
    spread = getattr(with_value(scenario(), ("support", name), 2).support, name)
    assert {key: getattr(spread, key) for key in of} == of


def test_shares_of_a_trait_make_room_in_proportion():
    base = scenario(**{
        "traits.kind.levels.a": f"share = {{ value = 0.5, {S} }}",
        "traits.kind.levels.b": f"share = {{ value = 0.3, {S} }}",
        "traits.kind.levels.c": f"share = {{ value = 0.2, {S} }}",
    })  # fmt: skip
    levels = with_value(base, ("traits", "kind", "levels", "a", "share"), 0.75).traits["kind"].levels
    assert [levels[name].share.value for name in "abc"] == pytest.approx([0.75, 0.15, 0.1])
    everybody = with_value(base, ("traits", "kind", "levels", "a", "share"), 1)
    again = with_value(everybody, ("traits", "kind", "levels", "a", "share"), 0.5).traits["kind"].levels
    assert [again[name].share.value for name in "abc"] == pytest.approx([0.5, 0.25, 0.25])


def test_a_value_that_cannot_be_is_refused_in_words():
    base = scenario(**{"progress.wider.work": f"chance_without_dose = {{ value = 0.1, {S} }}\n"
                                              f"chance_at_full_dose = {{ value = 0.2, {S} }}"})  # fmt: skip
    for path, value, said in [
        (("support", "chance_accepts"), 1.2, "a chance lies between 0 and 1"),
        (("activity_defaults", "places"), 2.5, "must be a whole number"),
        (("progress", "wider", "work", "chance_without_dose"), 0.5, "lies below chance_without_dose"),
        (("support", "weeks_of_patience"), -1, "cannot be negative"),
        (("dates", "start"), 1, "not a number"),
    ]:
        with pytest.raises(NotPossible, match=said):
            with_value(base, path, value)


def test_what_would_never_end_is_not_possible():
    with pytest.raises(NotPossible, match=r"are more than settings.most_events"):
        with_value(scenario(), ("settings", "most_events"), 1000)


def test_a_path_is_found_as_it_is_shown_and_as_it_is_stored():
    base = scenario()
    assert path_of(base, "prescription.chance_of_another[1]") == ("prescription", "chance_of_another", "0")
    assert path_of(base, "prescription.chance_of_another.0") == ("prescription", "chance_of_another", "0")
    with pytest.raises(NotPossible, match=r"Did you mean link_workers.posts\?"):
        path_of(base, "link_workers.post")


@pytest.mark.parametrize("name", ["rotherham_mental_health_pilot", "primary_care"])
def test_every_range_of_a_bundled_scenario_can_be_tried_at_both_ends(name, monkeypatch):
    monkeypatch.setattr("experiments.changed.size_of", lambda _: SimpleNamespace(too_large=None))  # it takes its time
    one = load(name).scenario
    for found in ranges(one):
        low, base, high = (with_value(one, found.path, value) for value in (found.low, found.value, found.high))
        assert found.path[0] == "traits" or scenario_hash(base) == scenario_hash(one)
        assert found.low == found.high or scenario_hash(low) != scenario_hash(high)


# ---------------------------------------------------------------- running again


def test_prices_are_changed_without_running_and_the_pounds_are_the_same(monkeypatch):
    case = small()
    runs = first_runs(case)
    changed = with_value(case.scenario, ("costs", "care", "gbp"), 6000)
    dearer = Case("small", changed, 1)
    whole = run([dearer], range(3))[0]
    monkeypatch.setattr("experiments.swings.run", lambda *_, **__: pytest.fail("run again"))
    for a, b in zip(run_again(case, runs, changed), whole, strict=True):
        assert a.bridges == b.bridges
        paid, as_paid = (dearer.ledger(one.worlds[World.PROGRAMME]) for one in (a, b))
        assert [entry.amount for entry in paid] == [entry.amount for entry in as_paid] != []


def whole_posts(rule="step"):
    """Cash by another rule than a share, which the parent ranges over."""
    step = ", ".join(
        f"{name} = {{ value = {value}, low = {low}, high = {high}, {S} }}"
        for name, value, low, high in (
            ("places", 2, 1, 4),
            ("weeks_free", 4, 0, 26),
            ("weeks_notice", 2, 0, 13),
            ("gbp_per_year", 6000, 5000, 9000),
        )
    )
    step += ', price_year = "2015/16"'
    share = f"cashable_share = {{ value = 0.3, low = 0, high = 1, {S} }}"
    base = BASE_TOML.replace("[costs.care]\n", f"[costs.care]\n{share}\n")
    child = child_toml(**{"costs.care": f'cash_rule = "{rule}"' + (f"\nstep = {{ {step} }}" if rule == "step" else "")})
    with TemporaryDirectory() as folder:
        return load(write(Path(folder), child, base)).scenario


def test_a_share_that_is_not_in_use_is_no_unknown_and_what_a_post_takes_is():
    step = {".".join(one.path) for one in ranges(whole_posts()) if one.path[:2] == ("costs", "care")}
    assert step == {f"costs.care.step.{name}" for name in ("places", "weeks_free", "weeks_notice", "gbp_per_year")}
    assert [one for one in ranges(whole_posts("refill")) if one.path[:2] == ("costs", "care")] == []
    assert not [row for row in assumptions(whole_posts("refill")) if row.path == "costs.care.cashable_share"]


def test_longer_waits_and_dearer_posts_give_no_more_cash_and_nothing_is_run_again(monkeypatch):
    case = Case("small", whole_posts(), 1)
    runs = run([case], range(3))[0]
    monkeypatch.setattr("experiments.swings.run", lambda *_, **__: pytest.fail("run again"))
    found = {}
    for name, values in (
        ("places", (1, 4)),
        ("weeks_free", (0, 26)),
        ("weeks_notice", (0, 13)),
        ("gbp_per_year", (9000, 5000)),
        ("gbp_once", (0, 500)),
    ):
        few, many = (
            values_of(run_again(case, runs, with_value(case.scenario, ("costs", "care", "step", name), value)), "net")
            for value in values
        )
        found[name] = [a - b for a, b in zip(few, many, strict=True)]
    assert all(difference >= 0 for name in found if name != "places" for difference in found[name])
    assert max(found["weeks_free"]) > 0
    assert max(found["places"]) > 0
    assert max(found["gbp_per_year"]) > 0 < max(found["gbp_once"])


def test_what_changes_people_is_run_again_with_the_same_luck():
    case = small()
    runs = first_runs(case)
    changed = with_value(case.scenario, ("relapse", "per_year"), 4)
    again = run_again(case, runs, changed)
    assert [one.number for one in again] == [0, 1, 2]
    assert values_of(again, "capacity") != values_of(runs, "capacity")
    people, others = (Results(case, some[:1]).outcomes[World.PROGRAMME].counted(PEOPLE) for some in (again, runs))
    assert people == others


# ---------------------------------------------------------------- swings


def test_a_swing_is_the_widest_of_three_paired_differences():
    rising = swing([2.0, 3.0], [1.0, 1.5], [4.0, 5.5])
    assert rising.swing == pytest.approx(3.5)
    assert rising.change_at_low == pytest.approx(-1.25)
    hump = swing([5.0, 7.0], [1.0, 3.0], [2.0, 4.0])
    assert hump.swing == 4
    assert hump.swing_half_width == 0
    assert (hump.at_low, hump.at_high) == (2, 3)


def ranged(**more):
    return small(
        relapse=f"per_year = {{ value = 0.4, low = 0.1, high = 0.6, {S} }}",
        **{
            "costs.link_worker": f"gbp = {{ value = 40_000, low = 30_000, high = 60_000, {S} }}",
            "costs.care": f"cashable_share = {{ value = 0.5, low = 0.5, high = 0.5, {S} }}",
            **more,
        },
    )


def test_swings_are_sorted_and_levers_have_none():
    case = ranged(
        support=f"meetings = {{ value = 6, low_times = 0.5, high_times = 2, {S} }}",
        activity_defaults=f"places = {{ value = 10, low = 6, high = 12, {S} }}",
    )
    reports = []
    found = swings(case, first_runs(case), progress=lambda done, planned: reports.append((done, planned)))
    swung = [row.net.swing for row in found.rows]
    assert swung == sorted(swung, reverse=True)
    assert {row.path for row in found.rows} == {
        "relapse.per_year", "costs.link_worker.gbp", "costs.care.cashable_share", "support.meetings",
    }  # fmt: skip
    assert reports[-1] == (4, 4)
    by_path = {row.path: row for row in found.rows}
    assert by_path["costs.care.cashable_share"].net.swing == 0
    pay = by_path["costs.link_worker.gbp"]
    assert pay.capacity.swing == 0
    assert pay.net.at_low > found.base.net.mean > pay.net.at_high
    assert (pay.low, pay.high, pay.times, pay.grade) == (30_000, 60_000, False, "assumed")
    assert by_path["support.meetings"].times is True


def test_what_cannot_be_tried_is_named_with_its_reason():
    case = ranged(demand=f"waiting_on_day_0 = {{ value = 2, low = 0.5, high = 4, {S} }}")
    found = swings(case, first_runs(case, 1))
    assert [(row.path, "whole number" in row.why) for row in found.skipped] == [("demand.waiting_on_day_0", True)]
    assert "demand.waiting_on_day_0" not in {row.path for row in found.rows}


def test_of_two_shares_that_add_to_1_one_is_tried():
    case = ranged(**{
        "traits.age.levels.under_65": f"share = {{ value = 0.75, low = 0.5, high = 0.9, {S} }}",
        "traits.age.levels.over_65": f"share = {{ value = 0.25, low = 0.1, high = 0.5, {S} }}",
    })  # fmt: skip
    found = swings(case, first_runs(case, 1))
    assert [row.path for row in found.skipped] == ["traits.age.levels.under_65.share"]
    assert "traits.age.levels.over_65.share" in {row.path for row in found.rows}


def test_the_same_range_moves_every_step_of_the_bridge_exactly():
    """Doubling the pay doubles the cost of posts, and no other step moves."""
    case = small()
    runs = first_runs(case, 1)
    again = run_again(case, runs, with_value(case.scenario, ("costs", "link_worker", "gbp"), 80_000))
    paid = [e for e in case.ledger(runs[0].worlds[World.PROGRAMME]) if e.line == "link_worker"]
    posts = sum(e.amount for e in paid)
    for step in STEPS:
        moved = again[0].bridges[2][step.name] - runs[0].bridges[2][step.name]
        if step.name not in ("service", "net"):
            assert moved == 0
    kept = set(case.shape.periods_until(case.shape.bridge_end(2)))
    after = sum(e.amount for e in paid if e.period not in kept)
    assert runs[0].bridges[2]["service"] - again[0].bridges[2]["service"] == posts - after
