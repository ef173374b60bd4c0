"""How do results leave for other programs? Tidy rows, one value each, and the event log in the columns of vidigi.

The table of values is rectangular: every row stands in every replication, zeros and empty ratios included, so that a
mean over rows is the mean over replications. Text from a scenario file stays text: a cell that a spreadsheet would take
for a formula gets an apostrophe in front. Nothing is rounded. The same rows, in the same order, on every machine.
"""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from experiments.counted import WorldOutcomes
from experiments.outcomes import outcomes_for, strata_of
from experiments.results import Results
from experiments.run import Case, Replication
from experiments.stated_values import more, worth
from sim.events import Row, What
from sim.frames import Shape
from sim.inputs import World
from sim.stays import DISCHARGED, IN_CARE, By, Stay, closed_by, opened_by

if TYPE_CHECKING:
    import pandas

Cell = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")
QUOTED = ',"\r\n'
AGAINST_USUAL = "programme less usual care"


class Tidy(NamedTuple):
    """One value of one replication. None if a column does not apply. Over replications, the mean is the sum of
    the numerators ÷ the sum of the denominators: for a count or a sum of money also the mean of the values."""

    scenario: str
    seed: int
    replication: int
    world: str
    measure: str
    unit: str
    trait: str | None
    level: str | None
    horizon_years: float | None  # counted up to this many years from day 0; None: to the end of follow-up
    financial_year: str | None
    payer: str | None
    line: str | None  # of the costs
    numerator: float
    denominator: float  # 1 where the value is no ratio
    value: float | None  # numerator / denominator; None where there is nothing to divide by


def tidy(case: Case, runs: Sequence[Replication]) -> Iterator[Tidy]:
    """Every value of every replication of one scenario: outcomes, use of capacity, costs, the bridge, stated values."""
    for run in runs:
        yield from _outcomes(case, run)
        yield from _capacity(case, run)
        yield from _costs(case, run)
        yield from _bridge(case, run)
        yield from _stated_values(case, run)


def _tidy(
    case: Case,
    run: Replication,
    world: str,
    measure: str,
    unit: str,
    numerator: float,
    denominator: float = 1.0,
    *,
    of: tuple[str, str] | tuple[None, None] = (None, None),
    years: float | None = None,
    financial_year: str | None = None,
    payer: str | None = None,
    line: str | None = None,
) -> Tidy:
    trait, level = of
    return Tidy(
        case.name,
        case.seed,
        run.number,
        world,
        measure,
        unit,
        trait,
        level,
        years,
        financial_year,
        payer,
        line,
        float(numerator),
        float(denominator),
        numerator / denominator if denominator else None,
    )


def _outcomes(case: Case, run: Replication) -> Iterator[Tidy]:
    """Each outcome, of everybody and of each level of each trait."""
    shape = case.shape
    of_whom: list[tuple[tuple[str, str] | tuple[None, None], list[int] | None]] = [((None, None), None)]
    of_whom += [((trait, level), strata_of(shape, trait, level)) for trait, levels in shape.traits for level in levels]
    for world in World:
        read = WorldOutcomes(shape, run.alone.columns[world])
        for outcome in outcomes_for(shape):
            for of, strata in of_whom:
                part = read.part(outcome, strata)
                [some], [whole] = part.some, part.of or [1.0]
                yield _tidy(case, run, world.value, outcome.name, outcome.unit, some, whole, of=of)


def _capacity(case: Case, run: Replication) -> Iterator[Tidy]:
    """The use of each capacity, out of all there was. Without the programme there is none."""
    if case.scenario.programme.offer == "link_workers":
        for world in World:
            there = float(world is not World.USUAL)
            for use in case.capacities.use(run.alone.columns[world]):
                name, unit, [used], [capacity] = f"use of {use.name}", f"{use.measure}, 0 to 1", use.used, use.capacity
                yield _tidy(case, run, world.value, name, unit, there * used, there * capacity)


def _costs(case: Case, run: Replication) -> Iterator[Tidy]:
    """Pounds of each line by financial year: all that the scenario has a price for, whether or not it was paid."""
    year_of, prices = case.shape.year_of, case.prices
    accounts = [(year_of[of.period], of.payer, of.role, of.line) for of in prices.accounts]
    for world in World:
        parts = dict.fromkeys(sorted(set(accounts)), 0)
        for account, count, price in zip(accounts, run.worlds[world].counted, prices.price, strict=True):
            parts[account] += count * price
        for (year, payer, role, line), pounds in parts.items():
            name = f"cost of {role}"
            yield _tidy(
                case,
                run,
                world.value,
                name,
                "gbp",
                pounds / prices.parts,
                financial_year=year,
                payer=payer,
                line=line,
            )


def _bridge(case: Case, run: Replication) -> Iterator[Tidy]:
    """Every step of the bridge; positive is good for the budget."""
    for years, steps in run.bridges.items():
        for name, pounds in steps.items():
            yield _tidy(case, run, AGAINST_USUAL, f"bridge.{name}", "gbp", float(pounds), years=years)


def _stated_values(case: Case, run: Replication) -> Iterator[Tidy]:
    """What outcomes are stated to be worth: not part of any pounds in the rows above."""
    for name, value in sorted(case.scenario.stated_values.items()):
        [difference] = more(Results(case, [run]), value)
        pounds = float(worth(case.scenario, value).altogether) * difference
        yield _tidy(case, run, AGAINST_USUAL, f"stated_value.{name}", "gbp stated", pounds)


# ---------------------------------------------------------------- as text


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV, with a heading."""
    return "".join(csv_lines(columns, rows))


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same a line at a time. Quoted by hand: Python's writer leaves a lone carriage return bare before 3.13."""
    for line in chain([columns], rows):
        yield ",".join(map(_cell, line)) + "\n"


def _cell(cell: Cell) -> str:
    """A cell: text that would be a formula is marked as text, a number is written in full precision."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        text = f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
        return '"{}"'.format(text.replace('"', '""')) if any(c in text for c in QUOTED) else text
    return repr(int(cell)) if cell == int(cell) else repr(cell)


def results_csv(results: Iterable[tuple[Case, Sequence[Replication]]]) -> str:
    """The tidy rows of every scenario as CSV."""
    return csv_text(Tidy._fields, (row for case, runs in results for row in tidy(case, runs)))


def frame(results: Iterable[tuple[Case, Sequence[Replication]]]) -> "pandas.DataFrame":
    """The tidy rows of every scenario as a pandas DataFrame."""
    import pandas

    return pandas.DataFrame([row for case, runs in results for row in tidy(case, runs)], columns=Tidy._fields)


# ---------------------------------------------------------------- the event log, for vidigi


class Shown(NamedTuple):
    """One row of an event log as vidigi reads it. Time: minutes since day 0."""

    entity_id: int
    event_type: str
    event: str
    time: int
    pathway: str
    resource_id: int | None


def vidigi_rows(shape: Shape, log: Sequence[Row], pathway: str) -> list[Shown]:
    """Where each person is, for an animation. vidigi shows everybody in the one place that their latest row names; here
    people are on parallel tracks, so after each ending a queue row says where else they are."""
    show = _Show(shape, pathway)
    for row in log:
        show.read(*row)
    return show.rows


def vidigi_csv(shape: Shape, log: Sequence[Row], pathway: str) -> str:
    """The same as CSV."""
    return csv_text(Shown._fields, vidigi_rows(shape, log, pathway))


class _Show:
    """Who is where while the log is read: waits and stays, by name, latest last."""

    def __init__(self, shape: Shape, pathway: str) -> None:
        self.names = [name.replace("_", " ") for name in shape.activities]
        self.pathway = pathway
        self.rows: list[Shown] = []
        self.care: dict[int, str] = {}  # person -> in care, or discharged
        self.at: dict[int, dict[str, int | None]] = {}  # person -> place -> resource number, None: waiting
        self.free: dict[str, list[int]] = {}
        self.used: dict[str, int] = {}
        self.gone: set[int] = set()

    def read(self, minute: int, person: int, what: int, where: int, value: int) -> None:
        """One row of the log."""
        closes, opens = closed_by(what, where), opened_by(what)
        if person < 0 or person in self.gone or closes is opens:  # handed over: still with a link worker
            return
        if what == What.LEFT:
            for place in list(self.at[person]):
                self.end(minute, person, place)
            self.write(minute, person, "arrival_departure", "depart")
            self.gone.add(person)
        elif opens in (IN_CARE, DISCHARGED):
            if person not in self.at:
                self.at[person] = {}
                self.write(minute, person, "arrival_departure", "arrival")
            self.care[person] = opens.place
            self.elsewhere(minute, person)
        else:
            if closes:
                self.end(minute, person, self.place(closes, where))
            if opens:
                self.begin(minute, person, opens, self.place(opens, where))
            else:
                self.elsewhere(minute, person)

    def place(self, stay: Stay, where: int) -> str:
        """Where a person is meanwhile."""
        return stay.place.format(self.names[where]) if stay.by is By.ACTIVITY else stay.place

    def write(self, minute: int, person: int, kind: str, event: str, resource: int | None = None) -> None:
        self.rows.append(Shown(person + 1, kind, event, minute, self.pathway, resource))

    def begin(self, minute: int, person: int, stay: Stay, place: str) -> None:
        """A wait begins; or a stay, in the free place with the least number."""
        if stay.is_a_wait:
            self.at[person][place] = None
            self.write(minute, person, "queue", place)
            return
        free = self.free.setdefault(place, [])
        if not free:
            self.used[place] = self.used.get(place, 0) + 1
            heappush(free, self.used[place])
        number = self.at[person][place] = heappop(free)
        self.write(minute, person, "resource_use", place.removeprefix("in "), number)

    def end(self, minute: int, person: int, place: str) -> None:
        """A wait or a stay ends."""
        number = self.at[person].pop(place, None)
        if number is not None:
            heappush(self.free[place], number)
            self.write(minute, person, "resource_use_end", f"{place.removeprefix('in ')}: ends", number)

    def elsewhere(self, minute: int, person: int) -> None:
        """Where the person still is, the latest place first: a wait, a stay, or simply in care or discharged."""
        place, number = next(reversed(self.at[person].items()), (self.care[person], None))
        self.write(minute, person, "queue", place if number is None else f"still {place}")
