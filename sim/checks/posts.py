"""Whom do posts serve? Groups divide people by one trait, and every person is served by some post."""

from collections.abc import Iterator

from sim.checks.dates import whole
from sim.checks.double_counts import Pair
from sim.faults import Found, dotted
from sim.inputs import is_served, lines_of, post_groups
from sim.scenario import Scenario, Serves
from sim.scenario.schema import Path

LINES_AT_MOST = 60  # for a link worker: one bit each


def posts_serve_by_one_trait(scenario: Scenario) -> Iterator[Found]:
    """One trait says whom the groups of posts serve, and there are not more lines than bits."""
    served = served_by(scenario)
    for path, serves in served[1:]:
        if serves.trait != served[0][1].trait:
            first = f"{dotted(served[0][0])} by {served[0][1].trait}"
            yield (*path, "trait"), f"trait is {serves.trait}, and {first}. One trait says whom all posts serve"
    if served and _can_be_sorted(scenario) and (lines := 1 + max(lines_of(scenario).values())) > LINES_AT_MOST:
        yield (
            served[0][0],
            f"groups of posts serve people in {lines:,} different ways; at most {LINES_AT_MOST} can be run",
        )


def served_by(scenario: Scenario) -> list[tuple[Path, Serves]]:
    """What each group of posts says of whom it serves, the main team first."""
    team = scenario.link_workers
    stated: list[tuple[Path, Serves | None]] = [(("link_workers", "serves"), team.serves)]
    stated += [(("link_workers", "groups", name, "serves"), group.serves) for name, group in team.groups.items()]
    return [(path, serves) for path, serves in stated if serves]


def _can_be_sorted(scenario: Scenario) -> bool:
    """Whether groups of posts serve levels that there are, of one trait that there is."""
    traits = {serves.trait for _, serves in served_by(scenario)}
    return len(traits) == 1 and traits <= {*scenario.traits}


def everybody_is_served(scenario: Scenario) -> Iterator[Pair]:
    """Everybody referred is served by some post: others would wait for ever. (Preflight reports having no posts.)"""
    groups = [group for group in post_groups(scenario).values() if group.posts.value > 0]
    if not (groups and _can_be_sorted(scenario)):
        return
    path, serves = served_by(scenario)[0]
    for name, level in scenario.traits[serves.trait].levels.items():
        if level.share.value > 0 and not any(is_served(group, name) for group in groups):
            words = f"Name {name} in the serves of a group that has posts, or leave serves out of one"
            yield (
                (("traits", serves.trait, "levels", name), f"no post serves people of this level. {words}"),
                (path, f"no post serves people whose {serves.trait} is {name}. {words}"),
            )


def people_of_day_0_are_served(scenario: Scenario) -> Iterator[Found]:
    """People on a group's caseloads are of a level it serves: there must be one."""
    if not _can_be_sorted(scenario):
        return
    (trait,) = {serves.trait for _, serves in served_by(scenario)}
    for name, group in post_groups(scenario).items():
        people = whole(group.people_on_day_0)
        levels = scenario.traits[trait].levels
        if people and not any(level.share.value for of, level in levels.items() if is_served(group, of)):
            path: Path = ("link_workers",) if name == "team" else ("link_workers", "groups", name)
            words = "nobody is of a level that these posts serve: its share is 0"
            yield (*path, "people_on_day_0"), f"people_on_day_0 is {people}, and {words}"
