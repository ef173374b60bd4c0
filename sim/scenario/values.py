"""What is one value in a scenario file: a bare number, or a table that says where the number comes from.

Every value carries its evidence. A number may have a range, which is what nobody knows exactly; a spread says how a
length of time or a count differs between people. What may stand in which field is in `sections`.
"""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

Grade = Literal["measured", "published", "borrowed", "expert", "assumed"]
GRADES: tuple[str, ...] = get_args(Grade)
DISTRIBUTIONS = ("fixed", "uniform", "triangular", "exponential", "weibull", "lognormal", "quantiles")
PAIR = 2


def fault(path: str, message: str) -> PydanticCustomError:
    """A fault in our own words, to be shown as it stands; `path` says which key below this section ('' for itself)."""
    return PydanticCustomError("scenario", "{message}", {"message": message, "path": path})


class Evidence(BaseModel):
    """Where a value comes from, and how far to trust it."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, validate_default=True)

    source: str | None = Field(None, description="Where the value comes from: a reference, a return, or the reasoning.")
    grade: Grade | None = Field(
        None,
        description="How far to trust it: measured (here), published (of this service), borrowed (published of another "
        "place or people), expert, assumed.",
    )
    informed_by: str | None = Field(None, description="The published figure this value was fitted to, if any.")
    note: str | None = Field(None, description="Anything a reader should know.")


def _or_short(short: dict[str, Any], core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
    """A value may be written short (a bare number or date) or as a table: say so in the published schema."""
    return {"anyOf": [short, handler(core_schema)]}


class Number(Evidence):
    """A number with its range and evidence. `low` and `high` bound what nobody knows exactly."""

    value: int | float
    low: int | float | None = None
    high: int | float | None = None
    distribution: Literal["uniform", "triangular", "normal", "beta", "lognormal"] | None = Field(
        None,
        description="For later uncertainty studies: how it is spread between low and high. Checked, not yet used.",
    )

    @model_validator(mode="after")
    def _range_in_order(self) -> "Number":
        if (self.low is None) != (self.high is None):
            raise fault("low" if self.high is None else "high", "a range needs both low and high")
        if self.low is not None and self.high is not None and not self.low <= self.value <= self.high:
            raise fault("value", f"value {self.value} lies outside its own range (low {self.low}, high {self.high})")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A bare number will do."""
        return _or_short({"type": "number"}, core_schema, handler)


def number(value: int | float) -> Number:
    """A bare number."""
    return Number(value=value)


class Day(Evidence):
    """A calendar date, with evidence if it has any."""

    value: date

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A bare date will do."""
        return _or_short({"type": "string", "format": "date"}, core_schema, handler)


LENGTHS = ("value", "mean", "least", "most_likely", "most", "median", "ninetieth")  # of a spread, beside its points


class Spread(Evidence):
    """How a length of time or a count differs between people: a bare number (everybody the same), or a distribution."""

    distribution: Literal["fixed", "uniform", "triangular", "exponential", "weibull", "lognormal", "quantiles"] = (
        "fixed"
    )
    value: int | float | None = Field(None, description="fixed: the value itself.")
    mean: int | float | None = Field(None, description="exponential: the mean.")
    least: int | float | None = Field(None, description="uniform, triangular: nobody has less.")
    most_likely: int | float | None = Field(None, description="triangular: the peak.")
    most: int | float | None = Field(None, description="uniform, triangular: nobody has more.")
    median: int | float | None = Field(None, description="weibull, lognormal: half have less.")
    ninetieth: int | float | None = Field(None, description="weibull, lognormal: nine in ten have less.")
    points: list[list[int | float]] | None = Field(
        None, description="quantiles: [share, value] pairs, shares from 0 to 1."
    )
    low_times: int | float | None = Field(
        None, description="Unknown input: the whole distribution may be this many times as long."
    )
    high_times: int | float | None = None

    @model_validator(mode="after")
    def _parameters_fit_the_distribution(self) -> "Spread":
        needs = {
            "fixed": ("value",),
            "uniform": ("least", "most"),
            "triangular": ("least", "most_likely", "most"),
            "exponential": ("mean",),
            "weibull": ("median", "ninetieth"),
            "lognormal": ("median", "ninetieth"),
            "quantiles": ("points",),
        }[self.distribution]
        for name in (*LENGTHS, "points"):
            given = getattr(self, name)
            if name in needs and given is None:
                raise fault("", f"the {self.distribution} distribution needs {name}")
            if name not in needs and given is not None:
                raise fault(
                    name,
                    f"{name} does not belong to the {self.distribution} distribution, "
                    f"which takes {' and '.join(needs)}",
                )
            if isinstance(given, int | float) and given < 0:
                raise fault(name, f"{name} is {given}; it cannot be negative")
        for smaller, larger in (
            ("least", "most_likely"),
            ("most_likely", "most"),
            ("least", "most"),
            ("median", "ninetieth"),
        ):
            a, b = getattr(self, smaller), getattr(self, larger)
            if a is not None and b is not None and not a <= b:
                raise fault(larger, f"{larger} ({b}) lies below {smaller} ({a})")
        if self.distribution in ("weibull", "lognormal") and not 0 < (self.median or 0) < (self.ninetieth or 0):
            raise fault(
                "ninetieth",
                "median and ninetieth must be above 0 and differ; for the same value for everybody use a bare number",
            )
        if self.points is not None:
            self._points_in_order(self.points)
        if (self.low_times is None) != (self.high_times is None):
            raise fault(
                "low_times" if self.high_times is None else "high_times", "a range needs both low_times and high_times"
            )
        if (
            self.low_times is not None
            and self.high_times is not None
            and not 0 < self.low_times <= 1 <= self.high_times
        ):
            raise fault("low_times", "low_times must be above 0 and at most 1, high_times at least 1")
        return self

    def times(self, times: float) -> "Spread":
        """So many times as long; nothing is checked."""
        return self.model_copy(update=self.longer(times))

    def longer(self, times: float) -> dict[str, object]:
        """What differs in it then."""
        given = ((name, getattr(self, name)) for name in LENGTHS)
        found: dict[str, object] = {name: length * times for name, length in given if length is not None}
        if self.points:
            found |= {"points": [[share, length * times] for share, length in self.points]}
        return found

    @staticmethod
    def _points_in_order(points: list[list[int | float]]) -> None:
        if len(points) < PAIR or any(len(point) != PAIR for point in points):
            raise fault("points", "points takes at least two [share, value] pairs")
        shares, values = [p[0] for p in points], [p[1] for p in points]
        if shares[0] != 0 or shares[-1] != 1 or any(b <= a for a, b in pairwise(shares)):
            raise fault("points", "shares must rise from 0 to 1")
        if values[0] < 0 or any(b < a for a, b in pairwise(values)):
            raise fault("points", "values must not be negative and must not fall")

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A bare number will do."""
        return _or_short({"type": "number"}, core_schema, handler)


def _table(short: object) -> object:
    """A bare number or date stands for a table that holds only a value."""
    return short if isinstance(short, dict | Evidence) else {"value": short}


AnyNumber = Annotated[Number, BeforeValidator(_table)]
AnyDay = Annotated[Day, BeforeValidator(_table)]
AnySpread = Annotated[Spread, BeforeValidator(_table)]
