"""Fitted inputs that move together: where the joint sample of a fit takes them."""

import random  # noqa: TID251 - the luck of a test
import subprocess
import sys
from math import log2
from pathlib import Path
from types import SimpleNamespace

import pytest

from app import words
from experiments.along import ON_NO_FIT, Fits, Joint
from experiments.break_even import of_scenario
from experiments.fit_rows import in_full
from experiments.fitting.prior import Prior
from experiments.fitting.stored import FigureFit, JointSample
from experiments.intervals import percentile
from experiments.run import Case, run
from experiments.swings import swings
from sim.errors import NotPossible
from tests.scenarios import scenario

HOME = Path(__file__).parents[2]
S = 'source = "made up", grade = "assumed"'
CHANCE, RATIO = ("reviews", "chance_of_discharge"), ("reviews", "odds_ratio_with_full_progress")
LEFT, WAITING = ("exits", "per_year"), ("demand", "waiting_on_day_0")
BY = 'informed_by = "25 discharged"'
FITTED = {
    "reviews": f"chance_of_discharge = {{ value = 0.25, low = 0.05, high = 0.6, {BY}, {S} }}\n"
    f"odds_ratio_with_full_progress = {{ value = 4, low = 1, high = 40, {BY}, {S} }}",
    "exits": f'per_year = {{ value = 0.1, low = 0.05, high = 0.2, informed_by = "left", {S} }}',
    "demand": f'waiting_on_day_0 = {{ value = 10, low = 0, high = 40, informed_by = "waiting", {S} }}',
}
MEMBERS = 400
WITHIN = 4.0  # of the figure: where 90 % of its predictive distribution lie


def figure(values):
    """A figure of our own: 10 for each 0.1 of the chance, and 10 for each doubling of the odds ratio, less 20: 25 as
    things stand."""
    return 100 * values[CHANCE] + 10 * log2(values[RATIO]) - 20


def members(seed=1):
    """A joint sample that meets 25: chance and odds ratio on a ridge, the rest as it likes. Paths in order of name."""
    draw = random.Random(seed)  # noqa: S311 - the luck of a test
    rows = []
    while len(rows) < MEMBERS:
        chance, near = draw.uniform(0.12, 0.40), draw.gauss(25, WITHIN / 1.64)
        ratio = 2 ** ((near + 20 - 100 * chance) / 10)
        if 1 < ratio < 40:
            rows.append((float(draw.randrange(41)), draw.uniform(0.05, 0.2), chance, ratio))
    return tuple(rows)


def fit_of(rows, made=None):
    """A fit with these members, in an order of paths that is theirs."""
    paths, of = (WAITING, LEFT, CHANCE, RATIO), made or scenario(**FITTED)
    inputs = {one.path: one for one in Prior(of).inputs}
    figures = (
        FigureFit(name="discharges", title="25 discharged", published=25, low=25 - WITHIN, middle=25, high=25 + WITHIN),
    )
    return Fits(Joint(JointSample(paths, tuple(rows), (0.97, 0.95, 0.6, 0.7), figures), inputs))


def shuffled(rows, seed=2):
    """The same members' values, column by column in an order of its own: nothing is left of what goes with what."""
    draw = random.Random(seed)  # noqa: S311 - the luck of a test
    return tuple(zip(*(draw.sample(column, len(column)) for column in zip(*rows, strict=True)), strict=True))


def off_at_the_ends(fits):
    """How far the figure is from 25 at the low and the high of each input that enters it."""
    found = []
    for path in (CHANCE, RATIO):
        along = fits.along[path]
        for end in (along.low, along.high):
            moved = {CHANCE: 0.25, RATIO: 4.0, **fits.joint.moved(path, end)}
            assert moved[path] == end
            found.append(figure(moved) - 25)
    return found


def test_the_figure_stays_met_at_both_ends_of_every_input():
    assert all(abs(off) < WITHIN for off in off_at_the_ends(fit_of(members())))


def test_it_does_not_where_members_have_lost_what_goes_with_what():
    """The planted twin: each input has the same values, so its low and high are the same, but not the same partners."""
    good, lost = fit_of(members()), fit_of(shuffled(members()))
    assert [good.along[path][:5] for path in good.along] == [lost.along[path][:5] for path in lost.along]
    assert max(abs(off) for off in off_at_the_ends(lost)) > 2 * WITHIN


def test_low_and_high_are_the_ends_of_90_per_cent_of_the_members():
    along = fit_of(members()).along[CHANCE]
    chances = [row[2] for row in members()]
    assert (along.low, along.high) == (percentile(chances, 0.05), percentile(chances, 0.95))
    assert (along.least, along.most) == (min(chances), max(chances))
    assert fit_of(members()).along[LEFT].least is None, "members lie wherever the file lets it"


def test_at_its_own_value_nothing_has_moved():
    assert fit_of(members()).joint.moved(CHANCE, 0.25) == {CHANCE: 0.25, RATIO: 4.0}


def test_what_has_no_tie_stays_where_it_is():
    along = fit_of(members()).along
    assert [path for path, _ in along[CHANCE].with_it] == [RATIO]
    assert [path for path, _ in along[RATIO].with_it] == [CHANCE]
    assert along[LEFT].with_it == along[WAITING].with_it == ()
    assert along[CHANCE].with_it[0][1] < -0.8


def test_the_others_stay_within_their_ranges_however_far_one_moves():
    moved = fit_of(members()).joint.moved
    for value in (0.05, 0.6):
        assert 1 <= moved(CHANCE, value)[RATIO] <= 40
    assert moved(CHANCE, 0.6) == {**moved(CHANCE, max(row[2] for row in members())), CHANCE: 0.6}


def test_the_order_of_the_members_changes_nothing():
    one, other = (fit_of(rows).joint.moved(CHANCE, 0.35) for rows in (members(), members()[::-1]))
    assert one == other


def test_whole_people_stay_whole():
    rows = [(w, left, chance, float(round(ratio))) for w, left, chance, ratio in members()]
    along = fit_of([(w + 0.4, *rest) for w, *rest in rows]).along[WAITING]
    assert along.low.is_integer()
    assert along.high.is_integer()
    assert all(fit_of([(w + 0.4, *rest) for w, *rest in rows]).joint.member(n)[WAITING].is_integer() for n in (0, 99))


def test_a_member_is_drawn_whole():
    joint, rows = fit_of(members()).joint, members()
    for number in (0, 120, MEMBERS - 1):
        member = joint.member(number)
        assert (member[WAITING], member[LEFT], member[CHANCE], member[RATIO]) == rows[number]


def test_a_range_is_tried_as_far_as_the_figures_allow():
    along = fit_of(members()).along[CHANCE]
    assert along.within(0.2, 0.3) == (0.2, 0.3)
    assert along.within(0.05, 0.6) == (along.least, along.most)
    with pytest.raises(NotPossible, match=r"contradict every value between 0\.5 and 0\.6: .* no more than 0\.4"):
        along.within(0.5, 0.6)
    with pytest.raises(NotPossible, match=r"contradict every value between 0\.05 and 0\.1: .* allows 0\.121 or more"):
        along.within(0.05, 0.1)
    assert fit_of(members()).along[LEFT].within(0.0, 0.9) == (0.0, 0.9)


def test_an_input_that_the_scenario_no_longer_has_is_left_out():
    joint = fit_of(members()).joint
    without = Fits(Joint(joint.sample, {path: one for path, one in joint.inputs.items() if path != RATIO}))
    assert without.along[CHANCE].with_it == ()
    assert RATIO not in without.joint.member(5)


def test_an_input_that_is_the_same_in_every_member_is_tied_to_nothing():
    alike = fit_of([(10.0, *rest) for _, *rest in members()])
    assert alike.along[WAITING].with_it == ()
    assert alike.along[WAITING].low == alike.along[WAITING].high == 10


def test_swings_go_along_the_fit_and_say_so():
    made = scenario(**FITTED, relapse=f"per_year = {{ value = 0.4, low = 0.1, high = 0.6, {BY}, {S} }}")
    case = Case("fitted", made, 1)
    runs = run([case], range(3))[0]
    fits = fit_of(members(), made)
    found = swings(case, runs, fits)
    rows = {row.path: row for row in found.rows}
    chance, relapse = rows["reviews.chance_of_discharge"], rows["relapse.per_year"]
    assert (chance.low, chance.high) == (fits.along[CHANCE].low, fits.along[CHANCE].high)
    assert not chance.breaks_the_fit
    assert relapse.breaks_the_fit, "it states a figure, and no fit has it"
    [ratio] = chance.along.moving
    assert ratio.path == "reviews.odds_ratio_with_full_progress"
    assert ratio.at_low > 4 > ratio.at_high
    alone = {row.path: row for row in swings(case, runs).rows}
    assert alone["reviews.chance_of_discharge"].capacity != chance.capacity
    said = " ".join(one.text for one in words.swings_in_words(found))
    assert "4 inputs were fitted to published figures together" in said
    assert "Move together, the closest first: “Odds ratio" in said
    assert said.count(" with “") == 1, "each pair once"
    assert "contradict the figures: “Odds ratio" in said
    assert "“Mean chance of discharge at a first review under usual care” below 0.121 and above 0.4." in said
    assert "The figures say nothing about “" in said
    assert "One input was fitted to published figures and is varied here alone" in said
    assert "(along the fit)" in words.swing_range(chance)
    assert "(breaks the fit)" in words.swing_range(relapse)


def test_without_a_fit_an_input_is_varied_alone():
    made = scenario(**FITTED)
    assert ON_NO_FIT.changed(made, CHANCE, 0.3).reviews.odds_ratio_with_full_progress.value == 4
    assert ON_NO_FIT.told_of(made, CHANCE, (0, 1), (0, 1)) is None
    assert ON_NO_FIT.breaks(made, CHANCE)


def test_a_scenario_is_changed_along_the_fit():
    made = scenario(**FITTED)
    changed = fit_of(members()).changed(made, CHANCE, 0.35)
    assert changed.reviews.chance_of_discharge.value == 0.35
    assert changed.reviews.odds_ratio_with_full_progress.value < 4


def test_without_a_tie_there_is_no_ridge_to_draw_and_without_a_fit_nothing():
    made = scenario(**FITTED)
    fit = SimpleNamespace(method="by hand", seed=1, made_for="1-2", others=False, left_out=[], waves=[])
    lost = fit_of(shuffled(members()))
    found = in_full(Fits(lost.joint, None, fit), made)
    assert found.ridge is None
    assert found.found.ties == ()
    assert {one.of.path for one in found.across} == {"demand.waiting_on_day_0", "exits.per_year"}
    assert all(one.others == () and one.net_goes is None for one in found.across)
    assert in_full(ON_NO_FIT, made) is None


def tried_by_a_break_even(monkeypatch, fits):
    """How far the figure is from 25 at every value that a break-even tries."""
    tried = []

    def instead(case, runs, scenario, **_):
        tried.append(scenario)
        return runs

    monkeypatch.setattr("experiments.break_even.run_again", instead)
    case = Case("fitted", scenario(**FITTED), 1)
    found = of_scenario(case, run([case], range(2))[0], CHANCE, 0.05, 0.6, of="capacity", fits=fits)
    reviews = [one.reviews for one in tried]
    off = [
        figure({CHANCE: one.chance_of_discharge.value, RATIO: one.odds_ratio_with_full_progress.value}) - 25
        for one in reviews
    ]
    return found, off


def test_a_break_even_tries_what_the_figures_allow_along_the_fit(monkeypatch):
    found, off = tried_by_a_break_even(monkeypatch, fit_of(members()))
    along = fit_of(members()).along[CHANCE]
    assert (found.low, found.high) == (along.least, along.most)
    assert (found.along.below, found.along.above) == (along.least, along.most)
    assert len(off) > 5
    assert max(map(abs, off)) < WITHIN


def test_one_that_has_lost_what_goes_with_what_misses_the_figure(monkeypatch):
    """The planted twin."""
    _, off = tried_by_a_break_even(monkeypatch, fit_of(shuffled(members())))
    assert max(map(abs, off)) > 2 * WITHIN


def test_to_use_a_fit_takes_no_numpy():
    """Page one and the browser have none."""
    code = (
        "import sys; from experiments.along import fits_of; from sim.loading import load; "
        "fits = fits_of(load('rotherham_mental_health_pilot')); path = next(iter(fits.along)); "
        "fits.joint.moved(path, fits.along[path].low); sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=HOME).returncode == 0
