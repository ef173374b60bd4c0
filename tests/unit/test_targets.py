"""How near is near, and what may be published: counts, shares, and differences that fall."""

from datetime import date

import pytest
from pydantic import ValidationError

from experiments.draws import Inputs, draw_of
from experiments.run import Case
from experiments.targets import Target, measure, needs_usual_care
from experiments.verdicts import figures, verdict
from sim.inputs import World
from tests.scenarios import scenario

YEAR_1 = {
    "starts": date(2015, 4, 1),
    "ends": date(2016, 4, 1),
    "use": "hold out",
    "title": "A figure",
    "source": "none",
}


def target(measure, published, **more):
    return Target(measure=measure, published=published, **YEAR_1, **more)


@pytest.mark.parametrize(
    ("measure", "published", "near"),
    [
        ("referred", 156, 7.8),
        ("wider.volunteering", 3, 1),
        ("onward_referrals_per_attender", 1.38, 0.069),
        ("naive_change_per_quarter.gp", -1.13, 0.0565),
        ("naive_change.inpatient", -7, 0.35),
        ("care_cost.inpatient.6", -77.57, 3.8785),
    ],
)
def test_near_is_5_per_cent_and_for_counts_under_10_within_1(measure, published, near):
    assert target(measure, published).tolerance == pytest.approx(near)


@pytest.mark.parametrize("measure", ["referred", "seen_at_least.3", "attended_of_booked", "nothing_so_called"])
def test_a_figure_that_cannot_fall_below_0_is_not_published_below_it(measure):
    with pytest.raises(ValidationError, match="cannot be negative"):
        target(measure, -1)


def test_people_are_followed_from_a_referral_in_the_window():
    for day in (date(2015, 4, 1), date(2016, 4, 2)):
        with pytest.raises(ValidationError, match="referred_until is"):
            target("seen_at_least.3", 45, per_cent=True, referred_until=day)
    it = target("seen_at_least.3", 45, per_cent=True, referred_until=date(2015, 10, 1))
    assert it.window(date(2015, 4, 1)) == (0, 366 * 1440, 183 * 1440)


def test_a_figure_may_have_limits_of_its_own():
    it = target("saves_in_draws", 3.5, per_cent=True, between=[1, 10])
    assert [it.is_near(mean) for mean in (0.9, 1, 10, 10.1)] == [False, True, True, False]


@pytest.mark.parametrize(("more", "why"), [({"within": 1}, "State one"), ({"between": [4, 10]}, "lies outside")])
def test_limits_that_cannot_be(more, why):
    with pytest.raises(ValidationError, match=why):
        target("saves_in_draws", 3.5, **{"between": [1, 10], **more})


def test_logs_whole_runs_and_draws_are_counted_side_by_side():
    """A share of draws is judged by its mean alone: no service sees it."""
    cost = 'gbp = { value = 40_000, low = 10_000, high = 90_000, grade = "assumed", source = "made up" }'
    case = Case("small", scenario(**{"costs.link_worker": cost}), 1)
    wanted = [target("saves_in_draws", 3), target("referred", 104), target("cost_per_person", 9000)]
    inputs = Inputs(case.scenario)
    net = [draw_of(case, inputs, number, "simpy").net for number in range(3)]
    found = [figures(case, wanted, number) for number in range(3)]
    assert [row[0] for row in found] == [100.0 * (pounds > 0) for pounds in net]
    assert [row[1:] for row in found] == [figures(case, wanted[1:], number) for number in range(3)]
    assert verdict("saves", wanted[0], [row[0] for row in found]).central is None


def test_a_figure_below_0_may_lie_among_single_services():
    judged = verdict("fall", target("naive_change.gp", -7), [-9.0, -8.0, -7.0, -6.0, -5.0] * 8)
    assert judged.word == "met"
    assert judged.central[0] < -8


def test_a_difference_from_usual_care_is_counted_in_both_worlds():
    """Nothing works, so it is exactly 0; with a cut it is the difference between the two logs."""
    wanted = [target("care_cost.gp.1", -10), target("referred", 104)]
    assert needs_usual_care(wanted)
    assert not needs_usual_care(wanted[1:])
    assert figures(Case("none", scenario(programme='effect = "none"'), 1), wanted, 0)[0] == 0
    cut = {"care_lines.gp": 'cut_at_full_dose = { value = 0.5, grade = "assumed", source = "made up" }'}
    case = Case("cut", scenario(programme='effect = ["care_use"]', **cut), 1)
    found = figures(case, wanted, 0)
    assert found[0] < 0
    assert found == measure(wanted, case.shape, *(case.log(world, 0) for world in (World.PROGRAMME, World.USUAL)))
