"""How much room is there in secondary care, and who waits for it besides those referred to the programme?

Left out, there is room for everybody, and nobody is in care but the people referred to the programme.
"""

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.link_workers import QueueOrder
from sim.scenario.sections import Section, lever, uncertain
from sim.scenario.values import AnyDay, AnyNumber, AnySpread, Spread, fault, number

PLACES_AT_MOST = 1_000_000
ROOM = ("places", "posts", "caseload_per_post")
DROP_ONE = "an inherited value is dropped by { remove = true }"


class CareTeamChange(Section):
    """From this day, other room or other demand. A cut takes effect as people leave."""

    starts: AnyDay = lever("From this day", "date")
    places: AnyNumber | None = lever("Places in care", "places", None, possible=(0, PLACES_AT_MOST))
    posts: AnyNumber | None = lever("Posts (whole or part)", "posts", None, possible=(0, 4000))
    caseload_per_post: AnyNumber | None = lever("Caseload of a full post", "people", None, possible=(0, 10_000))
    new_people_per_week: AnyNumber | None = uncertain("New people", "per week", None, possible=(0, 4000))

    @model_validator(mode="after")
    def _changes_something(self) -> "CareTeamChange":
        if not any(getattr(self, name) for name in (*ROOM, "new_people_per_week")):
            raise fault("", "it changes nothing. Add places, posts, caseload_per_post or new_people_per_week")
        return self


class CareTeam(Section):
    """Secondary care as a service with so many places, and a list. People referred to the programme hold a place from
    referral, full or not. Other people, who are never referred to it, are in care or wait for it too."""

    places: AnyNumber | None = lever(
        "Places: people in care at once", "places", None, possible=(0, PLACES_AT_MOST), note="Or posts with a caseload."
    )
    posts: AnyNumber | None = lever("Posts of the care team (whole or part)", "posts", None, possible=(0, 4000))
    caseload_per_post: AnyNumber | None = lever(
        "Caseload of a full post of the care team",
        "people",
        None,
        possible=(0, 10_000),
        plausible=(10, 60),
        note="Part posts: in proportion, half rounds up, at least 1.",
    )
    changes: list[CareTeamChange] = Field(default=[], description="Dated changes of the room, or of new people a week.")
    people_on_day_0: AnyNumber = uncertain(
        "People in care on day 0 who are never referred to the programme",
        "people",
        number(0),
        possible=(0, 100_000),
        note="They hold a place, full or not.",
    )
    weeks_in_care: AnySpread = uncertain(
        "How long they have been in care by day 0",
        "weeks",
        Spread(distribution="uniform", least=0, most=52),
        note="Their routine reviews are counted from then.",
    )
    waiting_on_day_0: AnyNumber = uncertain(
        "People waiting for care on day 0 who are never referred to the programme",
        "people",
        number(0),
        possible=(0, 100_000),
    )
    weeks_waited: AnySpread = uncertain("How long they have waited by day 0", "weeks", Spread(value=0))
    new_people_per_week: AnyNumber = uncertain(
        "New people who come to care and are never referred to the programme",
        "per week",
        number(0),
        possible=(0, 4000),
        plausible=(0, 100),
    )
    weeks_of_patience: AnySpread | None = uncertain(
        "How long people who are new to care wait for a place before they give up",
        "weeks",
        None,
        note="If left out: nobody gives up. People who wait after a relapse never do.",
    )
    queue_order: QueueOrder | None = lever(
        "Who is taken first", "order", None, note="If left out: first come, first served."
    )
    after_a_relapse: Literal["list", "front", "kept_place"] = lever(
        "Where a relapse finds a place",
        "choice",
        note="list: it joins the list in the person's class; front: before everybody; kept_place: a place is kept "
        "after discharge (weeks_place_is_kept), and a later relapse joins the list.",
    )
    weeks_place_is_kept: AnyNumber = lever(
        "kept_place: how long a place is kept after discharge", "weeks", number(0), possible=(0, 520), plausible=(0, 52)
    )

    @model_validator(mode="after")
    def _room_is_stated_one_way(self) -> "CareTeam":
        if self.places is None and self.posts is None:
            raise fault("", "no room is stated. State places, or posts and caseload_per_post")
        if self.places is not None and (self.posts is not None or self.caseload_per_post is not None):
            other = "posts" if self.posts is not None else "caseload_per_post"
            raise fault(other, f"{other} is stated, and places too. Keep one; {DROP_ONE}")
        if self.posts is not None and self.caseload_per_post is None:
            raise fault("", "posts are stated, and no caseload_per_post")
        return self

    @model_validator(mode="after")
    def _a_kept_place_is_kept_for_a_time(self) -> "CareTeam":
        if self.after_a_relapse == "kept_place" and self.weeks_place_is_kept.value == 0:
            raise fault("", "after_a_relapse is kept_place, and weeks_place_is_kept is 0. State how long")
        return self
