"""Do the sections of a scenario agree? The faults that no section can see alone.

Each check is a few lines that yield where and what; words for it are in `sim.faults`, and what would be counted twice
is found in `double_counts`. What only looks unwise (no posts, no time, queues that grow for ever) is no fault: it runs,
and the report says so.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from sim.checks.care_team import room_changes_as_it_is_stated
from sim.checks.dates import a_service_runs_where_people_are_in_it, dated_things_are_in_order, what_begins_ends_later
from sim.checks.double_counts import DOUBLE_COUNTS, Pair, the_comparator_alone_takes_off_what_comes_anyway
from sim.checks.effects import (
    chances_are_within_reach,
    doses_do_no_harm,
    relapse_is_stated_one_way,
    relapse_is_within_reach,
    what_lasts_is_a_gain,
)
from sim.checks.names import named_things_exist, no_two_names_share_luck
from sim.checks.posts import everybody_is_served, people_of_day_0_are_served, posts_serve_by_one_trait
from sim.checks.prices import (
    a_headline_has_its_cost_of_care,
    limits_can_be_held,
    no_more_places_are_paid_for_than_are_there,
    payers_are_written_one_way,
    prices_can_be_compared,
    prices_hold_in_years_of_the_run,
)
from sim.checks.sizes import counting_numbers_are_whole, dates_and_lengths_are_in_reach, the_run_is_not_too_large
from sim.faults import Found
from sim.scenario import Scenario

PAIRS_AT_MOST = 200  # mistakes in two places that are looked into: nobody reads more


def faults_across(scenario: Scenario, pick: Callable[[Found, Found], Found] = lambda one, _: one) -> list[Found]:
    """Every fault that needs more than one section to be seen. One mistake in two places is reported once, at the place
    that `pick` chooses."""
    reach = list(dates_and_lengths_are_in_reach(scenario))
    dates = [pick(one, other) for one, other in what_begins_ends_later(scenario)]
    if dates or any(path[0] == "dates" for path, _ in reach):
        return [*reach, *dates]  # every other check relies on them
    alone = [found for check in CHECKS for found in check(scenario)]
    if any(path == ("costs",) for path, _ in alone):
        return [*reach, *alone]  # too many to hold each against every other
    twice = (pick(one, other) for pairs in IN_TWO_PLACES for one, other in pairs(scenario))
    return [*reach, *alone, *islice(twice, PAIRS_AT_MOST)]


CHECKS: tuple[Callable[[Scenario], Iterator[Found]], ...] = (
    counting_numbers_are_whole,
    the_run_is_not_too_large,
    no_two_names_share_luck,
    named_things_exist,
    posts_serve_by_one_trait,
    people_of_day_0_are_served,
    dated_things_are_in_order,
    a_service_runs_where_people_are_in_it,
    the_comparator_alone_takes_off_what_comes_anyway,
    relapse_is_within_reach,
    doses_do_no_harm,
    what_lasts_is_a_gain,
    prices_can_be_compared,
    limits_can_be_held,
    prices_hold_in_years_of_the_run,
    no_more_places_are_paid_for_than_are_there,
    a_headline_has_its_cost_of_care,
    room_changes_as_it_is_stated,
)
IN_TWO_PLACES: tuple[Callable[[Scenario], Iterator[Pair]], ...] = (
    *DOUBLE_COUNTS,
    payers_are_written_one_way,
    relapse_is_stated_one_way,
    chances_are_within_reach,
    everybody_is_served,
)
