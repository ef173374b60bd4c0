"""On what does the answer rest, and how is it made again? Assumptions and their sources, precision, versions, files."""

from collections.abc import Mapping
from typing import Any

from app import words
from app.report_sections.shapes import Table
from app.words import Facts

Answer = Mapping[str, Any]


def assumed_list(scenario: Facts) -> list[tuple[str, str]]:
    """What is assumed: each value with its range."""
    rows = [row for row in scenario["assumptions"] if row["grade"] == "assumed"]
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


def headline_source(scenario: Facts) -> str:
    """Where the published arithmetic comes from."""
    claim = scenario["headline"]
    return f"Prices of {claim['price_year']}. Source: {claim['source'] or 'not stated'}." if claim else ""


def assumption_table(scenario: Facts) -> Table:
    """Every value, its range, grade and source."""
    rows = []
    for row in scenario["assumptions"]:
        fitted = f"fitted to: {row['informed_by']}" if row["informed_by"] else ""
        source = "; ".join(part for part in (row["source"], fitted) if part)
        limits = words.assumption_range(row) or "none given"
        grade = row["grade"] or "default"
        title = words.assumption_title(row)
        rows.append([title, words.assumption_value(row), limits, grade, source, row["path"]])
    head = ["Value", "Used", "Range", "Grade", "Source", "Setting"]
    return Table("Every value, its grade and its source", head, rows, words=6)


def precision_in_words(precision: Facts) -> str | None:
    """Whether the precision asked for was met."""
    if precision["within"] is None:
        return None
    reached = "not known" if precision["reached"] is None else words.pounds(precision["reached"])
    verdict = "It was NOT met." if precision["missed"] else "It was met."
    return (
        f"Precision asked for: net cash of every pair within ±{words.pounds(precision['within'])}; reached: "
        f"±{reached}. {verdict}"
    )


def made_rows(answer: Answer) -> list[tuple[str, str]]:
    """How to make this answer again."""
    made = answer["made"]
    rows = [("Program", f"spsim {made['version']}")] if "version" in made else []
    rows += [
        (words.capital(key.replace("_", " ")), str(value))
        for key, value in made.items()
        if key != "version" and value is not None
    ]
    for scenario in answer["scenarios"]:
        rows.append(
            (
                f"Scenario “{scenario['title']}”",
                f"{scenario['name']}; files: {', '.join(scenario['files'])}; SHA-256 {scenario['hash']}",
            )
        )
    return rows
