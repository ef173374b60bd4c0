"""Who comes, when, and how they differ: dates, demand, traits and frailty."""

from datetime import date

from pydantic import Field, model_validator

from sim.scenario.sections import CHANCE, Name, Section, lever, setting, uncertain
from sim.scenario.values import AnyDay, AnyNumber, AnySpread, Spread, fault, number

SHARES_WITHIN = 1e-6  # of adding to 1


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
        "People already waiting on day 0, who have accepted", "people", number(0), possible=(0, 100_000)
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
        "Multiplies the chance of coming to meetings and sessions", "ratio", number(1), possible=(0, 10)
    )
    odds_of_discharge: AnyNumber = uncertain(
        "Multiplies the odds of discharge at a review", "ratio", number(1), possible=(1e-6, 1e6)
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
        "Multiplies the hazard of dying, moving or otherwise leaving", "ratio", number(1), possible=(0, 1000)
    )
    weekly_cost: AnyNumber = uncertain("Multiplies the weekly cost of care", "ratio", number(1), possible=(0, 1000))
    suits: AnyNumber = uncertain("Multiplies the chance that an activity suits", "ratio", number(1), possible=(0, 10))


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

    attendance: AnyNumber = uncertain("Log odds of coming, per s.d.", "log odds", number(0), possible=(-5, 5))
    progress: AnyNumber = uncertain(
        "Log odds of each wellbeing outcome, per s.d.", "log odds", number(0), possible=(-5, 5)
    )
    discharge: AnyNumber = uncertain("Log odds of discharge, per s.d.", "log odds", number(0), possible=(-5, 5))
