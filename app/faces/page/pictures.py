"""Which pictures does a board want? Queues, people, money and how sure it is, every option on one scale.

None where there is nothing to draw. Each picture says its numbers in words to those who do not see it, and has them in
a table beside it. Options stand in order of cost, by the letters that page one gives them.
"""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from app import words
from app.faces import charts
from app.faces.page.shapes import Figure
from app.tables.all_inputs import in_sets, over_sets
from app.tables.all_inputs import title_of as of_sets
from app.tables.bridge import of_options
from app.tables.fates import hundreds, of_100
from app.tables.money import spending_of_options
from app.tables.options import lettered
from app.tables.queues import QUEUES, over_time, queues_of, span_of, tops_of
from app.tables.ranges import each_in_words, net_cash, ranges, title_of
from app.tables.spending import payers_spending
from app.tables.table import shown, shown_if
from experiments.answer import Answer, AnswerInShort

Names = Mapping[str, str]
HEADLINE = "Headline: a year for each discharge"


def queues_figure(answer: AnswerInShort, names: Names) -> Figure | None:
    """People waiting for a link worker, and for a group place, over time: a line for each option, on one axis."""
    queues, options = queues_of(answer, names), lettered(answer, names)
    if not queues:
        return None
    span, tops = span_of(queues), tops_of(queues)
    panels = [charts.queue_panel(queue, top, span) for queue, top in zip(queues, tops, strict=True)]
    note = (
        f"People at the end of each week, mean of {answer.provenance.replications:,} replications; shaded: simulation "
        "error. One real service varies more."
    )
    if len({*tops}) > 1:
        note += f" The {'two ' if len(queues) == 2 else ''}scales differ."
    if without := [one.letter for one in options if words.is_clinic(one.scenario)]:
        such = "such queues" if len(queues) < len(QUEUES) else "queue for link workers or groups"
        note += f" {words.listed(without)} {'has' if len(without) == 1 else 'have'} no {such}."
    return Figure(
        "Who waits, and when", charts.key(options, lines=True) + beside(panels), shown_if(over_time(queues)), note
    )


def hundred_figure(answer: Answer, names: Names) -> Figure | None:
    """What becomes of 100 people who come, in usual care and with each option."""
    found = hundreds(answer, names)
    if found is None:
        return None
    squares = [charts.hundred_squares(column, found.titles) for column in found.columns]
    note = f"Averages, simulation error at most ±{found.error}.{found.note}"
    return Figure(
        found.title, charts.hundred_key(found.titles) + beside(squares, "squares"), shown(of_100(found)), note
    )


def waterfalls_figure(answer: AnswerInShort, names: Names) -> Figure | None:
    """From the headline to net cash, a column for each option, on one scale."""
    options = lettered(answer, names)
    table = of_options([one.scenario for one in options], {one.scenario.name: one.head for one in options})
    if table is None:
        return None
    bars = [
        charts.Bar(
            HEADLINE if row.name == "headline" else row.title,
            row.subtotal,
            row.printed,
            [words.pounds(value, row.unit * 2, plus=True) for value in row.printed],
        )
        for row in table.rows
        if not row.unseen
    ]
    heads = [one.letter for one in options if one.letter]
    note = "Averages. Dark: good for the budget. Pale: bad for it. Black: subtotals."
    return Figure(table.caption, charts.waterfalls(bars, heads, table.caption), shown(table), note)


def spending_figure(answer: Answer, names: Names) -> Figure | None:
    """What the service costs each payer by financial year, option beside option, and the budget's limit."""
    options = lettered(answer, names)
    payers = payers_spending(options)
    if not payers:
        return None
    most, called = max(one.most for one in payers), [one.letter for one in options]
    panels = [charts.spending_panel(one, most, called) for one in payers]
    note = "Bars: expected. Dotted: with every post filled."
    if any(row.limit is not None for one in answer.scenarios for row in one.spending):
        note += " Black stroke: the budget’s limit."
    heads = {one.scenario.name: one.head for one in options}
    table = shown_if(spending_of_options([one.scenario for one in options], heads))
    return Figure("Spending on the service by financial year", charts.key(options) + beside(panels), table, note)


def ranges_figure(answer: Answer, names: Names) -> Figure | None:
    """Net cash of each option, and of one less another, with each range by its name."""
    rows = net_cash(answer, names)
    if not rows:
        return None
    note = f"Upright strokes: the mean. Plus is good for the budget. {each_in_words(rows)}".rstrip()
    title = title_of(answer)
    return Figure(title, charts.range_bars(rows, title), shown(ranges(answer, names)), note)


def sets_figure(answer: AnswerInShort, names: Names) -> Figure | None:
    """Net cash of each option in all sets of inputs: a hundred squares, and where £0 is."""
    rows = in_sets(answer, names)
    if not rows:
        return None
    note = "Each square is a hundredth of the sets. Dark, and in numbers: above £0, it releases more cash than it costs"
    note += "; of a difference, the first leaves more." if any(not row.name and row.letter for row in rows) else "."
    return Figure(of_sets(rows), charts.set_squares(rows), shown(over_sets(rows)), note)


def beside(panels: Sequence[Markup], how: str = "panels") -> Markup:
    """Panels beside each other where there is room, else one under another."""
    return Markup('<div class="{}">{}</div>').format(how, Markup("").join(panels))
