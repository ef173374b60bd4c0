"""Do people relapse as was published of a population: 58.2 % within two years, odds ratio 3.93 after an admission?"""

from math import exp

import pytest

from tests.relapses import (
    ODDS_RATIO,
    SHARE,
    followed,
    log_odds_ratio,
    odds_ratio_is,
    pilot,
    share_back,
    share_is,
    usual_care,
    with_hazard,
)

FOR_SHARE, FOR_ODDS = 1000, 5000  # replications
SEED = 36


def test_the_published_share_relapses_within_two_years():
    seen = followed(usual_care(pilot()), FOR_SHARE, SEED)
    print("share back: {:.4f}, standard error {:.4f}".format(*share_back(seen.minutes, seen.relapsed)))
    assert share_is(SHARE, seen)


@pytest.mark.parametrize("times", [0.95, 1.05])
def test_a_hazard_5_per_cent_wrong_is_caught(times):
    assert not share_is(SHARE, followed(with_hazard(usual_care(pilot()), times), FOR_SHARE, SEED))


def test_the_published_odds_ratio_lies_between_those_admitted_before_and_the_others():
    found, error = log_odds_ratio(seen := followed(usual_care(pilot()), FOR_ODDS, SEED))
    print(f"odds ratio: {exp(found):.3f}, 99 % {exp(found - 2.576 * error):.3f} to {exp(found + 2.576 * error):.3f}")
    assert odds_ratio_is(ODDS_RATIO, seen)


@pytest.mark.parametrize("times", [1 / 1.15, 1.15])
def test_an_odds_ratio_15_per_cent_wrong_is_caught(times):
    wrong = usual_care(pilot(odds_ratio=ODDS_RATIO * times))
    assert not odds_ratio_is(ODDS_RATIO, followed(wrong, FOR_ODDS // 5, SEED))
