"""How is money beyond the bridge said? Swings, break-even values, options side by side, and the budget by year.

From the answer's dictionary alone, as in `words`: it rounds and words, and works nothing out. Plain text throughout.
"""

from collections.abc import Sequence

from app.words import (
    Facts,
    Said,
    assumption_title,
    capital,
    count,
    listed,
    number,
    percent,
    plus_minus,
    pounds,
    settled,
    years,
)

OF = {"net": "Net cash", "capacity": "The value of capacity released less the cost of the service"}
WHOLE = ("people", "places", "sessions", "meetings", "days")


# ---------------------------------------------------------------- what would change the answer


def amount(value: float, unit: str, *, times: bool = False) -> str:
    """'£1,826', '0.5 times', '12 places', '0.27'."""
    said = f"{value:,.10g}"
    if times:
        return f"{said} times"
    if unit == "£":
        return f"£{said}"
    return f"{said} {unit}" if unit in (*WHOLE, "posts", "weeks", "hours/week") else said


def swing_title(row: Facts) -> str:
    """What an input is, and of which table."""
    return assumption_title(row)


def swing_range(row: Facts) -> str:
    """'£1,826 to £10,958'."""
    low = amount(row["low"], row["unit"] if row["unit"] == "£" else "")
    return f"{low} to {amount(row['high'], row['unit'] if row['unit'] == '£' else '', times=row['times'])}"


def swing_cells(row: Facts, of: str = "net") -> list[str]:
    """The answer at the low, at the high, and the swing, each with its simulation error."""
    swing = row[of]
    return [
        _with_error(swing["at_low"], swing["at_low_half_width"]),
        _with_error(swing["at_high"], swing["at_high_half_width"]),
        _with_error(swing["swing"], swing["swing_half_width"]),
    ]


def _with_error(value: float, half_width: float | None) -> str:
    if half_width is not None and half_width <= 1e-9 * abs(value):
        return pounds(value, 1.0)  # exact: every replication says the same
    return f"{pounds(value, half_width)} {plus_minus(half_width, pounds)}"


def changes_sign(row: Facts, base: Facts, of: str = "net") -> bool:
    """Whether the answer lies on the other side of nought at one of the ends, by more than simulation error."""
    return any(
        row[of][end] * base["mean"] < 0 and abs(row[of][end]) > (row[of][f"{end}_half_width"] or 0.0)
        for end in ("at_low", "at_high")
    )


def swings_in_words(swings: Facts) -> list[Said]:
    """Which inputs could change the sign of net cash on their own, and what was left out."""
    rows, base = swings["rows"], swings["base"]["net"]
    if not rows:
        return [
            Said("One at a time", "No uncertain input states a range, so nothing is known of what would change it.")
        ]
    turning = [swing_title(row) for row in rows if changes_sign(row, base)]
    now = _with_error(base["mean"], base["half_width"])
    told = (
        f"{listed(turning)} could alone carry it to the other side of £0."
        if turning
        else "None of them alone carries it to the other side of £0."
    )
    said = [Said("One at a time", f"Net cash over {years(swings['years'])} is {now}. {told}")]
    if swings["skipped"]:
        said += [Said("Not tried", f"{swing_title(row)}: {row['why'].rstrip('.')}.") for row in swings["skipped"]]
    return said


def unknown_inputs(swings: Facts) -> Said:
    """The third interval, as far as swings can tell it."""
    ends = [row["net"][end] for row in swings["rows"] for end in ("at_low", "at_high")]
    if not ends:
        return Said("Unknown inputs", "No uncertain input states a range. Only local data can tell.")
    return Said(
        "Unknown inputs",
        f"One at a time, the {len(swings['rows'])} inputs with a range put net cash over {years(swings['years'])} "
        f"between {pounds(min(ends), swings['base']['net']['half_width'])} and "
        f"{pounds(max(ends), swings['base']['net']['half_width'])}; several together may do more. "
        "Only local data make it smaller.",
    )


def swings_heading(swings: Facts) -> str:
    """Above the table."""
    return (
        f"Each uncertain input at its low and its high, all else equal, the same luck: net cash over "
        f"{years(swings['years'])}"
    )


# ---------------------------------------------------------------- break-even


def break_even_in_words(found: Facts) -> list[str]:
    """Where the answer crosses nought."""
    title, unit, times = assumption_title(found), found["unit"], found["times"]
    span = f"{amount(found['low'], unit, times=times)} to {amount(found['high'], unit, times=times)}"
    what = f"{OF[found['of']]} over {years(found['years'])}"
    now = amount(found["value"], unit, times=times)
    if found["crossing"] is None:
        side = "above" if found["points"][0]["mean"] >= 0 else "below"
        none = f"Break-even: none in range. {what} stays {side} £0 from {span} ({title}; now {now})."
        return [none]
    at, unit_shown = found["crossing"], unit
    turns = "above" if found["rising"] else "below"
    first = (
        f"Break-even: {what} crosses £0 where “{title}” is about {_near(at, found, unit_shown)} (now {now}); "
        f"{turns} £0 beyond that."
    )
    said = [first, _interval(found)]
    if found["crossings"] > 1:
        said.append(
            f"It changes sign {found['crossings']} times between {span}: read the table, "
            "not this one value."
        )  # fmt: skip
    return said


def _near(value: float, found: Facts, unit: str) -> str:
    """To a grain that suits the interval."""
    low, high = found["interval"]
    width = (high - low) / 10 if low is not None and high is not None else abs(found["high"] - found["low"]) / 100
    if unit == "£":
        return pounds(value, width)
    said = number(value, width)
    return f"{said} times" if found["times"] else f"{said} {unit}" if unit in (*WHOLE, "posts") else said


def _interval(found: Facts) -> str:
    low, high = found["interval"]
    if low is None and high is None:
        return (
            "95% interval (simulation error): the whole range and beyond. More replications are needed."
            if found["replications"] > 1
            else "One replication: nothing is known of its simulation error."
        )
    unit = found["unit"]
    if low is None:
        return f"95% interval (simulation error): from below the range to {_near(high, found, unit)}."
    if high is None:
        return f"95% interval (simulation error): from {_near(low, found, unit)} to beyond the range."
    return f"95% interval (simulation error): {_near(low, found, unit)} to {_near(high, found, unit)}."


# ---------------------------------------------------------------- options


OPTION_ROWS = (
    ("spend", "Spent on the service", pounds),
    ("discharged", "People discharged", count),
    ("discharged_gained", "  more than under usual care", count),
    ("wait", "Mean wait for a link worker, weeks", number),
    ("capacity", "Capacity released", pounds),
    ("cash", "Cash released", pounds),
    ("net", "Net cash", pounds),
)


def options_in_words(options: Facts) -> list[str]:
    """Whether the money is the same, and which options are dominated."""
    said = []
    titles = {row["name"]: row["title"] for row in options["rows"]}
    if options["equal_spend"] is not None:
        within = percent(options["equal_within"])
        said.append(
            f"They spend the same, within {within}: what differs is what the money does."
            if options["equal_spend"]
            else f"They do not spend the same (within {within}): part of any difference is the size of the spend."
        )
    for row in options["rows"]:
        if row["dominated_by"]:
            sure = [titles[by["name"]] for by in row["dominated_by"] if by["beyond_luck"]]
            unsure = [titles[by["name"]] for by in row["dominated_by"] if not by["beyond_luck"]]
            told = [f"by {listed(sure)}"] if sure else []
            told += [f"by {listed(unsure)}, within simulation error"] if unsure else []
            said.append(
                f"“{row['title']}” is dominated {'; and '.join(told)}: it costs no less and is no better in discharges "
                "or capacity released."
            )
    return said


def option_cell(row: Facts, name: str) -> str:
    """One figure of one option, with its simulation error."""
    if name not in row:
        return "–"
    say = dict((key, say) for key, _, say in OPTION_ROWS)[name]
    if not row[name]["mean"] and not row[name]["half_width"]:
        return "£0" if say is pounds else "0"
    return f"{say(row[name]['mean'], row[name]['half_width'])} {plus_minus(row[name]['half_width'], say)}"


# ---------------------------------------------------------------- budget


def budget_heading(budget: Facts) -> str:
    """Above the table of years and payers."""
    return (
        f"Budget impact by financial year, in £ of {budget['terms']['price_year']} "
        "(with the programme less without it: + costs more)"
    )


def budget_in_words(budget: Facts) -> list[str]:
    """How years were weighed, and what is not shown."""
    terms = budget["terms"]
    rate = percent(terms["discount_rate"], 1)
    first = "year 1 not discounted" if terms["first_year"] == "undiscounted" else "year 1 discounted by a whole year"
    said = [f"Discounted at {rate} a year, {first}; year 1 is {budget['years'][0]['year']}."]
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
        return ""
    budgeted = sum(row["budgeted"]["mean"] for row in rows)
    payers = listed(sorted({row["payer"] for row in rows}))
    return f"Of {pounds(budgeted)} budgeted for posts, {pounds(total)} stays unspent while they are vacant ({payers})."


def impact_cells(estimates: Sequence[Facts | None]) -> list[str]:
    """A row of the table: amounts to a grain that suits their simulation error."""
    return [
        "not known" if one is None else pounds(one["mean"], one["half_width"], plus=bool(one["mean"] and settled(one)))
        for one in estimates
    ]
