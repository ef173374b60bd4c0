"""What becomes of people: progress, reviews and discharge, relapse, leaving, and the care they use."""

from typing import Literal

from pydantic import Field, model_validator

from sim.scenario.sections import CHANCE, Name, Section, lever, uncertain
from sim.scenario.values import AnyNumber, AnySpread, Number, Spread, fault, number


class WiderOutcome(Section):
    """An outcome beyond wellbeing: work, training, ... Chances are of those who want it."""

    title: str | None = None
    share_who_want: AnyNumber = uncertain(
        "Share of people who want it: nobody else can have it", "share", number(1), possible=CHANCE
    )
    chance_without_dose: AnyNumber = uncertain(
        "Chance with no meetings or sessions", "chance", number(0), possible=CHANCE
    )
    chance_at_full_dose: AnyNumber = uncertain("Chance at the full dose", "chance", possible=CHANCE)
    weeks_lasting: AnyNumber | None = uncertain(
        "How long it lasts as a gain over usual care, from when it is first seen",
        "weeks",
        None,
        possible=(0.001, 5000),
        note="Until it is lost, or would have come anyway. If left out: its years are not counted.",
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
        number(0),
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
        "Review slots added, for supported reviews only", "slots/week", number(0), possible=(0, 10_080)
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
        note="At least a day. If left out: as weeks_between_reviews.",
    )
    chance_of_discharge: AnyNumber = uncertain(
        "Mean chance of discharge at a first review under usual care", "chance", possible=(0, 1 - 1e-6)
    )
    odds_ratio_with_full_progress: AnyNumber = uncertain(
        "Odds ratio of discharge when all eight outcomes improved because of the programme", "ratio", possible=(1, 1e9)
    )
    review_persistence: AnyNumber = uncertain(
        "Chance that a review uses the person's own luck, not fresh luck", "chance", number(0), possible=CHANCE
    )
    supported: SupportedReview = Field(default=SupportedReview())


NO_REVIEWS = Reviews(
    slots_per_week=number(0),
    weeks_to_first_review=Spread(value=0),
    weeks_between_reviews=Spread(value=52),
    chance_of_discharge=number(0),
    odds_ratio_with_full_progress=number(1),
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
            raise fault("", "no rate is stated. State share_within_two_years, or per_year")
        return self

    @property
    def how_often(self) -> Number:
        """The one of the two that is stated; a file with both is refused."""
        stated = self.share_within_two_years or self.per_year
        assert stated is not None, "as validated"  # noqa: S101
        return stated


NO_RELAPSE = Relapse(per_year=number(0), ratio_with_sustained_engagement=number(1), chance_referred_again=number(0))


class Exits(Section):
    """Dying, moving away or otherwise leaving: equal in every world."""

    per_year: AnyNumber = uncertain("Exits per person-year", "per year", number(0), possible=(0, 500))


class CareLine(Section):
    """Use of one kind of care: GP, A&E, inpatient, outpatient."""

    title: str | None = None
    uses_per_year: AnyNumber = uncertain("Uses per person-year once settled", "per year", possible=(0, 1000))
    raised_at_referral: AnyNumber = uncertain(
        "Use at referral, as a ratio of settled use",
        "ratio",
        number(1),
        possible=(1, 100),
        note="Falls back in a straight line, in both worlds: regression to the mean.",
    )
    weeks_to_settle: AnyNumber = uncertain("Time to fall back", "weeks", number(52), possible=(0.001, 5000))
    cut_at_full_dose: AnyNumber = uncertain(
        "Share of uses the programme removes at the full dose", "share", number(0), possible=CHANCE
    )
    stops_at_discharge: bool = Field(default=False, description="Whether this use ends while the person is discharged.")
