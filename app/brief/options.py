"""Which option? Usual care and every scenario, a line each."""

from collections.abc import Sequence

from app import words
from app.brief.room import TITLE
from app.report_sections.shapes import Table
from app.words import Facts, short

OPTIONS = 5


def options_table(scenarios: Sequence[Facts]) -> Table:
    """Usual care and every option on one line each."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    horizon = max(shared, default=None)
    discharged = f"discharged_in_{horizon}y"
    reviewed = all(discharged in words.outcomes(scenario) for scenario in scenarios)
    names = ("capacity", "cash", "service", "net") if horizon else ()
    head = ["Option", "Half wait at most"]
    head += [f"Discharged in {words.years(horizon)}"] if horizon and reviewed else []
    head += [words.steps(scenarios[0], horizon)[name]["title"] for name in names] if horizon else []
    first = words.outcomes(scenarios[0])
    usual = ["Usual care", "not offered"]
    usual += [words.with_error(first[discharged]["usual"])] if horizon and reviewed else []
    rows = [[*usual, *("£0" for _ in names)]]
    for scenario in scenarios[:OPTIONS]:
        wait = scenario["waits"]["link_worker"]
        same = sum(other["title"] == scenario["title"] for other in scenarios) > 1
        title = scenario["name"] if same else scenario["title"]
        cells = [short(title, TITLE), words.weeks(wait["median_weeks"]) if wait["joined"] else "nobody waits"]
        if horizon:
            cells += [words.with_error(words.outcomes(scenario)[discharged]["programme"])] if reviewed else []
            of = words.steps(scenario, horizon)
            cells += [
                f"{words.pounds(of[name]['mean'], of[name]['half_width'])} "
                f"{words.plus_minus(of[name]['half_width'], words.pounds)}"
                for name in names
            ]
        rows.append(cells)
    over = f" Money over {words.years(horizon)}, each against its own usual care." if horizon else ""
    more = len(scenarios) - OPTIONS
    left = f" {more} more options are in the workbook." if more > 0 else ""
    note = f"Means ± simulation error; plus is good for the budget.{over}{left}"
    return Table("Usual care and the options side by side", head, rows, note=note)
