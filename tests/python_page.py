"""Write the columns of docs/python.md anew from the columns of `spsim`: `python -m tests.python_page`."""

from pathlib import Path

from spsim.answers import Answer
from spsim.columns import FRAMES, Columns, estimate
from spsim.studies import Economics, Study
from spsim.study_frames import ECONOMICS, SENSITIVITY, SUMMARY

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
BEGINS = "## Columns\n"
OPENING = """
Written from `spsim/columns.py` and `spsim/study_frames.py` by `tests/python_page.py`. A unit of "as unit" is in the
column `unit` of the same row;
*estimate* stands for the nine columns of an estimate, in the unit that is given.

### An estimate

{estimate}
Nothing is rounded. What is empty is not known, never 0.
"""
ESTIMATE = estimate("as unit")
CALLED = {"changed": "changed_values"}  # where the property has another name


def table(columns: Columns) -> str:
    """A table of columns; those of an estimate in one row."""
    whole = ESTIMATE.keys() <= columns.keys() and columns.keys() != ESTIMATE.keys()
    lines = ["| column | unit | meaning |", "|---|---|---|"]
    for name, column in columns.items():
        if whole and name in ESTIMATE:
            lines += [f"| *estimate* | {column.unit} | as above |"] if name == "mean" else []
        else:
            lines.append(f"| `{name}` | {column.unit} | {column.meaning} |")
    return "\n".join([*lines, ""])


def columns() -> str:
    """The section as it must stand, to the end of the page."""
    parts = [BEGINS, OPENING.format(estimate=table(ESTIMATE))]
    for name, of in FRAMES.items():
        parts.append(section(Answer, CALLED.get(name, name), of))
    parts += [
        section(Study, name, of, "Study.") for name, of in {"summary": SUMMARY, "sensitivity": SENSITIVITY}.items()
    ]
    parts += [section(Economics, name, of, "Study.economics.") for name, of in ECONOMICS.items()]
    return "".join(parts)


def section(home: type[object], name: str, of: Columns, before: str = "") -> str:
    """A frame, by the property that gives it."""
    said = str(getattr(home, name).__doc__).partition("\n\n")[0]
    return f"\n### `{before}{name}`\n\n{' '.join(said.split())}\n\n{table(of)}"


if __name__ == "__main__":
    above = PAGE.read_text(encoding="utf-8").partition(BEGINS)[0]
    PAGE.write_text(above + columns(), encoding="utf-8", newline="\n")
