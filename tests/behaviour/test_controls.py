"""The controls a claim is read beside: no effect, and the headline taken at its word."""

from fractions import Fraction

import pytest

from experiments.run import Case, Replication, WorldRun, run
from sim.inputs import World
from sim.loading import load
from sim.measures import State
from sim.money import CARE, CRISIS, MOVED, PROGRAMME, Entry, total
from sim.scenario import Scenario
from tests.plain import headline
from tests.scenarios import loaded

NO_EFFECT, HEADLINE = "rotherham_mental_health_pilot_no_effect", "rotherham_mental_health_pilot_headline"
PEERS_NO_EFFECT = "supported_discharge_secondary_no_effect"


def replications(name: str, scenario: Scenario, count: int) -> list[Replication]:
    return run([Case(name, scenario, 11)], range(count))[0]


def paid(scenario: Scenario, world: WorldRun, role: str | None = None, line: str | None = None) -> list[Entry]:
    """What was paid for in one world."""
    ledger = Case("paid", scenario, 11).ledger(world)
    return [entry for entry in ledger if role in (None, entry.role) and line in (None, entry.line)]


@pytest.mark.parametrize("name", [NO_EFFECT, PEERS_NO_EFFECT])
@pytest.mark.parametrize("slots_per_week", [8, 1], ids=["slots enough", "slots scarce"])
def test_without_effect_every_paired_difference_is_exactly_nothing(slots_per_week: int, name: str) -> None:
    """Discharges, weeks of care and their cost; and net cash is exactly minus what the programme cost."""
    scenario = load(name).scenario
    reviews = scenario.reviews.model_copy(
        update={"slots_per_week": scenario.reviews.slots_per_week.model_copy(update={"value": slots_per_week})}
    )
    scenario = scenario.model_copy(update={"reviews": reviews})
    for run_ in replications(name, scenario, 4):
        usual, programme = run_.worlds[World.USUAL], run_.worlds[World.PROGRAMME]
        assert usual.tally.reviews == programme.tally.reviews
        assert usual.tally.discharged_people == programme.tally.discharged_people
        size = len(usual.tally.minutes) // len(State)
        for state in (State.IN_CARE, State.DISCHARGED):
            rows = slice(state * size, (state + 1) * size)
            assert usual.tally.minutes[rows] == programme.tally.minutes[rows]
        for role in (CARE, CRISIS, MOVED):
            assert total(paid(scenario, usual, role)) == total(paid(scenario, programme, role))
        for bridge in run_.bridges.values():
            assert bridge["capacity"] == bridge["cash"] == 0
            assert bridge["net"] == bridge["service"]
        spent = total(paid(scenario, programme, PROGRAMME))
        assert run_.bridges[max(run_.bridges)]["service"] == -spent
        assert spent > 0


def test_an_effect_is_seen_by_the_same_check() -> None:
    """The planted twin: with the pilot's own channels the differences are not nothing."""
    [run_] = replications("pilot", load("rotherham_mental_health_pilot").scenario, 1)
    assert run_.bridges[3]["capacity"] != 0


def test_the_headline_is_printed_as_published_arithmetic() -> None:
    claim = headline(Case(HEADLINE, load(HEADLINE).scenario, 1))
    assert claim is not None
    assert (claim["discharges"], claim["gbp_per_discharge_year"], claim["total"]) == (39, 4281, 166_959)


def test_taken_at_its_word_the_simulated_headline_is_near_the_published_one() -> None:
    """Within 5 % of £166,959 on the mean of 60; nobody would have been discharged anyway, and nobody relapses."""
    runs = replications(HEADLINE, load(HEADLINE).scenario, 60)
    mean = sum((run_.bridges[1]["headline"] for run_ in runs), Fraction(0)) / len(runs)
    assert abs(mean - 166_959) < 0.05 * 166_959
    for run_ in runs:
        assert run_.bridges[3]["anyway"] == run_.bridges[3]["relapse_usual"] == run_.bridges[3]["not_cash"] == 0


def test_the_review_clinic_is_paid_for_its_slots_and_nothing_else() -> None:
    """A third arm without link workers or activities."""
    scenario = load("review_clinic_only").scenario
    [run_] = replications("clinic", scenario, 1)
    lines = {entry.line for entry in paid(scenario, run_.worlds[World.PROGRAMME], PROGRAMME)}
    assert lines == {"supported_review"}
    assert run_.bridges[3]["capacity"] > 0


def test_costs_are_quantities_times_prices() -> None:
    scenario = load("rotherham_mental_health_pilot").scenario
    [run_] = replications("pilot", scenario, 1)
    for world in run_.worlds.values():
        for entry in paid(scenario, world):
            assert entry.amount == entry.quantity * entry.price


def test_zero_prices_cost_nothing_and_a_doubled_price_doubles_its_line_alone() -> None:
    scenario = loaded().scenario
    costs = {
        name: line.model_copy(update={"gbp": line.gbp.model_copy(update={"value": 0})})
        for name, line in scenario.costs.items()
    }
    defaults = scenario.activity_defaults.model_copy(update={"payment": None})
    activities = {name: a.model_copy(update={"payment": None}) for name, a in scenario.activities.items()}
    free = scenario.model_copy(update={"costs": costs, "activity_defaults": defaults, "activities": activities})
    [nothing] = replications("free", free, 1)
    assert all(total(paid(free, world)) == 0 for world in nothing.worlds.values())

    name = sorted(scenario.costs)[0]
    line = scenario.costs[name]
    dearer = {
        **scenario.costs,
        name: line.model_copy(update={"gbp": line.gbp.model_copy(update={"value": 2 * line.gbp.value})}),
    }
    [once] = replications("once", scenario, 1)
    doubled = scenario.model_copy(update={"costs": dearer})
    [twice] = replications("twice", doubled, 1)
    for world in World:
        for other in scenario.costs:
            before = total(paid(scenario, once.worlds[world], line=other))
            after = total(paid(doubled, twice.worlds[world], line=other))
            assert after == (2 * before if other == name else before)
