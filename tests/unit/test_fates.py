"""What becomes of 100 people: everybody once, in both worlds, as the logs themselves say of each person."""

from functools import cache

import pytest

from experiments.fates import fates
from experiments.results import Results
from experiments.run import Case, run
from sim.events import What
from sim.inputs import World
from sim.luck import study_key
from sim.simulate import logs
from tests.scenarios import scenario

REPLICATIONS = 3


@cache
def pool(**sections):
    question = Case("one", scenario(**sections), 1)
    return Results(question, run([question], range(REPLICATIONS))[0])


def of_each_person(case, world):
    """Whether support was completed, and whether they were discharged: of every person in every log."""
    for replication in range(REPLICATIONS):
        found = {}
        for _, person, what, _, _ in logs(case.inputs[world], study_key(case.seed), "simpy")(replication):
            if person >= 0:
                completed, discharged = found.get(person, (False, False))
                found[person] = completed or what == What.SUPPORT_ENDED, discharged or what == What.DISCHARGED
        yield from found.values()


@pytest.mark.parametrize("world", [World.USUAL, World.PROGRAMME])
def test_rows_are_what_the_log_says_of_each_person(world):
    found = {row.name: row.usual if world is World.USUAL else row.programme for row in fates(pool())}
    people = [*of_each_person(pool().case, world)]
    kinds = {"completed_discharged": (True, True), "discharged": (False, True), "completed": (True, False)}
    for name, kind in {**kinds, "neither": (False, False)}.items():
        assert found[name].mean == pytest.approx(100 * people.count(kind) / len(people))


@pytest.mark.parametrize(
    ("sections", "names"),
    [
        ({}, ["completed_discharged", "discharged", "completed", "neither"]),
        ({"stages": "reviews = false\nrelapse = false"}, ["completed", "neither"]),
        ({"programme": 'offer = "review_clinic"\neffect = ["access"]'}, ["discharged", "neither"]),
        ({"stages": "support = false"}, ["discharged", "neither"]),
        ({"stages": "support = false\nreviews = false\nrelapse = false"}, []),
    ],
)
def test_everybody_is_in_one_row_whatever_the_setting(sections, names):
    rows = fates(pool(**sections))
    assert [row.name for row in rows] == names
    for world in ("usual", "programme"):
        assert sum(getattr(row, world).mean for row in rows) == pytest.approx(100 if rows else 0)


def test_what_is_0_in_usual_care_by_design_is_certain_and_what_luck_made_so_is_not():
    usual = {row.name: row.usual for row in fates(pool())}
    assert usual["completed"].half_width == usual["completed_discharged"].half_width == 0
    never = {row.name: row for row in fates(pool(support="chance_accepts = { value = 0.001, source = 'made up' }"))}
    assert never["completed"].programme.mean == 0
    assert never["completed"].programme.rare
