"""In which year's pounds is everything reported, what may be spent, and what value is stated for an outcome?"""

from itertools import pairwise
from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.sections import CHANCE, FinancialYear, Name, Section, setting, uncertain
from sim.scenario.values import AnyNumber, Grade, fault, number

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
        None, description="In each of these financial years; if left out: in every one."
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


class GainedBy(Section):
    """What a person has gained by some months after they took up their first activity."""

    months: AnyNumber = setting("Months since the first activity was taken up", "months", possible=(0.1, 600))
    gain: AnyNumber = uncertain(
        "What a person has gained by then, all in all", "life or wellbeing years", possible=(-100, 100)
    )


class StatedValue(Section):
    """What one unit of an outcome is stated to be worth: not money that anybody can spend."""

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
        number(0),
        possible=CHANCE,
        note="Only for what usual care never counts: elsewhere the comparator takes it off.",
    )
    attribution_share: AnyNumber = uncertain(
        "Share that others brought about (attribution): taken off",
        "share",
        number(0),
        possible=CHANCE,
        note="Only for what usual care never counts.",
    )
    displacement_share: AnyNumber = uncertain(
        "Share that was moved from elsewhere (displacement): taken off", "share", number(0), possible=CHANCE
    )
    years_lasting: AnyNumber = uncertain(
        "Whole years that it is worth this much a year", "years", number(1), possible=(1, 50), note="Not discounted."
    )
    drop_off_per_year: AnyNumber = uncertain(
        "Share of the worth lost from one year to the next (drop-off)", "share", number(0), possible=CHANCE
    )
    path: list[GainedBy] = Field(
        default=[],
        description="per = took_up: what each person gains as time goes by, from 0 in straight lines and nothing more "
        "after the last point; gbp is then the worth of one year so gained.",
    )

    @model_validator(mode="after")
    def _a_transfer_has_its_payer(self) -> "StatedValue":
        if (self.kind == "transfer") != (self.payer is not None):
            raise fault("payer", "payer is allowed only with kind = 'transfer', which needs one")
        return self

    @model_validator(mode="after")
    def _path_makes_sense(self) -> "StatedValue":
        if not self.path:
            return self
        if self.per != "took_up" or self.kind not in ("qaly", "wellby"):
            raise fault("path", "a path is allowed only with per = 'took_up' and kind = 'qaly' or 'wellby'")
        months = [point.months.value for point in self.path]
        if any(b <= a for a, b in pairwise(months)):
            raise fault("path", f"the months of a path are {months}; they must rise")
        if self.years_lasting.value > 1:
            raise fault("years_lasting", "a path says how long the gain goes on. Leave years_lasting out")
        return self

    @model_validator(mode="after")
    def _years_make_sense(self) -> "StatedValue":
        if self.drop_off_per_year.value > 0 and self.years_lasting.value == 1:
            raise fault("drop_off_per_year", "drop_off_per_year has no effect on a single year; state years_lasting")
        return self
