"""What does a board read? One HTML file made from an answer: it needs no script, no network and no other file.

A list of sections, each made of sentences (`words`), figures (`charts`) and tables. It rounds; it never calculates.
Texts of a scenario are somebody else's: they are cleaned of what steers a screen once, on the way in, and escaped
wherever they are shown (autoescape), so that they can only ever appear as text.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app import charts, words

Answer = Mapping[str, Any]
Facts = Mapping[str, Any]

TEMPLATES = Path(__file__).parent / "templates"
WEEKS_BETWEEN_ROWS = 13
CLEAR, WITHIN, SAME, UNKNOWN = "yes", "no", "exactly the same", "not known"
STEERS = {*"\u061c\u200e\u200f", *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))}
HEADLINE = "Headline: a year for each discharge"
BRIDGE_ORDER_NOTE = (
    "The order of the steps is fixed; another order would share the effects of several steps out differently."
)


class Table(NamedTuple):
    """A table as it is shown: the first column heads its rows; of the columns, so many are words, the rest numbers."""

    caption: str
    head: list[str]
    rows: list[list[str]]
    words: int = 1
    strong: frozenset[int] = frozenset()  # rows that are totals
    note: str = ""


class Figure(NamedTuple):
    """A figure, and its numbers."""

    title: str
    picture: Markup | None
    table: Table | None
    note: str = ""


def write_report(answer: Answer, path: Path) -> None:
    """Write the report of an answer."""
    path.write_text(render(answer), encoding="utf-8", newline="\n")


def render(answer: Answer) -> str:
    """The report of an answer as text."""
    clean = cleaned(answer)
    replications = int(clean["made"]["replications"])
    titles = {scenario["name"]: scenario["title"] for scenario in clean["scenarios"]}
    return (
        environment()
        .get_template("report.html")
        .render(
            scenarios=[view(scenario, f"s{i}", replications) for i, scenario in enumerate(clean["scenarios"], start=1)],
            comparisons=[comparison_view(comparison, titles) for comparison in clean["comparisons"]],
            with_first=len(clean["scenarios"]) - 1,
            differs=[
                difference_table(rows, clean["scenarios"][0]["title"], scenario["title"])
                for rows, scenario in zip(clean["differs"], clean["scenarios"][1:], strict=True)
            ],
            precision=precision_in_words(clean["precision"]),
            made=made_rows(clean),
        )
    )


@cache
def environment() -> Environment:
    """Where the pages are. Everything that is put into them is escaped."""
    pages = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=kept_together,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["brackets"] = brackets
    return pages


def cleaned(thing: Any) -> Any:
    """The same, with every text rid of control characters, of marks that turn the direction of writing, and of what
    is no character at all."""
    if isinstance(thing, str):
        return "".join(_cleaned(c) for c in thing)
    if isinstance(thing, Mapping):
        return {cleaned(key): cleaned(value) for key, value in thing.items()}
    if isinstance(thing, list | tuple):
        return [cleaned(each) for each in thing]
    return thing


def _cleaned(c: str) -> str:
    kind = unicodedata.category(c)
    return " " if kind == "Cc" else "�" if kind in ("Cs", "Cn", "Co") else "" if c in STEERS else c


def kept_together(shown: Any) -> Any:
    """A minus and what it belongs to, never on two lines. Runs on whatever is put into a page, before it is escaped."""
    return shown.replace(words.MINUS, f"{words.MINUS}\u2060") if type(shown) is str else shown


def brackets(sentence: str) -> Markup:
    """A sentence in which what stands in square brackets (its intervals) is set apart."""
    parts = re.split(r"(\[[^\]]*\])", kept_together(sentence))
    return Markup("").join(
        Markup('<span class="interval">{}</span>').format(part) if part.startswith("[") else escape(part)
        for part in parts
    )


# ---------------------------------------------------------------- one scenario


def view(scenario: Facts, key: str, replications: int) -> dict[str, Any]:
    """All that is shown of one scenario. `key` keeps the ids of its headings apart from another's."""
    return {
        "key": key,
        "title": scenario["title"],
        "description": scenario["description"] or "",
        "question": words.question_of(scenario),
        "comparator": words.comparator_in_words(scenario),
        "setting": words.setting_in_words(scenario),
        "answer": words.answer_in_words(scenario),
        "who_pays": words.who_pays(scenario),
        "before": words.before_you_read_on(scenario),
        "channels": words.channels_in_words(scenario),
        "people": words.people_in_words(scenario),
        "bridge": bridge_table(scenario),
        "waterfall": waterfall_figure(scenario),
        "changes": words.what_would_change(scenario),
        "gains": gains_table(scenario),
        "sure": words.how_sure(scenario, replications),
        "cannot": words.cannot_tell(scenario),
        "grades": words.grades_in_words(scenario),
        "assumed": assumed_list(scenario),
        "headline": words.headline_in_words(scenario),
        "headline_source": headline_source(scenario),
        "flow": flow_figures(scenario),
        "waits": wait_figures(scenario),
        "queues": queue_figures(scenario),
        "queue_table": queue_table(scenario),
        "capacity": capacity_figure(scenario),
        "money": money_table(scenario),
        "outcomes": outcome_table(scenario),
        "naive": naive_table(scenario),
        "warnings": [warning["message"] for warning in scenario["warnings"]],
        "loads": load_table(scenario),
        "assumptions": assumption_table(scenario),
    }


def bridge_table(scenario: Facts) -> Table | None:
    """Every horizon side by side; printed numbers add up, column by column."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    printed = {horizon: added_up(scenario["bridge"][str(horizon)], unit) for horizon in at}
    rows: list[list[str]] = []
    strong: list[int] = []
    left_out: list[str] = []
    for i, row in enumerate(scenario["bridge"][str(at[-1])]):
        if row["kind"] == "step" and all(words.nothing(scenario["bridge"][str(h)][i]) for h in at):
            left_out.append(row["title"].lower())
            continue
        if row["kind"] == "subtotal":
            strong.append(len(rows))
        note = words.bridge_note(scenario, row["name"])
        rows.append([
            f"{row['title']}{f' ({note})' if note else ''}",
            *(words.pounds(printed[h][i], unit * 2) for h in at),
            words.plus_minus(row["half_width"], words.pounds),
            "not known" if row["half_width"] is None else words.span(row, words.pounds).replace(" and ", " to "),
        ])  # fmt: skip
    years = [words.years(h) for h in at]
    note = (
        f"Means, in pounds rounded to £{unit:,.0f} so that every column adds up as printed. Plus is good for "
        f"the budget. {BRIDGE_ORDER_NOTE}"
    )
    if left_out:
        note += f" Exactly nought here, and left out: {words.listed(left_out)}."
    head = [
        "Step",
        *(f"after {year}" for year in years),
        f"simulation error (after {years[-1]})",
        f"a single real service (after {years[-1]})",
    ]
    return Table("Step by step from the headline to net cash", head, rows, strong=frozenset(strong), note=note)


def bridge_unit(scenario: Facts) -> float:
    """What the bridge is rounded to: £100 at most, so that it can be held against other tables; finer for small
    budgets, and where a subtotal would vanish."""
    rows = [row for row in scenario["bridge"][str(words.horizons(scenario)[-1])] if row["kind"] == "subtotal"]
    net = rows[-1]
    unit = min(100.0, max(1.0, words.grain(net["mean"], net["half_width"])))
    while unit > 1 and any(0 < abs(row["mean"]) < unit / 2 for row in rows):
        unit /= 10
    return unit


def added_up(rows: Sequence[Facts], unit: float) -> list[float]:
    """Steps rounded so that they add up to their rounded subtotals: between two subtotals, by largest remainder."""
    printed: list[float] = []
    since, before, segment = 0, 0, []
    for i, row in enumerate(rows):
        if row["kind"] == "step":
            segment.append(row["mean"] / unit)
            continue
        subtotal = round(row["mean"] / unit)
        printed += [part * unit for part in apportioned(segment, subtotal - before)]
        printed.append(subtotal * unit)
        since, before, segment = i + 1, subtotal, []
    return printed + [round(row["mean"] / unit) * unit for row in rows[since:]]


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that add up to the total; what is nought stays nought as long as it can."""
    whole = [round(part) for part in parts]
    while whole and (missing := total - sum(whole)):
        step = 1 if missing > 0 else -1
        i = max(range(len(parts)), key=lambda i: (parts[i] != 0, step * (parts[i] - whole[i])))
        whole[i] += step
    return whole


def waterfall_figure(scenario: Facts) -> Figure | None:
    """The bridge at its longest horizon, drawn."""
    at = words.horizons(scenario)
    if not at:
        return None
    unit = bridge_unit(scenario)
    rows = scenario["bridge"][str(at[-1])]
    shown = [
        (HEADLINE if row["name"] == "headline" else row["title"], row["kind"], value, words.pounds(value, unit * 2))
        for row, value in zip(rows, added_up(rows, unit), strict=True)
        if row["kind"] == "subtotal" or not words.nothing(row)
    ]
    title = f"The bridge over {words.years(at[-1])}"
    return Figure(
        title,
        charts.waterfall(shown, title),
        None,
        "Blue: good for the budget. Orange: bad for it. Black: subtotals. Numbers: the table “From headline "
        "to bankable”.",
    )


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
        head += [f"Discharged in {words.years(at[-1])}, usual care", f"Discharged in {words.years(at[-1])}, programme"]
    rows = [
        [f"{row['title']}: {row['level'].replace('_', ' ')}", *_gains(row, last, words.is_clinic(scenario))]
        for row in scenario["by_trait"]
    ]
    note = "Means ± simulation error; in brackets, per 100 people of the group. Traits are looked at one at a time."
    return Table("Waits, take-up and discharge by group", head, rows, note=note)


def _gains(row: Facts, last: str | None, clinic: bool) -> list[str]:  # noqa: FBT001 - told by its name
    of = row["outcomes"]
    people = of["referred"]["programme"]["mean"]
    cells = [words.with_error(of["referred"]["programme"]).replace("(", "").replace(")", "")]
    if not clinic:
        cells += [words.weeks(row["wait"]["median_weeks"]), words.weeks(row["wait"]["ninetieth_weeks"])]
        cells += [per_hundred(of[name]["programme"], people) for name in ("took_up", "nothing_suitable")]
    if last:
        cells += [per_hundred(of[last][world], people) for world in ("usual", "programme")]
    return cells


def per_hundred(estimate: Facts, people: float) -> str:
    """'64 ±4 (78 in 100)'."""
    said = words.with_error(estimate).replace("(", "").replace(")", "")
    return f"{said} ({100 * estimate['mean'] / people:.0f} in 100)" if people and estimate["mean"] else said


def assumed_list(scenario: Facts) -> list[tuple[str, str]]:
    """What is assumed: each value with its range."""
    rows = [row for row in scenario["assumptions"] if row["grade"] == "assumed"]
    said = []
    for row in rows:
        limits = words.assumption_range(row)
        said.append(
            (
                words.assumption_title(row),
                f"{words.assumption_value(row)}{f' ({limits})' if limits else ', no range given'}",
            )
        )
    return said


def headline_source(scenario: Facts) -> str:
    """Where the published arithmetic comes from."""
    claim = scenario["headline"]
    return f"Prices of {claim['price_year']}. Source: {claim['source'] or 'not stated'}." if claim else ""


# ---------------------------------------------------------------- what follows page one


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


def _share(share: float, half_width: float | None) -> str:
    return words.percent(share, 1)


def queue_lines(scenario: Facts) -> list[tuple[str, list[charts.Line]]]:
    """What changes over time, by state: discharge in both worlds on one chart. What never happens is not shown."""
    states: dict[str, tuple[str, list[charts.Line]]] = {}
    for row in scenario["series"]:
        if row["mean"]:
            world = "Programme" if row["world"] == "programme" else "Usual care"
            states.setdefault(row["state"], (row["title"], []))[1].append(
                charts.Line(world, row["mean"], row["low"], row["high"])
            )
    return [(title, lines) for title, lines in states.values() if any(max(each.high) > 0 for each in lines)]


def queue_figures(scenario: Facts) -> list[Figure]:
    """Queues over time."""
    start = scenario["dates"]["start"]
    return [Figure(title, charts.queue_chart(lines, title, start), None) for title, lines in queue_lines(scenario)]


def queue_table(scenario: Facts) -> Table | None:
    """Queues over time, each quarter."""
    columns = [
        (f"{title}{': ' + each.title.lower() if len(lines) > 1 else ''}", each)
        for title, lines in queue_lines(scenario)
        for each in lines
    ]
    if not columns:
        return None
    weeks = len(columns[0][1].mean)
    start = date.fromisoformat(scenario["dates"]["start"])
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
    return Table(
        "People in each state, by quarter",
        ["On", *(title for title, _ in columns)],
        rows,
        note="Mean of replications (central 95% of them).",
    )


def capacity_figure(scenario: Facts) -> Figure | None:
    """Use of each capacity."""
    if not scenario["capacity"]:
        return None
    named = [{**row, "name": row["name"].replace("_", " ")} for row in scenario["capacity"]]
    rows = [
        [
            words.capital(row["name"]),
            row["measure"],
            words.percent(row["mean"]),
            words.plus_minus(row["half_width"], _share),
            f"{words.percent(row['low'])} to {words.percent(row['high'])}",
        ]
        for row in named
    ]
    title = "Use of each capacity"
    table = Table(title, ["Capacity", "Measure", "Used", "Simulation error", "A single real service"], rows, words=2)
    return Figure(
        title, charts.capacity_bars(named, title), table, "Bar: mean. Bracketed line: the central 95% of replications."
    )


def money_table(scenario: Facts) -> Table | None:
    """Who pays what, when."""
    if not scenario["money_by_year"]:
        return None
    rows, strong = [], []
    totals: dict[str, list[float]] = {}
    for row in scenario["money_by_year"]:
        usual, programme = row["usual care"], row["programme"]
        rows.append([row["year"], row["payer"], _role(row["role"]), *_money(usual, programme)])
        total = totals.setdefault(row["payer"], [0.0, 0.0])
        total[0] += usual
        total[1] += programme
    for payer, (usual, programme) in totals.items():
        strong.append(len(rows))
        rows.append(["All years", payer, "everything", *_money(usual, programme)])
    note = (
        "Means of replications, rounded to £100, so totals may differ in the last digits; their simulation "
        "error is in the bridge. "
        "Care is at its full price: a fall in it is capacity, and only in part cash."
    )
    return Table(
        "Money by financial year and payer",
        ["Year", "Payer", "For", "Usual care", "Programme", "Change in spending"],
        rows,
        3,
        frozenset(strong),
        note,
    )


def _role(role: str) -> str:
    return {"programme": "the service", "crisis": "crises at relapse", "care use": "use of care lines"}.get(role, role)


def _money(usual: float, programme: float) -> list[str]:
    return [words.pounds(usual, 200), words.pounds(programme, 200), words.pounds(programme - usual, 200, plus=True)]


def outcome_table(scenario: Facts) -> Table:
    """Every outcome in both worlds, and the paired difference."""
    rows = []
    for row in scenario["outcomes"]:
        if all(words.nothing(row[world]) for world in ("usual", "programme")):
            continue
        difference = row["difference"]
        rows.append(
            [
                row["title"],
                row["unit"],
                _estimate(row["usual"]),
                _estimate(row["programme"]),
                _estimate(difference, plus=True),
                _range(difference),
            ]
        )
    note = (
        "Mean ± simulation error. Differences are paired: the same people with the same luck. Outcomes that "
        "never happen are left out."
    )
    return Table(
        "All outcomes",
        ["Outcome", "Unit", "Usual care", "Programme", "Difference", "Difference in a single real service"],
        rows,
        2,
        note=note,
    )


def _estimate(estimate: Facts, *, plus: bool = False) -> str:
    half_width = estimate["half_width"]
    said = words.number(estimate["mean"], half_width, plus=plus)
    return f"{said} {words.plus_minus(half_width)}" if half_width else said


def _range(estimate: Facts) -> str:
    return "not known" if estimate["half_width"] is None else words.span(estimate).replace(" and ", " to ")


def naive_table(scenario: Facts) -> Table | None:
    """What a before-and-after study would see, beside what is true here."""
    if not scenario["naive"]:
        return None
    rows = [[row["title"], *_change(row["naive"]), *_change(row["true"])] for row in scenario["naive"]]
    head = [
        "Care line",
        "Naive before and after, %",
        "in a single real service",
        "True effect, %",
        "in a single real service",
    ]
    note = (
        "Change in uses in the year after referral: against the year before (naive), and against usual care in that "
        "year (true)."
    )
    return Table("Use of care: before and after, and the true effect", head, rows, note=note)


def _change(estimate: Facts) -> list[str]:
    return [_estimate(estimate, plus=True), _range(estimate)]


def load_table(scenario: Facts) -> Table | None:
    """How full everything will be, from mean values, before anything is simulated."""
    if not scenario["loads"]:
        return None
    rows = [
        [
            row["title"],
            row["unit"],
            words.number(row["work"], 0.2),
            words.number(row["capacity"], 0.2),
            "no capacity" if row["load"] in (None, float("inf")) else words.percent(row["load"]),
            row["peak"],
        ]
        for row in scenario["loads"]
    ]
    head = ["Capacity", "Unit", "Work arriving", "Capacity", "Load", "At its fullest"]
    note = "Work arriving ÷ capacity, worked out from mean values. At 100% a queue never settles."
    return Table("Offered load", head, rows, 2, note=note)


def assumption_table(scenario: Facts) -> Table:
    """Every value, its range, grade and source."""
    rows = []
    for row in scenario["assumptions"]:
        fitted = f"fitted to: {row['informed_by']}" if row["informed_by"] else ""
        source = "; ".join(part for part in (row["source"], fitted) if part)
        limits = words.assumption_range(row) or "none given"
        grade = row["grade"] or "default"
        title = words.assumption_title(row)
        rows.append([title, words.assumption_value(row), limits, grade, source, row["path"]])
    head = ["Value", "Used", "Range", "Grade", "Source", "Setting"]
    return Table("Every value, its grade and its source", head, rows, words=6)


# ---------------------------------------------------------------- several scenarios, and how it was made


def difference_table(rows: Sequence[Facts], first: str, second: str) -> Table:
    """What a scenario states otherwise than the first."""
    cells = [[row["path"], _stated(row["first"]), _stated(row["second"])] for row in rows]
    return Table(f"What “{second}” states otherwise", ["Setting", first, second], cells, words=3)


def _stated(value: object) -> str:
    return "not stated" if value is None else str(value)


def comparison_view(comparison: Facts, titles: Mapping[str, str]) -> dict[str, Any]:
    """Two scenarios: the sentence, and the paired differences."""
    first, second = (titles.get(comparison[key], comparison[key]) for key in ("first", "second"))
    tables = []
    if comparison["bridge"]:
        horizon = max(int(years) for years in comparison["bridge"])
        rows = [
            row for row in comparison["bridge"][str(horizon)] if row["kind"] == "subtotal" or not words.nothing(row)
        ]
        strong = frozenset(i for i, row in enumerate(rows) if row["kind"] == "subtotal")
        cells = [
            [
                row["title"],
                words.pounds(row["mean"], row["half_width"], plus=True),
                words.plus_minus(row["half_width"], words.pounds),
                _pounds_range(row),
                _clear(row),
            ]
            for row in rows
        ]
        tables.append(
            Table(
                f"Money over {words.years(horizon)}",
                [*DIFFERENCE_HEAD],
                cells,
                1,
                strong,
                "Plus is good for the budget. Each step is rounded to what is known of it, so steps may not add "
                "up as printed.",
            )
        )
    shown = [row for row in comparison["outcomes"] if not words.nothing(row)]
    cells = [
        [
            f"{row['title']} ({row['unit']})",
            words.number(row["mean"], row["half_width"], plus=True),
            words.plus_minus(row["half_width"]),
            _range(row),
            _clear(row),
        ]
        for row in shown
    ]
    tables.append(
        Table(
            "People and time",
            [*DIFFERENCE_HEAD],
            cells,
            note="Outcomes that are exactly the same in both are left out.",
        )
    )
    return {"first": first, "second": second, "said": words.comparison_in_words(comparison, titles), "tables": tables}


DIFFERENCE_HEAD = [
    "Second less first",
    "Difference",
    "Simulation error",
    "A single real service",
    "Clear of simulation error?",
]


def _pounds_range(estimate: Facts) -> str:
    return (
        "not known" if estimate["half_width"] is None else words.span(estimate, words.pounds).replace(" and ", " to ")
    )


def _clear(estimate: Facts) -> str:
    if estimate["half_width"] is None:
        return UNKNOWN
    return SAME if words.nothing(estimate) else CLEAR if words.settled(estimate) else WITHIN


def precision_in_words(precision: Facts) -> str | None:
    """Whether the precision asked for was met."""
    if precision["within"] is None:
        return None
    reached = "not known" if precision["reached"] is None else words.pounds(precision["reached"])
    verdict = "It was NOT met." if precision["missed"] else "It was met."
    return (
        f"Precision asked for: net cash of every pair within ±{words.pounds(precision['within'])}; reached: "
        f"±{reached}. {verdict}"
    )


def made_rows(answer: Answer) -> list[tuple[str, str]]:
    """How to make this answer again."""
    made = answer["made"]
    rows = [("Program", f"spsim {made['version']}")] if "version" in made else []
    rows += [
        (words.capital(key.replace("_", " ")), str(value))
        for key, value in made.items()
        if key != "version" and value is not None
    ]
    for scenario in answer["scenarios"]:
        rows.append(
            (
                f"Scenario “{scenario['title']}”",
                f"{scenario['name']}; files: {', '.join(scenario['files'])}; SHA-256 {scenario['hash']}",
            )
        )
    return rows
