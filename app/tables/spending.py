"""What does the service cost each payer in each financial year? Every option's, beside the budget's limit: as drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.tables.options import Lettered
from experiments.answer import ScenarioAnswer
from experiments.limits import Spending


@dataclass(frozen=True)
class PayersSpending:
    """Of one payer: each financial year, and in it every option's (None: nothing)."""

    payer: str
    years: Sequence[str]
    of: Sequence[Sequence[Spending | None]]

    @property
    def most(self) -> float:
        """The most that is spent, or may be, in any year."""
        found = [row for year in self.of for row in year if row]
        return max(max(row.established.mean, row.expected.error[1], row.limit or 0.0) for row in found)


def payers_spending(options: Sequence[Lettered[ScenarioAnswer]]) -> list[PayersSpending]:
    """Every payer that spends in any option, in every financial year of any."""
    each = [{(row.payer, row.year): row for row in one.scenario.spending} for one in options]
    years = sorted({row.year for one in options for row in one.scenario.spending})
    payers = sorted({row.payer for one in options for row in one.scenario.spending})
    return [PayersSpending(one, years, [[of.get((one, year)) for of in each] for year in years]) for one in payers]
