"""What does it cost? Things counted in a tally times prices, in whole parts of a pound.

A scenario has a fixed list of *accounts*: one for each line, period and kind of person. What one world cost is then a
column of whole numbers for each, a number a replication, and every sum of money is whole numbers added up: the parts
of a pound are so small that each price, and the share of it that is cash, is a whole number of them. So nothing is
rounded until it is printed. Prices are in the report's price year. No engine here.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from itertools import chain
from math import lcm
from operator import add, sub
from typing import assert_never

from sim.events import Review, What
from sim.frames import Shape
from sim.measures import REVIEW_KINDS, State
from sim.money.accounts import (
    CARE,
    CRISIS,
    MOVED,
    ONE,
    PROGRAMME,
    ROLES,
    USE,
    ZERO,
    Account,
    Block,
    Entry,
    PaidByPost,
    Unit,
)
from sim.money.paid_activities import BY_USE, least_paid, minimum, opening_of
from sim.money.pounds import exact, in_report_prices
from sim.money.releases import AfterWeek, minutes_gone, posts_gone, releases_of, times_gone
from sim.scenario import CostLine, Payment
from sim.scenario.cash import InFull, Refill, Share, WholePosts
from sim.sums import Column, Columns, Form
from sim.units import WEEK, YEAR, Minutes, minute_of

HELD = 1  # the row of reviews held in a tally


def _in_parts(pounds: Fraction, parts: int) -> int:
    """Pounds that are a whole number of parts."""
    return pounds.numerator * (parts // pounds.denominator)


class Prices:
    """Every price of a scenario, and what it applies to."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.scenario = shape, shape.scenario
        self.lines: dict[str, tuple[str, CostLine, Fraction]] = {
            name: (ROLES[line.per], line, in_report_prices(self.scenario, line.gbp, line.price_year))
            for name, line in sorted(self.scenario.costs.items())
        }
        self.spans = list(zip([0, *shape.cuts], shape.cuts, strict=False))
        self.care_weights = [self._care_weight(stratum) for stratum in range(len(shape.strata))]
        self.blocks = list(self._blocks())
        fixed, used = list(self._fixed()), list(self._used())
        self.accounts = [
            *(account for block in self.blocks for account in self._accounts(block)),
            *(account for account, _ in fixed),
            *(account for account, *_ in used),
        ]
        self.personal = len(self.blocks) * len(shape.cuts) * len(shape.strata)  # how many accounts people run up
        # What is counted for each account: a number that is the same in every replication, or a form.
        self.fixed = dict(enumerate((count for _, count in fixed), self.personal))
        self.forms = [
            *chain.from_iterable(map(self._cells, self.blocks)),
            *([] for _ in fixed),
            *(of for _, of in used),
        ]
        self.minimums = list(self._minimums())
        self.releases = list(releases_of(self.scenario))
        # Most accounts have their unit in common with others: what is worked out of it is worked out once.
        units = dict.fromkeys((account.unit, account.line) for account in self.accounts)
        shares = {account.line: account for account in self.accounts}
        self.shares = {line: self.cash_share(account) for line, account in shares.items()}
        amounts = [unit.amount for unit, _ in units]
        amounts += [unit.amount * self.shares[line] for unit, line in units]
        amounts += [release.unit.amount for release in self.releases]
        self.parts = lcm(*(amount.denominator for amount in amounts))
        in_parts = {unit: _in_parts(unit.amount, self.parts) for unit, _ in units}
        self.price = [in_parts[account.unit] for account in self.accounts]
        self.price_released = [_in_parts(release.unit.amount, self.parts) for release in self.releases]

    def counted(self, read: Columns, *, programme: bool) -> list[Column]:
        """What one world comes to: a column for each account. `programme`: whether it is on in that world."""
        if not programme:
            run_up = [self._taken(read, i) for i in range(self.personal)]
            return [*run_up, *[[0] * len(read.runs)] * (len(self.accounts) - self.personal)]
        at_least = self.up_to_minimum(read)
        return [at_least[i] if i in at_least else self._taken(read, i) for i in range(len(self.accounts))]

    def _taken(self, read: Columns, account: int) -> list[int]:
        """What is counted for an account before any minimum."""
        return [self.fixed[account]] * len(read.runs) if account in self.fixed else read.of(self.forms[account])

    def up_to_minimum(self, read: Columns) -> dict[int, list[int]]:
        """The columns of accounts with a minimum, where the programme is on."""
        found = {}
        for year in self.minimums:
            taken = least = paid = [0] * len(read.runs)
            for account, at_least in year:
                taken = list(map(add, taken, self._taken(read, account)))
                least, paid_before = [n + at_least for n in least], paid
                paid = list(map(max, taken, least))
                found[account] = list(map(sub, paid, paid_before))
        return found

    def released(self, usual: Columns, programme: Columns, effect: Fraction = ONE) -> list[list[list[int]]]:
        """For each release, in each replication: the minutes of a post gone in each period, or how many go in it.
        `effect`: a multiplier of the places free."""
        if not self.releases:
            return []
        free, found = self.places_free(usual, programme), []
        for release in self.releases:
            gone, each = times_gone if release.once else minutes_gone, []
            for places in free:
                posts = [0] * len(self.after_week)
                if effect > 0:
                    posts = posts_gone(places, release.places / effect, release.weeks)
                each.append(gone(posts, self.after_week, len(self.shape.cuts)))
            found.append(each)
        return found

    def places_free(self, usual: Columns, programme: Columns) -> list[list[int]]:
        """How many fewer people are in care with the programme at the end of each week, in each replication: a week
        that ends with the run has no such end."""
        both = (usual.rows(self.in_care), programme.rows(self.in_care))
        return [list(map(sub, *weeks)) for weeks in zip(*both, strict=True)]

    @cached_property
    def after_week(self) -> AfterWeek:
        """Of the week after each week's end: the periods that it falls in. A week that ends with the run has none."""
        return [self._periods_of(end, end + WEEK) for end in range(WEEK, self.shape.horizon, WEEK)]

    @property
    def in_care(self) -> range:
        """The cells that hold how many people are in care at the end of each week after which there is another."""
        return self.shape.weeks(State.IN_CARE)[: len(self.after_week)]

    def _periods_of(self, start: Minutes, end: Minutes) -> list[tuple[int, Minutes]]:
        """The periods that a stretch of time falls in, and for how long."""
        return [
            (period, min(high, end) - max(low, start))
            for period, (low, high) in enumerate(self.spans)
            if low < end and start < high
        ]

    def ledger(self, counted: Sequence[int]) -> list[Entry]:
        """What was counted in one replication, to be read: an entry for each account that anything was counted for."""
        return [Entry(*account, count) for account, count in zip(self.accounts, counted, strict=True) if count]

    def cash_share(self, account: Account) -> Fraction:
        """What part of a change is cash: the line's own share where people use less of something, all where it is
        paid. None of it under another rule: what goes by whole posts is `released`."""
        line = self.scenario.costs.get(account.line)
        match line.cash if line else InFull():
            case InFull():
                return ONE
            case Share(share):
                return exact(share)
            case WholePosts() | Refill():
                return ZERO
            case never:
                assert_never(never)

    def _care_weight(self, stratum: int) -> Fraction:
        """What a stratum's weekly cost of care is multiplied by."""
        weight = ONE
        for (trait, _), level in zip(self.shape.traits, self.shape.strata[stratum], strict=True):
            weight *= exact(self.scenario.traits[trait].levels[level].weekly_cost)
        return weight

    def _blocks(self) -> Iterator[Block]:
        """The lines that people run up."""
        first = 0
        for name, (role, line, price) in self.lines.items():
            for buffer, row, units in self._run_up(role, line, price):
                yield Block(name, role, line.payer, buffer, row, units, first)
                first += len(self.shape.cuts) * len(self.shape.strata)

    def _run_up(self, role: str, line: CostLine, price: Fraction) -> Iterator[tuple[str, int, list[Unit]]]:
        """Where a tally counts what people cost in care, at relapse, once discharged, each time they use a care line,
        at each meeting and while they help to run an activity (of which usual care has none); and what one of it costs
        in each stratum."""
        strata = len(self.shape.strata)
        ones, years = [Unit(ONE, price)] * strata, [Unit(Fraction(1, YEAR), price)] * strata
        if role == CARE:
            weighted = {weight: Unit(weight / YEAR, price) for weight in set(self.care_weights)}
            yield "minutes", State.IN_CARE.value, [weighted[weight] for weight in self.care_weights]
        elif role == MOVED:
            yield "minutes", State.DISCHARGED.value, years
        elif role == CRISIS:
            yield "counts", What.RELAPSED.value, ones
        elif role == USE:
            yield "uses", self.shape.lines.index(line.care_line or ""), ones
        elif line.per in ("meeting", "meeting_expense"):
            yield "counts", What.MET.value, ones
            yield "counts", What.MISSED.value, ones
        elif line.per == "helper_year":
            for activity in range(len(self.shape.activities)):
                yield "helping_minutes", activity, years

    def _cells(self, block: Block) -> Iterator[Form]:
        """Where each account of a row is counted."""
        size = len(self.shape.cuts) * len(self.shape.strata)
        first = self.shape.begins[block.buffer] + block.row * size
        return ([(1, (cell,))] for cell in range(first, first + size))

    def _accounts(self, block: Block) -> Iterator[Account]:
        """A row of them has no gaps: in a year that is not the line's, each thing counted is none of a thing paid."""
        for period in range(len(self.shape.cuts)):
            for stratum, unit in enumerate(block.units):
                paid = unit if self.is_paid(block.line, period) else Unit(ZERO, unit.price)
                yield Account(block.line, block.role, block.payer, period, stratum, paid)

    def is_paid(self, line: str, period: int) -> bool:
        """Whether a cost line is paid in a period: always, or in the financial years that it names."""
        years = self.scenario.costs[line].years
        return years is None or self.shape.year_of[period] in years

    def _fixed(self) -> Iterator[tuple[Account, int]]:
        """What is paid at any uptake, and how much of it: the service's own time, added review slots, block contracts
        and grants."""
        dates = self.scenario.dates
        start = max(0, minute_of(dates.day("service_start"), dates.start.value))
        end = minute_of(dates.day("service_end"), dates.start.value)
        units = {
            "service_year": Fraction(1, YEAR),
            "once": ONE,
            "supported_review_slot": exact(self.scenario.reviews.supported.added_slots_per_week) / WEEK,
        }
        for name, (role, line, price) in self.lines.items():
            if line.per in units:
                unit = Unit(units[line.per], price)
                for period, (low, high) in enumerate(self.spans):
                    if not self.is_paid(name, period):
                        continue
                    count = int(low <= start < high) if line.per == "once" else max(0, min(end, high) - max(start, low))
                    yield Account(name, role, line.payer, period, None, unit), count
        for name, payment, price in self._payments():
            if payment.form not in ("block", "grant"):
                continue
            unit = Unit(ONE if payment.form == "block" else Fraction(1, YEAR), price)
            opening, of = opening_of(self.scenario, name), f"activity {name}"
            for period, (low, high) in enumerate(self.spans):
                count = opening.sessions(low, high) if payment.form == "block" else opening.minutes(low, high)
                yield Account(of, PROGRAMME, payment.payer, period, None, unit), count

    def _payments(self) -> Iterable[tuple[str, Payment, Fraction]]:
        """Paid activities and prices. A block or grant leaves low uptake with the funder, spot and outcome with the
        group."""
        return self._paid if self.scenario.programme.offer == "link_workers" else ()

    @cached_property
    def _paid(self) -> list[tuple[str, Payment, Fraction]]:
        found, prices = [], dict[int, Fraction]()  # by the payment: many activities have that of every activity
        for name in self.shape.activities:
            payment = self.scenario.activities[name].payment or self.scenario.activity_defaults.payment
            if payment is not None:
                if id(payment) not in prices:
                    prices[id(payment)] = in_report_prices(self.scenario, payment.gbp, payment.price_year)
                found.append((name, payment, prices[id(payment)]))
        return found

    @cached_property
    def posts_by_line(self) -> list[PaidByPost]:
        """For each line paid per post, a row for each group and size of its posts."""
        rows = []
        link_workers = self.scenario.programme.offer == "link_workers"
        for name, (_, line, price) in self.lines.items():
            if line.per == "post_year" and link_workers:
                posts = [i for i, (group, _) in enumerate(self.shape.posts) if line.posts in (None, group)]
                for of in sorted({self.shape.posts[i] for i in posts}):
                    unit = Unit(exact(of[1]) / YEAR, price)
                    rows.append(
                        PaidByPost(name, line.payer, of[0], unit, [i for i in posts if self.shape.posts[i] == of])
                    )
        return rows

    @cached_property
    def absences_by_line(self) -> list[PaidByPost]:
        """The same of pay that goes on while people are away: `which` are absences, and a row is for one paid share."""
        rows = []
        for row in self.posts_by_line:
            paid: dict[Fraction, list[int]] = {}
            for i, away in enumerate(self.shape.absences):
                if away.post in row.which:
                    paid.setdefault(exact(away.paid_share), []).append(i)
            for share, which in paid.items():
                rows.append(row._replace(unit=Unit(row.unit.quantity * share, row.unit.price), which=which))
        return rows

    def _minimums(self) -> Iterator[list[tuple[int, Minutes]]]:
        """Of each activity paid by use with a minimum, in each contract year: its accounts in order of time, and what
        is due for each. More is paid for as the year goes on, the larger of what was taken (or completed) and what is
        due since it began; so that what is owed at any minute does not turn on where the accounts are cut.

        Value:  a contract year is a financial year, 1 April to 31 March; the first and the last may be shorter.
        Source: the NHS Standard Contract is let from 1 April to 31 March. A contract may say otherwise.
        Grade:  assumed
        """
        paid = {f"activity {name}": (name, payment) for name, payment, _ in self._payments() if minimum(payment)}
        years: dict[tuple[str, str], list[tuple[int, Minutes]]] = {}
        for at, account in enumerate(self.accounts):
            if account.line in paid and account.role == PROGRAMME:
                least = least_paid(self.scenario, *paid[account.line], *self.spans[account.period])
                years.setdefault((account.line, self.shape.year_of[account.period]), []).append((at, least))
        yield from years.values()

    def _used(self) -> Iterator[tuple[Account, Form]]:
        """What is paid as it is used: posts while filled or their workers away with pay, places taken, courses
        completed, supported reviews held; and where a tally counts it."""
        periods, strata, begins = len(self.shape.cuts), len(self.shape.strata), self.shape.begins
        reviews = [(name, line, Unit(ONE, price)) for name, (_, line, price) in self.lines.items()]
        activities = [
            (self.shape.activities.index(name), name, payment, *BY_USE[payment.form], price)
            for name, payment, price in self._payments()
            if payment.form in BY_USE
        ]
        for period in range(periods):
            for buffer, rows in (("filled_minutes", self.posts_by_line), ("away_minutes", self.absences_by_line)):
                for name, payer, _, unit, which in rows:
                    if self.is_paid(name, period):
                        cells = [begins[buffer] + n * periods + period for n in which]
                        yield Account(name, PROGRAMME, payer, period, None, unit), [(1, cells)]
            for index, name, payment, buffer, each, quantity, price in activities:
                unit = Unit(quantity, price)
                account = Account(f"activity {name}", PROGRAMME, payment.payer, period, None, unit)
                yield account, [(each, [begins[buffer] + index * periods + period])]
            for name, line, unit in reviews:
                if line.per == "supported_review" and self.is_paid(name, period):
                    row = ((HELD * REVIEW_KINDS + Review.SUPPORTED) * periods + period) * strata + begins["reviews"]
                    yield Account(name, PROGRAMME, line.payer, period, None, unit), [(1, range(row, row + strata))]
