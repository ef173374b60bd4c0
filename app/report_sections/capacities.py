"""How full is everything, and when? Offered loads, the use of each capacity, and people in each state over time."""

from dataclasses import replace
from datetime import date, timedelta

from app import charts, words
from app.report_sections.shapes import Figure
from app.tables.table import Shown
from experiments.answer import ScenarioAnswer
from sim.preflight import Load

WEEKS_BETWEEN_ROWS = 13


def queue_lines(scenario: ScenarioAnswer) -> list[tuple[str, list[charts.Line]]]:
    """What changes over time, by state: discharge in both worlds on one chart. What never happens is not shown."""
    states: dict[str, tuple[str, list[charts.Line]]] = {}
    for row in scenario.series:
        if row.mean:
            world = "Programme" if row.world == "programme" else "Usual care"
            states.setdefault(row.state, (row.title, []))[1].append(charts.Line(world, row.mean, row.low, row.high))
    return [(title, lines) for title, lines in states.values() if any(max(each.high) > 0 for each in lines)]


def queue_figures(scenario: ScenarioAnswer) -> list[Figure]:
    """Queues over time."""
    start = scenario.dates.start
    return [Figure(title, charts.queue_chart(lines, title, start), None) for title, lines in queue_lines(scenario)]


def queue_table(scenario: ScenarioAnswer) -> Shown | None:
    """Queues over time, each quarter."""
    columns = [
        (f"{title}{': ' + each.title.lower() if len(lines) > 1 else ''}", each)
        for title, lines in queue_lines(scenario)
        for each in lines
    ]
    if not columns:
        return None
    weeks = len(columns[0][1].mean)
    start = date.fromisoformat(scenario.dates.start)
    rows = []
    for week in sorted({*range(WEEKS_BETWEEN_ROWS, weeks + 1, WEEKS_BETWEEN_ROWS), weeks}):
        cells = [
            (
                f"{words.count(each.mean[week - 1])} ({words.count(each.low[week - 1])} to "
                f"{words.count(each.high[week - 1])})"
            )
            for _, each in columns
        ]
        rows.append([words.day((start + timedelta(weeks=week)).isoformat()), *cells])
    return Shown(
        "People in each state, by quarter",
        ["On", *(title for title, _ in columns)],
        rows,
        note="Mean of replications (where 95% of single real services would be).",
    )


def capacity_figure(scenario: ScenarioAnswer) -> Figure | None:
    """Use of each capacity."""
    if not scenario.capacity:
        return None
    named = [replace(row, name=row.name.replace("_", " ")) for row in scenario.capacity]
    rows = [
        [
            words.capital(row.name),
            row.measure,
            words.percent(row.mean),
            words.error_cell(row, _share),
        ]
        for row in named
    ]
    title = "Use of each capacity"
    table = Shown(title, ["Capacity", "Measure", "Used", "Simulation error"], rows, words=2)
    note = (
        "Bar: mean. Bracketed line: where 95% of single real services would be, which is luck if every input is right."
    )
    return Figure(title, charts.capacity_bars(named, title), table, note)


def _share(share: float, half_width: float | None) -> str:
    return words.percent(share, 1)


def load_table(scenario: ScenarioAnswer) -> Shown | None:
    """How full everything will be, from mean values, before anything is simulated."""
    if not scenario.loads:
        return None
    rows = [
        [
            row.title,
            row.unit,
            words.number(row.work, 0.2),
            words.number(row.capacity, 0.2),
            "no capacity" if row.load in (None, float("inf")) else words.percent(row.load),
            row.peak,
            "" if row.backlog is None else words.number(row.backlog, 1),
            _to_clear(row),
        ]
        for row in scenario.loads
    ]
    head = ["Capacity", "Unit", "Work arriving", "Capacity", "Load", "Period", "Waiting at its end", "Weeks to clear"]
    note = (
        "Work arriving ÷ capacity, worked out from mean values: every period above 85%, the longest first, or else the "
        "fullest. At 100% a queue never settles. Who waits is worked out from mean numbers of people, without luck."
    )
    return Shown("Offered load", head, rows, 2, note=note)


def _to_clear(row: Load) -> str:
    """How long until nobody waits."""
    if row.backlog is None:
        return ""
    return "not before the end" if row.weeks_to_clear is None else words.number(row.weeks_to_clear, 1)
