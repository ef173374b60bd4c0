"""Rates of people that reproduce what was published of a population: whatever the shares, traits and frailty."""

from itertools import product
from math import exp, fsum, log, prod

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sim import luck
from sim.errors import ScenarioError
from sim.inputs import inputs_of, rates
from sim.inputs.rates import base_chance, centre_for, highest_mean, mean, mixture, relapse_rates
from sim.luck import normal
from sim.preflight.means import over_traits
from sim.rules import attendance, chance_of_discharge, outcome_chance
from sim.scenario import Scenario
from sim.units import YEAR
from tests.generate import built, scenario_data
from tests.scenarios import loaded, scenario

YEARS = 2


def traits(**levels):
    """Sections of a scenario with these traits: {trait: {level: {setting: value}}}."""
    return {
        f"traits.{trait}.levels.{level}": "\n".join(f"{name} = {value}" for name, value in of.items())
        for trait, body in levels.items()
        for level, of in body.items()
    }


def by_odds(share, odds_ratio):
    """A trait of two levels."""
    return {"yes": {"share": share, "relapse_odds_ratio": odds_ratio}, "no": {"share": round(1 - share, 9)}}


def by_ratio(share, ratio):
    return {"yes": {"share": share, "relapse": ratio}, "no": {"share": round(1 - share, 9)}}


SPLITS = [
    {"admitted": by_odds(0.4, 3.93)},
    {"admitted": by_odds(0.05, 3.93)},
    {"admitted": by_odds(0.95, 3.93)},
    {"admitted": by_odds(0.4, 14.55)},
    {"admitted": by_odds(0.3, 0.25)},
    {"admitted": by_odds(0.4, 3.93), "alone": by_odds(0.7, 2.0)},
    {"admitted": by_odds(0.2, 3.93), "alone": by_odds(0.5, 8.0), "young": by_odds(0.1, 0.3)},
    {"admitted": by_odds(0.4, 3.93), "alone": by_ratio(0.25, 4.0)},
    {"admitted": by_odds(0.4, 3.93), "alone": by_ratio(0.15, 0.0), "young": by_ratio(0.5, 2.0)},
    {
        "ward": {
            "none": {"share": 0.5},
            "once": {"share": 0.3, "relapse_odds_ratio": 2.5},
            "often": {"share": 0.2, "relapse_odds_ratio": 9},
        },
        "alone": by_ratio(0.25, 4.0),
    },
]
PUBLISHED = (0.582, 0.05, 0.65)


def share_back(service: Scenario, trait=None, level=None):
    """The share of people, or of those at one level, who relapse within two years: from what the engines are given."""
    inputs = inputs_of(service)
    names = sorted(service.traits)
    by_trait = [[row for row in inputs.levels if row.trait == t] for t in range(len(names))]
    if trait is not None:
        at = sorted(service.traits[trait].levels).index(level)
        by_trait[names.index(trait)] = [by_trait[names.index(trait)][at]._replace(share=1.0)]
    kinds = list(product(*by_trait))
    return sum(
        prod(row.share for row in kind)
        * (1 - exp(-inputs.relapse.hazard * YEAR * YEARS * prod(row.relapse for row in kind)))
        for kind in kinds
    )


def odds(share):
    return share / (1 - share)


@pytest.mark.parametrize("share", PUBLISHED)
@pytest.mark.parametrize("split", SPLITS, ids=lambda split: "-".join(split))
def test_the_people_reproduce_the_published_share_and_odds_ratios(split, share):
    service = scenario(relapse=f"per_year = {{ remove = true }}\nshare_within_two_years = {share}", **traits(**split))
    assert share_back(service) == pytest.approx(share, abs=1e-6)
    for trait, levels in split.items():
        if not any("relapse_odds_ratio" in level for level in levels.values()):
            continue
        reference = next(name for name, level in levels.items() if "relapse_odds_ratio" not in level)
        for name, level in levels.items():
            found = odds(share_back(service, trait, name)) / odds(share_back(service, trait, reference))
            assert found == pytest.approx(level.get("relapse_odds_ratio", 1), rel=1e-6)


@pytest.mark.parametrize("split", SPLITS, ids=lambda split: "-".join(split))
def test_a_stated_hazard_is_the_mean_over_people_and_odds_ratios_still_hold(split):
    service = scenario(relapse="per_year = 0.44", **traits(**split))
    rates = relapse_rates(service)
    assert rates.per_year == pytest.approx(0.44, rel=1e-9)
    inputs = inputs_of(service)
    assert sum(share * ratio for share, ratio in over_traits(inputs, "relapse")) == pytest.approx(1, rel=1e-9)
    if "admitted" in split:
        found = odds(share_back(service, "admitted", "yes")) / odds(share_back(service, "admitted", "no"))
        assert found == pytest.approx(split["admitted"]["yes"]["relapse_odds_ratio"], rel=1e-6)


def test_the_pilots_hazard_and_ratios_are_those_worked_by_hand():
    """58.2 % with odds ratio 3.93 at 40 and 60 %: shares 0.7716 and 0.4576, hazards −log(1 − share) / 2."""
    rates = relapse_rates(
        scenario(
            relapse="per_year = { remove = true }\nshare_within_two_years = 0.582",
            **traits(admitted=by_odds(0.4, 3.93)),
        )
    )
    no, yes = rates.ratios[sorted(["age", "admitted"]).index("admitted")]
    assert (rates.per_year, yes, no) == pytest.approx((0.4761, 1.5360, 0.6427), abs=1e-4)
    assert yes * rates.per_year == pytest.approx(-log(1 - share_of(3.93, no * rates.per_year)) / 2)


def share_of(ratio, hazard):
    """The share back of those whose odds are so many times those of people with this hazard."""
    own = odds(1 - exp(-2 * hazard)) * ratio
    return own / (1 + own)


def test_more_people_of_the_level_that_relapses_more_leave_the_population_where_it_was_published():
    hazards = []
    for share in (0.2, 0.4, 0.6):
        service = scenario(
            relapse="per_year = { remove = true }\nshare_within_two_years = 0.582",
            **traits(admitted=by_odds(share, 3.93)),
        )
        assert share_back(service) == pytest.approx(0.582, abs=1e-6)
        hazards.append(relapse_rates(service).per_year)
    assert len(set(hazards)) == 3


@pytest.mark.parametrize(
    ("relapse", "levels", "said"),
    [
        (
            "share_within_two_years = 0.5",
            {},
            r"share_within_two_years is stated, and relapse.per_year \(base.toml:.*\) too",
        ),
        ("per_year = { remove = true }", {}, "no rate is stated"),
        (
            "per_year = { remove = true }\nshare_within_two_years = 0.582",
            traits(alone={"yes": {"share": 0.3}, "no": {"share": 0.7, "relapse": 0}}),
            "no hazards give that",
        ),
        ("per_year = 10", traits(admitted=by_odds(0.4, 3.93)), "no hazards give that"),
        ("", traits(alone={"yes": {"share": 1, "relapse": 2, "relapse_odds_ratio": 2}}), "State one way"),
    ],
)
def test_what_cannot_be_met_or_is_said_twice_is_refused(relapse, levels, said):
    with pytest.raises(ScenarioError, match=said):
        loaded(relapse=relapse, **levels)


# ---------------------------------------------------------------- chances

FRAIL = {"attendance": 1, "progress": 1.5, "discharge": 1}
PEOPLE = traits(
    age={"under_65": {"attendance": 1.0, "suits": 0.5}, "over_65": {"attendance": 1.4, "suits": 1.2}},
    home={
        "own": {"share": 0.3, "attendance": 0.5, "odds_of_discharge": 4, "exit": 3},
        "not": {"share": 0.7, "odds_of_discharge": 0.5},
    },
)
SLICES = [normal((i + 0.5) / 1000) for i in range(1000)]


@pytest.mark.parametrize("loading", [0, 1])
def test_mean_chances_are_the_stated_ones(loading):
    """Over traits and the hidden draw: of coming to meetings and to sessions, that an activity suits, of discharge at
    a first review under usual care, of an outcome without dose."""
    frailty = "\n".join(f"{name} = {size * loading}" for name, size in FRAIL.items())
    service = scenario(frailty=frailty, **PEOPLE)
    inputs = inputs_of(service)

    def over_people(chance_of):
        return sum(share * chance_of(ratio, hidden) for share, ratio in people for hidden in SLICES) / len(SLICES)

    people = mixture(service.traits, "attendance")
    for stated, base, centre in (
        (service.support.chance_attends_meeting, inputs.support.attends, inputs.support.attends_odds),
        (service.prescription.chance_attends_session, inputs.prescription.attends, inputs.prescription.attends_odds),
    ):
        found = over_people(
            lambda ratio, hidden, base=base, centre=centre: attendance(base, centre, ratio, loading, hidden)
        )
        assert found == pytest.approx(stated.value, abs=1e-3 if loading else 1e-12)
    people = mixture(service.traits, "suits")
    assert mean([(share, min(1, inputs.activities[0].suits * ratio)) for share, ratio in people]) == pytest.approx(1)
    people = mixture(service.traits, "odds_of_discharge")
    found = over_people(
        lambda ratio, hidden: chance_of_discharge(inputs, inputs.reviews.centre * ratio * exp(loading * hidden), 0)
    )
    assert found == pytest.approx(0.15, abs=1e-3 if loading else 1e-12)
    people = [(1.0, 1.0)]
    assert over_people(lambda _, hidden: outcome_chance(inputs, hidden, 0)) == pytest.approx(0.05, abs=1e-3)
    people = over_traits(inputs, "exit")
    assert sum(share * ratio for share, ratio in people) == pytest.approx(1)


RATIOS = st.lists(
    st.tuples(st.floats(0.01, 1), st.sampled_from([0.0, 0.5, 1.0, 1.1, 3.0])), min_size=1, max_size=6
).map(lambda rows: [(share / sum(s for s, _ in rows), ratio) for share, ratio in rows])


@given(RATIOS, st.floats(0, 1))
def test_a_base_chance_gives_the_mean_wherever_any_can(ratios, chance):
    base = base_chance(chance, ratios)
    found = mean([(share, min(1, base * ratio)) for share, ratio in ratios])
    assert found == pytest.approx(min(chance, highest_mean(ratios)), abs=1e-9)


def test_a_chance_that_too_few_people_can_have_is_refused():
    with pytest.raises(ScenarioError, match=r"chance_attends_meeting \(.*\) is 0.8, .* At most 0.25 can be"):
        loaded(**traits(age={"under_65": {"attendance": 0}}))


@given(scenario_data())
def test_of_any_scenario_shares_and_hazards_are_those_stated(data):
    """Where any are: tests.generate also makes people who cannot relapse as often as is said."""
    service = built(data)
    rates = relapse_rates(service)
    if rates is None or (not any(row.relapse for row in inputs_of(service).levels) and service.traits):
        return
    if service.relapse.share_within_two_years:
        assert share_back(service) == pytest.approx(service.relapse.share_within_two_years.value, abs=1e-6)
    else:
        assert rates.per_year == pytest.approx(service.relapse.per_year.value)


# ---------------------------------------------------------------- where a halving ends


CLOSE_TO_AN_END = st.floats(-6, -0.3).map(lambda exponent: 10**exponent)
ANY_CHANCE = st.one_of(st.floats(0.01, 0.99), CLOSE_TO_AN_END, CLOSE_TO_AN_END.map(lambda chance: 1 - chance))
KINDS = st.lists(
    st.tuples(st.floats(0.01, 1), st.one_of(ANY_CHANCE, st.sampled_from([0.0, 1.0]))), min_size=1, max_size=4
)
LOADINGS = st.one_of(st.just(0.0), st.floats(0.01, 1), st.floats(-5, 5))


def halved(chance, people, loading):
    """The centre by sixty halvings, each of them worked out."""
    slices = [luck.exp(loading * normal((i + 0.5) / 64)) for i in range(64)] if loading else [1.0]
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = luck.exp(0.5 * (low + high))
        found = fsum(share * luck.odds_times(own, middle * part) for share, own in people for part in slices)
        if found / len(slices) < chance:
            low = 0.5 * (low + high)
        else:
            high = 0.5 * (low + high)
    return luck.exp(0.5 * (low + high))


@given(KINDS, st.one_of(ANY_CHANCE, st.none()), LOADINGS)
def test_a_halving_that_looks_only_where_rounding_could_decide_ends_where_any_would(kinds, chance, loading):
    """chance None: the mean of these people, so that there is a centre close to 1."""
    total = fsum(share for share, _ in kinds)
    people = [(share / total, own) for share, own in kinds]
    wanted = mean(people) if chance is None else chance
    assume(0 < wanted < 1 and (loading or any(own != wanted for _, own in people)))
    assert centre_for(wanted, people, loading) == halved(wanted, people, loading)


def test_a_halving_that_looks_nowhere_ends_elsewhere(monkeypatch):
    """The planted twin: where Newton's steps end is not to the last bit where a halving does."""
    monkeypatch.setattr(rates, "IN_DOUBT", 0.0)
    cases = [(0.1 + 0.01 * i, [(0.4, 0.3), (0.6, 0.2)], 0.37) for i in range(20)]
    assert any(rates._centre_for.__wrapped__(c, tuple(p), at) != halved(c, p, at) for c, p, at in cases)
