"""What are people referred on to, how is it paid, and how is it prescribed?"""

from itertools import pairwise
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.sections import CHANCE, FinancialYear, Section, lever, people_already, uncertain
from sim.scenario.values import AnyDay, AnyNumber, AnySpread, Number, Spread, fault, number

FURTHER_ACTIVITIES_AT_MOST = 5
IN_IT_ALREADY = "People in it on day 0 whose support is over (those on a caseload are stated there)"


class Payment(Section):
    """How an activity is paid, and by whom."""

    form: Literal["block", "spot", "grant", "outcome"] = lever(
        "block: per session held; spot: per place taken and week; grant: per year open; outcome: per course completed",
        "choice",
    )
    gbp: AnyNumber = uncertain("Price", "£", possible=(0, 1e9))
    price_year: FinancialYear
    payer: str
    minimum_places: AnyNumber | None = lever(
        "Spot: at least so many places are paid for while the activity is open",
        "places",
        None,
        possible=(0, 100_000),
        note="Settled by contract year, 1 April to 31 March.",
    )
    minimum_courses_per_year: AnyNumber | None = lever(
        "Outcome: at least so many courses completed are paid for in a year open",
        "courses",
        None,
        possible=(0, 100_000),
        note="Settled by contract year, 1 April to 31 March; in proportion where it is open for part of one.",
    )
    runs_at_gbp_per_session: AnyNumber | None = uncertain(
        "What a session costs the provider of the activity, in the same price year",
        "£",
        None,
        possible=(0, 1e9),
        note="The provider's money: it gives the provider's margin, and stands in no step of the bridge.",
    )

    @model_validator(mode="after")
    def _minimum_of_its_form(self) -> "Payment":
        for minimum, form in (("minimum_places", "spot"), ("minimum_courses_per_year", "outcome")):
            if getattr(self, minimum) is not None and self.form != form:
                raise fault(minimum, f"{minimum} is allowed only with form = '{form}'")
        return self


class Helpers(Section):
    """Peer supply: people who go on after a course and help to run the group for a while. Each adds places to it."""

    chance_helps: AnyNumber = uncertain(
        "Chance that a person who goes on after a course helps to run the group", "chance", possible=CHANCE
    )
    weeks_helping: AnySpread = uncertain("How long they help", "weeks", note="At least a day.")
    places_each: AnyNumber = uncertain(
        "Places that one helper adds to the group", "places", possible=(0, 1000), plausible=(1, 6)
    )
    at_most: AnyNumber = lever(
        "Helpers that the group takes at once", "people", possible=(0, 1000), plausible=(0, 6), note="0: nobody helps."
    )


class PlacesChange(Section):
    """From this day, another number of places. A cut takes effect as people leave."""

    starts: AnyDay = lever("From this day", "date")
    places: AnyNumber = lever("Places", "places", possible=(0, 100_000))


class Activity(Section):
    """A community activity. What is left out is as in [activity_defaults]."""

    kind: str | None = None
    places: AnyNumber | None = lever("Places", "places", None, possible=(0, 100_000), plausible=(4, 30))
    sessions: AnyNumber | None = lever(
        "Sessions in a prescription", "sessions", None, possible=(1, 500), plausible=(4, 30)
    )
    days_between_sessions: AnyNumber | None = lever("From one session to the next", "days", None, possible=(1, 365))
    people_on_day_0: AnyNumber | None = people_already(IN_IT_ALREADY, None)
    weeks_already_in: AnySpread | None = uncertain("How long they have been in it by day 0", "weeks", None)
    weight: AnyNumber | None = uncertain("How much it is liked, beside the others", "weight", None, possible=(0, 1e6))
    chance_suits: AnyNumber | None = uncertain("Chance that it suits a person", "chance", None, possible=CHANCE)
    opens: AnyDay | None = lever("Open from", "date", None)
    closes: AnyDay | None = lever("Funding ends", "date", None)
    changes: list[PlacesChange] = Field(default=[])
    people_may_stay: bool | None = lever("Whether people who go on keep their place", "yes or no", None)
    helpers: Helpers | None = None
    payment: Payment | None = None


class ActivityDefaults(Section):
    """What an activity has unless it says otherwise."""

    places: AnyNumber = lever("Places", "places", possible=(0, 100_000), plausible=(4, 30))
    sessions: AnyNumber = lever("Sessions in a prescription", "sessions", possible=(1, 500), plausible=(4, 30))
    days_between_sessions: AnyNumber = lever("From one session to the next", "days", number(7), possible=(1, 365))
    people_on_day_0: AnyNumber = people_already(IN_IT_ALREADY)
    weeks_already_in: AnySpread | None = uncertain(
        "How long they have been in it by day 0", "weeks", None, note="If left out: as in a long-running service."
    )
    weight: AnyNumber = uncertain("How much it is liked, beside the others", "weight", number(1), possible=(0, 1e6))
    chance_suits: AnyNumber = uncertain("Chance that an activity suits a person", "chance", number(1), possible=CHANCE)
    people_may_stay: bool = lever("Whether people who go on keep their place", "yes or no", default=False)
    helpers: Helpers | None = None
    payment: Payment | None = None


class Prescription(Section):
    """How people choose, wait for and use activities."""

    chance_of_another: list[AnyNumber] = Field(
        default=[], description="Chance of wanting a second activity, a third, ... (each at most the one before)."
    )
    weeks_of_patience: AnySpread = uncertain("How long people wait for a place before the next choice", "weeks")
    chance_attends_session: AnyNumber = uncertain("Chance of coming to a session", "chance", possible=CHANCE)
    chance_of_dropping_out_per_session: AnyNumber = uncertain(
        "Chance of dropping out, after each session", "chance", possible=(0, 0.999)
    )
    chance_goes_on: AnyNumber = uncertain(
        "Chance that a person who came to every session goes on afterwards",
        "chance",
        possible=CHANCE,
        note="In proportion to sessions attended.",
    )
    weeks_stayed: AnySpread = uncertain("How long a place is kept where people may stay", "weeks", Spread(value=52))

    @field_validator("chance_of_another", mode="after")
    @classmethod
    def _falling_chances(cls, chances: list[Number]) -> list[Number]:
        values = [c.value for c in chances]
        if any(not 0 <= v <= 1 for v in values):
            raise fault("", f"chance_of_another is {values}; a chance lies between 0 and 1")
        if any(b > a for a, b in pairwise(values)):
            raise fault("", f"chance_of_another is {values}; a further activity cannot be likelier than the one before")
        if len(values) > FURTHER_ACTIVITIES_AT_MOST:
            raise fault("", f"chance_of_another takes at most {FURTHER_ACTIVITIES_AT_MOST} chances")
        return chances
