"""How does an engine hold the care team? Its places and its new people over time, and who is there on day 0."""

from sim.inputs.groups import part_posts, slots
from sim.inputs.laws import Laws, by_date, in_force, real
from sim.inputs.tables import (
    TO_A_PLACE_KEPT,
    TO_THE_FRONT,
    TO_THE_LIST,
    CarePlacesFrom,
    CareTeamInputs,
    DatedRate,
)
from sim.luck import FIXED, Law
from sim.scenario import CareTeam, Scenario
from sim.scenario.values import Number
from sim.units import WEEK, nearest

AFTER_RELAPSE = {"list": TO_THE_LIST, "front": TO_THE_FRONT, "kept_place": TO_A_PLACE_KEPT}
AT_ONCE = Law(FIXED, 0.0, 0.0, 0.0)
FOR_EVER = Law(FIXED, float(1 << 40), 0.0, 0.0)  # as `rules.NEVER`
OFF = CareTeamInputs(0, 0, AT_ONCE, 0, AT_ONCE, FOR_EVER, TO_THE_LIST, 0)


def care_team_in_use(scenario: Scenario) -> CareTeam | None:
    """The care team, where there is one: off without reviews, because nobody would be discharged."""
    return scenario.care_team if scenario.stages.reviews else None


def care_team_of(laws: Laws) -> tuple[CareTeamInputs, tuple[CarePlacesFrom, ...], tuple[DatedRate, ...]]:
    """The care team, its places by date and its new people by date."""
    team = care_team_in_use(laws.scenario)
    if team is None:
        return OFF, (), ()
    places, posts, caseload = team.places, team.posts, team.caseload_per_post
    dated, rates = [CarePlacesFrom(0, _room(places, posts, caseload))], [DatedRate(0, real(team.new_people_per_week))]
    for change in by_date(team.changes):
        minute = laws.day(change.starts, "start")
        places, posts, caseload = (
            change.places or places,
            change.posts or posts,
            change.caseload_per_post or caseload,
        )
        dated.append(CarePlacesFrom(minute, _room(places, posts, caseload)))
        rates.append(
            DatedRate(minute, real(change.new_people_per_week) if change.new_people_per_week else rates[-1].value)
        )
    inputs = CareTeamInputs(
        on=1,
        in_care=int(team.people_on_day_0.value),
        in_care_for=laws.weeks(team.weeks_in_care),
        waiting=int(team.waiting_on_day_0.value),
        waited=laws.weeks(team.weeks_waited),
        patience=laws.weeks(team.weeks_of_patience) if team.weeks_of_patience else FOR_EVER,
        after_relapse=AFTER_RELAPSE[team.after_a_relapse],
        kept=nearest(real(team.weeks_place_is_kept) * WEEK),
    )
    return inputs, tuple(in_force(dated)), tuple(in_force(rates))


def _room(places: Number | None, posts: Number | None, caseload: Number | None) -> int:
    """Places as stated, or those of every post."""
    if posts is None or caseload is None:
        assert places is not None, "as validated"  # noqa: S101
        return int(places.value)
    return sum(slots(caseload.value, part) for part in part_posts(posts.value))
