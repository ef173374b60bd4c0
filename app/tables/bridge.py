"""How does the bridge run from headline to net cash? Every step, in numbers that add up as printed.

Steps are rows; horizons, payers or options stand beside each other. Or parts of the whole are rows, with a few steps
of each.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app import words
from app.tables.table import NOTHING, RANGES, Column, Estimated, Face, Table, Unknown
from experiments.answer import ScenarioAnswer, ScenarioInShort
from experiments.money_rows import StepRow

Steps = Sequence[StepRow]
Part = tuple[tuple[str, ...], Steps]  # whose, and its bridge: of a payer, or of a group of a trait
Parts = Mapping[float, Mapping[tuple[str, ...], Steps]]  # at each horizon
ORDER_NOTE = "The order of the steps is fixed; another order would share the effects of several steps out differently."
MARKED = ("anyway", "relapse_slower", "not_cash")  # steps whose word of caution a spreadsheet has, too
ALWAYS_SHOWN = ("crisis", "moved")  # a board asks for them: where there are none, that is said
NOT_OF_A_GROUP = ("service", "net")  # the service is of no one person: a group has no net cash
LEFT_OUT = ("anyway", "timing", "relapse_usual", "relapse_slower")  # where there is room for a few steps only
WITH_ERRORS = 3  # columns in which each amount has room for its simulation error


# ---------------------------------------------------------------- numbers that add up


def unit_of(scenario: ScenarioInShort) -> float:
    """What the bridge is rounded to: £100 at most, so that it can be held against other tables; finer for small
    budgets, and where a subtotal would vanish."""
    rows = [row for row in scenario.bridge[words.horizons(scenario)[-1]] if row.kind == "subtotal"]
    net = rows[-1]
    unit = min(100.0, max(1.0, words.grain(net.mean, net.half_width)))
    while unit > 1 and any(0 < abs(row.mean) < unit / 2 for row in rows):
        unit /= 10
    return unit


def added_up(rows: Steps, unit: float) -> list[float]:
    """Steps rounded so that they add up to their rounded subtotals: between two subtotals, by largest remainder."""
    printed: list[float] = []
    since, before, segment = 0, 0, []
    for i, row in enumerate(rows):
        if row.kind == "step":
            segment.append(row.mean / unit)
            continue
        subtotal = round(row.mean / unit)
        printed += [part * unit for part in apportioned(segment, subtotal - before)]
        printed.append(subtotal * unit)
        since, before, segment = i + 1, subtotal, []
    return printed + [round(row.mean / unit) * unit for row in rows[since:]]


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that add up to the total; what is 0 stays 0 as long as it can."""
    whole = [round(part) for part in parts]
    while whole and (missing := total - sum(whole)):
        step = 1 if missing > 0 else -1
        i = max(range(len(parts)), key=lambda i: (parts[i] != 0, step * (parts[i] - whole[i])))
        whole[i] += step
    return whole


def signed(amount: float, step: StepRow | None, unit: float) -> str:
    """'+£163,200 ±£6,000'; no error without its step, nor of what is the same in every replication."""
    said = words.pounds(amount, 2 * unit, plus=True)
    return f"{said} {words.shortly(step, words.pounds)}" if step and (step.half_width != 0 or step.rare) else said


# ---------------------------------------------------------------- steps as rows


@dataclass(frozen=True)
class Step:
    """A step of bridges that stand beside each other: of each (None: beyond its follow-up), and as it is printed."""

    name: str
    title: str
    note: str | None  # of caution
    subtotal: bool
    of: Sequence[StepRow | None]
    printed: Sequence[float]
    unit: float
    part: Sequence[str]

    @property
    def unseen(self) -> bool:
        """Whether it is 0 in every replication of all of them."""
        return not self.subtotal and all(words.unseen(step) for step in self.of if step)

    @property
    def noted(self) -> str:
        """Its title with its note."""
        return f"{self.title} ({self.note})" if self.note else self.title


STEP: Column[Step] = Column(
    "Step",
    lambda row: row.noted if row.name in MARKED else row.title,
    width=46,
    worded=lambda row: row.noted,
    heads={"terminal": ""},
)


def _steps(whose: Sequence[ScenarioInShort], bridges: Sequence[Steps | None], part: Sequence[str] = ()) -> list[Step]:
    """The steps of bridges beside each other, in one unit."""
    unit = min(map(unit_of, whose))
    printed = [added_up(bridge, unit) if bridge else [] for bridge in bridges]
    return [
        Step(
            *(step.name, step.title, _note(whose, step.name), step.kind == "subtotal"),
            [bridge[i] if bridge else None for bridge in bridges],
            [column[i] if column else 0.0 for column in printed],
            *(unit, part),
        )
        for i, step in enumerate(next(filter(None, bridges), ()))
    ]


def _note(whose: Sequence[ScenarioInShort], step: str) -> str | None:
    """A word of caution that is true of every column."""
    notes = {words.bridge_note(scenario, step) for scenario in whose}
    return notes.pop() if len(notes) == 1 else None


def _table(caption: str, columns: Sequence[Column[Step]], rows: Sequence[Step], note: str = "") -> Table[Step]:
    strong = frozenset(i for i, row in enumerate(rows) if row.subtotal)
    return Table(caption, columns, rows, note, strong=strong)


def _shown(rows: Sequence[Step]) -> list[Step]:
    """Without what is 0 in every replication, but for what is always asked for."""
    return [row for row in rows if not row.unseen or row.name in ALWAYS_SHOWN]


def _amount(i: int, head: str, terminal: str = "", *, errors: bool = True, ranges: bool = False) -> Estimated[Step]:
    """The pounds of one of the bridges."""

    def said(row: Step) -> str:
        return signed(row.printed[i], row.of[i] if errors else None, row.unit)

    heads: dict[Face, str] = {"terminal": terminal or head, "workbook": words.capital(head)}
    return Estimated(head, lambda row: row.of[i], "pounds+", worded=said, heads=heads, ranges=ranges)


def over_time(scenario: ScenarioAnswer, *, errors: bool = True) -> Table[Step] | None:
    """Every horizon side by side; printed numbers add up, column by column."""
    at = words.horizons(scenario)
    if not at:
        return None
    steps = _whole(scenario, at)
    rows, unit, last = _shown(steps), steps[0].unit, words.years(at[-1])
    note = (
        f"Means ± simulation error, in pounds rounded to £{unit:,.0f} so that every column adds up as printed. Plus is "
        f"good for the budget, minus is not. {ORDER_NOTE}"
    )
    if left_out := [row.title.lower() for row in steps if row not in rows]:
        note += f" 0 in every replication, and left out: {words.listed(left_out)}."
    when = f" (after {last})"
    ranges: list[Column[Step]] = [
        Column(f"{RANGES[0]}{when}", partial(_range, words.luck), on=["page"]),
        Unknown(RANGES[1], partial(_range, words.not_known), on=["page"], estimate=lambda row: row.of[-1], when=when),
    ]
    columns = [STEP, *_horizons(at, errors=errors), *ranges]
    return _table("Step by step from the headline to net cash", columns, rows, note)


def every_step(scenario: ScenarioAnswer, at: Sequence[float]) -> Table[Step]:
    """The same with what is 0, at horizons of which some may be beyond its follow-up; with ranges of each."""
    return _table("", [STEP, *_horizons(at, ranges=True)], _whole(scenario, at))


def _whole(scenario: ScenarioAnswer, at: Sequence[float]) -> list[Step]:
    return _steps([scenario], [scenario.bridge.get(horizon) for horizon in at]) if scenario.bridge else []


def _range(say: Callable[[StepRow, words.Say], str], row: Step) -> str:
    last = row.of[-1]
    return say(last, words.pounds) if last else NOTHING


def _horizons(at: Sequence[float], *, errors: bool = True, ranges: bool = False) -> list[Column[Step]]:
    years = [words.years(horizon) for horizon in at]
    return [_amount(i, f"after {year}", year, errors=errors, ranges=ranges) for i, year in enumerate(years)]


def of_options(
    scenarios: Sequence[ScenarioInShort], names: Mapping[str, str], *, short: bool = False
) -> Table[Step] | None:
    """Over the longest horizon of all, a column an option. `short`: from the headline straight to what is freed."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    if not shared:
        return None
    horizon = max(shared)
    errors = len(scenarios) <= WITH_ERRORS
    rows = _shown(_steps(scenarios, [scenario.bridge[horizon] for scenario in scenarios]))
    note = "Plus is good for the budget. Rounded so that columns add up."
    if short:
        few = [row for row in rows if row.name not in LEFT_OUT]
        note = "Plus is good for the budget; ± is simulation error. Every step, year and payer is in the workbook."
        if len(few) < len(rows):
            note += " Between the first two rows: discharges that would have happened anyway, timing and relapse."
        rows = few
    return _table(
        f"From headline to net cash over {words.years(horizon)}, each against its own usual care",
        [STEP, *(_amount(i, names[scenario.name], errors=errors) for i, scenario in enumerate(scenarios))],
        rows,
        note,
    )


def beside_payers(scenario: ScenarioAnswer) -> list[Table[Step]]:
    """Who gains and who pays, at each horizon: a pound released in one budget is not a pound in another."""
    tables = []
    for horizon in words.horizons(scenario):
        payers, over = scenario.bridge_by_payer[horizon], f"over {words.years(horizon)}"
        if not payers:
            return []
        rows = _shown(_steps([scenario], [payer.steps for payer in payers]))
        first: Column[Step] = Column(f"Step, {over}", lambda row: row.title)
        columns = [first, *(_amount(i, payer.payer) for i, payer in enumerate(payers))]
        note = "Columns add up as printed; together the payers come to the bridge above, but for rounding."
        tables.append(_table(f"By payer, {over}", columns, rows, note))
    return tables


def _by_payer(scenario: ScenarioAnswer) -> Parts:
    return {at: {(one.payer,): one.steps for one in parts} for at, parts in scenario.bridge_by_payer.items()}


def _by_group(scenario: ScenarioAnswer) -> Parts:
    """Without what is of no one person."""
    return {
        at: {
            (one.title, words.level(one.level)): [step for step in one.steps if step.name not in NOT_OF_A_GROUP]
            for one in parts
        }
        for at, parts in scenario.bridge_by_trait.items()
    }


def every_payer(scenario: ScenarioAnswer, at: Sequence[float]) -> Table[Step] | None:
    """Each payer's bridge at every horizon."""
    return _of_parts(scenario, at, _by_payer(scenario), [Column("Payer", lambda row: row.part[0], width=30)])


def every_group(scenario: ScenarioAnswer, at: Sequence[float]) -> Table[Step] | None:
    """Each group's."""
    trait: Column[Step] = Column("Trait", lambda row: row.part[0], width=24)
    return _of_parts(scenario, at, _by_group(scenario), [trait, Column("Group", lambda row: row.part[1], width=24)])


def _of_parts(
    scenario: ScenarioAnswer, at: Sequence[float], found: Parts, named: Sequence[Column[Step]]
) -> Table[Step] | None:
    """Bridges of parts of the whole, one under another, without steps that are 0."""
    rows: list[Step] = []
    for part in dict.fromkeys(part for bridges in found.values() for part in bridges):
        rows += _steps([scenario], [found.get(horizon, {}).get(part) for horizon in at], part)
    rows = [row for row in rows if not row.unseen]
    # Why what is freed is not cash is said of the whole only.
    step = replace(STEP, of=lambda row: row.title if row.name == "not_cash" else STEP.of(row))
    return _table("", [*named, step, *_horizons(at)], rows) if rows else None


# ---------------------------------------------------------------- parts of the whole as rows


def payers(scenario: ScenarioAnswer) -> Table[Part] | None:
    """What each payer's budget comes to, at the longest horizon."""
    note = (
        "Means ± simulation error; plus is good for the payer’s budget. A pound released in one budget is not a pound "
        "in another. Every step at every horizon is in the workbook."
    )
    return _in_rows(scenario, _by_payer(scenario), "Payer", ("capacity", "cash", "service", "net"), note)


def groups(scenario: ScenarioAnswer) -> Table[Part] | None:
    """Whose care is freed, before the service's cost: each trait's levels, at the longest horizon."""
    note = (
        "Before the service’s cost, which is of no one person. Means ± simulation error. The groups of a trait, with "
        f"what is not of any one person, come to the whole. {words.NOT_TO_CHOOSE}"
    )
    return _in_rows(scenario, _by_group(scenario), "Group", ("capacity", "cash"), note)


def _in_rows(scenario: ScenarioAnswer, found: Parts, of: str, those: Collection[str], note: str) -> Table[Part] | None:
    """Parts at the longest horizon: of each, those steps."""
    parts = [*found[max(found)].items()] if found else []
    if not parts:
        return None
    unit = unit_of(scenario)

    def amount(i: int, head: str) -> Column[Part]:
        return Column(head, lambda part: part[1][i], say=lambda step: signed(step.mean, step, unit))

    columns: list[Column[Part]] = [Column(of, lambda part: ": ".join(part[0]), heads={"terminal": ""})]
    columns += [amount(i, step.title) for i, step in enumerate(parts[0][1]) if step.name in those]
    return Table(f"By {of.lower()}, over {words.years(max(found))}", columns, parts, note)
