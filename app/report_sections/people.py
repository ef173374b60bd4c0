"""What happens to people, and to whom? Flows through support and care, waits, and groups side by side."""

from collections.abc import Sequence

from app import charts, words
from app.report_sections.shapes import Figure, Table, estimate_cell
from app.words import Facts


def gains_table(scenario: Facts) -> Table | None:
    """Who gains: waits, take-up and discharge of each level of each trait."""
    if not scenario["by_trait"]:
        return None
    at = words.horizons(scenario)
    last = f"discharged_in_{at[-1]}y" if at and words.has_reviews(scenario) else None
    head = ["Group", "People"]
    if not words.is_clinic(scenario):
        head += [
            "Half wait at most",
            "One in ten waits more than",
            "Take up an activity",
            "Found nothing suitable, times",
        ]
    if last:
        head += [f"Discharged in {words.years(at[-1])}, {world}" for world in ("usual care", "programme", "difference")]
    rows = [[words.group(row), *_gains(row, last, words.is_clinic(scenario))] for row in scenario["by_trait"]]
    note = "Means ± simulation error; in brackets, per cent of the group. Traits are looked at one at a time."
    return Table("Waits, take-up and discharge by group", head, rows, note=note)


def _gains(row: Facts, last: str | None, clinic: bool) -> list[str]:  # noqa: FBT001 - told by its name
    of = row["outcomes"]
    people = of["referred"]["programme"]["mean"]
    cells = [words.with_error(of["referred"]["programme"]).replace("(", "").replace(")", "")]
    if not clinic:
        cells += [words.weeks(row["wait"]["median_weeks"]), words.weeks(row["wait"]["ninetieth_weeks"])]
        cells += [with_share(of[name]["programme"], people) for name in ("took_up", "nothing_suitable")]
    if last:
        cells += [with_share(of[last][world], people) for world in ("usual", "programme")]
        cells += [estimate_cell(of[last]["difference"], plus=True)]
    return cells


def with_share(estimate: Facts, people: float) -> str:
    """'64 ±4 (78%)': of the people of a group."""
    said = words.with_error(estimate).replace("(", "").replace(")", "")
    return f"{said} ({100 * estimate['mean'] / people:.0f}%)" if people and estimate["mean"] else said


def flow_figures(scenario: Facts) -> list[Figure]:
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
        Figure(title, charts.flow_diagram(legs, title, scale_to), leg_table(title, legs))
        for title, legs, scale_to in drawn
        if legs
    ]


def leg_table(title: str, legs: Sequence[charts.Leg]) -> Table:
    """The numbers of a flow diagram."""
    rows = []
    for leg in legs:
        rows.append([words.capital(leg.title), words.number(leg.number, 0.2)])
        rows += [[f"of which: {name}", words.number(number, 0.2)] for name, number in leg.exits]
    return Table(title, ["What happened", "Mean of replications"], rows)


def wait_figures(scenario: Facts) -> list[Figure]:
    """Waits for a link worker and for a place."""
    figures = []
    target = scenario["wait_target_weeks"]
    for key, what, title in (
        ("link_worker", "a link worker", "Waiting for a link worker"),
        ("place", "a place", "Waiting for a place in an activity"),
    ):
        wait = scenario["waits"][key]
        if not wait["joined"]:
            continue
        goal = target if key == "link_worker" else None
        rows = [
            ["People or wishes that queued, per replication", words.number(wait["joined"], 2)],
            ["Half are served within", words.weeks(wait["median_weeks"])],
            ["Nine in ten are served within", words.weeks(wait["ninetieth_weeks"])],
            [f"Served within {target:g} weeks", words.percent(wait["share_within_target"])],
            ["Ever served", words.percent(wait["given_share"])],
        ]
        picture = charts.wait_curve(wait, what, goal)
        note = words.wait_in_words(wait, what)
        figures.append(Figure(title, picture, Table(title, ["Measure", "All replications pooled"], rows), note))
    return figures
