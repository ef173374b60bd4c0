"""What happens to people, and to whom? Flows through support and care, waits, and groups side by side."""

from collections.abc import Sequence

from app import charts, words
from app.report_sections.shapes import Figure, estimate_cell
from app.tables.table import Shown, with_few
from experiments.answer import ScenarioAnswer
from experiments.intervals import Estimate
from experiments.people_told import GroupRow, ListRow, WaitRow


def gains_table(scenario: ScenarioAnswer) -> Shown | None:
    """Who gains and who loses: waits, take-up, discharge and relapse of each level of each trait."""
    if not scenario.by_trait:
        return None
    at = words.horizons(scenario)
    last = f"discharged_in_{at[-1]}y" if at and words.has_reviews(scenario) else None
    head = ["Group", "People"]
    if not words.is_clinic(scenario):
        head += [
            "New referrals: half are given a link worker within",
            "One in ten waits longer than",
            *(["List of day 0: half are given one within"] if scenario.waits.list_of_day_0 is not None else []),
            "Take up an activity",
            "Found nothing suitable, times",
        ]
    if last:
        head += [f"Discharged in {words.years(at[-1])}, {world}" for world in ("usual care", "programme", "difference")]
    head += ["Relapses more than under usual care"]
    rows = [[words.group(row), *_gains(row, last, words.is_clinic(scenario))] for row in scenario.by_trait]
    note = "Means ± simulation error; in brackets, per cent of the group. Traits are looked at one at a time. "
    caption = "Waits, take-up, discharge and relapse by group"
    return with_few(Shown(caption, head, rows, note=note + words.NOT_TO_CHOOSE))


def _gains(row: GroupRow, last: str | None, clinic: bool) -> list[str]:  # noqa: FBT001 - told by its name
    of = row.outcomes
    people = of["referred"].programme.mean
    cells = [words.beside(of["referred"].programme)]
    if not clinic:
        cells += [_half(row.wait), words.weeks(row.wait.one_in_ten_weeks) if row.wait.joined else "–"]
        cells += [_half(row.wait_list)] if row.wait_list is not None else []
        cells += [with_share(of[name].programme, people) for name in ("took_up", "nothing_suitable")]
    if last:
        cells += [with_share(of[last].usual, people), with_share(of[last].programme, people)]
        cells += [estimate_cell(of[last].difference, plus=True, error=words.shortly)]
    return [*cells, estimate_cell(of["relapses"].difference, plus=True, error=words.shortly)]


def _half(wait: WaitRow) -> str:
    return words.until_given(wait.median_weeks, "half") if wait.joined else "nobody waits"


def with_share(estimate: Estimate, people: float) -> str:
    """'64 ±4 (78%)': of the people of a group."""
    said = words.beside(estimate)
    return f"{said} ({100 * estimate.mean / people:.0f}%)" if people and estimate.mean else said


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
        Figure(title, charts.flow_diagram(legs, title, scale_to), leg_table(title, legs))
        for title, legs, scale_to in drawn
        if legs
    ]


def leg_table(title: str, legs: Sequence[charts.Leg]) -> Shown:
    """The numbers of a flow diagram."""
    rows = []
    for leg in legs:
        rows.append([words.capital(leg.title), words.number(leg.number, 0.2)])
        rows += [[f"of which: {name}", words.number(number, 0.2)] for name, number in leg.exits]
    return Shown(title, ["What happened", "Mean of replications"], rows)


def ends_of(wait: WaitRow) -> list[tuple[float | None, str]]:
    """Which share of waits had ended how."""
    return [
        (wait.given_share, "Given one by the end of the follow-up"),
        (wait.gave_up_share, "Gave up"),
        (wait.cut_share, "Cut off: the service or the activity ended, or they left"),
        (wait.waiting_share, "Still waiting when the follow-up ends"),
    ]


def waited_before(wait: WaitRow) -> float | None:
    """Weeks waited before day 0, of its list."""
    return wait.waited_before_weeks if isinstance(wait, ListRow) else None


def wait_figures(scenario: ScenarioAnswer) -> list[Figure]:
    """Waits for a link worker, of new referrals and of the list of day 0 apart, and for a place."""
    figures = []
    target = scenario.wait_target_weeks
    waits = scenario.waits
    for wait, what, title in (
        (waits.link_worker, "a link worker", "New referrals waiting for a link worker"),
        (waits.list_of_day_0, "a link worker", "The waiting list of day 0, from day 0"),
        (waits.place, "a place", "Waiting for a place in an activity"),
    ):
        if wait is None or not wait.joined:
            continue
        goal = target if wait is waits.link_worker else None
        rows = [
            ["People or wishes that queued, per replication", words.number(wait.joined, 2)],
            *([["Waited before day 0, on average", words.weeks(before)]] if (before := waited_before(wait)) else []),
            [f"Half are given {what} within", words.until_given(wait.median_weeks, "half")],
            [f"Nine in ten are given {what} within", words.until_given(wait.ninetieth_weeks, "nine in ten")],
            ["One in ten waits longer than, given one or not", words.weeks(wait.one_in_ten_weeks)],
            *(
                [[f"Given {what} within {target:g} weeks", words.percent(wait.share_within_target or 0.0)]]
                if goal
                else []
            ),
            *([title, words.percent(share)] for share, title in ends_of(wait) if share),
        ]
        picture = charts.wait_curve(wait, what, goal)
        note = words.list_in_words(wait) if isinstance(wait, ListRow) else words.wait_in_words(wait, what)
        figures.append(Figure(title, picture, Shown(title, ["Measure", "All replications pooled"], rows), note))
    return figures
