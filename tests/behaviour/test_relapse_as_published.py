"""People relapse as often as was published. `make theory` asks the same of many more."""

import pytest

from tests.relapses import (
    ODDS_RATIO,
    SHARE,
    Followed,
    followed,
    odds_ratio_is,
    pilot,
    share_is,
    usual_care,
    with_hazard,
)

REPLICATIONS, SEED = 300, 36


@pytest.fixture(scope="module")
def seen() -> Followed:
    return followed(usual_care(pilot()), REPLICATIONS, SEED)


def test_as_many_relapse_within_two_years_as_were_published_and_the_odds_ratio_is_the_published_one(seen):
    assert share_is(SHARE, seen)
    assert odds_ratio_is(ODDS_RATIO, seen)


def test_a_hazard_5_per_cent_wrong_is_caught():
    assert not share_is(SHARE, followed(with_hazard(usual_care(pilot()), 1.05), REPLICATIONS, SEED))


def test_an_odds_ratio_15_per_cent_wrong_is_caught():
    wrong = usual_care(pilot(odds_ratio=1.15 * ODDS_RATIO))
    assert not odds_ratio_is(ODDS_RATIO, followed(wrong, REPLICATIONS, SEED))
