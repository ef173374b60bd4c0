"""Which option? Usual care and every scenario side by side, and each pair's difference."""

from collections.abc import Mapping, Sequence

from app import words
from app.workbook.book import Book, Cell, Column, Sheet, given_within, within
from experiments.answer import Answer, ScenarioAnswer
from experiments.options import Dominating

SHOWN = ("capacity", "cash", "service", "net")


def common_horizon(scenarios: Sequence[ScenarioAnswer]) -> float | None:
    """The longest horizon that every scenario has."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    return max(shared, default=None)


def options(book: Book, answer: Answer) -> None:
    """Usual care and every scenario side by side; below, each pair's difference."""
    scenarios = answer.scenarios
    horizon = common_horizon(scenarios)
    over = f" over {words.years(horizon)}" if horizon else ""
    counted = {
        "referred": "People who came",
        "wait_for_link_worker": "Mean wait of new referrals given a link worker, weeks",
    }
    if horizon and all(f"discharged_in_{horizon}y" in words.outcomes(each) for each in scenarios):
        counted[f"discharged_in_{horizon}y"] = f"People discharged in {words.years(horizon)}"
    money = {row.name: row.title for row in words.steps(scenarios[0], horizon).values()} if horizon else {}
    columns = [
        Column("Option", width=34),
        Column("New referrals: half given a link worker within, weeks", "number", 12),
    ]
    columns.append(Column("One in ten waits longer than, weeks", "number", 10))
    for title in counted.values():
        columns += [Column(title, "number", 11), Column("±", "number±", 9)]
    for name in SHOWN if horizon else ():
        columns += [Column(f"{money[name]}{over}", "pounds", 13), Column("±", "pounds±", 10)]
    compared = answer.options
    titles = {row.name: row.title for row in compared.rows if row.comparator}
    titles |= {scenario.name: scenario.title for scenario in scenarios}
    worse = {row.name: listed_names(row.dominated_by, titles) for row in compared.rows}
    columns += [Column("Dominated by", width=24)] if worse else []
    note = (
        "Means, and ± the half-width of their 95% interval (simulation error). Money is against each option’s own "
        "usual care; plus is good for the budget."
    )
    if worse:
        note += f" {words.DOMINATED}"
    if compared.equal_spend is not None:
        note += " The options spend the same, within 5%." if compared.equal_spend else " They do NOT spend the same."
    page = book.sheet("Options", "Options side by side", note, columns)
    usual: list[tuple[list[Cell], list[str]]] = []
    for scenario in scenarios:
        of = words.outcomes(scenario)
        cells: list[Cell] = ["", ""]
        for name in counted:
            waits_for = name == "wait_for_link_worker"
            cells += ["", ""] if waits_for else [of[name].usual.mean, of[name].usual.half_width]
        cells += [0.0, 0.0] * (len(SHOWN) if horizon else 0)
        same = next((titles for found, titles in usual if found == cells), None)
        if same is None:
            usual.append((cells, [scenario.title]))
        else:
            same.append(scenario.title)
    for cells, of_which in usual:
        named = words.listed(sorted(f"“{title}”" for title in of_which))
        page.line(["Usual care" if len(usual) == 1 else f"Usual care of {named}", *cells])
    for scenario in scenarios:
        of, wait = words.outcomes(scenario), scenario.waits.link_worker
        cells = [given_within(wait.median_weeks), within(wait.one_in_ten_weeks)] if wait.joined else ["", ""]
        for name in counted:
            cells += [of[name].programme.mean, of[name].programme.half_width]
        if horizon:
            at = words.steps(scenario, horizon)
            cells += [cell for name in SHOWN for cell in (at[name].mean, at[name].half_width)]
        cells += [worse.get(scenario.name, "")] if worse else []
        page.line([scenario.title, *cells])
    if horizon and answer.comparisons:
        paired(page, answer, horizon, 3 + 2 * len(counted))


def listed_names(dominating: Sequence[Dominating], titles: Mapping[str, str]) -> str:
    """Who does better for no more, and whether that is clear of luck."""
    return "; ".join(
        f"{titles[one.name]}{'' if one.beyond_luck else ' (within simulation error)'}" for one in dominating
    )


def paired(page: Sheet, answer: Answer, horizon: float, money_from: int) -> None:
    """Second less first, in the columns of money."""
    titles = {scenario.name: scenario.title for scenario in answer.scenarios}
    page.block("Paired differences: the second less the first, the same people with the same luck")
    for one in answer.comparisons:
        if horizon in one.bridge:
            of = {row.name: row for row in one.bridge[horizon]}
            page.text(page.row, 0, f"{titles[one.second]} less {titles[one.first]}", "text")
            for i, name in enumerate(SHOWN):
                page.cell(page.row, money_from + 2 * i, of[name].mean, "pounds")
                page.cell(page.row, money_from + 2 * i + 1, of[name].half_width, "pounds±")
            page.row += 1
