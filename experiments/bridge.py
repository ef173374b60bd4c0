"""How much of the headline is bankable? From the published claim to net cash, in steps that add up exactly.

Worlds: U programme off, P on, P0 on without the `relapse` channel. D = people discharged; A = minutes from first
discharge to the earlier of exit and horizon; F = minutes out of care; Y = a year. Each is priced at the person's weekly
cost of care. The order of the steps is fixed: another order would share the interactions out differently.

Every step is a sum over *holders*, a payer and a kind of person: so the bridge of one payer, or of one level of a
trait, is the same rows added up, and together they are the whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import itemgetter, mul, sub
from typing import Literal, NamedTuple

from sim.inputs import World
from sim.measures import Tally
from sim.money import CARE, CRISIS, MOVED, PROGRAMME, USE, Block, Prices
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
NAMES = [step.name for step in STEPS]
TAKEN = [step.name for step in STEPS if step.kind == "step"]
# Where each step is among the steps taken and, behind them, their sums so far: a subtotal is such a sum.
PLACES = itemgetter(
    *(
        TAKEN.index(name) if name in TAKEN else len(TAKEN) - 1 + sum(before in TAKEN for before in NAMES[:i])
        for i, name in enumerate(NAMES)
    )
)
STEP_OF = {
    role: TAKEN.index(name)
    for role, name in ((USE, "care_use"), (CRISIS, "crisis"), (MOVED, "moved"), (PROGRAMME, "service"))
}
NOT_CASH, SERVICE = TAKEN.index("not_cash"), STEP_OF[PROGRAMME]


@dataclass(frozen=True)
class WorldRun:
    """One world of one replication: its measures, and the count for each account."""

    tally: Tally
    counted: list[int]


class Holder(NamedTuple):
    """Whose budget, and which people's. Stratum None: not of any one person."""

    payer: str
    stratum: int | None


@dataclass(frozen=True, eq=False)
class Bridge(Mapping[str, Fraction]):
    """The bridge of one replication at one horizon: every step in pounds, exactly; positive is good for the budget."""

    parts: int  # in a pound
    rows: list[list[int]]  # for each holder, the steps taken, in parts

    def steps(self, holders: Sequence[int] | None = None) -> list[int]:
        """Every step of some holders (None: of all) with its subtotals, in parts of a pound."""
        rows = self.rows if holders is None else [self.rows[i] for i in holders]
        taken = list(map(sum, zip(*rows, strict=True))) or [0] * len(TAKEN)
        return list(PLACES([*taken, *accumulate(taken)]))

    @cached_property
    def whole(self) -> dict[str, int]:
        """Every step by name, of everybody, in parts of a pound."""
        return dict(zip(NAMES, self.steps(), strict=True))

    def pounds(self, name: str) -> float:
        """One step, to the nearest float."""
        return self.whole[name] / self.parts

    def __getitem__(self, name: str) -> Fraction:
        return Fraction(self.whole[name], self.parts)

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


class Bridging:
    """How the bridges of one scenario are worked out: whose they are, at what price, worked out once."""

    def __init__(self, prices: Prices) -> None:
        self.prices, self.shape = prices, prices.shape
        held = [Holder(account.payer, account.stratum) for account in prices.accounts]
        held += [Holder(release.payer, None) for release in prices.releases]
        self.holders = list(dict.fromkeys(held))
        self.number = {holder: i for i, holder in enumerate(self.holders)}
        self.shares = {block.line: prices.cash_share(prices.accounts[block.first]) for block in prices.blocks}
        self.of_people = {
            block.payer: [self.number[Holder(block.payer, s)] for s in range(len(self.shape.strata))]
            for block in prices.blocks
        }
        self.care = [block for block in prices.blocks if block.role == CARE]
        self.service = [
            (i, account.period, self.number[Holder(account.payer, None)])
            for i, account in enumerate(prices.accounts)
            if account.stratum is None
        ]

    def by_payer(self) -> dict[str, list[int]]:
        """The numbers of each payer's holders."""
        found: dict[str, list[int]] = {payer: [] for payer in sorted({holder.payer for holder in self.holders})}
        for i, holder in enumerate(self.holders):
            found[holder.payer].append(i)
        return found

    def of_strata(self, strata: Sequence[int | None]) -> list[int]:
        """The numbers of the holders of some kinds of people."""
        return [i for i, holder in enumerate(self.holders) if holder.stratum in strata]

    def bridges(self, worlds: Mapping[World, WorldRun], released: Sequence[Sequence[int]]) -> dict[float, Bridge]:
        """A bridge for each horizon, in years. `released`: as Prices.released counts it."""
        usual, programme = worlds[World.USUAL].counted, worlds[World.PROGRAMME].counted
        change = list(map(mul, map(sub, usual, programme), self.prices.price))  # what usual care pays more
        return {years: self._bridge(worlds, change, released, years) for years in self.shape.bridge_years}

    def _bridge(
        self,
        worlds: Mapping[World, WorldRun],
        change: Sequence[int],
        released: Sequence[Sequence[int]],
        years: float,
    ) -> Bridge:
        rows = [[0] * len(TAKEN) for _ in self.holders]
        periods = len(self.shape.periods_until(self.shape.bridge_end(years)))
        self._care_freed(rows, worlds, years)
        for block in self.prices.blocks:
            self._used_less(rows, block, change, periods)
        for release, price, minutes in zip(self.prices.releases, self.prices.price_released, released, strict=True):
            rows[self.number[Holder(release.payer, None)]][NOT_CASH] += sum(minutes[:periods]) * price
        for i, period, holder in self.service:
            if period < periods:
                rows[holder][SERVICE] += change[i]
        return Bridge(self.prices.parts, rows)

    def _care_freed(self, rows: list[list[int]], worlds: Mapping[World, WorldRun], years: float) -> None:
        """The steps that are minutes of each stratum, at what each payer pays for a minute of its care."""
        h, strata = self.shape.bridge_years.index(years), len(self.shape.strata)
        u, p, p0 = (worlds[world].tally for world in (World.USUAL, World.PROGRAMME, World.USUAL_RELAPSE))
        for s in range(strata) if self.care else ():
            at = h * strata + s
            d_u, d_p = u.discharged_people[at] * YEAR, p.discharged_people[at] * YEAR
            a_u, a_p, a_p0 = u.since_first[at], p.since_first[at], p0.since_first[at]
            f_u, f_p, f_p0 = u.out_of_care[at], p.out_of_care[at], p0.out_of_care[at]
            minutes = (
                d_p,
                -d_u,
                (a_p - d_p) - (a_u - d_u),
                (f_p0 - a_p0) - (f_u - a_u),
                (f_p - a_p) - (f_p0 - a_p0),
            )
            for block in self.care:
                price, row = self.prices.price[block.first + s], rows[self.of_people[block.payer][s]]
                for step, count in enumerate(minutes):
                    row[step] += count * price

    def _used_less(self, rows: list[list[int]], block: Block, change: Sequence[int], periods: int) -> None:
        """Falls in use become cash only in part; extra work for others is paid in full."""
        strata, share = len(self.shape.strata), self.shares[block.line]
        for s, holder in enumerate(self.of_people[block.payer]):
            less = sum(change[block.first + s : block.first + periods * strata : strata])
            row = rows[holder]
            if block.role != CARE:
                row[STEP_OF[block.role]] += less
            row[NOT_CASH] += less * share.numerator // share.denominator - less
