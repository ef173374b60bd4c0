"""How is the budget by financial year said?"""

from collections.abc import Sequence

from app.words.numbers import capital, listed, percent, pounds
from experiments.budget import Budget, VacancyRow
from experiments.intervals import Estimate


def budget_heading(budget: Budget) -> str:
    """Above the table of years and payers."""
    return (
        f"Budget impact by financial year at full price: capacity, not cash (£ of {budget.terms.price_year}, + is good)"
    )


def cash_heading(budget: Budget) -> str:
    """Above the same in cash."""
    return f"Budget impact by financial year in cash (£ of {budget.terms.price_year}, + is good)"


def budget_in_words(budget: Budget) -> list[str]:
    """How years were weighed, and what is not shown."""
    terms = budget.terms
    rate = percent(terms.discount_rate, 1)
    first = "year 1 not discounted" if terms.first_year == "undiscounted" else "year 1 discounted by a whole year"
    said = ["Both: what is paid without the programme less what is paid with it."]
    said += [f"Discounted at {rate} a year, {first}; year 1 is {budget.years[0].year}."]
    if terms.price_index:
        said.append(f"Nominal: by {terms.price_index}.")
    if budget.no_price_index_for:
        said.append(f"No nominal view of {listed(budget.no_price_index_for)}: no price index says.")
    optimism = terms.optimism
    if optimism:
        said.append(
            f"{capital(optimism.name)}: costs of the service up by {percent(optimism.cost_up)}, "
            f"its effects down by {percent(optimism.effect_down)}."
        )
    return [*said, *pay_in_words(budget.vacancies)]


def pay_in_words(rows: Sequence[VacancyRow]) -> list[str]:
    """What empty posts did not spend, what people away are paid, and what posts beside the main team cost."""
    budgeted = sum(row.budgeted.mean for row in rows)
    unspent, away = sum(row.unspent.mean for row in rows), sum(row.away.mean for row in rows)
    said = []
    if pounds(unspent) != "£0":
        whose = listed(sorted({row.payer for row in rows}))
        empty = "while they are vacant" if not away else "while they are vacant, or away without pay"
        said.append(f"Of {pounds(budgeted)} budgeted for posts, {pounds(unspent)} stays unspent {empty} ({whose}).")
    if pounds(away) != "£0":
        said.append(f"{pounds(away)} is paid to link workers while they are away.")
    for group in sorted({row.group for row in rows} - {"team"}):
        paid = sum(row.paid.mean for row in rows if row.group == group)
        said.append(f"Of the pay, {pounds(paid)} is for the posts called {group.replace('_', ' ')}.")
    return said


def impact_cells(estimates: Sequence[Estimate | None]) -> list[str]:
    """A row of the table: amounts to a grain that suits their simulation error."""
    return [
        "not known" if one is None else pounds(one.mean, one.half_width, plus=bool(one.mean and one.settled))
        for one in estimates
    ]
