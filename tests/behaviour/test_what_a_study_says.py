"""What people see of a study: one screen, everything, and a picture of each analysis."""

from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from app.faces.figures import study as figures
from app.faces.terminal.study import in_short, of_study
from app.tables import studies as tables
from app.tables.table import shown
from experiments.study.analysed import analysed
from experiments.study.answer import StudyAnswer
from sim.errors import WrongInput
from tests.planted import normals
from tests.studies import made_up, planned

PILOT = 'scenarios = ["rotherham_mental_health_pilot"]\noutputs = ["net", "discharges"]\n'
LEVERS = """
[levers]
"link_workers.posts" = { levels = [1, 2, 3] }
"link_workers.caseload_per_post" = { levels = [30, 40] }
"""
DESIGNS = {
    "joint": '{ kind = "joint", points = 120 }',
    "saltelli": '{ kind = "saltelli", base_points = 64 }',
    "morris": '{ kind = "morris", trajectories = 6 }',
    "one_way": '{ kind = "one_way" }',
    "two_way": '{ kind = "two_way" }' + LEVERS,
    "list": '{ kind = "list", rows = [{ "link_workers.posts" = 1 }, { "link_workers.posts" = 3 }] }',
}


@cache
def answered(design: str) -> StudyAnswer:
    """Net cash in tens of thousands of pounds, mostly by the first two of what varies; one point failed."""
    with TemporaryDirectory() as folder:
        plan = planned(Path(folder), f"{PILOT}design = {DESIGNS[design]}\n")
    u = np.nan_to_num(plan.unit, nan=0.5)
    f = 1e5 * (u @ np.linspace(3, 0, u.shape[1] + 1)[:-1] ** 3)
    y = f[:, None] + 3e4 * normals((1, 4), 1) + 1e4 * normals((plan.points, 4), 2)
    failed = {5: "more events than one replication may have"} if design == "joint" else {}
    return analysed(made_up(plan, np.repeat(y[:, :, None, None], 2, axis=3), failed))


@pytest.mark.parametrize("design", DESIGNS)
def test_a_study_is_one_screen(design):
    lines = in_short(answered(design)).split("\n")
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("design", DESIGNS)
def test_everything_has_every_output_and_every_input(design):
    answer = answered(design)
    text = of_study(answer)
    assert text.count("Net cash, over 3 years: rotherham_mental_health_pilot") >= 1
    assert "Discharges, programme less usual care: rotherham_mental_health_pilot" in text
    assert max(map(len, text.split("\n"))) <= 80


def test_the_first_thing_read_is_what_is_luck_what_is_unknown_and_what_drives_it():
    text = in_short(answered("joint"))
    assert text.index("Unknown: half of") < text.index("Luck moves a single") < text.index("What drives it")
    assert "1 of 120 points failed" in text


def test_without_shapley_effects_there_is_no_column_of_them_and_rows_are_a_line_each():
    text = in_short(answered("joint"))  # 120 points are too few for them
    assert "Shapley  " not in text
    table = text[text.index("What each input is") : text.index("more: add --all")].split("\n")[3:]
    assert all(" to " in line for line in table[:-1])


def test_the_largest_stands_first_and_what_is_to_be_distrusted_is_marked():
    answer = answered("saltelli")
    rows = tables.index_rows(answer, answer.outputs[0])
    assert [row.other.value for row in rows] == sorted((row.other.value for row in rows), reverse=True)
    assert any(row.first.doubts for row in rows)
    assert "! not to be trusted as it stands" in in_short(answer)
    assert "Interval wider than 0.2" in " ".join(of_study(answer).split())


@pytest.mark.parametrize("design", ["joint", "saltelli"])
def test_an_index_is_shown_with_its_interval(design):
    found = tables.indices(answered(design), answered(design).outputs[0])
    first = shown(found, "page").rows[0]
    assert first[1].count("to") == 1
    assert first[1].startswith("0.")


def test_a_hostile_title_stays_text():
    from dataclasses import replace

    text = in_short(replace(answered("one_way"), title="\x1b[31mred\x1b[0m\n\n", question="=1+1"))
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("design", "draw"),
    [
        ("joint", figures.indices),
        ("saltelli", figures.indices),
        ("morris", figures.screen),
        ("one_way", figures.tornado),
        ("two_way", figures.heat_map),
        ("saltelli", figures.convergence),
        ("joint", figures.split),
    ],
)
def test_a_picture_is_the_same_bytes_every_time_and_says_what_it_shows(design, draw):
    answer = answered(design)
    both = []
    for _ in range(2):
        picture, stream = draw(answer, answer.outputs[0]), BytesIO()
        picture.savefig(stream, format="svg")
        both.append(stream.getvalue())
    assert both[0] == both[1]
    assert "Net cash, over 3 years" in picture.caption
    assert answer.hash in picture.made_by


@pytest.mark.parametrize("name", figures.STUDY_FIGURES)
def test_a_picture_of_what_a_study_does_not_have_is_refused_in_words(name):
    answer = answered("list")
    with pytest.raises(WrongInput, match="has no"):
        getattr(figures, name)(answer, answer.outputs[0])
