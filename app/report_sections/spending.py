"""Does it stay within the budget? Each payer's spending on the service by financial year, and the limit if any."""

from app import words
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer
from experiments.limits import Chance


def spending_table(scenario: ScenarioAnswer) -> Shown | None:
    """Established, expected, the limit, and the chance of spending more."""
    rows = scenario.spending
    if not rows:
        return None
    limited = any(row.limit is not None for row in rows)
    cells = []
    for row in rows:
        cells.append([row.year, row.payer, words.established(row), words.expected(row)])
        if row.limit is not None:
            cells[-1] += [words.pounds(row.limit, 2.0), *_chance(row.overspends)]
        elif limited:
            cells[-1] += ["none", "–", "–"]
    head = ["Year", "Payer", "Established: every post filled", "Expected"]
    note = (
        f"In £ of {scenario.prices.year}, up to the end of follow-up. Established less expected is what posts "
        "that stand empty leave unspent: not to be counted on. Value added tax, redundancy when the service ends and "
        "payment by outcome are not modelled."
    )
    if limited:
        head += ["Limit", "One real service spends more, if every input is right", "What nobody knows"]
    return Shown("What the service costs, by financial year and payer", head, cells, 2, note=note)


def _chance(found: Chance | None) -> list[str]:
    if found is None or found.unknown is None:
        return ["–", "–"]
    low, high = found.unknown
    each = f"{words.percent(found.share)} ({words.percent(found.low)} to {words.percent(found.high)})"
    return [each, f"{words.percent(low)} to {words.percent(high)}"]
