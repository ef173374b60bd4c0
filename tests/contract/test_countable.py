"""What a value may be stated for is what is counted: names here and outcomes there."""

import re
from functools import cache
from pathlib import Path

from experiments.outcomes import outcomes_for
from experiments.results import Results
from experiments.run import Case, Replication, replicate
from sim.countable import CARE_YEAR_FREED, in_usual_care, of_the_programme
from sim.inputs import World
from tests.scenarios import HELPERS, scenario

COUNTS = ("people", "times", "reviews", "uses")
S = 'source = "made up", grade = "assumed"'


@cache
def busy() -> tuple[Case, Replication]:
    """A service in which everything happens: too few posts and places, meetings missed, funding that ends, referrals up
    to the last day."""
    case = Case(
        "busy",
        scenario(
            dates="last_referral = 2016-10-01",
            demand=f"referrals_per_week = {{ value = 5, {S} }}",
            link_workers=f"turnover_per_year = {{ value = 3, {S} }}",
            support=f"chance_attends_meeting = {{ value = 0.6, {S} }}\nweeks_of_patience = {{ value = 6, {S} }}",
            prescription=f"weeks_of_patience = {{ value = 3, {S} }}",
            reviews=f"slots_per_week = {{ value = 20, {S} }}",
            **{"activities.choir": "closes = 2016-03-01", "activity_defaults.helpers": HELPERS},
        ),
        1,
    )
    return case, replicate(case, 0)


def test_every_outcome_counted_in_people_or_times_is_named_and_no_other():
    case, _ = busy()
    counted = [outcome.name for outcome in outcomes_for(case.shape) if outcome.unit in COUNTS]
    named = [*in_usual_care(case.scenario), *of_the_programme(case.scenario)]
    assert sorted(named) == sorted(counted)


def test_the_page_on_money_lists_every_outcome_that_may_be_valued():
    page = (Path(__file__).parents[2] / "docs" / "money.md").read_text(encoding="utf-8")
    listed = page.partition("`per` is one of these.")[2].partition("\n\n")[0]
    usual, programme = (re.findall(r"`([\w.]+)`", half) for half in listed.split("Of the programme only:"))
    given, ours = busy()[0].scenario, {"uses.gp": "uses.NAME", "wider.volunteering": "wider.NAME"}
    named = [ours.get(name, name) for name in in_usual_care(given) if name != "discharged_in_2y"]
    assert sorted(usual) == sorted([*named, CARE_YEAR_FREED])
    assert sorted(programme) == sorted(ours.get(name, name) for name in of_the_programme(given))


def test_usual_care_counts_what_is_named_for_it_and_nothing_of_the_programmes():
    case, run = busy()
    outcomes = outcomes_for(case.shape)
    usual, programme = (
        {outcome.name: Results(case, [run]).outcomes[world].values(outcome)[0] for outcome in outcomes}
        for world in (World.USUAL, World.PROGRAMME)
    )
    assert all(usual[name] > 0 for name in in_usual_care(case.scenario))
    for name in of_the_programme(case.scenario):
        assert usual[name] == 0
        assert programme[name] > 0, f"{name} never happens here: nothing is shown of it"
