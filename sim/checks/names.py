"""Does every reference name something that exists, and does every name have luck of its own?"""

from collections.abc import Iterable, Iterator

from sim.checks.dates import in_the_service
from sim.checks.posts import served_by
from sim.countable import CARE_YEAR_FREED, SEEN_SOONER, in_usual_care, of_the_programme
from sim.faults import SHOWN_AT_MOST, Found, did_you_mean, printable
from sim.inputs import BITS_OF_GROUPS, post_groups
from sim.luck import name_number
from sim.scenario import Scenario
from sim.scenario.schema import Path

BITS_OF_CARE_LINES = 16  # as in `inputs`
LISTED_AT_MOST = 12


def no_two_names_share_luck(scenario: Scenario) -> Iterator[Found]:
    """Luck goes by a number made from a name; by a rare accident two names have the same."""
    levels: list[tuple[Path, str]] = [
        (("traits", trait, "levels", level), f"{trait}.{level}")
        for trait, body in scenario.traits.items()
        for level in body.levels
    ]
    groups: list[tuple[Path, str]] = [(("link_workers", "groups", name), name) for name in scenario.link_workers.groups]
    yield from _collisions([(("activities", name), name) for name in scenario.activities])
    yield from _collisions([(("progress", "wider", name), name) for name in scenario.progress.wider])
    yield from _collisions(levels)
    yield from _collisions([(("care_lines", name), name) for name in scenario.care_lines], BITS_OF_CARE_LINES)
    yield from _collisions([(("link_workers",), "team"), *groups], BITS_OF_GROUPS)
    there = {stated.path[:2] for stated in in_the_service(scenario) if stated.people}
    yield from _collisions([(path, str(path[1])) for path in sorted(there) if path[0] == "activities"], BITS_OF_GROUPS)


def _collisions(named: Iterable[tuple[Path, str]], bits: int = 32) -> Iterator[Found]:
    taken: dict[int, str] = {}
    for path, name in named:
        other = taken.setdefault(name_number(name, bits), name)
        if other != name:
            yield path, f"by a rare accident this name would share its luck with {other}. Choose another name"


def named_things_exist(scenario: Scenario) -> Iterator[Found]:
    """References to a trait, a level, a group of posts or a care line name one that exists."""
    team = scenario.link_workers
    if "team" in team.groups:
        yield ("link_workers", "groups", "team"), "the main posts are called team already. Choose another name"
    if order := team.queue_order:
        yield from _levels_exist(scenario, ("link_workers", "queue_order"), order.trait, "first", order.first)
    if scenario.care_team and (order := scenario.care_team.queue_order):
        yield from _levels_exist(scenario, ("care_team", "queue_order"), order.trait, "first", order.first)
    for path, serves in served_by(scenario):
        yield from _levels_exist(scenario, path, serves.trait, "levels", serves.levels)
    for name, cost in scenario.costs.items():
        if cost.care_line is not None and cost.care_line not in scenario.care_lines:
            yield ("costs", name, "care_line"), not_there("care line", cost.care_line, scenario.care_lines)
        if cost.posts is not None and cost.posts not in post_groups(scenario):
            yield ("costs", name, "posts"), not_there("group of posts", cost.posts, post_groups(scenario))
    for name, stated in scenario.stated_values.items():
        countable = [*in_usual_care(scenario), *of_the_programme(scenario), CARE_YEAR_FREED]
        if scenario.care_team and stated.per.startswith(SEEN_SOONER) and stated.per != CARE_YEAR_FREED:
            yield (
                ("stated_values", name, "per"),
                f"per is {printable(stated.per)}: people seen sooner start in the places that are freed, "
                "and capacity released is those places already: both would count them twice. Drop it",
            )
        elif stated.per not in countable:
            near = did_you_mean(stated.per, countable) or f" There is {', '.join(countable)}."
            yield (
                ("stated_values", name, "per"),
                f"no outcome counted in people or times is called {printable(stated.per, SHOWN_AT_MOST)}.{near}",
            )


def _levels_exist(scenario: Scenario, path: Path, trait: str, key: str, named: list[str]) -> Iterator[Found]:
    if trait not in scenario.traits:
        yield (*path, "trait"), not_there("trait", trait, scenario.traits)
        return
    levels = scenario.traits[trait].levels
    for position, level in enumerate(named):
        if level not in levels:
            yield (*path, key, position), not_there(f"level of {trait}", level, levels)
        elif level in named[:position]:
            yield (*path, key, position), f"{level} is named twice"


def not_there(what: str, name: str, there: Iterable[str]) -> str:
    """A reference to something that does not exist, and what may have been meant."""
    there = list(there)
    near = did_you_mean(name, there)
    listed = f" There is {', '.join(there)}." if there and not near and len(there) <= LISTED_AT_MOST else ""
    return f"there is no {what} called {name}.{near}{listed}"
