"""How much of the headline is bankable? From the published claim to net cash, in steps that add up exactly.

Worlds: U programme off, P on, P0 on without the `relapse` channel. D = people discharged; A = minutes from first
discharge to the earlier of exit and horizon; F = minutes out of care; Y = a year. Each is priced at the person's weekly
cost of care. The order of the steps is fixed: another order would share the interactions out differently.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from sim.frames import Shape
from sim.inputs import World
from sim.measures import Tally
from sim.money import CARE, CRISIS, MOVED, PROGRAMME, USE, Entry, Prices, exact, total
from sim.units import YEAR


@dataclass(frozen=True)
class Step:
    """One row of the bridge."""

    name: str
    title: str
    kind: Literal["step", "subtotal"]


STEPS = (
    Step("headline", "People discharged, each for a whole year of care", "step"),
    Step("anyway", "Would have been discharged anyway", "step"),
    Step("timing", "Timing: time since discharge is not a year", "step"),
    Step("relapse_usual", "Relapse, at the usual rate", "step"),
    Step("relapse_slower", "Slower relapse with sustained engagement", "step"),
    Step("care_freed", "Time in care freed", "subtotal"),
    Step("care_use", "Fewer uses of care lines", "step"),
    Step("crisis", "Crises at relapse", "step"),
    Step("moved", "Costs moved to others", "step"),
    Step("capacity", "Capacity released", "subtotal"),
    Step("not_cash", "Not cash: freed capacity is used by others", "step"),
    Step("cash", "Cash released", "subtotal"),
    Step("service", "Cost of the service", "step"),
    Step("net", "Net cash", "subtotal"),
)
Bridge = dict[str, Fraction]


@dataclass(frozen=True)
class WorldRun:
    """One world of one replication."""

    tally: Tally
    ledger: list[Entry]


def _by_line(entries: Iterable[Entry]) -> dict[tuple[str, str], Fraction]:
    """Pounds by role and line."""
    lines: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        lines.setdefault((entry.role, entry.line), []).append(entry)
    return {key: total(group) for key, group in lines.items()}


def bridge(shape: Shape, prices: Prices, worlds: dict[World, WorldRun], years: int) -> Bridge:
    """Every step in pounds, exactly; positive is good for the budget."""
    h = shape.bridge_years.index(years)
    u, p, p0 = (worlds[world].tally for world in (World.USUAL, World.PROGRAMME, World.USUAL_RELAPSE))
    periods = set(shape.periods_until(shape.bridge_end(years)))

    def priced(minutes: Sequence[int]) -> Fraction:
        """Minutes of each stratum at its price of care."""
        n = len(shape.strata)
        by_price: dict[Fraction, int] = {}
        for price, count in zip(prices.care_per_minute, minutes[h * n : (h + 1) * n], strict=True):
            by_price[price] = by_price.get(price, 0) + count
        return sum((price * count for price, count in by_price.items()), Fraction(0))

    spent = {
        world: _by_line(entry for entry in worlds[world].ledger if entry.period in periods)
        for world in (World.USUAL, World.PROGRAMME)
    }

    def change(role: str, line: str | None = None) -> Fraction:
        """What the comparator pays more than the programme's world, for this role."""
        return sum(
            (
                sign * pounds
                for world, sign in ((World.USUAL, 1), (World.PROGRAMME, -1))
                for (role_, line_), pounds in spent[world].items()
                if role_ == role and line in (None, line_)
            ),
            Fraction(0),
        )

    d_u, d_p = priced([n * YEAR for n in u.discharged_people]), priced([n * YEAR for n in p.discharged_people])
    a_u, a_p, a_p0 = priced(u.since_first), priced(p.since_first), priced(p0.since_first)
    f_u, f_p, f_p0 = priced(u.out_of_care), priced(p.out_of_care), priced(p0.out_of_care)
    steps: Bridge = {
        "headline": d_p,
        "anyway": -d_u,
        "timing": (a_p - d_p) - (a_u - d_u),
        "relapse_usual": (f_p0 - a_p0) - (f_u - a_u),
        "relapse_slower": (f_p - a_p) - (f_p0 - a_p0),
    }
    steps["care_freed"] = sum(steps.values(), Fraction(0))
    steps |= {"care_use": change(USE), "crisis": change(CRISIS), "moved": change(MOVED)}
    steps["capacity"] = steps["care_freed"] + steps["care_use"] + steps["crisis"] + steps["moved"]
    # What people use less of is cash only in part; what others must do more of is paid in full.
    steps["not_cash"] = -sum(
        (
            (1 - exact(line.cashable_share)) * change(role, line=name)
            for name, (role, line, _) in prices.lines.items()
            if role in (CARE, USE)
        ),
        Fraction(0),
    )
    steps["cash"] = steps["capacity"] + steps["not_cash"]
    steps["service"] = change(PROGRAMME)
    steps["net"] = steps["cash"] + steps["service"]
    return {step.name: steps[step.name] for step in STEPS}
