"""How is an answer shown in a terminal? Sentences first, then a few tables, at most 100 columns wide.

Every sentence is from `words`, which the report shares. Nothing is worked out here; the order is that of page one.
"""

import shlex
import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

from app import words, words_money
from app.words import Facts
from experiments.intervals import replications_needed

WIDTH = 96
INDENT = "  "
ALWAYS_THERE = ("", "prices.index")  # warnings that every scenario has: said with the assumptions
PEOPLE_SHOWN = (
    "referred",
    "declined",
    "gave_up",
    "support_completed",
    "took_up",
    "nothing_suitable",
    "routine_reviews",
    "supported_reviews",
    "relapses",
    "weeks_in_care",
)
NOT_IN_A_CLINIC = ("gave_up", "support_completed", "took_up", "nothing_suitable")
SHORT = ("referred", "declined", "gave_up", "took_up", "supported_reviews", "relapses", "weeks_in_care")
ASK_FOR_LUCK = ("--seed", "--replications", "--within", "--max-replications")
OUT_OF_REACH = 10_000_000  # replications
RANGES = (".low", ".high", ".low_times", ".high_times")
DIFFERENCES_SHOWN = ("declined", "gave_up", "wait_for_link_worker", "within_target", "support_completed", "took_up")


# ---------------------------------------------------------------- paragraphs and tables


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """A sentence or more, in lines."""
    later = indent if hanging is None else hanging
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=later, break_on_hyphens=False)


def bullet(text: str) -> str:
    """A sentence of a list."""
    return paragraph(text, f"{INDENT}- ", f"{INDENT}  ")


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], indent: str = INDENT) -> str:
    """Columns: the first to the left, numbers to the right. A row of nothing is a rule."""
    rows = [list(row) for row in rows]
    columns = list(zip(heads, *(row for row in rows if row), strict=True))
    widths = [max(map(len, column)) for column in columns]
    widths[0] = min(widths[0], WIDTH - len(indent) - sum(widths[1:]) - 2 * (len(widths) - 1))
    lines = []
    for row in [list(heads), *rows]:
        if not row:
            lines.append(indent + "-" * (sum(widths) + 2 * (len(widths) - 1)))
            continue
        first, *more = textwrap.wrap(row[0], widths[0]) or [""]
        lines += [f"{indent}{first}"] if more else []
        lines += [f"{indent}  {line}" for line in more[:-1]]
        label = f"  {more[-1]}" if more else first
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        lines.append(f"{indent}{'  '.join([label.ljust(widths[0]), *cells])}".rstrip())
    return "\n".join(lines)


def section(title: str, *parts: str) -> str:
    """A heading with what stands under it; nothing at all where nothing does."""
    said = [part for part in parts if part]
    return "\n".join([title, *said]) if said else ""


# ---------------------------------------------------------------- one scenario


def one(answer: Facts, *, full: bool) -> str:
    """The answer on one scenario; `spsim run` shows the shorter one."""
    scenario = answer["scenarios"][0]
    parts = [
        opening(scenario),
        before_you_read_on(answer),
        section("Answer", *_in_words(scenario)),
        section("People", *(bullet(text) for text in words.people_in_words(scenario))),
        people(scenario, PEOPLE_SHOWN if full else SHORT),
        before_and_after(scenario),
        bridge(scenario),
        section("What would change the answer", *named(words.what_would_change(scenario))),
        swings(scenario),
        budget(scenario),
        section("Use of what there is", capacity(scenario)),
        sure(scenario, answer),
        assumed(scenario, full=full),
        again(answer),
    ]
    return "\n\n".join(part for part in parts if part)


def _in_words(scenario: Facts) -> list[str]:
    said = [words.answer_in_words(scenario), words.who_pays(scenario) or ""]
    return [paragraph(text, INDENT) for text in said if text]


def named(said: Iterable[tuple[str, str]]) -> list[str]:
    """Sentences, each under its name."""
    return [bullet(f"{name}: {text}") for name, text in said]


def opening(scenario: Facts) -> str:
    """The question, and what it is compared with."""
    return "\n".join(
        [
            paragraph(words.question_of(scenario)),
            paragraph(f"{scenario['title']} ({scenario['name']})", INDENT),
            paragraph(f"Compared with: {words.comparator_in_words(scenario)}", INDENT),
            paragraph(words.setting_in_words(scenario), INDENT),
        ]
    )


def before_you_read_on(answer: Facts) -> str:
    """What must be known before an answer is believed: a precision that was missed, then overload."""
    said = [precision(answer)] if answer["precision"]["missed"] else []
    for scenario in answer["scenarios"]:
        name = f"{scenario['title']}: " if len(answer["scenarios"]) > 1 else ""
        over = {load["path"] for load in scenario["loads"] if load["load"] is None or load["load"] > 1}
        found = [warning for warning in scenario["warnings"] if warning["path"] not in ALWAYS_THERE]
        found.sort(key=lambda warning: warning["path"] not in over)
        said += [name + warning["message"] for warning in found]
    return section("Before you read on", *(bullet(text) for text in said))


def people(scenario: Facts, names: Sequence[str] = PEOPLE_SHOWN) -> str:
    """Usual care, the programme, and the paired difference."""
    of = words.outcomes(scenario)
    shown = [name for name in names if not (words.is_clinic(scenario) and name in NOT_IN_A_CLINIC)]
    if words.has_reviews(scenario):
        shown += [f"discharged_in_{year}y" for year in words.horizons(scenario)]
    shown += [f"uses.{line['line']}" for line in scenario["naive"]]
    rows = [of[name] for name in shown if name in of]
    rows = [row for row in rows if not (words.nothing(row["usual"]) and words.nothing(row["programme"]))]
    cells = []
    for row in rows:
        cells.append(
            [
                title_of(row),
                words.count(*_mean(row["usual"])),
                words.count(*_mean(row["programme"])),
                difference(row["difference"]),
            ]
        )
    return table(["", "usual care", "programme", "difference"], cells)


def title_of(outcome: Facts) -> str:
    """An outcome's title, with its unit where that is not people, times or said already."""
    title, unit = str(outcome["title"]), outcome["unit"]
    if unit in ("people", "times", "reviews", "uses") or unit in title.lower():
        return title
    return f"{title}, {unit}"


def _mean(estimate: Facts) -> tuple[float, float | None]:
    return estimate["mean"], estimate["half_width"]


def difference(estimate: Facts, say: words.Say = words.count) -> str:
    """'+48 ±6'; 'none' where it is exactly nought."""
    if words.nothing(estimate):
        return "none"
    if say is words.pounds and exact(estimate):
        return words.pounds(estimate["mean"], 1.0, plus=True)
    text = say(estimate["mean"], estimate["half_width"])
    plus = "+" if estimate["mean"] > 0 and any(c in "123456789" for c in text) else ""
    return f"{plus}{text} {words.plus_minus(estimate['half_width'], say)}"


def exact(estimate: Facts) -> bool:
    """Whether every replication gives the same, but for the last binary digit."""
    half_width = estimate["half_width"]
    return half_width is not None and half_width <= 1e-9 * abs(estimate["mean"])


def before_and_after(scenario: Facts) -> str:
    """What a before-and-after study would report of each care line, beside the true effect."""
    cells = [
        [line["title"], difference(line["naive"], words.number), difference(line["true"], words.number)]
        for line in scenario["naive"]
    ]
    if not cells:
        return ""
    heads = ["", "before and after", "true effect"]
    heading = "What a before-and-after study would report, and what is the programme's doing (change, %)"
    return section(heading, table(heads, cells))


def bridge(scenario: Facts) -> str:
    """From headline to net cash, at each horizon; every column adds up as printed."""
    at = words.horizons(scenario)
    if not at:
        return section(
            "From headline to bankable", paragraph("Follow-up is shorter than a year: nothing to show.", INDENT)
        )
    columns = [(scenario, year) for year in at]
    claim = words.headline_in_words(scenario)
    return section(
        "From headline to bankable, in £ (+ is good for the budget), so many years after day 0",
        steps_table(columns, [words.years(year) for year in at], one_real_year=True),
        paragraph(f"The published claim: {claim}", INDENT) if claim else "",
    )


def steps_table(columns: Sequence[tuple[Facts, int]], heads: Sequence[str], *, one_real_year: bool) -> str:
    """The steps of a bridge, a column for each (scenario, horizon), rounded as in the report."""
    from app.report import added_up, bridge_unit

    unit = min(bridge_unit(scenario) for scenario, _ in columns)
    bridges = [scenario["bridge"][str(year)] for scenario, year in columns]
    printed = [added_up(rows, unit) for rows in bridges]
    cells: list[list[str]] = []
    for i, row in enumerate(bridges[0]):
        if row["kind"] == "subtotal" or not all(words.nothing(rows[i]) for rows in bridges):
            note = words.bridge_note(columns[0][0], row["name"]) if row["name"] != "service" else None
            title = row["title"].upper() if row["kind"] == "subtotal" else row["title"]
            amounts = [words.pounds(column[i], 2 * unit) for column in printed]
            cells.append([f"{title}{f' ({note})' if note else ''}", *amounts])
    nets = [rows[-1] for rows in bridges]
    widths = [words.plus_minus(net["half_width"], words.pounds) for net in nets]
    cells += [[], ["Simulation error of net cash", *widths]]
    if one_real_year and all(net["half_width"] is not None for net in nets):
        ranges = [words.span(net, words.pounds).split(" and ") for net in nets]
        cells += [["One real year: net cash from", *(low for low, _ in ranges)]]
        cells += [["  to", *(high for _, high in ranges)]]
    return table(["", *heads], cells)


def capacity(scenario: Facts) -> str:
    """How much of each capacity was used: the fullest activities only, where there are many."""
    rows = scenario["capacity"]
    places = [row for row in rows if row["name"].endswith(": places")]
    posts = [row for row in rows if row not in places]
    said = [wait for wait in [_place_wait(scenario)] if wait]
    if not rows:
        return bullet("No link workers and no activities here.")
    fullest = sorted(places, key=lambda row: -row["mean"])[:3]
    cells = [
        [
            row["name"].replace("team: ", "link workers: "),
            words.percent(row["mean"]),
            f"{words.percent(row['low'])} to {words.percent(row['high'])}",
        ]
        for row in posts + fullest
    ]
    more = f"The {len(fullest)} fullest of {len(places)} activities are shown." if len(places) > len(fullest) else ""
    return "\n".join(
        [
            *(bullet(text) for text in said),
            table(["", "on average", "one real year"], cells),
            *([paragraph(more, INDENT)] if more else []),
        ]
    )


def _place_wait(scenario: Facts) -> str:
    if words.is_clinic(scenario):
        return ""
    return words.wait_in_words(
        scenario["waits"]["place"], "a place", words.outcomes(scenario)["wait_for_place"]["programme"]
    )


def sure(scenario: Facts, answer: Facts) -> str:
    """The three intervals by name, and whether the precision asked for was reached."""
    how = words.how_sure(scenario, answer["made"]["replications"])
    if "swings" in scenario:
        how = [words_money.unknown_inputs(scenario["swings"]) if one.name == "Unknown inputs" else one for one in how]
    said = named(how)
    reached = [] if answer["precision"]["missed"] else [bullet(text) for text in [precision(answer)] if text]
    return section("How sure", *said, *reached)


def precision(answer: Facts) -> str:
    """Whether the precision asked for was reached, and what it would take; '' if none was asked for."""
    asked, made = answer["precision"], answer["made"]
    if asked["within"] is None:
        return ""
    what = "the net cash of every pair shown" if len(answer["scenarios"]) > 1 else "net cash"
    wanted = f"£{asked['within']:,.0f}"
    runs = f"{made['replications']:,} replications"
    if asked["reached"] is None:
        return f"Precision: {what} was wanted within {wanted}; one replication cannot say how near it is."
    reached = f"£{asked['reached']:,.0f}"
    if not asked["missed"]:
        return f"Precision: {what} is known within {reached} ({wanted} was asked for), from {runs}."
    needed = replications_needed(asked["reached"], made["replications"], asked["within"])
    advice = f" (--max-replications {needed})" if needed <= OUT_OF_REACH else ": ask for less"
    return (
        f"PRECISION NOT REACHED: {what} was wanted within {wanted}; after {runs} it is known within {reached}. "
        f"It would take about {needed:,} replications{advice}."
    )


def assumed(scenario: Facts, *, full: bool) -> str:
    """How much is assumed, what the answer cannot tell, and where to read on."""
    index = [warning["message"] for warning in scenario["warnings"] if warning["path"] == "prices.index"]
    return section(
        "Assumed, not measured",
        bullet(
            f"Of {len(scenario['assumptions'])} values: {words.grades_in_words(scenario)}. "
            f"All of them, with sources: spsim show {scenario['name']}."
        ),
        bullet(words.channels_in_words(scenario)),
        *(bullet(text) for text in index),
        *(bullet(text) for text in words.cannot_tell(scenario)[: None if full else 2]),
    )  # fmt: skip


def again(answer: Facts) -> str:
    """How to get the same answer again, anywhere."""
    made = answer["made"]
    hashes = ", ".join(f"{scenario['name']} {scenario['hash'][:12]}" for scenario in answer["scenarios"])
    line = f"{without_luck(made['command'])} --seed {made['seed']} --replications {made['replications']}"
    return f"The same answer again:\n{INDENT}{line}\n{INDENT}spsim {made['version']}; {hashes}"


def without_luck(command: str) -> str:
    """A command line without how many replications, and whose luck, it asked for."""
    kept, skip = [], False
    for word in shlex.split(command):
        if skip or word.partition("=")[0] in ASK_FOR_LUCK:
            skip = not skip and word in ASK_FOR_LUCK
        else:
            kept.append(word)
    return shlex.join(kept)


# ---------------------------------------------------------------- what would change it, and whose budget


SWINGS_SHOWN = 12
COLUMNS_AT_ONCE = 3


def swings(scenario: Facts, *, named_in: bool = False) -> str:
    """Every uncertain input at its low and high, the widest swing first; nothing where nobody asked."""
    if "swings" not in scenario:
        return ""
    found = scenario["swings"]
    shown = [row for row in found["rows"] if row["net"]["swing"]][:SWINGS_SHOWN]
    cells = [
        [f"{words_money.swing_title(row)}: {words_money.swing_range(row)}", *words_money.swing_cells(row)]
        for row in shown
    ]
    more = f"The {len(shown)} widest of {len(found['rows'])} are shown; the rest, and capacity released, with --json."
    heading = words_money.swings_heading(found)
    return section(
        f"{scenario['title']}: {heading}" if named_in else heading,
        *named(words_money.swings_in_words(found)),
        table(["", "at its low", "at its high", "swing"], cells) if cells else "",
        paragraph(more, INDENT) if len(found["rows"]) > len(shown) else "",
    )


def options(found: Facts) -> str:
    """Scenarios and usual care side by side, a few columns at a time."""
    rows = found["rows"]
    scenarios = [row for row in rows if not row["comparator"]]
    if len(scenarios) < 2:
        return ""
    parts = []
    for at in range(0, len(rows), COLUMNS_AT_ONCE):
        some = rows[at : at + COLUMNS_AT_ONCE]
        heads = [textwrap.shorten(row["title"], 20, placeholder="…") for row in some]
        cells = [
            [title, *(words_money.option_cell(row, name) for row in some)] for name, title, _ in words_money.OPTION_ROWS
        ]
        parts.append(table(["", *heads], cells))
    said = [paragraph(text, INDENT) for text in words_money.options_in_words(found)]
    return section(f"Options side by side, over {words.years(found['years'])}", "\n\n".join(parts), *said)


def budget(scenario: Facts) -> str:
    """Whose budget, in which year."""
    found = scenario["budget"]
    years, last = found["years"], found["totals"][-1]
    if not found["by_payer"]:
        return ""
    cells = [[row["payer"], *words_money.impact_cells([*row["by_year"], row["impact"]])] for row in found["by_payer"]]
    everything = [("All", None), ("  discounted", "discounted"), ("  nominal", "nominal")]
    for title, view in everything:
        of = [one if view is None else one[view] for one in [*years, last]]
        cells.append([title, *words_money.impact_cells([one and one["impact"] for one in of])])
    cells.append(["  of which cash", *words_money.impact_cells([one["cash"] for one in [*years, last]])])
    widths = [words.plus_minus(one["impact"]["half_width"], words.pounds) for one in [*years, last]]
    cells.append(["Simulation error of all", *widths])
    if found["adjusted"]:
        adjusted = found["adjusted"][-1]
        cells.append(
            ["All, adjusted for optimism", *[""] * len(years), *words_money.impact_cells([adjusted["impact"]])]
        )
    said = [paragraph(text, INDENT) for text in words_money.budget_in_words(found)]
    heads = ["", *(year["year"] for year in years), "together"]
    return section(words_money.budget_heading(found), table(heads, cells), *said)


def of_break_even(found: Facts) -> str:
    """`spsim break-even`."""
    unit, times = found["unit"], found["times"]
    cells = [
        [
            words_money.amount(float(f"{point['value']:.4g}"), unit, times=times),
            words.pounds(point["mean"], point["half_width"]),
            words.plus_minus(point["half_width"], words.pounds),
        ]
        for point in found["points"]
    ]
    heads = [found["path"].split(".")[-1], "mean, £", "simulation error"]
    said = [paragraph(text) for text in words_money.break_even_in_words(found)]
    return "\n".join([*said, "", table(heads, cells)])


# ---------------------------------------------------------------- several scenarios


def several(answer: Facts) -> str:
    """`spsim compare`: what differs, each scenario in a sentence, then against each other."""
    scenarios = answer["scenarios"]
    parts = [differs(answer), before_you_read_on(answer)]
    parts.append(
        section(
            "Each against its own comparator: the same people, with the programme off",
            *(_in_short(s) for s in scenarios),
        )
    )
    for pair in answer["comparisons"]:
        parts.append(against(pair, scenarios))
    parts += [options(answer["options"]), *(swings(scenario, named_in=True) for scenario in scenarios)]
    parts += [side_by_side(scenarios), sure(scenarios[0], answer), assumed(scenarios[0], full=True), again(answer)]
    return "\n\n".join(part for part in parts if part)


def differs(answer: Facts) -> str:
    """What the later scenarios state otherwise than the first."""
    first, *later = answer["scenarios"]
    parts = []
    for scenario, rows in zip(later, answer["differs"], strict=True):
        parts.append(paragraph(f"“{scenario['title']}” differs from “{first['title']}” in:", INDENT))
        paths = {row["path"] for row in rows}
        said = [
            f"{row['path']}: {_stated(row['first'])} -> {_stated(row['second'])}"
            for row in rows
            if not (row["path"].endswith(RANGES) and row["path"].rpartition(".")[0] in paths)
        ]
        parts += [bullet(text) for text in said or ["nothing that could change the answer"]]
    return section("What differs", *parts)


def _stated(value: str | None) -> str:
    return "not stated" if value is None else value


def _in_short(scenario: Facts) -> str:
    return bullet(f"{scenario['title']}: {words.answer_in_words(scenario)}")


def against(pair: Facts, scenarios: Sequence[Facts]) -> str:
    """Two scenarios, person by person."""
    titles = {scenario["name"]: scenario["title"] for scenario in scenarios}
    clinic = any(words.is_clinic(one) for one in scenarios if one["name"] in (pair["first"], pair["second"]))
    of = {row["name"]: row for row in pair["outcomes"]}
    names = [name for name in of if name.startswith(("discharged_in_", "uses."))]
    names = [*(() if clinic else DIFFERENCES_SHOWN), *names, "relapses", "weeks_in_care"]
    rows = [of[name] for name in names if name in of and not words.nothing(of[name])]
    cells = [[title_of(row), difference(row, words.number), one_year(row, words.number)] for row in rows]
    heading = f"“{titles[pair['second']]}” less “{titles[pair['first']]}”, person by person, with the same luck"
    return section(
        heading,
        paragraph(words.comparison_in_words(pair, titles), INDENT),
        table(["", "difference", "one real year"], cells) if cells else "",
        _money_against(pair),
    )


def _money_against(pair: Facts) -> str:
    """The difference in money at each horizon."""
    at = sorted(pair["bridge"], key=int)
    steps = {year: {row["name"]: row for row in pair["bridge"][year]} for year in at}
    cells = [
        [steps[at[0]][name]["title"], *(difference(steps[year][name], words.pounds) for year in at)]
        for name in ("capacity", "cash", "service", "net")
        if at and not all(words.nothing(steps[year][name]) for year in at)
    ]
    return table(["", *(words.years(int(year)) for year in at)], cells) if cells else ""


def one_year(estimate: Facts, say: words.Say) -> str:
    """'−£53,000 to −£39,000'."""
    return words.span(estimate, say).replace(" and ", " to ")


def side_by_side(scenarios: Sequence[Facts]) -> str:
    """The scenarios in columns, if there are few enough to fit."""
    shared = set.intersection(*(set(words.horizons(scenario)) for scenario in scenarios))
    if not shared or not 1 < len(scenarios) <= 4:
        return ""
    year = max(shared)
    heads = [textwrap.shorten(scenario["title"], 18, placeholder="…") for scenario in scenarios]
    return section(
        f"From headline to bankable over {words.years(year)}, in £, each against its own comparator",
        steps_table([(scenario, year) for scenario in scenarios], heads, one_real_year=False),
    )


def of_answer(answer: dict[str, Any], *, full: bool = True) -> str:
    """The whole text of an answer."""
    return one(answer, full=full) if len(answer["scenarios"]) == 1 else several(answer)
