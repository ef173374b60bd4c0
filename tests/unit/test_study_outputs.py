"""Outputs of studies by name: which columns each reads, and how a name that is none is refused."""

from functools import cache

import pytest

from experiments.bridge import STEPS
from experiments.followed import SUBTOTALS, quantities
from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, run
from experiments.study.desk import Desk
from experiments.study.outputs import SHORT, columns_of, output_names, outputs_of, worlds_of
from sim.errors import NotPossible
from sim.inputs import World
from sim.loading import load
from tests.scenarios import scenario

PILOT = "rotherham_mental_health_pilot"
NUMBERS = range(3)


@cache
def pilot():
    return Case.of(load(PILOT), 1)


@cache
def run_of_pilot():
    return Results(pilot(), run([pilot()], NUMBERS, totals_only=True)[0])


def at_values_stated(*names):
    """Columns of the pilot as it stands."""
    return Desk(pilot(), (), outputs_of(pilot(), names)).at((), NUMBERS)


def test_a_short_name_reads_the_column_of_the_long_one():
    short, long = outputs_of(pilot(), ["net", "bridge.end.net"])
    assert (short.some, short.out_of) == (long.some, long.out_of) == (0, None)
    assert (short.name, long.name) == ("net", "bridge.end.net")


def test_what_is_followed_through_swings_has_the_same_mean_by_its_name():
    followed = quantities(run_of_pilot())
    names = [name for name in followed if name.split(".")[0] in ("bridge", "outcomes", "with")]
    found = at_values_stated(*names).mean(axis=0)
    assert found == pytest.approx([followed[name] for name in names], rel=1e-12)
    assert len(names) > len(SUBTOTALS)


def test_weeks_of_care_are_those_that_usual_care_has_more_of():
    mine, theirs = at_values_stated("weeks_of_care", "outcomes.weeks_in_care").T
    assert list(mine) == list(-theirs)
    assert mine.mean() > 0


def test_a_mean_wait_keeps_what_it_is_out_of_beside_it():
    names = ["with.wait_for_link_worker", "with.meetings_missed"]
    columns = at_values_stated(*names)
    for output in outputs_of(pilot(), names):
        outcomes = run_of_pilot().outcomes[World.PROGRAMME]
        [outcome] = (one for one in outcomes_for(pilot().shape) if f"with.{one.name}" == output.name)
        some, out_of = columns[:, output.some], columns[:, output.out_of]
        assert list(some / out_of) == outcomes.values(outcome)
        assert all(out_of == out_of.astype(int))


def test_a_difference_of_ratios_is_refused_with_what_to_ask_for():
    with pytest.raises(NotPossible, match=r"with\.wait_for_link_worker and usual\.wait_for_link_worker"):
        outputs_of(pilot(), ["outcomes.wait_for_link_worker"])


@pytest.mark.parametrize("name", ["bridge.end.nett", "bridge.9.net", "with.discharge", "nett", "bridge", "", "usual."])
def test_a_name_that_is_none_is_refused_with_the_nearest(name):
    with pytest.raises(NotPossible, match="there is no output"):
        outputs_of(pilot(), [name])


def test_the_nearest_name_is_said():
    with pytest.raises(NotPossible, match=r"Did you mean with\.discharges\?"):
        outputs_of(pilot(), ["with.discharge"])


def test_money_of_a_run_shorter_than_a_year_is_refused():
    short = Case(
        "short",
        scenario(dates='last_referral = "2015-06-01"\nservice_end = 2015-09-01\nend = 2015-10-01'.replace('"', "")),
        1,
    )
    with pytest.raises(NotPossible, match="net is money, which needs a follow-up of a year or more"):
        outputs_of(short, ["net"])
    assert "with.discharges" in output_names(short)
    assert not {"net", "bridge.end.net"} & {*output_names(short)}


def test_every_name_that_a_scenario_has_can_be_read():
    names = output_names(pilot())
    outputs = outputs_of(pilot(), names)
    assert len(names) == len(set(names)) > 3 * len(STEPS)
    assert {*SHORT} <= {*names}
    assert at_values_stated(*names).shape == (len(NUMBERS), 1 + max(max(o.some, o.out_of or 0) for o in outputs))


def test_the_third_world_is_run_only_where_a_step_is_split_by_it():
    def worlds(name):
        return worlds_of(columns_of(pilot(), outputs_of(pilot(), [name])))

    assert worlds("net") == (World.USUAL, World.PROGRAMME)
    assert worlds("bridge.1.relapse_slower") == tuple(World)
