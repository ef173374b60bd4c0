"""On what does the answer rest? What is assumed with its range, the published claim's source, every value."""

from app import words
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer


def assumed_list(scenario: ScenarioAnswer) -> list[tuple[str, str]]:
    """What is assumed: each value with its range. What moves net cash most comes first, as far as that is known."""
    moves = {row.path: row.net.swing for row in scenario.swings.rows} if scenario.swings else {}
    rows = [row for row in scenario.assumptions if row.grade == "assumed"]
    rows.sort(key=lambda row: -moves.get(row.path, 0.0))
    said = []
    for row in rows:
        limits = words.assumption_range(row)
        said.append(
            (
                words.assumption_title(row),
                f"{words.assumption_value(row)}{f' ({limits})' if limits else ', no range given'}",
            )
        )
    return said


def headline_source(scenario: ScenarioAnswer) -> str:
    """Where the published arithmetic comes from."""
    claim = scenario.headline
    return f"Prices of {claim.price_year}. Source: {claim.source or 'not stated'}." if claim else ""


def assumption_table(scenario: ScenarioAnswer) -> Shown:
    """Every value, its range, grade and source."""
    rows = []
    for row in scenario.assumptions:
        fitted = f"fitted to: {row.informed_by}" if row.informed_by else ""
        source = "; ".join(part for part in (row.source, fitted) if part)
        limits = words.assumption_range(row) or "none given"
        grade = row.grade or "default"
        title = words.assumption_title(row)
        rows.append([title, words.assumption_value(row), limits, grade, source, row.path])
    head = ["Value", "Used", "Range", "Grade", "Source", "Setting"]
    return Shown("Every value, its grade and its source", head, rows, words=6)
