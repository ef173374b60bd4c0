"""Which of several ways to spend the money? Scenarios and their comparator side by side, with what each spends.

One row an option, the comparator (usual care, which spends nothing) among them. Every amount is at the longest horizon
that all reach, against the option's own comparator. An option is dominated by another that serves the same people,
costs no more, discharges and releases no less, leaves no less net cash, and is strictly better in one of the four. The
order of scenarios changes nothing but the order of the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum
from typing import Annotated

from experiments.intervals import Estimate, Part, difference_of, estimate_of
from experiments.outcomes import LIST_WAIT, MEAN_WAIT, PEOPLE, people_discharged
from experiments.results import BOTH, Results
from experiments.rows import ABSENT, Years
from sim.inputs import World

EQUAL_WITHIN = 0.05  # spends that differ by less count as equal
USUAL_CARE = "(usual care)"
COMPARED = ("spend", "discharged_gained", "capacity", "cash", "net", "wait")
# What counts for dominance, and which way is better.
BETTER = {"spend": -1, "discharged_gained": 1, "capacity": 1, "net": 1}
NOT_CASH = ("spend", "discharged", "capacity")  # where all are the same, only how cash is counted differs
SERVICE = (*NOT_CASH, "wait")  # one service by whichever rule its cash is counted


@dataclass(frozen=True)
class Option:
    """One row: what it comes to in each replication. Of a comparator: the scenarios whose comparator it is."""

    name: str
    title: str
    values: dict[str, Part]
    waits: "OptionWaits | None"
    comparator_of: frozenset[str]  # none: a scenario
    people: Sequence[object]  # number of people of each kind, in each replication


@dataclass(frozen=True)
class OptionWaits:
    """New referrals' waits for a link worker, in weeks, all replications pooled; None: fewer are ever given one."""

    median_weeks: float | None
    ninetieth_weeks: float | None
    one_in_ten_weeks: float | None
    share_within_target: float | None
    target_weeks: float


@dataclass(frozen=True)
class OptionDifference:
    """An option less another, paired."""

    spend: Estimate
    discharged_gained: Estimate
    capacity: Estimate
    cash: Estimate
    net: Estimate
    wait: Annotated[Estimate | None, ABSENT] = None


@dataclass(frozen=True)
class Dominator:
    """An option that does better for no more, and whether that is clear of luck."""

    name: str
    beyond_luck: bool


@dataclass(frozen=True, kw_only=True)
class OptionRow:
    """One option at the longest horizon that all reach; of a comparator, the scenarios whose comparator it is."""

    name: str
    title: str
    comparator: bool
    comparator_of: tuple[str, ...]
    spend: Estimate
    discharged: Estimate
    discharged_gained: Estimate
    capacity: Estimate
    cash: Estimate
    service: Estimate
    net: Estimate
    wait: Annotated[Estimate | None, ABSENT] = None  # an option that serves nobody has no short wait
    list_wait: Annotated[Estimate | None, ABSENT] = None
    waits: OptionWaits | None
    compared_with: dict[str, OptionDifference]
    dominated_by: tuple[Dominator, ...]


@dataclass(frozen=True)
class OptionsInShort:
    """Scenarios, the cheapest first; and the longest horizon that all reach."""

    by_cost: tuple[str, ...]
    years: Years | None = None
    placed: Annotated[tuple[str, ...] | None, ABSENT] = None  # where a face gives each a place of its own

    @property
    def in_order(self) -> tuple[str, ...]:
        """In which order they are said and lettered: by cost, unless each has its place."""
        return self.placed or self.by_cost


@dataclass(frozen=True)
class Options(OptionsInShort):
    """The table; without rows where not all reach a year. `equal_spend`: None of one option."""

    equal_spend: bool | None = None
    rows: tuple[OptionRow, ...] = ()
    equal_within: Annotated[float | None, ABSENT] = None
    spend_difference: Annotated[float | None, ABSENT] = None
    same_service: Annotated[tuple[tuple[str, ...], ...] | None, ABSENT] = None


def options_in_short(pools: Sequence[Results]) -> OptionsInShort:
    """Their order, and how far they can be compared."""
    return OptionsInShort(tuple(pool.case.name for pool in in_order_of_cost(pools)), _longest(pools))


def options(pools: Sequence[Results]) -> Options:
    """The table; without rows where not all reach a year."""
    found = options_in_short(pools)
    by_cost, years = found.by_cost, found.years
    if years is None:
        return Options(by_cost)
    offered = [_option(pool, years) for pool in pools]
    everything = [*_comparators(pools, years), *offered]
    spends = [estimate_of(option.values["spend"]).mean for option in offered]
    return Options(
        by_cost,
        years=years,
        equal_spend=max(spends) - min(spends) <= EQUAL_WITHIN * max(spends) if len(spends) > 1 else None,
        equal_within=EQUAL_WITHIN,
        spend_difference=max(spends) - min(spends),
        same_service=_same_service(pools, offered),
        rows=tuple(_row(option, everything) for option in everything),
    )


def in_order_of_cost(pools: Sequence[Results]) -> list[Results]:
    """The cheapest service first, as the longest horizon that all reach has it; where that is the same, by name. Every
    statement about several options uses this order, so that the order of naming changes nothing."""
    years = _longest(pools)

    def cost(pool: Results) -> float:
        return 0.0 if years is None else -fsum(pool.worlds.pounds(years, "service"))

    return sorted(pools, key=lambda pool: (cost(pool), pool.case.name))


def _longest(pools: Sequence[Results]) -> Years | None:
    """The longest horizon that all reach."""
    shared = set.intersection(*(set(pool.case.shape.bridge_years) for pool in pools))
    return max(shared) if shared else None


def _same_service(pools: Sequence[Results], offered: Sequence[Option]) -> tuple[tuple[str, ...], ...]:
    """Groups of options that are one service: the same events at the same cost, with different rules for cash."""
    groups: list[list[int]] = []
    for i in range(len(offered)):
        mine = next((group for group in groups if _is_one_service(pools, offered, group[0], i)), None)
        groups = groups if mine else [*groups, [i]]
        if mine:
            mine.append(i)
    cash = [tuple(option.values["cash"].some) for option in offered]
    found = (tuple(sorted(offered[i].name for i in group)) for group in groups if len({cash[i] for i in group}) > 1)
    return tuple(sorted(found))


def _is_one_service(pools: Sequence[Results], offered: Sequence[Option], one: int, other: int) -> bool:
    a, b = pools[one].case, pools[other].case
    values = offered[one].values, offered[other].values
    return a.inputs == b.inputs and all(values[0].get(name) == values[1].get(name) for name in SERVICE)


def _people(pool: Results) -> list[object]:
    """The people: how many of each kind, in each replication."""
    read, shape = pool.outcomes[World.PROGRAMME], pool.case.shape
    return [shape.strata, *(tuple(read.counted(PEOPLE, [s])) for s in range(len(shape.strata)))]


def _discharged(pool: Results, world: World, years: float) -> list[float]:
    return pool.outcomes[world].values(people_discharged(years))


def _option(pool: Results, years: float) -> Option:
    """A scenario's row."""
    case, waits = pool.case, pool.waits_for_link_worker
    steps = {name: pool.worlds.pounds(years, name) for name in ("capacity", "cash", "service", "net")}
    usual_discharged, with_programme = (_discharged(pool, world, years) for world in BOTH)
    values = {
        "spend": [-pounds for pounds in steps["service"]],
        "discharged": with_programme,
        "discharged_gained": [b - a for a, b in zip(usual_discharged, with_programme, strict=True)],
        **steps,
    }
    read = pool.outcomes[World.PROGRAMME]
    waited = {"wait": read.part(MEAN_WAIT), "list_wait": read.part(LIST_WAIT)}
    return Option(
        case.name,
        case.scenario.title,
        {name: Part(each) for name, each in values.items()}
        | {
            name: part for name, part in waited.items() if any(part.of or ())
        },  # an option that serves nobody has no short wait
        OptionWaits(
            median_weeks=waits.given(0.5),
            ninetieth_weeks=waits.given(0.9),
            one_in_ten_weeks=waits.over(0.9),
            share_within_target=waits.within_target,
            target_weeks=float(case.scenario.settings.wait_target_weeks.value),
        ),
        frozenset(),
        _people(pool),
    )


def _comparators(pools: Sequence[Results], years: float) -> list[Option]:
    """Usual care: one row for all scenarios that share it."""
    each = [(_people(pool), _discharged(pool, World.USUAL, years), _spent(pool)) for pool in pools]
    same = [[pool for pool, other in zip(pools, each, strict=True) if other == one] for one in each]
    return [
        _comparator(those, discharged, people, alone=len(those) == len(pools))
        for pool, those, (people, discharged, _) in zip(pools, same, each, strict=True)
        if those[0] is pool
    ]


def _spent(pool: Results) -> list[Fraction]:
    """What usual care costs, in each replication."""
    return [Fraction(n, pool.case.prices.parts) for n in pool.worlds.spent(World.USUAL)]


def _comparator(of: Sequence[Results], discharged: list[float], people: Sequence[object], *, alone: bool) -> Option:
    """Usual care of some scenarios; it names them, unless it is the only one."""
    nothing = Part([0.0] * len(discharged))
    names = sorted(pool.case.name for pool in of)
    titles = sorted(f"“{pool.case.scenario.title}”" for pool in of)
    values = dict.fromkeys(("spend", "discharged_gained", "capacity", "cash", "service", "net"), nothing)
    return Option(
        USUAL_CARE if alone else f"{USUAL_CARE} {', '.join(names)}",
        "Usual care" if alone else f"Usual care of {', '.join(titles)}",
        {**values, "discharged": Part(discharged)},
        None,
        frozenset(names),
        people,
    )


def _row(option: Option, everything: Sequence[Option]) -> OptionRow:
    """One option, beside each of the others."""
    others = [other for other in everything if other.name != option.name and _comparable(option, other)]
    return OptionRow(
        name=option.name,
        title=option.title,
        comparator=bool(option.comparator_of),
        comparator_of=tuple(sorted(option.comparator_of)),
        **{name: estimate_of(part, fixed=bool(option.comparator_of)) for name, part in option.values.items()},
        waits=option.waits,
        compared_with={other.name: _less(option, other) for other in others},
        dominated_by=tuple(
            Dominator(other.name, _beyond_luck(option, other))
            for other in sorted(others, key=lambda other: other.name)
            if _dominates(other, option)
        ),
    )


def _less(option: Option, other: Option) -> OptionDifference:
    shared = [name for name in COMPARED if name in option.values and name in other.values]
    return OptionDifference(**{name: difference_of(option.values[name], other.values[name]) for name in shared})


def _comparable(one: Option, other: Option) -> bool:
    """A comparator is compared with the scenarios whose comparator it is."""
    if one.comparator_of and other.comparator_of:
        return False
    if one.comparator_of or other.comparator_of:
        return one.name in other.comparator_of or other.name in one.comparator_of
    return True


def _dominates(better: Option, worse: Option) -> bool:
    """Serves the same people, costs no more, does no worse in discharges, capacity and net cash, and is strictly better
    in one of them, on average. One service does not dominate itself by another way to count cash."""
    if better.people != worse.people or all(better.values[name] == worse.values[name] for name in NOT_CASH):
        return False
    gains = [sign * difference_of(better.values[name], worse.values[name]).mean for name, sign in BETTER.items()]
    return all(gain >= 0 for gain in gains) and any(gain > 0 for gain in gains)


def _beyond_luck(worse: Option, better: Option) -> bool:
    """Whether every difference that makes it dominated is nothing at all, or beyond simulation error."""
    found = [difference_of(better.values[name], worse.values[name]) for name in BETTER]
    return all(one.mean == 0 or (one.half_width is not None and abs(one.mean) > one.half_width) for one in found)
