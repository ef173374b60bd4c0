"""How is spending held against a budget said? Established, expected, and the chance of more: never one alone."""

from app.words.estimates import ONE_AT_A_TIME, error_cell
from app.words.numbers import percent, pounds
from app.words.parts import Sentence
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.limits import Spending

NOT_GIVEN = "not given: no input has been run across its range"


def spending_in_words(scenario: ScenarioAnswer) -> list[Sentence]:
    """Each limit, and what stands against it; nothing where none is set."""
    return [
        Sentence(
            f"{row.year}, {row.payer}",
            f"of a limit of {pounds(row.limit, 2.0)}, {established(row)} is established (every post filled) and "
            f"{expected(row)} expected. Chance that one real service spends more: {chance_in_words(row)}.",
        )
        for row in scenario.spending
        if row.limit is not None
    ]


def established(row: Spending) -> str:
    """What it costs with every post filled."""
    return _said(row.established)


def expected(row: Spending) -> str:
    """What it costs as it turns out."""
    return _said(row.expected)


def _said(estimate: Estimate) -> str:
    error = estimate.half_width
    if error is not None and error <= 1e-9 * abs(estimate.mean) and not estimate.rare:
        return pounds(estimate.mean, 2.0)
    return f"{pounds(estimate.mean, error)} {error_cell(estimate, pounds)}"


def chance_in_words(row: Spending) -> str:
    """'34% if every input is right (simulation error: 22% to 48%); what nobody knows puts it between 0% and 100%'."""
    found = row.overspends
    if found is None or found.unknown is None:
        return NOT_GIVEN
    low, high = found.unknown
    return (
        f"{percent(found.share)} if every input is right (simulation error: {percent(found.low)} to "
        f"{percent(found.high)}); what nobody knows puts it between {percent(low)} and {percent(high)}, {ONE_AT_A_TIME}"
    )
