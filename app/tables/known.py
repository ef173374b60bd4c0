"""What is known? Every value with its range, grade and source; every finding for and against; cautions."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from math import isfinite

from app import words
from app.tables.table import Column, Table, Value
from app.words.evidence import SAYS
from experiments.answer import Answer, ScenarioAnswer
from experiments.for_and_against import Finding
from sim.preflight import Assumption

ASSUMPTIONS: tuple[Column[Assumption], ...] = (
    Column("Setting", lambda row: row.path, width=38, on=["workbook"]),
    Column("Value", words.assumption_title, width=42, heads={"workbook": "What it is"}),
    Column(
        "Used", lambda row: as_number(row.value), "any", 20, worded=words.assumption_value, heads={"workbook": "Value"}
    ),
    Column("Range", lambda row: words.assumption_range(row) or "none given", on=["page"]),
    Column("Unit", lambda row: row.unit, width=14, on=["workbook"]),
    Column("Low", lambda row: as_number(row.low), "any", 11, on=["workbook"]),
    Column("High", lambda row: as_number(row.high), "any", 11, on=["workbook"]),
    Column("Grade", lambda row: words.in_full(row.grade), width=11, worded=lambda row: row.grade or "default"),
    Column("Source", lambda row: row.source or "", width=48, worded=lambda row: source_and_fit(row)),
    Column("Fitted to", lambda row: row.informed_by or "", width=24, on=["workbook"]),
)  # fmt: skip


def assumptions(scenario: ScenarioAnswer) -> Table[Assumption]:
    """Every value, its range, grade and source."""
    return Table("Every value, its grade and its source", ASSUMPTIONS, scenario.assumptions, words=5)


def source_and_fit(row: Assumption) -> str:
    """Where a value comes from, and which published figure it was fitted to."""
    return "; ".join(filter(None, (row.source, f"fitted to: {row.informed_by}" if row.informed_by else "")))


def as_number(text: str | None) -> Value:
    """A value's text as the number it is; as text where it is more than one, nothing where there is none."""
    if text is None:
        return ""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return text
    return number if isfinite(number) else text


def assumed_list(scenario: ScenarioAnswer) -> list[tuple[str, str]]:
    """What is assumed: each value with its range. What moves net cash most comes first, as far as that is known."""
    moves = {row.path: row.net.swing for row in scenario.swings.rows} if scenario.swings else {}
    rows = [row for row in scenario.assumptions if row.grade == "assumed"]
    rows.sort(key=lambda row: -moves.get(row.path, 0.0))
    return [(words.assumption_title(row), _with_range(row)) for row in rows]


def _with_range(row: Assumption) -> str:
    limits = words.assumption_range(row)
    return f"{words.assumption_value(row)}{f' ({limits})' if limits else ', no range given'}"


FINDINGS: tuple[Column[Finding], ...] = (
    Column("Way of working", lambda row: words.capital(words.CHANNELS[row.channel]), width=30),
    Column("For or against", lambda row: SAYS[row.says]),
    Column("Study", lambda row: row.who, width=34),
    Column("Design", lambda row: row.design, width=30),
    Column("Size", lambda row: row.size, width=26),
    Column("What was found", lambda row: row.result, width=48),
    Column("Source", lambda row: row.source),
)


@dataclass(frozen=True)
class Counted:
    """How many studies of one way of working say what."""

    channel: str
    says: Mapping[str, int]


def in_short(answer: Answer) -> Table[Counted]:
    """How many studies speak for each channel of effect that is assumed here, and how many against it."""
    assumed = {channel for scenario in answer.scenarios for channel in scenario.effect}
    found: dict[str, Counter[str]] = {}
    for row in answer.for_and_against:
        if row.channel in assumed or not assumed:
            found.setdefault(row.channel, Counter())[row.says] += 1
    columns: list[Column[Counted]] = [
        Column("Way of working", lambda row: words.capital(words.CHANNELS[row.channel])),
        *(Column(words.capital(said), partial(_studies, says)) for says, said in SAYS.items() if says != "absent"),
    ]
    rows = [Counted(channel, says) for channel, says in found.items()]
    return Table("How many studies speak for and against each way of working", columns, rows)


def _studies(says: str, row: Counted) -> str:
    return str(row.says.get(says) or "none found")


def for_and_against(answer: Answer) -> Table[Finding]:
    """What speaks for each channel of effect, what against it, and what nobody has studied."""
    return Table(words.FOR_AND_AGAINST, FINDINGS, answer.for_and_against, words=len(FINDINGS))
