"""Which option? Usual care and every scenario, a line each, as many as there is room for."""

from collections.abc import Sequence

from app.brief.room import TITLE
from app.report_sections.options import names_of, options_side_by_side, paired_table
from app.tables.table import Shown
from experiments.answer import Answer, ScenarioAnswer

OPTIONS = 5


def options_table(scenarios: Sequence[ScenarioAnswer]) -> Shown:
    """Usual care and every option on one line each."""
    return options_side_by_side(scenarios, OPTIONS, TITLE)


def differences_table(answer: Answer) -> Shown | None:
    """Each option less each other."""
    return paired_table(answer.comparisons, names_of(answer.scenarios, TITLE), OPTIONS)
