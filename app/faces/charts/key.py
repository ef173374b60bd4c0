"""Which option is which? Its line or colour, its letter and its name, on as many lines as the page needs."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.faces.charts.ink import LOOKS, framed, line
from app.tables.options import Lettered
from experiments.answer import ScenarioInShort


def key(options: Sequence[Lettered[ScenarioInShort]], *, lines: bool = False) -> Markup:
    """A list of the options, a sample beside each: nothing where there is only one. Names wrap, so none is cut."""
    if len(options) < 2:
        return Markup("")
    rows = [_row(one, lines=lines) for one in options]
    return Markup('<ul class="key">{}</ul>').format(Markup("").join(rows))


def _row(one: Lettered[ScenarioInShort], *, lines: bool) -> Markup:
    look = LOOKS[one.place % len(LOOKS)]
    drawn = [line(0, 6, 32, 6, look.colour, 2.5, look.dashes)] if lines else framed(10, 0, 14, 12, look)
    sample = Markup('<svg viewBox="0 0 32 12" aria-hidden="true">{}</svg>').format(Markup("").join(drawn))
    return Markup('<li>{}<span><strong>{}</strong> <span dir="auto">{}</span></span></li>').format(
        sample, one.letter, escape(one.name)
    )
