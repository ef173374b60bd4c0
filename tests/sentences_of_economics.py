"""Sentences of economics, in what is made up for each: a data request, and the economics of a study.

Rows of `tests/sentences.py`. What is worked out is held in `tests/unit/test_economics.py`; here it is only said.
"""

from dataclasses import replace

from experiments.economics.answer import (
    AtThreshold,
    Curves,
    DataRequest,
    Decision,
    InputWorth,
    Learned,
    OptionMoney,
    PerEffect,
    Place,
    Spread,
    StudyEconomics,
    StudyWorth,
    ToMeasure,
    Trust,
    Worth,
)
from experiments.economics.measuring import how_of
from experiments.economics.plane import against
from sim.preflight.assumed import Assumption

CLEAR = Trust(0.9, 2, "clear")
SPREAD = Spread(-20_000.0, -200_000.0, -100_000.0, 50_000.0, 250_000.0, 0.4)
LEARNED = Learned(30_000.0, 20_000.0, 40_000.0, 0.5, 0.5)
UNCLEAR = Learned(1_000.0, 0.0, 5_000.0, 0.0, 0.01)


def worth(pounds: float = 50_000.0, half: float = 8_000.0, trust: Trust = CLEAR) -> Worth:
    return Worth(pounds, max(0.0, pounds - half), pounds + half, trust)


def at(**other) -> AtThreshold:
    usual = AtThreshold(0.0, 0, (0.0, -20_000.0), (0.6, 0.4), (50_000.0, 70_000.0), worth(), None)
    return replace(usual, **other)


def measured(path: str = "relapse.share_within_two_years", **other) -> ToMeasure:
    """One value of a request."""
    about = Assumption(path, "A value", "0.2", "share", "assumed", "made up", "0.1", "0.3", None)
    study = StudyWorth(50, 5.0, LEARNED)
    row = ToMeasure(about, how_of(tuple(path.split("."))), None, LEARNED, 0.3, study)
    return replace(row, **other)


def request(*rows: ToMeasure, **other) -> DataRequest:
    """A request of one scenario, run or not run."""
    usual = DataRequest(("Not run", "Two posts"), 3.0, "2015/16", 1000, 0, SPREAD, at(), rows or (measured(),), 40)
    return replace(usual, **other)


def study(**other) -> StudyEconomics:
    """The economics of a study of two options beside usual care."""
    places = (
        Place("usual care", 0.0, 0.0, "on the frontier"),
        Place("Two posts", 900.0, 3.0, "on the frontier", (), "usual care", against(900.0, 3.0)),
        Place("Three posts", 950.0, 2.0, "dominated", ("Two posts",)),
    )
    curves = Curves((0.0, 1.0), ((1.0, 0.0, 0.0),) * 2, ((0.0, 0.0, 0.0),) * 2, (0, 0), (0.0, 0.0))
    effect = PerEffect("discharges", "discharge", places, ({}, {}), ((), ()), curves, ())
    three = at(best=1, benefits=(0.0, 9.0, -9.0), chances=(0.6, 0.4, 0.0), losses=(60_000.0, 50_000.0, 70_000.0))
    decision = Decision("net cash", three, (InputWorth("costs.care.gbp", "Price of care", "£", LEARNED),))
    usual = StudyEconomics(
        ("usual care", "Two posts", "Three posts"),
        1000,
        0,
        2,
        (OptionMoney("Two posts", SPREAD, None),),
        (decision,),
        (effect,),
    )
    return replace(usual, **other)


def trusted(verdict: str) -> StudyEconomics:
    """The same, where luck is much of the spread."""
    decision = Decision("net cash", at(evpi=worth(trust=Trust(0.2, 2, verdict))), ())  # type: ignore[arg-type]
    return study(decisions=(decision,))


def no_step() -> PerEffect:
    """An effect by which nothing is better than usual care."""
    [effect] = study().effects
    return replace(effect, places=effect.places[:1])
