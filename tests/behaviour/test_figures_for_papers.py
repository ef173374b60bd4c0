"""What does a paper get? Figures whose artists hold the numbers of the answer, in files that are always the same."""

import os
import re
import subprocess
import sys
from collections import Counter
from itertools import combinations
from pathlib import Path

import matplotlib
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

import spsim as door
from app.faces.figures import FIGURES, FORMATS, draw
from app.faces.figures.paper import LOOKS, spread
from sim.errors import WrongInput
from tests.scenarios import child_toml, write

ROOT = Path(__file__).parents[2]
LIST = "waiting_on_day_0 = { value = 60, source = 'made up', grade = 'assumed' }"
PAY = 'gbp = { value = 40_000, low = 30_000, high = 50_000, source = "made up", grade = "assumed" }'
CARE = 'gbp = { value = 3000, low = 1000, high = 8000, source = "made up", grade = "assumed" }'
LONG = "Three posts from the first day on, with a title that is longer than a column is wide"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    sections = {"costs.link_worker": PAY, "costs.care": CARE}
    return write(tmp_path_factory.mktemp("scenarios"), child_toml(demand=LIST, **sections))


@pytest.fixture(scope="module")
def pair(path):
    one = door.load(path)
    more = one.with_values({"link_workers.posts": 3}, title=LONG, name="three")
    return door.compare(one, more, replications=4, seed=3, swings="all", jobs=1)


@pytest.fixture(scope="module")
def answer(pair):
    return pair.whole


def drawn(answer, name, **wishes) -> Figure:
    return getattr(draw, name)(answer, **wishes)


def by_gid(figure, panel=None):
    """Every artist that has a name, by that name: in one panel, or in all."""
    panels = figure.axes if panel is None else [figure.axes[panel]]
    return {one.get_gid(): one for ax in panels for one in (*ax.lines, *ax.patches) if one.get_gid()}


# ---------------------------------------------------------------- the numbers drawn


def test_waits_are_the_shares_of_the_answer(answer):
    lines = by_gid(drawn(answer, "waits"))
    for one in answer.scenarios:
        curve = one.waits.link_worker.curve
        for share, column in (("given", 1), ("gone without", 2)):
            xs, ys = lines[f"{one.name}: {share}"].get_data()
            assert list(zip(xs, ys, strict=True))[1:-1] == [(p[0], p[column]) for p in curve if p[0] <= xs[-1]]
            assert (xs[0], ys[0], ys[-1]) == (0.0, 0.0, ys[-2])
            assert lines[f"{one.name}: {share}"].get_drawstyle() == "steps-post"


def test_queues_are_the_series_of_the_answer_and_discharge_has_its_comparator(answer):
    lines = by_gid(drawn(answer, "queues", state="discharged"))
    for one in answer.scenarios:
        with_it, usual = (
            next(s for s in one.series if s.state == "discharged" and s.world == world)
            for world in ("programme", "usual care")
        )
        assert list(lines[f"{one.name}: mean"].get_ydata()) == list(with_it.mean)
    assert list(lines["child: usual care"].get_ydata()) == list(usual.mean)
    band = drawn(answer, "queues").axes[0].collections[0].get_paths()[0].vertices[:, 1]
    waiting = next(s for s in answer.scenarios[0].series if s.state == "waiting")
    assert (band.min(), band.max()) == (min(waiting.low), max(waiting.high))


def test_bars_of_the_bridge_are_its_steps_each_from_where_the_one_before_ended(answer):
    figure = drawn(answer, "bridge", years=1)
    for panel, one in enumerate(answer.scenarios):
        bars, at = by_gid(figure, panel), 0.0
        zero = {
            step.name for step in one.bridge[1] if all(_step(each, step.name).mean == 0 for each in answer.scenarios)
        }
        assert set(bars) == {step.name for step in one.bridge[1]} - zero
        assert "care_use" in zero
        for step in one.bridge[1]:
            if (bar := bars.get(step.name)) is None:
                assert step.mean == 0
                continue
            assert bar.get_width() == pytest.approx(step.mean)
            assert bar.get_x() == pytest.approx(0.0 if step.kind == "subtotal" else at)
            at = bar.get_x() + bar.get_width()
            assert bool(bar.get_hatch()) == (step.kind == "step" and step.mean < 0)


def _step(one, name):
    return next(step for step in one.bridge[1] if step.name == name)


def test_bars_of_the_swings_go_from_where_it_is_now_to_each_end(answer):
    figure = drawn(answer, "swings")
    for panel, one in enumerate(answer.scenarios):
        bars, now = by_gid(figure, panel), one.swings.base.net.mean
        assert len(bars) == 2 * len(one.swings.rows) == 4
        for row in one.swings.rows:
            for end, value in (("low", row.net.at_low), ("high", row.net.at_high)):
                assert bars[f"{row.path}: {end}"].get_x() == pytest.approx(now)
                assert bars[f"{row.path}: {end}"].get_width() == pytest.approx(value - now)
    assert len(by_gid(drawn(answer, "swings", most=1), 0)) == 2


@pytest.mark.parametrize("of", ["difference", "programme", "usual"])
def test_points_of_people_are_means_and_their_lines_the_intervals(answer, of):
    [ax] = drawn(answer, "people", outcomes=["gave_up", "discharged_in_1y"], of=of).axes
    points = [line for line in ax.lines if line.get_gid()]
    spans = Counter(tuple(line.get_xdata()) for line in ax.lines if not line.get_gid())
    rows = [
        getattr(next(row for row in one.outcomes if row.name == name), of)
        for name in ("gave_up", "discharged_in_1y")
        for one in answer.scenarios
    ]
    assert [line.get_xdata()[0] for line in points] == [row.mean for row in rows]
    for row in rows:
        assert spans[(row.low, row.high)]
        assert row.error_low is None or spans[(row.error_low, row.error_high)]
        assert row.unknown is None or spans[tuple(row.unknown)]


def test_points_of_groups_are_the_levels_of_each_trait(answer):
    [ax] = drawn(answer, "groups", outcome="gave_up").axes
    points = [(line.get_gid(), line.get_xdata()[0]) for line in ax.lines if line.get_gid()]
    assert points == [
        (f"age.{level}", group.outcomes["gave_up"].programme.mean)
        for level in ("over_65", "under_65")
        for one in answer.scenarios
        for group in one.by_trait
        if group.level == level
    ]


# ---------------------------------------------------------------- looks


def overlapping(figure):
    """Texts that lie over each other or run out of the picture."""
    figure.draw_without_rendering()
    texts = [
        (one.get_text(), matplotlib.text.Text.get_window_extent(one))  # an annotation's own holds its arrow
        for one in figure.findobj(matplotlib.text.Text)
        if one.get_visible() and one.get_text().strip() and in_sight(one)
    ]
    boxes = [(said, box.padded(-0.6)) for said, box in texts]
    apart = [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.overlaps(other)]
    beyond = [
        said
        for said, box in texts
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1
    ]
    return apart, beyond


def in_sight(text):
    """Matplotlib keeps labels of ticks outside an axis, and draws none of them."""
    for ax in text.figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.majorTicks, *axis.minorTicks):
                if text is tick.label1:
                    return low <= tick.get_loc() <= high
                if text is tick.label2:
                    return False
    return True


@pytest.mark.parametrize("width", [89, 183])
@pytest.mark.parametrize("name", FIGURES)
def test_no_text_lies_over_another_or_is_cut(answer, name, width):
    assert overlapping(drawn(answer, name, width=width)) == ([], [])


def test_a_figure_in_which_texts_do_overlap_is_caught(answer):
    figure = drawn(answer, "queues")
    figure.axes[0].set_title("Waiting for", loc="left")
    figure.axes[0].text(0, 1.01, "something else", transform=figure.axes[0].transAxes)
    figure.text(0.95, 0.5, "a text that runs out of the picture")
    apart, beyond = overlapping(figure)
    assert ("Waiting for", "something else") in apart or ("something else", "Waiting for") in apart
    assert beyond == ["a text that runs out of the picture"]


def test_looks_differ_without_colour_and_stand_out_from_white():
    assert len({look.dashes for look in LOOKS}) == len({look.marker for look in LOOKS}) == len(LOOKS)
    for look in LOOKS:
        channels = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(look.colour))
        red, green, blue = channels
        assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 2.9, look


@pytest.mark.parametrize(
    ("wanted", "tall"),
    [([], []), ([5], [2]), ([5, 5, 5], [2, 2, 2]), ([0, 0, 10], [2, 2, 2]), ([1, 9.9, 10], [3, 3, 3])],
)
def test_names_are_moved_apart_and_stay_within(wanted, tall):
    places = spread(wanted, tall, 0, 10)
    assert places == sorted(places)
    for (a, one), (b, other) in zip(
        zip(places, tall, strict=True), list(zip(places, tall, strict=True))[1:], strict=False
    ):
        assert b - a >= (one + other) / 2
    assert all(high / 2 <= place <= 10 - high / 2 for place, high in zip(places, tall, strict=True))


@pytest.mark.parametrize("width", [80, 89, 183])
def test_a_figure_is_as_wide_as_a_column_to_the_millimetre(pair, tmp_path, width):
    pair.plot_queues(width=width).savefig(tmp_path / "queues.png", dpi=254)
    with Image.open(tmp_path / "queues.png") as picture:
        assert picture.width == width * 10
    with pytest.raises(WrongInput, match="80 to 400 mm wide"):
        pair.plot_queues(width=79)


# ---------------------------------------------------------------- files


def test_two_writes_give_the_same_bytes_whatever_settings_a_reader_has_made(pair, tmp_path):
    for folder in ("first", "second"):
        with matplotlib.rc_context({"font.size": 30.0, "svg.hashsalt": None} if folder == "second" else {}):
            before = dict(matplotlib.rcParams)
            saved = pair.save(tmp_path / folder)
            pair.plot_queues().savefig(tmp_path / folder / "queues.png")
            assert dict(matplotlib.rcParams) == before
    assert [path.name for path in saved] == [f"{name}.svg" for name in FIGURES]
    for path in (*saved, tmp_path / "second" / "queues.png"):
        assert path.read_bytes() == (tmp_path / "first" / path.name).read_bytes()


def test_another_process_gives_the_same_bytes_and_uses_no_pyplot(spsim, path, tmp_path):
    code = (
        "import sys; from app.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(code or ('matplotlib.pyplot' in sys.modules and 'pyplot'))"
    )
    for there in (True, False):
        folder = tmp_path / str(there)
        folder.mkdir()
        files = [word for name in ("waits.svg", "bridge.pdf") for word in (f"--{name[:-4]}", folder / name)]
        command = ["plot", path, "--replications", "1", "--engine", "simpy", "--jobs", "1", "--quiet", *files]
        if there:
            ran = [sys.executable, "-c", code, *map(str, command)]
            subprocess.run(ran, check=True, cwd=ROOT, capture_output=True, env={**os.environ, "PYTHONHASHSEED": "1"})
        else:
            assert spsim(*command)[0] == 0
    for name in ("waits.svg", "bridge.pdf"):
        assert (tmp_path / "True" / name).read_bytes() == (tmp_path / "False" / name).read_bytes()


def test_a_file_knows_what_it_shows_and_what_made_it_and_no_date(pair, tmp_path):
    figure = pair.plot_bridge()
    for suffix in FORMATS:
        figure.savefig(tmp_path / f"bridge.{suffix}")
    svg = (tmp_path / "bridge.svg").read_text(encoding="utf-8")
    said = f"{figure.caption} {figure.made_by}"
    assert all(one.hash in said for one in pair.whole.scenarios)
    assert "seed 3, 4 replications" in said
    assert said in svg.replace("&lt;", "<")
    with Image.open(tmp_path / "bridge.png") as picture:
        assert picture.info["Description"] == said
    pdf = (tmp_path / "bridge.pdf").read_bytes()
    assert b"/Subject" in pdf
    assert b"CreationDate" not in pdf
    assert "<dc:date>" not in svg
    assert not re.search(r"/(home|root|tmp|work)/", svg)
    assert b"/FontFile2" in pdf  # TrueType, embedded


def test_a_text_of_a_scenario_is_text_and_no_formula(path, tmp_path):
    titled = door.load(path).with_values({}, title="Costs $5 & $x_{2}$ <b>\x07 more", name="odd")
    figure = door.compare(path, titled, replications=2, jobs=1).plot_bridge()
    assert figure.axes[1].get_title(loc="left") == "Costs $5 & $x_{2}$ <b>  more"
    figure.savefig(tmp_path / "bridge.svg")


# ---------------------------------------------------------------- axes of a caller's, and wishes


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_on_axes_of_a_callers(answer, name):
    figure = Figure(figsize=(7, 4))
    left, right = figure.subplots(1, 2)
    one = {"scenario": "three"} if name in ("bridge", "swings") else {}
    assert drawn(answer, name, ax=right, **one) is figure
    assert right.has_data()
    assert not left.has_data()


@pytest.mark.parametrize(
    ("name", "wishes", "said"),
    [
        ("waits", {"queue": "tea"}, "no queue of this name: there is link_worker, place and list_of_day_0"),
        ("queues", {"state": "tea"}, "no state of this name"),
        ("people", {"outcomes": ["tea"]}, "no outcome tea: there is referred"),
        ("groups", {"outcome": "tea"}, "no outcome tea"),
        ("bridge", {"years": 7}, "no bridge of 7 years: there is 1 and 2"),
        ("bridge", {"scenario": "tea"}, "No scenario of this answer is called tea: there is child and three"),
        ("bridge", {"ax": True}, "2 panels, and ax is one"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_words(answer, name, wishes, said):
    if wishes.get("ax"):
        wishes = {"ax": Figure().subplots()}
    with pytest.raises(WrongInput, match=re.escape(said)):
        drawn(answer, name, **wishes)


def test_without_swings_there_is_no_figure_of_them_and_the_caption_of_people_says_so(path, tmp_path):
    answer = door.run(path, replications=2, jobs=1)
    with pytest.raises(WrongInput, match="ask for swings"):
        answer.plot_swings()
    assert "has not been run across its ranges" in answer.plot_people().caption
    assert [path.name for path in answer.save(tmp_path, suffix="png")] == [f"{n}.png" for n in FIGURES if n != "swings"]
    with pytest.raises(WrongInput, match="there already"):
        answer.save(tmp_path, suffix="png")
    with pytest.raises(WrongInput, match="saved as svg, pdf, png, not as gif"):
        answer.save(tmp_path, suffix="gif")


# ---------------------------------------------------------------- spsim plot


def test_the_command_writes_the_same_figures_each_by_its_suffix(spsim, path, tmp_path):
    few = ["--replications", "2", "--jobs", "1", "--quiet"]
    code, out, err = spsim("plot", path, *few, "--waits", tmp_path / "w.SVG", "--people", tmp_path / "p.pdf")
    assert (code, err) == (0, "")
    assert out.startswith("w.SVG: Waits for a link worker")
    assert "p.pdf: What becomes of people" in out
    assert "Dotted: unknown inputs" in out
    assert (tmp_path / "w.SVG").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "p.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ([], "Which figures? Name a file for one or more: --waits, --queues"),
        (["--waits", "w.gif"], "--waits writes a file that ends in .svg, .pdf or .png; w.gif does not."),
        (["--waits", "a.svg", "--queues", "a.svg"], "named for two outputs"),
        (["--waits", "nowhere/a.svg"], "There is no folder nowhere"),
    ],
)
def test_what_could_not_be_written_is_refused_before_anything_is_run(spsim, path, command, said):
    code, out, err = spsim("plot", path, *command)
    assert (code, out) == (2, "")
    assert said in err


def test_a_figure_of_nothing_is_a_file_that_could_not_be_written(spsim, tmp_path):
    nobody = write(tmp_path, child_toml(stages="support = false"))
    few = ["--replications", "2", "--jobs", "1", "--quiet"]
    code, out, err = spsim("plot", nobody, *few, "--waits", tmp_path / "w.svg", "--bridge", tmp_path / "b.svg")
    assert code == 3
    assert "w.svg was not written: Nobody waits for" in err
    assert out.startswith("b.svg: ")
    assert (tmp_path / "b.svg").exists()
    assert not (tmp_path / "w.svg").exists()
