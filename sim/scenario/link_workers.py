"""Who supports people, and how: posts, groups of posts, absences, and meetings."""

from typing import Any

from pydantic import Field, field_validator, model_validator

from sim.scenario.sections import CHANCE, Name, Section, lever, people_already, uncertain
from sim.scenario.values import AnyDay, AnyNumber, AnySpread, fault, number


class Absence(Section):
    """One post is away from one day to another: planned, and by default paid."""

    post: AnyNumber = lever("Which post of the group (1 is the first)", "post", possible=(1, 4000))
    starts: AnyDay = lever("Away from", "date")
    ends: AnyDay = lever("Back on", "date")
    paid_share: AnyNumber = lever(
        "Share of the post's pay that goes on meanwhile",
        "share",
        number(1),
        possible=CHANCE,
        note="A post that stands vacant because its worker left is not paid.",
    )
    no_new_people_weeks_before: AnyNumber = lever(
        "Run-down: for this long before, the post takes no new people",
        "weeks",
        number(0),
        possible=(0, 520),
        plausible=(0, 26),
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Absence":
        if self.ends.value <= self.starts.value:
            raise fault("ends", f"ends ({self.ends.value}) does not come after starts ({self.starts.value})")
        return self


class TeamChange(Section):
    """From this day, another caseload or other contact hours. A cut takes effect as people leave."""

    starts: AnyDay = lever("From this day", "date")
    caseload_per_post: AnyNumber | None = lever("Caseload of a full post", "people", None, possible=(0, 10_000))
    contact_hours_per_week_per_post: AnyNumber | None = lever(
        "Contact hours a week of a full post", "hours/week", None, possible=(0.01, 168)
    )

    @model_validator(mode="after")
    def _changes_something(self) -> "TeamChange":
        if self.caseload_per_post is None and self.contact_hours_per_week_per_post is None:
            raise fault("", "it changes nothing. Add caseload_per_post or contact_hours_per_week_per_post")
        return self


class Serves(Section):
    """Whom a group of posts serves: people whose level of this trait is named, and nobody else."""

    trait: Name
    levels: list[Name]

    @field_validator("levels", mode="after")
    @classmethod
    def _is_not_empty(cls, levels: list[str]) -> list[str]:
        if not levels:
            raise fault("", "levels is empty: these posts would serve nobody. Name a level, or leave serves out")
        return levels


def _serves() -> Any:
    return lever(
        "Whom these posts serve", "trait and levels", None, note="If left out: everybody. One trait for all groups."
    )


class PostGroup(Section):
    """A named group of posts beside the main team. What is left out is as for the main team, but for whom it serves:
    left out, that is everybody."""

    posts: AnyNumber = lever("Posts (whole or part)", "posts", possible=(0, 4000))
    serves: Serves | None = _serves()
    caseload_per_post: AnyNumber | None = lever(
        "Caseload of a full post", "people", None, possible=(0, 10_000), plausible=(10, 60)
    )
    contact_hours_per_week_per_post: AnyNumber | None = lever(
        "Contact hours a week of a full post", "hours/week", None, possible=(0.01, 168), plausible=(12, 28)
    )
    people_on_day_0: AnyNumber = people_already("People on these posts' caseloads on day 0")
    weeks_already_supported: AnySpread | None = uncertain(
        "How long they have been supported by day 0 (if left out: as for the main team)", "weeks", None
    )
    opens: AnyDay | None = lever("In post from", "date", None)
    closes: AnyDay | None = lever("Until", "date", None)
    absences: list[Absence] = Field(default=[])
    changes: list[TeamChange] = Field(default=[])


class QueueOrder(Section):
    """Who is taken first: people whose level of this trait is named come first, in this order; the rest after them."""

    trait: Name
    first: list[Name]


class LinkWorkers(Section):
    """The people who support people, and the room they have. The main group of posts is called `team`."""

    posts: AnyNumber = lever("Posts (whole or part)", "posts", possible=(0, 4000), plausible=(0.5, 50))
    serves: Serves | None = _serves()
    caseload_per_post: AnyNumber = lever(
        "Caseload of a full post",
        "people",
        possible=(0, 10_000),
        plausible=(10, 60),
        note="Part posts: in proportion, half rounds up, at least 1.",
    )
    contact_hours_per_week_per_post: AnyNumber = uncertain(
        "Contact hours a week of a full post, in weeks worked",
        "hours/week",
        possible=(0.01, 168),
        plausible=(12, 28),
        note="Face to face or phone. Travel, notes and supervision are outside it.",
    )
    weeks_worked_per_year: AnyNumber = uncertain(
        "Weeks worked a year", "weeks/year", number(44), possible=(1, 52.2), plausible=(38, 48)
    )
    turnover_per_year: AnyNumber = uncertain(
        "Leavers per post per year", "per year", possible=(0, 50), plausible=(0, 0.6)
    )
    weeks_to_fill_a_vacancy: AnySpread = uncertain("Time to fill a vacancy", "weeks")
    people_on_day_0: AnyNumber = people_already("People on the team's caseloads on day 0")
    weeks_already_supported: AnySpread | None = uncertain(
        "How long they have been supported by day 0",
        "weeks",
        None,
        note="If left out: spread as in a long-running service.",
    )
    absences: list[Absence] = Field(default=[])
    changes: list[TeamChange] = Field(default=[])
    groups: dict[Name, PostGroup] = Field(default={}, description="More groups of posts, by name.")
    queue_order: QueueOrder | None = lever(
        "Who is taken first", "order", None, note="If left out: first come, first served."
    )


class Support(Section):
    """From the offer to the last meeting with a link worker."""

    chance_accepts: AnyNumber = uncertain("Chance that a person accepts the offer", "chance", possible=CHANCE)
    weeks_of_patience: AnySpread = uncertain("How long people wait for a link worker before they give up", "weeks")
    weeks_to_first_meeting: AnySpread = uncertain(
        "From being given a link worker to when the first meeting is wanted", "weeks"
    )
    weeks_between_meetings: AnySpread = uncertain("From one meeting to when the next is wanted", "weeks")
    meetings: AnySpread = uncertain(
        "Meetings attended before support is complete", "meetings", note="Rounded; at least 1."
    )
    meeting_minutes: AnySpread = uncertain("Length of a meeting", "minutes")
    chance_attends_meeting: AnyNumber = uncertain("Chance of coming to a meeting", "chance", possible=CHANCE)
    missed_meetings_allowed: AnyNumber = lever(
        "Support ends when more than this many are missed", "meetings", possible=(0, 200)
    )
