"""Do the pictures of a study's economics draw what was worked out, the same every time?"""

from io import BytesIO

import numpy as np
import pytest

from app.faces.figures import economics as figures
from app.faces.terminal.economics import of_economics
from app.tables import economics as tables
from app.tables.table import shown
from experiments.economics.answer import Decision
from experiments.economics.of_study import per_effect
from experiments.sensitivity.resampling import uniforms
from sim.errors import WrongInput
from tests.sentences_of_economics import at, study

DRAWS = 60
EVERY = ("plane", "acceptability", "expected_loss", "value_of_certainty")


@pytest.fixture(scope="module")
def drawn():
    """Two options beside usual care: the first costs and does more, the second costs more still and does no better."""
    u = uniforms((DRAWS, 4), 3)
    costs, effects = np.zeros((2, DRAWS, 3))
    costs[:, 1:], effects[:, 1:] = 1000 * u[:, :2] * [1, 2], 10 * u[:, 2:]
    names = ("usual care", "Two posts", "Three posts")
    effect = per_effect("discharges", costs[:, :, None], effects[:, :, None], u, names, (100.0, 400.0))
    return study(options=names, effects=(effect,))


@pytest.mark.parametrize("name", EVERY)
def test_each_is_drawn_with_a_caption_the_same_every_time(drawn, name):
    [effect] = drawn.effects
    files = []
    for _ in range(2):
        picture = getattr(figures, name)(drawn, effect, "made by a test")
        assert "discharge" in picture.caption
        stream = BytesIO()
        picture.savefig(stream, format="svg")
        files.append(stream.getvalue())
    assert files[0] == files[1]


def test_bars_of_what_knowing_is_worth(drawn):
    [decision] = drawn.decisions
    picture = figures.worths(drawn, decision, "made by a test")
    [ax] = picture.axes
    assert [patch.get_width() for patch in ax.patches] == [30_000.0]
    with pytest.raises(WrongInput, match="Nothing is unknown"):
        figures.worths(drawn, Decision("net cash", at(), ()), "made by a test")


def test_tables_say_the_same_as_the_answer(drawn):
    [effect] = drawn.effects
    assert [row[0] for row in shown(tables.ladder(effect)).rows] == [place.name for place in effect.places]
    for table, stated in zip(tables.of_stated(drawn, effect), effect.stated, strict=True):
        rows = shown(table)
        assert len(rows.rows) == 3
        assert rows.strong == frozenset([stated.best])
    assert shown(tables.worths(drawn.decisions[0])).rows[0][0] == "Price of care (care)"
    assert shown(tables.money(drawn)).rows[0][0] == "Two posts"


def test_a_terminal_has_every_table(drawn):
    [effect] = drawn.effects
    text = "\n".join(of_economics(drawn))
    assert "What it says of money" in text
    every = (tables.money(drawn), tables.ladder(effect), tables.plane(drawn, effect), tables.worths(drawn.decisions[0]))
    for table in every:
        assert table.caption in text
    assert "where one discharge is worth £400" in text
