"""What would change the answer, one uncertain input at a time?"""

from app.words.assumed import assumption_title
from app.words.estimates import Facts, plus_minus
from app.words.numbers import listed, pounds, years
from app.words.parts import Said

WHOLE = ("people", "places", "sessions", "meetings", "days")


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
