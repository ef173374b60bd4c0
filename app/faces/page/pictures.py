"""Which pictures does a board want? Queues, people, money and how sure it is, every option on one scale.

None where there is nothing to draw. Each picture says its numbers in words to those who do not see it, and has them in
a table beside it.
"""

from collections.abc import Mapping

from markupsafe import Markup

from app import words
from app.faces import charts
from app.faces.page.shapes import Figure
from app.tables.queues import letters, over_time, queues_of
from app.tables.table import shown_if
from experiments.answer import Answer

LEGIBLE = 1 / 6  # of the longest queue: a shorter one has a scale of its own,
FEW = 5  # unless hardly anybody waits in it


def queues_figure(answer: Answer, names: Mapping[str, str]) -> Figure | None:
    """People waiting for a link worker, and for a group place, over time: a line for each option, on one axis."""
    queues, called = queues_of(answer, names), letters(names)
    if not queues:
        return None
    lines = [one for queue in queues for one in queue.lines]
    span = min(one.start for one in lines), max(one.end for one in lines)
    longest = max(queue.most for queue in queues)
    shared = all(queue.most >= LEGIBLE * longest or queue.most < FEW for queue in queues)
    panels = [charts.queue_panel(queue, longest if shared else queue.most, span) for queue in queues]
    picture = _key(names, lines=True) + Markup('<div class="panels">{}</div>').format(Markup("").join(panels))
    note = (
        f"People at the end of each week: averages of {answer.provenance.replications:,} replications; shaded: "
        "simulation error. One real service varies more."
    )
    if not shared:
        note += " The two scales differ."
    if without := [called[one.name] for one in answer.scenarios if words.is_clinic(one)]:
        note += f" {words.listed(without)} {'has' if len(without) == 1 else 'have'} no such queues."
    return Figure("Who waits, and when", picture, shown_if(over_time(queues)), note)


def _key(names: Mapping[str, str], *, lines: bool = False) -> Markup:
    called = letters(names)
    return charts.key([charts.Named(i, called[name], names[name]) for i, name in enumerate(names)], lines=lines)
