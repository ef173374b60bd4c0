"""Does the room of the care team change in the words it is stated in?"""

from collections.abc import Iterator

from sim.faults import Found
from sim.scenario import Scenario

BY_POSTS = ("posts", "caseload_per_post")


def room_changes_as_it_is_stated(scenario: Scenario) -> Iterator[Found]:
    """Places, or posts with a caseload."""
    team = scenario.care_team
    if team is None:
        return
    other, stated = (BY_POSTS, "places") if team.places is not None else (("places",), "posts and caseload_per_post")
    for position, change in enumerate(team.changes):
        for name in other:
            if getattr(change, name) is not None:
                path = ("care_team", "changes", position, name)
                yield path, f"{name} changes, and the room is stated as {stated}. Change that"
