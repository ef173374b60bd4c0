"""A fit from nothing: of a small service, with few simulations."""

import numpy as np
import pytest

from experiments.fitting import fit as room
from experiments.fitting.fit import fit, percentile
from experiments.fitting.prior import Prior
from experiments.fitting.stored import UNTOLD, as_toml, fit_of
from experiments.fitting.waves import in_waves
from sim.errors import NotPossible
from sim.loading import load
from tests.scenarios import BASE_TOML, write
from tests.unit.test_fits_stored import FITTED, TARGETS


@pytest.fixture(autouse=True)
def few_simulations(monkeypatch):
    monkeypatch.setattr(room, "MOST", 500)
    monkeypatch.setattr(room, "FEWEST", 500)
    monkeypatch.setattr(room, "MEMBERS", 100)


@pytest.fixture
def town(tmp_path):
    write(tmp_path, "", BASE_TOML)
    (tmp_path / "town.toml").write_text('extends = "base.toml"\n' + FITTED)
    (tmp_path / "town.targets.toml").write_text(TARGETS)
    return tmp_path / "town.toml"


def test_what_the_figure_tells_is_found_and_what_it_does_not_is_named(town):
    made = fit(load(town))
    referrals, accepts = made.inputs
    assert referrals.input == "demand.referrals_per_week"
    assert referrals.low < 50 / 52 < referrals.high
    assert referrals.spread < 0.6
    assert accepts.spread > UNTOLD
    assert [one.is_reached for one in made.figures] == [True]
    assert made.left_out == []


def test_it_stands_beside_its_scenario_and_is_found_there(town):
    made = fit(load(town))
    town.with_name("town.fit.toml").write_text(as_toml(made, "town"))
    sample = fit_of(load(town))
    assert sample is not None
    assert len(sample.rows) == 100
    assert np.quantile(sample.column(sample.paths[0]), 0.5) == pytest.approx(made.inputs[0].middle, rel=1e-3)


def test_any_number_of_jobs_gives_the_same_fit_and_another_seed_another(town):
    seen = []
    one = as_toml(fit(load(town), progress=lambda done, planned: seen.append((done, planned))), "town")
    assert as_toml(fit(load(town), jobs=2), "town") == one
    assert as_toml(fit(load(town), seed=2), "town") != one
    assert seen[-1] == (500, 500)


def test_a_figure_that_cannot_be_reached_is_said_and_not_hidden(town):
    targets = town.with_name("town.targets.toml")
    targets.write_text(TARGETS.replace("published = 50", "published = 300"))
    [referred] = fit(load(town)).figures
    assert referred.high < 300
    assert not referred.is_reached


def test_other_inputs_that_vary_widen_a_fit(town):
    assert fit(load(town), others=True).others


def test_what_takes_no_part_is_said(town):
    targets = town.with_name("town.targets.toml")
    saves = TARGETS.partition("[targets.joined]")[0].partition("[targets.referred]")[2]
    saves = "[targets.saves]" + saves.replace('"referred"', '"saves_in_draws"')
    targets.write_text(TARGETS + saves)
    town.write_text(town.read_text().replace("low = 0.5, high = 1, ", ""))
    assert fit(load(town)).left_out == [
        "saves: a share of draws is no figure of any one service",
        "support.chance_accepts: it states no range to be fitted within",
    ]


def test_where_there_is_nothing_to_fit_that_is_said(town):
    targets = town.with_name("town.targets.toml")
    targets.write_text(TARGETS.replace('use = "calibrate"', 'use = "hold out"'))
    with pytest.raises(NotPossible, match="nothing to fit it to"):
        fit(load(town))
    targets.unlink()
    with pytest.raises(NotPossible, match="nothing to fit it to"):
        fit(load(town))
    targets.write_text(TARGETS)
    town.write_text('extends = "base.toml"\n')
    with pytest.raises(NotPossible, match="there is nothing to fit"):
        fit(load(town))


def test_a_percentile_counts_half_of_those_that_are_equal():
    assert percentile(2.0, [1.0, 2.0, 2.0, 3.0]) == 50
    assert percentile(0.0, [1.0, 2.0]) == 0


def test_members_that_cannot_stand_together_are_left_out(town, monkeypatch):
    """As where a chance would have to be above another; here whatever has many referrals."""
    asked = room.Asked(load(town))
    work = room.Work(asked, 1, 1, lambda done, planned: None)
    found = in_waves(work.simulate, 2, asked.published, 500, 100)
    usual = Prior.with_values

    def refused_above(most):
        def with_values(self, values):
            if values["demand", "referrals_per_week"] > most:
                raise NotPossible("too many")
            return usual(self, values)

        monkeypatch.setattr(Prior, "with_values", with_values)

    refused_above(1.0)
    members = work.possible(found)
    assert 0 < len(members) <= 100
    assert all(asked.prior.values(share)["demand", "referrals_per_week"] <= 1.0 for share in members)
    refused_above(0.0)
    with pytest.raises(NotPossible, match="no inputs that fit the figures can stand together"):
        work.possible(found)
    shares, figures = work.simulate(range(3), ((0.0, 1.0), (0.0, 1.0)))
    assert shares.shape == (3, 2)
    assert np.isnan(figures).all()
