"""What does the answer report of money? Bridges, years, cost lines and posts given up: rows, nothing rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from experiments.bridge import STEPS
from experiments.certain import step_is_certain
from experiments.intervals import Estimate, estimate, percentile
from experiments.outcomes import strata_of
from experiments.results import BOTH, Results
from experiments.rows import ABSENT
from experiments.run import Case
from sim.inputs import World, with_defaults
from sim.money import PROGRAMME, ROLES, exact, posts_gone
from sim.scenario import Prices, Scenario
from sim.scenario.cash import name_of
from sim.units import YEAR


@dataclass(frozen=True)
class Headline:
    """The published claim, in pounds of its year."""

    gbp_per_discharge_year: float
    discharges: float
    total: float
    price_year: str
    source: str | None


@dataclass(frozen=True)
class OtherPounds:
    """How many pounds of another year a pound of the report's year is."""

    year: str
    times: float


@dataclass(frozen=True, kw_only=True)
class StepRow(Estimate):
    """A step of a bridge, in pounds; `share_positive`: in which share of replications it helps the budget."""

    name: str
    title: str
    kind: Literal["step", "subtotal"]
    share_positive: Annotated[float | None, ABSENT] = None


@dataclass(frozen=True)
class PayerBridge:
    """A payer's bridge."""

    payer: str
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class LevelBridge:
    """The bridge of one level of a trait; level None: of what is not of any one person."""

    trait: str
    title: str
    level: str | None
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class MoneyRow:
    """Pounds paid in a financial year by a payer for a role, in each world."""

    year: str
    payer: str
    role: str
    programme: float
    usual_care: Annotated[float, Field(alias="usual care")]


@dataclass(frozen=True)
class FirstWeek:
    """In which share of replications a post ever goes, and the median of the weeks from which the first is gone."""

    share: float
    median: float | None


@dataclass(frozen=True)
class PostsReleased:
    """A line whose cash comes by whole posts."""

    line: str
    title: str
    payer: str
    places: float
    weeks_free: float | None
    weeks_notice: float | None
    posts: Estimate
    added: Estimate
    first_week: FirstWeek


@dataclass(frozen=True)
class Paid:
    """How much of a line, and the pounds that it comes to, in each financial year."""

    quantity: tuple[float, ...]
    amount: tuple[float, ...]


@dataclass(frozen=True)
class LedgerLine:
    """A cost line at one price, in both worlds."""

    line: str
    role: str
    payer: str
    unit: str
    price: float
    cash_share: float
    basis: str | None
    cash_rule: str | None
    programme: Paid
    usual_care: Annotated[Paid, Field(alias="usual care")]

    def paid(self, world: World) -> Paid:
        """In usual care, or with the programme."""
        return self.usual_care if world is World.USUAL else self.programme


@dataclass(frozen=True)
class ReleasedLine:
    """Posts of care given up in each financial year: years without them, how many, and the cash of both."""

    line: str
    payer: str
    post_years: tuple[float, ...]
    posts: tuple[float, ...]
    price: float
    once: float
    cash: tuple[float, ...]


@dataclass(frozen=True)
class LedgerTotals:
    """The bridge's subtotals and the service, in each financial year."""

    capacity: tuple[float, ...]
    cash: tuple[float, ...]
    service: tuple[float, ...]
    net: tuple[float, ...]


@dataclass(frozen=True)
class Ledger:
    """All that a spreadsheet needs to work every pound out again."""

    years: tuple[str, ...]
    lines: tuple[LedgerLine, ...]
    released: tuple[ReleasedLine, ...]
    totals: LedgerTotals


def headline(case: Case) -> Headline | None:
    """The published arithmetic, as published: not a saving."""
    claim = case.scenario.headline
    if claim is None:
        return None
    gbp, discharges = claim.gbp_per_discharge_year.value, claim.discharges.value
    return Headline(gbp, discharges, gbp * discharges, claim.price_year, claim.gbp_per_discharge_year.source)


def other_pounds(prices: Prices, year: str | None = None) -> OtherPounds | None:
    """What a pound of the report's year is in another year: the one requested or, by default, the latest in the
    scenario's index. None if that is the report's own, or no index has both."""
    index = prices.index.years if prices.index else {}
    other = year or max(index, default=prices.year)
    if other == prices.year or not {other, prices.year} <= {*index}:
        return None
    return OtherPounds(other, float(exact(index[other]) / exact(index[prices.year])))


def bridge_rows(pool: Results, years: float, holders: Sequence[int] | None = None) -> tuple[StepRow, ...]:
    """Every step, in pounds: of some holders, or of all. `share_positive`: share of replications in which it helps the
    budget."""
    parts, rows = pool.case.prices.parts, []
    for step, column in zip(STEPS, pool.worlds.steps(years, holders), strict=True):
        fixed = min(column) == max(column) and step_is_certain(pool.case, step.name, holders)
        rows.append(
            StepRow(
                *estimate([n / parts for n in column], fixed=fixed).parts,
                name=step.name,
                title=step.title,
                kind=step.kind,
                share_positive=sum(n > 0 for n in column) / len(column),
            )
        )
    return tuple(rows)


def bridge_by_payer(pool: Results, years: float) -> tuple[PayerBridge, ...]:
    """By budget: a bridge for each payer. Together they are the bridge."""
    return tuple(
        PayerBridge(payer, bridge_rows(pool, years, holders))
        for payer, holders in pool.case.bridging.by_payer().items()
    )


def bridge_by_trait(pool: Results, years: float) -> tuple[LevelBridge, ...]:
    """By people: a bridge for each level of each trait, and for what belongs to no single person (level None). Together
    those of one trait are the bridge."""
    shape, bridging = pool.case.shape, pool.case.bridging
    return tuple(
        LevelBridge(trait, pool.case.title_of(trait), level, bridge_rows(pool, years, holders))
        for trait, levels in shape.traits
        for level in [*levels, None]
        for holders in [bridging.of_strata(strata_of(shape, trait, level) if level else [None])]
    )


def money_by_year(pool: Results) -> tuple[MoneyRow, ...]:
    """Pounds by financial year, payer and role, in each world, means over replications."""
    shape, prices = pool.case.shape, pool.case.prices
    totals: dict[tuple[str, str, str], dict[World, int]] = {}
    for world, sums in pool.counted.items():
        for account, count, price in zip(prices.accounts, sums, prices.price, strict=True):
            if count:
                of = totals.setdefault(
                    (shape.year_of[account.period], account.payer, account.role), dict.fromkeys(pool.counted, 0)
                )
                of[world] += count * price
    roles = list(dict.fromkeys(ROLES.values()))
    whole = prices.parts * len(pool.runs)
    return tuple(
        MoneyRow(*key, programme=totals[key][World.PROGRAMME] / whole, usual_care=totals[key][World.USUAL] / whole)
        for key in sorted(totals, key=lambda key: (key[0], key[1], roles.index(key[2])))
    )


def cash_rules(scenario: Scenario) -> tuple[str, ...]:
    """How falls in care and in uses of care become cash, each way once."""
    return tuple(sorted({name for line in scenario.costs.values() if (name := name_of(line.cash)) is not None}))


def priced_roles(scenario: Scenario) -> tuple[str, ...]:
    """The roles for which a price above 0 is entered, used or not."""
    return tuple(sorted({ROLES[line.per] for line in scenario.costs.values() if line.gbp.value > 0}))


def posts_released(pool: Results) -> tuple[PostsReleased, ...]:
    """For each line whose cash comes by whole posts: the most posts given up at any time, and from when; the most posts
    added at any time. Weeks are counted from 1; a post given up at the end of one is gone in the next."""
    prices = pool.case.prices
    free = prices.places_free(*(pool.worlds.columns[world] for world in BOTH)) if prices.releases else []
    rows = []
    for release in (release for release in prices.releases if not release.once):
        line = pool.case.scenario.costs[release.line]
        gone = [posts_gone(each, release.places, release.weeks) for each in free]
        first = [
            next(week for week, posts in enumerate(each, 2) if posts > 0) for each in gone if max(each, default=0) > 0
        ]
        rows.append(
            PostsReleased(
                line=release.line,
                title=line.title or release.line.replace("_", " "),
                payer=release.payer,
                places=float(release.places),
                weeks_free=release.post.weeks_free.value,
                weeks_notice=release.post.weeks_notice.value,
                posts=estimate([float(max([0, *each])) for each in gone], least=0),
                added=estimate([float(-min([0, *each])) for each in gone], least=0),
                first_week=FirstWeek(len(first) / len(gone), percentile(first, 0.5) if first else None),
            )
        )
    return tuple(rows)


QUANTITIES = {
    "post_year": "years of posts paid",
    "service_year": "years of service",
    "once": "times",
    "supported_review_slot": "review slots added",
    "supported_review": "supported reviews",
    "meeting": "meetings held or missed",
    "meeting_expense": "meetings held or missed",
    "helper_year": "years of helping",
    "care_year": "person-years in care",
    "care_use": "uses",
    "relapse": "relapses",
    "discharged_year": "person-years discharged",
    "block": "sessions",
    "spot": "place-weeks",
    "grant": "years open",
    "outcome": "courses completed",
}


def ledger_by_year(pool: Results) -> Ledger:
    """Each cost line by financial year: quantity x price = amount in each world, means over replications, so that a
    spreadsheet can work every pound out again. Totals are as in the bridge, but over whole financial years."""
    case, shape, both = pool.case, pool.case.shape, BOTH
    years = [year for year, _ in shape.years]
    sums: dict[tuple[str, str, str, Fraction], dict[tuple[World, str], Fraction]] = {}
    shares: dict[tuple[str, str], Fraction] = {}
    for world in both:
        for account, count in zip(case.prices.accounts, pool.counted[world], strict=True):
            if count:
                shares[account.role, account.line] = case.prices.cash_share(account)
                of = sums.setdefault((account.role, account.line, account.payer, account.unit.price), {})
                cell = (world, shape.year_of[account.period])
                of[cell] = of.get(cell, Fraction(0)) + count * account.unit.quantity / len(pool.runs)
    totals = {name: [Fraction(0)] * len(years) for name in ("capacity", "cash", "service", "net")}
    lines = []
    roles = list(dict.fromkeys(ROLES.values()))
    for role, line, payer, price in sorted(sums, key=lambda key: (roles.index(key[0]), key)):
        quantity = {
            world: [sums[role, line, payer, price].get((world, year), Fraction(0)) for year in years] for world in both
        }
        share = shares[role, line]
        for i in range(len(years)):
            change = (quantity[World.USUAL][i] - quantity[World.PROGRAMME][i]) * price
            totals["service" if role == PROGRAMME else "capacity"][i] += change
            totals["cash"][i] += 0 if role == PROGRAMME else change * share
            totals["net"][i] += change * share
        lines.append(
            LedgerLine(
                line=line,
                role=role,
                payer=payer,
                unit=_quantity(case.scenario, line),
                price=float(price),
                cash_share=float(share),
                basis=case.scenario.costs[line].basis if line in case.scenario.costs else None,
                cash_rule=name_of(case.scenario.costs[line].cash) if line in case.scenario.costs else None,
                programme=_paid(quantity[World.PROGRAMME], price),
                usual_care=_paid(quantity[World.USUAL], price),
            )
        )
    released = []
    for row, cash in _released_by_year(pool):
        released.append(row)
        for i, pounds in enumerate(cash):
            totals["cash"][i] += pounds
            totals["net"][i] += pounds
    floats = {name: tuple(map(float, total)) for name, total in totals.items()}
    return Ledger(tuple(years), tuple(lines), tuple(released), LedgerTotals(**floats))


def _paid(quantity: Sequence[Fraction], price: Fraction) -> Paid:
    return Paid(tuple(map(float, quantity)), tuple(float(q * price) for q in quantity))


def _released_by_year(pool: Results) -> list[tuple[ReleasedLine, list[Fraction]]]:
    """What posts of care that go are worth in each financial year, exactly: means over replications. How long posts are
    gone comes from how long places stand free together, so no quantity x share gives it; cash is years gone x the price
    of a post, less how many go x what that costs once."""
    prices, years = pool.case.prices, pool.case.shape.years
    periods = [pool.case.shape.periods_of_year(year) for year, _ in years]
    each = list(zip(prices.releases, pool.worlds.released, strict=True))
    rows = []
    for (gone, minutes), (goes, times) in zip(each[::2], each[1::2], strict=True):
        years_gone, how_many = (
            [Fraction(sum(run[period] for run in counted for period in year), len(pool.runs)) for year in periods]
            for counted in (minutes, times)
        )
        cash = [stay * gone.unit.amount + go * goes.unit.amount for stay, go in zip(years_gone, how_many, strict=True)]
        row = ReleasedLine(
            line=gone.line,
            payer=gone.payer,
            post_years=tuple(float(n / YEAR) for n in years_gone),
            posts=tuple(map(float, how_many)),
            price=float(gone.unit.price),
            once=float(goes.unit.price),
            cash=tuple(map(float, cash)),
        )
        rows.append((row, cash))
    return rows


def _quantity(scenario: Scenario, line: str) -> str:
    """What a line counts, in words. A line of an activity has the activity's name after a word of its own."""
    if line in scenario.costs:
        return QUANTITIES[scenario.costs[line].per]
    payment = with_defaults(scenario, scenario.activities[line.partition(" ")[2]]).payment
    return QUANTITIES[payment.form] if payment else ""
