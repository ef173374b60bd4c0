"""What is said of a service fitted to its monthly counts, and of how its forecast did? As its manager would say it."""

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from app.faces.terminal.layout import bullet, command, paragraph, room_beside, section, table
from app.words.numbers import capital, listed
from experiments.fitting.stored import UNTOLD
from experiments.local.informed import GROWTH, HELD, KNOWN, LEVEL, WAITING
from experiments.local.localise import Localised
from experiments.local.monthly import COLUMNS
from experiments.local.months import month_in_words
from experiments.local.returns import STOCKS_AND_WAITS, Column
from experiments.local.score import ColumnScore, Scored, scored
from experiments.local.scoring import ENDS, inside
from sim.faults import printable

if TYPE_CHECKING:
    from numpy.typing import NDArray

NAMED = {
    Column.REFERRED: "referrals",
    Column.ACCEPTED: "people who accept",
    Column.MET_LINK_WORKER: "first meetings",
    Column.TOOK_UP: "people who take up an activity",
    Column.REVIEWED: "reviews",
    Column.DISCHARGED: "discharges",
    Column.WAITING_AT_MONTH_END: "the waiting list",
    Column.MEDIAN_WAIT_WEEKS: "the median wait",
}
NOTHING = "–"
FOLLOWS = 0.75  # of the counts that were fitted to, inside the band
WELL_OFF, FAR_OFF = 0.98, 0.8  # shares of values inside
FEW = 12  # values: of fewer, how many are inside says little
HEADS = ["", "inside", "off by", "3-month mean", "last year", "score", "3-month mean"]
READ_SO = (
    "Inside: values within the 90 % interval. Off by: the error on average; beside it, of the mean of the last three "
    "months, and of the same month a year before. Score: width of the interval and, dearly, how far values lie outside "
    "(less is better); last, that of the mean of three months with the errors it made before."
)


# ---------------------------------------------------------------- one screen, or everything


def of_fit(base: str, found: Localised, cautions: Sequence[str], ends: str, *, everything: bool) -> str:
    """On one screen what a manager asks first, and as much else as it holds; or everything. `base`: its title."""
    months = found.service.months
    head = (
        f"{printable(base)}, fitted to {len(months)} months of counts, "
        f"{month_in_words(months[0])} to {month_in_words(months[-1])}."
    )
    top = [
        *map(paragraph, [head, *cautions, *past_in_words(found)]),
        section("On months it had not seen", *map(bullet, held_back_in_words(found))),
        section("The service that runs on", *map(bullet, standing_in_words(found))),
    ]
    heads = ["What the counts tell", "middle", "90 % interval", ""]
    tables = [
        table(heads, inputs_in_rows(found), indent=""),
        f"{_table(rows_held_back(found))}\n\n{paragraph(READ_SO)}",
    ]
    shown = tables if everything else []
    if not everything:
        ends = f"{ends}\nEverything: add --all"
        shown = [one for one in tables[:1] if one.count("\n") < room_beside(*top, ends)]
    return "\n\n".join([*top, *shown, ends])


def _table(rows: Sequence[ColumnScore]) -> str:
    """Columns and how they did; what no row has is left out."""
    said = [cells(row) for row in rows]
    shown = [n for n, head in enumerate(HEADS) if n == 0 or any(row[n] != NOTHING for row in said)]
    return table([HEADS[n] for n in shown], [[row[n] for n in shown] for row in said], indent="")


def of_score(done: Scored, cautions: Sequence[str]) -> str:
    """Returns beside what was foretold."""
    said = [*cautions, *score_in_words(done)]
    parts = [section("How the forecast did", *map(bullet, said)), _table(done.columns)]
    return "\n\n".join([*parts, paragraph(READ_SO)])


def next_in_words(names: str, path: str) -> str:
    """Which files were written, and what to do with them, each command on a line of its own."""
    check, score = command(f"spsim check {path}"), command(f"spsim score {path} COUNTS")
    return "\n".join([paragraph(f"Written: {names}."), section("Next", check), section("In a year", score)])


# ---------------------------------------------------------------- sentences and cells


def amount(value: float, column: Column) -> str:
    """'3 people', '1.4 weeks'."""
    if column.unit == "weeks":
        return f"{value:.1f} weeks"
    said = f"{value:.0f}" if value >= 9.5 else f"{value:.1f}".removesuffix(".0")
    return f"{said} {'person' if said == '1' else 'people'}" if column is Column.WAITING_AT_MONTH_END else said


def rows_held_back(found: Localised) -> tuple[ColumnScore, ...]:
    """How each column did in the months held back."""
    back = found.held_back
    return scored(back.months, back.came, back.foretold, back.looking_back)


def held_back_in_words(found: Localised) -> list[str]:
    """How the fit did on months that it had not seen."""
    rows = rows_held_back(found)
    values, hits = sum(row.values for row in rows), sum(row.inside for row in rows)
    months = found.held_back.months
    said = [
        f"The last {len(months)} months ({month_in_words(months[0])} to {month_in_words(months[-1])}) were held back "
        f"first. Of {values} values in them, {hits} fell inside the 90 % interval{_judged(hits, values)}."
    ]
    said += [_beside_looking_back(row) for row in rows if row.column in STOCKS_AND_WAITS]
    useless = [row for row in rows if row.error_looking_back is not None and row.error > row.error_looking_back]
    if useless:
        names = listed([NAMED[row.column] for row in useless])
        said.append(f"Looking back was nearer for {names}: there the fit tells no more than the last months do.")
    return said


def past_in_words(found: Localised) -> list[str]:
    """Whether the base, with any inputs, can follow the counts it was fitted to."""
    import numpy

    hits = inside(found.past, found.seen)
    share = float(numpy.nanmean(hits))
    if share >= FOLLOWS:
        return []
    worst = min(range(len(COLUMNS)), key=lambda at: numpy.nanmean(hits[at]) if numpy.isfinite(hits[at]).any() else 1.0)
    few, many = int(numpy.nansum(hits[worst])), int(numpy.isfinite(hits[worst]).sum())
    return [
        f"The scenario does not follow your counts well: {100 * share:.0f} % of them lie in the 90 % band of services "
        f"with the inputs that were found, and of {NAMED[COLUMNS[worst]]} {few} of {many}. Look whether it says what "
        "you have and what happened by date: posts, caseloads, places, review slots, absences."
    ]


def _judged(hits: int, values: int) -> str:
    if values < FEW:
        return " (too few values to judge it by)"
    share = hits / values
    if share < FAR_OFF:
        return ": fewer than the nine in ten there should be, so take its intervals as too narrow"
    return " (about nine in ten should)" if share < WELL_OFF else " (nine in ten would do: its intervals are wide)"


def _beside_looking_back(row: ColumnScore) -> str:
    off = f"The forecast of {NAMED[row.column]} was wrong by {amount(row.error, row.column)} on average"
    if row.error_looking_back is None:
        return f"{off}."
    return f"{off}, the mean of the last three months by {amount(row.error_looking_back, row.column)}."


def standing_in_words(found: Localised) -> list[str]:
    """The service on day 0, in a few sentences."""
    sample = found.sample
    low, middle, high = _ends(sample.waiting)
    held = _ends(sample.caseload.sum(axis=1))
    said = [
        f"On {found.service.ends}: {_with_range(low, middle, high)} people waiting, "
        f"{_with_range(*held)} on caseloads of {sum(found.service.rooms)} slots, "
        f"{sum(sample.in_activity)} more in activities."
    ]
    if sample.known.any():
        said.append(
            f"About {_ends(sample.known)[1]} more are in care and known to the service, their support over. Their "
            "reviews are in the forecast; the scenario itself leaves them out, since nothing decided now changes what "
            "they had."
        )
    return said


def _with_range(low: int, middle: int, high: int) -> str:
    return f"{middle}" if low == high else f"{middle} ({low} to {high})"


def _ends(values: "NDArray[Any]") -> tuple[int, int, int]:
    import numpy

    low, middle, high = numpy.quantile(values, ENDS)
    return round(low), round(middle), round(high)


def inputs_in_rows(found: Localised) -> list[list[str]]:
    """Each input found: what it is, its middle and 90 % interval, and whether the counts tell it."""
    import numpy

    rows = []
    for one in found.service.inputs:
        values = found.sample.values[one.name]
        low, middle, high = (float(n) for n in numpy.quantile(values, ENDS))
        if one.name == GROWTH:
            said = [f"{100 * (numpy.exp(n) - 1):+.0f} %".replace("-", "−") for n in (low, middle, high)]
            title = "Growth of referrals a year"
        elif one.name in (WAITING, KNOWN):
            said = [f"{max(0.0, n - 1):.0f}" for n in (low, middle, high)]
            title = one.title
        elif one.scale == "odds" or one.name == HELD:
            said = [f"{100 * n:.0f} %" for n in (low, middle, high)]
            title = one.title
        elif one.name == LEVEL:
            rate = float(found.service.base.demand.referrals_per_week.value)
            said = [f"{n * rate:.1f}" for n in (low, middle, high)]
            title = "Referrals a week, in the middle of the months counted"
        else:
            said = [f"{n:.2f}" for n in (low, middle, high)]
            title = f"{one.title}, times the base's"
        untold = "cannot tell" if found.sample.narrower[one.name] > UNTOLD else ""
        rows.append([title, said[1], f"{said[0]} to {said[2]}", untold])
    return rows


def score_in_words(done: Scored) -> list[str]:
    """How a forecast did."""
    months = f"{month_in_words(done.months[0])} to {month_in_words(done.months[-1])}"
    how = (
        "set beside the forecast that was made before they came"
        if done.made_before
        else "set beside the scenario as it is run now: no forecast of these months was made for it before, so this "
        "shows how well it describes them, not how well it foretold them"
    )
    said = [
        f"{months}, {how}. Of {done.values} values {done.inside} fell inside the 90 % interval"
        f"{_judged(done.inside, done.values)}."
    ]
    said += [_beside_looking_back(row) for row in done.columns if row.column in STOCKS_AND_WAITS]
    departing = [(row, row.departs) for row in done.columns if row.departs is not None]
    for row, first in departing:
        since, side = month_in_words(first), "above" if row.above else "below"
        said.append(f"{capital(NAMED[row.column])} clearly left what was foretold from {since}, {side} it.")
    if not departing:
        said.append("No column clearly left what was foretold.")
    return said


def cells(row: ColumnScore) -> list[str]:
    """One column of a table of scores."""
    column = row.column

    def said(value: float | None) -> str:
        return NOTHING if value is None or not isfinite(value) else f"{value:.1f}"

    return [
        column.title,
        f"{row.inside} of {row.values}",
        said(row.error),
        said(row.error_looking_back),
        said(row.error_last_year),
        said(row.score),
        said(row.score_looking_back),
    ]
