"""The tables of partners that come with the program are those of the scenarios and figures they stand beside."""

import pytest

from experiments.partners import fits_of, partners_beside
from experiments.targets import targets_beside
from sim.loading import bundled, load

TABLES = [name for name, file in bundled().items() if (beside := targets_beside(file)) and beside[0].partners]


def test_there_are_tables():
    assert "rotherham_mental_health_pilot" in TABLES


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_comes_with_the_program_is_up_to_date(name):
    """If not: spsim validate NAME --partners."""
    loaded = load(name)
    fits = fits_of(loaded)
    assert fits.note is None
    assert fits.along


@pytest.mark.parametrize("name", TABLES)
def test_every_point_with_a_partner_meets_its_figure(name):
    targets = targets_beside(bundled()[name])[0]
    for table in partners_beside(bundled()[name]).tables.values():
        target = targets.targets[table.meets]
        with_partner = [point for point in table.points if point.partner is not None]
        assert with_partner
        assert all(abs(point.figure - target.published) <= target.tolerance for point in with_partner)
        partners = [point.partner for point in with_partner]
        assert partners == sorted(partners, reverse=True), "the higher the usual chance, the lower the odds ratio"


def test_what_only_chooses_otherwise_uses_the_pilots_table_and_what_assumes_otherwise_does_not():
    assert fits_of(load("third_post")).along
    assert not fits_of(load("rotherham_mental_health_pilot_no_effect")).along
