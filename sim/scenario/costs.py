"""What is paid for, by whom, and when does a fall become cash?"""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from sim.scenario.cash import CashRule, InFull, Refill, Share, WholePosts
from sim.scenario.sections import CHANCE, FinancialYear, Name, Section, lever, uncertain
from sim.scenario.values import AnyNumber, fault, number

OF_CARE = ("care_year", "care_use")  # a fall in all else counts as cash in full
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
        "Share of a fall that a budget holder could take out as cash", "share", number(0), possible=CHANCE
    )
    cash_rule: Literal["share", "step", "refill"] = lever(
        "How a fall becomes cash",
        "choice",
        "share",
        note="Of what is paid by the year in care or by use. share: in proportion (cashable_share). step: by whole "
        "posts, once enough places have stood free. refill: never, the next person takes the place.",
    )
    step: WholePosts | None = Field(None, description="cash_rule = step: when a post can be given up.")
    care_line: Name | None = Field(None, description="per = care_use: which care line.")
    posts: Name | None = Field(None, description="per = post_year: which group of posts (if left out: all).")
    years: list[FinancialYear] | None = Field(
        None,
        description="Only in these financial years (a rising price, a payer whose money ends). If left out: always.",
    )

    @property
    def cash(self) -> CashRule:
        """How a fall in what it pays for becomes cash: the only reading of the three fields that say so."""
        if self.per not in OF_CARE:
            return InFull()
        if self.step is not None:  # stated with cash_rule = step, and only there
            return self.step
        return Refill() if self.cash_rule == "refill" else Share(self.cashable_share or number(0))

    def is_in_use(self, name: str) -> bool:
        """What becomes cash, and how, is asked of lines of care."""
        return name not in ("cashable_share", "cash_rule") or self.per in OF_CARE

    @field_validator("years", mode="after")
    @classmethod
    def _each_year_once(cls, years: list[str] | None) -> list[str] | None:
        if years == []:
            raise fault("", "years is empty. Name a financial year, or leave it out")
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
        if self.cash_rule != "share" and self.per not in OF_CARE:
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
                "cash_rule is step, but no table says when a post can be given up. "
                "Add step = { places = ..., weeks_free = ..., weeks_notice = ..., gbp_per_year = ..., "
                'price_year = "..." }',
            )
        if self.step is not None and self.cash_rule != "step":
            raise fault(
                "step",
                "step is allowed only with cash_rule = 'step'. Take the table away (remove = true in it drops "
                "one that a parent states)",
            )
        return self

    @model_validator(mode="after")
    def _care_line_named(self) -> "CostLine":
        if (self.per == "care_use") != (self.care_line is not None):
            raise fault("care_line", "care_line is allowed only with per = 'care_use'")
        if self.posts is not None and self.per != "post_year":
            raise fault("posts", "posts is allowed only with per = 'post_year'")
        return self
