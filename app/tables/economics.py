"""What is worth measuring, and what do the draws of a study say of money? One function a table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from app import words
from app.tables.table import Column, Table
from app.words import economics as say
from experiments.economics.answer import (
    QUADRANTS,
    AtThreshold,
    DataRequest,
    Decision,
    InputWorth,
    OptionMoney,
    PerEffect,
    Place,
    Quadrant,
    Spread,
    StudyEconomics,
    ToMeasure,
)

BESIDE_R2 = (
    "Foretold: the share of the variance of net benefit that the input foretells in draws left out. A worth that is "
    "not clear of £0 is given as what it is at most."
)


def to_measure(request: DataRequest) -> Table[ToMeasure]:
    """The values worth measuring first."""
    columns: list[Column[ToMeasure]] = [
        Column("Value", lambda row: words.assumption_title(row.about), width=44),
        Column("What to do", say.how_to_measure, width=60),
        Column("Who holds it", say.who_holds, width=40),
        Column("Stated now", say.stated, width=20),
        Column("Knowing it is worth", lambda row: say.worth_in_words(row.worth), width=24),
        Column("The range narrows by", lambda row: row.narrows, "share", worded=say.narrowing),
    ]
    worth_something = any(row.worth.high and row.worth.high >= say.PENCE for row in request.inputs)
    caption = "Six values worth measuring first" if worth_something else "What would narrow the range of net cash most"
    return Table(caption, columns, request.inputs, words=4)


# ---------------------------------------------------------------- a study


@dataclass(frozen=True)
class OptionAt:
    """One option at one threshold."""

    option: str
    at: AtThreshold
    number: int


def money(found: StudyEconomics) -> Table[OptionMoney]:
    """Net cash and net capacity of each option over the draws, luck taken out."""
    columns: list[Column[OptionMoney]] = [
        Column("Option", lambda row: row.option, width=30),
        *_spread("Net cash", lambda row: row.net_cash),
    ]
    if any(row.net_capacity for row in found.money):
        columns += _spread("Net capacity", lambda row: row.net_capacity)
    return Table("What each option does to cash and to capacity, over the draws", columns, found.money)


def _spread(name: str, of: Callable[[OptionMoney], Spread | None]) -> list[Column[OptionMoney]]:
    def part(attribute: str, row: OptionMoney) -> float | None:
        found = of(row)
        return None if found is None else float(getattr(found, attribute))

    def between(low: str, high: str, row: OptionMoney) -> str:
        found = of(row)
        return "–" if found is None else _range(found, low, high)

    return [
        Column(f"{name}, mean", partial(part, "mean"), "pounds"),
        Column(f"{name}, half of draws", partial(between, "lower_half", "upper_half"), width=24),
        Column(f"{name}, 95% of draws", partial(between, "low", "high"), width=24),
        Column(f"{name} above 0", partial(part, "above_0"), "share"),
    ]


def _range(found: Spread, low: str, high: str) -> str:
    grain = (found.high - found.low) / 8 or None
    return f"{words.pounds(getattr(found, low), grain)} to {words.pounds(getattr(found, high), grain)}"


def at_threshold(found: StudyEconomics, at: AtThreshold, caption: str) -> Table[OptionAt]:
    """Each option at one threshold: what it gains, how likely it is best, what choosing it loses."""
    rows = [OptionAt(option, at, i) for i, option in enumerate(found.options)]
    columns: list[Column[OptionAt]] = [
        Column("Option", lambda row: row.option, width=30),
        Column("Net benefit against usual care", lambda row: row.at.benefits[row.number], "pounds"),
        Column("Chance of being best", lambda row: row.at.chances[row.number], "share"),
        Column("Expected loss", lambda row: row.at.losses[row.number], "pounds"),
    ]
    note = f"Certainty about everything would be worth {say.worth_in_words(at.evpi)}."
    return Table(caption, columns, rows, note, strong=frozenset([at.best]))


def of_decision(found: StudyEconomics, decision: Decision) -> Table[OptionAt]:
    """The choice by net cash, or by net capacity."""
    return at_threshold(found, decision.at, f"Which option, by {decision.of}")


def of_stated(found: StudyEconomics, effect: PerEffect) -> list[Table[OptionAt]]:
    """The choice at each threshold that the study states."""
    return [
        at_threshold(found, at, f"Which option, where one {effect.unit} is worth {words.pounds(at.pounds)}")
        for at in effect.stated
    ]


def ladder(effect: PerEffect) -> Table[Place]:
    """Options from the cheapest to the dearest, and which are worth considering."""
    columns: list[Column[Place]] = [
        Column("Option", lambda row: row.name, width=30),
        Column("Net cost", lambda row: row.cost, "pounds"),
        Column(f"{words.capital(say.units(effect.unit))} gained", lambda row: row.effect, "number"),
        Column("Standing", lambda row: _standing(row), width=40),
        Column(
            "Against the one before it",
            lambda row: say.against_in_words(row.against, effect.unit) if row.against else "–",
            width=60,
        ),
    ]
    return Table(f"Net cost and {say.units(effect.unit)}, from the cheapest on", columns, effect.places)


@dataclass(frozen=True)
class OnThePlane:
    """Where the draws of one option lie."""

    option: str
    shares: Mapping[Quadrant, float]


def plane(found: StudyEconomics, effect: PerEffect) -> Table[OnThePlane]:
    """Which share of the draws of each option lies in each quadrant, against usual care."""
    rows = [OnThePlane(option, shares) for option, shares in zip(found.options[1:], effect.quadrants, strict=True)]
    columns: list[Column[OnThePlane]] = [
        Column("Option", lambda row: row.option, width=30),
        *(Column(words.capital(where), partial(_share, where), "share") for where in QUADRANTS[:4]),
    ]
    return Table(f"Where the draws lie: net cost and {say.units(effect.unit)}, against usual care", columns, rows)


def _share(where: Quadrant, row: OnThePlane) -> float:
    return row.shares.get(where, 0.0)


def _standing(row: Place) -> str:
    return f"{row.standing}, by {words.listed(list(row.by))}" if row.by else row.standing


def worths(decision: Decision) -> Table[InputWorth]:
    """What knowing each input is worth."""
    columns: list[Column[InputWorth]] = [
        Column("Input", say.input_title, width=44),
        Column("Setting", lambda row: row.name, width=40, on=["workbook"]),
        Column(
            "Knowing it is worth", lambda row: row.worth.pounds, "pounds", worded=lambda r: say.worth_in_words(r.worth)
        ),
        Column("Foretold", lambda row: row.worth.r2, "number", say=lambda r2: f"{r2:.2f}"),
        Column("Why not", lambda row: row.worth.refused, width=40, on=["workbook"]),
    ]
    return Table(f"What knowing an input is worth, by {decision.of}", columns, decision.inputs, BESIDE_R2)
