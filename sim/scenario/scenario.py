"""What may be asked? Every section and value of a scenario file, with its unit, its kind and what is possible.

A scenario file states levers (what a commissioner chooses), uncertain inputs (what nobody knows exactly) and settings
(how the run is done); design section 4. Reading files, `extends` and fault messages are in `loading`; the numbers an
engine uses are made from this in `inputs`.
"""

from datetime import date
from itertools import pairwise
from math import inf
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator, model_validator

from sim.scenario.values import (
    CHANCE,
    AnyDay,
    AnyNumber,
    AnySpread,
    Grade,
    Number,
    Section,
    Spread,
    fault,
    lever,
    setting,
    uncertain,
)

ABOVE_ZERO = (1e-9, inf)
SHARES_WITHIN = 1e-6  # of adding to 1
FURTHER_ACTIVITIES_AT_MOST = 5
PEOPLE_ON_DAY_0_AT_MOST = 4095  # on the caseloads of a group of posts, or in an activity: 12 bits of an identity
CHANNELS = ("access", "conversion", "relapse", "care_use")
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
FinancialYear = Annotated[str, Field(pattern=r"^[12]\d\d\d/\d\d$")]
Channel = Literal["access", "conversion", "relapse", "care_use"]


def _number(value: int | float) -> Number:
    return Number(value=value)


IN_IT_ALREADY = "People in it on day 0 whose support is over (those on a caseload are stated there)"


def _people_on_day_0(title: str, default: Number | None = Number(value=0)) -> Any:  # noqa: B008 - frozen
    return uncertain(title, "people", default, possible=(0, PEOPLE_ON_DAY_0_AT_MOST))


class Dates(Section):
    """When things begin and end. Day 0 is `start`; what is left out falls on the nearest date given."""

    start: AnyDay = setting("Day 0 of the simulation", "date")
    service_start: AnyDay | None = lever("Link workers are in post from (mobilisation)", "date", None)
    first_referral: AnyDay | None = lever("First day of referrals", "date", None)
    last_referral: AnyDay | None = lever("Referrals stop on this day", "date", None)
    service_end: AnyDay | None = lever("Support and waits for it end on this day", "date", None)
    end: AnyDay = setting("End of follow-up", "date")

    def day(self, name: str) -> date:
        """A date, or what stands for it when it is left out."""
        given = getattr(self, name)
        if given is not None:
            value: date = given.value
            return value
        return self.end.value if name in ("service_end", "last_referral") else self.start.value


class DemandChange(Section):
    """From this day, another rate of referral."""

    starts: AnyDay = lever("From this day", "date")
    referrals_per_week: AnyNumber = uncertain("Referrals", "people/week", possible=(0, 4000))


class Demand(Section):
    """Who comes: the waiting list of day 0, and referrals."""

    referrals_per_week: AnyNumber = uncertain("Referrals", "per week", possible=(0, 4000), plausible=(0.1, 50))
    changes: list[DemandChange] = Field(default=[], description="Dated changes of the referral rate.")
    waiting_on_day_0: AnyNumber = uncertain(
        "People already waiting on day 0, who have accepted", "people", _number(0), possible=(0, 100_000)
    )
    weeks_already_waited: AnySpread = uncertain("How long they have waited by day 0", "weeks", Spread(value=0))
    weeks_since_referral: AnySpread = uncertain(
        "How long ago people already in the service on day 0 were referred",
        "weeks",
        Spread(distribution="uniform", least=0, most=52),
        note="Those on a caseload or in an activity (people_on_day_0). Their routine reviews are counted from then.",
    )


class Level(Section):
    """One level of a trait: the share of people, and what being in it multiplies (1 = nothing). Chances and rates that
    stand elsewhere are means over all people, so only the ratios between levels count."""

    share: AnyNumber = uncertain("Share of people referred", "share", possible=CHANCE)
    need_share: AnyNumber | None = uncertain(
        "Share of the population in need, for referral relative to need", "share", None, possible=CHANCE
    )
    attendance: AnyNumber = uncertain(
        "Multiplies the chance of coming to meetings and sessions", "ratio", _number(1), possible=(0, 10)
    )
    odds_of_discharge: AnyNumber = uncertain(
        "Multiplies the odds of discharge at a review", "ratio", _number(1), possible=(1e-6, 1e6)
    )
    relapse: AnyNumber | None = uncertain("Multiplies the hazard of relapse", "ratio", None, possible=(0, 1000))
    relapse_odds_ratio: AnyNumber | None = uncertain(
        "Odds ratio of relapse within two years of discharge, against the levels that state none",
        "ratio",
        None,
        possible=(1e-3, 1e3),
        note="Instead of relapse: hazards are solved that give it, whatever the shares.",
    )
    exit: AnyNumber = uncertain(
        "Multiplies the hazard of dying, moving or otherwise leaving", "ratio", _number(1), possible=(0, 1000)
    )
    weekly_cost: AnyNumber = uncertain("Multiplies the weekly cost of care", "ratio", _number(1), possible=(0, 1000))
    suits: AnyNumber = uncertain("Multiplies the chance that an activity suits", "ratio", _number(1), possible=(0, 10))


class Trait(Section):
    """Something people differ in: care cluster, deprivation fifth, ..."""

    title: str | None = None
    levels: dict[Name, Level]

    @model_validator(mode="after")
    def _shares_add_to_one(self) -> "Trait":
        total = sum(level.share.value for level in self.levels.values())
        if not abs(total - 1) < SHARES_WITHIN:
            raise fault("levels", f"the shares add to {total:g}; they must add to 1")
        needs = {name: level.need_share.value for name, level in self.levels.items() if level.need_share}
        lacking = [name for name in self.levels if name not in needs]
        if needs and lacking:
            raise fault(
                f"levels.{next(iter(needs))}.need_share",
                f"need_share is stated, and {', '.join(lacking)} has none. State it for every level, or for none",
            )
        if needs and not abs(sum(needs.values()) - 1) < SHARES_WITHIN:
            raise fault(
                f"levels.{list(needs)[-1]}.need_share",
                f"need_share adds to {sum(needs.values()):g} over the levels "
                f"({' + '.join(f'{need:g}' for need in needs.values())}); it must add to 1",
            )
        return self


class Frailty(Section):
    """One hidden draw per person (standard normal; high does better) and how it loads on log odds. 0 = off."""

    attendance: AnyNumber = uncertain("Log odds of coming, per s.d.", "log odds", _number(0), possible=(-5, 5))
    progress: AnyNumber = uncertain(
        "Log odds of each wellbeing outcome, per s.d.", "log odds", _number(0), possible=(-5, 5)
    )
    discharge: AnyNumber = uncertain("Log odds of discharge, per s.d.", "log odds", _number(0), possible=(-5, 5))


class Stages(Section):
    """Which stages this setting has."""

    support: bool = True
    activities: bool = True
    reviews: bool = True
    relapse: bool = True
    care_lines: bool = True


class Programme(Section):
    """What is offered, and by which channels it is taken to work."""

    offer: Literal["link_workers", "review_clinic"] = lever(
        "What people are offered", "choice", "link_workers", note="review_clinic: one supported review, nothing else."
    )
    effect: Annotated[
        list[Channel],
        BeforeValidator(lambda given: list(CHANNELS) if given == "all" else [] if given == "none" else given),
    ] = uncertain(
        "Channels of effect", "list", note="access, conversion, relapse, care_use; [] = support changes nothing."
    )

    @field_validator("effect", mode="after")
    @classmethod
    def _once_each(cls, given: list[str]) -> list[str]:
        if len(set(given)) < len(given):
            raise fault("", "each channel may be named once")
        return [channel for channel in CHANNELS if channel in given]


class Absence(Section):
    """One post is away from one day to another: planned, and paid unless said otherwise."""

    post: AnyNumber = lever("Which post of the group (1 is the first)", "post", possible=(1, 4000))
    starts: AnyDay = lever("Away from", "date")
    ends: AnyDay = lever("Back on", "date")
    paid_share: AnyNumber = lever(
        "Share of the post's pay that goes on meanwhile",
        "share",
        _number(1),
        possible=CHANCE,
        note="A post that stands vacant because its worker left is not paid.",
    )
    no_new_people_weeks_before: AnyNumber = lever(
        "Run down to: for so long before, the post is given no new people",
        "weeks",
        _number(0),
        possible=(0, 520),
        plausible=(0, 26),
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Absence":
        if self.ends.value <= self.starts.value:
            raise fault("ends", f"ends ({self.ends.value}) does not come after starts ({self.starts.value})")
        return self


class TeamChange(Section):
    """From this day, another caseload or other contact hours. A cut bites as people leave."""

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
    def _somebody(cls, levels: list[str]) -> list[str]:
        if not levels:
            raise fault("", "levels is empty: these posts would serve nobody. Name a level, or leave serves out")
        return levels


def _serves() -> Any:
    return lever(
        "Whom these posts serve", "trait and levels", None, note="Left out: everybody. One trait for all groups."
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
    people_on_day_0: AnyNumber = _people_on_day_0("People on these posts' caseloads on day 0")
    weeks_already_supported: AnySpread | None = uncertain(
        "How long they have been supported by day 0 (left out: as for the main team)", "weeks", None
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
        "Weeks worked a year", "weeks/year", _number(44), possible=(1, 52.2), plausible=(38, 48)
    )
    turnover_per_year: AnyNumber = uncertain(
        "Leavers per post per year", "per year", possible=(0, 50), plausible=(0, 0.6)
    )
    weeks_to_fill_a_vacancy: AnySpread = uncertain("Time to fill a vacancy", "weeks")
    people_on_day_0: AnyNumber = _people_on_day_0("People on the team's caseloads on day 0")
    weeks_already_supported: AnySpread | None = uncertain(
        "How long they have been supported by day 0",
        "weeks",
        None,
        note="Left out: spread as in a service long running.",
    )
    absences: list[Absence] = Field(default=[])
    changes: list[TeamChange] = Field(default=[])
    groups: dict[Name, PostGroup] = Field(default={}, description="More groups of posts, by name.")
    queue_order: QueueOrder | None = lever(
        "Who is taken first", "order", None, note="Left out: first come, first served."
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
        "What a session costs whoever runs the activity, in the same price year",
        "£",
        None,
        possible=(0, 1e9),
        note="The provider's money: it gives the provider's margin, and stands in no step of the bridge.",
    )

    @model_validator(mode="after")
    def _minimum_of_its_form(self) -> "Payment":
        for minimum, form in (("minimum_places", "spot"), ("minimum_courses_per_year", "outcome")):
            if getattr(self, minimum) is not None and self.form != form:
                raise fault(minimum, f"{minimum} belongs to form = '{form}', and only there")
        return self


class Helpers(Section):
    """Peer supply: people who go on after a course and help to run the group for a while. Each adds places to it."""

    chance_helps: AnyNumber = uncertain(
        "Chance that somebody who goes on after a course helps to run the group", "chance", possible=CHANCE
    )
    weeks_helping: AnySpread = uncertain("How long they help", "weeks", note="At least a day.")
    places_each: AnyNumber = uncertain(
        "Places that one helper adds to the group", "places", possible=(0, 1000), plausible=(1, 6)
    )
    at_most: AnyNumber = lever(
        "Helpers that the group takes at once", "people", possible=(0, 1000), plausible=(0, 6), note="0: nobody helps."
    )


class PlacesChange(Section):
    """From this day, another number of places. A cut bites as people leave."""

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
    people_on_day_0: AnyNumber | None = _people_on_day_0(IN_IT_ALREADY, None)
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
    days_between_sessions: AnyNumber = lever("From one session to the next", "days", _number(7), possible=(1, 365))
    people_on_day_0: AnyNumber = _people_on_day_0(IN_IT_ALREADY)
    weeks_already_in: AnySpread | None = uncertain(
        "How long they have been in it by day 0", "weeks", None, note="Left out: as in a service long running."
    )
    weight: AnyNumber = uncertain("How much it is liked, beside the others", "weight", _number(1), possible=(0, 1e6))
    chance_suits: AnyNumber = uncertain("Chance that an activity suits a person", "chance", _number(1), possible=CHANCE)
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
        "Chance that somebody who came to every session goes on afterwards",
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


class WiderOutcome(Section):
    """Something beyond wellbeing that may come of it: work, training, ... Chances are of those who want it."""

    title: str | None = None
    share_who_want: AnyNumber = uncertain(
        "Share of people who want it: nobody else can have it", "share", _number(1), possible=CHANCE
    )
    chance_without_dose: AnyNumber = uncertain(
        "Chance with no meetings or sessions", "chance", _number(0), possible=CHANCE
    )
    chance_at_full_dose: AnyNumber = uncertain("Chance at the full dose", "chance", possible=CHANCE)
    weeks_lasting: AnyNumber | None = uncertain(
        "How long it lasts as a gain over usual care, from when it is first seen",
        "weeks",
        None,
        possible=(0.001, 5000),
        note="Until it is lost, or would have come anyway. Left out: its years are not counted.",
    )


class Progress(Section):
    """Eight wellbeing outcomes, and how meetings and sessions raise their chance."""

    chance_without_dose: AnyNumber = uncertain(
        "Chance of each outcome with no meetings or sessions, on average over people",
        "chance",
        possible=(1e-6, 1 - 1e-6),
    )
    odds_ratio_at_full_dose: AnyNumber = uncertain(
        "Odds ratio of each outcome at the full dose", "ratio", possible=(1, 1e9)
    )
    full_dose: AnyNumber = uncertain("Meetings and sessions at which the dose is full", "contacts", possible=(1, 1000))
    dose_kept_after_relapse: AnyNumber = uncertain(
        "Share of the meetings and sessions so far that still counts after a relapse",
        "share",
        _number(0),
        possible=CHANCE,
    )
    wider: dict[Name, WiderOutcome] = Field(default={})


class SupportedReview(Section):
    """The programme's own discharge review."""

    asked: Literal["when_support_ends", "after_start"] = lever("When it is asked for", "choice", "when_support_ends")
    weeks_after_start: AnySpread = uncertain(
        "after_start: this long after a link worker is given", "weeks", Spread(value=26)
    )
    weeks_after_referral: AnySpread = uncertain(
        "review_clinic: asked for this long after referral", "weeks", Spread(value=26)
    )
    added_slots_per_week: AnyNumber = lever(
        "Review slots added, for supported reviews only", "slots/week", _number(0), possible=(0, 10_080)
    )


class Reviews(Section):
    """Reviews in secondary care, with or without the programme."""

    slots_per_week: AnyNumber = lever("Review slots", "slots/week", possible=(0, 10_080))
    weeks_to_first_review: AnySpread = uncertain("From referral to the first routine review", "weeks")
    weeks_between_reviews: AnySpread = uncertain("From one routine review to the next", "weeks", note="At least a day.")
    weeks_to_first_review_after_relapse: AnySpread | None = uncertain(
        "From relapse to the next routine review",
        "weeks",
        None,
        note="At least a day. Left out: as weeks_between_reviews.",
    )
    chance_of_discharge: AnyNumber = uncertain(
        "Mean chance of discharge at a first review under usual care", "chance", possible=(0, 1 - 1e-6)
    )
    odds_ratio_with_full_progress: AnyNumber = uncertain(
        "Odds ratio of discharge when all eight outcomes improved because of the programme", "ratio", possible=(1, 1e9)
    )
    review_persistence: AnyNumber = uncertain(
        "Chance that a review uses the person's own luck, not fresh luck", "chance", _number(0), possible=CHANCE
    )
    supported: SupportedReview = Field(default=SupportedReview())


NO_REVIEWS = Reviews(
    slots_per_week=_number(0),
    weeks_to_first_review=Spread(value=0),
    weeks_between_reviews=Spread(value=52),
    chance_of_discharge=_number(0),
    odds_ratio_with_full_progress=_number(1),
)


WITHIN_YEARS = 2  # the period of a published share of relapses, and of its odds ratio
HIGHEST_SHARE = 1 - 1e-6  # of people who relapse within it: beyond, nothing tells one hazard from another


class Relapse(Section):
    """Coming back into care after discharge. How often is stated in one of two ways, as it was published."""

    share_within_two_years: AnyNumber | None = uncertain(
        "Share who relapse within two years of discharge",
        "share",
        None,
        possible=(0, HIGHEST_SHARE),
        note="Of people who neither die nor move away meanwhile. The hazard that gives it is solved.",
    )
    per_year: AnyNumber | None = uncertain(
        "Relapses per person-year after discharge, on average over people", "per year", None, possible=(0, 500)
    )
    ratio_with_sustained_engagement: AnyNumber = uncertain(
        "Hazard ratio while engagement is sustained", "ratio", possible=CHANCE
    )
    chance_referred_again: AnyNumber = uncertain(
        "Chance of being referred again after a relapse", "chance", possible=CHANCE
    )

    @model_validator(mode="after")
    def _how_often_is_stated(self) -> "Relapse":
        if self.per_year is None and self.share_within_two_years is None:
            raise fault("", "nothing says how often. State share_within_two_years, or per_year")
        return self

    @property
    def how_often(self) -> Number:
        """The one of the two that is stated; a file with both is refused."""
        stated = self.share_within_two_years or self.per_year
        assert stated is not None, "as validated"  # noqa: S101
        return stated


NO_RELAPSE = Relapse(per_year=_number(0), ratio_with_sustained_engagement=_number(1), chance_referred_again=_number(0))


class Exits(Section):
    """Dying, moving away or otherwise leaving: equal in every world."""

    per_year: AnyNumber = uncertain("Exits per person-year", "per year", _number(0), possible=(0, 500))


class CareLine(Section):
    """Use of one kind of care: GP, A&E, inpatient, outpatient."""

    title: str | None = None
    uses_per_year: AnyNumber = uncertain("Uses per person-year once settled", "per year", possible=(0, 1000))
    raised_at_referral: AnyNumber = uncertain(
        "Use at referral, as a ratio of settled use",
        "ratio",
        _number(1),
        possible=(1, 100),
        note="Falls back in a straight line, in both worlds: regression to the mean.",
    )
    weeks_to_settle: AnyNumber = uncertain("Time to fall back", "weeks", _number(52), possible=(0.001, 5000))
    cut_at_full_dose: AnyNumber = uncertain(
        "Share of uses the programme removes at the full dose", "share", _number(0), possible=CHANCE
    )
    stops_at_discharge: bool = Field(default=False, description="Whether this use ends while the person is discharged.")


class WholePosts(Section):
    """When a post of care can be given up (enough places free, for long enough, and notice), and what it is worth."""

    places: AnyNumber = uncertain(
        "Places in care that one post looks after", "places", possible=(1, 100_000), plausible=(10, 60)
    )
    weeks_free: AnyNumber = uncertain(
        "How long its places must have stood free before a post is given up",
        "weeks",
        possible=(0, 520),
        plausible=(4, 104),
    )
    weeks_notice: AnyNumber = uncertain(
        "Notice: from giving up a post to the end of its pay", "weeks", possible=(0, 260), plausible=(4, 26)
    )
    gbp_per_year: AnyNumber = uncertain(
        "What a post of care costs a year",
        "£",
        possible=(0, 1e9),
        note="What its going takes out of the budget: pay and on-costs. Not what care in its places costs.",
    )
    gbp_once: AnyNumber = uncertain(
        "One-off cost of a post that goes", "£", _number(0), possible=(0, 1e9), note="Redundancy, notice not worked."
    )
    price_year: FinancialYear


ONE_PRICE = ("care_year", "once")  # the bridge prices minutes out of care over the whole horizon; and once is once


class CostLine(Section):
    """A price, what it is paid for, and who pays."""

    title: str | None = None
    per: Literal[
        "post_year",
        "service_year",
        "once",
        "supported_review_slot",
        "care_year",
        "discharged_year",
        "relapse",
        "care_use",
        "supported_review",
        "meeting",
        "meeting_expense",
        "helper_year",
    ] = Field(
        description="What is counted: a filled post for a year, the service for a year, once, an added review slot, "
        "a year in care, a year discharged, a relapse, a use of a care line, a supported review held, a meeting with "
        "a link worker held or missed, or (meeting_expense) what is bought for each such meeting beside the link "
        "worker's time: a reminder, a fare, an interpreter. helper_year: a year of one person's help to run a group."
    )
    gbp: AnyNumber = uncertain("Price", "£", possible=(0, 1e9))
    price_year: FinancialYear
    payer: str
    basis: Literal["average", "marginal"] | None = Field(
        None,
        description="Whether the price is an average (most of it fixed) or a marginal cost: shown beside the line, and "
        "the same care may not be priced at both.",
    )
    cashable_share: AnyNumber | None = uncertain(
        "Share of a fall that a budget holder could take out as cash", "share", _number(0), possible=CHANCE
    )
    cash_rule: Literal["share", "step", "refill"] = lever(
        "How a fall becomes cash",
        "choice",
        "share",
        note="per = care_year or care_use. share: the cashable_share of it. step: by whole posts, once enough places "
        "have stood free. refill: never, the next person takes the place.",
    )
    step: WholePosts | None = Field(None, description="cash_rule = step: when a post can be given up.")
    care_line: Name | None = Field(None, description="per = care_use: which care line.")
    posts: Name | None = Field(None, description="per = post_year: which group of posts (left out: all).")
    years: list[FinancialYear] | None = Field(
        None,
        description="Only in these financial years: a price that rises, or a payer whose money ends. Left out: always.",
    )

    @field_validator("years", mode="after")
    @classmethod
    def _each_year_once(cls, years: list[str] | None) -> list[str] | None:
        if years == []:
            raise fault("", "years names no financial year. Name some, or leave it out")
        if years and len({*years}) < len(years):
            raise fault("", "each financial year may be named once")
        return years

    @model_validator(mode="after")
    def _one_price_of_care(self) -> "CostLine":
        if self.years is not None and self.per in ONE_PRICE:
            raise fault("years", f"years does not belong to per = '{self.per}', which has one price over the run")
        return self

    @model_validator(mode="after")
    def _only_a_share_in_use(self) -> "CostLine":
        """A share that a parent states is checked, and then no value of a scenario which has another rule."""
        if self.cash_rule != "share":
            self.__dict__["cashable_share"] = None  # frozen for everybody else
        return self

    @model_validator(mode="after")
    def _cash_rule_complete(self) -> "CostLine":
        if self.cash_rule != "share" and self.per not in ("care_year", "care_use"):
            raise fault(
                "cash_rule",
                "cash_rule belongs to per = 'care_year' and 'care_use': all else counts as cash in full",
            )
        if self.cash_rule == "step" and self.per == "care_use":
            raise fault(
                "cash_rule",
                "cash_rule is step, which needs places that a post looks after, and a care_use has none. "
                "Choose share or refill, or price this care by the care_year",
            )
        if self.cash_rule == "step" and self.step is None:
            raise fault(
                "cash_rule",
                "cash_rule is step, and nothing says when a post can go. "
                "Add step = { places = ..., weeks_free = ..., weeks_notice = ..., gbp_per_year = ..., "
                'price_year = "..." }',
            )
        if self.step is not None and self.cash_rule != "step":
            raise fault(
                "step",
                "step belongs to cash_rule = 'step', and only there. Take the table away (remove = true in it drops "
                "one that a parent states)",
            )
        return self

    @model_validator(mode="after")
    def _care_line_named(self) -> "CostLine":
        if (self.per == "care_use") != (self.care_line is not None):
            raise fault("care_line", "care_line belongs to per = 'care_use', and only there")
        if self.posts is not None and self.per != "post_year":
            raise fault("posts", "posts belongs to per = 'post_year', and only there")
        return self


class GainedBy(Section):
    """What a person has gained by some months after they took up their first activity."""

    months: AnyNumber = setting("Months since the first activity was taken up", "months", possible=(0.1, 600))
    gain: AnyNumber = uncertain(
        "What a person has gained by then, all in all", "life or wellbeing years", possible=(-100, 100)
    )


class StatedValue(Section):
    """What somebody says one of an outcome is worth: a stated value, not money anybody can spend."""

    title: str | None = None
    kind: Literal["qaly", "wellby", "social_return", "transfer"] = Field(
        description="What the value rests on: quality-adjusted life years, wellbeing years, a social return; or that "
        "it is a transfer, such as a benefit no longer paid: what one pays less another receives less."
    )
    payer: str | None = Field(None, description="kind = transfer: whose payments these are.")
    per: str = Field(
        description="Which outcome, counted in people or times (discharges, went_on, wider.NAME, uses.NAME, ...), or "
        "care_year_freed."
    )
    gbp: AnyNumber = uncertain(
        "Stated worth of one more", "£", possible=(-1e9, 1e9), note="Below 0 where fewer are better, such as relapses."
    )
    price_year: FinancialYear
    deadweight_share: AnyNumber = uncertain(
        "Share that would have come anyway (deadweight)",
        "share",
        _number(0),
        possible=CHANCE,
        note="Only for what usual care never counts: elsewhere the comparator takes it off.",
    )
    attribution_share: AnyNumber = uncertain(
        "Share that others brought about (attribution): taken off",
        "share",
        _number(0),
        possible=CHANCE,
        note="Only for what usual care never counts.",
    )
    displacement_share: AnyNumber = uncertain(
        "Share that was moved from elsewhere (displacement): taken off", "share", _number(0), possible=CHANCE
    )
    years_lasting: AnyNumber = uncertain(
        "Whole years that it is worth this much a year", "number", _number(1), possible=(1, 50), note="Not discounted."
    )
    drop_off_per_year: AnyNumber = uncertain(
        "Share of the worth lost from one year to the next (drop-off)", "share", _number(0), possible=CHANCE
    )
    path: list[GainedBy] = Field(
        default=[],
        description="per = took_up: what each person gains as time goes by, from 0 in straight lines and nothing more "
        "after the last point; gbp is then the worth of one year so gained.",
    )

    @model_validator(mode="after")
    def _a_transfer_has_its_payer(self) -> "StatedValue":
        if (self.kind == "transfer") != (self.payer is not None):
            raise fault("payer", "payer belongs to kind = 'transfer', which needs one, and only there")
        return self

    @model_validator(mode="after")
    def _path_makes_sense(self) -> "StatedValue":
        if not self.path:
            return self
        if self.per != "took_up" or self.kind not in ("qaly", "wellby"):
            raise fault("path", "a path belongs to per = 'took_up' and kind = 'qaly' or 'wellby', and only there")
        months = [point.months.value for point in self.path]
        if any(b <= a for a, b in pairwise(months)):
            raise fault("path", f"the months of a path are {months}; they must rise")
        if self.years_lasting.value > 1:
            raise fault("years_lasting", "a path says how long the gain goes on. Leave years_lasting out")
        return self

    @model_validator(mode="after")
    def _years_make_sense(self) -> "StatedValue":
        years = self.years_lasting.value
        if years != int(years):
            raise fault("years_lasting", f"years_lasting is {years}; it must be a whole number")
        if self.drop_off_per_year.value > 0 and years == 1:
            raise fault("drop_off_per_year", "drop_off_per_year takes nothing off one year; say years_lasting")
        return self


INDEX = (0.001, 1_000_000)  # of a year: whatever its base, prices have not moved further


class PriceIndex(Section):
    """A price index: itself a sourced value."""

    name: str
    source: str
    grade: Grade
    years: dict[FinancialYear, float] = Field(description="Index by financial year.")

    @field_validator("years", mode="after")
    @classmethod
    def _above_zero(cls, years: dict[str, float]) -> dict[str, float]:
        for year, value in years.items():
            if not INDEX[0] <= value <= INDEX[1]:
                allowed = "it must be above 0" if value <= 0 else f"it must lie between {INDEX[0]} and {INDEX[1]:,}"
                raise fault(year, f"the index of {year} is {value}; {allowed}")
        return years


class Prices(Section):
    """The price year of every pound in the report."""

    year: FinancialYear = Field(description="Price year of the report.")
    index: PriceIndex | None = None


class BudgetLimit(Section):
    """What a payer may spend on the service in a financial year."""

    payer: str
    years: list[FinancialYear] | None = Field(
        None, description="In each of these financial years; left out: in every one."
    )
    gbp: AnyNumber = setting("Limit of a payer's spending on the service in a financial year", "£", possible=(0, 1e12))
    price_year: FinancialYear


class Budget(Section):
    """What may be spent: against it stand what is established, what is expected, and the chance of spending more."""

    limits: dict[Name, BudgetLimit] = Field(default={})


class Headline(Section):
    """The published claim this scenario's bridge starts from."""

    gbp_per_discharge_year: AnyNumber = uncertain("Published saving per discharge and year", "£", possible=(0, 1e9))
    price_year: FinancialYear
    discharges: AnyNumber = uncertain("Published discharges", "people", possible=(0, 1e6))


class WhatIf(Section):
    """A question brought to the tool: what was expected before the run, what came out, what to decide."""

    compare_with: Name = Field(description="The scenario, by name, that the differences are taken against.")
    measure: str = Field(
        description="The outcome, or step of the bridge, that answers the question; an outcome of one level of a trait "
        "is asked for as took_up[age=under_50]."
    )
    expected: Literal["less", "more", "no difference"] = Field(
        description="What was expected of the measure before the run, beside compare_with."
    )
    because: str = Field(description="Why that was expected.")
    came_out: Literal["less", "more", "no difference", "not settled"] = Field(
        description="What the run says, by its 95 % interval."
    )
    answer: str = Field(description="What came out, in words.")
    decide: str = Field(description="What to decide with it.")


class Settings(Section):
    """How the run is done."""

    seed: AnyNumber = setting("Study seed", "number", _number(1), possible=(0, 2**62))
    replications: AnyNumber = setting("Replications", "replications", _number(50), possible=(1, 10_000_000))
    most_events: AnyNumber = setting(
        "A replication with more events than this is stopped with an error",
        "events",
        _number(5_000_000),
        possible=(1000, 2e9),
    )
    wait_target_weeks: AnyNumber = setting(
        "Target for the wait for a link worker", "weeks", _number(4), possible=ABOVE_ZERO
    )


class Scenario(Section):
    """A service, its people and its prices, as asked about."""

    schema_: Annotated[Literal[1], BeforeValidator(lambda given: "true" if given is True else given)] = Field(
        alias="schema"
    )
    title: str = Field(min_length=1, max_length=200)
    question: str | None = Field(None, description="The question this scenario answers.")
    description: str | None = None
    control: bool = Field(
        default=False,
        description="Whether this is a control, to be read beside others and not as an answer of its own: every "
        "report says so above its answer.",
    )
    extends: str | None = None
    what_if: WhatIf | None = Field(None, description="The question this file was written for. Not taken over.")
    dates: Dates
    demand: Demand
    traits: dict[Name, Trait] = Field(default={})
    frailty: Frailty = Field(default=Frailty())
    stages: Stages = Field(default=Stages())
    programme: Programme
    link_workers: LinkWorkers
    support: Support
    activity_defaults: ActivityDefaults
    activities: dict[Name, Activity] = Field(default={})
    prescription: Prescription
    progress: Progress
    reviews: Reviews = Field(default=NO_REVIEWS)
    relapse: Relapse = Field(default=NO_RELAPSE)
    exits: Exits = Field(default=Exits())
    care_lines: dict[Name, CareLine] = Field(default={})
    costs: dict[Name, CostLine] = Field(default={})
    stated_values: dict[Name, StatedValue] = Field(
        default={}, description="What somebody says outcomes are worth: reported apart from all money."
    )
    prices: Prices
    budget: Budget = Field(default=Budget(), description="Limits that the answer is held against; they change nothing.")
    headline: Headline | None = None
    settings: Settings = Field(default=Settings())

    @model_validator(mode="after")
    def _stages_have_their_sections(self) -> "Scenario":
        """A setting without reviews or relapse may leave their sections out; one with them may not."""
        for stage in ("reviews", "relapse"):
            if getattr(self.stages, stage) and stage not in self.model_fields_set:
                raise fault(
                    stage, f"the section [{stage}] is missing (or switch the stage off: [stages] {stage} = false)"
                )
        return self
