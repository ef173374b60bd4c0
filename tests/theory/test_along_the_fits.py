"""Along the fits that come with the program: every published figure stays met at the low and high of every input."""

import random  # noqa: TID251 - the luck of a test
from dataclasses import replace
from statistics import fmean

import pytest

from experiments.along import Fits, Joint, fits_of
from experiments.fitting.prior import Prior
from experiments.fitting.simulations import OfTargets, Simulations
from experiments.fitting.stored import fit_beside, to_meet
from experiments.intervals import percentile
from experiments.many_points import Bench
from experiments.targets import targets_beside
from sim.loading import bundled, load

PILOT = "rotherham_mental_health_pilot"
SEED, REPLICATIONS = 7, 40  # with luck that no fit was made with
FITTED = [name for name, file in bundled().items() if fit_beside(file)]


def met_at_the_ends(loaded, fits):
    """Of each figure at each end of each input: what is seen there, and the 90 % of the fit's services."""
    targets = to_meet(targets_beside(loaded.path)[0])
    reading, bench = OfTargets(tuple(targets.values())), Bench()
    simulations = Simulations(Prior(loaded.scenario), reading, len(targets), SEED)
    predicted = {one.name: one for one in fits.joint.sample.figures}
    for path, along in fits.along.items():
        for end in (along.low, along.high):
            values = fits.joint.moved(path, end)
            columns = zip(*(simulations.at(bench, (number, values)) for number in range(REPLICATIONS)), strict=True)
            for name, seen in zip(targets, columns, strict=True):
                yield path, end, name, seen, predicted[name]


def _seen_there(published, seen):
    """Whether single services there have it: a median of whole meetings jumps, its mean lies between two."""
    return percentile(seen, 0.05) <= published <= percentile(seen, 0.95)


def outside(loaded, fits):
    """Those that are not within it."""
    return [
        (".".join(path), f"{end:.3g}", name, f"{fmean(seen):.3g}", f"{of.low:.3g} to {of.high:.3g}")
        for path, end, name, seen, of in met_at_the_ends(loaded, fits)
        if not of.low <= fmean(seen) <= of.high and not _seen_there(of.published, seen)
    ]


def test_the_pilot_has_a_fit():
    assert PILOT in FITTED


@pytest.mark.parametrize("name", FITTED)
def test_every_figure_stays_met_at_both_ends_of_every_input(name):
    loaded = load(name)
    assert outside(loaded, fits_of(loaded)) == []


def shuffled(rows):
    """The same values in each column, in an order of its own."""
    draw = random.Random(1)  # noqa: S311 - the luck of a test
    return tuple(zip(*(draw.sample(column, len(column)) for column in zip(*rows, strict=True)), strict=True))


def test_they_do_not_where_what_goes_with_what_is_lost():
    """The planted twin: the pilot's members, shuffled column by column."""
    loaded = load(PILOT)
    joint = fits_of(loaded).joint
    lost = Fits(Joint(replace(joint.sample, rows=shuffled(joint.sample.rows)), joint.inputs))
    assert outside(loaded, lost)
