"""What is in a folder of tables? Every value of every replication, and what it must be known by.

`values.csv` is tidy: one value a row; `columns.csv` explains its columns. `about.csv` says how it was made,
`assumptions.csv` on what it rests, `fits.csv` what published figures leave of what was fitted to them, `cautions.csv`
what to know first, and `limits.csv` what it cannot tell. A cell that a spreadsheet would take for a formula is marked
as text.
"""

from collections.abc import Sequence

from app.provenance import known, made_rows, precision_in_words
from experiments.answer import Answer
from experiments.columns import OF_VALUES
from experiments.exports import csv_text, results_csv
from experiments.rows import as_plain
from experiments.run import Case, Replication

OF_A_CAUTION = ("scenario", "kind", "sentence", "path", "file", "line")
OF_A_FIT = (
    *("path", "title", "unit", "times", "stated_low", "stated_high", "low", "middle", "high", "spread", "value"),
    *("below_value", "contradicted_below", "contradicted_above"),
)
OF_AN_ASSUMPTION = ("path", "title", "value", "unit", "low", "high", "grade", "source", "informed_by")


def tables(answer: Answer, cases: Sequence[Case], results: Sequence[Sequence[Replication]]) -> dict[str, str]:
    """Each table by the name of its file."""
    scenarios = answer.scenarios
    about = [
        *made_rows(as_plain(answer.provenance), map(known, answer.scenarios)),
        ("People", "simulated: not for decisions about any individual"),
    ]
    if precision := precision_in_words(answer.precision):
        about.append(("Precision", precision))
    assumptions = [
        [scenario.name, *(getattr(row, key) for key in OF_AN_ASSUMPTION)]
        for scenario in scenarios
        for row in scenario.assumptions
    ]
    fits = [
        [scenario.name, *(getattr(row, key) for key in OF_A_FIT)]
        for scenario in scenarios
        for row in (scenario.fit.inputs if scenario.fit else ())
    ]
    limits = [[scenario.name, sentence] for scenario in scenarios for sentence in scenario.limits or ()]
    return {
        "values.csv": results_csv(zip(cases, results, strict=True)),
        "columns.csv": csv_text(("column", "meaning"), OF_VALUES.items()),
        "about.csv": csv_text(("what", "said"), about),
        "assumptions.csv": csv_text(("scenario", *OF_AN_ASSUMPTION), assumptions),
        "cautions.csv": csv_text(
            OF_A_CAUTION, [[getattr(one, key) for key in OF_A_CAUTION] for one in answer.cautions]
        ),
        "fits.csv": csv_text(("scenario", *OF_A_FIT), fits),
        "limits.csv": csv_text(("scenario", "limit"), limits),
    }
