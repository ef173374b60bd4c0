"""How much of the headline is bankable? From the published claim to net cash, in steps that add up exactly.

Worlds: U programme off, P on, P0 on without the `relapse` channel. D = people discharged; A = minutes from first
discharge to the earlier of exit and horizon; F = minutes out of care; Y = a year. Each is priced at the person's weekly
cost of care. The order of the steps is fixed: another order would share the interactions out differently.

Every step is a sum over *holders*, a payer and a kind of person: the bridge of one payer, or of one level of a trait,
is that of some of them, and together they are the whole. It is worked out for all replications at once, on demand.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from operator import add, itemgetter, sub
from typing import Literal, NamedTuple

from sim.inputs import World
from sim.money import CARE, CRISIS, MOVED, PROGRAMME, USE, Prices
from sim.sums import Column, Columns, Form, Kept, Wanted, added, times, together
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
FREED_IN = ("discharged_people", "since_first", "out_of_care")  # D, A and F
FREED = ("headline", "anyway", "timing", "relapse_usual", "relapse_slower")  # the first steps: minutes of care


class Holder(NamedTuple):
    """Whose budget, and which people's. Stratum None: not of any one person."""

    payer: str
    stratum: int | None


class Freed(NamedTuple):
    """Where care freed is counted, for some holders at one horizon: at what each pays for a minute of care."""

    discharged: Form  # a year for each person discharged
    since_first: Form  # minutes since first discharge
    out_of_care: Form  # minutes out of care


class Taken(NamedTuple):
    """What the steps of a bridge are made of, for some holders at one horizon: in parts of a pound."""

    freed: Freed
    used: dict[int, Form]  # by number of the step: what people run up, of which the programme should need less
    not_cash: Form  # of all that they run up, the part that is no cash
    released: list[tuple[int, int]]  # which release, and the price of it
    service: Form  # the programme's own cost, where it goes by what a tally counts
    at_any_uptake: int  # where it does not
    up_to_minimum: list[tuple[int, int]]  # where there is a minimum: which account, and its price


class Bridging:
    """How the bridges of one scenario are worked out: whose they are, at what price, worked out once."""

    def __init__(self, prices: Prices) -> None:
        self.prices, self.shape = prices, prices.shape
        held = [Holder(account.payer, account.stratum) for account in prices.accounts]
        held += [Holder(release.payer, None) for release in prices.releases]
        self.holders = list(dict.fromkeys(held))
        number = {holder: i for i, holder in enumerate(self.holders)}
        self.held = [number[holder] for holder in held]  # of each account and, behind them, of each release
        self.shares = {block.line: prices.cash_share(prices.accounts[block.first]) for block in prices.blocks}
        self._taken: dict[tuple[float, Sequence[int] | None], Taken] = {}

    def by_payer(self) -> dict[str, list[int]]:
        """The numbers of each payer's holders."""
        found: dict[str, list[int]] = {payer: [] for payer in sorted({holder.payer for holder in self.holders})}
        for i, holder in enumerate(self.holders):
            found[holder.payer].append(i)
        return found

    def of_strata(self, strata: Sequence[int | None]) -> list[int]:
        """The numbers of the holders of some kinds of people."""
        return [i for i, holder in enumerate(self.holders) if holder.stratum in strata]

    @cached_property
    def wanted(self) -> list[Form]:
        """What is wanted of every replication for its bridges: of all holders together, and whatever other prices may
        make of it."""
        cells = [cell for form in self.prices.forms for _, some in form for cell in some]
        cells += self.prices.in_care if self.prices.releases else ()
        forms = [*self.prices.forms, *([(1, (cell,))] for cell in cells)]
        for h, years in enumerate(self.shape.bridge_years):
            taken = self.taken(years)
            forms += [*taken.freed, *taken.used.values(), taken.not_cash, taken.service]
            forms += [form for buffer in FREED_IN for form in self.shape.row(buffer, h)]
        return forms

    def taken(self, years: float, holders: Sequence[int] | None = None) -> Taken:
        """What the steps are made of, for some holders (None: for all)."""
        key = years, None if holders is None else tuple(holders)
        if key not in self._taken:
            self._taken[key] = self._made_of(years, range(len(self.holders)) if holders is None else holders)
        return self._taken[key]

    def _made_of(self, years: float, holders: Collection[int]) -> Taken:
        prices, periods = self.prices, len(self.shape.periods_until(self.shape.bridge_end(years)))
        until = [i for i, account in enumerate(prices.accounts) if account.period < periods and self.held[i] in holders]
        used: dict[int, list[Form]] = {}
        not_cash, service, at_any_uptake, up_to_minimum = [], [], 0, []
        minimums = {account for year in prices.minimums for account, _ in year}
        for i in until:
            price, form = prices.price[i], prices.forms[i]
            if i < prices.personal:
                role, share = prices.accounts[i].role, self.shares[prices.accounts[i].line]
                if role != CARE:
                    used.setdefault(STEP_OF[role], []).append(times(price, form))
                if share != 1:
                    not_cash.append(times(price * share.numerator // share.denominator - price, form))
            elif i in minimums:
                up_to_minimum.append((i, price))
            elif i in prices.fixed:
                at_any_uptake += prices.fixed[i] * price
            else:
                service.append(times(price, form))
        held = self.held[len(prices.accounts) :]
        released = [(k, price) for k, price in enumerate(prices.price_released) if held[k] in holders]
        return Taken(
            self._freed(years, holders),
            {step: together(forms) for step, forms in used.items()},
            together(not_cash),
            released,
            together(service),
            at_any_uptake,
            up_to_minimum,
        )

    def _freed(self, years: float, holders: Collection[int]) -> Freed:
        """Minutes of each stratum, at what these holders pay for a minute of its care."""
        h, per_minute = self.shape.bridge_years.index(years), [0] * len(self.shape.strata)
        for block in (block for block in self.prices.blocks if block.role == CARE):
            for s in range(len(per_minute)):
                if self.held[block.first + s] in holders:
                    per_minute[s] += self.prices.price[block.first + s]

        def priced(buffer: str, each: int = 1) -> Form:
            rows = zip(per_minute, self.shape.row(buffer, h), strict=True)
            return together(times(each * price, form) for price, form in rows)

        discharged, since_first, out_of_care = FREED_IN
        return Freed(priced(discharged, YEAR), priced(since_first), priced(out_of_care))

    def steps(
        self, read: Mapping[World, Columns], released: Sequence[Sequence[Sequence[int]]], years: float, of: Taken
    ) -> list[Column]:
        """Every step with its subtotals: a column for each, in parts of a pound. `released`: as Prices counts it."""
        u, p, p0 = (read[world] for world in (World.USUAL, World.PROGRAMME, World.USUAL_RELAPSE))
        many, periods = len(u.runs), len(self.shape.periods_until(self.shape.bridge_end(years)))
        taken: list[Column] = [[0] * many for _ in TAKEN]
        taken[: len(FREED)] = _care_freed(*([each.of(form) for form in of.freed] for each in (u, p, p0)))
        for step, form in of.used.items():
            taken[step] = _less(u.of(form), p.of(form))
        not_cash = [_less(u.of(of.not_cash), p.of(of.not_cash))]
        not_cash += [[sum(one[:periods]) * price for one in released[k]] for k, price in of.released]
        taken[NOT_CASH] = added(not_cash, many)
        service = [p.of(of.service), [of.at_any_uptake] * many]
        if of.up_to_minimum:
            paid = self.prices.up_to_minimum(p)
            service += [[n * price for n in paid[i]] for i, price in of.up_to_minimum]
        taken[SERVICE] = _less(taken[SERVICE], added(service, many))
        return list(PLACES([*taken, *accumulate(taken, _more)]))


def _more(some: Column, others: Column) -> Column:
    return list(map(add, some, others))


def _less(some: Column, others: Column) -> Column:
    return list(map(sub, some, others))


def _care_freed(usual: list[list[int]], programme: list[list[int]], usual_relapse: list[list[int]]) -> list[Column]:
    """The steps that are minutes of care, from D x a year, A and F of each world."""
    (d_u, a_u, f_u), (d_p, a_p, f_p), (_, a_p0, f_p0) = usual, programme, usual_relapse
    relapses_u, relapses_p, relapses_p0 = _less(f_u, a_u), _less(f_p, a_p), _less(f_p0, a_p0)
    return [
        d_p,
        [-d for d in d_u],
        _less(_less(a_p, d_p), _less(a_u, d_u)),
        _less(relapses_p0, relapses_u),
        _less(relapses_p, relapses_p0),
    ]


class Worlds:
    """Some replications of a scenario in every world, to be read column by column. What is asked once is kept."""

    def __init__(self, bridging: Bridging, wanted: Wanted, runs: Sequence[Mapping[World, Kept]]) -> None:
        self.bridging, self.prices = bridging, bridging.prices
        self.columns = {world: Columns(wanted, [run[world] for run in runs]) for world in World}
        self._steps: dict[tuple[float, Sequence[int] | None], list[Column]] = {}
        self._counted: dict[World, list[Column]] = {}

    def counted(self, world: World) -> list[Column]:
        """What one world comes to, account by account."""
        if world not in self._counted:
            programme = world is not World.USUAL
            self._counted[world] = self.prices.counted(self.columns[world], programme=programme)
        return self._counted[world]

    def spent(self, world: World, role: str | None = None) -> list[int]:
        """What one world costs, altogether or for a role, in parts of a pound."""
        accounts = zip(self.prices.accounts, self.prices.price, self.counted(world), strict=True)
        pounds = ([n * price for n in column] for of, price, column in accounts if role in (None, of.role))
        return added(list(pounds), len(self.columns[world].runs))

    @cached_property
    def released(self) -> list[list[list[int]]]:
        """Minutes of posts of care gone, or how many go: by release, replication and period."""
        return self.prices.released(self.columns[World.USUAL], self.columns[World.PROGRAMME])

    def steps(self, years: float, holders: Sequence[int] | None = None) -> list[Column]:
        """Every step of the bridge of some holders (None: of all), with its subtotals, in parts of a pound."""
        key = years, None if holders is None else tuple(holders)
        if key not in self._steps:
            taken = self.bridging.taken(years, holders)
            self._steps[key] = self.bridging.steps(self.columns, self.released, years, taken)
        return self._steps[key]

    def pounds(self, years: float, name: str) -> list[float]:
        """One step, of everybody, to the nearest float."""
        return [n / self.prices.parts for n in self.steps(years)[NAMES.index(name)]]


@dataclass(frozen=True, eq=False)
class Bridge(Mapping[str, Fraction]):
    """The bridge of one replication at one horizon: every step in pounds, exactly; positive is good for the budget."""

    alone: Worlds  # of this replication
    years: float

    @property
    def parts(self) -> int:
        """In a pound."""
        return self.alone.prices.parts

    def steps(self, holders: Sequence[int] | None = None) -> list[int]:
        """Every step of some holders (None: of all) with its subtotals, in parts of a pound."""
        return [n for (n,) in self.alone.steps(self.years, holders)]

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
