"""How is the budget by financial year said?"""

from collections.abc import Sequence

from app.words.estimates import Facts, settled
from app.words.numbers import capital, listed, percent, pounds


def budget_heading(budget: Facts) -> str:
    """Above the table of years and payers."""
    return (
        "Budget impact by financial year at full price: capacity, not cash "
        f"(£ of {budget['terms']['price_year']}, + costs more)"
    )


def cash_heading(budget: Facts) -> str:
    """Above the same in cash."""
    return f"Budget impact by financial year in cash (£ of {budget['terms']['price_year']}, + more cash goes out)"


def budget_in_words(budget: Facts) -> list[str]:
    """How years were weighed, and what is not shown."""
    terms = budget["terms"]
    rate = percent(terms["discount_rate"], 1)
    first = "year 1 not discounted" if terms["first_year"] == "undiscounted" else "year 1 discounted by a whole year"
    said = ["Both: what is paid with the programme less what is paid without it."]
    said += [f"Discounted at {rate} a year, {first}; year 1 is {budget['years'][0]['year']}."]
    if terms["price_index"]:
        said.append(f"Nominal: by {terms['price_index']}.")
    if budget["no_price_index_for"]:
        said.append(f"No nominal view of {listed(budget['no_price_index_for'])}: no price index says.")
    optimism = terms["optimism"]
    if optimism:
        said.append(
            f"{capital(optimism['name'])}: costs of the service up by {percent(optimism['cost_up'])}, "
            f"its effects down by {percent(optimism['effect_down'])}."
        )
    unspent = vacancies_in_words(budget)
    return [*said, unspent] if unspent else said


def vacancies_in_words(budget: Facts) -> str:
    """What empty posts did not spend."""
    rows = budget["vacancies"]
    total = sum(row["unspent"]["mean"] for row in rows)
    if not rows or pounds(total) == "£0":
        return " ".join(filter(None, [absences_in_words(rows), cover_in_words(rows)]))
    budgeted = sum(row["budgeted"]["mean"] for row in rows)
    payers = listed(sorted({row["payer"] for row in rows}))
    said = f"Of {pounds(budgeted)} budgeted for posts, {pounds(total)} stays unspent while they are vacant ({payers})."
    return " ".join(filter(None, [said, absences_in_words(rows), cover_in_words(rows)]))


def absences_in_words(rows: Sequence[Facts]) -> str:
    """What is paid while people are away."""
    away = sum(row["away"]["mean"] for row in rows)
    return f"{pounds(away)} is paid to link workers while they are away." if away else ""


def cover_in_words(rows: Sequence[Facts]) -> str:
    """What posts beside the main team cost."""
    said = []
    for group in sorted({row["group"] for row in rows} - {"team"}):
        paid = sum(row["paid"]["mean"] for row in rows if row["group"] == group)
        said.append(f"{group.replace('_', ' ')} {pounds(paid)}")
    return f"Of the pay, posts beside the main team: {listed(said)}." if said else ""


def impact_cells(estimates: Sequence[Facts | None]) -> list[str]:
    """A row of the table: amounts to a grain that suits their simulation error."""
    return [
        "not known" if one is None else pounds(one["mean"], one["half_width"], plus=bool(one["mean"] and settled(one)))
        for one in estimates
    ]
