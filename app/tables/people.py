"""What happens to people, and to whom? Outcomes in both worlds, beside what other studies would see, and each group."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from app import words
from app.faces import charts
from app.faces.charts import Leg
from app.tables.table import (
    NOTHING,
    Column,
    Estimated,
    Row,
    Table,
    Value,
    difference,
    given_within,
    more,
    more_shortly,
    ranges,
)
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.outcomes import OutcomeDifference, OutcomeRow
from experiments.people_rows import CompletersRow, GroupRow, NaiveRow, WaitRow

# ---------------------------------------------------------------- outcomes


def title_of(outcome: OutcomeRow | OutcomeDifference) -> str:
    """An outcome's title, with its unit where that is not people, times or said already."""
    title, unit = outcome.title, outcome.unit
    if unit in ("people", "times", "reviews", "uses") or unit in title.lower():
        return title
    return f"{title}, {unit}"


def _count(estimate: Estimate) -> str:
    return words.count(estimate.mean, estimate.half_width)


def _number(estimate: Estimate) -> str:
    return words.number(estimate.mean, estimate.half_width)


def _estimate(
    head: str, brief: str, of: Callable[[Row], Estimate], terminal: Callable[[Estimate], str]
) -> Estimated[Row]:
    """A number, or a difference of two, with its error; how a terminal heads and says it."""
    say = None if terminal in (_count, _number) else more
    return Estimated(head, of, "number", say=say, briefly=lambda row: terminal(of(row)), heads={"terminal": brief})


OUTCOMES: tuple[Column[OutcomeRow], ...] = (
    Column("Outcome", lambda row: row.title, width=46, briefly=title_of, heads={"terminal": ""}),
    Column("Unit", lambda row: row.unit, on=["page", "workbook"]),
    _estimate("Usual care", "usual care", lambda row: row.usual, _count),
    _estimate("Programme", "programme", lambda row: row.programme, _count),
    replace(
        _estimate("Difference", "difference", lambda row: row.difference, lambda of: difference(of, words.count)),
        ranges=True,
    ),
    *ranges(lambda row: row.difference),
)


def outcomes(scenario: ScenarioAnswer) -> Table[OutcomeRow]:
    """Every outcome in both worlds, and the paired difference."""
    rows = [row for row in scenario.outcomes if not (words.unseen(row.usual) and words.unseen(row.programme))]
    note = (
        "Mean ± simulation error. Differences are paired: the same people with the same luck. Outcomes that "
        "happen in no replication are left out."
    )
    return Table("All outcomes", OUTCOMES, rows, note, words=2)


# ---------------------------------------------------------------- what other studies would see

NAIVE: tuple[Column[NaiveRow], ...] = (
    Column("Care line", lambda row: row.title, heads={"terminal": ""}),
    _estimate("Naive before and after, %", "before and after", lambda row: row.naive, difference),
    _estimate("True effect, %", "true effect", lambda row: row.true, difference),
)
COMPLETERS: tuple[Column[CompletersRow], ...] = (
    Column("Share, %", lambda row: row.title, heads={"terminal": "share, %"}),
    _estimate("Completed support", "completed", lambda row: row.completers, _number),
    _estimate("Everyone else", "others", lambda row: row.others, _number),
    _estimate("Apparent benefit", "apparent", lambda row: row.apparent, difference),
    _estimate("True effect, everyone", "true", lambda row: row.true, difference),
)


def before_and_after(scenario: ScenarioAnswer) -> Table[NaiveRow] | None:
    """What a before-and-after study would see, beside what is true here."""
    note = (
        "Change in uses in the year after referral: against the year before (naive), and against usual care in that "
        "year (true)."
    )
    caption = "Use of care: before and after, and the true effect"
    return Table(caption, NAIVE, scenario.naive, note) if scenario.naive else None


def completers(scenario: ScenarioAnswer) -> Table[CompletersRow] | None:
    """What those who complete seem to gain, beside what is true here."""
    caption = "Who completes, and the true effect"
    return Table(caption, COMPLETERS, scenario.completers, words.COMPLETERS) if scenario.completers else None


# ---------------------------------------------------------------- who gains


def gains(scenario: ScenarioAnswer) -> Table[GroupRow] | None:
    """Who gains and who loses: waits, take-up, discharge and relapse of each level of each trait."""
    if not scenario.by_trait:
        return None
    at = words.horizons(scenario)
    columns: list[Column[GroupRow]] = [
        Column("Group", words.group),
        Column("People", lambda row: words.beside(_came(row))),
    ]
    if not words.is_clinic(scenario):
        columns += [
            Column("New referrals: half are given a link worker within", lambda row: _half(row.wait)),
            Column("One in ten waits longer than", lambda row: _longest(row.wait)),
        ]
        if scenario.waits.list_of_day_0 is not None:
            columns.append(Column("List of day 0: half are given one within", lambda row: _half(row.wait_list)))
        columns += [
            Column("Take up an activity", partial(_with_share, "took_up", "programme")),
            Column("Found nothing suitable, times", partial(_with_share, "nothing_suitable", "programme")),
        ]
    if at and words.has_reviews(scenario):
        last, within = f"discharged_in_{at[-1]}y", f"Discharged in {words.years(at[-1])}"
        columns += [
            Column(f"{within}, usual care", partial(_with_share, last, "usual")),
            Column(f"{within}, programme", partial(_with_share, last, "programme")),
            Estimated(f"{within}, difference", partial(_difference, last), say=more_shortly),
        ]
    columns.append(Estimated("Relapses more than under usual care", partial(_difference, "relapses"), say=more_shortly))
    note = "Means ± simulation error; in brackets, per cent of the group. Traits are looked at one at a time. "
    caption = "Waits, take-up, discharge and relapse by group"
    return Table(caption, columns, scenario.by_trait, note + words.NOT_TO_CHOOSE)


def _came(row: GroupRow) -> Estimate:
    return row.outcomes["referred"].programme


def _half(wait: WaitRow | None) -> str:
    return words.until_given(wait.median_weeks, "half") if wait and wait.joined else "nobody waits"


def _longest(wait: WaitRow) -> str:
    return words.weeks(wait.one_in_ten_weeks) if wait.joined else NOTHING


def _with_share(name: str, world: str, row: GroupRow) -> str:
    """'64 ±4 (78%)': of the people of a group."""
    people, of = _came(row).mean, row.outcomes[name]
    estimate = of.usual if world == "usual" else of.programme
    said = words.beside(estimate)
    return f"{said} ({100 * estimate.mean / people:.0f}%)" if people and estimate.mean else said


def _difference(name: str, row: GroupRow) -> Estimate:
    return row.outcomes[name].difference


@dataclass(frozen=True)
class Gained:
    """What happens to a group more often than under usual care, with each option that has it."""

    title: str
    of: Sequence[Estimate | None]


def gains_of_options(scenarios: Sequence[ScenarioAnswer], names: Mapping[str, str]) -> Table[Gained] | None:
    """The same shortly, a column an option: who is discharged who would not have been, and who relapses."""
    each = []
    for scenario in scenarios:
        at = words.horizons(scenario)
        last = f"discharged_in_{at[-1]}y" if at and words.has_reviews(scenario) else "discharges"
        each.append(
            {
                f"{words.group(row)}: {title}": row.outcomes[name].difference
                for row in scenario.by_trait
                for name, title in ((last, "discharged"), ("relapses", "relapses"))
            }
        )
    rows = [
        Gained(title, [of.get(title) for of in each]) for title in dict.fromkeys(title for of in each for title in of)
    ]
    if not rows:
        return None
    columns: list[Column[Gained]] = [Column("More than under usual care", lambda row: row.title)]
    columns += [Column(names[one.name], partial(_gained, i)) for i, one in enumerate(scenarios)]
    return Table("Who gains and who loses, with each option", columns, rows, words.NOT_TO_CHOOSE)


def _gained(i: int, row: Gained) -> str:
    estimate = row.of[i]
    return NOTHING if estimate is None else more(estimate)


def gains_in_short(
    scenarios: Sequence[ScenarioAnswer], names: Mapping[str, str]
) -> Table[tuple[Gained, Gained]] | None:
    """The same with a row for each group."""
    found = gains_of_options(scenarios, names)
    if found is None:
        return None
    columns: list[Column[tuple[Gained, Gained]]] = [
        Column("More than under usual care", lambda pair: f"{pair[0].title.removesuffix(': discharged')}")
    ]
    columns += [Column(names[one.name], partial(_gained_twice, i)) for i, one in enumerate(scenarios)]
    return Table(found.caption, columns, list(zip(found.rows[::2], found.rows[1::2], strict=True)), found.note)


def _gained_twice(i: int, pair: tuple[Gained, Gained]) -> str:
    """'discharged +64 ±3, relapses +22 ±2'."""
    return f"discharged {_gained(i, pair[0])}, relapses {_gained(i, pair[1])}"


@dataclass(frozen=True)
class Measured:
    """A wait, an outcome or a ratio of a group; nothing of the worlds in which there is none."""

    group: GroupRow
    title: str
    unit: str
    usual: Value = None
    programme: Value = None
    difference: Value = None


MEASURED: tuple[Column[Measured], ...] = (
    Column("Trait", lambda row: row.group.title, width=24),
    Column("Group", lambda row: words.level(row.group.level), width=24),
    Column("Measure", lambda row: row.title, width=46),
    Column("Unit", lambda row: row.unit, width=10),
    Estimated("Usual care", lambda row: row.usual, "number", 13, error_width=12),
    Estimated("Programme", lambda row: row.programme, "number", 13, error_width=12),
    Estimated("Difference", lambda row: row.difference, "number", 13, error_width=12),
)


def everything_by_group(scenario: ScenarioAnswer) -> Table[Measured]:
    """Waits and every outcome of each level of each trait, a row each: for a spreadsheet."""
    rows = [measured for group in scenario.by_trait for measured in (*_waits(group), *_needs(group), *_outcomes(group))]
    return Table("", MEASURED, rows)


def _waits(group: GroupRow) -> Iterator[Measured]:
    for wait, of in (
        (group.wait, "new referrals: {} are given a link worker within"),
        (group.wait_list, "list of day 0: {} are given a link worker within"),
        (group.wait_place, "{} are given a place within"),
    ):
        for part, weeks in (("half", wait.median_weeks), ("nine in ten", wait.ninetieth_weeks)) if wait else ():
            found = given_within(weeks) if wait and wait.joined else "nobody waits"
            yield Measured(group, words.capital(of.format(part)), "weeks", programme=found)


def _needs(group: GroupRow) -> Iterator[Measured]:
    for stage, need in (group.referral_to_need or {}).items():
        if need and need.ratio:
            title = f"Share of those {words.STAGES[stage]}, for each 1 of the share of need"
            yield Measured(group, title, "ratio", programme=need.ratio)


def _outcomes(group: GroupRow) -> Iterator[Measured]:
    for row in group.outcomes.values():
        yield Measured(group, row.title, row.unit, row.usual, row.programme, row.difference)


# ---------------------------------------------------------------- who goes where

Went = tuple[str, float]
WENT: tuple[Column[Went], ...] = (
    Column("What happened", lambda row: row[0]),
    Column("Mean of replications", lambda row: row[1], "number", say=lambda number: words.number(number, 0.2)),
)


def legs(title: str, found: Sequence[Leg]) -> Table[Went]:
    """The numbers of a flow diagram."""
    rows: list[Went] = []
    for leg in found:
        rows.append((words.capital(leg.title), leg.number))
        rows += [(f"of which: {name}", number) for name, number in leg.exits]
    return Table(title, WENT, rows)


@dataclass(frozen=True)
class Passed:
    """How often something happened on the way, on average."""

    way: str
    what: str
    number: float


PASSED: tuple[Column[Passed], ...] = (
    Column("Part of the way", lambda row: row.way, width=40),
    Column("What happened", lambda row: row.what, width=46),
    Column("Mean of replications", lambda row: row.number, "number", 14),
)


def journeys(scenario: ScenarioAnswer) -> Table[Passed]:
    """The numbers of every flow diagram, for a spreadsheet."""
    rows = [
        Passed(title, *went)
        for title, found in (
            ("From referral to support", charts.support_legs(scenario)),
            ("Activities", charts.activity_legs(scenario)),
            ("Reviews and discharge with the programme", charts.care_legs(scenario, "programme")),
            ("Reviews and discharge under usual care", charts.care_legs(scenario, "usual care")),
        )
        for went in legs(title, found).rows
    ]
    return Table("", PASSED, rows)
