"""What happens to people, drawn: flows through support and care, waits, queues over time, use of each capacity."""

from dataclasses import replace

from app import words
from app.faces import charts
from app.faces.page.shapes import Figure
from app.tables import capacities
from app.tables.people import legs
from app.tables.table import Table, shown, shown_if
from app.tables.waits import of_queue, queues
from experiments.answer import ScenarioAnswer


def flow_figures(scenario: ScenarioAnswer) -> list[Figure]:
    """Support, activities and care, each as it goes."""
    with_it, without = charts.care_legs(scenario, "programme"), charts.care_legs(scenario, "usual care")
    most = max((leg.number for leg in [*with_it, *without]), default=None)
    drawn = [
        ("From referral to support", charts.support_legs(scenario), None),
        ("Activities", charts.activity_legs(scenario), None),
        ("Reviews and discharge with the programme", with_it, most),
        ("Reviews and discharge under usual care", without, most),
    ]
    return [
        Figure(title, charts.flow_diagram(found, title, scale_to), shown(legs(title, found)))
        for title, found, scale_to in drawn
        if found
    ]


def wait_figures(scenario: ScenarioAnswer) -> list[Figure]:
    """Waits of each queue that anybody joined."""
    figures = []
    for queue in queues(scenario):
        if not queue.wait.joined:
            continue
        picture = charts.wait_curve(queue.wait, queue.what, queue.target if queue.goal else None)
        note = words.list_in_words(queue.listed) if queue.listed else words.wait_in_words(queue.wait, queue.what)
        figures.append(Figure(queue.title, picture, shown(of_queue(queue)), note))
    return figures


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


def queue_table(scenario: ScenarioAnswer) -> Table[int] | None:
    """The same, each quarter."""
    return capacities.over_time(scenario, queue_lines(scenario))


def capacity_figure(scenario: ScenarioAnswer) -> Figure | None:
    """Use of each capacity."""
    table = capacities.use(scenario.capacity)
    if table is None:
        return None
    named = [replace(row, name=row.name.replace("_", " ")) for row in scenario.capacity]
    note = (
        "Bar: mean. Bracketed line: where 95% of single real services would be, which is luck if every input is right."
    )
    return Figure(table.caption, charts.capacity_bars(named, table.caption), shown_if(table), note)
